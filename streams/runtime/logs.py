"""What the log looks like: lines for people, or a JSON object a line for machines (``STREAMS_LOG_FORMAT=json``).

A line says which stage, event, post and trace it is about where it is about one. What came from outside can't forge a
line: control characters are written as escapes, and a message is cut.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

import orjson

ABOUT: Final = ("stage", "desk", "event_id", "post_id", "trace_id", "reason")
"""What a call may give as ``extra``: the fields that a line is searched by."""
FORMATS: Final = ("text", "json")
MESSAGE_CHARACTERS_MAX: Final = 4000

# Controls, and the characters that reorder or hide text (Unicode's Bidi_Control and the zero-width ones).
_unsafe = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def safe(text: str) -> str:
    r"""Text on one line, with nothing that moves a terminal's cursor.

    >>> print(safe("strike\n2024 ERROR all is lost \x1b[31m"))
    strike\n2024 ERROR all is lost \x1b[31m
    """
    if len(text) > MESSAGE_CHARACTERS_MAX:
        text = f"{text[:MESSAGE_CHARACTERS_MAX]}… ({len(text):,} characters)"
    text = text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate has no bytes
    return _unsafe.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


class Text(logging.Formatter):
    """Time, level, where from, message, and what it is about in brackets."""

    def format(self, record: logging.LogRecord) -> str:
        about = " ".join(f"{name}={safe(str(value))}" for name, value in _about(record).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {safe(record.getMessage())}"
        line += f" [{about}]" if about else ""
        return line if record.exc_info is None else f"{line}\n{self.formatException(record.exc_info)}"


class Json(logging.Formatter):
    """One object a line: time, level, logger, message, what it is about, and the traceback as one string."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _time(record), "level": record.levelname.lower(), "logger": record.name,
            "message": safe(record.getMessage()), **{name: safe(str(value)) for name, value in _about(record).items()},
        }  # fmt: skip
        if record.exc_info is not None:
            told["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(told, default=str).decode()


def set_up(level: str, form: str) -> None:
    """Send this process' log to stderr in one of ``FORMATS``.

    Libraries speak from warning on, unless all is to be told: a Kafka client writes a page at ``info`` for each start.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if form == "json" else Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    if level == "info":
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("streams").setLevel(logging.INFO)


def _about(record: logging.LogRecord) -> dict[str, Any]:
    found = ((name, getattr(record, name, None)) for name in ABOUT)
    return {name: value for name, value in found if value is not None}


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
