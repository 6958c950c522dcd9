"""Plain items: one post each, known again by id or address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from streams.stage import Outcome
from tests.stages.parse.newsdesk import NOON, Desk, posts_of

RAIN = {"id": "r1", "headline": "Rain ends", "text": "It rained 5 days.\n\nIt is dry now.", "outlet": "Example Wire"}


def send(desk: Desk, minutes: int = 0, source: str = "wire", url: str | None = None, **fields: Any) -> Outcome:
    body = orjson.dumps({**RAIN, **fields})
    return desk.take(body, minutes=minutes, content_type="application/json", url=url, source=source)


def test_an_item_is_one_post() -> None:
    (post,) = posts_of(send(Desk(), published="2024-03-03T12:00:00+02:00", authors=["Ana Sol"], url="https://e.com/1"))
    assert (post.headline, post.text) == ("Rain ends", "It rained 5 days.\nIt is dry now.")
    assert post.published is not None and post.published.isoformat() == "2024-03-03T10:00:00+00:00"
    assert (post.reference.basis, post.position, post.outlet, post.authors) == (
        "post",
        None,
        "Example Wire",
        ("Ana Sol",),
    )


def test_an_item_that_states_a_day_has_no_instant() -> None:
    (post,) = posts_of(send(Desk(), published="2024-03-02"))
    assert post.published is None
    assert post.reference.basis == "page" and post.reference.end - post.reference.start == timedelta(days=1)


def test_an_item_without_time_is_read_against_seen() -> None:
    (post,) = posts_of(send(Desk()))
    assert (post.published, post.reference.basis, post.reference.start) == (None, "seen", NOON)


def test_the_same_item_again_is_unchanged() -> None:
    desk = Desk()
    send(desk)
    again = send(desk, minutes=5)
    assert again.drop == "unchanged" and not again.out and again.units.unchanged == 1


def test_other_words_under_the_same_id_are_an_edit() -> None:
    desk = Desk()
    (first,) = posts_of(send(desk))
    (second,) = posts_of(send(desk, minutes=5, text="It rained 6 days."))
    assert (second.change, second.revision, second.significance) == ("edited", 2, "fact_change")
    assert second.post_id == first.post_id


def test_an_older_item_is_stale() -> None:
    desk = Desk()
    send(desk, minutes=5)
    assert send(desk, minutes=0, text="It rained 4 days.").drop == "stale"


# label: (fields and how it came, the same again with other words, whether both are one post)
IDENTITY = {
    "one id of one outlet": ({}, {"source": "other"}, True),
    "one id of two outlets": ({}, {"outlet": "Another Wire"}, False),
    "two ids": ({}, {"id": "r2"}, False),
    "no id, one address with other tracking": (
        {"id": None, "url": "https://e.com/a?utm_source=x"}, {"id": None, "url": "http://e.com/a/"}, True,
    ),
    "no id, two addresses": ({"id": None, "url": "https://e.com/a"}, {"id": None, "url": "https://e.com/b"}, False),
    "neither id nor address": ({"id": None}, {"id": None}, False),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "same"), IDENTITY.values(), ids=IDENTITY)
def test_identity(first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    desk = Desk()
    (one,) = posts_of(send(desk, **first))
    (two,) = posts_of(send(desk, minutes=5, text="It rained 6 days.", **second))
    assert (one.post_id == two.post_id) is same


def test_two_desks_never_meet() -> None:
    desk = Desk()
    body = orjson.dumps(RAIN)
    for name in ("north", "south"):
        outcome = desk.take(body, content_type="application/json", desk=name)
        assert [post.change for post in posts_of(outcome)] == ["added"]


def test_old_items_are_forgotten() -> None:
    desk = Desk()
    send(desk)
    send(desk, minutes=60 * 24 * 15, id="r2")
    assert sum(key.startswith("item/") for key, _ in desk.state.items()) == 1
