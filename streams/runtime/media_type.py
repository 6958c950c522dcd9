"""What a file is, where nobody says: told by markup at its beginning, else by its name's ending."""

from __future__ import annotations

import re
from typing import Final

from streams.stages.parse.formats.safe_xml import root_of

ENDINGS: Final = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html",
    ".xml": "application/xml", ".rss": "application/rss+xml", ".atom": "application/atom+xml",
    ".rdf": "application/rdf+xml", ".cap": "application/cap+xml",
    ".json": "application/json", ".txt": "text/plain", ".text": "text/plain",
}  # fmt: skip
"""What a name's ending says. XML and JSON say no more than that: readers look inside."""
LOOK_BYTES: Final = 1024

_html: Final = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_xml: Final = re.compile(rb"<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)


def guess(name: str, body: bytes) -> str | None:
    """The media type of a file, or None where only its reader can tell.

    Markup beats the ending, for pages are often saved as ``.txt``; JSON has no beginning of its own, so only the ending
    tells it.

    >>> guess("page.txt", b"<!DOCTYPE html><p>Rain"), guess("page.txt", b"Rain"), guess("page", b"Rain")
    ('text/html', 'text/plain', None)
    >>> guess("story", b"<?xml version='1.0'?><nitf><body><html><p>Rain"), guess("page", b"<?xml version='1.0'?><html>")
    ('application/xml', 'text/html')
    """
    ending = ENDINGS.get(_ending(name))
    start = body[:LOOK_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _html.match(start):
        return "text/html"
    root = root_of(start.decode("utf-8", "replace"))
    if root is not None and root.local.lower() == "html":  # XHTML begins as XML does; a story in XML may hold it
        return "text/html"
    if _xml.match(start):
        return ending if ending is not None and "xml" in ending else "application/xml"
    return ending


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return (dot + ending).lower()
