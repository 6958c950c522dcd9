"""The commands on plain files as a person or a script meets them: exit codes, what is data and what is a notice, flags
and their variables, and that nothing in the surroundings shows in what is written.
"""

from __future__ import annotations

import base64
import gzip
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from typer.testing import CliRunner, Result

from streams import codec
from streams.__main__ import app
from streams.commands import demo
from streams.runtime import files
from streams.settings import OTHER_NAMES, SETTINGS

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "streams" / "data" / "demo" / "updates.ndjson"
PAGE = """ date 2024-05-14 Weather – live
Rain floods cellars in Bergen
It rained in Bergen on Tuesday and 30 cellars were flooded, fire officer Kari Lie said.
Wind stops ferries at Molde
The wind stopped two ferries at Molde on Tuesday, the operator said.
"""
ITEM = {"headline": "Tram derails in Gothenburg", "text": "A tram derailed in Gothenburg on Tuesday.", "id": "1"}


def run(*arguments: str | Path, stdin: bytes | str | None = None, **environ: str) -> Result:
    clean = {name: None for name in os.environ if name.startswith("STREAMS_")}
    told = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, env={**clean, **environ})
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    return told


def rows(told: Result) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    return tmp_path / "page.txt"


def ndjson(tmp_path: Path, *lines: dict[str, Any] | str) -> Path:
    path = tmp_path / "updates.ndjson"
    texts = [line if isinstance(line, str) else orjson.dumps(line).decode() for line in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


# ------------------------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize("command", ["parse", "replay"])
def test_0_when_all_was_read_and_data_alone_on_stdout(command: str, page: Path) -> None:
    told = run(command, page)
    assert (told.exit_code, told.stderr) == (0, "")
    assert len(rows(told)) == 2


@pytest.mark.parametrize("command", ["parse", "replay"])
def test_1_when_a_file_was_refused_and_the_others_are_read(command: str, page: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "folder").mkdir()
    refused = [tmp_path / name for name in ("empty.txt", "none.txt", "picture.txt", "folder")]
    told = run(command, *refused, page)
    assert told.exit_code == 1
    assert rows(told) == rows(run(command, page))
    assert [line.split(":")[0].rpartition("/")[2] for line in told.stderr.splitlines()] == [
        "none.txt", "folder", "empty.txt", "picture.txt",
    ]  # fmt: skip
    assert all(reason in told.stderr for reason in ("empty_body", "No such file", "binary", "holds no file"))


WRONG: dict[str, tuple[str, ...]] = {
    "no file": ("replay",),
    "a flag that is none": ("replay", "page.txt", "--fast"),
    "a command that is none": ("reply", "page.txt"),
    "a stage that is none": ("replay", "page.txt", "--until", "publish"),
    "an output that is none": ("parse", "page.txt", "-o", "xml"),
    "an instant without a zone": ("parse", "page.txt", "--seen", "2024-05-14T12:00:00"),
    "an instant that is none": ("enrich", "page.txt", "--published", "yesterday"),
    "an instant outside the calendar": ("enrich", "page.txt", "--published", "9999-12-31T23:59:59-14:00"),
    "a zone that is none": ("enrich", "page.txt", "--zone", "Nowhere/Land"),
    "a zone that climbs": ("enrich", "page.txt", "--zone", "../../etc/passwd"),
    "a window out of range": ("replay", "page.txt", "--window-hours", "0"),
    "the log of changes of a stage that has none": ("replay", "page.txt", "--until", "parse", "--changes"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_2_for_wrong_usage_and_nothing_on_stdout(arguments: tuple[str, ...], page: Path) -> None:
    told = run(*(str(page) if each == "page.txt" else each for each in arguments))
    assert (told.exit_code, told.stdout) == (2, "")
    assert "Error" in told.stderr and "Traceback" not in told.stderr


# ------------------------------------------------------------------------------------------- flags and variables


def commands() -> dict[str, Any]:
    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        yield name, command
        for each, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, f"{name} {each}".strip())

    return dict(walk(typer.main.get_command(app), ""))


def flags(command: Any) -> list[Any]:
    own = {"help", "install_completion", "show_completion"}
    return [each for each in command.params if each.param_type_name == "option" and each.name not in own]


@pytest.mark.parametrize("name", commands())
def test_help_shows_a_variable_for_every_flag(name: str) -> None:
    told = run(*name.split(), "--help", COLUMNS="240", TERMINAL_WIDTH="240")
    assert told.exit_code == 0
    for flag in flags(commands()[name]):
        assert isinstance(flag.envvar, str) and flag.envvar.startswith("STREAMS_"), flag.name
        assert flag.opts[-1] in told.stdout and flag.envvar in told.stdout
    if not hasattr(commands()[name], "commands"):
        assert len(commands()[name].help or "") > 20


def test_variables_of_flags_are_the_settings_and_nothing_else() -> None:
    used = {parameter.envvar for command in commands().values() for parameter in command.params} - {None}
    assert used | {"STREAMS_KAFKA_JARS"} == {setting.env for setting in SETTINGS} | OTHER_NAMES


def test_a_variable_stands_for_its_flag_and_the_flag_beats_it(page: Path) -> None:
    assert {row["desk"] for row in rows(run("parse", page, STREAMS_DESK="asia"))} == {"asia"}
    assert {row["desk"] for row in rows(run("parse", page, "--desk", "sport", STREAMS_DESK="asia"))} == {"sport"}
    assert run("replay", page, STREAMS_UNTIL="parse").stdout == run("parse", page).stdout


@pytest.mark.parametrize("command", ["replay", "parse", "enrich"])
def test_an_unknown_variable_is_refused_with_what_it_may_have_meant(command: str, page: Path) -> None:
    told = run(command, page, STREAMS_PARTITONS="3")
    assert told.exit_code == 2 and "STREAMS_PARTITIONS" in told.stderr
    told = run(command, page, STREAMS_OUTLETS="The Courier")
    assert told.exit_code == 2 and "mean STREAMS_OUTLET?" in " ".join(told.stderr.replace("│", " ").split())


# ------------------------------------------------------------------------------------------- enrich


def test_enrich_reads_stdin_against_the_instant_and_the_zone_given() -> None:
    text = "Police said at 3pm that six cars had burnt in Osaka.\n"
    told = run("enrich", "-", "--published", "2024-05-14T12:00:00Z", "--zone", "Asia/Tokyo", stdin=text)
    [row] = rows(told)
    assert row["text"] == text and row["zone"] == "Asia/Tokyo"
    [time] = row["times"]
    assert (time["text"], time["start"]) == ("3pm", "2024-05-14T06:00:00Z")
    assert text[slice(*time["span"])] == "3pm"
    assert [(figure["value"], figure["object"]) for figure in row["figures"]] == [(6.0, "car")]


def test_spans_of_enrich_count_from_the_first_character_of_the_file(tmp_path: Path) -> None:
    text = "\n\n  🚒 Fire in Žilina\n\nFour people were hurt in Žilina, mayor Ján Kováč said.\n"
    (tmp_path / "fire.txt").write_text(text, "utf-8")
    [row] = rows(run("enrich", tmp_path / "fire.txt"))
    assert row["text"] == text
    for kind in ("places", "figures"):
        assert row[kind] and all(text[slice(*each["span"])] == each["text"] for each in row[kind])
    [claim] = row["claims"]
    assert text[slice(*claim["source_span"])] in ("mayor Ján Kováč", "Ján Kováč")


def test_a_bare_day_is_the_whole_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    [row] = rows(run("enrich", tmp_path / "a.txt", "--published", "2024-05-14"))
    assert row["reference"]["start"] == "2024-05-14T00:00:00Z" and row["reference"]["end"] == "2024-05-15T00:00:00Z"


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", None], ids=["no UTF-8", "no file"])
def test_enrich_refuses_what_it_cannot_read(body: bytes | None, tmp_path: Path) -> None:
    if body is not None:
        (tmp_path / "a.txt").write_bytes(body)
    told = run("enrich", tmp_path / "a.txt")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "a.txt: " in told.stderr


# ------------------------------------------------------------------------------------------- replay and parse


def test_replay_stops_after_the_stage_named(page: Path) -> None:
    schemas = {
        stage: {row["schema"] for row in rows(run("replay", page, "--until", stage))}
        for stage in ("parse", "dedupe", "enrich", "curate")
    }
    assert schemas == {
        "parse": {"news.post.v1"}, "dedupe": {"news.post.v1"}, "enrich": {"news.enriched.v1"},
        "curate": {"news.event.v1"},
    }  # fmt: skip


def test_changes_are_the_log_and_events_their_last_versions() -> None:
    events, changes = rows(run("replay", DEMO)), rows(run("replay", DEMO, "--changes"))
    last = {change["event_id"]: change["version"] for change in changes}
    assert {event["event_id"]: event["version"] for event in events} == last
    assert len(changes) > len(events) == len(last)


def test_files_of_one_url_are_snapshots_in_the_order_given(page: Path, tmp_path: Path) -> None:
    (tmp_path / "later.txt").write_text(PAGE.replace("30 cellars", "45 cellars"), "utf-8")
    told = rows(run("parse", page, tmp_path / "later.txt", "--url", "https://weather.example/live"))
    assert [(row["change"], row["revision"], row["url"]) for row in told[2:]] == [
        ("edited", 2, "https://weather.example/live")
    ]
    apart = rows(run("parse", page, tmp_path / "later.txt"))
    assert {row["change"] for row in apart} == {"added"} and len({row["page_id"] for row in apart}) == 2


def test_a_snapshot_that_lost_its_newest_post_is_still_later_than_the_one_before(tmp_path: Path) -> None:
    def item(minute: int, text: str) -> str:
        return f"12:{minute:02d} UTC\nRain in town {minute}\n{text}\n\n"

    head = " date 2024-05-14 Weather – live\n"
    old = item(5, "Two roads were closed in Voss.") + item(1, "It rained in Bergen on Tuesday, the mayor said.")
    (tmp_path / "1.txt").write_text(head + item(9, "A boat sank at Molde.") + old, "utf-8")
    (tmp_path / "2.txt").write_text(head + old.replace("Two roads", "Three roads"), "utf-8")
    first, second = (run("parse", tmp_path / name) for name in ("1.txt", "2.txt"))
    assert max(row["seen"] for row in rows(first)) > max(row["seen"] for row in rows(second))
    told = run("parse", tmp_path / "1.txt", tmp_path / "2.txt", "--url", "https://weather.example/live")
    [edit] = [row for row in rows(told) if row["change"] == "edited"]
    assert "Three roads" in edit["text"] and edit["seen"] == rows(first)[0]["seen"]


def test_seen_is_what_the_file_states_never_the_clock(page: Path, tmp_path: Path) -> None:
    assert {row["seen"] for row in rows(run("parse", page))} == {"2024-05-14T23:59:59Z"}
    (tmp_path / "undated.txt").write_text("Rain in Bergen\nIt rained in Bergen.", "utf-8")
    assert {row["seen"] for row in rows(run("parse", tmp_path / "undated.txt"))} == {"1970-01-01T00:00:00Z"}
    told = rows(run("parse", page, "--seen", "2024-05-15T08:00:00+02:00"))
    assert {row["seen"] for row in told} == {"2024-05-15T06:00:00Z"}


def test_a_kill_and_an_item_under_embargo_are_seen_when_they_say(tmp_path: Path) -> None:
    item = {"uri": "urn:a:1", "versioncreated": "2024-05-14T12:00:00Z", "headline": "Rain", "body_text": "It rained."}
    kill = {"uri": "urn:a:1", "versioncreated": "2024-05-14T13:00:00Z", "pubstatus": "canceled"}
    held = {**item, "uri": "urn:a:2", "embargoed": "2024-05-14T12:30:00Z"}
    for name, told in (("1.json", item), ("2.json", held), ("3.json", kill)):
        (tmp_path / name).write_bytes(orjson.dumps(told))
    told = rows(run("parse", *(tmp_path / name for name in ("1.json", "2.json", "3.json"))))
    assert [(row["change"], row["seen"]) for row in told] == [
        ("added", "2024-05-14T12:00:00Z"), ("added", "2024-05-14T12:30:00Z"), ("removed", "2024-05-14T13:00:00Z"),
    ]  # fmt: skip


def test_lines_of_raw_updates_in_text_and_in_base64(tmp_path: Path) -> None:
    wide = base64.b64encode("Sturm in Zürich\nEs stürmte in Zürich.".encode("utf-16")).decode()
    path = ndjson(
        tmp_path,
        {"source": "a", "content_type": "application/json", "seen": "2024-05-14T12:00:00Z", "body": ITEM},
        {"source": "b", "content_type": "application/json", "body": orjson.dumps({**ITEM, "id": "2"}).decode()},
        "",
        {"source": "c", "content_type": "text/plain", "body_base64": wide, "outlet": "Blatt", "desk": "swiss"},
    )
    told = run("parse", path)
    assert told.exit_code == 0
    assert [(row["headline"], row["desk"], row["outlet"]) for row in rows(told)] == [
        (ITEM["headline"], "world", None), (ITEM["headline"], "world", None), ("Sturm in Zürich", "swiss", "Blatt"),
    ]  # fmt: skip


def test_headers_of_a_line_cannot_pass_for_ours(tmp_path: Path) -> None:
    headers = {
        "desk": "other",
        "ce_time": "1999-01-01T00:00:00Z",
        "Content-Type": "image/png",
        "CE_id": "1",
        "x-a": "1",
    }
    line = {"source": "a", "content_type": "text/plain", "body": PAGE, "headers": headers}
    plain = run("parse", ndjson(tmp_path, {**line, "headers": {}}))
    assert run("parse", ndjson(tmp_path, line)).stdout == plain.stdout
    update = codec.make_update(b"Rain.", source="a", seen=codec.EPOCH, content_type="text/plain", headers=headers)
    written = codec.write_raw(update).headers
    assert dict(written)["desk"] == b"world" and written[-1] == ("x-a", b"1")
    assert {name for name, _ in written if name.lower() != name} == set()


BROKEN: dict[str, dict[str, Any] | str] = {
    "broken JSON": '{"source": "a", ',
    "not an object": "[1]",
    "no body": {"source": "a"},
    "a field that is none": {"source": "a", "body": "Rain", "sauce": "b"},
    "no base64": {"source": "a", "body_base64": "*!*"},
    "a time that is none": {"source": "a", "body": "Rain", "seen": "today"},
    "a time outside the calendar": {"source": "a", "body": "Rain", "seen": "9999-12-31T23:59:59-14:00"},
    "a body too large": {"source": "a", "body": "Rain " * 2_000_000},
}


@pytest.mark.parametrize("line", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_refused_by_its_number_and_the_rest_is_read(
    line: dict[str, Any] | str, tmp_path: Path
) -> None:
    good = {"source": "a", "content_type": "application/json", "body": ITEM}
    told = run("parse", ndjson(tmp_path, good, line, {**good, "body": {**ITEM, "id": "2"}}))
    assert told.exit_code == 1
    assert len(rows(told)) == 2
    assert told.stderr.startswith("updates.ndjson:2: refused: ") and told.stderr.count("\n") == 1


def test_a_time_without_a_zone_is_utc_wherever_this_machine_stands(tmp_path: Path) -> None:
    path = ndjson(tmp_path, {"source": "a", "body": PAGE, "seen": "2024-05-14T12:00:00"})
    assert {row["seen"] for row in rows(run("parse", path))} == {"2024-05-14T12:00:00Z"}


def test_packed_files_are_unpacked_and_broken_ones_refused(page: Path, tmp_path: Path) -> None:
    packed = tmp_path / "page.txt.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))
    assert run("parse", packed).stdout == run("parse", page).stdout
    lines = tmp_path / "demo.ndjson.gz"
    lines.write_bytes(gzip.compress(DEMO.read_bytes()))
    assert run("parse", lines).stdout == run("parse", DEMO).stdout
    for broken in (packed.read_bytes()[:-12], b"\x1f\x8b\x08broken", b"no gzip at all"):
        packed.write_bytes(broken)
        told = run("parse", packed, page)
        assert (told.exit_code, len(rows(told))) == (1, 2)
        assert "page.txt.gz: refused: " in told.stderr


def test_a_packed_file_that_unpacks_to_too_much_is_refused_and_not_cut(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "page.txt.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))
    size = len(PAGE.encode())
    monkeypatch.setattr(files, "UNPACKED_BYTES_MAX", size)
    assert run("parse", packed).stdout == run("parse", page).stdout
    monkeypatch.setattr(files, "UNPACKED_BYTES_MAX", size - 1)
    told = run("parse", packed)
    assert (told.exit_code, told.stdout) == (1, "")
    assert f"more than {size - 1:,} bytes" in told.stderr


def test_stdin_is_a_file_called_hyphen() -> None:
    assert [row["headline"] for row in rows(run("parse", "-", stdin=PAGE))] == [
        "Rain floods cellars in Bergen", "Wind stops ferries at Molde",
    ]  # fmt: skip


def test_outputs_say_the_same(page: Path) -> None:
    lines, indented = run("replay", page), run("replay", page, "-o", "json")
    again = orjson.loads(b"[" + re.sub(rb"\n\}\n\{", b"\n},{", indented.stdout.encode()) + b"]")
    assert again == rows(lines)
    pretty = run("replay", page, "-o", "pretty")
    assert pretty.exit_code == 0 and "Bergen" in pretty.stdout


def test_a_hostile_heading_does_no_harm_to_a_terminal(tmp_path: Path) -> None:
    heading = "\x1b[2J[red]Rain[/red] [/] \\[x] {0} %s in Bergen"
    body = orjson.dumps({**ITEM, "headline": heading, "text": "[bold]Rain \x1b]0;owned\x07[/b] fell in Bergen."})
    (tmp_path / "a.json").write_bytes(body)
    for command in ("parse", "replay"):
        told = run(command, tmp_path / "a.json", "-o", "pretty", "--content-type", "application/json")
        assert told.exit_code == 0 and "[red]Rain[/red]" in told.stdout
        assert "\x1b]0;" not in told.stdout and "\x1b[2J" not in told.stdout


def test_schemas_in_the_repository_are_fresh_and_stale_ones_are_told(tmp_path: Path) -> None:
    assert run("schemas", ROOT / "schemas", "--check").exit_code == 0
    told = run("schemas", tmp_path, "--check")
    assert told.exit_code == 1 and "stale" in told.stderr and not list(tmp_path.iterdir())
    assert run("schemas", tmp_path).exit_code == run("schemas", tmp_path, "--check").exit_code == 0


# ------------------------------------------------------------------------------------------- other processes


def shell(script: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMS_")}
    told = {**clean, "PY": sys.executable, "DEMO": str(DEMO), "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run(["/bin/bash", "-c", script], env=told, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("output", ["jsonl", "pretty"])
def test_a_reader_that_goes_away_is_no_error(output: str) -> None:
    told = shell(f'set -o pipefail; "$PY" -m streams replay "$DEMO" "$DEMO" -o {output} | head -c 10')
    assert (told.returncode, told.stderr) == (0, b"")
    assert len(told.stdout) == 10


def test_the_same_bytes_in_other_surroundings(tmp_path: Path) -> None:
    script = '"$PY" -m streams replay "$DEMO" --changes'
    one = shell(script, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C", HOME=str(tmp_path))
    two = shell(f"cd /; {script}", PYTHONHASHSEED="4711", TZ="America/Lima", LC_ALL="C.UTF-8", COLUMNS="20")
    assert one.returncode == two.returncode == 0
    assert one.stdout and one.stdout == two.stdout


MAKES = {
    "the one that is tested comes first": ("python3 python3.13 python3.11", "python3.11 -m venv"),
    "another that is fit, before python3": ("python3 python3.12", "python3.12 -m venv"),
    "python3 where it is fit": ("python3", "python3 -m venv"),
    "none": ("", None),
}


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize(("found", "wanted"), MAKES.values(), ids=MAKES)
def test_make_finds_a_python_that_is_fit_or_says_which_are(found: str, wanted: str | None, tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for program in ("sh", "env"):
        (tmp_path / "bin" / program).symlink_to(str(shutil.which(program)))
    fit = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'
    unfit = "#!/bin/sh\nexit 1\n"
    for program in ("python3.11", "python3.13", "python3.12", "python3"):
        (tmp_path / "bin" / program).write_text(fit if program in found.split() else unfit)
        (tmp_path / "bin" / program).chmod(0o755)
    path = str(tmp_path / "bin")
    told = shell(f'cd {shlex.quote(str(tmp_path))}; PATH={shlex.quote(path)} {shutil.which("make")} '
                 f'{"-n" if wanted else ""} install')  # fmt: skip
    if wanted:
        assert told.returncode == 0 and any(line == f"{wanted} .venv" for line in told.stdout.decode().splitlines())
    else:
        assert told.returncode != 0 and b"Python 3.11, 3.12 or 3.13" in told.stdout


# ------------------------------------------------------------------------------------------- what the demo says


def test_the_demo_shows_the_same_order_whatever_the_ids_are() -> None:
    told = [(2.0, "12:00", "B"), (1.0, "11:00", "B"), (1.0, "12:00", "A"), (1.0, "12:00", "B")]
    names = ("importance", "first_seen", "headline")
    events = [dict(zip(names, each, strict=True), event_id=str(9 - at)) for at, each in enumerate(told)]
    shuffled = [events[at] for at in (2, 0, 3, 1)]
    assert sorted(shuffled, key=demo._rank) == events


COUNTS: dict[str, tuple[dict[str, int], bool]] = {
    "every record has one fate": ({"received": 5, "passed": 3, "dropped": 1, "dead": 1}, True),
    "a record is missing": ({"received": 5, "passed": 4}, False),
    "a record is counted twice": ({"received": 5, "passed": 5, "held": 1}, False),
}


@pytest.mark.parametrize(("row", "adds_up"), COUNTS.values(), ids=COUNTS)
def test_the_demo_fails_where_a_row_does_not_add_up(row: dict[str, int], adds_up: bool) -> None:
    assert demo._tell_counts(5, {"parse": {"received": 1, "passed": 1}, "curate": row}, 1) is adds_up
