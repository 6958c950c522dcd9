"""Snapshot against snapshot: what was added, edited, moved, removed, aged off or reinstated on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from streams.records import RawUpdate, Reference
from streams.stage import Drop, Outcome, Reject, State, Units, Write, refuse
from streams.stages.parse.align import Matching, Words, align, longest_rising, words_digest, words_of
from streams.stages.parse.draft import Draft, Page, Unread, reference
from streams.stages.parse.posts import Told, first_id, gone_row, native_id, row_of, tell
from streams.stages.parse.rows import OrderRow, PageRow, PostRow, order_key, page_key, post_key
from streams.stages.parse.significance import significance

LACKING_MAX = 3  # posts that a snapshot may lack and be believed, whatever share of the page they are
LACKING_SHARE = 3  # … and one in this many
GONE_MAX = 500  # posts gone that are remembered, so that they may come back

_NOTHING = OrderRow(lead=None, posts=(), digests=())


class Place(NamedTuple):
    """Where an update's page stands: what names it, and what is remembered of it."""

    source: str  # as rows.identity names it
    page_id: str
    body: str  # digest of the update's bytes
    known: PageRow | None


class Compared(NamedTuple):
    """The new snapshot beside the last one. Old posts are counted from 0, those gone before after those that stood."""

    units: list[Draft | Unread]  # the new posts; read where they had to be
    digests: tuple[bytes, ...]  # of the new posts
    old: tuple[str, ...]  # ids that stood, then ids gone
    standing: int
    matching: Matching
    moved: frozenset[int]  # new posts that changed their place among those that stayed
    left: tuple[tuple[str, str], ...]  # (id, removed | aged_off) of posts that are there no more
    unexplained: int  # how many of these no newer posts have pushed off the page

    def draft(self, n: int) -> Draft:
        """A new post, read now if it was not."""
        unit = self.units[n]
        return unit.read() if isinstance(unit, Unread) else unit


def step_page(state: State, update: RawUpdate, page: Page, place: Place, horizon: timedelta) -> Outcome:
    """Compare a page with its last snapshot: tell of what changed, and remember it.

    Holds a snapshot that lacks too much to be true, until the next one agrees. One that shows an error, a login or a
    consent dialogue says nothing about posts, however often it comes.
    """
    key = page_key(update.desk, place.page_id)
    known = place.known
    if known is None and page.wrong_shape is not None:
        shape = f"This looks like {page.wrong_shape}, not a page of news"
        return refuse(Reject.NO_POSTS, f"{shape}. Check the address and the way it is fetched, then send it again.")
    row = PageRow(
        desk=update.desk, page_id=place.page_id, seen=update.seen, body=place.body,
        found=page.amount + page.furniture, furniture=page.furniture,
    )  # fmt: skip
    if known is None and not page.amount:
        units = Units(found=page.furniture, furniture=page.furniture)
        return Outcome(writes=(Write(key, row),), drop=Drop.EMPTY, units=units)
    order: OrderRow = state.get(order_key(update.desk, place.page_id)) or _NOTHING
    compared = compare(state, update.desk, place.source, page, order)
    if known is not None and is_suspect(page, order, compared) and not _agrees(known, page, compared, update):
        lacking = tuple(post_id for post_id, _ in compared.left)
        held = replace(known, seen=update.seen, suspect=lacking, suspect_ce=update.ce_id)
        return Outcome(writes=(Write(key, held),), held=True)
    told, writes = _tell_all(state, update, page, place, order, compared, horizon)
    gone = sum(each.row.state != "present" for each in told)
    units = Units(
        found=page.amount + gone + page.furniture, emitted=len(told),
        unchanged=page.amount + gone - len(told), furniture=page.furniture,
    )  # fmt: skip
    writes = (Write(key, row), *writes)
    if not told:
        return Outcome(writes=writes, drop=Drop.UNCHANGED, units=units)
    return Outcome(out=tuple(each.emit for each in told), writes=writes, units=units)


