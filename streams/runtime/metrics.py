"""Every metric of ours, declared once. The help is for the person on call: what a rise means, what to do.

Labels come from closed lists only, or from what is configured (desks, sources; others count as ``other``): never from
content, ids or addresses. What can be preset is, so that a series is there before its first event. Names and units
follow Prometheus' naming practices: base units, ``_total`` for counters, ``_timestamp_seconds`` for instants.
"""

from __future__ import annotations

import logging
import platform
import threading
from collections import Counter as Count
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)  # fmt: skip
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics import MetricWrapperBase

from streams import RULES_VERSION
from streams.enrichers import Missing
from streams.pipeline import WRITES
from streams.records import CHANGE_KINDS, SIGNIFICANCES
from streams.runtime.sources import Sources
from streams.stage import Drop, Reject, SourceKind
from streams.stages.enrich import CUT, OWN, kind_names
from streams.topics import CATALOGUE, DEAD, RAW

log = logging.getLogger(__name__)

disable_created_metrics()  # a second series for each counter, which nothing of ours reads

STAGES = tuple(WRITES)
UNITS = ("found", "emitted", "unchanged", "furniture", "dead")
NOTED = ("founded", "joined", "merged", "split", "retracted", "vetoed", "conflicts", "corroborations", "copies",
         "degraded", "late")  # fmt: skip
UPDATE_STATES = ("new", "unchanged", "suspect", "stale", "empty", "refused")
"""What an update of a source came to: something new; nothing new; kept back until the next agrees; older than what was
known; a page without a post; a dead letter."""
UNTOLD = "none"
"""The label where a record has no kind or significance."""

# From a millisecond, a small batch of dedupe, to the ten seconds after which a turn endangers the membership.
WORK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# An enricher takes 0.05 to 5 ms of one post; one that takes a second is a bug.
ENRICHER_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1)
# From the quickest way through four stages to a feed that is fetched once an hour; fine below two seconds,
# where a canary of a healthy pipeline is, and first shows that something is slow.
DELAY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
RECORD_BUCKETS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
LOOP_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REBUILD_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


