"""RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0: their entries as posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from lxml import etree

from streams.codec import digest
from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.bylines import names
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats.feed.dates import UNKNOWN, When, when
from streams.stages.parse.formats.feed.elements import (
    Fields,
    attribute,
    fields_of,
    first,
    heading_of,
    name_of,
    plain,
    text_of,
)  # fmt: skip
from streams.stages.parse.formats.feed.page import ENTRIES_MAX, Channel, Entry, Feed, address_of, believed, language
from streams.stages.parse.formats.safe_xml import Element, parse, root_of
from streams.stages.parse.post_types import post_type

AUTHORS_MAX: Final = 8
AUTHOR_MAX: Final = 200  # characters
TEXTS_MAX: Final = 6
ENDING: Final = 500  # characters in which a document's last tag stands
HTML: Final = "text/html"

_TITLES: Final = ("title", "dc:title", "media:title")
_TEXTS: Final = (
    "content:encoded", "content", "xhtml:body", "xhtml:div", "description", "summary", "dcterms:abstract",
    "dc:description", "media:description", "itunes:summary",
)  # fmt: skip
_PUBLISHED: Final = (
    "pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "dcterms:date", "created", "date",
)  # fmt: skip
_UPDATED: Final = ("updated", "modified", "dcterms:modified", "dc:date")
_PERIOD_END: Final = re.compile(r"\bend=([^;]{4,60})")  # start=2024-03-03T12:00Z; end=…; scheme=W3C-DTF
_MAIL: Final = re.compile(r"\s*<?(?:mailto:)?[^\s<>()]{1,100}@[^\s<>()]{1,100}>?\s*")


def entries(text: str, update: RawUpdate) -> Feed | Rejection:
    """The entries of a feed in XML; what is not well-formed is mended and read a second time."""
    root = broken = parse(text)
    if isinstance(root, Rejection) and root.reason is Reject.MALFORMED:
        root = parse(text, recover=True)
    if isinstance(root, Rejection):
        return root
    feed = _feed(root)
    if feed is None:
        shown = f"the root is <{etree.QName(root).localname[:40]}>, and no <channel> is in it"
        return Rejection(Reject.NO_POSTS, f"No feed: {shown}. Send RSS, Atom or RDF, or declare another media type.")
    if update.url:
        root.getroottree().docinfo.URL = update.url
    fields = fields_of(feed)
    inside = (each for where in dict.fromkeys((feed, root)) for each in where)
    elements = [each for each in inside if name_of(each.tag) in ("item", "entry")]
    if not elements and isinstance(broken, Rejection) and not _is_whole(text):
        return broken
    if len(elements) > ENTRIES_MAX:
        limit = f"{len(elements):,} entries; a feed is read up to {ENTRIES_MAX:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send its newest part.")
    channel = Channel(
        outlet=update.outlet, title=_line(fields, *_TITLES), authors=_authors(fields.get("author", [])),
        lang=language(attribute(feed, "lang") or attribute(root, "lang") or first(fields, "language", "dc:language")),
        address=_link(fields, update.url, update.url) or update.url, url=update.url, seen=update.seen,
    )  # fmt: skip
    tombstones = (each for each in feed if name_of(each.tag) == "at:deleted-entry")
    removed = [ref for each in tombstones if (ref := attribute(each, "ref"))]
    listed: list[Entry] = []
    for element in elements:
        own = fields_of(element)
        entry = _entry(element, own, channel)
        if _is_deleted(own):
            removed += filter(None, (entry.guid or entry.link,))
        else:
            listed.append(entry)
    return Feed(tuple(listed), tuple(removed))


def _is_whole(text: str) -> bool:
    """Whether a document ends as it begins: one that was cut off says nothing of what it lacks."""
    root = root_of(text)
    return root is not None and f"</{root.name}>" in text[-ENDING:]


def _feed(root: Element) -> Element | None:
    """The element that holds what the feed says of itself."""
    name = name_of(root.tag).rpartition(":")[2]
    if name in ("feed", "channel"):
        return root
    channel = next((each for each in root if name_of(each.tag) == "channel"), None)
    return root if channel is None and name in ("rss", "rdf") else channel


def _entry(element: Element, fields: Fields, channel: Channel) -> Entry:
    guid = first(fields, "guid") or _atom_id(fields) or attribute(element, "about") or first(fields, "dc:identifier")
    told = Told(_when(fields, _PUBLISHED, channel), _when(fields, _UPDATED, channel), _texts(fields))
    return Entry(
        mark=bytes.fromhex(digest(etree.tostring(element, encoding="utf-8", with_tail=False))),
        guid=clean(guid or "") or None, dated=told.dated, raw=told.texts[0][0] if told.texts else "",
        headed=any(plain(each) for name in _TITLES for each in fields.get(name, [])),
        read=partial(_draft, element, fields, channel, told),
        find_link=partial(_link, fields, channel.address, channel.url),
    )  # fmt: skip


class Told(NamedTuple):
    """What is needed of an entry whether it is read or not."""

    published: When
    updated: When
    texts: list[tuple[str, Element]]  # the longest first

    @property
    def dated(self) -> When:
        """When the entry is from. Atom asks for no other date than the last change's."""
        return self.updated if self.published == UNKNOWN else self.published


