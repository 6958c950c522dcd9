"""JSON Feed 1.0 and 1.1: its items as posts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from streams.codec import digest
from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean, lines_of
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats.feed.dates import When, when
from streams.stages.parse.formats.feed.elements import LINE_MAX, TEXT_MAX
from streams.stages.parse.formats.feed.page import ENTRIES_MAX, Channel, Entry, Feed, address_of, believed, language
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.post_types import post_type


class Document(Struct, frozen=True, kw_only=True):
    """The feed as sent. What it says besides, and what is of another type than it should be, is left alone."""

    title: Any = None
    home_page_url: Any = None
    language: Any = None
    author: Any = None
    authors: Any = None
    items: list[msgspec.Raw] = []


_document = msgspec.json.Decoder(Document)
_item = msgspec.json.Decoder(dict[str, Any])
Item = dict[str, Any]


def entries(text: str, update: RawUpdate) -> Feed | Rejection:
    """The entries of a JSON Feed."""
    try:
        feed = _document.decode(text.lstrip("\ufeff").encode("utf-8", "surrogatepass"))
        if len(feed.items) > ENTRIES_MAX:
            limit = f"{len(feed.items):,} items; a feed is read up to {ENTRIES_MAX:,}"
            return Rejection(Reject.TOO_LARGE, f"{limit}. Send its newest part.")
        items = [(bytes(raw), _item.decode(raw)) for raw in feed.items]
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        message = f"Not a JSON Feed: {str(error)[:200]}. Send one object with version, title and a list of items."
        return Rejection(Reject.MALFORMED, message)
    channel = Channel(
        outlet=update.outlet, title=_line(feed.title) or None, authors=_authors(feed.authors or [feed.author]),
        lang=language(_line(feed.language)), address=address_of(_line(feed.home_page_url), update.url) or update.url,
        url=update.url, seen=update.seen,
    )  # fmt: skip
    return Feed(tuple(_entry(raw, item, channel) for raw, item in items))


def _entry(raw: bytes, item: Item, channel: Channel) -> Entry:
    told = _when(item, channel, "date_published", "date_modified")
    return Entry(
        mark=bytes.fromhex(digest(raw)), guid=_line(item.get("id")) or None, find_link=partial(_link, item, channel),
        dated=told, raw=max(_texts(item), key=len), headed=bool(_line(item.get("title"))),
        read=partial(_draft, item, channel),
    )  # fmt: skip


def _draft(item: Item, channel: Channel, native: str | None) -> Draft:
    headline = clean(paragraphs(_line(item.get("title")))) or None
    html, *plain = _texts(item)
    text = max(paragraphs(html), *("\n".join(lines_of(each)) for each in plain), key=len)
    if text == headline:
        text = ""
    published = _when(item, channel, "date_published", "date_modified")
    return Draft(
        headline=headline, text=text, authors=_authors(item.get("authors") or [item.get("author")]) or channel.authors,
        published=published.instant, updated=_when(item, channel, "date_modified").instant, day=published.day,
        post_type=post_type(headline, text), native_id=native, url=_link(item, channel),
        outlet=channel.outlet or channel.title, lang=language(_line(item.get("language"))) or channel.lang,
    )  # fmt: skip


def _line(value: object) -> str:
    """A text on one line; numbers, which some give as ids, count."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return clean(value[:LINE_MAX]) if isinstance(value, str) else str(value)[:LINE_MAX] if is_number else ""


def _texts(item: Item) -> tuple[str, ...]:
    told = (item.get(name) for name in ("content_html", "content_text", "summary"))
    return tuple(each[:TEXT_MAX] if isinstance(each, str) else "" for each in told)


def _when(item: Item, channel: Channel, *names: str) -> When:
    return believed((when(_line(item.get(name))) for name in names), channel)


def _link(item: Item, channel: Channel) -> str | None:
    """Where the item is read; an id that is an address is one too (JSON Feed, Items)."""
    told = (item.get(name) for name in ("url", "external_url"))
    named = (address_of(clean(each), channel.address) for each in told if isinstance(each, str))
    return next(filter(None, named), None) or address_of(_line(item.get("id")), None)


def _authors(told: object) -> tuple[str, ...]:
    people: Sequence[object] = told if isinstance(told, list) else ()
    found = (_line(each.get("name")) for each in people if isinstance(each, dict))
    return tuple(dict.fromkeys(name for name in found if name))
