"""Items with a life of their own: versions under other ids, withdrawals, embargo and expiry, by the desk's clock."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from streams.codec import make_update
from streams.records import RawUpdate
from streams.stage import Drop, Outcome, Reject, SourceKind
from streams.stages.parse import step
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats import Reader
from tests.stages.parse.newsdesk import NOON, Desk, changes, posts_of

TEXT = "The coast road closed at noon, police said."


class Wire(Desk):
    """A desk whose updates are told as what a reader would make of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._told: dict[bytes, Any] = {}
        reader = Reader("told", SourceKind.WIRE, lambda *_: True, self._read)
        monkeypatch.setattr(sys.modules["streams.stages.parse.step"], "reader_for", lambda *_: reader)

    def _read(self, text: str, update: RawUpdate) -> Any:
        return self._told[text.encode()]

    def tell(self, told: Draft | Page | Sequence[Draft], minutes: float = 0) -> Outcome:
        body = f"update {len(self._told)}".encode()
        self._told[body] = told if isinstance(told, (Draft, Page)) else tuple(told)
        seen = NOON + timedelta(minutes=minutes)
        outcome = step(self.state, make_update(body, source="wire", seen=seen), seen)
        assert outcome.units.balanced
        for write in outcome.writes:
            self.state.apply(write.key, write.row)
        return outcome


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


def item(headline: str = "Road closed", native_id: str = "1", **more: Any) -> Draft:
    return Draft(headline=headline, text=TEXT, native_id=native_id, **more)


def at(minutes: float) -> Any:
    return NOON + timedelta(minutes=minutes)


def test_a_version_with_an_id_of_its_own_is_a_revision_of_the_item_it_names(wire: Wire) -> None:
    first = posts_of(wire.tell(item(native_id="a")))[0]
    second = posts_of(wire.tell(item("Road open", native_id="b", supersedes=("a",)), 1))[0]
    third = posts_of(wire.tell(item("Road shut again", native_id="c", supersedes=("b",)), 2))[0]
    assert [(post.post_id, post.revision, post.change) for post in (second, third)] == [
        (first.post_id, 2, "edited"), (first.post_id, 3, "edited"),
    ]  # fmt: skip


def test_versions_of_an_item_whose_first_never_came_are_one_item(wire: Wire) -> None:
    one = posts_of(wire.tell(item(native_id="b", supersedes=("a",))))[0]
    two = posts_of(wire.tell(item("Road open", native_id="c", supersedes=("b", "a")), 1))[0]
    assert one.post_id == two.post_id and two.revision == 2


def test_an_item_that_names_nobody_is_an_item_of_its_own(wire: Wire) -> None:
    one = posts_of(wire.tell(item(native_id="a")))[0]
    two = posts_of(wire.tell(item(native_id="b"), 1))[0]
    assert one.post_id != two.post_id


def test_what_is_taken_back_is_removed_and_may_come_again(wire: Wire) -> None:
    wire.tell(item())
    assert changes(wire.tell(item(withdrawn=True), 1)) == [("removed", "Road closed")]
    assert wire.tell(item(withdrawn=True), 2).drop is Drop.UNCHANGED
    back = posts_of(wire.tell(item(), 3))[0]
    assert (back.change, back.revision) == ("reinstated", 3)


def test_taking_back_what_never_came_is_refused(wire: Wire) -> None:
    refused = wire.tell(item(withdrawn=True)).reject
    assert refused is not None and refused.reason is Reject.BEYOND_HORIZON


def test_an_embargo_is_kept_until_the_desks_clock_has_passed_it(wire: Wire) -> None:
    held = wire.tell(item("Budget", embargo=at(10)))
    assert held.held and not held.out
    assert wire.tell(item("Other", "2"), 5).out and changes(wire.tell(item("Another", "3"), 9)) == [
        ("added", "Another")
    ]
    freed = wire.tell(item("Third", "4"), 11)
    assert changes(freed) == [("added", "Budget"), ("added", "Third")]
    told = posts_of(freed)[0]
    assert told.seen == told.embargoed_until == at(10)
    assert not posts_of(wire.tell(item("Budget"), 12)), "it was told"


