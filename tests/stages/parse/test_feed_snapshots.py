"""A feed again and again: what is told of it each time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from streams.stage import Outcome
from tests.stages.parse.newsdesk import Desk, changes, posts_of

FEED = "https://news.example.com/world/rss.xml"
URL = "https://news.example.com/{}"


def item(n: int, title: str | None = None, text: str = "It goes on.", extra: str = "") -> str:
    """An item that is the newer the higher its number."""
    return (
        f"<item><title>{title or f'Post {n}'}</title><guid>{URL.format(n)}</guid><description>{text}</description>"
        f"<pubDate>Sun, 03 Mar 2024 {n:02}:00:00 GMT</pubDate>{extra}</item>"
    )


def rss(items: Sequence[str], head: str = "") -> str:
    tombs = "xmlns:at='http://purl.org/atompub/tombstones/1.0'"
    return f"<rss version='2.0' {tombs}><channel><title>Coast News</title>{head}{''.join(items)}</channel></rss>"


def take(desk: Desk, body: str, minutes: int) -> Outcome:
    return desk.take(body, minutes=minutes, url=FEED, content_type="application/rss+xml")


TEN = [item(n) for n in range(10, 0, -1)]
REPLACED = ["<item><title>Wholly other</title><guid>x</guid></item>"]

# label: (items of the second snapshot, what the feed says besides, changes told)
SECOND = {
    "the same items, fetched anew": (TEN, "<lastBuildDate>Sun, 03 Mar 2024 12:00:00 GMT</lastBuildDate>", []),
    "other comments on an item": ([item(10, extra="<comments>5</comments>"), *TEN[1:]], "", []),
    "a title corrected": ([item(10, "Post ten"), *TEN[1:]], "", [("edited", "Post ten")]),
    "a text corrected": ([TEN[0], item(9, text="It is over."), *TEN[2:]], "", [("edited", "Post 9")]),
    "a new item, and the oldest fell off": (
        [item(11), *TEN[:-1]], "", [("added", "Post 11"), ("aged_off", "Post 1")],
    ),
    "an item that the feed says is deleted": (
        [*TEN[:9]], f"<at:deleted-entry ref='{URL.format(1)}' when='2024-03-03T12:00:00Z'/>", [("removed", "Post 1")],
    ),
    "an item that vanished among others": ([*TEN[:4], *TEN[5:]], "", [("removed", "Post 6")]),
}  # fmt: skip


@pytest.mark.parametrize(("items", "head", "expected"), SECOND.values(), ids=SECOND)
def test_second_snapshot(items: list[str], head: str, expected: list[tuple[str, str]]) -> None:
    desk = Desk()
    assert len(posts_of(take(desk, rss(TEN), 0))) == 10
    assert changes(take(desk, rss(items, head), 5)) == expected
    assert changes(take(desk, rss(items, head + " "), 10)) == []


def test_identity_outlives_a_new_title_and_a_new_place() -> None:
    desk = Desk()
    first = posts_of(take(desk, rss(TEN), 0))
    edited = posts_of(take(desk, rss([*TEN[:5], item(5, "A wholly other title", "And another text."), *TEN[6:]]), 5))
    assert [post.post_id for post in edited] == [first[5].post_id]


def test_a_feed_that_runs_oldest_first_sheds_from_its_top() -> None:
    desk = Desk()
    take(desk, rss(TEN[::-1]), 0)
    assert sorted(changes(take(desk, rss([*TEN[-2::-1], item(11)]), 5))) == [
        ("added", "Post 11"),
        ("aged_off", "Post 1"),
    ]


def test_an_item_that_leaves_the_middle_of_a_ranked_feed_has_aged_off() -> None:
    ranked = [TEN[n] for n in (4, 0, 7, 2, 9, 1, 8, 3, 6, 5)]
    desk = Desk()
    take(desk, rss(ranked), 0)
    told = changes(take(desk, rss([ranked[0], ranked[1], item(11), *ranked[3:]]), 5))
    assert sorted(told) == [("added", "Post 11"), ("aged_off", "Post 3")]


def test_a_feed_that_was_replaced_is_not_believed_at_once() -> None:
    desk = Desk()
    take(desk, rss(TEN), 0)
    assert take(desk, rss([]), 5).held
    assert changes(take(desk, rss(TEN, " "), 10)) == []


def test_an_unchanged_item_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from streams.stages.parse.formats.feed import xml_feed

    read: list[str] = []
    fullest = xml_feed._fullest
    monkeypatch.setattr(xml_feed, "_fullest", lambda texts: read.append(texts[0][0]) or fullest(texts))
    desk = Desk()
    take(desk, rss(TEN), 0)
    read.clear()
    take(desk, rss([TEN[0], item(9, text="It is over."), *TEN[2:]]), 5)
    assert set(read) == {"It is over."}


LIVE = """<p>What we know so far.</p><p>11:45</p><p>Bridge closed</p><p>Police closed the bridge.</p>
<p>10:30: Water reached the market, the mayor said.</p><p>9:05 The river rose by a metre overnight.</p>"""
PROGRAMME = "<p>9:00 Opening</p><p>10:30 Talk by the mayor</p><p>11:45 Lunch</p>"
TO_COME = "<p>13:00 The doors open to all.</p><p>14:30 The mayor talks.</p><p>16:45 All go home.</p>"


def flattened(text: str, date: str = "Sun, 03 Mar 2024 14:00:00 +0200") -> str:
    return rss([
        f"<item><title>Flood: live</title><guid>live</guid><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{text}]]></description></item>"
    ])  # fmt: skip


def test_posts_flattened_into_one_item_are_told_apart() -> None:
    """Their times are of the zone of the item's own date."""
    desk = Desk()
    told = posts_of(take(desk, flattened(LIVE), 0))
    assert [(post.headline, post.text, post.published and post.published.strftime("%d %H:%M")) for post in told] == [
        ("Flood: live", "What we know so far.", "03 12:00"),
        ("Bridge closed", "Police closed the bridge.", "03 09:45"),
        (None, "Water reached the market, the mayor said.", "03 08:30"),
        (None, "The river rose by a metre overnight.", "03 07:05"),
    ]
    added = LIVE.replace("<p>11:45</p>", "<p>11:59 The bridge is open again.</p><p>11:45</p>").replace("metre", "meter")
    assert [(post.change, post.text) for post in posts_of(take(desk, flattened(added), 5))] == [
        ("added", "The bridge is open again."), ("edited", "The river rose by a meter overnight."),
    ]  # fmt: skip


ONE_POST = {
    "a programme": PROGRAMME,
    "times to come": TO_COME,
    "a chronicle": "<p>9:05 The river rose.</p><p>10:30 Water came.</p><p>11:45 Police closed the bridge.</p>",
    "two times": LIVE[: LIVE.index("<p>9:05")],
    "times inside sentences": "<p>At 9:05 it rose, at 10:30 it stood, at 11:45 it fell.</p>",
    "times in no order": "<p>10:30 It rose again.</p><p>9:05 It rose.</p><p>11:45 It fell.</p>",
}


@pytest.mark.parametrize("text", ONE_POST.values(), ids=ONE_POST)
def test_what_only_looks_flattened_stays_one_post(text: str) -> None:
    assert len(posts_of(take(Desk(), flattened(text), 0))) == 1


def test_without_a_date_of_the_item_nothing_is_cut() -> None:
    assert len(posts_of(take(Desk(), flattened(LIVE, "soon"), 0))) == 1
