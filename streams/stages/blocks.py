"""Entries of an inverted index in 12 bytes each: keys of 64 bits with values of 32, sorted, in blocks of arrays.

A dictionary of lists takes 80 to 200 bytes an entry, and an object that the garbage collector walks. Here an entry is
found by two binary searches, and put where it belongs by moving half a block: what that costs does not depend on how
many entries there are, but for the logarithm. ``sortedcontainers`` does the same over objects.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

BLOCK = 1024  # entries of a block, at most: 12 kB
JOINED = BLOCK // 4  # entries under which a block goes to its neighbour


class Blocks:
    """Pairs of a key and a value in order of their keys; those of one key stand together in one block, however many."""

    __slots__ = ("_firsts", "_keys", "_values")

    def __init__(self) -> None:
        self._firsts = [0]  # no key of a block is smaller, and none of the block before is as large
        self._keys = [array("Q")]
        self._values = [array("I")]

    def add(self, keys: Iterable[int], value: int, most: int) -> list[int]:
        """Put a value under each key, but for those that have as many as may be: they are given back."""
        full = []
        for key in keys:
            at, n = self._place(key)
            block, end = self._keys[at], n + most
            if end <= len(block) and block[end - 1] == key:
                full.append(key)
                continue
            block.insert(n, key)
            self._values[at].insert(n, value)
            if len(block) > BLOCK:
                self._split(at)
        return full

    def remove(self, key: int, value: int) -> None:
        """Take a value away from under a key, where it was put."""
        at, n = self._place(key)
        self._delete(at, self._values[at].index(value, n), 1)

    def take(self, key: int) -> array[int]:
        """Remove all values of a key, and give them back."""
        [(_, values)] = self.of((key,))
        self._delete(*self._place(key), len(values))
        return values

    def of(self, keys: Iterable[int]) -> list[tuple[int, array[int]]]:
        """Of those keys that have any, each with its values."""
        found = []
        for key in keys:
            at, n = self._place(key)
            block = self._keys[at]
            if n < len(block) and block[n] == key:
                found.append((key, self._values[at][n : bisect_right(block, key, n)]))
        return found

    def count(self, keys: Iterable[int]) -> list[int]:
        """Add one to the value of each key; those that had none have one now, and are given back."""
        new = []
        for key in keys:
            at, n = self._place(key)
            block = self._keys[at]
            if n < len(block) and block[n] == key:
                self._values[at][n] += 1
                continue
            new.append(key)
            block.insert(n, key)
            self._values[at].insert(n, 1)
            if len(block) > BLOCK:
                self._split(at)
        return new

    def uncount(self, keys: Iterable[int]) -> list[int]:
        """Take one from the value of each key; those that have none left are gone, and given back."""
        gone = []
        for key in keys:
            at, n = self._place(key)
            values = self._values[at]
            if values[n] > 1:
                values[n] -= 1
            else:
                self._delete(at, n, 1)
                gone.append(key)
        return gone

    def between(self, first: int, last: int) -> list[tuple[int, int]]:
        """The pairs whose keys are in [first, last), in order."""
        at, n = self._place(first)
        found: list[tuple[int, int]] = []
        while True:
            keys = self._keys[at]
            end = bisect_left(keys, last, n)
            found += zip(keys[n:end], self._values[at][n:end], strict=True)
            at += 1
            if end < len(keys) or at == len(self._keys):
                return found
            n = 0

    def _place(self, key: int) -> tuple[int, int]:
        """The block of a key, and where in it the first pair of the key is."""
        at = bisect_right(self._firsts, key) - 1
        return at, bisect_left(self._keys[at], key)

    def _delete(self, at: int, n: int, count: int) -> None:
        keys = self._keys[at]
        del keys[n : n + count]
        del self._values[at][n : n + count]
        if len(keys) < JOINED and len(self._keys) > 1:
            self._join(max(at - 1, 0))

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
