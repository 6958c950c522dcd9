"""The members of an event, in an order that does not depend on when they came, and what was worked out of them before.

An event's record is a function of the rows that stand (``event.build``). A large event would be read whole for each of
its posts; so what follows from one row alone is worked out once (``Share.once``), and what follows from several is kept
with what it followed from (``Kept``): where the same goes in, the same comes out, and nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from streams.data.outlets import Outlets
from streams.records import Enriched
from streams.stages.curate.originals import originals
from streams.stages.curate.origins import Origin, outlet_origin
from streams.stages.curate.rows import PassageRow, PostRow
from streams.stages.enrich.claims.holders import Office, holders, offices_given

Value = TypeVar("Value")


class Share:
    """What one post brings to an event."""

    __slots__ = ("_known", "_spans", "event_id", "main_passages", "order", "passages", "post", "row")

    def __init__(self, event_id: str, row: PostRow) -> None:
        self.event_id = event_id
        self.row = row
        self.post = row.post
        self.passages = [p for p in row.passages if p.assignment is not None and p.assignment.event_id == event_id]
        self.main_passages = [p for p in self.passages if p.role == "main"] or self.passages
        self.order = _order(row)
        self._spans = [span for p in self.passages for span in p.spans]
        self._known: dict[Any, Any] = {}

    def once(self, work: Callable[[Share], Value]) -> Value:
        """``work(self)``, worked out the first time that it is asked for. ``work`` is pure."""
        try:
            value: Value = self._known[work]
        except KeyError:
            value = self._known[work] = work(self)
        return value

    def within(self, at: int) -> bool:
        """Whether a position of the post's text lies in a passage of the event."""
        return any(start <= at < end for start, end in self._spans)

    @property
    def tells(self) -> bool:
        """Whether the post tells of the event in a main passage."""
        return bool(self.main_passages) and self.main_passages[0].role == "main"

    @property
    def tells_first(self) -> bool:
        """Whether the event is what the post tells of in the first place."""
        number = self.row.principal
        assignment = self.row.passages[number].assignment if number is not None else None
        return assignment is not None and assignment.event_id == self.event_id


class Kept:
    """What was worked out for the last version of an event, each with what it was worked out of."""

    def __init__(self) -> None:
        self._withdrawn = False
        self._shares: dict[str, tuple[Any, Share]] = {}  # by row key: the row as it is stored, and what it brings
        self._last: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self._now: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self._lasting: dict[Any, Any] = {}

    def __len__(self) -> int:
        """Posts."""
        return len(self._shares)

    def shares(
        self, event_id: str, stored: Mapping[str, Any], read: Callable[[str], PostRow], *, withdrawn: bool
    ) -> list[Share]:
        """What each post brings to the version that begins now.

        A row is read where another one is stored under its key than last time; ``withdrawn`` takes all of them back.
        """
        self.begin()
        known = self._shares if withdrawn == self._withdrawn else {}
        shares: dict[str, tuple[Any, Share]] = {}
        for key, row in stored.items():
            before = known.get(key)
            shares[key] = before if before is not None and before[0] is row else (
                row, Share(event_id, _taken_back(read(key)) if withdrawn else read(key))
            )  # fmt: skip
        self._shares, self._withdrawn = shares, withdrawn
        return [share for _, share in shares.values()]

    def begin(self) -> None:
        """A version begins: what the last one did not ask for is forgotten."""
        self._last, self._now = self._now, {}

    def part(self, name: Any) -> Kept:
        """What is kept for a part of the work that is itself done only where what goes into it differs. Whoever does it
        begins it."""
        _, known = self._now.get(name) or self._last.get(name) or ((), Kept())
        self._now[name] = (), known
        part: Kept = known
        return part

    def of(self, name: Any, work: Callable[..., Value], *given: Any) -> Value:
        """``work(*given)``, or what came of it last time under this name if the same was given. ``work`` is pure."""
        known = self._now.get(name) or self._last.get(name)
        if known is None or known[0] != given:
            known = given, work(*given)
        self._now[name] = known
        value: Value = known[1]
        return value

    def each(self, name: Any, work: Callable[..., Value], items: Sequence[Hashable], *given: Any) -> list[Value]:
        """``work(item, *given)`` of each item, worked out once as long as the same is given. ``work`` is pure."""
        before, known = self._now.get(name) or self._last.get(name) or (given, {})
        if before != given:
            known = {}
        values = {item: known[item] if item in known else work(item, *given) for item in items}
        self._now[name] = given, values
        return [values[item] for item in items]

    def same(self, name: Any, value: Value) -> Value:
        """The value, or the one of last time if that is equal: so that what is worked out of it is found again."""
        last: Value = self.of(name, _itself, value)
        return last

    def lasting(self, name: Any, make: Callable[[], Value]) -> Value:
        """What brings itself up to date with whatever it is asked, made the first time."""
        if name not in self._lasting:
            self._lasting[name] = make()
        value: Value = self._lasting[name]
        return value


