"""The homes of a desk as they stood at a time: who told of each before, with what this step has moved.

Posts come in any order, and what a passage is compared with decides where it is at home. So it is compared with what
was told before it, not with what came before it: that is the same in every order. Of posts that give no instant nobody
knows which was told first: they are compared with all of their day that came before them.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from streams.records import Enriched
from streams.stages.curate.groups import View
from streams.stages.curate.homes import Teller
from streams.stages.curate.index import Index, tellers
from streams.stages.curate.rows import PassageRow, PostRow, post_key

FIRST, NEAREST = 4, 8  # members compared: the first say what an event is, those nearest before how it stands
ANY = sys.maxsize  # passages of a post
LAST = "\U0010ffff"  # sorts behind every row key


class Timeline:
    """Tellers of each home in order of time: those that stand, but for what this step puts and takes."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.desk = view.desk
        self.index: Index = view.state.index
        self._changed: dict[str, list[Teller]] = {}

    def put(self, home: str, teller: Teller) -> None:
        """A passage tells of a home."""
        insort(self._own(home), teller)

    def take(self, home: str, teller: Teller) -> None:
        """A passage tells of a home no more."""
        tellers = self._own(home)
        del tellers[bisect_left(tellers, teller)]

    def come(self, row: PostRow) -> None:
        """A post tells of the homes of its passages."""
        for home, teller in told_by(row):
            self.put(home, teller)

    def go(self, row: PostRow) -> None:
        """A post tells of them no more."""
        for home, teller in told_by(row):
            self.take(home, teller)

    def rename(self, home: str, other: str) -> Sequence[Teller]:
        """Put all that tell of a home in another; who they are."""
        moved = self._changed.pop(home)
        for teller in moved:
            insort(self._own(other), teller)
        self._changed[home] = []
        return moved

    def tellers(self, home: str, end: Teller | None = None) -> Sequence[Teller]:
        """The first tellers of a home and the last ones before ``end``: enough to stand for hundreds."""
        every = self._every(home)
        most = len(every) if end is None else bisect_left(every, end)
        if most <= FIRST + NEAREST:
            return every[:most]
        return [*every[:FIRST], *every[most - NEAREST : most]]

    def after(self, home: str, told: Teller) -> Sequence[Teller]:
        """The tellers of a home, of other posts, that are compared with what was told then."""
        every = self._every(home)
        at = bisect_left(every, (*told[:2], ANY))
        return every[at : at + NEAREST]

    def last(self, home: str) -> Teller | None:
        """Who last told of a home."""
        every = self._every(home)
        return every[-1] if every else None

    def passages(self, home: str, end: Teller | None = None) -> list[PassageRow]:
        """The passages of ``tellers``, of posts that stand."""
        rows = ((self.view.get(key), number) for _, key, number in self.tellers(home, end))
        return [row.passages[number] for row, number in rows if row is not None]  # None: forgotten just now

    def _every(self, home: str) -> Sequence[Teller]:
        changed = self._changed.get(home)
        return changed if changed is not None else self.index.tellers(self.desk, home)

    def _own(self, home: str) -> list[Teller]:
        """The tellers of a home, to be changed."""
        if home not in self._changed:
            self._changed[home] = list(self.index.tellers(self.desk, home))
        return self._changed[home]


def told_by(row: PostRow) -> Iterable[tuple[str, Teller]]:
    """The homes that a post tells of in the first place, and with which passage."""
    key = post_key(row.desk, row.post.post_id)
    return [(home, (row.post.reference.start, key, number)) for number, _, home in tellers(row)]


def until(post: Enriched) -> Teller:
    """Up to where tellers are told before a post."""
    key = post_key(post.desk, post.post_id)
    return post.reference.start, key if post.published is not None else LAST, 0
