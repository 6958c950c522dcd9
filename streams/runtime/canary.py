"""Canaries: one ordinary item a minute for each partition, through every topic and stage, so that the health of the
whole is known also on a quiet night.

The owner of raw partition P sends it to a desk whose key lands on P; curate sends what it yields to ``news.canary.v1``
instead of to the events. It is one post that is edited every minute, so it costs one row in each state, not one each.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from time import monotonic

import orjson

from streams import codec
from streams.codec import CANARY_DESK
from streams.records import RawUpdate
from streams.runtime.metrics import Metrics
from streams.runtime.pulse import Pulse
from streams.runtime.transport import Record, partition_of
from streams.settings import Settings
from streams.topics import RAW

log = logging.getLogger(__name__)

SOURCE = "streams/canary"
CHECK_SECONDS = 0.5  # how soon a partition that was just assigned has its first: health is wanted at once
Deliver = Callable[[dict[tuple[str, int], list[Record]]], Awaitable[None]]


@lru_cache(maxsize=8)
def desks(partitions: int) -> tuple[str, ...]:
    """For each partition the canary desk with the least number whose key lands there.

    >>> desks(4)
    ('_canary-10', '_canary-1', '_canary-5', '_canary-0')
    >>> all(partition_of(desk.encode(), 512) == at for at, desk in enumerate(desks(512)))
    True
    """
    found: dict[int, str] = {}
    for number in count():
        desk = f"{CANARY_DESK}{number}"
        found.setdefault(partition_of(desk.encode(), partitions), desk)
        if len(found) == partitions:
            return tuple(desk for _, desk in sorted(found.items()))
    raise AssertionError("count() does not end")


def canary(desk: str, moment: datetime) -> RawUpdate:
    """The canary of a desk at a moment: a newer revision of its one post, with another figure, time and claim."""
    birds = 100 + int(moment.timestamp()) % 900
    at = f"{moment:%H:%M:%S} UTC on {moment.day} {moment:%B %Y}"
    item = {
        "id": desk,
        "headline": f"Keeper counts {birds} birds over Greenwich",
        "text": f"The keeper said that {birds} birds were seen over Greenwich, England, at {at}.",
        "published": moment.isoformat(),
        "outlet": "Canary",
    }
    return codec.make_update(
        orjson.dumps(item), source=SOURCE, seen=moment, desk=desk, content_type="application/json", outlet="Canary"
    )


async def send_canaries(settings: Settings, metrics: Metrics, pulse: Pulse, deliver: Callable[[], Deliver]) -> None:
    """Send one for each raw partition that this worker has, as often as the settings say; never ends by itself.

    A canary that can't be delivered is news of its own: it is logged, and missed where canaries are counted.
    """
    topic = RAW.full_name(settings.prefix)
    due: dict[int, float] = {}
    while settings.canary_seconds:
        mine = sorted(tp.partition for tp in pulse.assigned or () if tp.topic == topic)
        now = monotonic()
        due = {partition: due.get(partition, now) for partition in mine}  # one that comes back begins anew
        sent = [partition for partition in mine if due[partition] <= now]
        if sent:
            moment = datetime.now(UTC).replace(microsecond=0)
            try:
                await deliver()({(topic, partition): [_record(partition, settings, moment)] for partition in sent})
            except Exception as error:  # whatever it is: this must go on
                log.warning("no canary could be sent: %r", error)
            for partition in sent:
                due[partition] = now + settings.canary_seconds
                metrics.canary_sent.labels(str(partition)).inc()
        await asyncio.sleep(CHECK_SECONDS)


def _record(partition: int, settings: Settings, moment: datetime) -> Record:
    out = codec.write_raw(canary(desks(settings.partitions)[partition], moment))
    return out.key, out.value, out.headers
