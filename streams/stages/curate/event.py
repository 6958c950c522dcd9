"""An event's record from its members: the same members give the same facts, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from streams.records import (
    Claim,
    CuratedEvent,
    Enriched,
    EventPlace,
    Figure,
    FigureMention,
    FigureRelation,
    Interval,
    Member,
    Organisation,
    Person,
    RelatedEvent,
    Rival,
    Source,
)
from streams.stages.curate import claims, facts, ledger, telling
from streams.stages.curate.former import is_of_the_past, told_at
from streams.stages.curate.members import Kept, Members, Share
from streams.stages.curate.origins import family, sayer_origin
from streams.stages.curate.rows import Assignment, EventRow
from streams.stages.enrich import names
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.claims.holders import Office
from streams.stages.enrich.document import sentences

PLAIN_PREPOSITIONS = frozenset({"in", "at", "near", "within", "across", "around", "inside"})
MOVED = frozenset({"evacuated", "displaced", "rescued", "missing"})
SETTLES_AFTER = timedelta(hours=24)
SIDE_OF = 0.25  # a rival this near, not barred, is another side of it: one call told by two

Item = TypeVar("Item")


def build(
    row: EventRow, shares: Iterable[Share], lists_max: int | None = None, kept: Kept | None = None
) -> CuratedEvent:
    """The record of an event. Withdrawn posts are no members; their figures and claims stay, marked withdrawn.

    ``lists_max`` shortens long lists to the first and the newest; counts stay exact. ``kept`` is what was worked out
    for the version before: with it a version costs what is new in it, without it what comes out is the same.
    """
    members = Members(row.event_id, shares, kept, retracted=row.status == "retracted")
    kind, kind_score = facts.kind(members)
    places = facts.places(members)
    focus = facts.focus(members, places)
    independent = len({members.origin(share) for share in members.standing})
    published = [s.post.published for s in members.standing if s.post.published is not None]
    seen = [share.row.seen for share in members.rows]
    references = [share.post.reference for share in members.telling]
    figures = ledger.ledger(row.event_id, _told_figures(members, _own_names(focus, places)))
    told = _short(_told_claims(members), lists_max)
    return CuratedEvent(
        event_id=row.event_id, version=row.version, desk=row.desk, status=row.status,
        settles_at=max(seen) + SETTLES_AFTER, merged_into=row.merged_into, kind=kind, kind_score=kind_score,
        lang=facts.most(share.post.lang for share in members.telling), headline=telling.headline(members),
        summary=telling.summary(members), time=facts.time(members),
        reference=Interval(start=min(r.start for r in references), end=max(r.end for r in references)),
        first_published=min(published, default=None), last_published=max(published, default=None),
        first_seen=min(share.row.first_seen for share in members.rows), last_seen=max(seen),
        places=places[:lists_max], focus_place=focus,
        people=facts.people(members)[:lists_max], organisations=facts.organisations(members)[:lists_max],
        figures=_among(members, _short(figures, lists_max)), claims=claims.relate(told, members.kept),
        sources=_sources(members)[:lists_max], independent_origins=independent,
        importance=telling.importance(members, independent), novelty=row.novelty, related=_related(members)[:lists_max],
        degraded=tuple(sorted({name for share in members.standing for name in share.post.degraded})),
        posts=tuple(share.once(_member) for share in _short(members.standing, lists_max)),
        post_count=len(members.standing),
    )  # fmt: skip


def _short(items: Sequence[Item], most: int | None) -> tuple[Item, ...]:
    if most is None or len(items) <= most:
        return tuple(items)
    return (items[0], *items[-(most - 1) :])


def _among(members: Members, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Figures with the relations among themselves: a shortened list points at nothing that is not in it."""
    ids = {figure.figure_id for figure in figures}
    return tuple(
        figure if all(r.to in ids for r in figure.relation)
        else members.kept.of(("among", figure.figure_id), _with, figure, tuple(r for r in figure.relation if r.to in ids))
        for figure in figures
    )  # fmt: skip


def _with(figure: Figure, relation: tuple[FigureRelation, ...]) -> Figure:
    return msgspec.structs.replace(figure, relation=relation)


def _own_names(focus: EventPlace | None, places: Iterable[EventPlace]) -> frozenset[str]:
    """What limits no figure of an event: the name of its place, and of the land that this is in."""
    if focus is None:
        return frozenset()
    lands = (place for place in places if place.precision == "country" and place.country == focus.country)
    return frozenset(place.name.casefold() for place in (focus, *lands))


def _told_figures(members: Members, own: frozenset[str]) -> list[ledger.Told]:
    told: list[ledger.Told] = []
    for share in members.rows:
        if not tells_of_other_news(share.post) and (share.post.figures or share.row.former):
            context = share, own, members.origin(share), members.held, members.is_withdrawn(share)
            told += members.kept.of(("figures", share.post.post_id), _figures, *context)
    return told


