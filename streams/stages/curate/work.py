"""What one record comes to: the rows that it changes, seen over those that stand, and the versions that follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec

from streams.codec import CANARY_DESK
from streams.data.outlets import Outlets
from streams.records import Change, CuratedEvent
from streams.stage import Emit
from streams.stages.curate import changes
from streams.stages.curate.changes import Occasion
from streams.stages.curate.decisions import Settled
from streams.stages.curate.event import record
from streams.stages.curate.forget import Present
from streams.stages.curate.forsaken import forsaken
from streams.stages.curate.groups import View
from streams.stages.curate.index import Index
from streams.stages.curate.novelty import FIRST, novelty
from streams.stages.curate.rows import EventRow, PostRow, event_key
from streams.topics import CANARY, CHANGES, EVENTS, Topic


class Work:
    """The rows that one record changes, and the events that they touch."""

    def __init__(self, state: Present, desk: str, clock: datetime, lists_max: int | None, outlets: Outlets) -> None:
        self.state = state
        self.desk = desk
        self.clock = clock  # the desk's
        self.rows: dict[str, Any] = {}
        self.view = View(state, desk, self.rows)
        self._lists_max = lists_max
        self._outlets = outlets
        self._keepers: dict[str, str] = {}
        self._split: set[str] = set()
        self._touched: dict[str, None] = {}

    def put(self, key: str, row: PostRow) -> None:
        """Set a post's row, and touch the events that it is in, before and after."""
        before: PostRow | None = self.state.get(key)
        for one in (before, row):
            if one is not None:
                self._touched.update(dict.fromkeys(one.events))
        self.rows[key] = row

    def settle(self, settled: Settled) -> None:
        """Put everything where it belongs now, and touch events that were merged into another than they are now."""
        self.rows.update(settled.decisions)
        for key, row in settled.posts.items():
            self.put(key, row)
        self._keepers, self._split = settled.keepers, settled.split
        for home, keeper in settled.keepers.items():
            old: EventRow | None = self.state.get(event_key(self.desk, home))
            if old is None or home == keeper or old.merged_into is None:
                continue
            if settled.keepers.get(old.merged_into) != keeper:
                self._touched[home] = None

    def publish(self, occasion: Occasion) -> tuple[list[Emit], dict[str, int]]:
        """The record and the change of each touched event that is not what it was."""
        out: list[Emit] = []
        counts: dict[str, int] = {}
        for event_id in self._touched:
            old: EventRow | None = self.state.get(event_key(self.desk, event_id))
            before = self.published(old)
            made = self._next(event_id, old, before, occasion)
            if made is None or (before is not None and changes.facts(before) == changes.facts(made[1])):
                continue
            row, after = made
            self.rows[event_key(self.desk, event_id)] = row
            self.state.index.remember(row, after)
            change = changes.change(occasion, before, after, split=event_id in self._split)
            _count(counts, change, before, after)
            out.append(Emit(self._topic(EVENTS), event_id, after))
            out.append(Emit(self._topic(CHANGES), event_id, change))
        return out, counts

    def published(self, row: EventRow | None) -> CuratedEvent | None:
        """The record last published for a row: remembered, else built again from the rows that stand."""
        if row is None or row.last is not None:
            return row.last if row is not None else None
        index: Index = self.state.index
        known = index.published(row)
        if known is None:
            keys = index.members(self.desk, row.event_id)
            known = self._build(row, {key: self.state.get(key) for key in keys})
        return known

    def _topic(self, topic: Topic) -> Topic:
        return CANARY if self.desk.startswith(CANARY_DESK) else topic

    def _build(self, row: EventRow, members: Mapping[str, PostRow]) -> CuratedEvent:
        """The record of an event with these members; of a retracted one nothing stands, whoever retracted it."""
        index: Index = self.state.index
        kept = index.kept.take(self.desk, row.event_id)
        built = record(row, kept.shares(row.event_id, members), self._lists_max, self._outlets, kept)
        index.kept.put(self.desk, row.event_id, kept)
        return built

    def _next(
        self, event_id: str, old: EventRow | None, before: CuratedEvent | None, occasion: Occasion
    ) -> tuple[EventRow, CuratedEvent] | None:
        """The next row and record; None for a home that nobody ever heard of, merged before it was told."""
        members = self.view.members(event_id)
        keeper = self._keepers.get(event_id, event_id)
        if before is None and not members:
            return None
        row = EventRow(
            desk=self.desk, event_id=event_id, version=old.version + 1 if old is not None else 1,
            status="merged" if keeper != event_id else _status(event_id, members.values()),
            merged_into=keeper if keeper != event_id else None, novelty=1.0, novelty_reasons=FIRST, kept=self.clock,
            founded=old.founded if old is not None else self.clock,
        )  # fmt: skip
        if members:
            after = self._build(row, members)
        else:
            assert before is not None
            after = _left(before, row, occasion.seen)
        if before is None:
            return row, after
        if occasion.post is None or "merged" in (before.status, after.status):  # nobody said anything
            new, why = before.novelty, before.novelty_reasons
        else:
            new, why = novelty(occasion.post, before, after)
        after = msgspec.structs.replace(after, novelty=new, novelty_reasons=why)
        last = None if members else after
        return msgspec.structs.replace(row, novelty=new, novelty_reasons=why, last=last), after


def _left(before: CuratedEvent, row: EventRow, at: datetime) -> CuratedEvent:
    """The record of an event whose members went elsewhere: where another took them, what it was stays readable."""
    if row.status == "retracted":
        return forsaken(before, row, at)
    return msgspec.structs.replace(before, version=row.version, status=row.status, merged_into=row.merged_into)


def _status(event_id: str, members: Collection[PostRow]) -> str:
    """Whether a post speaks for an event, and no decision retracts the whole."""
    spoken = any(not row.withdrawn for row in members) and not any(_retracts(event_id, row) for row in members)
    return "developing" if spoken else "retracted"


def _retracts(event_id: str, row: PostRow) -> bool:
    if row.retracts is None or row.principal is None:
        return False
    assignment = row.passages[row.principal].assignment
    return assignment is not None and assignment.event_id == event_id


def _count(counts: dict[str, int], change: Change, before: CuratedEvent | None, after: CuratedEvent) -> None:
    found = {
        "joined": change.kind == "updated", "merged": change.kind == "merged", "split": change.kind == "split",
        "retracted": change.kind == "retracted", "late": change.cause.reason == "late",
        "conflicts": changes.news(before, after, "disputed"),
        "corroborations": changes.news(before, after, "corroborated"),
    }  # fmt: skip
    for name, amount in found.items():
        if amount:
            counts[name] = counts.get(name, 0) + amount
