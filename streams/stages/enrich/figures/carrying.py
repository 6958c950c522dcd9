"""What a figure takes from the one told before it: "nine boats sank; two were found", "46 % for his rival"."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures import bare, holders
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.tokens import Tokens

_AGAINST = frozenset({"against", "from", "to", "than", "versus", "compared", "up", "down", "whom", "which"})
_NEAR = 40  # words to what an amount may be of: a long line must not cost more


def from_before(tokens: Tokens, draft: Draft, before: Draft | None, same_sentence: bool, tables: Tables) -> None:
    """The thing and the deed named with the figure before."""
    if draft.bare and tokens.lows[draft.first - 1] in ("of", "at") and tokens.lows[draft.first - 2] in tables.crowds:
        draft.object = "person"  # a crowd of 900; put the crowd at 900
        return
    if draft.bare and draft.action == "voted" and before is None:
        draft.object = "vote"
    if draft.object == "body" and draft.action == "rescued":
        draft.action = "recovered"
    if draft.kind in holders.KINDS and before is not None and (same_sentence or draft.kind == "part"):
        amount_from_before(tokens, draft, before)
    if draft.kind != "event" or before is None:
        if draft.bare and (draft.action in tables.people_actions or (draft.bound == "vague" and not same_sentence)):
            draft.object = "person"  # thousands marched
        return
    counted = before.object is not None and (
        before.kind == "event" or (before.kind in ("percent", "part") and draft.action)
    )
    if draft.part_of and same_sentence and draft.action is None:
        draft.action = before.action if counted else None
    if draft.object is not None:
        return
    if counted and same_sentence and tokens.lows[draft.last : draft.last + 1] in (["that"], ["which"]):
        draft.object, draft.modifier = before.object, before.modifier  # 32 of the 230 that stranded
    elif draft.action in tables.people_actions and not (draft.part_of and counted):
        draft.object = "person"
    elif counted and (draft.action is not None or draft.part_of or _carries_on(tokens, draft, same_sentence, tables)):
        draft.object, draft.modifier = before.object, before.modifier
        if tokens.lows[draft.first - 1] in tables.bare["count"]:
            draft.action = None  # police counted 25,000
        near = same_sentence or draft.total or bare.speaks_on(tokens, draft, tables)
        if draft.action is None and near and not _has_verb(tokens, draft, tables):
            draft.action = before.action


def amount_from_before(tokens: Tokens, draft: Draft, before: Draft) -> None:
    """46 % for his rival, 81 % a year ago, ", or 8 %": the thing of which the figure before tells."""
    if draft.object is not None or before.object is None or before.kind == "age" or draft.kind == "elapsed":
        return
    opens = draft.first == draft.start or tokens.lows[draft.first - 1] in (",", ";", "and", "but", "while", "with")
    opens = opens or tokens.lows[draft.first - 2 : draft.first] in (["that", "is"], ["which", "is"])
    if opens and draft.kind in ("part", "percent") and before.kind == "event":
        draft.object, draft.modifier = before.object, before.modifier  # half were women
        return
    if draft.first - before.last > _NEAR:
        return
    between = tokens.lows[before.last : draft.first]
    near = not _AGAINST.isdisjoint(between) or between in ([], [","], [",", "or"], ["or"], ["("], [",", "and"], ["and"])
    shares = draft.kind in ("percent", "part")
    moved = draft.kind == "money" and before.kind == "percent" and "to" in between
    same = moved or (draft.kind == before.kind and (draft.unit == before.unit or (draft.kind != "money" and near)))
    if (same and (near or draft.kind != "money")) or (shares and (near or draft.part_of) and before.kind == "event"):
        draft.object, draft.modifier = before.object, before.modifier
        draft.action = draft.action or (before.action if near else None)
        if near and draft.scope is None and draft.kind in ("percent", "money"):
            draft.scope = before.scope if before.kind == draft.kind else None


def _has_verb(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Whether a number has a verb of its own, though one that is in no table: "nine died and two had swum ashore"."""
    at = draft.last
    while at < draft.end and (tokens.lows[at].endswith("ly") or tokens.lows[at] in ("later", "also", "still")):
        at += 1
    return at < draft.end and tokens.lows[at] in tables.finite


def _carries_on(tokens: Tokens, draft: Draft, same_sentence: bool, tables: Tables) -> bool:
    """Whether a bare number goes on counting: "and two before reaching", "votes to 189", "10 more are"."""
    if draft.counting == "increment" or draft.total or bare.speaks_on(tokens, draft, tables):
        return True
    if not same_sentence:
        return False
    if _has_verb(tokens, draft, tables):
        return True  # "seven boats were in the bay, where five sank"
    if "other" in tokens.lows[draft.first : draft.number_last]:
        return True
    word = tokens.lows[draft.first - 1]
    if word in ("against", "versus"):
        return True
    if word in tables.saying:
        return True  # "three are missing, the army says; the mayor says five"
    return word in ("and", "to", "of", "pass", "from", "leaving", "total", "or", ",")


__all__ = ["amount_from_before", "from_before"]
