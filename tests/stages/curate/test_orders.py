"""The same posts in whatever order they come: what is one event is one, and what are two stay two."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import msgspec
import pytest

from streams.records import Post
from streams.stages.curate import late
from streams.stages.curate.rows import LinkRow
from tests.build import a_post, minutes
from tests.stages.curate.desk import Desk, decide

FIRST = (
    "Fire on ferry off Hvar",
    "A fire broke out on the ferry Lastovka off the island of Hvar, the Croatian coastguard said. All 140 passengers "
    "were taken off by boats.",
)
SECOND = (
    "Ferry Lastovka burns off Hvar, 140 passengers rescued",
    "The 140 passengers of the ferry Lastovka were rescued by boats after a fire in its engine room off Hvar.",
)
THIRD = (
    "Engine room fire stopped Lastovka",
    "The fire on the ferry Lastovka began in its engine room, investigators in Split said. The ship was towed to Hvar.",
)
ASIDE = (
    "Captain questioned in Split over ferry fire",
    "Police in Split questioned the captain of a ferry that burnt off Hvar about an alarm that was silent.",
)
SMOKE = (
    "Passengers tell of smoke on ferry",
    "Passengers told of thick smoke on the deck and of boats that came from Hvar within minutes.",
)
ALARM = (
    "Alarm in engine room was silent",
    "Investigators in Split asked the captain why no alarm rang in the engine room before the passengers smelt smoke.",
)
OTHER = (
    "Fire at sawmill near Gospic",
    "A fire destroyed a sawmill near Gospic overnight. Fifty firemen fought it until dawn, the mayor said.",
)
OTHER_LATER = (
    "Sawmill near Gospic burnt down",
    "Nothing is left of the sawmill near Gospic after the fire. Its owner spoke of arson, the mayor of bad luck.",
)

ONE = {
    "a report that names no ship": (FIRST, SECOND, THIRD, ASIDE),
    "a report of passengers alone": (FIRST, SECOND, THIRD, SMOKE),
    "a report that fits none of the others, only all of them": (FIRST, SECOND, THIRD, ALARM),
}
TWO = {
    "two fires in one land on one day": ((FIRST, SECOND, THIRD), (OTHER, OTHER_LATER)),
}


def posts(*told: tuple[str, str]) -> list[Post]:
    """Each told ten minutes after the one before it."""
    return [
        a_post(text, headline=headline, post_id=f"{at:016x}", outlet=f"paper {at}", at=minutes(10 * at))
        for at, (headline, text) in enumerate(told, start=1)
    ]


@pytest.mark.parametrize("told", ONE.values(), ids=ONE)
def test_one_event_in_every_order(told: Sequence[tuple[str, str]]) -> None:
    every = posts(*told)
    for order in permutations(every):
        assert Desk(*order).groups() == {frozenset(post.post_id for post in every)}, [post.headline for post in order]


@pytest.mark.parametrize("told", TWO.values(), ids=TWO)
def test_two_events_in_every_order(told: Sequence[Sequence[tuple[str, str]]]) -> None:
    every = posts(*(each for event in told for each in event))
    ends = iter(every)
    apart = {frozenset(next(ends).post_id for _ in event) for event in told}
    for order in permutations(every):
        assert Desk(*order).groups() == apart, [post.headline for post in order]


def test_every_order_of_more_events_tells_the_same() -> None:
    """The same events with the same figures and claims, whatever came first, and each id once."""
    every = posts(FIRST, OTHER, SECOND, SMOKE, OTHER_LATER, THIRD, ASIDE, ALARM)
    in_order = Desk(*every)
    for seed in range(24):
        order = random.Random(seed).sample(every, len(every))
        desk = Desk(*order)
        assert desk.groups() == in_order.groups(), [post.headline for post in order]
        assert told(desk) == told(in_order), [post.headline for post in order]


def told(desk: Desk) -> dict[frozenset[str], object]:
    """The figures and claims of each event that stands, by its posts."""
    return {
        frozenset(member.post_id for member in event.posts): (
            sorted((each.value or 0, each.object, each.status, each.independent_origins) for each in event.figures),
            sorted((each.text, each.speaker or "", each.status) for each in event.claims),
        )
        for event in desk.open
    }


def test_an_event_whose_first_report_comes_late_keeps_its_id() -> None:
    first, second, *_ = posts(FIRST, SECOND)
    desk = Desk(second)
    [known] = desk.events
    desk.take(first)
    [event] = desk.events.values()
    assert event.event_id == known and event.version == 2
    assert {m.post_id: m.relation for m in event.posts} == {first.post_id: "new", second.post_id: "corroborates"}


def test_a_report_that_fits_once_another_comes_late_leaves_its_event_for_that_ones() -> None:
    """Its own event is merged, as subscribers expect, though no post is left in it."""
    first, second, third, alarm = posts(FIRST, SECOND, THIRD, ALARM)
    desk = Desk(first, second, alarm)
    fire, alone = (desk.event(post).event_id for post in (first, alarm))
    assert fire != alone
    desk.take(third)
    assert desk.groups() == {frozenset(post.post_id for post in (first, second, third, alarm))}
    left = desk.events[alone]
    assert (left.status, left.merged_into) == ("merged", fire)
    assert [change.kind for change in desk.changes if change.event_id == alone] == ["added", "merged"]


def test_its_copies_go_with_it() -> None:
    first, second, third, alarm = posts(FIRST, SECOND, THIRD, ALARM)
    copy = a_post(
        ALARM[1], headline=ALARM[0], post_id=f"{9:016x}", outlet="paper 9", at=minutes(41),
        duplicate_of=alarm.post_id, duplicate_kind="exact", similarity=1.0,
    )  # fmt: skip
    for order in ((first, second, alarm, copy, third), (first, second, alarm, third, copy)):
        assert len(Desk(*order).groups()) == 1


def test_what_an_operator_has_decided_is_not_asked_again() -> None:
    first, second, third, alarm = posts(FIRST, SECOND, THIRD, ALARM)
    desk = Desk(first, second, alarm)
    desk.take(decide("disassociate", alarm, apart_from=(first,)), third)
    assert desk.event(alarm).event_id != desk.event(third).event_id


def test_an_edited_post_stays_where_it_was() -> None:
    first, second, third, alarm = posts(FIRST, SECOND, THIRD, ALARM)
    edited = msgspec.structs.replace(alarm, revision=2, change="edited", seen=minutes(60))
    desk = Desk(first, second, alarm, edited)
    before = desk.event(alarm).event_id
    desk.take(third)
    assert desk.event(alarm).event_id == before


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Who was asked again where it belongs."""
    found: list[object] = []
    real = late.find

    def counted(*args: Any) -> Any:
        found.append(args)
        return real(*args)

    monkeypatch.setattr(late, "find", counted)
    return found


def test_the_newest_post_asks_nobody_again(asked: list[object]) -> None:
    every = posts(FIRST, OTHER, SECOND, SMOKE, OTHER_LATER, THIRD, ASIDE, ALARM)
    Desk(*every)
    assert not asked
    Desk(*every[::-1])
    assert asked


def test_one_late_post_asks_no_more_than_a_step_may(monkeypatch: pytest.MonkeyPatch, asked: list[object]) -> None:
    monkeypatch.setattr(late, "ASKED_MAX", 3)
    first, *later = posts(FIRST, SECOND, THIRD, SMOKE, ALARM, ASIDE)
    desk = Desk(*later)
    assert not asked
    desk.take(first)
    assert len(asked) == 3


def test_some_order_needs_a_link() -> None:
    """Else the first table shows nothing."""
    desks = [Desk(*order) for order in permutations(posts(FIRST, SECOND, THIRD, SMOKE))]
    assert any(isinstance(row, LinkRow) for desk in desks for _, row in desk.state.items())
