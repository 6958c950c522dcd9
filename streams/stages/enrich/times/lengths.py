"""Rules for durations and for what comes round: three days, the past week, every Tuesday, weekly."""

from __future__ import annotations

from streams.stages.enrich.times.amounts import amount, duration
from streams.stages.enrich.times.context import Context
from streams.stages.enrich.times.grammar import Match, Reading, Rule


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Before "a day" they tell a length; without them it mostly is any day ("a day of prayer").
BEFORE_A_DAY = _words(
    "for in of than over within after nearly about almost half least most only just more less under up"
)
# Before "a day" they tell a rate: "three times a day".
RATES = _words("times once twice thrice million billion thousand barrels")
# Plural units without a number count as times only beside one of these.
BEFORE_UNITS = _words("for in over after within of by the took take takes taking lasted last from recent coming")
AFTER_UNITS = _words("after before of later into apart that following")


COUNTED = frozenset({"DAY_NUMBER", "INTEGER", "YEAR", "NUMBER", "BIG", "VAGUE"})


# Before "last" they make it a verb: "is expected to last six weeks".
BEFORE_A_VERB = _words("to will would can could may might must should")


def is_past_units(match: Match) -> bool:
    return match.tokens[match.first].kind != "LAST" or match.before().low not in BEFORE_A_VERB


def read_length(match: Match, context: Context) -> Reading | None:
    unit = match.text("UNIT", "UNITS")
    return Reading("DURATION", duration(amount(match), unit)) if unit else None


def is_length(match: Match) -> bool:
    """Refuses ages ("six-year-old") and "a day" where it is no length."""
    if match.after().kind == "OLD" or (match.after().kind == "HYPHEN" and match.after(2).kind == "OLD"):
        return False
    if match.glued() and match.before().kind not in ("OPEN", "MARK", "HYPHEN"):
        return False
    first, second = match.tokens[match.first], match.tokens[match.first + 1]
    if first.kind == "A" and second.kind == "UNITS":
        return False  # "a decades-long feud": what follows is read without it
    if first.kind == "YEAR" and match.last - match.first == 2 and match.token("UNIT"):
        return False  # "the 1998 year"
    if first.kind == "A" and match.token("UNIT") and match.last - match.first == 2:
        return _is_a_length(match)
    return True


def _is_a_length(match: Match) -> bool:
    unit, before, after = match.text("UNIT"), match.before().low, match.after().low
    if unit != "D":
        return after not in ("when", "of")
    return before in BEFORE_A_DAY or after in ("after", "before", "later", "ago")


def read_rate(match: Match, context: Context) -> Reading | None:
    unit = match.text("UNIT")
    return Reading("SET", duration(1, unit)) if unit else None


def is_rate(match: Match) -> bool:
    before = match.before()
    if before.low in RATES or match.before(2).kind == "MONEY":
        return True
    counted = match.before(2).kind in COUNTED or match.before(2).low == "of"
    return before.kind == "WORD" and before.low.endswith("s") and counted  # "600 barrels a day"


def read_bare_units(match: Match, context: Context) -> Reading | None:
    unit = match.text("UNIT", "UNITS")
    return Reading("DURATION", duration(None, unit)) if unit else None


def is_bare_units(match: Match) -> bool:
    if match.after().kind in ("OLD", "HYPHEN"):
        return False
    before, after = match.before(), match.after()
    return before.low in BEFORE_UNITS or after.low in AFTER_UNITS


def read_past_unit(match: Match, context: Context) -> Reading | None:
    unit = match.text("UNIT")
    return Reading("DURATION", duration(1, unit)) if unit else None


def read_lasting(match: Match, context: Context) -> Reading | None:
    value = match.text("LASTING")
    if value is None:
        many = match.token("UNITS") is not None
        value = duration(None if many else 1, match.text("UNIT", "UNITS") or "D")
    return Reading("DURATION", value)


def read_set(match: Match, context: Context) -> Reading | None:
    """ "every day" P1D, "every Tuesday" XXXX-WXX-2, "every morning" XXXX-XX-XXTMO, "every summer" XXXX-SU."""
    weekday = match.number("WEEKDAY", "WEEKDAYS")
    if weekday is not None:
        return Reading("SET", f"XXXX-WXX-{weekday + 1}")
    part, season = match.text("PART"), match.text("SEASON", "SEASON_OR_VERB")
    if part is not None:
        return Reading("SET", f"XXXX-XX-XXT{part.partition('/')[0]}")
    if season is not None:
        return Reading("SET", f"XXXX-{season}")
    month = match.number("MONTH", "MONTH_OR_NAME")
    if month is not None:
        return Reading("SET", f"XXXX-{month:02d}")
    if match.token("WEEKEND"):
        return Reading("SET", "XXXX-WXX-WE")
    unit = match.text("UNIT", "UNITS") or "D"
    count = 2.0 if match.token("OTHER") else amount(match)
    return Reading("SET", duration(1 if count is None else count, unit))


def read_frequency(match: Match, context: Context) -> Reading | None:
    return Reading("SET", match.text("FREQUENCY") or "P1D")


def is_frequency(match: Match) -> bool:
    """Refuses newspapers: the Daily Mail, Newsweekly."""
    return match.tokens[match.first].low == match.tokens[match.first].low and match.after().kind != "NAME"


LENGTHS = (
    Rule("set", "EVERY (?:OTHER|NUM)? (?:ANYUNIT|WEEKDAY|PART|WEEKEND|MON|SEAS)", read_set),
    Rule("set", "WEEKDAYS", read_set),
    Rule("frequency", "FREQUENCY", read_frequency, is_frequency),
    Rule(
        "past units",
        "THE? (?:LAST|NEXT|PAST|COMING|PREVIOUS|FOLLOWING) (?:COUNT MORE? ANYUNIT|UNITS)",
        read_length,
        is_past_units,
    ),
    Rule("past unit", "THE? PAST UNIT", read_past_unit),
    Rule("recent units", "(?:RECENT|COMING|PAST) UNITS", read_bare_units),
    Rule("first units", "THE? ORDINAL COUNT UNITS", read_length),
    Rule("lasting", "LASTING|ANYUNIT HYPHEN LONG", read_lasting),
    Rule("rate", "A UNIT", read_rate, is_rate),
    Rule("length", "A UNIT AND A HALF", read_length),
    Rule("length", "COUNT HYPHEN? MORE? ANYUNIT(?: HYPHEN LONG)?", read_length, is_length),
    Rule("bare units", "UNITS", read_bare_units, is_bare_units),
)
