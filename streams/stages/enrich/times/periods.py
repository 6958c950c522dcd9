"""Rules for seasons, quarters, decades, holidays and other stretches that are named."""

from __future__ import annotations

from datetime import date

from streams.stages.enrich.times.calendar import (
    day_value,
    holiday,
    make_day,
    quarter_of,
    season_month,
    southern,
    week_value,
)
from streams.stages.enrich.times.context import Context
from streams.stages.enrich.times.dates import full_year, of_a_year, read_day, shifted_year
from streams.stages.enrich.times.grammar import Match, Reading, Rule


def read_decade(match: Match, context: Context) -> Reading | None:
    first = match.number("DECADE")
    if first is None:
        return None
    year = first if first > 99 else full_year(first, context.day.year)
    if year % 10 or not 1000 <= year <= context.day.year + 100:
        return None
    return Reading("DATE", f"{year // 10}X", edge=match.text("EDGE"))


def read_century(match: Match, context: Context) -> Reading | None:
    number = match.number("NTH", "ORDINAL")
    return Reading("DATE", f"{number - 1:02d}", edge=match.text("EDGE")) if number and 10 <= number <= 22 else None


def is_century(match: Match) -> bool:
    return match.text("UNIT") == "100Y"


def read_quarter(match: Match, context: Context) -> Reading | None:
    """The latest such quarter or half that has begun, or the next with a verb of the future."""
    code = match.text("QUARTER_CODE")
    if code is None:
        number = match.number("ORDINAL")
        if number == 0:  # the latest quarter: the last that has ended
            past = context.day.year * 4 + quarter_of(context.day) - 2
            return Reading("DATE", f"{past // 4:04d}-Q{past % 4 + 1}")
        code = f"{'H' if match.token('HALF') else 'Q'}{number}"
    if code[1:] not in (("1", "2") if code[0] == "H" else ("1", "2", "3", "4")):
        return None
    year = shifted_year(match, context)
    if year is None:
        opens = (int(code[1]) - 1) * (6 if code[0] == "H" else 3) + 1
        year = context.day.year
        if opens > context.day.month and not context.forward:
            year -= 1
    return Reading("DATE", f"{year:04d}-{code}", unbounded=match.token("FISCAL") is not None)


def is_half(match: Match) -> bool:
    """The first half of a year; that of a match is none."""
    return of_a_year(match)


def read_fiscal(match: Match, context: Context) -> Reading | None:
    year = shifted_year(match, context)
    return Reading("DATE", f"FY{year:04d}", precision="year") if year else None


def read_season(match: Match, context: Context) -> Reading | None:
    season = match.text("SEASON", "SEASON_OR_VERB")
    if season is None:
        return None
    month = season_month(season, southern(context.zone))
    today, shift = context.day, match.number("THIS", "LAST", "NEXT")
    year = match.number("YEAR", "SHORT_YEAR")
    if year is not None or match.token("UNIT"):
        year = shifted_year(match, context)
    elif shift is None or shift == 0:
        year = context.nearest_year_of(lambda y: make_day(y, month, 1))
    elif shift > 0:  # the first that has not begun
        year = today.year if (today.month, today.day) < (month, 1) else today.year + 1
    else:  # the last that has ended
        ended = month + 3 <= today.month
        year = today.year if ended else today.year - 1
        if not ended and month + 3 > 12 and today.month < month + 3 - 12:
            year -= 1  # "last winter" told in January: the one before this
    return Reading("DATE", f"{year:04d}-{season}", edge=match.text("EDGE")) if year else None


def is_season(match: Match) -> bool:
    """A season alone: "spring" and "fall" are also other words, so a lead-in is asked for."""
    if not of_a_year(match):
        return False
    if match.token("YEAR", "SHORT_YEAR", "THIS", "LAST", "NEXT"):
        return True
    if match.token("EDGE"):
        return match.token("SEASON") is not None or match.after().kind in ("STOP", "COMMA")
    before = match.before(2) if match.before().kind == "THE" else match.before()
    return before.low in ("in", "since", "by", "until", "during", "through", "throughout")


def read_holiday(match: Match, context: Context) -> Reading | None:
    rule = match.text("HOLIDAY")
    if rule is None:
        return None
    year, shift = match.number("YEAR"), match.number("THIS", "LAST", "NEXT")
    if year is None:
        year = context.nearest_year_of(lambda y: holiday(rule, y))
        day = holiday(rule, context.day.year)
        if shift and day:
            year = context.day.year
            if shift < 0 and day >= context.day:
                year -= 1
            elif shift > 0 and day <= context.day:
                year += 1
    found = holiday(rule, year)
    if found is None:
        return None
    if match.text("UNIT") == "W":
        return Reading("DATE", week_value(found))
    return Reading("DATE", day_value(found))


def is_holiday(match: Match) -> bool:
    return match.text("UNIT") in (None, "W") and match.after().low not in ("agreement", "island", "rising", "eggs")


def read_week_of(match: Match, context: Context) -> Reading | None:
    day = read_day(match, context)
    if day is None:
        return None
    return Reading("DATE", week_value(date.fromisoformat(day.value)))


def is_week_of(match: Match) -> bool:
    return match.text("UNIT") == "W"


PERIODS = (
    Rule("week of", "UNIT OF (?:MON DAY|DAY MON)(?: COMMA? YEAR)?", read_week_of, is_week_of),
    Rule("decade", "(?:EDGE HYPHEN? )?DECADE", read_decade),
    Rule(
        "quarter", "FISCAL? ORDINAL HYPHEN? FISCAL? QUARTER(?: OF? FISCAL? UNIT? YEAR| OF? SHIFT UNIT)?", read_quarter
    ),
    Rule("half", "ORDINAL HYPHEN? HALF OF? FISCAL?(?:YEAR|(?:SHIFT|THE) UNIT)", read_quarter, is_half),
    Rule("quarter", "QUARTER_CODE OF? YEAR?", read_quarter),
    Rule("fiscal", "FISCAL UNIT? YEAR", read_fiscal, of_a_year),
    Rule("fiscal", "SHIFT FISCAL UNIT", read_fiscal, of_a_year),
    Rule("season", "(?:EDGE HYPHEN? )?SEAS (?:OF|COMMA)?(?:YEAR|SHORT_YEAR)", read_season),
    Rule("season", "(?:EDGE HYPHEN? )?SEAS OF? SHIFT UNIT", read_season, is_season),
    Rule("season", "(?:EDGE HYPHEN? )?(?:SHIFT )?SEAS", read_season, is_season),
    Rule("holiday", "SHIFT? HOLIDAY(?: UNIT| COMMA? YEAR)?", read_holiday, is_holiday),
    Rule("century", "(?:EDGE HYPHEN? )?(?:NTH|ORDINAL) HYPHEN? UNIT", read_century, is_century),
)
