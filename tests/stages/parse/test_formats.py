"""Which reader takes which document: of the readers of one format exactly one takes each, whatever it is declared as.

Whoever adds a format adds a sample here; a sample whose reader is not among the readers must be taken by none of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from streams.stages.parse.formats import READERS, reader_for
from tests.stages.parse import messages as m

# They take what nobody before them wants.
CATCH_ALL = {"plain item", "plain-text live page", "live page or article in HTML"}
FEED = "feed (RSS, Atom, RDF, JSON Feed)"
NAMES = {reader.name for reader in READERS}

# label: (reader, document)
JSON_SAMPLES: dict[str, tuple[str, str]] = {
    "a Telegram channel": ("Telegram export", m.telegram(m.message(1))),
    "a Telegram channel without messages": ("Telegram export", m.telegram()),
    "a whole Telegram account": (
        "Telegram export", '{"about": "Here is the data", "chats": {"list": [{"name": "A", "messages": []}]}}',
    ),
    "a Mastodon status": ("Mastodon", json.dumps(m.status())),
    "a Mastodon timeline": ("Mastodon", json.dumps([m.status(), m.status(12)])),
    "a new status in a stream": ("Mastodon", m.streamed("update", m.status())),
    "an edited status in a stream": ("Mastodon", m.streamed("status.update", m.status())),
    "a deletion in a stream": ("Mastodon", m.streamed("delete", "11")),
    "something else in a stream": ("Mastodon", m.streamed("filters_changed")),
    "a Jetstream commit": ("Bluesky", m.commit()),
    "a Jetstream deletion": ("Bluesky", m.commit("delete")),
    "a Jetstream account event": ("Bluesky", json.dumps({"did": m.DID, "time_us": 1, "kind": "account"})),
    "a Bluesky feed": ("Bluesky", json.dumps({"feed": [{"post": m.view()}], "cursor": "x"})),
    "a Bluesky list of posts": ("Bluesky", json.dumps({"posts": [m.view()]})),
    "an article in blocks": ("live blog in blocks", m.article(m.block(1, "<p>Rain.</p>"))),
    "a Content API answer": (
        "live blog in blocks",
        json.dumps({"response": {"status": "ok", "content": {"id": "a", "blocks": {"body": [
            {"id": "b1", "bodyHtml": "<p>Rain.</p>", "createdDate": "2024-03-03T12:00:00Z"}]}}}}),
    ),
    "a Live Blog answer": ("Live Blog posts", m.answer(m.posted(1))),
    "a Live Blog answer inside an object": ("Live Blog posts", m.answer(m.posted(1), inside=True)),
    "a Live Blog post": ("Live Blog posts", json.dumps(m.posted(1))),
    "a plain item": ("plain item", '{"headline": "Road closed", "text": "It is closed.", "id": 7, "type": "news"}'),
    "a plain item with words of the others": (
        "plain item",
        json.dumps({"headline": "A", "text": "B", "event": "flood", "payload": "1", "kind": "commit", "posts": [],
                    "feed": [], "blocks": [], "messages": [], "type": "story", "id": 1, "uri": "x", "blog": "y"}),
    ),
    "ninjs": (
        "ninjs",
        json.dumps({"uri": "urn:newsml:a:1", "type": "text", "version": "1", "versioncreated": "2024-03-03T12:00:00Z",
                    "pubstatus": "usable", "headline": "Road closed", "body_html": "<p>It is closed.</p>"}),
    ),
    "ninjs 3": (
        "ninjs",
        json.dumps({"uri": "urn:newsml:a:1", "standard": {"name": "ninjs", "version": "3.0"}, "contentType": "text",
                    "headlines": [{"role": "main", "value": "Road closed"}], "bodies": [{"value": "It is closed."}]}),
    ),
    "JSON Feed": (
        FEED,
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [
            {"id": "1", "url": "https://news.example.com/1", "content_html": "<p>Rain.</p>"}]}),
    ),
}  # fmt: skip

HTML_SAMPLES: dict[str, tuple[str, str]] = {
    "a Telegram preview": ("Telegram preview", m.preview(m.bubble(1))),
    "a Telegram contact page": ("Telegram preview", '<!DOCTYPE html><body><div class="tgme_page_title">Coast Guard'),
    "a page with a style for a channel": (
        "live page or article in HTML",
        "<!doctype html><style>.js-widget_message{}</style>",
    ),
    "a page that quotes a channel": (
        "live page or article in HTML",
        "<!doctype html><p>Telegram: t.me/s/coastguard says</p>",
    ),
}


def takers(media_type: str | None, text: str) -> set[str]:
    return {reader.name for reader in READERS if reader.takes(media_type, text)}


@pytest.mark.parametrize("media_type", ["application/json", None, "text/plain"])
@pytest.mark.parametrize("pretty", [json.dumps, lambda told: json.dumps(told, indent=4)], ids=["packed", "indented"])
@pytest.mark.parametrize(("name", "text"), JSON_SAMPLES.values(), ids=JSON_SAMPLES)
def test_of_json_exactly_one_reader_takes_each(
    name: str, text: str, pretty: Callable[[object], str], media_type: str | None
) -> None:
    written = pretty(json.loads(text))
    assert takers(media_type, written) - CATCH_ALL == {name} & NAMES - CATCH_ALL
    if name in NAMES and media_type != "text/plain":
        assert reader_for(media_type, written).name == name  # type: ignore[union-attr]


@pytest.mark.parametrize("media_type", ["text/html", None])
@pytest.mark.parametrize(("name", "text"), HTML_SAMPLES.values(), ids=HTML_SAMPLES)
def test_of_html_exactly_one_reader_takes_each(name: str, text: str, media_type: str | None) -> None:
    assert takers(media_type, text) - CATCH_ALL == {name} & NAMES - CATCH_ALL


@pytest.mark.parametrize("media_type", ["text/csv", "image/png", "text/html"])
def test_what_is_declared_as_something_else_is_not_taken_for_its_looks(media_type: str) -> None:
    for name, text in JSON_SAMPLES.values():
        if name != FEED:  # which says itself what it is, and is served under any type
            assert not takers(media_type, text) - CATCH_ALL
