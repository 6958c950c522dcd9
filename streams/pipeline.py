"""Through which stages: the pipeline, drawn once. Faust, replay and the tests walk this table; nobody else knows it.

raw -parse-> posts -dedupe-> unique -enrich-> enriched -curate-> events + changes
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from streams import enrichers
from streams.data import gazetteer
from streams.data.outlets import Outlets, OutletsError, laid_over, shipped
from streams.settings import SettingError, Settings
from streams.stage import Stage
from streams.stages import curate, dedupe, enrich, parse
from streams.topics import CANARY, CATALOGUE, CHANGES, ENRICHED, EVENTS, POSTS, RAW, UNIQUE, Topic, changelog

WRITES: dict[str, tuple[Topic, ...]] = {
    "parse": (POSTS,),
    "dedupe": (UNIQUE,),
    "enrich": (ENRICHED,),
    "curate": (EVENTS, CHANGES, CANARY),
}
"""What each stage publishes besides dead letters; and parse sends a record that is not at home again to ``raw``."""


def pipeline(
    settings: Settings, *, lists_max: int | None = curate.LISTS_MAX, around: enrich.Around = enrich.plainly
) -> tuple[Stage, ...]:
    """The four stages in the order of the data.

    ``lists_max`` of None keeps every list of an event whole; ``around`` runs each enricher, as to time it.
    """
    horizon = timedelta(days=settings.horizon_days)
    window = timedelta(hours=settings.window_hours)
    read = partial(enrich.step, gazetteer.load(), enrichers=enrichers.chosen(settings.enrichers), around=around)
    return (
        Stage("parse", RAW, WRITES["parse"], partial(parse.step, horizon=horizon), parse.Index),
        Stage("dedupe", POSTS, WRITES["dedupe"], partial(dedupe.step, horizon=horizon), dedupe.Index),
        Stage("enrich", UNIQUE, WRITES["enrich"], read),
        Stage(
            "curate", ENRICHED, WRITES["curate"],
            partial(
                curate.step, window=window, horizon=horizon, lists_max=lists_max, outlets=_outlets(settings.publishers)
            ),
            curate.Index,
        ),
    )  # fmt: skip


def _outlets(path: str) -> Outlets:
    """The table of publishers, with the user's file over it. Raises SettingError that says what is wrong with it."""
    if not path:
        return shipped()
    try:
        return laid_over(Path(path).read_text("utf-8"))
    except OutletsError as error:
        raise SettingError(f"STREAMS_PUBLISHERS names {path}, which {error}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"STREAMS_PUBLISHERS names {path}, which can't be read: {error}.") from None


STATEFUL = ("parse", "dedupe", "curate")
INPUTS: tuple[Topic, ...] = (RAW, POSTS, UNIQUE, ENRICHED)
"""What the stages read: the lag of these is the work left."""

TOPICS: tuple[Topic, ...] = (*CATALOGUE, *(changelog(stage) for stage in STATEFUL))
"""Every topic that must exist before a worker starts."""
