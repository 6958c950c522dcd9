"""What a figure counts: whether two count the same, one a part of what the other does, or other people and things."""

from __future__ import annotations

from functools import lru_cache

from streams.data.figures_plain import LANGUAGES, plain_tables
from streams.data.word_tables import load

_TABLE = load("ledger")
_PEOPLE = frozenset(_TABLE["things"]["people"])
_FEW = frozenset(_TABLE["things"]["few"])
_CASES = frozenset(_TABLE["things"]["cases"])
_BODIES = frozenset(_TABLE["things"]["bodies"])
_CALLED = {noun: thing for thing, nouns in _TABLE["things"]["one"].items() for noun in nouns}
_HOMES = frozenset(_TABLE["things"]["homes"])
_ACTS: dict[str, str] = _TABLE["things"]["acts"]
_OF_WHOM: dict[str, str] = _TABLE["words"]["of_whom"]
_LOOT = frozenset(_TABLE["things"]["loot"])
_MARCHERS = frozenset(_TABLE["things"]["marchers"])
_CONTESTED = frozenset(_TABLE["things"]["contested"])
_OF_THEM = frozenset(_TABLE["words"]["of_them"]).union(
    *(load(f"figures.{lang}")["words"][which] for lang in sorted(LANGUAGES) for which in ("among", "them"))
)
_APART = frozenset(_TABLE["deeds"]["apart"])
_RISING = frozenset(_TABLE["deeds"]["rising"])
_INTENDED = frozenset(_TABLE["deeds"]["intended"])


def _names(table: str) -> dict[str, str]:
    return {name: deed for deed, names in _TABLE["deeds"][table].items() for name in names}


_ONE, _OF_LAND, _OF_THINGS = _names("one"), _names("of_land"), _names("of_things")
_LAND = frozenset(_TABLE["units"]["area"])
_AMONG: dict[str, list[str]] = _TABLE["deeds"]["among"]

PERSON = "person"
LIMITS_REMEMBERED = 4_096


def kind_of(thing: str | None) -> str | None:
    """What a thing is a kind of: a child is a person, so is a case of a disease, a home is a house.

    >>> kind_of("child"), kind_of("body"), kind_of("boat")
    ('person', 'person', 'boat')
    """
    if thing in _PEOPLE or thing in _BODIES or thing in _CASES or thing in _ACTS:
        return PERSON
    return _CALLED.get(thing, thing) if thing is not None else None


def is_home(thing: str | None, deed: str | None) -> bool:
    """Whether homes are counted, whatever they are called: customers without power."""
    return deed == "cut_off" and thing in _HOMES


def of_whom(limit: str | None) -> str | None:
    """The deed of those of whom some are counted: "five of the injured", "unter den Toten"."""
    return (_OF_WHOM.get(limit) or _of_whom_plainly(limit)) if limit is not None else None


@lru_cache(LIMITS_REMEMBERED)
def _of_whom_plainly(limit: str) -> str | None:
    first, *rest = limit.split()
    for lang in sorted(LANGUAGES):
        tables = plain_tables(lang)
        if rest and first in tables.amid and (fate := tables.fates.at(rest, len(rest) - 1)) is not None:
            return fate[1]
    return None


def deed_of(thing: str | None, action: str | None, unit: str | None = None, *, more: bool = False) -> str | None:
    """What was done, by one name for each deed; three ``more`` bodies that were found are three more killed.

    >>> deed_of("house", "burned"), deed_of("forest", "destroyed", "hectare"), deed_of("flight", "called off")
    ('destroyed', 'burned', 'cancelled')

    People are not destroyed by a fire that burned them, nor cancelled: of them a deed keeps its own name.
    """
    if thing in _BODIES:
        return "killed" if more or action == "killed" else "found"
    if thing in _CASES and action not in _APART:
        return "infected"
    if thing in _MARCHERS and action is None:
        return "protested"
    if thing in _ACTS and action not in _APART:
        return _ACTS[thing]
    if action is None:
        return "stolen" if thing in _LOOT else None
    if unit in _LAND:
        return _OF_LAND.get(action, action)
    if action in _OF_THINGS and kind_of(thing) != PERSON:
        return _OF_THINGS[action]
    return _ONE.get(action, action)


def is_of_bodies(thing: str | None) -> bool:
    """Whether bodies were counted: some of the dead, unless they are more than anybody knew of."""
    return thing in _BODIES


def is_contested(thing: str | None) -> bool:
    """Whether it matters who has it, since others have some, too: votes, seats, points."""
    return thing in _CONTESTED


def is_rising(deed: str | None) -> bool:
    """Whether its counts only rise."""
    return deed in _RISING


def is_intended(deed: str) -> bool:
    """Whether it tells only what was to be: 97 planned operations."""
    return deed in _INTENDED


def same_kind(one: str | None, other: str | None, deed: str | None) -> bool:
    """Whether two things can be the same ones: five passengers killed may be the five people killed, no five children
    are the five women. Who marches is a protester, whatever he is called."""
    if is_home(one, deed) and is_home(other, deed):
        return True
    if one == other or kind_of(one) != kind_of(other):
        return one == other
    if kind_of(one) != PERSON:
        return True
    plain = {PERSON, *_BODIES, *_CASES, *_ACTS, *(_MARCHERS if deed == "protested" else ())}
    return one in plain or other in plain


def is_few(part: str | None, whole: str | None) -> bool:
    """Whether a thing names some of what the other counts: children among people, never all of them."""
    return part != whole and part in _FEW and kind_of(whole) == PERSON and whole not in _FEW


def is_of_them(scope: str | None) -> bool:
    """Whether a count is of some of what was counted right before it: "three of them", "of whom two"."""
    return scope is not None and scope.casefold() in _OF_THEM


def apart(deed: str | None) -> str | None:
    """A deed that tells its people or things from those of others; null of any other."""
    return deed if deed in _APART else None


def same_deed(one: str | None, other: str | None) -> bool:
    """Whether two counts can be of the same ones: launched and destroyed count the same things in two moments, killed
    and injured different people."""
    return one == other or not ({one, other} & _APART)


def is_deed_among(part: str | None, whole: str | None) -> bool:
    """Whether those of one deed are among those of the other: who was taken to hospital among the injured."""
    return part in _AMONG and whole in _AMONG[part]
