"""Rules for times told from the reference or from another time: today, last week, two months ago, the next day."""

from __future__ import annotations

from datetime import date, timedelta

from streams.stages.enrich.times.amounts import amount
from streams.stages.enrich.times.calendar import add_days, day_value, make_day, month_value, quarter_of, week_value
from streams.stages.enrich.times.context import Context, shifted
from streams.stages.enrich.times.dates import with_part
from streams.stages.enrich.times.grammar import Match, Reading, Rule
from streams.stages.enrich.times.periods import read_season

MONTHS = ("MONTH", "MONTH_OR_NAME", "MONTH_SHORT")


def edge_of(match: Match) -> str | None:
    """What of its stretch is meant: early, late; up to or from now where it lies around the reference."""
    if match.token("EARLIER"):
        return "BEFORE"
    if match.token("LATER"):
        return "AFTER"
    return match.text("EDGE")


def value_at(day: date | None, unit: str) -> str | None:
    """The value of a day to the grain of a unit."""
    if day is None:
        return None
    if unit in ("D", "TH", "TM", "TS"):
        return day_value(day)
    if unit in ("W", "2W"):
        return week_value(day)
    if unit == "WE":
        return f"{week_value(day)}-WE"
    if unit == "Q":
        return f"{day.year:04d}-Q{quarter_of(day)}"
    if unit == "M":
        return month_value(day.year, day.month)
    return f"{day.year:04d}"


def read_day_name(match: Match, context: Context) -> Reading | None:
    day = add_days(context.day, match.number("DAY_NAME") or 0)
    if day is None:
        return None
    reading = with_part(match, day_value(day))
    reading.edge = reading.edge or edge_of(match)
    return reading


def read_tonight(match: Match, context: Context) -> Reading | None:
    return Reading("TIME", f"{day_value(context.day)}TNI", edge=match.text("EDGE"))


def read_overnight(match: Match, context: Context) -> Reading | None:
    """The night that ends on the reference's morning; with a verb of the future, the one that follows it."""
    day = context.day if context.forward else add_days(context.day, -1)
    return Reading("TIME", f"{day_value(day)}TNI") if day else None


def is_overnight(match: Match) -> bool:
    return match.after().low not in ("stay", "stays", "bag", "success", "sensation", "guests", "lows", "low")


def read_part(match: Match, context: Context) -> Reading | None:
    """ "this morning" of the reference's day; "the next morning", "that night" of the day told of before."""
    night = (match.text("PART") or "").startswith("NI")
    day: date | None = context.day
    if match.token("LAST"):
        day = add_days(context.day, -1)
    elif match.token("THAT", "SAME"):
        day = context.anchor_day
    elif match.token("PREVIOUS"):
        day = add_days(context.anchor_day, -1)
    elif match.token("NEXT", "FOLLOWING"):
        day = add_days(context.anchor_day, 1)
    elif match.token("THIS") and night and context.forward is False and context.clock is None:
        day = context.day
    return with_part(match, day_value(day)) if day else None


def is_part(match: Match) -> bool:
    return match.token("NEXT") is None or match.token("THE") is not None


def read_weekday(match: Match, context: Context) -> Reading | None:
    number = match.number("WEEKDAY")
    if number is None:
        return None
    today = context.local_day
    unit = match.token("UNIT")
    if unit is not None:  # "Tuesday of next week"
        monday = add_days(today, -today.weekday() + 7 * (match.number("THIS", "LAST", "NEXT") or 0))
        day = add_days(monday, number) if monday else None
    elif match.token("LAST"):
        day = add_days(today, -((today.weekday() - number - 1) % 7 + 1))
    elif match.token("NEXT", "COMING"):
        day = add_days(today, (number - today.weekday() - 1) % 7 + 1)
    elif match.token("PAST"):
        day = add_days(today, -((today.weekday() - number) % 7))
    elif match.token("THIS"):
        past = context.forward is False
        day = context.weekday(number) if past else add_days(today, (number - today.weekday()) % 7)
    else:
        day = context.weekday(number)
    return with_part(match, day_value(day)) if day else None


