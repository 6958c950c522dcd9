"""Reading topics for people and tools: tail, explain, dead letters. No consumer group, nothing committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

from kafka import TopicPartition
from kafka.errors import TopicAuthorizationFailedError

from streams.codec import Inbound
from streams.runtime import access
from streams.settings import Settings
from streams.topics import DEAD_BYTES_MAX

POLL_MS = 200


@dataclass(frozen=True, slots=True)
class From:
    """Where to begin: the start, the end, or this many records before the end of each partition."""

    place: str = "end"
    back: int = 0


def parse_from(text: str) -> From:
    """``start``, ``end`` or ``-20``.

    >>> parse_from("-20")
    From(place='end', back=20)
    """
    if text in ("start", "end"):
        return From(text)
    if text.startswith("-") and text[1:].isdigit():
        return From("end", int(text[1:]))
    raise ValueError(f"{text!r}: want start, end, or a number back from the end such as -20")


def read(
    settings: Settings, topic: str, begin: From, *, until_end: bool, partition: int | None = None,
    idle_seconds: float | None = None,
) -> Iterator[Inbound]:  # fmt: skip
    """Records of a topic in the order of their partitions. Ends at today's end, or never, or after a silence."""
    consumer = access.consumer(
        settings, enable_auto_commit=False, group_id=None, auto_offset_reset="earliest",
        max_partition_fetch_bytes=DEAD_BYTES_MAX + 1024 * 1024, fetch_max_bytes=4 * DEAD_BYTES_MAX,
    )  # fmt: skip
    with closing(consumer), access.asked(settings):
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            with access.admin(settings) as admin:  # it alone tells a topic that is hidden from one that is not there
                if admin.describe_topics([topic])[0]["error_code"] == TopicAuthorizationFailedError.errno:
                    raise TopicAuthorizationFailedError({topic})
            raise LookupError(f"no topic {topic!r} on {settings.broker}; `streams topics` lists those there are")
        wanted = [TopicPartition(topic, n) for n in sorted(numbers) if partition is None or n == partition]
        consumer.assign(wanted)
        first, end = consumer.beginning_offsets(wanted), consumer.end_offsets(wanted)
        for tp in wanted:
            at = first[tp] if begin.place == "start" else max(first[tp], end[tp] - begin.back)
            consumer.seek(tp, at)
        open_ends = {tp for tp in wanted if consumer.position(tp) < end[tp]}
        heard = monotonic()
        while not until_end or open_ends:
            polled = consumer.poll(timeout_ms=POLL_MS)
            if polled:
                heard = monotonic()
            elif idle_seconds is not None and monotonic() - heard > idle_seconds:
                return
            for tp, records in polled.items():
                for record in records:
                    if until_end and record.offset >= end[tp]:
                        break
                    yield Inbound(
                        record.topic, record.partition, record.offset, record.timestamp, record.key, record.value,
                        tuple((name, value or b"") for name, value in record.headers),
                    )  # fmt: skip
            open_ends = {tp for tp in open_ends if consumer.position(tp) < end[tp]}


def header(record: Inbound, name: str) -> str | None:
    """A header's text, or None."""
    return next((value.decode("utf-8", "replace") for key, value in record.headers if key == name), None)
