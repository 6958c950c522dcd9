"""Quotations that no verb of saying tells: "Roa was blunt: “It is over”", "“It happens,” Roa shrugs"."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims import subjects
from streams.stages.enrich.claims.drafts import Range, Sentence
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import is_verb

_SIGNED_WITHIN = 14  # items of a sayer behind a quotation
_BREAKS = frozenset({".", ";", ":", "?", "!", QUOTE, "—", "–"})
_PART_OF_NOUN = frozenset({"the", "a", "an", "and", "in"})
_SHORTEST = 4  # words of a quotation that is no title, and no word held at arm's length


def read(sentence: Sentence, text: str) -> None:
    """Add the quotations that nothing told yet, each said by the subject of its clause, if that can speak.

    A title ("A Long Way Home"), a few words, and what stands beside no one who could say it are left alone.
    """
    segment = sentence.segment
    if QUOTE not in segment.lows:
        return
    for at, low in enumerate(segment.lows):
        if low != QUOTE or sentence.has_told(at) or not _is_speech(text[slice(*segment.span(at, at + 1))]):
            continue
        source = _behind(segment, at) if at == 0 else _before(segment, at)
        if source is not None and sentence.tests.can_speak(segment.span(*source)):
            sentence.draft_by([(at, at + 1)], source, _words(segment, at, source), quoted=True)


def _is_speech(quoted: str) -> bool:
    words = [word for word in quoted.strip("“”\"«»„'’‘ ").split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    return len(words) >= _SHORTEST and 2 * small > len(words)


def _behind(segment: Segment, at: int) -> Range | None:
    """ "“It happens,” Roa shrugs": who stands behind a quotation that opens the sentence, up to the verb.

    A verb that is in no table is what follows a name.
    """
    begin = at + 1 + (segment.low(at + 1) == ",")
    for verb in range(begin, min(len(segment), begin + _SIGNED_WITHIN)):
        if segment.lows[verb] in _BREAKS:
            return None
        if is_verb(segment, verb) or (verb > begin and segment.capitals[verb - 1] and _may_be_verb(segment, verb)):
            return (begin, verb) if verb > begin else None
    return None


def _may_be_verb(segment: Segment, at: int) -> bool:
    return not segment.capitals[at] and segment.lows[at].endswith("s") and segment.lows[at] != "'s"


def _before(segment: Segment, at: int) -> Range | None:
    """The subject of the clause that a quotation stands in or ends; behind an article it is only a part of a noun."""
    if segment.lows[at - 1] in _PART_OF_NOUN:
        return None
    start = at - 1
    while start > 0 and segment.lows[start - 1] not in _BREAKS - {":"}:
        start -= 1
    found = subjects.clause_subject(segment, start, at) if start < at else None
    named = found is not None and segment.lows[at - 1] == ":" and segment.low(found[1]) == ","
    if found is None or not named or found[1] + 1 >= at or not segment.capitals[found[1] + 1]:
        return found
    close = next((end for end in range(found[1] + 1, at) if segment.lows[end] == ","), None)
    return found if close is None else (found[0], close)  # "Her trainer, Ana Roa, was delighted"


def _words(segment: Segment, at: int, source: Range) -> Range:
    """What stands for the verb of saying: the verb of the clause, else the words beside the quotation."""
    stop = at if source[1] <= at else len(segment)
    begin = next((verb for verb in range(source[1], stop) if is_verb(segment, verb)), None)
    if begin is None:
        return (at - 1, at) if source[1] <= at else (source[1], min(source[1] + 1, len(segment)))
    end = begin + 1
    while end < stop and (is_verb(segment, end) or segment.lows[end - 1] in tables().words["auxiliaries"]):
        end += 1  # has seen
    return begin, end
