"""Every metric of ours, declared once. The help is for the person on call: what a rise means, what to do.

Labels come from closed lists only and are preset to zero, so that a series is there before its first event.
"""

from __future__ import annotations

from collections import Counter as Count

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

from streams import RULES_VERSION
from streams.stage import Drop, Reject
from streams.topics import CATALOGUE

STAGES = ("parse", "dedupe", "enrich", "curate")
UNITS = ("found", "emitted", "unchanged", "furniture", "dead")
NOTED = ("founded", "joined", "merged", "split", "retracted", "vetoed", "conflicts", "corroborations", "copies",
         "degraded", "late")  # fmt: skip
STEP_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
DELAY_BUCKETS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)


class Metrics:
    """The metrics of one worker process."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.registry = registry

        def counter(name: str, help: str, *labels: str) -> Counter:
            return Counter(f"streams_{name}", help, labels, registry=registry)

        def gauge(name: str, help: str, *labels: str) -> Gauge:
            return Gauge(f"streams_{name}", help, labels, registry=registry)

        self.received = counter(
            "received_total",
            "Records a stage took in. Flat while raw records arrive: the worker is stuck, see streams_lag_records.",
            "stage",
        )
        self.passed = counter("passed_total", "Records that led to at least one record out.", "stage")
        self.emitted = counter(
            "emitted_total",
            "Records published. Compare with the next stage's received by offsets, not by this.",
            "stage",
            "topic",
        )
        self.dropped = counter(
            "dropped_total",
            "Records left out on purpose, by reason (streams/stage.py says what each means). 'unchanged' is most of a "
            "healthy live page; a jump of another reason after a deploy is ours.",
            "stage",
            "reason",
        )
        self.dead = counter(
            "dead_total",
            "Records sent to the dead letters. 'internal' is our bug: read the message, mend, `streams dlq retry`. "
            "Others are bad input: `streams dlq list` names the source.",
            "stage",
            "reason",
        )
        self.held = counter("held_total", "Records kept back until a later one confirms them.", "stage")
        self.units = counter(
            "page_units_total", "Units inside pages: found = emitted + unchanged + furniture + dead.", "fate"
        )
        self.noted = counter("curation_total", "What the stages decided about events and copies.", "decision")
        self.step_seconds = Histogram(
            "streams_step_seconds",
            "Seconds a stage computed on one batch. A rise without larger batches: a slow rule or a huge page.",
            ("stage",),
            buckets=STEP_BUCKETS,
            registry=registry,
        )
        self.batch_records = Histogram(
            "streams_batch_records",
            "Records in a batch. At the maximum all the time: the worker is behind.",
            ("stage",),
            buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000),
            registry=registry,
        )
        self.publish_seconds = Histogram(
            "streams_publish_seconds",
            "Seconds until every delivery of a batch was acknowledged. A rise is the broker's.",
            ("stage",),
            buckets=STEP_BUCKETS,
            registry=registry,
        )
        self.curated_delay_seconds = Histogram(
            "streams_curated_delay_seconds",
            "Seconds from an update's receipt to its curated event. What users feel; back-fill counts too.",
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        self.published_delay_seconds = Histogram(
            "streams_published_delay_seconds",
            "Seconds from a post's own instant of publication to its curated event. "
            "Above the delay from receipt by what the sources and their fetching take; back-fill counts too.",
            buckets=DELAY_BUCKETS,
            registry=registry,
        )
        self.open_events = gauge(
            "open_events", "Events in the state of this worker. Grows with the horizon; a sudden rise: nothing merges."
        )
        self.state_rows = gauge("state_rows", "State rows held by this worker.", "stage")
        self.lag = gauge(
            "lag_records",
            "Records not yet committed, as the broker says. Rising for 15 minutes: add workers or look "
            "at step seconds.",
            "stage",
        )
        self.last_commit = gauge(
            "progress_timestamp_seconds", "When this worker last acknowledged a batch of the stage.", "stage"
        )
        self.build = Gauge("streams_build_info", "Rules version of this worker.", ("rules",), registry=registry)
        self.build.labels(RULES_VERSION).set(1)
        self._preset()

    def _preset(self) -> None:
        for stage in STAGES:
            for metric in (self.received, self.passed, self.held, self.step_seconds, self.batch_records,
                           self.publish_seconds, self.state_rows, self.lag, self.last_commit):  # fmt: skip
                metric.labels(stage)
            for topic in CATALOGUE:
                self.emitted.labels(stage, topic.name)
            for drop in Drop:
                self.dropped.labels(stage, drop.value)
            for reject in Reject:
                self.dead.labels(stage, reject.value)
        for fate in UNITS:
            self.units.labels(fate)
        for decision in NOTED:
            self.noted.labels(decision)

    def count(self, stage: str, counts: Count[tuple[str, str]]) -> None:
        """Add a batch's fates, once it is acknowledged."""
        single = {"received": self.received, "passed": self.passed, "held": self.held}
        for (what, which), amount in counts.items():
            if what in single:
                single[what].labels(stage).inc(amount)
            elif what == "emitted":
                self.emitted.labels(stage, which).inc(amount)
            elif what == "dropped":
                self.dropped.labels(stage, which).inc(amount)
            elif what == "dead":
                self.dead.labels(stage, which).inc(amount)
            elif what == "units":
                self.units.labels(which).inc(amount)
            elif what == "noted":
                self.noted.labels(which).inc(amount)
            else:
                raise KeyError(f"no metric for {what!r}: declare it in metrics.py")
