"""The date a page states, and the title beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from streams.data import word_tables

_table = word_tables.load("parse")
_MONTHS: Final = {name: number for number, names in enumerate(_table["months"], start=1) for name in names.split()}
_WEEKDAYS: Final = {name: number for number, names in enumerate(_table["weekdays"]) for name in names.split()}
_BACK: Final = {
    name: back for back, names in enumerate((_table["today"], _table["yesterday"])) for name in names.split()
}


def any_of(names: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first.

    >>> any_of(["mon", "monday", "a.m"])
    'monday|a\\\\.m|mon'
    """
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


_newest = f"(?:(?:{any_of(_table['before_labels'])}) )?"  # "last updated", "zuletzt aktualisiert"
EDIT_LABEL: Final = rf"{_newest}(?:{any_of(_table['edit_labels'])})\b"
"""What stands before the time of a last edit, as a pattern."""
DATE_LABEL: Final = rf"{_newest}(?:{any_of((*_table['edit_labels'], *_table['published_labels']))})\b"
"""What stands before a time, whichever it is."""
AT: Final = any_of(_table["at"])
"""What joins a time to its day, or stands before it."""
_month = any_of(_MONTHS)
_year = r"(?P<y>(?:19|20)\d{2})"
_nth = r"(?:st|nd|rd|th|er|[.ºª])?"
_of = r"(?:de |d[’'])?"
_of_year = r"(?:del? )?"
_PATTERNS: Final = (
    re.compile(rf"(?<!\d){_year}-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}){_nth} {_of}(?P<n>{_month})\.?,? {_of_year}{_year}\b", re.I),
    re.compile(rf"\b(?P<n>{_month})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_year}\b", re.I),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_year}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/{_year}(?!\d)"),
)
# A day beside a time or as the heading of a day. Its year may be missing; it may be told by today or the weekday.
_weekday = rf"(?P<w>(?:{any_of(_WEEKDAYS)})\b)"
_glued = r"(?!\d(?!\d?[:.]\d\d))"  # a year may be glued to the time behind it
_day = re.compile(
    rf"(?:(?P<back>{any_of(_BACK)})\b|"
    rf"(?:(?:on |am )?{_weekday}\.?,? )?(?:"
    rf"(?P<d1>\d{{1,2}}){_nth} {_of}(?P<n1>{_month})\b\.?(?:,? {_of_year}(?P<y1>(?:19|20)\d\d){_glued})?"
    rf"|(?P<n2>{_month})\b\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d)"
    rf"(?:,? (?P<y2>(?:19|20)\d\d){_glued})?"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
    r"|(?P<d4>\d{1,2})(?P<s4>[./])(?P<m4>\d{1,2})"
    r"(?:(?P=s4)(?P<y4>(?:19|20)\d\d|\d\d(?![\d:]))|(?<=\d\.\d\d)\.|(?<=\d\.\d)\.))"
    rf"|{_weekday.replace('<w>', '<w2>')})",
    re.I,
)
_has_year = re.compile(r"(?:19|20)\d{2}")
_label = re.compile(rf"\s*(?:date|datum|fecha|data|дата|{DATE_LABEL})\b\s*:?\s*$", re.IGNORECASE)
_EDGES: Final = " -–—|,·•:"


class Day(NamedTuple):
    """A day as written beside a time: a date, perhaps without its year, a weekday, or today."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    back: int | None = None  # so many days before the day the page was seen

    def on(self, latest: date) -> date | None:
        """The date that is meant by a page seen on a day; None for one that no calendar has.

        >>> Day(month=12, day=30).on(date(2024, 1, 2)), Day(back=1).on(date(2024, 1, 2))
        (datetime.date(2023, 12, 30), datetime.date(2024, 1, 1))
        """
        if self.back is not None:
            return latest - timedelta(days=self.back)
        if self.month is None or self.day is None:
            return latest - timedelta(days=(latest.weekday() - (self.weekday or 0)) % 7)
        for year in (self.year,) if self.year is not None else (latest.year + 1, latest.year, latest.year - 1):
            try:
                meant = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year is not None or meant <= latest + timedelta(days=1):
                return meant
        return None


def day_at(line: str, start: int = 0) -> tuple[Day, int] | None:
    """The day that is written at a place of a line, and where it ends.

    >>> day_at("Tue 6 October, 10:32")
    (Day(year=None, month=10, day=6, weekday=1, back=None), 13)
    """
    found = _day.match(line, start)
    if found is None:
        return None
    parts = found.groupdict()
    if parts["back"]:
        return Day(back=_BACK[parts["back"].lower()]), found.end()
    weekday = next((_WEEKDAYS[parts[name].lower()] for name in ("w", "w2") if parts[name]), None)
    month: int | None = None
    if name := parts["n1"] or parts["n2"]:
        month = _MONTHS[name.lower()]
    elif number := parts["m3"] or parts["m4"]:
        month = int(number)
    number = next((parts[name] for name in ("d1", "d2", "d3", "d4") if parts[name]), None)
    day = int(number) if number else None
    if month is not None and day is not None and month > 12 >= day and parts["s4"] == "/":  # written month first
        month, day = day, month
    year = next((int(parts[name]) for name in ("y1", "y2", "y3", "y4") if parts[name]), None)
    if year is not None and year < 100:
        year += 2000
    if month is not None and not (1 <= month <= 12 and day is not None and 1 <= day <= 31):
        return None
    return Day(year, month, day, weekday), found.end()


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