def _draft(element: Element, fields: Fields, channel: Channel, told: Told, native: str | None) -> Draft:
    headline, text = _line(fields, *_TITLES), _fullest(told.texts)
    if text == headline:
        text = ""
    return Draft(
        headline=headline, text=text, authors=_authors(_author_elements(fields)) or channel.authors,
        published=told.dated.instant, updated=told.updated.instant, day=told.dated.day,
        post_type=post_type(headline, text), native_id=native, url=_link(fields, channel.address, channel.url),
        outlet=channel.outlet or _source(fields) or channel.title,
        lang=language(attribute(element, "lang") or first(fields, "dc:language", "language")) or channel.lang,
        expires=_expires(fields),
    )  # fmt: skip


def _atom_id(fields: Fields) -> str | None:
    """Atom's id, which is an address or a URN; one that is relative is completed as a link is."""
    told = first(fields, "id")
    if told is None or ":" in told or "/" not in told:
        return told
    return address_of(told, fields["id"][0].base) or told


def _line(fields: Fields, *names: str) -> str | None:
    """The first title that says something."""
    for name in names:
        for element in fields.get(name, []):
            if line := heading_of(element):
                return line
    return None


def _texts(fields: Fields) -> list[tuple[str, Element]]:
    """Every element that may hold an entry's text with its characters as they stand, the longest first."""
    groups = [fields, *(fields_of(group) for group in fields.get("media:group", [])[:1])]
    found = [each for inside in groups for name in _TEXTS for each in inside.get(name, [])][:TEXTS_MAX]
    return sorted((("".join(each.itertext()), each) for each in found), key=lambda each: -len(each[0]))


def _fullest(texts: list[tuple[str, Element]]) -> str:
    """The longest text that these come to."""
    fullest = ""
    for raw, element in texts:
        if len(raw) <= len(fullest):  # markup only makes it longer
            break
        fullest = max(fullest, text_of(element), key=len)
    return fullest


def _when(fields: Fields, names: tuple[str, ...], channel: Channel) -> When:
    told = (each for name in names for each in reversed(fields.get(name, [])))  # of two the last, as others read it
    return believed((when(plain(each)) for each in told), channel)


def _expires(fields: Fields) -> datetime | None:
    told = first(fields, "expirationdate", "dcterms:valid")
    period = _PERIOD_END.search(told or "")
    return when(period[1] if period else told).instant


def _link(fields: Fields, address: str | None, url: str | None = None) -> str | None:
    """Where a feed or an entry is read by people: its link, else a guid that is an address.

    A relative link is meant from ``xml:base``, else from the feed's own link, else from where the feed was found.
    """
    links = fields.get("link", [])
    unsaid = [each for each in reversed(links) if attribute(each, "rel") is None]  # of two the last, as others read it
    named = [each for each in links if (attribute(each, "rel") or "").lower() == "alternate"]
    pages = sorted((*unsaid, *named), key=lambda each: (attribute(each, "type") or HTML).lower() != HTML)
    guids = [each for each in fields.get("guid", []) if (attribute(each, "ispermalink") or "").lower() != "false"]
    for n, element in enumerate((*pages, *guids)):
        written = attribute(element, "href") or plain(element)
        if n >= len(pages) and not written.lower().startswith(("http://", "https://")):
            continue
        base = element.base if element.base not in (None, url) else address
        if found := address_of(written, base):
            return found
    return None


def _author_elements(fields: Fields) -> list[Element]:
    for name in ("dc:creator", "author", "dcterms:creator", "itunes:author"):
        if found := [each for each in fields.get(name, []) if plain(each)]:
            return found
    return []


def _authors(elements: Sequence[Element]) -> tuple[str, ...]:
    """Names of authors, from a name element, "mail (Name)", "Name <mail>" or a by-line."""
    authors: list[str] = []
    for element in elements[:AUTHORS_MAX]:
        inside = fields_of(element)
        line = clean((first(inside, "name", "?:name") or ("" if inside else plain(element)))[:AUTHOR_MAX])
        line = _MAIL.sub(" ", line).strip(" ()").removeprefix("By ").removeprefix("by ")
        authors += names(line) or ([line] if line else [])
    return tuple(dict.fromkeys(authors))


def _source(fields: Fields) -> str | None:
    """Who published an entry that the feed took from elsewhere."""
    for element in fields.get("source", []):
        inside = fields_of(element)
        if name := _line(inside, "title") if inside else clean(plain(element)):
            return name
    return None


def _is_deleted(fields: Fields) -> bool:
    """Whether a feed lists an entry to say that it is no more (FeedSync, Media RSS)."""
    synced = any(attribute(each, "deleted") == "true" for each in fields.get("sx:sync", []))
    return synced or any(attribute(each, "state") == "deleted" for each in fields.get("media:status", []))
