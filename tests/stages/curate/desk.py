"""A desk's curation in memory: posts and decisions, one after another, and what came of them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from streams.codec import digest
from streams.data import gazetteer
from streams.records import Change, CuratedEvent, Decision, Enriched, Post
from streams.stage import Outcome, State
from streams.stages import curate
from streams.stages.enrich import enrich
from tests.build import NOON, apply


@cache
def places() -> gazetteer.Gazetteer:
    return gazetteer.load()


@cache
def read(post: Post) -> Enriched:
    return enrich(places(), post)


def decide(kind: str, *posts: Post, apart_from: tuple[Post, ...] = (), at: datetime = NOON, **fields: Any) -> Decision:
    """A decision about these posts; its id follows from what it says and when."""
    ids, apart = tuple(post.post_id for post in posts), tuple(post.post_id for post in apart_from)
    told = {"because": "the desk knows", "by": "ana", "desk": "test", **fields}
    decision_id = digest(kind, *ids, "|", *apart, at.isoformat(), repr(sorted(fields.items())))
    return Decision(
        kind=kind, posts=ids, apart_from=apart, seen=at, ce_id=decision_id, decision_id=decision_id, **told
    )  # fmt: skip


def undo(decision: Decision, at: datetime = NOON, **fields: Any) -> Decision:
    """What takes a decision back."""
    return decide("undo", at=at, undoes=decision.decision_id, **fields)


class Desk:
    """Posts and decisions through curate alone."""

    def __init__(self, *records: Post | Decision, **options: Any) -> None:
        self.state = State(curate.Index())
        self.events: dict[str, CuratedEvent] = {}
        self.changes: list[Change] = []
        self._options = options
        self.take(*records)

    def take(self, *records: Post | Decision) -> Outcome:
        outcome = Outcome()
        for record in records:
            told = record if isinstance(record, Decision) else read(record)
            outcome = apply(self.state, curate.step(self.state, told, record.seen, **self._options))
            for emit in outcome.out:
                if isinstance(emit.record, Change):
                    self.changes.append(emit.record)
                else:
                    self.events[emit.key] = emit.record
        return outcome

    def rebuilt(self) -> State:
        """The state that a worker builds from the rows of this one."""
        state = State(curate.Index())
        for key, row in sorted(self.state.items(), reverse=True):
            state.apply(key, row)
        return state

    @property
    def kinds(self) -> list[str]:
        return [change.kind for change in self.changes]

    @property
    def open(self) -> list[CuratedEvent]:
        return [event for event in self.events.values() if event.status == "developing"]

    def event(self, post: Post) -> CuratedEvent:
        """The open event that a post is in."""
        [found] = [each for each in self.open if post.post_id in {member.post_id for member in each.posts}]
        return found

    def groups(self) -> set[frozenset[str]]:
        """The posts of each open event."""
        return {frozenset(member.post_id for member in event.posts) for event in self.open}

    def facts(self) -> dict[str, Any]:
        """The events as they stand, but for version, so that two desks can be compared."""
        return {e.event_id: msgspec.structs.replace(e, version=0) for e in self.open}
