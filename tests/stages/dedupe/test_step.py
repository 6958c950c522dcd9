"""What is a copy, what is a repeat, what is a revision."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stage import Drop, State
from streams.stages import dedupe
from streams.topics import UNIQUE
from tests.build import NOON, a_post, apply, minutes

FERRY = (
    "The ferry to the islands was turned back this morning after two lorries broke loose on the car deck, the harbour "
    "master said. No passengers were hurt, and the next sailing is expected at six in the evening."
)
FERRY_CUT = FERRY.replace(" the harbour master said.", " officials said.").replace("this morning ", "")
ANOTHER_FERRY = (
    "The ferry from the mainland was held in port this morning after a fault on the bow door, the harbour authority "
    "said. Passengers were moved to coaches, and repairs are expected to take until midnight."
)

COPIES = {
    "the same words are a copy": (FERRY, FERRY, True),
    "case, white space and punctuation do not count": (FERRY, FERRY.upper().replace(".", " !"), True),
    "a copy with a few words cut is a copy": (FERRY, FERRY_CUT, True),
    "another happening told in similar words is not": (FERRY, ANOTHER_FERRY, False),
    "two short headings alike are not": ("Ferry turned back", "Ferry held back", False),
    "equal short headings are": ("Ferry turned back", "Ferry turned back", True),
    "no words at all are like no words at all": ("", "", True),
}


def pair(first: str, second: str):
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, a_post(first, name="first"), NOON))
    return dedupe.step(state, a_post(second, name="second", outlet="The Other"), NOON)


@pytest.mark.parametrize(("first", "second", "copy"), COPIES.values(), ids=COPIES)
def test_copies(first: str, second: str, copy: bool) -> None:
    (emit,) = pair(first, second).out
    assert emit.topic is UNIQUE
    assert (emit.record.duplicate_of == a_post(first, name="first").post_id) is copy
    assert (emit.record.similarity is not None) is copy


def test_a_copy_in_another_desk_is_none() -> None:
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, a_post(FERRY, name="first"), NOON))
    (emit,) = dedupe.step(state, a_post(FERRY, name="second", desk="elsewhere"), NOON).out
    assert emit.record.duplicate_of is None


def test_all_copies_name_the_first_and_share_its_group() -> None:
    state = State(dedupe.Index())
    records = [
        apply(state, dedupe.step(state, a_post(FERRY, name=f"n{n}", at=minutes(n)), minutes(n))).out[0].record
        for n in range(4)
    ]
    assert {record.duplicate_of for record in records[1:]} == {records[0].post_id}
    assert len({record.duplicate_group for record in records[1:]}) == 1


def test_the_same_revision_again_is_a_repeat_and_the_next_passes() -> None:
    state = State(dedupe.Index())
    first = a_post(FERRY, name="first")
    apply(state, dedupe.step(state, first, NOON))
    assert dedupe.step(state, first, NOON).drop is Drop.REPEAT
    edited = msgspec.structs.replace(first, revision=2, change="edited", text=FERRY_CUT)
    outcome = apply(state, dedupe.step(state, edited, NOON))
    assert outcome.fate == "passed"
    assert outcome.out[0].record.duplicate_of is None, "a post is no copy of its own earlier wording"
    assert dedupe.step(state, first, NOON).drop is Drop.REPEAT


@pytest.mark.parametrize("change", ["moved", "aged_off"])
def test_what_says_nothing_new_is_dropped_but_remembered(change: str) -> None:
    state = State(dedupe.Index())
    first = a_post(FERRY, name="first")
    apply(state, dedupe.step(state, first, NOON))
    moved = msgspec.structs.replace(first, revision=2, change=change)
    assert apply(state, dedupe.step(state, moved, NOON)).drop is Drop.MOVED
    assert dedupe.step(state, moved, NOON).drop is Drop.REPEAT


def test_a_withdrawn_original_is_no_longer_copied() -> None:
    state = State(dedupe.Index())
    first = a_post(FERRY, name="first")
    apply(state, dedupe.step(state, first, NOON))
    apply(state, dedupe.step(state, msgspec.structs.replace(first, revision=2, change="removed"), NOON))
    (emit,) = dedupe.step(state, a_post(FERRY, name="second"), NOON).out
    assert emit.record.duplicate_of is None


def test_rows_are_forgotten_after_the_horizon() -> None:
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, a_post(FERRY, name="first"), NOON))
    later = NOON + timedelta(days=15)
    apply(state, dedupe.step(state, a_post(ANOTHER_FERRY, name="x", at=later), later))
    (emit,) = dedupe.step(state, a_post(FERRY, name="second", at=later), later).out
    assert emit.record.duplicate_of is None
    assert state.get(f"post/test/{a_post(FERRY, name='first').post_id}") is None


texts = st.lists(st.sampled_from(["ferry", "harbour", "storm", "lorry", "deck"]), max_size=14).map(" ".join)


@given(st.lists(st.tuples(texts, st.integers(0, 5)), max_size=12))
def test_a_rebuilt_index_decides_as_the_grown_one(told: list[tuple[str, int]]) -> None:
    state = State(dedupe.Index())
    for n, (text, name) in enumerate(told):
        post = a_post(text, name=f"p{name}", at=minutes(n), revision=n + 1)
        rebuilt = State(dedupe.Index())
        for key, row in sorted(state.items(), reverse=True):
            rebuilt.apply(key, row)
        assert dedupe.step(state, post, minutes(n)) == dedupe.step(rebuilt, post, minutes(n))
        apply(state, dedupe.step(state, post, minutes(n)))


MINHASH = Path(__file__).parents[2] / ".." / "shared" / "data" / "minhash_articles"


@pytest.mark.skipif(not MINHASH.is_dir(), reason="the labelled sets are not here")
def test_planted_near_duplicates_are_found_and_no_others() -> None:
    truth = {frozenset(line.split()) for line in (MINHASH / "articles_100.truth").read_text().splitlines() if line}
    state, found = State(dedupe.Index()), set()
    for line in (MINHASH / "articles_100.train").read_text().splitlines():
        name, _, text = line.partition(" ")
        (emit,) = apply(state, dedupe.step(state, a_post(text, post_id=name), NOON)).out
        if emit.record.duplicate_of is not None:
            found.add(frozenset((name, emit.record.duplicate_of)))
    assert found == truth


def test_what_was_forgotten_is_news_again_at_its_first_revision() -> None:
    state = State(dedupe.Index())
    first = a_post(FERRY, name="first", revision=2)
    apply(state, dedupe.step(state, first, NOON))
    later = NOON + timedelta(days=15)
    again = a_post(ANOTHER_FERRY, name="first", at=later)
    assert again.post_id == first.post_id
    assert dedupe.step(state, again, later).fate == "passed"
