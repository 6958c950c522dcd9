"""A count told as where a running total has got to: "the number of homes cut off rose from 40 to 120"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streams.data.figures import Tables
from streams.records import Place
from streams.stages.enrich.figures import verbs
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import is_plural, noun_phrase
from streams.stages.enrich.figures.scopes import limit
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_REACH = 28  # words from the number back to what names the total
_MOVE = 7  # words from the number back to the verb that moved it: "risen in a week from 40 to"
_LEADS = frozenset({"to", "at", "from"})
_IS = frozenset({"is", "was", "be", "been", "now"})
_HARD = frozenset(";:!?")
_THOSE = frozenset({"those", "all"})

Deed = Callable[[Draft, int, int], str | None]
"""Finds what happened to a thing, from its draft and the tokens after it."""


def led(tokens: Tokens, first: int, start: int, tables: Tables) -> int | None:
    """Where the word stands that names the total to which a number is given; None where the number is no total's.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> led(split("The number of homes hit has climbed to 120", tables()), 8, 0, tables())
    1

    "The count began at 9": a verb that moves or holds no total leads none.
    """
    at = _lead(tokens, first, start, tables)
    if at is None:
        return None
    for head in range(at, max(start, first - _REACH) - 1, -1):
        low = tokens.lows[head]
        if low in _HARD:
            return None
        if low in tables.total_heads and not (low == "total" and tokens.lows[head + 1 : head + 2] == ["of"]):
            return head
    return None


def ahead(tokens: Tokens, first: int, last: int, start: int, end: int, tables: Tables) -> int | None:
    """Where the word stands that names a total behind its number: "bringing to 24 the number killed"."""
    if first - 2 < start or tokens.lows[first - 1] != "to" or tokens.lows[first - 2] not in tables.total_moves:
        return None
    head = last + (tokens.lows[last : last + 1] == ["the"])
    return head if head < end and head > last and tokens.lows[head] in tables.total_heads else None


def _lead(tokens: Tokens, first: int, start: int, tables: Tables) -> int | None:
    """The token before the words that lead to the number: "(rose) to", "has reached", "is now"; None without such."""
    at = first - 1
    if at <= start:
        return None
    low = tokens.lows[at]
    if low in _LEADS:
        near = tokens.lows[max(start, first - _MOVE) : at]
        before = tokens.lows[at - 1]
        joined = at - 1 > start and (before in tables.group or before in tables.total_heads)
        # "the toll rose to 9 and the number of injured to 30": the verb is said once
        moved = near if not joined else tokens.lows[max(start, at - _REACH) : at]
        return at - 1 if any(word in tables.total_moves for word in moved) else None
    while at > start and tokens.lows[at] in _IS:
        at -= 1
    if at < first - 1:
        return at
    if tokens.lows[first] in tables.total_reaches:
        return first - 1  # "topped" is a word of the number's own bound
    return at - 1 if low in tables.total_reaches else None


def complete(
    tokens: Tokens, draft: Draft, deed: Deed, first_of_sentence: bool, places: Sequence[Place], tables: Tables
) -> None:
    """Give a total its thing, what was done to it and where, from the words that name the total.

    A total that its own words do not explain ("the number has risen to 30") keeps no thing: it is that of the figure
    before it.
    """
    head = led(tokens, draft.first, draft.start, tables)
    if head is not None:
        stop = (_lead(tokens, draft.first, draft.start, tables) or head) + 1
    else:
        head = ahead(tokens, draft.first, draft.last, draft.start, draft.end, tables)
        if head is None:
            return
        stop = draft.end
    low = tokens.lows[head]
    deadly = tokens.lows[head - 1] in ("death", "body") if head > draft.start else False
    if tokens.lows[head + 1 : head + 2] != ["of"]:
        verb = tables.verbs.get(tokens.lows[head + 1]) if head + 1 < draft.end else None
        if low == "toll" or deadly:
            draft.object, draft.action = "person", "killed"
        elif verb is not None and verb.form in ("past", "participle") and verb.action in tables.people_actions:
            draft.object, draft.action = "person", verb.action  # the number killed stands at 15
        return
    thing = _thing(tokens, head + 2, stop, tables)
    if thing is None:
        return
    thing.first, thing.start, thing.end = head, draft.start, stop
    draft.object, draft.modifier = thing.object, thing.modifier
    draft.action = thing.action or deed(thing, thing.last, stop) or _reduced(tokens, thing.last, stop, tables)
    limit(tokens, thing, None, first_of_sentence, places, tables)
    draft.scope = thing.scope


def _thing(tokens: Tokens, at: int, stop: int, tables: Tables) -> Draft | None:
    """What the total is of: "people", "damaged homes", "the injured"; with its deed where a participle tells it."""
    action = None
    while at < stop and (tokens.lows[at] in tables.determiners | _THOSE or tokens.forms[at] in QUOTES):
        at += 1
    begin = at
    while at < stop:
        verb = tables.verbs.get(tokens.lows[at])
        told = verb is not None and verb.form in ("past", "participle")
        if not (told or tokens.lows[at] in tables.group or tokens.lows[at] in ("confirmed", "reported")):
            break
        action = verb.action if verb is not None and told else action
        at += 1
    alone = at > begin or tokens.lows[at - 1] == "those"
    if alone and not (at < stop and is_plural(tokens.lows[at], tables)):
        return Draft(at, stop, at, at, at, None, object="person", action=action)
    phrase = noun_phrase(tokens, begin if action is None else at, stop, False, tables)
    if phrase is None:
        return None
    return Draft(
        at, stop, at, phrase.last, phrase.last, None, object=phrase.head, modifier=phrase.modifier, action=action
    )


def _reduced(tokens: Tokens, at: int, stop: int, tables: Tables) -> str | None:
    """The participle right behind what a total is of: the number of operations postponed."""
    verb = verbs.past(tokens, at, tables) if at < stop else None
    return verb if verb not in tables.no_deeds and verb not in tables.links else None


def is_former(tokens: Tokens, draft: Draft, before: Draft | None) -> bool:
    """Whether a number is what a total was, told behind what it is: "30, up from 20"; "to 30 from 20"."""
    at = draft.first - 1
    if draft.kind != "event" or at <= draft.start or tokens.lows[at] != "from":
        return False
    if tokens.lows[at - 1] in ("up", "down"):
        return tokens.lows[draft.last : draft.last + 1] != ["to"]
    behind = before is not None and before.last == at and tokens.lows[before.first - 1] == "to"
    return behind or (draft.total and before is not None and before.total)


__all__ = ["ahead", "complete", "is_former", "led"]
