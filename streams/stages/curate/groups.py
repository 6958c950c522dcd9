"""Which homes are one event: what the matcher and the operators tie together, but for what operators keep apart.

A function of the rows alone, computed anew for all that hangs together whenever one of them changes: so a tie that is
taken back leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from streams.stages.curate import ties
from streams.stages.curate.forget import Present
from streams.stages.curate.rows import (
    DecisionRow,
    EventRow,
    LinkRow,
    PostRow,
    event_key,
    link_key,
    post_key,
)


class View:
    """The rows of a desk as a step sees them: those that it writes, and those that stand."""

    def __init__(self, state: Present, desk: str, rows: dict[str, Any]) -> None:
        self.state = state
        self.desk = desk
        self.rows = rows
        self._abouts: dict[str, tuple[LinkRow | DecisionRow, frozenset[str]]] = {}  # of rows that are written

    def get(self, key: str) -> Any:
        return self.rows[key] if key in self.rows else self.state.get(key)

    def post(self, post_id: str) -> PostRow | None:
        row: PostRow | None = self.get(post_key(self.desk, post_id))
        return row

    def members(self, event_id: str) -> dict[str, PostRow]:
        """The posts that are in an event now, by key."""
        there = self.state.index.members(self.desk, event_id)
        found = {key: row for key in there if key not in self.rows and (row := self.state.get(key)) is not None}
        for key, row in self.rows.items():
            if isinstance(row, PostRow) and event_id in row.events:
                found[key] = row
        return found

    def at_home(self, event_id: str) -> dict[str, PostRow]:
        """The posts that the matcher put in an event, wherever merges and decisions took them, by key."""
        there = self.state.index.members(self.desk, event_id)
        away = self.state.index.ties.about(self.desk, ties.home(event_id))
        rows = ((key, self.get(key)) for key in dict.fromkeys((*there, *away, *self.rows)))
        return {key: row for key, row in rows if isinstance(row, PostRow) and event_id in row.homes}

    def about(self, what: str) -> Iterator[tuple[str, LinkRow | DecisionRow]]:
        """Links and decisions about something (``ties.home``, ``ties.named``, ``ties.undo``)."""
        for key in self.state.index.ties.about(self.desk, what):
            row = self.state.get(key) if key not in self.rows else None
            if isinstance(row, LinkRow | DecisionRow):
                yield key, row
        for key, row in list(self.rows.items()):
            if isinstance(row, LinkRow | DecisionRow) and what in self._abouts_of(key, row):
                yield key, row

    def _abouts_of(self, key: str, row: LinkRow | DecisionRow) -> frozenset[str]:
        """What a row that is written is about: a decision, of thousands of posts."""
        known = self._abouts.get(key)
        if known is None or known[0] is not row:
            known = self._abouts[key] = row, frozenset(ties.abouts(row))
        return known[1]

    def stands(self, row: DecisionRow) -> bool:
        """Whether a decision is not undone; an undo can be undone, too, however often."""
        known: dict[str, bool] = {}
        waiting = [row]
        while waiting:
            decision_id = waiting[-1].decision.decision_id
            undoing = [each for _, each in self.about(ties.undo(decision_id)) if isinstance(each, DecisionRow)]
            unknown = [each for each in undoing if each.decision.decision_id not in known]
            if unknown:
                waiting += unknown
                continue
            known[decision_id] = not any(known[each.decision.decision_id] for each in undoing)
            waiting.pop()
        return known[row.decision.decision_id]

    def decisions_on(self, key: str) -> list[DecisionRow]:
        """The decisions that stand and name a post, in the order in which they came."""
        post_id = key.rsplit("/", 1)[1]
        rows = [row for _, row in self.about(ties.named(key)) if isinstance(row, DecisionRow)]
        found = [row for row in rows if post_id in row.decision.posts and self.stands(row)]
        return sorted(found, key=lambda row: row.number)

    def merged_into(self, event_id: str) -> str:
        """Where following ``merged_into`` from an event ends."""
        seen: set[str] = set()
        while event_id not in seen:
            seen.add(event_id)
            row: EventRow | None = self.get(event_key(self.desk, event_id))
            if row is None or row.merged_into is None:
                break
            event_id = row.merged_into
        return event_id


@dataclass(slots=True)
class Bundle:
    """All that hangs together with some homes: what one of its rows is, may decide where all of its posts belong."""

    homes: set[str] = field(default_factory=set)
    posts: dict[str, PostRow] = field(default_factory=dict)
    links: dict[str, LinkRow] = field(default_factory=dict)
    decisions: dict[str, DecisionRow] = field(default_factory=dict)


def bundle(view: View, posts: Iterable[PostRow], homes: Iterable[str]) -> Bundle:
    """What hangs together with posts and homes, by links and decisions."""
    found = Bundle()
    waiting = list(homes)
    named = [(post_key(view.desk, row.post.post_id), row) for row in posts]

    def decided(key: str, row: DecisionRow) -> None:
        if key not in found.decisions:
            found.decisions[key] = row
            waiting.extend(event_id for pair in row.cuts for event_id in pair)
            for post_id in (*row.decision.posts, *(row.others or ())):
                if (post := view.post(post_id)) is not None:
                    named.append((post_key(view.desk, post_id), post))

    while waiting or named:
        if named:
            key, post = named.pop()
            waiting.extend(post.homes)
            _look(view, found, key, post, decided)
            continue
        event_id = waiting.pop()
        if event_id in found.homes:
            continue
        found.homes.add(event_id)
        for key, post in view.at_home(event_id).items():
            _look(view, found, key, post, decided)
        for key, row in view.about(ties.home(event_id)):
            if isinstance(row, LinkRow):
                found.links[key] = row
                waiting += (row.one, row.other)
            else:
                decided(key, row)
    return found


def _look(view: View, found: Bundle, key: str, post: PostRow, decided: Any) -> None:
    if key not in found.posts:
        found.posts[key] = post
        for other, row in view.about(ties.named(key)):
            if isinstance(row, DecisionRow):
                decided(other, row)


@dataclass(slots=True)
class Group:
    """Homes that are one event."""

    homes: set[str]
    posts: set[str]  # ids of those that tell of it in the first place
    held: int | None  # number of the first decision that pinned or retracted it: the matcher merges it no more


@dataclass(frozen=True, slots=True)
class Apart:
    """Posts that an operator keeps apart."""

    number: int
    posts: frozenset[str]
    others: frozenset[str]

    def bars(self, one: set[str], other: set[str]) -> bool:
        return bool((self.posts & one and self.others & other) or (self.posts & other and self.others & one))


class Groups:
    """The events that a bundle's homes make."""

    def __init__(self, view: View, found: Bundle, clock: datetime) -> None:
        self._view = view
        self._clock = clock
        self._posts = found.posts
        self._of = {event_id: Group({event_id}, set(), None) for event_id in sorted(found.homes)}
        for post in found.posts.values():
            self._add(post)
        decisions = sorted(found.decisions.values(), key=lambda row: row.number)
        self._cut = {new: row.number for row in decisions for new, _ in row.cuts}
        standing = [row for row in decisions if view.stands(row)]
        self.apart = [
            Apart(row.number, frozenset(row.decision.posts), frozenset(row.others or ()))
            for row in standing if row.decision.kind == "disassociate"
        ]  # fmt: skip
        for row in decisions:
            if row not in standing:
                for new, old in row.cuts:  # what came to an event while it was cut off goes back with it
                    self._join(new, old, self.apart)
            elif row.decision.kind == "associate":
                homes = [event_id for event_id in map(self.home_of, row.decision.posts) if event_id is not None]
                for event_id in homes[1:]:
                    self._join(homes[0], event_id, [each for each in self.apart if each.number > row.number])
        for link in sorted(found.links.values(), key=lambda row: (row.at, link_key(row.desk, row.one, row.other))):
            held = _first(self._of[link.one].held, self._of[link.other].held)
            if held is None or link.number <= held:
                self._join(link.one, link.other, self.apart)
        self._keepers = {id(group): min(group.homes, key=self._seniority) for group in self._of.values()}

    def __contains__(self, event_id: str) -> bool:
        return event_id in self._of

    def keeper(self, event_id: str) -> str:
        """The home that gives its id to the event which a home belongs to."""
        return self._keepers[id(self._of[event_id])]

    def bars(self, post_id: str, event_id: str) -> bool:
        """Whether an operator keeps a post, which does not tell of it itself, apart from the event of a home."""
        posts = self._of[event_id].posts
        return post_id not in posts and any(each.bars({post_id}, posts) for each in self.apart)

    def _add(self, post: PostRow) -> None:
        for passage in post.passages:
            event_id = passage.home
            if event_id in self._of and passage.role == "main":
                self._of[event_id].posts.add(post.post.post_id)
        principal = post.passages[post.principal].home if post.principal is not None else None
        if principal in self._of:
            self._of[principal].held = _first(self._of[principal].held, _first(post.pinned, post.retracts))

    def home_of(self, post_id: str) -> str | None:
        """The home of what a post tells of in the first place, as this step leaves it."""
        row = self._posts.get(post_key(self._view.desk, post_id))
        if row is None or row.principal is None:
            return None
        return row.passages[row.principal].home

    def _join(self, one: str, other: str, apart: Iterable[Apart]) -> None:
        a, b = self._of[one], self._of[other]
        if a is b or any(each.bars(a.posts, b.posts) for each in apart):
            return
        joined = Group(a.homes | b.homes, a.posts | b.posts, _first(a.held, b.held))
        for event_id in joined.homes:
            self._of[event_id] = joined

    def _seniority(self, event_id: str) -> tuple[datetime, int, str]:
        """What subscribers knew first keeps its id; what was cut off is younger than what it was cut from."""
        row: EventRow | None = self._view.get(event_key(self._view.desk, event_id))
        return row.founded if row is not None else self._clock, self._cut.get(event_id, 0), event_id


def _first(one: int | None, other: int | None) -> int | None:
    return min((number for number in (one, other) if number is not None), default=None)
