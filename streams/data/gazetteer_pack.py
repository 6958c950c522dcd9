"""Packs the rows of the gazetteer into the compact index that it reads: arrays, and one hash per name."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable
from typing import Any

from streams.data.gazetteer_build import CITY, Row, country_records, rows
from streams.data.gazetteer_names import fold, key

CAPITAL_PEOPLE_MIN = 10_000
"""Below, a namesake of a capital; the few real ones so small are found by name all the same."""

BEARERS_MAX = 64
"""Of the hundreds of San Joses, the largest are enough: news says which it means where it is none of these."""

RANK_BITS = 32
RANK_MASK = (1 << RANK_BITS) - 1


def _capitals() -> Callable[[Row], bool]:
    """Tells capitals: the largest bearer of the capital's name in its country."""
    names = {record["iso"]: fold(record["capital"].strip()) for record in country_records().values()}

    def is_capital(row: Row) -> bool:
        return row.people > CAPITAL_PEOPLE_MIN and any(name == names.get(row.country) for name, _ in row.names)

    return is_capital


def _neighbours() -> dict[str, list[str]]:
    """The countries that share a border with each, by code."""
    return {
        record["iso"]: sorted(code for code in record["neighbours"].split(",") if code)
        for record in country_records().values()
        if record["neighbours"]
    }


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: number for number, value in enumerate(sorted(set(values)))}


def _postings(found: list[Row]) -> tuple[array[int], array[int], array[int]]:
    """The hash of each name, where its bearers end, and the bearers: the row and how it bears the name, by people."""
    borne = array("I")
    marks = []  # a hash and the rank of a bearer in one number: sorts faster, and takes a third of a list per name
    for number in sorted(range(len(found)), key=lambda number: -found[number].people):
        for name, how in found[number].names:
            marks.append(key(name) << RANK_BITS | len(borne))
            borne.append(number << 2 | how)
    marks.sort()
    keys, stops, bearers = array("Q"), array("I"), array("I")
    last, begin = -1, 0
    for mark in marks:
        hashed = mark >> RANK_BITS
        if hashed != last:
            keys.append(hashed)
            stops.append(len(bearers))
            last, begin = hashed, len(bearers)
        if len(bearers) - begin < BEARERS_MAX:
            bearers.append(borne[mark & RANK_MASK])
    stops.append(len(bearers))
    return keys, stops[1:], bearers


def compile_index() -> bytes:
    """The whole index as bytes: a line of JSON that says how long each array is, then the arrays."""
    found = rows()
    is_capital = _capitals()
    countries, zones = _numbered(row.country for row in found), _numbered(row.zone for row in found)
    regions = _numbered(f"{row.country}.{row.region}" for row in found)
    labels: list[bytes] = [row.name.encode() for row in found]
    ends = array("I")
    at = 0
    for label in labels:
        at += len(label)
        ends.append(at)
    keys, stops, bearers = _postings(found)
    arrays: dict[str, array[Any]] = {
        "kind": array("B", [row.kind for row in found]),
        "geonames_id": array("I", [row.geonames_id for row in found]),
        "lat": array("f", [row.lat for row in found]),
        "lon": array("f", [row.lon for row in found]),
        "people": array("I", [row.people for row in found]),
        "country": array("H", [countries[row.country] for row in found]),
        "region": array("H", [regions[f"{row.country}.{row.region}"] for row in found]),
        "zone": array("H", [zones[row.zone] for row in found]),
        "label_end": ends,
        "key": keys,
        "bearer_end": stops,
        "bearer": bearers,
    }
    head = {
        "countries": list(countries),
        "regions": list(regions),
        "zones": list(zones),
        "labels": at,
        "neighbours": _neighbours(),
        "capitals": [number for number, row in enumerate(found) if row.kind == CITY and is_capital(row)],
        "arrays": [(name, values.typecode, len(values)) for name, values in arrays.items()],
    }
    packed = [json.dumps(head).encode() + b"\n", *(values.tobytes() for values in arrays.values()), *labels]
    return b"".join(packed)
