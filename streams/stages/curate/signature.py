"""What a passage is compared by: stems, names, places, days, figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, lru_cache

from streams.data import rarity, word_tables
from streams.records import Enriched, Passage, TimeExpression
from streams.stages.curate.rows import FigureMark, PlaceMark, Signature, TimeMark
from streams.stages.enrich import names
from streams.stages.enrich.passages import happening_times
from streams.stages.horizon import NEVER
from streams.stages.parse.zones import tzinfo_of

PLAN = timedelta(hours=1)  # what begins later than this after the post is a plan, not what happened
TERMS_MAX = 400  # a passage of more words than that is an essay; its first ones say what it is about

FINE_PRECISIONS = ("city", "point", "offset")
ELSEWHERE_ROLES = ("speaker", "dateline", "origin")  # where somebody spoke or came from is not where it happened

BEGINNING = 500  # characters of a passage by whose proper words it is told from its like
FIRST = 40  # characters within which no first sentence ends: behind them "St." and "Mr." are rare
OPENING = 12  # characters before a word that tell whether it opens a sentence
STEMS_REMEMBERED = 16_384  # words: a desk's days are told in a few thousand
RARE = 6.0  # a word in fewer texts than one of four hundred is a name, or as good as one

_word = re.compile(r"[^\W\d_]+")
_ENDS, _OPENS = ".!?…:", "\"'“”‘’„«»([-"  # what a sentence ends with, and what the next may open with
_ends_sentence = re.compile(r"[.!?…][\"'”’»)]?\s|\n")
STOP: frozenset[str] = frozenset(word_tables.load("stopwords")["words"])
MONTHS: frozenset[str] = frozenset(word_tables.load("stopwords")["months"])


@lru_cache(STEMS_REMEMBERED)
def stem(word: str) -> str:
    """A word without its commonest endings: enough to join "attacks", "attacked" and "attack".

    >>> [stem(w) for w in ("attacks", "attacked", "bodies", "rising", "press")]
    ['attack', 'attack', 'body', 'ris', 'press']

    Leaves irregular forms alone: a full stemmer (Porter) joins no more pairs of the labelled sets.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def stems(text: str, lang: str | None = None) -> list[str]:
    """Stems of the words that carry meaning in a language, English where it is not one of the listed, in order.

    >>> stems("The bridge fell"), stems("Die Brücke fiel auf das Schiff", "de")
    (['bridg', 'fell'], ['brück', 'fiel', 'schiff'])
    """
    stop = stop_words(lang)
    return [stem(word) for word in _word.findall(text.casefold()) if word not in stop and len(word) > 1]


@cache
def stop_words(lang: str | None) -> frozenset[str]:
    """The words of a language that say nothing of what a text tells."""
    listed = word_tables.load("stopwords")["other"].get(lang)
    return frozenset(listed.split()) if listed is not None else STOP


def _time_mark(time: TimeExpression) -> TimeMark:
    """A told time with its first and last calendar day in its own zone."""
    assert time.start is not None and time.end is not None
    zone = tzinfo_of(time.zone)
    last = max(time.end - timedelta(microseconds=1), time.start)
    return TimeMark(
        start=time.start, end=time.end, first=time.start.astimezone(zone).date(), last=last.astimezone(zone).date()
    )


def sign(post: Enriched, passages: Sequence[Passage], *, with_heading: bool) -> Signature:
    """The signature of passages that tell of one happening, with or without the post's heading."""
    spans = [passage.span for passage in passages]

    def inside(at: int) -> bool:
        return any(start <= at < end for start, end in spans)

    text = "\n".join(post.text[start:end] for start, end in spans)
    heading = post.headline if with_heading and post.headline else ""
    whole = with_heading and not post.text
    people = [names.key(p.name) for p in post.people if whole or any(inside(s[0]) for s in p.spans)]
    bodies = [names.key(o.name) for o in post.organisations if whole or any(inside(s[0]) for s in o.spans)]
    places: dict[str, PlaceMark] = {}
    for place in post.places:
        if (place.span is None and whole) or (place.span is not None and inside(place.span[0])):
            key = str(place.geonames_id or place.name.casefold())
            fine = place.precision in FINE_PRECISIONS and place.role not in ELSEWHERE_ROLES
            mark = PlaceMark(
                key=key, lat=place.lat, lon=place.lon, country=place.country, fine=fine,
                words=() if place.precision == "country" else tuple(stems(place.text, post.lang)),
            )  # fmt: skip
            places.setdefault(key, mark)
    told = [
        time for span in spans for time in happening_times(post.text, post.times, post.claims, span)
        if time.span[0] < spans[0][0] + BEGINNING and post.reference.basis != "seen"  # else "Monday" is any Monday
    ]  # fmt: skip
    times = [_time_mark(time) for time in told if time.start is not None and time.start < post.reference.end + PLAN]
    figures = [
        FigureMark(
            object=f.object, action=f.action, value=f.value, exact=f.bound == "exact" and f.counting == "total",
            scoped=f.scope is not None,
        )
        for f in post.figures
        if f.kind == "event" and f.object and f.value is not None and inside(f.span[0])
    ]  # fmt: skip
    known = proper(heading, text, post.lang)
    return Signature(
        terms=tuple(sorted(stems(f"{heading}\n{text}", post.lang)[:TERMS_MAX])),
        proper=known, lead=_lead(post, spans, heading, known),
        names=tuple(sorted({name for name in people + bodies if name})),
        places=tuple(places[key] for key in sorted(places)), times=tuple(dict.fromkeys(times)),
        figures=tuple(dict.fromkeys(figures)), kind=next((p.kind for p in passages if p.kind is not None), post.kind),
        told=post.reference.start if post.reference.basis != "seen" else NEVER,
        page=post.page_id if post.position is not None else "",
        subjects=_subjects(post, spans, heading),
    )  # fmt: skip


