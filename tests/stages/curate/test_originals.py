"""Which post of an event a copy counts as, and whose origin a figure has that stands in it."""

from __future__ import annotations

import msgspec
import pytest

from streams.data.outlets import shipped
from streams.records import Enriched, Post
from streams.stage import State
from streams.stages import dedupe
from streams.stages.curate.originals import originals
from streams.stages.curate.origins import outlet_origin
from tests.build import a_post, apply, minutes
from tests.stages.curate.desk import read

WIRE = (
    "Nine miners were brought to the surface alive on Tuesday at Kiruna, two days after a tunnel had fallen in, the "
    "mining company said. One of them, a woman of 24, has a broken arm."
)
OTHER = (
    "Divers found the wreck of the trawler Ran on Tuesday in 61 metres of water off Haugesund, the navy said. The "
    "search "
    "for its crew of four goes on."
)
COLOUR = "At the gate people had been singing since dawn. A cook from the canteen counted 312 cups of coffee."
RETOLD = (
    "Two days after a tunnel had fallen in at Kiruna, nine miners were brought to the surface alive on Tuesday, "
    "according "
    "to the mining company. A woman of 24 among them has a broken arm."
)

Told = tuple[str, str, str, float]  # name, outlet, text, minutes after noon by its own time

# label: (posts in the order in which they come, the origin of each)
CASES: dict[str, tuple[tuple[Told, ...], dict[str, str]]] = {
    "a copy counts as its original": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", WIRE, 5)),
        {"a": "coastherald", "b": "coastherald"},
    ),
    "the earliest by its own time is the original, though it came last": (
        (("b", "Hill Post", WIRE, 5), ("c", "Bay Times", WIRE, 7), ("a", "Coast Herald", WIRE, 0)),
        {"a": "coastherald", "b": "coastherald", "c": "coastherald"},
    ),
    "two reports are two origins": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", OTHER, 5)),
        {"a": "coastherald", "b": "hillpost"},
    ),
    "a report told again in other words is no origin": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", RETOLD, 5)),
        {"a": "coastherald", "b": "coastherald"},
    ),
    "one that holds another's words is no origin": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", f"{COLOUR} {WIRE} {COLOUR[::-1]}", 5)),
        {"a": "coastherald", "b": "coastherald"},
    ),
    "nor a part of a longer one, told alone": (
        (("a", "Coast Herald", f"{COLOUR} {WIRE} {OTHER} {COLOUR[::-1]}", 0), ("b", "Hill Post", WIRE, 5)),
        {"a": "coastherald", "b": "coastherald"},
    ),
    "a part that is older than the whole is the original": (
        (("b", "Hill Post", f"{COLOUR} {WIRE} {OTHER} {COLOUR[::-1]}", 5), ("a", "Coast Herald", WIRE, 0)),
        {"a": "coastherald", "b": "coastherald"},
    ),
    "copies of a copy count as the first": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", RETOLD, 5), ("c", "Bay Times", RETOLD, 9)),
        {"a": "coastherald", "b": "coastherald", "c": "coastherald"},
    ),
    "an agency that one credits is the origin of all": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", f"KIRUNA (Nordwire News Agency) - {WIRE}", 5)),
        {"a": "nordwirenewsagency", "b": "nordwirenewsagency"},
    ),
    "reports with one agency's credit have one origin, like as they are or not": (
        (("a", "Coast Herald", f"{WIRE} (Reuters)", 0), ("b", "Hill Post", f"OSLO (Reuters) - {OTHER}", 5)),
        {"a": "Reuters", "b": "Reuters"},
    ),
    "and so has the agency itself": (
        (("a", "Reuters", WIRE, 0), ("b", "Hill Post", f"OSLO (Reuters) - {OTHER}", 5)),
        {"a": "Reuters", "b": "Reuters"},
    ),
    "with agencies is the outlet's own": (
        (("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", f"{OTHER} With agencies.", 5)),
        {"a": "coastherald", "b": "hillpost"},
    ),
}


def through_dedupe(told: tuple[Told, ...]) -> dict[str, Enriched]:
    """Posts as they reach curate."""
    state = State(dedupe.Index())
    found: dict[str, Enriched] = {}
    for n, (name, outlet, text, at) in enumerate(told):
        post: Post = a_post(text, name=name, outlet=outlet, at=minutes(at))
        (emit,) = apply(state, dedupe.step(state, post, minutes(60 + n))).out
        found[name] = read(emit.record)
    return found


def origin(post: Enriched, counts_as: dict[str, Enriched], at: int | None = None) -> str:
    return outlet_origin(post, counts_as, shipped(), at)[0].key


def in_order(posts: dict[str, Enriched]) -> list[Enriched]:
    return sorted(posts.values(), key=lambda post: (post.reference.start, post.post_id))


@pytest.mark.parametrize(("told", "origins"), CASES.values(), ids=CASES)
def test_origins(told: tuple[Told, ...], origins: dict[str, str]) -> None:
    posts = through_dedupe(told)
    counts_as = originals(in_order(posts))
    found = {name: origin(post, counts_as).removeprefix("outlet:") for name, post in posts.items()}
    assert found == origins


def test_a_copy_takes_the_place_of_an_original_that_is_gone() -> None:
    posts = through_dedupe((("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", WIRE, 5), ("c", "Bay Times", WIRE, 9)))
    standing = {name: post for name, post in posts.items() if name != "a"}
    counts_as = originals(in_order(standing))
    assert {origin(post, counts_as) for post in standing.values()} == {"outlet:hillpost"}


def test_what_a_post_says_beside_another_s_words_is_its_own() -> None:
    posts = through_dedupe((("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", f"{COLOUR} {WIRE} {OTHER}", 5)))
    counts_as = originals(in_order(posts))
    longer = posts["b"]
    assert origin(longer, counts_as, longer.text.index("312")) == "outlet:hillpost"
    assert origin(longer, counts_as, longer.text.index("24")) == "outlet:coastherald"


def test_two_that_hold_each_other_s_words_after_an_edit_have_one_original() -> None:
    posts = through_dedupe((("a", "Coast Herald", WIRE, 0), ("b", "Hill Post", f"{COLOUR} {WIRE} {OTHER}", 5)))
    a, b = posts["a"], posts["b"]
    looped = {"a": _linked(a, b), "b": b}
    counts_as = originals(in_order(looped))
    assert {origin(post, counts_as) for post in looped.values()} == {"outlet:coastherald"}


def _linked(post: Enriched, other: Enriched) -> Enriched:
    return msgspec.structs.replace(post, duplicate_of=other.post_id, duplicate_kind="contained")
