"""Times of day and ages beside posts, and the instants they come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from streams.stages.parse.dates import find_date
from streams.stages.parse.zones import tzinfo_of, zone_named

LEAD = timedelta(minutes=5)  # a page's clock may be ahead of the receiver's by this
BACKWARDS = timedelta(hours=6)  # a step this far the wrong way is a midnight, a smaller one a post out of order
DAYS_WRAPPED_MAX = 3


class Clock(NamedTuple):
    """A time of day as written, or an age."""

    minute_of_day: int = 0
    second: int = 0
    zone: str | None = None
    day: date | None = None  # where the line states it
    ago: timedelta | None = None
    rest: str = ""  # what follows on the same line: a heading, a text or a name


# A separator of hours and minutes may be mistyped ("9L15 p.m."), but only where am or pm settles what it is.
_time = re.compile(
    r"(?:(?:last )?(?:posted|published|updated|edited|aktualisiert|stand)\b:? ?)?(?:(?:at|um)\b:? ?)?"
    r"(?:(?P<h>\d{1,2})(?:(?P<sep>[:.h])(?P<m>\d{2})(?::(?P<s>\d{2}))?|[^\d\s](?P<typo>\d{2})(?= ?[ap]\.? ?m\b))?"
    r"(?! ?%|[.,]?\d) ?(?P<half>[ap]\.? ?m\b\.?)?|(?P<word>noon|midnight)\b) ?(?P<uhr>uhr\b)? ?"
    r"(?:\((?P<z1>[a-z]{2,5})\)|(?P<z2>[A-Z]{2,4})\b)?",
    re.IGNORECASE,
)
_age = re.compile(
    r"(?:vor )?(?:(?P<d>\d{1,3}) ?(?:d|days?|tage?n?)\b,? ?)?(?:(?P<h>\d{1,3}) ?(?:h|hrs?|hours?|stunden?)\b,? ?)?"
    r"(?:(?P<m>\d{1,3}) ?(?:m|mins?|minutes?|minuten?)\b ?)?(?P<ago>ago\b)?",
    re.IGNORECASE,
)
_delimiter = re.compile(r" ?[:\-–—|,·•]+ ?")
_bracketed = re.compile(r" ?\((\d{1,2}[:.]\d{2}[^()]{0,20})\)$")


def clock(line: str) -> Clock | None:
    """The time or age that a line starts with, and what follows it. None for a line that starts with neither.

    >>> clock("9.05am").minute_of_day, clock("11.39 Uhr: Sperrung aufgehoben").rest
    (545, 'Sperrung aufgehoben')
    >>> clock("5 hr 15 min ago").ago
    datetime.timedelta(seconds=18900)
    >>> clock("2.5 million people are without power") is None
    True

    Where something follows, the time must be set off from it, or unmistakable (am, pm, Uhr, a zone, or a colon):
    a paragraph may start with a number.
    """
    line = line[:2000].strip()
    if not line or not (line[0].isdigit() or line[0].isalpha()):
        return None
    day: date | None = None
    if line[0].isdigit() or len(line) <= 60:  # a date before or after the time: "30 Dec 2022, 09:42"
        dated = find_date(line[:60])
        if dated is not None:
            day, start, end = dated
            around = f"{line[:start]} {line[end:]}".strip(" ,|·•-–—")
            if around[:1].isdigit() and (found := _time_of_day(around, day)) is not None:
                return found
    return _age_of(line) or _time_of_day(line, None)


def _age_of(line: str) -> Clock | None:
    inner = _bracketed.search(line) if len(line) <= 60 else None
    found = _age.match(line)
    if (
        found is None
        or not (found["ago"] or line[:4].lower() == "vor ")
        or not (found["d"] or found["h"] or found["m"])
    ):
        return None
    rest = line[found.end() : inner.start() if inner else len(line)].strip(" :-–—|,")
    if inner is not None and not rest and (exact := _time_of_day(inner[1], None)) is not None:
        return exact  # "2m ago (11:00 GMT)": the page says it exactly
    age = timedelta(days=int(found["d"] or 0), hours=int(found["h"] or 0), minutes=int(found["m"] or 0))
    return Clock(ago=age, rest=rest)


def _time_of_day(line: str, day: date | None) -> Clock | None:
    found = _time.match(line)
    if found is None:
        return None
    zone = zone_named(found["z1"] or found["z2"] or "") or (zone_named("uhr") if found["uhr"] else None)
    end = found.end()
    if (found["z1"] or found["z2"]) and zone is None:  # letters that are no zone belong to what follows
        end = found.start("z1") - 1 if found["z1"] else found.start("z2")
    if found["word"]:
        minutes = 12 * 60 if found["word"].lower() == "noon" else 0
        alone, sure = True, False
    else:
        hour, minute = int(found["h"]), int(found["m"] or found["typo"] or 0)
        half = (found["half"] or "")[:1].lower()
        if hour > (12 if half else 23) or minute > 59 or (half and hour == 0):
            return None
        minutes = (hour % 12 + (12 if half == "p" else 0) if half else hour) * 60 + minute
        alone = bool(found["m"] or half or found["uhr"])
        sure = bool(half and found["m"]) or bool(found["uhr"]) or zone is not None or found["sep"] == ":"
    rest = line[end:]
    marked = _delimiter.match(rest)
    tail = rest[marked.end() if marked else 0 :].strip()
    if not tail.strip(" ."):
        return Clock(minutes, int(found["s"] or 0), zone, day) if alone else None
    if marked is None and not (sure and (tail[0].isupper() or tail[0] in "\"'“‘„«")):
        return None
    if not (alone and (marked is None or sure or found["m"] or found["half"])) or found["word"]:
        return None
    if rest[:1] == "-" and tail[:1].isdigit():  # a range or a score: "10-12"
        return None
    return Clock(minutes, int(found["s"] or 0), zone, day, rest=tail)


def is_newest_first(clocks: Sequence[Clock | None]) -> bool:
    """Whether times go down the page from new to old, as on most live pages; so too where nothing tells.

    >>> is_newest_first([Clock(600), Clock(540), Clock(500)]), is_newest_first([Clock(500), Clock(600)])
    (True, False)
    """
    ages = [each.ago.total_seconds() for each in clocks if each is not None and each.ago is not None]
    times = [each.minute_of_day for each in clocks if each is not None and each.ago is None]
    steps = [_around_midnight(b - a) for a, b in pairwise(times)] + [a - b for a, b in pairwise(ages)]
    falls, rises = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    return falls >= rises


def _around_midnight(minutes: int) -> int:
    """A step between two times of day, the shorter way round: from 00:30 to 23:00 is an hour and a half back."""
    return (minutes + 720) % 1440 - 720


def instants(
    clocks: Sequence[Clock | None], day: date | None, zone: str | None, seen: datetime
) -> list[datetime | None]:
    """The instants of a page's clocks, in UTC, in the order given; None where there is no clock.

    Walks from the newest post to the oldest and steps a day back at each midnight. A page's date is mostly the day
    its coverage began: the newest post is of the latest day, counted from there over the midnights, that is not after
    ``seen``; without a page's date it is of the last such time before ``seen``.

    >>> seen = datetime(2024, 3, 4, 1, 0, tzinfo=UTC)
    >>> [str(each)[:16] for each in instants([Clock(30), Clock(23 * 60)], date(2024, 3, 3), None, seen)]
    ['2024-03-04 00:30', '2024-03-03 23:00']
    """
    order = list(range(len(clocks)))
    if not is_newest_first(clocks):
        order.reverse()
    told = [each for each in (clocks[i] for i in order) if each is not None and each.ago is None and each.day is None]
    wraps = sum(b.minute_of_day - a.minute_of_day > 360 for a, b in pairwise(told))
    out: list[datetime | None] = [None] * len(clocks)
    newer: datetime | None = None
    for i in order:
        each = clocks[i]
        if each is None:
            continue
        if each.ago is not None:
            out[i] = (seen - min(each.ago, timedelta(days=365))).replace(second=0, microsecond=0)
            continue
        if each.day is not None:
            newer = _at(each.day, each, zone)
        elif newer is None:
            newer = _newest(each, day, zone, seen, min(wraps, DAYS_WRAPPED_MAX))
        else:
            at = _at(newer.astimezone(tzinfo_of(each.zone or zone)).date(), each, zone)
            newer = at - timedelta(days=1) if at - newer > BACKWARDS else at
        out[i] = newer
    return out


def later(each: Clock, published: datetime, zone: str | None) -> datetime:
    """The first instant with this time of day that is not before a post's publication: when it was edited.

    >>> later(Clock(15), datetime(2024, 3, 3, 23, 50, tzinfo=UTC), None).isoformat()
    '2024-03-04T00:15:00+00:00'
    """
    at = _at(published.astimezone(tzinfo_of(each.zone or zone)).date(), each, zone)
    return at if at >= published else at + timedelta(days=1)


def _newest(each: Clock, day: date | None, zone: str | None, seen: datetime, wraps: int) -> datetime:
    if day is None:
        local = seen.astimezone(tzinfo_of(each.zone or zone)).date()
        at = _at(local, each, zone)
        return at if at <= seen + LEAD else at - timedelta(days=1)
    for days in range(wraps, -2, -1):
        at = _at(day + timedelta(days=days), each, zone)
        if at <= seen + LEAD:
            return at
    return _at(day, each, zone)


def _at(day: date, each: Clock, zone: str | None) -> datetime:
    hour, minute = divmod(each.minute_of_day, 60)
    local = datetime(day.year, day.month, day.day, hour, minute, each.second, tzinfo=tzinfo_of(each.zone or zone))
    return local.astimezone(UTC)
