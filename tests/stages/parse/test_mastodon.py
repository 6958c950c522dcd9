"""Mastodon: statuses alone, in timelines and in streams; edited, passed on and taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.records import Post
from streams.stage import Outcome, SourceKind
from tests.stages.parse.messages import SERVER, status, streamed
from tests.stages.parse.newsdesk import NOON, Desk, changes, posts_of

STREAM = f"{SERVER}/api/v1/streaming/public"


class Stream(Desk):
    """A desk that follows one server."""

    def hear(self, text: str, minutes: int = 0) -> Outcome:
        return self.take(text, content_type="application/json", url=STREAM, minutes=minutes)


def told(entity: dict[str, Any]) -> Post:
    outcome = Stream().hear(json.dumps(entity))
    assert outcome.source_kind is SourceKind.CHANNEL
    return posts_of(outcome)[0]


def test_what_is_known_of_a_status() -> None:
    post = told(status())
    assert (post.headline, post.text, post.lang) == (None, "The coast road is closed.", "en")
    assert (post.outlet, post.authors) == ("@coastguard@social.example", ("Coast Guard",))
    assert (post.published, post.updated, post.url) == (NOON, None, f"{SERVER}/@coastguard/11")


# label: (content, text)
CONTENT = {
    "paragraphs and breaks": ("<p>One.<br />Two.</p><p>Three.</p>", "One.\nTwo.\nThree."),
    "a mention": (
        '<p><span class="h-card"><a href="https://b.example/@marle" class="mention">@<span>marle</span></a></span>'
        " asks.</p>", "@marle asks."),
    "a hashtag": ('<p>Rain <a href="/tags/flood" class="mention hashtag" rel="tag">#<span>flood</span></a></p>',
                  "Rain #flood"),
    "a link is whole, also where it is shown cut": (
        '<p>See <a href="https://maps.example.com/a/b"><span class="invisible">https://</span>'
        '<span class="ellipsis">maps.example.com/a</span><span class="invisible">/b</span></a></p>',
        "See https://maps.example.com/a/b"),
    "a custom emoji stays the shortcode it is": ("<p>Boats :buoy: out</p>", "Boats :buoy: out"),
    "entities": ("<p>Wind &amp; rain &lt;now&gt; it&#39;s on</p>", "Wind & rain <now> it's on"),
    "right to left": ("<p>\u202bالطريق مغلق\u202c</p>", "الطريق مغلق"),
    "a status quoted stands by itself": (
        '<p class="quote-inline">RE: <a href="https://b.example/@mayor/9">b.example/@mayor/9</a></p><p>At last.</p>',
        "At last."),
    "no paragraph at all": ("Plain words", "Plain words"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), CONTENT.values(), ids=CONTENT)
def test_content(content: str, expected: str) -> None:
    assert told(status(content=content)).text == expected


def test_a_subject_line_is_the_heading() -> None:
    assert told(status(spoiler_text="Flood in Marle")).headline == "Flood in Marle"


def test_a_status_passed_on_is_its_authors_and_is_told_once() -> None:
    account = {"acct": "mayor@b.example", "display_name": "The Mayor", "url": "https://b.example/@mayor"}
    original = status(5, account=account, url="https://b.example/@mayor/900", created_at="2024-03-03T11:00:00Z")
    boost = status(12, "", reblog=original)
    stream = Stream()
    (post,) = posts_of(stream.hear(streamed("update", boost)))
    assert (post.outlet, post.authors, post.url) == ("@mayor@b.example", ("The Mayor",), "https://b.example/@mayor/900")
    assert post.published == datetime(2024, 3, 3, 11, tzinfo=UTC)
    assert stream.hear(streamed("update", original), 1).drop == "unchanged"
    assert changes(stream.hear(streamed("delete", "5"), 2)) == [("removed", None)]


def test_a_stream_tells_edits_and_deletions() -> None:
    stream = Stream()
    (first,) = posts_of(stream.hear(streamed("update", status())))
    edit = status(content="<p>The coast road is open.</p>", edited_at="2024-03-03T12:05:00.000Z")
    (second,) = posts_of(stream.hear(streamed("status.update", edit), 5))
    assert (second.post_id, second.change, second.text) == (first.post_id, "edited", "The coast road is open.")
    assert second.updated == datetime(2024, 3, 3, 12, 5, tzinfo=UTC)
    (gone,) = posts_of(stream.hear(streamed("delete", "11"), 6))
    assert (gone.post_id, gone.change, gone.revision) == (first.post_id, "removed", 3)
    assert stream.hear(streamed("delete", "11"), 7).drop == "unchanged"


def test_one_status_is_one_item_however_it_comes() -> None:
    desk = Stream()
    desk.hear(streamed("update", status()))
    assert desk.hear(json.dumps(status()), 1).drop == "unchanged"
    timeline = f"{SERVER}/api/v1/accounts/7/statuses"
    more = desk.take(json.dumps([status(12, "<p>Later.</p>"), status()]), content_type=None, url=timeline, minutes=2)
    assert [post.text for post in posts_of(more)] == ["Later."]


def test_a_timeline_is_told_oldest_first_and_what_it_lacks_was_not_taken_back() -> None:
    desk = Stream()
    assert [post.text for post in posts_of(desk.hear(json.dumps([status(2, "Two"), status(1, "One")])))] == [
        "One",
        "Two",
    ]
    assert [change for change, _ in changes(desk.hear(json.dumps([status(3, "Three")]), 1))] == ["added"]


def test_the_same_number_of_another_server_is_another_status() -> None:
    desk = Stream()
    desk.hear(streamed("update", status()))
    other = desk.take(streamed("delete", "11"), content_type=None, url="https://other.example/api/v1/streaming/public")
    assert other.drop == "withdrawn"


# label: document
NOTHING_TOLD = {
    "a picture without words": json.dumps(status(content="", media_attachments=[{"type": "image"}])),
    "a picture in a stream": streamed("update", status(content="<p></p>")),
    "a poll without words": json.dumps(status(content="", poll={"options": [{"title": "Yes"}]})),
    "a notification": streamed("notification", {"type": "favourite"}),
    "filters that changed": streamed("filters_changed"),
    "a timeline of what is not for everybody": json.dumps([status(visibility="private"), status(visibility="direct")]),
    "a boost of what is not for everybody": json.dumps(status(reblog=status(5, visibility="private"))),
    "the deletion of what never came": streamed("delete", "99"),
}


@pytest.mark.parametrize("document", NOTHING_TOLD.values(), ids=NOTHING_TOLD)
def test_nothing_told_and_nobodys_error(document: str) -> None:
    outcome = Stream().hear(document)
    assert outcome.drop in ("empty", "withdrawn") and not outcome.out


# label: (document, reason, words)
REFUSED = {
    "for followers": (json.dumps(status(visibility="private")), "no_posts", "do not send it"),
    "to somebody": (streamed("update", status(visibility="direct")), "no_posts", "do not send it"),
    "for whom, it does not say": (json.dumps(status(visibility=None)), "no_posts", "not told"),
    "without an id": (json.dumps(status(id=None)), "malformed", "without id"),
    "an event of nothing": (streamed("update", "[]"), "malformed", "without id"),
    "an event that is cut off": (streamed("update", '{"id": '), "malformed", "without id"),
    "a deletion of nothing": (streamed("delete", " "), "malformed", "of what"),
}


@pytest.mark.parametrize(("document", "reason", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_what_to_do(document: str, reason: str, words: str) -> None:
    refused = Stream().hear(document).reject
    assert refused is not None and (refused.reason.value, words in refused.message) == (reason, True)


def test_unlisted_is_open() -> None:
    assert told(status(visibility="unlisted")).text


@pytest.mark.parametrize(
    ("account", "outlet", "authors"),
    [
        ({"acct": "a@b.example", "display_name": ""}, "@a@b.example", ()),
        ({"acct": "a", "display_name": "A"}, "@a", ("A",)),
        ({"acct": "a", "display_name": ":x:", "url": "http://[", "emojis": [{"shortcode": "x"}]}, "@a", ()),
        ({}, None, ()),
        (None, None, ()),
    ],
)
def test_accounts_that_say_little(account: Any, outlet: str | None, authors: tuple[str, ...]) -> None:
    post = told(status(account=account))
    assert (post.outlet, post.authors) == (outlet, authors)
