"""What a time is read against: the reference, the zone of the place, the tense, and the times read before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfoNotFoundError

from streams.stages.enrich.document import Document
from streams.stages.enrich.times.calendar import add_days, add_months, day_value, make_day, month_value
from streams.stages.parse.zones import tzinfo_of

# What a month or a day ahead of the reference costs against one behind it: news tells of what has been. Without a cue
# "Jan. 14" told on 6 January is to come and "Oct. 23" told on 6 May has been; a verb nearby weighs more.
AHEAD = {None: 2.0, True: 1.0, False: 8.0}
BEHIND = {None: 1.0, True: 8.0, False: 1.0}
MONTH_AHEAD = {**AHEAD, False: 12.0}  # so a month to come is never nearer than its fellow a year before


@lru_cache(maxsize=512)
def zone_info(name: str) -> tzinfo | None:
    """The rules of a zone or of a fixed offset, or None for a name that the IANA database lacks."""
    try:
        return tzinfo_of(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def in_zone(instant: datetime, zone: str | None) -> datetime:
    """The wall clock of an instant there; UTC where the zone is not known or the calendar ends."""
    try:
        return instant.astimezone(zone_info(zone or "UTC") or UTC)
    except OverflowError:
        return instant.astimezone(UTC)


def to_utc(local: datetime, zone: str) -> datetime:
    """The instant of a wall-clock time there; in the hour that a clock change skips, as if the change were later."""
    rules = zone_info(zone) or UTC
    return local.replace(tzinfo=rules).astimezone(UTC)


@dataclass(slots=True)
class Context:
    """The text-wide state of one reading, from the first expression to the last."""

    document: Document
    zone_at: Callable[[int], str | None]
    month_first: bool | None = None  # how this text writes 05/06, where another date of it tells
    day: date = field(init=False)  # the day of the reference, in the page's zone
    clock: datetime | None = field(init=False)  # the reference as an instant, or None where it is a whole day
    anchor: str | None = None  # value of the last day told of, for "the next day"
    year_told: int | None = None  # the last year told of, for "later that year"
    quarter_told: tuple[int, int] | None = None
    # of the expression being read
    position: int = 0
    forward: bool | None = None

    def __post_init__(self) -> None:
        reference = self.document.reference
        start = reference.start.astimezone(UTC)
        local = in_zone(start, self.document.zone)
        # An instant of midnight sharp is a date that lost its time on the way, as feeds without times give it.
        whole_day = reference.start != reference.end or (start.hour, start.minute, start.second) == (0, 0, 0)
        midnight = (local.hour, local.minute) == (0, 0)
        if whole_day and not midnight and (start.hour, start.minute) == (0, 0):
            local = start
        self.day = local.date()
        self.clock = None if whole_day else start

    @property
    def zone(self) -> str:
        """The zone of the place told of at this position, else the page's, else UTC."""
        for name in (self.zone_at(self.position), self.document.zone):
            if name and zone_info(name):
                return name
        return "UTC"

    @property
    def local_day(self) -> date:
        """The reference's day, or the next where it has begun at the place told of: news from there may name it."""
        if self.clock is None:
            return self.day
        there = in_zone(self.clock, self.zone).date()
        return max(self.day, there)

    @property
    def anchor_day(self) -> date:
        """The last day told of in the text, else that of the reference."""
        return date.fromisoformat(self.anchor) if self.anchor else self.day

    def weekday(self, number: int) -> date | None:
        """The latest such day on or before the reference; with a verb of the future, the first on or after it."""
        today = self.local_day
        if self.forward:
            return add_days(today, (number - today.weekday()) % 7)
        return add_days(today, -((today.weekday() - number) % 7))

    def nearest_day(self, month: int, day: int) -> date | None:
        """That day of the year, in the year that is nearest by AHEAD and BEHIND."""
        found = (make_day(self.day.year + shift, month, day) for shift in (0, -1, 1, -2, -3, -4))
        return min((d for d in found if d), key=self._cost, default=None)

    def _cost(self, day: date) -> float:
        distance = (day - self.day).days
        return distance * AHEAD[self.forward] if distance > 0 else -distance * BEHIND[self.forward]

    def nearest_month(self, month: int) -> str:
        """That month, in the year that is nearest by AHEAD and BEHIND."""

        def cost(year: int) -> float:
            months = (year - self.day.year) * 12 + month - self.day.month
            return months * MONTH_AHEAD[self.forward] if months > 0 else -months * BEHIND[self.forward]

        years = (self.day.year, self.day.year - 1, self.day.year + 1)
        return month_value(min(years, key=cost), month)

    def nearest_year_of(self, starts: Callable[[int], date | None]) -> int:
        """The year whose stretch, starting at ``starts(year)``, is meant by name alone: a season, a holiday."""
        years = (self.day.year, self.day.year - 1, self.day.year + 1)
        known = [(day, year) for year in years if (day := starts(year))]
        return min(known, key=lambda row: self._cost(row[0]))[1] if known else self.day.year

    def tell(self, value: str) -> None:
        """Remember a time that has been read, for those that lean on it."""
        if len(value) >= 10 and value[4] == value[7] == "-" and value[8:10].isdecimal():
            self.anchor = value[:10]
        if value[:4].isdecimal() and len(value) >= 4:
            self.year_told = int(value[:4])
        if len(value) == 7 and value[5] == "Q":
            self.quarter_told = int(value[:4]), int(value[6])


def shifted(day: date, unit: str, count: int) -> date | None:
    """A day so many units on; months and years keep the day of the month where they can."""
    days = {"D": 1, "W": 7, "2W": 14, "WE": 7}
    if unit in days:
        return add_days(day, count * days[unit])
    months = {"M": 1, "Q": 3, "Y": 12, "10Y": 120, "100Y": 1200}
    return add_months(day, count * months[unit]) if unit in months else None


def clock_on(day: date, hour: int, minute: int) -> str:
    return f"{day_value(day)}T{hour:02d}:{minute:02d}"
