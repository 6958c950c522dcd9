"""Rules for times of the clock, and the day and zone that they are told in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from streams.stages.enrich.times.calendar import PARTS, add_days, day_value
from streams.stages.enrich.times.context import Context, clock_on, in_zone
from streams.stages.enrich.times.grammar import Match, Reading, Rule
from streams.stages.enrich.times.relative import read_day_name, read_part, read_tonight, read_weekday
from streams.stages.enrich.times.tense import REACH

TURNS_OF_DAY = frozenset({"dawn", "daybreak", "sunrise", "dusk", "sunset", "nightfall", "lunchtime"})
LEADS_A_TURN = frozenset({"at", "before", "after", "by", "until", "since", "from", "around", "till", "in", "to"})
LEADS_A_PART = frozenset({"in", "during", "by", "throughout", "through", "for"})
SPOKEN = ("NUMBER", "DAY_NUMBER")
LEADS_A_CLOCK = frozenset({"at", "by", "until", "before", "after", "around", "about", "nearly", "almost", "just"})
AFTER_A_CLOCK = frozenset({"when", "as", "local", "the", "he", "she", "it", "they", "police", "that", "and", "with"})
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2}))?\s?([ap])?")
AMBIGUOUS = {"ist": ("Asia/Jerusalem", "Europe/Dublin"), "cst": ("Asia/Shanghai", "America/Havana")}


def hour_minute(match: Match) -> tuple[int, int, str] | None:
    """Hour, minute and precision of the clock in a match; None where no clock shows that.

    Noon and midnight are exact; "2 am" is told to the hour, "2.00 am" to the minute.
    """
    if match.rule.name == "first clock":
        number, second = match.tokens[match.first].low, match.after(2).low
        return _parsed(f"{number} {'p' if 'p' in second else 'a'}")
    if match.rule.name == "spoken clock":
        return _spoken(match)
    exact = match.text("NOON")
    if exact is not None:
        return int(exact[:2]), int(exact[3:]), "hour"
    text = match.text("CLOCK")
    if text is not None:
        parsed = _parsed(text)
        if parsed and match.token("IN") and 1 <= parsed[0] <= 12 and text[-1] not in "m.":
            return _in_half(parsed[0], match.text("PART")), parsed[1], parsed[2]  # "6:30 in the evening"
        return parsed
    if match.token("CLOCK_WORD") or match.token("PART"):
        hour = match.number("DAY_NUMBER", "NUMBER")
        if hour is None or not 1 <= hour <= 12:
            return None
        return _in_half(hour, match.text("PART")), 0, "hour"
    bare = match.token("YEAR", "INTEGER", "DECIMAL")
    if bare is None or len(bare.low) not in (4, 5):
        return None
    digits = bare.low.replace(".", "").zfill(4)
    return _checked(int(digits[:2]), int(digits[2:]), "minute")


def _in_half(hour: int, part: str | None) -> int:
    """An hour of twelve in the half of the day that is named; in the morning where none is."""
    late = part is not None and (part.startswith(("AF", "EV")) or (part.startswith("NI") and hour >= 6))
    return hour % 12 + 12 if late else hour % 24


def _spoken(match: Match) -> tuple[int, int, str] | None:
    """ "half past six", "twenty to eight": minutes before or after an hour of twelve."""
    numbers = [int(token.value) for token in match.tokens[match.first : match.last] if token.kind in SPOKEN]
    minutes = 30 if match.token("HALF") else 15 if match.token("QUARTER") else numbers[0]
    hour = numbers[-1]
    if not 1 <= hour <= 12 or not 1 <= minutes <= 30:
        return None
    hour = _in_half(hour, match.text("PART"))
    if match.token("TO"):
        return _checked((hour - 1) % 24, 60 - minutes, "minute")
    return _checked(hour, minutes, "minute")


def is_spoken_clock(match: Match) -> bool:
    """Refuses what is counted or shared out: "from ten to eight people", "a quarter to two thirds"."""
    if match.token("PAST") is None and match.before().low not in LEADS_A_CLOCK:
        return False
    after = match.after()
    counts = (
        after.kind in ("WORD", "NAME", "BIG", "UNIT", "UNITS", "HALF", "QUARTER") and after.low not in AFTER_A_CLOCK
    )
    return hour_minute(match) is not None and not (match.token("PAST") is None and counts)


def _parsed(text: str) -> tuple[int, int, str] | None:
    found = CLOCK.match(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    precision = "second" if found[3] else "minute" if found[2] else "hour"
    if found[4]:
        if not 1 <= hour <= 12:
            # "14:30 pm" is written, and means half past two
            return _checked(hour, minute, precision) if hour > 12 and found[4] == "p" else None
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    return _checked(hour, minute, precision)


def _checked(hour: int, minute: int, precision: str) -> tuple[int, int, str] | None:
    return (hour, minute, precision) if hour < 24 and minute < 60 else None


def is_clock(match: Match) -> bool:
    if match.token("NOON") and match.before().low == "high":
        return False  # the film
    if match.token("CLOCK") and match.before().kind in ("HYPHEN", "MARK", "MONEY") and match.glued():
        return match.before().low not in ":$" and match.before().kind != "MONEY"
    return hour_minute(match) is not None


def is_bare_clock(match: Match) -> bool:
    bare = match.token("YEAR", "INTEGER", "DECIMAL")
    return bare is not None and len(bare.low.replace(".", "")) == 4 and hour_minute(match) is not None


def is_clock_of_four_digits(match: Match) -> bool:
    """ "0930 hours", and "at 2130 hours"; "1500 hours" without a word that leads in a clock is a length."""
    bare = match.token("YEAR", "INTEGER")
    led = match.before().kind in ("AT", "FROM", "BETWEEN", "TO") or match.before().low in LEADS_A_CLOCK
    hours = match.text("UNITS") == "TH"
    return bare is not None and hours and len(bare.low) == 4 and (led or bare.low[0] == "0") and is_bare_clock(match)


def zone_of(match: Match, context: Context) -> str:
    """The zone named beside the clock, else that of the place told of, of the page, or UTC."""
    named = match.token("ZONE", "ZONE_NAME")
    if named is not None:
        here = context.zone
        return here if here in AMBIGUOUS.get(named.low, ()) else str(named.value)
    city = match.token("NAME")
    if city is not None and match.token("TIME"):
        context.position = city.start
    return context.zone


def is_background(match: Match) -> bool:
    """Whether a day stands in a clause of what went before: "a day after missiles hit Odesa on Thursday"."""
    for steps in range(1, 9):
        token = match.before(steps)
        if token.kind in ("AFTER", "BEFORE") or token.low == "since":
            return True
        if token.kind in ("COMMA", "STOP", "MARK", "NOTHING"):
            return False
    return False


FAR = 400  # characters, some two sentences: days told before that govern no clock
BACK = 4  # days told before, the nearest of which may be of another tense


class Told(NamedTuple):
    """A day told in the text, that clocks near it may be of."""

    position: int
    value: str  # of the day or of a part of one
    forward: bool | None = None  # which way its clause reads
    limited: bool = False  # "by Friday", "until Friday"


def told_day(match: Match, value: str) -> Told:
    return Told(match.start, value, match.forward, match.before().low in match.words.limits)


def own_day(match: Match, context: Context) -> str | None:
    """The day named inside the match itself ("9 a.m. EDT Tuesday")."""
    if match.token("WEEKDAY"):
        reading = read_weekday(match, context)
    elif match.token("DAY_NAME"):
        reading = read_day_name(match, context)
    elif match.token("TONIGHT"):
        reading = read_tonight(match, context)
    elif match.token("THIS", "LAST"):
        reading = read_part(match, context)
    else:
        return None
    return reading.value if reading else None


def read_clock(match: Match, context: Context) -> Reading | None:
    """The clock on the day named in the match; without one the day is for ``on_its_day`` to find."""
    parsed = hour_minute(match)
    if parsed is None:
        return None
    return Reading("TIME", "", precision=parsed[2], zone=zone_of(match, context), tells=False)


def on_its_day(match: Match, context: Context, told: Sequence[Told], sentence: tuple[int, int]) -> tuple[str, bool]:
    """Value of a clock: on its own day, else the nearest day of its sentence, else the last told, else the reference's.

    And whether the text tells that day.

    Where the reference is an instant and the clock would be yet to come there though nothing says so, it is
    yesterday's. Days told more than two sentences before are left alone.
    """
    value = own_day(match, context) or nearest_told(told, match, sentence)
    if match.rule.name == "part of day":
        return _part_on(value, match, context), value is not None
    hour, minute, _ = hour_minute(match) or (0, 0, "")
    if value is None:
        return clock_on(_day_of_reference(context, hour, minute), hour, minute), False
    day = date.fromisoformat(value[:10])
    part = value[11:13]
    if _ends_its_day(match):
        day = add_days(day, 1) or day
    elif part == "NI" and hour < 12:
        day = add_days(day, 1) or day  # two in the morning of Thursday night is Friday's
    elif part in ("AF", "EV") and 1 <= hour < 12 and not _half_told(match):
        hour += 12
    return clock_on(day, hour, minute), True


def _part_on(value: str | None, match: Match, context: Context) -> str:
    """A part of the day told, else of the reference's; the night that has ended, or is to come."""
    code = (match.text("PART") or "").partition("/")[0]
    if value is not None:
        return f"{value[:10]}T{code}"
    day = _day_of_reference(context, min(PARTS[code][0], 23), 0)
    if code == "NI" and context.clock is None and context.forward is not True:
        day = add_days(day, -1) or day
    return f"{day_value(day)}T{code}"


