"""An event's record from its members: the same members give the same facts, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec

from streams.data.outlets import Outlets, shipped
from streams.records import (
    Claim,
    CuratedEvent,
    Enriched,
    EventPlace,
    Figure,
    FigureMention,
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
from streams.stages.curate.importance import importance
from streams.stages.curate.members import Members
from streams.stages.curate.origins import sayer_origin
from streams.stages.curate.rows import Assignment, EventRow, PostRow
from streams.stages.enrich import names
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.document import sentences

PLAIN_PREPOSITIONS = frozenset({"in", "at", "near", "within", "across", "around", "inside"})
MOVED = frozenset({"evacuated", "displaced", "rescued", "missing"})
SETTLES_AFTER = timedelta(hours=24)
SIDE_OF = 0.25  # a rival this near, not barred, is another side of it: one call told by two

Item = TypeVar("Item")


def build(
    row: EventRow, posts: Iterable[PostRow], lists_max: int | None = None, outlets: Outlets | None = None
) -> CuratedEvent:
    """The record of an event. Withdrawn posts are no members; their figures and claims stay, marked withdrawn.

    ``lists_max`` shortens long lists to the first and the newest; counts stay exact.
    """
    members = Members(row.event_id, posts, outlets or shipped())
    kind, kind_score = facts.kind(members)
    places = facts.places(members)
    focus = facts.focus(members, places)
    published = [r.post.published for r in members.standing if r.post.published is not None]
    seen = [r.seen for r in members.rows]
    references = [r.post.reference for r in members.telling]
    figures = ledger.ledger(row.event_id, _told_figures(members, _own_names(focus, places)))
    said = claims.relate(_short(_told_claims(members), lists_max))
    lang = facts.most(r.post.lang for r in members.telling)
    told = telling.tell(members, figures, said, lang)
    origins = members.origins(members.standing)
    weight, reasons = importance(members, origins, figures, kind)
    return CuratedEvent(
        event_id=row.event_id, version=row.version, desk=row.desk, status=row.status,
        settles_at=max(seen) + SETTLES_AFTER, merged_into=row.merged_into, kind=kind, kind_score=kind_score,
        lang=lang, headline=told.headline, headline_post_id=told.headline_post, summary=told.summary,
        time=facts.time(members),
        reference=Interval(start=min(r.start for r in references), end=max(r.end for r in references)),
        first_published=min(published, default=None), last_published=max(published, default=None),
        first_seen=min(r.first_seen for r in members.rows), last_seen=max(seen),
        places=places[:lists_max], focus_place=focus,
        people=facts.people(members)[:lists_max], organisations=facts.organisations(members)[:lists_max],
        figures=_among(_short(figures, lists_max)),
        claims=said,
        sources=_sources(members)[:lists_max], independent_origins=len(origins),
        importance=weight, importance_reasons=reasons, novelty=row.novelty, novelty_reasons=row.novelty_reasons,
        related=_related(members)[:lists_max],
        degraded=tuple(sorted({name for r in members.standing for name in r.post.degraded})),
        posts=_short([_member(members, r) for r in members.standing], lists_max), post_count=len(members.standing),
    )  # fmt: skip


def _short(items: Sequence[Item], most: int | None) -> tuple[Item, ...]:
    if most is None or len(items) <= most:
        return tuple(items)
    return (items[0], *items[-(most - 1) :])


def _among(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Figures with the relations among themselves: a shortened list points at nothing that is not in it."""
    ids = {figure.figure_id for figure in figures}
    return tuple(
        msgspec.structs.replace(figure, relation=tuple(r for r in figure.relation if r.to in ids)) for figure in figures
    )


def _own_names(focus: EventPlace | None, places: Iterable[EventPlace]) -> frozenset[str]:
    """What limits no figure of an event: the name of its place, and of the land that this is in."""
    if focus is None:
        return frozenset()
    lands = (place for place in places if place.precision == "country" and place.country == focus.country)
    return frozenset(place.name.casefold() for place in (focus, *lands))


def _told_figures(members: Members, own: frozenset[str]) -> list[ledger.Told]:
    told: list[ledger.Told] = []
    for row in members.rows:
        post = row.post
        if tells_of_other_news(post):
            continue
        cut = sentences(post.text) if len(post.figures) > 1 else ()
        for figure in post.figures:
            if figure.kind != "event" or not members.within(row, figure.span[0]):
                continue
            claim = _claim_around(post.claims, figure)
            withdrawn = row.withdrawn or is_of_the_past(figure.sayer)
            sentence = max((start for start, _ in cut if start <= figure.span[0]), default=0)
            told.append(ledger.Told(
                mention=_unlimited(figure, own), post_id=post.post_id, when=told_at(row),
                sentence=(post.post_id, sentence),
                sayer=figure.sayer, origin=_origin(members, row, figure.sayer), remit=_remit(row, figure.sayer),
                claim_id=claim.claim_id if claim is not None else None, withdrawn=withdrawn,
                corrects=post.significance == "correction",
            ))  # fmt: skip
        told += _replaced(members, row, own)
    return told


