"""Sorted blocks hold what a sorted list of pairs would, however they are cut."""

from __future__ import annotations

from array import array
from collections import Counter
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from streams.stages import blocks
from streams.stages.blocks import Blocks

KEY = st.one_of(st.integers(0, 30), st.integers(0, 2**64 - 1))
DONE = st.lists(st.tuples(st.booleans(), KEY, st.integers(0, 2**32 - 1)), max_size=200)


@given(DONE, KEY, KEY)
def test_what_was_put_and_not_removed_is_between_its_neighbours(
    done: list[tuple[bool, int, int]], first: int, last: int
) -> None:
    found, expected = Blocks(), []
    with patch.object(blocks, "BLOCK", 8), patch.object(blocks, "JOINED", 2):
        for put, key, value in done:
            if put:
                assert found.add([key], value, 200) == []
                expected.append((key, value))
            elif standing := [pair for pair in expected if pair[0] == key]:
                found.remove(*standing[0])
                expected.remove(standing[0])
    assert sorted(found.between(first, last)) == sorted(pair for pair in expected if first <= pair[0] < last)
    assert {key: sorted(values) for key, values in found.of({key for key, _ in expected})} == {
        key: sorted(value for other, value in expected if other == key) for key, _ in expected
    }
    keys = [pair[0] for pair in found.between(0, 2**64)]
    assert keys == sorted(keys) and len(keys) == len(expected)


@given(st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 20))), max_size=60))
def test_counts_are_those_of_a_counter(done: list[tuple[bool, set[int]]]) -> None:
    found, expected = Blocks(), Counter[int]()
    with patch.object(blocks, "BLOCK", 8), patch.object(blocks, "JOINED", 2):
        for more, keys in done:
            if more:
                assert set(found.count(keys)) == {key for key in keys if not expected[key]}
                expected.update(keys)
            else:
                keys = {key for key in keys if expected[key]}
                assert set(found.uncount(keys)) == {key for key in keys if expected[key] == 1}
                expected.subtract(keys)
    assert dict(found.between(0, 2**64)) == {key: count for key, count in expected.items() if count}


def test_of_a_key_that_has_as_many_values_as_may_be_none_is_added() -> None:
    found = Blocks()
    assert [found.add([7, 8 + value], value, 2) for value in range(3)] == [[], [], [7]]
    assert sorted(found.take(7)) == [0, 1]
    assert found.of([7, 8]) == [(8, array("I", [0]))]


@given(DONE)
def test_pairs_of_one_key_stand_in_one_block_and_blocks_stay_short(done: list[tuple[bool, int, int]]) -> None:
    found = Blocks()
    with patch.object(blocks, "BLOCK", 8), patch.object(blocks, "JOINED", 2):
        for _, key, value in done:
            found.add([key], value, 200)
    every = [set(keys) for keys in found._keys]
    assert sum(map(len, every)) == len(set().union(*every))
    assert all(len(keys) <= 8 or len(set(keys)) == 1 for keys in found._keys)
