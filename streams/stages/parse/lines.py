"""The lines of a plain-text page, and what each of them is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from streams.stages.parse.bylines import WORDS_MAX as NAME_WORDS_MAX
from streams.stages.parse.bylines import byline, names, people
from streams.stages.parse.clocks import Clock, clock, clock_behind
from streams.stages.parse.dates import EDIT_LABEL, Day, day_at, find_date
from streams.stages.parse.furniture import furniture, is_link_label
from streams.stages.parse.headings import closes, is_heading, words

STANDFIRST_WORDS = 12  # headings of posts have 11 words on average, standfirsts 16 and more

_rule: Final = re.compile(r"(?:[_*=~#+—–-] ?){2,80}\.?|[*•·]")
_bars: Final = re.compile(r"(?:\+{2,5}|={2,5}|\*{2,5}) ?")
_CLOSING: Final = (".", "!", "?", "…", ":", "”", "’", '"', "'", ")", "“")
_no_letter: Final = re.compile(r"[\W_]+")
_updated: Final = re.compile(EDIT_LABEL, re.IGNORECASE)
_numbered: Final = re.compile(r"(?:No\.? ?|# ?)?(\d{1,3})[.)] (?=\S)")
BUTTONS_MIN: Final = 3  # so often does a button of each post come, at least
NUMBERED_MIN: Final = 3
ITEM_WORDS: Final = 12  # an item of a numbered list that is a post's text has these at least


class Kind(StrEnum):
    """What a line is."""

    HEADING = "heading"
    TEXT = "text"
    CLOCK = "clock"  # a time on its own
    UPDATED = "updated"  # the time of a post's last edit
    RULE = "rule"  # a line drawn between posts
    DAY = "day"  # the heading of a day
    BYLINE = "byline"
    LABEL = "label"  # says that a link follows
    CARD = "card"  # of a link to another page: its title or standfirst


class Line(NamedTuple):
    """One line, and what was read from it."""

    text: str
    kind: Kind
    clock: Clock | None = None  # on its own, or before the text
    authors: tuple[str, ...] = ()
    announces: bool = False
    day: Day | None = None  # of the heading of a day
    opens: bool = False  # a post for certain: an item of a numbered page
    whole: str = ""  # with the time that stands before the text

    @property
    def key(self) -> str:
        """Its letters and digits: what stays equal where a card repeats it."""
        return key_of(self.text)


def key_of(text: str) -> str:
    """Letters and digits of a line, in lower case.

    >>> key_of("• Fire “out”, says mayor") == key_of("Fire 'out' says mayor")
    True
    """
    return _no_letter.sub("", text.casefold())


def read_lines(lines: Sequence[str]) -> tuple[list[Line], int]:
    """What each line of a page is, and how many were furniture and left out. The page's title is not among them."""
    read = [_alone(line) for line in lines]
    left_out = _cut_tail(lines, read)
    kept = [line for line in read if line is not None]
    left_out += len(read) - len(kept)
    _set_names(kept)
    _set_numbered(kept)
    _set_headings(kept)
    _set_standfirst(kept)
    return kept, left_out + _set_cards(kept)


def _cut_tail(lines: Sequence[str], read: list[Line | None]) -> int:
    """Leave out what a page ends with: after the last paragraph or time, all that follows a line of furniture.

    Menus, teasers and slogans at the foot of a page take no form of their own; where they stand tells what they are. A
    heading there before any furniture stays: it may be a post that has only just begun. A line that comes again and
    again is a button of each post, and no foot: there are pages whose posts all end without a full stop.
    """
    ends = [
        i for i, line in enumerate(read)
        if line is not None and (line.clock is not None or line.text.rstrip().endswith(_CLOSING))
    ]  # fmt: skip
    tail = ends[-1] + 1 if ends else len(read)
    times = Counter(lines)
    foot = (i for i in range(tail, len(read)) if _is_left_out(read[i]) and times[lines[i]] < BUTTONS_MIN)
    first = next(foot, len(read))
    left_out = len(read) - first
    del read[first:]
    return left_out


def _is_left_out(line: Line | None) -> bool:
    """Whether a line is furniture, or the label of links to other pages."""
    return line is None or line.kind is Kind.LABEL


