"""Which homes turn out to tell of one event, though the matcher founded both."""

from __future__ import annotations

from collections.abc import Iterable

from streams.stages.curate import ties
from streams.stages.curate.assign import Met
from streams.stages.curate.groups import View
from streams.stages.curate.match import alike, main_passages, weights
from streams.stages.curate.rows import LinkRow, PassageRow
from streams.stages.horizon import NEVER

FOUND = 0.5
YOUNG = 2  # reports that a home has at most, to be weighed again wherever one comes that is like it
BARRED = 0.34  # share of a home's reports that look back to another day, or elsewhere, and bar nothing


def links(view: View, met: Iterable[Met], at: object) -> list[LinkRow]:
    """Links between homes that a passage of this step met.

    What a home of one or two reports tells of may have grown since it was founded beside it, or before what it would
    have joined came: so it is weighed again, both ways, wherever a report comes that is like it. So the order in which
    posts come decides little. Two that have grown side by side are one only where a passage fits both very well, and
    the more so where reports do not say when they were told: then days tell no two apart.
    """
    found: list[LinkRow] = []
    known = weights()
    for each in met:
        home = each.home
        ours: list[PassageRow] | None = None
        for other in each.others:
            if home == other.home or other.score < known["look"] or _are_linked(view, home, other.home, found):
                continue
            if ours is None:
                ours = [*main_passages(view.state, view.desk, home), each.passage]
            theirs = main_passages(view.state, view.desk, other.home)
            dated = NEVER not in {p.signature.told for p in (*ours, *theirs)}
            young = dated and min(len(ours), len(theirs)) <= YOUNG
            if not young and min(each.score, other.score) < known["merge" if dated else "merge_undated"]:
                continue
            likeness = alike(view.state, view.desk, *((ours, theirs) if home < other.home else (theirs, ours)))
            new = each.score == 1.0 or len(theirs) == 0
            if likeness.score < (FOUND if new else known["link"] if young else known["join"]) or likeness.barred > (BARRED if young else 0):
                continue
            number = view.state.index.ties.next_number(view.desk)
            found.append(LinkRow(desk=view.desk, one=home, other=other.home, at=at, number=number, kept=at))
    return found


def _are_linked(view: View, one: str, other: str, found: Iterable[LinkRow]) -> bool:
    """Whether links lead from one home to the other, whatever decisions say of them."""
    seen, waiting = {one}, [one]
    while waiting:
        home = waiting.pop()
        rows = [view.get(key) for key in view.state.index.ties.about(view.desk, ties.home(home))]
        for row in (*rows, *found):
            if isinstance(row, LinkRow) and home in (row.one, row.other):
                next_ = row.other if row.one == home else row.one
                if next_ == other:
                    return True
                if next_ not in seen:
                    seen.add(next_)
                    waiting.append(next_)
    return False