def of_process() -> CollectorRegistry:
    """A registry that tells of this process, of Python and of its garbage collector, and of nothing else yet."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


class Metrics:
    """The metrics of one worker process, which is scraped alone: nothing is shared between processes.

    ``partitions`` presets what is counted for each of them. Counts that belong together are added under one lock, which
    a scrape takes too: received and its fates agree in every scrape.

    >>> metrics = Metrics(CollectorRegistry())
    >>> metrics.count("parse", Count({("received", ""): 2, ("passed", ""): 1, ("dropped", "unchanged"): 1}))
    >>> b'streams_dropped_total{reason="unchanged",stage="parse"} 1.0' in metrics.scrape()
    True
    """

    def __init__(
        self, registry: CollectorRegistry | None = None, *, sources: Sources | None = None,
        enrichers: Iterable[str] = tuple(enricher.name for enricher in OWN),
    ) -> None:  # fmt: skip
        self.registry = of_process() if registry is None else registry
        self.sources = sources or Sources()
        self.enrichers = tuple(enrichers)
        self.declared: dict[str, MetricWrapperBase] = {}
        self._lock = threading.Lock()

        def counter(name: str, help: str, *labels: str) -> Counter:
            return self._declare(Counter, name, help, labels)

        def gauge(name: str, help: str, *labels: str) -> Gauge:
            return self._declare(Gauge, name, help, labels)

        def histogram(name: str, buckets: Sequence[float], help: str, *labels: str) -> Histogram:
            return self._declare(Histogram, name, help, labels, buckets=buckets)

        # ---------------------------------------------------------- the flow: received = passed + dropped + dead + held

        self.received = counter(
            "received_total",
            "Records a stage took in. Flat while streams_lag_records rises: the worker is stuck; its log says on what.",
            "stage",
        )
        self.passed = counter("passed_total", "Records that led to at least one record out.", "stage")
        self.emitted = counter(
            "emitted_total",
            "Records published and acknowledged. Less than streams_log_end_offset grew by: published again after a "
            "crash, or written by somebody else.",
            "stage", "topic",
        )  # fmt: skip
        self.emitted_bytes = counter(
            "emitted_bytes_total", "Bytes of key, value and headers published, before compression. For planning disks.",
            "topic",
        )  # fmt: skip
        self.dropped = counter(
            "dropped_total",
            "Records left out on purpose, by reason (streams/stage.py says what each means). 'unchanged' is most of a "
            "healthy live page; a jump of another reason after a deploy is ours.",
            "stage", "reason",
        )  # fmt: skip
        self.dead = counter(
            "dead_total",
            "Records sent to the dead letters. 'internal' is our bug: read the message, mend, `streams dlq retry`. "
            "Others are bad input: `streams dlq list` names the source.",
            "stage", "reason",
        )  # fmt: skip
        self.held = counter(
            "held_total",
            "Snapshots kept back because they lack much of their page. Rising for one source: it sends error or "
            "consent pages; look at one with `streams tail raw`.",
            "stage",
        )
        self.units = counter(
            "page_units_total", "Units inside pages: found = emitted + unchanged + furniture + dead.", "fate"
        )
        self.log_positions = counter(
            "log_positions_total",
            "Offsets that acknowledged batches moved over. More than received: the log has holes, as the marks of a "
            "producer's transactions are; look who writes to the topic.",
            "stage",
        )

        # ------------------------------------------------------------------------------------- where the time goes

        self.step_seconds = histogram(
            "step_seconds", WORK_BUCKETS,
            "Seconds a stage computed on one batch. A rise without larger batches: a slow rule or a huge page; in "
            "enrich streams_enricher_seconds names the rule.",
            "stage",
        )  # fmt: skip
        self.publish_seconds = histogram(
            "publish_seconds", WORK_BUCKETS,
            "Seconds until every delivery of a batch was acknowledged. A rise in all stages at once is the broker's, "
            "unless streams_loop_lag_seconds rose too: a blocked loop is late to hear of acknowledgements.",
            "stage",
        )  # fmt: skip
        self.batch_records = histogram(
            "batch_records", RECORD_BUCKETS,
            "Records in a batch. At STREAMS_BATCH_MAX all the time: the worker is behind.",
            "stage",
        )  # fmt: skip
        self.enricher_seconds = histogram(
            "enricher_seconds", ENRICHER_BUCKETS,
            "Seconds one enricher took of one post. One of them far above the others: its newest rule, or posts of a "
            "form it was not made for.",
            "enricher",
        )  # fmt: skip

        # --------------------------------------------------------------------------------------------- end to end

        self.freshness = histogram(
            "freshness_seconds", DELAY_BUCKETS,
            "Seconds from an update's receipt to its curated event's acknowledgement: what subscribers feel. Back-fill "
            "counts too. Rising with lag: too few workers; without lag: the source's clock.",
            "source_kind",
        )  # fmt: skip
        self.publication_delay = histogram(
            "publication_delay_seconds", DELAY_BUCKETS,
            "Seconds from a post's own instant of publication to its curated event. Above freshness by what the "
            "sources and their fetching take; back-fill counts too.",
            "source_kind",
        )  # fmt: skip
        self.canary_sent = counter(
            "canary_sent_total", "Canaries put on the raw topic, one a minute for each partition.", "partition"
        )
        self.canary_returned = counter(
            "canary_returned_total",
            "Canaries that came out of the last stage. More than two behind streams_canary_sent_total: that "
            "partition stands still or is far behind.",
            "partition",
        )
        self.canary_returned_at = gauge(
            "canary_returned_timestamp_seconds",
            "When a canary of this partition last came out of the last stage. Older than three minutes: look at the "
            "partition's lag, then at its worker.",
            "partition",
        )
        self.canary_seconds = histogram(
            "canary_round_trip_seconds", DELAY_BUCKETS,
            "Seconds a canary took through every topic and stage: the health of the whole, also on a quiet night.",
        )  # fmt: skip

        # --------------------------------------------------------------------------------------- as the broker sees it

        self.lag = gauge(
            "lag_records",
            "Records of a partition not yet committed, as the broker says. Rising for 15 minutes: all partitions, add "
            "workers or see streams_step_seconds; one partition, a desk that is too large for one worker.",
            "stage", "partition",
        )  # fmt: skip
        self.committed = gauge(
            "committed_offset", "What the group has committed, as the broker says.", "stage", "partition"
        )
        self.log_end = gauge(
            "log_end_offset", "The end of a partition's log: what was ever appended.", "topic", "partition"
        )
        self.gone = gauge(
            "gone_records",
            "Records that retention removed before they were taken. Must be 0: news is lost. `streams worker "
            "--accept-loss` goes on without them; raise the topic's retention first.",
            "stage", "partition",
        )  # fmt: skip
        self.commit_age = gauge(
            "commit_age_seconds",
            "For how long a partition has had lag and its committed offset has stood still. Above a minute: a stuck or "
            "missing worker; at STREAMS_STALL_SECONDS it ends itself.",
            "stage", "partition",
        )  # fmt: skip
        self.oldest = gauge(
            "oldest_unprocessed_seconds",
            "Age of the oldest record not yet committed, 0 without lag. At streams_topic_retention_seconds it is lost.",
            "stage", "partition",
        )  # fmt: skip
        self.retention = gauge(
            "topic_retention_seconds", "For how long the broker keeps a stage's input; +Inf is for ever.", "stage"
        )
        self.topic_bytes = gauge(
            "topic_bytes",
            "Bytes on the broker's disks, copies included, of a topic's partitions that this worker owns; of state "
            "topics: what a start reads.",
            "topic",
        )
        self.disk_bytes = gauge("broker_disk_bytes", "Size of the file system that holds the log.", "broker")
        self.disk_free = gauge(
            "broker_disk_free_bytes",
            "Room left on the file system that holds the log. Near 0 the broker stops: lower a topic's retention, or "
            "give it a larger disk.",
            "broker",
        )
        self.broker_asked = gauge(
            "broker_answered_timestamp_seconds",
            "When the broker last told this worker its offsets. Old: no broker answers; what it told stands still.",
        )
        self.broker_failures = counter(
            "broker_failures_total",
            "Times this worker asked the broker, every two seconds, and had no answer within three. All workers at "
            "once: the broker was away, if only to restart; one: its network.",
        )
        self.partitions = gauge("topic_partitions", "Partitions of every topic, as this worker is set.")

        # --------------------------------------------------------------------------------- what the state has grown to

        self.open_events = gauge(
            "open_events", "Events in the state of this worker. Grows with the horizon; a sudden rise: nothing merges."
        )
        self.state_rows = gauge("state_rows", "State rows held by this worker; its memory follows them.", "stage")
        self.index_entries = gauge(
            "index_entries",
            "Entries of the index over a stage's rows. Rising while rows do not: longer posts, or terms that never go.",
            "stage",
        )
        self.rebuild_seconds = histogram(
            "state_rebuild_seconds", REBUILD_BUCKETS,
            "Seconds to read a partition's state back from its changelog. Each is a start or a rebalance; long ones "
            "delay every deploy: see streams_topic_bytes of the state topics.",
            "stage",
        )  # fmt: skip

        # ---------------------------------------------------------------------------------------------------- the news

        self.noted = counter("curation_total", "What the stages decided about posts, copies and events.", "decision")
        self.degraded = counter(
            "degraded_total",
            "Posts that lack what one enricher should have read, because it failed or is missing; 'cut': only the "
            "beginning of a huge post was read. Any rise but of 'cut' is a bug, or a package that is not installed: "
            "the log has its message, a missing one at the worker's start.",
            "enricher",
        )
        self.event_versions = counter(
            "event_versions_total", "Versions of events published, by desk and kind of event.", "desk", "kind"
        )
        self.changes = counter(
            "changes_total",
            "Changes of events, by kind of change and by what it means to a reader.",
            "kind",
            "significance",
        )
        self.source_updates = counter(
            "source_updates_total",
            "Updates that came of a source, by what they came to. 'refused' or 'suspect' rising: its page has changed "
            "its form, or shows an error.",
            "source", "state",
        )  # fmt: skip
        self.source_heard_at = gauge(
            "source_heard_timestamp_seconds",
            "When an update of a source was last received. Old: its fetcher has stopped, or cannot reach it.",
            "source",
        )
        self.source_new_at = gauge(
            "source_new_timestamp_seconds",
            "When a source last said something new. Old while it is heard: it has gone quiet, or shows a stale copy.",
            "source",
        )

        # ------------------------------------------------------------------------------------------------ the process

        self.assigned = gauge("assigned_partitions", "Partitions of the raw topic that this worker has now.")
        self.rebalances = counter(
            "rebalances_total",
            "Times the group dealt its partitions anew. A few with each deploy; more than six in ten minutes: a worker "
            "comes and goes, see streams_loop_lag_seconds and the workers' start times.",
        )
        self.loop_lag = histogram(
            "loop_lag_seconds", LOOP_BUCKETS,
            "Seconds the event loop was late to wake. Above STREAMS_SESSION_TIMEOUT_SECONDS / 2 nothing is published; "
            "a stage's step is what holds it up.",
        )  # fmt: skip
        self.loop_turned_at = gauge(
            "loop_turned_timestamp_seconds",
            "When the event loop last turned. Old while the worker answers scrapes: something holds the loop up, and "
            "streams_loop_lag_seconds is silent until it lets go; at STREAMS_STALL_SECONDS the worker ends itself.",
        )
        self.scrape_cpu = counter("scrape_cpu_seconds_total", "CPU seconds of answering /metrics, /live and /ready.")
        self.build = gauge("build_info", "What runs here; 1.", "rules", "python")
        self.build.labels(RULES_VERSION, platform.python_version()).set(1)
        self._preset()

    def _declare(self, kind: type[Any], name: str, help: str, labels: Sequence[str], **more: Any) -> Any:
        metric = kind(f"streams_{name}", help, labels, registry=self.registry, **more)
        self.declared[f"streams_{name}"] = metric
        return metric

    def _preset(self) -> None:
        for stage in STAGES:
            for metric in (self.received, self.passed, self.held, self.log_positions, self.step_seconds,
                           self.batch_records, self.publish_seconds, self.state_rows, self.index_entries,
                           self.rebuild_seconds):  # fmt: skip
                metric.labels(stage)
            for drop in Drop:
                self.dropped.labels(stage, drop.value)
            for reject in Reject:
                self.dead.labels(stage, reject.value)
        for topic in CATALOGUE:
            self.emitted_bytes.labels(topic.name)
        self.emitted.labels("parse", RAW.name)
        for stage, topics in WRITES.items():
            for topic in (*topics, DEAD):
                self.emitted.labels(stage, topic.name)
        for source_kind in SourceKind:
            self.freshness.labels(source_kind.value)
            self.publication_delay.labels(source_kind.value)
        for name in self.enrichers:
            self.enricher_seconds.labels(name)
            self.degraded.labels(name)
        self.degraded.labels(CUT)
        for desk in self.sources.desks:
            for kind in (*kind_names(), UNTOLD):
                self.event_versions.labels(desk, kind)
        for kind in CHANGE_KINDS:
            for significance in SIGNIFICANCES:
                self.changes.labels(kind, significance)
        for source in self.sources.names:
            for state in UPDATE_STATES:
                self.source_updates.labels(source, state)
        for fate in UNITS:
            self.units.labels(fate)
        for decision in NOTED:
            self.noted.labels(decision)

    def count(self, stage: str, counts: Count[tuple[str, str]]) -> None:
        """Add a batch's fates, once it is acknowledged."""
        with self._lock:
            for (what, which), amount in counts.items():
                if what in ("received", "passed", "held", "log_positions"):
                    getattr(self, what).labels(stage).inc(amount)
                elif what in ("dropped", "dead", "emitted"):
                    getattr(self, what).labels(stage, which).inc(amount)
                elif what in ("emitted_bytes", "units", "noted", "degraded"):
                    getattr(self, what).labels(which).inc(amount)
                else:
                    raise KeyError(f"no metric for {what!r}: declare it in metrics.py")

    def time_enricher(self, name: str, enrich: Callable[[Any], None], reading: Any) -> None:
        """Run one enricher on one post, timed; its failure goes into the log and on to the caller."""
        began = perf_counter()
        try:
            enrich(reading)
        except Missing:  # told once, when the worker started
            raise
        except Exception:
            log.exception("the enricher %s failed", name, extra={"stage": "enrich", "post_id": reading.post.post_id})
            raise
        finally:
            self.enricher_seconds.labels(name).observe(perf_counter() - began)

    def scrape(self) -> bytes:
        """All metrics in Prometheus' text format, as of one moment."""
        with self._lock:
            return generate_latest(self.registry)
