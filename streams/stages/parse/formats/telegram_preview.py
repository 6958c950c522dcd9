"""A Telegram channel as its public preview shows it (``t.me/s/name``): a page of the last messages, oldest first."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats.runs import Run, heading_and_text
from streams.stages.parse.formats.safe_html import tree_of
from streams.stages.parse.formats.safe_json import instant
from streams.stages.parse.post_types import post_type

MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml", "application/octet-stream", None)
BEGINNING_CHARS: Final = 65_536
TAGS_MAX: Final = 50_000  # twenty messages with a crowd of reactions have 5,000
MESSAGE: Final = "tgme_widget_message"

Element = Any  # etree._Element: lxml ships no types

_MARK: Final = re.compile(r'class="[^"]*(?:tgme_channel_history|js-widget_message|tgme_page_title)')
_BOLD: Final = frozenset(["b", "strong"])
_BLOCKS: Final = frozenset(["p", "div", "blockquote", "pre", "ul", "ol", "li", "table", "tr", "h1", "h2", "h3", "h4"])
_UNSEEN: Final = frozenset(["script", "style", "svg", "template", "noscript"])


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: a page of Telegram's own, told by the names of its classes.

    >>> takes("text/html", '<section class="tgme_channel_history">'), takes("text/html", "<p>Read us on Telegram")
    (True, False)
    """
    start = text[:BEGINNING_CHARS]
    is_markup = media_type in MEDIA_TYPES and start[:256].lstrip("\ufeff \t\r\n").startswith("<")
    return is_markup and _MARK.search(start) is not None


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The messages on the page. What the service writes, polls, and media without words are furniture."""
    if text.count("<") > TAGS_MAX:
        limit = f"{text.count('<'):,} tags; a channel's preview is read up to {TAGS_MAX:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send the page as t.me serves it.")
    root = tree_of(text)
    if isinstance(root, Rejection):
        return root
    found = [] if root is None else _messages(root)
    if not found and "tgme_page_title" in text[:BEGINNING_CHARS]:
        shape = "the contact page of a channel without a public preview"
        return Page(lead=None, posts=(), newest_first=False, wrong_shape=shape)
    drafts = [draft for each in found if (draft := _draft(each, update)) is not None]
    return Page(lead=None, posts=tuple(drafts), furniture=len(found) - len(drafts), newest_first=False)


def _messages(root: Element) -> list[Element]:
    """The messages of a page. One inside another is no message: nothing is walked more than once."""
    found: list[Element] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if MESSAGE in _classes(element):
            found.append(element)
            walk.skip_subtree()
    return found


def _draft(message: Element, update: RawUpdate) -> Draft | None:
    """The message, or None where it has no words of its own or is the service's."""
    if "service_message" in _classes(message):
        return None
    parts: dict[str, Element] = {}
    for element in _own(message):
        for name in _classes(element):
            if name.startswith("tgme_widget_message_"):
                parts.setdefault(name.removeprefix("tgme_widget_message_"), element)
    if "text" not in parts:
        return None
    headline, text = heading_and_text(_runs(parts["text"]))
    if headline is None and not text:
        return None
    name, native, author = message.get("data-post", "").partition("/")[0], _native(message), _line(parts, "from_author")
    stamped = [each.get("datetime") for part in ("date", "meta") if part in parts for each in parts[part].iter("time")]
    return Draft(
        headline=headline, text=text, authors=(author,) if author else (),
        published=next((time for each in stamped if (time := instant(each)) is not None), None),
        post_type=post_type(headline, text), native_id=native,
        url=f"https://t.me/{name}/{native}" if name and native else None,
        outlet=_line(parts, "forwarded_from_name") or update.outlet or _line(parts, "owner_name"),
    )  # fmt: skip


def _native(message: Element) -> str | None:
    """The message's number within its channel."""
    return clean(message.get("data-post", "").partition("/")[2]) or None


def _own(message: Element) -> list[Element]:
    """The elements of a message, without those of the message that it answers, which is quoted above it."""
    inside: list[Element] = []
    walk = etree.iterwalk(message, events=("start",))
    for _, element in walk:
        if element is not message and "tgme_widget_message_reply" in _classes(element):
            walk.skip_subtree()
        else:
            inside.append(element)
    return inside


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _line(parts: dict[str, Element], name: str) -> str | None:
    return clean("".join(parts[name].itertext())) or None if name in parts else None


def _runs(element: Element) -> list[Run]:
    """An element's words, with line breaks where it shows some."""
    runs: list[Run] = []
    bold = unseen = 0
    for event, each in etree.iterwalk(element, events=("start", "end")):
        step = 1 if event == "start" else -1
        bold += step * (each.tag in _BOLD)
        unseen += step * (each.tag in _UNSEEN)
        if each.tag in _BLOCKS or (each.tag == "br" and step > 0):
            runs.append(("\n", False))
        text = each.text if step > 0 else each.tail if each is not element else None
        if text and not unseen:
            runs.append((text.replace("\r", " ").replace("\n", " "), bold > 0))
    return runs
