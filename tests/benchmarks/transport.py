"""How fast a record passes one stage that does nothing, against bare aiokafka on the same broker in the same run.

    .venv/bin/python -m tests.benchmarks transport

The bare loop is ``getmany`` → ``send_batch``, with neither decoding nor state nor awaited order: the ceiling of this
client. The hop is a worker's: batches through Faust, decode, step, encode, awaited deliveries, commit.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiokafka
from aiokafka import TopicPartition
from prometheus_client import CollectorRegistry

from streams import codec
from streams.runtime import embedded_kafka, topic_admin
from streams.runtime.faust_app import make_app
from streams.runtime.metrics import Metrics
from streams.runtime.pulse import Pulse
from streams.runtime.transport import partition_of
from streams.runtime.worker import new_runner, topics_of
from streams.settings import Settings
from streams.stage import Emit, Outcome, Stage, State
from streams.topics import POSTS, RAW, UNIQUE
from tests.runtime.stages import shout

START = datetime(2024, 5, 6, tzinfo=UTC)


def passing(state: State, post: object, now: datetime) -> Outcome:
    """The post as it came."""
    return Outcome(out=(Emit(UNIQUE, post.desk, post),))


def fill(settings: Settings, count: int) -> None:
    """Posts on the posts topic, about 800 bytes each, as a worker's own producer writes them."""

    async def send() -> None:
        producer = aiokafka.AIOKafkaProducer(bootstrap_servers=settings.broker, max_batch_size=1 << 19)
        await producer.start()
        for number in range(count):
            desk = f"desk-{number % 16}"
            body = f"{number} " + "words of a post " * 20
            update = codec.make_update(body.encode(), source="bench", seen=START + timedelta(seconds=number), desk=desk)
            (emit,) = shout(None, update, update.seen).out
            out = codec.write(emit)
            partition = partition_of(out.key, settings.partitions)
            name = POSTS.full_name(settings.prefix)
            await producer.send(name, out.value, out.key, partition, headers=list(out.headers))
        await producer.stop()

    asyncio.run(send())


async def bare(settings: Settings, count: int) -> float:
    """Records/s of getmany → send_batch."""
    tps = [TopicPartition(POSTS.full_name(settings.prefix), n) for n in range(settings.partitions)]
    consumer = aiokafka.AIOKafkaConsumer(bootstrap_servers=settings.broker, max_partition_fetch_bytes=2 << 20)
    producer = aiokafka.AIOKafkaProducer(bootstrap_servers=settings.broker, enable_idempotence=True,
                                         max_batch_size=1 << 19)  # fmt: skip
    await consumer.start()
    await producer.start()
    consumer.assign(tps)
    await consumer.seek_to_beginning(*tps)
    passed, began, deliveries = 0, time.perf_counter(), []
    while passed < count:
        for tp, records in (await consumer.getmany(timeout_ms=500, max_records=500)).items():
            builder = producer.create_batch()
            for record in records:
                builder.append(key=record.key, value=record.value, timestamp=None, headers=list(record.headers))
            deliveries.append(await producer.send_batch(builder, UNIQUE.full_name("bare"), partition=tp.partition))
            passed += len(records)
    await asyncio.gather(*deliveries)
    seconds = time.perf_counter() - began
    await consumer.stop()
    await producer.stop()
    return count / seconds


async def hop(settings: Settings, count: int, compression: str | None = None) -> float:
    """Records/s of one stage of a worker, from its first batch to its last."""
    metrics = Metrics(CollectorRegistry())
    stages = [Stage("dedupe", POSTS, (UNIQUE,), passing)]
    app = make_app(settings, stages, metrics, pulse=Pulse())
    app.conf.producer_compression_type = compression
    received = metrics.received.labels("dedupe")._value
    await app.start()
    while not received.get():  # noqa: ASYNC110 - a counter has no event
        await asyncio.sleep(0.005)
    already, began = received.get(), time.perf_counter()
    while received.get() < count:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began
    await app.stop()
    return (count - already) / seconds


def run(count: int = 40_000) -> dict[str, float]:
    """Rates of this run, in records/s, and ratios to the bare loop."""
    with tempfile.TemporaryDirectory() as folder, embedded_kafka.attach(Path(folder)) as broker:
        settings = Settings(broker=broker.bootstrap, prefix="bench", group="bench")
        topics = topics_of([Stage("parse", RAW, (), passing)])
        for prefix in ("bench", "bare"):
            topic_admin.apply(replace(settings, prefix=prefix), topics)
        fill(settings, count)
        ceiling = new_runner().run(bare(settings, count))
        figures = {"bare aiokafka, records/s": ceiling}
        for batch_max in (500, 50, 1):
            some = count if batch_max > 1 else count // 20
            rate = new_runner().run(hop(replace(settings, group=f"bench-{batch_max}", batch_max=batch_max), some))
            figures[f"one stage, batches of {batch_max}, records/s"] = rate
            figures[f"one stage, batches of {batch_max}, ratio to bare"] = rate / ceiling
        return figures
