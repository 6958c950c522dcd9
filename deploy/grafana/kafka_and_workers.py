"""Kafka and the workers: which partition, which process, how much room."""

from __future__ import annotations

from deploy.grafana.parts import (
    AMBER,
    GREEN,
    INSTANCE,
    JOB,
    RED,
    Board,
    Column,
    Query,
    Scope,
    Variable,
    curves,
    rows,
)

HERE = Scope('job=~"$job",instance=~"$instance"')
ONE = Scope('job=~"$job",instance=~"$instance",stage=~"$stage"')
STAGE = Variable("stage", "Stage", "streams_received_total", "stage")
LOG_END = HERE.of("streams_log_end_offset")
STATE, NO_STATE, RAW = 'topic=~"state.+"', 'topic!~"state.+"', 'topic="raw"'


WHOSE = "{{stage}} {{partition}} · {{instance}}"


def each(metric: str) -> str:
    """A value that only a partition's owner tells, so that its instance is the owner; while it moves, two may."""
    return f"max by (stage, partition, instance) ({ONE.of(metric)})"


partitions = (
    curves(
        "Lag, by stage and partition",
        "Records not yet committed, and the worker that has the partition. One line far above the others: one desk is "
        "too large for one worker (HotPartition); more workers do not make it faster, but free the other partitions "
        "of its worker, which wait with it. All lines: add workers, or see Stages.",
        "short",
        Query(each("streams_lag_records"), WHOSE),
        alert="HotPartition", wide=12, none="no worker tells",
    ),
    curves(
        "Commit age, by stage and partition",
        "For how long there was lag and nothing was committed. A line that rises by a second a second: that "
        "partition's worker is stuck; at STREAMS_STALL_SECONDS it ends itself, and the line begins anew at 0. A saw "
        "without restarts: slow, but it moves. A saw with restarts: see the oldest record, which goes on rising.",
        "s",
        Query(each("streams_commit_age_seconds"), WHOSE),
        alert="CommitStalled", wide=12, steps=((None, GREEN), (60, RED)), none="no worker tells",
    ),
    curves(
        "Oldest unprocessed record, by stage and partition",
        "Age of the oldest record not yet committed; 0 without lag. Restarts do not set it back: what rises straight "
        "through them is stuck, again after each start.",
        "s",
        Query(each("streams_oldest_unprocessed_seconds"), WHOSE),
        alert="NothingCommitted", wide=12, steps=((None, GREEN), (120, RED)), none="no worker tells",
    ),
    curves(
        "Committed, by stage and partition",
        "Records a second that the group has committed.",
        "recps",
        Query(f"max by (stage, partition) (deriv({ONE.of('streams_committed_offset')}[$__rate_interval]))",
              "{{stage}} {{partition}}"),
        alert="CommitStalled", wide=12,
    ),
    curves(
        "Appended, by topic",
        "Records a second that were appended to each topic, as the broker says. Above what was committed for long: "
        "lag grows.",
        "recps",
        Query(f"sum by (topic) (max by (topic, partition) (deriv({LOG_END}[$__rate_interval])))", "{{topic}}"),
        alert="FallingBehind",
    ),
    curves(
        "Arrived, by partition",
        "Updates a second that were appended to the raw topic, whether or not a worker takes them: what the sources "
        "send. Far above the others: its desks are a hot partition's. Which source sends is known only once parse has "
        "taken the update.",
        "recps",
        Query(f"max by (partition) (deriv({HERE.of('streams_log_end_offset', RAW)}[$__rate_interval]))",
              "{{partition}}"),
        alert="HotPartition", none="no worker tells",
    ),
    curves(
        "Oldest unprocessed record, as a share of retention",
        "At 50 % it pages, at 100 % the record is removed unread. Topics kept for ever stand at 0.",
        "percentunit",
        Query(
            f"max by (stage, partition) ({ONE.of('streams_oldest_unprocessed_seconds')}) / on (stage) group_left "
            f"min by (stage) ({ONE.of('streams_topic_retention_seconds')})",
            "{{stage}} {{partition}}",
        ),
        alert="UnprocessedNearRetention", steps=((None, GREEN), (0.5, RED)), none="no worker tells",
    ),
    rows(
        "Partitions now",
        "Each stage's partitions: whose they are, what waits, since when nothing was committed, how old the oldest is, "
        "and what retention took unread. A partition without a row has no worker; one with two is just moving.",
        {"stage": "stage", "partition": "partition", "instance": "worker"},
        Column("lag", each("streams_lag_records"), "short", ((None, GREEN), (1000, AMBER))),
        Column("commit age", each("streams_commit_age_seconds"), "s", ((None, GREEN), (60, RED))),
        Column("oldest", each("streams_oldest_unprocessed_seconds"), "s", ((None, GREEN), (300, AMBER))),
        Column("gone unread", each("streams_gone_records"), "short", ((None, GREEN), (1, RED))),
        Column("committed offset", each("streams_committed_offset")),
        alert="PartitionWithoutWorker", none="no worker tells",
    ),
    curves(
        "Partitions without a worker",
        "Partitions that no worker tells of: their desks stand still. Not 0 for longer than a rebalance: start a "
        "worker.",
        "short",
        Query(
            f"max({HERE.of('streams_topic_partitions')}) - "
            f"(count(count by (partition) ({HERE.of('streams_lag_records')})) or vector(0))",
            "without a worker",
        ),
        alert="PartitionWithoutWorker", steps=((None, GREEN), (1, RED)), none="no worker tells",
    ),
    curves(
        "Seconds since Kafka answered",
        "Per worker, at its worst between two points. Up to 3 s are usual, since it is asked every two. A peak of all "
        "workers at once: the broker was away, if only for seconds. Above a minute: lag, commit age and disk are as "
        "they were then.",
        "s",
        Query(HERE.age("streams_broker_answered_timestamp_seconds"), "{{instance}}"),
        alert="BrokerSilent", steps=((None, GREEN), (60, RED)), none="no worker tells",
    ),
    curves(
        "Kafka asked in vain, by worker",
        "Times within the interval that a worker asked the broker and had no answer within three seconds. All workers "
        "at once: the broker was away, if only to restart; one: its network.",
        "short",
        Query(f"increase({HERE.of('streams_broker_failures_total')}[$__rate_interval])", "{{instance}}"),
        alert="BrokerSilent", none="no worker tells",
    ),
)  # fmt: skip

