"""How far what is said goes: a told clause, or the noun phrase that is praised, rejected or called for."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims import subjects
from streams.stages.enrich.claims.asides import is_end, skip_adverbials
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import is_verb

RELATIVE = frozenset({"who", "which", "that", "whose"})
_DASHES = frozenset({"—", "–", "--", "―"})
_CONTRASTS = frozenset({"but", "while", "though", "although", "whereas", "and"})
_SAYER_WITHIN = 9  # items from the start of a clause to its verb of saying
_RELATIVE_LONGEST = 25


def clause(segment: Segment, start: int, cues: list[Cue], hangs: bool = False) -> int:
    """The end of a told clause: the sentence's, or where another sayer's words or the writer's own begin.

    ``hangs``: the clause belongs to a side clause ("While she said ..., the mayor ..."; "who said ..., left").
    """
    opened = {cue.start: cue for cue in cues if cue.start > start}
    for at in range(start, len(segment)):
        low = segment.lows[at]
        if is_end(segment, at) or low == ";":
            return at
        if at == start:
            continue
        if low == "," and (_ends_at_comma(segment, at, cues, opened) or (hangs and _main_clause(segment, at))):
            return at
        if (low == QUOTE or low in _DASHES) and at + 1 in opened and opened[at + 1].participle:
            return at + (low == QUOTE)
        if low in {"and", "but"} and _ends_at_conjunction(segment, at, cues, opened):
            return at
        if low in _DASHES and segment.lows[at + 1 : at + 2] and segment.low(at + 1) in _CONTRASTS:
            if _turns(segment, at + 2, cues):
                return at
        elif low in {"while", "although", "though"} and _turns(segment, at + 1, cues):
            return at
    return len(segment)


def _main_clause(segment: Segment, comma: int) -> bool:
    """Whether the main clause goes on after a comma: with its verb, or with a subject and soon a verb."""
    first = comma + 1
    if first >= len(segment) or segment.lows[first] in RELATIVE:
        return False
    if is_verb(segment, first):
        return True
    words = tables().words
    low = segment.lows[first]
    if not (segment.capitals[first] or low in words["determiners"] or low in subjects.ALONE):
        return False
    for at in range(first + 1, min(first + _SAYER_WITHIN, len(segment))):
        if segment.lows[at] in {",", ";", QUOTE, "and", "or"}:
            return False
        if is_verb(segment, at):
            return True
    return False


def _ends_at_comma(segment: Segment, comma: int, cues: list[Cue], opened: dict[int, Cue]) -> bool:
    """ ", according to", ", adding that", ", which forced her", ", but he said" end what was told before."""
    following = segment.low(comma + 1)
    if following == "according" or (comma + 1 in opened and opened[comma + 1].participle):
        return True
    if following in {"who", "which"}:
        return not _closed(segment, comma + 1)
    if following in {"a", "an", "the"} and segment.low(comma + 3) in {"that", "which"}:
        return segment.low(comma + 2) in tables().nouns  # ", a claim that Moscow denied"
    if following not in _CONTRASTS:
        return False
    second = opened.get(comma + 2)
    return _turns(segment, comma + 2, cues) or (second is not None and not second.participle)


def _ends_at_conjunction(segment: Segment, at: int, cues: list[Cue], opened: dict[int, Cue]) -> bool:
    """ "... and added that", "... and Roa accused": the next claim, where its verb or its sayer follows at once."""
    cue = opened.get(at + 1)
    if cue is not None:
        return "clause" in cue.verb.frames and cue.verb.shape != "ing" and not cue.verb.doubtful
    return segment.capitals[at + 1 : at + 2] == [True] and _turns(segment, at + 1, cues)


def _closed(segment: Segment, index: int) -> bool:
    """Whether a relative clause is closed by a comma and the told clause goes on with its verb."""
    for at in range(index + 1, min(index + _RELATIVE_LONGEST, len(segment) - 1)):
        if segment.lows[at] == ",":
            return is_verb(segment, at + 1)
    return False


def _turns(segment: Segment, index: int, cues: list[Cue]) -> bool:
    """Whether a clause that begins here tells another's words: a subject, and soon a verb of saying."""
    for cue in cues:
        if cue.start > index + _SAYER_WITHIN:
            return False
        if cue.start == index + 1 and segment.lows[index] in subjects.ALONE and cue.verb.shape != "ing":
            return True
        if cue.start > index and "clause" in cue.verb.frames and cue.verb.shape != "ing":
            found = subjects.before(segment, cue, index)
            return found is not None and found[0] <= index + 1
    return False


def noun_phrase(segment: Segment, start: int, cues: list[Cue] | None = None) -> int:
    """The end of what is praised, rejected or called for."""
    stops = tables().words["object_stops"]
    for at in range(start, len(segment)):
        low = segment.lows[at]
        if is_end(segment, at) or low in {";", ":"}:
            return at
        if at == start:
            continue
        if low == "," or low in stops:
            return at
        if low == QUOTE and any(cue.start == at + 1 and cue.participle for cue in cues or ()):
            return at + 1
        if low == "and" and at > start + 1 and (_verb_follows(segment, at + 1) or _turns(segment, at + 1, cues or [])):
            return at
        if low in {"in", "on", "at"} and skip_adverbials(segment, at) > at:
            return at
    return len(segment)


def _verb_follows(segment: Segment, index: int) -> bool:
    if index >= len(segment) or segment.capitals[index]:
        return False
    verb = tables().verbs.get(segment.lows[index])
    if is_verb(segment, index):
        return True
    return verb is not None and (verb.shape in {"s", "past"} or (verb.shape == "ing" and not verb.doubtful))
