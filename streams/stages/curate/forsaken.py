"""The record of an event that no post tells of any more."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from streams.records import CuratedEvent, EventClaim, Figure, Standing
from streams.stages.curate.event import SETTLES_AFTER
from streams.stages.curate.ledger import HISTORY_MAX, shortened
from streams.stages.curate.rows import EventRow

Stood = TypeVar("Stood", Figure, EventClaim)


def forsaken(before: CuratedEvent, row: EventRow, at: datetime) -> CuratedEvent:
    """The record of an event that no post tells of any more, though none was taken back: its posts say something else
    now. What they said of it stays, withdrawn, as where they are taken back."""
    return msgspec.structs.replace(
        before, version=row.version, status=row.status, merged_into=None, settles_at=at + SETTLES_AFTER,
        first_published=None, last_published=None, last_seen=at,
        figures=tuple(_withdrawn(f, at) for f in before.figures),
        claims=tuple(_withdrawn(c, at) for c in before.claims), sources=(), independent_origins=0, importance=0.0,
        importance_reasons=(), related=(), degraded=(), posts=(), post_count=0,
    )  # fmt: skip


def _withdrawn(item: Stood, at: datetime) -> Stood:
    """A figure or a claim that nobody gives any more."""
    if item.status == "withdrawn":
        return item
    end = Standing(status="withdrawn", since=at, post_id=item.history[-1].post_id)
    history = shortened((*item.history, end), HISTORY_MAX)
    return msgspec.structs.replace(item, status="withdrawn", history=history)
