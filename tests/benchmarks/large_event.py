"""What a post of a large event costs, and a decision upon one: curate alone, milliseconds of CPU.

    .venv/bin/python -m tests.benchmarks large_event 20 1000 5000

One made event of so many posts (``filled``), and posts and decisions one after another. The first post after a start
reads the whole event, so it is told apart, as is the decision that takes every post of the event back.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from statistics import mean
from time import thread_time
from typing import Any

from streams.codec import digest
from streams.records import Decision, Enriched
from streams.stage import State
from streams.stages import curate, dedupe
from streams.stages.curate.rows import PostRow
from tests.benchmarks.filled import Filling
from tests.benchmarks.made_stream import known_stream, marked

SIZES = (20, 1_000, 5_000)
POSTS = 40  # after the event is there

Took = dict[str, list[float]]


def measured(posts: int) -> Iterator[tuple[str, float]]:
    """Figures of one event of so many posts."""
    states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
    made = known_stream(posts + POSTS, one=True)
    Filling(states).fill(islice(made, posts))
    ids = [row.post.post_id for _, row in sorted(states["curate"].items()) if isinstance(row, PostRow)]
    gc.collect()
    gc.freeze()  # as a worker does once its tables are there
    took: Took = defaultdict(list)
    after = (marked(each.post, each.enriched) for each in made)
    for name, record in (("first post", next(after)), ("second post", next(after))):
        _step(states["curate"], record, took[name])
    del took["second post"]
    for record in islice(after, POSTS // 2):
        last = record
        _step(states["curate"], record, took["post"])
    for name, kind, fields in (
        ("decision", "retract", {"posts": tuple(ids[:1])}),
        ("decision", "disassociate", {"posts": tuple(ids[1:3])}),
        ("decision", "disassociate", {"posts": tuple(ids[3:4]), "apart_from": tuple(ids[4:6])}),
        ("decision", "associate", {"posts": tuple(ids[6:8])}),
        ("decision", "pin", {"posts": tuple(ids[8:9])}),
        ("decision on the whole event", "retract", {"posts": tuple(ids[9:10]), "whole_event": True}),
    ):
        decided = _decision(last, kind, **fields)
        _step(states["curate"], decided, took[name])
        _step(states["curate"], _decision(last, "undo", undoes=decided.decision_id), took[name])
    yield "ms the first post", took["first post"][0]
    yield "ms a post", mean(took["post"])
    yield "ms a post, most", max(took["post"])
    yield "ms a decision", mean(took["decision"])
    yield "ms a decision, most", max(took["decision"])
    yield "ms a decision on the whole event, most", max(took["decision on the whole event"])
    gc.unfreeze()


def _step(state: State, record: Enriched | Decision, took: list[float]) -> None:
    began = thread_time()
    for write in curate.step(state, record, record.seen).writes:
        state.apply(write.key, write.row)
    took.append(1000 * (thread_time() - began))


def _decision(post: Enriched, kind: str, **fields: Any) -> Decision:
    name = digest(kind, repr(sorted(fields.items())))
    told: dict[str, Any] = {"kind": kind, "desk": post.desk, "ce_id": name, "decision_id": name, **fields}
    return Decision(because="measured", seen=post.seen, **told)


def run(*sizes: int) -> dict[str, float]:
    """The figures of events of these sizes."""
    return {f"{size:,} posts: {name}": value for size in sizes or SIZES for name, value in measured(size)}
