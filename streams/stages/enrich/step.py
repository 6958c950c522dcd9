"""The step of enrich: the enrichers of a table in its order, each reading what those before it found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from streams.data.gazetteer import Gazetteer
from streams.records import Decision, Enriched, Passage, Post
from streams.stage import Emit, Outcome, State
from streams.stages.enrich import languages
from streams.stages.enrich.document import Document, cut_before, sentences
from streams.stages.enrich.enricher import Enricher, Reading
from streams.stages.enrich.own import OWN
from streams.topics import ENRICHED

READ_MAX = 64 * 1024  # characters of one post: ten times the longest news report; a worker's other posts are waiting
HEADLINE_MAX = 2_000  # characters

CUT = "cut"
"""In ``degraded`` where only the beginning of a post was read; the others there are names of enrichers."""

Around = Callable[[str, Callable[[Reading], None], Reading], None]
"""Runs a named enricher on a reading; what the enricher raises must come through."""


def plainly(name: str, enricher: Callable[[Reading], None], reading: Reading) -> None:
    """Nothing around it."""
    enricher(reading)


def step(
    gazetteer: Gazetteer, state: State, post: Post | Decision, now: datetime, *,
    enrichers: Sequence[Enricher] = OWN, around: Around = plainly,
) -> Outcome:  # fmt: skip
    """One enriched record for each post; what is withdrawn goes on without being read again, decisions as they are."""
    if isinstance(post, Decision):
        return Outcome(out=(Emit(ENRICHED, post.desk, post),))
    read = enrich(gazetteer, post, enrichers=enrichers, around=around)
    return Outcome(out=(Emit(ENRICHED, post.desk, read),), counts={"degraded": 1} if read.degraded else {})


def enrich(
    gazetteer: Gazetteer, post: Post, *, enrichers: Sequence[Enricher] = OWN, around: Around = plainly
) -> Enriched:
    """Everything that is read from one post. Texts in other languages than English keep what needs no grammar.

    A language that an enricher does not read passes it by: the record says in which language it is, and by whom it was
    read. An enricher that fails is named in ``degraded``, and the others go on without what it would have found.

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
    stamps: dict[str, str] = {}
    for enricher in enrichers:
        if enricher.reads(lang):
            try:
                around(enricher.name, enricher, reading)
                stamps[enricher.name] = enricher.version
            except Exception:
                degraded.append(enricher.name)
    return _enriched(
        post, lang=lang, passages=(*reading.passages, *unread) if reading.passages else _whole(post),
        people=reading.names.people, organisations=reading.names.organisations, places=reading.places,
        times=reading.times, figures=reading.figures, claims=reading.claims, kind=reading.kind[0],
        kind_score=reading.kind[1], enrichers=stamps, degraded=tuple(degraded),
    )  # fmt: skip


def _whole(post: Post) -> tuple[Passage, ...]:
    """A post without a sentence, such as a bare heading, is one passage."""
    return (Passage(span=(0, len(post.text)), role="main", happening=1),)


def _unread(post: Post, start: int) -> tuple[Passage, ...]:
    """The passage of what is left unread, if any: it founds no event, but belongs to the text."""
    first, end = len(post.text) - len(post.text[start:].lstrip()), len(post.text.rstrip())
    return (Passage(span=(first, end), role="background"),) if first < end else ()


def _enriched(post: Post, **read: object) -> Enriched:
    fields = {field: getattr(post, field) for field in post.__struct_fields__}
    return Enriched(**{**fields, **read})
