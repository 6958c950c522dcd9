"""What curation looks things up by: inverted lists from terms to passages, and events to posts."""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

from streams.records import CuratedEvent
from streams.stages.curate.rows import EventRow, PassageRow, PostRow, Signature, TieRow
from streams.stages.curate.ties import Ties
from streams.stages.horizon import ClockRow, Horizon

Ref = tuple[str, int]  # (row key of the post, number of the passage)

COMMON_TERMS = 200  # a term in more passages than that points nowhere
CANDIDATES_MAX = 40


def keys_of(signature: Signature) -> list[str]:
    """The typed terms of a passage under which it can be found."""
    return [
        *(f"w:{term}" for term in signature.terms),
        *(f"n:{name}" for name in signature.names),
        *(f"p:{place.key}" for place in signature.places),
        *dict.fromkeys(f"d:{time.first.isoformat()}" for time in signature.times),
        *dict.fromkeys(f"f:{figure.object}:{figure.value:g}" for figure in signature.figures),
    ]


class Index:
    """Passages of each desk by term, posts by event, rows by age. A function of the present rows alone."""

    def __init__(self) -> None:
        self.horizon = Horizon()
        self.ties = Ties()
        # The record last published for a row, for as long as that very row stands: spares building it once more.
        self.built: WeakKeyDictionary[EventRow, CuratedEvent] = WeakKeyDictionary()
        self._postings: dict[tuple[str, str], dict[Ref, None]] = {}
        self._passages: dict[str, int] = {}
        self._members: dict[tuple[str, str], dict[str, None]] = {}
        self._events = 0
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    @property
    def open_events(self) -> int:
        return self._events

    def put(self, key: str, row: PostRow | EventRow | TieRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        if not isinstance(row, EventRow):
            self.ties.put(key, row)
        if isinstance(row, TieRow):
            self.horizon.put(row.desk, key, row.kept)
            return
        if isinstance(row, EventRow):
            self._events += 1
            if row.status != "developing":  # the others go with their posts
                self.horizon.put(row.desk, key, row.kept)
            return
        self.horizon.put(row.desk, key, row.kept)
        for event_id in row.events:
            self._members.setdefault((row.desk, event_id), {})[key] = None
        for number, passage in self._listed(row):
            self._passages[row.desk] = self._passages.get(row.desk, 0) + 1
            for term in keys_of(passage.signature):
                self._postings.setdefault((row.desk, term), {})[key, number] = None
                self._entries += 1

    def remove(self, key: str, row: PostRow | EventRow | TieRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        if not isinstance(row, EventRow):
            self.ties.remove(key, row)
        if isinstance(row, TieRow):
            self.horizon.remove(row.desk, key)
            return
        if isinstance(row, EventRow):
            self._events -= 1
            if row.status != "developing":
                self.horizon.remove(row.desk, key)
            return
        self.horizon.remove(row.desk, key)
        for event_id in row.events:
            self._members[row.desk, event_id].pop(key, None)
            if not self._members[row.desk, event_id]:
                del self._members[row.desk, event_id]
        for number, passage in self._listed(row):
            self._passages[row.desk] -= 1
            for term in keys_of(passage.signature):
                postings = self._postings[row.desk, term]
                postings.pop((key, number), None)
                self._entries -= 1
                if not postings:
                    del self._postings[row.desk, term]

    def members(self, desk: str, event_id: str) -> list[str]:
        """Row keys of the posts that have a passage in an event, sorted."""
        return sorted(self._members.get((desk, event_id), ()))

    def rarity(self, desk: str, term: str) -> float:
        """Inverse document frequency of a typed term among the desk's present passages, smoothed, at least 0."""
        total, having = self._passages.get(desk, 0), len(self._postings.get((desk, term), ()))
        return math.log((total + 2) / (having + 1))

    def alike(self, desk: str, signature: Signature) -> list[Ref]:
        """Passages that share the most of the rarest terms, best first: candidates, never a scan of all."""
        weights: dict[Ref, float] = {}
        for term in keys_of(signature):
            postings = self._postings.get((desk, term), {})
            if 0 < len(postings) <= COMMON_TERMS:
                rarity = self.rarity(desk, term)
                for ref in postings:
                    weights[ref] = weights.get(ref, 0.0) + rarity
        best = sorted(weights.items(), key=lambda item: (-round(item[1], 6), item[0]))
        return [ref for ref, _ in best[:CANDIDATES_MAX]]

    @staticmethod
    def _listed(row: PostRow) -> list[tuple[int, PassageRow]]:
        """The passages that others may be matched with: those in an event, of a post that stands."""
        if row.withdrawn:
            return []
        return [(n, p) for n, p in enumerate(row.passages) if p.assignment is not None and p.role == "main"]
