"""What dedupe remembers of each post, and by what it finds posts that may be copies of each other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import datetime
from operator import add, itemgetter
from typing import ClassVar

from streams.stage import Row
from streams.stages.dedupe.lists import NEAREST, Lists, Numbers, micros, near
from streams.stages.dedupe.wording import BANDS, NO_WORDS, Reading, Wording
from streams.stages.horizon import NEVER, ClockRow, Horizon

CANDIDATES_MAX = 32  # posts compared in full, those with most in common
PRINTS_SHARE = 0.2  # of the fingerprints of a text that another has, to be looked at for a part of it
BAND = tuple(n << 32 for n in range(BANDS))  # upper bits of each band
PRINT = BANDS << 32  # and of a fingerprint
EXACT, EXACT_DIGITS = 1 << 63, 15  # upper bit of the list of equal words, and as much of their digest as there is room
READINGS_MAX = 4096


class PostRow(Row, frozen=True, kw_only=True, tag_field="row", tag="post"):
    """What dedupe remembers of a post."""

    desk: str
    post_id: str
    revision: int
    reference: datetime
    # What rows of before 2026.11.3 lack: they are known, but nobody is found to copy them.
    outlet: str | None = None
    wording: Wording = NO_WORDS
    former: tuple[Wording, ...] = ()  # of older revisions that said it otherwise, the newest last
    group: str | None = None
    shown: str | None = None  # the group that it is published with, where it is no member: of what it is a part of
    number: int = 0  # in its group, in the order in which they came
    duplicate_of: str | None = None
    kind: str | None = None
    similarity: float | None = None
    withdrawn: bool = False
    kept: datetime = NEVER


class Index:
    """Posts of each desk by their exact words, by band and by fingerprint; groups of copies in the order they came.

    What a list answers does not depend on how it grew.
    """

    rows: ClassVar[tuple[type[Row], ...]] = (PostRow, ClockRow)

    def __init__(self) -> None:
        self.horizon = Horizon()
        self._numbers = Numbers()
        self._lists: dict[str, Lists] = {}  # by desk
        self._groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._readings: dict[int, Reading] = {}
        self._entries: dict[str, int] = {}  # by desk

    def __len__(self) -> int:
        return sum(self._entries.values())

    def put(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.put(row.desk, key, row.kept)
        if row.withdrawn:
            return
        prints = min(len(wording.prints) for wording in (row.wording, *row.former))
        buckets = _places(row)
        lists = self._lists.setdefault(row.desk, Lists(self._numbers))
        lists.put(buckets, self._numbers.add(key, row.reference, prints))
        self._entries[row.desk] = self._entries.get(row.desk, 0) + len(buckets)
        if row.group is not None:
            insort(self._groups.setdefault((row.desk, row.group), []), (row.number, key))

    def remove(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.remove(row.desk, key)
        if row.withdrawn:
            return
        buckets = _places(row)
        self._lists[row.desk].remove(buckets, self._numbers[key])
        self._numbers.remove(key)
        self._entries[row.desk] -= len(buckets)
        if not self._entries[row.desk]:
            del self._entries[row.desk], self._lists[row.desk]
        if row.group is not None:
            members = self._groups[row.desk, row.group]
            del members[bisect_left(members, (row.number, key))]
            if not members:
                del self._groups[row.desk, row.group]

    def alike(self, desk: str, wording: Wording, at: datetime, but_not: frozenset[str]) -> list[str]:
        """Keys of posts that may be copies of one with these words and this reference time, the likeliest first.

        Those with equal words, and those found in most lists. A list that holds much of the desk tells little, and is
        read last: the words that it goes by are those of a form.
        """
        lists, numbers = self._lists.get(desk), self._numbers
        if lists is None:
            return []
        when = micros(at)
        but = {numbers.get(key) for key in but_not}
        equal = [each for _, _, posts in lists.of([_exact(wording)]) for each in near(posts, when) if each not in but]
        first = sorted(equal, key=lambda each: (numbers.references[each], numbers.keys[each]))[:CANDIDATES_MAX]
        found: dict[int, int] = dict.fromkeys(first, len(wording.bands) + len(wording.prints) + 1)
        parts: dict[int, int] = {}  # fingerprints in common
        left = NEAREST * CANDIDATES_MAX
        for size, bucket, posts in sorted(lists.of(_found_by(wording)), key=itemgetter(0, 1)):
            if left <= 0:
                break
            left -= min(size, NEAREST)
            counts = parts if bucket >= PRINT else found
            for each in near(posts, when):
                if each not in but:
                    counts[each] = counts.get(each, 0) + 1
        for each, count in parts.items():
            if each in found or count >= PRINTS_SHARE * min(len(wording.prints), numbers.prints[each]):
                found[each] = found.get(each, 0) + count
        return sorted(map(numbers.keys.__getitem__, found), key=lambda key: (-found[numbers[key]], key))[
            :CANDIDATES_MAX
        ]

    def leader(self, desk: str, group: str, but_not: frozenset[str]) -> tuple[int, str] | None:
        """The first that came of a group's members that stand: its number and its key."""
        return next((member for member in self._groups.get((desk, group), ()) if member[1] not in but_not), None)

    def next_number(self, desk: str, group: str) -> int:
        """The number of the next to come to a group; the original, which may be of no group yet, has 0."""
        members = self._groups.get((desk, group))
        return members[-1][0] + 1 if members else 1

    def reading(self, wording: Wording) -> Reading:
        """The reading of a wording, worked out once."""
        known = self._readings.get(id(wording))
        if known is None or known.wording is not wording:
            if len(self._readings) >= READINGS_MAX:  # the oldest goes: all at once would make one update slow
                del self._readings[next(iter(self._readings))]
            known = self._readings[id(wording)] = Reading(wording)
        return known


def _places(row: PostRow) -> Sequence[int]:
    """The lists that a post stands in, by what it says and by what it said before."""
    if not row.former:
        return (_exact(row.wording), *_found_by(row.wording))
    places: dict[int, None] = {}
    for wording in (row.wording, *row.former):
        places[_exact(wording)] = None
        places.update(dict.fromkeys(_found_by(wording)))
    return tuple(places)


def _exact(wording: Wording) -> int:
    return EXACT | int(wording.exact[:EXACT_DIGITS] or "0", 16)


def _found_by(wording: Wording) -> list[int]:
    return [*map(add, wording.bands, BAND), *map(PRINT.__add__, wording.prints)]
