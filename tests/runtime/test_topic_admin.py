"""Topics become what the catalogue says, and whatever isn't so is told with the command that mends it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.structs import OffsetAndMetadata

from streams import topics
from streams.runtime import access, topic_admin
from streams.runtime.access_errors import NoAnswer
from streams.runtime.topic_admin import Found, differ
from streams.settings import Settings

pytestmark = pytest.mark.kafka

EVERYTHING = (*topics.CATALOGUE, *(topics.changelog(stage) for stage in ("parse", "dedupe", "curate")))


@pytest.fixture
def prefix() -> str:
    """A prefix of its own, so that tests share the broker and nothing else."""
    return f"t{uuid.uuid4().hex[:8]}"


@pytest.fixture
def settings(embedded_kafka: str, prefix: str) -> Callable[..., Settings]:
    return partial(Settings, broker=embedded_kafka, prefix=prefix)


@pytest.fixture
def admin(embedded_kafka: str) -> Iterator[KafkaAdminClient]:
    with KafkaAdminClient(bootstrap_servers=embedded_kafka) as client:
        yield client


def test_apply_creates_the_catalogue_once(settings: Callable[..., Settings]) -> None:
    first = topic_admin.apply(settings(partitions=3), EVERYTHING)
    again = topic_admin.apply(settings(partitions=3), EVERYTHING)
    assert [row.outcome for row in first] == ["created"] * len(EVERYTHING)
    assert [row.outcome for row in again] == ["already right"] * len(EVERYTHING)
    assert topic_admin.differences(settings(partitions=3), EVERYTHING) == []


def test_a_missing_topic_is_fatal_and_nothing_creates_it_by_the_way(
    prefix: str, settings: Callable[..., Settings]
) -> None:
    for _ in range(2):
        (found,) = topic_admin.differences(settings(partitions=4), [topics.RAW])
        assert found.fatal
        assert f"streams topics apply --prefix {prefix}" in found.message


def test_the_number_of_partitions_is_told_and_never_altered(prefix: str, settings: Callable[..., Settings]) -> None:
    topic_admin.apply(settings(partitions=2), [topics.RAW])
    (row,) = topic_admin.apply(settings(partitions=5), [topics.RAW])
    assert (row.outcome, [left.about for left in row.left]) == ("already right", ["partitions"])
    (found,) = topic_admin.differences(settings(partitions=5), [topics.RAW])
    assert (found.want, found.found, found.fatal) == ("5", "2", True)
    assert "--partitions 2" in found.message
    assert "--prefix" in found.message


def test_settings_that_were_changed_are_found_and_set_back(
    prefix: str, settings: Callable[..., Settings], admin: KafkaAdminClient
) -> None:
    topic_admin.apply(settings(partitions=1), EVERYTHING)
    events, posts = topics.EVENTS.full_name(prefix), topics.POSTS.full_name(prefix)
    admin.alter_configs(
        [
            ConfigResource(ConfigResourceType.TOPIC, events, {"cleanup.policy": "delete"}),
            ConfigResource(ConfigResourceType.TOPIC, posts, {"retention.ms": "1000", "segment.ms": "60000"}),
        ]
    )
    deadline = time.monotonic() + 15  # a broker says that it is altered before it shows it
    while len(found := topic_admin.differences(settings(partitions=1), EVERYTHING)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [(row.topic, row.about, row.fatal) for row in found] == [
        (events, "cleanup.policy", True),
        (posts, "retention.ms", False),
    ], "the fatal first; what the catalogue doesn't mention is a person's own business"
    outcomes = {row.topic: row for row in topic_admin.apply(settings(partitions=1), EVERYTHING)}
    assert (outcomes[events].outcome, outcomes[events].altered) == ("altered", ("cleanup.policy",))
    assert outcomes[posts].altered == ("retention.ms",)
    assert topic_admin.differences(settings(partitions=1), EVERYTHING) == []


def test_the_listing_counts_records_and_shows_what_is_missing(
    embedded_kafka: str, prefix: str, settings: Callable[..., Settings]
) -> None:
    topic_admin.apply(settings(partitions=2), [topics.RAW])
    with KafkaProducer(bootstrap_servers=embedded_kafka) as producer:
        for number in range(5):
            producer.send(topics.RAW.full_name(prefix), b"an update", partition=number % 2)
    raw, posts = topic_admin.describe(settings(), [topics.RAW, topics.POSTS])
    assert raw.found is not None
    assert (raw.records, raw.found.partitions, raw.differences) == (5, 2, ())
    assert raw.found.config["max.message.bytes"] == topics.RAW.config["max.message.bytes"]
    assert (posts.records, posts.found, posts.differences[0].found) == (0, None, "missing")


def test_lag_is_what_the_group_has_not_done(
    embedded_kafka: str, prefix: str, settings: Callable[..., Settings]
) -> None:
    topic_admin.apply(settings(partitions=2), [topics.RAW])
    name, group = topics.RAW.full_name(prefix), f"{prefix}-group"
    with KafkaProducer(bootstrap_servers=embedded_kafka) as producer:
        for _ in range(3):
            producer.send(name, b"an update", partition=1)
    assert [row.lag for row in topic_admin.lag(settings(group=group), [topics.RAW])] == [0, 3]
    with KafkaConsumer(bootstrap_servers=embedded_kafka, group_id=group, enable_auto_commit=False) as consumer:
        consumer.commit({TopicPartition(name, 1): OffsetAndMetadata(2, "", -1)})
    idle, busy = topic_admin.lag(settings(group=group), [topics.RAW, topics.POSTS])
    assert (idle.committed, idle.lag) == (None, 0)
    assert (busy.start, busy.end, busy.committed, busy.lag, busy.lost) == (0, 3, 2, 1, 0)


def test_a_record_as_large_as_the_catalogue_allows_goes_in(
    embedded_kafka: str, prefix: str, settings: Callable[..., Settings]
) -> None:
    topic_admin.apply(settings(partitions=1), [topics.DEAD])
    with KafkaProducer(bootstrap_servers=embedded_kafka, max_request_size=topics.DEAD_BYTES_MAX) as producer:
        producer.send(topics.DEAD.full_name(prefix), b"x" * (topics.DEAD_BYTES_MAX - 1024)).get(20)


def test_a_broker_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "ANSWER_SECONDS", 0.5)
    with pytest.raises(NoAnswer, match=r"127\.0\.0\.1:9 .*STREAMS_BROKER"):
        topic_admin.differences(Settings(broker="127.0.0.1:9"), [topics.RAW])


FATAL = {
    "missing": (None, ["topic"]),
    "wrong number of partitions": (Found(1, topics.EVENTS.config), ["partitions"]),
    "compacted topic that deletes too": (
        Found(4, {**topics.EVENTS.config, "cleanup.policy": "compact,delete"}),
        ["cleanup.policy"],
    ),
    "both": (Found(9, {**topics.EVENTS.config, "cleanup.policy": "delete"}), ["partitions", "cleanup.policy"]),
    "smaller records than ours: a warning": (Found(4, {**topics.EVENTS.config, "max.message.bytes": "1"}), []),
    "a setting of the broker's that we don't name": (Found(4, {**topics.EVENTS.config, "segment.ms": "1"}), []),
    "as it should be": (Found(4, topics.EVENTS.config), []),
}


@pytest.mark.parametrize(("found", "fatal"), FATAL.values(), ids=FATAL)
def test_what_keeps_a_worker_from_starting(found: Found | None, fatal: list[str]) -> None:
    assert [row.about for row in differ(topics.EVENTS, found, "news", 4) if row.fatal] == fatal


def test_another_version_of_a_topic_is_another_topic() -> None:
    assert differ(replace(topics.RAW, version=2), None, "news", 4)[0].topic == "news.raw.v2"
