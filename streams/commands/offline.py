"""Commands that run on plain files, without a broker: parse, enrich, replay, schemas."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from streams import codec
from streams.codec import Inbound
from streams.commands import options
from streams.commands.output import notice, write_records
from streams.records import Post, RawUpdate, Reference
from streams.runtime.files import Given, Refused, updates
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.topics import CHANGES, DEAD, EVENTS, Topic


class Until(StrEnum):
    """The last stage that a replay runs."""

    PARSE = "parse"
    DEDUPE = "dedupe"
    ENRICH = "enrich"
    CURATE = "curate"


UntilFlag = Annotated[Until, typer.Option("--until", envvar="STREAMS_UNTIL", help="Stop after this stage.")]
ChangesFlag = Annotated[
    bool, typer.Option("--changes", envvar="STREAMS_CHANGES", help="Write the log of changes instead of the events.")
]


def parse(
    files: options.Files, url: options.Url = None, content_type: options.ContentType = None,
    outlet: options.Outlet = None, desk: options.Desk = None, seen: options.Seen = None,
    output: options.Out = options.Output.JSONL,
) -> None:  # fmt: skip
    """Cut pages into posts. Files of one --url are its successive snapshots, in the order given."""
    _run(files, _given(url, content_type, outlet, desk, seen), Until.PARSE, False, output, options.settings())


def replay(
    files: options.Files, until: UntilFlag = Until.CURATE, changes: ChangesFlag = False, url: options.Url = None,
    content_type: options.ContentType = None, outlet: options.Outlet = None, desk: options.Desk = None,
    seen: options.Seen = None, window_hours: options.WindowHours = None, horizon_days: options.HorizonDays = None,
    enrichers: options.Enrichers = None, publishers: options.Publishers = None,
    output: options.Out = options.Output.JSONL,
) -> None:  # fmt: skip
    """Run the pipeline in memory: the events, each at its last version, or what the named stage writes."""
    given = _given(url, content_type, outlet, desk, seen)
    settings = options.settings(
        window_hours=window_hours, horizon_days=horizon_days, enrichers=enrichers, publishers=publishers
    )
    if changes and until is not Until.CURATE:
        raise typer.BadParameter(f"--changes: {until} writes no log of changes, curate does; leave out --until")
    _run(files, given, until, changes, output, settings)


def enrich(
    file: Annotated[str, typer.Argument(help="One text; - is stdin.")],
    published: Annotated[
        str | None, typer.Option("--published", envvar="STREAMS_PUBLISHED", help="When it was published, RFC 3339.")
    ] = None,
    zone: Annotated[str | None, typer.Option("--zone", envvar="STREAMS_ZONE", help="IANA zone of its times.")] = None,
    url: options.Url = None, content_type: options.ContentType = None, outlet: options.Outlet = None,
    desk: options.Desk = None, seen: options.Seen = None, enrichers: options.Enrichers = None,
    output: options.Out = options.Output.JSONL,
) -> None:  # fmt: skip
    """Read who, where, when, how many and who says so from one text; spans count from its first character."""
    from streams import enrichers as enriching
    from streams.data import gazetteer
    from streams.stages.enrich import enrich as read

    settings = options.settings(enrichers=enrichers)
    if zone is not None:
        _check_zone(zone)
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        notice(f"{file}: {error}")
        raise typer.Exit(1) from None
    when = options.moment(published, "--published")
    received = options.moment(seen, "--seen") or when or codec.EPOCH
    start = when or received
    end = start + timedelta(days=1) if published is not None and len(published) == 10 else start
    source = url or (file if file == "-" else Path(file).name)
    post = Post(
        post_id=codec.digest(source, text), page_id=codec.digest(source), url=url, outlet=outlet,
        desk=desk or codec.DEFAULT_DESK, headline=None, text=text, published=when, seen=received, zone=zone,
        reference=Reference(start=start, end=end, basis="post" if when is not None else "seen"),
        ce_id=codec.digest(source, data),
    )  # fmt: skip
    by = enriching.chosen(settings.enrichers)
    for why in enriching.missing(by):
        notice(why)
    write_records([codec.encode(read(gazetteer.load(), post, enrichers=by))], output)


def schemas(
    folder: Annotated[
        Path, typer.Argument(help="Where to write.", envvar="STREAMS_SCHEMAS")
    ] = Path("schemas"),
    check: Annotated[bool, typer.Option("--check", envvar="STREAMS_CHECK", help="Write nothing; 1 if stale.")] = False,
) -> None:  # fmt: skip
    """Write the JSON Schemas of the records and a YAML file for each topic."""
    from streams.schemas import stale, write

    if check:
        old = stale(folder)
        for path in old:
            notice(f"{folder / path} is stale: run `streams schemas`")
        raise typer.Exit(1 if old else 0)
    for path in write(folder):
        notice(f"wrote {folder / path}")


def _check_zone(zone: str) -> None:
    from zoneinfo import ZoneInfoNotFoundError

    from streams.stages.parse.zones import tzinfo_of

    try:
        tzinfo_of(zone or "?")
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"--zone: {zone!r} is no IANA zone, such as Europe/Kyiv, and no offset") from None


def _given(
    url: str | None, content_type: str | None, outlet: str | None, desk: str | None, seen: str | None
) -> Given:  # fmt: skip
    return Given(url, content_type, outlet, desk, options.moment(seen, "--seen"))


def _run(
    files: list[str], given: Given, until: Until, changes: bool, output: options.Output,
    settings: Settings,
) -> None:  # fmt: skip
    """Replay files up to a stage and write what it wrote; exit 1 if any was refused."""
    from streams.pipeline import pipeline

    stages = pipeline(settings, lists_max=None)
    last = [stage.name for stage in stages].index(until.value) + 1
    run = Replay(stages[:last])
    taken: list[RawUpdate] = []
    refused = 0
    for item in updates(files, given):
        if isinstance(item, Refused):
            notice(f"{item.where}: refused: {item.why}")
            refused += 1
        else:
            taken.append(item)
    run.feed(taken)
    sources = {update.ce_id: update.source for update in taken}
    for letter in run.records(DEAD):
        headers = {name: value.decode("utf-8", "replace") for name, value in letter.headers}
        where = sources.get(headers.get("ce_id", ""), "a record")
        told = f"{headers['streams.dead.reason']}: {headers['streams.dead.message']}"
        notice(f"{where}: refused by {headers['streams.dead.stage']}: {told}")
        refused += 1
    topic = CHANGES if changes else stages[last - 1].writes[0]
    write_records(_values(run, topic), output)
    if refused:
        raise typer.Exit(1)


def _values(run: Replay, topic: Topic) -> Iterable[bytes]:
    records: Iterable[Inbound] = run.records(topic)
    if topic is EVENTS:  # compacted: the last version of each
        records = {record.key: record for record in records}.values()
    return [record.value for record in records if record.value is not None]
