"""Chooses among the readings of each name: fame first, then what else the text names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import floor, log10
from typing import NamedTuple, TypeVar

from streams.data.gazetteer import (
    ALTERNATE,
    AREA,
    BARE,
    CITY,
    CONTINENT,
    COUNTRY,
    DISTRICT,
    FEATURE,
    MAIN,
    REGION,
    SITE,
    UNION,
    Entry,
    Gazetteer,
)
from streams.stages.enrich.place_mentions import Mention

# Scores are in decades of population: a reading with 1 more is as likely as one ten times as large. Weights were
# searched one at a time on every second document of LGL and GeoVirus, then rounded; on the other documents the search's
# own values put 88 % and 93 % of the names found within 161 km. tests/quality/places.py measures all, seen ones too.
KIND = {
    COUNTRY: 1.0,
    CONTINENT: 8.5,
    AREA: 6.0,
    SITE: 6.0,
    UNION: 6.0,
    REGION: 0.0,
    DISTRICT: -1.0,
    CITY: 0.0,
    FEATURE: 0.0,
}
CAPITAL = 0.7
SPELLING = {MAIN: 0.0, ALTERNATE: -1.5, BARE: -1.5}
SHADOWED = -1.5  # a region named like its own chief town, or like the capital of its country
CHIEF_SHARE = 0.05  # of a region's people, that make a town its chief one
TYPED = 3.0  # a region followed by its type: "Kherson region" can't be the town
OTHER_TYPE = -2.0  # a county called a state, or the reverse
COUNTIES = frozenset({"county", "parish", "borough", "district", "raion", "rayon"})
CONTAINED = 5.0  # in the region named right after it
HOLDING = 2.0  # named right after a place that lies in it
SAME_COUNTRY = 2.5
SAME_REGION = 6.0
NEIGHBOUR = 1.0  # in a country that borders on one named
NEAR = 5.0  # within about a hundred kilometres
CLOSE = 4.0  # within about twenty-five
BLOCKS = 8  # to a degree
ROW = 10_000  # between the numbers of a square and the next to the north
FAR = ROW * ROW  # added to a block's number, so that no block is taken for a cell
PEOPLE_SHARE = 0.5  # what an adjective (Ukrainian) weighs beside a name (Ukraine)
READINGS_MAX = 24
ROUNDS = 2
FIRMNESS = 0.8  # powers of ten between likelihoods for one unit of score
SHARE_MIN = 0.05  # of a reading that is heard
AROUND = tuple(north * ROW + east for north in (-1, 0, 1) for east in (-1, 0, 1))  # a square and the eight beside it
NAMES_KEPT = 1 << 13

Where = TypeVar("Where", str, int)
Group = tuple[str, str, str]
"""Mentions that mean the same place: folded name, type word behind it, region named after it."""


class Bearer(NamedTuple):
    """A bearer of a name before the text is read."""

    entry: Entry
    fame: float
    region: str  # "" where it lies in none
    cell: int | None
    block: int | None


class Reading:
    """A reading of a name with its score."""

    __slots__ = ("bearer", "entry", "prior", "score", "share")

    def __init__(self, bearer: Bearer) -> None:
        self.bearer = bearer
        self.entry = bearer.entry
        self.prior = self.score = bearer.fame
        self.share = 0.0  # of the likelihood of all readings of the name


def fame(entry: Entry) -> float:
    """How likely a bearer of a name is meant before the text is read."""
    counted = entry.kind not in (AREA, CONTINENT, SITE, UNION)
    weight = KIND[entry.kind] + SPELLING[entry.how] + (log10(entry.people + 30) if counted else 0.0)
    return weight + CAPITAL if entry.capital else weight


@lru_cache(NAMES_KEPT)
def bearers(gazetteer: Gazetteer, folded: str, type_word: str = "") -> tuple[Bearer, ...]:
    """Bearers of a folded name, the most famous first; ``type_word`` is the word that says a region is meant.

    >>> from streams.data.gazetteer import load
    >>> [bearers(load(), "kherson", word)[0].entry.name for word in ("", "region")]
    ['Kherson', 'Kherson Oblast']
    """
    readings = gazetteer.named(folded)
    towns = [entry for entry in readings if entry.kind == CITY]
    found = []
    for entry in readings:
        weight = fame(entry)
        if entry.kind in (REGION, DISTRICT):
            if type_word:
                # A name that wants its type is at home here, where one that is whole without is the town's own region.
                weight += TYPED - 2 * SPELLING[entry.how]
                if (entry.kind == DISTRICT) != (type_word in COUNTIES):
                    weight += OTHER_TYPE
            elif any(_shadows(town, entry) for town in towns):
                weight += SHADOWED
        found.append((entry, weight))
    found.sort(key=lambda reading: (-reading[1], reading[0].number))
    return tuple(_placed(entry, weight) for entry, weight in found[:READINGS_MAX])


def _shadows(town: Entry, region: Entry) -> bool:
    """Whether a town is meant before a region that bears its name: the region's chief one, or the land's capital."""
    if town.how == MAIN and town.capital and town.country == region.country:
        return True
    if town.region != region.region:
        return False
    return region.how != MAIN or town.people > CHIEF_SHARE * region.people


def _placed(entry: Entry, weight: float) -> Bearer:
    cell = _cell(entry) if entry.kind in (CITY, DISTRICT) else None
    block = _block(entry) if entry.kind == CITY else None
    return Bearer(entry, weight, "" if entry.region.endswith(".") else entry.region, cell, block)


def choose(mentions: Sequence[Mention], peoples: Iterable[str], gazetteer: Gazetteer) -> list[list[Reading]]:
    """The readings of each mention, scored, best first.

    Every name of the text votes, with the likelihood of each of its readings, for a country, a region and a
    neighbourhood; ``peoples`` are the countries that the text's adjectives name. One text, one meaning: what is said of
    one mention ("Odessa, Texas") holds for all of that name.
    """
    within = {mention.folded: mention.within for mention in mentions if mention.within is not None}
    holders = {mention.within.folded: mention.within.readings for mention in mentions if mention.within is not None}
    groups: list[Group] = []
    for mention in mentions:
        holder = mention.within or within.get(mention.folded)
        groups.append((mention.folded, mention.kind_word, holder.folded if holder else ""))
    scored: dict[Group, list[Reading]] = {}
    loudness: dict[Group, float] = {}
    named: dict[str, list[list[Reading]]] = defaultdict(list)
    for group, mention in zip(groups, mentions, strict=True):
        if group not in scored:
            famed = bearers(gazetteer, mention.folded, mention.kind_word)
            scored[group] = _shared([Reading(bearer) for bearer in famed])
            named[group[0]].append(scored[group])
        loudness[group] = max(loudness.get(group, 0.0), mention.weight)
    for group in scored:
        if group[2] in holders:
            _contain(scored[group], holders[group[2]], named[group[2]])
    adjectives = tuple(peoples)
    for _ in range(ROUNDS):
        _vote(list(scored.values()), list(loudness.values()), adjectives, gazetteer.neighbours)
    return [scored[group] for group in groups]


def _ranked(readings: list[Reading]) -> list[Reading]:
    if any(one.score <= other.score for one, other in pairwise(readings)):
        readings.sort(key=lambda reading: (-reading.score, reading.entry.number))
    return _shared(readings)


def _shared(readings: list[Reading]) -> list[Reading]:
    """Likelihoods from scores, over readings in order."""
    if len(readings) == 1:
        readings[0].share = 1.0
        return readings
    best = readings[0].score
    odds = [10.0 ** (FIRMNESS * (reading.score - best)) for reading in readings]
    total = sum(odds)
    for reading, odd in zip(readings, odds, strict=True):
        reading.share = odd / total
    return readings


def _contain(readings: list[Reading], holders: Sequence[Entry], outer: list[list[Reading]]) -> None:
    """Raises the readings that lie in a place of the name after them, and there the places that hold one."""
    regions = {entry.region: entry.number for entry in holders if entry.kind in (REGION, DISTRICT)}
    countries = {entry.country: entry.number for entry in holders if entry.kind == COUNTRY}
    holding: set[int | None] = set()
    for reading in readings:
        entry = reading.entry
        around = {regions.get(entry.region), countries.get(entry.country)} - {None, entry.number}
        if entry.kind != COUNTRY and around:
            reading.prior += CONTAINED
            holding.update(around)
    for others in outer:
        for reading in others:
            if reading.entry.number in holding:
                reading.prior += HOLDING
    for changed in (readings, *outer):
        for reading in changed:
            reading.score = reading.prior
        _ranked(changed)


def _cell(entry: Entry) -> int:
    """A square of one degree. Squares are numbered by rows: the next to the east is one more."""
    return floor(entry.lat) * ROW + floor(entry.lon)


def _block(entry: Entry) -> int:
    """A square of an eighth of a degree, one of a second grid beside that of the cells."""
    return FAR + floor(entry.lat * BLOCKS) * ROW + floor(entry.lon * BLOCKS)


def _add(votes: dict[Where, float], shares: dict[Where, float]) -> None:
    for where, share in shares.items():
        votes[where] += share


def _vote(
    names: list[list[Reading]],
    loudness: list[float],
    peoples: Sequence[str],
    neighbours: Mapping[str, frozenset[str]],
) -> None:
    """One round: each name's readings are scored again by the shares of all the others' readings.

    ``loudness`` is how likely each name is one of a place at all.
    """
    countries: dict[str, float] = defaultdict(float)
    regions: dict[str, float] = defaultdict(float)
    cells: dict[int, float] = defaultdict(float)
    own: list[tuple[dict[str, float], dict[str, float], dict[int, float]]] = []
    for readings, loud in zip(names, loudness, strict=True):
        in_country: dict[str, float] = defaultdict(float)
        in_region: dict[str, float] = defaultdict(float)
        in_cell: dict[int, float] = defaultdict(float)
        for reading in readings:
            if reading.share < SHARE_MIN:
                break
            entry, voice = reading.entry, reading.share * loud
            in_country[entry.country] += voice
            in_region[entry.region] += voice
            for square in (reading.bearer.cell, reading.bearer.block):
                if square is not None:
                    for step in AROUND:
                        in_cell[square + step] += voice
        own.append((in_country, in_region, in_cell))
        _add(countries, in_country)
        _add(regions, in_region)
        _add(cells, in_cell)
    for country in peoples:
        countries[country] += PEOPLE_SHARE
    total = sum(loudness) + PEOPLE_SHARE * len(peoples) + 1e-9
    heard = sorted(countries.items())
    for readings, (in_country, in_region, in_cell) in zip(names, own, strict=True):
        by_country: dict[str, float] = {"": 0.0}  # what the others' votes add to a reading there
        for reading in readings:
            entry = reading.entry
            score = reading.prior
            told = by_country.get(entry.country)
            if told is None:
                told = SAME_COUNTRY * (countries[entry.country] - in_country.get(entry.country, 0.0)) / total
                if beside := neighbours.get(entry.country):
                    votes = sum([vote - in_country.get(land, 0.0) for land, vote in heard if land in beside])
                    told += NEIGHBOUR * votes / total
                by_country[entry.country] = told
            score += told
            _, _, region, cell, block = reading.bearer
            if region and region in regions:
                score += SAME_REGION * (regions[region] - in_region.get(region, 0.0)) / total
            if cell in cells:
                score += NEAR * (cells[cell] - in_cell.get(cell, 0.0)) / total
            if block in cells:
                score += CLOSE * (cells[block] - in_cell.get(block, 0.0)) / total
            reading.score = score
        _ranked(readings)
