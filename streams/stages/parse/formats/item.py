"""The plain item: one post as a JSON object."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
from msgspec import Struct

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean, lines_of
from streams.stages.parse.draft import Draft
from streams.stages.parse.post_types import post_type

FIELDS = "headline, text, published, url, outlet, authors, id"


class Item(Struct, frozen=True, kw_only=True):
    """The object as sent. Fields it has besides are left alone."""

    headline: str | None = None
    text: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: list[str] | str | None = None
    id: str | int | None = None
    lang: str | None = None


_decoder = msgspec.json.Decoder(Item)


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: declared as JSON, or untold and an object.

    >>> takes("application/json", ""), takes(None, ' {"text": "Rain"}'), takes("text/plain", "{")
    (True, True, False)
    """
    if media_type in ("application/json", "text/json"):
        return True
    return media_type in (None, "application/octet-stream") and text[:256].lstrip("\ufeff \t\r\n").startswith("{")


def read(text: str, update: RawUpdate) -> Draft | Rejection:
    """The post that a JSON object is."""
    try:
        item = _decoder.decode(text.lstrip("\ufeff").encode("utf-8", "surrogatepass"))
        published, day = _instant(item.published)
        updated, _ = _instant(item.updated)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        return Rejection(Reject.MALFORMED, f"Not a plain item: {error}. Send one JSON object with {FIELDS}.")
    headline = clean(item.headline or "") or None
    body = "\n".join(lines_of(item.text or ""))
    if headline is None and not body:
        return Rejection(Reject.NO_POSTS, "The item has neither headline nor text. Send at least one of them.")
    authors = [item.authors] if isinstance(item.authors, str) else item.authors or []
    native = clean(str(item.id)) if item.id is not None else ""
    return Draft(
        headline=headline, text=body, authors=tuple(name for each in authors if (name := clean(each))),
        published=published, updated=updated, day=day, post_type=post_type(headline, body), native_id=native or None,
        url=clean(item.url or "") or None, outlet=clean(item.outlet or "") or None, lang=clean(item.lang or "") or None,
    )  # fmt: skip


def _instant(text: str | None) -> tuple[datetime | None, date | None]:
    """An instant in UTC, or a day. One without a zone is taken as UTC, as everywhere."""
    if text is None or not text.strip():
        return None, None
    text = text.strip()
    if len(text) == 10:
        return None, date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    try:
        return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)), None
    except OverflowError:
        raise ValueError(f"{text!r} is outside the calendar") from None
