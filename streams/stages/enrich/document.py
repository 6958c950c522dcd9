"""The text that enrichers read: a post, cut into sentences once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sentencex import segment

from streams.records import Reference

LINE_MAX = 10_000  # characters; past this the segmenter costs the square of a line full of quotation marks
REMEMBERED = 256  # texts: curate asks again for those of an event whose next post has come
_LOOK_BACK = 4096  # characters; how far before a limit a good place to cut is looked for
_SENTENCE_END = re.compile(r"\n|[.!?…][\"'”’)\]]{0,3}\s")


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


def cut_before(text: str, start: int, limit: int) -> int:
    """Where to cut a text from ``start`` on into at most ``limit`` characters: its length where that is enough.

    Else after the last sentence end or line feed, for want of one after the last white space, else at the limit; the
    first two are looked for in the last part only, so that little is lost to an early one.

    >>> text = "It began. It went on. Nobody"
    >>> cut_before(text, 0, 26), cut_before(text, 10, 8), cut_before(text, 22, 4), cut_before(text, 10, 99)
    (22, 18, 26, 28)
    """
    end = start + limit
    if end >= len(text):
        return len(text)
    first = max(start, end - _LOOK_BACK)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, first, end)]
    if ends:
        return ends[-1]
    return next((at for at in range(end, first, -1) if text[at - 1].isspace()), end)


@lru_cache(REMEMBERED)
def sentences(text: str, lang: str = "en") -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a text, without the white space around them; a line feed always ends one.

    >>> sentences("It began at 2.00 am. Mr. Aldana spoke.\\nSirens wailed.")
    ((0, 20), (21, 38), (39, 53))

    A quotation of several sentences stays whole: who said it is one question.
    """
    spans: list[tuple[int, int]] = []
    for at, line in _lines(text):
        for piece in segment(lang, line):
            words = piece.strip()
            if words:
                begin = text.index(words, at)
                at = begin + len(words)
                spans.append((begin, at))
    return tuple(spans)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text and where each starts; one that is too long to segment comes in pieces."""
    start = 0
    for line in text.split("\n"):
        at = 0
        while at < len(line):
            end = cut_before(line, at, LINE_MAX)
            yield start + at, line[at:end]
            at = end
        start += len(line) + 1
