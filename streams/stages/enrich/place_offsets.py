"""Points told by their way from a town: 20 km south of it, outside it, off its coast."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin

from streams.data import word_tables
from streams.stages.enrich.place_mentions import Mention, Tokens

_TABLE = word_tables.load("gazetteer_offsets")
_KM = {word: unit["km"] for unit in _TABLE["unit"].values() for word in unit["words"]}
_NAUTICAL_KM: float = _TABLE["unit"]["nautical"]["km"]
_NUMBERS: dict[str, float] = _TABLE["number"]
_NOMINAL: dict[str, float] = _TABLE["nominal"]
_NEAR, _OUTSIDE, _OFF, _FROM, _COAST, _KINDS, _JOINTS = (
    frozenset(_TABLE["words"][name]) for name in ("near", "outside", "off", "from", "coast", "kinds", "joints")
)
_OPENERS = _NEAR | _OUTSIDE | _OFF | _FROM | {"of"}

EARTH_KM = 6371.0  # mean radius
SPREAD = 0.4  # half a compass point of eight, as a share of the distance
RADIUS_MIN_KM = 1.0  # a town's point is its middle, not its edge
REACH = 24  # tokens before a name: the longest expression, with its distance in two units
_BRACKET = 8  # tokens of "(about 12.4 nautical miles)"


@dataclass(frozen=True, slots=True)
class Offset:
    """A point some way from a place, and how far from it what is meant may lie."""

    lat: float
    lon: float
    radius_km: float


def offset(tokens: Tokens, mention: Mention, lat: float, lon: float) -> Offset | None:
    """The point that the words before a town's name tell by their way from it; None where they tell none.

    A distance and a direction give a point, on the sphere. A distance alone gives the town's own point within that
    radius; a direction alone, "near", "outside" and "off the coast of" do so within a nominal one. "From X to Y" is a
    journey. What is told from a land or a region is left alone, for it starts at an edge that nobody knows.
    """
    back = _Back(tokens, mention.first - 1, max(-1, mention.first - 1 - REACH))
    back.skip(_KINDS | {"the", ","}, least="capital")
    if back.low() == "of" and back.low(1) in _KINDS:
        back.at -= 1
        back.skip(_KINDS | {"the"})
    relation = back.low()
    if relation not in _OPENERS:
        return None
    back.at -= 1
    if relation == "of":
        if back.low() in _COAST:
            back.at -= 1
            back.skip(_KINDS | {"the"})
            if back.low() not in _OFF:
                return None
            back.at -= 1
            relation = "off"
        elif (bearing := back.bearing()) is not None:
            inside = back.low() == "the" and back.low(1) != "to"  # in the south of X
            back.skip(_JOINTS)
            away = back.distance()
            return None if inside and away is None else _point(lat, lon, away, bearing, _NOMINAL["towards"])
        elif back.low(1) != "within" and not back.measured():
            return None
    if relation in _FROM and tokens.neighbour(mention.last + 1) in ("to", "into"):
        return None
    back.skip(_JOINTS)
    distance = back.distance()
    if distance is None and relation in _FROM | {"of"}:
        return None
    kind = "near" if relation in _NEAR else "outside" if relation in _OUTSIDE else "off"
    return _point(lat, lon, distance, None, _NOMINAL[kind])


def _point(lat: float, lon: float, distance: float | None, bearing: float | None, nominal: float) -> Offset:
    """
    >>> _point(50.45, 30.52, 20.0, 180.0, 50.0)
    Offset(lat=50.2701, lon=30.52, radius_km=8.0)
    """
    if distance is None or bearing is None:
        return Offset(lat, lon, round(max(nominal if distance is None else distance, RADIUS_MIN_KM), 1))
    north, arc, way = radians(lat), distance / EARTH_KM, radians(bearing)
    to_north = asin(sin(north) * cos(arc) + cos(north) * sin(arc) * cos(way))
    to_east = atan2(sin(way) * sin(arc) * cos(north), cos(arc) - sin(north) * sin(to_north))
    east = (lon + degrees(to_east) + 540.0) % 360.0 - 180.0
    return Offset(round(degrees(to_north), 4), round(east, 4), round(max(distance * SPREAD, RADIUS_MIN_KM), 1))


class _Back:
    """Reads the tokens before a name backwards."""

    def __init__(self, tokens: Tokens, at: int, stop: int) -> None:
        self.forms = tokens.forms
        self.at = at
        self.stop = stop

    def low(self, further: int = 0) -> str:
        """The next token in lower case, or one further back; "" past the reach."""
        at = self.at - further
        return self.forms[at].lower() if at > self.stop else ""

    def skip(self, words: frozenset[str] | set[str], least: str = "") -> None:
        """Passes over words. A comma is passed over only right after the word ``least``: the capital, X."""
        while (word := self.low()) in words and (word != "," or self.low(1) == least):
            self.at -= 1

    def bearing(self) -> float | None:
        """Degrees from north of a direction: north-west, northwest, north west, NW."""
        north = east = 0
        while True:
            word = self.low()
            if word in ("-", "‐", "‑"):
                if not _cardinals(self.low(1)):
                    break
            else:
                found = _cardinals(word, short=self.forms[self.at] if word else "")
                if not found:
                    break
                north += found.count("n") - found.count("s")
                east += found.count("e") - found.count("w")
            self.at -= 1
        return degrees(atan2(east, north)) % 360.0 if north or east else None

    def measured(self) -> bool:
        """Whether a distance may end here."""
        return self.low() in _KM or self.low() == ")"

    def distance(self) -> float | None:
        """Kilometres of a number and a unit; of two, the second in brackets, the first."""
        if self.low() == ")":
            for further in range(1, _BRACKET):
                if self.low(further) == "(":
                    self.at -= further + 1
                    break
            else:
                return None
        if self.low() == ".":  # 20 km. south of
            self.at -= 1
        per_unit = _KM.get(self.low())
        if per_unit is None:
            return None
        self.at -= 1
        if self.low() == "nautical":
            per_unit = _NAUTICAL_KM
            self.at -= 1
        if self.low() in ("-", "‐", "‑", "of"):  # a 20-mile; tens of miles
            self.at -= 1
        number = self._number()
        return None if number is None else number * per_unit

    def _number(self) -> float | None:
        word = self.low()
        if word in _NUMBERS:
            return float(_NUMBERS[word])
        if not (word.isascii() and word.isdigit()) or len(word) > 5:
            return None
        mark, whole = self.low(1), self.low(2)
        if mark in (".", ",") and whole.isascii() and whole.isdigit() and len(whole) <= 3:
            return float(whole + word) if mark == "," and len(word) == 3 else float(f"{whole}.{word}")
        return float(word)


def _cardinals(word: str, short: str = "") -> str:
    """The initials of a direction's parts: "nw" for northwest and for NW; "" where it is none.

    >>> _cardinals("northwest"), _cardinals("ssw", "SSW"), _cardinals("northern"), _cardinals("we", "we")
    ('nw', 'ssw', '', '')
    """
    if 1 <= len(short) <= 3 and short.isupper() and set(short) <= set("NESW"):
        return short.lower()
    initials, rest = "", word
    while rest:
        for part in ("north", "south", "east", "west"):
            if rest.startswith(part):
                initials, rest = initials + part[0], rest[len(part) :]
                break
        else:
            return ""
    return initials
