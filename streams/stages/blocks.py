"""Entries of an inverted index in 12 bytes each: keys of 64 bits with values of 32, sorted, in blocks of arrays.

A dictionary of lists takes 80 to 200 bytes an entry, and an object that the garbage collector walks. Here an entry is
found by two binary searches, and put where it belongs by moving half a block: what that costs does not depend on how
many entries there are, but for the logarithm. ``sortedcontainers`` does the same over objects.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right

BLOCK = 1024  # entries of a block, at most: 12 kB
JOINED = BLOCK // 4  # entries under which a block goes to its neighbour


class Blocks:
    """Pairs of a key and a value in order of their keys; those of one key in the order in which they came.

    Pairs of one key stand in one block, however many they are.
    """

    __slots__ = ("_firsts", "_keys", "_values")

    def __init__(self) -> None:
        self._firsts = [0]  # no key of a block is smaller, and none of the block before is as large
        self._keys = [array("Q")]
        self._values = [array("I")]

    def place(self, key: int) -> tuple[int, array[int], array[int], int]:
        """The block of a key: its number, its keys and values, and where in it the first pair of the key is or goes."""
        at = bisect_right(self._firsts, key) - 1
        keys = self._keys[at]
        return at, keys, self._values[at], bisect_left(keys, key)

    def insert(self, at: int, n: int, key: int, value: int) -> None:
        """Put a pair at a place of a block."""
        keys = self._keys[at]
        keys.insert(n, key)
        self._values[at].insert(n, value)
        if len(keys) > BLOCK:
            self._split(at)

    def delete(self, at: int, n: int, count: int = 1) -> None:
        """Remove pairs from a place of a block on."""
        keys = self._keys[at]
        del keys[n : n + count]
        del self._values[at][n : n + count]
        if len(keys) < JOINED and len(self._keys) > 1:
            self._join(max(at - 1, 0))

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """The pairs whose keys are in [first, last), in order."""
        at, keys, values, n = self.place(first)
        found: list[tuple[int, int]] = []
        while True:
            end = bisect_left(keys, last, n)
            found += zip(keys[n:end], values[n:end], strict=True)
            at += 1
            if end < len(keys) or at == len(self._keys):
                return found
            keys, values, n = self._keys[at], self._values[at], 0

    def _split(self, at: int) -> None:
        """Cut a block in two about its middle, where one key's pairs end and the next one's begin."""
        keys, values = self._keys[at], self._values[at]
        n = bisect_left(keys, keys[len(keys) // 2]) or bisect_right(keys, keys[0])
        if n == len(keys):
            return
        self._firsts.insert(at + 1, keys[n])
        self._keys[at : at + 1] = [keys[:n], keys[n:]]
        self._values[at : at + 1] = [values[:n], values[n:]]

    def _join(self, at: int) -> None:
        """Make a block and the one after it one, or two of about one length."""
        self._keys[at] += self._keys.pop(at + 1)
        self._values[at] += self._values.pop(at + 1)
        del self._firsts[at + 1]
        if len(self._keys[at]) > BLOCK:
            self._split(at)
