"""The step of dedupe: every post and revision once; copies go on, marked."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from streams.codec import digest
from streams.records import Decision, Post
from streams.stage import Drop, Emit, Outcome, State, Write
from streams.stages.dedupe.copied import copied
from streams.stages.dedupe.credits import credit
from streams.stages.dedupe.index import Index, PostRow
from streams.stages.dedupe.likeness import INSIDE, Likeness, likeness
from streams.stages.dedupe.wording import Wording, read
from streams.stages.horizon import kept, sweep
from streams.topics import UNIQUE

FORMER_MAX = 2  # wordings kept of older revisions: outlets print what an agency said an hour ago
RETOLD_WITHIN = timedelta(hours=48)  # later, the same words without numbers or names that differ are the next of a kind
OUTLET_LETTERS_MIN = 4  # of a name that is looked for in texts
SAYS_NOTHING = frozenset({"moved", "aged_off", "removed"})  # changes that bring no words
KINDS = ("exact", "near", "contained", "contains", "rewritten")  # the surer first
IN_PARTS = frozenset({"contains", "contained"})  # ways of being a copy that make no group: a round-up holds many


def step(state: State, post: Post | Decision, now: datetime, *, horizon: timedelta = timedelta(days=14)) -> Outcome:
    """Pass a post or a revision on the first time it comes; mark it where it copies another post.

    Leaves alone who is right: a copy differs from its original in a few words, and both stay readable.
    """
    swept = sweep(state, post.desk, now, horizon)
    if isinstance(post, Decision):
        return Outcome(out=(Emit(UNIQUE, post.desk, post),), writes=tuple(swept))
    key = post_key(post.desk, post.post_id)
    gone = frozenset(write.key for write in swept if write.row is None)
    known: PostRow | None = state.get(key) if key not in gone else None  # forgotten: what comes now is news
    if known is not None and post.revision <= known.revision:
        return Outcome(drop=Drop.REPEAT)
    swept = [write for write in swept if write.key != key]
    row, spans, others = _row(state, gone | {key}, post, known)
    writes = (*swept, *kept(state, post.desk, now, [*others, Write(key, row)]))
    if post.change in ("moved", "aged_off"):
        return Outcome(writes=writes, drop=Drop.MOVED)
    marked = msgspec.structs.replace(
        post, duplicate_of=row.duplicate_of, duplicate_group=row.shown or row.group, duplicate_kind=row.kind,
        similarity=row.similarity, copied=spans, credit=credit(post),
    )  # fmt: skip
    counts = {"copies": 1} if row.duplicate_of is not None else {}
    return Outcome(out=(Emit(UNIQUE, post.desk, marked),), writes=writes, counts=counts)


def post_key(desk: str, post_id: str) -> str:
    return f"post/{desk}/{post_id}"


def _row(
    state: State, but_not: frozenset[str], post: Post, known: PostRow | None
) -> tuple[PostRow, tuple[tuple[int, int], ...], list[Write]]:
    """The post's row; where in its text another's words stand beside its own; its original's row where that changes."""
    index: Index = state.index
    if known is not None and post.change in SAYS_NOTHING:
        return msgspec.structs.replace(
            known, revision=post.revision, reference=post.reference.start, withdrawn=post.change == "removed"
        ), (), []  # fmt: skip
    wording = read(post.headline, post.text)
    row = PostRow(
        desk=post.desk, post_id=post.post_id, outlet=post.outlet, revision=post.revision,
        reference=post.reference.start, wording=wording, former=_former(known, wording),
        withdrawn=post.change == "removed",
    )  # fmt: skip
    own = known.group if known is not None and _leads(index, known, but_not) else None
    if known is not None and own is not None:  # whoever copied what it said before still copies it
        row = msgspec.structs.replace(row, group=own, number=known.number)
    found = _original(state, but_not, post, wording)
    if found is None:
        return row, (), []
    other, its_wording, like = found
    if like.kind in IN_PARTS:
        holder = other if like.kind == "contains" else row
        told = {
            "shown": holder.group or digest("group", holder.post_id),
            "duplicate_of": _leader(state, other, but_not),
            "kind": like.kind,
            "similarity": like.similarity,
        }
        where: tuple[tuple[int, int], ...] = ()
        if like.kind == "contains" or like.similarity < INSIDE:
            where = copied(post.text, index.reading(wording), index.reading(its_wording))
        return msgspec.structs.replace(row, **told), where, []
    group = other.group or digest("group", other.post_id)
    if group == own:
        return row, (), []  # the original was edited, or came back: it copies nobody
    number = known.number if known is not None and known.group == group else index.next_number(post.desk, group)
    row = msgspec.structs.replace(
        row, group=group, number=number, kind=like.kind, similarity=like.similarity,
        duplicate_of=_leader(state, other, but_not),
    )  # fmt: skip
    if other.group is not None:
        return row, (), []
    first = msgspec.structs.replace(other, group=group, number=0)
    return row, (), [Write(post_key(other.desk, other.post_id), first)]


def _leader(state: State, row: PostRow, but_not: frozenset[str]) -> str:
    """The post that those with the words of another are copies of: the first that came of its group."""
    leader = state.index.leader(row.desk, row.group, but_not) if row.group is not None else None
    return state.get(leader[1]).post_id if leader is not None else row.post_id


def _former(known: PostRow | None, wording: Wording) -> tuple[Wording, ...]:
    """What the post said before, where it now says something else."""
    if known is None:
        return ()
    before = [each for each in (*known.former, known.wording) if each.exact not in (wording.exact, "")]
    return tuple(before[-FORMER_MAX:])


def _leads(index: Index, known: PostRow, but_not: frozenset[str]) -> bool:
    """Whether a post is the one that the others of its group are copies of: of those that stand the first that came."""
    if known.group is None:
        return False
    leader = index.leader(known.desk, known.group, but_not)
    return leader is None or leader[0] > known.number


def _original(
    state: State, but_not: frozenset[str], post: Post, wording: Wording
) -> tuple[PostRow, Wording, Likeness] | None:
    """The post that this one is most like, by what that says or said before, and in what way."""
    index: Index = state.index
    mine = index.reading(wording)
    best: tuple[PostRow, Wording, Likeness] | None = None
    for key in index.alike(post.desk, wording, post.reference.start, but_not):
        row: PostRow = state.get(key)
        if best is not None and best[2].kind == "exact" and row.wording.exact != wording.exact:
            break  # those with equal words come first
        same_outlet = row.outlet == post.outlet
        retells = not same_outlet and abs(row.reference - post.reference.start) <= RETOLD_WITHIN
        for its_wording in (row.wording, *row.former):
            like = likeness(
                mine,
                index.reading(its_wording),
                may_retell=retells,
                names_it=retells and _names(post, row),
                same_outlet=same_outlet and post.outlet is not None,
            )
            if like is not None and (best is None or _rank(like, row) < _rank(best[2], best[0])):
                best = row, its_wording, like
    return best


def _names(post: Post, other: PostRow) -> bool:
    """Whether a post says whose report it passes on: "…, the Coast Herald writes"."""
    return other.outlet is not None and len(other.outlet) >= OUTLET_LETTERS_MIN and other.outlet in post.text


def _rank(like: Likeness, row: PostRow) -> tuple[int, float, datetime, str]:
    return KINDS.index(like.kind), -like.similarity, row.reference, row.post_id
