"""Commands that talk to a broker: worker, send, tail, topics, check, explain."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from streams import codec
from streams.codec import Outbound
from streams.commands import options
from streams.commands.output import notice, write_records
from streams.commands.pretty import change_line, console, event_panel, standings, weighed
from streams.runtime.errors import Unavailable
from streams.runtime.files import Given, Refused, updates
from streams.settings import SettingError, Settings
from streams.stage import Rejection
from streams.topics import CATALOGUE, CHANGES, EVENTS

FromFlag = Annotated[
    str, typer.Option("--from", envvar="STREAMS_FROM", help="start, end, or -N: the last N of each partition.")
]


@contextmanager
def live(settings: Settings) -> Iterator[Settings]:
    """Settings with a broker that answers: the one named, else the embedded one, started or attached to."""
    if settings.broker:
        yield settings
        return
    from streams.runtime import embedded_kafka

    with embedded_kafka.attach(settings.data_dir) as attached:
        yield replace(settings, broker=attached.bootstrap)


def worker(
    broker: options.Broker = None, data_dir: options.DataDir = None, prefix: options.Prefix = None,
    partitions: options.Partitions = None, group: options.Group = None, batch_max: options.BatchMax = None,
    window_hours: options.WindowHours = None, horizon_days: options.HorizonDays = None,
    session_timeout: options.SessionTimeout = None, stall: options.Stall = None,
    metrics_host: options.MetricsHost = None, metrics_port: options.MetricsPort = None,
    log_level: options.LogLevel = None, log_format: options.LogFormat = None, sources: options.Sources = None,
    canary_seconds: options.CanarySeconds = None, enrichers: options.Enrichers = None,
    publishers: options.Publishers = None, otlp_endpoint: options.OtlpEndpoint = None,
    resume: Annotated[
        bool, typer.Option("--resume", envvar="STREAMS_RESUME", help="Go on after a stop for bugs of ours.")
    ] = False,
    accept_loss: Annotated[
        bool,
        typer.Option("--accept-loss", envvar="STREAMS_ACCEPT_LOSS", help="Go on where records were deleted unread."),
    ] = False,
) -> None:  # fmt: skip
    """Run every stage on this worker's share of the partitions, until it is told to stop."""
    from streams.runtime import worker as running

    settings = options.settings(
        broker=broker, data_dir=data_dir, prefix=prefix, partitions=partitions, group=group, batch_max=batch_max,
        window_hours=window_hours, horizon_days=horizon_days, session_timeout_seconds=session_timeout,
        stall_seconds=stall, metrics_host=metrics_host, metrics_port=metrics_port, log_level=log_level,
        log_format=log_format, sources=sources, canary_seconds=canary_seconds, enrichers=enrichers,
        publishers=publishers, otlp_endpoint=otlp_endpoint,
    )  # fmt: skip
    raise typer.Exit(running.run(settings, resume=resume, accept_loss=accept_loss))


def send(
    files: options.Files, url: options.Url = None, content_type: options.ContentType = None,
    outlet: options.Outlet = None, desk: options.Desk = None, seen: options.Seen = None,
    broker: options.Broker = None, data_dir: options.DataDir = None, prefix: options.Prefix = None,
) -> None:  # fmt: skip
    """Put raw updates on the log, as received. Stamps the clock unless --seen or the line says when.

    Folders are read through, sorted by path, hidden files left out; gzip is unpacked. What is larger than 8 MiB is
    refused; its beginning, size and SHA-256 go to the dead letters.
    """
    from streams.runtime.intake import record
    from streams.runtime.sender import send as deliver
    from streams.runtime.sender import sender

    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)
    given = Given(url, content_type, outlet, desk, options.moment(seen, "--seen"))
    told = Counter[str]()

    def records(prefix: str) -> Iterator[Outbound]:
        for item in updates(files, given, now=datetime.now(UTC)):
            told["refused" if isinstance(item, Refused) else "sent"] += 1
            if isinstance(item, Refused):
                notice(f"{item.where}: refused: {item.why}")
            if (out := record(item, prefix, "send")) is not None:
                yield out

    with live(settings) as found, sender(found) as producer:
        deliver(producer, found.prefix, records(found.prefix))
    notice(f"{told['sent']} sent" + (f", {told['refused']} refused" if told["refused"] else ""))
    raise typer.Exit(1 if told["refused"] else 0)


