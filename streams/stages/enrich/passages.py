"""Passages: neighbouring sentences that tell of one happening, and which of them are mention or background.

Main passages of one happening share its number: background may stand between them. What only looks back, and other
happenings in passing ("a day after …"), are set apart, so that they found no event (``sentence_roles``); where a post
turns to another happening is told by ``turns``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, TypeVar

from streams.records import Claim, Passage, Person, Place, Post, TimeExpression
from streams.stages.enrich import kinds
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.document import Document
from streams.stages.enrich.sentence_roles import FINE, REPORTS, clauses
from streams.stages.enrich.turns import Headings, Told, stems_of, turns, words_of

_Item = TypeVar("_Item")
_stretch = re.compile(r"\b(?:since|until|till) $", re.IGNORECASE)


@dataclass(slots=True)
class _Run:
    """A passage being built."""

    start: int
    end: int
    role: str
    happening: int | None
    told: Told


class _ByPlace(Generic[_Item]):
    """Things found in a text, by where they start: a sentence asks for its own among the thousands of a long text."""

    def __init__(self, found: Iterable[tuple[int, _Item]]) -> None:
        ordered = sorted(found, key=lambda pair: pair[0])
        self.starts = [start for start, _ in ordered]
        self.items = [item for _, item in ordered]

    def within(self, start: int, end: int) -> list[_Item]:
        """What starts in ``[start, end)``, in order."""
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


class _Spans:
    """Spans that may overlap, asked whether one holds a position."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self.starts = [start for start, _ in ordered]
        self.ends = list(accumulate((end for _, end in ordered), max))  # the furthest that any so far reaches

    def hold(self, at: int) -> bool:
        before = bisect_right(self.starts, at)
        return before > 0 and at < self.ends[before - 1]


def tells_of_several(post: Post) -> bool:
    """Whether a post tells of several happenings: a page's lead, a round-up."""
    return post.position == 0 or post.post_type == "recap"


def happenings(passages: Sequence[Passage]) -> list[list[Passage]]:
    """The passages of each happening that a post tells of, in order; then each mention and background by itself."""
    numbered: dict[int, list[Passage]] = {}
    apart: list[list[Passage]] = []
    for passage in passages:
        if passage.role == "main":
            numbered.setdefault(passage.happening or 1, []).append(passage)
        else:
            apart.append([passage])
    return [*numbered.values(), *apart]


def cut(
    document: Document, *, several: bool, post_type: str, places: Sequence[Place], times: Sequence[TimeExpression],
    claims: Sequence[Claim], people: Sequence[Person],
) -> tuple[Passage, ...]:  # fmt: skip
    """Passages of a text in order, covering every sentence.

    ``several``: the text is a lead or a round-up. ``post_type``: as in Post.
    """
    dated = _ByPlace((time.span[0], time) for time in times)
    happening = _ByPlace((time.span[0], time) for time in times if _tells_when(document.text, time))
    saying = _Saying(claims)
    speaking = _Spans(claim.source_span for claim in claims if claim.source_span is not None)  # "Oslo's police said"
    located = _ByPlace(
        (p.span[0], p) for p in places
        if p.span is not None and p.role not in ("speaker", "dateline")
        and not speaking.hold(p.span[0])
    )  # fmt: skip
    named = _ByPlace((span[0], p.name) for p in people for span in p.spans)
    headings = Headings(document.headline if several else None)
    runs: list[_Run] = []
    current, count = Told(), 0  # the happening told of, and how many there have been
    for number, (start, end) in enumerate(document.sentences):
        paragraph = number > 0 and "\n" in document.text[document.sentences[number - 1][1] : start]
        words = words_of(document.text[start:end])
        pieces = clauses(
            document, start, end, dated.within(start, end), words,
            first=number == 0, post_type=post_type,
        )  # fmt: skip
        for piece_start, piece_end, role in pieces:
            here = located.within(piece_start, piece_end)
            text = document.text[piece_start:piece_end]
            piece = Told(
                {p.country for p in here if p.country}, {p.name for p in here if p.precision != "country"},
                set(named.within(piece_start, piece_end)),
                {(t.start, t.end): None for t in saying.leave(happening.within(piece_start, piece_end))},
                stems_of(words if len(pieces) == 1 else words_of(text)), kinds.weigh(text, document.lang),
            )  # fmt: skip
            if role == "main":
                if not count or turns(current, piece, text, paragraph=paragraph, several=several, headings=headings):
                    current, count = Told(), count + 1
                current.add(piece)
            _append(runs, _Run(piece_start, piece_end, role, count if role == "main" else None, piece))
    if runs and post_type in REPORTS and not count:
        runs[0].role, runs[0].happening = "main", 1  # a post that only looks back is still its author's news
    return tuple(
        Passage(span=(r.start, r.end), role=r.role, kind=kinds.choose(r.told.weights)[0], happening=r.happening)
        for r in runs
    )


def _append(runs: list[_Run], run: _Run) -> None:
    """Add a piece to the last passage, or as one of its own."""
    if runs and (runs[-1].role, runs[-1].happening) == (run.role, run.happening):
        runs[-1].end = run.end
        runs[-1].told.add(run.told)
    else:
        runs.append(run)


def happening_times(
    text: str, times: Sequence[TimeExpression], claims: Sequence[Claim], span: tuple[int, int]
) -> list[TimeExpression]:
    """Times inside a span that tell when something happened, to the day or finer.

    Left out are times of saying, and ends of a stretch ("since Monday", "until daylight").

    In "Police said on Friday the fire began overnight", *on Friday* is when police spoke: it stands beside the cue of
    a claim and outside its words. Where nothing else is told, the time of saying stands for the happening.
    """
    inside = [t for t in times if span[0] <= t.span[0] < span[1] and _tells_when(text, t)]
    return _Saying(claims).leave(inside) if inside else []


def _tells_when(text: str, time: TimeExpression) -> bool:
    """Whether a time is a date or hour, to the day or finer, and no end of a stretch."""
    return (
        time.type in ("DATE", "TIME") and time.precision in FINE and time.start is not None
        and not _stretch.search(text, max(time.span[0] - 8, 0), time.span[0])
    )  # fmt: skip


class _Saying:
    """Where a text's claims have their cues and their words: tells a time of saying from a time of happening."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.cues = sorted(claim.cue_span[0] for claim in claims if claim.cue_span is not None)
        self.words = _Spans(span for claim in claims for span in pairs(claim))

    def leave(self, inside: list[TimeExpression]) -> list[TimeExpression]:
        """The times without those of saying, or all where nothing else is told."""
        return [time for time in inside if not self.is_time(time.span[0])] or inside

    def is_time(self, at: int) -> bool:
        """Whether a time that starts here stands beside a cue and outside every claim's words."""
        if bisect_left(self.cues, at - 40) == bisect_right(self.cues, at + 60):
            return False
        return not self.words.hold(at)