def compare(state: State, desk: str, source: str, page: Page, order: OrderRow) -> Compared:
    """Which post is which, which moved, and which left. The lead is not among them: it is always the lead."""
    standing = len(order.posts)
    old = (*order.posts, *(post_id for post_id, _ in order.gone))
    old_digests = [*order.digests[1 if order.lead else 0 :], *(mark for _, mark in order.gone)]
    units, digests, given = _read(page, source, order, old, old_digests)

    def old_words(i: int) -> Words:
        row: PostRow = state.get(post_key(desk, old[i]))
        return words_of(row.headline, row.text)

    def new_words(n: int) -> Words:
        draft = units[n]
        assert isinstance(draft, Draft)  # what was not read is given
        return words_of(draft.headline, draft.text)

    named_new = frozenset(
        n for n, unit in enumerate(units) if n not in given and isinstance(unit, Draft) and unit.native_id is not None
    )
    named_old = frozenset(i for i in range(len(old)) if state.get(post_key(desk, old[i])).native) if named_new else ()
    matching = align(
        digests, old_digests, new_words, old_words, standing=standing, given=given,
        named_new=named_new, named_old=named_old,
    )  # fmt: skip
    stayed = [n for n in range(len(digests)) if (i := matching.old_of(n)) is not None and i < standing]
    places = [matching.old_of(n) or 0 for n in stayed]
    kept = longest_rising(places)
    anchors = [places[k] for k in kept]
    first, last = min(anchors, default=standing), max(anchors, default=-1)
    fresh = sum(matching.old_of(n) is None for n in range(len(digests)))
    taken = matching.taken
    told = {native_id(source, native) for native in page.removed}  # the page's own word

    def aged_off(i: int) -> bool:
        """Whether a post that is gone stood at the end where a bounded page sheds its oldest."""
        beyond = page.ranked or (i > last if page.newest_first else i < first)
        return beyond and old[i] not in told and bool(kept or fresh)

    left = tuple((old[i], "aged_off" if aged_off(i) else "removed") for i in range(standing) if i not in taken)
    aged = sum(state == "aged_off" for _, state in left)
    explained = sum(post_id in told for post_id, _ in left) + (min(aged, fresh) if kept else 0)
    return Compared(
        units, digests, old, standing, matching,
        moved=frozenset(n for k, n in enumerate(stayed) if k not in kept), left=left,
        unexplained=len(left) - explained,
    )  # fmt: skip


def _read(
    page: Page, source: str, order: OrderRow, old: Sequence[str], old_digests: Sequence[bytes]
) -> tuple[list[Draft | Unread], tuple[bytes, ...], dict[int, int]]:
    """The new posts with the digests of their words, and the old post of each that names it by its mark or id.

    A post whose bytes are what they were is not read: of a page of hundreds mostly one has changed.
    """
    marked: dict[bytes, list[int]] = {}
    for i in reversed(range(len(order.marks))):
        marked.setdefault(order.marks[i], []).append(i)
    at = {post_id: i for i, post_id in enumerate(old)}
    units: list[Draft | Unread] = []
    digests: list[bytes] = []
    given: dict[int, int] = {}
    for n, unit in enumerate(page.posts):
        if isinstance(unit, Unread) and marked.get(unit.mark):
            given[n] = marked[unit.mark].pop()
            units.append(unit)
            digests.append(old_digests[given[n]])
            continue
        draft = unit.read() if isinstance(unit, Unread) else unit
        units.append(draft)
        digests.append(words_digest(draft.headline, draft.text))
    taken = set(given.values())
    for n, unit in enumerate(units):
        if isinstance(unit, Draft) and unit.native_id is not None:
            named = at.get(native_id(source, unit.native_id))
            if named is not None and named not in taken:
                given[n] = named
                taken.add(named)
    return units, tuple(digests), given


def is_suspect(page: Page, order: OrderRow, compared: Compared) -> bool:
    """Whether a snapshot lacks too much to be true: more than three posts and more than a third of those it should
    hold (on a page that keeps its length, newer posts push older ones off, which explains them), or everything."""
    if page.wrong_shape is not None or not page.amount:
        return True
    lacking = compared.unexplained
    return lacking > LACKING_MAX and lacking * LACKING_SHARE > len(order.posts)


def _agrees(known: PageRow, page: Page, compared: Compared, update: RawUpdate) -> bool:
    """Whether this snapshot lacks what the last one, which was not believed, lacked too."""
    lacking = {post_id for post_id, _ in compared.left}
    again = known.suspect_ce not in (None, update.ce_id) and lacking.issuperset(known.suspect)
    return again and page.wrong_shape is None


