"""The lines of a plain-text page, and what each of them is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from streams.data import word_tables
from streams.stages.parse.bylines import byline, is_name
from streams.stages.parse.clocks import Clock, clock
from streams.stages.parse.dates import find_date
from streams.stages.parse.furniture import furniture, is_link_label
from streams.stages.parse.headings import closes, is_heading, words

STANDFIRST_WORDS = 12  # headings of posts have 11 words on average, standfirsts 16 and more

_rule: Final = re.compile(r"[_*=~#—–-]{2,80}\.?|[*•·]")
_CLOSING: Final = (".", "!", "?", "…", ":", "”", "’", '"', "'", ")", "“")
_no_letter: Final = re.compile(r"[\W_]+")
_updated: Final = re.compile(r"(?:last )?(?:updated|edited|aktualisiert)\b", re.IGNORECASE)
_weekday: Final = re.compile("|".join(word_tables.load("parse")["weekdays"]), re.IGNORECASE)


class Kind(StrEnum):
    """What a line is."""

    HEADING = "heading"
    TEXT = "text"
    CLOCK = "clock"  # a time on its own
    UPDATED = "updated"  # the time of a post's last edit
    RULE = "rule"  # a line drawn between posts, or the heading of a day
    BYLINE = "byline"
    LABEL = "label"  # says that a link follows
    CARD = "card"  # of a link to another page: its title or standfirst


class Line(NamedTuple):
    """One line, and what was read from it."""

    text: str
    kind: Kind
    clock: Clock | None = None  # on its own, or before the text
    authors: tuple[str, ...] = ()
    announces: bool = False

    @property
    def key(self) -> str:
        """Its letters and digits: what stays equal where a card repeats it."""
        return key_of(self.text)


def key_of(text: str) -> str:
    """Letters and digits of a line, in lower case.

    >>> key_of("• Fire “out”, says mayor") == key_of("Fire 'out' says mayor")
    True
    """
    return _no_letter.sub("", text.casefold())


def read_lines(lines: Sequence[str]) -> tuple[list[Line], int]:
    """What each line of a page is, and how many were furniture and left out. The page's title is not among them."""
    read = [_alone(line) for line in lines]
    left_out = _cut_tail(read)
    kept = [line for line in read if line is not None]
    left_out += len(read) - len(kept)
    _set_headings(kept)
    _set_standfirst(kept)
    return kept, left_out + _set_cards(kept)


def _cut_tail(read: list[Line | None]) -> int:
    """Leave out what a page ends with: after the last paragraph, all that follows a line of furniture.

    Menus, teasers and slogans at the foot of a page take no form of their own; where they stand tells what they are. A
    heading there before any furniture stays: it may be a post that has only just begun.
    """
    ends = [i for i, line in enumerate(read) if line is not None and line.text.rstrip().endswith(_CLOSING)]
    tail = ends[-1] + 1 if ends else len(read)
    first = next((i for i in range(tail, len(read)) if read[i] is None), len(read))
    left_out = len(read) - first
    del read[first:]
    return left_out


def _alone(line: str) -> Line | None:
    """What a line is by itself; None for furniture. Headings are told later, by their neighbours."""
    if _rule.fullmatch(line):
        return Line(line, Kind.RULE)
    if is_link_label(line):
        return Line(line, Kind.LABEL)
    if furniture(line) is not None:
        return None
    time = clock(line)
    if time is not None:
        authors = (time.rest,) if is_name(time.rest) else ()
        if not time.rest and _updated.match(line):
            return Line(line, Kind.UPDATED, time)
        if not time.rest or authors:
            return Line(line, Kind.CLOCK, time, authors)
        return Line(time.rest, Kind.TEXT, time)
    dated = find_date(line) if len(line) <= 60 else None
    if dated is not None and not _weekday.sub("", line[: dated[1]] + line[dated[2] :]).strip(" ,:-–—|"):
        return Line(line, Kind.RULE)
    by = byline(line)
    if by is not None:
        return Line(line, Kind.BYLINE, None, by.authors, by.announces)
    return Line(line, Kind.TEXT)


