"""What is told of a batch: every fate once, consistent in each scrape, and nothing of the content in a label."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import ConsumerRecord
from faust.types import TP
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from streams import codec
from streams.codec import Inbound
from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime import metrics as declared
from streams.runtime.account import Account
from streams.runtime.canary import canary, desks
from streams.runtime.metrics import Metrics
from streams.runtime.sources import Source, Sources
from streams.runtime.transport import Batch
from streams.runtime.turn import Turner
from streams.settings import Settings
from streams.topics import RAW

SEEN = datetime(2024, 3, 3, 12, tzinfo=UTC)
NOW_MS = int((SEEN + timedelta(days=1)).timestamp() * 1000)  # the broker's, after all that is sent
SOURCES = Sources([Source(name="courier", url="https://courier.example/")])
STAGES = pipeline(Settings())
PAGE = b"""Flood: live
Roads closed
The coast road closed at noon, police said.
Boat lost
A boat sank off Porto, police said."""


class Run:
    """The whole pipeline on one partition, accounted for as a worker does."""

    def __init__(self) -> None:
        self.metrics = Metrics(CollectorRegistry(), sources=SOURCES)
        self.account = Account(self.metrics, RAW.full_name())
        self.turners = {stage.name: Turner(stage) for stage in STAGES}
        self.offsets = dict.fromkeys(self.turners, 0)

    def feed(self, *updates: RawUpdate) -> None:
        waiting = [codec.write_raw(update) for update in updates]
        for stage in STAGES:
            first = self.offsets[stage.name]
            mine = [out for out in waiting if out.topic is stage.reads]
            records = [
                Inbound(out.topic.full_name(), 0, first + n, NOW_MS, out.key, out.value, out.headers)
                for n, out in enumerate(mine)
            ]
            if not records:
                continue
            turn = self.turners[stage.name].take(records)
            self.account.took(stage, batch(first, len(records), stage.reads.full_name()), turn, 0.01)
            self.account.state(stage, [self.turners[stage.name]])
            self.offsets[stage.name] += len(records)
            waiting = turn.publish

    def value(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0


def batch(first: int, amount: int, topic: str) -> Batch:
    record = ConsumerRecord(topic, 0, first, 0, 0, None, None, None, 0, 0, ())
    last = ConsumerRecord(topic, 0, first + amount - 1, 0, 0, None, None, None, 0, 0, ())
    return Batch(TP(topic, 0), [record, *[record] * (amount - 2), last] if amount > 1 else [record])


def update(body: bytes, url: str | None = "https://courier.example/live", minutes: int = 0, **more: str) -> RawUpdate:
    return codec.make_update(body, source="x", seen=SEEN + timedelta(minutes=minutes), url=url, **more)


def samples(text: bytes) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_a_page_that_comes_twice_and_a_bad_one_are_all_accounted_for() -> None:
    run = Run()
    run.feed(update(PAGE), update(PAGE, minutes=1), update(b"\x00\x01\xff" * 40, minutes=2))
    assert run.value("streams_received_total", stage="parse") == 3
    assert run.value("streams_dropped_total", stage="parse", reason="unchanged") == 1
    assert run.value("streams_dead_total", stage="parse", reason="binary") == 1
    assert run.value("streams_log_positions_total", stage="parse") == 3
    states = {s: run.value("streams_source_updates_total", source="courier", state=s) for s in declared.UPDATE_STATES}
    assert states == {"new": 1, "unchanged": 1, "refused": 1, "suspect": 0, "stale": 0, "empty": 0}
    assert run.value("streams_source_heard_timestamp_seconds", source="courier") == SEEN.timestamp() + 120
    assert run.value("streams_source_new_timestamp_seconds", source="courier") == SEEN.timestamp()
    assert run.value("streams_freshness_seconds_count", source_kind="page") == 2
    assert run.value("streams_freshness_seconds_count", source_kind="item") == 0
    kinds = samples(run.metrics.scrape())["streams_event_versions_total"]
    assert sum(kinds.values()) == 2 and {dict(labels)["desk"] for labels in kinds} == {"world", "other"}
    assert run.value("streams_changes_total", kind="added", significance="fact_change") == 2
    assert run.value("streams_open_events") == 2 and run.value("streams_index_entries", stage="curate") > 4


def test_every_stage_balances_in_every_scrape() -> None:
    run, wrong = Run(), []
    done = threading.Event()

    def scrape() -> None:
        while not done.is_set():
            found = samples(run.metrics.scrape())
            for stage in declared.STAGES:
                taken = found["streams_received_total"][(("stage", stage),)]
                fates = sum(
                    value
                    for name in ("passed", "dropped", "dead", "held")
                    for labels, value in found[f"streams_{name}_total"].items()
                    if ("stage", stage) in labels
                )
                if taken != fates:
                    wrong.append((stage, taken, fates))

    watching = threading.Thread(target=scrape)
    watching.start()
    for minute in range(40):
        run.feed(update(PAGE + b"\nMore\nRoad %d closed, police said." % minute, minutes=minute))
    done.set()
    watching.join()
    assert not wrong
    units = samples(run.metrics.scrape())["streams_page_units_total"]
    assert units[(("fate", "found"),)] == sum(units.values()) / 2 > 40


def test_canaries_are_counted_apart_from_the_news() -> None:
    run = Run()
    desk = desks(4)[0]
    run.feed(*(canary(desk, SEEN + timedelta(minutes=minute)) for minute in range(3)))
    assert run.value("streams_canary_returned_total", partition="0") == 3
    assert run.value("streams_canary_round_trip_seconds_count") == 3
    assert run.value("streams_received_total", stage="curate") == 3
    for name in ("streams_event_versions_total", "streams_changes_total", "streams_source_updates_total",
                 "streams_freshness_seconds_count", "streams_curation_total"):  # fmt: skip
        assert sum(samples(run.metrics.scrape())[name].values()) == 0, name


def test_a_hole_in_the_log_shows_as_positions_without_records() -> None:
    run = Run()
    topic = STAGES[0].reads.full_name()
    record = codec.write_raw(update(PAGE))
    for first in (0, 5):  # offsets 1 to 4 were never records
        turn = run.turners["parse"].take([Inbound(topic, 0, first, 0, record.key, record.value, record.headers)])
        run.account.took(STAGES[0], batch(first, 1, topic), turn, 0.0)
    assert run.value("streams_log_positions_total", stage="parse") == 6
    assert run.value("streams_received_total", stage="parse") == 2


def test_a_partition_that_was_elsewhere_meanwhile_is_no_hole() -> None:
    run = Run()
    topic = STAGES[0].reads.full_name()
    record = codec.write_raw(update(PAGE))
    for first, assigned in ((0, {TP(topic, 0)}), (100, set())):
        turn = run.turners["parse"].take([Inbound(topic, 0, first, 0, record.key, record.value, record.headers)])
        run.account.took(STAGES[0], batch(first, 1, topic), turn, 0.0)
        run.account.assigned(assigned - {TP(topic, 0)})
    assert run.value("streams_log_positions_total", stage="parse") == 2
    assert run.value("streams_rebalances_total") == 2


def test_labels_hold_nothing_of_what_came_in() -> None:
    run = Run()
    item = b'{"headline": "UNIQUEWORD sinks", "text": "UNIQUEWORD sank off Porto, police said.", "id": "UNIQUEWORD"}'
    run.feed(update(item, "https://UNIQUEWORD.example/", desk="uniqueword"))
    run.feed(update(b'{"headline": UNIQUEWORD', "https://UNIQUEWORD.example/", desk="UNIQUEWORD{evil}\n"))
    assert run.value("streams_received_total", stage="parse") == 2
    assert b"uniqueword" not in run.metrics.scrape().lower()


def test_a_storm_of_dead_letters_is_one_line_a_batch(caplog: pytest.LogCaptureFixture) -> None:
    run = Run()
    with caplog.at_level(logging.WARNING, "streams"):
        run.feed(*(update(b"\x00\x01\xff" * 40, minutes=n) for n in range(50)), update(b" ", minutes=51))
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2 and "binary" in said[0] and "and 49 more like it" in said[0]
    assert caplog.records[0].stage == "parse" and len(caplog.records[0].trace_id) == 32


def test_each_version_of_an_event_is_a_line_at_info_that_can_be_searched(caplog: pytest.LogCaptureFixture) -> None:
    run = Run()
    with caplog.at_level(logging.INFO, "streams"):
        run.feed(update(PAGE))
    told = [record for record in caplog.records if record.name == "streams.runtime.account"]
    assert len(told) == 2
    assert all(record.event_id and record.post_id and record.stage == "curate" for record in told)
    assert len({record.trace_id for record in told}) == 1, "both come of one update"


def test_an_enricher_that_fails_is_named_and_its_post_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    metrics = Metrics(CollectorRegistry())

    class Reading:
        class post:  # noqa: N801
            post_id = "p1"

    def broken(reading: object) -> None:
        raise ZeroDivisionError("by design")

    with pytest.raises(ZeroDivisionError):
        metrics.time_enricher("times", broken, Reading())
    assert metrics.registry.get_sample_value("streams_enricher_seconds_count", {"enricher": "times"}) == 1
    assert "the enricher times failed" in caplog.text and caplog.records[0].post_id == "p1"
