"""Where the posts of a plain-text page begin: at its times, its numbers, its rules or its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from streams.stages.parse.bylines import people
from streams.stages.parse.clocks import Clock, better
from streams.stages.parse.dates import Day
from streams.stages.parse.headings import CLOSERS, WORDS_MAX, closes, words
from streams.stages.parse.lines import Kind, Line

_PROSE: Final = (Kind.HEADING, Kind.TEXT, Kind.CARD)
RULES_MIN: Final = 2  # one line of underscores may be a signature's
SURE: Final = 0.8  # share of a page's times that have a heading beside them from which the others have one too


@dataclass(slots=True)
class Block:
    """Lines that make one post."""

    clock: Clock | None = None
    updated: Clock | None = None
    day: Day | None = None  # by the heading of its day
    heading: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    announces: bool = False
    card: bool = False

    @property
    def is_empty(self) -> bool:
        return self.heading is None and not self.paragraphs


class Mark(NamedTuple):
    """One or more lines of times that belong together, by-lines between them included."""

    first: int
    last: int
    above: int | None  # the line of prose right above it, by-lines apart
    below: int | None
    sort: str  # how its first time is told


def cut(lines: Sequence[Line]) -> tuple[Block, list[Block]]:
    """The lead and the posts. Times cut where the page has them at most posts, else numbers, headings or rules do."""
    inline = _inline(lines)
    marks = _joined(lines, _marks(lines))
    times = len(marks) + len(inline)
    numbered = any(line.opens for line in lines)
    timed = times > 0 and not numbered and len(_free_headings(lines, marks, inline)) <= times
    if not timed or len(inline) < len(marks):
        lines = _without_tables(lines, inline, timed=timed)
        inline = _inline(lines)
    ends = timed and _ends_posts(lines, marks, inline)
    headings: set[int] = set()
    if ends:
        starts = _starts_after(lines, marks)
    elif timed:
        starts, headings = _starts_timed(lines, marks)
        starts |= set(inline)
    else:
        starts = _starts_headed(lines)
    lead, blocks = _filled(lines, starts, headings, timed=timed, ends=ends)
    _set_authors(blocks)
    return lead, blocks


def _inline(lines: Sequence[Line]) -> list[int]:
    """Lines that start with a time and go on."""
    return [i for i, line in enumerate(lines) if line.clock is not None and line.kind in (Kind.HEADING, Kind.TEXT)]


def _without_tables(lines: Sequence[Line], inline: Sequence[int], *, timed: bool) -> list[Line]:
    """The lines with timetables and fixtures made text again: times one below the other, or behind what looks like a
    name, on a page that is not cut at such times.
    """
    told = list(lines)
    starts = set(inline)
    for i in inline:
        followed = i + 1 < len(lines) and lines[i + 1].kind is Kind.TEXT and i + 1 not in starts
        if not followed or i - 1 in starts:
            told[i] = Line(lines[i].whole or lines[i].text, Kind.TEXT)
    for i, line in enumerate(lines):
        if not timed and line.kind is Kind.CLOCK and line.whole:
            told[i] = Line(line.whole, Kind.TEXT)
    return told


def _filled(
    lines: Sequence[Line], starts: set[int], headings: set[int], *, timed: bool, ends: bool
) -> tuple[Block, list[Block]]:
    """Every line in the block it belongs to. A time before any text of a page cut otherwise waits for the next post."""
    lead = Block()
    blocks: list[Block] = []
    days: list[tuple[int, Day]] = []  # how many blocks stand above the heading of a day
    block, waiting = lead, None
    for i, line in enumerate(lines):
        if i in starts:
            block = Block(clock=waiting)
            blocks.append(block)
            waiting = None
        if line.kind is Kind.DAY and line.day is not None:
            days.append((len(blocks), line.day))
        elif line.kind is Kind.UPDATED:
            block.updated = line.clock
        elif line.kind is Kind.CLOCK and line.clock is not None:
            if block is not lead and (ends or not block.paragraphs):
                block.clock = better(block.clock, line.clock)
            elif not timed:
                waiting = line.clock
            block.authors += line.authors
        elif line.clock is not None and (timed or line.kind is Kind.HEADING):
            block.clock = better(block.clock, line.clock)
        if line.kind is Kind.HEADING or (line.kind is Kind.TEXT and (i in headings or _is_title(line))):
            if block is not lead and block.heading is None and not block.paragraphs:
                block.heading = line.text
            else:
                block.paragraphs.append(line.text)
        elif line.kind is Kind.TEXT:
            block.paragraphs.append(line.text)
        elif line.kind is Kind.BYLINE:
            block.authors += line.authors
            block.announces = block.announces or line.announces
        elif line.kind is Kind.CARD:
            block.card = True
    _set_days(blocks, days)
    return lead, [block for block in blocks if not block.is_empty]


def _is_title(line: Line) -> bool:
    """Whether an item of a numbered page is its post's heading."""
    return line.opens and words(line.text) <= WORDS_MAX and (not closes(line.text) or line.text[-1] in "?!")


