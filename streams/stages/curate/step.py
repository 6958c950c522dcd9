"""The step of curate: a post into its events, or a decision upon them, and each event that this changes out."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import msgspec

from streams.data.outlets import Outlets, shipped
from streams.records import Decision, Enriched
from streams.stage import Drop, Outcome, Reject, State, Write, refuse
from streams.stages.curate import decisions
from streams.stages.curate.assign import Assigned, assign
from streams.stages.curate.changes import Occasion
from streams.stages.curate.forget import forget
from streams.stages.curate.former import former, former_claims
from streams.stages.curate.late import Late
from streams.stages.curate.links import link, links
from streams.stages.curate.rows import (
    PostRow,
    decision_key,
    link_key,
    post_key,
)
from streams.stages.curate.timeline import Timeline
from streams.stages.curate.work import Work
from streams.stages.horizon import clock_of

LISTS_MAX = 200


def step(
    state: State, record: Enriched | Decision, now: datetime, *, window: timedelta = timedelta(hours=336),
    horizon: timedelta = timedelta(days=14), lists_max: int | None = LISTS_MAX, outlets: Outlets | None = None,
) -> Outcome:  # fmt: skip
    """Put a post into its events, or carry a decision out, and publish each event that this changes.

    ``outlets`` says who is behind the posts; without it the shipped table does.
    """
    forgotten, present = forget(state, record.desk, now, horizon)
    clock = clock_of(state, record.desk, now)
    work = Work(present, record.desk, clock, lists_max, outlets or shipped())
    age = int(clock.timestamp() // horizon.total_seconds())
    if isinstance(record, Decision):
        outcome = _decide(work, record, horizon, age)
    else:
        outcome = _take(work, record, window, horizon, age)
    if outcome.drop is Drop.REPEAT or outcome.reject is not None:
        return outcome
    writes = (*(write for write in forgotten if write.key not in work.rows), *outcome.writes)
    return dataclasses.replace(outcome, writes=writes)


def _take(work: Work, post: Enriched, window: timedelta, horizon: timedelta, age: int) -> Outcome:
    """A post into its events."""
    key = post_key(post.desk, post.post_id)
    known: PostRow | None = work.view.get(key)
    if known is not None and post.revision <= known.post.revision:
        return Outcome(drop=Drop.REPEAT)
    if known is None and post.change == "removed":
        told = f"post {post.post_id} was forgotten: what it told of is final after {horizon.days} days"
        return refuse(Reject.BEYOND_HORIZON, told)
    timeline = Timeline(work.view)
    if known is not None:
        timeline.go(known)
    row, assigned = _row(timeline, work, post, known, window, age)
    work.rows[key] = row
    late = Late(timeline, window, age)
    late.came(row, assigned)
    if known is None:
        late.ask(row, assigned)
    ties = links(timeline, late.renew(assigned.met), work.clock)
    ties += [link(work.view, one, other, work.clock) for one, other in late.emptied()]
    work.rows.update((link_key(tie.desk, tie.one, tie.other), tie) for tie in ties)
    row = work.rows[key]
    waited = work.view.decisions_on(key) if known is None else []
    settled = decisions.settled_already(work.view, row) if len(work.rows) == 1 else None
    if settled is not None:
        work.rows[key] = settled
    else:
        homes = (*row.homes, *(known.homes if known is not None else ()), *late.homes)
        work.settle(decisions.settle(work.view, [row, *late.rows.values()], homes, work.clock, age))
    for each in (key, *late.rows):
        work.put(each, work.rows[each])
    out, counts = work.publish(Occasion(post, waited[-1].decision if waited else None))
    counts |= {name: n for name, n in (("founded", late.founded), ("vetoed", assigned.vetoed)) if n}
    drop = None if out else Drop.NOT_AN_EVENT
    return Outcome(out=tuple(out), writes=_writes(work), drop=drop, counts=counts)


def _decide(work: Work, decision: Decision, horizon: timedelta, age: int) -> Outcome:
    """A decision upon the posts that are there; it is kept for those that are not."""
    refused = decisions.refused(work.view, decision, work.clock, horizon)
    if refused is not None:
        return refused
    row = decisions.decided(decision, work.state.index.ties.next_number(work.desk), work.clock)
    work.rows[decision_key(work.desk, decision.decision_id)] = row
    about = decisions.is_about(work.view, decision)
    there = [work.view.post(post_id) for post_id in (*about.posts, *about.apart_from)] if about is not None else []
    posts = [post for post in there if post is not None]
    work.settle(decisions.settle(work.view, posts, (), work.clock, age))
    out, counts = work.publish(Occasion(None, decision))
    held = not out and len(posts) < len(there)
    drop = None if out or held else Drop.NOT_AN_EVENT
    return Outcome(out=tuple(out), writes=_writes(work), drop=drop, held=held, counts=counts)


def _writes(work: Work) -> tuple[Write, ...]:
    return tuple(Write(key, row) for key, row in work.rows.items())


def _row(
    timeline: Timeline, work: Work, post: Enriched, known: PostRow | None, window: timedelta, age: int
) -> tuple[PostRow, Assigned]:  # fmt: skip
    """The post's new row, each passage where the matcher puts it."""
    seen = max(post.seen, known.seen) if known is not None else post.seen
    if known is not None and (post.change == "removed" or post.significance == "retraction"):
        withdrawn = msgspec.structs.replace(
            known,
            removed=True,
            withdrawn=True,
            seen=seen,
            kept=work.clock,
            post=msgspec.structs.replace(known.post, revision=post.revision),
        )
        return withdrawn, Assigned(withdrawn.passages)
    assigned = assign(timeline, post, known, window, age)
    foundings = (known.foundings if known is not None else 0) + len(assigned.founded)
    row = PostRow(
        post=msgspec.structs.replace(post, origin=None), passages=assigned.passages, foundings=foundings,
        withdrawn=False, first_seen=known.first_seen if known is not None else post.seen, seen=seen,
        told=_told(post, known), former=former(known, post) if known is not None else (), kept=work.clock,
        former_claims=former_claims(known, post) if known is not None else (),
    )  # fmt: skip
    return decisions.hold(work.view, known, row), assigned


def _told(post: Enriched, known: PostRow | None) -> datetime:
    """When what a post says now was first said: a corrected spelling makes no figure newer."""
    if known is not None and post.significance in ("cosmetic", "clarification"):
        return known.told
    return post.seen
