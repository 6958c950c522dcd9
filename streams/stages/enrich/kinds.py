"""What kind of happening a text tells of, by the cue words of a closed list (``streams/data/kinds.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from streams.data import word_tables

_word = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Cues:
    """Words and beginnings of words, each with the kinds it speaks for."""

    words: dict[str, tuple[tuple[str, int], ...]]
    stems: dict[str, tuple[tuple[str, int], ...]]
    stem_lengths: tuple[int, ...]
    first: frozenset[str]  # beginnings of cues of several words, which a text may write without hyphens
    placed: frozenset[str]


def names() -> tuple[str, ...]:
    """Every kind of the closed list, in the table's order."""
    return tuple(word_tables.load("kinds"))


@cache
def cues() -> Cues:
    """The cue table, read once."""
    words: dict[str, list[tuple[str, int]]] = {}
    stems: dict[str, list[tuple[str, int]]] = {}
    table = word_tables.load("kinds")
    for kind, row in table.items():
        for cue, weight in [(cue, 2) for cue in row["strong"]] + [(cue, 1) for cue in row["cues"]]:
            where, cue = (stems, cue[:-1]) if cue.endswith("*") else (words, cue)
            where.setdefault(cue, []).append((kind, weight))
    return Cues(
        {cue: tuple(kinds) for cue, kinds in words.items()},
        {cue: tuple(kinds) for cue, kinds in stems.items()},
        tuple(sorted({len(stem) for stem in stems})),
        frozenset(cue[:at] for cue in (*words, *stems) for at, mark in enumerate(cue) if mark == "-"),
        frozenset(kind for kind, row in table.items() if row["placed"]),
    )


@lru_cache(maxsize=1 << 14)  # words of news come again and again
def _spoken(word: str) -> dict[tuple[str, str], int]:
    """The kinds that a word speaks for, each with the cue it holds, and that one's weight. Not to be changed."""
    table = cues()
    found = {(kind, word): weight for kind, weight in table.words.get(word, ())}
    for length in table.stem_lengths:
        if length > len(word):
            break
        for kind, weight in table.stems.get(word[:length], ()):
            found[kind, word[:length]] = weight
    return found


def weigh(text: str) -> dict[str, int]:
    """Weight of each kind in a text, in the table's order; an equal cue counts once.

    >>> weigh("Firefighters fought the blaze while smoke closed the airport")
    {'fire': 5, 'transport': 3}
    """
    first = cues().first
    words = [word.casefold() for word in _word.findall(text)]
    found: dict[tuple[str, str], int] = {}
    for word in words:
        if spoken := _spoken(word):
            found |= spoken
    if not first.isdisjoint(words):
        for one, two in pairwise(words):
            if one in first:
                found |= _spoken(f"{one}-{two}")
    weights: dict[str, int] = {}
    for (kind, _), weight in found.items():
        weights[kind] = weights.get(kind, 0) + weight
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0])))


def choose(weights: dict[str, int], least: int = 2) -> tuple[str | None, float | None]:
    """The heaviest kind and its share of all weight; none where even that one is lighter than ``least``.

    >>> choose({"fire": 3, "transport": 1})
    ('fire', 0.75)
    """
    if not weights:
        return None, None
    kind = min(weights, key=lambda name: (-weights[name], name))
    if weights[kind] < least:
        return None, None
    return kind, round(weights[kind] / sum(weights.values()), 4)


def is_placed(kind: str | None) -> bool:
    """Whether such a happening has one place and one time."""
    return kind in cues().placed


def classify(headline: str | None, texts: Iterable[str]) -> tuple[str | None, float | None]:
    """Kind and score of a post: its heading counts twice.

    >>> classify("Ferry sinks off the coast", ["Rescue boats searched for survivors."])
    ('accident', 1.0)
    """
    weights = weigh(" ".join(texts))
    for kind, weight in weigh(headline or "").items():
        weights[kind] = weights.get(kind, 0) + 2 * weight
    return choose(weights)
