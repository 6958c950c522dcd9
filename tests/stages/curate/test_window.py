"""What an update does, counted in function calls, does not grow with the window."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from datetime import timedelta
from itertools import islice
from statistics import mean
from typing import Any

import pytest
from msgspec.structs import replace

from streams.records import Reference
from streams.stage import State
from streams.stages import curate, dedupe
from streams.stages.curate import index
from streams.stages.horizon import SWEPT_AT_ONCE
from tests.benchmarks.filled import Filling
from tests.benchmarks.made_stream import known_stream, marked

SHORT, LONG = 300, 3_000  # posts of a window
STEPPED = 60
SMALL = 20  # posts of an event whose updates are counted: what a large one costs is another matter
GROWTH = 1.5  # of ten times as long a window: more is alike by chance, until what is read is capped


class Counted:
    """Calls of functions, Python's and built-in ones."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, frame: Any, event: str, argument: Any) -> None:
        self.calls += event in ("call", "c_call")


def calls(posts: int) -> dict[str, float]:
    """Mean calls of an update of an event of at most 20 posts, by stage, in a window of so many."""
    states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
    made = islice(known_stream(LONG + STEPPED), LONG - posts, None)  # the same updates, whatever lies before them
    Filling(states).fill(islice(made, posts))
    counts: dict[str, list[int]] = {"dedupe": [], "curate": []}

    def take(stage: str, step: Any, record: Any) -> list[Any]:
        counted = Counted()
        sys.setprofile(counted)
        outcome = step(states[stage], record, record.seen)
        for write in outcome.writes:
            states[stage].apply(write.key, write.row)
        sys.setprofile(None)
        if all(getattr(emit.record, "post_count", 0) <= SMALL for emit in outcome.out):
            counts[stage].append(counted.calls)
        return [emit.record for emit in outcome.out]

    for each in islice(made, STEPPED):
        [told] = take("dedupe", dedupe.step, each.post)
        take("curate", curate.step, marked(told, each.enriched))
    return {stage: mean(each) for stage, each in counts.items()}


@pytest.fixture(scope="module")
def windows() -> tuple[dict[str, float], dict[str, float]]:
    return calls(SHORT), calls(LONG)


@pytest.mark.parametrize("stage", ["dedupe", "curate"])
def test_an_update_in_a_window_ten_times_as_long_does_about_as_much(
    windows: tuple[dict[str, float], dict[str, float]], stage: str
) -> None:
    short, long = windows
    assert long[stage] < GROWTH * short[stage]


def test_after_a_long_silence_no_update_pays_for_all_that_is_forgotten() -> None:
    states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
    Filling(states).fill(known_stream(SHORT))
    together = Counter(passage.home for key, row in states["curate"].items() if key.startswith("post/")
                       for passage in row.passages)  # fmt: skip
    most = SWEPT_AT_ONCE + max(together.values()) + 1  # what hangs together goes together
    [late] = known_stream(1, seed=2)
    for number in range(SHORT):
        seen = late.post.seen + timedelta(days=60, minutes=number)
        told = {"post_id": f"late {number}", "seen": seen, "reference": Reference(start=seen, end=seen, basis="post")}
        for stage, step, record in (
            ("dedupe", dedupe.step, replace(late.post, **told)),
            ("curate", curate.step, replace(late.enriched, **told)),
        ):
            writes = step(states[stage], record, seen).writes
            gone = [write for write in writes if write.row is None]
            assert len(gone) <= (SWEPT_AT_ONCE if stage == "dedupe" else most)
            for write in writes:
                states[stage].apply(write.key, write.row)
    assert all(not any(row.kept < late.post.seen + timedelta(days=46) for key, row in state.items()
                       if key.startswith("post/")) for state in states.values())  # fmt: skip


def test_what_is_kept_of_events_and_let_go_frees_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker's collector never looks at it: see ``streams.runtime.garbage``."""
    monkeypatch.setattr(index, "KEPT_MAX", 100)
    states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
    gc.collect()
    gc.disable()
    try:
        for each in known_stream(SHORT):
            for emit in _taken(states["dedupe"], dedupe.step, each.post):
                _taken(states["curate"], curate.step, marked(emit.record, each.enriched))
        assert gc.collect() == 0
    finally:
        gc.enable()


def _taken(state: State, step: Any, record: Any) -> Any:
    outcome = step(state, record, record.seen)
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return outcome.out
