"""Calendar arithmetic on TIMEX3 values: what stretch of local time a value stands for, and values made from days."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

PARTS = {"MO": (0, 12), "MI": (11, 14), "AF": (12, 18), "EV": (17, 24), "NI": (18, 30), "DT": (6, 18)}
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
# Where spring is September to November. The seasons of the tropics are left as the north's.
SOUTHERN = (
    *("Australia/", "Pacific/Auckland", "Antarctica/", "America/Argentina/", "America/Buenos_Aires"),
    *("America/Santiago", "America/Montevideo", "America/Sao_Paulo", "Africa/Johannesburg", "Africa/Harare"),
)
FIRST, LAST = 2, 9990  # years that a datetime can hold with room for a zone's offset

Stretch = tuple[datetime, datetime, str]  # local start, local end, precision

VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?:(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"|(?P<part>[A-Z]{2})))?)?|W(?P<week>\d\d)(?P<end>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?$"
)


def southern(zone: str | None) -> bool:
    """Whether seasons are the southern ones there."""
    return zone is not None and zone.startswith(SOUTHERN)


def stretch(value: str, *, south: bool = False) -> Stretch | None:
    """The stretch of local time that a value stands for, with its precision; None for what has no place in time.

    >>> stretch("2023-SP")
    (datetime.datetime(2023, 3, 1, 0, 0), datetime.datetime(2023, 6, 1, 0, 0), 'season')
    >>> stretch("FY1989")

    A night runs to six in the morning of the next day; winter to the end of the next February.
    """
    if len(value) == 4 and value[:3].isdecimal() and value[3] == "X":
        first = int(value[:3]) * 10
        return _years(first, 10)
    if len(value) == 2 and value.isdecimal():
        return _years(int(value) * 100, 100)
    found = VALUE.match(value)
    if found is None:
        return None
    year = int(found["year"])
    if not FIRST <= year <= LAST:
        return None
    try:
        return _stretch(found, year, south)
    except ValueError:  # 31 February and the like
        return None


def _midnight(year: int, month: int, day: int = 1) -> datetime:
    """The start of a day, on the wall clock of a zone that is not known here."""
    return datetime.combine(date(year, month, day), time())


def _years(first: int, count: int) -> Stretch | None:
    if not FIRST <= first <= LAST - count:
        return None
    return _midnight(first, 1), _midnight(first + count, 1), "vague"


def _stretch(found: re.Match[str], year: int, south: bool) -> Stretch:
    if found["week"]:
        monday = datetime.fromisocalendar(year, int(found["week"]), 1)
        if found["end"]:
            return monday + timedelta(days=5), monday + timedelta(days=7), "day"
        return monday, monday + timedelta(days=7), "week"
    if found["quarter"]:
        return _months(year, int(found["quarter"]) * 3 - 2, 3, "season")
    if found["half"]:
        return _months(year, int(found["half"]) * 6 - 5, 6, "season")
    if found["season"]:
        month = season_month(found["season"], south)
        return _months(year, month, 3, "season")
    if found["month"] is None:
        return _months(year, 1, 12, "year")
    if found["day"] is None:
        return _months(year, int(found["month"]), 1, "month")
    day = _midnight(year, int(found["month"]), int(found["day"]))
    if found["part"]:
        opens, closes = PARTS.get(found["part"], (0, 24))
        return day + timedelta(hours=opens), day + timedelta(hours=closes), "part"
    if found["hour"]:
        at = day + timedelta(hours=int(found["hour"]), minutes=int(found["minute"]), seconds=int(found["second"] or 0))
        return at, at, "second" if found["second"] else "minute"
    return day, day + timedelta(days=1), "day"


def _months(year: int, month: int, count: int, precision: str) -> Stretch:
    start = _midnight(year, month)
    after = year * 12 + month - 1 + count
    return start, _midnight(after // 12, after % 12 + 1), precision


def narrow(start: datetime, end: datetime, edge: str) -> tuple[datetime, datetime]:
    """The early, middle or late part: a third, of a part of a day a half; whole days where there are enough of them.

    >>> narrow(datetime(2022, 10, 1), datetime(2022, 11, 1), "MID")
    (datetime.datetime(2022, 10, 11, 0, 0), datetime.datetime(2022, 10, 21, 0, 0))
    """
    length = end - start
    share = length / 2 if length < timedelta(hours=23) else length / 3
    if length >= timedelta(days=7):
        share = timedelta(days=share.days)
    share = timedelta(minutes=share // timedelta(minutes=1))
    if edge == "START":
        return start, start + share
    if edge == "END":
        return end - share, end
    if length < timedelta(hours=23):
        return start + share / 2, end - share / 2
    return start + share, start + 2 * share


def season_month(season: str, south: bool) -> int:
    """The month in which a season begins."""
    return (SEASONS[season] + (6 if south else 0) - 1) % 12 + 1


def day_value(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def names_a_day(value: str) -> bool:
    """Whether a value is a day, or a part of one; a clock is not.

    >>> names_a_day("2022-12-29"), names_a_day("2022-12-29TNI"), names_a_day("2022-12-29T02:00")
    (True, True, False)
    """
    return len(value) in (10, 13) and value[4] == value[7] == "-" and value[8:10].isdecimal()


def week_value(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_value(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def make_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_days(day: date, count: int) -> date | None:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def add_months(day: date, count: int) -> date | None:
    """The same day of another month, or that month's last day."""
    at = day.year * 12 + day.month - 1 + count
    if not FIRST <= at // 12 <= LAST:
        return None
    for number in range(day.day, 27, -1):
        found = make_day(at // 12, at % 12 + 1, number)
        if found:
            return found
    return make_day(at // 12, at % 12 + 1, day.day)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, as Meeus gives it)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(rule: str, year: int) -> date | None:
    """The day of a holiday in a year: "12-25", "11-22 3" (first Thursday on or after it), "easter-2".

    >>> holiday("11-22 3", 1999)
    datetime.date(1999, 11, 25)
    """
    if not FIRST <= year <= LAST:
        return None
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule[6:]))
    fixed, _, weekday = rule.partition(" ")
    day = make_day(year, int(fixed[:2]), int(fixed[3:]))
    if day is None or not weekday:
        return day
    return day + timedelta(days=(int(weekday) - day.weekday()) % 7)
