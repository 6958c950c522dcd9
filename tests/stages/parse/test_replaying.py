"""Properties: whoever replays the changes of a page has the page; nothing depends on how the state was come by."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.records import Post
from streams.stage import Outcome
from tests.stages.parse.newsdesk import Desk, page, posts_of

WORDS = [
    "harbour", "ferry", "minister", "bridge", "valley", "referee", "senate", "tunnel", "strike", "orchard", "signal",
    "quarry", "festival", "reactor", "glacier", "convoy",
]  # fmt: skip


def a_post(rng: random.Random, number: int) -> tuple[str, str]:
    """A post whose words tell it from all others."""
    one, two, three = rng.sample(WORDS, 3)
    heading = f"Report {number} on the {one} and the {two}"
    text = " ".join(f"{rng.choice(WORDS)}{number}{letter}" for letter in "abcdefghij")
    return heading, f"The {three} of number {number} stands near {text}."


def next_snapshot(rng: random.Random, posts: list[tuple[str, str]], number: int) -> list[tuple[str, str]]:
    """The page after an hour: something added, edited, moved or deleted."""
    after = list(posts)
    for _ in range(rng.randint(0, 3)):
        kind = rng.choice(["insert", "edit", "move", "delete"])
        if kind == "insert" or len(after) < 4:
            after.insert(rng.randint(0, len(after)), a_post(rng, number := number + 1))
        elif kind == "edit":
            at = rng.randrange(len(after))
            heading, text = after[at]
            after[at] = (heading, text + f" Crews stayed on for {rng.randint(2, 99)} hours.")
        elif kind == "move":
            after.insert(rng.randint(0, len(after) - 1), after.pop(rng.randrange(len(after))))
        else:
            after.pop(rng.randrange(len(after)))
    return after


def replay(page_now: list[str], told: dict[str, Post], outcome: Outcome) -> list[str]:
    """The order of ids after an outcome, made from its records and the order before alone."""
    left = {post.post_id for post in posts_of(outcome) if post.change in ("removed", "aged_off")}
    placed = {post.position: post.post_id for post in posts_of(outcome) if post.position}
    stays = [post_id for post_id in page_now if post_id not in left and post_id not in placed.values()]
    for position in sorted(position for position in placed if position is not None):
        stays.insert(position - 1, placed[position])
    for post in posts_of(outcome):
        told[post.post_id] = post
    return stays


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_replaying_the_changes_rebuilds_the_page(seed: int) -> None:
    rng = random.Random(seed)
    posts = [a_post(rng, n) for n in range(8)]
    desk, order, told, words = Desk(), [], {}, {}
    revisions: dict[str, int] = {}
    for hour in range(6):
        outcome = desk.take(page(posts), minutes=hour * 60)
        assert not outcome.held
        assert (outcome.drop == "unchanged") is (not outcome.out)
        for post in posts_of(outcome):
            assert post.revision == revisions.get(post.post_id, 0) + 1, "each record is the next revision"
            revisions[post.post_id] = post.revision
        order = replay(order, told, outcome)
        assert [(told[post_id].headline, told[post_id].text) for post_id in order] == posts
        for post_id in order:  # an id stays with its post: the number in the heading is the post's own
            heading = told[post_id].headline
            assert words.setdefault(post_id, heading) == heading
        assert desk.take(page(posts), minutes=hour * 60 + 1).drop == "unchanged"
        posts = next_snapshot(rng, posts, 100 * (hour + 1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_rebuilt_index_decides_as_the_grown_one(seed: int) -> None:
    rng = random.Random(seed)
    posts = [a_post(rng, n) for n in range(6)]
    grown = Desk()
    for hour in range(4):
        rebuilt = grown.rebuilt()
        minutes = hour * 60 * 24 * 5
        name = f"https://news.example.com/{rng.randint(0, 2)}"
        assert rebuilt.take(page(posts), minutes=minutes, url=name) == grown.take(
            page(posts), minutes=minutes, url=name
        )
        assert sorted(rebuilt.state.items()) == sorted(grown.state.items())
        posts = next_snapshot(rng, posts, 100 * (hour + 1))
