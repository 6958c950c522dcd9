"""An event's kind, people, organisations, places and time, from its members' passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from streams.records import EventPlace, HappeningTime, Organisation, Person, Place, TimeExpression
from streams.stages.curate.members import Kept, Members, Share
from streams.stages.curate.runs import Ends, around, by_key, counted, grouped
from streams.stages.enrich import kinds, names
from streams.stages.enrich.passages import happening_times

ROLE_ORDER = ("target", "origin", "dateline", "mentioned", "speaker")
PRECISION_ORDER = ("second", "minute", "hour", "part", "day")
FOCUS_ROLES = ("target", "mentioned", "dateline")
UNSURE = 50  # hundredths: the least score that a kind can have

Value = TypeVar("Value")
Days = Mapping[str, tuple[int, TimeExpression]]
"""How often each day is told, and the finest time of it, the first of those that tie."""


class Facts(NamedTuple):
    """What posts tell of kind, people, bodies, places and times: of one post, or of many together."""

    langs: Mapping[str, int]  # how many posts are in each
    kinds: Mapping[str, int]  # hundredths of posts that tell of each
    people: Mapping[str, tuple[Person, ...]]  # by what spellings of one name share
    organisations: Mapping[tuple[str, str | None], tuple[Organisation, ...]]
    places: Mapping[tuple[object, ...], tuple[Place, ...]]
    named: Mapping[tuple[int | None, str], int]  # how many posts name each place
    days: Days
    reference: Ends


def told(members: Members) -> Facts:
    """What the posts tell whose facts are the event's."""
    return members.fold(members.telling, _told, _together)


def _told(share: Share) -> Facts:
    return Facts(
        _langs(share), _kinds(share), _people(share), _organisations(share), _places(share), _named(share),
        _days(share), (share.post.reference.start, share.post.reference.end),
    )  # fmt: skip


def _together(values: Sequence[Facts]) -> Facts:
    langs, kinds, people, organisations, places, named, days, references = zip(*values, strict=True)
    return Facts(
        counted(langs), counted(kinds), grouped(people), grouped(organisations), grouped(places), counted(named),
        _all_days(days), around(references),
    )  # fmt: skip


def most(values: Iterable[Value | None]) -> Value | None:
    """The commonest value that is not None; the first of those that tie."""
    return commonest(Counter([value for value in values if value is not None]))


def commonest(counts: Mapping[Value, int]) -> Value | None:
    """The value of the highest count; the first of those that tie."""
    return max(counts, key=lambda value: counts[value], default=None)


def lang(told: Facts) -> str | None:
    """The language of most posts."""
    return commonest(told.langs)


def _langs(share: Share) -> Mapping[str, int]:
    return {share.post.lang: 1} if share.post.lang is not None else {}


def kind(told: Facts) -> tuple[str | None, float | None]:
    """The kind that most of the posts tell of, the surer the more."""
    return kinds.choose(dict(told.kinds), least=1)


def _kinds(share: Share) -> Mapping[str, int]:
    """What a post says of the kind, in hundredths: by heading and text where the event is its first news, else by its
    passages, which have no heading and are less sure."""
    post = share.post
    if share.tells_first and post.kind is not None and post.kind_score is not None:
        return {post.kind: round(100 * post.kind_score)}
    return Counter({p.signature.kind: UNSURE for p in share.main_passages if p.signature.kind is not None})


def people(told: Facts, kept: Kept) -> tuple[Person, ...]:
    """People named in the event's passages, spellings joined; spans are the posts', so none are given here."""
    groups = told.people
    spelt = tuple(kept.of(("spelling", key), _spelling, *group) for key, group in groups.items())
    same = kept.of("one person each", names.one_person_each, spelt)
    bearers = list(groups.values())
    joined = [[person for index in one for person in bearers[index]] for one in same]
    return tuple(kept.of(("person", spelt[one[0]]), _person, *p) for one, p in zip(same, joined, strict=True))


def _people(share: Share) -> Mapping[str, tuple[Person, ...]]:
    """The people that a post names where it tells of the event, each with what spellings of one name share."""
    post = share.post
    here = (p for p in post.people if not post.text or any(share.within(start) for start, _ in p.spans))
    return by_key((names.key(person.name), person) for person in here)


def _spelling(*group: Person) -> str:
    return fullest([person.name for person in group])


def _person(*group: Person) -> Person:
    """One person of all mentions: a slip of the pen, or "Mr Roa" where another post says who that is, is joined."""
    return Person(
        name=_spelling(*group), aliases=_aliases(group),
        role=most(p.role for p in group), affiliation=most(p.affiliation for p in group),
    )  # fmt: skip


def organisations(told: Facts, kept: Kept) -> tuple[Organisation, ...]:
    """Organisations named in the event's passages."""
    return tuple(kept.of(("organisation", key), _organisation, *group) for key, group in told.organisations.items())


