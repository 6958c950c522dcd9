"""Which event each passage of a post goes to, and what that changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from streams.codec import digest
from streams.records import Enriched, Reason
from streams.stages.curate import match
from streams.stages.curate.homes import Teller
from streams.stages.curate.match import Match
from streams.stages.curate.rows import Assignment, PassageRow, PostRow
from streams.stages.curate.signature import sign
from streams.stages.curate.timeline import Timeline, until
from streams.stages.enrich.passages import happenings, tells_of_several
from streams.stages.horizon import NEVER

SAME_PASSAGE = 0.5  # share of stems by which a passage of an edited post is known again
COPIED = timedelta(hours=72)  # within which a text is printed again; later it is a form that is filled in again
FOUNDING_TYPES = frozenset({"news"})  # other posts join events, never found one


@dataclass(frozen=True, slots=True)
class Met:
    """The other homes that a main passage was compared with when it came to its own."""

    passage: PassageRow
    end: Teller | None  # it was compared with what was told before
    home: str
    score: float  # how well it fits its home, 1 where it founded it
    others: tuple[Match, ...]


@dataclass(slots=True)
class Assigned:
    """A post's passages with their homes, and what else they were like."""

    passages: tuple[PassageRow, ...]
    founded: list[str] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    near: dict[int, Sequence[str]] = field(default_factory=dict)  # homes that a passage was looked for in, by number
    vetoed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage belongs, None where no home fits, and the homes that it was compared with."""

    assignment: Assignment | None
    matches: Sequence[Match] = ()
    near: Sequence[str] = ()  # homes that share words with it, whenever they were told of

    @property
    def vetoed(self) -> int:
        """How many homes would have fitted, were they not barred."""
        return sum(1 for m in self.matches if m.vetoes and m.score >= match.weights()["join"])

    def met(self, passage: PassageRow, end: Teller | None, home: str) -> Met:
        score = self.assignment.score if self.assignment is not None else None
        return Met(passage, end, home, score or 1.0, tuple(each for each in self.matches if each.home != home))


def assign(timeline: Timeline, post: Enriched, known: PostRow | None, window: timedelta, age: int) -> Assigned:
    """Keep an edited post's passages where they were, put copies with their original, match or found the rest.

    A new post is compared with what was told before it, an edited one with all that is there: what it says now is
    said now. ``age`` counts horizons since 1970 by the desk's clock. A post that comes back after it was forgotten
    counts its foundings from one again, a horizon later: the age tells them apart, so that no id is used twice.
    """
    end = until(post) if known is None else None
    rows = [
        PassageRow(
            spans=tuple(p.span for p in group), role=_role(post, group[0].role), assignment=None,
            signature=sign(post, group, with_heading=n == 0 and not tells_of_several(post)),
        )
        for n, group in enumerate(happenings(post.passages))
    ]  # fmt: skip
    result = Assigned(())
    kept = _kept(rows, known)
    foundings = known.foundings if known is not None else 0
    done: list[PassageRow] = []
    for number, row in enumerate(rows):
        assignment = kept.get(number)
        if assignment is None:
            found = find(timeline, post, row, end, window)
            result.vetoed += found.vetoed
            result.near[number] = found.near
            assignment = found.assignment
            if assignment is None and row.role == "main":
                foundings += 1
                assignment = founding(post, foundings, age, found.matches)
                result.founded.append(assignment.event_id)
            if assignment is not None and row.role == "main" and assignment.relation != "duplicate":
                result.met.append(found.met(row, end, assignment.event_id))
        done.append(msgspec.structs.replace(row, assignment=assignment))
    result.passages = tuple(done)
    return result


def find(
    timeline: Timeline, post: Enriched, row: PassageRow, end: Teller | None, window: timedelta,
    moved: Iterable[str] = (),
) -> Found:  # fmt: skip
    """Where a passage belongs by what was told before it; homes that were ``moved`` are looked at in any case."""
    copied = _with_original(timeline, post, row, end, window)
    if copied is not None:
        return Found(copied)
    reach = window if row.signature.told != NEVER else timedelta.max
    alike = timeline.index.alike(timeline.desk, row.signature, post.reference.start, reach)
    homes = dict.fromkeys((*moved, *alike))
    matches = match.candidates(timeline, row.signature, homes, end, window)
    return Found(_matched(row, matches), matches, alike)


def founding(post: Enriched, number: int, age: int, matches: Sequence[Match]) -> Assignment:
    """A home of its own, and the event that it came nearest to."""
    nearest = max(matches, key=lambda m: (m.score, m.event_id), default=None)
    event_id = digest("event", post.desk, post.post_id, f"{age}.{number}")
    return Assignment(event_id=event_id, relation="new", rival=nearest.as_rival if nearest is not None else None)


def _role(post: Enriched, role: str) -> str:
    return role if post.post_type in FOUNDING_TYPES or role != "main" else "mention"


def _kept(rows: Sequence[PassageRow], known: PostRow | None) -> dict[int, Assignment]:
    """Where the passages of an edited post were before: it stays the same news unless an operator says otherwise."""
    if known is None:
        return {}
    before = [p for p in known.passages if p.matched is not None]
    kept: dict[int, Assignment] = {}
    for number, row in enumerate(rows):
        alike = [(_overlap(row, old), -n, old) for n, old in enumerate(before)]
        best = max(alike, key=lambda item: item[:2], default=None)
        lone = len(rows) == len(known.passages) == 1 and bool(before)
        old = best[2].matched if best is not None else None
        if best is not None and (best[0] >= SAME_PASSAGE or lone) and old is not None:
            kept[number] = msgspec.structs.replace(old, relation="revision" if old.relation == "new" else old.relation)
    return kept


def _overlap(a: PassageRow, b: PassageRow) -> float:
    one, two = set(a.signature.terms), set(b.signature.terms)
    return len(one & two) / max(min(len(one), len(two)), 1)


def _with_original(
    timeline: Timeline, post: Enriched, row: PassageRow, end: Teller | None, window: timedelta
) -> Assignment | None:  # fmt: skip
    """A copy goes where its original is."""
    if post.duplicate_of is None:
        return None
    original = timeline.view.post(post.duplicate_of)
    if original is None or original.withdrawn:
        return None
    if abs(original.post.reference.start - post.reference.start) > min(window, COPIED):
        return None  # the same form filled in on another day
    alike = [(_overlap(row, p), -n, p) for n, p in enumerate(original.passages) if p.assignment is not None]
    best = max(alike, key=lambda item: item[:2], default=None)
    if best is None or best[2].assignment is None:
        return None
    if post.duplicate_kind == "contains" and best[0] < SAME_PASSAGE:
        return None  # beside the other's words it tells of something else
    home = best[2].home or best[2].assignment.event_id
    if match.home_vetoes(timeline, row.signature, home, end):
        return None  # a form filled in again: the words of one mishap with the day or the place of another
    reason = Reason(evidence="copy", detail=f"{post.similarity or 0:.0%} the words of {post.duplicate_of}", weight=0.0)
    return Assignment(event_id=home, relation="duplicate", reasons=(reason,), score=post.similarity)


def _matched(row: PassageRow, found: Sequence[Match]) -> Assignment | None:
    """The event that a passage joins, with the evidence and the nearest rival; None where none fits."""
    threshold = match.weights()["join" if row.role == "main" else "join_mention"]
    free = [m for m in found if not m.vetoes]
    if not free or free[0].score < threshold:
        return None
    best = free[0]
    rival = next((m for m in found if m.event_id != best.event_id), None)
    return Assignment(
        event_id=best.home, relation="corroborates", reasons=best.reasons, score=best.score,
        rival=rival.as_rival if rival is not None else None,
    )  # fmt: skip
