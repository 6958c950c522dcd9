"""What is a copy, what is a repeat, what is a revision."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.records import Post
from streams.stage import Drop, State
from streams.stages import dedupe
from tests.build import NOON, a_post, apply, minutes

FERRY = (
    "The ferry to the islands was turned back this morning after two lorries broke loose on the car deck, the harbour "
    "master said. No passengers were hurt, and the next sailing is expected at six in the evening."
)
LONG_OTHER = (
    "Two hundred litres of diesel ran into the harbour basin at noon when a hose burst at the filling station for "
    "boats. "
    "The fire brigade laid out a barrier and expects to have pumped it off by the evening. Anglers are asked to stay "
    "away."
)
TAIL = "And the choir of the seamen's mission is looking for two basses; rehearsals are on Mondays, and there is soup."
FERRY_CUT = FERRY.replace(" the harbour master said.", " officials said.").replace("this morning ", "")
ANOTHER_FERRY = (
    "The ferry from the mainland was held in port this morning after a fault on the bow door, the harbour authority "
    "said. Passengers were moved to coaches, and repairs are expected to take until midnight."
)

LONGER = (
    "Three lorry drivers had been waiting on the quay since five. "
    + FERRY
    + " In the café at the head of the pier they "
    "had heard the noise and taken it for thunder. Mia Hart, who has served breakfast to the crews for thirty years, "
    "says "
    "that the old ship never lost a load, and that the chains on the new one look like those of a bicycle."
)
SHORT = {
    "no words at all are like no words at all": ("", "", True),
    "two short headings alike are no copies": ("Ferry turned back", "Ferry held back", False),
    "equal short headings are": ("Ferry turned back", "Ferry turned back", True),
}  # fmt: skip


RETOLD = (
    "A crane fell on a school in Lyon on Monday afternoon and broke through the roof of its gym, the prefecture said. "
    "The "
    "31 children of a class had left it ten minutes before. The builder, Travaux Rhône, must explain itself.",
    "In Lyon a crane fell on a school on Monday afternoon, breaking through the roof of its gym ten minutes after the "
    "31 "
    "children of a class had left it, according to the prefecture. Its builder Travaux Rhône must explain itself.",
)


class Desk:
    """Posts one after the other, a minute apart, through dedupe."""

    def __init__(self) -> None:
        self.state = State(dedupe.Index())
        self.told: dict[str, Post] = {}
        self.now = 0

    def tell(self, name: str, text: str, at: float | None = None, **fields: Any) -> Post:
        """A post, or its next revision, as it leaves dedupe."""
        self.now += 1
        before = self.told.get(name)
        fields.setdefault("outlet", f"Outlet {name}")
        if before is not None:
            fields = {"revision": before.revision + 1, "change": "edited", **fields}
        when = minutes(self.now if at is None else at)
        post = a_post(text, name=name, at=when, **fields)
        outcome = apply(self.state, dedupe.step(self.state, post, minutes(self.now)))
        self.told[name] = outcome.out[0].record if outcome.out else post
        return self.told[name]

    def name_of(self, post_id: str | None) -> str | None:
        return next((name for name, post in self.told.items() if post.post_id == post_id), None)

    def original(self, name: str) -> str | None:
        """The post that one was marked as a copy of."""
        return self.name_of(self.told[name].duplicate_of)


@pytest.mark.parametrize(("first", "second", "copy"), SHORT.values(), ids=SHORT)
def test_short_posts(first: str, second: str, copy: bool) -> None:
    desk = Desk()
    desk.tell("a", first)
    assert (desk.tell("b", second).duplicate_of is not None) is copy


def test_copies_of_a_copy_name_the_first_that_came() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("b", FERRY_CUT)
    desk.tell("c", FERRY_CUT)
    assert (desk.original("b"), desk.original("c")) == ("a", "a")
    assert desk.told["b"].duplicate_group == desk.told["c"].duplicate_group is not None


def test_the_first_that_came_is_named_though_another_is_older() -> None:
    """Whose words they are is for curate to say: by then all their times are known (``curate/originals.py``)."""
    desk = Desk()
    desk.tell("late", FERRY, at=60)
    desk.tell("early", FERRY, at=-60)
    assert desk.original("early") == "late"
    assert desk.tell("third", FERRY).duplicate_group == desk.told["early"].duplicate_group


def test_a_copy_takes_the_place_of_an_original_that_is_withdrawn() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("b", FERRY)
    desk.tell("a", FERRY, change="removed")
    desk.tell("c", FERRY)
    assert desk.original("c") == "b"
    assert desk.told["c"].duplicate_group == desk.told["b"].duplicate_group


def test_an_original_that_comes_back_is_the_original_again() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("b", FERRY)
    desk.tell("a", FERRY, change="removed")
    assert desk.tell("a", FERRY, change="reinstated").duplicate_of is None
    desk.tell("c", FERRY)
    assert desk.original("c") == "a"


def test_a_copy_of_what_a_post_said_before_it_was_edited_is_its_copy() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("a", ANOTHER_FERRY)
    desk.tell("b", FERRY)
    desk.tell("c", ANOTHER_FERRY)
    assert (desk.original("b"), desk.original("c")) == ("a", "a")


def test_an_edited_original_keeps_its_copies() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("b", FERRY)
    edited = desk.tell("a", ANOTHER_FERRY)
    assert (edited.duplicate_of, edited.duplicate_group) == (None, desk.told["b"].duplicate_group)


def test_a_copy_that_is_rewritten_into_a_report_of_its_own_leaves_the_group() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    desk.tell("b", FERRY)
    rewritten = desk.tell("b", ANOTHER_FERRY)
    assert (rewritten.duplicate_of, rewritten.duplicate_group, rewritten.duplicate_kind) == (None, None, None)


def test_a_report_that_becomes_a_copy_is_marked_from_then_on() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    assert desk.tell("b", ANOTHER_FERRY).duplicate_of is None
    desk.tell("b", FERRY_CUT)
    assert desk.original("b") == "a"


def test_a_copy_is_found_on_another_page_and_in_its_next_snapshot() -> None:
    desk = Desk()
    desk.tell("a", FERRY, page_id="page of one outlet")
    first = desk.tell("b", FERRY, page_id="page of another")
    again = desk.tell("b", FERRY.replace("No passengers", "No people"), page_id="page of another")
    assert (first.duplicate_kind, again.duplicate_kind, again.revision) == ("exact", "near", 2)


def test_a_removed_copy_goes_out_as_the_copy_that_it_was() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    copy = desk.tell("b", FERRY)
    gone = desk.tell("b", "", change="removed")
    assert (gone.duplicate_of, gone.duplicate_group) == (copy.duplicate_of, copy.duplicate_group)


def test_another_s_words_in_a_longer_post_are_told_with_their_place() -> None:
    desk = Desk()
    desk.tell("a", FERRY)
    longer = desk.tell("b", LONGER)
    assert longer.duplicate_kind == "contains"
    (span,) = longer.copied
    assert longer.text[slice(*span)].rstrip(".") == FERRY.rstrip(".")


def test_parts_of_one_longer_post_are_no_copies_of_each_other() -> None:
    round_up = " ".join((FERRY, "Meanwhile the mayor opened the baths, and was the first to swim.", LONG_OTHER, TAIL))
    desk = Desk()
    desk.tell("round-up", round_up)
    one, other = desk.tell("one", FERRY), desk.tell("other", LONG_OTHER)
    assert (one.duplicate_kind, other.duplicate_kind) == ("contained", "contained")
    assert one.duplicate_group != other.duplicate_group
    assert desk.tell("copy of one", FERRY).duplicate_group == one.duplicate_group
    assert desk.original("copy of one") == "one"


def test_a_copy_in_another_desk_is_none() -> None:
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, a_post(FERRY, name="first"), NOON))
    (emit,) = dedupe.step(state, a_post(FERRY, name="second", desk="elsewhere"), NOON).out
    assert emit.record.duplicate_of is None


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


def test_a_row_of_the_former_rules_is_read() -> None:
    """It has the words in another form: a repeat is known by it, a copy is not."""
    first = a_post(FERRY, name="a")
    told = {
        "row": "post", "desk": "test", "post_id": first.post_id, "revision": 1, "reference": NOON, "words": "ab12",
        "sketch": b"abcd", "bands": [1, 2], "group": None, "duplicate_of": None, "withdrawn": False, "kept": NOON,
    }  # fmt: skip
    row = msgspec.json.decode(msgspec.json.encode(told), type=dedupe.PostRow)
    desk = Desk()
    desk.state.apply(f"post/test/{first.post_id}", row)
    assert dedupe.step(desk.state, first, NOON).drop is Drop.REPEAT
    assert desk.tell("b", FERRY).duplicate_of is None
    assert desk.tell("a", FERRY, revision=2).duplicate_kind == "exact", "from its next revision on it is like any other"


def test_a_report_is_told_again_within_two_days() -> None:
    desk = Desk()
    desk.tell("a", RETOLD[0])
    assert desk.tell("b", RETOLD[1], at=60 * 24).duplicate_kind == "rewritten"
    assert desk.tell("c", RETOLD[1].replace("fell", "came down"), at=60 * 24 * 5).duplicate_kind == "near", "of b"
    later = Desk()
    later.tell("a", RETOLD[0])
    assert later.tell("b", RETOLD[1], at=60 * 24 * 5).duplicate_kind is None


def test_an_outlet_that_tells_its_own_report_again_tells_more() -> None:
    desk = Desk()
    desk.tell("a", RETOLD[0], outlet="The Courier")
    assert desk.tell("b", RETOLD[1], outlet="The Courier").duplicate_kind is None


def test_rows_are_forgotten_after_the_horizon() -> None:
    state = State(dedupe.Index())
    apply(state, dedupe.step(state, a_post(FERRY, name="first"), NOON))
    later = NOON + timedelta(days=15)
    apply(state, dedupe.step(state, a_post(ANOTHER_FERRY, name="x", at=later), later))
    (emit,) = dedupe.step(state, a_post(FERRY, name="second", at=later), later).out
    assert emit.record.duplicate_of is None
    assert state.get(f"post/test/{a_post(FERRY, name='first').post_id}") is None


SENTENCES = (*FERRY.split(". "), *ANOTHER_FERRY.split(". "), *LONG_OTHER.split(". "), "Ferry turned back", "5 hurt")
texts = st.lists(st.sampled_from(SENTENCES), max_size=6).map(". ".join)


CHANGES = ("edited", "edited", "removed", "moved")


@given(st.lists(st.tuples(texts, st.integers(0, 5), st.sampled_from(CHANGES), st.integers(-60, 60)), max_size=12))
def test_a_rebuilt_index_decides_as_the_grown_one(told: list[tuple[str, int, str, int]]) -> None:
    state = State(dedupe.Index())
    for n, (text, name, change, at) in enumerate(told):
        post = a_post(text, name=f"p{name}", at=minutes(at), revision=n + 1, change=change, outlet=f"Outlet {name}")
        rebuilt = State(dedupe.Index())
        for key, row in sorted(state.items(), reverse=True):
            rebuilt.apply(key, row)
        assert dedupe.step(state, post, minutes(n)) == dedupe.step(rebuilt, post, minutes(n))
        apply(state, dedupe.step(state, post, minutes(n)))


def test_a_desk_full_of_one_form_finds_the_copy_all_the_same() -> None:
    """Lists that hold much of a desk are read last, and only in part: what tells one from another stands in few."""
    form = (
        "A quake of magnitude {:.1f} shook the district of {} at {}:{:02}, the institute said. Nobody was hurt there."
    )
    towns = [f"{a}{b}o" for a in ("Ma", "Te", "Lu", "Ri", "Bo") for b in ("ran", "ver", "lig", "nest", "dor", "pal")]
    desk = Desk()
    for n in range(600):
        desk.tell(f"q{n}", form.format(3 + n % 37 / 10, towns[n % 30], n % 24, n % 60), at=n)
    told = form.format(3 + 17 % 37 / 10, towns[17], 17, 17)
    desk.tell("copy", told.replace("Nobody was hurt there.", "Nobody was hurt."), at=601)
    assert desk.original("copy") == "q17"
    assert not any(post.duplicate_of for name, post in desk.told.items() if name != "copy")


MINHASH = Path(__file__).parents[3] / ".." / "shared" / "data" / "minhash_articles"


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
