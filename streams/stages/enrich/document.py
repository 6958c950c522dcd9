"""The text that enrichers read: a post, cut into sentences once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from sentencex import segment

from streams.records import Reference


@dataclass(frozen=True, slots=True)
class Document:
    """What every enricher is given. All spans are code points into ``text``."""

    doc_id: str
    text: str
    headline: str | None
    reference: Reference
    zone: str | None  # of the page, where it says so
    lang: str | None
    outlet: str | None
    sentences: tuple[tuple[int, int], ...]

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The sentence around a position, or the nearest before it."""
        at = bisect_right(self.sentences, (position, len(self.text) + 1)) - 1
        return self.sentences[max(at, 0)]


def sentences(text: str, lang: str = "en") -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a text, without the white space around them; a line feed always ends one.

    >>> sentences("It began at 2.00 am. Mr. Kuleba spoke.\\nSirens wailed.")
    ((0, 20), (21, 38), (39, 53))

    A quotation of several sentences stays whole: who said it is one question.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        at = start
        for piece in segment(lang, line):
            words = piece.strip()
            if words:
                begin = text.index(words, at)
                at = begin + len(words)
                spans.append((begin, at))
        start += len(line) + 1
    return tuple(spans)
