"""Which event each passage of a post goes to, and what that changes elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from streams.codec import digest
from streams.records import Enriched, Reason, Rival
from streams.stages.curate import match
from streams.stages.curate.forget import Present
from streams.stages.curate.match import Match
from streams.stages.curate.rows import Assignment, PassageRow, PostRow, post_key
from streams.stages.curate.signature import sign
from streams.stages.enrich.passages import happenings, tells_of_several

SAME_PASSAGE = 0.5  # share of stems by which a passage of an edited post is known again
COPIED = timedelta(hours=72)  # within which a text is printed again; later it is a form that is filled in again
FOUNDING_TYPES = frozenset({"news"})  # other posts join events, never found one


@dataclass(frozen=True, slots=True)
class Met:
    """The other homes that a main passage was compared with when it came to its own."""

    passage: PassageRow
    home: str
    score: float  # how well it fits its home, 1 where it founded it
    others: tuple[Match, ...]


@dataclass(slots=True)
class Assigned:
    """A post's passages with their homes, and what else they were like."""

    passages: tuple[PassageRow, ...]
    founded: list[str] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    vetoed: int = 0


def assign(
    state: Present, post: Enriched, known: PostRow | None, window: timedelta, age: int
) -> Assigned:  # fmt: skip
    """Keep an edited post's passages where they were, put copies with their original, match or found the rest.

    ``age`` counts horizons since 1970 by the desk's clock. A post that comes back after it was forgotten counts its
    foundings from one again, a horizon later: the age tells them apart, so that no id is used twice.
    """
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
        assignment = kept.get(number) or _with_original(state, post, row, window)
        if assignment is None:
            matches = _candidates(state, post, row, window)
            found = _matched(row, matches, result)
            if found is None and row.role == "main" and post.post_type in FOUNDING_TYPES:
                foundings += 1
                event_id = digest("event", post.desk, post.post_id, f"{age}.{foundings}")
                result.founded.append(event_id)
                found = Assignment(event_id=event_id, relation="new", rival=_nearest(matches))
            if found is not None and row.role == "main":
                others = tuple(each for each in matches if each.home != found.event_id)
                result.met.append(Met(row, found.event_id, found.score or 1.0, others))
            assignment = found
        done.append(msgspec.structs.replace(row, assignment=assignment))
    result.passages = tuple(done)
    return result


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


def _with_original(state: Present, post: Enriched, row: PassageRow, window: timedelta) -> Assignment | None:
    """A copy goes where its original is."""
    if post.duplicate_of is None:
        return None
    original: PostRow | None = state.get(post_key(post.desk, post.duplicate_of))
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
    if match.home_vetoes(state, post.desk, row.signature, home):
        return None  # a form filled in again: the words of one mishap with the day or the place of another
    reason = Reason(evidence="copy", detail=f"{post.similarity or 0:.0%} the words of {post.duplicate_of}", weight=0.0)
    return Assignment(event_id=home, relation="duplicate", reasons=(reason,), score=post.similarity)


def _matched(row: PassageRow, found: Sequence[Match], result: Assigned) -> Assignment | None:
    """The event that a passage joins, with the evidence and the nearest rival; None where none fits."""
    weights = match.weights()
    threshold = weights["join"] if row.role == "main" else weights["join_mention"]
    free = [m for m in found if not m.vetoes]
    result.vetoed += sum(1 for m in found if m.vetoes and m.score >= threshold)
    if not free or free[0].score < threshold:
        return None
    best = free[0]
    rival = next((m for m in found if m.event_id != best.event_id), None)
    return Assignment(
        event_id=best.home, relation="corroborates", reasons=best.reasons, score=best.score,
        rival=rival.as_rival if rival is not None else None,
    )  # fmt: skip


def _candidates(state: Present, post: Enriched, row: PassageRow, window: timedelta) -> list[Match]:
    key = post_key(post.desk, post.post_id)
    return match.candidates(state, post.desk, row.signature, post.reference.start, window, but_not=key)


def _nearest(found: Sequence[Match]) -> Rival | None:
    """The event that a founding passage came nearest to."""
    best = max(found, key=lambda m: (m.score, m.event_id), default=None)
    return best.as_rival if best is not None else None
