"""The place that a round-up is written from, and its zone: what "all times local" means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from streams.data import gazetteer
from streams.stages.parse.zones import tells_local

_dateline: Final = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .'’-]{1,40})(?:, (?P<region>[A-Z][\w. ]{1,25}))? \([^()]{2,30}\) ?[—–-]"
)


def zone_written_from(lines: Iterable[str]) -> str | None:
    """The zone of the dateline's place, where a page says that its times are local.

    >>> zone_written_from(["PORTO (Wire) — The latest on the storm (all times local):"])
    'Europe/Lisbon'
    >>> zone_written_from(["PORTO (Wire) — The latest on the storm:"]) is None
    True
    """
    told = list(lines)
    if not any(tells_local(line) for line in told):
        return None
    found = next((found for line in told if (found := _dateline.match(line)) is not None), None)
    if found is None:
        return None
    known = gazetteer.load()
    towns = [entry for entry in known.named(gazetteer.fold(found["place"])) if entry.kind == gazetteer.CITY]
    if found["region"]:
        regions = known.named(gazetteer.fold(found["region"]))[:1]
        inside = [town for town in towns for region in regions if region.zone and region.country == town.country]
        near = [town for town in inside if any(region.region in ("", town.region) for region in regions)]
        towns = near or inside
        if not towns:
            return regions[0].zone or None if regions else None
    return max(towns, key=lambda town: town.people).zone or None if towns else None
