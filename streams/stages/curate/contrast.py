"""What claims say by single words: that something is not so, that another is wrong, or the opposite of what he said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from streams.data.word_tables import load
from streams.stages.curate.signature import stem, stems


class Spoken(Protocol):
    """What is said, by its stems, and what of it is said not to be so."""

    @property
    def words(self) -> frozenset[str]: ...

    @property
    def sides(self) -> Sides: ...

    @property
    def negated(self) -> frozenset[str] | None: ...


NOTHING: frozenset[str] = frozenset()

_WORDS = load("ledger")["words"]
_NEGATIONS, _NOT_DENYING = frozenset(_WORDS["negations"]), frozenset(_WORDS["not_denying"])
_denial = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS['denials']))})")
_denying = re.compile(rf"\b(?:{'|'.join(_WORDS['denying'])})\b")
_word = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_part = re.compile(
    r"[.!?;]|\bbut\b|\band (?=(?:had|has|have|was|were|is|are|did|does|do|will|would|could|can|never)\b)"
)

_so_far = re.compile(
    r"\b(?:since|until|till|yet|for (?:\w+ ){1,2}(?:years?|decades?|months?|weeks?|days?|hours?|minutes?))\b"
)
_DAYS = frozenset(_WORDS["days"])

_SAME = {
    stem(name): stem(names.partition(" ")[0]) for names in load("ledger")["same"]["words"] for name in names.split()
}
_SIDES: dict[str, frozenset[tuple[int, int]]] = {}
for _number, _pair in enumerate(load("ledger")["opposites"]["pairs"]):
    for _side, _names in enumerate(_pair):
        for _name in _names.split():
            _SIDES[stem(_name)] = _SIDES.get(stem(_name), frozenset()) | {(_number, _side)}


def meant(text: str, lang: str | None = None) -> list[str]:
    """The stems of a text, one for all words that say the same.

    >>> meant("A blaze killed two"), meant("Two died in a fire")
    (['fire', 'kill'], ['kill', 'fire'])
    """
    return [_SAME.get(word, word) for word in stems(text, lang)]


def negated(text: str, lang: str | None = None) -> frozenset[str] | None:
    """The stems of the sentences of a text that say that something is not so; null where none does.

    >>> sorted(negated("Nobody had warned them") or ()), negated("They were locked")
    (['nobody', 'warn'], None)
    >>> sorted(negated("The cables were rusted, but they had not been warned") or ())
    ['warn']
    """
    found: set[str] = set()
    negations = 0
    for part in _part.split(text.casefold().replace("’", "'")):
        if _so_far.search(part) is not None:
            continue  # "not inspected for ten years" is "last inspected ten years ago"
        if _says_no(part):
            negations += 1
            found.update(meant(part, lang))
    return frozenset(found) if negations else None


def _says_no(part: str) -> bool:
    """Whether a part of a sentence says no: "not" does and "denied firing", "not only" and "denied a visa" do not."""
    if _denying.search(part) is not None:
        return True
    words = _word.findall(part)
    return any(
        (word in _NEGATIONS or word.endswith("n't")) and after not in _NOT_DENYING
        for word, after in zip(words, (*words[1:], ""), strict=False)
    )


def denies(text: str) -> bool:
    """Whether words deny by themselves: "had nothing to do with it", or tell that somebody does: "Roa denies it"."""
    low = text.casefold()
    return _denial.search(low) is not None or _denying.search(low) is not None


Sides = Mapping[tuple[int, int], str]
"""The words of a text that have an opposite, by pair and side."""


def sides(words: Iterable[str]) -> Sides:
    """What of the stems of a text has an opposite, by the stem that stands for it (``meant``)."""
    return {side: _SAME.get(word, word) for word in sorted(_SIDES.keys() & words) for side in sorted(_SIDES[word])}


def opposed(one: Sides, other: Sides) -> frozenset[str]:
    """The stems of two texts that are opposites of each other; none where either text has both.

    >>> sorted(opposed(sides({"gate", "lock"}), sides({"gate", "open"})))
    ['lock', 'open']
    >>> opposed(sides({"gate", "lock", "open"}), sides({"gate", "open"}))
    frozenset()
    """
    if not one or not other:
        return NOTHING
    for (number, side), word in one.items():
        against = (number, 1 - side)
        if against in other and against not in one and (number, side) not in other:
            return frozenset((word, other[against]))
    return NOTHING


def days(text: str) -> frozenset[str]:
    """The days and months that a text names; they say nothing of what it is about.

    >>> sorted(days("The vote will be held on Tuesday"))
    ['tuesday']
    """
    return _DAYS.intersection(_word.findall(text.casefold()))


def are_contrary(a: Spoken, b: Spoken) -> bool:
    """Whether one says that it is not so, or names the opposite; who does both says the same: "not locked", "open"."""
    return (says_no(a, b) != says_no(b, a)) != bool(opposed(a.sides, b.sides))


def says_no(a: Spoken, b: Spoken) -> bool:
    """Whether one says that something which the other speaks of is not so. Where both say no, nobody knows to what."""
    return a.negated is not None and b.negated is None and not a.negated.isdisjoint(b.words)
