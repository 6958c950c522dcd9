"""Two posts of a desk, one after the other, through dedupe."""

from __future__ import annotations

from streams.records import Post
from streams.stage import State
from streams.stages import dedupe
from tests.build import NOON, a_post, apply, minutes

Told = str | tuple[str, str]  # a text, or a heading and a text


def post(told: Told, name: str, outlet: str, at: float) -> Post:
    headline, text = told if isinstance(told, tuple) else (None, told)
    return a_post(text, headline=headline, name=name, outlet=outlet, at=minutes(at))


def second_of(first: Told, second: Told, *, outlet: str = "The Lantern") -> Post:
    """The second post as it leaves dedupe; the first is The Courier's and an hour old."""
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, post(first, "first", "The Courier", 0), NOON))
    (emit,) = dedupe.step(state, post(second, "second", outlet, 60), minutes(60)).out
    return emit.record
