"""What stages made is frozen between batches, and looked at again when partitions are dealt anew."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from streams.runtime.garbage import SETTLED_AFTER, Garbage


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_a_few_records_settle_nothing() -> None:
    Garbage().took(SETTLED_AFTER - 1)
    assert gc.get_freeze_count() == 0


def test_no_collection_walks_again_what_so_many_records_left() -> None:
    remembered = [[n] for n in range(100)]
    garbage = Garbage()
    for _ in range(2):
        garbage.took(SETTLED_AFTER // 2)
    assert gc.get_freeze_count() > len(remembered)
    walked = {id(one) for one in gc.get_objects()}
    assert not any(id(one) in walked for one in remembered)


def test_what_is_frozen_frees_itself_when_it_is_let_go() -> None:
    remembered = [[n] for n in range(1_000)]
    garbage = Garbage()
    garbage.took(SETTLED_AFTER)
    frozen = gc.get_freeze_count()
    remembered.clear()
    assert gc.get_freeze_count() <= frozen - 1_000


def test_when_partitions_are_dealt_anew_the_next_batch_collects_everything() -> None:
    garbage = Garbage()
    garbage.took(SETTLED_AFTER)
    garbage.assigned()
    assert gc.get_freeze_count() == 0
    garbage.took(1)
    assert gc.get_freeze_count() > 0
