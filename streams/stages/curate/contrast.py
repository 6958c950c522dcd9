"""What claims say by single words: that something is not so, that another is wrong, or the opposite of what he said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from streams.data.word_tables import load
from streams.stages.curate.signature import stem

_WORDS = load("ledger")["words"]
_NEGATIONS = frozenset(_WORDS["negations"])
_denial = re.compile(rf"\b(?:{'|'.join(map(re.escape, _WORDS['denials']))})\b")
_word = re.compile(r"[a-z]+(?:[’'][a-z]+)?")

_SIDES: dict[str, frozenset[tuple[int, int]]] = {}
for _number, _pair in enumerate(load("ledger")["opposites"]["pairs"]):
    for _side, _names in enumerate(_pair):
        for _name in _names.split():
            _SIDES[stem(_name)] = _SIDES.get(stem(_name), frozenset()) | {(_number, _side)}


def is_negated(text: str) -> bool:
    """Whether a text says that something is not so.

    >>> is_negated("Nobody had warned them"), is_negated("The gates weren't locked"), is_negated("They were locked")
    (True, True, False)
    """
    said = _word.findall(text.casefold().replace("’", "'"))
    return any(word in _NEGATIONS or word.endswith("n't") for word in said)


def denies(text: str) -> bool:
    """Whether words deny by themselves: "had nothing to do with it"."""
    return _denial.search(text.casefold()) is not None


def opposed(one: Iterable[str], other: Iterable[str]) -> frozenset[str]:
    """The stems of two texts that are opposites of each other; none where either text has both.

    >>> sorted(opposed({"gate", "lock"}, {"gate", "open"}))
    ['lock', 'open']
    >>> opposed({"gate", "lock", "open"}, {"gate", "open"})
    frozenset()
    """
    ours, theirs = _sides(one), _sides(other)
    for (number, side), word in ours.items():
        against = (number, 1 - side)
        if against in theirs and against not in ours and (number, side) not in theirs:
            return frozenset((word, theirs[against]))
    return frozenset()


def _sides(stems: Iterable[str]) -> dict[tuple[int, int], str]:
    return {side: word for word in sorted(stems) if word in _SIDES for side in sorted(_SIDES[word])}
