"""What curation forgets: what nothing reached for a horizon, an event with all its posts and decisions at once.

An event of which half the posts are forgotten would change without anybody having said anything, and could not be
built again as it was published. So posts that share events are kept until the last of them has passed, and with them
what was merged into these events or decided about them: else a split could not give members back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from streams.stage import State, Write
from streams.stages.curate.index import Index
from streams.stages.curate.rows import DecisionRow, EventRow, PostRow
from streams.stages.curate.ties import Ties, home, named, neighbours, undo
from streams.stages.horizon import SWEPT_AT_ONCE, sweep


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
    alive: set[str] = set()  # what hangs together with a row that is not passed: a large event is looked through once
    writes: list[Write] = []
    for write in passed:
        row = state.get(write.key)
        if write.row is not None:
            writes.append(write)  # the clock
        elif write.key in gone:
            continue
        elif len(gone) >= SWEPT_AT_ONCE:
            break  # the rest in the next step: what hangs together may be much
        elif (together := _all_passed(state, desk, write.key, before, alive)) is not None:
            gone |= together
        else:  # others keep it: it is looked at again a horizon later
            writes.append(Write(write.key, msgspec.structs.replace(row, kept=now)))
    writes += [Write(key, None) for key in sorted(gone)]
    return writes, Present(state, gone)


def _all_passed(state: State, desk: str, key: str, before: datetime, alive: set[str]) -> set[str] | None:
    """The keys of all that must be kept together with a row: posts that share events, those events, what was merged
    into them, and decisions about them. None where one is not passed yet; what led there is ``alive`` from then on.
    """
    ties: Ties = state.index.ties
    found: set[str] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        row = state.get(one)
        if one in found or row is None:
            continue
        if one in alive or (not isinstance(row, EventRow) and row.kept >= before):
            alive |= found
            return None
        found.add(one)
        if isinstance(row, EventRow):
            waiting += state.index.members(desk, row.event_id)
            waiting += ties.about(desk, home(row.event_id))
            continue
        waiting += neighbours(row)
        if isinstance(row, PostRow):
            waiting += ties.about(desk, named(one))
        elif isinstance(row, DecisionRow):
            waiting += ties.about(desk, undo(row.decision.decision_id))
    return found
