"""What an enricher is: a named function that reads one thing from a post. Ours and those of other packages alike.

Another package adds one with a file and a line. The file, here for a beat where every name is known::

    from streams.records import Person
    from streams.stages.enrich import Enricher, Names, Reading

    ROSTER = ("Ana Sol", "Bruno Reis")

    def find(reading: Reading) -> Names:
        text = reading.document.text
        spans = {name: text.find(name) for name in ROSTER}
        return Names(people=tuple(
            Person(name=name, aliases=(name,), spans=((at, at + len(name)),)) for name, at in spans.items() if at >= 0
        ))

    def roster() -> Enricher:
        return Enricher(name="roster", finds="names", version="1.0", find=find)

The line, in its ``pyproject.toml``: an entry point of the group ``streams.enrichers``, under the enricher's name::

    [project.entry-points."streams.enrichers"]
    roster = "roster_for_streams:roster"

It takes part where ``STREAMS_ENRICHERS`` says so: ``names+=roster`` beside ours, ``names=roster`` instead of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec

from streams.data.gazetteer import Gazetteer
from streams.records import Claim, FigureMention, Organisation, Passage, Person, Place, Post, Span, TimeExpression
from streams.stages.enrich import claims
from streams.stages.enrich.document import Document
from streams.stages.enrich.names import Names


@dataclass(slots=True)
class Reading:
    """A post, and what has been read from it so far. Enrichers look at it and leave it as it is."""

    post: Post
    document: Document  # the text to read, cut into sentences; all spans are code points into it
    gazetteer: Gazetteer
    places: tuple[Place, ...] = ()
    names: Names = field(default_factory=Names)
    times: tuple[TimeExpression, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    claims: tuple[Claim, ...] = ()
    passages: tuple[Passage, ...] = ()
    kind: tuple[str | None, float | None] = (None, None)  # of the whole post, and its score from 0 to 1


FINDS: tuple[str, ...] = ("places", "names", "times", "figures", "claims", "passages", "kind")
"""What can be found, in the order it is looked for: each may read what stands before it. A time needs the zone of its
place, a number inside a time is no figure, a passage needs days, places and people."""

LISTS = frozenset({"places", "names", "times", "figures", "claims"})
"""Of these several enrichers may find some each; the passages and the kind of a post are one enricher's decision."""

Find = Callable[[Reading], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enricher:
    """Reads one thing from a post.

    ``find`` is given a ``Reading`` and returns what the field ``finds`` of it holds, such as ``Names`` or a tuple of
    ``Place``; an empty one is a good answer. The same reading gives the same answer: no clock, chance or network.
    What it raises marks the post degraded by its name, and costs the post nothing else.
    """

    name: str  # in settings, in metrics, and on the records
    finds: str  # one of FINDS
    version: str  # raised when an answer changes: stamped on every post it read
    find: Find
    languages: frozenset[str] = frozenset()  # ISO 639-1 codes of what it reads, others pass it by; empty: all
    beside: bool = False  # set where several look for the same: what each found then says by whom

    def reads(self, lang: str | None) -> bool:
        """Whether it reads a language; one that could not be told may be any."""
        return not self.languages or lang is None or lang in self.languages

    def __call__(self, reading: Reading) -> None:
        """Add to a reading what this enricher finds in it."""
        found = self.find(reading)
        if self.beside:
            found = _join(getattr(reading, self.finds), found, self.name)
        setattr(reading, self.finds, found)
        if self.finds == "claims":
            reading.figures = _counted_by(reading.figures, reading.claims)
        if self.finds == "kind":
            reading.passages = _first_of(reading.passages, reading.kind[0])


def _first_of(passages: tuple[Passage, ...], kind: str | None) -> tuple[Passage, ...]:
    """The passages, those of the first happening of the post's kind: the heading tells it more surely."""
    return tuple(msgspec.structs.replace(p, kind=kind) if p.happening == 1 else p for p in passages)


def _counted_by(figures: tuple[FigureMention, ...], said: tuple[Claim, ...]) -> tuple[FigureMention, ...]:
    """The figures, each with the sayer of the claim that it stands in."""
    told = zip(figures, claims.sayers_at(said, [figure.span for figure in figures]), strict=True)
    return tuple(
        figure if claim is None or claim.source is None else msgspec.structs.replace(figure, sayer=claim.source)
        for figure, claim in told
    )


def _join(there: Any, found: Any, by: str) -> Any:
    """What was there, and what one more enricher found besides, signed: who came first is believed.

    Left out is what touches a span that is taken, and who is known by name.
    """
    if isinstance(there, Names):
        free = _free([*there.people, *there.organisations])
        return Names(
            (*there.people, *_new(found.people, free, {one.name for one in there.people}, by)),
            (*there.organisations, *_new(found.organisations, free, {one.name for one in there.organisations}, by)),
        )
    new = _new(found, _free(there), set(), by)
    return tuple(sorted((*there, *new), key=spans)) if there else tuple(new)


def _new(found: Sequence[Any], free: Callable[[Span], bool], known: set[str], by: str) -> list[Any]:
    return [
        msgspec.structs.replace(one, enricher=by)
        for one in found
        if all(map(free, spans(one))) and not (known and one.name in known)
    ]


def _free(there: Sequence[Any]) -> Callable[[Span], bool]:
    """Whether a span touches none of what is there, asked of thousands in a long text."""
    taken = sorted(span for one in there for span in spans(one))
    starts = [start for start, _ in taken]
    ends = list(accumulate((end for _, end in taken), max))

    def free(span: Span) -> bool:
        before = bisect_left(starts, span[1])
        return not before or ends[before - 1] <= span[0]

    return free


def spans(one: Any) -> tuple[Span, ...]:
    """Where it stands in the text, in order; nowhere, for what only the heading names."""
    if isinstance(one, Person | Organisation):
        return one.spans
    if isinstance(one, Claim):
        return claims.pairs(one)
    return () if one.span is None else (one.span,)
