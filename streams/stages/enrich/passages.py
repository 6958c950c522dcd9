"""Passages: neighbouring sentences that tell of one happening, and which of them are mention or background.

Most posts tell of one happening. A page's lead and a round-up tell of several: there a sentence starts a new passage
where it turns to another kind of happening, or to another day. In every post, background ("since October", "numerous
waves") and other happenings mentioned in passing ("a day after …") are set apart, so that they found no event.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

from streams.data import word_tables
from streams.records import Claim, Passage, Person, Place, Post, TimeExpression
from streams.stages.enrich import kinds
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.document import Document

FINE = frozenset({"second", "minute", "hour", "part", "day"})
PAST_HORIZON = timedelta(days=6)  # older than this, what a sentence tells is background to the news of the day

_table = word_tables.load("passages")


def _phrases(name: str) -> re.Pattern[str]:
    """One pattern for a list of phrases of ``streams/data/passages.toml``; where the file says so, with a slot."""
    return re.compile(rf"\b(?:{'|'.join(_table[name])})\b", re.IGNORECASE)


_carries_on = _phrases("carries_on")
_background = _phrases("background")
_Item = TypeVar("_Item")
_stretch = re.compile(r"\b(?:since|until|till) $", re.IGNORECASE)
_mention = re.compile(rf"(?:,\s)?\b(?:{'|'.join(_table['mention'])})\s(?=\S)", re.IGNORECASE)


@dataclass(slots=True)
class _Run:
    """A passage being built."""

    start: int
    end: int
    role: str
    weights: dict[str, int]
    days: dict[tuple[datetime, datetime], None]  # in the order told, each once
    names: set[str]


class _ByPlace(Generic[_Item]):
    """Things found in a text, by where they start: a sentence asks for its own among the thousands of a long text."""

    def __init__(self, found: Iterable[tuple[int, _Item]]) -> None:
        ordered = sorted(found, key=lambda pair: pair[0])
        self.starts = [start for start, _ in ordered]
        self.items = [item for _, item in ordered]

    def within(self, start: int, end: int) -> list[_Item]:
        """What starts in ``[start, end)``, in order."""
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def tells_of_several(post: Post) -> bool:
    """Whether a post tells of several happenings: a page's lead, a round-up."""
    return post.position == 0 or post.post_type == "recap"


def cut(
    document: Document, *, several: bool, places: Sequence[Place], times: Sequence[TimeExpression],
    claims: Sequence[Claim], people: Sequence[Person],
) -> tuple[Passage, ...]:  # fmt: skip
    """Passages of a text in order, covering every sentence. ``several``: the text is a lead or a round-up.

    Leaves alone sentences that tell nothing of their own: they stay with the one before.
    """
    dated = _ByPlace((time.span[0], time) for time in times)
    happening = _ByPlace((time.span[0], time) for time in times if _tells_when(document.text, time))
    saying = _Saying(claims)
    names = _ByPlace([
        *((p.span[0], p.name) for p in places if p.span is not None and p.precision != "country"),
        *((span[0], p.name) for p in people for span in p.spans),
    ])  # fmt: skip
    runs: list[_Run] = []
    for start, end in document.sentences:
        for piece_start, piece_end, role in _clauses(document, start, end, dated.within(start, end)):
            piece = _Run(
                piece_start, piece_end, role,
                kinds.weigh(document.text[piece_start:piece_end]),
                {(t.start, t.end): None for t in saying.leave(happening.within(piece_start, piece_end))
                 if t.start and t.end},
                set(names.within(piece_start, piece_end)),
            )  # fmt: skip
            last = runs[-1] if runs else None
            if last is not None and _belongs(last, piece, document, several):
                last.end = piece.end
                last.days |= piece.days
                last.names |= piece.names
                if not (several and _carries_on.match(document.text, piece.start)):
                    for kind, weight in piece.weights.items():
                        last.weights[kind] = last.weights.get(kind, 0) + weight
            else:
                runs.append(piece)
    if runs and not any(run.role == "main" for run in runs):
        runs[0].role = "main"  # a post that only looks back is still its author's news
    return tuple(
        Passage(span=(run.start, run.end), role=run.role, kind=kinds.choose(run.weights)[0]) for run in runs
    )  # fmt: skip


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
        words = sorted(span for claim in claims for span in pairs(claim))
        self.starts = [start for start, _ in words]
        self.ends = list(accumulate((end for _, end in words), max))  # the furthest that any so far reaches

    def leave(self, inside: list[TimeExpression]) -> list[TimeExpression]:
        """The times without those of saying, or all where nothing else is told."""
        return [time for time in inside if not self.is_time(time.span[0])] or inside

    def is_time(self, at: int) -> bool:
        """Whether a time that starts here stands beside a cue and outside every claim's words."""
        if bisect_left(self.cues, at - 40) == bisect_right(self.cues, at + 60):
            return False
        before = bisect_right(self.starts, at)
        return not (before and at < self.ends[before - 1])


def _clauses(document: Document, start: int, end: int, times: Sequence[TimeExpression]) -> list[tuple[int, int, str]]:
    """The sentence, cut before a clause that mentions another happening, each piece with its role."""
    text = document.text
    role = "background" if _is_background(document, start, end, times) else "main"
    match = _mention.search(text, start, end)
    if role == "main" and match is not None and start < match.start() and match.end() < end - 20:
        return [(start, match.start(), "main"), (match.end(), end, "mention")]
    return [(start, end, role)]


def _is_background(document: Document, start: int, end: int, times: Sequence[TimeExpression]) -> bool:
    if _background.search(document.text, start, end):
        return not any(  # "… since it started the war" beside a time of the day is still the news of the day
            t.start is not None and t.precision in FINE
            and abs(t.start - document.reference.start) < timedelta(days=3)
            for t in times
        )  # fmt: skip
    dated = [t for t in times if t.start is not None and t.type in ("DATE", "TIME")]
    return bool(dated) and all(t.end is not None and document.reference.start - t.end > PAST_HORIZON for t in dated)


def _belongs(run: _Run, piece: _Run, document: Document, several: bool) -> bool:
    """Whether a piece goes on with the passage before it."""
    if run.role != piece.role:
        return False
    if piece.role != "main" or not several:
        return True
    if run.days and piece.days and not any((a < d and c < b) or a == c for a, b in run.days for c, d in piece.days):
        return False  # another day
    if _carries_on.match(document.text, piece.start) or run.names & piece.names:
        return True
    here, there = kinds.choose(piece.weights)[0], kinds.choose(run.weights)[0]
    return here is None or there is None or here == there or run.weights.get(here, 0) >= 2
