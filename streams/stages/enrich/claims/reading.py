"""One sentence read for claims: which words are said, by whom, by which verb."""

from __future__ import annotations

from streams.stages.enrich.claims import following, preceding
from streams.stages.enrich.claims.drafts import Draft, Sentence, SourceTests
from streams.stages.enrich.claims.segments import Segment


def read(segment: Segment, index: int, tests: SourceTests, nested: bool = False) -> Sentence:
    """The sentence with its claims drafted, in the order of their cues.

    What stands before its verb is looked for first: "..., she said" would else leave its words to the verbs in them.
    """
    sentence = Sentence.of(segment, index, tests)

    def told_inside(part: Segment, number: int) -> list[Draft]:
        """What an agency relays; one agency deep, so that a chain of them costs no more than its length."""
        return [] if nested else read(part, number, tests, nested=True).drafts

    opened = following.opening(sentence)
    if opened:
        rest = read(segment.part(opened, len(segment)), index, tests, nested)
        sentence.drafts += rest.drafts
        sentence.subject = rest.subject
        return sentence
    if (
        preceding.dashed(sentence)
        or preceding.titled(sentence)
        or preceding.inverted_first(sentence)
        or preceding.as_told(sentence)
        or preceding.trailing(sentence, told_inside)
    ):
        return sentence
    floor = preceding.according(sentence, told_inside)
    for cue in sentence.cues:
        if cue.start >= floor:
            floor = following.read_cue(sentence, cue, floor)
    following.nouns(sentence)
    return sentence
