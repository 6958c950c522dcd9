"""What an update costs as a desk's window grows, and what a post costs in memory: dedupe and curate, nothing else.

    .venv/bin/python -m tests.benchmarks scale 10000 100000 1000000

A made stream (``made_stream``), all within the horizon; a process for each figure's run. Milliseconds are of CPU, so
that what else the machine does is left out; bytes are the process's resident ones, less those before the first post.

- *stepped*: every post goes through both steps; up to 10,000 posts, in fifths.
- *filled*: the window is filled with the rows that the posts come to, as a worker finds it that recovers (``filled``);
  then 1,000 posts of the same stream are stepped through, each large event for the first time after the start, and
  then 2,000 more, which are what the window costs. For 10,000 posts both are told: they must say the same.
- *desks*: the same, but the posts are of 100 desks.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from statistics import mean
from time import thread_time
from typing import Any

import msgspec
import psutil

from streams.records import CuratedEvent, Enriched, Post
from streams.runtime.garbage import Garbage
from streams.stage import State
from streams.stages import curate, dedupe
from tests.benchmarks.filled import TIMED, Filling
from tests.benchmarks.made_stream import Made, known_stream, marked, stream

LENGTHS = (10_000,)
STEPPED_MAX = 10_000
BLOCKS = 5
FIRST, STEPPED = 1_000, 2_000  # posts after a filled window
DESKS = 100
SIZES = {"1 to 3": (1, 3), "20": (15, 25), "200": (150, 250), "1,000": (800, 1200)}  # posts of the event updated


class Desk:
    """The state of both stages, as a worker has it, and what each update cost. Garbage is settled as a worker does."""

    def __init__(self) -> None:
        self.states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
        self.took: dict[str, list[float]] = defaultdict(list)  # by stage: milliseconds of each update
        self.pauses: list[float] = []  # milliseconds of each collection of garbage
        self._garbage = Garbage()
        self._began = 0.0
        self.by_size: dict[str, list[float]] = defaultdict(list)  # of curate, by size of the event

    def take(self, post: Post, enriched: Enriched) -> None:
        """One post through both stages."""
        for emit in self._step("dedupe", dedupe.step, post).out:
            assert isinstance(emit.record, Post)
            outcome = self._step("curate", curate.step, marked(emit.record, enriched))
            posts = max((e.record.post_count for e in outcome.out if isinstance(e.record, CuratedEvent)), default=0)
            for name, (low, high) in SIZES.items():
                if low <= posts <= high:
                    self.by_size[name].append(self.took["curate"][-1])

    def _step(self, stage: str, step: Any, record: Any) -> Any:
        state = self.states[stage]
        began = thread_time()
        outcome = step(state, record, record.seen, horizon=timedelta(days=14))
        for write in outcome.writes:
            state.apply(write.key, write.row)
        self.took[stage].append(1000 * (thread_time() - began))
        self._garbage.took(1)
        return outcome

    def collects(self, phase: str, _: Any) -> None:
        """Called by Python as a collection starts and stops."""
        if phase == "start":
            self._began = thread_time()
        else:
            self.pauses.append(1000 * (thread_time() - self._began))

    def told(self) -> Iterator[tuple[str, float]]:
        """What updates took since this was last asked."""
        for stage, took in self.took.items():
            ranked = sorted(took)
            yield f"{stage}, ms an update", mean(took)
            yield f"{stage}, ms an update, p99", ranked[len(ranked) * 99 // 100]
            yield f"{stage}, ms an update, most", ranked[-1]
            took.clear()
        yield "ms of a collection of garbage, most", max(self.pauses, default=0.0)
        self.pauses.clear()


def stepped(posts: int) -> Iterator[tuple[str, float]]:
    """Figures of one desk that grows to so many posts, in this process."""
    made = stream(posts)
    desk, process, before = _started()
    for block in range(1, BLOCKS + 1):
        for post, enriched in islice(made, posts // BLOCKS):
            desk.take(post, enriched)
        for name, value in desk.told():
            yield f"up to {block * posts // BLOCKS:,}: {name}", value
        gc.collect()
        yield (
            f"up to {block * posts // BLOCKS:,}: bytes a post",
            (process.memory_info().rss - before) / (block * posts / BLOCKS),
        )
    yield from _by_size(desk)
    yield from _by_kind(desk, posts)


def filled(posts: int, desks: int = 1) -> Iterator[tuple[str, float]]:
    """Figures of a window that is filled with so many posts, in this process."""
    made = known_stream(posts + FIRST + STEPPED)
    if desks > 1:
        made = (_moved(each, desks) for each in made)
    desk, process, before = _started()
    filling = Filling(desk.states)
    filling.fill(islice(made, posts))
    yield "bytes a post, before any update", (process.memory_info().rss - before) / posts
    for stage, seconds in filling.seconds.items():
        yield f"{stage}, ms to take a post's rows in", 1000 * seconds * TIMED / posts
    for of, count in (("first updates", FIRST), ("then", STEPPED)):
        desk.by_size.clear()
        for each in islice(made, count):
            desk.take(each.post, each.enriched)
        for name, value in desk.told():
            yield f"{of}: {name}", value
    yield "bytes a post", (process.memory_info().rss - before) / (posts + FIRST + STEPPED)
    gc.unfreeze()
    began = thread_time()
    gc.collect()
    yield "ms of a full collection of garbage that walks everything", 1000 * (thread_time() - began)
    yield from _by_size(desk)
    yield from _by_kind(desk, posts)


def _started() -> tuple[Desk, psutil.Process, int]:
    """An empty desk, once all tables are read, and what the process takes until then."""
    for post, enriched in islice(stream(50, seed=2), 50):
        Desk().take(post, enriched)
    gc.collect()
    gc.freeze()  # as a worker does once its tables are there
    process, desk = psutil.Process(), Desk()
    gc.callbacks.append(desk.collects)
    return desk, process, process.memory_info().rss


def _moved(made: Made, desks: int) -> Made:
    """The post on one of several desks, by what it tells of."""
    name = f"desk {made.happening % desks}"
    return Made(
        msgspec.structs.replace(made.post, desk=name), msgspec.structs.replace(made.enriched, desk=name),
        made.happening, made.original,
    )  # fmt: skip


def _by_size(desk: Desk) -> Iterator[tuple[str, float]]:
    for name in SIZES:
        if took := desk.by_size.get(name):
            yield f"curate, ms an update of an event of {name} posts, {len(took)} of them", mean(took)


def _by_kind(desk: Desk, posts: int) -> Iterator[tuple[str, float]]:
    """Bytes of the objects that each part of the state is made of, an object counted where it is first met."""
    seen: set[int] = set()
    for stage, state in desk.states.items():
        rows = Counter[str]()
        for key, packed in state._packed.items():
            rows[key.partition("/")[0]] += len(packed)
        for kind, size in rows.items():
            yield f"{stage}: packed rows of kind {kind}, bytes a post", size / posts
        yield f"{stage}: index entries a post", len(state.index) / posts
        for name, part in [("rows", state._packed), ("rows unpacked", state._last), *vars(state.index).items()]:
            yield f"{stage}: {name.lstrip('_')}, bytes a post", _held(part, seen) / posts


def _held(thing: Any, seen: set[int]) -> int:
    total, waiting = 0, [thing]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen or isinstance(one, type) or (callable(one) and not hasattr(one, "__dict__")):
            continue
        seen.add(id(one))
        total += sys.getsizeof(one) + (16 if gc.is_tracked(one) else 0)
        if isinstance(one, msgspec.Struct):  # most are not the collector's
            waiting += [getattr(one, name) for name in one.__struct_fields__]
        elif not callable(one):
            waiting += gc.get_referents(one)
    return total


def run(*lengths: int) -> dict[str, float]:
    """The figures of each length, each in a process of its own."""
    found: dict[str, float] = {}
    for posts in lengths or LENGTHS:
        for way in ("stepped", "filled", "desks") if posts <= STEPPED_MAX else ("filled", "desks"):
            program = [sys.executable, "-m", __spec__.name, way, str(posts)] if __spec__ else []
            lines = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
            found |= {f"{posts:,} {way}: {name}": value for name, value in map(json.loads, lines)}
    return found


if __name__ == "__main__":
    given = int(sys.argv[2])
    ways = {"stepped": stepped(given), "filled": filled(given), "desks": filled(given, DESKS)}
    for figure in ways[sys.argv[1]]:
        print(json.dumps(figure), flush=True)
