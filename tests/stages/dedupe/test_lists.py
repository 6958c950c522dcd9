"""A list gives the posts nearest in time, whether it is short or long, and however it grew."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from streams.stages.dedupe import lists
from streams.stages.dedupe.lists import Lists, Numbers, micros
from streams.stages.horizon import NEVER

POSTS = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 6), max_size=20)
NEAREST = 4


@given(POSTS, st.sets(st.text("abc", min_size=1, max_size=3)), st.integers(-1, 7))
def test_the_nearest_are_found_by_time_then_key(posts: dict[str, int], gone: set[str], at: int) -> None:
    numbers = Numbers()
    found = Lists(numbers)
    with patch.object(lists, "NEAREST", NEAREST):
        for key, hour in posts.items():
            found.put((7, 9), numbers.add(key, NEVER + timedelta(hours=hour), 0))
        for key in gone & posts.keys():
            found.remove((7, 9), numbers[key])
            numbers.remove(key)
        [(length, bucket, held)] = found.of((7,)) or [(0, 7, ())]
        read = lists.near(held, micros(NEVER + timedelta(hours=at)))
    standing = sorted((hour, key) for key, hour in posts.items() if key not in gone)
    if len(standing) > NEAREST:
        middle = sum(hour < at for hour, _ in standing)
        start = min(max(middle - NEAREST // 2, 0), len(standing) - NEAREST)
        near = {key for _, key in standing[start : start + NEAREST]}
    else:
        near = {key for _, key in standing}
    assert (length, bucket) == (len(standing), 7)
    assert {numbers.keys[number] for number in read} == near
