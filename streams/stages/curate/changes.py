"""One version of an event as a change: its kind, its significance, its cause, and the patch both ways."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from streams.records import Cause, Change, CuratedEvent, Decision, Enriched
from streams.stages.curate.novelty import amount
from streams.stages.curate.patch import both_ways, fields

LATE = timedelta(hours=6)  # a post this much older than its event's newest is back-fill


@dataclass(frozen=True, slots=True)
class Occasion:
    """The record that changes events: a post or a decision; a decision, too, that waited for the post."""

    post: Enriched | None
    decision: Decision | None

    @property
    def seen(self) -> datetime:
        record = self.post or self.decision
        assert record is not None
        return record.seen

    def cause(self, kind: str, before: CuratedEvent | None) -> Cause:
        """What brought a change of this kind about."""
        record = self.post or self.decision
        assert record is not None
        cause = Cause(
            ce_id=record.ce_id, post_id=self.post.post_id if self.post is not None else None,
            reason=self._reason(kind, before),
        )  # fmt: skip
        if self.decision is None:
            return cause
        told = self.decision
        return msgspec.structs.replace(cause, decision_id=told.decision_id, because=told.because, by=told.by)

    def _reason(self, kind: str, before: CuratedEvent | None) -> str:
        if self.post is None:
            assert self.decision is not None
            return self.decision.kind
        if kind == "merged":
            return "merged"
        if self.post.change != "added":
            return self.post.change
        if self.post.duplicate_of is not None:
            return "copy"
        if before is not None and before.reference.end - self.post.reference.end > LATE:
            return "late"
        return "added"


def change(occasion: Occasion, before: CuratedEvent | None, after: CuratedEvent, *, split: bool) -> Change:
    """The change that makes a version of an event of the one before."""
    kind = _kind(before, after, split=split)
    patch, reverse = both_ways({}, fields(after)) if before is None else both_ways(before, after)
    return Change(
        event_id=after.event_id, version=after.version, desk=after.desk, kind=kind,
        significance=_significance(kind, occasion.post, before, after), patch=patch, reverse_patch=reverse,
        cause=occasion.cause(kind, before), seen=occasion.seen,
    )  # fmt: skip


def facts(event: CuratedEvent) -> CuratedEvent:
    """What of an event makes a new version when it differs."""
    return msgspec.structs.replace(event, version=0, novelty=0.0, novelty_reasons=())


def _kind(before: CuratedEvent | None, after: CuratedEvent, *, split: bool) -> str:
    if after.status == "merged":
        return "merged"
    if before is None:
        return "added"
    if after.status == "retracted":
        return "retracted" if before.status != "retracted" else "updated"
    if before.status != "developing":
        return "reinstated"
    return "split" if split else "updated"


def _significance(kind: str, post: Enriched | None, before: CuratedEvent | None, after: CuratedEvent) -> str:
    """An edit's own significance; else whether what the event tells changed, or only who tells it."""
    if kind == "retracted":
        return "retraction"
    if post is not None and post.significance is not None:
        return post.significance
    if before is None or before.time != after.time or _standing(before) != _standing(after):
        return "fact_change"
    mere_copy = post is not None and post.duplicate_of is not None and post.duplicate_kind != "contains"
    return "cosmetic" if mere_copy else "clarification"


def _standing(event: CuratedEvent) -> set[tuple[object, ...]]:
    """The numbers of an event and how they stand, whoever prints them."""
    return {(*amount(figure), figure.status) for figure in event.figures}


def news(before: CuratedEvent | None, after: CuratedEvent, status: str) -> int:
    """Claims and figures that now have a status and had it not."""
    had = {c.claim_id for c in before.claims if c.status == status} if before is not None else set()
    return sum(1 for c in after.claims if c.status == status and c.claim_id not in had)
