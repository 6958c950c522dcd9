"""A number that stands away from what it counts: "put the dead at seven", "In hospital: 11", "4,200 came"."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.actions import done_to
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import is_plural, noun_phrase, singular
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_PUT_WITHIN = 8  # words from "put" to "at"
_LABEL_LONGEST = 7  # words of "Homes without power"
_LISTED_LONGEST = 4  # of "Total confirmed cases"
_LISTING = frozenset({"total", "confirmed", "new", "active", "suspected"})
_SPEAKS_WITHIN = 3
_LARGE = 1e5
_FEW, _MANY = 20, 100  # a smaller number alone is as often an age, a rank or an hour
_JOINERS = frozenset({",", "and"})
_BETWEEN_LABELS = frozenset({",", ";", "•", "|", ")", ":"})
_LEADS = frozenset({"at", "to", "from", "than", "against", "with"})
_LEADS_TO_AMOUNT = frozenset({"for", "to", "from", "than", "against"})


def complete(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Give a bare number what it counts, from the words that it is put, labelled or followed by.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("Police now put the dead at seven .", tables())
    >>> draft = Draft(0, 8, 6, 7, 7, 7.0)
    >>> complete(words, draft, tables())
    >>> draft.object, draft.action
    ('person', 'killed')

    "They put it at seven", "Stage: 5": what is no plural and no lot of people is left alone.
    """
    before = tokens.lows[draft.first - 1] if draft.first > draft.start else ""
    if _is_vote(tokens, draft):
        draft.object, draft.action = "vote", "voted"
    elif before == "at":
        begin = _put(tokens, draft, tables)
        if begin is not None:
            _named(tokens, draft, begin, draft.first - 1, tables)
    elif before == ":":
        _labelled(tokens, draft, tables)
    elif _is_listed(tokens, draft, tables):
        _named(tokens, draft, _label_start(tokens, draft, draft.first), draft.first, tables)
    elif before in tables.bare["made"] and not tables.bare["cricket"].isdisjoint(tokens.lows):
        draft.object, draft.action = "run", "scored"
    elif draft.first == draft.start and draft.last < draft.end and tokens.lows[draft.last] in tables.bare["come"]:
        draft.object = "person"


