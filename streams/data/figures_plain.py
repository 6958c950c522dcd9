"""The word tables of figures in languages that are read word by word, without their grammar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from streams.data.lexicon import Lexicon, lexicon
from streams.data.word_tables import load

LANGUAGES = frozenset({"de", "es", "fr", "it", "pl", "pt", "ru", "uk"})
"""ISO 639-1 codes of those with a table ``figures.<language>.toml``."""


_FEW, _TEN, _HUNDRED = 3, 10, 100


@dataclass(frozen=True, slots=True)
class PlainTables:
    """The lookups of one language."""

    numbers: dict[str, float]
    compounds: dict[str, float]  # of tens and units in one word
    ands: frozenset[str]  # between tens and units
    scales: dict[str, float]
    vague: dict[str, float]
    few: frozenset[str]  # of the vague, those for three or more
    rough: dict[str, float]  # nouns for about so many: une dizaine
    bounds: Lexicon
    units: Lexicon
    things: Lexicon
    fates: Lexicon  # of whom one is told: the dead, the injured
    deeds: Lexicon
    not_counts: Lexicon
    spans: Lexicon  # of time -> unit
    served: frozenset[str]  # words behind a time that somebody serves
    months: Lexicon
    of: frozenset[str]
    totals: frozenset[str]
    more: frozenset[str]
    among: Lexicon
    instead: Lexicon
    between: frozenset[str]  # before the two ends of a range
    until: frozenset[str]  # between them
    amid: frozenset[str]  # before those of whom some are told: "entre los fallecidos"
    estimates: Lexicon  # verbs, with
    estimated_at: frozenset[str]  # what stands before the number that they lead to
    them: Lexicon  # of them
    plural: str  # letters in which nouns of many end; any, where none are named
    stop: frozenset[str]
    articles: frozenset[str]
    says: frozenset[str]  # who tells a number stands between it and the one before
    joins: frozenset[str]
    ages: frozenset[str]  # "eine Frau von 71"


def _compounds(lang: str, numbers: dict[str, int]) -> dict[str, float]:
    """Tens and units in one word: siebenundzwanzig, ventisette, trentuno.

    >>> _compounds("de", {"sieben": 7, "zwanzig": 20})
    {'siebenundzwanzig': 27.0, 'einundzwanzig': 21.0}
    """
    units = {word: value for word, value in numbers.items() if 0 < value < _TEN}
    tens = {word: value for word, value in numbers.items() if value in range(2 * _TEN, _HUNDRED, _TEN)}
    found: dict[str, float] = {}
    for ten, big in tens.items():
        for unit, small in (units | {"ein" if lang == "de" else "uno": 1}).items():
            if lang == "de":
                found[f"{unit}und{ten}"] = float(big + small)
            elif lang == "it":
                stem = ten[:-1] if unit[0] in "aeiou" else ten
                found[stem + unit] = float(big + small)
    return found


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
        compounds=_compounds(lang, read["numbers"]),
        ands=frozenset(words["joins"]),
        scales={word: float(value) for word, value in read["scales"].items()},
        vague={word: float(value) for word, value in read["vague"].items()},
        few=frozenset(word for word, low in read["vague"].items() if low == _FEW),
        rough={word: float(value) for word, value in read["rough"].items()},
        bounds=lexicon(read["bounds"]),
        units=lexicon(read["units"]),
        things=lexicon(read["things"]),
        fates=lexicon(read["fates"]),
        deeds=lexicon(read["deeds"]),
        not_counts=lexicon({"": words["not_counts"]}),
        spans=lexicon(read["spans"]),
        served=frozenset(words["served"]),
        months=lexicon({"": words["months"]}),
        of=frozenset(words["of"]),
        totals=frozenset(words["totals"]),
        more=frozenset(words["more"]),
        them=lexicon({"": words["them"]}),
        among=lexicon({"": words["among"]}),
        instead=lexicon({"": words["instead"]}),
        between=frozenset(words["between"]),
        until=frozenset(words["until"]),
        amid=frozenset(words["amid"]),
        estimates=lexicon({"": words["estimates"]}),
        estimated_at=frozenset(words["estimated_at"]),
        plural=words["plural"],
        stop=frozenset(words["stop"]),
        articles=frozenset(words["articles"]),
        says=frozenset(words["says"]),
        joins=frozenset(words["joins"]) | {","},
        ages=frozenset(words["ages"]),
    )
