"""What curation forgets: posts and events that nothing reached for a horizon, an event with all its posts at once.

An event of which half the posts are forgotten would change without anybody having said anything, and could not be
built again as it was published. So posts that share events are kept until the last of them has passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from streams.stage import State, Write
from streams.stages.curate.index import Index
from streams.stages.curate.rows import EventRow, PostRow, event_key
from streams.stages.horizon import sweep


class Present:
    """The state without what is forgotten in this very step."""

    def __init__(self, state: State, gone: set[str]) -> None:
        self._state = state
        self._gone = gone
        self.index: Index = state.index

    def get(self, key: str) -> Any:
        """The row under this key, or None where it is not there or forgotten now."""
        return None if key in self._gone else self._state.get(key)


def forget(state: State, desk: str, now: datetime, horizon: timedelta) -> tuple[list[Write], Present]:
    """The writes that move the desk's clock and forget what it has passed, and the state as it is then."""
    passed = sweep(state, desk, now, horizon)
    before = now - horizon
    gone: set[str] = set()
    writes: list[Write] = []
    for write in passed:
        row = state.get(write.key)
        if write.row is not None:
            writes.append(write)  # the clock
        elif write.key in gone:
            continue
        elif isinstance(row, PostRow) and (together := _all_passed(state, write.key, before)) is not None:
            gone |= together
        elif isinstance(row, EventRow) and not state.index.members(desk, row.event_id):
            gone.add(write.key)  # merged away, or left by all its posts
        else:  # others keep it: it is looked at again a horizon later
            writes.append(Write(write.key, msgspec.structs.replace(row, kept=now)))
    writes += [Write(key, None) for key in sorted(gone)]
    return writes, Present(state, gone)


def _all_passed(state: State, key: str, before: datetime) -> set[str] | None:
    """The keys of all posts that share events with this one, and of those events; None where one is not passed yet."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        row: PostRow = state.get(one)
        if row.kept >= before:
            return None
        found.add(one)
        for event_id in row.events:
            if (event := event_key(row.desk, event_id)) not in found:
                found.add(event)
                waiting += state.index.members(row.desk, event_id)
    return found
