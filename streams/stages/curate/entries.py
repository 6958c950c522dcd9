"""The entries of a figure ledger: all tellings of one number of one thing by one sayer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from streams.codec import digest
from streams.data.figures_plain import LANGUAGES
from streams.data.word_tables import load
from streams.records import Figure, FigureMention
from streams.stages.curate import amounts, deeds
from streams.stages.curate.amounts import Amount
from streams.stages.curate.members import Kept
from streams.stages.curate.runs import by_key, grouped, in_a_row
from streams.stages.enrich import names

PLACED = frozenset({"in", "at", "near", "within", "across", "around", "inside", "on", "outside", "throughout", "along"})
OF = frozenset({"of", "among", "out"}).union(*(load(f"figures.{lang}")["words"]["of"] for lang in sorted(LANGUAGES)))
NUMBERS: dict[str, float] = load("figures")["units"]
HOME = "home"
NATION, TOWN = 1, 2
"""How far a number reaches that is told of the event's land, or of its town."""

Number = tuple[float, str | None]
"""A value and its unit."""


@dataclass(frozen=True)
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
    corrects: bool  # the post is a correction of what it said before, or says that it brings one
    replaced: bool = False  # the post says another number now
    beside: tuple[float | None, ...] = ()  # numbers that it said then, too: none of them replaced this one
    holder: str | None = None  # who has it, of what several have: votes, points, shares
    reach: int | None = None  # NATION or TOWN, where the scope names the event's own land or town
    newer: bool = False  # its sentence says that it is the newest
    past: bool = False  # its sentence says that it was told before
    until: datetime | None = None  # when it was withdrawn or replaced
    label: str | None = None  # the origin as people read it
    noun: str | None = None  # what another post calls what it counts

    @cached_property
    def kind(self) -> str | None:
        """What kind of thing it counts. Of sums of money the thing is told in many words, or in none."""
        m = self.mention
        if m.kind == "money":
            return None
        noun = self.noun or m.object
        return HOME if deeds.is_home(noun, deeds.deed_of(m.object, m.action, m.unit)) else deeds.kind_of(noun)

    @cached_property
    def page(self) -> str | None:
        """The page of the ledger that it stands on: numbers of two pages have nothing to do with each other."""
        return self.mention.kind if self.mention.kind == "measure" else self.kind

    @cached_property
    def order(self) -> tuple[datetime, str, tuple[int, int]]:
        """The order in which figures were told."""
        return self.when, self.post_id, self.mention.span

    @cached_property
    def deed(self) -> str | None:
        """What was done, where that tells it from other counts of the same."""
        m = self.mention
        return deeds.apart(deeds.deed_of(m.object, m.action, m.unit))

    @cached_property
    def count(self) -> tuple[object, ...]:
        """What is told, but for the deed: the number, of what, and which part of it."""
        m = self.mention
        scope = m.scope.casefold() if m.scope else None
        number = m.value, m.low, m.high, m.bound
        return m.object, m.unit, *number, scope, m.counting, self.holder

    @cached_property
    def odd(self) -> Number | None:
        """Its number and unit, where it is a total that hardly another thing of the event is as many."""
        m = self.mention
        is_odd = m.value is not None and m.counting == "total" and m.kind != "money" and amounts.is_odd(m.value)
        return (m.value or 0.0, m.unit) if is_odd else None

    @cached_property
    def by(self) -> str | None:
        """The key of its sayer."""
        return names.key(self.sayer) if self.sayer else None

    @cached_property
    def _called(self) -> dict[str, Told]:
        return {}

    def called(self, noun: str) -> Told:
        """The same, as of what another post calls so: each time the same one."""
        if noun not in self._called:
            self._called[noun] = replace(self, noun=noun)
        return self._called[noun]


class Tellings(NamedTuple):
    """The figures that posts tell, of one or of many together: all of them, those of each page of the ledger that are
    read, and those of each odd number, each time in the order of the posts."""

    every: tuple[Told, ...]
    by_page: Mapping[str | None, tuple[Told, ...]]
    by_odd: Mapping[Number, tuple[Told, ...]]


def tellings(told: Sequence[Told]) -> Tellings:
    """These figures, in this order."""
    odd = ((one.odd, one) for one in told if one.odd is not None)
    return Tellings(tuple(told), by_key((one.page, one) for one in told), by_key(odd))


