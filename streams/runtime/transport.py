"""Whole fetched batches through Faust: one message a batch, commits that cover only what is done, awaited deliveries.

Faust's transport driver is its own extension point. The agents, the conductor and the rebalancing stay Faust's; what
is replaced is where it is known to lose records: acknowledgement by message, gap bookkeeping, fire-and-forget sends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

import aiokafka
import faust
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.partitioner import murmur2
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage
from faust.types.tuples import Message

from streams.codec import Headers

log = logging.getLogger(__name__)

BATCH_BYTES_MAX = 8 * 1024 * 1024
"""A batch is cut after this many bytes; a single larger record is a batch of its own."""
FETCH_BYTES = 2 * 1024 * 1024
"""Asked for per partition; the broker still hands out a larger record whole (KIP-74)."""
FETCH_RECORDS = 500
"""Taken from the fetcher's thread at a time; batches are cut from these."""
FETCH_WAIT_MS = 100
"""aiokafka has one fetch in flight per broker, so a long poll for idle partitions holds up the busy ones: at Faust's
1,500 ms the second stage waits that long for the first one's output."""
REQUEST_BYTES_MAX = 10 * 1024 * 1024


@lru_cache(maxsize=1 << 16)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key, as every Kafka client's default partitioner has it; the empty key stands for none.

    >>> partition_of(b"world", 4), partition_of(b"world", 1)
    (0, 0)
    """
    return (murmur2(key) & 0x7FFFFFFF) % partitions


@dataclass(frozen=True, slots=True)
class Batch:
    """What one fetch brought of one partition, in order; never empty."""

    tp: TP
    records: Sequence[aiokafka.ConsumerRecord]

    @property
    def first(self) -> int:
        return self.records[0].offset

    @property
    def end(self) -> int:
        """The offset after its last record: what a commit of this batch says."""
        return self.records[-1].offset + 1


def cut(tp: TP, records: Sequence[aiokafka.ConsumerRecord], records_max: int) -> Iterator[Batch]:
    """Cut what was fetched into batches bounded in records and in bytes."""
    start = size = 0
    for index, record in enumerate(records):
        weight = len(record.key or b"") + len(record.value or b"")
        if index > start and (index - start >= records_max or size + weight > BATCH_BYTES_MAX):
            yield Batch(tp, records[start:index])
            start, size = index, 0
        size += weight
    if records:
        yield Batch(tp, records[start:])


class BatchTopic(faust.Topic):
    """A topic whose messages carry a Batch: nothing is deserialised here, so nothing can fail here."""

    def _compile_decode(self) -> None:
        """Keep ``decode`` below; Faust would compile one from the topic's serializers."""

    async def decode(self, message: Message, *, propagate: bool = False) -> faust.Event:
        return self._create_event(None, message.value, headers=None, message=message)


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that fetches, commits and keeps the membership; it knows when the broker last confirmed it."""

    confirmed_at: float = 0.0  # monotonic seconds; written by this thread, read by others

    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        conf = self.app.conf
        # Range keeps partition n of every topic together: all stages of a partition run in one worker.
        self._assignor = RangePartitionAssignor
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            group_instance_id=conf.consumer_group_instance_id,
            bootstrap_servers=driver.server_list(transport.url, transport.default_port),
            partition_assignment_strategy=[self._assignor],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=conf.broker_max_poll_records,
            max_poll_interval_ms=int(conf.broker_max_poll_interval * 1000),
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
            metadata_max_age_ms=conf.consumer_metadata_max_age_ms,
            **driver.credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context),
        )

    async def on_start(self) -> None:
        await super().on_start()
        coordinator = self._ensure_consumer()._coordinator
        heartbeat = coordinator._do_heartbeat

        async def noted() -> bool:
            asked = monotonic()
            if confirmed := await heartbeat():
                self.confirmed_at = asked  # the broker's clock started no earlier than this
            return confirmed

        coordinator._do_heartbeat = noted

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        self.confirmed_at = monotonic()
        await super().on_partitions_assigned(assigned, generation_id)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Commit, or say that it failed. Faust crashes here; a commit that failed is only tried again, and where the
        partition has gone to another worker, that one takes the batches again from the same state."""
        try:
            await self._ensure_consumer().commit({tp: offsets[tp] for tp in offsets if tp in self.assignment()})
        except (KafkaError, IllegalStateError) as error:
            log.warning("the commit of %s failed: %r", dict(offsets), error)
            return False
        return True


