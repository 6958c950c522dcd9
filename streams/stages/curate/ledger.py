"""The figure ledger: every number of an event beside its sayer, and how the numbers stand to each other.

Nothing is averaged and nothing is overwritten. Two figures are one entry when the same sayer gives the same value of
the same thing; figures of different sayers are related:

    corroborates   the same value of the same thing, said by another
    updates        the same sayer, or another later on, gives a newer total of the same thing
    part_of        parts that a sentence adds up to a whole, or a count of a named part of a larger one
    narrower       a smaller count by somebody who speaks for a part of the whole (a mayor beside an air force)
    conflicts      exact totals of the same thing at the same time that can't both be right
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from streams.codec import digest
from streams.records import Figure, FigureMention, FigureRelation
from streams.stages.enrich import names

GROWING = frozenset({"killed", "injured", "evacuated", "displaced", "arrested", "rescued", "infected", "hospitalised"})
"""Tolls that only rise: whoever gives a larger one later brings it up to date."""
RELATED_MAX = 24  # newest figures of one thing that another is held against: a roll of numbers is no argument
SAME_TIME = timedelta(hours=3)  # another's total given sooner than this is a rival, later it is an update


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as one post tells it."""

    mention: FigureMention
    post_id: str
    when: datetime
    sentence: tuple[str, int]  # post and start of the sentence, to see which figures stand together
    sayer: str | None
    origin: str
    remit: str | None  # place that the sayer speaks for: of an office of a town or a region
    claim_id: str | None
    withdrawn: bool
    corrects: bool  # the post is a correction of what it said before
    replaced: bool = False  # the post says another number now
    beside: tuple[float | None, ...] = ()  # numbers that it said then, too: none of them replaced this one


@dataclass(slots=True)
class _Entry:
    figure: Figure
    told: list[Told]

    @property
    def is_withdrawn(self) -> bool:
        return all(told.withdrawn for told in self.told)

    @property
    def is_replaced(self) -> bool:
        """Whether all that ever gave it were edited, and give another number now."""
        return all(told.replaced for told in self.told)

    @property
    def first(self) -> Told:
        return self.told[0]


def ledger(event_id: str, told: Sequence[Told]) -> tuple[Figure, ...]:
    """The figures of an event with their relations, in the order in which they were first told."""
    entries = _entries(event_id, sorted(told, key=_told_order))
    relations: dict[str, list[FigureRelation]] = {e.figure.figure_id: [] for e in entries}
    superseded: set[str] = set()
    disputed: set[str] = set()
    sums = _sums(entries)
    alike: dict[tuple[str | None, str | None], list[_Entry]] = {}
    equals: dict[tuple[object, ...], list[_Entry]] = {}
    for a in entries:
        equals.setdefault(_amount(a.figure), []).append(a)
        earlier = alike.setdefault((a.figure.object, a.figure.unit), [])
        for b in earlier[-RELATED_MAX:]:  # b was told first
            kind, of, to = _relation(a, b, sums)
            if kind is None:
                continue
            relations[of.figure.figure_id].append(FigureRelation(to=to.figure.figure_id, kind=kind))
            if kind == "updates":
                superseded.add(to.figure.figure_id)
            elif kind == "conflicts":
                disputed |= {of.figure.figure_id, to.figure.figure_id}
        earlier.append(a)
    return tuple(
        msgspec.structs.replace(
            e.figure, relation=tuple(relations[e.figure.figure_id]),
            independent_origins=_origins(e, equals[_amount(e.figure)]), status=_status(e, superseded, disputed),
        )
        for e in entries
    )  # fmt: skip


def _entries(event_id: str, told: Sequence[Told]) -> list[_Entry]:
    """One entry for each number and sayer, in the order told; printed without a sayer, it is the first sayer's."""
    counts: dict[tuple[object, ...], dict[str | None, list[Told]]] = {}
    for one in told:
        m = one.mention
        scope = m.scope.casefold() if m.scope else None
        count = (m.object, m.unit, m.value, m.low, m.high, m.bound, scope, m.counting)
        counts.setdefault(count, {}).setdefault(names.key(one.sayer) if one.sayer else None, []).append(one)
    entries: list[_Entry] = []
    for key, by_sayer in counts.items():
        if None in by_sayer and len(by_sayer) > 1:
            unsaid = by_sayer.pop(None)
            first = next(iter(by_sayer))
            by_sayer[first] = sorted(by_sayer[first] + unsaid, key=_told_order)
        for sayer, group in by_sayer.items():
            figure_id = digest("figure", event_id, *(str(part) for part in (*key, sayer)))
            entries.append(_Entry(_figure(figure_id, group), group))
    return sorted(entries, key=lambda entry: _told_order(entry.first))


