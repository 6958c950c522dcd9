"""Instants as feeds write them: RFC 822 and its many relatives, ISO 8601, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from streams.data import word_tables
from streams.stages.parse.zones import tzinfo_of, zone_named

LENGTH_MAX: Final = 100
FIRST_YEAR: Final = 1980  # before that a date in a feed is a missing one: year 1, 1900, 1970 in their zones

_TABLE: Final = word_tables.load("parse")
_MONTHS: Final = {
    name: number
    for key in ("feed_months", "months")  # the usual names win
    for number, names in enumerate(_TABLE[key], start=1)
    for name in names.split()
}
_time: Final = (
    r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?(?:\s{0,3}(?P<half>[APap])\.?[Mm]\b\.?)?"
)
_zone: Final = r"(?:\s{0,3}(?P<zone>[A-Za-z]{1,5}(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\s?\d{1,2}(?::?\d{2})?))?"
_month: Final = r"(?P<mon>[^\W\d_]{3,12})\.?"
_ISO: Final = re.compile(
    r"(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})"
    r"(?:(?:[Tt]|\s{1,3}|(?<=\d)\s?[,-]\s?)"
    r"(?:(?P<h>\d{2}):?(?P<min>\d{2})(?::?(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)" + _zone + r")?(?!\d)"
)
_WORDED: Final = (
    re.compile(  # Thu, 01 Jan 2004 19:48:21 GMT
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{{1,3}}(?:de\s)?{_month},?[\s-]{{1,3}}(?:de\s)?"
        rf"(?P<y>\d{{4}}|\d{{2}})(?![\d:]),?(?:\s{{0,3}}(?:at|um|-|T)?\s{{0,3}}{_time}{_zone})?"
    ),
    re.compile(  # January 1, 2004 7:48 PM EST
        rf"{_month}\s{{1,3}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<y>\d{{4}})(?![\d:]),?"
        rf"(?:\s{{0,3}}(?:at|-)?\s{{0,3}}{_time}{_zone})?"
    ),
    re.compile(  # Thu Jan  1 19:48:21 EST 2004
        rf"{_month}\s{{1,3}}(?P<d>\d{{1,2}})\s{{1,3}}{_time}{_zone}\s{{1,3}}(?P<y>\d{{4}})(?!\d)"
    ),
)
_NUMBERED: Final = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}})(?!\d),?(?:\s{{0,3}}-?\s?{_time}{_zone})?"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}})(?!\d),?(?:\s{{0,3}}-?\s?{_time}{_zone})?"),
)
_EPOCH: Final = re.compile(r"(\d{9,10})(?:\.\d{1,6}|(\d{3}))?")
_OFFSET: Final = re.compile(r"(?P<name>[A-Za-z]{0,5})\s?(?:(?P<sign>[+-])\s?(?P<h>\d{1,2}?):?(?P<m>\d{2})?)?")


class When(NamedTuple):
    """An instant in UTC, or a day where no hour is stated, or neither."""

    instant: datetime | None = None
    day: date | None = None
    zone: str | None = None  # of the writer's clock, where stated


UNKNOWN: Final = When()


def when(text: str | None) -> When:
    """The instant or day that a date of a feed states; nothing where it states none.

    >>> str(when("Thu, 1 Jan 04 19:48:21 EST").instant), str(when("2004-01-01T21:48:21 GMT+2").instant)
    ('2004-01-02 00:48:21+00:00', '2004-01-01 19:48:21+00:00')
    >>> when("2004-01-01").day, when("soon") == UNKNOWN
    (datetime.date(2004, 1, 1), True)

    Without a zone it is UTC, as everywhere; so is a zone that nobody knows (RFC 5322, §4.3).
    """
    text = (text or "").strip()
    if not text or len(text) > LENGTH_MAX:
        return UNKNOWN
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return _believed(datetime.fromtimestamp(int(epoch[1]), UTC))
    found = _ISO.match(text)
    if found is None:
        for pattern in _WORDED:
            found = next((each for each in pattern.finditer(text) if each["mon"].lower() in _MONTHS), None)
            if found is not None:
                break
        else:
            found = next((each for pattern in _NUMBERED if (each := pattern.search(text)) is not None), None)
    try:
        return UNKNOWN if found is None else _read(found.groupdict())
    except (ValueError, OverflowError):  # 31 February, the year 9999 in the west
        return UNKNOWN


def _read(parts: dict[str, str | None]) -> When:
    year, day = parts["y"] or "", int(parts["d"] or 0)
    # RFC 5322, §4.3: two digits up to 49 are of this century
    number = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < 50 else 1900)
    month = _MONTHS[(parts["mon"] or "").lower()] if parts.get("mon") else int(parts.get("m") or 0)
    if month > 12 >= day and "sep" not in parts:  # 03/13/2024: written month first
        month, day = day, month
    if number < FIRST_YEAR:
        return UNKNOWN
    if parts["h"] is None:
        return When(day=date(number, month, day))
    hour = int(parts["h"])
    if parts.get("half"):
        hour = hour % 12 + (12 if (parts["half"] or "").lower() == "p" else 0)
    zone = _zone_of(parts["zone"] or "")
    midnight = datetime(number, month, day, tzinfo=tzinfo_of(zone))
    if hour > 24 or int(parts["min"] or 0) > 59 or (hour == 24 and int(parts["min"] or 0)):
        return UNKNOWN
    at = midnight.replace(hour=hour % 24, minute=int(parts["min"] or 0), second=min(int(parts["s"] or 0), 59))
    at = at.replace(microsecond=int(((parts.get("f") or "") + "000000")[:6]))
    return _believed((at + timedelta(days=hour == 24)).astimezone(UTC), zone)


def _believed(instant: datetime, zone: str | None = None) -> When:
    return When(instant, zone=zone) if instant.year >= FIRST_YEAR else UNKNOWN


def _zone_of(zone: str) -> str | None:
    """The zone that feeds write as a name, an offset, or both ("GMT+2"); None where nobody knows it.

    >>> [_zone_of(zone) for zone in ("EDT", "+0530", "GMT+2", "-3", "XYZ")]
    ['-04:00', '+05:30', '+02:00', '-03:00', None]
    """
    found = _OFFSET.fullmatch(zone.strip())
    if found is None or found["sign"] is None:
        return zone_named(zone.strip())
    hours, minutes = int(found["h"]), int(found["m"] or 0)
    return f"{found['sign']}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None
