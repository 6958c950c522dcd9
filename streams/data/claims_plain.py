"""The words of saying in languages that are read word by word, without their grammar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from streams.data.lexicon import Lexicon, lexicon
from streams.data.word_tables import load

LANGUAGES = frozenset({"de", "es", "fr", "it", "pl", "pt", "ru", "uk"})
"""ISO 639-1 codes of the languages in ``claims_plain.toml``."""


@dataclass(frozen=True, slots=True)
class PlainClaims:
    """The lookups of one language."""

    verbs: Lexicon  # of any kind
    said: Lexicon
    denies: Lexicon
    of: Lexicon  # their object is told
    that: Lexicon
    by: Lexicon  # according to
    joins: frozenset[str]
    stop: frozenset[str]  # words at which a sayer ends
    opens: frozenset[str]  # words before a sayer that are none of it
    to: frozenset[str]  # words before whom it is told, right behind the verb
    among: frozenset[str]  # words behind a verb before those who say it
    citing: Lexicon  # words before who is behind a medium
    apart: dict[str, str]  # verbs that reject, and the word that ends them
    capitals: bool  # whether all nouns have one
    genitives: frozenset[str]  # words inside a sayer, where nouns have capitals


@cache
def plain_claims(lang: str) -> PlainClaims:
    """Every lookup of a language, made once.

    >>> plain_claims("fr").said.at(["a", "déclaré"], 0)
    (2, 'said')
    """
    row = load("claims_plain")[lang]
    every = {"verb": row["said"] + row["denies"] + row["of"] + [*row.get("apart", ())]}
    return PlainClaims(
        verbs=lexicon(every), said=lexicon({"said": row["said"]}), denies=lexicon({"denies": row["denies"]}),
        of=lexicon({"of": row["of"]}), that=lexicon({"that": row["that"]}),
        by=lexicon({"by": row["by"], "comma": row.get("by_after_comma", [])}),
        joins=frozenset(row["joins"]), stop=frozenset(row["stop"]), opens=frozenset(row["opens"]),
        to=frozenset(row["to"]), among=frozenset(row.get("among", ())),
        citing=lexicon({"citing": row["citing"]}), apart=row.get("apart", {}),
        capitals="genitives" in row, genitives=frozenset(row.get("genitives", ())),
    )  # fmt: skip
