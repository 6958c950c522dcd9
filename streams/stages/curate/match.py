"""Whether a passage tells of an event: evidence, score, vetoes and the nearest rival.

Rule 1: prefer a miss to a false merge. A veto bars a match whatever the score; every answer says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from streams.data import word_tables
from streams.records import Reason, Rival
from streams.stages.curate.forget import Present
from streams.stages.curate.index import Index
from streams.stages.curate.rows import FigureMark, PassageRow, PlaceMark, PostRow, Signature, TimeMark
from streams.stages.enrich import kinds

NEAR_KM = 30.0  # two towns this near may be one place told by two names
FAR_KM = 100.0  # two happenings with a place of their own this far apart are two
COMPARED_MAX = 8  # passages of each of two events that are compared before they merge
SHARED_SHOWN = 6  # words and names named in a reason


class Rarity:
    """Rarities of terms in a desk, each asked for once while one passage is compared."""

    def __init__(self, index: Index, desk: str) -> None:
        self._index = index
        self._desk = desk
        self._known: dict[str, float] = {}
        self._lengths: dict[int, tuple[Signature, float]] = {}

    def __call__(self, term: str) -> float:
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._index.rarity(self._desk, term)
        return known

    def square(self, words: Iterable[str]) -> float:
        """Squared length of a vector of words."""
        return sum(self(f"w:{word}") ** 2 for word in words)

    def length(self, signature: Signature) -> float:
        """Length of the vector of all words of a passage."""
        known = self._lengths.get(id(signature))
        if known is None:
            known = self._lengths[id(signature)] = (signature, math.sqrt(self.square(signature.terms)))
        return known[1]


@dataclass(frozen=True, slots=True)
class Match:
    """How well a passage fits an event."""

    event_id: str
    score: float
    reasons: tuple[Reason, ...]
    vetoes: tuple[str, ...]
    home: str  # of the passage that it is most like, before merges

    @property
    def as_rival(self) -> Rival:
        return Rival(event_id=self.event_id, score=self.score, vetoes=self.vetoes)


@cache
def weights() -> dict[str, float]:
    """The weights file, read once."""
    return {name: value for name, value in word_tables.load("weights").items() if isinstance(value, (int, float))}


def candidates(
    state: Present, desk: str, signature: Signature, reference: datetime, window: timedelta, but_not: str
) -> list[Match]:
    """Events that a passage may tell of, best first; those barred by a veto come last, with their vetoes."""
    index: Index = state.index
    rarity = Rarity(index, desk)
    best: dict[str, Match] = {}
    for key, number in index.alike(desk, signature):
        if key == but_not:
            continue
        row: PostRow | None = state.get(key)
        if row is None:
            continue  # forgotten just now
        other = row.passages[number]
        gap = abs(row.post.reference.start - reference)
        if other.assignment is None or gap > window:
            continue
        found = compare(rarity, signature, other, gap / window)
        known = best.get(found.event_id)
        if known is None or (found.score, known.event_id) > (known.score, found.event_id):
            best[found.event_id] = found
    barred = {event_id: event_vetoes(state, desk, signature, event_id, but_not) for event_id in sorted(best)}
    matches = [Match(m.event_id, m.score, m.reasons, m.vetoes + barred[m.event_id], m.home) for m in best.values()]
    return sorted(matches, key=lambda m: (bool(m.vetoes), -m.score, m.event_id))


def compare(rarity: Rarity, a: Signature, other: PassageRow, age: float) -> Match:
    """The evidence that two passages tell of one happening."""
    b = other.signature
    assert other.assignment is not None
    evidence: dict[str, tuple[float, str]] = {
        "words": _words(rarity, a, b),
        "names": _names(rarity, a, b),
        "place": _place(a.places, b.places),
        "time": _time(a.times, b.times),
        "kind": _kind(a.kind, b.kind),
        "figures": _equal_figures(a.figures, b.figures),
        "occasion": _occasion(a, b),
        "clash": _clashing_figures(a.figures, b.figures),
        "age": (min(age, 1.0), f"{age:.0%} of the window apart"),
    }
    weight = weights()
    total = weight["bias"] + sum(weight[name] * value for name, (value, _) in evidence.items())
    reasons = tuple(
        Reason(evidence=name, detail=detail, weight=round(weight[name] * value, 4))
        for name, (value, detail) in evidence.items()
        if round(weight[name] * value, 4)
    )
    vetoes: tuple[str, ...] = ()
    if evidence["clash"][0] >= 1.0 and not evidence["figures"][0]:
        vetoes = (f"figures: {evidence['clash'][1]}",)
    home = other.home or other.assignment.event_id
    return Match(other.assignment.event_id, round(1 / (1 + math.exp(-total)), 4), reasons, vetoes, home)


def event_vetoes(state: Present, desk: str, signature: Signature, event_id: str, but_not: str = "") -> tuple[str, ...]:
    """What bars a passage from an event as a whole: a day or a place that none of its members shares.

    Only happenings that have one place and one time can be barred so; a debate may be told from anywhere.
    """
    if not kinds.is_placed(signature.kind):
        return ()
    times: list[TimeMark] = []
    places: list[PlaceMark] = []
    for passage in main_passages(state, desk, event_id, but_not):
        times += passage.signature.times
        if kinds.is_placed(passage.signature.kind):
            places += passage.signature.places
    vetoes: list[str] = []
    if signature.times and times and not _share_a_day(signature.times, times):
        vetoes.append(f"date: {_days(signature.times)}, not {_days(times)}")
    here, there = [p for p in signature.places if p.fine], [p for p in places if p.fine]
    if here and there and min(_km(p, q) for p in here for q in there) > FAR_KM:
        vetoes.append(f"place: over {FAR_KM:g} km apart")
    return tuple(vetoes)


def closeness(state: Present, desk: str, passages: Sequence[PassageRow], event_id: str) -> float:
    """The best score between passages and those of an event; the oldest few of each stand for all."""
    rarity = Rarity(state.index, desk)
    others = main_passages(state, desk, event_id)[:COMPARED_MAX]
    found = [compare(rarity, p.signature, other, 0.0).score for p in passages[:COMPARED_MAX] for other in others]
    return max(found, default=0.0)


def main_passages(state: Present, desk: str, event_id: str, but_not: str = "") -> list[PassageRow]:
    """The passages that tell of an event in the first place, of posts that stand."""
    rows: list[PostRow | None] = [state.get(key) for key in state.index.members(desk, event_id) if key != but_not]
    return [
        passage for row in rows if row is not None and not row.withdrawn for passage in row.passages
        if passage.role == "main" and passage.assignment is not None and passage.assignment.event_id == event_id
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------ evidence


def _words(rarity: Rarity, a: Signature, b: Signature) -> tuple[float, str]:
    shared = sorted(set(a.terms) & set(b.terms), key=lambda word: (-rarity(f"w:{word}"), word))
    size = rarity.length(a) * rarity.length(b)
    return math.sqrt(rarity.square(shared) / size if size else 0.0), "both say " + ", ".join(shared[:SHARED_SHOWN])


def _names(rarity: Rarity, a: Signature, b: Signature) -> tuple[float, str]:
    shared = sorted(set(a.names) & set(b.names))
    if not shared:
        return 0.0, ""
    weight = sum(rarity(f"n:{name}") for name in shared)
    return weight / (weight + 3.0), "both name " + ", ".join(shared[:SHARED_SHOWN])


def _place(a: Sequence[PlaceMark], b: Sequence[PlaceMark]) -> tuple[float, str]:
    fine_a, fine_b = [p for p in a if p.fine], [p for p in b if p.fine]
    if fine_a and fine_b:
        near = min(_km(p, q) for p in fine_a for q in fine_b)
        if near <= NEAR_KM:
            return 1.0, "at the same place"
        return (-1.0, f"{near:,.0f} km apart") if near > FAR_KM else (0.2, f"{near:,.0f} km apart")
    if {p.key for p in a} & {p.key for p in b}:
        return (0.6 if not fine_a and not fine_b else 0.4), "in the same land"
    return 0.0, ""


def _time(a: Sequence[TimeMark], b: Sequence[TimeMark]) -> tuple[float, str]:
    if not a or not b:
        return 0.0, ""
    if not _share_a_day(a, b):
        return -1.0, f"{_days(a)} against {_days(b)}"
    return (1.0, f"both on {_days(a)}") if _same_time(a, b) else (0.3, f"{_days(a)} reaches into {_days(b)}")


def _occasion(a: Signature, b: Signature) -> tuple[float, str]:
    """One kind of happening, on one told day, in one land, with no town on either side to tell two apart.

    What strikes a whole land in a day is told in such words by both sides, who share no others.
    """
    if a.kind != b.kind or not kinds.is_placed(a.kind) or any(p.fine for p in (*a.places, *b.places)):
        return 0.0, ""
    if not _same_time(a.times, b.times) or not {p.key for p in a.places} & {p.key for p in b.places}:
        return 0.0, ""
    return 1.0, f"the {a.kind} of that day in that land"


def _kind(a: str | None, b: str | None) -> tuple[float, str]:
    if a is None or b is None:
        return 0.0, ""
    return (1.0, f"both tell of {a}") if a == b else (-1.0, f"{a} against {b}")


def _equal_figures(a: Sequence[FigureMark], b: Sequence[FigureMark]) -> tuple[float, str]:
    """Equal numbers of equal things; a large odd number says more than "two people"."""
    shared = [f for f in a if any(f.object == g.object and f.value == g.value for g in b)]
    worth = sum(0.5 if f.value <= 2 else 0.8 if f.value < 10 else 1.0 for f in shared)
    shown = ", ".join(dict.fromkeys(f"{f.value:g} {f.object}" for f in shared))
    return min(worth / 1.5, 1.0), f"both count {shown}"


def _clashing_figures(a: Sequence[FigureMark], b: Sequence[FigureMark]) -> tuple[float, str]:
    """Exact totals of the same thing that differ, where neither side also has an equal one. One may be an update."""
    clashes: dict[str, str] = {}
    for f in a:
        against = [g for g in b if g.object == f.object and g.action == f.action and f.exact and g.exact]
        if against and not f.scoped and all(not g.scoped and g.value != f.value for g in against):
            clashes[f.object] = f"{f.value:g} against {against[0].value:g} {f.object}"
    return min(len(clashes) / 2, 1.0), "; ".join(clashes.values())


def _share_a_day(a: Sequence[TimeMark], b: Sequence[TimeMark]) -> bool:
    return any(one.first <= other.last and other.first <= one.last for one in a for other in b)


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


def _days(times: Sequence[TimeMark]) -> str:
    return ", ".join(
        dict.fromkeys(f"{time.first.day} {time.first:%B}" for time in sorted(times, key=lambda t: t.first))
    )


def _km(a: PlaceMark, b: PlaceMark) -> float:
    """Great-circle distance (haversine); places without coordinates are near only to themselves."""
    if a.key == b.key:
        return 0.0
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return FAR_KM
    lat1, lat2 = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))
