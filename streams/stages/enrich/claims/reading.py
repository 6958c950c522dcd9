"""One sentence read for claims: which words are said, by whom, by which verb."""

from __future__ import annotations

from streams.stages.enrich.claims import following, preceding, relayed
from streams.stages.enrich.claims.drafts import Draft, Sentence, SourceTests
from streams.stages.enrich.claims.segments import Segment


def read(segment: Segment, index: int, tests: SourceTests, nested: bool = False) -> Sentence:
    """The sentence with its claims drafted, in the order of their cues.

    ``nested``: it is part of a sentence that was opened or relayed, and is not looked into for another such part, so
    that a row of them costs no more than its length.
    """
    sentence = Sentence.of(segment, index, tests)
    opened = 0 if nested else following.opening(sentence)
    if opened:
        rest = read(segment.part(opened, len(segment)), index, tests, nested=True)
        sentence.drafts += rest.drafts
        sentence.subject = rest.subject
    else:
        _read(sentence, nested)
    relayed.cited(sentence)
    return sentence


def _read(sentence: Sentence, nested: bool) -> None:
    """Read what stands before its verb first: "..., she said" would else leave its words to the verbs in them."""

    def told_inside(part: Segment, number: int) -> list[Draft]:
        """What an agency relays."""
        return [] if nested else read(part, number, sentence.tests, nested=True).drafts

    if (
        preceding.dashed(sentence)
        or preceding.titled(sentence)
        or preceding.labelled(sentence)
        or preceding.in_view(sentence)
        or preceding.inverted_first(sentence)
        or preceding.as_told(sentence)
        or preceding.as_reported(sentence)
        or relayed.quoted_as(sentence)
        or preceding.trailing(sentence, told_inside)
    ):
        return
    floor = preceding.according(sentence, told_inside)
    for cue in sentence.cues:
        if cue.start >= floor:
            floor = following.read_cue(sentence, cue, floor)
    following.nouns(sentence)
