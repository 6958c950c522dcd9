"""What operators decide, and what becomes of it.

The matcher puts each passage in a *home*: the event that it founded, or that of the passage it fits best. Which homes
are one *event* follows from the ties between them (``groups``): the links that the matcher found since, and the
decisions that stand. Whenever a post or a tie changes, the events of all that hangs together are settled anew from the
homes, so that a decision that is undone, or a merge that is barred, leaves nothing behind: ids, members and facts are
as without it, and only versions and the log have gone on. An event's id is that of its home which was founded first;
the others stay as records that say ``merged``, and go on with their next version when they are parted from it.

    associate      The posts tell of one event. Their homes become one, whatever the matcher thinks; a post that is in
                   no event (a feature) joins that of the others. It holds while posts are edited.
    disassociate   The posts are not of that event: not of the event of ``apart_from``, or, where that is empty, of the
                   one that they are in. Their homes are parted, each going on under its own id. A post whose home is
                   itself that of the others leaves it, with what it says of it, for a new one; what it only mentions
                   belongs to no event then. The matcher never brings them together again.
    pin            The event is told by this post: its heading, and its sentences first. The post stays in its event
                   however it is edited, and the matcher merges that event with no other. Of two pins the later tells.
    retract        The desk takes the posts back, as if their sources had: what they say is withdrawn, and an event
                   without another post is retracted. With ``whole_event`` the event of the posts is retracted,
                   whoever tells of it and however many join it.
    undo           The decision named counts no more. An undo can be undone.

A post that tells of several happenings is meant by the first main passage of it, but disassociate means all that it
shares with the others.

Several decisions on one event stand side by side; of an associate and a disassociate that contradict each other the
later one stands, and both outrank the matcher. A decision about posts that have not come yet is kept, and takes effect
when they come; those of another desk never do. It is forgotten together with what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from streams.codec import digest
from streams.records import Decision, Reason
from streams.stage import Drop, Outcome, Reject, refuse
from streams.stages.curate import ties
from streams.stages.curate.groups import Bundle, Groups, View, bundle
from streams.stages.curate.rows import (
    Assignment,
    DecisionRow,
    LinkRow,
    PassageRow,
    PostRow,
    decision_key,
    event_key,
    post_key,
)


@dataclass(slots=True)
class Settled:
    """Where everything that hangs together belongs now."""

    posts: dict[str, PostRow] = field(default_factory=dict)  # those that changed, by key
    decisions: dict[str, DecisionRow] = field(default_factory=dict)  # those that changed, by key
    keepers: dict[str, str] = field(default_factory=dict)  # of each home that hangs together: the event it is in
    split: set[str] = field(default_factory=set)  # events that lost members to another


def refused(view: View, decision: Decision, clock: datetime, horizon: timedelta) -> Outcome | None:
    """Why a decision changes nothing: it came before, or reaches for what was forgotten; None where it counts."""
    if view.get(decision_key(view.desk, decision.decision_id)) is not None or _said_already(view, decision):
        return Outcome(drop=Drop.REPEAT)
    final = f"what it is about is final after {horizon.days} days"
    if decision.seen < clock - horizon:
        return refuse(Reject.BEYOND_HORIZON, f"decision {decision.decision_id} of {decision.seen} comes late: {final}")
    if decision.undoes is not None and view.get(decision_key(view.desk, decision.undoes)) is None:
        return refuse(Reject.BEYOND_HORIZON, f"no decision {decision.undoes} on desk {view.desk}, or no more: {final}")
    if decision.last_seen is not None and decision.last_seen < clock - horizon:
        gone = [post_id for post_id in (*decision.posts, *decision.apart_from) if view.post(post_id) is None]
        if gone:
            return refuse(Reject.BEYOND_HORIZON, f"post {gone[0]} was forgotten: {final}")
    return None


def _said_already(view: View, decision: Decision) -> bool:
    """Whether the last decision of the desk says the very same, and there is nothing new to say it of: somebody pressed
    the button twice. An undo of what is undone says nothing either.
    """
    if decision.undoes is not None:
        target: DecisionRow | None = view.get(decision_key(view.desk, decision.undoes))
        return target is not None and not view.stands(target)
    last = view.state.index.ties.next_number(view.desk) - 1
    for row in view.decisions_on(post_key(view.desk, decision.posts[0])):
        if row.number == last and _content(row.decision) == _content(decision):
            now = resolved(view, decided(decision, last, row.kept)).others or ()
            return set(now) <= set(row.others or ())
    return False


def _content(decision: Decision) -> tuple[object, ...]:
    said = decision.because, decision.by
    return decision.kind, sorted(decision.posts), sorted(decision.apart_from), decision.whole_event, said


def decided(decision: Decision, number: int, clock: datetime) -> DecisionRow:
    """The row of a decision that comes now."""
    return DecisionRow(decision=decision, number=number, kept=clock, others=decision.apart_from or None)


def is_about(view: View, decision: Decision) -> Decision | None:
    """The decision whose posts one is about: itself, or what it undoes in the end."""
    while decision.undoes is not None:
        row: DecisionRow | None = view.get(decision_key(view.desk, decision.undoes))
        if row is None:
            return None
        decision = row.decision
    return decision


def hold(view: View, known: PostRow | None, row: PostRow) -> PostRow:
    """The row of an edited post; one that a decision binds to its event stays there, whatever it says now.

    It is at home there from then on, also when the decision is undone.
    """
    if known is None or known.principal is None or row.principal is None:
        return row
    before = known.passages[known.principal].matched
    on = (each.decision for each in view.decisions_on(post_key(view.desk, row.post.post_id)))
    bound = any(each.kind in ("associate", "pin") or each.whole_event for each in on)
    if before is None or before.event_id in row.homes or not bound:
        return row
    passages = list(row.passages)
    stays = msgspec.structs.replace(before, relation="revision" if before.relation == "new" else before.relation)
    passages[row.principal] = msgspec.structs.replace(passages[row.principal], assignment=stays)
    return msgspec.structs.replace(row, passages=tuple(passages))


def settled_already(view: View, row: PostRow) -> PostRow | None:
    """A post in the events that its homes are settled in, where it decides nothing itself: no decision names it, so
    that which homes are one event is as before. None where only ``settle`` can say it: also of a home with a link that
    is not in force, for whatever barred it may be gone.
    """
    if view.state.index.ties.about(view.desk, ties.named(post_key(view.desk, row.post.post_id))):
        return None
    keepers: dict[str, str] = {}
    for home in row.homes:
        keeper = _keeper(view, home)
        if keeper is None or any(_keeper(view, other) != keeper for other in _linked(view, home)):
            return None
        keepers[home] = keeper
    passages = tuple(
        p
        if p.matched is None
        else _belongs(p, msgspec.structs.replace(p.matched, event_id=keepers[p.matched.event_id]))
        for p in row.passages
    )
    return msgspec.structs.replace(row, passages=passages)


def _keeper(view: View, home: str) -> str | None:
    """The event that a home is settled in: that of a post which tells of it; None where no post could say."""
    index = view.state.index
    for _, key, number in index.tellers(view.desk, home)[:1]:
        row: PostRow | None = view.state.get(key)
        assignment = row.passages[number].assignment if row is not None else None
        return assignment.event_id if assignment is not None else None
    known = view.state.get(event_key(view.desk, home)) is not None or index.ties.about(view.desk, ties.home(home))
    return None if known else home


def _linked(view: View, home: str) -> list[str]:
    """The homes that the matcher linked to one."""
    rows = (view.state.get(key) for key in view.state.index.ties.about(view.desk, ties.home(home)))
    return [row.other if row.one == home else row.one for row in rows if isinstance(row, LinkRow)]


def _belongs(passage: PassageRow, assignment: Assignment) -> PassageRow:
    """A passage in an event, with what the matcher said where that is another."""
    own = None if assignment == passage.matched else passage.matched
    return msgspec.structs.replace(passage, assignment=assignment, own=own, given=False)


def settle(view: View, posts: Iterable[PostRow], homes: Iterable[str], clock: datetime, age: int) -> Settled:
    """Where the passages of these posts, and of all that hangs together with them, belong."""
    found = bundle(view, posts, homes)
    settled = Settled()
    posts_now = {key: _flagged(view, key, row) for key, row in sorted(found.posts.items())}
    _part(view, found, posts_now, settled, age)
    found.posts = posts_now
    groups = Groups(view, found, clock)
    for key, row in posts_now.items():
        passages = tuple(_place(view, groups, key, row, n) for n in range(len(row.passages)))
        after = msgspec.structs.replace(row, passages=passages)
        before: PostRow = view.get(key)
        if after != before:
            settled.posts[key] = msgspec.structs.replace(after, kept=clock)
        for old, new in zip(before.passages, passages, strict=True):
            if old.assignment is not None and new.assignment is not None and _parted(groups, old.assignment, new):
                settled.split.add(old.assignment.event_id)
    settled.keepers = {event_id: groups.keeper(event_id) for event_id in sorted(found.homes)}
    return settled


def _parted(groups: Groups, old: Assignment, new: PassageRow) -> bool:
    """Whether a passage left an event that goes on without it."""
    assert new.assignment is not None
    left = old.event_id
    return new.assignment.event_id != left and left in groups and groups.keeper(left) == left


def _flagged(view: View, key: str, row: PostRow) -> PostRow:
    """A post with what the decisions on it alone say."""
    on = view.decisions_on(key)
    pins = [each.number for each in on if each.decision.kind == "pin"]
    retracts = [each for each in on if each.decision.kind == "retract"]
    whole = [each.number for each in retracts if each.decision.whole_event]
    return msgspec.structs.replace(
        row, withdrawn=row.removed or len(retracts) > len(whole), pinned=max(pins, default=None),
        retracts=min(whole, default=None),
    )  # fmt: skip


def _part(view: View, found: Bundle, posts: dict[str, PostRow], settled: Settled, age: int) -> None:
    """Take posts out of a home that is also that of posts which they are to be kept apart from."""
    decisions = sorted(found.decisions.items(), key=lambda item: item[1].number)
    for key, row in decisions:
        if row.decision.kind != "disassociate" or not view.stands(row):
            continue
        row = resolved(view, row)
        named = {post_key(view.desk, post_id) for post_id in row.decision.posts} & posts.keys()
        others = {post_key(view.desk, post_id) for post_id in row.others or ()} & posts.keys()
        shared = {event_id for other in others for event_id in _main_homes(posts[other])}
        for old in sorted({event_id for each in named for event_id in _main_homes(posts[each])} & shared):
            new = digest("event", view.desk, row.decision.decision_id, old, str(age))
            new = next((cut for cut, of in row.cuts if of == old), new)
            found.homes |= {new, old}
            if (new, old) not in row.cuts:
                row = msgspec.structs.replace(row, cuts=(*row.cuts, (new, old)))
            for each in named:
                posts[each] = _moved(posts[each], old, new)
        if row != view.get(key):
            settled.decisions[key] = view.rows[key] = found.decisions[key] = row


def resolved(view: View, row: DecisionRow) -> DecisionRow:
    """The decision with the posts that it keeps its own apart from: of their event, when the first of them is there."""
    if row.others is not None or row.decision.kind != "disassociate":
        return row
    named = [post for post_id in row.decision.posts if (post := view.post(post_id)) is not None]
    if not named:
        return row
    others: set[str] = set()
    for post in named:
        for event_id in _main_homes(post):
            settled_in = {e for each in view.at_home(event_id).values() for e in _events_at(each, event_id)}
            for where in settled_in or {event_id}:
                others |= {member.post.post_id for member in view.members(where).values()}
    return msgspec.structs.replace(row, others=tuple(sorted(others - set(row.decision.posts))))


def _events_at(row: PostRow, home: str) -> set[str]:
    return {p.assignment.event_id for p in row.passages if p.assignment is not None and p.home == home}


def _main_homes(row: PostRow) -> set[str]:
    return {p.home for p in row.passages if p.role == "main" and p.home is not None}


def _moved(row: PostRow, old: str, new: str) -> PostRow:
    """A post with what it says of one home in another."""
    if old not in _main_homes(row):
        return row
    passages = tuple(
        p if p.home != old or p.matched is None
        else msgspec.structs.replace(p, own=msgspec.structs.replace(p.matched, event_id=new))
        for p in row.passages
    )  # fmt: skip
    former = tuple(msgspec.structs.replace(f, home=new) if f.home == old else f for f in row.former)
    claims = tuple(msgspec.structs.replace(f, home=new) if f.home == old else f for f in row.former_claims)
    return msgspec.structs.replace(row, passages=passages, former=former, former_claims=claims)


def _place(view: View, groups: Groups, key: str, row: PostRow, number: int) -> PassageRow:
    """A passage in the event that it belongs to now, with the operators' reasons where they are about it."""
    passage = row.passages[number]
    matched = passage.matched
    standing = view.decisions_on(key)
    cut = [(each, old) for each in standing for new, old in each.cuts if passage.home == new]
    on = standing if number == row.principal else [each for each, _ in cut]
    if matched is None:
        given = _given(groups, on)
        return msgspec.structs.replace(passage, assignment=given, own=None, given=given is not None)
    if matched.event_id not in groups:
        return passage
    if passage.role != "main" and groups.bars(row.post.post_id, matched.event_id):
        return msgspec.structs.replace(passage, assignment=None, own=matched)
    belongs = msgspec.structs.replace(matched, event_id=groups.keeper(matched.event_id))
    reasons = tuple(_reason(each.decision) for each in on)
    if cut and all(groups.keeper(old) != belongs.event_id for _, old in cut):
        # what speaks for the event that it was taken out of says nothing of the one it founds
        first = min(post_id for post_id in cut[0][0].decision.posts if view.post(post_id) is not None)
        relation = "new" if row.post.post_id == first else "corroborates"
        belongs = Assignment(event_id=belongs.event_id, relation=relation, reasons=reasons)
    else:
        belongs = msgspec.structs.replace(belongs, reasons=(*belongs.reasons, *reasons))
    return _belongs(passage, belongs)


def _given(groups: Groups, on: Iterable[DecisionRow]) -> Assignment | None:
    """The event that a post is associated with, of which the matcher found none."""
    for row in on:
        if row.decision.kind != "associate":
            continue
        for home in map(groups.home_of, row.decision.posts):
            if home is not None:
                reasons = (_reason(row.decision),)
                return Assignment(event_id=groups.keeper(home), relation="corroborates", reasons=reasons)
    return None


def _reason(decision: Decision) -> Reason:
    who = f", {decision.by}" if decision.by is not None else ""
    detail = f"{decision.kind} ({decision.decision_id}{who}): {decision.because}"
    return Reason(evidence="decision", detail=detail, weight=0.0)
