"""Verbs and phrases of saying in a sentence, told apart from nouns by the words beside them."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.claims import Verb, tables
from streams.stages.enrich.claims.segments import QUOTE, Segment

_BE = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "am", "isn't", "aren't", "wasn't", "weren't", "'re", "'m"}
)
_HAVE = frozenset({"has", "have", "had", "having", "'ve", "hasn't", "haven't", "hadn't"})
_MODAL = frozenset(
    {"will", "would", "could", "can", "may", "might", "must", "should", "shall", "do", "does", "did", "to", "'ll", "'d"}
    | {"won't", "wouldn't", "couldn't", "can't", "cannot", "shouldn't", "don't", "doesn't", "didn't"}
)
_OPENS_ING = frozenset({",", "by", "while", "and", "or", "but", "—", "–", "--", "after", "before", "of", "in", "from"})
_SUBJECT_PRONOUNS = frozenset(
    {"he", "she", "they", "we", "i", "it", "you", "who", "which", "that", "officials", "some", "many"}
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Items ``[start, end)`` of the verb with its auxiliaries, adverbs and particle; ``at`` is the verb itself."""

    start: int
    at: int
    end: int
    verb: Verb
    particle: bool
    passive: bool

    @property
    def participle(self) -> bool:
        """Whether it hangs on another clause's subject: ", adding that ..."."""
        return self.verb.shape == "ing" and self.start == self.at


def find(segment: Segment) -> list[Cue]:
    """All cues of a sentence, in order.

    >>> from streams.stages.enrich.claims.segments import cut
    >>> from streams.stages.enrich.words import split
    >>> text = "The report has since said a lot of the officials' claims could be denied."
    >>> segment = cut(split(text), ((0, len(text)),), [])[0]
    >>> [segment.lows[cue.start : cue.end] for cue in find(segment)]
    [['has', 'since', 'said']]

    A passive ("was accused") is no cue unless its agent is told ("by the mayor").
    """
    found: list[Cue] = []
    verbs = tables().verbs
    for at, low in enumerate(segment.lows):
        verb = verbs.get(low)
        if verb is None or segment.capitals[at]:
            continue
        start = _group_start(segment, at)
        helpers = segment.lows[start:at]
        before = segment.low(start - 1)
        end, particle = _particle(segment, at, verb)
        passive = verb.shape == "past" and any(word in _BE for word in helpers) and not _is_perfect(helpers)
        if passive and segment.low(end) != "by":
            continue
        if not passive and not _is_verb(segment, at, start, end, verb, helpers, before):
            continue
        found.append(Cue(start, at, end, verb, particle, passive))
    return found


def _is_perfect(helpers: list[str]) -> bool:
    """ "has said", unlike "has been said"."""
    last = next((word for word in reversed(helpers) if word in _BE or word in _HAVE), "")
    return last in _HAVE


def _group_start(segment: Segment, at: int) -> int:
    words = tables().words
    start = at
    while start > 0 and at - start < 6:
        low = segment.lows[start - 1]
        if low in {"'s", "'d"}:
            if start < 2 or segment.lows[start - 2] not in words["pronouns"]:
                break
        elif low == "that" or not (
            low in words["auxiliaries"]
            or low in words["adverbs"]
            or (low.endswith("ly") and not segment.capitals[start - 1])
        ):
            break
        start -= 1
    while start < at and segment.lows[start] in words["times"]:  # "the man later today said"
        start += 1
    return start


def _particle(segment: Segment, at: int, verb: Verb) -> tuple[int, bool]:
    for phrase in verb.particles:
        end = at + 1 + len(phrase)
        if tuple(segment.lows[at + 1 : end]) == phrase:
            return end, True
    return at + 1, False


def _opens_content(segment: Segment, end: int) -> bool:
    """What follows can only be said: "that", a quotation, a pronoun."""
    low = segment.low(end)
    if low in {",", ":"}:
        low = segment.low(end + 1)
        return low == QUOTE
    return low in {"that", QUOTE, "he", "she", "they", "it", "there", "we", "how", "why", "whether"}


def _is_verb(segment: Segment, at: int, start: int, end: int, verb: Verb, helpers: list[str], before: str) -> bool:
    words = tables().words
    after_modal = any(word in _MODAL for word in helpers)
    after_have = any(word in _HAVE for word in helpers)
    if verb.shape == "base":
        if helpers and segment.lows[at - 1] == "to" or "to" in helpers:
            return verb.frames & {"clause", "quote"} != set() and _opens_content(segment, end)
        if after_modal:
            return True
        if before in words["determiners"] or before in words["prepositions"] or before in {"'s", "", ",", QUOTE}:
            return before == QUOTE and not verb.doubtful
        if verb.doubtful:
            return (
                before in _SUBJECT_PRONOUNS
                and before != "that"
                or before.endswith("s")
                and _opens_content(segment, end)
            )
        return (
            before in _SUBJECT_PRONOUNS
            or before.endswith(("s", "people", "men", "women"))
            or segment.capitals[start - 1]
        )
    if verb.shape == "ing":
        if any(word in _BE for word in helpers) or (helpers and helpers[0] in {"'s", "'re", "'m"}):
            return True
        if before in {"a", "an", "the", "'s", "his", "her", "its", "their", "this", "no"}:
            return False
        if verb.doubtful:
            return before == "," and _opens_content(segment, end)
        if before in _OPENS_ING or before == QUOTE:
            return before not in {"of", "in", "from", "after", "before"} or _opens_content(segment, end)
        return _opens_content(segment, end)
    if after_have or after_modal:
        return verb.shape == "past" and after_have or verb.shape == "base"
    if before in words["determiners"] and before not in words["pronouns"]:
        return False
    if before in words["prepositions"] or before == "'s":
        return False
    if verb.shape == "s" or verb.doubtful:
        if not verb.doubtful:
            return True
        if _opens_content(segment, end):
            return True
        return (
            before in words["pronouns"]
            or bool(
                start
                and segment.capitals[start - 1]
                and segment.low(start - 1) != QUOTE
                and verb.shape == "s"
                and _np_opens(segment, end)
            )
            or (verb.shape == "past" and not _noun_like(segment, end))
        )
    # "the plan proposed by": told by somebody else
    return segment.low(end) != "by"


def _np_opens(segment: Segment, index: int) -> bool:
    return segment.low(index) in tables().words["determiners"] or (index < len(segment) and segment.capitals[index])


def _noun_like(segment: Segment, index: int) -> bool:
    return segment.low(index) in {".", ",", "", ";", "by"}
