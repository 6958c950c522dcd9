"""A live page as extracted plain text: a title, a lead, then posts with little or nothing between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.bylines import is_name
from streams.stages.parse.clocks import Clock, clock, instants, is_newest_first, later
from streams.stages.parse.dates import find_date, header
from streams.stages.parse.decode import lines_of
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.furniture import wrong_shape
from streams.stages.parse.headings import closes, has_sentences, words
from streams.stages.parse.lines import Kind, Line, prose, read_lines
from streams.stages.parse.post_types import post_type
from streams.stages.parse.zones import zone_of_address, zone_told

MEDIA_TYPES = ("text/plain", "text/markdown")
TITLE_WORDS_MAX = 25
LINES_MAX = 20_000  # six times the longest live page known, of 428 posts; read in about a second
DATE_LABELS = ("published", "updated", "last updated", "stand", "first published", "posted", "created")
INTRODUCTION_LINES = 4  # where a page says its date and the zone of its times


@dataclass(slots=True)
class Block:
    """Lines that make one post."""

    clock: Clock | None = None
    updated: Clock | None = None
    heading: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    announces: bool = False
    card: bool = False

    @property
    def is_empty(self) -> bool:
        return self.heading is None and not self.paragraphs


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
    read, furniture = read_lines(rest)
    introduction = [title or "", *(line.text for line in read[:INTRODUCTION_LINES])]
    zone = next((told for line in introduction if (told := zone_told(line)) is not None), None)
    lead, blocks = cut(read)
    own = next((block.clock.zone for block in blocks if block.clock is not None and block.clock.zone), None)
    zone = zone or own or zone_of_address(url)
    clocks = [block.clock for block in blocks]
    times = instants(clocks, day, zone, seen)
    posts = tuple(_draft(block, time, zone) for block, time in zip(blocks, times, strict=True))
    lead.heading = title
    return Page(
        lead=_draft(lead, None, zone) if lead.paragraphs or (title and not posts) else None,
        posts=posts, furniture=furniture, day=day, zone=zone, newest_first=is_newest_first(clocks),
        wrong_shape=wrong_shape(lines),
    )  # fmt: skip


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
    after = rest[0][end:].strip(" ,|at")
    time = clock(after)
    labelled = rest[0].lower().startswith(DATE_LABELS)
    alone = start == 0 and not after
    timed = start == 0 and time is not None and not time.rest and not _is_dated_throughout(rest[1:])
    return (day or stated, rest[1:]) if labelled or alone or timed else (day, rest)


def _is_dated_throughout(lines: Sequence[str]) -> bool:
    """Whether other lines give date and time too: then the first of them is the first post's."""
    return any(len(line) <= 60 and (time := clock(line)) is not None and time.day is not None for line in lines)


def cut(lines: Sequence[Line]) -> tuple[Block, list[Block]]:
    """The lead and the posts. Times cut where the page has them at most posts, else headings and rules do."""
    where = prose(lines)
    marks = [i for i, line in enumerate(lines) if line.clock is not None and line.kind is not Kind.UPDATED]
    free = _free_headings(lines, where, marks)
    timed = bool(marks) and len(free) <= len(marks)
    ruled = not timed and sum(line.kind is Kind.RULE for line in lines) >= 2
    starts = _starts_timed(lines, where) if timed else _starts_headed(lines, ruled)
    lead = Block()
    blocks: list[Block] = []
    block, waiting = lead, None
    for i, line in enumerate(lines):
        if i in starts:
            block = Block(clock=waiting)
            blocks.append(block)
            waiting = None
        if line.kind is Kind.UPDATED:
            block.updated = line.clock
        elif line.kind is Kind.CLOCK:
            if block is not lead and block.clock is None and not block.paragraphs:
                block.clock = line.clock
            elif not timed:
                waiting = line.clock
            block.authors += line.authors
        elif line.clock is not None and (timed or line.kind is Kind.HEADING):
            block.clock = line.clock
        if line.kind is Kind.HEADING and block is not lead and block.heading is None and not block.paragraphs:
            block.heading = line.text
        elif line.kind in (Kind.HEADING, Kind.TEXT):
            block.paragraphs.append(line.text)
        elif line.kind is Kind.BYLINE:
            block.authors += line.authors
            block.announces = block.announces or line.announces
        elif line.kind is Kind.CARD:
            block.card = True
    blocks = [block for block in blocks if not block.is_empty]
    _set_authors(blocks)
    return lead, blocks


def _set_authors(blocks: Sequence[Block]) -> None:
    """Where most posts are headed by a person's name, as pages of reporters' notes are, the name is the author's."""
    named = [block for block in blocks if block.clock is not None and is_name(block.heading or "") and block.paragraphs]
    if len(named) >= 2 and 2 * len(named) > len(blocks):
        for block in named:
            block.authors.append(block.heading or "")
            block.heading = None


def _free_headings(lines: Sequence[Line], where: Sequence[int], marks: Sequence[int]) -> list[int]:
    """Headings below the first time that have no time of their own, before or after."""
    if not marks:
        return []
    beside = {i + step for i in marks if lines[i].kind is Kind.CLOCK for step in (-1, 1)}
    return [
        i for i in where
        if i > marks[0] and lines[i].kind is Kind.HEADING and lines[i].clock is None and i not in beside
    ]  # fmt: skip


def _starts_headed(lines: Sequence[Line], ruled: bool) -> set[int]:
    """Posts start at headings; on a page with rules also at the first text after one."""
    starts: set[int] = set()
    after_rule = False
    for i, line in enumerate(lines):
        if line.kind is Kind.RULE:
            after_rule = ruled
        elif line.kind is Kind.HEADING or (after_rule and line.kind is Kind.TEXT):
            starts.add(i)
            after_rule = False
    return starts


def _starts_timed(lines: Sequence[Line], where: Sequence[int]) -> set[int]:
    """Posts start at times, or at the heading right above a time where that is this page's way."""
    headings = {i for i in where if lines[i].kind is Kind.HEADING}
    alone = [i for i, line in enumerate(lines) if line.kind is Kind.CLOCK]
    above = sum(i - 1 in headings and i + 1 not in headings for i in alone)
    below = sum(i + 1 in headings and i - 1 not in headings for i in alone)
    starts = {i - 1 if above > below and i - 1 in headings else i for i in alone}
    return starts | {i for i in where if lines[i].clock is not None}


def _draft(block: Block, published: datetime | None, zone: str | None) -> Draft:
    text = "\n".join(block.paragraphs)
    updated = None
    if block.updated is not None and block.updated.ago is None and published is not None:
        updated = later(block.updated, published, zone)
    return Draft(
        headline=block.heading, text=text, authors=tuple(dict.fromkeys(block.authors)), published=published,
        updated=updated, post_type=post_type(block.heading, text, announces=block.announces, card=block.card),
    )  # fmt: skip