def _ends_its_day(match: Match) -> bool:
    """ "Midnight on Saturday" is the one that ends it, "just after midnight on Saturday" the one that begins it."""
    midnight = match.text("NOON") == "00:00" and match.token("WEEKDAY", "DAY_NAME") is not None
    return midnight and match.before().low not in ("after", "since", "from", "past")


def _half_told(match: Match) -> bool:
    """Whether the clock itself says which half of the day it is in: 9am, 09:00, noon; "half past nine" does not."""
    if match.rule.name == "first clock" or match.token("NOON"):
        return True
    text = match.text("CLOCK") or ""
    found = CLOCK.match(text)
    return found is not None and (found[4] is not None or text.startswith("0"))


def _day_of_reference(context: Context, hour: int, minute: int) -> date:
    if context.clock is None:
        return context.day
    here = in_zone(context.clock, context.zone)
    ahead = (hour, minute) > (here.hour, here.minute)
    yesterday = add_days(here.date(), -1) if ahead and context.forward is False else None
    return yesterday or here.date()


def nearest_told(told: Sequence[Told], match: Match, sentence: tuple[int, int]) -> str | None:
    """The day told of nearest to a clock in its sentence, else the last before that, if it is not far.

    A day of what is to come is not that of what has been ("the gate shut at 9am and will open by Friday evening"), nor
    a limit in another clause that of the clock before it.
    """
    at = bisect_left(told, match.start, key=lambda row: row.position)
    behind = [row for row in told[max(at - BACK, 0) : at] if not _opposed(match, row)][-1:]
    ahead = [row for row in told[at : at + 1] if not _opposed(match, row) and not _divided(match, row)]
    inside = [row for row in (*behind, *ahead) if sentence[0] <= row.position < sentence[1]]
    if inside:
        return min(inside, key=lambda row: abs(row.position - match.start)).value
    return behind[0].value if behind and behind[0].position >= sentence[0] - FAR else None


