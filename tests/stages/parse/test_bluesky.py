"""Bluesky: posts from Jetstream and from the application's interface; edited, passed on and taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from streams.records import Post
from streams.stage import SourceKind
from tests.stages.parse.messages import DID, commit, view
from tests.stages.parse.newsdesk import NOON, Desk, posts_of

KEY = "at://" + DID + "/app.bsky.feed.post/3kabc"


def heard(document: str, desk: Desk | None = None, minutes: int = 0) -> list[Post]:
    outcome = (desk or Desk()).take(document, content_type="application/json", url=None, minutes=minutes)
    assert outcome.source_kind is SourceKind.CHANNEL
    return posts_of(outcome)


def feed(*views: dict[str, Any], **more: Any) -> str:
    return json.dumps({"feed": [{"post": each, **more} for each in views], "cursor": "x"})


def test_what_is_known_of_a_commit() -> None:
    (post,) = heard(commit())
    assert (post.headline, post.text, post.lang) == (None, "The coast road is closed.", "en")
    assert (post.outlet, post.authors, post.published) == (DID, (), NOON)
    assert post.url == f"https://bsky.app/profile/{DID}/post/3kabc"


def test_what_is_known_of_a_post_in_a_feed() -> None:
    (post,) = heard(feed(view()))
    assert (post.outlet, post.authors) == ("@coastguard.example", ("Coast Guard",))
    assert post.url == "https://bsky.app/profile/coastguard.example/post/3kabc"


def test_a_list_is_told_oldest_first() -> None:
    document = json.dumps({"posts": [view("2", "Two"), view("1", "One")]})
    assert [post.text for post in heard(document)] == ["One", "Two"]


def test_a_post_is_one_item_however_it_comes_and_is_edited_and_taken_back() -> None:
    desk = Desk()
    (first,) = heard(commit(), desk)
    assert desk.take(feed(view()), content_type=None, minutes=1).drop == "unchanged"
    (second,) = heard(commit("update", text="The coast road is open."), desk, 2)
    assert (second.post_id, second.change) == (first.post_id, "edited")
    (gone,) = heard(commit("delete"), desk, 3)
    assert (gone.post_id, gone.change) == (first.post_id, "removed")


def test_a_post_that_somebody_passed_on_is_its_authors() -> None:
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": {"did": "did:plc:other", "handle": "other.example"}}
    (post,) = heard(feed(view(), reason=reason))
    assert post.outlet == "@coastguard.example"


def test_nobody_posts_after_the_post_was_received() -> None:
    (ahead,) = heard(commit(createdAt="2031-01-01T00:00:00Z"))
    (back,) = heard(commit(createdAt="2024-03-01T00:00:00Z"))
    assert (ahead.published, back.published) == (NOON + timedelta(seconds=2), NOON - timedelta(hours=60))


# label: (text, expected)
TEXTS = {
    "lines": ("One.\n\nTwo.", "One.\nTwo."),
    "mentions, hashtags and links stay as shown": ("@marle.example #flood maps.example.com/a...",
                                                   "@marle.example #flood maps.example.com/a..."),
    "right to left": ("\u202bالطريق مغلق\u202c", "الطريق مغلق"),
    "a family of emoji": ("Saved 👨‍👩‍👧 today", "Saved 👨‍👩‍👧 today"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_texts(text: str, expected: str) -> None:
    facets = [{"index": {"byteStart": 0, "byteEnd": 6}, "features": [{"$type": "app.bsky.richtext.facet#mention"}]}]
    assert [post.text for post in heard(commit(text=text, facets=facets))] == [expected]


def test_a_reply_and_a_quotation_are_their_own_words() -> None:
    reply = {"root": {"uri": KEY, "cid": "x"}, "parent": {"uri": KEY, "cid": "x"}}
    embed = {"$type": "app.bsky.embed.record", "record": {"uri": KEY, "cid": "x"}}
    assert [post.text for post in heard(commit(text="At nine.", reply=reply, embed=embed))] == ["At nine."]


def other(**more: Any) -> str:
    return json.dumps(json.loads(commit()) | more)


# label: document
NOTHING_TOLD = {
    "a like": other(commit={"operation": "create", "collection": "app.bsky.feed.like", "rkey": "a", "record": {}}),
    "a change of name": other(kind="identity", identity={"handle": "new.example"}),
    "an account that is gone": other(kind="account", account={"active": False, "status": "deleted"}),
    "a kind that nobody knows yet": other(kind="sync"),
    "a picture without words": commit(text=" "),
    "an empty feed": json.dumps({"feed": [{"post": view(text="")}]}),
    "a post kept from whoever asks": feed({"uri": "at://", "notFound": True}),
    "the deletion of what never came": commit("delete"),
}


@pytest.mark.parametrize("document", NOTHING_TOLD.values(), ids=NOTHING_TOLD)
def test_nothing_told_and_nobodys_error(document: str) -> None:
    outcome = Desk().take(document, content_type="application/json", url=None)
    assert outcome.drop in ("empty", "withdrawn") and outcome.source_kind is SourceKind.CHANNEL


def test_a_commit_that_names_no_post_is_refused() -> None:
    for broken in ({"rkey": None}, {"operation": "invent"}):
        commit_now = json.loads(commit())["commit"] | broken
        refused = Desk().take(other(commit=commit_now), content_type=None, url=None).reject
        assert refused is not None and refused.reason.value == "malformed" and "Jetstream" in refused.message
