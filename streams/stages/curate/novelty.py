"""How much a version of an event says that the one before did not, 0 to 1, and what.

``novelty = 1 - exp(-x)``, where x is the sum over what is new: numbers that nobody had given, numbers and claims that
now stand otherwise, claims in other words than any before, people, places and bodies not named before, another
independent origin. A copy and an edit of the spelling bring nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from streams.records import CuratedEvent, Enriched, EventClaim, EventPlace, Figure, Reason
from streams.stages.curate.signature import stems
from streams.stages.enrich import names

Item = TypeVar("Item")

FIRST = (Reason(evidence="first", detail="the first version", weight=1.0),)
# What each new thing adds.
WEIGHTS = {
    "status": 0.7, "figures": 0.4, "withdrawn": 0.4, "disputed": 0.3, "claims": 0.2, "superseded": 0.15,
    "corroborated": 0.15, "places": 0.15, "people": 0.15, "time": 0.15, "organisations": 0.1, "origins": 0.1,
}  # fmt: skip
SHOWN = 3  # new things that a reason names
WORDS_SHOWN = 60  # characters of a claim that a reason quotes
SAME_WORDS = 0.75  # share of a claim's stems that claims, headline and summary had before: it is said again
COPY = 0.9  # similarity from which a copy brings nothing of its own


def novelty(post: Enriched, before: CuratedEvent, after: CuratedEvent) -> tuple[float, tuple[Reason, ...]]:
    """The novelty of a version that a post brought about, with what was new, the weightiest first."""
    copied = post.duplicate_of is not None and (post.similarity or 0.0) >= COPY and post.change == "added"
    if copied or post.significance == "cosmetic":
        return 0.0, ()
    found = {
        "status": [after.status] if after.status != before.status else [],
        "time": _day(before, after),
        "origins": ["another"] * max(0, after.independent_origins - before.independent_origins),
        **_figures(before, after), **_claims(before, after),
        "places": _new(before.places, after.places, _place_key, lambda p: p.name),
        "organisations": _new(before.organisations, after.organisations, lambda o: names.key(o.name), lambda o: o.name),
        "people": _people(before, after),
    }  # fmt: skip
    for status in ("disputed", "withdrawn", "superseded", "corroborated"):
        found[status] = _told_so(before.figures, after.figures, status) + _claimed_so(before, after, status)
    reasons = [
        Reason(evidence=name, detail=_list(new), weight=round(WEIGHTS[name] * len(new), 4))
        for name, new in found.items() if new
    ]  # fmt: skip
    total = math.fsum(reason.weight for reason in reasons)
    return round(1 - math.exp(-total), 4), tuple(sorted(reasons, key=lambda each: (-each.weight, each.evidence)))


def amount(figure: Figure) -> tuple[object, ...]:
    """What a number says, whoever says it."""
    f = figure
    return f.measure, f.object, f.unit, f.value, f.low, f.high, f.bound, f.scope, f.counting


def _figures(before: CuratedEvent, after: CuratedEvent) -> dict[str, list[str]]:
    had = {(f.object, f.unit, f.value, f.low, f.high) for f in before.figures}
    new = {(f.object, f.unit, f.value, f.low, f.high): f for f in after.figures if f.status in ("current", "disputed")}
    return {"figures": [_said(figure) for key, figure in new.items() if key not in had]}


def _told_so(before: Iterable[Figure], after: Iterable[Figure], status: str) -> list[str]:
    """Numbers that have a status which they had not; one that is new with it is not counted twice."""
    had = {amount(figure): figure.status for figure in before}
    return [_said(f) for f in after if f.status == status and had.get(amount(f), status) != status]


def _said(figure: Figure) -> str:
    value = figure.value if figure.value is not None else figure.low
    number = f"{value:,g}" if value is not None else "some"
    return " ".join(word for word in (number, figure.object, figure.measure) if word)


def _claims(before: CuratedEvent, after: CuratedEvent) -> dict[str, list[str]]:
    had = {claim.claim_id for claim in before.claims}
    new = [claim for claim in after.claims if claim.claim_id not in had and claim.status != "withdrawn"]
    texts = [claim.text for claim in before.claims] + [sentence.text for sentence in before.summary] if new else []
    told = frozenset().union(*map(_words, [*texts, before.headline or ""]))
    return {"claims": [claim.text[:WORDS_SHOWN] for claim in new if not _is_told(_words(claim.text), told)]}


@lru_cache(4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _is_told(words: frozenset[str], told: frozenset[str]) -> bool:
    return len(words & told) >= SAME_WORDS * len(words)


def _claimed_so(before: CuratedEvent, after: CuratedEvent, status: str) -> list[str]:
    had = {claim.claim_id: claim.status for claim in before.claims}

    def turned(claim: EventClaim) -> bool:
        return claim.status == status and had.get(claim.claim_id, status) != status

    return [claim.text[:WORDS_SHOWN] for claim in after.claims if turned(claim)]


def _new(
    before: Iterable[Item], after: Iterable[Item], key: Callable[[Item], str], name: Callable[[Item], str]
) -> list[str]:
    had = {key(item) for item in before}
    return [name(item) for item in after if key(item) not in had]


def _people(before: CuratedEvent, after: CuratedEvent) -> list[str]:
    """Those whom nobody named before, by no spelling."""
    had = {names.key(each) for person in before.people for each in (person.name, *person.aliases)}
    new = [person.name for person in after.people if names.key(person.name) not in had]
    if not new:
        return []
    known = [person.name for person in before.people]
    groups = names.one_person_each([*known, *new])
    return [new[group[0] - len(known)] for group in map(sorted, groups) if group[0] >= len(known)]


def _day(before: CuratedEvent, after: CuratedEvent) -> list[str]:
    """The day on which it happened, where posts say one now that none said before."""
    if after.time is None or after.time.basis != "told":
        return []
    told = before.time is not None and before.time.basis == "told" and before.time.start.date()
    return [f"{after.time.start:%Y-%m-%d}"] if told != after.time.start.date() else []


def _place_key(place: EventPlace) -> str:
    return str(place.geonames_id or place.name.casefold())


def _list(things: list[str]) -> str:
    more = len(things) - SHOWN
    return ", ".join(things[:SHOWN]) + (f" and {more} more" if more > 0 else "")
