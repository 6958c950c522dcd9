"""Words and phrases of a table with what they mean, found at a word of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