def _set_days(blocks: Sequence[Block], days: Sequence[tuple[int, Day]]) -> None:
    """The day of each post where the page has headings for days, which stand above their posts or below them.

    Below: posts stand above the first of them, and none below the last.
    """
    if not days:
        return
    below = days[0][0] > 0 and days[-1][0] == len(blocks)
    for n, block in enumerate(blocks):
        if below:
            block.day = next((day for count, day in days if count > n), None)
        else:
            block.day = next((day for count, day in reversed(days) if count <= n), None)


def _set_authors(blocks: Sequence[Block]) -> None:
    """Where most posts are headed by a person's name, as pages of reporters' notes are, the name is the author's."""
    headed = [block for block in blocks if block.clock is not None and block.heading is not None and block.paragraphs]
    names = people((block.heading or "" for block in headed), (line for block in blocks for line in block.paragraphs))
    named = [block for block in headed if block.heading in names]
    if len(named) >= 2 and 2 * len(named) > len(blocks):
        for block in named:
            block.authors.append(block.heading or "")
            block.heading = None


def _marks(lines: Sequence[Line]) -> list[Mark]:
    found: list[Mark] = []
    i = 0
    while i < len(lines):
        if lines[i].kind is not Kind.CLOCK:
            i += 1
            continue
        last = after = i
        while after + 1 < len(lines) and lines[after + 1].kind in (Kind.CLOCK, Kind.BYLINE):
            after += 1
            last = after if lines[after].kind is Kind.CLOCK else last
        before = i
        while before > 0 and lines[before - 1].kind is Kind.BYLINE:
            before -= 1
        above = before - 1 if before > 0 and lines[before - 1].kind in _PROSE else None
        below = after + 1 if after + 1 < len(lines) and lines[after + 1].kind in _PROSE else None
        time = lines[i].clock
        found.append(Mark(i, last, above, below, time.sort if time is not None else ""))
        i = last + 1
    return found


def _joined(lines: Sequence[Line], marks: Sequence[Mark]) -> list[Mark]:
    """The marks without those that tell the time of a post again, below its heading and otherwise than above it or in
    it: the number of an update, the heading, the hour.
    """
    found: list[Mark] = []
    before: Mark | None = None
    for mark in marks:
        heading = None if mark.above is None else lines[mark.above]
        inside = heading is not None and heading.clock is not None and heading.clock.sort != mark.sort
        between = before is not None and before.below == mark.above is not None and before.sort != mark.sort
        again = inside or between
        if not again:
            found.append(mark)
        before = None if again else mark
    return found


def _is(lines: Sequence[Line], i: int | None, kind: Kind) -> bool:
    return i is not None and lines[i].kind is kind


