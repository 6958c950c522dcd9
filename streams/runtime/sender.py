"""Putting records on the log from outside the pipeline: raw updates, and dead letters that are sent again."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError
from kafka.producer.future import FutureRecordMetadata

from streams.codec import Outbound
from streams.runtime import access
from streams.runtime.errors import Unavailable
from streams.settings import Settings
from streams.topics import DEAD_BYTES_MAX, MIB

log = logging.getLogger(__name__)

WAIT_SECONDS = 30
TOPIC_SECONDS = 10
"""How long to look for a topic: one that is missing would be looked for a minute, ten times a second, in silence."""
WINDOW_RECORDS = 1000
WINDOW_BYTES = 24 * MIB
"""What may be on its way at once; the client itself keeps whatever it is given."""


@contextmanager
def sender(settings: Settings) -> Iterator[KafkaProducer]:
    """An idempotent producer that waits for every copy; closed with everything delivered."""
    producer = access.producer(
        settings, acks="all", enable_idempotence=True, compression_type="gzip",
        max_request_size=DEAD_BYTES_MAX + 1024 * 1024, max_block_ms=TOPIC_SECONDS * 1000,
        allow_auto_create_topics=False,
    )  # fmt: skip
    logging.getLogger("kafka.cluster").setLevel(logging.CRITICAL)  # it tells of a missing topic ten times a second
    with access.asked(settings):
        try:
            yield producer
        finally:
            producer.close(timeout=WAIT_SECONDS)


def send(producer: KafkaProducer, prefix: str, records: Iterable[Outbound]) -> int:
    """Send records and wait until each is delivered; the first that is not raises. Returns how many.

    Only a window of them is on its way at a time, so that a long file takes no more memory than a short one.
    """
    waiting: deque[tuple[FutureRecordMetadata, int]] = deque()
    under_way = sent = 0
    for out in records:
        name = out.topic.full_name(prefix)
        try:
            delivery = producer.send(name, key=out.key, value=out.value, headers=list(out.headers))
        except KafkaTimeoutError:
            raise Unavailable(f"no topic {name}, or no broker to take it; `streams topics apply` creates it") from None
        waiting.append((delivery, out.size))
        under_way += out.size
        while len(waiting) > WINDOW_RECORDS or under_way > WINDOW_BYTES:
            oldest, size = waiting.popleft()
            oldest.get(timeout=WAIT_SECONDS)
            under_way -= size
            sent += 1
    producer.flush(timeout=WAIT_SECONDS)
    for delivery, _ in waiting:
        delivery.get(timeout=WAIT_SECONDS)
        sent += 1
    return sent


class TooLargeForBroker(Exception):
    """A record that the broker will never take: its limits are below ours. Trying again changes nothing."""


class Patient:
    """A sender for a program that outlives a broker's absence: a producer that failed is thrown away, and the next
    delivery makes a new one. For one thread at a time.
    """

    def __init__(self, make: Callable[[], AbstractContextManager[KafkaProducer]], prefix: str) -> None:
        self._make = make
        self._prefix = prefix
        self._stack = ExitStack()
        self._producer: KafkaProducer | None = None

    def deliver(self, records: Iterable[Outbound]) -> None:
        """Return once all are acknowledged; raise where one is not: then some may have been."""
        if self._producer is None:
            self._producer = self._stack.enter_context(self._make())
        try:
            send(self._producer, self._prefix, records)
        except MessageSizeTooLargeError as error:
            raise TooLargeForBroker(f"{error}; `streams check` tells which limit of the broker is too low") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the producer, if there is one."""
        producer, self._producer = self._producer, None
        try:
            if producer is not None:
                producer.close(timeout=0)  # all is delivered, or its failure is told
            self._stack.close()
        except KafkaError as error:
            log.debug("closing the producer: %r", error)
