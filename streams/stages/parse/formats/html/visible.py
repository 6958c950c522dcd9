"""One post as the page shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from lxml import etree

from streams.stages.parse.bylines import byline, is_name
from streams.stages.parse.clocks import Clock, clock
from streams.stages.parse.decode import clean
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.html.days import LONGEST, day_told
from streams.stages.parse.formats.html.elements import words_of_name
from streams.stages.parse.formats.html.instants import instant
from streams.stages.parse.formats.html.posts import Segment
from streams.stages.parse.formats.html.shown import Shown, shown_in
from streams.stages.parse.formats.html.times import Mark, printed
from streams.stages.parse.furniture import furniture, is_link_label
from streams.stages.parse.headings import closes, is_heading, words

LABEL_WORDS: Final = 4  # of what stands above a heading and is none: "Key event"
_SOME_DAY: Final = date(2024, 7, 1)  # any: asked is whether a line is a day, not which
_BODY: Final = ("articleBody", "text")
_age: Final = re.compile(
    r"(?:vor )?\d{1,3} ?(?:s|sec|m|mins?|minuten?|minutes?|h|hrs?|hours?|stunden?|d|days?|tagen?)\b[^.]{0,8}", re.I
)


class Visible(NamedTuple):
    """What the page shows of a post. ``other`` lines were left out: they are no news."""

    headline: str | None
    lines: tuple[str, ...]
    authors: tuple[str, ...] = ()
    other: int = 0

    @property
    def text(self) -> str:
        """The paragraphs."""
        return "\n".join(self.lines)


class Stamp(NamedTuple):
    """When a post is from: an instant, or a time of day that needs its neighbours to become one."""

    published: datetime | None = None
    clock: Clock | None = None
    edited: datetime | None = None
    edit_clock: Clock | None = None


def stamp_of(marks: Sequence[Mark]) -> Stamp:
    """The stamp that a post's times make: the first one tells, and an exact one of the same minute tells more.

    Times further down may be those of a message that the post quotes.
    """
    told = [mark for mark in marks if not mark.is_edit]
    edits = [mark for mark in marks if mark.is_edit]
    edited = next((each for mark in marks if (each := mark.edited or (mark.instant if mark.is_edit else None))), None)
    edit_clock = next((mark.clock for mark in edits if mark.clock is not None), None)
    if not told:  # the page says only when it was last touched
        return Stamp(edited, edit_clock if edited is None else None)
    first = told[0]
    if first.instant is not None:
        return Stamp(first.instant, None, edited, edit_clock)
    shown = first.clock
    assert shown is not None
    for mark in told[1:]:
        if mark.instant is None:
            if mark.clock is not None and mark.clock.ago is None and shown.ago is not None:
                shown = mark.clock
            continue
        apart = mark.instant.hour * 60 + mark.instant.minute - shown.minute_of_day
        if shown.ago is not None or apart % 15 == 0:  # zones are quarters of an hour apart
            return Stamp(mark.instant, None, edited, edit_clock)
        break
    return Stamp(None, shown, edited, edit_clock)


def read_visible(segment: Segment) -> Visible:
    """The words of a post, told from what surrounds them."""
    found = read_lines(shown_in(segment.elements))
    if found.lines:
        return found
    body = paragraphs(declared(segment, "articleBody") or "")
    return found._replace(lines=tuple(body.split("\n"))) if body else found


def declared(segment: Segment, name: str) -> str | None:
    """What microdata says without showing it, such as a heading for search engines alone."""
    for element in segment.elements:
        for each in element.iter("meta", "p", "span", "div"):
            if each.get("itemprop") == name and (content := clean(each.get("content") or "")):
                return content
    return None


def read_lines(lines: Sequence[Shown]) -> Visible:
    """As ``read_visible``, of lines."""
    marked = any(line.prop in _BODY for line in lines)
    headed = any(line.is_heading or line.prop == "headline" for line in lines)
    headline: str | None = None
    authors: list[str] = []
    body: list[str] = []
    other = 0
    after_label = False
    for n, line in enumerate(lines):
        text = line.text
        time = printed(text, named=not line.is_heading)
        if time is not None or line.is_time or _is_day(text):
            if time is not None and is_name(time.rest):
                authors.append(time.rest)
            continue
        opened = clock(text) if not body and headline is None else None
        if opened is not None and opened.rest:
            text = opened.rest
        by = byline(text)
        if by is not None or line.is_author or line.prop in ("author", "name"):
            authors += by.authors if by is not None else (text,) if is_name(text) and not text.isupper() else ()
            continue
        if line.prop == "headline":
            headline = headline or text
            continue
        if furniture(text) is not None or (after_label and line.link):
            other += 1
            continue
        if is_link_label(text):
            after_label = True
            other += 1
            continue
        after_label = False
        if marked:
            if line.prop in _BODY:
                body.append(text)
            elif headline is None and line.is_heading:
                headline = text
            else:
                other += 1
            continue
        if line.is_heading and headline is None and not body:
            headline = text
            continue
        if headline is None and not body:
            rest = lines[n + 1 :]
            if headed and words(text) <= LABEL_WORDS and not closes(text) and line.tag != "p":
                other += 1
                continue
            if not headed and _is_name_line(line):
                authors.append(text)
                continue
            if not headed and rest and _heads(line, text, rest[0]):
                headline = text
                continue
        if line.is_heading and headline == text:
            continue
        body.append(text)
    return Visible(headline, tuple(body), tuple(dict.fromkeys(authors)), other)


def _is_day(text: str) -> bool:
    """Whether a line says a day or an instant, and nothing else."""
    return len(text) <= LONGEST and (day_told(text, _SOME_DAY) is not None or (text.isdigit() and bool(instant(text))))


def _is_name_line(line: Shown) -> bool:
    return line.tag not in ("p", "li") and is_name(line.text) and not line.text.isupper()


def _heads(line: Shown, text: str, after: Shown) -> bool:
    """Whether a line without a heading's tag heads the post: in bold, or by its words where it is no paragraph."""
    if line.bold:
        return not closes(text) or text[-1] in "?!"
    return line.tag not in ("p", "li", "blockquote", "td", "br") and is_heading("", text, after.text)


def ids_of(segment: Segment) -> list[str]:
    """The names that a post's elements give it, the likeliest first."""
    found: list[str] = []
    head = segment.elements[0]
    for n, element in enumerate(head.iter(etree.Element)):
        if n == 12:
            break
        for key in ("itemid", "id", "name") if element.tag == "a" else ("itemid", "id"):
            if value := element.get(key):
                found.append(value.rpartition("#")[2])
        for key, value in element.attrib.items():
            if key.startswith("data-") and value and len(value) <= 100 and "id" in words_of_name(key):
                found.append(value)
        href = element.get("href") or element.get("content") or ""
        if "#" in href and len(href) <= 2000:
            found.append(href.rpartition("#")[2])
    return [each for each in dict.fromkeys(found) if each]


def quick_text(segment: Segment) -> str:
    """All text of a post in one line, without ages, which change while nothing does."""
    text = " ".join(" ".join("".join(each.itertext()).split()) for each in segment.elements)
    return _age.sub("", text[:120]) + text[120:]