def _alone(line: str) -> Line | None:
    """What a line is by itself; None for furniture. Headings are told later, by their neighbours."""
    if _rule.fullmatch(line):
        return Line(line, Kind.RULE)
    line = _unbarred(line)
    if is_link_label(line):
        return Line(line, Kind.LABEL)
    time = clock(line)
    if (time is None or time.at is None) and furniture(line) is not None:
        return None
    if time is not None:
        return _timed(line, time)
    found = day_at(line) if len(line) <= 40 else None
    if found is not None and not line[found[1] :].strip(" ,:-–—|"):
        return Line(line, Kind.DAY, day=found[0])
    dated = find_date(line) if len(line) <= 60 else None
    if dated is not None and not (line[: dated[1]] + line[dated[2] :]).strip(" ,:-–—|"):
        return Line(line, Kind.DAY, day=Day(dated[0].year, dated[0].month, dated[0].day))
    behind = clock_behind(line)
    if behind is not None and (authors := _authors(behind[0])):
        return Line(line, Kind.CLOCK, behind[1], authors, whole=line)
    by = byline(line)
    if by is not None:
        return Line(line, Kind.BYLINE, None, by.authors, by.announces)
    return Line(line, Kind.TEXT)


def _authors(words: str) -> tuple[str, ...]:
    """The names that a few words before a time are, with or without "by"."""
    by = byline(words)
    return by.authors if by is not None else names(words)


def _unbarred(line: str) -> str:
    """A line without the bars that tickers set around it: "+++ Heading +++"."""
    opened = _bars.match(line)
    if opened is None:
        return line
    return line[opened.end() :].rstrip("+=* ") or line


def _timed(line: str, time: Clock) -> Line:
    """A line that starts with a time: alone, with a name, or before a heading or a text."""
    if not time.rest and _updated.match(line):
        return Line(line, Kind.UPDATED, time)
    if not time.rest:
        return Line(line, Kind.CLOCK, time)
    by = byline(time.rest)
    if by is not None and not by.announces:
        return Line(line, Kind.CLOCK, time, by.authors)
    return Line(time.rest, Kind.TEXT, time, whole=line)


def _set_names(lines: list[Line]) -> None:
    """Names of reporters beside times: behind them on their line, or on a line of their own next to heading and time.

    A heading of two words with capitals looks like a name: they are names where most times have one, or where one
    comes again, and headings otherwise.
    """
    behind = [i for i, line in enumerate(lines) if line.clock is not None and line.kind is Kind.TEXT]
    beside = [i for i, line in enumerate(lines) if words(line.text) <= NAME_WORDS_MAX and _stands_by_time(lines, i)]
    named = people((lines[i].text for i in (*behind, *beside)), (line.text for line in lines))
    if not named:
        return
    for sort in ("time", "age", "number"):
        alike = [i for i in behind if (time := lines[i].clock) is not None and time.sort == sort]
        if 2 * sum(lines[i].text in named for i in alike) > len(alike):
            for i in alike:
                if lines[i].text in named:
                    lines[i] = lines[i]._replace(kind=Kind.CLOCK, authors=(lines[i].text,))
    told = Counter(lines[i].text for i in beside)
    for i in beside:
        if lines[i].text in named and told[lines[i].text] > 1:
            lines[i] = lines[i]._replace(kind=Kind.BYLINE, authors=(lines[i].text,))


def _stands_by_time(lines: Sequence[Line], i: int) -> bool:
    """Whether a line of text stands right below or above a time, or below a heading that does."""
    if lines[i].kind is not Kind.TEXT or lines[i].clock is not None:
        return False
    around = lines[max(i - 2, 0) : i] + lines[i + 1 : i + 2]  # type: ignore[operator]
    return any(line.clock is not None for line in around)


def _set_numbered(lines: list[Line]) -> None:
    """Posts of a page that numbers them, up or down: each number once, in order, with a text of its own.

    A numbered list inside a post has its items right below each other: it opens no posts, unless the page is nothing
    else and its items are whole sentences.
    """
    found = [
        (int(number[1]), i, number.end())
        for i, line in enumerate(lines)
        if line.kind is Kind.TEXT and line.clock is None and (number := _numbered.match(line.text)) is not None
    ]
    if len(found) < NUMBERED_MIN or sum(line.clock is not None for line in lines) >= len(found):
        return
    steps = {b[0] - a[0] for a, b in pairwise(found)}
    if steps not in ({1}, {-1}) or min(found[0][0], found[-1][0]) > 1:
        return
    bodied = sum(b[1] - a[1] > 1 for a, b in pairwise(found)) + (found[-1][1] + 1 < len(lines))
    texts = all(words(lines[i].text) >= ITEM_WORDS and closes(lines[i].text) for _, i, _ in found)
    if 2 * bodied <= len(found) and not (texts and found[0][1] <= 3 and found[-1][1] + 3 >= len(lines)):
        return
    for _, i, end in found:
        lines[i] = lines[i]._replace(text=lines[i].text[end:], opens=True)