def prose(lines: Sequence[Line]) -> list[int]:
    """Where the lines stand that a reader reads as text, by-lines included."""
    return [i for i, line in enumerate(lines) if line.kind in (Kind.HEADING, Kind.TEXT, Kind.BYLINE)]


def _set_headings(lines: list[Line]) -> None:
    where = prose(lines)
    texts = ["", *(". " if lines[i].kind is Kind.BYLINE else lines[i].text for i in where), ""]
    for n, i in enumerate(where):
        if lines[i].kind is Kind.TEXT and is_heading(texts[n].strip(), texts[n + 1], texts[n + 2].strip()):
            lines[i] = lines[i]._replace(kind=Kind.HEADING)


def _set_standfirst(lines: list[Line]) -> None:
    """The line under the title belongs to the lead, though it often ends without a full stop."""
    if not lines or lines[0].kind is not Kind.HEADING or lines[0].clock is not None:
        return
    followed = len(lines) > 1 and lines[1].kind is Kind.HEADING
    if followed or words(lines[0].text) >= STANDFIRST_WORDS:
        lines[0] = lines[0]._replace(kind=Kind.TEXT)


def _set_cards(lines: list[Line]) -> int:
    """Mark link cards: a heading said twice, and the standfirst under it, from another page or another post.

    A heading without a body of its own is a card when an author's by-line or a link label stands before it, or when it
    is another heading of this page. Right under a heading that has no body either, it is that post's body. A heading
    said twice with two bodies is two posts: live blogs do that.
    """
    where = prose(lines)
    later: dict[str, int] = {}
    for i in where:
        if lines[i].kind is Kind.HEADING:
            later[lines[i].key] = later.get(lines[i].key, 0) + 1
    headings: set[str] = set()
    texts: set[str] = set()
    marked = 0
    for n, i in enumerate(where):
        line, key = lines[i], lines[i].key
        before = lines[where[n - 1]] if n else None
        after = [lines[j] for j in where[n + 1 : n + 3]]
        if line.kind is Kind.TEXT:
            if key in later and line.text[:1] in "•●▪-–*":  # a key point on top, which is a post further down
                lines[i], marked = line._replace(kind=Kind.CARD), marked + 1
            texts.add(key)
            continue
        if line.kind is not Kind.HEADING:
            continue
        later[key] -= 1
        announced = before is not None and before.announces
        labelled = i > 0 and lines[i - 1].kind is Kind.LABEL
        bodied = bool(after) and after[0].kind is not Kind.HEADING
        again = bodied and after[0].key in texts
        bare = before is not None and before.kind is Kind.HEADING
        if bare and before is not None and before.key == key and line.clock is None:
            lines[i] = line._replace(kind=Kind.TEXT)
        elif line.clock is None and (
            (announced and (key in headings or not bodied or again))
            or (labelled and not bodied)
            or (key in headings and (not bodied or again))
        ):
            lines[i], marked = line._replace(kind=Kind.CARD), marked + 1
            if after and (again or _is_card_text(after, announced, texts)):
                lines[where[n + 1]] = after[0]._replace(kind=Kind.CARD)
                marked += 1
        elif line.clock is None and later[key] and not bodied and after and after[0].key != key:
            kind = Kind.TEXT if bare and later.get(after[0].key, 0) < 2 else Kind.CARD
            lines[i], marked = line._replace(kind=kind), marked + (kind is Kind.CARD)
        else:
            headings.add(key)
    return marked


def _is_card_text(after: Sequence[Line], announced: bool, texts: set[str]) -> bool:
    """Whether the line under a card's title is its standfirst: not the heading of the next post."""
    standfirst = after[0]
    if standfirst.key in texts:
        return True
    if standfirst.kind is Kind.HEADING:
        return standfirst.clock is None and (len(after) < 2 or after[1].kind is Kind.HEADING)
    return announced and standfirst.kind is Kind.TEXT and not closes(standfirst.text)
