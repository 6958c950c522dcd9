"""Times of day and ages beside posts, and the instants they come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from streams.stages.parse.dates import AT, DATE_LABEL, Day, day_at
from streams.stages.parse.zones import tzinfo_of, zone_behind, zone_named

LEAD = timedelta(minutes=5)  # a page's clock may be ahead of the receiver's by this
BACKWARDS = timedelta(hours=6)  # a step this far the wrong way is a midnight, a smaller one a post out of order
DAYS_WRAPPED_MAX = 3
AGE_MAX = timedelta(days=1000)  # a number taken for the second of an update says no instant before
BEHIND_MAX = 100


class Clock(NamedTuple):
    """A time of day as written, an age, an instant, or a minute of play."""

    minute_of_day: int = 0
    second: int = 0
    zone: str | None = None
    day: date | None = None  # where the line states it
    ago: timedelta | None = None
    rest: str = ""  # what follows on the same line: a heading, a text or a name
    near: Day | None = None  # a day that only the day of the page's capture makes a date of: today, 3 March
    at: datetime | None = None  # by the number of an update
    of_play: int | None = None

    @property
    def sort(self) -> str:
        """How it is told: marks told alike open posts, one told otherwise beside another tells the same post's time."""
        return "number" if self.at is not None else "age" if self.ago is not None else "time"

    @property
    def is_of_day(self) -> bool:
        return self.ago is None and self.at is None and self.of_play is None


# What stands before a time and says nothing: a bullet, a bracket, the bars of a ticker, a label.
_before = re.compile(
    r"(?:[•●▪◦‣·*–—-] |[\[(](?=\d{1,2}[:.h]\d\d))?"
    rf"(?:{DATE_LABEL}:? ?)?(?P<at>(?:{AT})(?!\w):? ?)?",
    re.IGNORECASE,
)
# A separator of hours and minutes may be mistyped ("9L15 p.m."), but only where am or pm settles what it is. A heading
# may be glued to am and pm.
_time = re.compile(
    r"(?:(?P<h>\d{1,2})(?:(?P<sep>[:.h]| h )(?P<m>\d{2})(?::(?P<s>\d{2}))?|[^\d\s](?P<typo>\d{2})(?= ?[ap]\.? ?m\b))?"
    r"(?! ?%|[.,]?\d) ?(?P<half>[ap]\.? ?m(?:\b\.?|(?-i:(?=[A-Z][a-z]))))?"
    r"|(?P<word>noon|midnight|mittag|mitternacht)\b) ?(?P<uhr>uhr\b)?",
    re.IGNORECASE,
)
_age = re.compile(
    r"(?P<vor>vor )?(?:(?P<d>\d{1,3}|an?|ein(?:em)?) ?(?:d|days?|tage?n?)\b,? ?)?"
    r"(?:(?P<h>\d{1,3}|an?|einer) ?(?:h|hrs?|hours?|std|stunden?)\b\.?,? ?)?"
    r"(?:(?P<m>\d{1,3}|an?|einer) ?(?:m|mins?|minutes?|minuten?)\b\.? ?)?"
    r"(?:(?P<s>\d{1,3}) ?(?:s|secs?|seconds?|sek|sekunden?)\b\.? ?)?(?P<ago>ago(?-i:(?![a-z])))?",
    re.IGNORECASE,
)
_now = re.compile(r"(?:just now|gerade eben)$", re.IGNORECASE)
_number = re.compile(
    r"[a-z_-]{0,20}(?:update|post|entry|block|item|event)[ _#:-]?(?P<named>1\d{9}|1\d{12})$"
    r"|(?P<glued>1\d{9})(?-i:(?=[A-ZÀ-ÖØ-Þ“‘„]))",
    re.IGNORECASE,
)
_play = re.compile(
    r"(?P<m>\d{1,3})(?: ?\+ ?\d{1,2})?(?:['’′]|(?:\.|th|st|nd|rd)? ?min(?:s|ute)?\b\.?)(?! ago)[:.]? ?", re.IGNORECASE
)
_amount = re.compile(r"[a-z]{1,2}[A-Z]|[$£€]?\d[\d,.]{0,12}(?:[a-z]{1,2})?%? [^\W\d]|[$£€]\d")
_delimiter = re.compile(r" ?[:\-–—|,·•/\])]+ ?")
_beside = re.compile(r" ?[/|•·,(–—-]? ?")  # between an age and the same time told exactly
_behind = re.compile(r"([^\d|•·–—]{3,60}?)(?: (?:at|um))? ?[,|•·–—-]{0,2} ?(?=\d)", re.IGNORECASE)
_far = re.compile(rf" ?[,|•·–—/-]{{0,2}} ?(?:(?:{AT}) )?", re.IGNORECASE)  # between a time and its day
# Most lines are prose: without a figure near the start, or one of these words at it, no pattern is tried.
_figure = re.compile(r"[^\d]{0,40}\d")
_worded = re.compile(r"\W{0,3}(?:an?|just|gerade|vor|noon|midnight|mittag|mitternacht)\b", re.IGNORECASE)


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
    line = line.strip()
    if not line or not (_figure.match(line) or _worded.match(line)):
        return None
    if (number := _number.match(line)) is not None:
        seconds = int((number["named"] or number["glued"])[:10])
        return Clock(at=datetime.fromtimestamp(seconds, UTC), rest=line[number.end() :])
    before = _before.match(line)
    start = before.end() if before is not None else 0
    found = _dated(line, start) or _age_of(line, start) or _time_of_day(line, start, None, None)
    if found is not None and found.rest and before is not None and before["at"]:
        return None  # "At 10:30 Ortega took the stand." is a sentence
    return found or _minute_of_play(line)


