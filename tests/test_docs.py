"""The documents say what is so: commands exist, paths and metrics are there, tables equal the code they describe.

The tables between ``<!-- name -->`` and ``<!-- /name -->`` are written by ``python -m tests.test_docs``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from prometheus_client import CollectorRegistry
from rich.console import Console

from streams.__main__ import app
from streams.commands.pretty import event_panel
from streams.data import word_tables
from streams.pipeline import TOPICS, pipeline
from streams.records import CuratedEvent, RawUpdate
from streams.runtime.fetch_metrics import FetchMetrics
from streams.runtime.files import Given, updates
from streams.runtime.metrics import Metrics
from streams.runtime.replay import Replay
from streams.schemas import name_of
from streams.settings import OTHER_NAMES, SETTINGS, Settings
from streams.stage import Drop, Reject
from streams.topics import CATALOGUE, CHANGES, DAY_MS, EVENTS, RAW, Topic

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = {
    name: (ROOT / name).read_text("utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "schemas/README.md", "deploy/README.md")
}
DEMO = ROOT / "streams" / "data" / "demo" / "updates.ndjson"
SHOWN = "Arcos de Valdevez"  # the place of the demo's event that the first screen shows
WIDTH = 118
TESTS_SAID = "7639 passed, 2 skipped, 45 xfailed in 923.09s (0:15:23)"  # on a fresh clone; a run can't check itself

every_document = pytest.mark.parametrize("name", DOCUMENTS)


# ------------------------------------------------------------------------------------------ written tables


def settings_table() -> str:
    """Every setting: its variable, its default, what it is for, and its limits."""
    rows = ["| variable | default | what it is for |", "|---|---|---|"]
    for setting in SETTINGS:
        limits = f" {setting.low} to {setting.high:,}." if setting.low is not None else ""
        default = f"`{setting.default}`" if str(setting.default) else "empty"
        rows.append(f"| `{setting.env}` | {default} | {setting.about}{limits} |")
    return "\n".join(rows)


def topics_table() -> str:
    """Every topic of the catalogue: what it holds, under which key, for how long."""
    rows = ["| topic | key | value | kept | what it holds |", "|---|---|---|---|---|"]
    for topic in CATALOGUE:
        value = f"[{topic.record.__name__}](schemas/{name_of(topic.record)}.schema.json)" if topic.record else "bytes"
        rows.append(f"| `{topic.full_name()}` | {topic.key} | {value} | {kept(topic)} | {topic.about} |")
    return "\n".join(rows)


def kept(topic: Topic) -> str:
    """How long, in words."""
    if topic.retention_ms < 0:
        return "for ever, compacted" if topic.compacted else "for ever"
    if topic.retention_ms < DAY_MS:
        return f"{topic.retention_ms // 3_600_000} h"
    return f"{topic.retention_ms // DAY_MS} days"


def kinds_table() -> str:
    """Every kind of happening: what it holds, and its codes in three public lists."""
    rows = ["| kind | what it holds | IPTC Media Topics | CAMEO | ACLED |", "|---|---|---|---|---|"]
    for name, row in word_tables.load("kinds").items():
        topics = ", ".join(f"{topic} ({words})" for topic, _, words in (each.partition(" ") for each in row["iptc"]))
        rows.append(f"| `{name}` | {row['about']} | {topics} | {', '.join(row['cameo'])} | {', '.join(row['acled'])} |")
    return "\n".join(rows)


def commands_table() -> str:
    """Every command with the first line of its help."""
    rows = ["| command | what it does |", "|---|---|"]
    for words, command in commands():
        rows.append(f"| `{' '.join(('streams', *words))}` | {(command.help or '').splitlines()[0]} |")
    return "\n".join(rows)


def commands(group: Any = None, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that call it."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        inner = getattr(command, "commands", None)
        if inner is None or command.invoke_without_command:
            yield (*before, name), command
        if inner is not None:
            yield from commands(command, (*before, name))


def commands_shown() -> str:
    """The two commands of a newcomer, with the lines of the demo that say what it came to."""
    run = demo()
    event = event_of(run)
    last = [change for change in values(run, CHANGES) if change["event_id"] == event["event_id"]][-1]
    count = len({change["event_id"] for change in values(run, CHANGES)})
    sent = len(run.records(RAW))
    return "\n".join(
        [
            "```console",
            "$ make demo     # a day of news through a real Apache Kafka, started here from Python packages",
            f"{sent} raw updates sent to {RAW.full_name()}; a worker takes them in …",
            "  …",
            f"  {last['seen'][11:16]} {last['kind']:<10} v{last['version']:<3} {event['headline']}",
            "  …",
            f"{sent} raw updates became {count} events.",
            "$ make test     # every case in memory and on that Kafka, byte for byte, with workers killed half-way",
            TESTS_SAID,
            "```",
        ]
    )


def event_shown() -> str:
    """One event of the demo as the command line shows it, with the first sentence and the first claim only."""
    event = event_of(demo())
    console = Console(width=WIDTH, force_terminal=False, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(event_panel({**event, "summary": event["summary"][:1], "claims": event["claims"][:1]}))
    return "\n".join(["```", *(line.rstrip() for line in capture.get().splitlines()), "```"])


@cache
def demo() -> Replay:
    """The bundled day, in memory."""
    run = Replay(pipeline(Settings()))
    run.feed(item for item in updates([str(DEMO)], Given()) if isinstance(item, RawUpdate))
    return run


def values(run: Replay, topic: Topic) -> list[dict[str, Any]]:
    """What was published to a topic, in order."""
    return [orjson.loads(record.value or b"") for record in run.records(topic)]


def event_of(run: Replay) -> dict[str, Any]:
    """The event shown, at its last version."""
    last = {event["event_id"]: event for event in values(run, EVENTS)}
    [event] = [event for event in last.values() if (event["focus_place"] or {}).get("name") == SHOWN]
    return event


WRITTEN = {
    "settings": settings_table, "topics": topics_table, "commands": commands_table, "demo": commands_shown,
    "event": event_shown, "kinds": kinds_table,
}  # fmt: skip
PAGE_OF = {"kinds": ROOT / "schemas" / "README.md"}  # the others stand in the README


@pytest.mark.parametrize("name", WRITTEN)
def test_written_parts_are_what_the_code_says(name: str) -> None:
    page = PAGE_OF.get(name, README).read_text("utf-8")
    [found] = re.findall(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", page, re.DOTALL)
    assert found == WRITTEN[name](), "run `python -m tests.test_docs`"


def write() -> None:
    """Write the tables anew."""
    for name, make in WRITTEN.items():
        page = PAGE_OF.get(name, README)
        made = f"<!-- {name} -->\n{make()}\n<!-- /{name} -->"
        text = re.sub(
            rf"<!-- {name} -->\n.*?<!-- /{name} -->",
            lambda _, made=made: made,
            page.read_text("utf-8"),
            flags=re.DOTALL,
        )
        page.write_text(text, "utf-8")


# --------------------------------------------------------------------------------------- what is named is there


def code_of(text: str) -> list[str]:
    """Every code span, and every line of every code block."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [line for block in blocks for line in block.splitlines()] + spans


