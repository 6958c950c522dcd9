"""A live page, or an article, in HTML: its structured data and what it shows, read together."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from streams.data import word_tables
from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.draft import Page
from streams.stages.parse.formats.html import head, lead
from streams.stages.parse.formats.html.elements import remove_code, remove_furniture, text_of
from streams.stages.parse.formats.html.outline import read_outline, times_of, zone_of
from streams.stages.parse.formats.html.shown import shown_in
from streams.stages.parse.formats.html.structured import read_structured
from streams.stages.parse.formats.html.units import units_of
from streams.stages.parse.formats.live_text import read_page
from streams.stages.parse.formats.safe_html import tree_of
from streams.stages.parse.furniture import wrong_shape
from streams.stages.parse.zones import tzinfo_of, zone_of_address

MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml")
SHORT_PAGE: Final = 3000  # characters: an error, a login or a consent page has fewer
POSTS_MAX: Final = 2000  # the longest live page known has 428

_starts: Final = re.compile(
    r"(?:<!--[^-]*+(?:-(?!->)[^-]*+)*-->\s*+|<\?xml[^<>]*+>\s*+)*"
    r"<(?:!doctype html|html|head|body|main|article|section|div|p|meta|title|script)\b",
    re.IGNORECASE,
)
_names: Final = word_tables.load("html")
_called: Final = (*_names["live"].split(), *_names["live_phrases"])
_live: Final = re.compile(
    rf"(?:^|[\W_])(?:\w{{0,30}}(?:ticker|liveblog|newsblog)|{'|'.join(_called)})(?:$|[\W_])",
    re.IGNORECASE,
)


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: declared as HTML, or something untold that begins as HTML does.

    >>> takes("text/html", ""), takes(None, "<!doctype html><p>Rain"), takes(None, "<?xml version='1.0'?><rss>")
    (True, True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    start = text[:4096].lstrip("\ufeff \t\r\n")
    return media_type in (None, "application/octet-stream", "text/plain") and _starts.match(start) is not None


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The page: its lead, and its posts from top to bottom. An article is a page with a lead alone.

    Never raises on any text; refuses what is too large or too deep to be walked.
    """
    root = tree_of(text)
    if isinstance(root, Rejection):
        return root
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        return Rejection(Reject.NO_POSTS, "Markup without any text. Send the page as a browser receives it.")
    about = head.read_head(root)
    structured = read_structured(about.scripts)
    url = about.url or update.url
    remove_code(body)
    shape = _shape(about, body)
    furniture = remove_furniture(body)
    is_live = structured.is_live or any(_live.search(each[:500]) for each in (about.title, about.heading, url) if each)
    shown = read_outline(body, url, about.zone or zone_of_address(update.url or about.url), is_live)
    if max(len(shown.segments), len(structured.posts)) > POSTS_MAX:
        return Rejection(Reject.TOO_LARGE, f"More than {POSTS_MAX:,} posts. Send the page's newest part.")
    zone = zone_of(shown, about, update.url or about.url)
    times = times_of(shown, body, about, zone, update.seen)
    opening = lead.read_lead(body, [each for segment in shown.segments for each in segment.elements], about, structured)
    if not shown.segments and not structured.posts and is_live:
        found = _as_text(body, about, update)
        if found is not None:
            return found._replace(furniture=found.furniture + furniture, wrong_shape=shape)
    units = units_of(shown, times, structured, about, zone)
    newest = units.newest or about.published or about.modified
    if not units.posts and opening is None:
        shape = shape or "a page without any words of its own, such as one that scripts fill in"
    return Page(
        lead=opening, posts=units.posts, furniture=furniture, zone=zone, newest_first=units.is_newest_first,
        day=newest.astimezone(tzinfo_of(zone)).date() if newest is not None else None,
        wrong_shape=shape if len(units.posts) < 2 else None,
    )  # fmt: skip


def _shape(about: head.Head, body: etree._Element) -> str | None:
    """What the page is instead of news, told before furniture is taken out: a consent dialogue is nothing else."""
    if len(text_of(body)) > SHORT_PAGE:
        return None
    lines = [line.text for line in shown_in([body])]
    titled = [about.title, *lines] if about.title else lines
    return wrong_shape(titled) or wrong_shape(lines)


def _as_text(body: etree._Element, about: head.Head, update: RawUpdate) -> Page | None:
    """A page whose markup tells nothing, read by its words as plain text is."""
    lines = [line.text for line in shown_in([lead.main_of(body)])]
    if about.title and about.title not in lines[:3]:
        lines.insert(0, about.title)
    found = read_page("\n".join(lines), update.url or about.url, update.seen)
    return found if isinstance(found, Page) and len(found.posts) >= 2 else None
