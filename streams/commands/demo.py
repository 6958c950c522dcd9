"""``streams demo``: a day of live news through a real Kafka, and the events that come of it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Annotated, Any

import orjson
import typer
from prometheus_client.parser import text_string_to_metric_families
from rich.table import Table

from streams import codec
from streams.codec import Inbound
from streams.commands import options
from streams.commands.live import live
from streams.commands.output import notice
from streams.commands.pretty import console, event_panel
from streams.records import RawUpdate
from streams.runtime.files import Given, Refused, updates
from streams.settings import Settings
from streams.topics import CATALOGUE, CHANGES, EVENTS

BUNDLED = "updates.ndjson"
PATIENCE_SECONDS = 120
STOP_SECONDS = 15
FATES = ("passed", "dropped", "dead", "held")

Paths = Annotated[list[str] | None, typer.Argument(help="Files of your own; without any, a bundled day of news.")]


def demo(
    paths: Paths = None, url: options.Url = None, content_type: options.ContentType = None,
    outlet: options.Outlet = None, broker: options.Broker = None, data_dir: options.DataDir = None,
    prefix: options.Prefix = None,
) -> None:  # fmt: skip
    """Send a day of live news to a real Kafka and watch it become curated events."""
    from streams.pipeline import TOPICS
    from streams.runtime import topic_admin

    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)
    desk = f"demo-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"  # of its own: a second run shows the same
    given = Given(url, content_type, outlet, desk)
    console.print("Starting a real Kafka on this machine …" if not settings.broker else f"Using {settings.broker} …")
    with live(settings) as found:
        topic_admin.apply(found, TOPICS)
        begins = {topic: _ends(found, topic.full_name(found.prefix)) for topic in (EVENTS, CHANGES)}
        sent = _send(found, paths, given)
        with _worker(found) as metrics_url:
            done = _watch(found, desk, begins[CHANGES])
            counts = _counts(metrics_url)
        events = _events(found, desk, begins[EVENTS])
    for event in events:
        console.print(event_panel(event))
    adds_up = _tell_counts(sent, counts, len(events))
    _tell_next(events)
    raise typer.Exit(0 if events and done and adds_up else 1)


def _bundled(given: Given) -> list[RawUpdate | Refused]:
    with as_file(files("streams.data") / "demo" / BUNDLED) as path:
        return list(updates([str(path)], given))


def _send(settings: Settings, paths: list[str] | None, given: Given) -> int:
    from streams.runtime.sender import send, sender

    read = list(updates(paths, given)) if paths else _bundled(given)
    for item in read:
        if isinstance(item, Refused):
            notice(f"{item.where}: refused: {item.why}")
    ready = [codec.write_raw(item) for item in read if isinstance(item, RawUpdate)]
    with sender(settings) as producer:
        sent = send(producer, settings.prefix, ready)
    console.print(f"{sent} raw updates sent to {CATALOGUE[0].full_name(settings.prefix)}; a worker takes them in …")
    return sent


@contextmanager
def _worker(settings: Settings) -> Iterator[str]:
    """A worker of our own, on the demo's broker; yields the address of its metrics."""
    from streams.runtime.worker import environment

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = replace(settings, metrics_port=port, session_timeout_seconds=6, canary_seconds=0)
    environ = environment(settings, os.environ)
    process = subprocess.Popen([sys.executable, "-m", "streams", "worker"], env=environ)
    try:
        yield f"http://127.0.0.1:{port}/metrics"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch(settings: Settings, desk: str, begins: dict[int, int]) -> bool:
    """Print each change as it forms, until nothing is left to do; whether that came in time."""
    titles: dict[str, str] = {}
    ends = time.monotonic() + PATIENCE_SECONDS
    seen: set[tuple[int, int]] = set()
    done = False
    while not done:
        done = _idle(settings)  # asked first: what came before that answer is read below
        for record in _since(settings, CHANGES.full_name(settings.prefix), begins):
            at = (record.partition, record.offset)
            change = orjson.loads(record.value or b"{}")
            if at in seen or change.get("desk") != desk:
                continue
            seen.add(at)
            for operation in change["patch"]:
                if operation["path"] == "/headline":
                    titles[change["event_id"]] = operation["value"] or change["event_id"]
            title = titles.get(change["event_id"], change["event_id"])
            told = f"  {change['seen'][11:16]} {change['kind']:<10} v{change['version']:<3} {title}"
            console.print(told, markup=False, overflow="ellipsis", no_wrap=True)
        if time.monotonic() > ends:
            notice(f"not done after {PATIENCE_SECONDS} s; what came so far is shown")
            break
    return done


