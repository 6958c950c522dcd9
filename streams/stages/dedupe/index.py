"""What dedupe remembers of each post, and by what it finds posts that may be copies of each other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import add, itemgetter

from msgspec import Struct

from streams.stages.dedupe.wording import BANDS, NO_WORDS, Reading, Wording
from streams.stages.horizon import NEVER, ClockRow, Horizon

ENTRIES_READ = 64  # of one list: those nearest in time, since copies come within hours
CANDIDATES_MAX = 32  # posts compared in full, those with most in common
PRINTS_SHARE = 0.2  # of the fingerprints of a text that another has, to be looked at for a part of it
BAND = tuple(n << 32 for n in range(BANDS))  # upper bits of each band
PRINT = BANDS << 32  # and of a fingerprint
READINGS_MAX = 8192

Bucket = str | int  # the digest of all words, or a band or a fingerprint with its kind in the upper bits
Entry = tuple[datetime, str]


class PostRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="post"):
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


ROWS: tuple[type[Struct], ...] = (PostRow, ClockRow)


class Index:
    """Posts of each desk by their exact words, by band and by fingerprint; groups of copies in the order they came.

    Each list is in order of (reference, key), so that it does not depend on how it grew.
    """

    def __init__(self) -> None:
        self.horizon = Horizon()
        self._buckets: dict[str, dict[Bucket, list[Entry]]] = {}  # by desk
        self._groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._prints: dict[str, int] = {}  # how many each post has, at least
        self._readings: dict[int, Reading] = {}
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    def put(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.put(row.desk, key, row.kept)
        if row.withdrawn:
            return
        buckets, entry = self._buckets.setdefault(row.desk, {}), (row.reference, key)
        for bucket in _places(row):
            entries = buckets.get(bucket)
            if entries is None:
                buckets[bucket] = [entry]
            else:
                insort(entries, entry)
            self._entries += 1
        self._prints[key] = min(len(wording.prints) for wording in (row.wording, *row.former))
        if row.group is not None:
            insort(self._groups.setdefault((row.desk, row.group), []), (row.number, key))

    def remove(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.remove(row.desk, key)
        if row.withdrawn:
            return
        buckets, entry = self._buckets[row.desk], (row.reference, key)
        for bucket in _places(row):
            entries = buckets[bucket]
            if len(entries) > 1:
                del entries[bisect_left(entries, entry)]
            else:
                del buckets[bucket]
            self._entries -= 1
        if not buckets:
            del self._buckets[row.desk]
        del self._prints[key]
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
        buckets = self._buckets.get(desk, {})
        equal = [key for key in _near(buckets.get(wording.exact, ()), at) if key not in but_not]
        found: dict[str, int] = dict.fromkeys(equal[:CANDIDATES_MAX], len(wording.bands) + len(wording.prints) + 1)
        parts: dict[str, int] = {}  # fingerprints in common
        lists = [(len(entries), b, entries) for b in _found_by(wording) if (entries := buckets.get(b)) is not None]
        left = ENTRIES_READ * CANDIDATES_MAX
        for size, bucket, entries in sorted(lists, key=itemgetter(0, 1)):
            if left <= 0:
                break
            left -= min(size, ENTRIES_READ)
            counts = parts if bucket >= PRINT else found
            for key in _near(entries, at):
                if key not in but_not:
                    counts[key] = counts.get(key, 0) + 1
        for key, count in parts.items():
            if key in found or count >= PRINTS_SHARE * min(len(wording.prints), self._prints[key]):
                found[key] = found.get(key, 0) + count
        return sorted(found, key=lambda key: (-found[key], key))[:CANDIDATES_MAX]

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
            if len(self._readings) >= READINGS_MAX:
                self._readings.clear()
            known = self._readings[id(wording)] = Reading(wording)
        return known


def _near(entries: Sequence[Entry], at: datetime) -> list[str]:
    """The keys of a list nearest in order to an instant, oldest first."""
    if len(entries) > ENTRIES_READ:
        middle = bisect_left(entries, (at, ""))
        start = min(max(middle - ENTRIES_READ // 2, 0), len(entries) - ENTRIES_READ)
        entries = entries[start : start + ENTRIES_READ]
    return [key for _, key in entries]


def _places(row: PostRow) -> Iterable[Bucket]:
    """The lists that a post stands in, by what it says and by what it said before."""
    if not row.former:
        return (row.wording.exact, *_found_by(row.wording))
    places: dict[Bucket, None] = {}
    for wording in (row.wording, *row.former):
        places[wording.exact] = None
        places.update(dict.fromkeys(_found_by(wording)))
    return places


def _found_by(wording: Wording) -> list[int]:
    return [*map(add, wording.bands, BAND), *map(PRINT.__add__, wording.prints)]
