"""A live blog as blocks in JSON, the Guardian's forms: an article with ``blocks``, and the Content API's answer."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.safe_json import (
    dumped,
    ident,
    instant,
    line,
    load,
    mapping,
    objects,
    outline,
    string,
    too_many,
)  # fmt: skip
from streams.stages.parse.post_types import post_type

# Where each form has a field, the first that says something counts. When a block was first published is the post's
# instant; when somebody opened it in the editor is only next to that.
PUBLISHED: Final = (
    "blockFirstPublished", "firstPublishedDate", "firstPublished", "publishedDate", "blockCreatedOn", "createdDate",
    "createdOn",
)  # fmt: skip
UPDATED: Final = ("blockLastUpdated", "lastModifiedDate", "lastUpdated")
BLOCKS_MAX: Final = 2000  # four times the longest live page known
# Elements whose HTML is words of the post or quoted in it; the others are media, cards and forms.
WORDED: Final = ("text", "tweet", "blockquote", "subheading", "pullquote", "list")
_BODIES: Final = ("bodyHtml", "bodyTextSummary")
_READ: Final = ("id", "title", "attributes", "contributors", "elements", *_BODIES, *PUBLISHED, *UPDATED)
_BLOCKS: Final = (
    "blocks", "blocks.body", "content.blocks", "content.blocks.body", "response.content.blocks",
    "response.content.blocks.body",
)  # fmt: skip
_OF_A_BLOCK: Final = ("elements", *_BODIES, *PUBLISHED)
_A_WORD_SHOWS: Final = re.compile(r"<(?:p|li|h2|h3)>\s*+(?:<(?:a|b|i|em|strong|span)\b[^<>]*+>\s*+)*[^<\s&]")


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: an article with a list of blocks, each with an id and its words or instants.

    >>> takes(None, '{"headline": "A", "blocks": [{"id": "b1", "bodyHtml": "<p>Rain"}]}')
    True
    >>> takes(None, '{"headline": "A", "text": "B", "blocks": [{"type": "ad"}]}')
    False
    """
    keys = outline(media_type, text)
    return any(
        f"{blocks}.*.id" in keys and any(f"{blocks}.*.{name}" in keys for name in _OF_A_BLOCK) for blocks in _BLOCKS
    )


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The page: its title and introduction as the lead, and its blocks. Blocks without words are furniture."""
    loaded = load(text, "a live blog in blocks")
    if isinstance(loaded, Rejection):
        return loaded
    article = mapping(mapping(mapping(loaded).get("response", loaded)).get("content", loaded))
    listed = article.get("blocks")
    blocks = objects(listed if isinstance(listed, list) else mapping(listed).get("body"))
    if (refused := too_many(blocks, BLOCKS_MAX, "blocks")) is not None:
        return refused
    fields = mapping(article.get("fields"))
    url = line(article.get("webURL")) or line(article.get("webUrl"))
    hidden = [block for block in blocks if block.get("published") is False]
    shown = [block for block in blocks if block.get("published") is not False]
    posts = [Unread(_mark(block), partial(_draft, block, url)) for block in shown if _has_words(block)]
    if not blocks and not line(article.get("webTitle") or article.get("headline")):
        return Rejection(Reject.NO_POSTS, "No block and no title. Ask for the article's blocks and its title.")
    first = instant(article.get("webPublicationDate"))
    return Page(
        lead=_lead(article, fields, url), posts=tuple(posts), furniture=len(shown) - len(posts),
        removed=tuple(native for block in hidden if (native := ident(block.get("id"))) is not None),
        day=first.date() if first is not None else None, newest_first=_is_newest_first(shown),
    )  # fmt: skip


def _lead(article: dict[str, Any], fields: dict[str, Any], url: str | None) -> Draft | None:
    title = line(article.get("headline")) or line(article.get("webTitle")) or line(fields.get("headline"))
    standfirst = article.get("standfirst") or fields.get("standfirst") or fields.get("trailText")
    text = paragraphs(string(standfirst))
    if title is None and not text:
        return None
    byline = line(article.get("byline")) or line(fields.get("byline"))
    return Draft(headline=title, text=text, authors=(byline,) if byline else (), url=url)


def _has_words(block: dict[str, Any]) -> bool:
    """Whether there is anything to read: mostly a paragraph says so, without being taken apart."""
    if line(block.get("title")) is not None:
        return True
    bodies = [*map(_html, objects(block.get("elements"))), *(string(block.get(name)) for name in _BODIES)]
    return any(_A_WORD_SHOWS.search(body) for body in bodies) or bool(_text(block))


def _mark(block: dict[str, Any]) -> bytes:
    return blake2b(dumped([block.get(name) for name in _READ]), digest_size=16).digest()


def _draft(block: dict[str, Any], url: str | None) -> Draft:
    headline, text, native = line(block.get("title")), _text(block), ident(block.get("id"))
    attributes = mapping(block.get("attributes"))
    retold = attributes.get("summary") is True or attributes.get("pinned") is True
    return Draft(
        headline=headline, text=text, authors=_authors(block), published=_first(block, PUBLISHED),
        updated=_first(block, UPDATED), post_type="recap" if retold else post_type(headline, text), native_id=native,
        url=f"{url}#block-{native}" if url and native else None,
    )  # fmt: skip


def _text(block: dict[str, Any]) -> str:
    """The block's words: of its elements, else of its body as one piece of HTML, else of its summary."""
    parts = [paragraphs(html) for each in objects(block.get("elements")) if (html := _html(each))]
    text = "\n".join(part for part in parts if part)
    return text or paragraphs(string(block.get("bodyHtml"))) or paragraphs(string(block.get("bodyTextSummary")))


def _html(element: dict[str, Any]) -> str:
    """An element's HTML where it is words: in the article's form beside its type, in the Content API's below it."""
    kind = string(element.get("_type")).rpartition(".")[2].removesuffix("BlockElement") or string(element.get("type"))
    kind = kind.lower()
    if kind not in WORDED:
        return ""
    data = mapping(element.get(f"{kind}TypeData"))
    return string(element.get("html")) or string(data.get("html")) or string(element.get("text"))


def _first(block: dict[str, Any], names: tuple[str, ...]) -> datetime | None:
    return next((time for name in names if (time := _time(block.get(name))) is not None), None)


def _time(value: Any) -> datetime | None:
    """An instant as the article's form has it, or the Content API's, some of whose clients keep an object of it."""
    return instant(value.get("dateTime") or value.get("iso8601") if isinstance(value, dict) else value)


def _authors(block: dict[str, Any]) -> tuple[str, ...]:
    told = block.get("contributors")
    named = [each.get("name") if isinstance(each, dict) else None for each in told] if isinstance(told, list) else []
    return tuple(dict.fromkeys(name for each in named if (name := line(each)) is not None))


def _is_newest_first(blocks: list[dict[str, Any]]) -> bool:
    times = [time for block in blocks if (time := _first(block, PUBLISHED)) is not None]
    return len(times) < 2 or times[0] >= times[-1]
