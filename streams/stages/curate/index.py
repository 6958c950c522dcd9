"""What curation looks things up by: inverted lists from terms to homes, homes to passages, and events to posts.

A home is an event as the matcher has it; merges and decisions make events of homes (``ties``). A passage is compared
with homes, so that who was tied to whom by hand makes nothing more or less like a new post.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from streams.data import rarity
from streams.records import CuratedEvent
from streams.stages.curate.members import Kept
from streams.stages.curate.profile import Profile, profile
from streams.stages.curate.rows import EventRow, PassageRow, PostRow, Signature, TieRow
from streams.stages.curate.ties import Ties
from streams.stages.horizon import ClockRow, Horizon

Teller = tuple[datetime, str, int]
"""A passage that tells of a home in the first place: its post's reference time and row key, and its number there."""

Homes = str | dict[str, int]
"""The homes that a term stands in, in how many passages; only the name where it is one passage of one home."""

COMMON_TERMS = 200  # a term of more events than that points nowhere
ENTRIES_READ = 800  # of inverted lists, the shortest first: a desk's busiest hour costs no more than a quiet one
CANDIDATES_MAX = 24  # events
COMMON = 0.05  # a stem in more than this share of a desk's events tells less there than elsewhere
SMOOTH = 3  # events by which a small desk is taken to be larger than it is
KEPT_MAX = 8_000  # posts of events of which is kept what was worked out for their last version
PUBLISHED_MAX = 2_048  # records of events that are remembered
PROFILES_MAX = 4_096  # worked out and kept for the next comparison
WEIGHTS = {"n": 8.0, "p": 5.0, "d": 2.0, "f": 4.0}
"""What a shared name, place, day or figure says for a candidate, beside words by their rarity."""


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