def speaks_on(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Whether a bare number is somebody's count of what was counted before: "there were eight", "speaks of nine"."""
    at = draft.first - 1
    if at <= draft.start:
        return False
    before, low = tokens.lows[at - 1], tokens.lows[at]
    if low in ("are", "were") and before == "there":
        return True
    if low == "of":
        near = tokens.lows[max(draft.start, at - _SPEAKS_WITHIN) : at]
        return not tables.bare["speak"].isdisjoint(near)
    return low in tables.bare["count"]


def carry(tokens: Tokens, draft: Draft, before: Draft | None, same_sentence: bool, tables: Tables) -> None:
    """Let a larger number alone count what the one before it did: "It made 9,000 cars. Last year it made 7,500".

    So does an amount in one sentence: "700 tonnes were stored, though the permit was for 500".
    """
    if not draft.bare or draft.total or draft.part_of or before is None or before.object is None:
        return
    at = draft.first - 1
    if at <= draft.start or draft.whole or draft.action in tables.people_actions:
        return
    behind = tokens.lows[draft.last] if draft.last < draft.end else ""
    if behind and behind[0].isalpha() and behind not in tables.stop and behind not in tables.place_prepositions:
        return  # a noun, or a verb of its own
    low = tokens.lows[at]
    if same_sentence and before.kind == "measure" and low in _LEADS_TO_AMOUNT:
        draft.kind, draft.unit, draft.object, draft.modifier = before.kind, before.unit, before.object, before.modifier
    elif (
        before.kind == "event"
        and (draft.value or 0.0) >= (_FEW if same_sentence else _MANY)
        and (low in _LEADS or low in tables.bare["have"] or low in tables.bare["give"])
    ):
        draft.object, draft.modifier = before.object, before.modifier
        if low in tables.bare["count"]:
            draft.action = None  # police counted 25,000


def _is_vote(tokens: Tokens, draft: Draft) -> bool:
    """17 for, 12 against: votes, where the other side's number stands right beside it."""
    lows, last = tokens.lows, draft.last
    if lows[last : last + 1] == ["against"]:
        return draft.first - 3 >= draft.start and lows[draft.first - 2] == "for" and lows[draft.first - 1] in _JOINERS
    behind = lows[last : last + 2]
    return behind in (["for", ","], ["for", "and"]) and last + 2 < draft.end and tokens.begins_number(last + 2)


def _put(tokens: Tokens, draft: Draft, tables: Tables) -> int | None:
    """Where what is put at a number begins."""
    at = draft.first - 1
    for verb in range(at - 1, max(draft.start - 1, at - _PUT_WITHIN), -1):
        if tokens.lows[verb] in tables.bare["put"]:
            return verb + 1
        if not tokens.is_word(verb) and tokens.forms[verb] not in QUOTES:
            return None
    return None


def _labelled(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Injured: 40; dead: 3, missing: 2."""
    colon = draft.first - 1
    ends = draft.last >= draft.end or not (tokens.is_word(draft.last) or tokens.is_digits(draft.last))
    begin = _label_start(tokens, draft, colon)
    if ends and 0 < colon - begin <= _LABEL_LONGEST:
        _named(tokens, draft, begin, colon, tables)


def _label_start(tokens: Tokens, draft: Draft, stop: int) -> int:
    """Where a label that ends at a token begins; farther back than the longest one nobody looks."""
    first = max(draft.start, stop - _LABEL_LONGEST - 1)
    return max((at + 1 for at in range(first, stop) if tokens.lows[at] in _BETWEEN_LABELS), default=first)


def _is_listed(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Whether a number stands behind its label without a colon: "total cases 118", "Confirmed cases 118, deaths 4"."""
    begin = _label_start(tokens, draft, draft.first)
    head = tokens.lows[draft.first - 1] if draft.first - begin in range(1, _LISTED_LONGEST) else ""
    behind = tokens.lows[draft.last] if draft.last < draft.end else "."
    counts = singular(head, tables) in tables.action_things or tokens.lows[begin] in _LISTING
    return is_plural(head, tables) and counts and not behind[0].isalnum()


def _named(tokens: Tokens, draft: Draft, begin: int, stop: int, tables: Tables) -> None:
    """Take what counts from the words ``[begin, stop)``: a plural with its deed, or the lot of people they name."""
    while begin < stop and tokens.lows[begin] in tables.determiners and tokens.lows[begin] != "those":
        begin += 1
    if tokens.lows[begin] in tables.total_heads and tokens.lows[begin + 1 : begin + 2] == ["of"]:
        begin += 2  # put the number of marchers at 80,000
    if begin >= stop:
        return
    for at in range(begin, stop):
        phrase = tables.action_phrases.starting(tokens.lows, at, stop)
        if phrase is not None and at == begin and phrase[1] in tables.people_actions:
            draft.object, draft.action = "person", phrase[1]
            return
    low = tokens.lows[begin]
    if low == "those" and begin + 1 < stop:  # those in need
        draft.object = "person"
        return
    verb = tables.verbs.get(low)
    verb = verb if verb is not None and verb.form in ("past", "participle") else None
    thing = noun_phrase(tokens, begin, stop, False, tables)
    if thing is not None and is_plural(tokens.lows[thing.last - 1], tables):
        draft.object, draft.modifier = thing.head, thing.modifier
        held = Draft(begin, stop, begin, thing.last, thing.last, None, object=thing.head, modifier=thing.modifier)
        draft.action = done_to(tokens, held, thing.last, stop, tables) or (verb.action if verb else None)
    elif verb is not None and verb.action in tables.people_actions:
        draft.object, draft.action = "person", verb.action
    elif low in tables.group:
        draft.object = "person"
        draft.action = verb.action if verb is not None else low
    elif (draft.value or 0.0) >= _LARGE and (sum_ := noun_phrase(tokens, begin, stop, True, tables)) is not None:
        draft.object, draft.modifier = sum_.head, sum_.modifier  # put the loss at four million


__all__ = ["carry", "complete", "speaks_on"]
