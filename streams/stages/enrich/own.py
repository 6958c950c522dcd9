"""Our own enrichers: one line each. What each reads of the others' is in ``enricher.FINDS``."""

from __future__ import annotations

from streams import RULES_VERSION
from streams.records import Passage
from streams.stages.enrich import claims, figures, kinds, names, passages, places, times
from streams.stages.enrich.enricher import Enricher, Find, Reading


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
    _ours(
        "times", lambda reading: times.find(reading.document, places.zones(reading.places, reading.document.sentences))
    ),
    _ours("figures", lambda reading: figures.find(reading.document, reading.times, reading.places)),
    _ours("claims", lambda reading: claims.find(reading.document, reading.names, reading.places)),
    _ours("passages", _cut),
    _ours("kind", _kind),
)
