"""An event's kind, people, organisations, places and time, from its members' passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from streams.records import EventPlace, HappeningTime, Organisation, Person, Place, TimeExpression
from streams.stages.curate.members import Members
from streams.stages.enrich import kinds, names
from streams.stages.enrich.passages import happening_times

ROLE_ORDER = ("target", "origin", "dateline", "mentioned", "speaker")
PRECISION_ORDER = ("second", "minute", "hour", "part", "day")
FOCUS_ROLES = ("target", "mentioned", "dateline")

Value = TypeVar("Value")


def most(values: Iterable[Value | None]) -> Value | None:
    """The commonest value that is not None; the first of those that tie."""
    counts = Counter(value for value in values if value is not None)
    return max(counts, key=lambda value: counts[value], default=None)


def kind(members: Members) -> tuple[str | None, float | None]:
    """The kind that most of the passages are of."""
    weights: dict[str, int] = {}
    for row in members.telling:
        for passage in members.main_passages(row):
            if passage.signature.kind is not None:
                weights[passage.signature.kind] = weights.get(passage.signature.kind, 0) + 1
    return kinds.choose(weights, least=1)


def people(members: Members) -> tuple[Person, ...]:
    """People named in the event's passages, spellings joined; spans are the posts', so none are given here."""
    found: dict[str, list[Person]] = {}
    for row in members.telling:
        for person in row.post.people:
            if not row.post.text or any(members.within(row, start) for start, _ in person.spans):
                found.setdefault(names.key(person.name), []).append(person)
    return tuple(
        Person(
            name=fullest([p.name for p in group]), aliases=_aliases(group),
            role=most(p.role for p in group), affiliation=most(p.affiliation for p in group),
        )
        for group in _joined(list(found.values()))
    )  # fmt: skip


def _joined(groups: list[list[Person]]) -> list[list[Person]]:
    """Groups of one person put together: a slip of the pen, or "Mr Roa" where another post says who that is."""
    told = [fullest([person.name for person in group]) for group in groups]
    return [[person for index in one for person in groups[index]] for one in names.one_person_each(told)]


def organisations(members: Members) -> tuple[Organisation, ...]:
    """Organisations named in the event's passages."""
    found: dict[tuple[str, str | None], list[Organisation]] = {}
    for row in members.telling:
        for body in row.post.organisations:
            if not row.post.text or any(members.within(row, start) for start, _ in body.spans):
                found.setdefault((names.key(body.name), body.country), []).append(body)
    return tuple(
        Organisation(
            name=fullest([o.name for o in group]), aliases=_aliases(group), kind=most(o.kind for o in group),
            country=group[0].country, wikidata_id=next((o.wikidata_id for o in group if o.wikidata_id), None),
        )
        for group in found.values()
    )  # fmt: skip


def fullest(spellings: Sequence[str]) -> str:
    """The commonest spelling, the longest of those that tie."""
    counts = Counter(spellings)
    return max(counts, key=lambda name: (len(name.split()), counts[name], len(name), name))


def _aliases(group: Sequence[Person] | Sequence[Organisation]) -> tuple[str, ...]:
    return tuple(sorted({alias for one in group for alias in one.aliases}))


def places(members: Members) -> tuple[EventPlace, ...]:
    """Places of the event's passages, the most telling role first, then by how often they are named.

    "20 km south of Kyiv" is another place than Kyiv, "near Kyiv" is not: what lies elsewhere stands apart.
    """
    found: dict[tuple[object, ...], list[Place]] = {}
    for row in members.telling:
        for place in row.post.places:
            if (place.span is None and not row.post.text) or (place.span and members.within(row, place.span[0])):
                found.setdefault((place.geonames_id, place.name, place.lat, place.lon), []).append(place)
    ranked = sorted(found.values(), key=lambda group: (_role_rank(group), -len(group), group[0].name))
    return tuple(_event_place(group) for group in ranked)


def _role_rank(group: Sequence[Place]) -> int:
    return min(ROLE_ORDER.index(p.role) if p.role in ROLE_ORDER else len(ROLE_ORDER) for p in group)


def _event_place(group: Sequence[Place]) -> EventPlace:
    best = next((place for place in group if place.precision != "offset"), group[0])
    rank = _role_rank(group)
    return EventPlace(
        name=best.name, geonames_id=best.geonames_id, lat=best.lat, lon=best.lon, country=best.country,
        precision=best.precision, role=ROLE_ORDER[rank] if rank < len(ROLE_ORDER) else best.role,
        alternatives=best.alternatives, radius_km=best.radius_km,
    )  # fmt: skip


def focus(members: Members, found: Sequence[EventPlace]) -> EventPlace | None:
    """Where it is, in one place: the place named in most posts, a town before a land, never only a speaker's seat."""
    named: Counter[tuple[int | None, str]] = Counter()
    for row in members.telling:
        named.update({
            (p.geonames_id, p.name) for p in row.post.places if p.span is None or members.within(row, p.span[0])
        })  # fmt: skip
    fine = ("city", "point", "offset", "region")

    def rank(place: EventPlace) -> tuple[bool, bool, int, bool]:
        fits = place.role in FOCUS_ROLES
        return fits, place.precision in fine, named[place.geonames_id, place.name], place.role == "target"

    placed = [place for place in found if place.lat is not None]
    best = max(placed, key=rank, default=None)
    return best if best is not None and best.role in FOCUS_ROLES else None


def time(members: Members) -> HappeningTime | None:
    """When it happened: the finest time that most posts tell, else when the posts are from."""
    told: list[TimeExpression] = []
    for row in members.telling:
        for passage in members.main_passages(row):
            for span in passage.spans:
                told += happening_times(row.post.text, row.post.times, row.post.claims, span)
    fitting = [t for t in told if t.start is not None and t.end is not None]
    if fitting:
        days = Counter(_day(t) for t in fitting)
        day = max(sorted(days), key=lambda d: days[d])
        best = min((t for t in fitting if _day(t) == day), key=_fineness)
        assert best.start is not None and best.end is not None
        return HappeningTime(start=best.start, end=best.end, precision=best.precision, zone=best.zone, basis="told")
    references = [row.post.reference for row in members.telling]
    if not references:
        return None
    start, end = min(r.start for r in references), max(r.end for r in references)
    return HappeningTime(start=start, end=end, precision=None, zone=None, basis="reference")


def _day(time: TimeExpression) -> str:
    assert time.start is not None
    return time.value[:10] if time.value and len(time.value) >= 10 else f"{time.start:%Y-%m-%d}"


def _fineness(time: TimeExpression) -> tuple[int, datetime]:
    assert time.start is not None
    fine = PRECISION_ORDER.index(time.precision) if time.precision in PRECISION_ORDER else len(PRECISION_ORDER)
    return fine, time.start
