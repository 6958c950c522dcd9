"""The word tables of figures in languages that are read word by word, without their grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from streams.data.word_tables import load

LANGUAGES = frozenset({"de", "es", "fr", "it", "pt"})
"""ISO 639-1 codes of those with a table ``figures.<language>.toml``."""

Found = tuple[int, str]  # how many words, and what they mean


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases with what they mean, found by their first word; one on "*" stands for any ending."""

    words: dict[str, list[tuple[tuple[str, ...], str]]]
    stems: dict[str, list[tuple[tuple[str, ...], str]]]
    lengths: tuple[int, ...]

    def at(self, lows: Sequence[str], index: int) -> Found | None:
        """The longest entry that begins at a word."""
        if index >= len(lows):
            return None
        low = lows[index]
        for length in (0, *self.lengths):
            rows = self.stems.get(low[:length], ()) if length else self.words.get(low, ())
            for rest, meaning in rows:
                if length <= len(low) and tuple(lows[index + 1 : index + 1 + len(rest)]) == rest:
                    return 1 + len(rest), meaning
        return None


def lexicon(table: dict[str, list[str]]) -> Lexicon:
    """Index a table of meaning -> words.

    >>> found = lexicon({"killed": ["tot", "ums leben"], "injured": ["verletz*"]})
    >>> found.at(["ums", "leben"], 0), found.at(["verletzten"], 0), found.at(["total"], 0)
    ((2, 'killed'), (1, 'injured'), None)
    """
    words: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    stems: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    rows = [(tuple(phrase.split()), meaning) for meaning, phrases in table.items() for phrase in phrases]
    for (first, *rest), meaning in sorted(rows, key=lambda row: -len(row[0])):
        by = stems if first.endswith("*") else words
        by.setdefault(first.removesuffix("*"), []).append((tuple(rest), meaning))
    return Lexicon(words, stems, tuple(sorted({len(stem) for stem in stems}, reverse=True)))


@dataclass(frozen=True, slots=True)
class PlainTables:
    """The lookups of one language."""

    numbers: dict[str, float]
    scales: dict[str, float]
    vague: dict[str, float]
    bounds: Lexicon
    units: Lexicon
    things: Lexicon
    fates: Lexicon  # of whom one is told: the dead, the injured
    deeds: Lexicon
    not_counts: Lexicon
    months: Lexicon
    of: frozenset[str]
    totals: frozenset[str]
    more: frozenset[str]
    among: Lexicon
    stop: frozenset[str]
    articles: frozenset[str]
    says: frozenset[str]  # who tells a number stands between it and the one before
    joins: frozenset[str]
    ages: frozenset[str]  # "eine Frau von 71"


@cache
def plain_tables(lang: str) -> PlainTables:
    """Every lookup of a language, made once.

    >>> plain_tables("es").numbers["doce"]
    12.0
    """
    read = load(f"figures.{lang}")
    words = read["words"]
    return PlainTables(
        numbers={word: float(value) for word, value in read["numbers"].items()},
        scales={word: float(value) for word, value in read["scales"].items()},
        vague={word: float(value) for word, value in read["vague"].items()},
        bounds=lexicon(read["bounds"]),
        units=lexicon(read["units"]),
        things=lexicon(read["things"]),
        fates=lexicon(read["fates"]),
        deeds=lexicon(read["deeds"]),
        not_counts=lexicon({"": words["not_counts"]}),
        months=lexicon({"": words["months"]}),
        of=frozenset(words["of"]),
        totals=frozenset(words["totals"]),
        more=frozenset(words["more"]),
        among=lexicon({"": words["among"]}),
        stop=frozenset(words["stop"]),
        articles=frozenset(words["articles"]),
        says=frozenset(words["says"]),
        joins=frozenset(words["joins"]) | {","},
        ages=frozenset(words["ages"]),
    )
