"""Messages and blocks as their platforms write them, in words of our own. Fields nobody reads are there as they are."""

from __future__ import annotations

import json
from typing import Any

from tests.stages.parse.newsdesk import NOON

EPOCH = int(NOON.timestamp())
DID = "did:plc:coastguard1234567890abcd"
SERVER = "https://social.example"


def telegram(*messages: dict[str, Any], **chat: Any) -> str:
    """A channel as Telegram Desktop exports it."""
    told = {"name": "Coast Guard", "type": "public_channel", "id": 1234567890, **chat, "messages": list(messages)}
    return json.dumps(told, ensure_ascii=False, indent=1)


def message(number: int, text: Any = "The coast road is closed.", **more: Any) -> dict[str, Any]:
    """A message of an export; its number is also its minute."""
    return {
        "id": number, "type": "message", "date": "2024-03-03T13:00:00", "date_unixtime": str(EPOCH + 60 * number),
        "from": "Coast Guard", "from_id": "channel1234567890", "text": text, "text_entities": [],
        "reactions": [{"type": "emoji", "count": 3, "emoji": "👍"}], **more,
    }  # fmt: skip


def preview(*messages: str, head: str = "") -> str:
    """A channel as its public preview shows it."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Coast Guard – Telegram</title>'
        '<link href="//telegram.org/css/telegram-web.css" rel="stylesheet"></head>'
        f'<body class="widget_frame_base tgme_webpage emoji_image">{head}<main class="tgme_main">'
        f'<section class="tgme_channel_history js-message_history">{"".join(messages)}</section></main></body></html>'
    )


def bubble(number: int, text: str | None = "The coast road is closed.", *, before: str = "", **more: str) -> str:
    """A message of a preview: ``text`` is HTML, ``before`` stands above it, ``more`` are extra classes and parts."""
    words = "" if text is None else f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap js-widget_message {more.get("kind", "")}"'
        f' data-post="coastguard/{number}" data-view="x"><div class="tgme_widget_message_bubble">'
        '<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name"'
        ' href="https://t.me/coastguard"><span dir="auto">Coast Guard</span></a></div>'
        f"{before}{words}"
        '<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info">'
        f'<span class="tgme_widget_message_views">1.{number % 10}K</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta">{more.get("meta", "")}<a class="tgme_widget_message_date"'
        f' href="https://t.me/coastguard/{number}">'
        f'<time datetime="2024-03-03T12:{number % 60:02}:00+00:00" class="time">13:00</time></a></span>'
        "</div></div></div></div></div>"
    )


def status(number: int = 11, content: str = "<p>The coast road is closed.</p>", **more: Any) -> dict[str, Any]:
    """A Mastodon status as the interface answers it."""
    return {
        "id": str(number), "created_at": "2024-03-03T12:00:00.000Z", "in_reply_to_id": None,
        "in_reply_to_account_id": None, "sensitive": False, "spoiler_text": "", "visibility": "public",
        "language": "en", "uri": f"{SERVER}/users/coastguard/statuses/{number}",
        "url": f"{SERVER}/@coastguard/{number}", "replies_count": 0, "reblogs_count": 2, "edited_at": None,
        "content": content, "reblog": None,
        "account": {
            "id": "7", "username": "coastguard", "acct": "coastguard", "display_name": "Coast Guard :buoy:",
            "url": f"{SERVER}/@coastguard", "emojis": [{"shortcode": "buoy", "url": f"{SERVER}/buoy.png"}],
        },
        "media_attachments": [], "mentions": [], "tags": [], "emojis": [], "card": None, "poll": None, **more,
    }  # fmt: skip


def streamed(event: str, payload: Any = None) -> str:
    """An event of the streaming interface: what it is about is JSON in a string, or an id."""
    told = payload if isinstance(payload, str) or payload is None else json.dumps(payload)
    return json.dumps({"stream": ["public"], "event": event} | ({} if told is None else {"payload": told}))


def commit(operation: str = "create", key: str = "3kabc", text: str = "The coast road is closed.", **more: Any) -> str:
    """A commit as Jetstream tells it; ``more`` goes into the record."""
    record = {"$type": "app.bsky.feed.post", "createdAt": "2024-03-03T12:00:00.000Z", "langs": ["en"], "text": text}
    told: dict[str, Any] = {"rev": "3kxyz", "operation": operation, "collection": "app.bsky.feed.post", "rkey": key}
    if operation != "delete":
        told |= {"record": record | more, "cid": "bafyreib"}
    return json.dumps({"did": DID, "time_us": (EPOCH + 2) * 1_000_000, "kind": "commit", "commit": told})


def view(key: str = "3kabc", text: str = "The coast road is closed.", **more: Any) -> dict[str, Any]:
    """A post as Bluesky's interface shows it."""
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/{key}", "cid": "bafyreib",
        "author": {"did": DID, "handle": "coastguard.example", "displayName": "Coast Guard", "labels": []},
        "record": {"$type": "app.bsky.feed.post", "createdAt": "2024-03-03T12:00:00.000Z", "text": text, **more},
        "replyCount": 0, "likeCount": 4, "indexedAt": "2024-03-03T12:00:01.000Z", "labels": [],
    }  # fmt: skip


