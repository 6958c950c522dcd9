"""Small builders for records in tests, so that a case shows only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from streams import codec
from streams.codec import Inbound, digest, make_update
from streams.pipeline import pipeline
from streams.records import CuratedEvent, Post, RawUpdate, Reference
from streams.runtime.files import Given, Refused, updates
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.stage import Outcome, Stage, State
from streams.topics import EVENTS, Topic

NOON = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """Noon of the test's day, and so many minutes."""
    return NOON + timedelta(minutes=count)


def a_post(text: str, **fields: Any) -> Post:
    """A post with this text; its id follows from its name, url or text."""
    name = fields.pop("name", None) or fields.get("url") or text
    at = fields.pop("at", NOON)
    told = {
        "post_id": digest("test", name), "page_id": digest("page", name), "url": None, "outlet": "The Courier",
        "desk": "test", "headline": None, "published": at, "seen": at, "ce_id": digest("ce", name, text),
        "reference": Reference(start=at, end=at, basis="post"),
    }  # fmt: skip
    return Post(text=text, **{**told, **fields})


def an_item(headline: str, text: str, at: datetime = NOON, **fields: Any) -> RawUpdate:
    """A raw update that holds one plain item."""
    import orjson

    desk, outlet = fields.pop("desk", "test"), fields.pop("outlet", "The Courier")
    body = {"headline": headline, "text": text, "published": at.isoformat(), "outlet": outlet, **fields}
    return make_update(
        orjson.dumps(body), source="test", seen=at, desk=desk, content_type="application/json", outlet=outlet
    )


def apply(state: State, outcome: Outcome) -> Outcome:
    """Let an outcome's writes take effect, as the shell does."""
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return outcome


# ------------------------------------------------------------------------------------------- the whole pipeline


@cache
def stages(lists_max: int | None = None) -> tuple[Stage, ...]:
    """The pipeline as it ships, with every list of an event whole unless told otherwise."""
    return pipeline(Settings(), lists_max=lists_max)


def replayed(updates: Iterable[RawUpdate], **options: Any) -> Replay:
    """What the pipeline makes of these updates, in memory."""
    run = Replay(stages(), **options)
    run.feed(updates)
    return run


def taken(stage: Stage, inputs: Iterable[Inbound]) -> Replay:
    """What the pipeline makes of records of its log, from a stage on."""
    run = Replay(stages()[[each.name for each in stages()].index(stage.name) :])
    waiting = list(inputs)
    for each in run.stages:
        waiting = run._run(each, waiting)
    return run


def updates_of(*paths: Path, **told: Any) -> list[RawUpdate]:
    """The raw updates that files hold; a line that is refused fails the test."""
    read = list(updates([str(path) for path in paths], Given(**told)))
    refused = [each for each in read if isinstance(each, Refused)]
    assert not refused, refused
    return [each for each in read if isinstance(each, RawUpdate)]


def records(run: Replay, topic: Topic) -> list[Any]:
    """The records of a topic, decoded, in order."""
    return [codec.read(topic, each) for each in run.records(topic)]


def events(run: Replay) -> list[CuratedEvent]:
    """Each event at its last version, as a subscriber of the compacted topic reads them."""
    return list({event.event_id: event for event in records(run, EVENTS)}.values())