def _dated(line: str, start: int) -> Clock | None:
    """A day before or after the time: "30 Dec 2022, 09:42", "10:32 BST Tuesday 6 October"."""
    found = day_at(line, start)
    if found is not None:
        day, end = found
        far = _far.match(line, end)
        return _time_of_day(line, far.end() if far else end, day, None)
    time = _time.match(line, start)
    if time is None or not (time["m"] or time["half"] or time["uhr"]):
        return None
    _, end = zone_behind(line, time.end())
    far = _far.match(line, end)
    found = day_at(line, far.end() if far else end)
    return None if found is None else _time_of_day(line, start, found[0], found[1])


def _age_of(line: str, start: int) -> Clock | None:
    if _now.match(line, start):
        return Clock(ago=timedelta(0))
    found = _age.match(line, start)
    if found is None or not (found["ago"] or found["vor"]) or not any(found[name] for name in "dhms"):
        return None
    rest = line[found.end() :]
    beside = _beside.match(rest)
    exact = clock_alone(rest[beside.end() if beside else 0 :].rstrip(")"))
    if exact is not None:
        return exact  # "2m ago (11:00 GMT)": the page says it exactly
    amounts = {name: (1 if found[name] and not found[name].isdigit() else int(found[name] or 0)) for name in "dhms"}
    age = timedelta(days=amounts["d"], hours=amounts["h"], minutes=amounts["m"], seconds=amounts["s"])
    return Clock(ago=age, rest=rest.strip(" :-–—|,•·/"))


def clock_alone(text: str) -> Clock | None:
    """The time of day that a text is and nothing else."""
    found = _dated(text, 0) or _time_of_day(text, 0, None, None)
    return found if found is not None and not found.rest else None


def clock_behind(line: str) -> tuple[str, Clock] | None:
    """The words before a time that ends a short line, and the time: "Ana Sol, 15:42 Uhr".

    >>> clock_behind("Ana Sol | 9.05am")[0]
    'Ana Sol'
    """
    found = _behind.match(line) if len(line) <= BEHIND_MAX else None
    time = clock_alone(line[found.end() :]) if found is not None else None
    return None if found is None or time is None else (found[1], time)


def _minute_of_play(line: str) -> Clock | None:
    found = _play.match(line)
    if found is None or int(found["m"]) > 130:
        return None
    rest = line[found.end() :].strip(" -–—|")
    return Clock(of_play=int(found["m"]), rest=rest) if not rest or _opens(rest) else None


