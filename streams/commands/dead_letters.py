"""Dead letters: list them, show one, send some again."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.table import Table

from streams.codec import Inbound, Outbound
from streams.commands import options
from streams.commands.live import live
from streams.commands.output import notice
from streams.commands.pretty import console
from streams.runtime.reader import From, header, read
from streams.settings import Settings
from streams.topics import CATALOGUE, DEAD

WHERE = re.compile(r"([0-9]{1,9}):([0-9]{1,18})")

dlq = typer.Typer(help="Dead letters: list, show, retry.", no_args_is_help=True)

Where = Annotated[str, typer.Argument(help="PARTITION:OFFSET, as `list` shows it.")]
ReasonFlag = Annotated[str | None, typer.Option("--reason", envvar="STREAMS_REASON", help="Only with this reason.")]
StageFlag = Annotated[str | None, typer.Option("--stage", envvar="STREAMS_STAGE", help="Only from this stage.")]


@dlq.callback()
def connect(
    context: typer.Context, broker: options.Broker = None, data_dir: options.DataDir = None,
    prefix: options.Prefix = None,
) -> None:  # fmt: skip
    """Dead letters: records that can't be processed, with their bytes."""
    context.obj = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)


@dlq.command("list")
def list_letters(context: typer.Context, reason: ReasonFlag = None, stage: StageFlag = None) -> None:
    """A line for each dead letter."""
    table = Table("where", "stage", "reason", "source", "bytes", "message", box=None, header_style="dim")
    count = 0
    with live(context.obj) as settings:
        for letter in _letters(settings, reason, stage):
            count += 1
            source = header(letter, "ce_source") or "–"
            table.add_row(
                f"{letter.partition}:{letter.offset}", header(letter, "streams.dead.stage"),
                header(letter, "streams.dead.reason"), source, f"{len(letter.value or b''):,}",
                header(letter, "streams.dead.message"),
            )  # fmt: skip
    console.print(table)
    notice(f"{count} dead letter{'' if count == 1 else 's'}")


@dlq.command("show")
def show_letter(context: typer.Context, where: Where) -> None:
    """One dead letter: headers to stderr, its bytes to stdout, untouched."""
    with live(context.obj) as settings:
        letter = _letter(settings, where)
    for name, value in letter.headers:
        notice(f"{name}: {value.decode('utf-8', 'replace')}")
    sys.stdout.buffer.write(letter.value or b"")
    sys.stdout.flush()


@dlq.command("retry")
def retry(
    context: typer.Context,
    where: Annotated[str | None, typer.Argument(help="PARTITION:OFFSET; all that --reason or --stage names.")] = None,
    reason: ReasonFlag = None, stage: StageFlag = None,
) -> None:  # fmt: skip
    """Send dead letters to the topic they failed on, under their own key, after the cause is mended."""
    from streams.runtime.sender import send, sender

    if where is None and reason is None and stage is None:
        raise typer.BadParameter("say which: PARTITION:OFFSET, --reason or --stage")
    with live(context.obj) as settings:
        letters = [_letter(settings, where)] if where is not None else _letters(settings, reason, stage)
        with sender(settings) as producer:
            sent = send(producer, settings.prefix, _sent_again(letters, settings.prefix))
    notice(f"{sent} sent again")


def _sent_again(letters: Iterable[Inbound], prefix: str) -> Iterator[Outbound]:
    for letter in letters:
        if (whole := header(letter, "streams.dead.bytes")) is not None:
            kept = f"{len(letter.value or b''):,} of {whole} bytes"
            notice(f"{letter.partition}:{letter.offset}: not sent: only {kept} were kept")
        else:
            yield again(letter, prefix)


def again(letter: Inbound, prefix: str) -> Outbound:
    """A dead letter as it was before it failed, with the number of tries so far and no younger than it was."""
    failed_on = header(letter, "streams.dead.topic")
    topic = next(one for one in CATALOGUE if one.full_name(prefix) == failed_on or one.name == failed_on)
    kept = tuple(
        (n, v) for n, v in letter.headers if not n.startswith("streams.dead.") and n != "streams.retry.attempt"
    )
    time = header(letter, "streams.dead.time")
    timed = () if time is None else (("ce_time", time.encode()),)
    attempt = (header(letter, "streams.dead.attempt") or "1").encode()
    return Outbound(topic, letter.key, letter.value, (*kept, *timed, ("streams.retry.attempt", attempt)))


def _letters(settings: Settings, reason: str | None, stage: str | None) -> Iterator[Inbound]:
    wanted = {"streams.dead.reason": reason, "streams.dead.stage": stage}
    for letter in read(settings, DEAD.full_name(settings.prefix), From("start"), until_end=True):
        if all(want in (None, header(letter, name)) for name, want in wanted.items()):
            yield letter


def _letter(settings: Settings, where: str) -> Inbound:
    if not (given := WHERE.fullmatch(where)):
        raise typer.BadParameter(f"{where!r}: want PARTITION:OFFSET, as `streams dlq list` shows it")
    partition, offset = int(given[1]), int(given[2])
    topic = DEAD.full_name(settings.prefix)
    for letter in read(settings, topic, From("start"), until_end=True, partition=partition):
        if letter.offset == offset:
            return letter
    raise typer.BadParameter(f"no dead letter {where}; `streams dlq list` lists those there are")