def all_tellings(values: Sequence[Tellings], most: int | None = None) -> Tellings:
    """Those of many posts, of each page no more than are read."""
    every, by_page, by_odd = zip(*values, strict=True)
    pages = {page: read_of(told, most) for page, told in grouped(by_page).items()}
    return Tellings(in_a_row(every), pages, grouped(by_odd))


def read_of(told: tuple[Told, ...], most: int | None) -> tuple[Told, ...]:
    """The tellings of a page that are read: where they are more than so many, the first and the newest.

    The same of those that are read of parts of them.
    """
    if most is None or len(told) <= most:
        return told
    first, *others = sorted(told, key=attrgetter("order"))
    return (first, *others[1 - most :])


class Entry:
    """One number of one thing, by one sayer. Nothing of it changes; ``held`` makes another of it."""

    def __init__(self, figure: Figure, told: Sequence[Told]) -> None:
        self.id = figure.figure_id
        self.figure = figure
        self.told = told
        self.first = told[0]
        self.is_increment = figure.counting == "increment"
        self.is_money = self.first.mention.kind == "money"
        action = figure.measure if figure.measure != figure.unit else None
        self.deed = deeds.deed_of(figure.object, action, figure.unit, more=self.is_increment)
        self.kind = self.first.kind
        self.thing = self.first.noun or figure.object
        self.holder = next((one.holder for one in told if one.holder is not None), None)
        self.limit = figure.scope.casefold() if figure.scope is not None else None  # to what part it is limited
        # Whether it says only what there was, and not what became of it.
        self.is_plain = self.kind != deeds.PERSON and (self.deed is None or deeds.is_intended(self.deed))
        self.whole = _whole(self.limit)  # of how many it is: of the 52 passengers
        self.part = self.limit if self.whole is None else None  # "of the 52 passengers" says of how many, not which
        self.is_toll = True  # of bodies: whether they are more than the dead known till then
        self.is_alone = True  # of what is plain: whether no post that tells it tells another number of its kind
        self.is_withdrawn = all(one.withdrawn for one in told)
        # All that ever gave it were edited, and give another number now.
        self.is_replaced = all(one.replaced for one in told)
        self._held: dict[tuple[str | None, bool, bool], Entry] = {}

    def held(self, limit: str | None, is_toll: bool, is_alone: bool) -> Entry:
        """The entry as those beside it have it: each time the same one."""
        how = limit, is_toll, is_alone
        if how == (self.limit, self.is_toll, self.is_alone):
            return self
        if how not in self._held:
            other = self._held[how] = copy(self)
            other._held = {}  # not this one's, which holds it: a circle would wait for the collector
            other.limit, other.is_toll, other.is_alone = how
            other.part = other.limit if other.whole is None else None
        return self._held[how]

    @cached_property
    def order(self) -> tuple[object, ...]:
        """As first told."""
        return *self.first.order, self.id

    @cached_property
    def amount(self) -> Amount:
        return amounts.amount(self.figure)

    @cached_property
    def by_post(self) -> dict[str, list[Told]]:
        """What each of its posts tells of it."""
        found: dict[str, list[Told]] = {}
        for one in self.told:
            found.setdefault(one.post_id, []).append(one)
        return found


def entries(event_id: str, told: Sequence[Told], kept: Kept) -> list[Entry]:
    """One entry for each number and sayer, in the order told; printed without a sayer, it is the first sayer's.

    What was taken back is an entry only where nobody else tells it: for a number that stands it says nothing.
    """
    counts: dict[tuple[object, ...], dict[str | None, list[Told]]] = {}
    deed_of = _deeds_told(told)
    for one in sorted(told, key=lambda one: (one.withdrawn, one.order)):
        deed = one.deed if one.mention.action is not None else one.deed or deed_of.get(one.count)
        counts.setdefault((*one.count, deed), {}).setdefault(one.by, []).append(one)
    found: list[Entry] = []
    for key, by_sayer in counts.items():
        if None in by_sayer and len(by_sayer) > 1:
            unsaid = by_sayer.pop(None)
            first = next(iter(by_sayer))
            by_sayer[first] = by_sayer[first] + unsaid
        for sayer, every in by_sayer.items():
            group = sorted([one for one in every if not one.withdrawn] or every, key=lambda one: one.order)
            found.append(kept.of(("entry", key, sayer), _entry, event_id, key, sayer, *group))
    found.sort(key=lambda entry: entry.order)
    limits, tolls, crowded = _limits(found), _tolls(found), _crowded(found)
    return [entry.held(limits[entry.id], tolls.get(entry.id, True), entry.id not in crowded) for entry in found]


