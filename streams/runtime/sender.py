"""Putting records on the log from the command line: raw updates and retried dead letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kafka import KafkaProducer

from streams.codec import Outbound
from streams.runtime import access
from streams.settings import Settings
from streams.topics import DEAD_BYTES_MAX

WAIT_SECONDS = 30


@contextmanager
def sender(settings: Settings) -> Iterator[KafkaProducer]:
    """An idempotent producer that waits for every copy; closed with everything delivered."""
    producer = access.producer(
        settings, acks="all", enable_idempotence=True, compression_type="gzip",
        max_request_size=DEAD_BYTES_MAX + 1024 * 1024,
    )  # fmt: skip
    with access.asked(settings):
        try:
            yield producer
        finally:
            producer.close(timeout=WAIT_SECONDS)


def send(producer: KafkaProducer, prefix: str, records: Iterable[Outbound]) -> int:
    """Send records and wait until each is delivered; the first that is not raises. Returns how many."""
    deliveries = [
        producer.send(out.topic.full_name(prefix), key=out.key, value=out.value, headers=list(out.headers))
        for out in records
    ]
    producer.flush(timeout=WAIT_SECONDS)
    for delivery in deliveries:
        delivery.get(timeout=WAIT_SECONDS)
    return len(deliveries)
