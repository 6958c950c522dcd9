"""What curation looks things up by: terms to homes, homes to passages (``homes``), events to posts, ties, ages."""

from __future__ import annotations

import math
from collections.abc import Sequence, Sized
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from streams.data import rarity
from streams.records import CuratedEvent
from streams.stage import Row
from streams.stages.curate.homes import Homes, Teller
from streams.stages.curate.members import Kept
from streams.stages.curate.profile import Profile, profile
from streams.stages.curate.rows import DecisionRow, EventRow, LinkRow, PassageRow, PostRow, Signature, TieRow
from streams.stages.curate.ties import Ties
from streams.stages.horizon import ClockRow, Horizon

COMMON = 0.05  # a stem in more than this share of a desk's events tells less there than elsewhere
SMOOTH = 3  # events by which a small desk is taken to be larger than it is
KEPT_MAX = 8_000  # posts of events of which is kept what was worked out for their last version
KEPT_SHARE = 32  # or one post of so many that stand: a longer window has more live pages at once
PUBLISHED_MAX = 2_048  # records of events that are remembered
PROFILES_MAX = 4_096  # worked out and kept for the next comparison


class Recent:
    """What was worked out for the events that changed last (``Kept``): up to so many posts of them.

    ``standing`` are the rows among which they are, by whose number more is kept.
    """

    def __init__(self, standing: Sized = ()) -> None:
        self._standing = standing
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
        most = max(KEPT_MAX, len(self._standing) // KEPT_SHARE)
        while self._posts > most and len(self._of) > 1:
            self._posts -= len(self._of.pop(next(iter(self._of))))


class Index:
    """Homes of each desk by term, their tellers, events' posts, rows by age. A function of the present rows alone."""

    rows: ClassVar[tuple[type[Row], ...]] = (PostRow, EventRow, ClockRow, LinkRow, DecisionRow)

    def __init__(self) -> None:
        self.horizon = Horizon()
        self.ties = Ties()
        self.kept = Recent(self.horizon)
        self._published: dict[tuple[str, str], tuple[EventRow, CuratedEvent]] = {}
        self._homes: dict[str, Homes] = {}  # by desk
        self._members: dict[str, dict[str, str | dict[str, None]]] = {}  # by desk, by event: most have one post
        self._profiles: dict[int, Profile] = {}
        self._events = 0

    def __len__(self) -> int:
        return sum(homes.entries for homes in self._homes.values())

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
        members = self._members.setdefault(row.desk, {}) if row.events else {}
        for event_id in row.events:
            members[event_id] = _with(members.get(event_id), key)
        for number, passage, home in tellers(row):
            homes = self._homes.setdefault(row.desk, Homes())
            homes.put(home, (row.post.reference.start, key, number), passage.signature)

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
            members = self._members[row.desk]
            left = _without(members.pop(event_id), key)
            if left is not None:
                members[event_id] = left
            elif not members:
                del self._members[row.desk]
        for number, passage, home in tellers(row):
            homes = self._homes[row.desk]
            homes.remove(home, (row.post.reference.start, key, number), passage.signature)
            if not homes:
                del self._homes[row.desk]

    def published(self, row: EventRow) -> CuratedEvent | None:
        """The record published for a row, if it is one of the last ones and that very row stands."""
        known = self._published.get((row.desk, row.event_id))
        return known[1] if known is not None and known[0] is row else None

    def remember(self, row: EventRow, record: CuratedEvent) -> None:
        """Spare building a row's record once more."""
        self._published.pop((row.desk, row.event_id), None)
        self._published[row.desk, row.event_id] = row, record
        if len(self._published) > PUBLISHED_MAX:
            del self._published[next(iter(self._published))]

    def members(self, desk: str, event_id: str) -> list[str]:
        """Row keys of the posts that have a passage in an event, sorted."""
        found = self._members.get(desk, {}).get(event_id, {})
        return [found] if isinstance(found, str) else sorted(found)

    def tellers(self, desk: str, home: str) -> Sequence[Teller]:
        """The passages that tell of a home in the first place, in order of time."""
        homes = self._homes.get(desk)
        return homes.tellers(home) if homes is not None else ()

    def alike(self, desk: str, signature: Signature, reference: datetime, window: timedelta) -> list[str]:
        """Homes within the window that share the most of the rarest terms, best first: never a scan of all."""
        homes = self._homes.get(desk)
        return homes.alike(signature, reference, window) if homes is not None else []

    def profile(self, signature: Signature) -> Profile:
        """The profile of a signature, worked out once."""
        known = self._profiles.get(id(signature))
        if known is None or known.signature is not signature:
            if len(self._profiles) >= PROFILES_MAX:  # the oldest goes: all at once would make one update slow
                del self._profiles[next(iter(self._profiles))]
            known = self._profiles[id(signature)] = profile(signature)
        return known

    def in_desk(self, desk: str, signature: Signature) -> Profile:
        """The profile, with what its stems are worth in a desk: those of many of its events tell none from another."""
        known, homes = self.profile(signature), self._homes.get(desk)
        if homes is None:
            return replace(known, worth={})
        few = 2 + COMMON * len(homes)
        worth: dict[str, float] = {}
        for stem in known.weights:
            spread = homes.spread(stem)
            if spread > few:
                at_large, here = rarity.of(stem), -math.log((spread - few) / (len(homes) + SMOOTH))
                if here < at_large:
                    worth[stem] = math.sqrt(here / at_large)
        return replace(known, worth=worth)


def _with(members: str | dict[str, None] | None, key: str) -> str | dict[str, None]:
    """The posts of an event with one more."""
    if members is None or members == key:
        return key
    found = {members: None} if isinstance(members, str) else members
    found[key] = None
    return found


def _without(members: str | dict[str, None], key: str) -> str | dict[str, None] | None:
    """The posts of an event with one less; None where none is left."""
    if isinstance(members, str):
        return None
    del members[key]
    return members or None


def tellers(row: PostRow) -> list[tuple[int, PassageRow, str]]:
    """The passages that others may be matched with, and their homes: main ones of a post that stands."""
    if row.withdrawn:
        return []
    return [
        (number, passage, passage.home) for number, passage in enumerate(row.passages)
        if passage.home is not None and passage.role == "main"
    ]  # fmt: skip
