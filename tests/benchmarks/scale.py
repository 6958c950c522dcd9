"""What an update costs as a desk's window grows, and what a post costs in memory: dedupe and curate, nothing else.

    .venv/bin/python -m tests.benchmarks scale 10000 100000

One desk, a made stream (``made_stream``), all within the horizon; a process for each length. Milliseconds are of CPU,
so that what else the machine does is left out; bytes are the process's resident ones, less those before the first post.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from statistics import mean
from time import thread_time
from typing import Any

import psutil

from streams.records import CuratedEvent, Enriched, Post
from streams.stage import State
from streams.stages import curate, dedupe
from tests.benchmarks.made_stream import marked, stream

LENGTHS = (10_000,)
BLOCKS = 5
SIZES = {"20": (15, 25), "200": (180, 220), "1,000": (900, 1100)}  # posts of the event that an update goes into
SAMPLED = 400  # rows whose objects are counted


class Desk:
    """The state of both stages, as a worker has it, and what each update cost."""

    def __init__(self) -> None:
        self.states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
        self.took: dict[str, list[float]] = defaultdict(list)  # by stage: milliseconds of each update
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
        began = thread_time()
        outcome = step(self.states[stage], record, record.seen, horizon=timedelta(days=14))
        for write in outcome.writes:
            self.states[stage].apply(write.key, write.row)
        self.took[stage].append(1000 * (thread_time() - began))
        return outcome


def measured(posts: int) -> Iterator[tuple[str, float]]:
    """Figures of one desk that grows to so many posts, in this process."""
    made = stream(posts)
    process = psutil.Process()
    desk = Desk()
    for post, enriched in islice(stream(50, seed=2), 50):  # tables are read before anything is counted
        Desk().take(post, enriched)
    gc.freeze()  # as a worker does once its tables are there
    before = process.memory_info().rss
    for block in range(1, BLOCKS + 1):
        for post, enriched in islice(made, posts // BLOCKS):
            desk.take(post, enriched)
        to = f"up to {block * posts // BLOCKS:>9,}"
        for stage, took in desk.took.items():
            ranked = sorted(took)
            yield f"{to}: {stage}, ms an update", mean(took)
            yield f"{to}: {stage}, ms an update, p99", ranked[len(ranked) * 99 // 100]
            yield f"{to}: {stage}, ms an update, most", ranked[-1]
            took.clear()
        yield f"{to}: bytes a post", (process.memory_info().rss - before) / (block * posts / BLOCKS)
    for name, took in desk.by_size.items():
        yield f"curate, ms an update of an event of {name}", mean(took)
    for stage, state in desk.states.items():
        yield f"{stage}: bytes a row, sampled", _bytes_a_row(state)
        yield f"{stage}: index entries a post", len(state.index) / posts
        yield f"{stage}: seconds to index all rows anew", _rebuilt(stage, state)


def _bytes_a_row(state: State) -> float:
    """Bytes of the objects that hold a row, each counted once."""
    rows = list(islice(state.items(), 200_000))
    seen: set[int] = set()
    sampled = random.Random(3).sample(rows, min(SAMPLED, len(rows)))
    return sum(_held(row, seen) for _, row in sampled) / len(sampled)


def _held(thing: Any, seen: set[int]) -> int:
    if id(thing) in seen or isinstance(thing, type) or thing is None:
        return 0
    seen.add(id(thing))
    return sys.getsizeof(thing) + sum(_held(part, seen) for part in gc.get_referents(thing))


def _rebuilt(stage: str, state: State) -> float:
    index: Any = {"dedupe": dedupe.Index, "curate": curate.Index}[stage]()
    began = thread_time()
    for key, row in state.items():
        index.put(key, row)
    return thread_time() - began


def run(*lengths: int) -> dict[str, float]:
    """The figures of each length, each in a process of its own."""
    found: dict[str, float] = {}
    for posts in lengths or LENGTHS:
        program = [sys.executable, "-m", __spec__.name, str(posts)] if __spec__ else []
        lines = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        found |= {f"{posts:,}: {name}": value for name, value in map(json.loads, lines)}
    return found


if __name__ == "__main__":
    for figure in measured(int(sys.argv[1])):
        print(json.dumps(figure), flush=True)
