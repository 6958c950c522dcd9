"""What a place does in its sentence: hit, acting, speaking, the dateline."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from streams.data.gazetteer import words
from streams.records import Place
from streams.stages.enrich.place_mentions import Mention, Tokens

_ATTACKS = words()["attacks"]
_ACTS = words()["acts"]
_SAYS = words()["says"]
_AUXILIARIES = words()["auxiliaries"]
_AT = words()["at"]
_PASSIVE = words()["passive"]
_HIT = words()["hit"]
_HARMS = words()["harms"]
_OFFICES = words()["offices"]
_SPOKEN = words()["spoken"]
_SKIPPED = words()["skipped"]
_ONTO = frozenset({"of", "against", "into", "on", "through", "toward", "towards"})
_INSIDE = frozenset({"of", "in", "for", "from"})
_NOT_ORIGINS = (["across"], ["away"], ["far"], ["different"], ["apart"])  # from X
_QUOTES = frozenset('"“”')
_POSSESSIVE = frozenset({"'", "’", "s"})
_WIDE = frozenset({"region", "country", "continent"})
WINDOW = 6  # tokens: a clause's reach
SAYER_REACH = 14  # tokens from a place to the verb of its speaker: "X's mayor Given Surname, a former boxer, said"

LINK_MAX = 30  # characters

_LINK = re.compile(r" ?(, and|, or|,|and|or|&|/)(?: ([a-z ]{0,24}))?")
_DATELINE = re.compile(r"[^.\n]{0,60}?(?:\([^)\n]{2,40}\)\s{0,2})?(?:--|[—–]|\s-\s)")


def role(tokens: Tokens, mention: Mention, line_start: bool, peoples: Container[str], *, ground: bool = False) -> str:
    """target | origin | speaker | dateline | mentioned

    From the words within a clause's reach: who speaks or acts stands before its verb, what is hit stands after "in" or
    its verb. A place speaks for its government (Kyiv said), is the seat of an office that speaks (Kyiv's mayor), or
    where something is said (told reporters in Kyiv). ``line_start`` tells that the name opens a line of the text, where
    a dateline may stand; ``peoples`` are the adjectives of countries (the Ukrainian city of X); ``ground`` tells that
    things happen on it (an island, a river), where a town or a land is only talked on.
    """
    if line_start and _is_dateline(tokens, mention):
        return "dateline"
    after = _following(tokens, mention.last)
    before = _preceding(tokens, mention.first, peoples)
    seat = len(before) > 1 and before[-1] in _INSIDE and before[-2] in _OFFICES
    if _speaks(tokens, mention.last, seat) or _told_before(tokens, mention, seat) or before[-2:] == ["according", "to"]:
        return "speaker"
    if len(before) > 1 and before[-1] in ("in", "at") and before[-2] in _SPOKEN:
        return "speaker"
    verb = _verb(after)
    if verb in _PASSIVE and any(word in _HIT for word in after[:4]):
        return "target"
    at = before[-1:] and (before[-1] in _AT or (ground and before[-1] == "on"))
    if at and (verb in _HARMS or any(word in _ATTACKS for word in before)):
        return "target"  # a blast in X killed ten: not X's deed
    if verb in _ACTS:
        return "target" if after[after.index(verb) + 1 :][:1] == ["by"] else "origin"  # headlines: "Kyiv attacked by"
    if not before:
        return "mentioned"
    if before[-1] == "from" and before[-2:-1] not in _NOT_ORIGINS:
        return "origin"
    if before[-1] == "by" and any(word in _ATTACKS or word in _ACTS for word in before):
        return "origin"
    if at or (len(before) > 1 and before[-1] == "of" and before[-2] in _AT):
        return "target"
    if before[-1] in _ACTS or (before[-1] in _ONTO and any(word in _ATTACKS or word in _ACTS for word in before)):
        return "target"
    return "mentioned"


def shared(text: str, places: Sequence[Place]) -> list[str]:
    """The roles of places in their order, those in a row made alike: in Dnipro, Odesa and Kharkiv; X and Y said.

    What is named after a town to say where it lies ("Kharkiv, Ukraine") is no member of a row.
    """
    roles = [place.role for place in places]
    listed = False  # whether the place before is one of a row with commas
    for number in range(1, len(places)):
        place, other = places[number - 1], places[number]
        link = _link(text, place, other)
        if link == ", and" and not listed:
            link = ""  # a new clause: "struck Lviv, and Poland …"
        listed = link == ","
        if not link or (listed and other.country == place.country and other.precision in _WIDE):
            continue
        if roles[number] == "mentioned" and roles[number - 1] in ("target", "origin", "dateline"):
            roles[number] = roles[number - 1]
        elif not listed and roles[number - 1] == "target" and roles[number] == "origin":
            roles[number] = "target"  # a quake in X and Y killed ten
        elif not listed and roles[number - 1] == "mentioned" and roles[number] in ("speaker", "origin"):
            roles[number - 1] = roles[number]
    return roles


def _link(text: str, place: Place, other: Place) -> str:
    """What joins two places to a row: "and" in "southern X and northern Y"; "" for anything else."""
    if place.span is None or other.span is None or not 0 < other.span[0] - place.span[1] <= LINK_MAX:
        return ""
    found = _LINK.fullmatch(text, place.span[1], other.span[0])
    return found[1] if found and all(word in _SKIPPED for word in (found[2] or "").split()) else ""


def _is_dateline(tokens: Tokens, mention: Mention) -> bool:
    """ "KYIV, Dec 30 (Reuters) -", "Odesa, Ukraine (AP) —", "Odesa, Ukraine –": capitals, agency or land, a dash."""
    found = _DATELINE.match(tokens.text, mention.end)
    if found is None:
        return False
    land = mention.within or (mention.holds and mention)
    told = land is not None and not tokens.text[land.end : found.end()].strip(" —–-")
    return told or tokens.text[mention.start : mention.end].isupper() or ")" in found.group()


def _preceding(tokens: Tokens, first: int, peoples: Container[str]) -> list[str]:
    """Lower-case words before a token, in order, back to a mark that ends a clause; without articles, directions,
    peoples and "the region of"."""
    found: list[str] = []
    left = WINDOW
    for index in range(first - 1, max(-1, first - 1 - 2 * WINDOW), -1):
        form = tokens.forms[index]
        if form in _QUOTES:
            continue
        left -= 1
        if left < 0:
            break
        if not form[0].isalnum():
            if form in "-‐‑":
                continue
            break
        low = form.lower()
        kind = low == "of" and index > 0 and tokens.forms[index - 1].lower() in _SKIPPED
        if not kind and low not in _SKIPPED and form not in peoples:
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


def _speaks(tokens: Tokens, last: int, seat: bool) -> bool:
    """Whether a name, or an office of it, is the subject of a verb of saying: X has said; X's defence ministry said;
    X police chief Given Surname, said. ``seat`` tells that the office stands before it: the mayor of X.
    """
    for index in range(last + 1, min(len(tokens.forms), last + 1 + SAYER_REACH)):
        form = tokens.forms[index]
        low = form.lower()
        if low in _SAYS:
            return True
        if low in _OFFICES:
            seat = True
        elif form[0].isupper() or form == "," or low == "and":
            if not seat:
                return False
        elif low not in _AUXILIARIES and low not in _POSSESSIVE and not (seat and low in _SKIPPED):
            return False
    return False


def _told_before(tokens: Tokens, mention: Mention, seat: bool) -> bool:
    """Whether an office of the place comes after its verb of saying: said Given Surname, head of X's police; according
    to X's mayor. ``seat`` tells that the office stands before the place.
    """
    after = mention.last + 1
    owned = tokens.neighbour(after) in ("'", "’") and tokens.neighbour(after + 2).lower() in _OFFICES
    if not seat and not owned:
        return False
    for index in range(mention.first - 1, max(-1, mention.first - 1 - SAYER_REACH), -1):
        form = tokens.forms[index]
        low = form.lower()
        if low in _SAYS or (low == "to" and tokens.neighbour(index - 1).lower() == "according"):
            return True
        if not (form[0].isupper() or form == "," or low in _OFFICES or low in _INSIDE or low in _SKIPPED):
            return False
    return False
