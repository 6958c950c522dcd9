"""The word tables of figures in languages that are read word by word, without their grammar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from streams.data.lexicon import Lexicon, lexicon
from streams.data.word_tables import load

LANGUAGES = frozenset({"de", "es", "fr", "it", "pt"})
"""ISO 639-1 codes of those with a table ``figures.<language>.toml``."""


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
