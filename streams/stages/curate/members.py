"""The members of an event, in an order that does not depend on when they came."""

from __future__ import annotations

from collections.abc import Iterable

from streams.data.outlets import Outlets
from streams.stages.curate.originals import originals
from streams.stages.curate.origins import Origin, outlet_origin
from streams.stages.curate.rows import PassageRow, PostRow
from streams.stages.enrich.claims.holders import holders


class Members:
    """The posts of an event, each with its passages that belong to it."""

    def __init__(self, event_id: str, rows: Iterable[PostRow], outlets: Outlets) -> None:
        self.event_id = event_id
        self.outlets = outlets
        self._sources: dict[str, tuple[Origin, float]] = {}
        self.rows = sorted(rows, key=_order)
        self.standing = [row for row in self.rows if not row.withdrawn]
        self.originals = originals([row.post for row in self.standing])
        self.held = holders(row.post for row in self.rows)
        main = [row for row in self.standing if any(p.role == "main" for p in self.passages(row))]
        self.telling = main or self.standing or self.rows  # those whose facts are the event's
        pinned = [row for row in self.standing if row.pinned is not None and self.tells_first(row)]
        self.pinned = max(pinned, key=lambda row: row.pinned or 0, default=None)  # it is told by this one

    def tells_first(self, row: PostRow) -> bool:
        """Whether the event is what a post tells of in the first place."""
        assignment = row.passages[row.principal].assignment if row.principal is not None else None
        return assignment is not None and assignment.event_id == self.event_id

    def passages(self, row: PostRow) -> list[PassageRow]:
        """A post's passages that belong to the event."""
        return [p for p in row.passages if p.assignment is not None and p.assignment.event_id == self.event_id]

    def main_passages(self, row: PostRow) -> list[PassageRow]:
        """Those that tell of it in the first place; all where none does."""
        passages = self.passages(row)
        return [p for p in passages if p.role == "main"] or passages

    def origin(self, row: PostRow, at: int | None = None) -> Origin:
        """Who is behind a post of the event, or behind what it says at a position of its text."""
        if at is not None and row.post.copied:
            return outlet_origin(row.post, self.originals, self.outlets, at)[0]
        return self._source(row)[0]

    def origins(self, rows: Iterable[PostRow]) -> dict[str, float]:
        """The independent origins behind posts, each with the weight of its weightiest source, in order of their names.

        An outlet that only prints what is another's lends it no weight.
        """
        found: dict[str, float] = {}
        for row in rows:
            origin, weight = self._source(row)
            found[origin.key] = max(found.get(origin.key, 0.0), weight)
        return dict(sorted(found.items()))

    def _source(self, row: PostRow) -> tuple[Origin, float]:
        """The origin of a post and its weight, told once."""
        known = self._sources.get(row.post.post_id)
        if known is None:
            known = self._sources[row.post.post_id] = outlet_origin(row.post, self.originals, self.outlets)
        return known

    def text(self, row: PostRow) -> str:
        """The words of the post that tell of the event."""
        return "\n".join(row.post.text[start:end] for p in self.main_passages(row) for start, end in p.spans)

    def within(self, row: PostRow, at: int) -> bool:
        """Whether a position of a post's text lies in a passage of the event."""
        return any(start <= at < end for p in self.passages(row) for start, end in p.spans)


def _order(row: PostRow) -> tuple[object, ...]:
    """By reference time; posts of one page with equal times as first seen, the lowest of a snapshot first."""
    post = row.post
    return (post.reference.start, post.page_id, row.first_seen, -(post.position or 0), post.post_id)