def _tell_all(
    state: State, update: RawUpdate, page: Page, place: Place, order: OrderRow, compared: Compared, horizon: timedelta
) -> tuple[list[Told], tuple[Write, ...]]:
    """Every change in the page's order, then what left; and the rows to write."""
    told: list[Told] = []
    quiet: list[PostRow] = []
    taken: set[str] = set()
    counts: dict[tuple[str, str], int] = {}

    def show(draft: Draft, post_id: str, position: int, change: str) -> None:
        known: PostRow | None = state.get(post_key(update.desk, post_id))
        row = row_of(draft, update, place.page_id, post_id, position, known)
        weight = None
        if change == "edited" and known is not None:
            weight = significance((known.headline, known.text), (draft.headline, draft.text))
        told.append(tell(row, update, change, weight, _reference(row, page, update), page.zone))

    lead = None
    lead_digest: tuple[bytes, ...] = ()
    if page.lead is not None:
        lead_digest = (words_digest(page.lead.headline, page.lead.text),)
        lead = order.lead or first_id(state, update.desk, place.source, page.lead, taken, counts)
        taken.add(lead)
        if order.lead is None:
            show(page.lead, lead, 0, "added")
        elif order.digests[0] != lead_digest[0]:
            show(page.lead, lead, 0, "edited")
    ids: list[str] = []
    for n in range(len(compared.units)):
        i = compared.matching.old_of(n)
        if i is None:
            draft = compared.draft(n)
            post_id = first_id(state, update.desk, place.source, draft, taken, counts)
            show(draft, post_id, n + 1, "added")
        else:
            post_id = compared.old[i]
            if i >= compared.standing and (known := _came_back(state, update, post_id, n in compared.matching.changed)):
                quiet.append(replace(known, position=n + 1))
            elif i >= compared.standing:
                back = state.get(post_key(update.desk, post_id)).state == "aged_off"
                show(compared.draft(n), post_id, n + 1, "edited" if back else "reinstated")
            elif n in compared.matching.changed:
                show(compared.draft(n), post_id, n + 1, "edited")
            elif n in compared.moved:
                show(compared.draft(n), post_id, n + 1, "moved")
        taken.add(post_id)
        ids.append(post_id)
    left = compared.left if order.lead is None or lead is not None else ((order.lead, "removed"), *compared.left)
    for post_id, state_now in left:
        row = gone_row(state.get(post_key(update.desk, post_id)), update, state_now)
        told.append(tell(row, update, state_now, None, _reference(row, page, update), page.zone))
    writes = [Write(post_key(update.desk, row.post_id), row) for row in (*(each.row for each in told), *quiet)]
    digests = (*lead_digest, *compared.digests)
    if not told and digests == order.digests:
        return told, ()
    marks = dict(zip((*((order.lead,) if order.lead else ()), *order.posts), order.digests, strict=True))
    gone = [(post_id, marks[post_id]) for post_id, _ in left]
    gone += [each for each in order.gone if each[0] not in taken]
    keep = [each for each in gone[:GONE_MAX] if _is_remembered(state, update, each[0], horizon)]
    forgotten = sorted({post_id for post_id, _ in gone} - {post_id for post_id, _ in keep})
    marks_now = tuple(unit.mark if isinstance(unit, Unread) else b"" for unit in page.posts)
    order_now = OrderRow(
        lead=lead, posts=tuple(ids), digests=digests, gone=tuple(keep), marks=marks_now if any(marks_now) else ()
    )
    writes.append(Write(order_key(update.desk, place.page_id), order_now))
    writes += [Write(post_key(update.desk, post_id), None) for post_id in forgotten]
    return told, tuple(writes)


def _came_back(state: State, update: RawUpdate, post_id: str, changed: bool) -> PostRow | None:
    """The row of a post that had aged off and stands again as it was: nobody had been told that it was wrong, so there
    is nothing to tell now; None where there is.
    """
    known: PostRow = state.get(post_key(update.desk, post_id))
    return None if changed or known.state != "aged_off" else replace(known, state="present", seen=update.seen)


def _is_remembered(state: State, update: RawUpdate, post_id: str, horizon: timedelta) -> bool:
    row: PostRow = state.get(post_key(update.desk, post_id))
    return row.state == "present" or row.seen >= update.seen - horizon


def _reference(row: PostRow, page: Page, update: RawUpdate) -> Reference:
    return reference(row.published, page.day, page.zone, update.seen)


def forget(state: State, swept: list[Write], keep: str) -> list[Write]:
    """The writes of a sweep, with the rows that live and go with each page; the page that is at hand stays."""
    writes: list[Write] = []
    for write in swept:
        if write.key == keep:
            continue
        writes.append(write)
        row = state.get(write.key)
        if write.row is None and isinstance(row, PageRow):
            order: OrderRow | None = state.get(order_key(row.desk, row.page_id))
            if order is None:
                continue
            writes.append(Write(order_key(row.desk, row.page_id), None))
            ids = (*((order.lead,) if order.lead else ()), *order.posts, *(post_id for post_id, _ in order.gone))
            writes += [Write(post_key(row.desk, post_id), None) for post_id in ids]
    return writes
