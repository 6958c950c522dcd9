"""The homes of one desk: who tells of each in the first place, and the terms that it is found by.

A home is an event as the matcher has it; merges and decisions make events of homes (``ties``). A passage is compared
with homes, so that who was tied to whom by hand makes nothing more or less like a new post.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heapify, heappop
from operator import itemgetter

from streams.data import rarity
from streams.stages.blocks import Blocks
from streams.stages.curate.rows import Signature

Teller = tuple[datetime, str, int]
"""A passage that tells of a home in the first place: its post's reference time and row key, and its number there."""

COMMON_TERMS = 200  # a term of more events than that points nowhere
ENTRIES_READ = 800  # of inverted lists, the shortest first: a desk's busiest hour costs no more than a quiet one
CANDIDATES_MAX = 24  # events
WEIGHTS = {"n": 8.0, "p": 5.0, "d": 2.0, "f": 4.0}
"""What a shared name, place, day or figure says for a candidate, beside words by their rarity."""
HOME = (1 << 32) - 1  # the lower half of an entry's key; the upper is its term


def keys_of(signature: Signature) -> list[str]:
    """The typed terms of a passage under which it can be found, each once."""
    return [
        *(f"w:{term}" for term in dict.fromkeys(signature.terms)),
        *(f"n:{name}" for name in signature.names),
        *(f"p:{place.key}" for place in signature.places),
        *dict.fromkeys(f"d:{time.first.isoformat()}" for time in signature.times),
        *dict.fromkeys(f"f:{figure.object}:{figure.value:g}" for figure in signature.figures),
    ]


def _weight(term: str) -> float:
    kind, _, word = term.partition(":")
    return rarity.of(word) if kind == "w" else WEIGHTS[kind]


class Homes:
    """Homes and terms by number, and of each term and home in how many passages they meet.

    Numbers are given again when their home or term is gone; no answer depends on them.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._tellers: list[list[Teller]] = []  # of each home, in order
        self._free: list[int] = []
        self._terms: dict[str, int] = {}
        self._spread = array("I")  # of each term, how many homes it stands in
        self._free_terms: list[int] = []
        self._meetings = Blocks()
        self.entries = 0

    def __len__(self) -> int:
        """Homes that have tellers."""
        return len(self._numbers)

    def put(self, home: str, teller: Teller, signature: Signature) -> None:
        """A passage that tells of a home."""
        number = self._numbers.get(home)
        if number is None:
            number = self._numbers[home] = self._add(home)
        insort(self._tellers[number], teller)
        known, keys = self._terms, []
        for term in keys_of(signature):
            of_term = known.get(term)
            if of_term is None:
                of_term = known[term] = self._add_term()
            keys.append(of_term << 32 | number)
        self.entries += len(keys)
        for key in self._meetings.count(keys):
            self._spread[key >> 32] += 1

    def remove(self, home: str, teller: Teller, signature: Signature) -> None:
        """A passage told of a home, and does no more."""
        number = self._numbers[home]
        terms = {self._terms[term] << 32 | number: term for term in keys_of(signature)}
        self.entries -= len(terms)
        for key in self._meetings.uncount(terms):
            self._spread[key >> 32] -= 1
            if not self._spread[key >> 32]:
                del self._terms[terms[key]]
                self._free_terms.append(key >> 32)
        tellers = self._tellers[number]
        del tellers[bisect_left(tellers, teller)]
        if not tellers:
            del self._numbers[home]
            self._free.append(number)

    def tellers(self, home: str) -> Sequence[Teller]:
        """A home's tellers, in order of time."""
        number = self._numbers.get(home)
        return self._tellers[number] if number is not None else ()

    def alike(self, signature: Signature, reference: datetime, window: timedelta) -> list[str]:
        """Homes within the window that share the most of the rarest terms, best first: never a scan of all."""
        told = ((term, self._terms.get(term)) for term in keys_of(signature))
        lists = [
            (count, term, number) for term, number in told
            if number is not None and (count := self._spread[number]) <= COMMON_TERMS
        ]  # fmt: skip
        weights: dict[int, float] = {}
        tellers, left = self._tellers, ENTRIES_READ
        for count, term, number in sorted(lists, key=itemgetter(0, 1)):
            left -= count
            if left < 0:
                break
            weight = _weight(term)
            for key, passages in self._meetings.between(number << 32, number + 1 << 32):
                home = key & HOME
                weights[home] = weights.get(home, 0.0) + weight * math.sqrt(passages / len(tellers[home]))
        best = [(-round(weight, 6), self._names[home], home) for home, weight in weights.items()]
        heapify(best)  # of some hundreds the first few are asked for
        found: list[str] = []
        while best and len(found) < CANDIDATES_MAX:
            _, name, home = heappop(best)
            if self._gap(home, reference) <= window:
                found.append(name)
        return found

    def spread(self, stem: str) -> int:
        """In how many homes a stem stands."""
        number = self._terms.get(f"w:{stem}")
        return self._spread[number] if number is not None else 0

    def _gap(self, home: int, reference: datetime) -> timedelta:
        """How far a time lies outside a home's tellers."""
        every = self._tellers[home]
        return max(every[0][0] - reference, reference - every[-1][0], timedelta(0))

    def _add(self, home: str) -> int:
        if self._free:
            number = self._free.pop()
            self._names[number] = home
            return number
        self._names.append(home)
        self._tellers.append([])
        return len(self._names) - 1

    def _add_term(self) -> int:
        if self._free_terms:
            return self._free_terms.pop()
        self._spread.append(0)
        return len(self._spread) - 1
