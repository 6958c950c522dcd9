"""Posts put together as one event by hand: how an event is told does not depend on how its posts were found."""

from __future__ import annotations

from collections.abc import Iterable

from streams.records import CuratedEvent, Enriched, Post
from streams.stages.curate.event import build
from streams.stages.curate.rows import Assignment, EventRow, PassageRow, PostRow
from streams.stages.curate.signature import sign
from tests.build import NOON
from tests.stages.curate.desk import read

EVENT = "e"


def row_of(post: Post, *, withdrawn: bool = False, elsewhere: Iterable[str] = ()) -> PostRow:
    """A post of the event; a passage that holds one of the words of ``elsewhere`` is another event's."""
    told = post if isinstance(post, Enriched) else read(post)
    words = tuple(elsewhere)
    rows = []
    for passage in told.passages:
        start, end = passage.span
        home = "other" if any(word in told.text[start:end] for word in words) else EVENT
        rows.append(
            PassageRow(
                spans=(passage.span,), role=passage.role, signature=sign(told, [passage], with_heading=True),
                assignment=Assignment(event_id=home, relation="new"),
            )
        )  # fmt: skip
    return PostRow(
        post=told, passages=tuple(rows), foundings=0, withdrawn=withdrawn, first_seen=told.seen, seen=told.seen,
        told=told.seen,
    )  # fmt: skip


def event_of(rows: Iterable[PostRow | Post]) -> CuratedEvent:
    """The record of these posts as one event."""
    row = EventRow(
        desk="test", event_id=EVENT, version=1, status="developing", merged_into=None, novelty=1.0, kept=NOON
    )
    return build(row, [each if isinstance(each, PostRow) else row_of(each) for each in rows])
