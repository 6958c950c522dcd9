"""The evidence that two passages tell of one happening: each kind a number, and words that say it to people.

Every function here compares a pair; ``match`` weighs what they say and knows the events.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from streams.data import rarity
from streams.stages.curate.profile import Profile
from streams.stages.curate.rows import FigureMark, PlaceMark, TimeMark
from streams.stages.enrich import kinds
from streams.stages.horizon import NEVER

NEAR_KM = 30.0  # two towns this near may be one place told by two names
FAR_KM = 100.0  # two happenings with a place of their own this far apart are two
OTHER_LEAD = -0.5
NAMED = 6.0  # rarity of a word from which it is somebody's name: words for lands and peoples are commoner
NO_LEAD, TOWN_LEAD = 0.25, 0.1
CHANCE, SHORT, TYPICAL = 0.28, 30, 50  # known by chance: so much more for each e times as many words as a brief has
SEVERAL, NO_CORE = 3, 0.26  # a third of the members say it, two at least; and what silence says of an event with one
OTHERS = -0.2  # what it says against a match that both name somebody or something and nothing is named by both
SMALL_TOWN = 7.5  # rarity of the name of a town in which two such things seldom happen on one day
GROWTH = 2.0  # from one report to the next a toll grows by less
DAY, FRESH = timedelta(days=1), 0.5  # days within which reports of one thing come anyway
LONG = math.log2(14.5)  # a fortnight of silence
NEXT = 0.8  # days of silence after which what recurs has done so
UNLIKE, ALIKE, OTHERWISE = 0.6, 0.7, 0.15  # words in common by which a form shows, and what silence says without it
TIED, TIED_TWICE = 7.5, 15.0  # rarity of names in common that tie two reports, and that bridge any silence
RECURS_TIE = 0.3  # how far names bridge it where things recur
SHOWN = 6  # words and names named in a reason
PLACES_REMEMBERED = 4_096  # pairs
REMEMBERED = 256  # events, by the members compared, of which it is remembered what they say together

Evidence = tuple[float, ...]
"""The strength of each kind of ``KINDS``, in its order: 0 to 1, or -1 to 1 where two can speak against each other."""


def told_alike(a: Profile, b: Profile) -> tuple[float, float]:
    """``words``, and the share of ``town`` that counts: 1, but between two kinds of happening.

    ``words`` is the square root of the cosine of the stems, each by its frequency in the passage and its rarity in
    English. Of two kinds the name of a town says no more than the words of what happened there: a verdict and a flood
    in one small town on one day are two. Kinds are mistaken too often to say that by themselves.
    """
    told, placed = a.cosine(b)
    if told >= placed or kind(a, b) >= 0:
        return math.sqrt(told + placed), 1.0
    return math.sqrt(2 * told), math.sqrt(told / placed)


def words(a: Profile, b: Profile) -> float:
    """How far two passages say the same, 0 to 1."""
    return told_alike(a, b)[0]


def names(a: Profile, b: Profile) -> float:
    """Share of the proper words at the beginning of one that the other says too, the mean of both ways.

    Below 0 where both have such words and share none: two things told alike of one large town, or of none.
    """
    ours, theirs = a.told_by(b), b.told_by(a)
    if ours is None or theirs is None:
        return (ours or theirs or 0.0) / 2
    if not ours and not theirs:
        return 0.0 if any(rarity.of(word) >= SMALL_TOWN for word in a.place_words & b.place_words) else OTHERS
    return (ours + theirs) / 2


def lead(a: Profile, b: Profile) -> float:
    """Share of the proper words of one's heading and first sentence that the other says, the mean of both ways.

    They say whom and what a report is about: two companies' results, two towns' storms differ in them. Below 0 where
    each is headed by others.
    """
    ours, theirs = a.told_by(b, lead=True), b.told_by(a, lead=True)
    if ours == theirs == 0.0:
        return TOWN_LEAD if _headed_by_town(a, b) else OTHER_LEAD
    return (_or_silent(a, ours) + _or_silent(b, theirs)) / 2


def _headed_by_town(a: Profile, b: Profile) -> bool:
    """Whether one town heads both, and one of them but for it only common words, such as "Spanish"."""
    ours, theirs = dict(a.lead), dict(b.lead)
    towns = a.place_words & b.place_words
    town = bool(towns & ours.keys() & theirs.keys())
    return town and any(
        all(rare < NAMED and word not in p.place_words for word, rare in p.lead if word not in towns) for p in (a, b)
    )


def _or_silent(a: Profile, share: float | None) -> float:
    """What silence says: a report that no name heads, or one that only their town does."""
    return share if share is not None else TOWN_LEAD if a.lead else NO_LEAD


def town(a: Profile, b: Profile) -> float:
    """How rare the name of a town or region is that both tell of: little happens in a small one in a few days.

    ``compare`` takes of it the share that ``told_alike`` says.
    """
    shared = a.places & b.places
    if not shared:
        return 0.0
    words = {word for place in a.signature.places if place.key in shared for word in place.words}
    return (max(map(rarity.of, words), default=0.0) / rarity.UNKNOWN) ** 3


def place(a: Profile, b: Profile) -> float:
    """1 at one town, less near by, -1 where towns are far apart, lands are others, or all places named are others.

    A name that both say, taken for places of two lands, says nothing: one of the two was mistaken.
    """
    near = nearest_km(a.fine, b.fine) if a.fine and b.fine else math.inf
    if near <= NEAR_KM:
        return 1.0 if near == 0 else 0.75
    shared = a.places & b.places
    named = bool(a.place_words & b.place_words)
    if not shared and a.place_words and b.place_words and not named:
        return -1.0
    if near < math.inf:
        return -1.0 if near > FAR_KM else 0.2
    if shared:
        return 0.4 if a.fine or b.fine else 0.6
    return -1.0 if a.countries and b.countries and not a.countries & b.countries and not named else 0.0


def time(a: Profile, b: Profile) -> float:
    """-1 where no day is shared; that times are the same says less, for most news of a day tells of that day."""
    one, other = a.signature.times, b.signature.times
    if not one or not other:
        return 0.0
    if not share_a_day(one, other):
        return -1.0
    return 0.3 if _same_time(one, other) else 0.1


def kind(a: Profile, b: Profile) -> float:
    """1 where both tell of the same kind of happening, -1 of two kinds."""
    one, other = a.signature.kind, b.signature.kind
    return 0.0 if one is None or other is None else 1.0 if one == other else -1.0


def figures(a: Profile, b: Profile) -> float:
    """Equal numbers of equal things; a large odd number says more than "two people"."""
    worth = sum(0.5 if f.value <= 2 else 0.8 if f.value < 10 else 1.0 for f in _equal(a, b))
    return min(worth / 1.5, 1.0)


def clash(a: Profile, b: Profile) -> float:
    """Exact totals of the same thing that differ, where neither side also has an equal one. One may be an update."""
    return min(len(_clashes(a, b)) / 2, 1.0)


def occasion(a: Profile, b: Profile) -> float:
    """One kind of happening, on one told day, in one land, with no town on either side to tell two apart.

    What strikes a whole land in a day is told in such words by both sides, who share no others.
    """
    one, other = a.signature, b.signature
    if one.kind != other.kind or not kinds.is_placed(one.kind) or a.fine or b.fine:
        return 0.0
    return 1.0 if a.places & b.places and _same_time(one.times, other.times) else 0.0


def gap(a: Profile, b: Profile, said: float | None = None) -> float:
    """Below 0 where days lie between two reports that are told alike, and nothing ties the later to the earlier one.

    Who goes on telling of a thing tells what is new in other words; what is told in the same words days later is the
    same sort of thing, such as a closing of an exchange. What ties two reports are a day told by both, an odd number
    of the same, or rare names of whom they are about; that one office speaks in both ties nothing. Names tie little
    where things recur, such as matches. -1 after a fortnight, or a day of what recurs. ``said`` is their ``words``.
    """
    silent = between(a, b) / DAY - FRESH
    if silent <= 0:
        return 0.0
    one, other = a.signature, b.signature
    tied = 1.0 if _same_time(one.times, other.times) else figures(a, b)
    named = min(1.0, a.tie(b) / TIED_TWICE)
    alike = min(1.0, max(OTHERWISE, ((words(a, b) if said is None else said) - UNLIKE) / (ALIKE - UNLIKE)))
    far = min(1.0, math.log2(1 + silent) / LONG) * (1 - named * (1 - alike / 2))
    if one.kind == other.kind and kinds.recurs(one.kind):
        far = max(far, min(1.0, silent / NEXT) * (1 - RECURS_TIE * named))
    return -far * (1 - tied) * alike


def between(a: Profile, b: Profile) -> timedelta:
    """The time between two reports, none where one does not say when it was told."""
    one, other = a.signature.told, b.signature.told
    return abs(one - other) if NEVER not in (one, other) else timedelta(0)


def page(a: Profile, b: Profile) -> float:
    """-1 on one page, whose writers told the two apart: what it is about is in the words of all its posts."""
    return -1.0 if a.signature.page and a.signature.page == b.signature.page else 0.0


PAIR = (
    "words", "names", "lead", "place", "town", "time", "kind", "figures", "clash", "occasion", "gap", "page",
)  # fmt: skip
KINDS = (*PAIR, "known", "core")


def compare(a: Profile, b: Profile) -> Evidence:
    """Every kind of evidence between two passages, in the order of ``PAIR``."""
    said, share = told_alike(a, b)
    return (
        said, names(a, b), lead(a, b), place(a, b), share * town(a, b), time(a, b),
        kind(a, b), figures(a, b), clash(a, b), occasion(a, b), gap(a, b, said), page(a, b),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Members:
    """What the members of an event say together, counted once for all passages that are compared with it."""

    said: Counter[str]  # of stems: how many members say it
    core: tuple[tuple[str, float], ...]  # those that several say, with what they count
    places: frozenset[str]  # stems of the names of places

    @classmethod
    def of(cls, others: Sequence[Profile]) -> Members:
        return _members(*others)


@lru_cache(REMEMBERED)
def _members(*others: Profile) -> Members:
    said: Counter[str] = Counter()
    for other in others:
        said.update(other.weights.keys())
    several = max(2, len(others) / SEVERAL)
    core = tuple((stem, rarity.of(stem) ** 2) for stem, count in said.items() if count >= several)
    return Members(said, core, frozenset().union(*(other.place_words for other in others)))


def together(a: Profile, members: Members) -> Evidence:
    """``known`` and ``core``: what the members of an event know together, and a passage says, and the other way round.

    A later report takes one thing from this and another from that one of those before it. ``known`` is the share of its
    words that any member says, less what a large event says by chance; ``core`` the share of what several members say
    that it says too. Words count by the squares of their weights; the names of places are left out.
    """
    places, said = a.place_words & members.places, members.said
    worth = a.worth
    every = shared = of_several = told = 0.0
    for stem, weight in a.weights.items():
        if stem not in places:
            every += weight * weight
            if stem in said:
                shared += (weight * worth.get(stem, 1.0)) ** 2
    known = shared / every if every else 0.0
    for stem, square in members.core:
        if stem not in places:
            of_several += square
            told += square * (stem in a.weights)
    core = told / of_several if of_several else NO_CORE
    return known - CHANCE * math.log(max(len(said), SHORT) / TYPICAL), core


def describe(name: str, a: Profile, b: Profile) -> str:
    """What was equal or different, for people."""
    one, other = a.signature, b.signature
    match name:
        case "words":
            return "both say " + ", ".join(a.shared(b, SHOWN))
        case "names":
            said = {w for w in one.proper if w in b.weights} | {w for w in other.proper if w in a.weights}
            return "both name " + ", ".join(sorted(said)[:SHOWN]) if said else "each names others"
        case "lead":
            said = {w for w in one.lead if w in b.weights} | {w for w in other.lead if w in a.weights}
            return "headed by " + ", ".join(sorted(said)[:SHOWN]) if said else "headed by no name that both say"
        case "town":
            return "both tell of " + ", ".join(sorted(a.place_words & b.place_words))
        case "known":
            return "of what it says the reports of the event tell"
        case "core":
            return "of what several reports of the event say it tells"
        case "place":
            if not a.fine or not b.fine:
                return "in the same land" if a.places & b.places else "in different lands"
            near = nearest_km(a.fine, b.fine)
            return "at the same place" if near <= NEAR_KM else f"{near:,.0f} km apart"
        case "time":
            if not share_a_day(one.times, other.times):
                return f"{days(one.times)} against {days(other.times)}"
            same = _same_time(one.times, other.times)
            return f"both on {days(one.times)}" if same else f"{days(one.times)} reaches into {days(other.times)}"
        case "kind":
            return f"both tell of {one.kind}" if one.kind == other.kind else f"{one.kind} against {other.kind}"
        case "figures":
            return "both count " + ", ".join(dict.fromkeys(f"{f.value:g} {f.object}" for f in _equal(a, b)))
        case "clash":
            return "; ".join(_clashes(a, b).values())
        case "gap":
            return f"{between(a, b) / DAY:.0f} days apart"
        case "page":
            return "told apart on one page"
        case _:
            return f"the {one.kind} of that day in that land"


# --------------------------------------------------------------------------------------- figures, days, distances


def _equal(a: Profile, b: Profile) -> list[FigureMark]:
    ours, theirs = a.signature.figures, b.signature.figures
    if not ours or not theirs:
        return []
    counted = {(g.object, g.value) for g in theirs}
    return [f for f in ours if (f.object, f.value) in counted]


def _clashes(a: Profile, b: Profile) -> dict[str, str]:
    """What both count exactly, and differently. Counts that all grow or all shrink a little are one count later."""
    clashes: dict[str, str] = {}
    if not a.signature.figures or not b.signature.figures:
        return clashes
    ratios: list[float] = []
    for f in a.signature.figures:
        if not f.exact or f.scoped:
            continue
        against = [g for g in b.signature.figures if g.object == f.object and g.action == f.action and g.exact]
        if against and all(not g.scoped and g.value != f.value for g in against):
            clashes[f.object] = f"{f.value:g} against {against[0].value:g} {f.object}"
            ratios += [f.value / g.value if g.value else math.inf for g in against]
    low, high = min(ratios, default=1.0), max(ratios, default=1.0)
    return {} if 1 / GROWTH <= low <= high <= GROWTH and (low > 1 or high < 1) else clashes


def share_a_day(a: Sequence[TimeMark], b: Sequence[TimeMark]) -> bool:
    """Whether a day is told by both. Two nights in a row share one by the calendar only: they are two."""
    return any(
        one.first <= other.last and other.first <= one.last
        and (one.first == other.first or (one.start < other.end and other.start < one.end))
        for one in a for other in b
    )  # fmt: skip


def goes_on(a: Profile, b: Profile) -> bool:
    """Whether the later of two reports tells of later days, as one of an aftermath does."""
    one, other = (p.signature for p in ((a, b) if a.signature.told <= b.signature.told else (b, a)))
    return bool(one.times and other.times) and max(t.last for t in one.times) < min(t.first for t in other.times)


def _same_time(a: Sequence[TimeMark], b: Sequence[TimeMark]) -> bool:
    """Whether a time of each is the same single day, or they share half of the shorter one.

    A night and the day it begins in are not the same: two raids in a row are told so.
    """
    return any(_same(one, other) for one in a for other in b)


def _same(one: TimeMark, other: TimeMark) -> bool:
    if one.first == one.last == other.first == other.last:
        return True
    shorter = min(one.end - one.start, other.end - other.start)
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= timedelta(0) and 2 * shared >= shorter


def days(times: Sequence[TimeMark]) -> str:
    """The days that times begin on, as people write them, oldest first."""
    return ", ".join(
        dict.fromkeys(f"{time.first.day} {time.first:%B}" for time in sorted(times, key=lambda t: t.first))
    )


def nearest_km(a: Sequence[PlaceMark], b: Sequence[PlaceMark]) -> float:
    """The distance of the two places that are nearest to each other."""
    ours, theirs = {p.key: p for p in a}, {q.key: q for q in b}
    if ours.keys() & theirs.keys():
        return 0.0
    return min(_km(p, q) for p in ours.values() for q in theirs.values())


def _km(a: PlaceMark, b: PlaceMark) -> float:
    """Great-circle distance (haversine); places without coordinates are near only to themselves."""
    if a.key == b.key:
        return 0.0
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return FAR_KM
    return _great_circle(a.lat, a.lon, b.lat, b.lon)


@lru_cache(PLACES_REMEMBERED)
def _great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres between two points, given in degrees."""
    north, south = math.radians(lat1), math.radians(lat2)
    half = math.sin((south - north) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))
