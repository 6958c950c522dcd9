"""Two numbers that belong together: a range (30-40, between $3m and $5m) or a result (3-1)."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.kinds import is_score, money
from streams.stages.enrich.figures.numbers import Number, read
from streams.stages.enrich.figures.objects import counted
from streams.stages.enrich.figures.tokens import HYPHENS, Tokens

_BETWEEN_AT_MOST = 4  # tokens from "between" to its "and"


def second_of(tokens: Tokens, number: Number, start: int, end: int, tables: Tables) -> Number | None:
    """The second number of a pair: 30-40, 30 to 40, between $3m and $5m."""
    if number.shape != "count" or number.value is None:
        return None
    signed = money(tokens, number.first, start, tables)
    first = signed[0] if signed else number.first
    before = tokens.lows[first - 1] if first > start else ""
    at, between = number.last, before == "between"
    if between:
        stop = min(end, at + _BETWEEN_AT_MOST)
        while at < stop and tokens.lows[at] not in ("and", "to"):
            at += 1
        if at >= stop:
            return None
    elif at < end and tokens.forms[at] in HYPHENS:
        if tokens.forms[at] == "-" and not tokens.glued(at):
            return None
    elif at >= end or tokens.lows[at] != "to" or before == "from":
        return None
    at += 1
    if at < end and tokens.forms[at] in tables.money_sign:
        at += 1
    if at >= end or tokens.lows[at] in tables.ordinals:
        return None
    if not tokens.begins_number(at):
        return None
    second, _ = read(tokens, at, end, tables)
    if second is None or second.shape != "count" or second.value is None:
        return None
    if tokens.lows[number.last] == "to" and not between and number.value >= second.value:
        return None
    return second


def ranged(
    tokens: Tokens, draft: Draft, number: Number, second: Number, signed: bool, end: int, tables: Tables
) -> bool:
    """Make the draft a range; False when the pair is none (a season, a telephone number, a reversed pair)."""
    low, high = number.value or 0.0, second.value or 0.0
    hyphen = tokens.forms[number.last] in HYPHENS
    if number.scale == 1.0 and second.scale > 1.0 and low * second.scale <= high:
        low *= second.scale
    if low > high or (hyphen and number.digits and tokens.forms[number.first][0] == "0"):
        return False
    if _years(tokens, number, second):
        return False
    known = signed or tables.units.starting(tokens.lows, second.last, end) or counted(tokens, second, end, tables)
    if hyphen and not known and not second.metres and not _aged_pair(tokens, draft):
        return False
    draft.value, draft.low, draft.high, draft.bound = None, low, high, "range"
    draft.last = draft.number_last = second.last
    if draft.first > draft.start and tokens.lows[draft.first - 1] == "between":
        draft.first -= 1
    return True


def _years(tokens: Tokens, number: Number, second: Number) -> bool:
    """Between 2003 and 2006."""
    forms = [tokens.forms[each.first] for each in (number, second) if each.last == each.first + 1]
    return len(forms) == 2 and all(len(form) == 4 and form.isdecimal() and 1500 <= int(form) <= 2100 for form in forms)


def _aged_pair(tokens: Tokens, draft: Draft) -> bool:
    return draft.first > draft.start and tokens.lows[draft.first - 1] in ("aged", "ages", "about", "around", "some")


def is_result(tokens: Tokens, number: Number, second: Number, start: int, end: int, tables: Tables) -> bool:
    """Whether a pair is a result rather than a range of what is counted: "a 2-0 lead", not "won 3-4 medals"."""
    if tokens.forms[number.last] not in HYPHENS or not is_score(tokens, number, second, start, end, tables):
        return False
    cue = second.last < end and tokens.lows[second.last] in tables.score_cues
    phrase = counted(tokens, second, end, tables)
    return cue or phrase is None or tokens.forms[phrase.last - 1][0].isupper()