def tail(
    topic: Annotated[str, typer.Argument(help="raw, posts, unique, enriched, events, changes, dead.")] = "events",
    begin: FromFlag = "end",
    until_end: Annotated[
        bool, typer.Option("--until-end", "-e", envvar="STREAMS_UNTIL_END", help="Stop at today's end.")
    ] = False,
    desk: options.Desk = None, broker: options.Broker = None, data_dir: options.DataDir = None,
    prefix: options.Prefix = None, output: options.Out = options.Output.PRETTY,
) -> None:  # fmt: skip
    """Follow a topic: records to stdout, one after another, until Ctrl-C."""
    from streams.runtime.reader import parse_from, read

    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)
    known = {one.name: one.full_name(settings.prefix) for one in CATALOGUE}
    try:
        start = parse_from(begin)
    except ValueError as error:
        raise typer.BadParameter(f"--from: {error}") from None
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with live(settings) as found:
        try:
            for record in read(found, known.get(topic, topic), start, until_end=until_end):
                if record.value is not None and (desk is None or _desk(record.value) == desk):
                    write_records([record.value if topic != "raw" else raw_line(record)], output)
        except LookupError as error:
            raise typer.BadParameter(str(error)) from None
        except KeyboardInterrupt:
            pass


def raw_line(record: codec.Inbound) -> bytes:
    """A raw record as a line of NDJSON that `send` and `replay` read back."""
    import base64

    update = codec.read_raw(record)
    if isinstance(update, Rejection):
        return orjson.dumps({"refused": update.message})
    told = {"source": update.source, "url": update.url, "outlet": update.outlet, "content_type": update.content_type,
            "desk": update.desk, "seen": update.seen, "headers": update.headers, "ce_id": update.ce_id,
            "ce_type": update.ce_type}  # fmt: skip
    try:
        return orjson.dumps({**told, "body": update.body.decode()})
    except UnicodeDecodeError:
        return orjson.dumps({**told, "body_base64": base64.b64encode(update.body).decode()})


def check(
    broker: options.Broker = None, data_dir: options.DataDir = None, prefix: options.Prefix = None,
    partitions: options.Partitions = None, enrichers: options.Enrichers = None,
    schemas: Annotated[Path, typer.Option("--schemas", envvar="STREAMS_SCHEMAS", help="Folder of the schemas.")] = Path(
        "schemas"
    ),
) -> None:  # fmt: skip
    """Check settings, enrichers, schemas, broker and topics before a start; exit 1 if anything is wrong."""
    from streams import enrichers as enriching
    from streams.pipeline import TOPICS
    from streams.runtime import topic_admin
    from streams.schemas import stale

    settings = options.settings(
        broker=broker, data_dir=data_dir, prefix=prefix, partitions=partitions, enrichers=enrichers
    )
    faults = 0

    def tell(what: str, wrong: list[str]) -> None:
        nonlocal faults
        faults += len(wrong)
        console.print(f"{what}: {'ok' if not wrong else ''}", style="green" if not wrong else "red")
        for line in wrong:
            console.print(f"  {line}", markup=False)

    tell("settings", [])
    read_by = enriching.chosen(settings.enrichers)
    tell("enrichers " + ", ".join(f"{one.name} {one.version}" for one in read_by), enriching.missing(read_by))
    tell("schemas", [f"{schemas / path} is stale: run `streams schemas`" for path in stale(schemas)])
    try:
        with live(settings) as found:
            tell(f"broker {found.broker}", [])
            wrong = topic_admin.differences(found, TOPICS)
            tell("topics", [difference.message for difference in wrong])
    except Exception as error:
        told = str(error) if isinstance(error, Unavailable | SettingError) else f"{type(error).__name__}: {error}"
        tell(f"broker {settings.broker or 'embedded'}", [told])
    raise typer.Exit(1 if faults else 0)


topics = typer.Typer(help="List the topics, or create them.", invoke_without_command=True)


@topics.callback()
def list_topics(
    context: typer.Context, broker: options.Broker = None, data_dir: options.DataDir = None,
    prefix: options.Prefix = None, partitions: options.Partitions = None, replication: options.Replication = None,
    group: options.Group = None,
) -> None:  # fmt: skip
    """List the topics with their records and settings."""
    from streams.pipeline import TOPICS
    from streams.runtime import topic_admin

    context.obj = options.settings(
        broker=broker, data_dir=data_dir, prefix=prefix, partitions=partitions, replication=replication, group=group
    )
    if context.invoked_subcommand is not None:
        return
    with live(context.obj) as found:
        table = Table("topic", "key", "partitions", "records", "cleanup", "keeps", box=None, header_style="dim")
        about = {topic.full_name(found.prefix): topic for topic in TOPICS}
        for row in topic_admin.describe(found, TOPICS):
            topic = about[row.topic]
            kept = "for ever" if topic.retention_ms < 0 else f"{topic.retention_ms / 3_600_000:g} h"
            there = str(row.found.partitions) if row.found is not None else "missing"
            cleanup = "compact" if topic.compacted else "delete"
            table.add_row(row.topic, topic.key, there, f"{row.records:,}", cleanup, kept)
        console.print(table)


