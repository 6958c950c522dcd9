"""The figure ledger: every number of an event beside its sayer, how the numbers stand to each other, and since when.

Nothing is averaged and nothing is overwritten. Two figures are one entry when the same sayer gives the same value of
the same thing (``entries``); figures of different sayers, or of one at two times, are related (``relations``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from streams.records import Figure, FigureRelation, Standing
from streams.stages.curate.amounts import is_odd
from streams.stages.curate.entries import Entry, Tellings, Told, entries, read_of
from streams.stages.curate.members import Kept
from streams.stages.curate.relations import Related, are_one, related
from streams.stages.curate.synonyms import named_alike
from streams.stages.curate.together import Beside, Together

RELATED_MAX = 24  # newest figures of one thing that another is held against: a roll of numbers is no argument
ORIGINS_MAX = 24  # named, first told first; the count is exact
HISTORY_MAX = 8  # changes of one figure's status that are kept: the first, and the newest


@dataclass(slots=True)
class _Page:
    """What becomes of one entry."""

    entry: Entry
    relations: list[FigureRelation] = field(default_factory=list)
    equals: list[Entry] = field(default_factory=list)  # that corroborate it
    rivals: list[Entry] = field(default_factory=list)  # that it conflicts with
    heir: Entry | None = None  # what superseded it
    is_held: bool = False  # an increment whose total is known


def ledger(
    event_id: str, told: Tellings, kept: Kept | None = None, most: int | None = None
) -> tuple[Figure, ...]:  # fmt: skip
    """The figures of an event with their relations, in the order in which they were first told.

    Figures of other things have nothing to do with each other, so only what is told anew of a thing is reckoned anew.
    ``most`` is how many tellings of one thing are read, the first and the newest.
    """
    kept = Kept() if kept is None else kept
    found: list[tuple[tuple[object, ...], Figure]] = []
    for kind, of_it in named_alike(told).items():
        read = read_of(of_it, most)
        found += kept.of(("ledger", kind), _of_one_kind, event_id, kept.part(("parts of", kind)), *read)
    found.sort(key=lambda item: item[0])
    return tuple(figure for _, figure in found)


def _of_one_kind(event_id: str, kept: Kept, *told: Told) -> tuple[tuple[tuple[object, ...], Figure], ...]:
    """The figures of one kind of things, each with its place in the order of the telling."""
    kept.begin()
    rows = entries(event_id, told, kept)
    pages = {entry.id: _Page(entry) for entry in rows}
    together = Together(rows)
    alike: dict[tuple[str | None, str | None], list[Entry]] = {}
    for entry in rows:
        thing = entry.kind if entry.amount.dimension is None else None
        earlier = alike.setdefault((thing, entry.amount.dimension), [])
        beside = together.beside(entry)
        found = kept.each(("related", entry.id), _related, earlier[-RELATED_MAX:], entry, beside)
        _relate(entry, [one for one in found if one is not None], beside, pages)
        earlier.append(entry)
    for entry in rows:
        _inherit(pages[entry.id], pages)
    same: dict[tuple[object, ...], list[Entry]] = {}
    for entry in rows:
        same.setdefault(_equal(entry), []).append(entry)
    return tuple((entry.order, _written(pages[entry.id], same[_equal(entry)], pages, kept)) for entry in rows)


def _related(b: Entry, a: Entry, beside: Beside) -> Related | None:
    return related(a, b, beside)


def _relate(a: Entry, found: Sequence[Related], beside: Beside, pages: dict[str, _Page]) -> None:
    """Relate an entry to those told before it, as ``found``.

    What was superseded by then is no rival any more, and who tells it again tells old news. A number that a post sets
    against it, by another sayer, is not superseded by it: there are two words.
    """
    heir = next((heir for one in found if (heir := _old_news(a, one, pages)) is not None), None)
    for kind, of, to in found:
        other = to if of is a else of
        if kind in ("updates", "conflicts", "part_of") and (other is heir or _is_past(other, a, pages)):
            continue
        if kind == "updates" and of.first.origin != to.first.origin and beside.are_rivals(of, to):
            kind = "conflicts"
        if kind == "part_of" and of.is_increment:
            if pages[of.id].is_held:
                continue
            pages[of.id].is_held = True
        pages[of.id].relations.append(FigureRelation(to=to.id, kind=kind))
        if kind == "corroborates":
            pages[of.id].equals.append(to)
            pages[to.id].equals.append(of)
        elif kind == "conflicts":
            pages[of.id].rivals.append(to)
            pages[to.id].rivals.append(of)
        elif kind == "updates" and pages[to.id].heir is None:
            pages[to.id].heir = of
    if heir is not None and pages[a.id].heir is None:
        pages[heir.id].relations.append(FigureRelation(to=a.id, kind="updates"))
        pages[a.id].heir = heir


def _inherit(page: _Page, pages: dict[str, _Page]) -> None:
    """What brings a number up to date does so for all who had told it by then."""
    if page.heir is None and not page.entry.is_increment:
        heirs = [heir for one in page.equals if (heir := pages[one.id].heir) is not None]
        later = [heir for heir in heirs if max(t.when for t in page.entry.told) <= heir.first.when]
        page.heir = min(later, key=lambda heir: (heir.first.when, heir.id), default=None)


def _is_past(b: Entry, a: Entry, pages: dict[str, _Page]) -> bool:
    """Whether an earlier entry had been superseded when a was told; its own sayer's word stands against his."""
    heir = pages[b.id].heir
    return heir is not None and heir.first.when <= a.first.when and not b.is_replaced


