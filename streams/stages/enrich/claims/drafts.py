"""A sentence while it is read, and the claims drafted from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from streams.stages.enrich.claims.cues import Cue, find
from streams.stages.enrich.claims.segments import Segment

Span = tuple[int, int]
Range = tuple[int, int]

ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its sayer is known by name. All spans are code points of the text."""

    pieces: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    lemma: str | None
    quoted: bool
    segment: int  # index of its sentence


class SourceTests(Protocol):
    """What a sentence alone can't tell of a source."""

    def is_relay(self, source: Span) -> bool:
        """An outlet or a channel, which only carries what another said."""

    def opens_line(self, source: Span) -> bool:
        """A person or a body that the text names, at the start of a line."""

    def can_speak(self, source: Span) -> bool:
        """Somebody who is named, an office, or people: who can have said a quotation."""

    def is_shouted(self, source: Span) -> bool:
        """A name in capitals, as a transcript writes its speakers."""


@dataclass(slots=True)
class Sentence:
    """One segment with its cues; reading it fills ``drafts``."""

    segment: Segment
    index: int
    tests: SourceTests
    cues: list[Cue]
    drafts: list[Draft] = field(default_factory=list)
    subject: Range | None = None  # of the last claim, for "... and added"

    @classmethod
    def of(cls, segment: Segment, index: int, tests: SourceTests) -> Sentence:
        return cls(segment, index, tests, find(segment))

    def draft(self, pieces: list[Range], source: Range | None, cue: Cue, quoted: bool = False) -> None:
        """Add a claim told by a verb."""
        self._add(pieces, source, (cue.start, cue.end), cue.verb.lemma, quoted)

    def draft_by(self, pieces: list[Range], source: Range | None, words: Range, quoted: bool = False) -> None:
        """Add a claim told by other words: "according to", a noun, a colon."""
        self._add(pieces, source, words, ACCORDING, quoted)

    def _add(self, pieces: list[Range], source: Range | None, words: Range, lemma: str, quoted: bool) -> None:
        told = tuple(self.segment.span(start, end) for start, end in pieces if end > start)
        if told:
            said_by = self.segment.span(*source) if source is not None else None
            self.drafts.append(Draft(told, said_by, self.segment.span(*words), lemma, quoted, self.index))

    def has_told(self, index: int) -> bool:
        """Whether an item is inside a claim drafted already, or inside its cue."""
        position = self.segment.starts[index]
        return any(
            start <= position < end
            for draft in self.drafts
            for start, end in (*draft.pieces, *((draft.cue,) if draft.cue else ()))
        )
