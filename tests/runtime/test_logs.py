"""What the log says, in both forms; what came from outside can't forge a line."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import orjson
import pytest

from streams.runtime import logs

FORGED = "lost\n2024-01-01T00:00:00Z ERROR streams: all is well \x1b[2J\u202e\ud800"


@pytest.fixture
def record() -> Iterator[logging.LogRecord]:
    try:
        raise ValueError("no such day")
    except ValueError:
        made = logging.LogRecord("streams.x", logging.WARNING, "x.py", 1, "%s", (FORGED,), sys.exc_info())
    made.stage, made.event_id, made.trace_id, made.unknown = "curate", "e1", "ab\nc", "left out"
    yield made


def test_json_is_one_object_a_line_with_what_it_is_about(record: logging.LogRecord) -> None:
    line = logs.Json().format(record)
    told = orjson.loads(line)
    assert "\n" not in line
    assert (told["level"], told["logger"]) == ("warning", "streams.x")
    assert (told["stage"], told["event_id"], told["trace_id"]) == ("curate", "e1", "ab\\nc")
    assert "unknown" not in told and "post_id" not in told
    assert told["message"] == "lost\\n2024-01-01T00:00:00Z ERROR streams: all is well \\x1b[2J\\u202e\\ud800"
    assert "no such day" in told["exception"]


def test_text_forges_no_line(record: logging.LogRecord) -> None:
    first, *rest = logs.Text().format(record).splitlines()
    assert first.endswith("[stage=curate event_id=e1 trace_id=ab\\nc]") and "\x1b" not in first
    assert rest[0].startswith("Traceback")


def test_a_long_message_is_cut() -> None:
    assert len(logs.safe("x" * 10_000_000)) < logs.MESSAGE_CHARACTERS_MAX + 40


LEVELS = {
    "libraries are quiet at info": ("info", ["ours"]),
    "all speak at debug": ("debug", ["ours", "theirs"]),
    "nobody speaks of the ordinary at warning": ("warning", []),
}


@pytest.mark.parametrize(("level", "heard"), LEVELS.values(), ids=LEVELS)
def test_who_speaks_at_which_level(level: str, heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root, ours = logging.getLogger(), logging.getLogger("streams")
    before = (root.level, list(root.handlers), ours.level)
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())
    try:
        logs.set_up(level, "json")
        logging.getLogger("kafka.client").info("theirs")
        logging.getLogger("streams.runtime.account").info("ours")
    finally:
        root.setLevel(before[0])
        root.handlers[:] = before[1]
        ours.setLevel(before[2])
    assert sorted(orjson.loads(line)["message"] for line in said.getvalue().splitlines()) == heard
