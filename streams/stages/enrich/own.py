"""Our own enrichers: one line each. What each reads of the others' is in ``enricher.FINDS``."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable

from streams import RULES_VERSION
from streams.records import Passage, Place
from streams.stages.enrich import claims, figures, kinds, names, passages, places, times
from streams.stages.enrich.enricher import Enricher, Find, Reading


def zones(reading: Reading) -> Callable[[int], str | None]:
    """``places.zone_of`` for one text: thousands of times of a long one ask, each only the places of its sentences."""
    starts = [start for start, _ in reading.document.sentences]
    near: dict[int, list[Place]] = defaultdict(list)  # by sentence: the places that can govern a time near them
    for place in reading.places:
        if place.zone and place.span and place.role not in ("speaker", "dateline"):
            near[bisect_right(starts, place.span[0]) - 1].append(place)
    focus = places.focus([place for place in reading.places if place.zone])

    def zone_at(position: int) -> str | None:
        at = bisect_right(starts, position) - 1
        governing = near.get(at) or near.get(at - 1)
        return places.zone_of(governing, position) if governing else (focus.zone if focus else None)

    return zone_at


def _cut(reading: Reading) -> tuple[Passage, ...]:
    return passages.cut(
        reading.document, several=passages.tells_of_several(reading.post), places=reading.places,
        times=reading.times, claims=reading.claims, people=reading.names.people,
    )  # fmt: skip


def _kind(reading: Reading) -> tuple[str | None, float | None]:
    text = reading.document.text
    main = [text[p.span[0] : p.span[1]] for p in reading.passages if p.role == "main"] or [text]
    return kinds.classify(reading.document.headline, main)


def _ours(name: str, find: Find) -> Enricher:
    """One of ours is called as what it finds; its version is that of the rules."""
    return Enricher(name=name, finds=name, version=RULES_VERSION, find=find)


OWN: tuple[Enricher, ...] = (
    _ours("places", lambda reading: places.find(reading.document, reading.gazetteer)),
    _ours("names", lambda reading: names.find(reading.document, reading.places)),
    _ours("times", lambda reading: times.find(reading.document, zones(reading))),
    _ours("figures", lambda reading: figures.find(reading.document, reading.times, reading.places)),
    _ours("claims", lambda reading: claims.find(reading.document, reading.names, reading.places)),
    _ours("passages", _cut),
    _ours("kind", _kind),
)