class Members:
    """The posts of an event, each with its passages that belong to it."""

    def __init__(self, event_id: str, shares: Iterable[Share], outlets: Outlets, kept: Kept) -> None:
        self.event_id = event_id
        self.outlets = outlets
        self.kept = kept
        every = sorted(shares, key=lambda share: share.order)
        self._shares = {share.post.post_id: share for share in every}
        self._sources: dict[str, tuple[Origin, float]] = {}
        self.rows = [share.row for share in every]
        standing = [share for share in every if not share.row.withdrawn]
        self.standing = [share.row for share in standing]
        self.originals = originals([row.post for row in self.standing])
        self.held: Mapping[Office, str] = holders(self.each(self.rows, _offices))
        main = [share.row for share in standing if share.tells]
        self.telling = main or self.standing or self.rows  # those whose facts are the event's
        pinned = [share.row for share in standing if share.row.pinned is not None and share.tells_first]
        self.pinned = max(pinned, key=lambda row: row.pinned or 0, default=None)  # it is told by this one

    def share(self, row: PostRow) -> Share:
        """What a member brings."""
        return self._shares[row.post.post_id]

    def each(self, rows: Iterable[PostRow], work: Callable[[Share], Value]) -> Iterator[Value]:
        """``work`` of each member, worked out once as long as its row stands. ``work`` is pure."""
        shares = self._shares
        return (shares[row.post.post_id].once(work) for row in rows)

    def tells_first(self, row: PostRow) -> bool:
        """Whether the event is what a post tells of in the first place."""
        return self.share(row).tells_first

    def passages(self, row: PostRow) -> list[PassageRow]:
        """A post's passages that belong to the event."""
        return self.share(row).passages

    def main_passages(self, row: PostRow) -> list[PassageRow]:
        """Those that tell of it in the first place; all where none does."""
        return self.share(row).main_passages

    def within(self, row: PostRow, at: int) -> bool:
        """Whether a position of a post's text lies in a passage of the event."""
        return self.share(row).within(at)

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
        post = row.post
        known = self._sources.get(post.post_id)
        if known is None:
            original = self.originals.get(post.post_id)
            known = self.kept.of(("source", post.post_id), _source_of, post, original, self.outlets)
            self._sources[post.post_id] = known
        return known


def _source_of(post: Enriched, original: Enriched | None, outlets: Outlets) -> tuple[Origin, float]:
    return outlet_origin(post, {post.post_id: original} if original is not None else {}, outlets)


def _itself(value: Value) -> Value:
    return value


def _taken_back(row: PostRow) -> PostRow:
    return msgspec.structs.replace(row, withdrawn=True)


def _offices(share: Share) -> tuple[tuple[Office, str], ...]:
    return tuple(offices_given(share.post))


def _order(row: PostRow) -> tuple[object, ...]:
    """By reference time; posts of one page with equal times as first seen, the lowest of a snapshot first."""
    post = row.post
    return (post.reference.start, post.page_id, row.first_seen, -(post.position or 0), post.post_id)
