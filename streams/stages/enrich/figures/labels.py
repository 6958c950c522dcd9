"""Numbers that count nothing: years, dates, clock times, flights, roads, articles, streets, names with a number."""

from __future__ import annotations

import re

from streams.data.figures import Tables
from streams.stages.enrich.figures.numbers import Number
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_ACRONYM = 4  # letters: IH 10, FOX 5
_stamp = re.compile(r"[0-2]?\d\.[0-5]\d")
_YEARS = range(1500, 2101)
_COMPASS = frozenset({"north", "south", "east", "west", "n", "s", "e", "w", "nw", "ne", "sw", "se"})
_STREET_WORDS_AHEAD = 3
_SPOKEN_LABELS = frozenset(
    {"force", "formula", "phase", "war", "part", "chapter", "group", "level", "channel", "radio", "act", "tier", "day"}
)


def is_label(tokens: Tokens, number: Number, start: int, end: int, counts: bool, tables: Tables) -> bool:
    """Whether a number is part of a name or a date. ``counts`` says that a plural noun follows it.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("Route 66 closed", tables())
    >>> is_label(words, Number(1, 2, 66.0, digits=True), 0, 3, False, tables())
    True
    """
    before = tokens.lows[number.first - 1] if number.first > start else ""
    following = tokens.lows[number.last] if number.last < end else ""
    if number.shape == "ordinal":
        return following in tables.months or before in tables.months or _street(tokens, number, end, tables)
    if number.shape != "count":
        return False
    if _spoken(tokens, number, start, before):
        return True
    if not number.digits:
        return following in ("o'clock", "oclock") or before in ("no", "number")
    return (
        _clock(tokens, number, start, end, before, following, tables)
        or _date(tokens, number, start, end, before, following, tables)
        or _year(tokens, number, before, following, counts, tables)
        or _street(tokens, number, end, tables)
        or (_named(tokens, number, start, before, following, counts, tables))
    )


def _spoken(tokens: Tokens, number: Number, start: int, before: str) -> bool:
    """Air Force One, World War Two."""
    capital = tokens.forms[number.first][0].isupper()
    if capital and not number.digits and tokens.lows[max(start, number.first - 2) : number.first] == ["group", "of"]:
        return True
    return capital and not number.digits and before in _SPOKEN_LABELS and tokens.forms[number.first - 1][0].isupper()


def _clock(tokens: Tokens, number: Number, start: int, end: int, before: str, following: str, tables: Tables) -> bool:
    if (
        number.first == start
        and _stamp.fullmatch(tokens.forms[start])
        and number.last < end
        and tokens.forms[number.last][0].isupper()
    ):
        return True  # 13.05 A second lane has been opened
    if number.value is None or number.scale != 1.0 or following not in tables.clock:
        return False
    if following in ("a", "p"):
        return tokens.glued(number.last) and before in (
            "at",
            "by",
            "around",
            "until",
            "from",
            "before",
            "after",
            "till",
        )
    return following not in ("local", "et", "pt") or before in (
        "at",
        "by",
        "around",
        "after",
        "before",
        "until",
        "from",
    )


def _date(tokens: Tokens, number: Number, start: int, end: int, before: str, following: str, tables: Tables) -> bool:
    value = number.value or 0.0
    if not (1 <= value <= 31 and value == int(value)):
        return False
    if number.scale != 1.0:
        return False
    if following in tables.months and (tokens.forms[number.last][0].isupper()):
        return True
    if before in ("and", "or", "-", "–", "to") and number.first - 2 > start and tokens.is_digits(number.first - 2):
        far = tokens.lows[number.first - 3] if number.first - 3 >= start else ""
        if far in tables.months:  # May 14-16
            return True
    if (
        following in ("and", "or", "-", "–", "to")
        and number.last + 2 < end
        and tokens.is_digits(number.last + 1)
        and tokens.lows[number.last + 2] in tables.months
    ):
        return True  # 14-16 May
    if before == "." and number.first - 2 >= start:
        before = tokens.lows[number.first - 2]  # Jan. 5
    return before in tables.months and tokens.forms[number.first - 1][0] in ".ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _year(tokens: Tokens, number: Number, before: str, following: str, counts: bool, tables: Tables) -> bool:
    form = tokens.forms[number.first]
    if number.last != number.first + 1 or not form.isdecimal() or len(form) != 4 or int(form) not in _YEARS:
        return False
    if counts and number.last < len(tokens.forms) and tokens.forms[number.last][0].isupper():
        return True  # the 2012 Games
    if before in tables.months or before in (",", "(", "/", "-", "–") or before in tables.year_before:
        return not (counts and before not in ("in", "the", "since", "of", "during"))
    return not counts or tokens.forms[number.first - 1][:1].isupper()


def _street(tokens: Tokens, number: Number, end: int, tables: Tables) -> bool:
    """10 Downing Street, 42nd Street: capitalised words that end in a kind of street."""
    at = number.last
    if number.digits and at < end and tokens.lows[at] in _COMPASS and tokens.forms[at][0].isupper():
        return True
    while at < min(end, number.last + _STREET_WORDS_AHEAD) and tokens.forms[at][0].isupper():
        if tokens.lows[at] in tables.streets:
            after = tokens.forms[at + 1] if at + 1 < end else "."
            return not (after[0].islower() and after.endswith("s"))
        at += 1
    return False


def _named(
    tokens: Tokens, number: Number, start: int, before: str, following: str, counts: bool, tables: Tables
) -> bool:
    """Flight 217, Article 19, Apollo 11, the number 9 jersey."""
    if number.scale != 1.0 or not before:
        return False
    at = number.first - 1
    if before in tables.labels and tokens.forms[at][0].isupper() and number.last == number.first + 1:
        return "," not in tokens.forms[number.first] and not (counts and at == start)
    if counts:
        return False
    if before == "." and at > start and tokens.lows[at - 1] in ("no", "nos", "art", "sec", "vol", "p", "pp", "fig"):
        return True
    if before in tables.labels and before not in ("i", "call", "text", "case", "law", "bus", "line", "group", "file"):
        return True
    if (
        tokens.forms[at].isupper()
        and tokens.is_word(at)
        and 1 < len(before) <= _ACRONYM
        and "," not in tokens.forms[number.first]
    ):
        return number.digits and before not in ("us", "uk", "un", "eu") and number.last == number.first + 1
    # A capitalised word right before a bare number makes a name, unless the word begins the sentence or is a sum's.
    capital = tokens.forms[at][0].isupper() and tokens.is_word(at) and at > start and tokens.forms[at - 1] not in QUOTES
    ended = not following or following in tables.stop or not following[0].isalpha()
    return capital and ended and following not in ("%", "per", "-", "–", ",") and before not in tables.months
