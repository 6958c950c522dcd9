"""Bluesky: a commit from Jetstream, or a list of posts as the application's interface answers it. Each an item.

A post's address (``at://account/collection/key``) is the same in both, so that a post told by one and taken back by the
other is one item.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import lines_of
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats.safe_json import (
    instant,
    line,
    load,
    mapping,
    objects,
    outline,
    sequence,
    string,
    too_many,
)  # fmt: skip
from streams.stages.parse.post_types import post_type

POSTS: Final = "app.bsky.feed.post"
CHARS_MAX: Final = 1_000_000  # a feed's hundred posts have 300,000
VIEWS_MAX: Final = 1000  # a feed has a hundred at most
MICROSECONDS: Final = 1000  # in a millisecond


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: an event of any kind from Jetstream, a feed, or a list of posts.

    >>> takes(None, '{"did": "did:plc:a", "time_us": 1, "kind": "identity"}'), takes(None, '{"posts": [{"uri": "/a"}]}')
    (True, False)
    """
    keys = outline(media_type, text)
    if keys.get("did", "").startswith("did:"):
        return {"time_us", "kind"} <= keys.keys()
    listed = keys.get("feed.*.post.uri") or keys.get("posts.*.uri") or ""
    return listed.startswith("at://")


def read(text: str, update: RawUpdate) -> Draft | tuple[Draft, ...] | Rejection:
    """The posts, oldest first. Other collections, events about accounts, and posts without words tell nothing."""
    loaded = load(text, "a Bluesky event or feed", chars_max=CHARS_MAX)
    if isinstance(loaded, Rejection):
        return loaded
    answer = mapping(loaded)
    if "kind" in answer:
        return _event(answer, update)
    views = [mapping(item.get("post")) for item in objects(answer.get("feed"))] or objects(answer.get("posts"))
    if (refused := too_many(views, VIEWS_MAX, "posts")) is not None:
        return refused
    drafts = [_view(view) for view in reversed(views)]
    return tuple(draft for draft in drafts if draft is not None)


def _event(event: dict[str, Any], update: RawUpdate) -> Draft | tuple[()] | Rejection:
    commit, did = mapping(event.get("commit")), line(event.get("did"))
    if event.get("kind") != "commit" or commit.get("collection") != POSTS:
        return ()
    key, operation = line(commit.get("rkey")), commit.get("operation")
    if did is None or key is None or operation not in ("create", "update", "delete"):
        lacks = "A commit without account, key or a known operation"
        return Rejection(Reject.MALFORMED, f"{lacks}. Send the event as Jetstream does.")
    native = f"at://{did}/{POSTS}/{key}"
    if operation == "delete":
        # Withheld as well: a stream takes back much that had no words, or came before; that is nobody's error.
        return Draft(headline=None, text="", native_id=native, scope=did, withdrawn=True, withheld=True)
    time_us = event.get("time_us")
    seen = instant(time_us // MICROSECONDS) if isinstance(time_us, int) else None
    return _draft(mapping(commit.get("record")), native, did, update.outlet or did, None, seen) or ()


def _view(view: dict[str, Any]) -> Draft | None:
    """A post as the interface shows it: by its own author, also where somebody passed it on."""
    author, uri = mapping(view.get("author")), string(view.get("uri"))
    did = line(author.get("did")) or uri.removeprefix("at://").partition("/")[0]
    if not uri.startswith("at://") or not did:
        return None  # a post that is gone, or kept from whoever asked
    handle = line(author.get("handle"))
    outlet, name = f"@{handle}" if handle else did, line(author.get("displayName"))
    return _draft(mapping(view.get("record")), uri, did, outlet, name, instant(view.get("indexedAt")))


def _draft(
    record: dict[str, Any], native: str, did: str, outlet: str, name: str | None, seen: datetime | None
) -> Draft | None:
    text = "\n".join(lines_of(string(record.get("text"))))
    if not text:
        return None
    published = instant(record.get("createdAt"))
    if published is not None and seen is not None and published > seen:
        published = seen  # the author's device says when; nobody posts after it was received
    profile = outlet.removeprefix("@") if outlet.startswith("@") else did
    langs = [lang for each in sequence(record.get("langs")) if (lang := line(each)) is not None]
    return Draft(
        headline=None, text=text, authors=(name,) if name else (), published=published,
        post_type=post_type(None, text), native_id=native, scope=did, outlet=outlet, lang=langs[0] if langs else None,
        url=f"https://bsky.app/profile/{profile}/post/{native.rpartition('/')[2]}",
    )  # fmt: skip
