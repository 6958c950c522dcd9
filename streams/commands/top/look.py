"""What two samples come to: one look, to be shown or judged. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from streams.commands.top.rates import STARTED, Span, Workers, spans
from streams.commands.top.rows import (
    BrokerRow,
    CanaryRow,
    CountRow,
    DelayRow,
    Look,
    PartitionRow,
    SourceRow,
    StageRow,
    TopicRow,
    WorkerRow,
)
from streams.pipeline import INPUTS, TOPICS, WRITES
from streams.runtime.scrape import Sample
from streams.stage import Reject
from streams.topics import DEAD

READS = dict(zip(WRITES, INPUTS, strict=True))
FATES = ("passed", "dropped", "dead", "held")
UNIT_FATES = ("emitted", "unchanged", "furniture", "dead")
CANARY_SECONDS_MAX = 180  # three of them are missing

Place = tuple[str, int]
"""A stage and a partition of what it reads."""


def look(
    now: Sample, before: Sample | None = None, since: Mapping[Place, float] | None = None, prefix: str = "news"
) -> Look:
    """What the two samples come to. ``since`` is when each partition began to stand still, from ``standing``."""
    workers = Workers(spans(before, now))
    partitions = _partitions(workers, now, since or {}, prefix)
    return Look(
        at=datetime.fromtimestamp(now.at, UTC),
        seconds=now.at - before.at if before else None,
        rules=tuple(workers.labels("streams_build_info", "rules")),
        workers=_workers(workers, now),
        broker=BrokerRow(
            address=now.broker.address, fault=now.broker.fault, has_topics=bool(_lags(now, prefix)),
            heard_seconds=_ago(now, workers.most("streams_broker_answered_timestamp_seconds")),
        ),
        stages=tuple(_stage(workers, stage, partitions) for stage in WRITES),
        page_units=_left(workers, "streams_page_units_total", "found", UNIT_FATES),
        partitions=partitions,
        freshness=tuple(
            _delay(workers, kind, "streams_freshness_seconds", source_kind=kind)
            for kind in workers.labels("streams_freshness_seconds_count", "source_kind")
        ),
        canary=_delay(workers, "canary", "streams_canary_round_trip_seconds"),
        canaries=_canaries(workers, now),
        sources=_sources(workers, now),
        open_events=_whole(workers.total("streams_open_events")) if _is_fed(workers) else None,
        event_kinds=_counts(workers, "streams_event_versions_total", "kind"),
        decisions=_counts(workers, "streams_curation_total", "decision"),
        dead=_counts(workers, "streams_dead_total", "reason"),
        dead_kept=_kept(now, DEAD.full_name(prefix)),
        topics=_topics(before, now, prefix),
    )  # fmt: skip


def standing(
    since: Mapping[Place, float], before: Sample | None, now: Sample, prefix: str = "news"
) -> dict[Place, float]:
    """Since when each partition has had lag and its committed offset has stood still, by our own looks.

    So a partition without a worker is seen too: the workers tell of their own alone.
    """
    was = _lags(before, prefix) if before else {}
    return {
        place: since.get(place, was[place].at)
        for place, row in _lags(now, prefix).items()
        if row.lag > 0 and place in was and was[place].committed == row.committed and was[place].lag > 0
    }


# ---------------------------------------------------------------------------------------- the broker's part


@dataclass(frozen=True, slots=True)
class _Lag:
    at: float
    lag: int
    gone: int
    committed: int | None


def _lags(sample: Sample, prefix: str) -> dict[Place, _Lag]:
    stages = {topic.full_name(prefix): stage for stage, topic in READS.items()}
    return {
        (stages[row.topic], row.partition): _Lag(sample.broker.at, row.lag, row.lost, row.committed)
        for row in sample.broker.rows
        if row.topic in stages
    }


def _kept(sample: Sample, topic: str) -> int | None:
    rows = [row.end - row.start for row in sample.broker.rows if row.topic == topic]
    return sum(rows) if rows else None


def _topics(before: Sample | None, now: Sample, prefix: str) -> tuple[TopicRow, ...]:
    rows = []
    for topic in TOPICS:
        name = topic.full_name(prefix)
        kept = _kept(now, name)
        if kept is None:
            continue
        ends = [sum(row.end for row in each.broker.rows if row.topic == name) for each in (before, now) if each]
        seconds = now.broker.at - before.broker.at if before and before.broker.rows else 0.0
        appended = (ends[-1] - ends[0]) / seconds if seconds > 0 and ends[-1] >= ends[0] else None
        rows.append(TopicRow(topic=topic.name, appended_per_second=appended, records=kept))
    return tuple(rows)


def _partitions(workers: Workers, now: Sample, since: Mapping[Place, float], prefix: str) -> tuple[PartitionRow, ...]:
    """Every partition of which the broker or its owner tells; the broker's own word counts more."""
    lags = _lags(now, prefix)
    places = set(lags)
    for span in workers.spans:
        for labels, _, _ in span.values("streams_lag_records"):
            told = dict(labels)
            if told.get("stage") in READS and told.get("partition", "").isdecimal():
                places.add((told["stage"], int(told["partition"])))
    rows = []
    for stage, partition in sorted(places, key=lambda place: (tuple(READS).index(place[0]), place[1])):
        at = {"stage": stage, "partition": str(partition)}
        known = lags.get((stage, partition))
        lag = known.lag if known else int(workers.most("streams_lag_records", **at) or 0)
        began = since.get((stage, partition))
        stills = [workers.most("streams_commit_age_seconds", **at), now.at - began if began is not None else None]
        oldest = workers.most("streams_oldest_unprocessed_seconds", **at)
        gone = known.gone if known else workers.most("streams_gone_records", **at)
        rows.append(
            PartitionRow(
                stage=stage,
                partition=partition,
                lag=lag,
                gone=_whole(gone),
                oldest_seconds=oldest if lag or oldest is None else 0.0,  # a worker's word is older than the broker's
                still_seconds=max((still for still in stills if still is not None), default=None) if lag else None,
            )
        )
    return tuple(rows)