def _free_headings(lines: Sequence[Line], marks: Sequence[Mark], inline: Sequence[int]) -> list[int]:
    """Headings below the first time that have no time of their own, before or after."""
    first = min([mark.first for mark in marks] + list(inline), default=len(lines))
    beside = {i for mark in marks for i in (mark.above, mark.below)}
    return [
        i for i, line in enumerate(lines)
        if i > first and line.kind is Kind.HEADING and line.clock is None and i not in beside
    ]  # fmt: skip


def _ends_posts(lines: Sequence[Line], marks: Sequence[Mark], inline: Sequence[int]) -> bool:
    """Whether times stand at the end of their posts: nothing follows the last one, a whole post precedes the first."""
    if len(marks) < 2 or inline or any(line.kind in _PROSE for line in lines[marks[-1].last + 1 :]):
        return False
    opened = [i for i in range(marks[0].first) if lines[i].kind is Kind.HEADING]
    if not opened or opened[-1] == marks[0].above:
        return False
    return sum(_is(lines, mark.below, Kind.HEADING) for mark in marks[:-1]) * 2 > len(marks) - 1


def _starts_after(lines: Sequence[Line], marks: Sequence[Mark]) -> set[int]:
    """Posts of a page whose times end them: the first starts at its heading."""
    first = next(i for i, line in enumerate(lines) if line.kind is Kind.HEADING)
    return {first} | {mark.below for mark in marks if mark.below is not None}


def _starts_timed(lines: Sequence[Line], marks: Sequence[Mark]) -> tuple[set[int], set[int]]:
    """Posts start at times, or at the heading right above a time where that is this page's way.

    Second, the lines beside times that are headings where nearly all of this page's have one.
    """
    above = sum(_is(lines, m.above, Kind.HEADING) and not _is(lines, m.below, Kind.HEADING) for m in marks)
    below = sum(_is(lines, m.below, Kind.HEADING) and not _is(lines, m.above, Kind.HEADING) for m in marks)
    upward = above > below
    beside = [(mark, mark.above if upward else mark.below) for mark in marks]
    sure = sum(_is(lines, i, Kind.HEADING) for _, i in beside) >= SURE * len(marks)
    headings = {
        i for _, i in beside
        if i is not None and (_is(lines, i, Kind.HEADING) or (sure and _may_head(lines[i])))
    }  # fmt: skip
    return {i if upward and i is not None and i in headings else mark.first for mark, i in beside}, headings


def _may_head(line: Line) -> bool:
    """Whether a line of text beside a time may be a heading where nearly all of the page's times have one."""
    if line.kind is not Kind.TEXT or line.clock is not None or words(line.text) > WORDS_MAX:
        return False
    end = line.text.rstrip(CLOSERS)
    return end.endswith(("...", "…")) or not end.endswith((".", ":", ",", ";"))


def _starts_headed(lines: Sequence[Line]) -> set[int]:
    """Posts start at the numbers of a numbered page, else at headings; with rules also at the first text after one.

    Where hardly any heading with a text stands elsewhere, rules alone cut, and the headings inside are the posts' own.
    """
    numbered = {i for i, line in enumerate(lines) if line.opens}
    if numbered:
        return numbered
    ruled = sum(line.kind is Kind.RULE for line in lines) >= RULES_MIN
    headed: set[int] = set()
    after_rule: set[int] = set()
    waiting = False
    for i, line in enumerate(lines):
        if line.kind in (Kind.RULE, Kind.DAY):
            waiting = ruled
        elif waiting and line.kind in (Kind.HEADING, Kind.TEXT):
            after_rule.add(i)
            waiting = False
        elif line.kind is Kind.HEADING:
            headed.add(i)
    first = min(after_rule, default=0)
    bodied = [i for i in headed if i > first and i + 1 < len(lines) and lines[i + 1].kind is Kind.TEXT]
    if len(after_rule) >= RULES_MIN and len(bodied) < len(after_rule):
        return after_rule | set(sorted(i for i in headed if i < first)[:1])
    return after_rule | headed
