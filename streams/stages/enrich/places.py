"""Places of a post: which names are places, which place is meant, what it does in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from streams.data.gazetteer import AREA, CITY, CONTINENT, COUNTRY, DISTRICT, FEATURE, REGION, SITE, UNION, Gazetteer
from streams.records import Place, PlaceAlternative
from streams.stages.enrich.document import Document
from streams.stages.enrich.place_choice import Reading, bearers, choose
from streams.stages.enrich.place_judgement import PLAUSIBLE, SURE, likelihood
from streams.stages.enrich.place_mentions import Mention, Reader
from streams.stages.enrich.place_offsets import offset
from streams.stages.enrich.place_roles import role, shared
from streams.stages.enrich.place_unknown import unknown

PRECISION = {COUNTRY: "country", CONTINENT: "continent", CITY: "city", SITE: "point"} | dict.fromkeys(
    (DISTRICT, REGION, AREA, FEATURE, UNION), "region"
)
ALTERNATIVES_MAX = 3
_ASIDE = re.compile(r"(?: village| hamlet| settlement)?(?:, | \()[^.;\n]{0,80}")  # between a name and where it lies
ALTERNATIVE_MIN = 0.01

# What a place of the post's focus is worth, by role and by how closely it is known.
_BY_ROLE = {"target": 3.0, "dateline": 1.5, "mentioned": 1.0, "origin": 0.6, "speaker": 0.4}
_BY_PRECISION = {"point": 1.3, "offset": 1.3, "city": 1.3, "region": 1.0, "country": 0.6, "continent": 0.2}


def find(document: Document, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Every place named in the text, in its order; in the headline, with no spans, when there is no text.

    Spans are code points into the text, coordinates degrees, scores 0 to 1. Adjectives (Ukrainian) are no places, but
    speak for their country. A name that the gazetteer lacks is kept only beside a word that says it is a place ("the
    village of X", "X River"), without coordinates unless the text says how it lies from a town. Streets and
    organisations named after places are left alone.
    """
    text = document.text or document.headline or ""
    reader = Reader(text, gazetteer)
    found = [m for m in reader.mentions() if not reader.follows(m, "vessels") and not reader.is_currency(m)]
    reader.observe(found)
    aside = _context(document, gazetteer) if document.text else []
    likely = _plausible([*found, *aside], gazetteer)
    counts = Counter(mention.folded for mention in likely)
    forms = reader.tokens.forms
    peoples = [gazetteer.peoples[forms[at]] for at in reader.tokens.capitals if forms[at] in gazetteer.peoples]
    readings = choose(likely, peoples, gazetteer)
    beside = {id(mention) for mention in aside}
    spanned = bool(document.text)
    places: dict[tuple[int, int], Place] = {}  # by first and last token
    for mention, ranked in zip(likely, readings, strict=True):
        best = ranked[0]
        sure = likelihood(mention, best.entry, best.prior, best.score - best.prior, counts[mention.folded])
        if sure > SURE and id(mention) not in beside:
            places[mention.first, mention.last] = _place(reader, mention, ranked, spanned=spanned)
    last_of = dict(places.keys())
    for first, last in unknown(reader.tokens, list(places)):
        for at in range(first, last + 1):  # Salinas in "Salinas Valley"
            places.pop((at, last_of.get(at, -1)), None)
        places[first, last] = _unresolved(reader, first, last, spanned=spanned)
    told = _lying(text, [places[key] for key in sorted(places)])
    return tuple(
        place if place.role == does else msgspec.structs.replace(place, role=does)
        for place, does in zip(told, shared(text, told), strict=True)
    )


def _lying(text: str, places: list[Place]) -> list[Place]:
    """The places; what the gazetteer lacks at the point told right after it: the village of X, north of Kyiv."""
    for number, (place, after) in enumerate(pairwise(places)):
        if place.lat is not None or after.precision != "offset" or place.span is None or after.span is None:
            continue
        if _ASIDE.fullmatch(text, place.span[1], after.span[0]):
            places[number] = msgspec.structs.replace(
                place, lat=after.lat, lon=after.lon, country=after.country, zone=after.zone,
                precision="offset", radius_km=after.radius_km,
            )  # fmt: skip
    return places


def _context(document: Document, gazetteer: Gazetteer) -> list[Mention]:
    """Names in the headline: they help to choose, and are no places of the text."""
    if not document.headline:
        return []
    reader = Reader(document.headline, gazetteer)
    found = reader.mentions()
    reader.observe(found)
    return found


