"""What the broker knows of a worker's partitions: offsets, lag, the age of what waits, disks. Faust's own bookkeeping
is not asked: it is what stands still when something is wrong.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic, sleep, time
from typing import Any, TypeVar

from faust.types import TP
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec
from kafka.errors import AuthorizationError, KafkaError
from prometheus_client import Gauge

from streams.runtime import access
from streams.runtime.metrics import Metrics
from streams.settings import Settings
from streams.stage import Stage
from streams.topics import CATALOGUE, changelog

log = logging.getLogger(__name__)

READY_SECONDS = 15.0
ANSWER_SECONDS = 3.0  # of a broker that restarts, the client hides all but that an answer took longer than ever
SIZES_SECONDS = 30.0  # disks and retention change slowly, and asking for them walks every partition of the broker
FETCHES_MAX = 8  # at each look: finding the oldest record's time fetches it, all 8 MiB of it if need be
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Offsets:
    """A partition as the broker sees it."""

    start: int
    end: int
    committed: int | None

    @property
    def lag(self) -> int:
        return self.end - max(self.start, self.committed or 0)

    @property
    def gone(self) -> int:
        """Records that retention removed before anyone took them."""
        return 0 if self.committed is None else max(0, self.start - self.committed)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask a broker again while it says that it is not ready yet, as a new one does for its first seconds."""
    deadline = monotonic() + READY_SECONDS
    while True:
        try:
            return ask()
        except KafkaError as error:
            if not error.retriable or monotonic() > deadline:
                raise
        sleep(0.1)


def offsets(admin: KafkaAdminClient, group: str, tps: Iterable[TP]) -> dict[TP, Offsets]:
    """What the broker knows of these partitions. Committed is asked first, so that a lag of zero is never a guess."""
    asked = [TopicPartition(*tp) for tp in tps]
    committed = patiently(lambda: admin.list_group_offsets({group: None})).get(group, {})
    if not asked:
        return {}
    starts = admin.list_partition_offsets(dict.fromkeys(asked, OffsetSpec.EARLIEST))
    ends = admin.list_partition_offsets(dict.fromkeys(asked, OffsetSpec.LATEST))
    return {
        TP(tp.topic, tp.partition): Offsets(
            starts[tp].offset, ends[tp].offset,
            committed[tp].offset if tp in committed and committed[tp].offset >= 0 else None,
        )
        for tp in asked
    }  # fmt: skip


