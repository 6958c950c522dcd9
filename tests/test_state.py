"""State keeps rows packed, and gives one object for a row as long as anybody holds it."""

from __future__ import annotations

import gc

import pytest

from streams import stage
from streams.stage import NoIndex, Row, State


class Note(Row, frozen=True):
    """A row."""

    text: str


class Notes(NoIndex):
    """Rows and what was put and removed."""

    rows = (Note,)

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []

    def put(self, key: str, row: Note) -> None:
        self.told.append(("put", key, row.text))

    def remove(self, key: str, row: Note) -> None:
        self.told.append(("remove", key, row.text))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing stays unpacked that nobody holds."""
    monkeypatch.setattr(stage, "READ_BYTES", 0)


def test_a_row_comes_back_as_it_was_put(forgetful: None) -> None:
    state = State(Notes())
    state.apply("a", Note(text="one"))
    gc.collect()
    assert state.get("a") == Note(text="one")
    assert state.get("b") is None
    assert list(state.items()) == [("a", Note(text="one"))]


def test_who_holds_a_row_is_given_the_same_again(forgetful: None) -> None:
    state, row = State(Notes()), Note(text="one")
    state.apply("a", row)
    assert state.get("a") is row
    del row
    held = state.get("a")
    assert state.get("a") is held


def test_a_row_that_was_replaced_or_removed_is_not_given_though_somebody_holds_it() -> None:
    state, old = State(Notes()), Note(text="one")
    state.apply("a", old)
    state.apply("a", Note(text="two"))
    assert state.get("a") == Note(text="two")
    state.apply("a", None)
    assert state.get("a") is None and len(state) == 0


def test_the_index_is_told_of_the_old_row_before_the_new_one(forgetful: None) -> None:
    index = Notes()
    state = State(index)
    state.restore("a", state.pack(Note(text="one")))
    state.apply("a", Note(text="two"))
    state.apply("a", None)
    assert index.told == [("put", "a", "one"), ("remove", "a", "one"), ("put", "a", "two"), ("remove", "a", "two")]


def test_rows_that_nobody_holds_stay_unpacked_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "READ_BYTES", 100)
    state = State(Notes())
    for number in range(50):
        state.apply(str(number), Note(text="x" * 20))
    gc.collect()
    assert len(state._unpacked) == len(state._last) == 100 // len(state.pack(Note(text="x" * 20)))


@pytest.mark.parametrize("text", ["", "flood " * 1000, "".join(map(chr, range(0x4E00, 0x4E00 + 2000)))])
def test_a_long_row_comes_back_as_it_was_put_and_is_packed_the_same(forgetful: None, text: str) -> None:
    state = State(Notes())
    state.apply("a", Note(text=text))
    state.restore("b", state.pack(Note(text=text)))
    gc.collect()
    assert state.get("a") == state.get("b") == Note(text=text)
    assert state.pack(state.get("a")) == state.pack(Note(text=text))


def test_a_long_row_is_kept_in_less_space_than_it_has_in_the_changelog() -> None:
    state, row = State(Notes()), Note(text="The river rose. " * 500)
    state.apply("a", row)
    assert len(state._packed["a"]) < len(state.pack(row)) / 10