room = (
    curves(
        "Disk free, by broker",
        "Share of the broker's disk that is free. Below 15 % a ticket, below 5 % a page: lower a topic's retention, "
        "or give it a larger disk.",
        "percentunit",
        Query(
            f"min by (broker) ({HERE.of('streams_broker_disk_free_bytes')} / {HERE.of('streams_broker_disk_bytes')})",
            "broker {{broker}}",
        ),
        alert="DiskFilling", steps=((None, RED), (0.15, GREEN)), top=1, none="no worker tells",
    ),
    curves(
        "Topics: bytes on disk",
        "Bytes on the brokers' disks, copies included.",
        "bytes",
        Query(f"sum by (topic) ({HERE.of('streams_topic_bytes', NO_STATE)})", "{{topic}}"),
        alert="DiskFilling", stacked=True, none="no worker tells",
    ),
    curves(
        "State topics: what a start reads",
        "Bytes of the topics that keep state; each start and each rebalance reads its partitions back.",
        "bytes",
        Query(f"sum by (topic) ({HERE.of('streams_topic_bytes', STATE)})", "{{topic}}"),
        alert="StateTopicsGrowing", stacked=True, none="no worker tells",
    ),
)  # fmt: skip

workers = (
    curves(
        "Assigned partitions, by worker",
        "Uneven for long: fewer partitions than workers, or a worker just came. A worker at 0 stands idle.",
        "short",
        Query(HERE.of("streams_assigned_partitions"), "{{instance}}"),
        alert="RebalanceStorm", stacked=True, none="no worker tells",
    ),
    curves(
        "Rebalances in 10 minutes, by worker",
        "Some with each deploy; above six a worker comes and goes: look at the starts beside it.",
        "short",
        Query(f"increase({HERE.of('streams_rebalances_total')}[10m])", "{{instance}}"),
        alert="RebalanceStorm", steps=((None, GREEN), (6, RED)),
    ),
    curves(
        "Age of the process, by worker",
        "A saw: it starts again and again; its log and its exit code say why. 70: it stood still "
        "(STREAMS_STALL_SECONDS). 75: our own code failed too often, and it stays stopped.",
        "s",
        Query(f"time() - {HERE.of('process_start_time_seconds')}", "{{instance}}"),
        alert="WorkerRestarting",
    ),
    curves(
        "CPU, by worker",
        "Cores. A worker computes on one: near 1 it is full, add workers. On a machine that others use it is full "
        "with less: there the event loop's lateness is the sign. Little CPU beside a high share busy: a step waits "
        "(network, lock, disk).",
        "short",
        Query(f"rate({HERE.of('process_cpu_seconds_total')}[$__rate_interval])", "{{instance}}"),
        alert="FallingBehind", steps=((None, GREEN), (1, AMBER)),
    ),
    curves(
        "Memory, by worker",
        "Resident bytes; follows the state rows. Near the container's limit it is killed: more workers, or a shorter "
        "horizon.",
        "bytes",
        Query(HERE.of("process_resident_memory_bytes"), "{{instance}}"),
        alert="WorkerRestarting",
    ),
    curves(
        "Event loop: how late (p99), by worker",
        "The sign of a full worker: a loop that is always late has no time left. Above half of "
        "STREAMS_SESSION_TIMEOUT_SECONDS the worker publishes nothing more; a stage's step is what holds it up. "
        "Counted when the loop turns again: while it is blocked, this line stops, and the panel beside it rises.",
        "s",
        HERE.quantile(0.99, "streams_loop_lag_seconds", "instance"),
        alert="SlowTurn", steps=((None, GREEN), (5, RED)),
    ),
    curves(
        "Event loop: seconds since it turned, by worker",
        "How long the loop has been blocked, at its worst between two points; it turns twice a second. Rising by a "
        "second a second: a step does not come back; at STREAMS_STALL_SECONDS the worker ends itself.",
        "s",
        Query(HERE.age("streams_loop_turned_timestamp_seconds"), "{{instance}}"),
        alert="CommitStalled", steps=((None, GREEN), (5, RED)), none="no worker tells",
    ),
    curves(
        "Garbage collections a second, by worker and generation",
        "Many of generation 2 beside a high CPU: the state is large for one process.",
        "short",
        Query(f"rate({HERE.of('python_gc_collections_total')}[$__rate_interval])", "{{instance}} gen {{generation}}"),
    ),
    curves(
        "Open files, by worker",
        "File descriptors. A line that only rises is a leak: report it. A step down on all workers at once: their "
        "connections to the broker were cut.",
        "short",
        Query(HERE.of("process_open_fds"), "{{instance}}"),
    ),
    curves(
        "What watching costs, by worker",
        "CPU seconds for answering scrapes as a share of all. Above 1 % of a busy worker: scrape less often, or name "
        "fewer sources.",
        "percentunit",
        Query(
            f"rate({HERE.of('streams_scrape_cpu_seconds_total')}[$__rate_interval]) / "
            f"rate({HERE.of('process_cpu_seconds_total')}[$__rate_interval])",
            "{{instance}}",
        ),
    ),
    rows(
        "What runs",
        "Rules and Python of each worker. Two versions of the rules at once, after a deploy has ended: a worker was "
        "forgotten.",
        {"instance": "worker", "rules": "rules", "python": "Python"},
        Column("runs", HERE.of("streams_build_info")),
        wide=8, high=8, none="no worker tells",
    ),
    curves(
        "Targets",
        "What Prometheus asks. 1: it answers; 0: it does not.",
        "short",
        Query(HERE.of("up"), "{{instance}}"),
        alert="WorkerDown", top=1, none="no worker was ever found",
    ),
)  # fmt: skip

BOARD = Board(
    "kafka-and-workers",
    "Kafka and workers",
    "Which partition stands still, which process is in trouble, how much room is left.",
    (JOB, INSTANCE, STAGE),
    (("Partitions", partitions), ("Room", room), ("Workers", workers)),
)
