"""Rules for days, months and years that are named."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.stages.enrich.times.calendar import (
    day_value,
    make_day,
    month_value,
)
from streams.stages.enrich.times.context import Context
from streams.stages.enrich.times.grammar import Match, Reading, Rule

LEADS = frozenset({"IN", "LEAD", "FROM", "BETWEEN", "TO", "BEFORE", "AFTER", "OF", "THIS", "LAST", "NEXT", "EDGE"})
YEARS_BACK, YEARS_AHEAD = 130, 40  # how far from the reference a year without a word that leads it in is believed


def full_year(short: int, near: int) -> int:
    """The year that two digits stand for: the latest one not more than 20 years ahead.

    >>> full_year(98, 2022), full_year(30, 2022)
    (1998, 2030)
    """
    year = near - near % 100 + short
    return year - 100 if year > near + 20 else year


def shifted_year(match: Match, context: Context) -> int | None:
    """The year named in the match, or meant by "last year" and the like."""
    year = match.number("YEAR")
    if year is not None:
        return year
    short = match.number("SHORT_YEAR")
    if short is not None:
        return full_year(short, context.day.year)
    shift = match.number("THIS", "LAST", "NEXT")
    return None if shift is None else context.day.year + shift


def of_a_year(match: Match) -> bool:
    """Refuses "May this week": a unit that is named there has to be the year."""
    return match.text("UNIT") in (None, "Y")


def with_part(match: Match, value: str) -> Reading:
    """The day, or the part of it that the match names."""
    part = match.text("PART")
    if part is None:
        return Reading("DATE", value, edge=match.text("EDGE"))
    code, _, edge = part.partition("/")
    return Reading("TIME", f"{value}T{code}", edge=match.text("EDGE") or edge or None)


def read_day(match: Match, context: Context) -> Reading | None:
    month, day = match.number("MONTH", "MONTH_OR_NAME", "MONTH_SHORT"), match.number("DAY_NUMBER", "NTH", "ORDINAL")
    if month is None or day is None:
        return None
    year = shifted_year(match, context) or year_of_range(match)
    found = make_day(year, month, day) if year else context.nearest_day(month, day)
    return with_part(match, day_value(found)) if found else None


def year_of_range(match: Match) -> int | None:
    """The year behind the second day of "March 15-17, 2023"."""
    joint, second, third = match.after(1).kind, match.after(2).kind, match.after(3)
    year = match.after(4) if third.kind == "COMMA" else third
    ranges = joint in ("HYPHEN", "TO", "AND") and second in ("DAY_NUMBER", "NTH")
    return int(year.value) if ranges and year.kind == "YEAR" else None


def is_day(match: Match) -> bool:
    if not of_a_year(match):
        return False
    day, month = match.number("DAY_NUMBER", "NTH", "ORDINAL"), match.number("MONTH", "MONTH_OR_NAME", "MONTH_SHORT")
    return bool(day and month and make_day(2000, month, day))


def read_day_before_month(match: Match, context: Context) -> Reading | None:
    """The first of "9 to 11 May", whose month and year stand behind the second."""
    ahead = [match.after(steps) for steps in range(1, 8)]
    month = next((int(t.value) for t in ahead if t.kind in ("MONTH", "MONTH_OR_NAME", "MONTH_SHORT")), None)
    year = int(ahead[5].value if ahead[5].kind == "YEAR" else 0) if ahead else 0
    year = next((int(t.value) for t in ahead[2:5] if t.kind == "YEAR"), year)
    day = match.number("DAY_NUMBER", "NTH")
    if month is None or day is None:
        return None
    found = make_day(year, month, day) if year else context.nearest_day(month, day)
    return Reading("DATE", day_value(found)) if found else None


def read_day_after_month(match: Match, context: Context) -> Reading | None:
    """The second of "May 9-11"."""
    before = match.previous.reading if match.previous else None
    day = match.number("DAY_NUMBER", "NTH")
    if before is None or day is None:
        return None
    found = make_day(int(before.value[:4]), int(before.value[5:7]), day)
    return Reading("DATE", day_value(found)) if found else None


def is_second_day(match: Match) -> bool:
    if not match.follows("month day"):
        return False
    first = match.previous.number("DAY_NUMBER", "NTH") if match.previous else None
    day = match.number("DAY_NUMBER", "NTH")
    counts = match.after().kind in ("WORD", "UNIT", "UNITS", "NUMBER", "CLOCK") or match.after().low == "percent"
    return bool(first and day and first < day and not counts)


def read_numeric(match: Match, context: Context) -> Reading | None:
    text = match.text("DATE") or ""
    if text[4:5] == "-":
        if "T" not in text:
            return Reading("DATE", text) if _real(text) else None
        return _read_timestamp(text)
    dotted = "." in text
    numbers = [int(part) for part in text.replace(".", "/").replace(" ", "").split("/")]
    year = numbers[2] if numbers[2] > 99 else full_year(numbers[2], context.day.year)
    by_day, by_month = make_day(year, numbers[1], numbers[0]), make_day(year, numbers[0], numbers[1])
    if dotted:
        by_month = None
    found = by_day or by_month
    if by_day and by_month and by_day != by_month:
        month_first = context.month_first
        if month_first is None:
            month_first = context.zone.startswith("America/")
        found = by_month if month_first else by_day
    elif by_day is None and by_month is not None:
        context.month_first = True
    elif by_month is None and by_day is not None and not dotted:
        context.month_first = False
    return Reading("DATE", day_value(found)) if found else None


def _real(text: str) -> bool:
    return make_day(int(text[:4]), int(text[5:7]), int(text[8:10])) is not None


def _read_timestamp(text: str) -> Reading | None:
    """An instant as machines write it; one with an offset is given in UTC."""
    try:
        at = datetime.fromisoformat(text)
        at = at.astimezone(UTC) if at.tzinfo else at
    except (ValueError, OverflowError):
        return None
    return Reading("TIME", at.strftime("%Y-%m-%dT%H:%M").zfill(16), zone="UTC" if at.tzinfo else None)


def read_month(match: Match, context: Context) -> Reading | None:
    month = match.number("MONTH", "MONTH_OR_NAME", "MONTH_SHORT")
    if month is None:
        return None
    year = shifted_year(match, context)
    value = month_value(year, month) if year else context.nearest_month(month)
    return Reading("DATE", value, edge=match.text("EDGE"))


def is_month(match: Match) -> bool:
    """A month alone. "May" and "March" are also names and verbs: a word before them has to lead in a time."""
    if match.token("EDGE"):
        return True
    before, after = match.before(), match.after()
    if match.token("MONTH"):
        return after.kind != "NAME" or before.kind in LEADS
    if match.token("MONTH_SHORT"):
        return before.kind in LEADS and match.token("STOP") is not None
    if before.kind in ("IN", "THIS", "LAST", "NEXT", "EDGE") or before.low in ("since", "until", "till", "during"):
        return True
    if match.text("MONTH_OR_NAME") in ("4", "6", "8"):  # April, June, August: names only before another name
        return after.kind != "NAME" or before.kind in LEADS
    if before.kind == "THE":  # "the May elections"
        return after.kind == "WORD"
    return before.kind in LEADS and before.low != "for" and after.kind not in ("NAME", "WORD", "ON", "MARK")


def read_year(match: Match, context: Context) -> Reading | None:
    year = match.number("YEAR")
    if year is None:
        return None
    led = match.before().kind in LEADS or match.token("EDGE", "POST") is not None
    if not led and not context.day.year - YEARS_BACK <= year <= context.day.year + YEARS_AHEAD:
        return None
    if led and not 1000 <= year <= context.day.year + 300:
        return None
    return Reading("DATE", f"{year:04d}", edge=match.text("EDGE"), unbounded=match.token("POST") is not None)


def is_year(match: Match) -> bool:
    """Refuses counts ("2000 people"), money, decimals and names with a number ("Flight 1549", "Expo 2000")."""
    before, after = match.before(), match.after()
    if before.kind in ("MONEY", "DECIMAL", "NUMBER", "STOP") and match.glued():
        return False
    if before.low in match.words.namers or (before.kind == "STOP" and match.before(2).low in match.words.namers):
        return False
    if after.low in match.words.counted or after.low in ("%", "$"):
        return False
    if after.kind in ("HYPHEN", "MARK") and after.end == match.after(2).start and after.start == match.end:
        # "1990-95" and "1990/91" are years, "1500-strong" and "1080p" are not
        return match.after(2).kind in ("YEAR", "DAY_NUMBER", "INTEGER") or after.low not in "-:"
    if match.token("EDGE", "POST"):
        return True
    if match.glued() and before.kind not in ("OPEN", "HYPHEN", "SLASH", "MARK"):
        return False
    return not (before.kind == "NAME" and match.first > 1 and match.before(2).kind not in ("STOP", "NOTHING"))


def read_second_year(match: Match, context: Context) -> Reading | None:
    """The second of "2014-16"."""
    before = match.previous.reading if match.previous else None
    short = match.number("DAY_NUMBER", "INTEGER")
    if before is None or short is None:
        return None
    year = int(before.value[:2] + f"{short:02d}")
    return Reading("DATE", f"{year:04d}") if year > int(before.value[:4]) else None


def is_second_year(match: Match) -> bool:
    token = match.tokens[match.first]
    return match.follows("year") and match.glued() and token.end - token.start == 2


def read_short_year(match: Match, context: Context) -> Reading | None:
    year = shifted_year(match, context)
    return Reading("DATE", f"{year:04d}") if year else None


def is_short_year(match: Match) -> bool:
    return match.before().kind in LEADS and match.after().low not in match.words.counted


def read_nth(match: Match, context: Context) -> Reading | None:
    """ "the 29th": of this month, or of the one before where it has not come yet."""
    number = match.number("NTH")
    if number is None:
        return None
    today = context.day
    if match.token("WEEKDAY", "WEEKDAY_SHORT") or number <= today.day or context.forward:
        found = make_day(today.year, today.month, number)
    else:
        year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
        found = make_day(year, month, number)
    return Reading("DATE", day_value(found)) if found else None


def is_nth(match: Match) -> bool:
    if match.token("WEEKDAY", "WEEKDAY_SHORT"):
        return True
    leads = match.before().low in ("on", "by", "until", "since", "from", "before", "after", "of", "to")
    return leads and match.after().kind in ("STOP", "COMMA", "MARK", "NOTHING", "AND", "TO", "AT", "IN", "AFTER")


YEARLY = "(?:COMMA? (?:YEAR|SHORT_YEAR)|OF? SHIFT UNIT)"

DATES = (
    Rule("numeric", "DATE", read_numeric),
    Rule("month day", "SHIFT MON DAY", read_day, is_day, skip=1),  # "last Oct. 23"
    Rule("month day", f"PARTLY?(?:WD COMMA?)? MON THE? DAY {YEARLY}?", read_day, is_day),
    Rule("month day", "PARTLY?(?:WD COMMA?)? MON THE? DAY", read_day, is_day),
    Rule("day month", f"PARTLY?(?:WD COMMA?)? THE? DAY OF? MON {YEARLY}?", read_day, is_day),
    Rule("day month", "PARTLY?(?:WD COMMA?)? THE? DAY OF? MON", read_day, is_day),
    Rule("day month", "(?:WD COMMA?)? DAY_NUMBER STOP MONTH(?: YEAR)?", read_day, is_day),  # German: "30. Dezember"
    Rule("day month", "THE ORDINAL OF MON(?: COMMA? YEAR)?", read_day, is_day),
    Rule("first day", "DAY (?=(?:HYPHEN|TO|AND) DAY OF? MON)", read_day_before_month),
    Rule("second day", "(?:HYPHEN|TO|AND) DAY(?: COMMA? YEAR)?", read_day_after_month, is_second_day, skip=1),
    Rule("nth day", "(?:WEEKDAY COMMA?)? THE NTH", read_nth, is_nth),
    Rule("month year", "(?:EDGE HYPHEN? )?MON (?:COMMA|OF)?(?:YEAR|SHORT_YEAR)", read_month),
    Rule("month year", "(?:EDGE HYPHEN? )?MON OF? SHIFT UNIT", read_month, of_a_year),
    Rule("year", "(?:EDGE HYPHEN? |POST HYPHEN )?YEAR", read_year, is_year),
    Rule("second year", "HYPHEN (?:DAY_NUMBER|INTEGER)", read_second_year, is_second_year, skip=1),
    Rule("short year", "SHORT_YEAR", read_short_year, is_short_year),
    Rule("month", "(?:EDGE HYPHEN? )?MON", read_month, is_month),
)
