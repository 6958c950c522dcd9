"""The posts of a page with what is said of them and what is shown: each with its mark, and read only if it must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from streams.codec import digest
from streams.stages.parse.draft import Draft, Unread
from streams.stages.parse.formats.html.agreement import SHARED, Agreed, Pair, agree, pair_up
from streams.stages.parse.formats.html.head import Head
from streams.stages.parse.formats.html.instants import instant
from streams.stages.parse.formats.html.outline import Outline
from streams.stages.parse.formats.html.posts import Segment
from streams.stages.parse.formats.html.structured import Said, Structured, counts_from_top
from streams.stages.parse.formats.html.visible import Visible, declared, read_visible
from streams.stages.parse.lines import key_of
from streams.stages.parse.post_types import post_type
from streams.stages.parse.zones import tzinfo_of


class Units(NamedTuple):
    """The posts from top to bottom, and their instants as far as they are known unread."""

    posts: tuple[Unread, ...]
    published: tuple[datetime | None, ...]

    @property
    def newest(self) -> datetime | None:
        """The latest instant."""
        return max((each for each in self.published if each is not None), default=None)

    @property
    def is_newest_first(self) -> bool:
        """Whether the page goes from new to old; so too where nothing tells."""
        known = [each for each in self.published if each is not None]
        return not known or known[0] >= known[-1]


def units_of(
    shown: Outline,
    times: Sequence[tuple[datetime | None, datetime | None]],
    structured: Structured,
    about: Head,
    zone: str | None,
) -> Units:
    """The posts of a page."""
    said = structured.posts
    pairs = pair_up(said, shown.ids, shown.texts) if said else [Pair(None, n) for n in range(len(shown.segments))]
    titles = {
        key_of(each) for each in (about.title, about.heading, structured.page and structured.page.headline) if each
    }
    keys = [key_of(each.headline or "") for each in said]
    shared = Counter(keys)
    tz = tzinfo_of(zone)
    own_ids = [names[0] if names else None for names in shown.ids]
    if counts_from_top(own_ids):
        own_ids = [None] * len(own_ids)
    units: list[Unread] = []
    published: list[datetime | None] = []
    for pair in pairs:
        post = said[pair.said] if pair.said is not None else None
        n = pair.shown
        key = keys[pair.said] if pair.said is not None else ""
        is_title = key in titles and shared[key] >= min(SHARED, len(said))
        native = (post.native if post is not None else None) or (own_ids[n] if n is not None else None)
        parts = [
            _bytes_of(post) if post is not None else "",
            shown.texts[n] if n is not None else "", native or "", "title" if is_title else "",
        ]  # fmt: skip
        segment = shown.segments[n] if n is not None else None
        time = times[n] if n is not None else (None, None)
        mark = bytes.fromhex(digest(*parts))
        published.append((instant(post.published, tz) if post is not None else None) or time[0])
        units.append(Unread(mark, _reader(post, segment, time, native, is_title, titles, zone, about.lang)))
    return Units(tuple(units), tuple(published))


def _bytes_of(post: Said) -> bytes:
    """What is said of a post, as bytes that are equal where it is."""
    try:
        return orjson.dumps(post.raw, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # too deep, or half a character in it
        return f"{post.headline}\n{post.body}\n{post.published}\n{post.updated}".encode("utf-8", "replace")


def _reader(
    said: Said | None,
    segment: Segment | None,
    time: tuple[datetime | None, datetime | None],
    native: str | None,
    is_title: bool,
    titles: Collection[str],
    zone: str | None,
    lang: str | None,
) -> Callable[[], Draft]:
    """How one post is read, if it must be."""

    def read_post() -> Draft:
        shown = read_visible(segment) if segment is not None else None
        published, updated = time
        if said is None:
            seen = shown or Visible(None, ())
            told = declared(segment, "headline") if segment is not None else None
            if told is not None and (seen.headline is not None or key_of(told) in titles):
                agreed = Agreed(seen.headline, seen.text, told if key_of(told) != key_of(seen.headline or "") else None)
            else:
                agreed = Agreed(seen.headline or told, seen.text)
        else:
            agreed = agree(said, shown, is_title)
            tz = tzinfo_of(zone)
            published = instant(said.published, tz) or published
            updated = instant(said.updated, tz) or updated
        authors = (said.authors if said is not None else ()) or (shown.authors if shown is not None else ())
        return Draft(
            headline=agreed.headline, text=agreed.text, authors=authors, published=published,
            updated=updated if updated != published else None, native_id=native,
            url=said.url if said is not None else None,
            post_type=post_type(agreed.headline, agreed.text), other_headline=agreed.other_headline, lang=lang,
        )  # fmt: skip

    return read_post
