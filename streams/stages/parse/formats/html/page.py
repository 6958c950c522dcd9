"""A live page, or an article, in HTML: its structured data and what it shows, read together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import orjson
from lxml import etree

from streams.codec import digest
from streams.data import word_tables
from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.clocks import Clock, instants, later
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats.html import head, lead
from streams.stages.parse.formats.html.agreement import SHARED, Agreed, Pair, agree, pair_up
from streams.stages.parse.formats.html.days import days_in, days_of
from streams.stages.parse.formats.html.elements import remove_code, remove_furniture, text_of
from streams.stages.parse.formats.html.instants import instant
from streams.stages.parse.formats.html.posts import Segment, find_microdata, find_posts
from streams.stages.parse.formats.html.shown import shown_in
from streams.stages.parse.formats.html.structured import Said, Structured, counts_from_top, read_structured
from streams.stages.parse.formats.html.times import Mark, marks_in
from streams.stages.parse.formats.html.visible import (
    Stamp,
    Visible,
    declared,
    ids_of,
    quick_text,
    read_visible,
    stamp_of,
)
from streams.stages.parse.formats.live_text import read_page
from streams.stages.parse.formats.safe_html import tree_of
from streams.stages.parse.furniture import wrong_shape
from streams.stages.parse.lines import key_of
from streams.stages.parse.post_types import post_type
from streams.stages.parse.zones import tzinfo_of, zone_of_address, zone_told

MEDIA_TYPES: Final = ("text/html", "application/xhtml+xml")
SHORT_PAGE: Final = 3000  # characters: an error, a login or a consent page has fewer
POSTS_MAX: Final = 2000  # the longest live page known has 428
STALE: Final = timedelta(days=1)  # a page that says it was last changed longer ago is an old one that came late

_starts: Final = re.compile(
    r"(?:<!--.{0,2000}?-->\s*|<\?xml[^<>]{0,200}\?>\s*)*"
    r"<(?:!doctype html|html|head|body|main|article|section|div|p|meta|title|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_names: Final = word_tables.load("html")
_live: Final = re.compile(
    rf"(?:^|[\W_])(?:\w{{0,30}}(?:live|ticker|liveblog)|{'|'.join((*_names['live'].split(), *_names['live_phrases']))})"
    r"(?:$|[\W_])",
    re.IGNORECASE,
)


class _Shown(NamedTuple):
    """The posts that the page shows, each with the names it has, its times and its words in one line."""

    segments: list[Segment]
    ids: list[list[str]]
    stamps: list[Stamp]
    texts: list[str]


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: declared as HTML, or something untold that begins as HTML does.

    >>> takes("text/html", ""), takes(None, "<!doctype html><p>Rain"), takes(None, "<?xml version='1.0'?><rss>")
    (True, True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    start = text[:4096].lstrip("\ufeff \t\r\n")
    return media_type in (None, "application/octet-stream", "text/plain") and _starts.match(start) is not None


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The page: its lead, and its posts from top to bottom. An article is a page with a lead alone.

    Never raises on any text; refuses what is too large or too deep to be walked.
    """
    root = tree_of(text)
    if isinstance(root, Rejection):
        return root
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        return Rejection(Reject.NO_POSTS, "Markup without any text. Send the page as a browser receives it.")
    about = head.read_head(root)
    structured = read_structured(about.scripts)
    url = about.url or update.url
    remove_code(body)
    shape = _shape(about, body)
    furniture = remove_furniture(body)
    is_live = structured.is_live or any(_live.search(each[:500]) for each in (about.title, about.heading, url) if each)
    shown = _shown(body, url, about.zone or zone_of_address(update.url or about.url), is_live)
    if max(len(shown.segments), len(structured.posts)) > POSTS_MAX:
        return Rejection(Reject.TOO_LARGE, f"More than {POSTS_MAX:,} posts. Send the page's newest part.")
    zone = _zone(shown, about, update.url or about.url)
    times, day = _times(shown, body, about, zone, update.seen)
    opening = lead.read_lead(body, [each for segment in shown.segments for each in segment.elements], about, structured)
    if not shown.segments and not structured.posts and is_live:
        found = _as_text(body, about, update)
        if found is not None:
            return found._replace(furniture=found.furniture + furniture, wrong_shape=shape)
    posts = _posts(shown, times, structured, about, zone)
    stamps = [each for each in times if each[0] is not None]
    newest_first = not stamps or stamps[0][0] >= stamps[-1][0]  # type: ignore[operator]
    if not posts and opening is None:
        shape = shape or "a page without any words of its own, such as one that scripts fill in"
    return Page(
        lead=opening, posts=posts, furniture=furniture, day=day, zone=zone,
        newest_first=newest_first, wrong_shape=shape if len(posts) < 2 else None,
    )  # fmt: skip


def _shape(about: head.Head, body: etree._Element) -> str | None:
    """What the page is instead of news, told before furniture is taken out: a consent dialogue is nothing else."""
    if len(text_of(body)) > SHORT_PAGE:
        return None
    lines = [line.text for line in shown_in([body])]
    titled = [about.title, *lines] if about.title else lines
    return wrong_shape(titled) or wrong_shape(lines)


