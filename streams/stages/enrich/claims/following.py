"""What a verb of saying opens: "said that ...", "called for ...", "told reporters: “...”"."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims import asides, contents, inverted, subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.drafts import Range, Sentence, Span
from streams.stages.enrich.claims.segments import QUOTE

Opened = tuple[list[Range], int, bool]
"""The pieces of what is told, where reading goes on, and whether it is a quotation alone."""

_ANNOUNCED_WITHIN = 12  # items between "told the court in a letter" and its colon
_OBJECT_WITHIN = 18  # items in which a told clause shows its verb
_TELLING = frozenset({"clause", "quote", "recipient"})
_OPENS_TOLD = frozenset({"that", "to", "how", "why", "what", "whether", "of", "about"})


def read_cue(sentence: Sentence, cue: Cue, floor: int) -> int:
    """Read what a verb opens; gives where the next claim may begin."""
    segment = sentence.segment
    if cue.passive:
        return _read_passive(sentence, cue, floor)
    source = None if cue.participle else subjects.before(segment, cue, floor)
    coordinated = segment.low(cue.start - 1) in tables().words["conjunctions"] | {","} or cue.participle
    if source is None and (coordinated or cue.verb.shape == "ing"):
        source = sentence.subject
        if source is None:
            source = subjects.clause_subject(segment, floor, cue.start)
    if source is None and not cue.participle:
        return floor
    pieces, end, quoted = _opened(sentence, cue)
    if not pieces:
        return floor
    sentence.draft(pieces, source, cue, quoted)
    if source is not None:
        sentence.subject = source
    return end


def _read_passive(sentence: Sentence, cue: Cue, floor: int) -> int:
    source = inverted.after(sentence.segment, cue.end + 1)
    told = subjects.before(sentence.segment, cue, floor)
    if source is None or told is None:
        return floor
    sentence.draft([told], source, cue)
    return source[1]


def _opened(sentence: Sentence, cue: Cue) -> Opened:
    """What a verb opens, by its frames."""
    segment, frames = sentence.segment, cue.verb.frames
    start = cue.end
    if "recipient" in frames and not cue.particle and segment.low(start) not in {"that", QUOTE, ":", ",", "."}:
        start = asides.skip_recipient(segment, start)
    nothing: Opened = ([], start, False)
    if frames & _TELLING and not (cue.particle and segment.low(start) not in {"that", QUOTE, ":", ","}):
        begin = _begin(sentence, start)
        if segment.low(begin) == QUOTE:
            return _quotation(sentence, begin)
        if "clause" in frames or _told_to(sentence, cue, begin):
            return _clause(sentence, cue, begin) or nothing
    if "infinitive" in frames and segment.low(start) == "to" and not cue.particle:
        end = contents.noun_phrase(segment, start)
        return [(start, end)], end, False
    if ("object" in frames or cue.particle) and _nominal(sentence, start):
        end = contents.noun_phrase(segment, start)
        return ([(start, end)], end, False) if end > start else nothing
    return nothing


def _begin(sentence: Sentence, start: int) -> int:
    """Where the told words begin: past adverbials, a colon, a comma before a quotation, words between commas."""
    segment = sentence.segment
    begin = asides.skip_adverbials(segment, start)
    if segment.low(begin) == ":" or (segment.low(begin) == "," and segment.low(begin + 1) == QUOTE):
        return begin + 1
    if segment.low(begin) == ",":
        return _parenthesis(sentence, begin) or begin
    return begin


def _told_to(sentence: Sentence, cue: Cue, begin: int) -> bool:
    """Whether words told to somebody begin here: "told them to leave", "assured voters it was safe"."""
    segment = sentence.segment
    if "recipient" not in cue.verb.frames:
        return False
    if segment.low(begin) in _OPENS_TOLD:
        return True
    return begin > cue.end and segment.low(begin) != "," and not asides.is_end(segment, begin)


def _clause(sentence: Sentence, cue: Cue, begin: int) -> Opened | None:
    segment = sentence.segment
    if not _clausal(sentence, begin):
        return None
    if _object_only(sentence, cue, begin):
        if not cue.verb.frames & {"object", "recipient"}:
            return None  # "found a way", "added a room": nothing is told
        end = contents.noun_phrase(segment, begin)
    else:
        end = contents.clause(segment, begin, sentence.cues)
    return ([(begin, end)], end, False) if end > begin else None


def nouns(sentence: Sentence) -> None:
    """ "the mayor's claim that ...", "allegations that ...", where no verb has told it yet."""
    segment = sentence.segment
    for at in range(len(segment) - 3):
        if segment.lows[at] not in tables().nouns or segment.lows[at + 1] != "that" or sentence.has_told(at + 1):
            continue
        end = contents.clause(segment, at + 1, sentence.cues)
        source = None
        if at > 1 and segment.lows[at - 1] == "'s":
            source = subjects.owner(segment, at - 1)
        sentence.draft_by([(at + 1, end)], source, (at, at + 1))


def _parenthesis(sentence: Sentence, comma: int) -> int | None:
    """Past ", in a letter to staff," between a verb and what it opens."""
    segment = sentence.segment
    for at in range(comma + 1, min(comma + 12, len(segment))):
        if segment.lows[at] == ",":
            goes_on = segment.low(at + 1) in {"that", QUOTE} or segment.low(comma + 1) in tables().words["prepositions"]
            return at + 1 if goes_on else None
        if segment.lows[at] == QUOTE:
            return None
    return None


def _clausal(sentence: Sentence, index: int) -> bool:
    """Whether something that can be told follows."""
    low = sentence.segment.low(index)
    if asides.is_end(sentence.segment, index) or low in {",", ";", "—", "–", ")"}:
        return False
    if low in {"by", "of"}:
        return False
    return not (low == "nothing" and asides.is_end(sentence.segment, index + 1))


def _object_only(sentence: Sentence, cue: Cue, index: int) -> bool:
    """ "noted the delay", "reported losses": a noun phrase without a verb of its own is cut like an object."""
    segment = sentence.segment
    if segment.low(index) == "that" or cue.verb.lemma == "say":
        return False
    for at in range(index, min(index + _OBJECT_WITHIN, len(segment))):
        if segment.lows[at] in {",", ";", "."}:
            break
        if subjects.is_verb(segment, at):
            return False
    return True


def _nominal(sentence: Sentence, index: int) -> bool:
    low = sentence.segment.low(index)
    if asides.is_end(sentence.segment, index) or low in {",", ";", ":", ")", "and", "or", "by"}:
        return False
    return low not in tables().words["object_stops"] and (
        low not in tables().words["prepositions"] or low in {"for", "over", "to", "about"}
    )


def _quotation(sentence: Sentence, begin: int) -> tuple[list[Range], int, bool]:
    """A quotation after its verb, with the sentences quoted on."""
    segment = sentence.segment
    pieces = [(begin, begin + 1)]
    at = begin + 1
    while at < len(segment):
        if segment.lows[at] == QUOTE:
            pieces.append((at, at + 1))
            at += 1
        elif segment.lows[at] in {".", ","} and segment.low(at + 1) == QUOTE:
            at += 1
        else:
            break
    if at < len(segment) and not asides.is_end(segment, at) and segment.lows[at] not in {",", ";", "and", "but"}:
        end = contents.clause(segment, begin, sentence.cues)
        if end > at and not any(at <= cue.start <= at + 3 for cue in sentence.cues):
            return [(begin, end)], end, False
    return pieces, at, True


def announced(sentence: Sentence) -> tuple[Span, Span, str] | None:
    """The sayer, cue and verb of a sentence that ends in "said:": what is said is the next paragraph."""
    segment = sentence.segment
    if not sentence.cues or segment.lows[-1] != ":":
        return None
    cue = sentence.cues[-1]
    if not cue.verb.frames & _TELLING or cue.passive or len(segment) - cue.end > _ANNOUNCED_WITHIN:
        return None
    source = subjects.before(segment, cue, 0) or sentence.subject or subjects.clause_subject(segment, 0, cue.start)
    return (segment.span(*source), segment.span(cue.start, cue.end), cue.verb.lemma) if source else None
