"""Which homes turn out to tell of one event, though each was founded by a report of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from streams.stages.curate import ties
from streams.stages.curate.assign import Met
from streams.stages.curate.groups import View
from streams.stages.curate.match import Match, likeness, weights
from streams.stages.curate.rows import LinkRow, PassageRow
from streams.stages.curate.timeline import Timeline
from streams.stages.horizon import NEVER

YOUNG = 2  # reports that a home has at most, to be weighed again wherever one comes that is like it
GROWN = 3  # reports from which a home says more than the one that it was founded by
BARRED = 0.34  # share of a young or a grown home's reports that may look back to another day, or elsewhere


def link(view: View, one: str, other: str, clock: datetime) -> LinkRow:
    """Two homes are one event from now on."""
    number = view.state.index.ties.next_number(view.desk)
    return LinkRow(desk=view.desk, one=one, other=other, at=clock, number=number, kept=clock)


def links(timeline: Timeline, met: Iterable[Met], clock: datetime) -> list[LinkRow]:
    """Links of the homes that passages of this step are in with others that they were compared with.

    A report that comes before those which it would have joined founds a home, and so does one that is like no report
    yet: which of them do, is a matter of order. So a home of one or two reports is weighed again wherever a report
    comes that is like it, against a home that has grown: both ways, so that it is the same whichever was there first.
    Of two that have not grown nothing is known that was not when they were founded, and two that have grown side by
    side were told apart many times: they are one only where they fit each other very well, and the more so where
    reports do not say when they were told, for then days tell no two apart.
    """
    view = timeline.view
    found: list[LinkRow] = []
    for each in met:
        linked = _linked(view, each.home)
        for other in each.others:
            if other.home not in linked and other.score >= weights()["look"] and _are_one(timeline, each, other):
                linked |= _linked(view, other.home)
                found.append(link(view, each.home, other.home, clock))
    return found


def _are_one(timeline: Timeline, one: Met, other: Match) -> bool:
    ours = [*timeline.passages(one.home, one.end), one.passage]
    theirs = timeline.passages(other.home, one.end)
    if not theirs:
        return False  # those that it was compared with are elsewhere now
    known = weights()
    dated = NEVER not in {p.signature.told for p in (*ours, *theirs)}
    small, large = sorted((len(ours), len(theirs)))
    if dated and small <= YOUNG:
        least = known["link" if large >= GROWN else "merge"]
    elif min(one.score, other.score) >= known["merge" if dated else "merge_undated"]:
        least = known["join"]
    else:
        return False
    sides: list[list[PassageRow]] = [ours, theirs] if one.home < other.home else [theirs, ours]
    found = likeness(timeline.index, timeline.desk, *sides)
    return found.score >= least and found.barred <= BARRED


def _linked(view: View, home: str) -> set[str]:
    """A home and those that links lead to from it, whatever decisions say of them."""
    seen, waiting = {home}, [home]
    while waiting:
        for other in _neighbours(view, waiting.pop()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


def _neighbours(view: View, home: str) -> Iterator[str]:
    for _, row in view.about(ties.home(home)):
        if isinstance(row, LinkRow):
            yield row.other if row.one == home else row.one