def _told_order(told: Told) -> tuple[datetime, str, tuple[int, int]]:
    return told.when, told.post_id, told.mention.span


def _figure(figure_id: str, told: Sequence[Told]) -> Figure:
    m = told[0].mention
    sayers = dict.fromkeys(t.sayer for t in told if t.sayer is not None)
    return Figure(
        figure_id=figure_id,
        measure=next((t.mention.action for t in told if t.mention.action), None) or m.unit,
        object=m.object, value=m.value, low=m.low, high=m.high, bound=m.bound, unit=m.unit, scope=m.scope,
        as_of=max(t.when for t in told), counting=m.counting, sayers=tuple(sayers),
        claims=tuple(dict.fromkeys(t.claim_id for t in told if t.claim_id is not None)),
        posts=tuple(dict.fromkeys(t.post_id for t in told)),
    )  # fmt: skip


def _sums(entries: Sequence[_Entry]) -> dict[str, dict[str, Figure]]:
    """The parts of each whole, by id, where the figures of one sentence or one post add up.

    "Seven …, five … and two …" in a sentence; "Sixteen … Seven of them … The other nine …" in a post, where what is
    left after the sums of single sentences adds up to the number told first.
    """
    found: dict[str, dict[str, Figure]] = {}
    entries = [entry for entry in entries if not entry.is_replaced]
    for by_sentence in (True, False):
        groups: dict[tuple[object, ...], dict[str, tuple[int, _Entry]]] = {}
        for entry in entries:
            for told in entry.told:
                if told.mention.value is not None and not told.replaced:
                    where = told.sentence if by_sentence else told.post_id
                    group = groups.setdefault((where, told.mention.object), {})
                    group[entry.figure.figure_id] = (told.mention.span[0], entry)
        parts_of_parts = {part for parts in found.values() for part in parts}
        for together in groups.values():
            key, (first, whole) = max(together.items(), key=lambda item: item[1][1].figure.value or 0.0)
            parts = {k: e.figure for k, (_, e) in together.items() if k != key and k not in parts_of_parts}
            adds_up = sum(part.value or 0.0 for part in parts.values()) == whole.figure.value
            told_first = by_sentence or all(first <= start for start, _ in together.values())
            if len(parts) > 1 and adds_up and told_first and key not in found:
                found[key] = parts
    return found


def _relation(a: _Entry, b: _Entry, sums: dict[str, dict[str, Figure]]) -> tuple[str | None, _Entry, _Entry]:
    """The relation between two entries, b told first, and which way it points."""
    f, g = a.figure, b.figure
    if a.is_withdrawn != b.is_withdrawn:
        return None, a, b  # what was taken back disputes nothing
    if f.object != g.object or f.unit != g.unit or f.object is None:
        return None, a, b
    if a.is_replaced or b.is_replaced:
        return _replacement(a, b)
    if f.figure_id in sums.get(g.figure_id, {}):
        return "part_of", a, b
    if g.figure_id in sums.get(f.figure_id, {}):
        return "part_of", b, a
    if _same_amount(f, g):
        return ("corroborates", a, b) if _compatible_actions(f, g) else (None, a, b)
    if f.value is None or g.value is None or not _compatible_actions(f, g):
        return None, a, b
    small, large = (a, b) if f.value < g.value else (b, a)
    if small.figure.scope is not None and small.figure.scope.casefold().startswith("of "):
        return ("part_of", small, large) if _is_what_it_is_of(small, large, sums) else (None, a, b)
    if small.figure.scope is not None and large.figure.scope is None:
        return (None, a, b) if _beside(small, large, sums) else ("part_of", small, large)
    if small.figure.scope != large.figure.scope:
        return None, a, b  # two parts; or the part is told larger than the whole: they count different things
    if small.first.remit is not None and large.first.origin.startswith("state:"):
        return "narrower", small, large
    if f.counting != "total" or g.counting != "total":
        return None, a, b
    if (newer := _newer(a, b)) is not None:
        return "updates", newer, b if newer is a else a
    if _bounds_agree(f, g) or f.measure != g.measure:
        return None, a, b
    if set(a.figure.posts) & set(b.figure.posts) and a.first.origin == b.first.origin:
        return None, a, b  # one sayer, one post, two numbers: parts of a story, not a quarrel with himself
    return "conflicts", a, b