class Consumer(driver.Consumer):
    """Yields whole batches, and commits exactly what ``finish`` was told.

    Faust's own acknowledgement is left to do its work (a rebalance waits for it), but it moves no offset: it also
    acknowledges what an agent failed on or was cancelled in.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        self._finished: dict[TP, int] = {}
        super().__init__(*args, **kwargs)

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    @property
    def confirmed_seconds_ago(self) -> float:
        """Seconds since the broker last confirmed this worker's membership."""
        return monotonic() - self._thread.confirmed_at

    def finish(self, tp: TP, end: int) -> None:
        """Everything before this offset is done, published and acknowledged."""
        self._finished[tp] = end

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109 - Faust's
        fetched, active = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if fetched is None or self.should_stop:
            return
        if not self.flow_active:
            with contextlib.suppress(IllegalStateError):  # a rebalance took a partition: it seeks by itself at its end
                await self.perform_seek()  # what was fetched is let go: fetch it again
            return
        for tp, records in fetched.items():
            for batch in cut(tp, records, self.transport.batch_max):
                if not self.flow_active or self.app.consumer_generation_id != generation:
                    return  # a rebalance began: it ends with a seek to what is committed
                if tp in active:
                    yield tp, self._message(batch)

    def on_buffer_full(self, tp: TP) -> None:
        """A full queue holds up the fetching by itself. Faust leaves the partition out of the next fetch, which then
        waits up to a second for the others: batches of 7 of a 2 ms step came at 35 records/s instead of 170."""

    def _message(self, batch: Batch) -> ConsumerMessage:
        last = batch.records[-1]
        return ConsumerMessage(
            batch.tp.topic, batch.tp.partition, last.offset, last.timestamp / 1000, last.timestamp_type,
            headers=(), key=None, value=batch, checksum=None,
            tp=batch.tp, generation_id=self.app.consumer_generation_id,
        )  # fmt: skip

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        await self.commit()
        await super().on_partitions_revoked(revoked)  # waits for the batches in hand, and commits them
        for tp in revoked:
            self._finished.pop(tp, None)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """A batch's offset is its last record's, so every batch looks like a gap: there is nothing to keep."""

    def _filter_tps_with_pending_acks(self, topics: object = None) -> Iterator[TP]:
        return (tp for tp in list(self._finished) if topics is None or tp in topics or tp.topic in topics)

    def _new_offset(self, tp: TP) -> int | None:
        self._acked.pop(tp, None)
        self._acked_index.pop(tp, None)
        return self._finished.get(tp)

    async def _commit_offsets(self, offsets: Mapping[TP, int], start_new_transaction: bool = True) -> bool:
        assigned = self.assignment()
        mine = {tp: end for tp, end in offsets.items() if tp in assigned}
        if not mine or not await self._commit(mine):
            return False
        self._committed_offset.update(mine)  # Faust does so even where the commit failed
        return True

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Left to our watchdog, which asks the broker."""


Record = tuple[bytes | None, bytes | None, Headers]


class Producer(driver.Producer):
    """Idempotent, and done only when the broker has said so."""

    def _settings_extra(self) -> Mapping[str, object]:
        return {"acks": "all", "enable_idempotence": True}

    async def deliver(self, records: Mapping[tuple[str, int], Iterable[Record]]) -> None:
        """Append records to (topic, partition), in order, and wait until every one is acknowledged.

        aiokafka tries again whatever can be tried again, for ever where it is idempotent; what is raised here is final.
        """
        pending = await asyncio.gather(*(self._enqueue(*where, some) for where, some in records.items()))
        await asyncio.gather(*(delivery for deliveries in pending for delivery in deliveries))

    async def _enqueue(self, topic: str, partition: int, records: Iterable[Record]) -> list[asyncio.Future]:
        producer = self._ensure_producer()
        deliveries = []
        builder = producer.create_batch()
        for key, value, headers in records:
            if builder.append(key=key, value=value, timestamp=None, headers=list(headers)) is None:  # full
                deliveries.append(await producer.send_batch(builder, topic, partition=partition))
                builder = producer.create_batch()
                builder.append(key=key, value=value, timestamp=None, headers=list(headers))
        deliveries.append(await producer.send_batch(builder, topic, partition=partition))
        return deliveries


class Transport(driver.Transport):
    """Faust's aiokafka driver with the consumer and the producer above."""

    Consumer = Consumer
    Producer = Producer
    batch_max = 500
