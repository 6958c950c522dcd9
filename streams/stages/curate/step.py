"""The step of curate: a post into its events, and each event that this changes out."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from streams.codec import CANARY_DESK
from streams.records import Cause, Change, CuratedEvent, Enriched
from streams.stage import Drop, Emit, Outcome, Reject, State, Write, refuse
from streams.stages.curate.assign import Assigned, assign
from streams.stages.curate.event import build
from streams.stages.curate.forget import Present, forget
from streams.stages.curate.index import Index
from streams.stages.curate.match import closeness, event_vetoes, main_passages, weights
from streams.stages.curate.patch import diff
from streams.stages.curate.rows import EventRow, PostRow, event_key, post_key
from streams.stages.horizon import clock_of
from streams.topics import CANARY, CHANGES, EVENTS, Topic

LISTS_MAX = 200
LATE = timedelta(hours=6)  # a post this much older than its event's newest is back-fill


def step(
    state: State, post: Enriched, now: datetime, *, window: timedelta = timedelta(hours=72),
    horizon: timedelta = timedelta(days=14), lists_max: int | None = LISTS_MAX,
) -> Outcome:  # fmt: skip
    """Put a post into its events, and publish each event that this changes."""
    forgotten, present = forget(state, post.desk, now, horizon)
    known: PostRow | None = present.get(post_key(post.desk, post.post_id))
    if known is not None and post.revision <= known.post.revision:
        return Outcome(drop=Drop.REPEAT)
    if known is None and post.change == "removed":
        told = f"post {post.post_id} was forgotten: what it told of is final after {horizon.days} days"
        return refuse(Reject.BEYOND_HORIZON, told)
    clock = clock_of(state, post.desk, now)
    work = _Work(present, post, clock)
    assigned = _place(work, post, known, window, int(clock.timestamp() // horizon.total_seconds()))
    for one, other in assigned.merges:
        work.merge(one, other, lists_max)
    out, counts = work.publish(lists_max, assigned)
    own = [Write(key, row) for key, row in work.rows.items()]
    writes = (*(write for write in forgotten if write.key not in work.rows), *own)
    if not out:
        return Outcome(writes=writes, drop=Drop.NOT_AN_EVENT, counts=counts)
    return Outcome(out=tuple(out), writes=writes, counts=counts)


def _place(
    work: _Work, post: Enriched, known: PostRow | None, window: timedelta, age: int
) -> Assigned:  # fmt: skip
    """The post's new row, with where its passages go."""
    seen = max(post.seen, known.seen) if known is not None else post.seen
    if known is not None and (post.change == "removed" or post.significance == "retraction"):
        withdrawn = msgspec.structs.replace(
            known,
            withdrawn=True,
            seen=seen,
            kept=work.clock,
            post=msgspec.structs.replace(known.post, revision=post.revision),
        )
        work.put(withdrawn)
        return Assigned(withdrawn.passages)
    assigned = assign(work.state, post, known, window, age)
    foundings = (known.foundings if known is not None else 0) + len(assigned.founded)
    row = PostRow(
        post=msgspec.structs.replace(post, origin=None), passages=assigned.passages, foundings=foundings,
        withdrawn=False, first_seen=known.first_seen if known is not None else post.seen, seen=seen,
        told=_told(post, known), kept=work.clock,
    )  # fmt: skip
    work.put(row)
    return assigned


def _told(post: Enriched, known: PostRow | None) -> datetime:
    """When what a post says now was first said: a corrected spelling makes no figure newer."""
    if known is not None and post.significance in ("cosmetic", "clarification"):
        return known.told
    return post.seen


