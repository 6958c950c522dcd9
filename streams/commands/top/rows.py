"""What one look holds, row by row. None is "not told"; per second and per minute are since the look before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    url: str
    fault: str  # why it does not answer, or nothing
    up_seconds: float | None = None
    cpu_share: float | None = None
    memory_bytes: int | None = None
    loop_lag_p95_seconds: float | None = None
    partitions: int | None = None
    rebalances: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerRow:
    address: str | None
    fault: str
    heard_seconds: float | None  # since it last told a worker where it stands
    has_topics: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    stage: str
    received_per_second: float | None
    passed_per_second: float | None
    dropped_per_second: float | None
    dead_per_second: float | None
    held: int | None  # since the workers' start, as are the three below
    ledger: int | None  # received - passed - dropped - dead - held
    log_holes: int | None
    internal: int | None  # dead of our own bugs
    internal_new: int | None  # those since the look before
    batch_records: float | None
    step_p95_seconds: float | None
    publish_p95_seconds: float | None
    lag: int | None
    oldest_seconds: float | None
    retention_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionRow:
    stage: str
    partition: int
    lag: int
    oldest_seconds: float | None
    still_seconds: float | None  # with lag, and nothing committed
    gone: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayRow:
    """Quantiles since the look before, and since the workers' start."""

    of: str
    p50_seconds: float | None
    p95_seconds: float | None
    start_p50_seconds: float | None
    start_p95_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryRow:
    partition: str
    sent: int | None
    returned: int | None
    age_seconds: float | None
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    source: str
    heard_seconds: float | None  # ago
    new_seconds: float | None  # ago


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    of: str
    per_minute: float | None
    total: int  # since the workers' start


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    topic: str
    appended_per_second: float | None
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    at: datetime
    seconds: float | None  # since the look before; None: rates and quantiles are since the workers' start
    rules: tuple[str, ...]
    workers: tuple[WorkerRow, ...]
    broker: BrokerRow
    stages: tuple[StageRow, ...]
    page_units: int | None  # found - emitted - unchanged - furniture - dead
    partitions: tuple[PartitionRow, ...]
    freshness: tuple[DelayRow, ...]
    canary: DelayRow
    canaries: tuple[CanaryRow, ...]
    sources: tuple[SourceRow, ...]
    open_events: int | None
    event_kinds: tuple[CountRow, ...]
    decisions: tuple[CountRow, ...]
    dead: tuple[CountRow, ...]
    dead_kept: int | None  # dead letters on the broker
    topics: tuple[TopicRow, ...]