def block(number: int, *html: str, **more: Any) -> dict[str, Any]:
    """A block of an article; its number is also the minute in which it was published."""
    kind = "model.dotcomrendering.pageElements.TextBlockElement"
    at = 1000 * (EPOCH + 60 * number)
    return {
        "id": f"block-{number}", "elements": [{"_type": kind, "html": each, "elementId": "e"} for each in html],
        "attributes": {"pinned": False, "keyEvent": False, "summary": False}, "blockCreatedOn": at - 9000,
        "blockFirstPublished": at, "blockFirstPublishedDisplay": "12.00 GMT", "blockLastUpdated": at,
        "contributors": [], "primaryDateLine": "Sun 3 Mar 2024", **more,
    }  # fmt: skip


def article(*blocks: dict[str, Any], **more: Any) -> str:
    """An article with its blocks."""
    return json.dumps({
        "version": 3, "headline": "Coast flood: live", "standfirst": "<p>Water is rising.</p>",
        "webTitle": "Coast flood: live", "webPublicationDate": "2024-03-03T11:00:00.000Z",
        "webURL": "https://news.example.com/live/coast-flood", "pageId": "live/coast-flood", "byline": "Ana Sol",
        "tags": [], "blocks": list(blocks), "pagination": {"currentPage": 1, "totalPages": 2}, **more,
    })  # fmt: skip


def posted(number: int, *items: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A post of Live Blog: ``items`` are types and HTML."""
    refs = [
        {"residRef": f"i{n}", "item": {"_id": f"i{n}", "item_type": kind, "group_type": "default", "text": html}}
        for n, (kind, html) in enumerate(items or [("text", "<p>The coast road is closed.</p>")])
    ]
    at = f"2024-03-03T12:{number:02}:00+00:00"
    return {
        "_created": at, "_current_version": 1, "_etag": "0", "_id": f"urn:post:{number}", "_type": "archive",
        "_updated": at, "blog": "56fceedda505e600f71959c8", "deleted": False, "groups": [
            {"id": "root", "refs": [{"idRef": "main"}], "role": "grpRole:NEP"},
            {"id": "main", "refs": refs, "role": "grpRole:Main"},
        ], "order": number, "particular_type": "post", "post_status": "open", "published_date": at,
        "publisher": {"display_name": "Ana Sol", "email": "ana@news.example.com"}, "pubstatus": "usable",
        "sticky": False, "type": "composite", **more,
    }  # fmt: skip


def answer(*posts: dict[str, Any], inside: bool = False) -> str:
    """A list of posts as Live Blog answers it, or inside another object as its clients keep it."""
    told = {"_items": list(posts), "_links": {"self": {"href": "posts"}}, "_meta": {"max_results": 25, "page": 1}}
    return json.dumps({"posts": told} if inside else told)
