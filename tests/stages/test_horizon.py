"""How many rows a horizon holds, whatever was put and removed, and how often."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.stages.horizon import NEVER, Horizon

DONE = st.tuples(st.booleans(), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 9))


@given(st.lists(DONE))
def test_it_counts_each_row_once(done: list[tuple[bool, str, str, int]]) -> None:
    horizon, present = Horizon(), set()
    for put, desk, key, day in done:
        if put:
            horizon.put(desk, key, NEVER + timedelta(days=day))
            present.add((desk, key))
        else:
            horizon.remove(desk, key)
            present.discard((desk, key))
        assert len(horizon) == len(present)