def _subjects(post: Enriched, spans: Sequence[tuple[int, int]], heading: str) -> tuple[str, ...]:
    """Stems of words with a capital that open no sentence, but for those that stand only where who speaks is named.

    One governor, one spokesman tells of every fire of a town: that both let him speak ties no two of them.
    """
    speaking = sorted(c.source_span for c in post.claims if c.source_span is not None)
    stop = stop_words(post.lang)
    found = set() if _is_titled(heading) else _names(heading, stop)
    for start, end in spans:
        at = start
        for first, last in speaking:
            if at <= first < end:
                found |= _names(post.text, stop, at, first)
                at = max(at, last)
        found |= _names(post.text, stop, at, end)
    return tuple(sorted(found))


def _lead(post: Enriched, spans: Sequence[tuple[int, int]], heading: str, known: Sequence[str]) -> tuple[str, ...]:
    """Which of the proper words stand in the heading or the first sentence, but for those of who speaks there."""
    said = _capitals(heading, 0, len(heading))
    start, end = spans[0] if spans else (0, 0)
    over = _ends_sentence.search(post.text, min(start + FIRST, end), min(end, start + BEGINNING))
    at, end = start, over.start() if over is not None else min(end, start + BEGINNING)
    for first_word, last in sorted(c.source_span for c in post.claims if c.source_span is not None):
        if at <= first_word < end:
            said |= _capitals(post.text, at, first_word)
            at = max(at, last)
    said |= _capitals(post.text, at, end)
    return tuple(word for word in known if word in said)


def _capitals(text: str, start: int, end: int) -> set[str]:
    words = _word.findall(text, start, max(start, end))
    return {stem(word.casefold()) for word in words if word[0].isupper()}


def _names(text: str, stop: frozenset[str], start: int = 0, end: int | None = None) -> set[str]:
    words = _word.finditer(text, start, len(text) if end is None else end)
    return {
        stem(lower) for word in words
        if (told := word.group())[0].isupper() and len(lower := told.casefold()) > 1 and lower not in stop
        and lower not in MONTHS and not _opens_sentence(text, word.start(), max(0, word.start() - OPENING))
    }  # fmt: skip


def _opens_sentence(text: str, at: int, least: int = 0) -> bool:
    """Whether a word opens a sentence, by what stands before it, no further back than ``least``."""
    before = at
    while before > least and (text[before - 1] in _OPENS or text[before - 1].isspace()):
        before -= 1
    ended = text[before - 1] in _ENDS if before > least else not before
    return ended or "\n" in text[before:at]


def _is_titled(piece: str) -> bool:
    """Whether most words of a heading have a capital, so that it says nothing."""
    words: list[str] = _word.findall(piece)
    return 2 * sum(word[0].isupper() for word in words) > len(piece.split())


def proper(heading: str, text: str, lang: str | None = None) -> tuple[str, ...]:
    """Stems of the proper words of a heading and the beginning of a text, sorted: by them one tells it from its like.

    >>> proper("Two miners killed in Rybnik", "Two miners were killed near Rybnik. Rescue began.")
    ('rybnik',)

    Proper is a word with a capital that the text never writes small. At the beginning of a sentence, and in a heading
    with a capital on every word, a capital says nothing: there only rare words count.
    """
    stop = stop_words(lang)
    small = {word for word in _word.findall(text) if word[0].islower()}
    found: set[str] = set()
    for piece in (heading, text[:BEGINNING]):
        titled = piece is heading and _is_titled(piece)
        for word in _word.finditer(piece):
            told = word.group()
            if not told[0].isupper():
                continue
            lower = told.casefold()
            if len(lower) < 2 or lower in small or lower in stop or lower in MONTHS:
                continue
            term = stem(lower)
            first = titled or _opens_sentence(piece, word.start())
            if not first or rarity.of(term) >= RARE:
                found.add(term)
    return tuple(sorted(found))
