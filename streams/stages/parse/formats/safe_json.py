"""JSON from strangers: the one place where it is looked at and decoded, and values of the type asked for or none.

``outline`` reads the beginning alone, so that a reader can tell its format before anybody decodes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import orjson

from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean

MEDIA_TYPES: Final = frozenset(
    ["application/json", "text/json", "application/activity+json", "application/octet-stream", "text/plain", None]
)
OUTLINE_CHARS: Final = 32_768  # a live blog's tags and introduction come before its blocks
OUTLINE_DEPTH: Final = 6
OUTLINE_VALUE_CHARS: Final = 64
# Commas and brackets bound how many values there are: 300,000 of them take under 40 MiB. A live page of 428 posts has
# 20,000.
VALUES_MAX: Final = 300_000
EPOCH_MS_FROM: Final = 100_000_000_000  # smaller numbers are seconds: until the year 5138

_TOKEN: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"?|[\[\]{}:,]|[^\s"\[\]{}:,]{1,64}', re.DOTALL)
_FRACTION: Final = re.compile(r"\.(\d{6})\d{1,20}")  # Python reads six digits of a second


def outline(media_type: str | None, text: str) -> Mapping[str, str]:
    """The keys near the beginning of a JSON text by their path, ``*`` for the items of a list, each with its first
    plain value; nothing of what is declared as something else or does not begin as JSON.

    >>> dict(outline(None, '{"posts": [{"id": 7, "text": "Rain"}, {"id": 8}]'))
    {'posts': '', 'posts.*.id': '7', 'posts.*.text': 'Rain'}
    """
    if media_type not in MEDIA_TYPES and not (media_type or "").endswith("+json"):
        return {}
    start = text[:OUTLINE_CHARS].lstrip("\ufeff \t\r\n")
    return _outline(start) if start[:1] in ("{", "[") else {}


@lru_cache(maxsize=1)  # every reader asks about the same text
def _outline(start: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    stack: list[str] = []  # the closing bracket of each level
    path: list[str] = []  # the key of each level that is written down
    key: str | None = None
    last = ""
    for token in _TOKEN.finditer(start):
        sign = token[0]
        depth = len(stack)
        if sign in ("{", "["):
            stack.append(sign)
            if depth < OUTLINE_DEPTH:
                path.append("*" if sign == "[" else "")
        elif sign in ("}", "]"):
            if not stack:
                break
            stack.pop()
            del path[len(stack) :]
            if not stack:
                break
        elif sign == ":" and stack and stack[-1] == "{":
            key = last
            if depth <= OUTLINE_DEPTH:
                path[-1] = key
                found.setdefault(".".join(path), "")
        elif sign != ",":
            last = token[1] if sign[0] == '"' else sign
            if key is not None and depth <= OUTLINE_DEPTH and found.get(".".join(path)) == "":
                found[".".join(path)] = last[:OUTLINE_VALUE_CHARS]
            key = None
            continue
        key = key if sign == ":" else None
    return found


def load(text: str, what: str, *, chars_max: int | None = None) -> Any | Rejection:
    """The decoded document, or why it is refused. ``what`` names the format for the person who reads the reason.

    What comes back has no more than 254 levels and can be written as JSON again.

    >>> load('{"a": [1]}', "a test"), load("{", "a test").reason.value
    ({'a': [1]}, 'malformed')
    """
    if chars_max is not None and len(text) > chars_max:
        limit = f"{len(text):,} characters; {what} is read up to {chars_max:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send a part of it, such as its newest posts.")
    values = text.count(",") + text.count("[") + text.count("{")
    if values > VALUES_MAX:
        limit = f"{values:,} values; {what} is read up to {VALUES_MAX:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send a part of it, such as its newest posts.")
    try:
        loaded = orjson.loads(text.lstrip("\ufeff"))
        orjson.dumps(loaded)  # reading stops at 1,024 levels, writing at 254
    except (ValueError, TypeError) as error:
        return Rejection(Reject.MALFORMED, f"Begins as {what}, but is broken JSON: {error}. Send the whole document.")
    return loaded


def too_many(listed: Sized, most: int, what: str) -> Rejection | None:
    """Why a list is refused that is longer than any of its kind is."""
    if len(listed) <= most:
        return None
    limit = f"{len(listed):,} {what}; {most:,} are read at once"
    return Rejection(Reject.TOO_LARGE, f"{limit}. Send or export a shorter period, or the newest alone.")


def dumped(value: Any) -> bytes:
    """The bytes of a part of what ``load`` gave: whether it is what it was."""
    return orjson.dumps(value)


def mapping(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [each for each in sequence(value) if isinstance(each, dict)]


def string(value: Any) -> str:
    """A string as it stands, or an empty one."""
    return value if isinstance(value, str) else ""


def line(value: Any) -> str | None:
    """A string as one line of derived text, or None where it says nothing."""
    return clean(string(value)) or None


def ident(value: Any) -> str | None:
    """An id: a string, or a whole number written as one.

    >>> ident(7), ident(" a "), ident(True), ident("")
    ('7', 'a', None, None)
    """
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line(value)


def instant(value: Any) -> datetime | None:
    """An instant in UTC: seconds or milliseconds since 1970, as a number or digits, or ISO 8601 with a zone.

    A time without a zone is nobody's instant; 1970 itself is how programs write that there is none.

    >>> instant(1709467200000) == instant("1709467200") == instant("2024-03-03T13:00:00.0000000+01:00")
    True
    >>> instant("2024-03-03T12:00:00"), instant(0), instant("soon"), instant(True)
    (None, None, None, None)
    """
    if isinstance(value, str):
        text = value.strip()[:64]
        if not (text.isascii() and text.isdigit()):
            return _stated(text)
        value = int(text[:20])
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        return None
    seconds, rest = divmod(value, 1000) if value >= EPOCH_MS_FROM else (value, 0)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=int(rest) * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def _stated(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r".\1", text))
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
