"""Where a post turns from one happening to another: evidence between a sentence and what was told before it.

A lead and a round-up list happenings, so there a sentence that has nothing in common with what was told, or stands in
another land, begins the next one. Any other post tells of one, and is cut only where it says that it turns ("Elsewhere,
…") or begins a paragraph, and tells of another kind of happening in another land as well: a false cut loses facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from streams.data import word_tables
from streams.stages.enrich import kinds
from streams.stages.enrich.sentence_roles import phrases

TURNS: Final = 2  # evidence from which on a lead turns
TURNS_ORDINARY: Final = 5
WIDE: Final = frozenset({"weather", "quake", "flood", "market", "election"})  # one of these is told from many places

_carries_on, _elsewhere, _meanwhile = phrases("carries_on"), phrases("elsewhere"), phrases("meanwhile", "")
_quote = re.compile(r"[“\"‘']")
_definite = re.compile(r"the\b", re.IGNORECASE)
_word = re.compile(r"[^\W\d_]+")
_STOP = frozenset(word_tables.load("stopwords")["words"])
STEM: Final = 5  # letters by which words are one
LONG: Final = 4  # letters of a word that may hold sentences together


@dataclass(slots=True)
class Told:
    """What a stretch of text tells: where, when, who, in which words, of which kinds."""

    countries: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)  # finer than a country
    names: set[str] = field(default_factory=set)
    days: dict[tuple[object, object], None] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    weights: kinds.Weights = field(default_factory=dict)

    def add(self, other: Told) -> None:
        self.countries |= other.countries
        self.places |= other.places
        self.names |= other.names
        self.days |= other.days
        self.words |= other.words
        for kind, weight in other.weights.items():
            self.weights[kind] = self.weights.get(kind, 0) + weight


def words_of(text: str) -> set[str]:
    """The words of a text in small letters."""
    return set(_word.findall(text.casefold()))


def stems_of(words: set[str]) -> set[str]:
    """The beginnings of the longer words that carry meaning, by which sentences are held together."""
    return {word[:STEM] for word in words if len(word) >= LONG and word not in _STOP}


class Headings:
    """What a heading lists: "Floods in Porto; bank fails" announces two happenings."""

    def __init__(self, headline: str | None) -> None:
        parts = [stems_of(words_of(part)) for part in (headline or "").split(";")]
        self.parts = parts if len(parts) > 1 else []

    def of(self, words: set[str]) -> int | None:
        """The number of the part that shares most words with a text, if one does."""
        shared = [len(part & words) for part in self.parts]
        best = max(shared, default=0)
        return shared.index(best) if best and shared.count(best) == 1 else None


def turns(told: Told, piece: Told, sentence: str, *, paragraph: bool, several: bool, headings: Headings) -> bool:
    """Whether a sentence begins another happening than the one told before it.

    ``paragraph``: it begins one. ``several``: the post is a lead or a round-up.
    """
    elsewhere, meanwhile = _elsewhere.match(sentence) is not None, _meanwhile.match(sentence) is not None
    if not several and not (elsewhere or meanwhile):
        return False
    evidence = 2 * paragraph + 4 * elsewhere + meanwhile
    if _quote.match(sentence) or _carries_on.match(sentence):
        evidence -= 3
    elif _definite.match(sentence):
        evidence -= 1
    elif piece.countries | piece.places | piece.names:
        evidence += 1
    evidence += _elsewhere_told(told, piece) + _otherwise_told(told, piece)
    before, here = headings.of(told.words), headings.of(piece.words)
    if before is not None and here is not None:
        evidence += 3 if before != here else -2
    return evidence >= (TURNS if several else TURNS_ORDINARY)


def _elsewhere_told(told: Told, piece: Told) -> int:
    """Evidence of place and time."""
    evidence = 0
    if told.countries and piece.countries:
        apart = told.places and piece.places and not told.places & piece.places  # two towns of one land
        evidence += 2 if not told.countries & piece.countries else 0 if apart else -1
    elif piece.places and not told.places:
        evidence += 1
    if told.places & piece.places or told.names & piece.names:
        evidence -= 2
    if told.days and piece.days and not told.days.keys() & piece.days.keys():
        evidence += 2
    return evidence


def _otherwise_told(told: Told, piece: Told) -> int:
    """Evidence of kind and words."""
    here, before = kinds.choose(piece.weights)[0], kinds.choose(told.weights)[0]
    evidence = 0
    if here is not None and before is not None:
        if here == before:
            evidence -= 2 if here in WIDE else 0
        else:
            evidence += 1 if told.weights.get(here, 0) < kinds.LEAST else 0
    return evidence - min(len(told.words & piece.words), 2)
