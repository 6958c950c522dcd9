"""The elements of a feed by one set of names, whatever the dialect and the prefixes; and the text that one holds."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from html import unescape
from typing import Final

from lxml import etree

from streams.stages.parse.decode import lines_of
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.safe_xml import Element

# RSS of all versions and Atom share names ("title", "link"), so that an Atom element in an RSS item is found by the
# same name. A namespace is known by its beginning: versions and closing slashes vary.
_ATOM: Final = ("http://www.w3.org/2005/atom", "http://purl.org/atom/", "https://www.w3.org/2005/atom")
_NAMESPACES: Final = (
    *((uri, "") for uri in _ATOM),
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/rss/1.0/modules/", "?"),
    ("http://purl.org/rss/1.0", ""), ("http://my.netscape.com/", ""), ("http://channel.netscape.com/", ""),
    ("http://purl.org/net/rss", ""), ("http://backend.userland.com/", ""), ("http://blogs.law.harvard.edu/tech/", ""),
    ("http://cyber.law.harvard.edu/rss", ""), ("http://www.rssboard.org/rss-specification", ""),
    ("http://purl.org/dc/terms", "dcterms"), ("http://purl.org/dc/", "dc"),
    ("http://search.yahoo.com/mrss", "media"), ("http://www.itunes.com/dtds/", "itunes"),
    ("http://www.w3.org/1999/xhtml", "xhtml"), ("http://purl.org/atompub/tombstones/", "at"),
    ("http://feedsync.org/", "sx"), ("http://www.microsoft.com/schemas/rss/sse", "sx"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"), ("http://www.w3.org/xml/1998/namespace", "xml"),
)  # fmt: skip
# Prefixes that are written without being declared, in feeds that are not well-formed.
_PREFIXES: Final = frozenset({"content", "dc", "dcterms", "media", "itunes", "xhtml", "at", "sx", "rdf", "xml"})
_MARKUP: Final = re.compile(
    r"</?[A-Za-z][^<>]{0,1000}>|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"
)

_HTML_NAME: Final = re.compile("[A-Za-z][A-Za-z0-9]{0,20}")

Fields = dict[str, list[Element]]
REPEATS_MAX: Final = 50  # elements of one name that are looked at in one entry
TAG_MAX: Final = 300  # characters of a name with its namespace
LINE_MAX: Final = 8_000  # characters of what is one line; of a text, as many as no report has:
TEXT_MAX: Final = 1_000_000


def name_of(tag: str) -> str:
    """An element's or attribute's name: bare for RSS and Atom, else with its usual prefix; "?" of an unknown namespace.

    >>> name_of("{http://www.w3.org/2005/Atom}title"), name_of("{http://purl.org/dc/elements/1.1/}Creator")
    ('title', 'dc:creator')
    >>> name_of("pubDate"), name_of("media:title"), name_of("{urn:x}title")
    ('pubdate', 'media:title', '?:title')
    """
    return _name_of(tag) if len(tag) <= TAG_MAX else "?"


@lru_cache(maxsize=1024)
def _name_of(tag: str) -> str:
    uri, _, local = tag[1:].lower().partition("}") if tag[:1] == "{" else ("", "", tag.lower())
    if uri:
        prefix = next((prefix for start, prefix in _NAMESPACES if uri.startswith(start)), "?")
    else:
        prefix, _, local = local.rpartition(":")
        prefix = "" if prefix in ("", "atom", "rss") else prefix if prefix in _PREFIXES else "?"
    return f"{prefix}:{local}" if prefix else local


def fields_of(element: Element) -> Fields:
    """The children of an element by their names; of each name as many as anybody means."""
    fields: Fields = {}
    for child in element:
        same = fields.setdefault(name_of(child.tag), [])
        if len(same) < REPEATS_MAX:
            same.append(child)
    return fields


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name in lower case, whatever its namespace; the first one that holds something."""
    for key, value in element.items():
        if name_of(key).rpartition(":")[2] == name and value.strip():
            return str(value).strip()
    return None


def plain(element: Element) -> str:
    """The characters directly in an element and in what it holds, on one line."""
    return " ".join("".join(element.itertext())[:LINE_MAX].split())


def first(fields: Fields, *names: str) -> str | None:
    """The characters of the first element of these names, in this order, that has any."""
    for name in names:
        for element in fields.get(name, []):
            if text := plain(element):
                return text
    return None


def text_of(element: Element) -> str:
    """The text of an element that holds text, HTML, escaped HTML or XHTML: paragraphs, each on a line.

    Atom says which (``type``, in 0.3 with ``mode``), RSS does not: there it is HTML where it looks so.
    """
    told = (attribute(element, "type") or "").lower()
    mode = (attribute(element, "mode") or "").lower()
    if len(element):
        return paragraphs(_inner(element))
    text = (element.text or "")[:TEXT_MAX]
    if mode == "base64" or _is_binary(told):
        text = _from_base64(text) or ("" if mode == "base64" or name_of(element.tag) == "content" else text)
    if told in ("text", "text/plain") or (not told and _is_atom(element)):
        # Text, they say. Where it was escaped once too often the reader of a feed sees entities, never an author.
        return "\n".join(lines_of(unescape(text) if "&" in text and mode != "xml" else text))
    if _MARKUP.search(text) is None:
        return "\n".join(lines_of(text))
    return paragraphs(text)


def heading_of(element: Element) -> str:
    """The text of an element that is one line: a title."""
    return text_of(element)[:LINE_MAX].replace("\n", " ")


def _is_binary(media_type: str) -> bool:
    """Whether Atom holds what is of a media type as base64 (RFC 4287, §4.1.3.3)."""
    binary = media_type.startswith(("application/", "image/", "audio/", "video/"))
    return binary and not media_type.endswith(("+xml", "/xml"))


def _is_atom(element: Element) -> bool:
    tag: str = element.tag
    return tag[:1] == "{" and tag[1:].lower().startswith(_ATOM)


def _inner(element: Element) -> str:
    """An element with the markup inside as HTML, without namespaces. Changes its name and theirs, and nothing else."""
    for inner in element.iter(etree.Element):
        if inner.tag[:1] == "{" or ":" in inner.tag:
            local = inner.tag.rpartition("}")[2].rpartition(":")[2]
            inner.tag = local if _HTML_NAME.fullmatch(local) else "span"
    element.tag = "div"  # a title's or a body's own name means something in HTML
    return str(etree.tostring(element, method="html", encoding="unicode", with_tail=False))


def _from_base64(text: str) -> str:
    """What base64 hides, where it is text; nothing for a picture."""
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