def test_an_embargo_that_has_passed_holds_nothing(wire: Wire) -> None:
    assert changes(wire.tell(item(embargo=at(-1)))) == [("added", "Road closed")]


def test_embargoes_end_in_their_order_and_an_unchanged_update_frees_them_too(wire: Wire) -> None:
    wire.tell(item("Known", "0"))
    wire.tell([item("Later", "1", embargo=at(10)), item("Sooner", "2", embargo=at(5))])
    freed = wire.tell(item("Known", "0"), 20)
    assert changes(freed) == [("added", "Sooner"), ("added", "Later")] and freed.drop is None


def test_a_newer_version_under_embargo_takes_the_place_of_the_one_held(wire: Wire) -> None:
    wire.tell(item("Draft", embargo=at(10)))
    wire.tell(item("Final", embargo=at(10)), 1)
    assert changes(wire.tell(item("Other", "2"), 11)) == [("added", "Final"), ("added", "Other")]


def test_what_is_killed_under_its_embargo_is_never_told(wire: Wire) -> None:
    wire.tell(item("Budget", embargo=at(10)))
    assert wire.tell(item(withdrawn=True), 1).drop is Drop.WITHDRAWN
    assert changes(wire.tell(item("Other", "2"), 11)) == [("added", "Other")]


def test_an_embargo_lifted_early_is_told_at_once_and_once(wire: Wire) -> None:
    wire.tell(item("Budget", embargo=at(10)))
    assert changes(wire.tell(item("Budget"), 1)) == [("added", "Budget")]
    assert changes(wire.tell(item("Other", "2"), 11)) == [("added", "Other")]


def test_an_edit_under_embargo_leaves_what_was_told_as_it_stands(wire: Wire) -> None:
    wire.tell(item("Budget"))
    assert wire.tell(item("Budget: the figures", embargo=at(10)), 1).held
    freed = posts_of(wire.tell(item("Other", "2"), 11))[0]
    assert (freed.headline, freed.change, freed.revision) == ("Budget: the figures", "edited", 2)


def test_other_desks_do_not_end_an_embargo(wire: Wire) -> None:
    wire.tell(item("Budget", embargo=at(10)))
    wire._told[b"elsewhere"] = item("Other", "2")
    seen = at(60)
    outcome = step(wire.state, make_update(b"elsewhere", source="wire", seen=seen, desk="sport"), seen)
    assert changes(outcome) == [("added", "Other")]


def test_an_embargo_longer_than_state_is_kept_is_refused(wire: Wire) -> None:
    refused = wire.tell(item(embargo=NOON + timedelta(days=15))).reject
    assert refused is not None and refused.reason is Reject.BEYOND_HORIZON and "nearer to that time" in refused.message


def test_an_expired_item_is_no_news(wire: Wire) -> None:
    assert wire.tell(item(expires=at(-1))).drop is Drop.EXPIRED
    told = posts_of(wire.tell(item(expires=at(30)), 1))[0]
    assert told.expires == at(30)


def test_a_document_of_several_items_has_one_fate_and_each_its_unit(wire: Wire) -> None:
    both = wire.tell([item("One", "1"), item("Two", "2", embargo=at(10)), item("Old", "3", expires=at(-5))])
    assert changes(both) == [("added", "One")]
    assert (both.units.found, both.units.emitted, both.units.unchanged) == (2, 1, 1)
    again = wire.tell([item("One", "1"), item("One", "1")], 1)
    assert again.drop is Drop.UNCHANGED


def test_an_older_version_that_comes_later_does_not_win(wire: Wire) -> None:
    wire.tell(item("Two dead", updated=at(5)))
    assert wire.tell(item("One dead", updated=at(1)), 10).drop is Drop.STALE
    assert wire.tell(item(withdrawn=True, updated=at(2)), 11).drop is Drop.STALE, "what was taken back was told again"
    assert changes(wire.tell(item("Three dead", updated=at(6)), 12)) == [("edited", "Three dead")]


