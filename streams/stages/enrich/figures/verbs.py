"""Verbs that are in no table of deeds: known by their form and what stands beside them, told by their participle."""

from __future__ import annotations

from streams.data.figures import Tables, participle
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_MODALS = frozenset(["to", "will", "would", "could", "can", "may", "might", "must", "should", "shall", "did"])
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "get", "gets", "got", "getting"])
_HAVE = frozenset(["has", "have", "had", "having"])
_OBJECTS = frozenset(["him", "her", "them", "it", "us", "me", "you", "himself", "themselves", "itself", "each"])
_SECOND = 14  # words from an auxiliary to the second verb it helps
_TO_WHOM = 6  # words from a verb of giving to the amount
_SUBJECTS_AHEAD = 12  # words between a thing and its verb
_SHORT = 4  # letters of the shortest regular past and of the shortest stem read as a verb


def past(tokens: Tokens, at: int, tables: Tables) -> str | None:
    """The participle of the verb whose past or participle stands at a token; None where it is no such form."""
    low = tokens.lows[at]
    if low in tables.not_verbs or not tokens.forms[at][0].islower():
        return None
    if low in tables.participles:
        return tables.participles[low]
    return low if len(low) > _SHORT and low.endswith("ed") and "-" not in low else None


def present(tokens: Tokens, at: int, tables: Tables) -> str | None:
    """The participle of the verb whose -ing, third person or base form stands right before what it does it to."""
    low = tokens.lows[at]
    if low in tables.not_verbs or not tokens.forms[at][0].islower() or at == 0 or not low.isalpha():
        return None
    if low in tables.bases:
        plain = low.endswith(("ing", "s")) or tokens.lows[at - 1] in _MODALS
        return tables.bases[low] if plain else None
    if low.endswith("ing") and len(low) > _SHORT + 2:
        stem = low[:-3]
        return stem[:-1] + "ied" if stem.endswith("y") and stem[-2] not in "aeiou" else stem + "ed"
    before = tokens.lows[at - 1]
    if before == "and" and not low.endswith("s") and not _MODALS.isdisjoint(tokens.lows[max(0, at - _SECOND) : at]):
        before = "to"  # will send tanks and train soldiers
    if before in _MODALS or before.endswith("n't"):
        return participle(low, tables.doubling) if low not in tables.stop else None
    subject = before not in tables.stop or before in ("who", "which", "that", "it", "he", "she")
    third = low.endswith("s") and len(low) > _SHORT and low not in tables.plurals and low[-2] not in "sui"
    if third and low not in tables.stop and tokens.is_word(at - 1) and subject:
        base = (
            low[:-3] + "y" if low.endswith("ies") else low[:-2] if low.endswith(("shes", "ches", "xes")) else low[:-1]
        )
        return participle(base, tables.doubling)
    return None


def done_to(tokens: Tokens, first: int, left: int, tables: Tables) -> str | None:
    """What the verb right before a thing says was done to it: "approved 450 homes", "handed out 900 tents".

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> done_to(split("The council is closing 19 schools", tables()), 4, 0, tables())
    'closed'

    Verbs of being, having, saying and seeming do nothing to it, nor does one that is itself suffered.
    """
    at = first - 1
    while at > left and (tokens.lows[at] in tables.determiners or tokens.forms[at] in QUOTES):
        at -= 1
    particle = ""
    if at - 1 >= left and tokens.lows[at] in tables.particles:
        particle, at = f" {tokens.lows[at]}", at - 1
    if at < left:
        return None
    verb = past(tokens, at, tables)
    if verb is not None:
        back = at - 1
        while back > left and (tokens.lows[back].endswith("ly") or tokens.lows[back] in tables.adverbs):
            back -= 1
        if back >= left and tokens.lows[back] in _BE and tokens.lows[back] != "get":
            return None
    else:
        verb = present(tokens, at, tables)
    if verb is None or verb in tables.no_deeds:
        return None
    return verb + particle


