"""Every metric of ``streams watch``, declared once, as ``metrics.py`` declares the worker's.

Labels come from closed lists or from the sources file: never from content or addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest

from streams.runtime.watch.decide import Outcome, Reason, Standing, State

disable_created_metrics()  # a second series for each counter, which nothing of ours reads

# From a small page near by to the time after which an answer is given up.
ANSWER_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class FetchMetrics:
    """The metrics of one watching process.

    >>> metrics = FetchMetrics(["courier"], CollectorRegistry())
    >>> b'streams_fetch_state{source="courier",state="gone_quiet"} 0.0' in metrics.scrape()
    True
    """

    def __init__(self, sources: Iterable[str], registry: CollectorRegistry = REGISTRY) -> None:
        self.registry = registry
        self.sources = tuple(sources)

        def counter(name: str, help: str, *labels: str) -> Counter:
            return Counter(f"streams_fetch_{name}", help, labels, registry=registry)

        def gauge(name: str, help: str, *labels: str) -> Gauge:
            return Gauge(f"streams_fetch_{name}", help, labels, registry=registry)

        self.answers = counter(
            "answers_total",
            "Times a source was asked, by what it came to. Only 'not_modified' for a live page: its server hands out a "
            "stale copy; 'failing': see streams_fetch_failures_total and the log.",
            "source", "outcome",
        )  # fmt: skip
        self.failures = counter(
            "failures_total",
            "Answers that could not be used, by reason (streams/runtime/watch/decide.py says what each means). 'busy' "
            "rising: ask less often; 'not_allowed': a redirect leads off the list; 'internal' is our bug: see the log.",
            "reason",
        )
        self.state = gauge(
            "state",
            "1 for how a source stands, 0 for the others. 'failing' or 'gone_quiet' for long: open its address in a "
            "browser; it may have moved, or the live page has ended.",
            "source", "state",
        )  # fmt: skip
        self.answered_at = gauge(
            "answered_timestamp_seconds",
            "When a source last gave an answer that could be used. Older than a few times its `every`: it is failing, "
            "or the broker is away.",
            "source",
        )
        self.changed_at = gauge(
            "changed_timestamp_seconds",
            "When a source last said something new, or was first asked. Older than its quiet_after: it has gone quiet.",
            "source",
        )
        self.due_at = gauge(
            "due_timestamp_seconds",
            "When a source is to be asked again. Long past: its host is busy with others of it, or the broker is away.",
            "source",
        )
        self.sent = counter("sent_total", "Raw updates of a source put on the log and acknowledged.", "source")
        self.refused = counter(
            "refused_total",
            "Files and lines of a folder that were not sent: broken, or too large and then kept in part as a dead "
            "letter. The log names them.",
            "source",
        )
        self.wire_bytes = counter(
            "wire_bytes_total", "Bytes of bodies as they came over the network, packed. For planning.", "source"
        )
        self.seconds = Histogram(
            "streams_fetch_seconds",
            "Seconds from a question to its whole answer. Rising for all: the network or a name server.",
            registry=registry, buckets=ANSWER_BUCKETS,
        )  # fmt: skip
        self.bodies = gauge(
            "bodies",
            "Bodies in memory: being read, or waiting for the broker. At its bound all the time: the broker is away or "
            "slow, and nothing more is asked until it takes them.",
        )
        self.retries = counter(
            "delivery_retries_total",
            "Deliveries that failed and were tried again. Any rise: the broker; the log says why.",
        )
        self.abandoned = counter(
            "abandoned_total",
            "Bodies not delivered when the watcher was told to stop. They are asked for anew at the next start, and "
            "come as the page is then.",
        )
        for source in self.sources:
            for outcome in Outcome:
                self.answers.labels(source, outcome.value)
            for state in State:
                self.state.labels(source, state.value)
            for metric in (self.sent, self.refused, self.wire_bytes):
                metric.labels(source)
        for reason in Reason:
            self.failures.labels(reason.value)

    def stands(self, source: str, standing: Standing) -> None:
        """Show how a source stands."""
        for state in State:
            self.state.labels(source, state.value).set(standing.state is state)
        self._at(self.changed_at, source, standing.changed)
        self._at(self.due_at, source, standing.due)

    def _at(self, metric: Gauge, source: str, moment: Any) -> None:
        if moment is not None:
            metric.labels(source).set(moment.timestamp())

    def scrape(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)
