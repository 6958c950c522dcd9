"""The members of an event, in an order that does not depend on when they came, and what was worked out of them before.

An event's record is a function of the rows that stand (``event.build``). A large event would be read whole for each of
its posts; so what follows from one row alone is worked out once (``Share.once``), and what follows from several is kept
with what it followed from (``Kept``): where the same goes in, the same comes out, and nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from streams.records import Enriched
from streams.stages.curate.origins import post_origin
from streams.stages.curate.rows import PassageRow, PostRow
from streams.stages.enrich.claims.holders import Office, holders, offices_given

Value = TypeVar("Value")


class Kept:
    """What was worked out for the last version of an event, each with what it was worked out of."""

    def __init__(self) -> None:
        self.shares: dict[str, tuple[Any, Share]] = {}  # by row key: the row as it was stored, and what it brings
        self._lasting: dict[str, Any] = {}
        self._last: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self._now: dict[Any, tuple[tuple[Any, ...], Any]] = {}

    def __len__(self) -> int:
        """Posts."""
        return len(self.shares)

    def members(self, event_id: str, stored: Mapping[str, Any], read: Callable[[str], PostRow]) -> list[Share]:
        """What each post brings to the version that begins now. What the last one did not ask for is forgotten.

        A row is read where another one stands under its key than last time.
        """
        self._last, self._now = self._now, {}
        shares: dict[str, tuple[Any, Share]] = {}
        for key, row in stored.items():
            known = self.shares.get(key)
            shares[key] = known if known is not None and known[0] is row else (row, Share(event_id, read(key)))
        self.shares = shares
        return [share for _, share in shares.values()]

    def of(self, name: Any, work: Callable[..., Value], *given: Any) -> Value:
        """``work(*given)``, or what came of it last time under this name if the same was given. ``work`` is pure."""
        known = self._now.get(name) or self._last.get(name)
        if known is None or known[0] != given:
            known = given, work(*given)
        self._now[name] = known
        value: Value = known[1]
        return value

    def lasting(self, name: str, make: Callable[[], Value]) -> Value:
        """What brings itself up to date with what it is asked, made the first time."""
        if name not in self._lasting:
            self._lasting[name] = make()
        value: Value = self._lasting[name]
        return value


class Share:
    """What one post brings to an event."""

    __slots__ = ("_known", "_within", "event_id", "main_passages", "order", "passages", "post", "row")

    def __init__(self, event_id: str, row: PostRow) -> None:
        self.event_id = event_id
        self.row = row
        self.post = row.post
        self.passages = [p for p in row.passages if p.assignment is not None and p.assignment.event_id == event_id]
        self.main_passages = [p for p in self.passages if p.role == "main"] or self.passages
        self.order = _order(row)
        self._within: list[tuple[int, int]] = [span for p in self.passages for span in p.spans]
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
        return any(start <= at < end for start, end in self._within)

    @property
    def tells(self) -> bool:
        """Whether the post tells of the event in the first place."""
        return bool(self.main_passages) and self.main_passages[0].role == "main"

    @property
    def principal(self) -> PassageRow | None:
        """The passage that a decision on the post is about, where that belongs to the event."""
        number = self.row.principal
        passage = self.row.passages[number] if number is not None else None
        assignment = passage.assignment if passage is not None else None
        return passage if assignment is not None and assignment.event_id == self.event_id else None


class Members:
    """The posts of an event, each with its passages that belong to it. Of a retracted event none stands."""

    def __init__(self, event_id: str, shares: Iterable[Share], kept: Kept | None = None, *, retracted: bool = False):
        self.event_id = event_id
        self.kept = kept or Kept()
        self.rows = sorted(shares, key=lambda share: share.order)
        self.standing = [] if retracted else [share for share in self.rows if not share.row.withdrawn]
        self._retracted = retracted
        copies = [share.post for share in self.standing if share.post.duplicate_group is not None]
        self.originals = _originals(copies, self.standing)
        self.held: Mapping[Office, str] = holders(share.once(_offices) for share in self.rows)
        main = [share for share in self.standing if share.tells]
        self.telling = main or self.standing or self.rows  # those whose facts are the event's
        pinned = [s for s in self.standing if s.row.pinned is not None and s.principal is not None]
        self.pinned = max(pinned, key=lambda share: share.row.pinned or 0, default=None)  # it is told by this one

    def is_withdrawn(self, share: Share) -> bool:
        """Whether what a post says counts no more."""
        return self._retracted or share.row.withdrawn

    def origin(self, share: Share) -> str:
        """The outlet behind a post; behind a copy, its original's."""
        if share.post.duplicate_group is None:
            return share.once(_own_origin)
        return post_origin(share.post, self.originals)


def _originals(copies: Sequence[Enriched], shares: Iterable[Share]) -> dict[str, Enriched]:
    """Of each group of copies, the post that they count as: the original, else the oldest copy that stands."""
    if not copies:
        return {}
    copied = {post.duplicate_of for post in copies}
    standing = {share.post.post_id: share.post for share in shares if share.post.post_id in copied}
    found: dict[str, Enriched] = {}
    said: dict[str, Enriched] = {}
    for post in copies:
        group = post.duplicate_group or ""
        found.setdefault(group, post)
        if post.duplicate_of in standing:
            said[group] = standing[post.duplicate_of]
    return found | said


def _own_origin(share: Share) -> str:
    return post_origin(share.post, {})


def _offices(share: Share) -> tuple[tuple[Office, str], ...]:
    return tuple(offices_given(share.post))


def _order(row: PostRow) -> tuple[object, ...]:
    """By reference time; posts of one page with equal times as first seen, the lowest of a snapshot first."""
    post = row.post
    return (post.reference.start, post.page_id, row.first_seen, -(post.position or 0), post.post_id)