def _time_of_day(line: str, start: int, day: Day | None, end: int | None) -> Clock | None:
    """The time at a place of a line; ``end`` where its day behind it has been read."""
    found = _time.match(line, start)
    if found is None:
        return None
    zone, behind = zone_behind(line, found.end())
    zone = zone or (zone_named("uhr") if found["uhr"] else None)
    if end is None:
        end = behind if behind > found.end() else found.end()
    if found["word"]:
        minutes = 12 * 60 if found["word"].lower() in ("noon", "mittag") else 0
        alone, sure = True, False
    else:
        hour, minute = int(found["h"]), int(found["m"] or found["typo"] or 0)
        half = (found["half"] or "")[:1].lower()
        if hour > 23 or minute > 59:
            return None
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        minutes = hour * 60 + minute
        alone = bool(found["m"] or half or found["uhr"])
        told = zone is not None or day is not None or bool(found["uhr"])
        sure = told or bool(half and found["m"]) or found["sep"] == ":"
    known = day is not None and day.year is not None
    stated = day.on(date(day.year or 1, 1, 1)) if day is not None and known else None
    rest = line[end:]
    marked = _delimiter.match(rest)
    tail = rest[marked.end() if marked else 0 :].strip()
    made = Clock(minutes, int(found["s"] or 0), zone, stated, near=None if known else day)
    if not tail.strip(" .") or _says_again(tail, made):
        return made if alone else None
    if marked is None and not (sure and _opens(tail)):
        return None
    if not (alone and (marked is None or sure or found["m"] or found["half"])) or found["word"]:
        return None
    if rest[:1] in "-/" and tail[:1].isdigit():  # a range or a score: "10-12"
        return None
    return made._replace(rest=tail)


def _opens(tail: str) -> bool:
    """Whether words behind a time may be a heading or a text: a capital, a quotation, an amount of something.

    >>> _opens("12 dead in ferry fire"), _opens("iPhone plant shut"), _opens("12:40"), _opens("to 11")
    (True, True, False, False)
    """
    return tail[0].isupper() or tail[0] in "\"'`“‘‚„«‹#@(…" or _amount.match(tail) is not None


def _says_again(tail: str, made: Clock) -> bool:
    """Whether what follows a time tells it again: its age, its day, or the same time for another reader."""
    tail = tail.strip(" ()|•·,/")
    if not tail or len(tail) > 60:
        return not tail
    age = _age.match(tail)
    if age is not None and age.end() == len(tail) and (age["ago"] or age["vor"]):
        return True
    day = day_at(tail)
    if day is not None and day[1] == len(tail):
        return _has_day(made)
    again = clock_alone(tail)
    return again is not None and again.minute_of_day == made.minute_of_day


def better(one: Clock | None, other: Clock) -> Clock:
    """Of two clocks of one post, the one that tells its instant more exactly.

    >>> better(Clock(ago=timedelta(hours=2)), Clock(545)).minute_of_day
    545
    """
    return other if one is None or _exactness(other) > _exactness(one) else one


def _exactness(each: Clock) -> int:
    if each.of_play is not None:
        return 0
    if each.ago is not None:
        return 1
    return 4 if each.at is not None else 3 if _has_day(each) else 2


def is_newest_first(clocks: Sequence[Clock | None]) -> bool:
    """Whether times go down the page from new to old, as on most live pages; so too where nothing tells.

    >>> is_newest_first([Clock(600), Clock(540), Clock(500)]), is_newest_first([Clock(500), Clock(600)])
    (True, False)
    """
    ages = [each.ago.total_seconds() for each in clocks if each is not None and each.ago is not None]
    times = [each.minute_of_day for each in clocks if each is not None and each.is_of_day]
    steps = [around_midnight(b - a) for a, b in pairwise(times)] + [a - b for a, b in pairwise(ages)]
    steps += [int((b - a).total_seconds()) for a, b in pairwise(each.at for each in clocks if each and each.at)]
    steps += [b - a for a, b in pairwise(each.of_play for each in clocks if each and each.of_play is not None)]
    falls, rises = sum(step < 0 for step in steps), sum(step > 0 for step in steps)
    return falls >= rises


