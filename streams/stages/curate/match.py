"""Whether a passage tells of an event: the evidence of its members, score, vetoes and the nearest rival.

A passage is compared with member passages, never with a summary that drifts. Rule 1: prefer a miss to a false merge.
A veto bars a match whatever the score; every answer says why.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from operator import mul

from streams.data import word_tables
from streams.records import Reason, Rival
from streams.stages.curate import evidence
from streams.stages.curate.homes import Teller
from streams.stages.curate.index import Index
from streams.stages.curate.profile import Profile
from streams.stages.curate.rows import PassageRow, Signature
from streams.stages.curate.timeline import Timeline
from streams.stages.enrich import kinds
from streams.stages.horizon import NEVER

HOMES_MIN, HOMES_MAX = 4, 8  # homes whose members a passage is compared with; more than the least where
FEW = 12  # they have fewer members than that together
SAME_NAMES = 0.5  # a share of proper words in common from which distance bars nothing: one side names another spot
OTHER_NAMES = 0.4  # a share under which two places far apart are two happenings of whatever kind
NO_NAMES = 0.08  # a share under which two passages name others
FORM = 0.75  # words so much the same that, under that share, a form was filled in again
FORM_ELSEWHERE = 0.55  # of places far apart, fewer will do
HEADED = 0.5  # a share of the names that head two reports from which the later one may go on with the earlier
OVERNIGHT = timedelta(hours=18)  # within which what is told of the next day may be what went on over midnight
_WORDS, _NAMES, _LEAD, _PLACE, _TIME, _FIGURES, _CLASH = map(
    evidence.KINDS.index, ("words", "names", "lead", "place", "time", "figures", "clash")
)


@dataclass(frozen=True, slots=True)
class Match:
    """How well a passage fits an event."""

    event_id: str
    score: float
    vetoes: tuple[str, ...]
    home: str  # the event as the matcher has it, before merges and decisions
    told: evidence.Evidence  # in the order of ``KINDS``
    between: tuple[Profile, Profile]  # the passage, and the member that it is most like

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each kind of evidence, and what it added to the score."""
        mine, best = self.between
        return tuple(
            Reason(evidence=name, detail=evidence.describe(name, mine, best), weight=round(value, 4))
            for name, weight, each in zip(evidence.KINDS, _weights_of_evidence(), self.told, strict=True)
            if round(value := weight * each, 4)
        )  # fmt: skip

    @property
    def as_rival(self) -> Rival:
        return Rival(event_id=self.event_id, score=self.score, vetoes=self.vetoes)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence that a passage tells of an event."""

    every: evidence.Evidence  # in the order of ``KINDS``
    best: int  # the member that it is most like
    told: list[evidence.Evidence]  # of each member, in the order of ``PAIR``

    @property
    def logit(self) -> float:
        return _total(self.every)


@cache
def weights() -> dict[str, float]:
    """The weights file, read once."""
    return {name: value for name, value in word_tables.load("weights").items() if isinstance(value, (int, float))}


@cache
def _weights_of_evidence() -> tuple[float, ...]:
    return tuple(weights()[name] for name in evidence.KINDS)


def weigh(mine: Profile, others: Sequence[Profile], members: evidence.Members) -> Weighed:
    """The evidence of an event's members: of the one that a passage is most like, and of all together."""
    told = [evidence.compare(mine, other) for other in others]
    best = _most_like(told)
    return Weighed((*told[best], *evidence.together(mine, members)), best, told)


def _most_like(told: Sequence[evidence.Evidence]) -> int:
    """The member that a passage is most like, the first of equals."""
    return max(range(len(told)), key=lambda n: (round(_total(told[n]), 9), -n))


