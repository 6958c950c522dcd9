"""A live page as extracted plain text: a title, a lead, then posts with little or nothing between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.clocks import Clock, clock, instants, is_newest_first, later
from streams.stages.parse.cutting import Block, cut
from streams.stages.parse.datelines import zone_written_from
from streams.stages.parse.dates import DATE_LABEL, EDIT_LABEL, find_date, header
from streams.stages.parse.decode import lines_of
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.flattened import unflattened
from streams.stages.parse.furniture import wrong_shape
from streams.stages.parse.headings import closes, has_sentences, words
from streams.stages.parse.lines import Kind, Line, read_lines
from streams.stages.parse.post_types import post_type
from streams.stages.parse.zones import zone_of_address, zone_told

MEDIA_TYPES = ("text/plain", "text/markdown")
TITLE_WORDS_MAX = 25
LINES_MAX = 20_000  # six times the longest live page known, of 428 posts; read in about a second
SUMMARY_LINES_MAX = 6  # a text of more lines is no summary: a paragraph of it that tells hours is a post's own
INTRODUCTION_LINES = 4  # where a page says its date and the zone of its times

_dated = re.compile(DATE_LABEL, re.IGNORECASE)
_edited = re.compile(EDIT_LABEL, re.IGNORECASE)


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: plain text, or something untold that is neither markup nor JSON.

    >>> takes(None, "Rain goes on"), takes("text/plain", "<!doctype html><p>Rain"), takes("text/csv", "a,b")
    (True, False, False)
    """
    if media_type is not None and media_type not in (*MEDIA_TYPES, "application/octet-stream"):
        return False
    start = text[:256].lstrip("\ufeff \t\r\n").lower()
    return not start.startswith(("<!doctype", "<html", "<?xml", "<rss", "<feed", "<script")) and (
        media_type in MEDIA_TYPES or start[:1] not in ("{", "[", "<")
    )


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The page that a text is. A page without headings is a lead alone; one without a date has none.

    Never raises on any text; refuses one in which nothing is left but furniture only by having no post.
    """
    return read_page(text, update.url, update.seen)


def read_page(text: str, url: str | None, seen: datetime) -> Page | Rejection:
    """As ``read``, of a text with its address and the instant it was received."""
    lines = lines_of(text)
    if not lines:
        return Rejection(Reject.EMPTY_BODY, "Only white space and invisible characters. Send the update's body.")
    if len(lines) > LINES_MAX:
        limit = f"{len(lines):,} lines; a page is read up to {LINES_MAX:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send the page's newest part, or one update per post.")
    day, title, rest = _title(lines)
    day, rest = _dateline(day, rest)
    if len(rest) <= SUMMARY_LINES_MAX:
        rest = [part for line in rest for part in unflattened(line)]
    read, furniture = read_lines(rest)
    lead, blocks = cut(read)
    clocks = [_of_its_day(block) for block in blocks]
    home = zone_of_address(url)
    zone = _zone(title, read[:INTRODUCTION_LINES], clocks) or home
    times = instants(clocks, day, zone, seen, home)
    numbers = Counter(time.at for time in clocks if time is not None and time.at is not None)
    posts = tuple(
        _draft(block, time, zone)._replace(native_id=_number(block.clock, numbers))
        for block, time in zip(blocks, times, strict=True)
    )
    lead.heading = title
    return Page(
        lead=_draft(lead, None, zone) if lead.paragraphs or (title and not posts) else None,
        posts=posts, furniture=furniture, day=day, zone=zone, newest_first=is_newest_first(clocks),
        wrong_shape=wrong_shape(lines),
    )  # fmt: skip


def _of_its_day(block: Block) -> Clock | None:
    """A post's time, with the day of the heading above or below it where it states none itself."""
    time = block.clock
    if time is None or block.day is None or not time.is_of_day or time.day is not None or time.near is not None:
        return time
    return time._replace(near=block.day)


def _zone(title: str | None, introduction: Sequence[Line], clocks: Sequence[Clock | None]) -> str | None:
    """The zone of a page's times: told for all of them, or beside one."""
    lines = [title or "", *(line.text for line in introduction)]
    told = next((told for line in lines if (told := zone_told(line)) is not None), None) or zone_written_from(lines)
    if told is not None:
        return told
    return next((time.zone for time in clocks if time is not None and time.zone), None)


def _title(lines: Sequence[str]) -> tuple[date | None, str | None, Sequence[str]]:
    """The page's date, its title, and the lines below. A first line that is a sentence or a post is no title."""
    day, title = header(lines[0])
    stated = day is not None and title != lines[0]
    if stated:
        return day, title or None, lines[1:]
    time = clock(lines[0])
    if time is not None or words(title) > TITLE_WORDS_MAX:
        return None, None, lines
    if not closes(title) or title[-1] in "?!":
        return day, title, lines[1:]
    below = _first_mark(lines)
    if below and not has_sentences(title):  # round-ups end their title with a full stop
        return day, title, lines[1:]
    return None, None, lines


def _first_mark(lines: Sequence[str]) -> bool:
    """Whether a time on its own or a rule stands among the next lines."""
    found, _ = read_lines(lines[1 : 2 + INTRODUCTION_LINES])
    return any(line.kind in (Kind.CLOCK, Kind.RULE) for line in found)


def _dateline(day: date | None, rest: Sequence[str]) -> tuple[date | None, Sequence[str]]:
    """A line right under the title that dates the page, such as "Last updated: 3 March 2024, 14:03"."""
    found = find_date(rest[0]) if rest and len(rest[0]) <= 60 else None
    if found is None:
        return day, rest
    stated, start, end = found
    after = rest[0][end:].strip(" ,|")
    time = clock(after)
    labelled = _dated.match(rest[0]) is not None
    alone = start == 0 and not after
    timed = start == 0 and time is not None and not time.rest
    if (timed or labelled) and not _edited.match(rest[0]) and _is_dated_throughout(rest[1:]):
        return day, rest  # the first post's own
    return (day or stated, rest[1:]) if labelled or alone or timed else (day, rest)


def _is_dated_throughout(lines: Sequence[str]) -> bool:
    """Whether other lines give date and time too: then the first of them is the first post's."""
    return any(len(line) <= 60 and (time := clock(line)) is not None and time.day is not None for line in lines)


def _number(time: Clock | None, numbers: Counter[datetime]) -> str | None:
    """The number that the page gives a post of its own, where no other post has it."""
    return str(int(time.at.timestamp())) if time is not None and time.at is not None and numbers[time.at] == 1 else None


def _draft(block: Block, published: datetime | None, zone: str | None) -> Draft:
    text = "\n".join(block.paragraphs)
    updated = None
    if block.updated is not None and block.updated.ago is None and published is not None:
        updated = later(block.updated, published, zone)
    return Draft(
        headline=block.heading, text=text, authors=tuple(dict.fromkeys(block.authors)), published=published,
        updated=updated, post_type=post_type(block.heading, text, announces=block.announces, card=block.card),
    )  # fmt: skip
