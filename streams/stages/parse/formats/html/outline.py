"""The posts that a page shows: where each stands, what it is called, and when it is from."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from lxml import etree

from streams.stages.parse.clocks import Clock, instants, later
from streams.stages.parse.formats.html.days import days_in, days_of
from streams.stages.parse.formats.html.head import Head
from streams.stages.parse.formats.html.posts import Segment, find_microdata, find_posts
from streams.stages.parse.formats.html.times import Mark, marks_in
from streams.stages.parse.formats.html.visible import Stamp, ids_of, quick_text, stamp_of
from streams.stages.parse.zones import tzinfo_of, zone_of_address, zone_told

STALE: Final = timedelta(days=1)  # a page that says it was last changed longer ago is an old one that came late


class Outline(NamedTuple):
    """The posts that the page shows, each with the names it has, its times and its words in one line."""

    segments: list[Segment]
    ids: list[list[str]]
    stamps: list[Stamp]
    texts: list[str]


def read_outline(body: etree._Element, url: str | None, zone: str | None, is_live: bool) -> Outline:
    """The posts of a page from which furniture is gone. ``zone`` reads machine times that name none."""
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
    return Outline(
        segments, _unique([ids_of(each) for each in segments]), stamps, [quick_text(each) for each in segments]
    )


def _unique(ids: list[list[str]]) -> list[list[str]]:
    """The names that one post has alone."""
    often = Counter(name for names in ids for name in set(names))
    return [[name for name in names if often[name] == 1] for names in ids]


def zone_of(shown: Outline, about: Head, url: str | None) -> str | None:
    """The zone of a page: its posts', the one it states, its country's, the offset of its machine times."""
    own = next((stamp.clock.zone for stamp in shown.stamps if stamp.clock is not None and stamp.clock.zone), None)
    told = next((zone for line in about.introduction if (zone := zone_told(line)) is not None), None)
    return own or told or zone_of_address(url) or about.zone


def times_of(
    shown: Outline, body: etree._Element, about: Head, zone: str | None, seen: datetime
) -> list[tuple[datetime | None, datetime | None]]:
    """Instant and last edit of each post that the page shows."""
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
    return times


def _as_clock(stamp: Stamp) -> Clock | None:
    """A post's time among its neighbours': an exact one holds its day."""
    if stamp.published is None:
        return stamp.clock
    at = stamp.published
    return Clock(at.hour * 60 + at.minute, at.second, "UTC", at.date())