def candidates(
    timeline: Timeline, signature: Signature, homes: Iterable[str], end: Teller | None, window: timedelta
) -> list[Match]:
    """Of homes that a passage may belong to, best first, how well it fits; those barred by a veto come last.

    It is compared with what was told before ``end`` alone, and with no home that was silent for a window by then.
    """
    index = timeline.index
    mine = index.in_desk(timeline.desk, signature)
    found: list[Match] = []
    compared = 0
    for home in homes:
        if _is_silent(timeline, signature, home, end, window):
            continue
        members = timeline.passages(home, end)
        if members:
            found.append(_fit(index, mine, home, members))
            compared += len(members)
        if len(found) == HOMES_MAX or (len(found) >= HOMES_MIN and compared >= FEW):
            break
    return sorted(found, key=_order)


def _is_silent(
    timeline: Timeline, signature: Signature, home: str, end: Teller | None, window: timedelta
) -> bool:  # fmt: skip
    """Whether nothing was told of a home for a window before a passage that says when it was told."""
    if end is None or signature.told == NEVER:
        return False
    tellers = timeline.tellers(home, end)
    return bool(tellers) and end[0] - tellers[-1][0] > window


def could_join(timeline: Timeline, one: Signature, other: Signature) -> bool:
    """Whether two passages are like enough that one may join the other's event."""
    a, b = map(timeline.index.profile, (one, other))
    return _score(_total(evidence.compare(a, b))) >= weights()["ask"]


def _order(match: Match) -> tuple[bool, float, str, str]:
    return bool(match.vetoes), -match.score, match.event_id, match.home


def _fit(index: Index, mine: Profile, home: str, members: Sequence[PassageRow]) -> Match:
    """How well a passage fits an event: the member that it is most like, and what the members know together."""
    others = [index.profile(passage.signature) for passage in members]
    weighed = weigh(mine, others, evidence.Members.of(others))
    held = members[weighed.best].assignment
    return Match(
        held.event_id if held else home, _score(weighed.logit), _vetoes(mine, others, weighed.told), home,
        weighed.every, (mine, others[weighed.best]),
    )  # fmt: skip


def _score(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 4)


def _total(told: evidence.Evidence) -> float:
    """Logit of the probability that two passages tell of one happening."""
    total: float = weights()["bias"] + sum(map(mul, _weights_of_evidence(), told))
    return total


def home_vetoes(timeline: Timeline, signature: Signature, home: str, end: Teller | None) -> tuple[str, ...]:
    """What bars a passage from a home whatever the score."""
    mine = timeline.index.profile(signature)
    others = [timeline.index.profile(passage.signature) for passage in timeline.passages(home, end)]
    return _vetoes(mine, others, [evidence.compare(mine, other) for other in others]) if others else ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well the passages of two homes fit each other's home."""

    score: float  # of both ways together
    barred: float  # share of the passages of one home that something bars from the other: the larger of both


def likeness(index: Index, desk: str, ours: Sequence[PassageRow], theirs: Sequence[PassageRow]) -> Likeness:
    """Weigh the passages of two homes each against the other home: the same whichever was there first.

    Of each way the mean over the closer half of the passages counts: one that is like both, such as a round-up, makes
    no two homes one.
    """
    mine = [index.in_desk(desk, passage.signature) for passage in ours]
    others = [index.in_desk(desk, passage.signature) for passage in theirs]
    told = [[evidence.compare(one, other) for other in others] for one in mine]
    there, barred_there = _fits(mine, others, told)
    back, barred_back = _fits(others, mine, list(zip(*told, strict=True)))
    return Likeness(_score((there + back) / 2), max(barred_there, barred_back))


