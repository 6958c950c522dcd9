"""The lists that copies are found by: which posts have the same words, the same band or the same fingerprint."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from streams.stages.blocks import Blocks
from streams.stages.horizon import NEVER

NEAREST = 64  # entries of one list that are read: those nearest in time, since copies come within hours
MICROSECOND = timedelta(microseconds=1)


class Numbers:
    """Posts by number: lists hold numbers of four bytes. The number of a post that is gone is given again."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.references = array("q")  # microseconds since 1970
        self.prints = array("I")  # how many fingerprints each has, at least
        self._of: dict[str, int] = {}
        self._free: list[int] = []

    def __getitem__(self, key: str) -> int:
        return self._of[key]

    def get(self, key: str) -> int | None:
        """The number of a post, by its row's key; None where it stands in no list."""
        return self._of.get(key)

    def add(self, key: str, reference: datetime, prints: int) -> int:
        """A number for a post."""
        if self._free:
            number = self._free.pop()
            self.keys[number], self.references[number], self.prints[number] = key, micros(reference), prints
        else:
            number = len(self.keys)
            self.keys.append(key)
            self.references.append(micros(reference))
            self.prints.append(prints)
        self._of[key] = number
        return number

    def remove(self, key: str) -> None:
        """Let the number of a post go."""
        number = self._of.pop(key)
        self.keys[number] = ""
        self._free.append(number)


class Lists:
    """Numbers of posts under the numbers of lists.

    A list of more than are read is kept in order of (reference, key), so that those nearest in time are found.
    """

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._blocks = Blocks()
        self._long: dict[int, _Long] = {}

    def put(self, buckets: Sequence[int], number: int) -> None:
        """Put a post into lists."""
        long = self._long
        if long:
            for bucket in long.keys() & set(buckets):
                long[bucket].put(number)
            buckets = [bucket for bucket in buckets if bucket not in long]
        for bucket in self._blocks.add(buckets, number, NEAREST):
            long[bucket] = _Long(self._numbers, (*self._blocks.take(bucket), number))

    def remove(self, buckets: Sequence[int], number: int) -> None:
        """Take a post out of the lists that it was put into."""
        for bucket in buckets:
            if bucket not in self._long:
                self._blocks.remove(bucket, number)
                continue
            self._long[bucket].remove(number)
            if not self._long[bucket]:
                del self._long[bucket]

    def of(self, buckets: Sequence[int]) -> list[tuple[int, int, Sequence[int] | _Long]]:
        """Of those lists that hold a post: length, list, and its posts, to be read by ``near``."""
        short = [(len(posts), bucket, posts) for bucket, posts in self._blocks.of(buckets)]
        long = ((bucket, self._long[bucket]) for bucket in buckets if bucket in self._long)
        return [*short, *((len(posts), bucket, posts) for bucket, posts in long)]


def near(posts: Sequence[int] | _Long, at: int) -> Sequence[int]:
    """The posts of a list nearest to an instant, ``NEAREST`` at most, in no order."""
    return posts.near(at) if isinstance(posts, _Long) else posts


class _Long:
    """A list in order of (reference, key)."""

    def __init__(self, numbers: Numbers, first: Iterable[int]) -> None:
        self._of = numbers
        self._numbers = array("I", sorted(first, key=lambda n: (numbers.references[n], numbers.keys[n])))
        self._references = array("q", (numbers.references[n] for n in self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def put(self, number: int) -> None:
        place = self._place(number)
        self._numbers.insert(place, number)
        self._references.insert(place, self._of.references[number])

    def remove(self, number: int) -> None:
        place = self._place(number)
        del self._numbers[place]
        del self._references[place]

    def near(self, at: int) -> Sequence[int]:
        """The entries nearest in order to an instant."""
        start = min(max(bisect_left(self._references, at) - NEAREST // 2, 0), max(len(self) - NEAREST, 0))
        return self._numbers[start : start + NEAREST]

    def _place(self, number: int) -> int:
        """Where a post is, or goes."""
        reference, keys = self._of.references[number], self._of.keys
        start = bisect_left(self._references, reference)
        end = bisect_right(self._references, reference, start)
        return bisect_left(self._numbers, keys[number], start, end, key=keys.__getitem__)


def micros(moment: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (moment - NEVER) // MICROSECOND
