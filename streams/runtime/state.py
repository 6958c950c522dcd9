"""The state a stage has on a partition, always exactly as of the batch it is about to take.

The changelog holds rows, each with the offset of the input record that caused it; the offset committed for the input
says which of them count. State is built from nothing, per key the row with the greatest input offset before the batch,
whenever a batch does not follow the one taken last: after a start, a rebalance, a redelivery. So whatever rebalances
do, state is right by construction, and a batch taken again gives the same bytes again.

A batch writes only the last row of a key, so state can be built as of any offset that was ever committed, which is what
a redelivery starts from; not as of an offset inside a batch, such as an operator may set by hand.

Compaction keeps only the newest row of a key, and the newest may be one that does not count: a worker that died
between writing rows and committing leaves such rows. Changelogs therefore have ``min.compaction.lag.ms`` of an hour:
the row before it stays for that long, and the next worker writes both again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic

import aiokafka
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from faust.types import TP

from streams.runtime import access
from streams.runtime.access_errors import DENIED
from streams.runtime.transport import FETCH_BYTES, Batch, Record
from streams.runtime.turn import RowWrite, Turner
from streams.settings import Settings
from streams.stage import Stage
from streams.topics import changelog

log = logging.getLogger(__name__)

INPUT_OFFSET = "input-offset"
READ_SECONDS = 1.0
RETRY_SECONDS_MAX = 5.0


class RecordsGone(Exception):
    """Retention removed records before they were taken: news would be lost without a word."""


class RecordsSkipped(Exception):
    """The log holds records that were fetched and never reached the stage: this process must not go on."""


def changelog_records(rows: Iterable[RowWrite]) -> list[Record]:
    """State rows as records of the changelog; a removed row is a tombstone with its offset too."""
    return [(row.key.encode(), row.value, ((INPUT_OFFSET, str(row.offset).encode()),)) for row in rows]


class RowsBefore:
    """Of a changelog's records, the rows that count for a batch that starts at ``first``.

    A record without a readable offset, or without a key, is left out: it is not ours.
    """

    def __init__(self, first: int) -> None:
        self._first = first
        self._latest: dict[bytes, tuple[int, bytes | None]] = {}
        self.read = 0

    def add(self, records: Iterable[aiokafka.ConsumerRecord]) -> None:
        for record in records:
            self.read += 1
            caused = dict(record.headers).get(INPUT_OFFSET) or b""
            if record.key is None or not caused.isdigit():
                log.warning("left out of the state: %s[%s]@%s", record.topic, record.partition, record.offset)
                continue
            offset = int(caused)
            if self._latest.get(record.key, (-1, None))[0] <= offset < self._first:
                self._latest.pop(record.key, None)
                self._latest[record.key] = (offset, record.value)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Key and value of each row that is not removed, in the order in which they were caused."""
        for key, (_, value) in sorted(self._latest.items(), key=lambda item: item[1][0]):
            if value is not None:
                yield key.decode(), value


class Log:
    """Reads a partition directly, outside the group: changelogs, and what lies between two offsets."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer: aiokafka.AIOKafkaConsumer | None = None

    async def open(self) -> aiokafka.AIOKafkaConsumer:
        if self._consumer is None:
            consumer = aiokafka.AIOKafkaConsumer(
                **access.arguments(self._settings), group_id=self._settings.group, enable_auto_commit=False,
                auto_offset_reset="earliest", max_partition_fetch_bytes=FETCH_BYTES, fetch_max_wait_ms=100,
            )  # fmt: skip
            await consumer.start()
            self._consumer = consumer
        return self._consumer

    async def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def committed(self, tp: TP) -> int | None:
        """The group's committed offset."""
        return await (await self.open()).committed(TopicPartition(*tp))

    async def bounds(self, tp: TP) -> tuple[int, int]:
        """The first offset that is still there, and the one after the last."""
        consumer, tp = await self.open(), TopicPartition(*tp)
        starts, ends = await consumer.beginning_offsets([tp]), await consumer.end_offsets([tp])
        return starts[tp], ends[tp]

    async def read(self, tp: TP, start: int, end: int) -> AsyncIterator[list[aiokafka.ConsumerRecord]]:
        """The records of [start, end), a fetch at a time."""
        consumer, tp = await self.open(), TopicPartition(*tp)
        consumer.assign([tp])
        consumer.seek(tp, start)
        while await consumer.position(tp) < end:
            for records in (await consumer.getmany(tp, timeout_ms=int(READ_SECONDS * 1000))).values():
                yield [record for record in records if record.offset < end]