# --------------------------------------------------------------------------------------- the workers' part


def _workers(workers: Workers, now: Sample) -> tuple[WorkerRow, ...]:
    told = {span.url: span for span in workers.spans}
    rows = []
    for url, found in now.workers.items():
        span = told.get(url)
        rows.append(_worker(span, now) if span else WorkerRow(url=url, fault=str(found)))
    return tuple(rows)


def _worker(span: Span, now: Sample) -> WorkerRow:
    one = Workers([span])
    return WorkerRow(
        url=span.url, fault="", up_seconds=_ago(now, span.total(STARTED)),
        cpu_share=span.rate("process_cpu_seconds_total"),
        memory_bytes=_whole(span.total("process_resident_memory_bytes")),
        loop_lag_p95_seconds=one.quantile(0.95, "streams_loop_lag_seconds"),
        partitions=_whole(span.total("streams_assigned_partitions")) if _is_fed(one) else None,
        rebalances=_whole(span.total("streams_rebalances_total")) if _is_fed(one) else None,
    )  # fmt: skip


def _is_fed(workers: Workers) -> bool:
    """Whether gauges without labels mean something: they are there, as 0, before a worker has asked the broker."""
    return bool(workers.most("streams_broker_answered_timestamp_seconds"))


def _stage(workers: Workers, stage: str, partitions: tuple[PartitionRow, ...]) -> StageRow:
    received = workers.total("streams_received_total", stage=stage)
    fates = [workers.total(f"streams_{fate}_total", stage=stage) for fate in FATES]
    positions = workers.total("streams_log_positions_total", stage=stage)
    internal = {"stage": stage, "reason": Reject.INTERNAL.value}
    known = [row for row in partitions if row.stage == stage]
    ages = [row.oldest_seconds for row in known if row.oldest_seconds is not None]
    return StageRow(
        stage=stage,
        received_per_second=workers.rate("streams_received_total", stage=stage),
        passed_per_second=workers.rate("streams_passed_total", stage=stage),
        dropped_per_second=workers.rate("streams_dropped_total", stage=stage),
        dead_per_second=workers.rate("streams_dead_total", stage=stage),
        held=_whole(fates[FATES.index("held")]),
        ledger=_whole(_minus(received, fates)),
        log_holes=_whole(_holes(positions, received)),
        internal=_whole(workers.total("streams_dead_total", **internal)),
        internal_new=_whole(workers.grown("streams_dead_total", **internal)),
        batch_records=workers.mean("streams_batch_records", stage=stage),
        step_p95_seconds=workers.quantile(0.95, "streams_step_seconds", stage=stage),
        publish_p95_seconds=workers.quantile(0.95, "streams_publish_seconds", stage=stage),
        lag=sum(row.lag for row in known) if known else None,
        oldest_seconds=max(ages, default=None),
        retention_seconds=workers.most("streams_topic_retention_seconds", stage=stage),
    )


