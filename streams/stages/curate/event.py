"""An event's record from its members: the same members give the same facts, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from streams.data.outlets import Outlets, shipped
from streams.records import (
    CuratedEvent,
    EventClaim,
    Figure,
    FigureRelation,
    Interval,
    Member,
    RelatedEvent,
    Rival,
    Source,
    Standing,
)
from streams.stages.curate import claims, facts, ledger, limits, telling, told
from streams.stages.curate.importance import importance
from streams.stages.curate.members import Kept, Members, Share
from streams.stages.curate.origins import Named, Sayers, all_named, named
from streams.stages.curate.rows import Assignment, EventRow, PostRow
from streams.stages.curate.runs import each_once

SETTLES_AFTER = timedelta(hours=24)
SIDE_OF = 0.25  # a rival this near, not barred, is another side of it: one call told by two

Item = TypeVar("Item")
Stood = TypeVar("Stood", Figure, EventClaim)


def build(
    row: EventRow, posts: Iterable[PostRow], lists_max: int | None = None, outlets: Outlets | None = None
) -> CuratedEvent:
    """The record of an event from its rows alone."""
    shares = [Share(row.event_id, post) for post in posts]
    return record(row, shares, lists_max, outlets or shipped(), Kept())


def record(row: EventRow, shares: Iterable[Share], lists_max: int | None, outlets: Outlets, kept: Kept) -> CuratedEvent:
    """The record of an event. Withdrawn posts are no members; their figures and claims stay, marked withdrawn.

    ``lists_max`` shortens long lists to the first and the newest; counts stay exact. ``kept`` is what was worked out
    for the version before: with it a version costs what is new in it, without it what comes out is the same.
    """
    members = Members(row.event_id, shares, outlets, kept)
    kind, kind_score = facts.kind(members)
    places = facts.places(members)
    focus = facts.focus(members, places)
    references = members.fold(members.telling, facts.reference, facts.around)
    seen = members.fold(members.every, _seen, facts.around)
    published = members.fold(members.standing, _published, facts.around)
    told_of = members.fold(members.every, _named, all_named, outlets)
    sayers = kept.same("sayers", kept.of("named", Sayers, told_of, members.held, outlets))
    counted = told.figures(members, sayers, limits.own(focus, places))
    figures = ledger.ledger(row.event_id, counted, kept, lists_max)
    back = told.taken_back(members, sayers)
    said = claims.relate(_short(told.claims(members, sayers), lists_max), figures, back, kept)
    lang = facts.lang(members)
    words = telling.tell(members, figures, said, lang)
    origins = members.origins()
    weight, reasons = importance(members, origins, figures, kind)
    homes = frozenset(members.fold(members.every, _homes, each_once))
    return CuratedEvent(
        event_id=row.event_id, version=row.version, desk=row.desk, status=row.status,
        settles_at=seen[1] + SETTLES_AFTER, merged_into=row.merged_into, kind=kind, kind_score=kind_score,
        lang=lang, headline=words.headline, headline_post_id=words.headline_post, summary=words.summary,
        time=facts.time(members),
        reference=Interval(start=references[0], end=references[1]),
        first_published=published[0] if published else None, last_published=published[1] if published else None,
        first_seen=seen[0], last_seen=seen[1],
        places=places[:lists_max], focus_place=focus,
        people=facts.people(members)[:lists_max], organisations=facts.organisations(members)[:lists_max],
        figures=_among(_short(figures, lists_max), kept),
        claims=said,
        sources=_sources(members)[:lists_max], independent_origins=len(origins),
        importance=weight, importance_reasons=reasons, novelty=row.novelty, novelty_reasons=row.novelty_reasons,
        related=_related(members, homes)[:lists_max],
        degraded=tuple(sorted(members.fold(members.standing, _degraded, each_once))),
        posts=tuple(share.once(_member, homes) for share in _short(members.standing, lists_max)),
        post_count=len(members.standing),
    )  # fmt: skip


def forsaken(before: CuratedEvent, row: EventRow, at: datetime) -> CuratedEvent:
    """The record of an event that no post tells of any more, though none was taken back: its posts say something else
    now. What they said of it stays, withdrawn, as where they are taken back."""
    return msgspec.structs.replace(
        before, version=row.version, status=row.status, merged_into=None, settles_at=at + SETTLES_AFTER,
        first_published=None, last_published=None, last_seen=at,
        figures=tuple(_withdrawn(f, at) for f in before.figures),
        claims=tuple(_withdrawn(c, at) for c in before.claims), sources=(), independent_origins=0, importance=0.0,
        importance_reasons=(), related=(), degraded=(), posts=(), post_count=0,
    )  # fmt: skip


def _withdrawn(item: Stood, at: datetime) -> Stood:
    """A figure or a claim that nobody gives any more."""
    if item.status == "withdrawn":
        return item
    end = Standing(status="withdrawn", since=at, post_id=item.history[-1].post_id)
    history = ledger.shortened((*item.history, end), ledger.HISTORY_MAX)
    return msgspec.structs.replace(item, status="withdrawn", history=history)


def _seen(share: Share) -> facts.Ends:
    return share.row.first_seen, share.row.seen


def _published(share: Share) -> facts.Ends:
    published = share.post.published
    return (published, published) if published is not None else ()


def _named(share: Share, outlets: Outlets) -> Named:
    return named(share.post, outlets)


def _degraded(share: Share) -> tuple[str, ...]:
    return share.post.degraded


def _short(items: Sequence[Item], most: int | None) -> tuple[Item, ...]:
    if most is None or len(items) <= most:
        return tuple(items)
    return (items[0], *items[-(most - 1) :])


def _among(figures: Sequence[Figure], kept: Kept) -> tuple[Figure, ...]:
    """Figures with the relations among themselves: a shortened list points at nothing that is not in it."""
    ids = {figure.figure_id for figure in figures}
    return tuple(
        figure if all(r.to in ids for r in figure.relation)
        else kept.of(("among", figure.figure_id), _related_to, figure, tuple(r for r in figure.relation if r.to in ids))
        for figure in figures
    )  # fmt: skip


def _related_to(figure: Figure, others: tuple[FigureRelation, ...]) -> Figure:
    return msgspec.structs.replace(figure, relation=others)


def _sources(members: Members) -> tuple[Source, ...]:
    told = members.fold(members.standing, _source, _all_sources)
    return tuple(
        Source(outlet=outlet, family=members.outlets.family(outlet), posts=posts, first_published=first)
        for outlet, (posts, first) in sorted(told.items(), key=lambda item: item[0] or "")
    )  # fmt: skip


Told = Mapping[str | None, tuple[int, datetime | None]]
"""Outlets, each with its posts and when it first published one."""


def _source(share: Share) -> Told:
    return {share.post.outlet: (1, share.post.published)}


def _all_sources(values: Sequence[Told]) -> Told:
    found: dict[str | None, tuple[int, datetime | None]] = {}
    for each in values:
        for outlet, (posts, first) in each.items():
            before, known = found.get(outlet, (0, None))
            firsts = [at for at in (known, first) if at is not None]
            found[outlet] = before + posts, min(firsts, default=None)
    return found


def _homes(share: Share) -> tuple[str, ...]:
    """The homes of what one post says of the event: all that it was made of."""
    return tuple(dict.fromkeys(passage.home for passage in share.passages if passage.home is not None))


def _related(members: Members, homes: Set[str]) -> tuple[RelatedEvent, ...]:
    """Events that the members' other passages tell of: mentioned in passing, or told beside it."""
    others = members.fold(members.standing, _others, each_once, homes)
    kinds: dict[str, str] = dict(reversed(others))  # as the first of them has it
    return tuple(RelatedEvent(event_id=event_id, kind=kind) for event_id, kind in sorted(kinds.items()))


