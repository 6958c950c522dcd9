"""Batches, partitions and deliveries: what replaces Faust's message-by-message path."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka import codec as compression
from aiokafka.partitioner import DefaultPartitioner
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st
from kafka import KafkaProducer
from kafka import codec as plain
from kafka.partitioner.default import murmur2 as kafka_python_murmur2

from streams import codec
from streams.codec import Outbound
from streams.records import RawUpdate
from streams.runtime.dead_letter import KEPT_BYTES_MAX
from streams.runtime.replay import Replay
from streams.runtime.transport import BATCH_BYTES_MAX, FETCH_BYTES, cut, partition_of
from streams.settings import Settings
from streams.topics import DEAD, POSTS, RAW, RAW_BYTES_MAX, UNIQUE
from tests.runtime import stages
from tests.runtime.live import admin_of, live, once, run_live

START = datetime(2024, 5, 6, tzinfo=UTC)
PIPELINE = "tests.runtime.stages:pipeline"


def record(offset: int, size: int = 1) -> ConsumerRecord:
    return ConsumerRecord("t", 0, offset, 0, 0, None, bytes(size), None, -1, size, ())


def update(number: int, desk: str, body: bytes | None = None) -> RawUpdate:
    body = f"post {number} of {desk}".encode() if body is None else body
    return codec.make_update(body, source="test", seen=START + timedelta(seconds=number), desk=desk)


def updates(count: int, desks: int = 5) -> list[RawUpdate]:
    return [update(number, f"desk-{number % desks}") for number in range(count)]


def replayed(given: list[RawUpdate]) -> dict[tuple[bytes | None, bytes], bytes]:
    replay = Replay(stages.pipeline(Settings()))
    replay.feed(given)
    return once(replay.records(UNIQUE))


def desk_on(partition: int, partitions: int = 4) -> str:
    return next(name for n in range(1000) if partition_of((name := f"d{n}").encode(), partitions) == partition)


# ------------------------------------------------------------------------------------------- without a broker


@given(st.binary(max_size=64), st.integers(1, 64))
def test_every_client_finds_the_same_partition(key: bytes, partitions: int) -> None:
    numbers = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key, numbers, numbers)
    assert partition_of(key, partitions) == (kafka_python_murmur2(key) & 0x7FFFFFFF) % partitions


@given(st.lists(st.integers(0, BATCH_BYTES_MAX * 2), max_size=30), st.integers(1, 10))
def test_cutting_keeps_every_record_in_order_and_within_bounds(sizes: list[int], most: int) -> None:
    class Sized(bytes):
        """Says that it is long without being so."""

        length = 0

        def __len__(self) -> int:
            return self.length

    records = []
    for offset, size in enumerate(sizes):
        one = record(offset)
        object.__setattr__(one, "value", Sized(b"."))
        one.value.length = size
        records.append(one)
    batches = list(cut(TP("t", 0), records, most))
    assert [one for batch in batches for one in batch.records] == records
    for batch in batches:
        assert 1 <= len(batch.records) <= most
        assert len(batch.records) == 1 or sum(len(one.value) for one in batch.records) <= BATCH_BYTES_MAX


def test_whatever_a_producer_compresses_with_can_be_read() -> None:
    assert compression.has_gzip() and compression.has_lz4() and compression.has_snappy() and compression.has_zstd()


def test_a_batch_says_where_it_starts_and_what_a_commit_of_it_says() -> None:
    (batch,) = cut(TP("t", 0), [record(7), record(9)], 500)  # 8 was compacted away, or was a transaction's mark
    assert (batch.first, batch.end) == (7, 10)


# --------------------------------------------------------------------------------------------- on the broker


@pytest.mark.kafka
def test_everything_comes_out_once_and_in_order_and_a_restart_takes_nothing_again(embedded_kafka: str) -> None:
    given = updates(300)
    with live(embedded_kafka, "order", pipeline=PIPELINE) as running:
        running.send(given[:200])
        running.start()
        running.wait()
        assert running.stop() == [0]
        first = running.read(UNIQUE)
        assert len(first) == 200  # nothing twice, where nothing went wrong
        running.start()
        running.send(given[200:])
        running.wait()
        assert running.stop() == [0]
        published = running.read(UNIQUE)
        assert len(published) == 300  # an orderly stop had committed all: nothing is taken, or published, again
        assert once(published) == replayed(given)  # and the chain went on from its state


@pytest.mark.kafka
@pytest.mark.parametrize("packed", ["zstd", "lz4", "snappy", "gzip", None])
def test_however_a_record_was_packed_a_plain_client_reads_it(embedded_kafka: str, packed: str | None) -> None:
    assert plain.has_gzip() and not (plain.has_zstd() or plain.has_lz4() or plain.has_snappy())
    body = b"Rain in Bergen. " * 60_000

    async def send(name: str) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=embedded_kafka, compression_type=packed, max_request_size=RAW_BYTES_MAX
        )
        await producer.start()
        await producer.send_and_wait(name, body, partition=0)
        await producer.stop()

    with live(embedded_kafka, f"packed-{packed}", partitions=1) as running:
        asyncio.run(send(RAW.full_name(running.settings.prefix)))
        [record] = running.read(RAW)
        assert record.value == body
        with admin_of(running.settings) as admin:
            sizes = [
                partition["partition_size"] for folder in admin.describe_log_dirs()[0]["log_dirs"]
                for topic in folder["topics"] if topic["name"] == record.topic for partition in topic["partitions"]
            ]  # fmt: skip
        assert 0 < sum(sizes) < len(body) / 20, "and it lies packed on the disk"


@pytest.mark.kafka
def test_two_workers_share_the_partitions_and_leave_the_same_bytes(embedded_kafka: str) -> None:
    given = updates(400, desks=9)
    topics = run_live(embedded_kafka, "two", given, topics=[UNIQUE], pipeline=PIPELINE, workers=2, batch=7)
    assert once(topics["unique"]) == replayed(given)


@pytest.mark.kafka
def test_bad_records_end_in_the_dead_letters_as_they_came_and_the_rest_goes_on(embedded_kafka: str) -> None:
    desk = desk_on(1)
    noise = random.Random(1).randbytes(RAW_BYTES_MAX - 4096)
    bad = [
        Outbound(RAW, desk.encode(), b"refuse this", (("desk", desk.encode()), ("x", b"\xff\x00"))),
        Outbound(RAW, desk.encode(), b"bug, once", (("desk", desk.encode()),)),
        Outbound(RAW, desk.encode(), b"refuse" + noise, (("desk", desk.encode()),)),  # as large as may be
        Outbound(RAW, desk.encode(), None, ()),
    ]
    good = [update(number, desk) for number in range(6)]
    given = [good[0], bad[0], good[1], bad[1], good[2], bad[2], good[3], bad[3], *good[4:]]
    topics = run_live(embedded_kafka, "dead", given, topics=[UNIQUE, DEAD], pipeline=PIPELINE)
    assert once(topics["unique"]) == replayed(good)
    dead = topics["dead"]
    assert [(one.key, one.value) for one in dead] == [(one.key, one.value) for one in bad]
    for one, sent in zip(dead, bad, strict=True):
        assert one.headers[: len(sent.headers)] == sent.headers
    told = [dict(one.headers) for one in dead]
    assert [one["streams.dead.reason"] for one in told] == [b"malformed", b"internal", b"malformed", b"empty_body"]
    assert [one["streams.dead.offset"] for one in told] == [b"1", b"3", b"5", b"7"]
    assert {one["streams.dead.topic"] for one in told} == {b"dead.raw.v1"}
    assert len(noise) > FETCH_BYTES  # a record larger than a fetch still comes


@pytest.mark.kafka
def test_a_record_on_the_wrong_partition_is_sent_again_under_its_desk(embedded_kafka: str) -> None:
    home, astray = desk_on(2), 0
    with live(embedded_kafka, "astray", pipeline=PIPELINE) as running:
        lost = update(0, home)
        running.send([Outbound(RAW, None, lost.body, codec.write_raw(lost).headers)], partition=astray)
        running.start()
        running.wait()
        running.send([update(1, home)])
        running.wait()
        posts = running.read(POSTS)
        assert [(one.partition, one.key) for one in posts] == [(2, home.encode())] * 2
        assert once(running.read(UNIQUE)) == replayed([update(0, home), update(1, home)])
        assert [one.partition for one in running.read(RAW)] == [astray, 2, 2]


@pytest.mark.kafka
def test_a_record_that_only_its_packing_let_in_costs_one_letter_and_not_the_worker(embedded_kafka: str) -> None:
    desk = desk_on(1)
    text = b"refuse" + b"It rained in Bergen. " * 1_000_000  # 20 MB; the broker's limit counts packed bytes
    with live(embedded_kafka, "packed", pipeline=PIPELINE) as running:
        running.send([update(0, desk)])
        producer = KafkaProducer(bootstrap_servers=embedded_kafka, compression_type="gzip", max_request_size=64 << 20)
        headers = [("desk", desk.encode())]
        producer.send(RAW.full_name("packed"), key=desk.encode(), value=text, headers=headers, partition=1).get(30)
        producer.close()
        running.send([update(1, desk)])
        running.start()
        running.wait()
        assert running.stop() == [0]
        (letter,) = running.read(DEAD)
        assert text.startswith(letter.value) and len(letter.value) == KEPT_BYTES_MAX
        assert dict(letter.headers)["streams.dead.bytes"] == str(len(text)).encode()
        assert once(running.read(UNIQUE)) == replayed([update(0, desk), update(1, desk)])
