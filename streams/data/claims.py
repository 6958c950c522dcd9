"""Word tables of claims: the verbs' forms and frames, and closed classes of words, made ready to look up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from streams.data import word_tables

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verb:
    """One form of a verb of saying, thinking or wanting."""

    lemma: str
    shape: str  # base | s | past | ing
    frames: frozenset[str]
    particles: tuple[Phrase, ...]  # with which it takes an object: "called for"
    telling: tuple[Phrase, ...]  # with which it tells: "pointed out"
    doubtful: bool


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """Closed classes and phrases; phrases are tuples of lower-case tokens, the longest first."""

    verbs: dict[str, Verb]
    adjectives: frozenset[str]
    heads: frozenset[str]  # all forms of verbs, and the adjectives
    nouns: dict[str, frozenset[str]]  # a noun that tells -> what may link it with what is told
    catenatives: frozenset[str]  # before "to" and the verb that tells
    continuing: frozenset[str]  # before "-ing" of the verb that tells
    hanging: dict[str, tuple[Phrase, ...]]  # last word -> what may stand before "-ing" of the verb that tells
    unsaid: dict[str, frozenset[str]]  # lemma -> what may follow its passive where nobody says it; "": a name given
    unowned: frozenset[str]  # those of the nouns that need no owner
    carriers: frozenset[str]  # forms of verbs that only carry a noun
    words: dict[str, frozenset[str]]
    hedges: dict[str, tuple[Phrase, ...]]  # under their first word
    hedging_cues: frozenset[str]
    denials: frozenset[str]
    denied: frozenset[str]  # what a denial may say instead of repeating it
    counts: frozenset[str]  # "that figure"
    proposals: frozenset[str]  # what is turned down, not denied
    falsehoods: frozenset[str]
    contrasts: frozenset[str]
    channels: dict[str, tuple[Phrase, ...]]  # under their first word
    channel_openers: frozenset[str]
    relay_participles: frozenset[str]  # "carried by", "first reported by"
    relay_heads: tuple[Phrase, ...]
    documents: frozenset[str]
    unnamed: frozenset[str]
    official: frozenset[str]


def forms(lemma: str, irregular: list[str] | None = None) -> dict[str, str]:
    """The forms of an English verb -> their shape.

    >>> forms("deny")
    {'deny': 'base', 'denies': 's', 'denied': 'past', 'denying': 'ing'}
    >>> sorted(forms("urge"))
    ['urge', 'urged', 'urges', 'urging']

    Doubled consonants are left to the table of irregular verbs.
    """
    if irregular:
        third, past, participle, ing = irregular
        return {lemma: "base", third: "s", participle: "past", past: "past", ing: "ing"}
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {lemma: "base", f"{lemma[:-1]}ies": "s", f"{lemma[:-1]}ied": "past", f"{lemma}ing": "ing"}
    if lemma.endswith("e"):
        return {lemma: "base", f"{lemma}s": "s", f"{lemma}d": "past", f"{lemma[:-1]}ing": "ing"}
    third = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else f"{lemma}s"
    return {lemma: "base", third: "s", f"{lemma}ed": "past", f"{lemma}ing": "ing"}


def _longest_first(rows: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(sorted((tuple(row.split()) for row in rows), key=lambda words: (-len(words), words)))


def _phrases(rows: list[str]) -> dict[str, tuple[Phrase, ...]]:
    filed: dict[str, list[Phrase]] = {}
    for row in rows:
        words = tuple(row.split())
        filed.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(found, key=lambda words: (-len(words), words))) for first, found in filed.items()}


def _numbers(nouns: str) -> list[str]:
    """Nouns and their plurals."""
    listed = nouns.split()
    return listed + [f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s" for noun in listed]


def _links(rows: dict[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for link, nouns in rows.items():
        for number in _numbers(nouns):
            found.setdefault(number, set()).add(link)
    return {noun: frozenset(links) for noun, links in found.items()}


@cache
def tables() -> ClaimTables:
    """The tables, read once.

    >>> tables().verbs["vowed"].lemma, sorted(tables().verbs["vowed"].frames)
    ('vow', ['clause', 'infinitive', 'object'])
    """
    raw = word_tables.load("claims")

    def all_forms(lemmas: str) -> frozenset[str]:
        return frozenset(form for lemma in lemmas.split() for form in forms(lemma, raw["irregular"].get(lemma)))

    frames: dict[str, set[str]] = {}
    for frame, lemmas in raw["frames"].items():
        for lemma in lemmas.split():
            frames.setdefault(lemma, set()).add(frame)
    for lemma in (*raw["particles"], *raw["telling_particles"]):
        frames.setdefault(lemma, set())
    doubtful = frozenset(raw["doubtful"]["forms"])
    verbs: dict[str, Verb] = {}
    for lemma, kinds in frames.items():
        particles = _longest_first(raw["particles"].get(lemma, ()))
        telling = _longest_first(raw["telling_particles"].get(lemma, ()))
        for form, shape in forms(lemma, raw["irregular"].get(lemma)).items():
            if form not in verbs or verbs[form].shape == "base":
                verbs[form] = Verb(lemma, shape, frozenset(kinds), particles, telling, form in doubtful)
    sources = raw["sources"]
    adjectives = frozenset(raw["adjectives"]["words"].split())
    return ClaimTables(
        verbs=verbs,
        adjectives=adjectives,
        heads=adjectives | verbs.keys(),
        nouns=_links(raw["nouns"]),
        unowned=frozenset(_numbers(raw["unowned"]["nouns"])),
        catenatives=all_forms(raw["catenatives"]["verbs"]) | frozenset(raw["catenatives"]["words"]),
        continuing=all_forms(raw["catenatives"]["continuing"]),
        hanging={
            link.split()[-1]: tuple((form, *link.split()) for form in sorted(all_forms(lemmas)))
            for link, lemmas in raw["hanging"].items()
        },
        unsaid={lemma: frozenset(links) for lemma, links in raw["unsaid"].items()},
        carriers=all_forms(raw["carriers"]["verbs"]),
        words={name: frozenset(listed) for name, listed in raw["words"].items()},
        hedges=_phrases(raw["hedges"]["words"]),
        hedging_cues=frozenset(raw["hedges"]["cues"]),
        denials=frozenset(raw["denials"]["lemmas"]),
        denied=frozenset(raw["denials"]["objects"]),
        counts=frozenset(raw["denials"]["counts"]),
        proposals=frozenset(raw["denials"]["proposals"]),
        falsehoods=frozenset(raw["denials"]["falsehoods"]),
        contrasts=frozenset(raw["denials"]["contrasts"]),
        channels=_phrases(raw["channels"]["phrases"]),
        channel_openers=frozenset(raw["channels"]["openers"]),
        relay_participles=frozenset(raw["relays"]["participles"]),
        relay_heads=_longest_first(raw["relays"]["heads"]),
        documents=frozenset(sources["documents"]),
        unnamed=frozenset(sources["unnamed"]),
        official=frozenset(sources["official"]),
    )