def is_weekday(match: Match) -> bool:
    return match.text("UNIT") in (None, "W")


def read_week_on(match: Match, context: Context) -> Reading | None:
    """ "Friday week", "a week on Friday": a week after the coming one."""
    today = context.local_day
    day = add_days(today, ((match.number("WEEKDAY") or 0) - today.weekday() - 1) % 7 + 8)
    return Reading("DATE", day_value(day)) if day else None


def read_weekday_of_month(match: Match, context: Context) -> Reading | None:
    """ "the last Friday of June", "the first Monday of next month"."""
    number = match.number("WEEKDAY") or 0
    month = match.number(*MONTHS)
    year = match.number("YEAR")
    if month is not None:
        told = f"{year:04d}-{month:02d}" if year else context.nearest_month(month)
    else:
        day = shifted(context.day, "M", match.number("THIS", "NEXT") or 0)
        if day is None:
            return None
        told = month_value(day.year, day.month)
    first = make_day(int(told[:4]), int(told[5:7]), 1)
    if first is None:
        return None
    earliest = add_days(first, (number - first.weekday()) % 7)
    ordinal = match.number("ORDINAL")
    count = 4 if ordinal is None else ordinal - 1
    while earliest and count >= 0:
        day = add_days(earliest, 7 * count)
        if day and day.month == first.month:
            return Reading("DATE", day_value(day))
        if ordinal is not None:
            return None
        count -= 1
    return None


def is_weekday_of_month(match: Match) -> bool:
    return match.text("UNIT") in (None, "M") and (match.number("ORDINAL") or 1) >= 1


def read_shift(match: Match, context: Context) -> Reading | None:
    """The unit around the reference, or one before or after: "last week", "earlier this month"."""
    shift = match.number("THIS", "LAST", "NEXT") or 0
    unit = match.text("UNIT", "QUARTER", "WEEKEND") or "D"
    if unit == "D":
        return Reading("DATE", day_value(context.day), edge=edge_of(match)) if shift == 0 else None
    if unit in ("TH", "TM"):
        return None
    if unit == "100Y":
        return Reading("DATE", f"{context.day.year // 100 + shift:02d}")
    if unit == "10Y":
        return Reading("DATE", f"{context.day.year // 10 + shift}X")
    value = value_at(shifted(context.day, unit, shift), unit)
    return Reading("DATE", value, edge=edge_of(match)) if value else None


def is_edge_of_unit(match: Match) -> bool:
    """ "the end of the year"; that of a day or an hour is left alone."""
    return match.text("UNIT") not in ("D", "TH", "TM", "10Y", "100Y")


def read_shifted_month(match: Match, context: Context) -> Reading | None:
    """ "last October" is over, "next May" has not begun, "this April" is the nearest."""
    month = match.number(*MONTHS)
    if month is None:
        return None
    today, shift = context.day, match.number("THIS", "LAST", "NEXT") or 0
    year = today.year
    if shift < 0 and month >= today.month:
        year -= 1
    elif shift > 0 and month <= today.month:
        year += 1
    return Reading("DATE", month_value(year, month), edge=edge_of(match))


def read_weekend(match: Match, context: Context) -> Reading | None:
    """The weekend that has begun last; with a verb of the future, the one to come."""
    today, shift = context.day, match.number("THIS", "LAST", "NEXT")
    days = 0 if context.forward or today.weekday() >= 5 else -7
    if shift is not None:
        days = 0 if shift == 0 and context.forward is not False else days
        days = 7 * shift if shift > 0 else -7 if shift < 0 else days
    day = add_days(today, days)
    return Reading("DATE", f"{week_value(day)}-WE", edge=edge_of(match)) if day else None


