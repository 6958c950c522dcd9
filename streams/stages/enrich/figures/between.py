"""What stands between a count and its verb: an age, one more that shares the verb, an aside, the places of it."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import noun_phrase
from streams.stages.enrich.figures.tokens import Tokens

_ASIDE = 24  # words


def past_age(tokens: Tokens, at: int, right: int) -> int:
    """Behind an age: "one woman, 68, was hurt", "two boys aged 14 and 16 drowned"."""
    if at + 1 < right and tokens.lows[at] == "aged":
        at += 1
        while at < right and (tokens.is_digits(at) or tokens.lows[at] in ("and", "to", "-", "–")):
            at += 1
        return at
    aside = at + 2 < right and tokens.forms[at] == "," and tokens.is_digits(at + 1) and tokens.forms[at + 2] == ","
    return at + 3 if aside else at


def past_other(tokens: Tokens, at: int, right: int, tables: Tables) -> int:
    """Behind one more that shares the verb: "five men and a woman were arrested"."""
    if at + 2 < right and tokens.lows[at] == "and" and tokens.lows[at + 1] in ("a", "an", "his", "her", "the"):
        phrase = noun_phrase(tokens, at + 2, right, True, tables)
        return phrase.last if phrase is not None else at
    return at


def is_where(tokens: Tokens, draft: Draft, after: Draft, tables: Tables) -> bool:
    """Whether the next number counts only the places of this one: "270 people in 17 towns"."""
    beside = after.first == draft.last + 1 and tokens.lows[draft.last] in ("in", "at", "across", "on")
    if not beside or after.object is None or draft.object is None:
        return False
    return after.object in tables.place_nouns and draft.object not in tables.place_nouns


def aside_end(tokens: Tokens, at: int, stop: int) -> int | None:
    """Behind the comma that closes an aside."""
    comma = next((word for word in range(at, min(stop, at + _ASIDE)) if tokens.lows[word] == ","), None)
    return comma + 1 if comma is not None and comma + 1 < stop else None


__all__ = ["aside_end", "is_where", "past_age", "past_other"]
