"""How long state is kept: rows of a desk are forgotten when its clock has passed them by the horizon."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from streams.stage import Row, Write

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
SWEPT_AT_ONCE = 32  # rows forgotten in one step, so that a long silence does not make one step slow


class ClockRow(Row, frozen=True, kw_only=True, tag_field="row", tag="clock"):
    """A desk's clock: the greatest `seen` so far. Nothing else moves it."""

    seen: datetime


def clock_key(desk: str) -> str:
    """The row key of a desk's clock."""
    return f"clock/{desk}"


class Horizon:
    """The rows of each desk by the desk's clock when they were last written (their `kept`)."""

    def __init__(self) -> None:
        self._heaps: dict[str, list[tuple[datetime, str]]] = {}
        self._seen: dict[str, dict[str, datetime]] = {}
        self._rows = 0  # asked after every batch, and a worker may hold thousands of desks

    def __len__(self) -> int:
        return self._rows

    def put(self, desk: str, key: str, kept: datetime) -> None:
        rows = self._seen.setdefault(desk, {})
        self._rows += key not in rows
        rows[key] = kept
        heap = self._heaps.setdefault(desk, [])
        heapq.heappush(heap, (kept, key))
        if len(heap) > 64 + 2 * len(rows):  # stale entries of rows seen again
            heap[:] = [(seen, key) for key, seen in rows.items()]
            heapq.heapify(heap)

    def remove(self, desk: str, key: str) -> None:
        known = self._seen.get(desk, {})
        self._rows -= known.pop(key, None) is not None
        if not known:
            self._seen.pop(desk, None)
            self._heaps.pop(desk, None)

    def passed(self, desk: str, before: datetime) -> list[str]:
        """Keys of rows kept since before an instant, oldest first, at most ``SWEPT_AT_ONCE``. Leaves them in place."""
        heap, seen = self._heaps.get(desk, []), self._seen.get(desk, {})
        found: list[tuple[datetime, str]] = []
        while heap and heap[0][0] < before and len(found) < SWEPT_AT_ONCE:
            entry = heapq.heappop(heap)
            if seen.get(entry[1]) == entry[0] and (not found or found[-1] != entry):
                found.append(entry)
        for entry in found:
            heapq.heappush(heap, entry)
        return [key for _, key in found]


def clock_of(state: Any, desk: str, now: datetime) -> datetime:
    """A desk's clock as it is once a record seen at ``now`` has come."""
    clock = state.get(clock_key(desk))
    return now if clock is None else max(now, clock.seen)


def kept(state: Any, desk: str, now: datetime, writes: Iterable[Write]) -> list[Write]:
    """The writes, each row that can be forgotten stamped with the desk's clock: so long it is kept, and then a horizon.

    By its own `seen` a late row would be forgotten as soon as it came.
    """
    at = clock_of(state, desk, now)
    return [
        Write(write.key, msgspec.structs.replace(write.row, kept=at))
        if write.row is not None and hasattr(write.row, "kept")
        else write
        for write in writes
    ]


def sweep(state: Any, desk: str, now: datetime, horizon: timedelta) -> list[Write]:
    """The writes that move a desk's clock to ``now`` and forget what it has passed."""
    clock = state.get(clock_key(desk))
    if clock is not None and clock.seen >= now:
        return []
    gone: list[Write] = [Write(key, None) for key in state.index.horizon.passed(desk, now - horizon)]
    return [Write(clock_key(desk), ClockRow(seen=now)), *gone]