@dataclass(slots=True)
class Standing:
    """A stage's turner on a partition, and the offset it has taken everything before."""

    turner: Turner
    position: int


class Standings:
    """The turners of this worker, by input partition."""

    def __init__(
        self, reader: Log, prefix: str, new_turner: Callable[[Stage], Turner], *, accept_loss: bool = False,
        on_progress: Callable[[TP], None] = lambda tp: None,
        on_built: Callable[[str, float], None] = lambda stage, seconds: None,
    ) -> None:  # fmt: skip
        self._log = reader
        self._prefix = prefix
        self._new_turner = new_turner
        self._accept_loss = accept_loss
        self._on_progress = on_progress
        self._on_built = on_built
        self._standings: dict[TP, Standing] = {}
        self._reading = asyncio.Lock()  # one reader, one partition at a time

    def items(self) -> Collection[tuple[TP, Standing]]:
        return self._standings.items()

    def keep_only(self, assigned: Collection[TP]) -> None:
        """Forget the partitions that other workers have now."""
        for tp in [tp for tp in self._standings if tp not in assigned]:
            del self._standings[tp]

    async def before(self, stage: Stage, batch: Batch) -> Standing:
        """The standing as of the batch's first record; whoever takes the batch moves its position on."""
        standing = self._standings.get(batch.tp)
        if standing is not None and standing.position == batch.first:
            return standing
        async with self._reading:
            wait = 0.1
            while True:
                try:
                    return await self._stand(stage, batch)
                except DENIED:  # waiting mends nothing
                    raise
                except (KafkaError, OSError) as error:  # the watchdog ends the process where this goes on too long
                    log.warning("reading the state of %s at %s failed: %r", stage.name, batch.tp, error)
                    await self._log.close()
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, RETRY_SECONDS_MAX)

    async def _stand(self, stage: Stage, batch: Batch) -> Standing:
        standing = self._standings.pop(batch.tp, None)
        committed = await self._log.committed(batch.tp)
        reached = max(committed or 0, standing.position if standing else 0)
        if batch.first > reached:
            await self._explain_gap(batch, reached, started=committed is not None or standing is not None)
        if standing is not None and (committed or 0) <= standing.position < batch.first:
            standing.position = batch.first  # only a hole in the log: nobody has taken a record since
        else:
            standing = Standing(await self._build(stage, batch), batch.first)
        self._standings[batch.tp] = standing
        return standing

    async def _explain_gap(self, batch: Batch, reached: int, *, started: bool) -> None:
        """A batch may start later than expected for two good reasons: what lay between was no record (the marks of a
        producer's transactions), or nobody had taken anything yet. Everything else must not pass in silence."""
        start, _ = await self._log.bounds(batch.tp)
        if started and start > reached and not self._accept_loss:
            raise RecordsGone(
                f"{start - reached:,} records of {batch.tp.topic}[{batch.tp.partition}] were removed by the topic's "
                f"retention before a worker took them (offsets {reached} to {start - 1}). To go on without them: "
                "streams worker --accept-loss"
            )
        async for records in self._log.read(batch.tp, max(reached, start), batch.first):
            for record in records:
                where = f"{record.topic}[{record.partition}]@{record.offset}"
                raise RecordsSkipped(f"{where} was fetched and never taken")

    async def _build(self, stage: Stage, batch: Batch) -> Turner:
        turner = self._new_turner(stage)
        if not stage.rows:
            return turner
        began = monotonic()
        tp = TP(changelog(stage.name).full_name(self._prefix), batch.tp.partition)
        start, end = await self._log.bounds(tp)
        rows = RowsBefore(batch.first)
        async for records in self._log.read(tp, start, end):
            rows.add(records)
            self._on_progress(batch.tp)
        for key, value in rows:
            turner.restore(key, value)
        self._on_built(stage.name, monotonic() - began)
        log.info(
            "%s[%s] stands at %s: %s rows from %s records in %.2f s",
            stage.name, batch.tp.partition, batch.first, len(turner.state), rows.read, monotonic() - began,
        )  # fmt: skip
        return turner