class Recent:
    """What was worked out for the events that changed last (``Kept``): up to so many posts of them."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], Kept] = {}
        self._posts = 0

    def take(self, desk: str, event_id: str) -> Kept:
        """What is kept of an event, to be put back when its next version is built."""
        kept = self._of.pop((desk, event_id), None) or Kept()
        self._posts -= len(kept)
        return kept

    def put(self, desk: str, event_id: str, kept: Kept) -> None:
        """Keep it as the newest, and let the oldest go. The last one stays however large it is."""
        self._of[desk, event_id] = kept
        self._posts += len(kept)
        while self._posts > KEPT_MAX and len(self._of) > 1:
            self._posts -= len(self._of.pop(next(iter(self._of))))


class Index:
    """Homes of each desk by term, their tellers, events' posts, rows by age. A function of the present rows alone."""

    def __init__(self) -> None:
        self.horizon = Horizon()
        self.ties = Ties()
        self._published: WeakKeyDictionary[EventRow, CuratedEvent] = WeakKeyDictionary()
        self.kept = Recent()
        self._homes_of: dict[str, dict[str, Homes]] = {}  # by desk, by term
        self._tellers: dict[tuple[str, str], list[Teller]] = {}
        self._members: dict[tuple[str, str], dict[str, None]] = {}
        self._tellings: dict[str, int] = {}  # by desk: homes that have tellers
        self._profiles: dict[int, Profile] = {}
        self._events = 0
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    @property
    def open_events(self) -> int:
        return self._events

    def put(self, key: str, row: PostRow | EventRow | TieRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        if not isinstance(row, EventRow):
            self.ties.put(key, row)
        if isinstance(row, TieRow):
            self.horizon.put(row.desk, key, row.kept)
            return
        if isinstance(row, EventRow):
            self._events += 1
            if row.status != "developing":  # the others go with their posts
                self.horizon.put(row.desk, key, row.kept)
            return
        self.horizon.put(row.desk, key, row.kept)
        for event_id in row.events:
            self._members.setdefault((row.desk, event_id), {})[key] = None
        for number, passage, home in _tellers(row):
            if (row.desk, home) not in self._tellers:
                self._tellings[row.desk] = self._tellings.get(row.desk, 0) + 1
            insort(self._tellers.setdefault((row.desk, home), []), (row.post.reference.start, key, number))
            homes_of = self._homes_of.setdefault(row.desk, {})
            for term in keys_of(passage.signature):
                homes_of[term] = _with(homes_of.get(term), home)
                self._entries += 1

    def remove(self, key: str, row: PostRow | EventRow | TieRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        if not isinstance(row, EventRow):
            self.ties.remove(key, row)
        if isinstance(row, TieRow):
            self.horizon.remove(row.desk, key)
            return
        if isinstance(row, EventRow):
            self._events -= 1
            if row.status != "developing":
                self.horizon.remove(row.desk, key)
            return
        self.horizon.remove(row.desk, key)
        for event_id in row.events:
            self._members[row.desk, event_id].pop(key, None)
            if not self._members[row.desk, event_id]:
                del self._members[row.desk, event_id]
        for number, passage, home in _tellers(row):
            self._tellers[row.desk, home].remove((row.post.reference.start, key, number))
            if not self._tellers[row.desk, home]:
                del self._tellers[row.desk, home]
                self._tellings[row.desk] -= 1
            homes_of = self._homes_of[row.desk]
            for term in keys_of(passage.signature):
                self._entries -= 1
                left = _without(homes_of[term], home)
                if left is None:
                    del homes_of[term]
                else:
                    homes_of[term] = left
            if not homes_of:
                del self._homes_of[row.desk]

    def published(self, row: EventRow) -> CuratedEvent | None:
        """The record published for a row, if it is one of the last ones and that very row stands."""
        return self._published.get(row)

    def remember(self, row: EventRow, record: CuratedEvent) -> None:
        """Spare building a row's record once more."""
        self._published[row] = record
        if len(self._published) > PUBLISHED_MAX:
            del self._published[next(iter(self._published))]

    def members(self, desk: str, event_id: str) -> list[str]:
        """Row keys of the posts that have a passage in an event, sorted."""
        return sorted(self._members.get((desk, event_id), ()))

    def tellers(
        self, desk: str, home: str, first: int, nearest: int, reference: datetime | None = None
    ) -> list[Teller]:
        """A home's first tellers and those nearest to a time, else its last: enough to stand for hundreds."""
        every = self._tellers.get((desk, home), [])
        if len(every) <= first + nearest:
            return list(every)
        at = len(every) if reference is None else bisect_left(every, (reference, "", 0))
        start = min(max(at - nearest // 2, first), len(every) - nearest)
        return every[:first] + every[start : start + nearest]

    def alike(self, desk: str, signature: Signature, reference: datetime, window: timedelta) -> list[str]:
        """Homes within the window that share the most of the rarest terms, best first: never a scan of all."""
        homes_of = self._homes_of.get(desk, {})
        lists = [
            (len(homes), term, homes) for term in keys_of(signature)
            if (homes := _counted(homes_of.get(term))) and len(homes) <= COMMON_TERMS
        ]  # fmt: skip
        lists.sort(key=lambda item: item[:2])
        weights: dict[str, float] = {}
        left = ENTRIES_READ
        for count, term, homes in lists:
            left -= count
            if left < 0:
                break
            weight = _weight(term)
            for home, passages in homes.items():
                share = passages / len(self._tellers[desk, home])
                weights[home] = weights.get(home, 0.0) + weight * math.sqrt(share)
        best = sorted(weights.items(), key=lambda item: (-round(item[1], 6), item[0]))
        near = (home for home, _ in best if self._gap(desk, home, reference) <= window)
        return [home for home, _ in zip(near, range(CANDIDATES_MAX), strict=False)]

    def profile(self, signature: Signature) -> Profile:
        """The profile of a signature, worked out once."""
        known = self._profiles.get(id(signature))
        if known is None or known.signature is not signature:
            if len(self._profiles) >= PROFILES_MAX:
                self._profiles.clear()
            known = self._profiles[id(signature)] = profile(signature)
        return known

    def in_desk(self, desk: str, signature: Signature) -> Profile:
        """The profile, with what its stems are worth in a desk: those of many of its events tell none from another."""
        known = self.profile(signature)
        total = self._tellings.get(desk, 0)
        few = 2 + COMMON * total
        homes_of = self._homes_of.get(desk, {})
        worth: dict[str, float] = {}
        for stem in known.weights:
            homes = homes_of.get(f"w:{stem}")
            if isinstance(homes, dict) and len(homes) > few:
                at_large, here = rarity.of(stem), -math.log((len(homes) - few) / (total + SMOOTH))
                if here < at_large:
                    worth[stem] = math.sqrt(here / at_large)
        return replace(known, worth=worth)

    def _gap(self, desk: str, home: str, reference: datetime) -> timedelta:
        """How far a time lies outside a home's tellers."""
        every = self._tellers[desk, home]
        return max(every[0][0] - reference, reference - every[-1][0], timedelta(0))


def _counted(homes: Homes | None) -> Mapping[str, int]:
    if homes is None:
        return {}
    return {homes: 1} if isinstance(homes, str) else homes


def _with(homes: Homes | None, home: str) -> Homes:
    """The homes of a term with one passage more. Most terms are one passage's alone, and need no table."""
    if homes is None:
        return home
    counted = {homes: 1} if isinstance(homes, str) else homes
    counted[home] = counted.get(home, 0) + 1
    return counted


def _without(homes: Homes, home: str) -> Homes | None:
    """The homes of a term with one passage less; None where none is left."""
    if isinstance(homes, str):
        return None
    homes[home] -= 1
    if not homes[home]:
        del homes[home]
    if len(homes) == 1 and set(homes.values()) == {1}:
        return next(iter(homes))
    return homes or None


def _tellers(row: PostRow) -> list[tuple[int, PassageRow, str]]:
    """The passages that others may be matched with, and their homes: main ones of a post that stands."""
    if row.withdrawn:
        return []
    return [
        (number, passage, passage.home) for number, passage in enumerate(row.passages)
        if passage.home is not None and passage.role == "main"
    ]  # fmt: skip
