"""What a place does in its sentence: hit, acting, speaking, the dateline; and points told by distance from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import cos, radians

from streams.data.gazetteer import words
from streams.stages.enrich.place_mentions import Mention, Tokens

_ATTACKS = words()["attacks"]
_ACTS = words()["acts"]
_SAYS = words()["says"]
_AUXILIARIES = words()["auxiliaries"]
_AT = words()["at"]
_PASSIVE = words()["passive"]
_HIT = words()["hit"]
_SPEAKERS = words()["offices"]
_SKIPPED = words()["skipped"]
_ONTO = frozenset({"of", "against", "to", "on", "toward", "towards"})
WINDOW = 6  # tokens: a clause's reach

_DATELINE = re.compile(r"[^.\n]{0,60}?(?:\([^)\n]{2,40}\)\s{0,2})?(?:--|[—–]|\s-\s)")

_DISTANCE = re.compile(
    r"(?P<amount>\d{1,4}(?:[.,]\d{1,3})?|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty)"
    r"[\s-]{1,2}(?P<unit>km|kms|kilomet(?:re|er)s?|miles?|mi)\b\.?(?:\s\([^)\n]{1,30}\))?\s(?:(?:to\sthe|due|away)\s)?"
    r"(?:(?P<way>north|south|east|west|north[-\s]?east|north[-\s]?west|south[-\s]?east|south[-\s]?west)\s)?(?:of|from)\s(?:the\s)?"
    r"(?:(?:city|town|village|capital|port)\s(?:of\s)?)?$",
    re.IGNORECASE,
)
DISTANCE_REACH = 90  # characters before the name
_WORDS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_NORTH = {"north": 1.0, "south": -1.0}
_EAST = {"east": 1.0, "west": -1.0}
KM_PER_MILE = 1.609344
KM_PER_DEGREE = 111.2
SPREAD = 0.4  # half a compass point of eight, as a share of the distance


@dataclass(frozen=True, slots=True)
class Offset:
    """A point some way from a place."""

    lat: float
    lon: float
    radius_km: float


def offset(text: str, start: int, lat: float, lon: float) -> Offset | None:
    """The point told as a distance before a name: "20 km (12 miles) south of X", "30 miles from X".

    >>> offset("A depot 20 km (12 miles) south of Kyiv", 34, 50.45, 30.52)
    Offset(lat=50.2701, lon=30.52, radius_km=8.0)

    Without a direction the point is the place and the radius the whole distance. "South of Kyiv" alone is no point.
    """
    found = _DISTANCE.search(text[max(0, start - DISTANCE_REACH) : start])
    if not found:
        return None
    written = found["amount"].lower()
    amount = float(_WORDS[written]) if written in _WORDS else float(written.replace(",", "."))
    kilometres = amount * (KM_PER_MILE if found["unit"].lower().startswith("mi") else 1.0)
    if found["way"] is None:
        return Offset(lat, lon, round(kilometres, 1))
    way = found["way"].lower()
    north = next((sign for word, sign in _NORTH.items() if word in way), 0.0)
    east = next((sign for word, sign in _EAST.items() if word in way), 0.0)
    leg = kilometres / (abs(north) + abs(east)) ** 0.5 / KM_PER_DEGREE
    narrowing = max(cos(radians(lat)), 0.05)
    return Offset(round(lat + north * leg, 4), round(lon + east * leg / narrowing, 4), round(kilometres * SPREAD, 1))


def role(tokens: Tokens, mention: Mention, line_start: bool) -> str:
    """target | origin | speaker | dateline | mentioned

    From the words within a clause's reach: who speaks or acts stands before its verb, what is hit stands after "in" or
    its verb. ``line_start`` tells that the name opens a line of the text, where a dateline may stand.
    """
    if line_start and _is_dateline(tokens, mention):
        return "dateline"
    after = _following(tokens, mention.last)
    before = _preceding(tokens, mention.first)
    if _speaks(after) or before[-2:] == ["according", "to"]:
        return "speaker"
    verb = _verb(after)
    if verb in _PASSIVE and any(word in _HIT for word in after[:4]):
        return "target"
    if verb in _ACTS:
        return "target" if after[after.index(verb) + 1 :][:1] == ["by"] else "origin"  # headlines: "Kyiv attacked by"
    if not before:
        return "mentioned"
    if before[-1] == "from" or (before[-1] == "by" and any(word in _ATTACKS | _ACTS for word in before)):
        return "origin"
    if before[-1] in _AT or (len(before) > 1 and before[-1] == "of" and before[-2] in _AT):
        return "target"
    if before[-1] in _ACTS or (before[-1] in _ONTO and any(word in _ATTACKS or word in _ACTS for word in before)):
        return "target"
    return "mentioned"


def _is_dateline(tokens: Tokens, mention: Mention) -> bool:
    """ "KYIV, Dec 30 (Reuters) -", "Odesa, Ukraine (AP) —": capitals or an agency, and then a dash."""
    found = _DATELINE.match(tokens.text, mention.end)
    return found is not None and (tokens.text[mention.start : mention.end].isupper() or ")" in found.group())


def _preceding(tokens: Tokens, first: int) -> list[str]:
    """Lower-case words before a token, in order, back to a mark that ends a clause; without articles, directions."""
    found: list[str] = []
    for index in range(first - 1, max(-1, first - 1 - WINDOW), -1):
        form = tokens.forms[index]
        if not form[0].isalnum():
            if form in "-‐‑":
                continue
            break
        low = form.lower()
        if low not in _SKIPPED:
            found.append(low)
    return found[::-1]


def _following(tokens: Tokens, last: int) -> list[str]:
    """Lower-case words after a token, up to a mark that ends a clause; a possessive stays as "s"."""
    found: list[str] = []
    for index in range(last + 1, min(len(tokens.forms), last + 1 + WINDOW)):
        form = tokens.forms[index]
        if not form[0].isalnum():
            if form in "'’-‐‑":
                continue
            break
        found.append(form.lower())
    return found


def _verb(after: list[str]) -> str:
    """The first word after a name that may be its verb."""
    for word in after[:3]:
        if word not in _AUXILIARIES or (word in _PASSIVE and any(hit in _HIT for hit in after[:4])):
            return word
    return ""


def _speaks(after: list[str]) -> bool:
    """Whether the name, or an office of it ("X's defence ministry"), is the subject of a verb of saying."""
    told = [word for word in after if word not in _AUXILIARIES]
    if told[:1] != ["s"]:
        return bool(told) and told[0] in _SAYS
    office = 1
    while office < len(told) and told[office] in _SPEAKERS:
        office += 1
    return 1 < office < len(told) and told[office] in _SAYS