def _fits(
    mine: Sequence[Profile], others: Sequence[Profile], told: Sequence[Sequence[evidence.Evidence]]
) -> tuple[float, float]:  # fmt: skip
    """The mean logit of the closer half of passages against a home, and the share of them that a veto bars from it."""
    members = evidence.Members.of(others)
    totals = sorted(
        (
            _total((*row[_most_like(row)], *evidence.together(one, members)))
            for one, row in zip(mine, told, strict=True)
        ),
        reverse=True,
    )
    near = totals[: len(totals) // 2 + 1]
    barred = sum(bool(_vetoes(one, others, row)) for one, row in zip(mine, told, strict=True))
    return math.fsum(near) / len(near), barred / len(mine)


# ------------------------------------------------------------------------------------------------------- vetoes


def _vetoes(mine: Profile, others: Sequence[Profile], told: Sequence[evidence.Evidence]) -> tuple[str, ...]:
    """What bars a passage from an event whatever the score.

    A day or a place that no member shares bars happenings that have one place and one time: a debate may be told from
    anywhere. Names bar all kinds. But a place or names bar only what is told as a form filled in again, in much the
    same words: other words for it that still score are of one who tells on. So are rare names in common, and names that
    head both, whatever the day. (Of the vetoes of a score over ``join`` on the labelled streams and articles 19 of 25
    were wrong without that.)
    """
    names, same_words = (max(each[kind] for each in told) for kind in (_NAMES, _WORDS))
    vetoes: list[str] = []
    nearest = _most_like(told)
    best = others[nearest]
    equal = told[nearest][_FIGURES] > 0
    if not equal and told[nearest][_CLASH] >= 1.0:
        vetoes.append(f"figures: {evidence.describe('clash', mine, best)}")
    placed = kinds.is_placed(mine.signature.kind)
    recurs = kinds.recurs(mine.signature.kind) and kinds.recurs(best.signature.kind)
    alike = same_words >= evidence.ALIKE  # as what happens again is told
    form = same_words >= evidence.UNLIKE
    tied = mine.tie(best) >= (evidence.TIED_TWICE if recurs or alike else evidence.TIED)
    headed = not recurs and not alike and told[nearest][_LEAD] >= HEADED
    times = [time for other in others for time in other.signature.times]
    other_day = bool(mine.signature.times and times) and not evidence.share_a_day(mine.signature.times, times)
    far = _far_from(mine, others)
    elsewhere = _far_from(mine, [o for o in others if kinds.is_placed(o.signature.kind)]) if placed else far
    overnight = not recurs and names >= SAME_NAMES and evidence.between(mine, best) <= OVERNIGHT
    told_on = tied or headed or ((equal or overnight) and evidence.goes_on(mine, best))
    if other_day and told[nearest][_TIME] < 0 and not told_on and (placed or elsewhere or names < SAME_NAMES):
        vetoes.append(f"date: {evidence.days(mine.signature.times)}, not {evidence.days(times)}")
    lands = frozenset().union(*(other.countries for other in others))
    abroad = far and bool(mine.countries and lands) and not mine.countries & lands
    debated = kinds.is_told_abroad(mine.signature.kind)  # such news is told from anywhere
    apart = (elsewhere and (other_day or (placed and names < SAME_NAMES))) or (abroad and not debated)
    if apart and form and not tied:
        vetoes.append(f"place: over {evidence.FAR_KM:g} km apart")
    known = [other for other in others if other.signature.proper]
    if mine.signature.proper and known and not any(mine.place_words & other.place_words for other in others):
        strangers = form and names < NO_NAMES and not any(mine.names_in_common(other) for other in others)
        filled_in = FORM_ELSEWHERE if all(each[_PLACE] < 0 for each in told) else FORM
        other_names = names < OTHER_NAMES and same_words >= filled_in and not (equal or tied or headed)
        if strangers or other_names:
            ours, theirs = (", ".join(p.signature.proper[: evidence.SHOWN]) for p in (mine, known[0]))
            vetoes.append(f"names: {ours}, not {theirs}")
    return tuple(vetoes)


def _far_from(mine: Profile, others: Sequence[Profile]) -> bool:
    """Whether a passage has a place of its own, and the nearest that any other has is far away."""
    theirs = [place for other in others for place in other.fine]
    return bool(mine.fine and theirs) and evidence.nearest_km(mine.fine, theirs) > evidence.FAR_KM
