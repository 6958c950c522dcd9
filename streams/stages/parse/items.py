"""Items that stand alone: each one post, known again by its own id or address, whatever document it comes in.

An item may be a version of an earlier one with another id, may be taken back, may be under embargo, may have expired.
Time is the desk's: an embargo ends with the first update that the desk sees from that instant on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from streams.codec import digest
from streams.records import RawUpdate
from streams.stage import Drop, Emit, Outcome, Reject, State, Units, Write, refuse
from streams.stages.horizon import clock_of
from streams.stages.parse.draft import Draft, reference
from streams.stages.parse.posts import Told, gone_row, row_of, tell
from streams.stages.parse.rows import AliasRow, HeldRow, PostRow, address, alias_key, held_key, item_key
from streams.stages.parse.significance import significance
from streams.topics import POSTS

HELD = "held"


class _Step(NamedTuple):
    """What one item came to: told, held, or the reason why not; and the rows to write."""

    told: tuple[Told, ...]
    why_not: Drop | str | None
    writes: tuple[Write, ...] = ()


class _Rows:
    """The state as it is after the items before, of one document."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.written: dict[str, Write] = {}

    def get(self, key: str) -> object:
        return self.written[key].row if key in self.written else self._state.get(key)

    def put(self, writes: Sequence[Write]) -> None:
        self.written.update((write.key, write) for write in writes)


def step_items(state: State, update: RawUpdate, drafts: Sequence[Draft], horizon: timedelta) -> Outcome:
    """Tell of items that are new, that came again with other words, or that are taken back."""
    clock = clock_of(state, update.desk, update.seen)
    rows = _Rows(state)
    steps: list[_Step] = []
    for draft in drafts:
        if draft.embargo is not None and draft.embargo > clock + horizon:
            late = f"embargoed until {draft.embargo.isoformat()}, later than state is kept ({horizon.days} days)"
            return refuse(Reject.BEYOND_HORIZON, f"An item is {late}. Send it again nearer to that time.")
        step = _step_item(rows, update, draft, clock)
        rows.put(step.writes)
        steps.append(step)
    told = [each for step in steps for each in step.told]
    held = sum(step.why_not == HELD for step in steps)
    unchanged = sum(not step.told for step in steps) - held
    # What is held is found when told; what a version takes the place of is found with it.
    units = Units(found=len(told) + unchanged, emitted=len(told), unchanged=unchanged)
    writes = tuple(rows.written.values())
    if told:
        return Outcome(out=tuple(each.emit for each in told), writes=writes, units=units)
    if held:
        return Outcome(writes=writes, held=True, units=units)
    reasons = [step.why_not for step in steps if isinstance(step.why_not, Drop)]
    if not reasons:
        return Outcome(writes=writes, drop=Drop.EMPTY, units=units)
    if reasons[0] is Drop.WITHDRAWN and len(steps) == 1 and not writes and not drafts[0].withheld:
        told_of = "It takes back an item that was never told here, or that was forgotten"
        return refuse(Reject.BEYOND_HORIZON, f"{told_of}: what it told of is final after {horizon.days} days.")
    return Outcome(writes=writes, drop=reasons[0], units=units)


def _step_item(rows: _Rows, update: RawUpdate, draft: Draft, clock: datetime) -> _Step:
    scope = draft.outlet or update.outlet or address(draft.url or update.url, fragment=False) or update.source
    within = scope if draft.scope is None else draft.scope
    own = item_id(draft, update, within)
    earlier = [_named(within, native) for native in draft.supersedes]
    post_id, aliases = _root(rows, update.desk, own, earlier)
    key, held_at = item_key(update.desk, post_id), held_key(update.desk, post_id)
    known, held = rows.get(key), rows.get(held_at)
    assert known is None or isinstance(known, PostRow)
    free = (Write(held_at, None),) if held is not None else ()  # a newer version, or none at all, takes its place
    if known is not None and update.seen < known.seen:
        return _Step((), Drop.STALE)
    if _is_older(draft, held.item if isinstance(held, HeldRow) else known):
        return _Step((), Drop.STALE)
    if draft.withdrawn or draft.withheld:
        return _withdraw(draft, update, known, key, free)
    row = row_of(draft, update, digest("items", scope), post_id, None, known)
    if draft.expires is not None and draft.expires <= clock:
        return _Step((), Drop.EXPIRED, free)
    weight, change = None, "added"
    if known is not None:
        before, now = (known.headline, known.text), (draft.headline, draft.text)
        change = "edited" if known.state == "present" else "reinstated"
        if before == now and change == "edited":
            same = replace(known, seen=update.seen, updated=draft.updated or known.updated)
            return _Step((), Drop.UNCHANGED, (Write(key, same), *aliases, *free))
        weight = significance(before, now) if change == "edited" else None
    when = reference(row.published, draft.day, None, update.seen)
    told = tell(row, update, change, weight, when, None)
    if draft.embargo is not None and draft.embargo > clock:
        # Seen from then on: before, nobody could have told of it.
        post = replace(told.post, seen=max(update.seen, draft.embargo), embargoed_until=draft.embargo)
        waiting = HeldRow(desk=update.desk, until=draft.embargo, post=post, item=row)
        return _Step((), HELD, (Write(held_at, waiting), *aliases))
    joined = [_gone(row, update) for row in _others(rows, update.desk, post_id, (own, *earlier))]
    gone = [Write(item_key(update.desk, each.row.post_id), each.row) for each in joined]
    return _Step((told, *joined), None, (Write(key, row), *gone, *aliases, *free))


