"""The times that a page prints or holds beside its posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from lxml import etree

from streams.data import word_tables
from streams.stages.parse.bylines import is_name
from streams.stages.parse.clocks import Clock, clock
from streams.stages.parse.dates import DATE_LABEL, EDIT_LABEL, find_date
from streams.stages.parse.formats.html.elements import HEADINGS, text_of, words_of_name
from streams.stages.parse.formats.html.instants import instant

MARKS_MAX: Final = 3000  # a live page of 428 posts prints a thousand
SHORT: Final = 60  # characters of a line that holds a time and little else
SPACE: Final = 400  # characters of white space that may stand before a time
OPENING: Final = 220  # … of a line that a time opens

_names: Final = word_tables.load("html")
_months: Final = "|".join(name for names in word_tables.load("parse")["months"] for name in names.split())
_weekdays: Final = "|".join(_names["weekdays"].split())
_dotted: Final = "|".join(rf"{name}\." for name in _names["weekdays_dotted"].split())
_beside: Final = "|".join(_names["beside"].split())
_starts: Final = re.compile(
    rf"\(?(?:\d|noon\b|midnight\b|vor |{DATE_LABEL}|"
    rf"(?:{_beside}|{_weekdays}|{_months})\b|{_dotted})",
    re.IGNORECASE,
)
# What a time may have beside it: its day, and the words between them.
_day: Final = re.compile(
    rf"(?<!\w)(?:{_dotted}|(?:{_weekdays})\b\.?|(?:{_months})\b\.? \d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)? (?:{_months})\b\.?|(?:{_beside})\b(?![.:]))",
    re.IGNORECASE,
)
_edited: Final = re.compile(EDIT_LABEL, re.IGNORECASE)
_OPENERS: Final = HEADINGS | {"p", "li", "strong", "b", "dt", "summary"}
_OF_TIME: Final = frozenset(_names["time"].split())
_OF_EDIT: Final = frozenset(_names["edit"].split())


class Mark(NamedTuple):
    """A time, and the element that has it."""

    element: etree._Element
    instant: datetime | None = None
    clock: Clock | None = None
    edited: datetime | None = None  # said beside it
    is_edit: bool = False
    opens: bool = False  # the post's words follow on the same line


def marks_in(body: etree._Element, zone: tzinfo | None = None) -> Iterator[Mark]:
    """The times in a tree, in its order: up to so many."""
    found = 0
    for element in body.iter(etree.Element):
        mark = mark_of(element, zone)
        if mark is not None:
            yield mark
            found += 1
            if found == MARKS_MAX:
                return


def mark_of(element: etree._Element, zone: tzinfo | None = None) -> Mark | None:
    """The time that an element itself holds."""
    attributes = element.attrib
    if attributes and (held := _held(element, zone)) is not None:
        return held
    text = element.text
    is_time = element.tag == "time"
    if not is_time and (not text or _starts.match(text[:SPACE].lstrip()) is None):
        return None
    line = text_of(element)
    if len(line) > OPENING:
        line = line[:OPENING] if element.tag in _OPENERS else ""
    if not line:
        return None
    if line.isdigit():
        moment = instant(line)
        return None if moment is None else Mark(element, instant=moment)
    told = printed(line, named=element.tag not in HEADINGS)
    if (told is None or told.ago is not None) and len(element) and len(line) <= SHORT:  # "21 mins ago" beside "11:48"
        apart = " ".join(part.strip() for part in element.itertext())
        told = printed(apart, named=element.tag not in HEADINGS) or told
    edit = line[:5].lower() == "last " or _edited.match(line) is not None
    if told is not None:
        return Mark(element, clock=told, is_edit=edit)
    if element.tag in _OPENERS and (opened := clock(line)) is not None and opened.rest:
        return Mark(element, clock=opened, opens=True)
    return None


def printed(line: str, *, named: bool = True) -> Clock | None:
    """The time of a line that holds nothing else: an author's name (where ``named``), a day, or an age beside the time.

    >>> printed("21 mins ago 11:48").minute_of_day, printed("19:02 (IST), Oct 02").zone, printed("11:48 Fire out")
    (708, '+05:30', None)
    """
    if len(line) > SHORT or not any(char.isdigit() for char in line):
        return clock(line) if line.lower() in ("noon", "midnight") else None
    line = line.strip("() ")
    told = clock(line)
    if told is None or told.rest:
        dated = find_date(line)
        bare = without_day(line if dated is None else f"{line[: dated[1]]} {line[dated[2] :]}")
        if bare != line and (exact := clock(bare)) is not None:
            told = exact._replace(day=dated[0] if dated else exact.day)
    if told is None or not told.rest or (named and is_name(told.rest)):
        return told
    if told.ago is not None and (exact := clock(told.rest)) is not None and not exact.rest:
        return exact
    return None


def without_day(line: str) -> str:
    """A line without weekdays, dates that lack a year, and the words that join them to a time."""
    return " ".join(_day.sub(" ", line).split()).strip(" ,.|·•–—-:")


def _held(element: etree._Element, zone: tzinfo | None) -> Mark | None:
    """The instant in an attribute that is there for it. What says when it was edited counts where nothing else is."""
    if element.tag == "a":  # says of what it leads to
        return None
    edited: datetime | None = None
    published: datetime | None = None
    for name, value in element.attrib.items():
        if not 10 <= len(value) <= 40 or not value[:1].isdigit():
            continue
        if name == "datetime" or (name == "content" and "date" in (element.get("itemprop") or "").lower()):
            words: tuple[str, ...] = words_of_name(element.get("itemprop") or "published")
        elif name.startswith("data-"):
            words = words_of_name(name)
            if _OF_TIME.isdisjoint(words) and _OF_EDIT.isdisjoint(words):
                continue
        else:
            continue
        moment = instant(value, zone)
        if moment is None:
            continue
        if _OF_EDIT.isdisjoint(words):
            published = published or moment
        else:
            edited = edited or moment
    if published is not None:
        return Mark(element, instant=published, edited=edited)
    return None if edited is None else Mark(element, instant=edited, is_edit=True)