class Survey:
    """Asks for what the metrics tell of the broker, and keeps the gauges of partitions that are ours, no others."""

    def __init__(self, settings: Settings, stages: Sequence[Stage], metrics: Metrics) -> None:
        self._settings = settings
        self._stages = {stage.reads.full_name(settings.prefix): stage.name for stage in stages}
        states = [changelog(stage.name) for stage in stages if stage.rows]
        self._names = {topic.full_name(settings.prefix): topic.name for topic in (*CATALOGUE, *states)}
        self._metrics = metrics
        self._shown: dict[Gauge, set[tuple[str, ...]]] = {}
        self._oldest: dict[TP, tuple[int, float]] = {}  # committed offset, and the time stamp of the record there
        self._sizes_due = 0.0
        self._waited: set[TP] = set()
        self._consumer: KafkaConsumer | None = None
        metrics.partitions.set(settings.partitions)

    def offsets(self, admin: KafkaAdminClient, assigned: Iterable[TP]) -> dict[TP, Offsets]:
        """The offsets of these partitions, shown too. Raises KafkaError where no broker answers."""
        metrics, began = self._metrics, monotonic()
        known = offsets(admin, self._settings.group, assigned)
        if monotonic() - began > ANSWER_SECONDS:
            metrics.broker_failures.inc()
        self._show(metrics.lag, {self._stage(tp): one.lag for tp, one in known.items()})
        self._show(metrics.gone, {self._stage(tp): one.gone for tp, one in known.items()})
        self._show(metrics.committed, {self._stage(tp): one.committed or 0 for tp, one in known.items()})
        metrics.broker_asked.set(time())
        return known

    def look_around(self, admin: KafkaAdminClient, known: Mapping[TP, Offsets]) -> None:
        """What else is to be shown, as far as it is due. Raises KafkaError; nobody's life depends on it."""
        now, numbers = monotonic(), {tp.partition for tp in known}
        self._show_ends(admin, known, numbers)
        self._find_oldest(known)
        self._show_oldest(known)
        if now >= self._sizes_due and known:
            self._sizes_due = now + SIZES_SECONDS
            self._show_retention(admin)
            try:
                self._show_disks(admin.describe_log_dirs(), numbers)
            except AuthorizationError as error:
                log.info("the sizes of topics and disks are not shown: the broker refuses to tell them: %r", error)

    def unanswered(self) -> None:
        """The broker did not answer; the connections are no good any more."""
        self._metrics.broker_failures.inc()
        if self._consumer is not None:
            self._consumer.close()
            self._consumer = None

    def show_commit_age(self, ages: Mapping[TP, float]) -> None:
        """For how long each partition has had lag and its committed offset has stood still."""
        self._show(self._metrics.commit_age, {self._stage(tp): age for tp, age in ages.items()})

    def _show_ends(self, admin: KafkaAdminClient, known: Mapping[TP, Offsets], numbers: set[int]) -> None:
        """The ends of what the stages read, which are known, and of what is only written."""
        written = [TopicPartition(name, n) for name in self._names for n in numbers if TP(name, n) not in known]
        asked = admin.list_partition_offsets(dict.fromkeys(written, OffsetSpec.LATEST)) if written else {}
        ends = {(tp.topic, tp.partition): one.end for tp, one in known.items()}
        ends |= {(tp.topic, tp.partition): found.offset for tp, found in asked.items()}
        self._show(self._metrics.log_end, {(self._names[topic], str(n)): end for (topic, n), end in ends.items()})

    def _show_disks(self, brokers: Iterable[Mapping[str, Any]], numbers: set[int]) -> None:
        sizes = dict.fromkeys(self._names.values(), 0)
        for broker in brokers:
            for folder in broker["log_dirs"]:
                for topic in folder["topics"]:
                    if (name := self._names.get(topic["name"])) is not None:
                        mine = (p for p in topic["partitions"] if p["partition_index"] in numbers)
                        sizes[name] += sum(partition["partition_size"] for partition in mine)
            # Brokers before 3.3 do not tell the size of the file system (KIP-827): -1.
            rooms = [f for f in broker["log_dirs"] if f.get("total_bytes", -1) >= 0]
            if rooms:
                tightest = min(rooms, key=lambda f: f["usable_bytes"] / max(f["total_bytes"], 1))
                self._metrics.disk_bytes.labels(str(broker["broker"])).set(tightest["total_bytes"])
                self._metrics.disk_free.labels(str(broker["broker"])).set(tightest["usable_bytes"])
        for name, size in sizes.items():
            self._metrics.topic_bytes.labels(name).set(size)

    def _show_retention(self, admin: KafkaAdminClient) -> None:
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in self._stages]
        configs = admin.describe_configs(resources, config_filter="all")["topic"]
        for name, stage in self._stages.items():
            kept_ms = int(configs[name]["retention.ms"]["value"])
            self._metrics.retention.labels(stage).set(math.inf if kept_ms < 0 else kept_ms / 1000)

    def _find_oldest(self, known: Mapping[TP, Offsets]) -> None:
        """The time stamp of the first record of each partition that waits, fetched where it is not known.

        Of many, those first that have waited since the last look.
        """
        waiting = {tp: max(one.start, one.committed or 0) for tp, one in known.items() if one.lag > 0}
        self._oldest = {tp: told for tp, told in self._oldest.items() if waiting.get(tp) == told[0]}
        unknown = sorted((tp not in self._waited, tp) for tp in waiting if tp not in self._oldest)
        self._waited = set(waiting)
        for _, tp in unknown[:FETCHES_MAX]:
            if (stamp := self._stamp(tp, waiting[tp])) is not None:
                self._oldest[tp] = (waiting[tp], stamp)

    def _stamp(self, tp: TP, at: int) -> float | None:
        if self._consumer is None:
            self._consumer = access.consumer(
                self._settings, enable_auto_commit=False,
                max_partition_fetch_bytes=1,  # the first batch comes all the same (KIP-74)
                fetch_max_wait_ms=100, max_poll_records=1,
            )  # fmt: skip
        asked = TopicPartition(*tp)
        self._consumer.assign([asked])
        self._consumer.seek(asked, at)
        for record in self._consumer.poll(timeout_ms=2000).get(asked, ()):
            return record.timestamp / 1000
        return None

    def _show_oldest(self, known: Mapping[TP, Offsets]) -> None:
        now, ages = time(), {}
        for tp, one in known.items():
            if one.lag <= 0:
                ages[self._stage(tp)] = 0.0
            elif tp in self._oldest:
                ages[self._stage(tp)] = max(0.0, now - self._oldest[tp][1])
        self._show(self._metrics.oldest, ages)

    def _stage(self, tp: TP) -> tuple[str, str]:
        return self._stages[tp.topic], str(tp.partition)

    def _show(self, gauge: Gauge, values: Mapping[tuple[str, str], float]) -> None:
        """Set these series, and take away those of partitions that are no longer ours."""
        for labels in self._shown.get(gauge, set()) - set(values):
            gauge.remove(*labels)
        for labels, value in values.items():
            gauge.labels(*labels).set(value)
        self._shown[gauge] = set(values)
