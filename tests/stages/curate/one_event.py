"""Posts put into one event by hand: what is tested is how their figures and claims stand, not what joins them."""

from __future__ import annotations

from collections.abc import Sequence

from streams.records import CuratedEvent, Enriched, Post
from streams.stages.curate import event
from streams.stages.curate.rows import Assignment, EventRow, PassageRow, PostRow, Signature
from tests.build import a_post, minutes
from tests.stages.curate.desk import read

EVENT = "event"
NOTHING = Signature(terms=(), names=(), places=(), times=(), figures=(), kind=None)


def the_event(posts: Sequence[Post]) -> CuratedEvent:
    """The record of one event that all these posts tell of, in every sentence."""
    rows = [_row(read(post)) for post in posts]
    row = EventRow(desk="test", event_id=EVENT, version=1, status="developing", merged_into=None, novelty=1.0,
                   kept=posts[0].seen)  # fmt: skip
    return event.build(row, rows)


def told(outlet: str, after: float, text: str, headline: str | None = None) -> Post:
    """What an outlet tells so many minutes after noon."""
    return a_post(text, name=f"{outlet} {after:g}", outlet=outlet, at=minutes(after), headline=headline)


def _row(post: Enriched) -> PostRow:
    assignment = Assignment(event_id=EVENT, relation="corroborates")
    passage = PassageRow(spans=((0, len(post.text)),), role="main", signature=NOTHING, assignment=assignment)
    return PostRow(post=post, passages=(passage,), foundings=0, withdrawn=False, first_seen=post.seen,
                   seen=post.seen, told=post.seen)  # fmt: skip