def _holes(positions: float | None, received: float | None) -> float | None:
    """Offsets moved over that held no record; not told where none was ever counted."""
    if positions is None or received is None or (received and not positions):
        return None
    return positions - received


def _left(workers: Workers, name: str, whole: str, fates: tuple[str, ...]) -> int | None:
    return _whole(_minus(workers.total(name, fate=whole), [workers.total(name, fate=fate) for fate in fates]))


def _minus(whole: float | None, parts: list[float | None]) -> float | None:
    told = [part for part in parts if part is not None]
    return whole - sum(told) if whole is not None and len(told) == len(parts) else None


def _delay(workers: Workers, of: str, name: str, **labels: str) -> DelayRow:
    p50, p95 = (workers.quantile(q, name, **labels) for q in (0.5, 0.95))
    start_p50, start_p95 = (workers.quantile_since_start(q, name, **labels) for q in (0.5, 0.95))
    return DelayRow(
        of=of, p50_seconds=p50, p95_seconds=p95, start_p50_seconds=start_p50, start_p95_seconds=start_p95
    )  # fmt: skip


def _canaries(workers: Workers, now: Sample) -> tuple[CanaryRow, ...]:
    """By partition. Its canary is missing where the last came back long ago, or none did since a worker's start.

    Only of partitions that one of these workers owns: of others, what it told may be long past.
    """
    owned = {
        dict(labels).get("partition") for span in workers.spans for labels in span.now.get("streams_lag_records", {})
    }
    ups = [_ago(now, span.total(STARTED)) or 0.0 for span in workers.spans]
    rows = []
    for partition in sorted(workers.labels("streams_canary_sent_total", "partition"), key=lambda p: (len(p), p)):
        sent = workers.total("streams_canary_sent_total", partition=partition)
        if not sent:
            continue
        back = _ago(now, workers.most("streams_canary_returned_timestamp_seconds", partition=partition))
        waited = back if back is not None else max(ups)
        rows.append(
            CanaryRow(
                partition=partition,
                sent=_whole(sent),
                age_seconds=back,
                missing=waited > CANARY_SECONDS_MAX and (not owned or partition in owned),
                returned=_whole(workers.total("streams_canary_returned_total", partition=partition)),
            )
        )
    return tuple(rows)


def _sources(workers: Workers, now: Sample) -> tuple[SourceRow, ...]:
    """Those that were heard since the workers' start, the longest without something new first."""
    heard, new = (f"streams_source_{what}_timestamp_seconds" for what in ("heard", "new"))
    rows = [
        SourceRow(source=name, heard_seconds=_ago(now, workers.most(heard, source=name)),
                  new_seconds=_ago(now, workers.most(new, source=name)))
        for name in workers.labels(heard, "source")
    ]  # fmt: skip
    told = [row for row in rows if row.heard_seconds is not None]
    return tuple(sorted(told, key=lambda row: -(row.new_seconds if row.new_seconds is not None else float("inf"))))


def _counts(workers: Workers, name: str, label: str) -> tuple[CountRow, ...]:
    """How often each of a label's values came, the most frequent first."""
    rows = []
    for value in workers.labels(name, label):
        per_second = workers.rate(name, **{label: value})
        rows.append(
            CountRow(
                of=value,
                total=int(workers.total(name, **{label: value}) or 0),
                per_minute=per_second * 60 if per_second is not None else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.total, row.of)))


def _ago(now: Sample, instant: float | None) -> float | None:
    """How long ago; 0 is an instant that was never set."""
    return now.at - instant if instant else None


def _whole(number: float | None) -> int | None:
    return int(number) if number is not None and abs(number) != float("inf") else None