def _old_news(a: Entry, one: Related, pages: dict[str, _Page]) -> Entry | None:
    """What superseded the number that a only tells again: a has it from before."""
    kind, of, to = one
    b = to if of is a else of
    if kind != "corroborates" or not _is_past(b, a, pages) or a.first.newer or a.first.corrects:
        return None
    heir = pages[b.id].heir
    return heir if heir is not None and heir.first.origin != a.first.origin else None


def _equal(entry: Entry) -> tuple[object, ...]:
    f = entry.figure
    return entry.kind, f.unit, f.value, f.low if f.value is None else None, f.counting


# ------------------------------------------------------------------------------------------- how it stands


Rivalry = tuple[Entry, Entry | None]
"""What a number conflicts with, and what that was superseded by."""


def _written(page: _Page, same: Sequence[Entry], pages: dict[str, _Page], kept: Kept) -> Figure:
    """The figure that a page comes to."""
    rivals = tuple((rival, pages[rival.id].heir) for rival in page.rivals)
    return kept.of(
        ("figure", page.entry.id), _figure, page.entry, page.heir, tuple(page.relations), tuple(page.equals), rivals,
        tuple(same),
    )  # fmt: skip


def _figure(
    entry: Entry, heir: Entry | None, relations: tuple[FigureRelation, ...], equals: Sequence[Entry],
    rivals: Sequence[Rivalry], same: Sequence[Entry],
) -> Figure:  # fmt: skip
    history = _history(entry, heir, rivals)
    behind = {one.id: one for one in (entry, *equals)}
    for one in same:
        if one.id not in behind and are_one(one, entry):
            behind[one.id] = one
    origins = _origins(entry, list(behind.values()))
    return msgspec.structs.replace(
        entry.figure, relation=relations, independent_origins=len(origins), origins=tuple(origins[:ORIGINS_MAX]),
        status=history[-1].status, history=shortened(history, HISTORY_MAX),
    )  # fmt: skip


def shortened(history: Sequence[Standing], most: int) -> tuple[Standing, ...]:
    """The first and the newest of a long history."""
    return tuple(history) if len(history) <= most else (history[0], *history[1 - most :])


def _origins(entry: Entry, behind: Sequence[Entry]) -> list[str]:
    """Who is behind a number, each origin once, first told first; of one that nobody stands by, who had said it.

    Where posts say whose count it is, those that do not are no counts of their own; and where none does, an odd number
    has been counted once, whoever prints it.
    """
    standing = [t for one in behind for t in one.told if not t.withdrawn and not t.replaced] or list(entry.told)
    standing.sort(key=lambda t: t.order)
    said = [t for t in standing if t.sayer is not None]
    if not said and entry.figure.value is not None and is_odd(entry.figure.value):
        standing = standing[:1]
    standing = said or standing
    labels: dict[str, str] = {}
    for told in standing:
        labels.setdefault(told.origin, told.label or told.origin)
    return list(labels.values())


def _history(entry: Entry, heir: Entry | None, rivals: Sequence[Rivalry]) -> list[Standing]:
    """How an entry has stood, from the post that first told it on: from when, and which post and figure made it so."""
    first = entry.first
    end = _end(entry, heir)
    found = [Standing(status="current", since=first.when, post_id=first.post_id)]
    marks: list[tuple[datetime, bool, Entry]] = []
    for rival, after in rivals:
        begun = max(first.when, rival.first.when)
        marks.append((begun, True, rival))
        if rival.is_withdrawn or after is not None:
            over = after.first.when if after is not None else max(_until(t) for t in rival.told)
            marks.append((max(over, begun), False, after or rival))
    open_quarrels = 0
    for at, begins, other in sorted(marks, key=lambda mark: (mark[0], not mark[1], mark[2].id)):
        if end is not None and at >= end.since:
            break
        open_quarrels += 1 if begins else -1
        status = "disputed" if open_quarrels else "current"
        if found[-1].status != status:
            found.append(Standing(status=status, since=at, post_id=other.first.post_id, by=other.id))
    if end is not None:
        found.append(end)
    return found


def _end(entry: Entry, heir: Entry | None) -> Standing | None:
    """What ended an entry: it was taken back, replaced by an edit, or brought up to date."""
    if entry.is_withdrawn:
        last = max(entry.told, key=_until)
        return Standing(status="withdrawn", since=_until(last), post_id=last.post_id)
    if entry.is_replaced:
        last = max(entry.told, key=_until)
        by = heir.id if heir is not None else None
        return Standing(status="superseded", since=_until(last), post_id=last.post_id, by=by)
    if heir is not None:
        since = max(heir.first.when, entry.first.when)
        return Standing(status="superseded", since=since, post_id=heir.first.post_id, by=heir.id)
    return None


def _until(told: Told) -> datetime:
    return told.until or told.when
