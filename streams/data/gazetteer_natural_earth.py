"""Makes two committed extracts beside it from Natural Earth: natural features, and what towns are called in English.

    python -m streams.data.gazetteer_natural_earth FOLDER

``FOLDER`` holds Natural Earth's layers at 1:10m as GeoJSON, by their names (ne_10m_lakes.json). Natural Earth is in the
public domain: NOTICE.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from streams.data.gazetteer_build import City, extract, packaged, table
from streams.data.gazetteer_extract import write
from streams.data.gazetteer_names import fold, is_latin

OPENED = (
    (r"\bMt\.", "Mount"), (r"\bMts\.", "Mountains"), (r"\bI\.", "Island"), (r"\bIs\.$", "Islands"),
    (r"\bPen\.$", "Peninsula"), (r"\bRa\.", "Range"), (r"\bStr\.", "Strait"),
    (r"\bArch\.", "Archipelago"), (r"\bSd\.", "Sound"), (r"\bPt\.", "Point"), (r"\s+", " "),
)  # fmt: skip
SMALL = {"Of", "De", "Del", "La", "The", "Da", "Do", "Des", "And"}
ENGLISH = (
    (r"(?:Lago|Lac|Ozero|Lagoa|Laguna|Danau|Jezioro|Lake) (?:de |du )?(.+)", "Lake {}"),
    (r"(.+) (?:Hu|Nuur|Köli|Gölü|Lake)", "Lake {}"),
    (r"(?:Réservoir|Embalse|Represa) (?:de )?(.+)", "{} Reservoir"),
    (r"Golfo (?:de |di )?(.+)", "Gulf of {}"), (r"Bah[ií]a (?:de )?(.+)", "Bay of {}"),
    (r"Cabo (?:de )?(.+)", "Cape {}"), (r"(?:Volcán|Vulcano|Gunung) (.+)", "Mount {}"), (r"Jabal (.+)", "Mount {}"),
    (r"(?:Isla|Île|Ilha|Isola) (?:de |da |do )?(.+)", "{} Island"),
)  # fmt: skip
LEFT_OUT = frozenset({"Continent", "ocean", "generic", "pole", "Dragons-be-here", "spot elevation", "Lake Centerline"})
LAYERS = (
    "geography_regions_polys", "geography_regions_points", "geography_regions_elevation_points",
    "geography_marine_polys", "lakes", "rivers_lake_centerlines",
)  # fmt: skip


def features(folder: Path, layer: str) -> Iterator[dict[str, Any]]:
    yield from json.loads((folder / f"ne_10m_{layer}.json").read_text("utf-8"))["features"]


def spelled(name: str) -> str:
    """A label as running text has it: no capitals throughout, short forms opened.

    >>> spelled("GULF OF ADEN"), spelled("Norfolk I.")
    ('Gulf of Aden', 'Norfolk Island')
    """
    for pattern, plain in OPENED:
        name = re.sub(pattern, plain, name)
    if name.isupper():
        name = re.sub(r"\w[\w’']*", lambda word: word.group().capitalize(), name)
    first, *rest = name.strip().split(" ")
    return " ".join([first, *(word.lower() if word in SMALL else word for word in rest)])


def names(name: str, kind: str) -> list[str]:
    """What it is called in English, the first as a label; a river's or lake's bare name is never one.

    >>> names("Lago Titicaca", "Lake"), names("Dniester", "River")
    (['Lake Titicaca', 'Lago Titicaca', 'Titicaca Lake'], ['Dniester River', 'River Dniester'])
    """
    if kind == "River":
        if name.endswith("Delta"):
            return [name]
        bare = re.sub(r" River$|^Rio |^Río ", "", name)
        own = [name] if name.startswith(("Rio ", "Río ")) else []
        return [*own, f"{bare} River", f"River {bare}"]
    found = [name]
    for pattern, english in ENGLISH:
        if match := re.fullmatch(pattern, name):
            found.insert(0, english.format(match[1]))
            break
    if kind in ("Lake", "Alkaline Lake"):
        bare = found[0].removeprefix("Lake ")
        if bare == found[0]:
            found.insert(0, f"Lake {bare}")
        found.append(f"{bare} Lake")
    return list(dict.fromkeys(found))


def middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """A point itself; halfway along a line's longest part; the middle of the extent of a surface's longest ring."""
    shape, points = geometry["type"], geometry["coordinates"]
    if shape == "Point":
        return points[1], points[0]
    lines = {"LineString": [points], "Polygon": points[:1], "MultiLineString": points}
    longest = max(lines.get(shape) or [rings[0] for rings in points], key=len)
    if "Line" in shape:
        return longest[len(longest) // 2][1], longest[len(longest) // 2][0]
    easts, norths = [point[0] for point in longest], [point[1] for point in longest]
    return (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2


def nature(folder: Path) -> list[str]:
    """Lines of the table of natural features: name, rank (0 is best known), point, further names."""
    ours = {
        fold(name)
        for members in table("areas").values()
        for area, (_, _, _, *also) in members.items()
        for name in (area, *also)
    }
    best: dict[tuple[str, int, int], tuple[int, str]] = {}
    for layer in LAYERS:
        for feature in features(folder, layer):
            about = feature["properties"]
            if not about["name"] or about["featurecla"] in LEFT_OUT or not feature["geometry"]:
                continue
            label, *also = names(spelled(about.get("name_en") or about["name"]), about["featurecla"])
            north, east = middle(feature["geometry"])
            if not is_latin(label) or len(label) < 4 or fold(label) in ours:
                continue
            rank = int(about["scalerank"])
            line = "\t".join((label, str(rank), f"{north:.2f}", f"{east:.2f}", "|".join(filter(is_latin, also))))
            at = (label, round(north / 6), round(east / 6))  # one river in pieces is one
            best[at] = min(best.get(at, (99, "")), (rank, line))
    return [line for _, line in best.values()]


def english(folder: Path) -> list[str]:
    """Lines of the table of towns whose English name is not GeoNames' own: the GeoNames id, the names.

    A name that the town's region bears is left to the region (New York).
    """
    regions = {(country, region, fold(name)) for _, country, region, name, *_ in extract("regions")}
    cities = msgspec.json.decode(packaged("cities500"), type=dict[str, City])
    lines = []
    for feature in features(folder, "populated_places"):
        about = feature["properties"]
        city = cities.get(str(int(about["GEONAMEID"] or 0)))
        if city is None:
            continue
        told = {about["NAME"], about["NAME_EN"], *(about["NAMEALT"] or "").split("|")} - {None, ""}
        kept = sorted(
            name
            for name in told
            if is_latin(name) and "," not in name and len(name) > 3 and fold(name) != fold(city.name)
            and (city.countrycode, city.admin1code, fold(name)) not in regions
        )  # fmt: skip
        if kept:
            lines.append(f"{city.geonameid}\t{'|'.join(kept)}")
    return lines


def main(folder: str) -> None:
    write("gazetteer_nature.tsv", nature(Path(folder)))
    write("gazetteer_english.tsv", english(Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
