"""The date a page states, and the title beside it."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from streams.data import word_tables

_MONTHS: Final = {
    name: number for number, names in enumerate(word_tables.load("parse")["months"], start=1) for name in names.split()
}
_month = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_year = r"(?P<y>(?:19|20)\d{2})"
_PATTERNS: Final = (
    re.compile(rf"(?<!\d){_year}-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:de )?(?P<n>{_month})\.?,? (?:de )?{_year}\b", re.I),
    re.compile(rf"\b(?P<n>{_month})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_year}\b", re.I),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_year}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/{_year}(?!\d)"),
)
_has_year = re.compile(r"(?:19|20)\d{2}")
_label = re.compile(r"\s*(?:date|published|posted|updated|last updated|stand|datum)\b\s*:?\s*$", re.IGNORECASE)
_EDGES: Final = " -–—|,·•:"


def find_date(line: str) -> tuple[date, int, int] | None:
    """The first date with day, month and year in a line, and where it stands.

    >>> find_date("Flood latest - 3 March 2024")
    (datetime.date(2024, 3, 3), 15, 27)
    >>> find_date("on 31/02/2024") is None
    True

    A day without its year is left alone: it is for readers of the text, who know the reference.
    """
    line = line[:400]
    if _has_year.search(line) is None:
        return None
    for pattern in _PATTERNS:
        for found in pattern.finditer(line):
            parts = found.groupdict()
            month = _MONTHS[parts["n"].lower()] if parts.get("n") else int(parts["m"])
            day = int(parts["d"])
            if month > 12 >= day and "/" in found[0]:  # written month first
                month, day = day, month
            try:
                return date(int(parts["y"]), month, day), found.start(), found.end()
            except ValueError:
                continue
    return None


def header(line: str) -> tuple[date | None, str]:
    """The date in a page's first line, and its title without it.

    >>> header("date 2024-03-03 Rivers rise as rain goes on")
    (datetime.date(2024, 3, 3), 'Rivers rise as rain goes on')
    >>> header("Rivers rise - 3 March 2024")
    (datetime.date(2024, 3, 3), 'Rivers rise')

    A date inside the title ("The vote of 3 March 2024 explained") is read, and stays in it.
    """
    found = find_date(line)
    if found is None:
        return None, line.strip()
    day, start, end = found
    before, after = line[:start], line[end:]
    label = _label.search(before)
    if label is not None:
        before = before[: label.start()]
    before, after = before.strip(_EDGES), after.strip(_EDGES)
    if before and after:
        return day, line.strip()
    return day, before or after
