"""Which heading an event is told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from streams.stages.curate import wording
from streams.stages.curate.members import Members, Share
from streams.stages.curate.past import Past
from streams.stages.curate.said import Line, Said, Words, said_by

RECENT = 2.5  # by so much more the newest heading counts than the oldest
HALF_AS_RECENT = timedelta(hours=12)  # words this much older than the newest
SITTING = 0.4  # by so much another heading must be better to take the place of the one before it
CURRENT = 1.5  # a heading with the toll that holds counts so much more
REMEMBERED = 4_096  # ages
ITSELF = 0.3  # what a post says for its own heading, beside what another says for it
STALE, OTHER_LANGUAGE, OTHER_EVENT, NO_NEWS, A_SENTENCE, A_LEAD = 1.5, 1.0, 3.0, 2.0, 2.5, 2.5


@dataclass(slots=True)
class Candidate:
    """What an event may be headed by."""

    line: Line
    against: float  # what there is against it: the one with less of that is taken, whatever else
    worth: float = 1.0


def headline(
    members: Members, shares: Sequence[Share], said: Sequence[Said], past: Past, lang: str | None
) -> tuple[str | None, str | None]:
    """The best heading, and the post that it is from.

    Read from the oldest post on: who sits keeps the place until another is better by more than a little, so that the
    heading does not turn with each post, and yet follows from the posts alone.
    """
    if members.pinned is not None:
        post = members.pinned.post
        first = next(iter(members.pinned.once(said_by).lines), None)
        return post.headline or (first.text if first is not None else None), post.post_id
    candidates = [_candidate(share, one, past, lang) for share, one in zip(shares, said, strict=True)]
    _weigh_numbers(candidates)
    times = [share.told_at for share in shares]
    likeness = [0.0] * len(shares)  # of each heading to all posts so far
    shared = [
        members.kept.each(("shared", share.post.post_id), _shared, said, candidate.line)
        for share, candidate in zip(shares, candidates, strict=True)
    ]  # fmt: skip
    sitting = 0
    for now, one in enumerate(said):
        for c, candidate in enumerate(candidates):
            if like := shared[c][now]:
                likeness[c] += (ITSELF if c == now else 1.0) * like / (candidate.line.words.length * one.words.length)
        ranked = [
            (
                -candidate.against,
                round(candidate.worth * likeness[c] * (1 + RECENT * recent(times[now] - times[c])), 6),
                c,
            )
            for c, candidate in enumerate(candidates[: now + 1])
        ]
        best, mine = max(ranked), ranked[sitting]
        if best[0] > mine[0] or best[1] > mine[1] * (1 + SITTING):
            sitting = best[2]
    chosen = candidates[sitting]
    text = wording.bare(chosen.line.text) if chosen.line.place < 0 and chosen.against else chosen.line.text
    return text or None, shares[sitting].post.post_id


def _shared(one: Said, heading: Line) -> int:
    return heading.words.shared(one.words)


@lru_cache(REMEMBERED)
def recent(age: timedelta) -> float:
    """How recent words of this age are, 0 to 1."""
    return float(0.5 ** (age / HALF_AS_RECENT))


def _weigh_numbers(candidates: Sequence[Candidate]) -> None:
    """A toll that a later heading raises is no news, nor a number that it takes back; the toll that holds is."""
    largest = 0.0
    denied: set[float] = set()
    for candidate in reversed(candidates):
        if candidate.line.place < 0 and not denied.isdisjoint(wording.told_numbers(candidate.line.text)):
            candidate.against += STALE
        denied |= wording.denied_numbers(candidate.line.text) if candidate.line.place < 0 else frozenset()
        toll = wording.toll(candidate.line.text) if candidate.line.place < 0 else None
        if toll is not None and toll < largest:
            candidate.against += STALE
        elif toll is not None:
            candidate.worth *= CURRENT
        largest = max(largest, toll or 0.0)


def _candidate(share: Share, said: Said, past: Past, lang: str | None) -> Candidate:
    """What a post would have the event headed by, and what there is against it."""
    post = share.post
    against = 0.0
    if lang is not None and post.lang not in (None, lang):
        against += OTHER_LANGUAGE
    if post.post_type != "news":
        against += NO_NEWS
    line = said.heading
    if line is not None and post.position != 0:
        if share.row.principal is not None and not share.tells_first:
            against += OTHER_EVENT
        if past.heading_is_stale(line.text):
            against += STALE
        return Candidate(line, against + wording.heading_flaws(line.text))
    fit = [one for one in said.lines if not one.orphan and not past.is_stale(post, one.span)]
    if fit or said.lines:
        return Candidate((fit or said.lines)[0], against + A_SENTENCE + (0.0 if fit else STALE))
    return Candidate(line or Line("", Words(), -1, (0, 0)), against + A_SENTENCE + A_LEAD)
