"""A feed as a page: which post is which, their order, and what an entry that holds several posts is cut into."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import urljoin

from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats.feed.dates import UNKNOWN, When
from streams.stages.parse.formats.feed.flattened import cut, may_be_flattened

ENTRIES_MAX: Final = 5_000
AHEAD_MAX: Final = timedelta(days=1)  # a date later than this after receipt is a mistake: zones explain less

ADDRESS_MAX: Final = 4_000  # characters

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{1,8000}", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,20})?\s*")


class Order(Enum):
    """In what order a feed lists its entries."""

    NEWEST_FIRST = 1
    OLDEST_FIRST = 2
    RANKED = 3  # by weight, as a front page


class Channel(NamedTuple):
    """What a feed says for all its entries."""

    outlet: str | None  # as the update declares it
    title: str | None
    authors: tuple[str, ...]
    lang: str | None
    address: str | None
    url: str | None  # where the feed was found
    seen: datetime


@dataclass(frozen=True)
class Entry:
    """One entry of a feed, before it is read: what tells which post it is, and whether it is what it was."""

    mark: bytes
    guid: str | None
    dated: When
    raw: str  # its longest text as it stands
    headed: bool
    read: Callable[[str | None], Draft]  # with the id that it has in this feed
    find_link: Callable[[], str | None]

    @cached_property
    def link(self) -> str | None:
        """Its address: looked for where it is needed, which for most entries that are what they were it is not."""
        return self.find_link()


class Feed(NamedTuple):
    """What a feed holds: its entries from top to bottom, and the ids of those that it says are no more."""

    entries: tuple[Entry, ...]
    removed: tuple[str, ...] = ()


def page_of(feed: Feed) -> Page:
    """The page that a feed is.

    An entry that stands in it twice, byte for byte, is one. An entry without words is no news, and counted as such.
    """
    entries, removed = feed
    unique = list({entry.mark: entry for entry in entries}.values())
    furniture = len(entries) - len(unique)
    posts: list[Draft | Unread] = []
    order = order_of([entry.dated.instant for entry in unique])
    for entry, native in zip(unique, natives(unique), strict=True):
        if not entry.headed or may_be_flattened(entry.raw):
            draft = entry.read(native)
            if draft.headline is None and not draft.text:
                furniture += 1
            else:
                posts += cut(draft, entry.dated.zone) or (draft,)
        else:
            posts.append(_unread(entry, native))
    return Page(
        lead=None,
        posts=tuple(posts),
        removed=removed,
        furniture=furniture,
        newest_first=order is not Order.OLDEST_FIRST,
        ranked=order is Order.RANKED,
    )


def _unread(entry: Entry, native: str | None) -> Unread:
    return Unread(entry.mark, lambda: entry.read(native))


def natives(entries: Sequence[Entry]) -> Iterator[str | None]:
    """The id of each entry that is its own in this feed: guid, else address; both where entries share the guid.

    Entries of a live page often share its address and have no guid: these have no id, and are known by their words.
    """
    guids = [_stable(entry) for entry in entries]
    named = Counter(guids)
    alone = [guid is not None and named[guid] == 1 for guid in guids]
    others = [(guid, entry.link) for guid, entry, own in zip(guids, entries, alone, strict=True) if not own]
    linked, pairs = Counter(link for _, link in others), Counter(others)
    for guid, entry, own in zip(guids, entries, alone, strict=True):
        if own:
            yield guid
        elif entry.link is None or pairs[guid, entry.link] > 1:
            yield None
        elif guid is not None:
            yield f"{guid} {entry.link}"
        else:
            yield entry.link if linked[entry.link] == 1 and entry.link not in named else None


def _stable(entry: Entry) -> str | None:
    """A guid without the number of its edition (…/c4gp1x#0, …/c4gp1x#1), where it is else the entry's address."""
    address, _, edition = (entry.guid or "").rpartition("#")
    is_edition = edition.isdigit() and address and (entry.link or "").partition("?")[0] == address
    return address if is_edition else entry.guid


def order_of(instants: Sequence[datetime | None]) -> Order:
    """The order of a feed by its entries' instants; by weight where they don't tell, so that nothing counts as removed.

    One entry in ten may stand elsewhere: where an edit moved it up, or a clock was wrong.
    """
    steps = [(a, b) for a, b in pairwise([each for each in instants if each is not None]) if a != b]
    rises = sum(a < b for a, b in steps)
    if steps and rises <= max(1, len(steps) // 10) and rises < len(steps):
        return Order.NEWEST_FIRST
    if rises and rises == len(steps):
        return Order.OLDEST_FIRST
    return Order.RANKED


def believed(told: Iterable[When], channel: Channel) -> When:
    """The first date that can be read, and is not far ahead of its receipt."""
    for each in told:
        if each != UNKNOWN and (each.instant is None or each.instant <= channel.seen + AHEAD_MAX):
            return each
    return UNKNOWN


def address_of(written: str, base: str | None) -> str | None:
    """An address on the web, in full; None for any other.

    >>> address_of("/a b", "https://example.com/feed"), address_of("urn:isbn:1", "https://example.com/")
    ('https://example.com/a%20b', None)
    """
    if not 0 < len(written) <= ADDRESS_MAX:
        return None
    try:
        whole = urljoin(base or "", written.replace(" ", "%20"))
    except ValueError:
        return None
    return whole if _ADDRESS.fullmatch(whole) else None


def language(told: str | None) -> str | None:
    """A language without its country.

    >>> language("en-GB"), language("English")
    ('en', None)
    """
    found = _LANGUAGE.fullmatch(told or "")
    return found[1].lower() if found else None
