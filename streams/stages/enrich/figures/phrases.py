"""Deeds that a verb alone does not tell: "sent 40 workers to hospital", "the killing of three nurses"."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import singular
from streams.stages.enrich.figures.tokens import Tokens

_REACH = 12  # words from those who are taken to the hospital
_HARD = frozenset(";:.!?()—–")
_HOSPITALS = frozenset({"hospital", "hospitals"})
_INTO = frozenset({"to", "in", "into"})


def told(tokens: Tokens, draft: Draft, left: int, right: int, tables: Tables) -> str | None:
    """What happened to what was counted, by such a phrase around it; None where there is none.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("The leak sent 40 workers , most of them women , to hospital", tables())
    >>> told(words, Draft(0, 13, 3, 5, 4, 40.0, object="worker"), 0, 13, tables())
    'hospitalised'

    "A court sent 40 workers to prison and one to hospital": a verb of its own, or another number, ends the phrase.
    """
    if draft.kind != "event" or draft.first <= left:
        return None
    if tokens.lows[draft.first - 1] == "to" and tokens.lows[draft.first - 2] in tables.bare["supplies"]:
        return "cut_off" if draft.first - 2 > left and tokens.lows[draft.first - 3] in tables.bare["cutting"] else None
    if tokens.lows[draft.first - 1] in tables.bare["taking"]:
        return _to_hospital(tokens, draft, right, tables)
    return _of_noun(tokens, draft, left, tables)


def _to_hospital(tokens: Tokens, draft: Draft, right: int, tables: Tables) -> str | None:
    lows = tokens.lows
    for at in range(draft.last, min(right, draft.last + _REACH) - 1):
        if lows[at] in _HARD or lows[at] in tables.passive:
            return None
        after = at + 1 + (lows[at + 1] in tables.determiners)
        if lows[at] in _INTO and after < right:
            return "hospitalised" if lows[after] in _HOSPITALS else None
    return None


def _of_noun(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> str | None:
    """The noun of a deed before "of": the deaths of two men, the killing of three, the arrest of five."""
    at = draft.first - 1
    if at <= left or tokens.lows[at] != "of":
        return None
    low = tokens.lows[at - 1]
    verb = tables.verbs.get(low)
    if verb is not None and verb.form == "ing" and verb.action in tables.people_actions:
        return verb.action
    action = tables.action_things.get(singular(low, tables))
    return action if action in tables.people_actions else None


def of_those(draft: Draft, tables: Tables) -> str | None:
    """What those are who were counted, by the word before their noun: injured persons, missing hikers."""
    if draft.kind != "event" or draft.modifier is None or (draft.action in tables.actions):
        return draft.action
    verb = tables.verbs.get(draft.modifier.split()[-1].lower())
    told = verb is not None and verb.form in ("past", "participle") and verb.action in tables.people_actions
    return verb.action if verb is not None and told else draft.action


__all__ = ["of_those", "told"]
