"""What a post says of an event: its heading and its first sentences, ready to be compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from streams.data import rarity
from streams.stages.curate import wording
from streams.stages.curate.members import Share
from streams.stages.curate.signature import stems
from streams.stages.enrich.document import sentences

SENTENCES_READ = 4  # of each post's passages: news comes first
REMEMBERED, STEMS_REMEMBERED = 2_048, 16_384


class Words(dict[str, int]):
    """Stems of a text with their rarity in thousandths: whole numbers, whose sum is one in whatever order."""

    __slots__ = ("length",)

    def __init__(self, *parts: Mapping[str, int]) -> None:
        for part in parts:
            self.update(part)
        self.length = math.sqrt(sum(self.values())) or 1.0  # as of a vector

    def shared(self, other: Mapping[str, int]) -> int:
        """The rarity of what two texts have in common."""
        return sum(map(self.__getitem__, self.keys() & other.keys()))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence or a heading that may tell the event."""

    text: str
    words: Words
    place: int  # in its post; -1 for a heading
    span: tuple[int, int]  # in its post's text
    orphan: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a post says of the event."""

    heading: Line | None
    lines: tuple[Line, ...]
    words: Words  # of its heading and its first sentences


def said_by(share: Share) -> Said:
    """What a post says of the event, in the passages that tell of it in the first place."""
    post = share.post
    spans = tuple(span for passage in share.main_passages for span in passage.spans)
    return _read(post.headline, post.text, spans, post.lang)


def _words(text: str) -> Words:
    return Words({stem: _thousandths(stem) for stem in stems(text)})


@lru_cache(STEMS_REMEMBERED)
def _thousandths(stem: str) -> int:
    return round(1000 * rarity.of(stem))


@lru_cache(REMEMBERED)
def _read(heading: str | None, text: str, spans: tuple[tuple[int, int], ...], lang: str | None) -> Said:
    """What a post says of an event, by its text alone: worked out once."""
    lines: list[Line] = []
    for first, last in spans:
        piece = text[first:last]
        for start, end in sentences(piece[: SENTENCES_READ * wording.READ_MAX]):
            start += wording.opening(piece[start:end])
            told = piece[start:end]
            if not wording.is_furniture(told):
                at_end = text[first + end : first + end + 1] in ("", "\n")
                orphan = wording.hangs(told, lang) or (at_end and not wording.is_closed(told))
                lines.append(Line(told, _words(told), len(lines), (first + start, first + end), orphan))
            if len(lines) == SENTENCES_READ:
                break
        if len(lines) == SENTENCES_READ:
            break
    headed = Line(heading, _words(wording.bare(heading)), -1, (0, 0)) if heading else None
    words = Words(*(line.words for line in (headed, *lines[:2]) if line is not None))
    return Said(headed, tuple(lines), words)
