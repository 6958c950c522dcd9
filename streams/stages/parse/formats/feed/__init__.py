"""Feeds: RSS, Atom, RDF and JSON Feed. Each is a page: a bounded list of posts that have ids of their own."""

from __future__ import annotations

import re
from typing import Final

from streams.records import RawUpdate
from streams.stage import Rejection
from streams.stages.parse.draft import Page
from streams.stages.parse.formats.feed import json_feed, xml_feed
from streams.stages.parse.formats.feed.page import Feed, page_of
from streams.stages.parse.formats.safe_xml import root_of

JSON_TYPES: Final = ("application/feed+json",)
XML_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/x-rss+xml")

# A feed of JSON says so itself. Inside a text of JSON the quotation marks would have backslashes before them.
_JSON_FEED: Final = re.compile(r'[{,]\s{0,50}"version"\s{0,50}:\s{0,50}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/')
_RDF_OF_A_FEED: Final = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/", "http://channel.netscape.com/rdf/")
_HEAD: Final = 8192  # characters; root and namespaces stand before them, a JSON Feed's version mostly too


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: by the root element, or by a JSON Feed's own version; declared types often lie.

    >>> takes("text/xml", '<?xml version="1.0"?><rss version="2.0">'), takes("application/rss+xml", "<html><p>Gone")
    (True, False)
    >>> takes(None, '{"version": "https://jsonfeed.org/version/1.1", "items": []}'), takes(None, '{"text": "Rain"}')
    (True, False)
    """
    if _is_json(text):
        return media_type in JSON_TYPES or _JSON_FEED.search(text[:_HEAD] + text[-_HEAD:]) is not None
    root = root_of(text)
    if root is None:
        return media_type in (*XML_TYPES, *JSON_TYPES)
    name = root.local.lower()
    if name == "rdf":
        head = text[:_HEAD].lower()
        return media_type in XML_TYPES or any(uri in head for uri in _RDF_OF_A_FEED)
    return name in ("rss", "feed") or (name == "channel" and media_type in XML_TYPES)


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The page that a feed is: no lead, one post an entry."""
    feed = entries(text, update)
    return feed if isinstance(feed, Rejection) else page_of(feed)


def entries(text: str, update: RawUpdate) -> Feed | Rejection:
    """The entries of a feed, before it is decided which post is which."""
    return json_feed.entries(text, update) if _is_json(text) else xml_feed.entries(text, update)


def _is_json(text: str) -> bool:
    return text[:256].lstrip("\ufeff \t\r\n").startswith("{")
