"""What a reader makes of a page, before it is compared with what is known of that page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from streams.records import Reference
from streams.stages.parse.zones import tzinfo_of


class Draft(NamedTuple):
    """One post as one snapshot shows it. Every format yields the same."""

    headline: str | None
    text: str
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    post_type: str = "news"
    native_id: str | None = None  # the id or address that the page itself gives the post
    url: str | None = None
    outlet: str | None = None
    lang: str | None = None
    day: date | None = None  # of an item that states a day and no hour
    other_headline: str | None = None  # the structured data's, where the page shows another
    embargo: datetime | None = None  # not to be told before
    expires: datetime | None = None  # no news from then on
    withdrawn: bool = False  # the source takes it back: only what names the item counts
    withheld: bool = False  # not to be told until a later version says so; taken back where it was told
    supersedes: tuple[str, ...] = ()  # ids of earlier items that this one is a version of
    scope: str | None = None  # within which native_id is one; else within its outlet or source


class Unread(NamedTuple):
    """A post of a page that need not be read where it is what it was: its bytes' mark, and how to read it."""

    mark: bytes
    read: Callable[[], Draft]


class Page(NamedTuple):
    """One snapshot of a page: its lead, and its posts from top to bottom."""

    lead: Draft | None
    posts: tuple[Draft | Unread, ...]
    removed: tuple[str, ...] = ()  # ids of its own of posts that it says were removed
    furniture: int = 0  # lines that are no news: counted, never kept
    day: date | None = None
    zone: str | None = None
    newest_first: bool = True
    ranked: bool = False  # by weight, not by age, as a front page is: what leaves it aged off, wherever it stood
    wrong_shape: str | None = None  # why this is not the page itself: an error, a login, a consent dialogue

    @property
    def amount(self) -> int:
        """Posts, the lead among them."""
        return len(self.posts) + (self.lead is not None)


def reference(published: datetime | None, day: date | None, zone: str | None, seen: datetime) -> Reference:
    """The time that a post's relative words are read against: its own instant, else the page's day, else ``seen``.

    >>> from datetime import UTC
    >>> told = reference(None, date(2022, 12, 30), "Europe/Kyiv", datetime(2023, 1, 1, tzinfo=UTC))
    >>> told.basis, told.start.isoformat()
    ('page', '2022-12-29T22:00:00+00:00')
    """
    if published is not None:
        return Reference(start=published, end=published, basis="post")
    if day is not None and date.min < day < date.max:
        tz, utc = tzinfo_of(zone), tzinfo_of(None)
        start = datetime(day.year, day.month, day.day, tzinfo=tz)
        after = day + timedelta(days=1)
        end = datetime(after.year, after.month, after.day, tzinfo=tz)
        return Reference(start=start.astimezone(utc), end=end.astimezone(utc), basis="page")
    return Reference(start=seen, end=seen, basis="seen")