def _opposed(match: Match, row: Told) -> bool:
    return row.forward is True and match.forward is False


def _divided(match: Match, row: Told) -> bool:
    """Whether a limit that follows a clock stands in another clause: a joint, then a verb that reports nothing."""
    if not row.limited:
        return False
    words, joined = match.words, False
    for token in match.tokens[match.last : match.last + REACH]:
        if token.start >= row.position:
            break
        if token.kind in ("COMMA", "AND") or token.low in (";", "but", "while"):
            joined = True
        elif joined and token.low not in words.reporting and (token.low in words.past or token.low in words.future):
            return True
    return False


def read_first_clock(match: Match, context: Context) -> Reading | None:
    return Reading("TIME", "", precision="hour", zone=context.zone, tells=False)


def read_part_of_day(match: Match, context: Context) -> Reading | None:
    edge = match.text("EDGE") or (match.text("PART") or "").partition("/")[2] or None
    return Reading("TIME", "", edge=edge, zone=context.zone, tells=False)


def is_part_of_day(match: Match) -> bool:
    """ "in the morning", "by mid-afternoon", "at dawn"; refuses "the night of", "a new dawn", "late night shows"."""
    before, part = match.before().low, match.token("PART")
    if part is None or match.after().low in ("of", "on") or match.after().kind in ("NAME", "HYPHEN"):
        return False
    if part.low in TURNS_OF_DAY and before in LEADS_A_TURN:
        return True
    led = before in LEADS_A_PART if match.token("THE") else match.token("EDGE") is not None and before in LEADS_A_TURN
    return led and (match.after().kind != "WORD" or match.after().low in AFTER_A_CLOCK)


def is_first_clock(match: Match) -> bool:
    """The first of "from 7 to 9 p.m."."""
    behind = match.after(2)
    led = match.before().kind in ("FROM", "BETWEEN", "AT") or match.after().kind == "HYPHEN"
    return led and "m" in behind.low and 1 <= int(match.tokens[match.first].value) <= 12


CLOCKS = (
    Rule(
        "clock",
        "(?:CLOCK IN THE PART|CLOCK|NOON|NUM CLOCK_WORD|DAY_NUMBER IN THE PART|NUMBER IN THE PART)(?: ZN)?"
        "(?: COMMA? ON? (?:WEEKDAY|DAY_NAME|TONIGHT) PART?| (?:THIS|LAST) PART)?",
        read_clock,
        is_clock,
    ),
    Rule("clock", "(?:YEAR|INTEGER|DECIMAL) UNITS? ZN(?: COMMA? ON? (?:WEEKDAY|DAY_NAME))?", read_clock, is_bare_clock),
    Rule("clock", "(?:YEAR|INTEGER) UNITS", read_clock, is_clock_of_four_digits),
    Rule(
        "spoken clock",
        "(?:HALF PAST|(?:A? QUARTER|NUMBER UNITS?) (?:PAST|TO)) (?:NUMBER|DAY_NUMBER)"
        "(?: (?:IN THE|THIS) PART| (?:ON )?(?:WEEKDAY|DAY_NAME) PART?)?",
        read_clock,
        is_spoken_clock,
    ),
    Rule("first clock", "DAY_NUMBER (?=(?:TO|HYPHEN|AND) CLOCK)", read_first_clock, is_first_clock),
    Rule("clock", "WEEKDAY NOON", read_clock, is_clock),
    Rule("part of day", "(?:THE )?(?:EDGE HYPHEN? )?PART", read_part_of_day, is_part_of_day),
)
