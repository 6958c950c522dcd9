"""Instants as pages write them for machines: ISO 8601 in its many dresses, and seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

_iso: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:?\d\d")
_clock_zone: Final = re.compile(r" (?=[+-]\d\d:?\d\d$)| ?(?:UTC|GMT)$")
_epoch: Final = re.compile(r"1\d{9}(?:\d{3})?")


def instant(value: object, zone: tzinfo | None = None) -> datetime | None:
    """An instant in UTC, or None for what says none: a day alone, a time without zone where ``zone`` is unknown.

    >>> instant("2024-08-05T09:00:01.5+01:00") == instant("2024-08-05T08:00:01.500Z") == instant(1722844801500)
    True
    >>> instant("2024-08-05") is None, instant("soon") is None
    (True, True)
    """
    if isinstance(value, (int, float)):
        value = str(int(value))
    if not isinstance(value, str) or len(value) > 60:
        return None
    text = value.strip()
    try:
        if _epoch.fullmatch(text):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
        if _iso.match(text):
            moment = datetime.fromisoformat(_clock_zone.sub(lambda found: "" if found[0] == " " else "Z", text))
        elif text[:3].isalpha() and text[3:4] == ",":
            moment = parsedate_to_datetime(text)
        else:
            return None
        if moment.tzinfo is None:
            return None if zone is None else moment.replace(tzinfo=zone).astimezone(UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def offset(value: object) -> str | None:
    """The offset from UTC that an instant is written with: that of its page; None where it is written in UTC.

    >>> offset("2024-08-05T09:00:01+01:00"), offset("2024-08-05T09:00:01Z")
    ('+01:00', None)
    """
    if not isinstance(value, str) or len(value) > 60 or not _iso.match(value):
        return None
    found = re.search(r"([+-])(\d\d):?(\d\d)$", value.strip())
    if found is None or (found[2], found[3]) == ("00", "00") or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    return f"{found[1]}{found[2]}:{found[3]}"
