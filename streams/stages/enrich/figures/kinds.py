"""What a number is instead of a count: money, a share, a measure, a length of time, an age, a rank, a score, a part."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.bounds import after_number
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.numbers import Number
from streams.stages.enrich.figures.objects import is_plural, noun_phrase, singular
from streams.stages.enrich.figures.tokens import HYPHENS, QUOTES, Tokens

_BRACKET_WORDS = 8  # "(about 12.4 miles per hour)"
_WEIGHED = 5  # words from "weighs" to the number
_SIZES = frozenset({"wide", "long", "high", "tall", "deep", "thick", "away", "across"})
_OLDEST = 120
_YOUNGEST_BOUND = 5
_GROUPS = frozenset({"those", "anyone", "everyone"})
_NOT_AFTER_HYPHEN = frozenset(["off", "way", "sided", "fold", "on", "to", "up", "time", "in", "out", "and", "or"])
_MAGNITUDE_AHEAD = 4
_HIGHEST_MAGNITUDE = 10
_MANY_WON = 1000  # the Korean won buys little: fewer of them are seats won


def money(tokens: Tokens, first: int, start: int, tables: Tables) -> tuple[int, str] | None:
    """The currency whose sign stands before a number: (where it begins, its code)."""
    at = first - 1
    if at < start:
        return None
    sign = tokens.lows[at]
    if at - 1 >= start and tokens.glued(at) and tokens.lows[at - 1] + sign in tables.money_sign:
        return at - 1, tables.money_sign[tokens.lows[at - 1] + sign]
    if at - 1 >= start and sign == "." and tokens.lows[at - 1] == "rs":
        return at - 1, "INR"
    if sign in tables.money_sign and (not sign.isalpha() or tokens.forms[at][0].isupper()):
        return at, tables.money_sign[sign]
    return None


def measured(tokens: Tokens, draft: Draft, number: Number, tables: Tables) -> bool:
    """Give the draft the unit that follows its number; False where none does."""
    at, end = number.last, draft.end
    after = after_number(tokens, at, end, tables)
    at = after.last if after else at
    at += at < end and number.shape in ("vague", "couple") and tokens.lows[at] == "of"  # a couple of days
    joined = at < end and tokens.forms[at] in HYPHENS and tokens.glued(at) and at + 1 < end and tokens.glued(at + 1)
    found = tables.units.starting(tokens.lows, at + joined, end)
    if found is None:
        if number.metres or not (at < end and tokens.glued(at) and tokens.lows[at] in tables.glued):
            return _storeyed(tokens, draft, at, joined, tables) or _magnitude(tokens, draft, number, tables)
        found = at + 1, f"measure {tables.glued[tokens.lows[at]]}"
    last, meaning = found
    kind, unit = meaning.split(" ", 1)
    word = tokens.lows[last - 1]
    if len(word) == 1 and word.isalpha() and not tokens.glued(last - 1) and tokens.lows[last - 2] != "degrees":
        return False
    if unit == "KRW" and (number.value or 0.0) < _MANY_WON:
        return False
    if word == "sec" or (unit == "second" and kind == "elapsed" and number.value == 1.0 and joined):
        return False
    if unit == "GBP" and tokens.lows[last : last + 1] == ["of"]:
        kind, unit = "measure", "pound"
    if unit == "USD/100":
        unit, draft.value = "USD", (draft.value or 0.0) / 100
    if unit == "EUR/100":
        unit, draft.value = "EUR", (draft.value or 0.0) / 100
    if unit == "GBP" and _is_weight(tokens, draft, last, joined, tables):
        kind, unit = "measure", "pound"
    draft.kind, draft.unit, draft.last = kind, unit, last
    if unit.startswith("degree"):
        _below_zero(tokens, draft, number)
    if kind == "elapsed":
        _aged(tokens, draft, tables)
    elif kind == "measure":
        _second_unit(tokens, draft, tables)
    return True


def _is_weight(tokens: Tokens, draft: Draft, last: int, joined: bool, tables: Tables) -> bool:
    """154,000 pounds (70,000 kg); a 400-pound gorilla, but a 400-pound fine; weighs 400 pounds."""
    end = draft.end
    if any(low.startswith("weigh") for low in tokens.lows[max(draft.start, draft.first - _WEIGHED) : draft.first]):
        return True
    if joined:
        phrase = noun_phrase(tokens, last, end, True, tables)
        return phrase is not None and phrase.head not in tables.sums
    if last >= end or tokens.forms[last] != "(":
        return False
    stop = min(end, last + _BRACKET_WORDS)
    close = next((at for at in range(last + 1, stop) if tokens.forms[at] == ")"), last)
    found = tables.units.ending(tokens.lows, close, last + 1) if close > last else None
    return found is not None and found[1] in ("measure kilogram", "measure metric_ton", "measure gram")


def _below_zero(tokens: Tokens, draft: Draft, number: Number) -> None:
    """-12C, minus 12 degrees."""
    at = number.first - 1
    if at < draft.start or draft.value is None or draft.first != number.first:
        return
    sign = tokens.forms[at] in HYPHENS and tokens.glued(number.first) and not tokens.glued(at)
    if sign or tokens.lows[at] == "minus":
        draft.value, draft.first = -draft.value, at


def _storeyed(tokens: Tokens, draft: Draft, at: int, joined: bool, tables: Tables) -> bool:
    """A nine-storey block, a 225-seat chamber: how big a thing is, not how many there are."""
    if not joined or not tokens.is_word(at + 1) or tokens.lows[at + 1] in _NOT_AFTER_HYPHEN:
        return False
    word = tokens.lows[at + 1]
    if word == "magnitude":
        draft.kind, draft.unit, draft.last = "measure", "magnitude", at + 2
        return True
    if is_plural(word, tables) or word in ("plus", "odd", "something"):
        return False
    draft.kind, draft.last = "measure", at + 2
    draft.object = singular(word.partition("-")[0], tables)
    return True


def _magnitude(tokens: Tokens, draft: Draft, number: Number, tables: Tables) -> bool:
    """A quake's size: magnitude 5.8, a 6.4 magnitude quake, 7.1 on the Richter scale."""
    if number.shape != "count" or not 0 < (number.value or 0.0) < _HIGHEST_MAGNITUDE:
        return False
    before = tokens.lows[max(draft.start, draft.first - 3) : draft.first]
    after = tokens.lows[number.last : min(draft.end, number.last + _MAGNITUDE_AHEAD)]
    if "magnitude" in before[-1:] or before[-2:] in (["magnitude", "of"], ["magnitude", "a"]):
        draft.kind, draft.unit = "measure", "magnitude"
    elif after[:1] == ["magnitude"]:
        draft.kind, draft.unit, draft.last = "measure", "magnitude", number.last + 1
    elif "richter" in after:
        draft.kind, draft.unit = "measure", "magnitude"
    else:
        return False
    return True


