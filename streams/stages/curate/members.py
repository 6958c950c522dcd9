"""The members of an event, in an order that does not depend on when they came, and what was worked out of them before.

An event's record is a function of the rows that stand (``event.build``). A large event would be read whole for each of
its posts; so what follows from one row alone is worked out once (``Share.once``), what follows from all is put together
of what follows from runs of them (``runs``), and what follows from anything else is kept with what it followed from
(``Kept``): where the same goes in, the same comes out, and nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from streams.data.outlets import Outlets
from streams.records import Enriched
from streams.stages.curate.former import told_at
from streams.stages.curate.originals import originals
from streams.stages.curate.origins import Named, Origin, all_named, named, outlet_origin
from streams.stages.curate.rows import PostRow
from streams.stages.curate.runs import Ends, Given, Join, Run, around, each_once, run_of
from streams.stages.enrich.claims.holders import Office, holders, offices_given

Value = TypeVar("Value")


class Share:
    """What one post brings to an event."""

    __slots__ = (
        "_counting_as", "_known", "_spans", "cut", "event_id", "main_passages", "order", "original", "passages", "post",
        "row", "tells", "told_at",
    )  # fmt: skip

    def __init__(self, event_id: str, row: PostRow, original: Enriched | None = None) -> None:
        self.event_id = event_id
        self.row = row
        self.post = row.post
        self.original = original  # the post that it counts as, where it copies another one of the event
        self.passages = [p for p in row.passages if p.assignment is not None and p.assignment.event_id == event_id]
        self.main_passages = [p for p in self.passages if p.role == "main"] or self.passages
        self.tells = bool(self.main_passages) and self.main_passages[0].role == "main"  # of it, in a main passage
        self.told_at = told_at(row)
        self.order = _order(row)
        self.cut = crc32(row.post.post_id.encode())
        self._spans = [span for p in self.passages for span in p.spans]
        self._known: dict[Any, tuple[Given, Any]] = {}
        self._counting_as: Share | None = None

    def once(self, work: Callable[..., Value], *given: Any) -> Value:
        """``work(self, *given)``, worked out once as long as the same is given. ``work`` is pure."""
        return self.fold(work, None, given)

    def fold(self, work: Callable[..., Value], join: Join | None, given: Given) -> Value:
        """As of a run of this one alone, without anything to join."""
        known = self._known.get(work)
        if known is None or known[0] != given:
            known = self._known[work] = given, work(self, *given)
        value: Value = known[1]
        return value

    def counting_as(self, original: Enriched) -> Share:
        """The same post where it counts as this one: each time the same share."""
        if original == self.original:
            return self
        if self._counting_as is None or self._counting_as.original != original:
            self._counting_as = Share(self.event_id, self.row, original)
        return self._counting_as

    def within(self, at: int) -> bool:
        """Whether a position of the post's text lies in a passage of the event."""
        return any(start <= at < end for start, end in self._spans)

    @property
    def tells_first(self) -> bool:
        """Whether the event is what the post tells of in the first place."""
        number = self.row.principal
        assignment = self.row.passages[number].assignment if number is not None else None
        return assignment is not None and assignment.event_id == self.event_id

    @property
    def is_copy(self) -> bool:
        """Whether the post says nothing beside what another post of the event says."""
        return self.original is not None and self.original.post_id != self.post.post_id and not self.post.copied

    def origin(self, outlets: Outlets) -> tuple[Origin, float]:
        """Who is behind the post, and what that weighs. An outlet that only prints what is another's lends nothing."""
        return self.once(_origin, outlets)

    def own_origin(self, outlets: Outlets) -> tuple[Origin, float]:
        """Who is behind what the post does not copy."""
        return self.once(_own_origin, outlets) if self.post.copied else self.origin(outlets)


