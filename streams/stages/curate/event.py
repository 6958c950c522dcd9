"""An event's record from its members: the same members give the same facts, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple, TypeVar

import msgspec

from streams.data.outlets import Outlets, shipped
from streams.records import (
    CuratedEvent,
    Figure,
    FigureRelation,
    Interval,
    Member,
    RelatedEvent,
    Rival,
    Source,
)
from streams.stages.curate import claims, facts, ledger, limits, telling, told
from streams.stages.curate.importance import importance
from streams.stages.curate.members import Kept, Members, Share
from streams.stages.curate.origins import Sayers
from streams.stages.curate.rows import Assignment, EventRow, PostRow
from streams.stages.curate.runs import Ends, around, each_once

SETTLES_AFTER = timedelta(hours=24)
READ_OF_SHOWN = 4  # of one thing a quarter as many tellings are read as an event shows figures
SIDE_OF = 0.25  # a rival this near, not barred, is another side of it: one call told by two

Item = TypeVar("Item")
Told = Mapping[str | None, tuple[int, datetime | None]]
"""Outlets, each with its posts and when it first published one."""


def build(
    row: EventRow, posts: Iterable[PostRow], lists_max: int | None = None, outlets: Outlets | None = None
) -> CuratedEvent:
    """The record of an event from its rows alone."""
    shares = sorted((Share(row.event_id, post) for post in posts), key=attrgetter("order"))
    return record(row, shares, lists_max, outlets or shipped(), Kept())


def record(row: EventRow, shares: Iterable[Share], lists_max: int | None, outlets: Outlets, kept: Kept) -> CuratedEvent:
    """The record of an event. Withdrawn posts are no members; their figures and claims stay, marked withdrawn.

    ``shares`` come in their order (``Share.order``).
    ``lists_max`` shortens long lists to the first and the newest; counts stay exact. ``kept`` is what was worked out
    for the version before: with it a version costs what is new in it, without it what comes out is the same.
    """
    members = Members(row.event_id, shares, outlets, kept, withdrawn=row.status == "retracted")
    tell = facts.told(members)
    kind, kind_score = facts.kind(tell)
    places = facts.places(tell, kept)
    focus = facts.focus(tell, places)
    standing = members.fold(members.standing, _standing, _all_standing)
    sayers = kept.same("sayers", kept.of("named", Sayers, members.named, members.held, outlets))
    read = lists_max // READ_OF_SHOWN if lists_max is not None else None
    counted = told.figures(members, sayers, limits.own(focus, places), read)
    figures = ledger.ledger(row.event_id, counted, kept, read)
    back = told.taken_back(members, sayers)
    said = claims.relate(_short(told.claims(members, sayers), lists_max), figures, back, kept)
    lang = facts.lang(tell)
    words = telling.tell(members, figures, said, lang)
    origins = members.origins()
    weight, reasons = importance(members, origins, figures, kind)
    homes = kept.same("homes", frozenset(members.fold(members.every, _homes, each_once)))
    return CuratedEvent(
        event_id=row.event_id, version=row.version, desk=row.desk, status=row.status,
        settles_at=members.seen[1] + SETTLES_AFTER, merged_into=row.merged_into, kind=kind, kind_score=kind_score,
        lang=lang, headline=words.headline, headline_post_id=words.headline_post, summary=words.summary,
        time=facts.time(tell),
        reference=Interval(start=tell.reference[0], end=tell.reference[1]),
        first_published=standing.published[0] if standing.published else None,
        last_published=standing.published[1] if standing.published else None,
        first_seen=members.seen[0], last_seen=members.seen[1],
        places=places[:lists_max], focus_place=focus,
        people=facts.people(tell, kept)[:lists_max], organisations=facts.organisations(tell, kept)[:lists_max],
        figures=_among(_short(figures, lists_max), kept),
        claims=said,
        sources=_sources(standing.sources, outlets)[:lists_max], independent_origins=len(origins),
        importance=weight, importance_reasons=reasons, novelty=row.novelty, novelty_reasons=row.novelty_reasons,
        related=_related(standing.others, homes)[:lists_max],
        degraded=tuple(sorted(standing.degraded)),
        posts=tuple(share.once(_member, homes) for share in _short(members.standing, lists_max)),
        post_count=len(members.standing),
    )  # fmt: skip


class Standing(NamedTuple):
    """What follows from the posts that stand: from one of them, or from many together."""

    published: Ends
    degraded: tuple[str, ...]
    sources: Told
    others: tuple[tuple[str, str], ...]  # events that they tell of beside it, each with what it is to this one


def _standing(share: Share) -> Standing:
    post = share.post
    published = (post.published, post.published) if post.published is not None else ()
    return Standing(published, post.degraded, {post.outlet: (1, post.published)}, _others(share))


def _all_standing(values: Sequence[Standing]) -> Standing:
    if not values:
        return Standing((), (), {}, ())
    published, degraded, sources, others = zip(*values, strict=True)
    return Standing(around(published), each_once(degraded), _all_sources(sources), each_once(others))


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


def _sources(told: Told, outlets: Outlets) -> tuple[Source, ...]:
    return tuple(
        Source(outlet=outlet, family=outlets.family(outlet), posts=posts, first_published=first)
        for outlet, (posts, first) in sorted(told.items(), key=lambda item: item[0] or "")
    )  # fmt: skip


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


def _related(others: Iterable[tuple[str, str]], homes: Set[str]) -> tuple[RelatedEvent, ...]:
    """Events that the members' other passages tell of: mentioned in passing, or told beside it."""
    kinds: dict[str, str] = dict(reversed(tuple(others)))  # as the first of them has it
    return tuple(
        RelatedEvent(event_id=event_id, kind=kind) for event_id, kind in sorted(kinds.items()) if event_id not in homes
    )


def _others(share: Share) -> tuple[tuple[str, str], ...]:
    """Events that one member tells of beside it, each with what it is to this one."""
    if not share.tells:
        return ()
    found: list[tuple[str, str]] = []
    for passage in share.row.passages:
        if passage.assignment is None:
            continue
        if passage.assignment.event_id == share.event_id:
            rival = _rival(share.event_id, passage.assignment)
            if rival is not None and rival.score >= SIDE_OF and not rival.vetoes:
                found.append((rival.event_id, "side_of"))
        elif passage.role != "main":
            found.append((passage.assignment.event_id, "background" if passage.role == "background" else "follows"))
    return tuple(found)


def _rival(event_id: str, assignment: Assignment, homes: Set[str] = frozenset()) -> Rival | None:
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
        reasons=assignment.reasons, score=assignment.score, rival=_rival(share.event_id, assignment, homes),
    )  # fmt: skip