def _others(share: Share, homes: Set[str]) -> tuple[tuple[str, str], ...]:
    """Events that one member tells of beside it, each with what it is to this one."""
    if not share.tells:
        return ()
    found: list[tuple[str, str]] = []
    for passage in share.row.passages:
        if passage.assignment is None:
            continue
        if passage.assignment.event_id == share.event_id:
            rival = _rival(share.event_id, homes, passage.assignment)
            if rival is not None and rival.score >= SIDE_OF and not rival.vetoes:
                found.append((rival.event_id, "side_of"))
        elif passage.role != "main":
            found.append((passage.assignment.event_id, "background" if passage.role == "background" else "follows"))
    return tuple(found)


def _rival(event_id: str, homes: Set[str], assignment: Assignment) -> Rival | None:
    """The nearest event not chosen; none where that has become part of this one since."""
    rival = assignment.rival
    return None if rival is None or rival.event_id == event_id or rival.event_id in homes else rival


def _member(share: Share, homes: Set[str]) -> Member:
    telling_it = share.main_passages[0]
    assignment = telling_it.assignment
    assert assignment is not None
    post = share.post
    return Member(
        post_id=post.post_id, url=post.url, outlet=post.outlet, published=post.published, headline=post.headline,
        relation=assignment.relation, role=telling_it.role,
        spans=tuple(sorted(span for p in share.passages for span in p.spans)),
        reasons=assignment.reasons, score=assignment.score, rival=_rival(share.event_id, homes, assignment),
    )  # fmt: skip