def calls(text: str) -> list[str]:
    """The `streams …` commands of a document: from the word to the end, a pipe, a comment or a closing bracket."""
    return [
        found.group(1).strip()
        for line in code_of(text)
        if (found := re.match(r"^(?:\$ )?(?:\w+=\S+ )*(?:\.venv/bin/)?streams ([^|#;&)<>]*)", line.strip()))
    ]


@every_document
def test_every_command_exists_and_its_flags_parse(name: str) -> None:
    for call in calls(DOCUMENTS[name]):
        command: Any = typer.main.get_command(app)
        left = shlex.split(call.replace("…", "x"))
        while True:
            parser = command.make_parser(command.context_class(command))
            _, left, _ = parser.parse_args(left)  # raises where a flag is unknown, or lacks its value
            if not left or not hasattr(command, "commands"):
                break
            assert left[0] in command.commands, f"streams {call}"
            command, left = command.commands[left[0]], left[1:]
        assert not left, f"streams {call}: {left}"


def test_the_first_screen_calls_commands() -> None:
    """The check above finds what it is to check."""
    assert len(calls(DOCUMENTS["README.md"])) > 10


@every_document
def test_every_path_exists(name: str) -> None:
    text = DOCUMENTS[name]
    named = {
        path.rstrip("/.,:")
        for path in re.findall(r"(?<![\w./:-])(?:streams|tests|schemas|deploy|\.ci)/[\w./*<>-]+", text)
    }
    here = (ROOT / name).parent
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    missing = [path for path in sorted(named) if not any(ROOT.glob(re.sub(r"<[^>]+>", "*", path)))]
    missing += [link for link in sorted(linked) if not (here / link).exists()]
    assert not missing


@every_document
def test_every_make_target_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    wanted = {target for code in code_of(DOCUMENTS[name]) for target in re.findall(r"\bmake ([a-z-]+)", code)}
    assert wanted <= targets


@every_document
def test_python_blocks_compile(name: str) -> None:
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", DOCUMENTS[name], re.MULTILINE | re.DOTALL)):
        compile(block, f"{name}, block {number}", "exec")


@every_document
def test_every_metric_is_declared(name: str) -> None:
    registry = CollectorRegistry()
    Metrics(registry)
    FetchMetrics([], registry)
    declared = {sample.name for family in registry.collect() for sample in family.samples}
    declared |= {family.name for family in registry.collect()}
    assert set(re.findall(r"\bstreams_[a-z_]+", DOCUMENTS[name])) <= declared


@every_document
def test_every_variable_is_known(name: str) -> None:
    known = {setting.env for setting in SETTINGS} | OTHER_NAMES
    assert set(re.findall(r"\bSTREAMS_[A-Z_]*[A-Z]", DOCUMENTS[name])) <= known


# ------------------------------------------------------------------------------------------- what is told is so


def section(document: str, heading: str) -> str:
    """A section's text, up to the next heading of its rank."""
    [found] = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENTS[document], re.MULTILINE | re.DOTALL)
    return found


def test_the_fields_told_are_those_of_an_event() -> None:
    first_cells = re.findall(r"^\| (`.*?) \|", section("README.md", "What an event holds"), re.MULTILINE)
    told = [field for cell in first_cells for field in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(("schema", *CuratedEvent.__struct_fields__))


def test_every_reason_is_told() -> None:
    text = DOCUMENTS["schemas/README.md"]
    for reason in (*Drop, *Reject):
        assert f"`{reason.value}`" in text, reason


def test_the_first_screen_is_one() -> None:
    """All that a newcomer needs, before the first heading of the second rank."""
    assert len(DOCUMENTS["README.md"].split("\n## ")[0].splitlines()) <= 80


def test_all_topics_have_a_file_in_schemas() -> None:
    assert {path.stem for path in (ROOT / "schemas" / "topics").glob("*.yaml")} == {t.full_name() for t in TOPICS}


if __name__ == "__main__":
    write()
