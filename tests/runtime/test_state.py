"""State is exactly as of the batch that is about to be taken, whatever the changelog holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from aiokafka import ConsumerRecord
from hypothesis import given, settings
from hypothesis import strategies as st
from kafka import KafkaProducer, TopicPartition

from streams.runtime.state import INPUT_OFFSET, RowsBefore, changelog_records
from streams.runtime.transport import partition_of
from streams.runtime.turn import RowWrite
from streams.runtime.watchdog import Exit
from streams.topics import POSTS, RAW, UNIQUE, changelog
from tests.runtime.live import admin_of, live, once
from tests.runtime.test_transport import PIPELINE, desk_on, replayed, update, updates


def row(key: bytes | None, offset: int | None, value: bytes | None) -> ConsumerRecord:
    headers = () if offset is None else ((INPUT_OFFSET, str(offset).encode()),)
    return ConsumerRecord("t", 0, 0, 0, 0, key, value, None, -1, -1, headers)


def rows_before(first: int, records: Iterable[ConsumerRecord]) -> list[tuple[str, bytes]]:
    rows = RowsBefore(first)
    rows.add(records)
    return list(rows)


# label: (records of the changelog, first offset of the batch, rows that count)
ROWS = {
    "nothing was written": ([], 5, []),
    "the last row before the batch counts": ([row(b"a", 1, b"1"), row(b"a", 4, b"4")], 5, [("a", b"4")]),
    "a row of the batch itself does not": ([row(b"a", 1, b"1"), row(b"a", 5, b"5")], 5, [("a", b"1")]),
    "a row far ahead of what is committed does not": ([row(b"a", 900, b"9")], 5, []),
    "not the last written, but the last caused": ([row(b"a", 4, b"4"), row(b"a", 2, b"2")], 5, [("a", b"4")]),
    "written twice for one input, the later counts": ([row(b"a", 4, b"x"), row(b"a", 4, b"4")], 5, [("a", b"4")]),
    "a removed row stays removed": ([row(b"a", 1, b"1"), row(b"a", 2, None)], 5, []),
    "unless its removal lies ahead": ([row(b"a", 1, b"1"), row(b"a", 7, None)], 5, [("a", b"1")]),
    "in the order in which they were caused": ([row(b"b", 3, b"3"), row(b"a", 2, b"2")], 5, [("a", b"2"), ("b", b"3")]),
    "a record without an offset is not ours": ([row(b"a", None, b"1"), row(None, 1, b"1")], 5, []),
}


@pytest.mark.parametrize(("records", "first", "expected"), ROWS.values(), ids=ROWS)
def test_rows_that_count(records: list[ConsumerRecord], first: int, expected: list[tuple[str, bytes]]) -> None:
    assert rows_before(first, records) == expected


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.binary(max_size=2)), max_size=40),
    st.lists(st.integers(0, 40), max_size=6),
    st.integers(1, 7),
)
@settings(max_examples=50)
def test_a_worker_that_died_anywhere_leaves_the_state_that_was_committed(
    writes: list[tuple[str, bytes | None]], deaths: list[int], most: int
) -> None:
    """Write n is caused by input n. A worker that dies has written some rows that its successor writes again, in
    batches cut elsewhere; in a batch only the last row of a key is written."""
    log: list[ConsumerRecord] = []
    committed = 0
    for number, death in enumerate([*deaths, len(writes)]):
        position, size = committed, 1 + (most + number) % 7
        while position < min(death, len(writes)):
            end = min(position + size, len(writes))
            last = {key: RowWrite(key, value, n) for n, (key, value) in enumerate(writes) if position <= n < end}
            log += [row(key, int(headers[0][1]), value) for key, value, headers in changelog_records(last.values())]
            position = end
            if end <= death:
                committed = max(committed, end)
        expected: dict[str, bytes | None] = {}
        for key, value in writes[:committed]:
            expected.pop(key, None)
            expected[key] = value
        assert rows_before(committed, log) == [(key, value) for key, value in expected.items() if value is not None]


# --------------------------------------------------------------------------------------------- on the broker


@pytest.mark.kafka
def test_rows_ahead_of_what_is_committed_do_not_count(embedded_kafka: str) -> None:
    """As a worker leaves them that dies after writing its rows: here with rows that would break the chain."""
    given = updates(40, desks=1)
    with live(embedded_kafka, "ahead", pipeline=PIPELINE) as running:
        running.send(given[:20])
        running.start()
        running.wait()
        assert running.stop() == [0]
        producer = KafkaProducer(bootstrap_servers=embedded_kafka)
        name = changelog("dedupe").full_name("ahead")
        for partition in range(running.settings.partitions):
            for offset in (b"1000000", b"not a number"):
                producer.send(name, key=b"link/desk-0", value=b"broken", partition=partition,
                              headers=[(INPUT_OFFSET, offset)])  # fmt: skip
        producer.flush()
        producer.close()
        running.send(given[20:])
        running.start()
        running.wait()
        assert running.stop() == [0]
        assert once(running.read(UNIQUE)) == replayed(given)


@pytest.mark.kafka
def test_a_redelivery_from_any_former_commit_gives_the_same_bytes_again(embedded_kafka: str) -> None:
    given = updates(60, desks=3)
    with live(embedded_kafka, "again", pipeline=PIPELINE, batch=7) as running, admin_of(running.settings) as admin:
        running.send(given[:20])
        running.start()
        running.wait()
        former = admin.list_group_offsets({"again": None})["again"]
        running.send(given[20:])
        running.wait()
        assert running.stop() == [0]
        admin.alter_group_offsets("again", former)
        running.start()
        running.wait()
        assert running.stop() == [0]
        published = running.read(UNIQUE)
        assert len(published) > 60
        assert once(published) == replayed(given)


@pytest.mark.kafka
def test_records_that_retention_removed_are_told_and_need_a_word_to_go_on(embedded_kafka: str) -> None:
    desk = desk_on(1)
    with live(embedded_kafka, "gone", pipeline=PIPELINE) as running:
        running.send([update(number, desk) for number in range(3)])
        running.start()
        running.wait()
        assert running.stop() == [0]
        running.send([update(number, desk) for number in range(3, 10)])
        with admin_of(running.settings) as admin:
            admin.delete_records({TopicPartition(RAW.full_name("gone"), 1): 8})
        refused = running.start()
        assert refused.end() == Exit.REFUSED
        assert "5 of gone.raw.v1[1]" in refused.text
        assert "--accept-loss" in refused.text
        running.workers.remove(refused)
        running.start("--accept-loss")
        running.wait()
        assert running.stop() == [0]
        numbers = [one.value.count(b"POST ") for one in running.read(POSTS)]
        assert sum(numbers) == 3 + 2


@pytest.mark.kafka
def test_another_number_of_partitions_is_refused_with_the_way_out(embedded_kafka: str) -> None:
    with live(embedded_kafka, "width", pipeline=PIPELINE) as running:
        running.settings = replace(running.settings, partitions=3)
        worker = running.start_parent()
        assert worker.end() == Exit.REFUSED
        assert "width.raw.v1 has 4 partitions, the settings say 3" in worker.text
        running.workers.clear()


def test_partitions_of_desks_used_here_differ() -> None:
    assert {partition_of(desk_on(n).encode(), 4) for n in range(4)} == {0, 1, 2, 3}