def _replacement(a: _Entry, b: _Entry) -> tuple[str | None, _Entry, _Entry]:
    """The relation of a number that an edit replaced to another: only the number that took its place knows it."""
    new, old = (a, b) if b.is_replaced else (b, a)
    edited = {told.post_id for told in old.told} & {told.post_id for told in new.told if not told.replaced}
    same = new.figure.scope == old.figure.scope and _compatible_actions(new.figure, old.figure)
    same = same and new.figure.value not in old.told[-1].beside
    return ("updates" if edited and same else None), new, old


def _amount(figure: Figure) -> tuple[object, ...]:
    """What a number says, whoever says it and of whatever part."""
    f = figure
    return f.object, f.unit, f.value, f.low, f.high, f.bound, f.counting


def _same_amount(f: Figure, g: Figure) -> bool:
    return _amount(f) == _amount(g)


def _compatible_actions(f: Figure, g: Figure) -> bool:
    """Launched and destroyed count the same things in two moments; killed and injured count different people."""
    apart = {"killed", "injured", "missing", "arrested", "rescued", "evacuated", "displaced", "infected"}
    return f.measure == g.measure or not ({f.measure, g.measure} & apart)


def _beside(small: _Entry, large: _Entry, sums: dict[str, dict[str, Figure]]) -> bool:
    """Whether the larger one is another part of what the smaller one is a part of: two and five of seven."""
    siblings = [part for parts in sums.values() if small.figure.figure_id in parts for part in parts.values()]
    return any(_same_amount(part, large.figure) for part in siblings)


def _is_what_it_is_of(small: _Entry, large: _Entry, sums: dict[str, dict[str, Figure]]) -> bool:
    """Whether "three of them" are of these: told before it in the same post, and not beside it in a sum."""
    here = [t for t in large.told if t.post_id == small.first.post_id]
    return any(t.mention.span < small.first.mention.span for t in here) and not _beside(small, large, sums)


def _newer(a: _Entry, b: _Entry) -> _Entry | None:
    """The one that brings the other up to date, b told first: a correction, a later word of the same or of another."""
    if a.first.corrects != b.first.corrects:
        return a if a.first.corrects else b
    assert b.figure.as_of is not None
    if a.first.origin == b.first.origin:
        return a if a.first.when > b.figure.as_of else None
    grown = a.figure.measure in GROWING and (a.figure.value or 0.0) > (b.figure.value or 0.0)
    later = a.first.when - b.figure.as_of
    return a if later >= SAME_TIME or (grown and later > timedelta(0)) else None


def _bounds_agree(f: Figure, g: Figure) -> bool:
    """Whether both can be right: "at least 5" beside 7."""

    def span(figure: Figure) -> tuple[float, float]:
        value = figure.value or 0.0
        if figure.bound in ("at_least", "more_than"):
            return value, float("inf")
        if figure.bound in ("at_most", "less_than"):
            return 0.0, value
        if figure.bound == "about":
            return value * 0.9, value * 1.1
        return figure.low if figure.low is not None else value, figure.high if figure.high is not None else value

    (a, b), (c, d) = span(f), span(g)
    return a <= d and c <= b


def _origins(entry: _Entry, equals: Sequence[_Entry]) -> int:
    """Independent sayers of this number: those of equal entries count too."""
    same = [e for e in equals if _compatible_actions(e.figure, entry.figure)]
    return max(len({t.origin for e in same for t in e.told if not t.withdrawn and not t.replaced}), 1)


def _status(entry: _Entry, superseded: set[str], disputed: set[str]) -> str:
    if entry.is_withdrawn:
        return "withdrawn"
    if entry.is_replaced or entry.figure.figure_id in superseded:
        return "superseded"
    return "disputed" if entry.figure.figure_id in disputed else "current"