@topics.command("apply")
def apply_topics(
    context: typer.Context,
    with_acls: Annotated[
        bool, typer.Option("--acls", envvar="STREAMS_ACLS", help="Also put the lists of `streams topics acls` there.")
    ] = False,
) -> None:
    """Create what is missing and bring settings in line; partition counts are fixed at creation.

    With --acls what the four roles lack is granted, and what they have beyond it on the same topics and groups is taken
    back; other users' lists stay as they are. Who applies must be the operator, or a super user of the broker.
    """
    from streams.pipeline import TOPICS
    from streams.runtime import acls, topic_admin

    settings: Settings = context.obj
    if with_acls and not settings.broker:
        raise typer.BadParameter(
            "--acls needs a broker of your own (STREAMS_BROKER): the one started here has no users"
        )
    with live(settings) as found:
        applied = topic_admin.apply(found, TOPICS)
        for row in applied:
            notice(f"{row.topic}: {row.outcome}" + (f" ({', '.join(row.altered)})" if row.altered else ""))
        for done in acls.apply(found) if with_acls else ():
            notice(f"{done.told}: {done.outcome}")
        left = topic_admin.differences(found, TOPICS)
        for difference in left:
            notice(difference.message)
    raise typer.Exit(1 if left else 0)


@topics.command("acls")
def list_acls(context: typer.Context, output: options.Out = options.Output.PRETTY) -> None:
    """Who may do what: the access control lists of the four roles.

    A role is a user of the broker of that name: source, worker, subscriber, operator. `streams topics apply --acls`
    puts these lists on the broker.
    """
    from streams.runtime import acls

    rows = acls.grants(context.obj)
    if output is not options.Output.PRETTY:
        write_records([orjson.dumps(acls.as_record(row)) for row in rows], output)
        return
    table = Table("role", "on", "name", "may", "why", box=None, header_style="dim")
    for row in rows:
        table.add_row(row.role, row.resource.name.lower(), row.pattern, row.may, row.why)
    console.print(table)


def explain(
    event_id: Annotated[str, typer.Argument(help="Id of an event, or the first characters of it.")],
    broker: options.Broker = None, data_dir: options.DataDir = None, prefix: options.Prefix = None,
    output: options.Out = options.Output.PRETTY,
) -> None:  # fmt: skip
    """Why an event is one: its posts with the evidence for each, how its figures and claims stand, and its versions."""
    from streams.runtime.reader import From, read

    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)
    with live(settings) as found:

        def matching(topic: str) -> list[bytes]:
            records = read(found, topic, From("start"), until_end=True)
            return [r.value for r in records if r.value and r.key and r.key.decode().startswith(event_id)]

        events = matching(EVENTS.full_name(found.prefix))
        changes = matching(CHANGES.full_name(found.prefix))
    if not events:
        notice(f"no event {event_id}; `streams tail events --from start -e -o jsonl` lists those there are")
        raise typer.Exit(1)
    if output is not options.Output.PRETTY:
        write_records([events[-1], *changes], output)
        return
    event = orjson.loads(events[-1])
    console.print(event_panel(event))
    for post in event["posts"]:
        console.print(f"\n{post['headline'] or post['post_id']}", style="bold", markup=False)
        founded = "founded the event" if post["relation"] == "new" else "decided"
        score = founded if post["score"] is None else f"score {post['score']:.2f}"
        told = f"  {post['outlet'] or '–'} · {post['relation']} · {post['role']} · {score} · post {post['post_id']}"
        console.print(told, style="dim")
        for reason in post["reasons"]:
            weight = "" if reason["evidence"] == "decision" else f"{reason['weight']:+.2f} "
            console.print(f"  {weight}{reason['evidence']}: {reason['detail']}", markup=False)
        if post["rival"]:
            barred = f", barred by {'; '.join(post['rival']['vetoes'])}" if post["rival"]["vetoes"] else ""
            console.print(f"  nearest rival {post['rival']['event_id']} at {post['rival']['score']:.2f}{barred}",
                          markup=False)  # fmt: skip
    if event["figures"] or event["claims"]:
        console.print("\nfigures and claims", style="bold")
        for style, line in standings(event):
            console.print(line, style=style, markup=False)
    console.print()
    for reason in weighed(event):
        console.print(reason)
    console.print("\nversions", style="bold")
    for change in changes:
        console.print(change_line(orjson.loads(change)))


def _desk(value: bytes) -> str | None:
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    return found.get("desk") if isinstance(found, dict) else None