def _second_unit(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Take in a bracket that says the same in another unit: 20 km (12 miles) is one figure."""
    at = draft.last
    at += at < draft.end and tokens.lows[at] in _SIZES
    if at + 2 < draft.end and tokens.lows[at] == "or" and (tokens.is_digits(at + 1) or tokens.begins_number(at + 1)):
        for close in range(at + 2, min(draft.end, at + _BRACKET_WORDS)):
            found = tables.units.starting(tokens.lows, close, draft.end)
            if found is not None and found[1].startswith("measure "):
                draft.last = found[0]  # 246 miles or 396 kilometres
                return
            if not (tokens.is_digits(close) or tokens.lows[close] in tables.scales):
                return
    if at >= draft.end or tokens.forms[at] not in ("(", "["):
        return
    for close in range(at + 1, min(draft.end, at + _BRACKET_WORDS)):
        if tokens.forms[close] in (")", "]"):
            inside = any(tables.units.ending(tokens.lows, close, at + 1 + step) for step in (0, 1))
            glued = tokens.lows[close - 1] in tables.glued
            if (inside or glued) and any(
                tokens.is_digits(k) or tokens.lows[k] in tables.numbers for k in range(at, close)
            ):
                draft.last = close + 1
            return


def _aged(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Turn years into an age where the words say so: 34-year-old, 12 years old, aged two years."""
    after = tokens.lows[draft.last : draft.last + 2]
    if after[:1] == ["old"]:
        draft.last += 1
    elif after == ["-", "old"] or after == ["-", "olds"]:
        draft.last += 2
    elif after != ["of", "age"] and tokens.lows[draft.first - 1 : draft.first] != ["aged"]:
        return
    draft.kind = "age"


def is_age(tokens: Tokens, number: Number, first: int, start: int, end: int, tables: Tables) -> bool:
    """Whether a bare number is somebody's age; ``first`` is where it begins with the words of its range.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> is_age(split("Anna Lind, 70, said", tables()), Number(3, 4, 70.0, digits=True), 3, 0, 6, tables())
    True
    """
    value = number.value
    if value is None or number.shape != "count" or number.scale != 1.0 or not 0 < value <= _OLDEST:
        return False
    at, after = first, tokens.lows[number.last : min(end, number.last + 3)]
    before = tokens.lows[max(start, at - 3) : at]
    if before[-1:] in (["aged"], ["ages"]) or before[-2:] in (
        ["aged", "just"],
        ["aged", "only"],
        ["aged", "about"],
        ["age", "of"],
    ):
        return True
    if before == ["the", "age", "of"] or before[-3:] == ["ages", "of", "between"]:
        return True
    if before[-2:] in (["aged", "between"], ["aged", "from"], ["ages", "of"]) or before[-2:] == ["at", "age"]:
        return True
    if not number.digits or value != int(value):
        return False
    opens = before[-1:]
    closed = after[:1] and (after[0] in (",", ".", ";", ")", ":", "and", "was", "who", "is") or after[0] in QUOTES)
    if opens in ([","], ["("]) and closed and len(before) > 1 and (opens == [","] or after[0] == ")"):
        return _someone(tokens, at - 2, start, opens == ["("], tables)
    if before[-1:] in (["under"], ["over"]) and len(before) > 1 and value >= _YOUNGEST_BOUND:
        alone = not after or after[0] in tables.stop or not after[0][0].isalnum()
        several = before[-2] in _GROUPS or is_plural(before[-2], tables)
        return alone and tokens.forms[at - 2].islower() and several
    if before[-1:] and before[-1] in ("turned", "turns"):
        return not after or not tokens.is_word(number.last) or after[0] in tables.stop
    if before[-1:] in (["just"], ["only"], ["then"], ["now"]):
        before = tokens.lows[max(start, at - 5) : at - 1]
    if before[-2:] == ["had", "been"]:
        before = [*before[:-2], "was"]
    if len(before) > 1 and before[-1] in ("was", "is") and before[-2] in ("he", "she", "who"):
        return not after or after[0] in tables.stop or not after[0][0].isalpha()
    return False


def _someone(tokens: Tokens, at: int, start: int, bracket: bool, tables: Tables) -> bool:
    """A name, or a noun for a person."""
    if at < start:
        return False
    if tokens.lows[at] in tables.people or tokens.lows[at].removesuffix("'s") in tables.people:
        return True
    if tokens.forms[at][0].islower() and not bracket:
        return _introduced(tokens, at, start, tables)
    if not tokens.forms[at][0].isupper() or tokens.lows[at] in tables.months:
        return False
    if bracket:  # a road or a rank may stand in one
        return at > start and tokens.forms[at - 1][0].isupper()
    # "Kyiv, 12," is rare; a sentence's first word alone is no name.
    return at > start or tokens.lows[at] not in tables.stop


def _introduced(tokens: Tokens, at: int, start: int, tables: Tables) -> bool:
    """One person named by a noun with its article: "the pontiff, 86,", "her stepson, 11,"; no place, no time."""
    low = tokens.lows[at]
    if low in tables.place_nouns or low in tables.not_places or low in tables.stop or is_plural(low, tables):
        return False
    begin = max(start, at - 3)
    return any(word in ("the", "a", "an", "his", "her", "their", "one") for word in tokens.lows[begin:at])


def is_score(tokens: Tokens, number: Number, second: Number, start: int, end: int, tables: Tables) -> bool:
    """Whether two numbers joined by a hyphen are a result: 3-1, 52-48. A word for winning must be near."""
    for each in (number, second):
        if not each.digits or each.value is None or each.value != int(each.value) or each.value > 999:
            return False
    if _between_names(tokens, number, second, start, end):
        return True
    near = tokens.lows[max(start, number.first - 20) : min(end, second.last + 6)]
    return any(word in tables.score_cues for word in near)


def _between_names(tokens: Tokens, number: Number, second: Number, start: int, end: int) -> bool:
    """Rovers 2-1 City."""
    if number.first <= start or second.last >= end:
        return False
    names = (tokens.forms[number.first - 1], tokens.forms[second.last])
    return all(name[0].isupper() for name in names) and tokens.forms[number.last] == "-"


def _pointed_at(before: str, tables: Tables) -> bool:
    """Whether a word points at one thing: the first attack, his first goal; not "at first", "it came first"."""
    return before in tables.determiners or before.endswith("'s") or before in ("very", "only", "for")


def ranked(tokens: Tokens, draft: Draft, number: Number, tables: Tables) -> bool:
    """Give an ordinal what it ranks; False where no noun follows."""
    at = number.last
    form = tokens.forms[number.first]
    if form[0].isupper() and (
        number.first > draft.start or tokens.forms[at : at + 1][:1] == [] or tokens.forms[at][0].isupper()
    ):
        return False  # First Lady, the Second World War
    before = tokens.lows[number.first - 1] if number.first > draft.start else ""
    if tokens.lows[at : at + 1] == ["hand"] or (draft.value == 1.0 and not _pointed_at(before, tables)):
        return False
    if tokens.lows[at : at + 1] == ["time"]:
        draft.kind, draft.object, draft.last = "ordinal", "time", at + 1
        return True
    if tokens.lows[at : at + 1] == ["-"] and at + 1 < draft.end and tokens.lows[at + 1].endswith("st"):
        at += 2  # second-largest
        draft.last = at
    phrase = noun_phrase(tokens, at, draft.end, True, tables)
    if phrase is None or phrase.head in ("half", "century", "hand", "floor"):
        return False
    if phrase.head == "quarter" and phrase.modifier is None:
        return False  # of a year
    draft.kind, draft.object, draft.modifier = "ordinal", phrase.head, phrase.modifier
    draft.last = phrase.last
    return True
