"""Items that stand alone: one post an update, known again by its own id or address."""

from __future__ import annotations

from msgspec.structs import replace

from streams.codec import digest
from streams.records import RawUpdate
from streams.stage import Drop, Outcome, State, Units, Write
from streams.stages.parse.draft import Draft, reference
from streams.stages.parse.posts import row_of, tell
from streams.stages.parse.rows import PostRow, address, item_key
from streams.stages.parse.significance import significance


def step_item(state: State, update: RawUpdate, draft: Draft) -> Outcome:
    """Tell of an item that is new, or that came again with other words."""
    scope = draft.outlet or update.outlet or address(draft.url or update.url, fragment=False) or update.source
    post_id = item_id(draft, update, scope)
    key = item_key(update.desk, post_id)
    known: PostRow | None = state.get(key)
    if known is not None and update.seen < known.seen:
        return Outcome(drop=Drop.STALE)
    row = row_of(draft, update, digest("items", scope), post_id, None, known)
    weight = None
    if known is not None:
        before, now = (known.headline, known.text), (draft.headline, draft.text)
        if before == now:
            units = Units(found=1, unchanged=1)
            return Outcome(writes=(Write(key, replace(known, seen=update.seen)),), drop=Drop.UNCHANGED, units=units)
        weight = significance(before, now)
    when = reference(row.published, draft.day, None, update.seen)
    told = tell(row, update, "added" if known is None else "edited", weight, when, None)
    return Outcome(out=(told.emit,), writes=(Write(key, row),), units=Units(found=1, emitted=1))


def item_id(draft: Draft, update: RawUpdate, scope: str) -> str:
    """The item's id within its outlet or source, else its address, else its first words.

    Two sources number their items alike, so an id alone would glue strangers together; an address is one everywhere.
    """
    if draft.native_id is not None:
        return digest("item", scope, draft.native_id)
    place = address(draft.url or update.url, fragment=True)
    if place is not None:
        return digest("item", place)
    return digest("item", scope, draft.headline or "", draft.text)
