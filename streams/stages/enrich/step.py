"""The step of enrich: the enrichers in their order, each reading what those before it found."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from streams.data.gazetteer import Gazetteer
from streams.records import Claim, Enriched, FigureMention, Passage, Place, Post, TimeExpression
from streams.stage import Emit, Outcome, State
from streams.stages.enrich import claims, figures, kinds, languages, names, passages, places, times
from streams.stages.enrich.document import Document, cut_before, sentences
from streams.topics import ENRICHED

READ_MAX = 64 * 1024  # characters of one post: ten times the longest news report; a worker's other posts are waiting
HEADLINE_MAX = 2_000  # characters


@dataclass(slots=True)
class Reading:
    """What has been read from a post so far."""

    post: Post
    document: Document
    gazetteer: Gazetteer
    places: tuple[Place, ...] = ()
    names: names.Names = field(default_factory=lambda: names.Names((), ()))
    times: tuple[TimeExpression, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    claims: tuple[Claim, ...] = ()
    passages: tuple[Passage, ...] = ()
    kind: tuple[str | None, float | None] = (None, None)


def locate(reading: Reading) -> None:
    reading.places = places.find(reading.document, reading.gazetteer)


def name(reading: Reading) -> None:
    reading.names = names.find(reading.document, reading.places)


def date(reading: Reading) -> None:
    reading.times = times.find(reading.document, zones(reading))


def zones(reading: Reading) -> Callable[[int], str | None]:
    """``places.zone_of`` for one text: thousands of times of a long one ask, each only the places of its sentences."""
    starts = [start for start, _ in reading.document.sentences]
    near: dict[int, list[Place]] = defaultdict(list)  # by sentence: the places that can govern a time near them
    for place in reading.places:
        if place.zone and place.span and place.role not in ("speaker", "dateline"):
            near[bisect_right(starts, place.span[0]) - 1].append(place)
    focus = places.focus([place for place in reading.places if place.zone])

    def zone_at(position: int) -> str | None:
        at = bisect_right(starts, position) - 1
        governing = near.get(at) or near.get(at - 1)
        return places.zone_of(governing, position) if governing else (focus.zone if focus else None)

    return zone_at


def measure(reading: Reading) -> None:
    reading.figures = figures.find(reading.document, reading.times, reading.places)


def attribute(reading: Reading) -> None:
    """Claims, and with them whose count each figure is."""
    reading.claims = claims.find(reading.document, reading.names, reading.places)
    told = zip(reading.figures, claims.sayers_at(reading.claims, [f.span for f in reading.figures]), strict=True)
    reading.figures = tuple(
        figure if claim is None or claim.source is None else msgspec.structs.replace(figure, sayer=claim.source)
        for figure, claim in told
    )


def cut(reading: Reading) -> None:
    post = reading.post
    reading.passages = passages.cut(
        reading.document, several=passages.tells_of_several(post), post_type=post.post_type,
        places=reading.places, times=reading.times, claims=reading.claims, people=reading.names.people,
    )  # fmt: skip


def classify(reading: Reading) -> None:
    """The kind of what the post tells first; of a heading that lists several, of the first. An advert has none."""
    if reading.post.post_type == "advert":
        return
    document, several = reading.document, passages.tells_of_several(reading.post)
    main = [p.span for p in reading.passages if p.happening == 1]
    told = [(a, b) for a, b in document.sentences if any(start <= a < end for start, end in main)]
    headline = document.headline.split(";")[0] if document.headline and several else document.headline
    reading.kind = kinds.classify(headline, [document.text[a:b] for a, b in told or document.sentences], document.lang)
    reading.passages = tuple(
        msgspec.structs.replace(p, kind=reading.kind[0]) if p.happening == 1 else p for p in reading.passages
    )  # the heading tells more surely what the first happening is


Enricher = Callable[[Reading], None]
Around = Callable[[str, Enricher, Reading], None]
"""Runs a named enricher on a reading; what the enricher raises must come through."""


def plainly(name: str, enricher: Enricher, reading: Reading) -> None:
    """Nothing around it."""
    enricher(reading)


ENRICHERS: tuple[tuple[str, Enricher], ...] = (
    ("places", locate),  # first: a time needs the zone of its place
    ("names", name),
    ("times", date),
    ("figures", measure),  # a number inside a time is no figure
    ("claims", attribute),
    ("passages", cut),  # a cut needs days, places, people
    ("kind", classify),
)


CUT = "cut"
"""In ``degraded`` where only the beginning of a post was read; the others there are names of enrichers."""


def step(gazetteer: Gazetteer, state: State, post: Post, now: datetime, *, around: Around = plainly) -> Outcome:
    """One enriched record for each post; what is withdrawn goes on without being read again."""
    read = enrich(gazetteer, post, around=around)
    return Outcome(out=(Emit(ENRICHED, post.desk, read),), counts={"degraded": 1} if read.degraded else {})


def enrich(gazetteer: Gazetteer, post: Post, *, around: Around = plainly) -> Enriched:
    """Everything that is read from one post. Texts in other languages than English keep what needs no grammar.

    Of a text longer than ``READ_MAX`` the rest is kept unread, as background, and of a heading what is past
    ``HEADLINE_MAX``; ``degraded`` then says ``CUT``.
    """
    if post.change == "removed":
        return _enriched(post)
    text, headline = post.text[: cut_before(post.text, 0, READ_MAX)], post.headline and post.headline[:HEADLINE_MAX]
    unread = _unread(post, len(text))
    lang = post.lang or languages.of(f"{headline or ''}\n{text}")
    document = Document(
        doc_id=post.post_id, text=text, headline=headline, reference=post.reference, zone=post.zone,
        lang=lang, outlet=post.outlet, sentences=sentences(text, lang or "en"),
    )  # fmt: skip
    reading = Reading(post, document, gazetteer)
    degraded = [CUT] if unread or headline != post.headline else []
    for title, enricher in ENRICHERS:
        try:
            around(title, enricher, reading)
        except Exception:
            degraded.append(title)
    return _enriched(
        post, lang=lang, passages=(*reading.passages, *unread) if reading.passages else _whole(post),
        people=reading.names.people, organisations=reading.names.organisations, places=reading.places,
        times=reading.times, figures=reading.figures, claims=reading.claims, kind=reading.kind[0],
        kind_score=reading.kind[1], degraded=tuple(degraded),
    )  # fmt: skip


def _whole(post: Post) -> tuple[Passage, ...]:
    """A post without a sentence, such as a bare heading, is one passage."""
    return (Passage(span=(0, len(post.text)), role="main", happening=1),)


def _unread(post: Post, start: int) -> tuple[Passage, ...]:
    """The passage of what is left unread, if any: it founds no event, but belongs to the text."""
    rest = len(post.text[start:].lstrip())
    return (Passage(span=(len(post.text) - rest, len(post.text)), role="background"),) if rest else ()


def _enriched(post: Post, **read: object) -> Enriched:
    fields = {field: getattr(post, field) for field in post.__struct_fields__}
    return Enriched(**{**fields, **read})
