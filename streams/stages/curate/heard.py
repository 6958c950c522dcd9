"""What claims say by their words alone, and which of an event's share words enough to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from streams.stages.curate import contrast
from streams.stages.curate.signature import stems

SAME_NUMBER = 0.3  # share of the shorter one's stems in common that is enough where both give the same figure
DENIED_MIN = 2  # stems that a denial shares with what it denies
NEXT = 120  # characters from a claim to the answer that denies it without repeating it
REMEMBERED = 4_096  # texts


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words of a claim say by themselves."""

    words: frozenset[str]  # stems
    negated: frozenset[str] | None  # stems of the sentences that say that something is not so
    rejects: bool  # they deny something
    sides: contrast.Sides  # those that have an opposite
    days: frozenset[str]


Speech = tuple[str, str | None]
"""Words, and the language that they are in."""


@lru_cache(REMEMBERED)
def heard(text: str, lang: str | None = None) -> Heard:
    words = frozenset(contrast.meant(text, lang))
    no, sides = contrast.negated(text, lang), contrast.sides(stems(text, lang))
    return Heard(words, no, contrast.denies(text), sides, contrast.days(text))


class Near:
    """Which claims of an event share words enough to be compared; kept, so that only what is new is read.

    A function of the texts that it is asked about, whatever it was asked before.
    """

    def __init__(self) -> None:
        self._near: dict[Speech, set[Speech]] = {}
        self._saying: dict[str, set[Speech]] = defaultdict(set)  # by word: the texts that it stands in

    def among(self, texts: Iterable[Speech]) -> Mapping[Speech, set[Speech]]:
        """For each text the others of these texts that are near it, and itself."""
        present = dict.fromkeys(texts)
        for text in [text for text in self._near if text not in present]:
            for other in self._near.pop(text):
                self._near.get(other, set()).discard(text)
            for word in heard(*text).words:
                self._saying[word].discard(text)
                if not self._saying[word]:
                    del self._saying[word]
        for text in present:
            if text not in self._near:
                for word in heard(*text).words:
                    self._saying[word].add(text)
                near = self._near[text] = {text, *self._near_it(text)}
                for other in near:
                    self._near[other].add(text)
        return self._near

    def _near_it(self, text: Speech) -> Iterator[Speech]:
        """Those that share the words that any comparison asks for."""
        words = heard(*text).words
        shared: dict[Speech, int] = {}
        for word in words:
            for other in self._saying[word]:
                shared[other] = shared.get(other, 0) + 1
        for other, count in shared.items():
            theirs = len(heard(*other).words)
            if count >= max(SAME_NUMBER * min(len(words), theirs), DENIED_MIN) or count == len(words) == theirs:
                yield other
