"""The lead of a page: its title, standfirst and first paragraphs; of an article, all of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from lxml import etree

from streams.stages.parse.bylines import byline
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats.html.elements import text_of
from streams.stages.parse.formats.html.head import Head
from streams.stages.parse.formats.html.instants import instant
from streams.stages.parse.formats.html.shown import Shown, shown_before
from streams.stages.parse.formats.html.structured import Said, Structured
from streams.stages.parse.formats.html.times import printed
from streams.stages.parse.furniture import furniture, is_link_label
from streams.stages.parse.headings import closes, words
from streams.stages.parse.lines import key_of
from streams.stages.parse.post_types import post_type

PARAGRAPH: Final = 40  # characters from which a line is one
STANDFIRST_WORDS: Final = 6

_ends_in_time: Final = re.compile(r"\d{1,2}[:.h]\d\d(?: ?(?:[ap]\.?m\.?|uhr))?\)?$", re.IGNORECASE)


def read_lead(
    body: etree._Element, posts: Collection[etree._Element], about: Head, structured: Structured
) -> Draft | None:
    """The lead above the posts; of a page without posts, what its main part says. None where there is none."""
    title = about.heading or about.title
    ends = set(posts) or _behind(main_of(body))
    before, _ = shown_before(body, ends)
    lines, authors = _paragraphs(before, title)
    said = structured.page
    if not posts and not structured.posts and said is not None:
        told = said.body.split("\n") if said.body else []
        if sum(map(len, told)) > 1.2 * sum(map(len, lines)):
            lines = told
    if not lines and about.description and (posts or structured.posts):
        lines = [about.description]
    title = title or (said.headline if said is not None else None)
    if not lines and (not title or not (posts or structured.posts)):
        return None
    text = "\n".join(lines)
    published = None if posts or structured.posts else _published(said, about)
    other = said.headline if said is not None else None
    return Draft(
        headline=title, text=text, authors=tuple(dict.fromkeys(authors)) or (said.authors if said is not None else ()),
        published=published, post_type=post_type(title, text), lang=about.lang,
        other_headline=other if other and title and key_of(other) != key_of(title) else None,
    )  # fmt: skip


def _published(said: Said | None, about: Head) -> datetime | None:
    return (instant(said.published) if said is not None else None) or about.published


def main_of(body: etree._Element) -> etree._Element:
    """The element that holds the page's paragraphs: by their length, what lies deeper counting half."""
    score: dict[etree._Element, float] = {}
    for paragraph in body.iter("p"):
        size = len(text_of(paragraph)) - sum(len(text_of(link)) for link in paragraph.iter("a")) / 2
        share = 1.0
        above = paragraph.getparent()
        while size >= PARAGRAPH and above is not None and share >= 0.25:
            score[above] = score.get(above, 0.0) + size * share
            share /= 2
            above = above.getparent()
    best = max(score.items(), key=lambda item: item[1], default=(body, 0.0))[0]
    return next((above for above in best.iterancestors("article", "main")), best)


def _behind(main: etree._Element) -> set[etree._Element]:
    """What follows the main part, on every level."""
    behind: set[etree._Element] = set()
    element: etree._Element | None = main
    while element is not None and element.tag != "body":
        behind.update(element.itersiblings())
        element = element.getparent()
    return behind


def _paragraphs(lines: Sequence[Shown], title: str | None) -> tuple[list[str], list[str]]:
    key = key_of(title or "")
    at = [n for n, line in enumerate(lines) if key and key_of(line.text) == key]
    start = at[0] + 1 if at else next((n for n, line in enumerate(lines) if line.is_heading), -1) + 1
    found: list[str] = []
    authors: list[str] = []
    seen = {key}
    after_label = False
    for line in lines[start:]:
        text, own = line.text, key_of(line.text)
        by = byline(text)
        if by is not None:
            authors += by.authors
            continue
        if is_link_label(text):
            after_label = True
            continue
        skip = after_label and line.link
        after_label = False
        if (
            skip
            or own in seen
            or line.link
            or line.is_time
            or line.is_author
            or furniture(text)
            or printed(text)
            or text.isdigit()
        ):
            continue
        is_prose = (closes(text) and text[-1] != ":") or text[-1] in "。！？」』"
        if not is_prose and _ends_in_time.search(text):  # a key point, which is a post further down
            continue
        if line.tag == "li" and not is_prose:  # key points, which are posts further down
            continue
        if not is_prose and (words(text) < STANDFIRST_WORDS or line.tag not in ("p", "h2", "h3", "div", "section")):
            continue
        if line.bold and not is_prose:
            continue
        seen.add(own)
        found.append(text)
    return found, authors