def is_weekend(match: Match) -> bool:
    """Refuses "a weekend of", any weekend."""
    return match.before().kind not in ("A", "NUMBER", "DAY_NUMBER") and match.after().low != "of"


def read_from_now(match: Match, context: Context) -> Reading | None:
    """ "two months ago", "three days later": so many units from the reference, or from the day told of before."""
    unit = match.text("UNIT", "UNITS") or "D"
    count = amount(match)
    back = match.token("AGO", "EARLIER", "BEFORE") is not None
    if count is None:
        return Reading("DATE", "PAST_REF" if back else "FUTURE_REF", precision="vague")
    leans = match.token("EARLIER", "LATER", "AFTER") is not None
    if unit in ("TH", "TM", "TS"):
        return _hours(context, -count if back else count, unit, leans)
    start = context.anchor_day if leans and unit in ("D", "W", "2W") else context.day
    if leans and not back and unit == "Y" and context.year_told and count == int(count):
        return Reading("DATE", f"{context.year_told + int(count):04d}") if count < 1000 else None
    if count != int(count) and unit in ("Y", "10Y", "100Y"):  # "two and a half years ago"
        count, whole = count * {"Y": 12, "10Y": 120, "100Y": 1200}[unit], "M"
    else:
        whole = unit
    day = shifted(start, whole, -int(count) if back else int(count))
    value = value_at(day, unit)
    if day is None or value is None:
        return Reading("DATE", "PAST_REF" if back else "FUTURE_REF", precision="vague")
    # "three decades ago" is a year by convention, and no more exact than five years on either side.
    vague = unit in ("10Y", "100Y")
    return Reading("DATE", value, edge="DECADE" if vague else None, precision="vague" if vague else None)


def _hours(context: Context, count: float, unit: str, leans: bool) -> Reading | None:
    seconds = {"TH": 3600, "TM": 60, "TS": 1}[unit] * count
    if leans or context.clock is None or abs(seconds) > 86400 * 400:
        return Reading("DATE", day_value(context.day), tells=False)
    try:
        at = context.clock + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return Reading("TIME", f"{day_value(at.date())}T{at.hour:02d}:{at.minute:02d}", zone="UTC")


def is_from_now(match: Match) -> bool:
    """Refuses "a year later than", "an earlier", "ten years old ago"."""
    if match.before().kind == "OF" and match.before(2).kind == "QUARTER":
        return False  # "a quarter of a century ago"
    if match.token("EARLIER", "LATER"):
        return match.after().low != "than"
    return True


def read_next_unit(match: Match, context: Context) -> Reading | None:
    """ "the next day", "the following year", "the day before": from the day told of before."""
    unit = match.text("UNIT", "QUARTER", "WEEKEND") or "D"
    back = match.token("PREVIOUS", "BEFORE", "EARLIER") is not None
    if unit in ("TH", "TM"):
        return None
    start = context.anchor_day
    if unit in ("Y", "10Y", "100Y") and context.year_told:
        start = date(min(max(context.year_told, 1), 9000), 1, 1)
    value = value_at(shifted(start, unit, -1 if back else 1), unit)
    return Reading("DATE", value) if value else None


def is_day_before(match: Match) -> bool:
    """With a clause behind it the day is told from that clause ("the day before the vote"): left alone."""
    return match.after().kind not in ("WORD", "NAME", "THE", "A", "THAT", "THIS", "TIME", "LAST", "WEEKDAY")


def read_that(match: Match, context: Context) -> Reading | None:
    """ "that day", "later that year", "the same month": the one told of before."""
    unit = match.text("UNIT") or "D"
    if unit in ("TH", "TM", "10Y", "100Y"):
        return None
    if unit == "Y" and context.year_told:
        return Reading("DATE", f"{context.year_told:04d}")
    value = value_at(context.anchor_day, unit)
    return Reading("DATE", value, tells=False) if value else None