def prose(lines: Sequence[Line]) -> list[int]:
    """Where the lines stand that a reader reads as text, by-lines included."""
    return [i for i, line in enumerate(lines) if line.kind in (Kind.HEADING, Kind.TEXT, Kind.BYLINE)]


def _set_headings(lines: list[Line]) -> None:
    where = prose(lines)
    texts = ["", *(". " if lines[i].kind is Kind.BYLINE else lines[i].text for i in where), ""]
    for n, i in enumerate(where):
        if lines[i].kind is Kind.TEXT and is_heading(texts[n].strip(), texts[n + 1], texts[n + 2].strip()):
            lines[i] = lines[i]._replace(kind=Kind.HEADING)


def _set_standfirst(lines: list[Line]) -> None:
    """The line under the title belongs to the lead, though it often ends without a full stop."""
    if not lines or lines[0].kind is not Kind.HEADING or lines[0].clock is not None:
        return
    followed = len(lines) > 1 and lines[1].kind is Kind.HEADING
    if followed or words(lines[0].text) >= STANDFIRST_WORDS:
        lines[0] = lines[0]._replace(kind=Kind.TEXT)


def _set_cards(lines: list[Line]) -> int:
    """Mark link cards: a heading said twice, and the standfirst under it, from another page or another post.

    A heading without a body of its own is a card when an author's by-line or a link label stands before it, or when it
    is another heading of this page. Right under a heading that has no body either, it is that post's body. A heading
    said twice with two bodies is two posts: live blogs do that.
    """
    where = prose(lines)
    later: dict[str, int] = {}
    for i in where:
        if lines[i].kind is Kind.HEADING:
            later[lines[i].key] = later.get(lines[i].key, 0) + 1
    headings: set[str] = set()
    texts: set[str] = set()
    marked = 0
    for n, i in enumerate(where):
        line, key = lines[i], lines[i].key
        before = lines[where[n - 1]] if n else None
        above = before
        if above is not None and above.kind is Kind.BYLINE and not above.announces and n > 1:
            above = lines[where[n - 2]]
        after = [lines[j] for j in where[n + 1 : n + 3]]
        if line.kind is Kind.TEXT:
            if key in later and line.text[:1] in "•●▪-–*":  # a key point on top, which is a post further down
                lines[i], marked = line._replace(kind=Kind.CARD), marked + 1
            texts.add(key)
            continue
        if line.kind is not Kind.HEADING:
            continue
        later[key] -= 1
        announced = before is not None and before.announces
        labelled = i > 0 and lines[i - 1].kind is Kind.LABEL
        bodied = bool(after) and after[0].kind is not Kind.HEADING
        again = bodied and after[0].key in texts
        bare = above is not None and above.kind is Kind.HEADING
        if bare and above is not None and above.key == key and line.clock is None:
            lines[i] = line._replace(kind=Kind.TEXT)
        elif line.clock is None and (
            (announced and (key in headings or not bodied or again))
            or (labelled and not bodied)
            or (key in headings and (not bodied or again))
        ):
            lines[i], marked = line._replace(kind=Kind.CARD), marked + 1
            if after and (again or _is_card_text(after, announced, texts)):
                lines[where[n + 1]] = after[0]._replace(kind=Kind.CARD)
                marked += 1
        elif line.clock is None and later[key] and not bodied and after and after[0].key != key:
            kind = Kind.TEXT if bare and later.get(after[0].key, 0) < 2 else Kind.CARD
            lines[i], marked = line._replace(kind=kind), marked + (kind is Kind.CARD)
        else:
            headings.add(key)
    return marked


def _is_card_text(after: Sequence[Line], announced: bool, texts: set[str]) -> bool:
    """Whether the line under a card's title is its standfirst: not the heading of the next post."""
    standfirst = after[0]
    if standfirst.key in texts:
        return True
    if standfirst.kind is Kind.HEADING:
        return standfirst.clock is None and (len(after) < 2 or after[1].kind is Kind.HEADING)
    return announced and standfirst.kind is Kind.TEXT and not closes(standfirst.text)
