"""Verbs in a sentence by their form: a finite verb, and where a verb's group begins."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims.segments import Segment

_GROUP_LONGEST = 8  # items
_GO = frozenset({"go", "goes", "went", "gone", "going"})
_ABOUT_NUMBERS = frozenset({"nearly", "roughly", "approximately", "only", "barely", "hardly", "probably", "possibly"})


def is_verb(segment: Segment, index: int) -> bool:
    """Whether an item is (part of) a finite verb, by its form and the word before."""
    low = segment.lows[index]
    words = tables().words
    if segment.capitals[index]:
        return False
    if low in words["verbs"]:
        return True
    before = segment.low(index - 1)
    if before in words["determiners"] or before == "'s":
        return False
    verb = tables().verbs.get(low)
    if verb is not None and not verb.doubtful and verb.shape in {"s", "past"}:
        return True
    return len(low) > 4 and low.endswith("ed") and low not in words["not_past"] and before not in words["prepositions"]


def group_start(segment: Segment, at: int) -> int:
    """Where a verb's group begins: its auxiliaries and adverbs, and what it hangs on ("has been trying to say")."""
    words = tables().words
    start = at
    while start > 0 and at - start < _GROUP_LONGEST:
        low = segment.lows[start - 1]
        if segment.capitals[start - 1]:  # Theresa May said
            break
        if low == "to" and segment.low(start - 2) in tables().catenatives:
            start -= 2
            continue
        if low == "to" and segment.lows[max(start - 2, 0)] == "on" and segment.low(start - 3) in _GO:
            start -= 3  # "went on to explain"
            continue
        if segment.lows[start].endswith("ing"):
            if low in tables().continuing:
                start -= 1
                continue
            hung = _hung(segment, start)
            if hung:
                start -= hung
                continue
        if low in {"'s", "'d"}:
            if start < 2 or segment.lows[start - 2] not in words["pronouns"]:
                break
        elif low == "that" or not (
            low in words["auxiliaries"]
            or low in words["adverbs"]
            or (low.endswith("ly") and low not in words["not_adverbs"])
        ):
            break
        start -= 1
    return start


def _hung(segment: Segment, ing: int) -> int:
    """How many items of "concluded by", "set about", "stopped short of" stand before an "-ing" form; 0 for none."""
    for phrase in tables().hanging.get(segment.low(ing - 1), ()):
        if tuple(segment.lows[max(ing - len(phrase), 0) : ing]) == phrase:
            return len(phrase)
    return 0


def is_adverb(segment: Segment, index: int) -> bool:
    """Whether an adverb in -ly stands here, other than one of a number: "nearly 20 people"."""
    low = segment.low(index)
    return low.endswith("ly") and low not in tables().words["not_adverbs"] and low not in _ABOUT_NUMBERS