def _idle(settings: Settings) -> bool:
    """Whether the workers have taken in everything that every stage reads."""
    from streams.pipeline import INPUTS
    from streams.runtime import topic_admin

    rows = topic_admin.lag(settings, INPUTS)
    return all(row.lag == 0 for row in rows)


def _ends(settings: Settings, topic: str) -> dict[int, int]:
    from kafka import TopicPartition

    from streams.runtime import access

    consumer = access.consumer(settings)
    numbers = consumer.partitions_for_topic(topic) or set()
    ends = consumer.end_offsets([TopicPartition(topic, n) for n in sorted(numbers)])
    consumer.close()
    return {tp.partition: offset for tp, offset in ends.items()}


def _since(settings: Settings, topic: str, begins: dict[int, int]) -> Iterator[Inbound]:
    from streams.runtime.reader import From, read

    records = read(settings, topic, From("start"), until_end=True)
    return (record for record in records if record.offset >= begins.get(record.partition, 0))


def _events(settings: Settings, desk: str, begins: dict[int, int]) -> list[dict[str, Any]]:
    """The desk's events at their last version, in the order they are shown."""
    last: dict[bytes, dict[str, Any]] = {}
    for record in _since(settings, EVENTS.full_name(settings.prefix), begins):
        event = orjson.loads(record.value or b"{}")
        if event.get("desk") == desk and record.key is not None:
            last[record.key] = event
    return sorted(last.values(), key=_rank)


def _rank(event: dict[str, Any]) -> tuple[float, str, str]:
    """The most important first, then the oldest; ids differ from desk to desk, so from run to run."""
    return -event["importance"], event["first_seen"] or "", event["headline"] or ""


def _counts(metrics_url: str) -> dict[str, dict[str, int]]:
    """Each stage's fates, from the worker's own metrics."""
    with urllib.request.urlopen(metrics_url, timeout=5) as answer:
        text = answer.read().decode()
    counts: dict[str, dict[str, int]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            name = sample.name.removeprefix("streams_").removesuffix("_total")
            if name in ("received", *FATES):
                stage = counts.setdefault(sample.labels["stage"], {})
                stage[name] = stage.get(name, 0) + int(sample.value)
    return counts


def _tell_counts(sent: int, counts: dict[str, dict[str, int]], events: int) -> bool:
    """What became of each record; whether every stage's row adds up."""
    table = Table(
        "stage", "received", *FATES, "adds up", box=None, header_style="dim", title="What became of each record"
    )
    right = True
    for stage, row in counts.items():
        adds_up = sum(row.get(fate, 0) for fate in FATES) == row["received"]
        right = right and adds_up
        fates = [f"{row.get(fate, 0):,}" for fate in FATES]
        table.add_row(stage, f"{row['received']:,}", *fates, "yes" if adds_up else "NO")
    console.print(table)
    console.print(f"{sent} raw updates became {events} events.", style="bold")
    return right


def _tell_next(events: list[dict[str, Any]]) -> None:
    event_id = events[0]["event_id"] if events else "EVENT_ID"
    program = "streams" if shutil.which("streams") else os.path.relpath(sys.argv[0])
    console.print("\nNext:", style="bold")
    for command, what in (
        (f"{program} explain {event_id}", "why its posts are one event"),
        (f"{program} tail events --from start -e -o jsonl", "the topic as a subscriber reads it"),
        (f"{program} demo page.txt", "the same for a page of your own"),
    ):
        console.print(f"  {command:<56}", style="cyan", end="", markup=False)
        console.print(f" {what}", style="dim")