def test_an_older_version_of_one_that_is_held_or_taken_back_does_not_win(wire: Wire) -> None:
    wire.tell(item("Final", updated=at(5), embargo=at(30)))
    assert wire.tell(item("Draft", updated=at(1), embargo=at(20)), 6).drop is Drop.STALE
    assert changes(wire.tell(item("Other", "2"), 31)) == [("added", "Final"), ("added", "Other")]
    wire.tell(item(withdrawn=True, updated=at(35)), 36)
    assert wire.tell(item("Late copy", updated=at(33)), 37).drop is Drop.STALE
    assert changes(wire.tell(item("Again", updated=at(40)), 41)) == [("reinstated", "Again")]


def test_the_version_seen_last_wins_where_none_gives_its_instant(wire: Wire) -> None:
    wire.tell(item("One dead", updated=at(5)))
    assert changes(wire.tell(item("Two dead"), 6)) == [("edited", "Two dead")]


def test_what_is_withheld_is_told_once_a_later_version_may_be(wire: Wire) -> None:
    kept_back = wire.tell(item("Budget", withheld=True))
    assert kept_back.drop is Drop.WITHDRAWN and kept_back.reject is None, "no fault of whoever sent it"
    assert changes(wire.tell(item("Budget"), 1)) == [("added", "Budget")]
    assert changes(wire.tell(item("Budget", withheld=True), 2)) == [("removed", "Budget")]
    assert changes(wire.tell(item("Budget"), 3)) == [("reinstated", "Budget")]


def test_an_embargo_does_not_outlast_its_being_withheld(wire: Wire) -> None:
    wire.tell(item("Budget", embargo=at(10)))
    assert wire.tell(item("Budget", embargo=at(10), withheld=True), 1).drop is Drop.WITHDRAWN
    assert changes(wire.tell(item("Other", "2"), 11)) == [("added", "Other")]


def test_a_version_of_two_items_is_a_revision_of_one_and_the_end_of_the_other(wire: Wire) -> None:
    first = posts_of(wire.tell([item("North shut", "a"), item("South shut", "b")]))
    both = wire.tell(item("Both shut", "c", supersedes=("b", "a")), 1)
    assert changes(both) == [("edited", "Both shut"), ("removed", "North shut")]
    assert [post.post_id for post in posts_of(both)] == [first[1].post_id, first[0].post_id]
    assert not wire.tell(item("Both shut", "c", supersedes=("b", "a")), 2).out, "once"


@pytest.mark.parametrize(
    ("scope", "same"), [(None, False), ("", True)], ids=["an id within its outlet", "an id that is one everywhere"]
)
def test_who_is_named_as_outlet_matters_only_to_ids_within_it(wire: Wire, scope: str | None, same: bool) -> None:
    first = posts_of(wire.tell(item("Road closed", outlet="The Agency", scope=scope)))[0]
    again = posts_of(wire.tell(item("Road open", outlet="The Agency Ltd", scope=scope), 1))[0]
    assert (first.post_id == again.post_id) is same