def read_year_earlier(match: Match, context: Context) -> Reading | None:
    """ "the year-earlier quarter": the quarter told of before, else the year, one year back."""
    if context.quarter_told and match.token("QUARTER", "PERIOD_OF_BUSINESS"):
        year, quarter = context.quarter_told
        return Reading("DATE", f"{year - 1:04d}-Q{quarter}", tells=False)
    return Reading("DATE", f"{context.day.year - 1:04d}", tells=False)


def is_year_earlier(match: Match) -> bool:
    return match.text("UNIT") == "Y"


def read_ref(match: Match, context: Context) -> Reading | None:
    return Reading("DATE", match.text("REF") or "PRESENT_REF", precision="vague")


def is_ref(match: Match) -> bool:
    """Refuses an electric current."""
    token, after = match.token("REF"), match.after()
    if token is None or token.low != "current":
        return token is not None
    return after.kind in ("WORD", "NAME", "HYPHEN") and after.low not in match.words.past


MONTH_NAMED = "(?:MON(?: YEAR)?|(?:THE|THIS|NEXT) UNIT)"
FROM_NOW = "(?:AGO|EARLIER|LATER|FROM REF)"

RELATIVE = (
    Rule("day name", "WHEN? DAY_NAME PART?", read_day_name),
    Rule("tonight", "WHEN? TONIGHT", read_tonight),
    Rule("overnight", "OVERNIGHT", read_overnight, is_overnight),
    Rule("part", "WHEN? (?:THE?(?:THIS|LAST|NEXT|FOLLOWING|PREVIOUS)|THAT SAME?|THE SAME) PART", read_part, is_part),
    Rule(
        "weekday of month",
        f"THE? (?:ORDINAL|LAST) WEEKDAY (?:OF|IN) {MONTH_NAMED}",
        read_weekday_of_month,
        is_weekday_of_month,
    ),
    Rule("week on", "(?:A UNIT ON WEEKDAY|WEEKDAY UNIT)", read_week_on, is_weekday),
    Rule("weekday", "WEEKDAY OF? SHIFT UNIT", read_weekday, is_weekday),
    Rule("weekday", "THIS (?:PAST|COMING) WEEKDAY PART?", read_weekday),
    Rule("weekday", "PARTLY?(?:WHEN ON? )?SHIFT? WEEKDAY PART?", read_weekday),
    Rule("shift", "(?:WHEN IN? )?SHIFT (?:UNIT|QUARTER)", read_shift),
    Rule(
        "edge of unit", "EDGE THE (?:UNIT|QUARTER|WEEKEND)|(?:EARLIER|LATER) IN THE UNIT", read_shift, is_edge_of_unit
    ),
    Rule("month", "WHEN? SHIFT MON", read_shifted_month),
    Rule("season", "WHEN? SHIFT SEAS", read_season),
    Rule("weekend", "WHEN? THE?(?:SHIFT )?WEEKEND", read_weekend, is_weekend),
    Rule("from now", f"(?:COUNT HYPHEN? MORE? ANYUNIT|UNITS) {FROM_NOW}", read_from_now, is_from_now),
    Rule("from now", "A UNIT AND A HALF AGO", read_from_now),
    Rule("next unit", "THE (?:NEXT|FOLLOWING|PREVIOUS) (?:UNIT|QUARTER)", read_next_unit),
    Rule("next unit", "THE UNIT (?:BEFORE|AFTER|EARLIER)", read_next_unit, is_day_before),
    Rule("that", "WHEN? (?:THAT SAME?|THE SAME) UNIT", read_that),
    Rule(
        "year earlier",
        "UNIT HYPHEN (?:EARLIER|AGO) (?:QUARTER|PERIOD_OF_BUSINESS|UNIT)?",
        read_year_earlier,
        is_year_earlier,
    ),
    Rule("ref", "REF", read_ref, is_ref),
)