def _entry(event_id: str, count: tuple[object, ...], by: str | None, *told: Told) -> Entry:
    figure_id = digest("figure", event_id, *(str(part) for part in (*count, by)))
    return Entry(_figure(figure_id, told), told)


def _limits(found: Sequence[Entry]) -> Mapping[str, str | None]:
    """The limits of entries, by id, that are others than their posts say.

    Lifted is the only place under which a thing is told, never in one post with a number of the whole: it is where the
    event is, though nobody said so."""
    limits = {entry.id: entry.limit for entry in found}
    groups: dict[tuple[str | None, str | None], list[Entry]] = {}
    for entry in found:
        if not entry.is_increment:
            groups.setdefault((entry.kind, deeds.apart(entry.deed)), []).append(entry)
    parts = {(e.first.sentence, e.kind) for e in found if _where(e.limit) is not None}
    for entry in found:
        if entry.limit is None and entry.first.reach == TOWN and (entry.first.sentence, entry.kind) in parts:
            limits[entry.id] = "in the town"  # told beside another place
    for group in groups.values():
        limited = [(where, entry) for entry in group if (where := _where(limits[entry.id])) is not None]
        if len({where for where, _ in limited}) != 1 or any(entry.first.reach == NATION for entry in group):
            continue
        whole = {(post, e.figure.value) for e in group if limits[e.id] is None for post in e.figure.posts}
        beside = {value for _, e in limited for post, value in whole if post in e.figure.posts}
        later = any(
            w.first.when < e.first.when and w.amount.low > e.amount.low
            for _, e in limited
            for w in group
            if limits[w.id] is None
        )
        if not later and beside <= {e.figure.value for _, e in limited}:
            limits |= {entry.id: None for _, entry in limited}
    return limits


def _whole(limit: str | None) -> float | None:
    """The number in "of the 52 passengers", "among the four", "der 120 Sitze"; none of other limits."""
    if limit is None or limit.split()[0] not in OF:
        return None
    for word in limit.split()[1:4]:
        digits = word.replace(",", "")
        if digits.isdecimal() and len(digits) < 12:
            return float(digits)
        if word in NUMBERS:
            return float(NUMBERS[word])
    return None


def _tolls(found: Sequence[Entry]) -> Mapping[str, bool]:
    """Of entries of bodies, by id, whether they are a toll: those that are fewer than the dead who were known when they
    were told of are some of those."""
    tolls: dict[str, bool] = {}
    for entry in found:
        if deeds.is_of_bodies(entry.figure.object) and entry.deed != "killed":
            dead = (
                e for e in found if e.kind == entry.kind and e.deed == "killed" and e.first.when <= entry.first.when
            )
            tolls[entry.id] = all(e.amount.low < entry.amount.low for e in dead)
    return tolls


def _crowded(found: Sequence[Entry]) -> set[str]:
    """Entries that some post tells beside others of their kind, and not what happened to them."""
    posts: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in found:
        if not entry.is_increment and not entry.is_replaced and not entry.is_withdrawn:
            for post_id in entry.figure.posts:
                posts.setdefault((post_id, entry.kind), []).append(entry)
    return {entry.id for group in posts.values() if len(group) > 1 for entry in group if entry.is_plain}


def _where(limit: str | None) -> str | None:
    """The place that limits a number, by its last word: "in the harbour", "at Valencia's harbour"."""
    preposition, _, where = (limit or "").partition(" ")
    return where.split()[-1] if preposition in PLACED and where else None


def _deeds_told(told: Iterable[Told]) -> Mapping[tuple[object, ...], str | None]:
    """The deed of each number of things that some post tells it with, and another without: 95 flights, cancelled.

    None where two deeds are told, or where it is of people: 12 aboard and 12 killed are two counts.
    """
    found: dict[tuple[object, ...], str | None] = {}
    for one in told:
        if one.deed is not None and deeds.kind_of(one.mention.object) != deeds.PERSON:
            found[one.count] = one.deed if found.get(one.count, one.deed) == one.deed else None
    return found


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