def around_midnight(minutes: int) -> int:
    """A step between two times of day, the shorter way round: from 00:30 to 23:00 is an hour and a half back."""
    return (minutes + 720) % 1440 - 720


def instants(
    clocks: Sequence[Clock | None], day: date | None, zone: str | None, seen: datetime, home: str | None = None
) -> list[datetime | None]:
    """The instants of a page's clocks, in UTC, in the order given; None where there is no clock.

    Walks from the newest post to the oldest and steps a day back at each midnight. A page's date is mostly the day
    its coverage began: the newest post is of the latest day, counted from there over the midnights, that is not after
    ``seen``; without a page's date it is of the last such time before ``seen``. ``home`` is the zone of the page's
    date, where its times are told in another.

    >>> seen = datetime(2024, 3, 4, 1, 0, tzinfo=UTC)
    >>> [str(each)[:16] for each in instants([Clock(30), Clock(23 * 60)], date(2024, 3, 3), None, seen)]
    ['2024-03-04 00:30', '2024-03-03 23:00']
    """
    order = list(range(len(clocks)))
    if not is_newest_first(clocks):
        order.reverse()
    told = [each for each in (clocks[i] for i in order) if each is not None and each.is_of_day and not _has_day(each)]
    wraps = sum(b.minute_of_day - a.minute_of_day > 360 for a, b in pairwise(told))
    out: list[datetime | None] = [None] * len(clocks)
    newer: datetime | None = None
    for i in order:
        each = clocks[i]
        if each is None or each.of_play is not None:
            continue
        if each.ago is not None:
            out[i] = (seen - min(each.ago, timedelta(days=365))).replace(second=0, microsecond=0)
            continue
        if each.at is not None:
            out[i] = each.at if seen - AGE_MAX <= each.at <= seen + LEAD else None
            newer = out[i] or newer
            continue
        stated = each.day
        if stated is None and each.near is not None:
            stated = each.near.on(seen.astimezone(tzinfo_of(each.zone or zone)).date())
        if stated is not None:
            newer = _at(stated, each, zone)
        elif newer is None:
            newer = _newest(each, day, (zone, home), seen, min(wraps, DAYS_WRAPPED_MAX))
        else:
            at = _at(newer.astimezone(tzinfo_of(each.zone or zone)).date(), each, zone)
            newer = at - timedelta(days=1) if at - newer > BACKWARDS else at
        out[i] = newer
    return out


def _has_day(each: Clock) -> bool:
    return each.day is not None or each.near is not None


def later(each: Clock, published: datetime, zone: str | None) -> datetime:
    """The first instant with this time of day that is not before a post's publication: when it was edited.

    >>> later(Clock(15), datetime(2024, 3, 3, 23, 50, tzinfo=UTC), None).isoformat()
    '2024-03-04T00:15:00+00:00'
    """
    at = _at(published.astimezone(tzinfo_of(each.zone or zone)).date(), each, zone)
    return at if at >= published else at + timedelta(days=1)


def _newest(
    each: Clock, day: date | None, zones: tuple[str | None, str | None], seen: datetime, wraps: int
) -> datetime:
    zone, home = zones
    if day is None:
        local = seen.astimezone(tzinfo_of(each.zone or zone)).date()
        at = _at(local, each, zone)
        return at if at <= seen + LEAD else at - timedelta(days=1)
    for days in range(wraps + (home is not None), -2, -1):
        at = _at(day + timedelta(days=days), each, zone)
        if at <= seen + LEAD and (home is None or at.astimezone(tzinfo_of(home)).date() <= day + timedelta(days=wraps)):
            return at
    return _at(day, each, zone)


def _at(day: date, each: Clock, zone: str | None) -> datetime:
    hour, minute = divmod(each.minute_of_day, 60)
    local = datetime(day.year, day.month, day.day, hour, minute, each.second, tzinfo=tzinfo_of(each.zone or zone))
    return local.astimezone(UTC)