def _organisations(share: Share) -> Mapping[tuple[str, str | None], tuple[Organisation, ...]]:
    post = share.post
    here = (o for o in post.organisations if not post.text or any(share.within(start) for start, _ in o.spans))
    return by_key(((names.key(body.name), body.country), body) for body in here)


def _organisation(*group: Organisation) -> Organisation:
    return Organisation(
        name=fullest([o.name for o in group]), aliases=_aliases(group), kind=most(o.kind for o in group),
        country=group[0].country, wikidata_id=next((o.wikidata_id for o in group if o.wikidata_id), None),
    )  # fmt: skip


def fullest(spellings: Sequence[str]) -> str:
    """The commonest spelling, the longest of those that tie."""
    counts = Counter(spellings)
    return max(counts, key=lambda name: (len(name.split()), counts[name], len(name), name))


def _aliases(group: Sequence[Person] | Sequence[Organisation]) -> tuple[str, ...]:
    return tuple(sorted({alias for one in group for alias in one.aliases}))


def places(told: Facts, kept: Kept) -> tuple[EventPlace, ...]:
    """Places of the event's passages, the most telling role first, then by how often they are named.

    "20 km south of Kyiv" is another place than Kyiv, "near Kyiv" is not: what lies elsewhere stands apart.
    """
    ranked = [
        (_role_rank(place.role), -len(group), group[0].name, place)
        for key, group in told.places.items() for place in (kept.of(("place", key), _event_place, *group),)
    ]  # fmt: skip
    return tuple(place for *_, place in sorted(ranked, key=lambda item: item[:3]))


def _places(share: Share) -> Mapping[tuple[object, ...], tuple[Place, ...]]:
    return by_key(
        ((place.geonames_id, place.name, place.lat, place.lon), place)
        for place in share.post.places
        if (place.span is None and not share.post.text) or (place.span and share.within(place.span[0]))
    )


def _role_rank(role: str) -> int:
    return ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)


def _event_place(*group: Place) -> EventPlace:
    best = next((place for place in group if place.precision != "offset"), group[0])
    rank = min(_role_rank(place.role) for place in group)
    return EventPlace(
        name=best.name, geonames_id=best.geonames_id, lat=best.lat, lon=best.lon, country=best.country,
        precision=best.precision, role=ROLE_ORDER[rank] if rank < len(ROLE_ORDER) else best.role,
        alternatives=best.alternatives, radius_km=best.radius_km,
    )  # fmt: skip


def focus(told: Facts, found: Sequence[EventPlace]) -> EventPlace | None:
    """Where it is, in one place: the place named in most posts, a town before a land, never only a speaker's seat."""
    fine = ("city", "point", "offset", "region")

    def rank(place: EventPlace) -> tuple[bool, bool, int, bool]:
        fits = place.role in FOCUS_ROLES
        return fits, place.precision in fine, told.named.get((place.geonames_id, place.name), 0), place.role == "target"

    placed = [place for place in found if place.lat is not None]
    best = max(placed, key=rank, default=None)
    return best if best is not None and best.role in FOCUS_ROLES else None


def _named(share: Share) -> Mapping[tuple[int | None, str], int]:
    here = (p for p in share.post.places if p.span is None or share.within(p.span[0]))
    return dict.fromkeys(((p.geonames_id, p.name) for p in here), 1)


def time(told: Facts) -> HappeningTime | None:
    """When it happened: the finest time that most posts tell, else when the posts are from."""
    if told.days:
        day = max(sorted(told.days), key=lambda d: told.days[d][0])
        _, best = told.days[day]
        assert best.start is not None and best.end is not None
        return HappeningTime(start=best.start, end=best.end, precision=best.precision, zone=best.zone, basis="told")
    ends = told.reference
    return HappeningTime(start=ends[0], end=ends[1], precision=None, zone=None, basis="reference") if ends else None


def _days(share: Share) -> Days:
    """The days of what happened that a post tells."""
    post = share.post
    told = [
        time for passage in share.main_passages for span in passage.spans
        for time in happening_times(post.text, post.times, post.claims, span)
    ]  # fmt: skip
    return _all_days([{_day(time): (1, time)} for time in told if time.start is not None and time.end is not None])


def _all_days(values: Sequence[Days]) -> Days:
    found: dict[str, tuple[int, TimeExpression]] = {}
    for each in values:
        for day, (count, time) in each.items():
            before, finest = found.get(day, (0, time))
            found[day] = before + count, min(finest, time, key=_fineness)
    return found


def _day(time: TimeExpression) -> str:
    assert time.start is not None
    return time.value[:10] if time.value and len(time.value) >= 10 else f"{time.start:%Y-%m-%d}"


def _fineness(time: TimeExpression) -> tuple[int, datetime]:
    assert time.start is not None
    fine = PRECISION_ORDER.index(time.precision) if time.precision in PRECISION_ORDER else len(PRECISION_ORDER)
    return fine, time.start