class Kept:
    """What was worked out for the last version of an event, each with what it was worked out of."""

    def __init__(self) -> None:
        self._shares: dict[str, Share] = {}  # by row key
        self._last: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self._now: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self._lasting: dict[Any, Any] = {}

    def __len__(self) -> int:
        """Posts."""
        return len(self._shares)

    def shares(self, event_id: str, rows: Mapping[str, PostRow]) -> list[Share]:
        """What each post brings to the version that begins now, read anew where its row is another than last time.

        Those of last time come first, in their order: few are out of place.
        """
        self.begin()
        shares = {key: share for key, share in self._shares.items() if share.row is rows.get(key)}
        shares |= {key: Share(event_id, row) for key, row in rows.items() if key not in shares}
        self._shares = dict(sorted(shares.items(), key=lambda item: item[1].order))
        return list(self._shares.values())

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
        """``work(item, *given)`` of each item, worked out once as long as the same is given. ``work`` is pure; an item
        is known by being the same one."""
        before, (there, found) = self._now.get(name) or self._last.get(name) or (given, ([], []))
        if before != given or there != items:
            known = dict(zip(there, found, strict=True)) if before == given else {}
            found = [known[item] if item in known else work(item, *given) for item in items]
        self._now[name] = given, (items, found)
        values: list[Value] = found
        return values

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

    def __init__(
        self, event_id: str, shares: Iterable[Share], outlets: Outlets, kept: Kept, *, withdrawn: bool = False
    ) -> None:
        """``shares`` come in their order. ``withdrawn``: all of them are taken back, whatever their rows say."""
        self.event_id = event_id
        self.outlets = outlets
        self.kept = kept
        self.withdrawn = withdrawn
        every = list(shares)
        standing = [] if withdrawn else [share for share in every if not share.row.withdrawn]
        if counts_as := originals([share.post for share in standing]):
            every = [
                share.counting_as(counts_as[share.post.post_id]) if share.post.post_id in counts_as else share
                for share in every
            ]
            standing = [share for share in every if not share.row.withdrawn]
        self.every = every
        self.standing = every if len(standing) == len(every) else standing
        main = [share for share in self.standing if share.tells]
        # Those whose facts are the event's.
        self.telling = (main if len(main) < len(self.standing) else self.standing) or self.standing or self.every
        pinned = [share for share in self.standing if share.row.pinned is not None and share.tells_first]
        self.pinned = max(pinned, key=lambda share: share.row.pinned or 0, default=None)  # it is told by this one
        self._runs: dict[int, Run] = {}
        self.seen, self.named, offices = self.fold(self.every, _known, _all_known, outlets)
        self.held: Mapping[Office, str] = holders([offices])

    def fold(self, shares: Sequence[Share], work: Callable[..., Value], join: Join, *given: Any) -> Value:
        """What follows from all of ``every``, ``standing`` or ``telling``: see ``Run.fold``."""
        run = self._runs.get(id(shares))
        if run is None:
            run = self._runs[id(shares)] = run_of(shares, self._run)
        return run.fold(work, join, given)

    def origins(self) -> Mapping[str, float]:
        """The independent origins behind the posts that stand, each with the weight of its weightiest source, in order
        of their names."""
        return dict(sorted(self.fold(self.standing, _weight, _heaviest, self.outlets).items()))

    def _run(self, name: Any, *parts: Any) -> Run:
        return self.kept.of(("run", len(self._runs), name), Run, *parts)


def _itself(value: Value) -> Value:
    return value


def _origin(share: Share, outlets: Outlets) -> tuple[Origin, float]:
    post, original = share.post, share.original
    return outlet_origin(post, {post.post_id: original} if original is not None else {}, outlets)


def _own_origin(share: Share, outlets: Outlets) -> tuple[Origin, float]:
    return outlet_origin(share.post, {}, outlets)


def _weight(share: Share, outlets: Outlets) -> Mapping[str, float]:
    origin, weight = share.origin(outlets)
    return {origin.key: weight}


def _heaviest(values: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for each in values:
        for key, weight in each.items():
            found[key] = max(found.get(key, 0.0), weight)
    return found


class Known(NamedTuple):
    """What follows from all posts, standing or not: from one of them, or from many together."""

    seen: Ends
    named: Named
    offices: tuple[tuple[Office, str], ...]


def _known(share: Share, outlets: Outlets) -> Known:
    post, row = share.post, share.row
    return Known((row.first_seen, row.seen), named(post, outlets), tuple(offices_given(post)))


def _all_known(values: Sequence[Known]) -> Known:
    seen, told, offices = zip(*values, strict=True)
    return Known(around(seen), all_named(told), each_once(offices))


def _order(row: PostRow) -> tuple[object, ...]:
    """By reference time; posts of one page with equal times as first seen, the lowest of a snapshot first."""
    post = row.post
    return (post.reference.start, post.page_id, row.first_seen, -(post.position or 0), post.post_id)
