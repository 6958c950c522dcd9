"""What part of an event its figures are limited to: a place, a group, "of them"; or the whole of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from streams.data.word_tables import load
from streams.records import EventPlace, FigureMention
from streams.stages.curate import deeds
from streams.stages.curate.entries import NATION, TOWN

PLAIN_PREPOSITIONS = frozenset(
    {"in", "at", "near", "within", "across", "around", "inside", "through", "throughout", "into", "against", "on"}
)
MOVED = frozenset({"evacuated", "displaced", "rescued", "missing"})
ABOARD = ("aboard", "on board")
DEGREES = frozenset({"degree_Celsius", "degree_Fahrenheit"})
NATIONWIDE = frozenset(load("ledger")["words"]["nationwide"])
EVERYWHERE = tuple(sorted(NATIONWIDE))
_score = re.compile(r"(\d{1,3})\D{1,5}(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Own:
    """What limits no figure of an event: the name of its place, and of the land that this is in."""

    town: frozenset[str]
    nation: frozenset[str]


def own(focus: EventPlace | None, places: Iterable[EventPlace]) -> Own:
    """The names of an event's own place and land."""
    if focus is None:
        return Own(frozenset(), frozenset())
    lands = frozenset(
        p.name.casefold() for p in (focus, *places) if p.precision == "country" and p.country == focus.country
    )
    return Own(frozenset({focus.name.casefold()}) - lands, lands)


def of_what(figure: FigureMention, told: Sequence[FigureMention]) -> FigureMention:
    """Two of them: of the things that the last larger number before it counts."""
    if figure.object is not None or figure.kind != "event" or not deeds.is_of_them(figure.scope):
        return figure
    before = [
        one for one in told
        if one.kind == "event" and one.object is not None and one.span < figure.span
        and (one.value or 0.0) > (figure.value or 0.0)
    ]  # fmt: skip
    return msgspec.structs.replace(figure, object=before[-1].object) if before else figure


def unlimited(figure: FigureMention, own: Own, *, leads: bool = False) -> tuple[FigureMention, int | None]:
    """A figure as the ledger holds it, and how far its scope reaches.

    The event's own place or land, where people were moved out from, and the scene that a post's first sentence sets
    limit nothing. A score is two numbers, the lower first; degrees are of the temperature, and years in prison a
    sentence.
    """
    if figure.kind == "score" and (numbers := _score.search(figure.text)) is not None:
        low, high = sorted(float(number) for number in numbers.groups())
        return msgspec.structs.replace(figure, object="score", unit="score", low=low, high=high), None
    if figure.kind == "elapsed":
        return msgspec.structs.replace(figure, object=figure.unit, unit=None, action="sentenced"), None
    if figure.object is None and figure.unit in DEGREES:
        figure = msgspec.structs.replace(figure, object="temperature")
    if figure.scope is None:
        return figure, None
    scope = figure.scope.casefold()
    if scope.startswith(ABOARD) and figure.action is None:
        return msgspec.structs.replace(figure, action="aboard", scope=None), None
    preposition, _, where = scope.partition(" ")
    reach = None
    if scope in NATIONWIDE or (preposition in PLAIN_PREPOSITIONS and where in own.nation):
        reach = NATION
    elif preposition in PLAIN_PREPOSITIONS and where in own.town:
        reach = TOWN
    elif not (
        (preposition == "from" and figure.action in MOVED)
        or (preposition in PLAIN_PREPOSITIONS and leads and _sets_the_scene(figure.scope, own))
    ):
        return figure, None
    return msgspec.structs.replace(figure, scope=None), reach


def _sets_the_scene(scope: str, own: Own) -> bool:
    """Whether a place is where the event is, as a first sentence tells who has not heard of it: "at a garment factory
    in Visakhapatnam", "in eastern Congo", "in the industrial zone". Another place by its name is a part."""
    first, *rest = scope.split()[1:]
    low = scope.casefold()
    if first[0].islower() and (first != "the" or not any(word[0].isupper() for word in rest)):
        return True
    return any(name in low for name in own.town | own.nation)