def _replaced(members: Members, row: PostRow, own: frozenset[str]) -> list[ledger.Told]:
    """The figures of a post's older revisions that it has replaced since."""
    homes = {p.home for p in members.passages(row)}
    return [
        ledger.Told(
            mention=_unlimited(one.mention, own), post_id=row.post.post_id, when=one.when,
            sentence=(row.post.post_id, -1), sayer=one.mention.sayer,
            origin=_origin(members, row, one.mention.sayer), remit=_remit(row, one.mention.sayer), claim_id=None,
            withdrawn=row.withdrawn or is_of_the_past(one.mention.sayer), corrects=False, replaced=True,
            beside=one.beside,
        )
        for one in row.former if one.home in homes
    ]  # fmt: skip


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
    return [
        claims.ClaimTold(claim, row.post.post_id, _origin(members, row, claim.source), row.withdrawn)
        for row in members.rows
        if not tells_of_other_news(row.post)
        for claim in row.post.claims
        if members.within(row, pairs(claim)[0][0])
    ]


def _claim_around(said: Sequence[Claim], figure: FigureMention) -> Claim | None:
    around = [c for c in said if any(s <= figure.span[0] < e for s, e in pairs(c))]
    return min(around, key=lambda c: (sum(e - s for s, e in pairs(c)), c.claim_id), default=None)


def _origin(members: Members, row: PostRow, sayer: str | None) -> str:
    """Who is behind words of a post: their sayer, else the post's own origin."""
    if sayer is None:
        return members.origin(row)
    if (remit := _remit(row, sayer)) is not None:
        return f"officials:{remit}"  # a town's mayor and its administration are one origin
    outlet = members.outlets.family(row.post.outlet) or row.post.page_id
    return sayer_origin(sayer, row.post.organisations, row.post.people, outlet, members.held)


def _remit(row: PostRow, sayer: str | None) -> str | None:
    """The town or region whose officials a sayer belongs to: "Kyiv officials", "the mayor of Vila Real"."""
    if sayer is None:
        return None
    who: Person | Organisation | None = next((p for p in row.post.people if p.name == sayer), None)
    who = who or next((o for o in row.post.organisations if o.name == sayer), None)
    words = [sayer]
    if isinstance(who, Person):
        words += [text for text in (who.role, who.affiliation) if text]
    elif who is not None and who.kind == "military":
        return None  # "Kyiv's military": a capital stands for its state
    told = " ".join(words)
    local = [p.name for p in row.post.places if p.precision in ("city", "point", "region") and p.text in told]
    return names.key(local[0]) if local else None


def _sources(members: Members) -> tuple[Source, ...]:
    rows: dict[str | None, list[PostRow]] = {}
    for row in members.standing:
        rows.setdefault(row.post.outlet, []).append(row)
    return tuple(
        Source(
            outlet=outlet, family=members.outlets.family(outlet), posts=len(group),
            first_published=min((r.post.published for r in group if r.post.published is not None), default=None),
        )
        for outlet, group in sorted(rows.items(), key=lambda item: item[0] or "")
    )  # fmt: skip


def _related(members: Members) -> tuple[RelatedEvent, ...]:
    """Events that the members' other passages tell of: mentioned in passing, or told beside it."""
    kinds: dict[str, str] = {}
    for row in members.standing:
        if not any(p.role == "main" for p in members.passages(row)):
            continue
        for passage in row.passages:
            if passage.assignment is None:
                continue
            if passage.assignment.event_id == members.event_id:
                rival = _rival(members, passage.assignment)
                if rival is not None and rival.score >= SIDE_OF and not rival.vetoes:
                    kinds.setdefault(rival.event_id, "side_of")
                continue
            if passage.role != "main":
                kinds.setdefault(
                    passage.assignment.event_id, "background" if passage.role == "background" else "follows"
                )
    return tuple(RelatedEvent(event_id=event_id, kind=kind) for event_id, kind in sorted(kinds.items()))


def _rival(members: Members, assignment: Assignment) -> Rival | None:
    """The nearest event not chosen; none where that has become part of this one since."""
    rival = assignment.rival
    return None if rival is None or rival.event_id == members.event_id else rival


def _member(members: Members, row: PostRow) -> Member:
    passages = members.passages(row)
    telling_it = members.main_passages(row)[0]
    assignment = telling_it.assignment
    assert assignment is not None
    post = row.post
    return Member(
        post_id=post.post_id, url=post.url, outlet=post.outlet, published=post.published, headline=post.headline,
        relation=assignment.relation, role=telling_it.role,
        spans=tuple(sorted(span for p in passages for span in p.spans)),
        reasons=assignment.reasons, score=assignment.score, rival=_rival(members, assignment),
    )  # fmt: skip
