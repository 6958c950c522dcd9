"""The same posts in whatever order they come: what is one event is one, and what are two stay two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from streams.records import Post
from streams.stages.curate.rows import LinkRow
from tests.build import a_post, minutes
from tests.stages.curate.desk import Desk

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


def groups(desk: Desk) -> set[frozenset[str]]:
    standing = [event for event in desk.events.values() if event.status == "developing"]
    return {frozenset(member.post_id for member in event.posts) for event in standing}


@pytest.mark.parametrize("told", ONE.values(), ids=ONE)
def test_one_event_in_every_order(told: Sequence[tuple[str, str]]) -> None:
    every = posts(*told)
    for order in permutations(every):
        assert groups(Desk(*order)) == {frozenset(post.post_id for post in every)}, [post.headline for post in order]


@pytest.mark.parametrize("told", TWO.values(), ids=TWO)
def test_two_events_in_every_order(told: Sequence[Sequence[tuple[str, str]]]) -> None:
    every = posts(*(each for event in told for each in event))
    ends = iter(every)
    apart = {frozenset(next(ends).post_id for _ in event) for event in told}
    for order in permutations(every):
        assert groups(Desk(*order)) == apart, [post.headline for post in order]


def test_some_order_needs_a_link() -> None:
    """Else the first table shows nothing."""
    desks = [Desk(*order) for order in permutations(posts(FIRST, SECOND, THIRD, SMOKE))]
    assert any(isinstance(row, LinkRow) for desk in desks for _, row in desk.state.items())
