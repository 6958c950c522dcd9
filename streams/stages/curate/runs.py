"""Runs of an event's members: what follows from all of them is put together of what follows from parts of them.

A run is cut where the posts' own ids say so, whatever else is there. So one post more, wherever it belongs, makes the
run that it is in another one, and those that hold this; all others are the same objects as before, with all that was
worked out of them. A version of an event of thousands of posts looks at some dozens of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Protocol, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Join = Callable[[Any], Any]
Given = tuple[Any, ...]
"""What is given beside the members: one object for all of them, so that it is kept once."""
Ends = tuple[datetime, ...]
"""The first and the last instant; nothing where there is none."""

WIDTH = 16  # parts of a run, as a mean
LEVELS = 4  # runs of runs; 16 parts at each hold 65,000 members


class Part(Protocol):
    """A member, or a run of them."""

    @property
    def cut(self) -> int:
        """A number by chance that stays the same: which runs end with it."""

    def fold(self, work: Callable[..., Value], join: Join, given: Given) -> Value: ...


class Run:
    """Parts side by side."""

    __slots__ = ("_known", "cut", "parts")

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        self.cut = parts[-1].cut if parts else 0
        self._known: dict[Any, tuple[Given, Any]] = {}

    def fold(self, work: Callable[..., Value], join: Join, given: Given) -> Value:
        """``join`` of what ``work(member, *given)`` is of each; worked out once as long as the same is given.

        Both are pure, and it is the same in whatever pieces ``join`` gets them: of one it is that one.
        """
        known = self._known.get(work)
        if known is None or known[0] != given:
            values = [part.fold(work, join, given) for part in self.parts]
            known = self._known[work] = given, values[0] if len(values) == 1 else join(values)
        value: Value = known[1]
        return value


def run_of(members: Sequence[Part], make: Callable[..., Run]) -> Run:
    """The run of these members, in their order. ``make(name, *parts)`` makes a run, or finds it."""
    parts: Sequence[Part] = members
    for level in range(LEVELS):
        if len(parts) <= WIDTH:
            break
        ends = WIDTH ** (level + 1)
        runs: list[Part] = []
        begin = 0
        for at, part in enumerate(parts, 1):
            if not part.cut % ends:
                runs.append(make((level, parts[begin]), *parts[begin:at]))
                begin = at
        if begin < len(parts):
            runs.append(make((level, parts[begin]), *parts[begin:]))
        parts = runs
    return make("whole", *parts)


# ------------------------------------------------------------------------------------------- joins


def around(values: Sequence[Ends]) -> Ends:
    """The span of time of all of them."""
    ends = [value for value in values if value]
    return (min(each[0] for each in ends), max(each[1] for each in ends)) if ends else ()


def in_a_row(values: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """All of them."""
    return tuple(chain.from_iterable(values))


def each_once(values: Sequence[tuple[Value, ...]]) -> tuple[Value, ...]:
    """All of them, each once, in the order of their first."""
    return tuple(dict.fromkeys(chain.from_iterable(values)))


def counted(values: Sequence[Mapping[Key, int]]) -> Mapping[Key, int]:
    """The sums, in the order of their first."""
    found: dict[Key, int] = {}
    for each in values:
        for key, count in each.items():
            found[key] = found.get(key, 0) + count
    return found


def grouped(values: Sequence[Mapping[Key, tuple[Value, ...]]]) -> Mapping[Key, tuple[Value, ...]]:
    """What is told of each, in the order of their first."""
    found: dict[Key, list[tuple[Value, ...]]] = {}
    for each in values:
        for key, told in each.items():
            found.setdefault(key, []).append(told)
    return {key: told[0] if len(told) == 1 else in_a_row(told) for key, told in found.items()}


def by_key(told: Iterable[tuple[Key, Value]]) -> Mapping[Key, tuple[Value, ...]]:
    """What one member tells of each, for ``grouped``."""
    found: dict[Key, list[Value]] = {}
    for key, value in told:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
