"""The headings that say which day the posts beside them are of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from lxml import etree

from streams.stages.parse.dates import find_date
from streams.stages.parse.formats.html.elements import text_of
from streams.stages.parse.formats.html.times import without_day

LONGEST: Final = 40  # characters of such a heading
_NEAR: Final = timedelta(days=200)  # a day without its year is the nearest one before


def day_told(line: str, around: date) -> date | None:
    """The day that a line is, with or without its year; None for a line that holds anything besides.

    >>> day_told("Tuesday, 27 August 2024", date(2024, 9, 1)) == day_told("Aug 27", date(2024, 9, 1))
    True
    >>> day_told("The vote of 27 August 2024", date(2024, 9, 1)) is None
    True
    """
    line = line.strip()
    if not 5 <= len(line) <= LONGEST or not any(char.isdigit() for char in line):
        return None
    found = find_date(line)
    if found is not None:
        day, start, end = found
        return day if not without_day(f"{line[:start]} {line[end:]}") else None
    if without_day(line):
        return None
    for year in (around.year, around.year - 1):
        for form in (f"{line} {year}", f"{line}. {year}"):
            if (found := find_date(form)) is not None and found[0] - around < _NEAR:
                return found[0]
    return None


def days_of(places: Sequence[tuple[int, int]], told: Sequence[tuple[int, date]], count: int) -> list[date | None]:
    """The day of each post, from (place in the document, post) and (place, day) of the headings.

    Mostly a day stands above its posts. Where one stands below the last post, they all stand below theirs.
    """
    days: list[date | None] = [None] * count
    if not told or not places:
        return days
    first, last = min(place for place, _ in places), max(place for place, _ in places)
    below = told[-1][0] > last and not any(place < first for place, _ in told)
    for place, n in places:
        if below:
            days[n] = next((day for at, day in told if at > place), None)
        else:
            days[n] = next((day for at, day in reversed(told) if at < place), None)
    return days


def days_in(elements: Sequence[etree._Element], around: date) -> list[tuple[int, date]]:
    """The headings of days among elements, with their places."""
    found: list[tuple[int, date]] = []
    for place, element in enumerate(elements):
        text = element.text
        if not text or len(text) > 3 * LONGEST or element.tag == "time":
            continue
        day = day_told(text_of(element), around) if len(element) <= 3 else None
        if day is not None:
            found.append((place, day))
    return found
