"""A patch makes the new version of the old, and its reverse the old of the new."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from streams.stages.curate.patch import apply, both_ways, diff

values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("a/~é", max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=4),
    max_leaves=12,
)


@given(values, values)
def test_patch_and_reverse(old: object, new: object) -> None:
    assert apply(deepcopy(old), diff(old, new)) == new
    assert apply(deepcopy(new), diff(new, old)) == old
    assert both_ways(old, new) == (diff(old, new), diff(new, old))


@given(values)
def test_nothing_changed_needs_no_operation(value: object) -> None:
    assert diff(value, deepcopy(value)) == ()