def _is_older(draft: Draft, known: PostRow | None) -> bool:
    """Whether a version came after a newer one: by the instants that both give themselves."""
    return known is not None and None not in (draft.updated, known.updated) and draft.updated < known.updated  # type: ignore[operator]


def _others(rows: _Rows, desk: str, post_id: str, named: Sequence[str]) -> list[PostRow]:
    """Items told apart until now that a version takes the place of, besides the one that it is a revision of."""
    found = (rows.get(item_key(desk, each)) for each in dict.fromkeys(named) if each != post_id)
    return [row for row in found if isinstance(row, PostRow) and row.state == "present"]


def _gone(known: PostRow, update: RawUpdate, updated: datetime | None = None) -> Told:
    """The end of an item that is taken back, or whose place another takes."""
    row = replace(gone_row(known, update, "removed"), updated=updated or known.updated)
    return tell(row, update, "removed", None, reference(row.published, None, None, update.seen), None)


def _withdraw(draft: Draft, update: RawUpdate, known: PostRow | None, key: str, free: tuple[Write, ...]) -> _Step:
    """An item that its source takes back."""
    if known is None or known.state != "present":
        return _Step((), Drop.WITHDRAWN if known is None else Drop.UNCHANGED, free)
    told = _gone(known, update, draft.updated)
    return _Step((told,), None, (Write(key, told.row), *free))


def release(state: State, update: RawUpdate) -> tuple[tuple[Emit, ...], tuple[Write, ...]]:
    """What the desk's clock has freed: items whose embargo has passed, in the order in which it did."""
    out: list[Emit] = []
    writes: list[Write] = []
    for key in state.index.due(update.desk, clock_of(state, update.desk, update.seen)):
        held: HeldRow = state.get(key)
        out.append(Emit(POSTS, update.desk, held.post))
        writes += [Write(key, None), Write(item_key(update.desk, held.item.post_id), held.item)]
    return tuple(out), tuple(writes)


def _root(rows: _Rows, desk: str, own: str, earlier: Sequence[str]) -> tuple[str, tuple[Write, ...]]:
    """The id of the item that this is a version of, and the rows that remember so."""
    for post_id in (own, *earlier):
        if rows.get(item_key(desk, post_id)) is not None or rows.get(held_key(desk, post_id)) is not None:
            root = post_id
            break
        alias = rows.get(alias_key(desk, post_id))
        if isinstance(alias, AliasRow):
            root = alias.post_id
            break
    else:
        root = earlier[-1] if earlier else own  # the first version never came here; the others will name it, too
    named = [post_id for post_id in (own, *earlier) if post_id != root]
    return root, tuple(Write(alias_key(desk, post_id), AliasRow(desk=desk, post_id=root)) for post_id in named)


def item_id(draft: Draft, update: RawUpdate, scope: str) -> str:
    """The item's id within its outlet or source, else its address, else its first words.

    Two sources number their items alike, so an id alone would glue strangers together; an address is one everywhere.
    """
    if draft.native_id is not None:
        return _named(scope, draft.native_id)
    place = address(draft.url or update.url, fragment=True)
    if place is not None:
        return digest("item", place)
    return digest("item", scope, draft.headline or "", draft.text)


def _named(scope: str, native: str) -> str:
    return digest("item", scope, native)
