"""Scores places: names found, and how far from the gold coordinates, on LGL, GeoVirus and Ukrainian names.

The weights were fitted on these documents and the Ukrainian spellings are in the gazetteer, so the figures are those of
seen data; what unseen documents lose is told where the weights stand (place_choice, place_judgement).
``python -m tests.quality.places`` prints the table; ``--wrong`` lists the commonest errors of each corpus.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median
from typing import NamedTuple
from xml.etree import ElementTree

from streams.data.gazetteer import Gazetteer, fold, load
from streams.records import Place, Reference
from streams.stages.enrich import places
from streams.stages.enrich.document import Document, sentences
from streams.stages.enrich.place_choice import bearers

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
RIGHT_KM = 161.0
NEAR_KM = 10.0
SENTENCE = "Windows broke in {}, Ukraine, on Friday."
EARTH_KM = 12742.0  # diameter


class Toponym(NamedTuple):
    """A gold mention; without coordinates where the annotators gave none."""

    start: int
    end: int
    lat: float | None
    lon: float | None


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance."""
    north, other_north = radians(lat), radians(other_lat)
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin(radians(other_lon - lon) / 2) ** 2
    return EARTH_KM * asin(min(1.0, sqrt(half)))


def unpacked(*path: str) -> bytes:
    with gzip.open(DATA.joinpath(*path)) as file:
        return file.read()


def lgl() -> Iterator[tuple[str, list[Toponym]]]:
    root = ElementTree.fromstring(unpacked("toponyms", "lgl.xml.gz"))
    for article in root:
        gold = []
        for toponym in article.iter("toponym"):
            start, end = int(toponym.findtext("start", "")), int(toponym.findtext("end", ""))
            tag = toponym.find("gaztag")
            where = (None, None) if tag is None else (float(tag.findtext("lat", "")), float(tag.findtext("lon", "")))
            gold.append(Toponym(start, end, *where))
        yield article.findtext("text", ""), gold


def geovirus() -> Iterator[tuple[str, list[Toponym]]]:
    """Its offsets count from 1."""
    root = ElementTree.fromstring(unpacked("toponyms", "GeoVirus.xml.gz"))
    for article in root:
        yield article.findtext("text", ""), [
            Toponym(
                int(place.findtext("start", "")) - 1, int(place.findtext("end", "")) - 1,
                float(place.findtext("lat", "")), float(place.findtext("lon", "")),
            )
            for place in article.iter("location")
        ]  # fmt: skip


def document(text: str, headline: str | None = None) -> Document:
    now = datetime(2022, 12, 30, tzinfo=UTC)
    return Document("d", text, headline, Reference(start=now, end=now, basis="seen"), None, "en", None, sentences(text))


def corpus(name: str, articles: Iterator[tuple[str, list[Toponym]]], wrong: Counter[str] | None) -> dict[str, float]:
    """Span F1, accuracy end to end and over found ones, median error."""
    gazetteer = load()
    spans = matched = gold_count = located = right = 0
    errors: list[float] = []
    for text, gold in articles:
        found: dict[tuple[int, int] | None, Place] = {
            place.span: place for place in places.find(document(text), gazetteer)
        }
        spans += len(found)
        gold_count += len(gold)
        for toponym in gold:
            place = found.pop((toponym.start, toponym.end), None)
            matched += place is not None
            told = text[toponym.start : toponym.end]
            if toponym.lat is None or toponym.lon is None:
                continue
            located += 1
            if place is None or place.lat is None or place.lon is None:
                if wrong is not None:
                    wrong[f"missed {told}"] += 1
                continue
            errors.append(distance_km(place.lat, place.lon, toponym.lat, toponym.lon))
            right += errors[-1] <= RIGHT_KM
            if errors[-1] > RIGHT_KM and wrong is not None:
                wrong[f"{told} read as {place.name} {place.country}"] += 1
        if wrong is not None:
            wrong.update(f"invented {place.text}" for place in found.values())
    return {
        f"{name} span precision": matched / spans,
        f"{name} span recall": matched / gold_count,
        f"{name} span f1": 2 * matched / (spans + gold_count),
        f"{name} accuracy@161km": right / located,
        f"{name} accuracy@161km of found": right / len(errors),
        f"{name} median km error": median(errors),
    }


def nearest_meant(name: str, gazetteer: Gazetteer) -> tuple[float, float] | None:
    """Where a name points in a text of which nothing is known but that it is about Ukraine."""
    readings = [bearer.entry for bearer in bearers(gazetteer, fold(name)) if bearer.entry.country == "UA"]
    return (readings[0].lat, readings[0].lon) if readings else None


def ukraine() -> dict[str, float]:
    """Shares of right, wrong and related Latin spellings within 10 km of the gold point, alone and in a sentence."""
    gazetteer = load()
    total = near = told = 0
    for line in (DATA / "ukraine_names" / "spelling_vocabulary.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if not (where := entry.get("location")):
            continue
        names = [entry["correctSpelling"], *entry["incorrectSpellings"], *entry["relatedSpellings"]]
        for name in (name for name in names if name.isascii()):
            total += 1
            at = nearest_meant(name, gazetteer)
            near += at is not None and distance_km(*at, where["lat"], where["lng"]) <= NEAR_KM
            read = places.find(document(SENTENCE.format(name)), gazetteer)
            told += any(
                place.text == name and place.lat is not None and place.lon is not None
                and distance_km(place.lat, place.lon, where["lat"], where["lng"]) <= NEAR_KM
                for place in read
            )  # fmt: skip
    places_near = places_total = 0
    populated = json.loads(unpacked("ukraine_names", "viina_places.json.gz"))
    for place in populated.values():
        places_total += 1
        at = nearest_meant(place["name"], gazetteer)
        places_near += at is not None and distance_km(*at, place["lat"], place["lng"]) <= NEAR_KM
    return {
        "ukraine spellings within 10 km": near / total,
        "ukraine spellings in a sentence within 10 km": told / total,
        "ukraine villages within 10 km": places_near / places_total,
    }


def score(wrong: dict[str, Counter[str]] | None = None) -> dict[str, float]:
    """Every figure; empty where the data is absent."""
    if not DATA.exists():
        return {}
    lists = wrong or {}
    return {
        **corpus("lgl", lgl(), lists.get("lgl")),
        **corpus("geovirus", geovirus(), lists.get("geovirus")),
        **ukraine(),
    }


def main() -> None:
    wrong = {"lgl": Counter[str](), "geovirus": Counter[str]()} if "--wrong" in sys.argv else None
    for name, value in score(wrong).items():
        print(f"{name:44} {value:.3f}")
    for name, errors in (wrong or {}).items():
        print(name, *(f"{count} {error}" for error, count in errors.most_common(100)), sep="\n  ")


if __name__ == "__main__":
    main()
