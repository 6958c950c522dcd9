"""What kind of happening a text tells of, by cue words.

The kinds are a closed list (``streams/data/kinds.toml``), each language has its cues (``kinds.<language>.toml``). A cue
weighs 8, 4 or 2 by how surely it tells of its kind, 24 where it names the happening itself, half of that where the kind
is a setting, in which things of other kinds happen too; an equal cue counts once. The heading and the first sentence,
which say what a post is about, count double. A text in a language without cues has no kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from streams.data import word_tables

LANGUAGES: Final = ("en", "de", "es", "fr", "it", "pl", "pt", "uk")
_WEIGHTS: Final = {"named": 24, "sure": 8, "likely": 4, "hint": 2}
LEAST: Final = 6  # what a kind must weigh: a hint in the first sentence is none
_word = re.compile(r"[^\W_]+")

Weights = dict[str, int]
"""What speaks for each kind in a text."""
_Cue = tuple[str, tuple[tuple[str, int], ...]]  # the cue and what it weighs for each kind
_Longer = tuple[tuple[str, ...], _Cue]  # what follows the first word, and the cue
_Entry = tuple[tuple[_Cue, ...], dict[str, tuple[_Longer, ...]], tuple[_Longer, ...]]
# of one word; of several, by the second word, and those of which that is a beginning; the longest first


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of a language by their first word: whole, or by its beginning."""

    words: dict[str, list[tuple[tuple[str, ...], _Cue]]]
    stems: dict[str, list[tuple[tuple[str, ...], _Cue]]]
    stem_lengths: tuple[int, ...]


def names() -> tuple[str, ...]:
    """Every kind of the closed list, in the table's order."""
    return tuple(word_tables.load("kinds"))


@cache
def cues(lang: str) -> Cues:
    """The cue table of a language, read once."""
    weighed: dict[tuple[str, ...], dict[str, int]] = {}
    for kind, row in word_tables.load(f"kinds.{lang}").items():
        listed = {"": row} if isinstance(row, str) else row  # idioms: cues that speak for nothing
        share = 2 if kind in _flagged("setting") else 1
        for tier, text in listed.items():
            for listed_cue in text.split(","):
                of = weighed.setdefault(tuple(listed_cue.split()), {})
                if tier:
                    of[kind] = max(of.get(kind, 0), _WEIGHTS[tier] // share)
    words: dict[str, list[tuple[tuple[str, ...], _Cue]]] = {}
    stems: dict[str, list[tuple[tuple[str, ...], _Cue]]] = {}
    for (first, *rest), of in weighed.items():
        cue = (" ".join((first, *rest)), tuple(sorted(of.items())))
        by, begin = (stems, first[:-1]) if first.endswith("*") else (words, first)
        by.setdefault(begin, []).append((tuple(rest), cue))
    return Cues(words, stems, tuple(sorted({len(stem) for stem in stems})))


@lru_cache(maxsize=1 << 16)
def _entry(word: str, lang: str) -> _Entry | None:
    """The cues that may begin with a word."""
    table = cues(lang)
    found = list(table.words.get(word, ()))
    if not found and len(word) > 4 and word.endswith("s"):
        found = list(table.words.get(word[:-1], ()))  # one that is listed alone stands for many
    for length in table.stem_lengths:
        if length > len(word):
            break
        found += table.stems.get(word[:length], ())
    if not found:
        return None
    longer = sorted((item for item in found if item[0]), key=lambda item: -len(item[0]))
    second: dict[str, tuple[_Longer, ...]] = {}
    for rest, cue in longer:
        if not rest[0].endswith("*"):
            second[rest[0]] = (*second.get(rest[0], ()), (rest, cue))
    begun = tuple(item for item in longer if item[0][0].endswith("*"))
    return tuple(cue for rest, cue in found if not rest), second, begun


def weigh(text: str, lang: str | None = "en") -> Weights:
    """What speaks for each kind in a text. ``lang`` is the text's language; untold, it is read as English.

    >>> weigh("Firefighters fought the blaze while smoke closed the airport")
    {'fire': 20, 'transport': 6}

    Of cues that begin at one word the longest is taken and its words are spent:

    >>> weigh("He had a heart attack"), weigh("Die Feuerwehr löschte den Brand", "fi")
    ({'health': 8}, {})
    """
    weights: Weights = {}
    for of in _found(text, lang).values():
        for kind, weight in of:
            weights[kind] = weights.get(kind, 0) + weight
    return weights


@lru_cache(maxsize=64)  # a sentence is weighed for its passage, and once more for the post
def _found(text: str, lang: str | None) -> dict[str, tuple[tuple[str, int], ...]]:
    """The cues that a text has, each with what it weighs for each kind."""
    lang = lang or "en"
    if lang not in LANGUAGES:
        return {}
    words = _word.findall(text.casefold())
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    at, last = 0, len(words) - 1
    while at <= last:
        entry = _entry(words[at], lang)
        at += 1
        if entry is None:
            continue
        single, second, begun = entry
        if at <= last and (second or begun):
            following = second.get(words[at], ())
            for rest, (cue, of) in (*following, *begun) if begun else following:
                if _follows(words, at, rest):
                    at += len(rest)
                    found[cue] = of
                    single = ()
                    break
        for cue, of in single:
            found[cue] = of
    return found


def _follows(words: Sequence[str], at: int, rest: tuple[str, ...]) -> bool:
    if at + len(rest) > len(words):
        return False
    return all(
        words[at + n].startswith(part[:-1]) if part.endswith("*") else words[at + n] == part
        for n, part in enumerate(rest)
    )


def choose(weights: Weights, least: int = LEAST) -> tuple[str | None, float | None]:
    """The heaviest kind and its score; none where even that one is lighter than ``least``.

    The score is the heaviest's share of what the two heaviest weigh. It can be read as the chance of being right
    (``python -m tests.quality.kinds`` prints how often kinds of each score are): 0.5 where two kinds tie.

    >>> choose({"fire": 12, "transport": 4, "crime": 2})
    ('fire', 0.75)
    """
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    if not ranked or weights[ranked[0]] < least:
        return None, None
    first, second = weights[ranked[0]], weights[ranked[1]] if len(ranked) > 1 else 0
    return ranked[0], round(first / (first + second), 4)


def is_placed(kind: str | None) -> bool:
    """Whether such a happening has one place and one time."""
    return kind in _flagged("placed")


def is_told_abroad(kind: str | None) -> bool:
    """Whether such a happening is told from several lands, as a debate or a deal is."""
    return kind in _flagged("abroad")


def recurs(kind: str | None) -> bool:
    """Whether such happenings follow each other within days, in one place and with the same names."""
    return kind in _flagged("recurs")


@cache
def _flagged(flag: str) -> frozenset[str | None]:
    """The kinds of which the list says so."""
    return frozenset(kind for kind, row in word_tables.load("kinds").items() if row[flag])


def classify(
    headline: str | None, sentences: Sequence[str], lang: str | None = "en"
) -> tuple[str | None, float | None]:
    """Kind and score of a post from its heading and the sentences that tell of its first happening.

    >>> classify("Ferry sinks off the coast", ["Rescue boats searched for survivors."])[0]
    'accident'
    """
    weights: Weights = {}
    for text, times in ((headline or "", 2), ("".join(sentences[:1]), 2), (" ".join(sentences[1:]), 1)):
        for kind, weight in weigh(text, lang).items():
            weights[kind] = weights.get(kind, 0) + times * weight
    return choose(weights)