class _Work:
    """The rows that one post changes, seen over those that stand, and the events that they touch."""

    def __init__(self, state: Present, post: Enriched, clock: datetime) -> None:
        self.state = state
        self.post = post
        self.clock = clock  # the desk's
        self.desk = post.desk
        self.rows: dict[str, PostRow | EventRow] = {}
        self.merged: dict[str, str] = {}
        self._touched: dict[str, None] = {}

    def put(self, row: PostRow) -> None:
        key = post_key(self.desk, row.post.post_id)
        before: PostRow | None = self.rows.get(key) or self.state.get(key)  # type: ignore[assignment]
        for one in (before, row):
            if one is not None:
                self._touched.update(dict.fromkeys(one.events))
        self.rows[key] = row

    def merge(self, one: str, other: str, lists_max: int | None) -> None:
        """Give the younger event's members to the older, where both are alike by themselves and no veto bars it."""
        older, younger = sorted((one, other), key=lambda event_id: self._age(event_id, lists_max))
        passages = main_passages(self.state, self.desk, younger)
        if any(event_vetoes(self.state, self.desk, p.signature, older) for p in passages):
            return
        if closeness(self.state, self.desk, passages, older) < weights()["join"]:
            return  # both are only like the passage between them, such as a round-up of the day
        self.merged[younger] = older
        for row in self._members(younger):
            moved = tuple(
                p if p.assignment is None or p.assignment.event_id != younger
                else msgspec.structs.replace(p, assignment=msgspec.structs.replace(p.assignment, event_id=older))
                for p in row.passages
            )  # fmt: skip
            self.put(msgspec.structs.replace(row, passages=moved))

    def _age(self, event_id: str, lists_max: int | None) -> tuple[datetime, str]:
        """By what subscribers knew first."""
        published = self._published(self.state.get(event_key(self.desk, event_id)), lists_max)
        return (published.first_seen or self.clock) if published is not None else self.clock, event_id

    def publish(self, lists_max: int | None, assigned: Assigned) -> tuple[list[Emit], dict[str, int]]:
        """The record and the change of each touched event that is not what it was."""
        out: list[Emit] = []
        counts = {"founded": len(assigned.founded), "merged": len(self.merged), "vetoed": assigned.vetoed}
        for event_id in self._touched:
            old: EventRow | None = self.state.get(event_key(self.desk, event_id))
            before = self._published(old, lists_max)
            row, after = self._next(event_id, old, before, lists_max)
            if before is not None and _facts(before) == _facts(after):
                continue
            self.rows[event_key(self.desk, event_id)] = row
            self.state.index.built[row] = after
            change = self._change(before, after)
            counts["joined"] = counts.get("joined", 0) + (change.kind == "updated")
            counts["retracted"] = counts.get("retracted", 0) + (change.kind == "retracted")
            counts["late"] = counts.get("late", 0) + (change.cause.reason == "late")
            counts["conflicts"] = counts.get("conflicts", 0) + _news(before, after, "disputed")
            counts["corroborations"] = counts.get("corroborations", 0) + _news(before, after, "corroborated")
            out.append(Emit(self._topic(EVENTS), event_id, after))
            out.append(Emit(self._topic(CHANGES), event_id, change))
        return out, {name: amount for name, amount in counts.items() if amount}

    def _topic(self, topic: Topic) -> Topic:
        return CANARY if self.desk.startswith(CANARY_DESK) else topic

    def _members(self, event_id: str) -> list[PostRow]:
        """The posts of an event as they are after this step."""
        keys = {key for key in self.state.index.members(self.desk, event_id) if key not in self.rows}
        rows = [self.state.get(key) for key in sorted(keys)]
        changed = [row for row in self.rows.values() if isinstance(row, PostRow) and event_id in row.events]
        return rows + changed

    def _published(self, row: EventRow | None, lists_max: int | None) -> CuratedEvent | None:
        """The record last published for a row: remembered, else built again from the rows that stand."""
        if row is None:
            return None
        index: Index = self.state.index
        if row not in index.built:
            posts = [self.state.get(key) for key in index.members(self.desk, row.event_id)]
            index.built[row] = build(row, posts, lists_max)
        return index.built[row]

    def _next(
        self, event_id: str, old: EventRow | None, before: CuratedEvent | None, lists_max: int | None
    ) -> tuple[EventRow, CuratedEvent]:
        members = self._members(event_id)
        standing = any(not row.withdrawn for row in members)
        status = "merged" if event_id in self.merged else "developing" if standing else "retracted"
        row = EventRow(
            desk=self.desk, event_id=event_id, version=old.version + 1 if old is not None else 1, status=status,
            merged_into=self.merged.get(event_id), novelty=1.0, kept=self.clock,
        )  # fmt: skip
        if not members:  # its members went elsewhere: what it was stays readable
            assert before is not None
            return row, msgspec.structs.replace(before, version=row.version, status=status, merged_into=row.merged_into)
        after = build(row, members, lists_max)
        if before is None:
            return row, after
        novelty = _novelty(before, after)
        return msgspec.structs.replace(row, novelty=novelty), msgspec.structs.replace(after, novelty=novelty)

    def _change(self, before: CuratedEvent | None, after: CuratedEvent) -> Change:
        old = msgspec.to_builtins(before) if before is not None else {}
        new = msgspec.to_builtins(after)
        kind = _kind(before, after)
        return Change(
            event_id=after.event_id, version=after.version, desk=after.desk, kind=kind,
            significance=_significance(kind, self.post, before, after),
            patch=diff(old, new), reverse_patch=diff(new, old),
            cause=Cause(ce_id=self.post.ce_id, post_id=self.post.post_id, reason=_reason(kind, self.post, before)),
            seen=self.post.seen,
        )  # fmt: skip


def _facts(event: CuratedEvent) -> CuratedEvent:
    """What of an event makes a new version when it differs."""
    return msgspec.structs.replace(event, version=0, novelty=0.0)


def _kind(before: CuratedEvent | None, after: CuratedEvent) -> str:
    if after.status == "merged":
        return "merged"
    if before is None:
        return "added"
    if after.status == "retracted":
        return "retracted" if before.status != "retracted" else "updated"
    return "reinstated" if before.status == "retracted" else "updated"


def _reason(kind: str, post: Enriched, before: CuratedEvent | None) -> str:
    if kind == "merged":
        return "merged"
    if post.change != "added":
        return post.change
    if post.duplicate_of is not None:
        return "copy"
    if before is not None and post.reference.end < before.reference.end - LATE:
        return "late"
    return "added"


def _significance(kind: str, post: Enriched, before: CuratedEvent | None, after: CuratedEvent) -> str:
    """An edit's own significance; else whether the event's figures or claims changed."""
    if kind == "retracted":
        return "retraction"
    if post.significance is not None:
        return post.significance
    if before is None or before.figures != after.figures or before.time != after.time:
        return "fact_change"
    return "cosmetic" if post.duplicate_of is not None else "clarification"


def _novelty(before: CuratedEvent, after: CuratedEvent) -> float:
    """Share of the event's names, places, figures and claims that its last version did not have."""

    def things(event: CuratedEvent) -> set[str]:
        return {
            *(p.name for p in event.people), *(o.name for o in event.organisations), *(p.name for p in event.places),
            *(f.figure_id for f in event.figures), *(c.claim_id for c in event.claims),
        }  # fmt: skip

    now = things(after)
    return round(len(now - things(before)) / len(now), 4) if now else 0.0


def _news(before: CuratedEvent | None, after: CuratedEvent, status: str) -> int:
    """Claims and figures that now have a status and had it not."""
    had = {c.claim_id for c in before.claims if c.status == status} if before is not None else set()
    return sum(1 for c in after.claims if c.status == status and c.claim_id not in had)
