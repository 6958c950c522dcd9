"""What parse remembers of pages and posts, and the index derived from it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from streams.data import word_tables
from streams.records import Post
from streams.stage import Row
from streams.stages.horizon import NEVER, ClockRow, Horizon

# Parameters that say how a reader came to a page, not which page it is.
_TRACKING = ("utm_", "at_", "mc_", "ns_", "pk_")
_TRACKING_NAMES = frozenset(word_tables.load("parse")["tracking"])


class PageRow(Row, frozen=True, kw_only=True, tag_field="row", tag="page"):
    """A page as it was last seen. Small, because every snapshot writes it."""

    desk: str
    page_id: str
    seen: datetime
    body: str  # digest of the bytes last believed
    found: int  # units in them
    furniture: int
    suspect: tuple[str, ...] = ()  # posts that the last snapshot lacked, when it was not believed
    suspect_ce: str | None = None  # that snapshot
    kept: datetime = NEVER


class OrderRow(Row, frozen=True, kw_only=True, tag_field="row", tag="order"):
    """The posts of a page from top to bottom, each with the digest of its words; and those gone, newest first."""

    lead: str | None
    posts: tuple[str, ...]
    digests: tuple[bytes, ...]  # of the lead, where there is one, then of the posts
    gone: tuple[tuple[str, bytes], ...] = ()
    marks: tuple[bytes, ...] = ()  # of the posts' bytes, where the format tells them apart; none where it does not


class PostRow(Row, frozen=True, kw_only=True, tag_field="row", tag="post"):
    """A post as it was last told of."""

    desk: str
    page_id: str
    post_id: str
    headline: str | None
    text: str
    revision: int
    state: str  # present | removed | aged_off
    seen: datetime
    position: int | None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    post_type: str = "news"
    url: str | None = None
    outlet: str | None = None
    lang: str | None = None
    expires: datetime | None = None
    other_headline: str | None = None
    native: bool = False  # its id was made of one that its page or source gives it
    kept: datetime = NEVER


class HeldRow(Row, frozen=True, kw_only=True, tag_field="row", tag="held"):
    """A version of an item that is under embargo: told by the first update that its desk sees from then on."""

    desk: str
    until: datetime
    post: Post
    item: PostRow


class AliasRow(Row, frozen=True, kw_only=True, tag_field="row", tag="alias"):
    """Which item a later version of it, with an id of its own, belongs to."""

    desk: str
    post_id: str
    kept: datetime = NEVER


class Index:
    """Pages and items that stand alone, by when they were last seen. Posts of a page live and go with it."""

    rows: ClassVar[tuple[type[Row], ...]] = (PageRow, OrderRow, PostRow, HeldRow, AliasRow, ClockRow)

    def __init__(self) -> None:
        self.horizon = Horizon()
        self._held: dict[str, dict[str, datetime]] = {}  # of each desk, the keys under embargo

    def __len__(self) -> int:
        return len(self.horizon) + sum(len(held) for held in self._held.values())

    def put(self, key: str, row: Row) -> None:
        if isinstance(row, HeldRow):
            self._held.setdefault(row.desk, {})[key] = row.until
        elif isinstance(row, (PageRow, AliasRow)) or (isinstance(row, PostRow) and key.startswith("item/")):
            self.horizon.put(row.desk, key, row.kept)

    def remove(self, key: str, row: Row) -> None:
        if isinstance(row, HeldRow):
            self._held[row.desk].pop(key)
            if not self._held[row.desk]:
                del self._held[row.desk]
        elif isinstance(row, (PageRow, AliasRow)) or (isinstance(row, PostRow) and key.startswith("item/")):
            self.horizon.remove(row.desk, key)

    def due(self, desk: str, clock: datetime) -> list[str]:
        """Keys of a desk whose embargo has passed, in the order in which it did."""
        held = self._held.get(desk, {})
        return [key for until, key in sorted((until, key) for key, until in held.items() if until <= clock)]


def page_key(desk: str, page_id: str) -> str:
    """Row key of a page."""
    return f"page/{desk}/{page_id}"


def order_key(desk: str, page_id: str) -> str:
    """Row key of a page's order of posts."""
    return f"order/{desk}/{page_id}"


def post_key(desk: str, post_id: str) -> str:
    """Row key of a post that stands on a page."""
    return f"post/{desk}/{post_id}"


def item_key(desk: str, post_id: str) -> str:
    """Row key of a post that came by itself."""
    return f"item/{desk}/{post_id}"


def held_key(desk: str, post_id: str) -> str:
    """Row key of an item's version under embargo."""
    return f"held/{desk}/{post_id}"


def alias_key(desk: str, post_id: str) -> str:
    """Row key of the id that a later version of an item has."""
    return f"alias/{desk}/{post_id}"


def identity(url: str | None, source: str) -> str:
    """What names a page whichever way it was reached: its address without scheme, tracking and fragment, else its
    source.

    >>> identity("https://News.example.com/live/flood/?utm_source=x&page=2#top", "feed")
    'news.example.com/live/flood?page=2'
    >>> identity(None, "flood.txt")
    'flood.txt'
    """
    return address(url, fragment=False) or source


def address(url: str | None, *, fragment: bool) -> str | None:
    """A web address without scheme, tracking and trailing slash; None for what is none.

    >>> address("http://example.com/live#post-7", fragment=True)
    'example.com/live#post-7'
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query[:4000], keep_blank_values=True)
        if name.lower() not in _TRACKING_NAMES and not name.lower().startswith(_TRACKING)
    ]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    query = f"?{urlencode(asked)}" if asked else ""
    return f"{place}{parts.path.rstrip('/')}{query}" + (f"#{parts.fragment}" if fragment and parts.fragment else "")