def _shown(body: etree._Element, url: str | None, zone: str | None, is_live: bool) -> _Shown:
    marks = list(marks_in(body, tzinfo_of(zone) if zone else None))
    segments = find_microdata(body) or find_posts(body, marks, url, is_live=is_live)
    at = {element: n for n, segment in enumerate(segments) for element in segment.elements}
    own: list[list[Mark]] = [[] for _ in segments]
    for mark in marks:
        n = at.get(mark.element)
        if n is None:
            n = next((at[above] for above in mark.element.iterancestors() if above in at), None)
        if n is not None:
            own[n].append(mark)
    stamps = [stamp_of(each) for each in own]
    return _Shown(
        segments, _unique([ids_of(each) for each in segments]), stamps, [quick_text(each) for each in segments]
    )


def _unique(ids: list[list[str]]) -> list[list[str]]:
    """The names that one post has alone."""
    often = Counter(name for names in ids for name in set(names))
    return [[name for name in names if often[name] == 1] for names in ids]


def _zone(shown: _Shown, about: head.Head, url: str | None) -> str | None:
    own = next((stamp.clock.zone for stamp in shown.stamps if stamp.clock is not None and stamp.clock.zone), None)
    told = next((zone for line in about.introduction if (zone := zone_told(line)) is not None), None)
    return own or told or zone_of_address(url) or about.zone


def _times(
    shown: _Shown, body: etree._Element, about: head.Head, zone: str | None, seen: datetime
) -> tuple[list[tuple[datetime | None, datetime | None]], date | None]:
    """Instant and last edit of each post that the page shows, and the page's day."""
    now = seen if about.modified is None or seen - about.modified < STALE else about.modified
    local = now.astimezone(tzinfo_of(zone)).date()
    clocks = [_as_clock(stamp) for stamp in shown.stamps]
    if any(stamp.clock is not None for stamp in shown.stamps):
        elements = list(body.iter(etree.Element))
        heads = {segment.elements[0]: n for n, segment in enumerate(shown.segments)}
        places = [(place, heads[element]) for place, element in enumerate(elements) if element in heads]
        days = days_of(places, days_in(elements, local), len(clocks))
        clocks = [
            clock._replace(day=day) if clock is not None and day and clock.ago is None and clock.day is None else clock
            for clock, day in zip(clocks, days, strict=True)
        ]
    reckoned = instants(clocks, None, zone, now)
    times = []
    for stamp, moment in zip(shown.stamps, reckoned, strict=True):
        published = stamp.published or moment
        edited = stamp.edited
        if edited is None and stamp.edit_clock is not None and stamp.edit_clock.ago is None and published is not None:
            edited = later(stamp.edit_clock, published, zone)
        times.append((published, edited))
    newest = max((each for each, _ in times if each is not None), default=about.published or about.modified)
    return times, None if newest is None else newest.astimezone(tzinfo_of(zone)).date()


def _as_clock(stamp: Stamp) -> Clock | None:
    """A post's time among its neighbours': an exact one holds its day."""
    if stamp.published is None:
        return stamp.clock
    at = stamp.published
    return Clock(at.hour * 60 + at.minute, at.second, "UTC", at.date())


def _as_text(body: etree._Element, about: head.Head, update: RawUpdate) -> Page | None:
    """A page whose markup tells nothing, read by its words as plain text is."""
    lines = [line.text for line in shown_in([lead.main_of(body)])]
    if about.title and about.title not in lines[:3]:
        lines.insert(0, about.title)
    found = read_page("\n".join(lines), update.url or about.url, update.seen)
    return found if isinstance(found, Page) and len(found.posts) >= 2 else None


def _posts(
    shown: _Shown,
    times: Sequence[tuple[datetime | None, datetime | None]],
    structured: Structured,
    about: head.Head,
    zone: str | None,
) -> tuple[Unread, ...]:
    said = structured.posts
    pairs = pair_up(said, shown.ids, shown.texts) if said else [Pair(None, n) for n in range(len(shown.segments))]
    titles = {
        key_of(each) for each in (about.title, about.heading, structured.page and structured.page.headline) if each
    }
    shared = Counter(key_of(each.headline or "") for each in said)
    own_ids = [names[0] if names else None for names in shown.ids]
    if counts_from_top(own_ids):
        own_ids = [None] * len(own_ids)
    out = []
    for pair in pairs:
        post = said[pair.said] if pair.said is not None else None
        n = pair.shown
        key = key_of(post.headline or "") if post is not None else ""
        is_title = key in titles and shared[key] >= min(SHARED, len(said))
        native = (post.native if post is not None else None) or (own_ids[n] if n is not None else None)
        parts = [
            _bytes_of(post) if post is not None else "",
            shown.texts[n] if n is not None else "", native or "", "title" if is_title else "",
        ]  # fmt: skip
        segment = shown.segments[n] if n is not None else None
        time = times[n] if n is not None else (None, None)
        mark = bytes.fromhex(digest(*parts))
        out.append(Unread(mark, _reader(post, segment, time, native, is_title, titles, zone, about.lang)))
    return tuple(out)


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
