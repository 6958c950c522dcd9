"""What one more post of a large event costs, in steps of the interpreter and not in time: little more than of a small
one, however many posts there are; and a decision no more than once through them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from itertools import islice
from types import FrameType
from typing import Any

import msgspec
import pytest

from streams.records import Decision, Enriched
from streams.stage import State
from streams.stages import curate, dedupe
from streams.stages.curate import members
from streams.stages.curate.members import Share
from streams.stages.curate.rows import PostRow
from tests.benchmarks.filled import Filling
from tests.benchmarks.made_stream import known_stream, marked

SMALL, LARGE = 60, 600
POSTS = 8  # after those that are there


def filled(posts: int) -> tuple[State, list[Enriched]]:
    """One event of so many posts, read once, and the posts that come next."""
    states = {"dedupe": State(dedupe.Index()), "curate": State(curate.Index())}
    made = known_stream(posts + POSTS, one=True)
    Filling(states).fill(islice(made, posts))
    first, *more = (marked(each.post, each.enriched) for each in made)
    calls_of(states["curate"], first)
    return states["curate"], more


def calls_of(state: State, record: Enriched | Decision) -> int:
    """How often functions of Python are called to take a record."""
    calls = 0

    def noted(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(noted)
    try:
        outcome = curate.step(state, record, record.seen)
    finally:
        sys.setprofile(None)
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return calls


@cache
def calls_a_post(posts: int) -> int:
    """The median over some posts, since what each says differs."""
    state, more = filled(posts)
    return sorted(calls_of(state, post) for post in more)[len(more) // 2]


def test_a_post_of_a_large_event_costs_little_more_than_one_of_a_small_event() -> None:
    """Ten times the posts: what is left to do for each is to see that it is the same as before."""
    small, large = calls_a_post(SMALL), calls_a_post(LARGE)
    assert large < 2 * small + 8 * LARGE


def retract(post: str) -> dict[str, Any]:
    return {"kind": "retract", "posts": (post,)}


def disassociate(post: str) -> dict[str, Any]:
    return {"kind": "disassociate", "posts": (post,)}


@pytest.mark.parametrize("said", [retract, disassociate])
def test_a_decision_goes_through_a_large_event_once(said: Callable[[str], dict[str, Any]]) -> None:
    """So it costs in proportion to its posts, never to their square; and so does taking it back."""
    each: dict[int, float] = {}
    for posts in (SMALL, LARGE):
        state, more = filled(posts)
        name = min(row.post.post_id for _, row in state.items() if isinstance(row, PostRow))
        told = {"because": "the desk knows", "desk": more[0].desk, "seen": more[0].seen}
        decided = Decision(ce_id="d", decision_id="d", **told, **said(name))
        undone = Decision(ce_id="u", decision_id="u", **told, kind="undo", undoes="d")
        each[posts] = (calls_of(state, decided) + calls_of(state, undone)) / posts
    assert each[LARGE] < each[SMALL]


def test_a_decision_on_a_whole_event_reads_no_post_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What its posts say is the same, whoever takes it back; only the one that is named has another row."""
    state, more = filled(SMALL)
    name = min(row.post.post_id for _, row in state.items() if isinstance(row, PostRow))
    told = {"because": "a hoax", "desk": more[0].desk, "seen": more[0].seen}
    read: list[str] = []

    class Read(Share):
        def __init__(self, event_id: str, row: PostRow, *original: Enriched) -> None:
            super().__init__(event_id, row, *original)
            read.append(row.post.post_id)

    monkeypatch.setattr(members, "Share", Read)
    calls_of(state, Decision(ce_id="d", decision_id="d", **told, **retract(name), whole_event=True))
    calls_of(state, Decision(ce_id="u", decision_id="u", **told, kind="undo", undoes="d"))
    assert read == [name, name]
    post = next(row.post for _, row in state.items() if isinstance(row, PostRow) and row.post.post_id != name)
    calls_of(state, msgspec.structs.replace(post, revision=post.revision + 1, change="edited", seen=more[0].seen))
    assert read == [name, name, post.post_id]
