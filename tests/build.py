"""Small builders for records in tests, so that a case shows only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from streams.codec import digest, make_update
from streams.records import Post, RawUpdate, Reference
from streams.stage import Outcome, State

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """Noon of the test's day, and so many minutes."""
    return NOON + timedelta(minutes=count)


def a_post(text: str, **fields: Any) -> Post:
    """A post with this text; its id follows from its name, url or text."""
    name = fields.pop("name", None) or fields.get("url") or text
    at = fields.pop("at", NOON)
    told = {
        "post_id": digest("test", name), "page_id": digest("page", name), "url": None, "outlet": "The Courier",
        "desk": "test", "headline": None, "published": at, "seen": at, "ce_id": digest("ce", name, text),
        "reference": Reference(start=at, end=at, basis="post"),
    }  # fmt: skip
    return Post(text=text, **{**told, **fields})


def an_item(headline: str, text: str, at: datetime = NOON, **fields: Any) -> RawUpdate:
    """A raw update that holds one plain item."""
    import orjson

    desk, outlet = fields.pop("desk", "test"), fields.pop("outlet", "The Courier")
    body = {"headline": headline, "text": text, "published": at.isoformat(), "outlet": outlet, **fields}
    return make_update(
        orjson.dumps(body), source="test", seen=at, desk=desk, content_type="application/json", outlet=outlet
    )


def apply(state: State, outcome: Outcome) -> Outcome:
    """Let an outcome's writes take effect, as the shell does."""
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return outcome
