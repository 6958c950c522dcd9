"""What is told of a batch once it is acknowledged: metrics, lines in the log, spans. Nothing before that counts."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import time

from faust.types import TP

from streams.codec import CANARY_DESK
from streams.runtime.metrics import UNTOLD, Metrics
from streams.runtime.transport import Batch
from streams.runtime.turn import Heard, Refused, Span, Told, Turn, Turner
from streams.stage import Reject, SourceKind, Stage

log = logging.getLogger(__name__)

Trace = Callable[[Stage, Batch, Sequence[Span]], None]


class Account:
    """Of one worker, over all its stages and partitions."""

    def __init__(self, metrics: Metrics, raw_topic: str, trace: Trace | None = None) -> None:
        self._metrics = metrics
        self._raw_topic = raw_topic
        self._trace = trace
        self._ends: dict[TP, int] = {}  # where the batch before ended, while the partition stays ours
        self._heard_at: dict[str, float] = {}
        self._new_at: dict[str, float] = {}

    @property
    def traces(self) -> bool:
        """Whether anyone wants spans."""
        return self._trace is not None

    def assigned(self, assigned: Iterable[TP]) -> None:
        """The group has dealt the partitions."""
        mine = frozenset(assigned)
        self._metrics.rebalances.inc()
        self._metrics.assigned.set(sum(tp.topic == self._raw_topic for tp in mine))
        self._ends = {tp: end for tp, end in self._ends.items() if tp in mine}

    def took(self, stage: Stage, batch: Batch, turn: Turn, publish_seconds: float) -> None:
        """A batch is done."""
        name = stage.name
        before = self._ends.get(batch.tp, batch.first)
        self._ends[batch.tp] = batch.end
        turn.counts["log_positions", ""] += max(0, batch.first - before)  # a hole between two batches
        self._metrics.count(name, turn.counts)
        self._metrics.step_seconds.labels(name).observe(turn.seconds)
        self._metrics.publish_seconds.labels(name).observe(publish_seconds)
        self._metrics.batch_records.labels(name).observe(len(batch.records))
        for heard in turn.heard:
            self._heard(heard)
        for told in turn.told:
            self._told(told, batch.tp.partition, time())
        self._refused(name, batch, turn.refused)
        if self._trace is not None:
            self._trace(stage, batch, turn.spans)

    def state(self, stage: Stage, turners: Sequence[Turner]) -> None:
        """How large the state of a stage is now, over this worker's partitions."""
        self._metrics.state_rows.labels(stage.name).set(sum(len(turner.state) for turner in turners))
        indexes = [turner.state.index for turner in turners]
        self._metrics.index_entries.labels(stage.name).set(sum(len(index) for index in indexes))
        open_events = [index.open_events for index in indexes if hasattr(index, "open_events")]
        if open_events:
            self._metrics.open_events.set(sum(open_events))

    def rebuilt(self, stage: str, seconds: float) -> None:
        """The state of a partition was read back."""
        self._metrics.rebuild_seconds.labels(stage).observe(seconds)

    def _heard(self, heard: Heard) -> None:
        sources = self._metrics.sources
        if heard.desk.startswith(CANARY_DESK):
            return
        name, seen = sources.of(heard.url, heard.source), heard.seen.timestamp()
        self._metrics.source_updates.labels(name, heard.state).inc()
        for gauge, latest in (
            (self._metrics.source_heard_at, self._heard_at),
            (self._metrics.source_new_at, self._new_at),
        ):
            if (latest is self._heard_at or heard.state == "new") and seen > latest.get(name, 0.0):
                latest[name] = seen  # back-fill makes nobody older
                gauge.labels(name).set(seen)

    def _told(self, told: Told, partition: int, now: float) -> None:
        metrics, change = self._metrics, told.change
        age = max(0.0, now - told.seen.timestamp())
        if told.is_canary:
            metrics.canary_returned.labels(str(partition)).inc()
            metrics.canary_returned_at.labels(str(partition)).set(now)
            metrics.canary_seconds.observe(age)
            return
        kind = told.source_kind or SourceKind.ITEM
        metrics.freshness.labels(kind.value).observe(age)
        if told.published is not None:
            metrics.publication_delay.labels(kind.value).observe(max(0.0, now - told.published.timestamp()))
        metrics.event_versions.labels(metrics.sources.desk(change.desk), told.event_kind or UNTOLD).inc()
        metrics.changes.labels(change.kind, change.significance).inc()
        log.info(
            "%s v%s of %s", change.kind, change.version, change.event_id,
            extra={"stage": "curate", "event_id": change.event_id, "post_id": change.cause.post_id,
                   "trace_id": told.trace_id, "desk": change.desk},
        )  # fmt: skip

    def _refused(self, stage: str, batch: Batch, refused: Sequence[Refused]) -> None:
        """One line for each reason in a batch, with the first of its dead letters: a storm of them is one line."""
        first: dict[Reject, Refused] = {}
        amounts: Counter[Reject] = Counter()
        for one in refused:
            amounts[one.rejection.reason] += 1
            first.setdefault(one.rejection.reason, one)
        for reason, one in first.items():
            more = f", and {amounts[reason] - 1} more like it" if amounts[reason] > 1 else ""
            log.log(
                logging.ERROR if reason is Reject.INTERNAL else logging.WARNING,
                "%s[%s]@%s: %s: %s%s", batch.tp.topic, batch.tp.partition, one.offset, reason, one.rejection.message,
                more, extra={"stage": stage, "trace_id": one.trace_id, "reason": reason.value},
            )  # fmt: skip