def given(tokens: Tokens, first: int, left: int, tables: Tables) -> str | None:
    """What is done to an amount told behind whom it goes to: "fined the firm £2m", "cost the city $3m"."""
    for at in range(first - 1, max(left, first - _TO_WHOM) - 1, -1):
        low = tokens.lows[at]
        verb = past(tokens, at, tables)
        if verb is not None and at < first - 1:
            if verb in tables.no_deeds or verb == "cost" or tokens.lows[at - 1] in _BE:
                return None
            return verb
        if low in tables.stop and low not in tables.determiners and low not in ("than", "up", "to", "of", "at", "more"):
            return None
        if not tokens.is_word(at):
            return None
    return None


def suffered(tokens: Tokens, begin: int, right: int, tables: Tables) -> str | None:
    """What the words after a thing say it did or suffered: "were poisoned", "have returned", "inspected".

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> suffered(split("pupils abducted from a school were freed", tables()), 1, 7, tables())
    'freed'

    A verb with an object of its own tells of that, unless it is one of reaching or joining; a thing that is doing
    something now has no deed yet.
    """
    reduced: str | None = None
    at, stop = begin, min(right, begin + _SUBJECTS_AHEAD)
    while at < stop:
        low = tokens.lows[at]
        if low in _BE or low in _HAVE or low in _MODALS:
            if low == "to" and at > begin:
                at += 1
                continue
            return _after_auxiliary(tokens, at, right, tables) or reduced
        if not tokens.is_word(at):
            return reduced
        if (low in tables.breaks and low != "with") or low in ("who", "which", "that", "where", "said", "says", "say"):
            return reduced
        verb = past(tokens, at, tables) if reduced is None and _plain_to(tokens, begin, at, tables) else None
        if verb is not None:
            if verb in tables.no_deeds:
                return None
            if _has_object(tokens, at + 1, right, tables):
                return verb if verb in tables.reaching else None
            reduced, begin = _with_particle(tokens, at, right, verb, tables), right
        at += 1
    return reduced


def _plain_to(tokens: Tokens, begin: int, at: int, tables: Tables) -> bool:
    """Whether only adverbs stand between a thing and the word."""
    return all(low.endswith("ly") or low in tables.adverbs for low in tokens.lows[begin:at])


def _after_auxiliary(tokens: Tokens, at: int, right: int, tables: Tables) -> str | None:
    """The participle after "were", "have been", "will have to be"; None for "were drinking", "is open"."""
    being = having = False
    while at < right:
        low = tokens.lows[at]
        if low in _BE:
            being = True
        elif low in _HAVE:
            having = True
        elif not (low in _MODALS or low in tables.adverbs or low.endswith("ly")):
            break
        at += 1
    if at >= right:
        return None
    verb = past(tokens, at, tables)
    if verb is None and not being and not having and at:
        verb = present(tokens, at, tables)
    if verb is None or verb in tables.no_deeds or not (being or having):
        return None
    if not being and _has_object(tokens, at + 1, right, tables):
        return verb if verb in tables.reaching else None
    return _with_particle(tokens, at, right, verb, tables)


def _with_particle(tokens: Tokens, at: int, right: int, verb: str, tables: Tables) -> str:
    if at + 1 < right and tokens.lows[at + 1] in tables.particles:
        return f"{verb} {tokens.lows[at + 1]}"
    return verb


def _has_object(tokens: Tokens, at: int, right: int, tables: Tables) -> bool:
    """Whether what follows a verb is its object: an article, a possessive, a name; "this spring" is none."""
    if at >= len(tokens.lows):
        return False
    low = tokens.lows[at]
    if low in ("this", "the", "a") and at + 1 < right and tokens.lows[at + 1] in tables.not_places:
        return False
    if low in _OBJECTS or low in ("a", "an", "the", "his", "its", "their", "this", "these", "those", "another"):
        return True
    return (at < right and tokens.is_word(at) and tokens.forms[at][0].isupper()) or tokens.begins_number(at)


__all__ = ["done_to", "past", "present", "suffered"]
