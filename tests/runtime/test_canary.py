"""Canaries go through every stage on every partition, and what the broker knows is told of partitions that are ours."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.pipeline import pipeline
from streams.runtime.canary import canary, desks
from streams.runtime.replay import Replay
from streams.runtime.transport import partition_of
from streams.settings import Settings
from streams.stages.curate.former import FORMER_MAX
from streams.topics import CANARY, CHANGES, DAY_MS, EVENTS, RAW
from tests.runtime.live import Live, live

START = datetime(2024, 3, 3, 23, 50, tzinfo=UTC)
Samples = dict[str, dict[tuple[str, ...], float]]


def test_a_day_of_canaries_is_one_event_of_the_same_size() -> None:
    run = Replay(pipeline(Settings()))
    desk = desks(4)[2]
    run.feed(canary(desk, START + timedelta(minutes=minute)) for minute in range(24 * 6))
    events = [record for record in run.records(CANARY) if dict(record.headers)["ce_type"] == b"news.event.v1"]
    assert len(events) == 24 * 6 and len({record.key for record in events}) == 1
    full = FORMER_MAX + 1  # from then on as many replaced figures are kept as ever will be
    assert abs(len(events[-1].value or b"") - len(events[full].value or b"")) < 40
    assert [len(run.turner(stage, 0).state) for stage in run.stages] == [2, 2, 0, 3], "a row each, and the desk's clock"
    assert not run.records(EVENTS) and not run.records(CHANGES)


@pytest.mark.parametrize("partitions", [1, 3, 4, 17, 512])
def test_each_partition_has_a_desk_of_its_own(partitions: int) -> None:
    found = desks(partitions)
    assert [partition_of(desk.encode(), partitions) for desk in found] == list(range(partitions))
    assert len(set(found)) == partitions and max(len(desk) for desk in found) <= len("_canary-") + 5


def told(running: Live, number: int = -1) -> Samples:
    """A worker's metrics: by name and label values."""
    worker = running.workers[number]
    running.wait(until=lambda: "metrics at " in worker.text)
    url = worker.text.rpartition("metrics at ")[2].split()[0]
    found: Samples = {}
    for family in text_string_to_metric_families(urlopen(url).read().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(v for _, v in sorted(sample.labels.items()))] = sample.value
    return found


def until(running: Live, wanted: Callable[[Samples], bool], seconds: float = 45) -> Samples:
    """The metrics once they are as wanted."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if wanted(found := told(running)):
            return found
        time.sleep(0.3)
    raise AssertionError(f"not so after {seconds} s:\n{running.workers[-1].text}")


@pytest.mark.kafka
def test_every_partition_sends_one_and_gets_it_back_and_the_broker_is_told_of(embedded_kafka: str) -> None:
    with live(embedded_kafka, "canary", canary_seconds=1, partitions=3) as running:
        running.start()
        found = until(running, lambda m: min(m.get("streams_canary_returned_total", {(): 0}).values()) >= 2
                      and len(m["streams_canary_returned_total"]) == 3 and "streams_topic_bytes" in m
                      and m["streams_log_end_offset"].get(("0", "raw"), 0) >= 2)  # fmt: skip
        assert all(time.time() - at < 20 for at in found["streams_canary_returned_timestamp_seconds"].values())
        assert found["streams_canary_round_trip_seconds_count"][()] >= 6
        assert found["streams_assigned_partitions"][()] == found["streams_topic_partitions"][()] == 3
        assert set(found["streams_lag_records"]) == {
            (str(n), stage) for n in range(3) for stage in ("parse", "dedupe", "enrich", "curate")
        }
        assert found["streams_topic_retention_seconds"][("parse",)] == RAW.retention_ms / 1000 == 14 * DAY_MS / 1000
        assert found["streams_log_end_offset"][("0", "state.parse")] >= 2
        assert ("raw",) in found["streams_topic_bytes"] and ("state.curate",) in found["streams_topic_bytes"]
        assert 0 < found["streams_broker_disk_free_bytes"][("1",)] < found["streams_broker_disk_bytes"][("1",)]
        assert all(gone == 0 for gone in found["streams_gone_records"].values())
        assert found["streams_received_total"][("curate",)] == found["streams_log_positions_total"][("curate",)] >= 6
        assert running.stop() == [0]
        letters = [orjson.loads(record.value) for record in running.read(CANARY)]
        assert {one["desk"] for one in letters} == set(desks(3))
        assert not running.read(EVENTS) and not running.read(CHANGES)


@pytest.mark.kafka
def test_what_waits_is_told_with_its_age_and_a_partition_given_away_is_told_no_more(
    embedded_kafka: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hold = tmp_path_factory.mktemp("hold") / "hold"
    hold.touch()
    monkeypatch.setenv("TEST_HOLD", str(hold))
    desk = desks(2)[0]  # any name that lands on partition 0
    with live(embedded_kafka, "waits", pipeline="tests.runtime.stages:held", partitions=2) as running:
        running.send([canary(desk, datetime.now(UTC))])
        running.start()
        here = ("0", "dedupe")
        found = until(running, lambda m: m.get("streams_oldest_unprocessed_seconds", {}).get(here, 0) > 2
                      and m["streams_commit_age_seconds"][here] > 2)  # fmt: skip
        assert found["streams_lag_records"][here] == 1
        assert found["streams_oldest_unprocessed_seconds"][("1", "dedupe")] == 0
        hold.unlink()
        until(running, lambda m: m["streams_oldest_unprocessed_seconds"][here] == 0)
        running.start()
        until(running, lambda m: m.get("streams_assigned_partitions", {}).get((), 0) == 1)
        deadline = time.monotonic() + 20
        while len(told(running, 0)["streams_lag_records"]) != 2 and time.monotonic() < deadline:
            time.sleep(0.3)
        kept = {partition for partition, _ in told(running, 0)["streams_lag_records"]}
        assert kept.isdisjoint(partition for partition, _ in told(running, 1)["streams_lag_records"])
