"""Two times that belong together: the ends of a range, and one instant told on two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from streams.stages.enrich.times.calendar import add_days, day_value
from streams.stages.enrich.times.context import Context, to_utc
from streams.stages.enrich.times.grammar import Match, Reading
from streams.stages.enrich.times.tokens import Token

MIDDLE_OFFSET = 1  # hours from UTC, between those of the westernmost and the easternmost clocks (-11 to +13)


def order(found: Sequence[Match], context: Context) -> None:
    """Moves a day or a clock by so many days that a range ends after it begins, and that two clocks show one instant.

    "From Monday to Wednesday" told on a Tuesday is of one week, "from 10pm to 5am" ends on the next day, and
    "1:20 p.m. local time (0520 GMT)" is one instant, which also tells how far the unnamed zone is from UTC.
    Dates of the calendar, and ranges of more than a week, are left alone.
    """
    for first, second in pairwise(found):
        one, other = first.reading, second.reading
        if one is None or other is None:
            continue
        between = first.tokens[first.last : second.first]
        clocks = _shows_a_clock(one) and _shows_a_clock(other)
        if clocks and len(between) == 1 and between[0].kind == "OPEN":
            _one_instant(first, second, one, other, context)
        elif _is_range(first, between):
            if _by_weekday(first) and _by_weekday(second):
                _one_week(first, second, one, other)
            elif clocks and one.zone == other.zone:
                _over_midnight(second, one, other)


def _is_range(first: Match, between: Sequence[Token]) -> bool:
    if len(between) != 1:
        return False
    kind = between[0].kind
    return kind in ("TO", "HYPHEN") or (kind == "AND" and first.before().kind == "BETWEEN")


def _by_weekday(match: Match) -> bool:
    return match.rule.name == "weekday" and match.token("THIS", "LAST", "NEXT", "UNIT") is None


def _shows_a_clock(reading: Reading) -> bool:
    return reading.type == "TIME" and len(reading.value) >= 16 and reading.value[13] == ":"


def _one_week(first: Match, second: Match, one: Reading, other: Reading) -> None:
    if one.value[:10] <= other.value[:10]:
        return
    if first.forward is False and second.forward is False:
        one.value = _moved(one.value, -7)
    else:
        other.value = _moved(other.value, 7)


def _over_midnight(second: Match, one: Reading, other: Reading) -> None:
    if one.value <= other.value or one.value[:10] != other.value[:10]:
        return
    if second.token("WEEKDAY", "DAY_NAME"):  # the day told is that of the end: "from 11pm to 2am on Sunday"
        one.value = _moved(one.value, -1)
    else:
        other.value = _moved(other.value, 1)


def _one_instant(first: Match, second: Match, one: Reading, other: Reading, context: Context) -> None:
    """The clock in brackets is that before it, in a zone that is named; the day that the text tells is kept."""
    if second.token("ZONE") is None or other.zone is None:
        return
    instant = to_utc(datetime.fromisoformat(other.value), other.zone)
    context.position = first.start
    named = first.token("ZONE", "ZONE_NAME", "NAME") is not None or context.zone_at(first.start) is not None
    if named:
        days = round((to_utc(datetime.fromisoformat(one.value), one.zone or "UTC") - instant) / timedelta(days=1))
    else:
        ahead = (datetime.fromisoformat(one.value).replace(tzinfo=UTC) - instant) / timedelta(hours=1)
        days = round((ahead - MIDDLE_OFFSET) / 24)
        offset = ahead - 24 * days
        if offset == int(offset):
            one.zone = f"Etc/GMT{-int(offset):+d}" if offset else "UTC"  # the name's sign is that of POSIX
    if one.on_told_day and not second.token("WEEKDAY", "DAY_NAME"):
        other.value = _moved(other.value, int(days))
    else:
        one.value = _moved(one.value, -int(days))


def _moved(value: str, days: int) -> str:
    day = add_days(date.fromisoformat(value[:10]), days)
    return day_value(day) + value[10:] if day else value
