"""How much an event matters, 0 to 1, and why: a function of its posts and figures alone, never of a clock.

``importance = 1 - exp(-x)``, where x is the sum of what each reason adds (weights in ``streams/data/importance.toml``
and ``outlets.toml``):

    origins    0.5 * log2(1 + W), W the sum of the weights of its independent origins, each by its weightiest outlet
    growth     0.1 * log2 of the posts, and 0.1 * log2 of the origins, of the last three hours of its own time
    kind       what its kind of happening adds
    harm       for each deed (killed, missing, …) its weight times log10(1 + people), by the largest number that stands
    money      for the largest sum told, by its tenfolds beyond a million
    magnitude  of an earthquake, by its units beyond 4

Each only rises with what it counts, and none takes anything from another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from streams.data import word_tables
from streams.records import Figure, Reason
from streams.stages.curate import deeds
from streams.stages.curate.members import Members, Share

GROWS_WITHIN = timedelta(hours=3)  # before the newest of its posts
OF_ORIGINS, OF_GROWTH = 0.5, 0.1
NO_LONGER = ("superseded", "withdrawn")
READ_MAX = 200  # posts, the newest, whose sums and magnitudes are looked at


@dataclass(frozen=True, slots=True)
class Weighed:
    """What importance is worked out from."""

    origins: Mapping[str, float]  # independent origins, and the weight of each
    recent_posts: int = 1
    recent_origins: int = 1
    kind: str | None = None
    harm: Mapping[str, float] = field(default_factory=dict)  # deed -> people
    money: float = 0.0
    magnitude: float = 0.0


@cache
def _table() -> dict[str, Any]:
    return word_tables.load("importance")


@cache
def _not_people() -> frozenset[str]:
    return frozenset(_table()["not_people"].split())


def importance(
    members: Members, origins: Mapping[str, float], figures: Iterable[Figure], kind: str | None
) -> tuple[float, tuple[Reason, ...]]:
    """The importance of an event with its reasons, the weightiest first; of one that nobody tells any more, 0."""
    standing = members.standing
    if not standing:
        return 0.0, ()
    newest = max(share.told_at for share in standing)
    recent = [share for share in standing if newest - share.told_at <= GROWS_WITHIN]
    money, magnitude = map(max, zip(*(share.once(_largest) for share in standing[-READ_MAX:]), strict=True))
    return weigh(Weighed(
        origins=origins, recent_posts=len(recent),
        recent_origins=len({share.origin(members.outlets)[0].key for share in recent}),
        kind=kind, harm=_harm(figures), money=money, magnitude=magnitude if kind in (None, "quake") else 0.0,
    ))  # fmt: skip


def _largest(share: Share) -> tuple[float, float]:
    """The largest sum of money and the largest magnitude that a post tells."""
    money = magnitude = 0.0
    for figure in share.post.figures:
        if (figure.kind == "money" or figure.unit == "magnitude") and share.within(figure.span[0]):
            value = figure.value or figure.low or 0.0
            if figure.unit == "magnitude":
                magnitude = max(magnitude, value)
            else:
                money = max(money, value)
    return money, magnitude


def _harm(figures: Iterable[Figure]) -> dict[str, float]:
    """The largest number of people that stands, for each deed."""
    found: dict[str, float] = {}
    for figure in figures:
        deed = deeds.deed_of(figure.object, figure.measure, figure.unit)
        value = figure.value if figure.value is not None else figure.low
        if deed is None or value is None or figure.status in NO_LONGER or figure.object in _not_people():
            continue
        if deed in _table()["harm"]:
            found[deed] = max(value, found.get(deed, 0.0))
    return found


def weigh(told: Weighed) -> tuple[float, tuple[Reason, ...]]:
    """Importance and its reasons.

    >>> score, reasons = weigh(Weighed(origins={"outlet:Reuters": 1.5, "outlet:coast": 1.0}, kind="quake"))
    >>> score, [(reason.evidence, reason.weight) for reason in reasons]
    (0.7543, [('origins', 0.9037), ('kind', 0.5)])
    """
    table = _table()
    total = math.fsum(told.origins.values())
    count = len(told.origins)
    reasons = [_reason(
        "origins", f"{count} independent origin{'s'[: count != 1]}, {total:.3g} by the weight of their sources",
        OF_ORIGINS * math.log2(1 + total),
    )]  # fmt: skip
    growth = OF_GROWTH * (math.log2(max(told.recent_posts, 1)) + math.log2(max(told.recent_origins, 1)))
    if growth:
        hours = GROWS_WITHIN // timedelta(hours=1)
        reasons.append(_reason(
            "growth", f"{told.recent_posts} posts of {told.recent_origins} origins within {hours} hours", growth
        ))  # fmt: skip
    if told.kind is not None:
        reasons.append(_reason("kind", told.kind, table["kinds"].get(told.kind, 0.0)))
    for deed, people in sorted(told.harm.items()):
        each = table["harm"][deed]
        reasons.append(_reason("harm", f"{people:,.0f} {deed}", each * math.log10(1 + max(people, 0.0))))
    money, quake = table["money"], table["magnitude"]
    if told.money > money["from"]:
        adds = min(money["each"] * math.log10(told.money / money["from"]), money["most"])
        reasons.append(_reason("money", f"a sum of {told.money:,.0f}", adds))
    if told.magnitude > quake["from"]:
        adds = min(quake["each"] * (told.magnitude - quake["from"]), quake["most"])
        reasons.append(_reason("magnitude", f"magnitude {told.magnitude:g}", adds))
    reasons = sorted((each for each in reasons if each.weight > 0), key=lambda each: (-each.weight, each.evidence))
    return round(1 - math.exp(-math.fsum(each.weight for each in reasons)), 4), tuple(reasons)


def _reason(evidence: str, detail: str, weight: float) -> Reason:
    return Reason(evidence=evidence, detail=detail, weight=round(weight, 4))
