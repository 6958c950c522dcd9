"""Who is behind an agency: "quoted Roa as saying that ...", "Reuters reported, citing two officials, that ..."."""

from __future__ import annotations

from dataclasses import replace

from streams.data.claims import tables
from streams.stages.enrich.claims import asides, contents, inverted, subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.drafts import Range, Sentence
from streams.stages.enrich.claims.segments import QUOTE

_QUOTING = frozenset({"quote", "cite"})
_TELLING = frozenset({"clause", "quote"})
_QUOTED_WITHIN = 16  # items between "quoted" and "as saying"
_SHORTEST_TOLD = 3  # items


def quoted_as(sentence: Sentence) -> bool:
    """Read "Interfax quoted Roa as saying that ..." and "“...,” Roa was quoted as saying": the words are Roa's."""
    for cue in sentence.cues:
        if cue.verb.lemma not in _QUOTING or (told := _as_saying(sentence, cue)) is None:
            continue
        subject = subjects.before(sentence.segment, cue, 0)
        source = subject if cue.passive else (cue.end, told)
        if source is None or subject is None or source[1] <= source[0]:
            continue
        if not cue.passive and not sentence.tests.is_relay(sentence.segment.span(*subject)):
            continue  # what one person quotes of another is his claim
        pieces, quoted = _told(sentence, told + 2, subject[0])
        if pieces:
            sentence.draft_by(pieces, source, (told, told + 2), quoted)
            return True
    return False


def _as_saying(sentence: Sentence, cue: Cue) -> int | None:
    """Where "as saying" stands behind a verb of quoting."""
    segment = sentence.segment
    for at in range(cue.end, min(cue.end + _QUOTED_WITHIN, len(segment) - 1)):
        verb = tables().verbs.get(segment.lows[at + 1])
        if segment.lows[at] == "as" and verb is not None and verb.shape == "ing" and verb.frames & _TELLING:
            return at
    return None


def _told(sentence: Sentence, begin: int, subject: int) -> tuple[list[Range], bool]:
    """What is told behind "as saying", else before the verb's subject; and whether it is a quotation."""
    segment = sentence.segment
    if segment.low(begin) == "by" and (agent := inverted.after(segment, begin + 1)) is not None:
        begin = agent[1]
    begin = asides.skip_adverbials(segment, begin)
    begin += segment.low(begin) in {",", ":"} and segment.low(begin + 1) == QUOTE
    if not asides.is_end(segment, begin) and segment.lows[begin] not in {",", ";"}:
        return [(begin, contents.clause(segment, begin, sentence.cues))], segment.lows[begin] == QUOTE
    if subject and segment.lows[subject - 1] == QUOTE:
        return [(subject - 1, subject)], True
    end = subject - (segment.low(subject - 1) == ",")
    return ([(0, end)], False) if end >= _SHORTEST_TOLD else ([], False)


def cited(sentence: Sentence) -> None:
    """Give what an agency tells "citing two officials" to those: the agency only carries it."""
    segment = sentence.segment
    for cue in sentence.cues:
        if cue.verb.lemma != "cite" or not cue.participle:
            continue
        end = contents.noun_phrase(segment, cue.end, sentence.cues)
        words = segment.span(cue.start, cue.end)
        carried = [
            draft
            for draft in sentence.drafts
            if draft.cue != words and draft.source is not None and sentence.tests.is_relay(draft.source)
        ]
        if end <= cue.end or len(carried) != 1:
            continue
        behind = replace(carried[0], source=segment.span(cue.end, end))
        kept = [draft for draft in sentence.drafts if draft.cue != words]
        sentence.drafts = [behind if draft is carried[0] else draft for draft in kept]
