"""The pipeline on Faust: one agent per stage, made in a loop from the table; a batch's effects in the one order that
loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from time import perf_counter

import aiokafka
import faust
from aiokafka.errors import MessageSizeTooLargeError
from faust.tables import TableManager

from streams.codec import Inbound, Outbound
from streams.runtime import access
from streams.runtime.account import Account, Trace
from streams.runtime.garbage import Garbage
from streams.runtime.metrics import Metrics
from streams.runtime.pulse import Pulse
from streams.runtime.state import Log, RecordsGone, Standings, changelog_records
from streams.runtime.transport import (
    FETCH_BYTES,
    FETCH_RECORDS,
    REQUEST_BYTES_MAX,
    Batch,
    BatchTopic,
    Consumer,
    Producer,
    Record,
    Transport,
    partition_of,
)
from streams.runtime.turn import Brake, TooManyBugs, Turner
from streams.runtime.watchdog import Exit, abandon
from streams.settings import Settings
from streams.stage import Stage
from streams.topics import RAW, changelog

log = logging.getLogger(__name__)

COMMIT_SECONDS = 0.5
BATCHES_WAITING_MAX = 4  # per stage, over all partitions: fetched ahead while one is worked on
PRODUCER_BATCH_BYTES = 512 * 1024
Halt = Callable[[str], None]
"""Called with the reason when our own code fails too often; does not return."""


class App(faust.App):
    """Faust without its folders: nothing is stored here."""

    def _create_directories(self) -> None:
        """None are needed; the root file system may be read-only."""


class NoTables(TableManager):
    """There are no tables to wait for; Faust gives them a second to be declared."""

    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


def make_app(
    settings: Settings, stages: Sequence[Stage], metrics: Metrics, *, pulse: Pulse | None = None,
    halt: Halt | None = None, accept_loss: bool = False, instance: str | None = None, trace: Trace | None = None,
) -> faust.App:  # fmt: skip
    """The app of one worker: every stage, whichever partitions the group gives it. To be made inside its event loop."""
    session = settings.session_timeout_seconds
    brokers = settings.broker.split(",")
    app = App(
        settings.group,
        broker=[f"kafka://{address}" for address in brokers],
        broker_credentials=access.credentials(settings),
        broker_client_id="streams",
        broker_session_timeout=session,
        broker_heartbeat_interval=max(0.5, min(3.0, session / 10)),
        broker_request_timeout=max(40.0, session + 10.0),
        broker_rebalance_timeout=60.0,
        broker_max_poll_interval=1000.0,
        broker_max_poll_records=max(FETCH_RECORDS, settings.batch_max),
        broker_commit_interval=COMMIT_SECONDS,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=instance,
        consumer_max_fetch_size=FETCH_BYTES,
        producer_acks=-1,
        producer_max_request_size=REQUEST_BYTES_MAX,
        producer_max_batch_size=PRODUCER_BATCH_BYTES,
        producer_request_timeout=40.0,
        processing_guarantee="at_least_once",
        value_serializer="raw",
        key_serializer="raw",
        stream_buffer_maxsize=BATCHES_WAITING_MAX,
        stream_wait_empty=True,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        web_enabled=False,
        autodiscover=False,
        Topic=BatchTopic,
        TableManager=NoTables,
    )
    app.transport = Transport(app.conf.broker_consumer, app)
    app.transport.batch_max = settings.batch_max
    account = Account(metrics, RAW.full_name(settings.prefix), trace)
    halt = halt or (lambda why: abandon(why, Exit.BUGS))
    shell = Shell(app, settings, stages, account, pulse or Pulse(), halt, accept_loss)
    for stage in stages:
        attach(app, stage, shell)
    app.on_partitions_assigned.connect(shell.assigned)
    app.on_before_shutdown.connect(shell.close)
    return app


def attach(app: faust.App, stage: Stage, shell: Shell) -> None:
    """One agent: Faust reads and balances, the shell does."""

    @app.agent(app.topic(stage.reads.full_name(shell.settings.prefix)), name=f"streams.{stage.name}", concurrency=1)
    async def agent(batches: faust.Stream[Batch]) -> None:
        async for batch in batches:
            await shell.take(stage, batch)


class Shell:
    """Takes batches: publish and await, write the state rows and await, and only then let the offset move."""

    def __init__(
        self, app: faust.App, settings: Settings, stages: Sequence[Stage], account: Account, pulse: Pulse, halt: Halt,
        accept_loss: bool,
    ) -> None:  # fmt: skip
        self.settings = settings
        self._app = app
        self._stages = stages
        self._account = account
        self._pulse = pulse
        self._halt = halt
        self._partition_of = partial(partition_of, partitions=settings.partitions)
        self._brakes: dict[str, Brake] = defaultdict(Brake)
        self._garbage = Garbage()
        self._log = Log(settings)
        self._standings = Standings(
            self._log, settings.prefix, self._turner, accept_loss=accept_loss, on_progress=pulse.moved,
            on_built=account.rebuilt,
        )  # fmt: skip

    async def assigned(self, app: faust.App, assigned: Iterable[faust.types.TP], **_: object) -> None:
        """The group has dealt the partitions."""
        self._pulse.assigned = frozenset(assigned)
        self._standings.keep_only(self._pulse.assigned)
        self._account.assigned(self._pulse.assigned)
        for stage in self._stages:
            self._show_state(stage)
        self._garbage.assigned()

    async def close(self, app: faust.App, **_: object) -> None:
        """The app stops."""
        await self._log.close()

    async def take(self, stage: Stage, batch: Batch) -> None:
        """Take one batch to its end. Never raises: Faust would acknowledge what an agent failed on, and go on."""
        try:
            await self._take(stage, batch)
        except (TooManyBugs, MessageSizeTooLargeError) as error:
            self._halt(f"{stage.name}: {error}")
        except RecordsGone as error:
            abandon(str(error), Exit.REFUSED)
        except Exception as error:
            log.exception("%s failed on %s", stage.name, batch.tp)
            abandon(f"{stage.name} at {batch.tp.topic}[{batch.tp.partition}]@{batch.first}: {error!r}")

    async def _take(self, stage: Stage, batch: Batch) -> None:
        standing = await self._standings.before(stage, batch)
        turn = standing.turner.take([inbound(record) for record in batch.records])
        began = perf_counter()
        await self._as_member(self._producer.deliver(self._by_partition(turn.publish)))
        if turn.rows:
            topic = changelog(stage.name).full_name(self.settings.prefix)
            rows = changelog_records(turn.rows)
            await self._as_member(self._producer.deliver({(topic, batch.tp.partition): rows}))
        standing.position = batch.end
        self._consumer.finish(batch.tp, batch.end)
        self._account.took(stage, batch, turn, perf_counter() - began)
        self._show_state(stage)
        self._garbage.took(len(batch.records))

    def _show_state(self, stage: Stage) -> None:
        turners = [standing.turner for _, standing in self._standings.items()]
        self._account.state(stage, [turner for turner in turners if turner.stage is stage])

    async def _as_member(self, delivery: Awaitable[None]) -> None:
        """Deliver, but only while the group holds us for alive: else another worker may have our partitions."""
        half = self.settings.session_timeout_seconds / 2
        waited = 0.0
        while self._consumer.confirmed_seconds_ago > half:  # such as after a long turn or a suspended machine
            if waited > half:
                abandon(f"the group has not confirmed this worker for {self._consumer.confirmed_seconds_ago:.1f} s")
            await asyncio.sleep(0.05)
            waited += 0.05
        task = asyncio.ensure_future(delivery)
        while not (await asyncio.wait([task], timeout=half / 4))[0]:
            if (silent := self._consumer.confirmed_seconds_ago) > half:
                abandon(f"the broker has not answered for {silent:.1f} s while publishing")
        task.result()

    def _by_partition(self, published: Iterable[Outbound]) -> dict[tuple[str, int], list[Record]]:
        by_partition: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for out in published:
            where = out.topic.full_name(self.settings.prefix), self._partition_of(out.key or b"")
            by_partition[where].append((out.key, out.value, out.headers))
        return by_partition

    def _turner(self, stage: Stage) -> Turner:
        return Turner(
            stage, partition_of=self._partition_of, brake=self._brakes[stage.name],
            keep_spans=self._account.traces,
        )  # fmt: skip

    @property
    def _consumer(self) -> Consumer:
        return self._app.consumer

    @property
    def _producer(self) -> Producer:
        return self._app.producer


def inbound(record: aiokafka.ConsumerRecord) -> Inbound:
    """The broker's record as ours. A header may have no value; it reads as empty."""
    return Inbound(
        record.topic, record.partition, record.offset, record.timestamp, record.key, record.value,
        tuple((name, value or b"") for name, value in record.headers),
    )  # fmt: skip