def _figures(
    share: Share, own: frozenset[str], origin: str, held: Mapping[Office, str], withdrawn: bool
) -> tuple[ledger.Told, ...]:
    """The figures of the event that a post tells, with those of its older revisions that it has replaced since."""
    told: list[ledger.Told] = []
    post = share.post
    cut = sentences(post.text) if len(post.figures) > 1 else ()
    for figure in post.figures:
        if figure.kind != "event" or not share.within(figure.span[0]):
            continue
        claim = _claim_around(post.claims, figure)
        sentence = max((start for start, _ in cut if start <= figure.span[0]), default=0)
        told.append(ledger.Told(
            mention=_unlimited(figure, own), post_id=post.post_id, when=told_at(share.row),
            sentence=(post.post_id, sentence),
            sayer=figure.sayer, origin=_origin(share, figure.sayer, origin, held), remit=_remit(share, figure.sayer),
            claim_id=claim.claim_id if claim is not None else None,
            withdrawn=withdrawn or is_of_the_past(figure.sayer), corrects=post.significance == "correction",
        ))  # fmt: skip
    homes = {p.home for p in share.passages}
    told += [
        ledger.Told(
            mention=_unlimited(one.mention, own), post_id=post.post_id, when=one.when,
            sentence=(post.post_id, -1), sayer=one.mention.sayer,
            origin=_origin(share, one.mention.sayer, origin, held), remit=_remit(share, one.mention.sayer),
            claim_id=None, withdrawn=withdrawn or is_of_the_past(one.mention.sayer), corrects=False, replaced=True,
            beside=one.beside,
        )
        for one in share.row.former if one.home in homes
    ]  # fmt: skip
    return tuple(told)


def tells_of_other_news(post: Enriched) -> bool:
    """A recap, a teaser or a feature repeats what other posts tell, and tells of other events in the same breath."""
    return post.post_type != "news"


def _unlimited(figure: FigureMention, own: frozenset[str]) -> FigureMention:
    """A figure whose scope limits nothing: the event's own place or land, or where people were moved out from."""
    if figure.scope is None:
        return figure
    preposition, _, where = figure.scope.casefold().partition(" ")
    moved = preposition == "from" and figure.action in MOVED
    everywhere = preposition in PLAIN_PREPOSITIONS and where in own
    return msgspec.structs.replace(figure, scope=None) if moved or everywhere else figure


def _told_claims(members: Members) -> list[claims.ClaimTold]:
    told: list[claims.ClaimTold] = []
    for share in members.rows:
        if share.post.claims and not tells_of_other_news(share.post):
            context = share, members.origin(share), members.held, members.is_withdrawn(share)
            told += members.kept.of(("claims", share.post.post_id), _claims, *context)
    return told


def _claims(share: Share, origin: str, held: Mapping[Office, str], withdrawn: bool) -> tuple[claims.ClaimTold, ...]:
    return tuple(
        claims.ClaimTold(claim, share.post.post_id, _origin(share, claim.source, origin, held), withdrawn)
        for claim in share.post.claims
        if share.within(pairs(claim)[0][0])
    )


def _claim_around(said: Sequence[Claim], figure: FigureMention) -> Claim | None:
    around = [c for c in said if any(s <= figure.span[0] < e for s, e in pairs(c))]
    return min(around, key=lambda c: (sum(e - s for s, e in pairs(c)), c.claim_id), default=None)


def _origin(share: Share, sayer: str | None, origin: str, held: Mapping[Office, str]) -> str:
    """Who is behind words of a post: their sayer, else the post's own origin."""
    if sayer is None:
        return origin
    if (remit := _remit(share, sayer)) is not None:
        return f"officials:{remit}"  # a town's mayor and its administration are one origin
    post = share.post
    return sayer_origin(sayer, post.organisations, post.people, family(post.outlet) or post.page_id, held)


def _remit(share: Share, sayer: str | None) -> str | None:
    """The town or region whose officials a sayer belongs to: "Kyiv officials", "the mayor of Vila Real"."""
    if sayer is None:
        return None
    post = share.post
    who: Person | Organisation | None = next((p for p in post.people if p.name == sayer), None)
    who = who or next((o for o in post.organisations if o.name == sayer), None)
    words = [sayer]
    if isinstance(who, Person):
        words += [text for text in (who.role, who.affiliation) if text]
    elif who is not None and who.kind == "military":
        return None  # "Kyiv's military": a capital stands for its state
    told = " ".join(words)
    local = [p.name for p in post.places if p.precision in ("city", "point", "region") and p.text in told]
    return names.key(local[0]) if local else None


def _sources(members: Members) -> tuple[Source, ...]:
    by_outlet: dict[str | None, list[Enriched]] = {}
    for share in members.standing:
        by_outlet.setdefault(share.post.outlet, []).append(share.post)
    return tuple(
        members.kept.of(("source", outlet), _source, *posts)
        for outlet, posts in sorted(by_outlet.items(), key=lambda item: item[0] or "")
    )


def _source(*posts: Enriched) -> Source:
    outlet = posts[0].outlet
    return Source(
        outlet=outlet, family=family(outlet), posts=len(posts),
        first_published=min((post.published for post in posts if post.published is not None), default=None),
    )  # fmt: skip


def _related(members: Members) -> tuple[RelatedEvent, ...]:
    """Events that the members' other passages tell of: mentioned in passing, or told beside it."""
    kinds: dict[str, str] = {}
    for share in members.standing:
        for event_id, kind in share.once(_relations):
            kinds.setdefault(event_id, kind)
    return tuple(RelatedEvent(event_id=event_id, kind=kind) for event_id, kind in sorted(kinds.items()))


def _relations(share: Share) -> tuple[tuple[str, str], ...]:
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


def _rival(event_id: str, assignment: Assignment) -> Rival | None:
    """The nearest event not chosen; none where that has become part of this one since."""
    rival = assignment.rival
    return None if rival is None or rival.event_id == event_id else rival


def _member(share: Share) -> Member:
    telling_it = share.main_passages[0]
    assignment = telling_it.assignment
    assert assignment is not None
    post = share.post
    return Member(
        post_id=post.post_id, url=post.url, outlet=post.outlet, published=post.published, headline=post.headline,
        relation=assignment.relation, role=telling_it.role,
        spans=tuple(sorted(span for p in share.passages for span in p.spans)),
        reasons=assignment.reasons, score=assignment.score, rival=_rival(share.event_id, assignment),
    )  # fmt: skip
