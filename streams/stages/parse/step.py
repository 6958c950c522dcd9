"""The parse stage: one raw update in; the posts that are new or changed out."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from streams.codec import CANARY_DESK, DECISION_TYPE, UPDATE_TYPE, digest
from streams.records import RawUpdate
from streams.stage import Drop, Emit, Outcome, Reject, Rejection, State, Units, Write, refuse
from streams.stages.horizon import kept, sweep
from streams.stages.parse import decisions
from streams.stages.parse.decode import text_of
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats import Reader, reader_for
from streams.stages.parse.items import release, step_items
from streams.stages.parse.rows import PageRow, identity, page_key
from streams.stages.parse.snapshots import Place, forget, step_page
from streams.topics import POSTS

DESK: Final = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,62}}|{CANARY_DESK}\d{{1,5}}")
HORIZON: Final = timedelta(days=14)


def step(state: State, update: RawUpdate, now: datetime, *, horizon: timedelta = HORIZON) -> Outcome:
    """Read an update and tell of the posts in it that are new or changed since the page's last snapshot.

    ``now`` is the update's ``seen``; it moves the desk's clock, and rows of pages not seen within ``horizon`` before
    that are forgotten. Leaves alone what posts mean: that is for the stages that follow.

    >>> from datetime import UTC
    >>> from streams.stages.parse.rows import Index
    >>> seen = datetime(2024, 3, 3, tzinfo=UTC)
    >>> page = b"Flood: live\\nRoads closed\\nThe coast road closed at noon, police said."
    >>> told = RawUpdate(ce_id="1", ce_type=UPDATE_TYPE, source="flood.txt", desk="world", seen=seen, body=page)
    >>> [(emit.record.position, emit.record.headline) for emit in step(State(Index()), told, seen).out]
    [(1, 'Roads closed')]
    """
    if DESK.fullmatch(update.desk) is None:
        rule = "small letters, digits, dot, hyphen, underscore; the first a letter or digit; at most 63"
        return refuse(Reject.BAD_NAME, f"{update.desk[:80]!r} is no name for a desk: {rule}.")
    if update.ce_type not in (UPDATE_TYPE, DECISION_TYPE):
        wanted = f"Send {UPDATE_TYPE}, or {DECISION_TYPE} for a decision."
        return refuse(Reject.UNKNOWN_TYPE, f"ce_type {update.ce_type[:80]!r} is not read here. {wanted}")
    freed, rows = release(state, update)
    outcome, key = _read(state, update, horizon) if update.ce_type == UPDATE_TYPE else (_decision(update), "")
    if freed and outcome.reject is None:
        outcome = _with_freed(outcome, freed, rows)
    if outcome.reject is not None:
        return outcome
    written = {write.key for write in outcome.writes}
    swept = [write for write in sweep(state, update.desk, now, horizon) if write.key not in written]
    own = kept(state, update.desk, now, outcome.writes)
    return dataclasses.replace(outcome, writes=(*forget(state, swept, key), *own))


def _decision(update: RawUpdate) -> Outcome:
    """An operator's decision goes on as it is: it is about posts, not about the page that they stand on."""
    read = decisions.read(update)
    if isinstance(read, Rejection):
        return Outcome(reject=read)
    return Outcome(out=(Emit(POSTS, update.desk, read),))


def _read(state: State, update: RawUpdate, horizon: timedelta) -> tuple[Outcome, str]:
    """The outcome without what is forgotten, and the key of the page."""
    source = identity(update.url, update.source)
    page_id = digest(source)
    key = page_key(update.desk, page_id)
    known: PageRow | None = state.get(key)
    if known is not None and update.seen < known.seen:
        return Outcome(drop=Drop.STALE), key
    body = digest(update.body)
    if known is not None and known.body == body:  # the same bytes: nothing to read
        units = Units(found=known.found, unchanged=known.found - known.furniture, furniture=known.furniture)
        row = replace(known, seen=update.seen, suspect=(), suspect_ce=None)
        return Outcome(writes=(Write(key, row),), drop=Drop.UNCHANGED, units=units), key
    document = _document(update)
    if isinstance(document, Rejection):
        return Outcome(reject=document), key
    reader, read = document
    if isinstance(read, Draft):
        outcome = step_items(state, update, (read,), horizon)
    elif not isinstance(read, Page):
        outcome = step_items(state, update, read, horizon)
    else:
        outcome = step_page(state, update, read, Place(source, page_id, body, known), horizon)
    return dataclasses.replace(outcome, source_kind=reader.kind), key


def _document(update: RawUpdate) -> tuple[Reader, Page | Draft | tuple[Draft, ...]] | Rejection:
    """What an update's bytes hold, and who read it."""
    media_type, charset = _media_type(update.content_type)
    text = text_of(update.body, charset)
    if isinstance(text, Rejection):
        return text
    reader = reader_for(media_type, text)
    if isinstance(reader, Rejection):
        return reader
    read = reader.read(text, update)
    return read if isinstance(read, Rejection) else (reader, read)


def items_of(update: RawUpdate) -> tuple[Draft, ...]:
    """The items that an update holds, told or not; none of a page, and none of what is refused."""
    document = _document(update)
    read = () if isinstance(document, Rejection) else document[1]
    return (read,) if isinstance(read, Draft) else () if isinstance(read, Page) else read


def _with_freed(outcome: Outcome, freed: tuple[Emit, ...], rows: tuple[Write, ...]) -> Outcome:
    """An update's outcome, and before it what the desk's clock freed; a row that the update wrote itself stands."""
    written = {write.key for write in outcome.writes}
    units = dataclasses.replace(
        outcome.units, found=outcome.units.found + len(freed), emitted=outcome.units.emitted + len(freed)
    )
    return dataclasses.replace(
        outcome, out=(*freed, *outcome.out), units=units, drop=None, held=False,
        writes=(*(write for write in rows if write.key not in written), *outcome.writes),
    )  # fmt: skip


def _media_type(content_type: str | None) -> tuple[str | None, str | None]:
    """Media type and charset of a content-type header.

    >>> _media_type('Text/Plain; charset="ISO-8859-1"')
    ('text/plain', 'ISO-8859-1')
    """
    if not content_type or not content_type.strip():
        return None, None
    media_type, _, rest = content_type.partition(";")
    named = (part.partition("=") for part in rest.split(";"))
    charset = next((value.strip(" \"'") for name, _, value in named if name.strip().lower() == "charset"), None)
    return media_type.strip().lower() or None, charset