def _plausible(mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """The mentions worth choosing for; the others would only add noise to the vote."""
    kept = []
    for mention in mentions:
        foremost = bearers(gazetteer, mention.folded, mention.kind_word)[0]
        mention.weight = likelihood(mention, foremost.entry, foremost.fame, 0.0, 1)
        if mention.weight > PLAUSIBLE:
            kept.append(mention)
    return kept


def _place(reader: Reader, mention: Mention, ranked: list[Reading], *, spanned: bool) -> Place:
    text, best = reader.tokens.text, ranked[0].entry
    away = offset(reader.tokens, mention, best.lat, best.lon) if best.kind in (CITY, SITE) else None
    ground = best.kind in (AREA, FEATURE, DISTRICT)
    does = role(reader.tokens, mention, _opens_line(text, mention), reader.gazetteer.peoples, ground=ground)
    others = tuple(
        PlaceAlternative(
            name=other.entry.name, geonames_id=other.entry.geonames_id, country=other.entry.country or None,
            score=round(other.share, 4),
        )
        for other in ranked[1 : 1 + ALTERNATIVES_MAX]
        if other.share > ALTERNATIVE_MIN
    )  # fmt: skip
    return Place(
        text=text[mention.start : mention.end],
        span=(mention.start, mention.end) if spanned else None,
        name=best.name,
        geonames_id=best.geonames_id,
        lat=away.lat if away else best.lat,
        lon=away.lon if away else best.lon,
        country=best.country or None,
        zone=best.zone or None,
        precision="offset" if away else PRECISION[best.kind],
        radius_km=away.radius_km if away else None,
        role="target" if away and does in ("mentioned", "origin") else does,  # "from" is the distance's
        score=round(ranked[0].share, 4),
        alternatives=others,
    )


def _unresolved(reader: Reader, first: int, last: int, *, spanned: bool) -> Place:
    """A place that the gazetteer lacks, without coordinates: of 20 such names two in three lie far from any town whose
    name is in theirs (Jackson Township, Plum Island).
    """
    tokens = reader.tokens
    mention = Mention(tokens.starts[first], tokens.ends[last], first, last, "", ())
    name = tokens.text[mention.start : mention.end]
    return Place(
        text=name,
        span=(mention.start, mention.end) if spanned else None,
        name=name,
        role=role(tokens, mention, _opens_line(tokens.text, mention), reader.gazetteer.peoples, ground=True),
    )


def _opens_line(text: str, mention: Mention) -> bool:
    """Whether a name, or the place it holds ("KYIV, Ukraine"), opens a line."""
    start = (mention.holds or mention).start
    return start == 0 or text[start - 1] == "\n"


def zones(places: Sequence[Place], sentences: Sequence[tuple[int, int]]) -> Callable[[int], str | None]:
    """Tells for a position of the text the IANA zone of the place that most likely governs it; None where none has one.

    The nearest town of the same sentence, else its nearest other place, else the same of the sentence before, else the
    focus. Speakers and datelines govern only where nothing else does.

    >>> kyiv = Place(text="Kyiv", span=(10, 14), name="Kyiv", zone="Europe/Kyiv", precision="city", role="target")
    >>> zones((kyiv,), [(0, 40)])(30), zones((), [(0, 40)])(30)
    ('Europe/Kyiv', None)

    Countries of several zones have none. A long text asks thousands of times: each looks only at its sentences' places.
    """
    starts = [start for start, _ in sentences]
    governing: dict[int, list[Place]] = defaultdict(list)  # by sentence
    for place in places:
        if place.zone and place.span and place.role not in ("speaker", "dateline"):
            governing[bisect_right(starts, place.span[0]) - 1].append(place)
    chosen = focus([place for place in places if place.zone])

    def zone_at(position: int) -> str | None:
        at = bisect_right(starts, position) - 1
        near = governing.get(at) or governing.get(at - 1)
        if near:
            return min(near, key=lambda place: _distance(place, position)).zone
        return chosen.zone if chosen else None

    return zone_at


def _distance(place: Place, position: int) -> tuple[bool, int]:
    """Towns before regions and countries, then by characters."""
    start = place.span[0] if place.span else 0
    return place.precision not in ("city", "offset", "point"), abs(start - position)


def focus(places: Sequence[Place]) -> Place | None:
    """The one place that the post is about: what is hit before who speaks, towns before countries, often before once.

    >>> focus(()) is None
    True
    """
    worth: dict[tuple[str, str | None], float] = {}
    first: dict[tuple[str, str | None], Place] = {}
    for number, place in enumerate(places):
        if place.lat is None:
            continue
        at = (place.name, place.country)
        earlier = 1.0 / (1 + number / 4)  # news says first what matters
        value = _BY_ROLE.get(place.role, 1.0) * _BY_PRECISION.get(place.precision or "", 0.5) * (0.5 + 0.5 * earlier)
        worth[at] = worth.get(at, 0.0) + value
        if at not in first or _BY_ROLE.get(place.role, 1.0) > _BY_ROLE.get(first[at].role, 1.0):
            first[at] = place
    if not worth:
        return None
    return first[max(sorted(worth, key=str), key=lambda at: worth[at])]
