"""What to plan with: bytes an update leaves on the topics, memory an open event holds, and how fast state is read back.

    .venv/bin/python -m tests.benchmarks capacity

The demo's day on many desks, through replay on one partition: live pages that come again with a post changed, feed
items, copies. Bytes are of key, value and headers before compression; memory is what the process grew by, over all
stages; a rebuild is decoding rows and indexing them, without the reading from the broker.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from pathlib import Path

import psutil

from streams.codec import Inbound, Outbound
from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime.files import Given, updates
from streams.runtime.replay import Replay
from streams.runtime.turn import Turn, Turner
from streams.settings import Settings

DEMO = Path(__file__).parents[2] / "streams" / "data" / "demo" / "updates.ndjson"
DESKS = 120


class Unkept(Replay):
    """A replay that keeps no topic, only what they came to; and of each changelog, the newest row of a key."""

    def __init__(self) -> None:
        super().__init__(pipeline(Settings()))
        self.bytes: Counter[str] = Counter()
        self.rows: dict[str, dict[str, bytes]] = {stage.name: {} for stage in self.stages}
        for stage in self.stages:
            turner = self.turner(stage, 0)
            turner.take = self._taking(stage.name, turner.take)

    def _taking(self, stage: str, take):
        def taking(batch) -> Turn:
            turn = take(batch)
            for row in turn.rows:
                self.bytes[f"state.{stage}"] += len(row.key) + len(row.value or b"")
                self.rows[stage].pop(row.key, None)
                if row.value is not None:
                    self.rows[stage][row.key] = row.value
            return turn

        return taking

    def _append(self, out: Outbound, time: float) -> Inbound:
        record = super()._append(out, time)
        self.topics[out.topic.name].clear()
        self.bytes[out.topic.name] += out.size
        return record


def resident() -> int:
    gc.collect()
    return psutil.Process().memory_info().rss


def run() -> dict[str, float]:
    """Bytes, and rates of one core."""
    replay = Unkept()
    days = [
        [item for item in updates([str(DEMO)], Given(desk=f"d{desk}")) if isinstance(item, RawUpdate)]
        for desk in range(DESKS + 1)
    ]
    replay.feed(days.pop())  # the gazetteer and every table are in memory now
    replay.bytes.clear()
    before, began = resident(), time.process_time()
    for day in days:
        replay.feed(day)
    seconds, grown = time.process_time() - began, resident() - before
    grown -= sum(len(key) + len(value) for rows in replay.rows.values() for key, value in rows.items())  # ours
    amount = sum(len(day) for day in days)
    states = {stage.name: replay.turner(stage, 0).state for stage in replay.stages}
    events = states["curate"].index.open_events
    figures = {"updates": amount, "posts": replay.counts["enrich"]["received", ""], "open events": events,
               "updates a second on one core": amount / seconds}  # fmt: skip
    for name, size in replay.bytes.items():
        figures[f"bytes an update on {name}"] = size / amount
    figures["bytes of memory an open event, all stages"] = grown / events
    figures["bytes of changelog an open event, compacted"] = (
        sum(len(value) for rows in replay.rows.values() for value in rows.values()) / events
    )
    for stage in replay.stages:
        if not stage.rows:
            continue
        turner, began = Turner(stage), time.process_time()
        for key, value in replay.rows[stage.name].items():
            turner.restore(key, value)
        figures[f"rows a second read back, {stage.name}"] = len(turner.state) / (time.process_time() - began)
    return figures
