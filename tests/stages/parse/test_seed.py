"""The example page, read where it is: the exam's rows 1, 2 and 3, and the page that comes twice."""

from __future__ import annotations

import pytest

from streams.stage import Outcome
from tests.stages.parse.newsdesk import SHARED, Desk, changes, posts_of

PAGES = sorted((SHARED / "seed").glob("*.txt"))
pytestmark = pytest.mark.skipif(not PAGES, reason="the example page is not here")

POSTS = ((8, 10), (11, 19), (20, 22), (23, 27), (28, 31), (32, 35), (36, 41), (42, 49), (50, 55), (56, 61))
"""First and last line of each post, counted from 1; the lead is lines 1 to 7, page furniture 62 and 63."""


def lines() -> list[str]:
    return PAGES[0].read_text("utf-8").split("\n")


def take(desk: Desk, body: list[str]) -> Outcome:
    return desk.take("\n".join(body), url=None, source=PAGES[0].name)


def block(number: int) -> list[str]:
    """The lines of a post, 0 for the lead and its title."""
    first, last = (1, 7) if number == 0 else POSTS[number - 1]
    return lines()[first - 1 : last]


def test_row_1_ten_posts_and_the_lead() -> None:
    posts = posts_of(take(Desk(), lines()))
    assert [post.position for post in posts] == list(range(11))
    text = lines()
    assert [post.headline for post in posts[1:]] == [text[first - 1] for first, _ in POSTS]
    bodies = {(11, 19): (12, 16), (23, 27): (24, 24)}  # without by-line and link card
    for post, (first, last) in zip(posts[1:], POSTS, strict=True):
        start, end = bodies.get((first, last), (first + 1, last))
        assert post.text == "\n".join(text[start - 1 : end])
    assert posts[0].text == "\n".join(text[1:7])
    assert (posts[0].headline or "") in text[0] and (posts[0].headline or "").startswith("Ukraine")
    assert {post.reference.start.isoformat() for post in posts} == {"2022-12-30T00:00:00+00:00"}
    assert {(post.reference.basis, post.published) for post in posts} == {("page", None)}


def test_row_2_furniture_is_dropped_and_counted() -> None:
    whole, cut = take(Desk(), lines()), take(Desk(), lines()[:61])
    assert whole.units.furniture == cut.units.furniture + 2
    assert all("forum" not in f"{post.headline}{post.text}" for post in posts_of(whole))


def test_row_3_by_lines_are_authors_and_cards_no_posts() -> None:
    posts = posts_of(take(Desk(), lines()))
    assert [len(post.authors) for post in posts] == [0, 0, 3, 0, 2, 0, 0, 0, 0, 0, 0]
    assert [post.position for post in posts if post.post_type == "feature"] == [2, 4]
    assert take(Desk(), lines()).units.furniture == 2 + 4


def test_the_same_page_twice_changes_nothing() -> None:
    desk = Desk()
    take(desk, lines())
    assert take(desk, lines()).drop == "unchanged"
    again = take(desk, [*lines(), "Load more"])
    assert again.drop == "unchanged" and not again.out


def test_a_second_snapshot_with_five_changes() -> None:
    desk = Desk()
    before = {post.headline: post.post_id for post in posts_of(take(desk, lines()))}
    new = [
        "Harbour crane falls in gale",
        "A crane fell on an empty quay on Friday, the port said, and nobody was hurt.",
    ]
    edited = [line.replace("five", "six") for line in block(9)]
    order = [block(0), new, block(1), block(7), block(2), block(3), block(4), block(6), block(8), edited, lines()[61:]]
    outcome = take(desk, [line for part in order for line in part])
    assert changes(outcome) == [
        ("added", new[0]), ("moved", block(7)[0]), ("edited", edited[0]), ("removed", block(5)[0]),
        ("aged_off", block(10)[0]),
    ]  # fmt: skip
    assert all(post.post_id == before[post.headline] for post in posts_of(outcome) if post.change != "added")
    assert [post.revision for post in posts_of(outcome)] == [1, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("old", "new", "weight"), [("Zelemnsky", "Zelensky", "cosmetic"), ("“54 missiles", "“58 missiles", "fact_change")]
)
def test_what_an_edit_weighs(old: str, new: str, weight: str) -> None:
    desk = Desk()
    take(desk, lines())
    (post,) = posts_of(take(desk, [line.replace(old, new) for line in lines()]))
    assert (post.change, post.significance, post.revision) == ("edited", weight, 2)