def test_state_built_anew_frees_the_same(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.tell([item("Later", "1", embargo=at(10)), item("Sooner", "2", embargo=at(5))])
    other = Wire(monkeypatch)
    for key, row in sorted(wire.state.items(), reverse=True):
        other.state.apply(key, row)
    assert changes(other.tell(item("Known", "0"), 20)) == [("added", "Sooner"), ("added", "Later"), ("added", "Known")]


# ------------------------------------------------------------------------------------ pages that tell their posts apart


class Counted:
    """A page of posts that are read only when they must be."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def page(self, *posts: tuple[str, str], removed: tuple[str, ...] = ()) -> Page:
        def unit(name: str, headline: str) -> Unread:
            def read() -> Draft:
                self.read.append(name)
                return Draft(headline=headline, text=f"{TEXT} {name}", native_id=name)

            return Unread(f"{name}{headline}".encode(), read)

        return Page(lead=None, posts=tuple(unit(*post) for post in posts), removed=removed)


def test_only_the_post_that_changed_is_read_again(wire: Wire) -> None:
    pages = Counted()
    many = [(f"p{n}", f"Post {n}") for n in range(428)]
    assert len(posts_of(wire.tell(pages.page(*many)))) == 428
    pages.read.clear()
    many[7] = ("p7", "Post 7, corrected")
    assert changes(wire.tell(pages.page(*many), 1)) == [("edited", "Post 7, corrected")]
    assert pages.read == ["p7"]


def test_a_new_post_a_moved_one_and_one_with_other_bytes_and_equal_words(wire: Wire) -> None:
    pages = Counted()
    wire.tell(pages.page(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")))
    pages.read.clear()
    outcome = wire.tell(pages.page(("n", "N"), ("b", "B"), ("c", "C"), ("d", "D"), ("a", "A")), 1)
    assert changes(outcome) == [("added", "N"), ("moved", "A")]
    assert pages.read == ["n", "a"]


def test_what_the_page_says_was_removed_is_removed_also_at_its_foot(wire: Wire) -> None:
    pages = Counted()
    wire.tell(pages.page(*((f"p{n}", f"P {n}") for n in range(9))))
    shorter = pages.page(*((f"p{n}", f"P {n}") for n in range(3)), removed=tuple(f"p{n}" for n in range(3, 9)))
    assert [change for change, _ in changes(wire.tell(shorter, 1))] == ["removed"] * 6


def test_without_its_word_so_many_are_not_believed(wire: Wire) -> None:
    pages = Counted()
    wire.tell(pages.page(*((f"p{n}", f"P {n}") for n in range(9))))
    assert wire.tell(pages.page(*((f"p{n}", f"P {n}") for n in range(3))), 1).held


def test_posts_with_ids_of_their_own_are_never_one_for_their_words(wire: Wire) -> None:
    def alerts(*numbers: int) -> Page:
        return Page(lead=None, posts=tuple(Draft(None, "Air raid alert in Marle", native_id=str(n)) for n in numbers))

    first = posts_of(wire.tell(alerts(2, 1)))
    after = posts_of(wire.tell(alerts(3, 2), 1))
    assert [post.change for post in after] == ["added", "aged_off"] and after[1].post_id == first[1].post_id
    edited = Page(lead=None, posts=(Draft(None, "Air raid alert in Marle port", native_id="4"), *alerts(3, 2).posts))
    assert [post.change for post in posts_of(wire.tell(edited, 2))] == ["added"]


def test_posts_keep_their_ids_when_their_page_begins_to_give_some(wire: Wire) -> None:
    first = posts_of(wire.tell(Page(lead=None, posts=(Draft("Road closed", TEXT), Draft("Gym open", "Until nine.")))))
    named = (Draft("Road closed", TEXT, native_id="a"), Draft("Gym open", "Until ten at night.", native_id="b"))
    (edited,) = posts_of(wire.tell(Page(lead=None, posts=named), 1))
    assert (edited.change, edited.post_id) == ("edited", first[1].post_id)
    again = (named[0], Draft("Gym open", "Until eleven at night.", native_id="b"))
    (edited,) = posts_of(wire.tell(Page(lead=None, posts=again), 2))
    assert (edited.change, edited.post_id, edited.revision) == ("edited", first[1].post_id, 3)


def test_the_same_marks_twice_are_two_posts(wire: Wire) -> None:
    same = Page(lead=None, posts=(Unread(b"x", lambda: Draft("Minute of silence", "")),) * 2)
    assert len(posts_of(wire.tell(same))) == 2
    assert wire.tell(same._replace(furniture=1), 1).drop is Drop.UNCHANGED
