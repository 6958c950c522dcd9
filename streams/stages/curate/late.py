"""What a post that comes late changes: where those told after it would be, had it come in time.

A passage is at home where what was told before it says. A post that is older than some that came already is told
before them: those that it could have drawn elsewhere are asked again, in order of time, and what one of them leaves or
joins is asked of those after it. So the homes are those that the posts would have found in order of time, in whatever
order they came, as far as one step looks (``ASKED_MAX``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush

import msgspec

from streams.stages.curate.assign import Assigned, Met, find, founding
from streams.stages.curate.homes import Teller
from streams.stages.curate.match import could_join
from streams.stages.curate.rows import Assignment, PassageRow, PostRow
from streams.stages.curate.timeline import Timeline, told_by, until

ASKED_MAX = 64  # passages that one step asks again
NEAR_MAX = 96  # passages that are held against one that has moved, to see whether to ask them


class Late:
    """The passages that are asked again, and what comes of it."""

    def __init__(self, timeline: Timeline, window: timedelta, age: int) -> None:
        self._timeline = timeline
        self._view = timeline.view
        self._window = window
        self._age = age
        self._waiting: list[Teller] = []
        self._asked: set[Teller] = set()
        self._new: set[str] = set()  # homes founded in this step: nobody has heard of them
        self._moved: dict[str, None] = {}  # homes that passages left or joined
        self._went: dict[str, str] = {}  # of a home that passages left: where the first went
        self.rows: dict[str, PostRow] = {}  # of posts whose passages are elsewhere now
        self.met: list[Met] = []
        self.renamed: dict[str, str] = {}

    def came(self, row: PostRow, assigned: Assigned) -> None:
        """A post is there, in ``row``."""
        self._new.update(assigned.founded)
        self._timeline.come(row)

    def ask(self, row: PostRow, assigned: Assigned) -> None:
        """Ask those that a post which is new was told before."""
        for home, (_, _, number) in told_by(row):
            self._changed(home, until(row.post), row.passages[number], assigned.near.get(number, ()))
        while self._waiting and len(self._asked) < ASKED_MAX:
            teller = heappop(self._waiting)
            if teller not in self._asked:
                self._asked.add(teller)
                self._again(teller)

    @property
    def homes(self) -> Iterable[str]:
        """Homes that passages left or joined."""
        return self._moved

    @property
    def founded(self) -> int:
        """Homes that are new."""
        return sum(1 for home in self._new if self._timeline.tellers(home))

    def renew(self, met: Iterable[Met]) -> list[Met]:
        """What these passages and those that were asked met, by the ids that homes have now."""
        return [self._renewed(each) for each in (*met, *self.met)]

    def _renewed(self, met: Met) -> Met:
        if not self.renamed:
            return met
        others = tuple(replace(each, home=self.renamed.get(each.home, each.home)) for each in met.others)
        home = self.renamed.get(met.home, met.home)
        return replace(met, home=home, others=tuple(each for each in others if each.home != home))

    def emptied(self) -> Iterable[tuple[str, str]]:
        """Homes that nobody tells of any more, and where what was told of them went."""
        for home, into in self._went.items():
            if home not in self._new and not self._timeline.tellers(home):
                yield home, into

    def _changed(self, home: str, told: Teller, passage: PassageRow, near: Iterable[str]) -> None:
        """A passage joined or left a home: who comes after it in that home, or could be like it, is asked."""
        self._moved[home] = None
        for each in self._timeline.after(home, told):
            heappush(self._waiting, each)
        left = NEAR_MAX
        for other in dict.fromkeys((*self._moved, *near)):
            last = self._timeline.last(other)
            if other == home or last is None or last < told:
                continue
            for each in self._timeline.after(other, told):
                left -= 1
                if left >= 0 and self._could_join(each, passage):
                    heappush(self._waiting, each)

    def _could_join(self, teller: Teller, passage: PassageRow) -> bool:
        _, key, number = teller
        row: PostRow | None = self._view.get(key)
        return row is not None and could_join(self._timeline, row.passages[number].signature, passage.signature)

    def _again(self, teller: Teller) -> None:
        """Ask where a passage would be, had all that is told before it been there when it came."""
        _, key, number = teller
        row: PostRow | None = self._view.get(key)
        if row is None or row.post.revision > 1 or self._view.decisions_on(key):
            return  # an edited post stays where it was, and where an operator has put a post is his word
        passage = row.passages[number]
        here = passage.home
        if here is None:
            return
        told = until(row.post)
        self._timeline.go(row)
        found = find(self._timeline, row.post, passage, told, self._window, self._moved)
        first = not self._timeline.tellers(here, told)
        self._timeline.come(row)
        assignment = found.assignment
        if assignment is None and not first:
            row = msgspec.structs.replace(row, foundings=row.foundings + 1)
            assignment = founding(row.post, row.foundings, self._age, found.matches)
            self._new.add(assignment.event_id)
        elif assignment is None:
            assignment = msgspec.structs.replace(
                founding(row.post, row.foundings, self._age, found.matches), event_id=here
            )  # fmt: skip
        elif first and assignment.event_id in self._new:
            self._rename(assignment.event_id, here)  # subscribers know it under this id
            assignment = msgspec.structs.replace(assignment, event_id=here)
        self.met.append(found.met(passage, told, assignment.event_id))
        if assignment.event_id != here:
            self._set(key, row, number, assignment)
            self._timeline.take(here, teller)
            self._timeline.put(assignment.event_id, teller)
            self._went.setdefault(here, assignment.event_id)
            self._copies(here, told, row.post.post_id)
            self._changed(here, told, passage, found.near)
            self._changed(assignment.event_id, told, passage, found.near)
        elif (assignment.relation == "new") != (passage.matched is not None and passage.matched.relation == "new"):
            self._set(key, row, number, assignment)

    def _copies(self, home: str, told: Teller, post_id: str) -> None:
        """Copies go where their original is, also those that are older than it."""
        for each in self._timeline.tellers(home, told):
            copy: PostRow | None = self._view.get(each[1])
            if copy is not None and copy.post.duplicate_of == post_id:
                heappush(self._waiting, each)

    def _set(self, key: str, row: PostRow, number: int, assignment: Assignment) -> None:
        passages = list(row.passages)
        passages[number] = msgspec.structs.replace(passages[number], own=assignment)
        self._put(key, msgspec.structs.replace(row, passages=tuple(passages)))

    def _put(self, key: str, row: PostRow) -> None:
        self.rows[key] = self._view.rows[key] = row

    def _rename(self, new: str, old: str) -> None:
        """What was put in a home of this step is in one that is known."""
        for teller in self._timeline.rename(new, old):
            row: PostRow = self._view.get(teller[1])
            for number, passage in enumerate(row.passages):
                if passage.home == new and passage.matched is not None:
                    self._set(teller[1], row, number, msgspec.structs.replace(passage.matched, event_id=old))
                    row = self._view.get(teller[1])
        self._new.discard(new)
        self._moved.pop(new, None)
        self._moved[old] = None
        self.renamed[new] = old
