"""The overview: is anything lost, how fresh is the news, what rings. The one that stays on the wall."""

from __future__ import annotations

from deploy.grafana.parts import (
    AMBER,
    EXPECT_ZERO,
    GREEN,
    JOB,
    RED,
    Board,
    Column,
    Query,
    Scope,
    curves,
    number,
    rows,
)

ALL = Scope('job=~"$job"')

# In every scrape a process' counters agree, so the plain difference is exact: only here a counter needs no rate.
EACH = "instance, stage"
LEDGER = " - ".join(
    f"sum by ({EACH}) ({ALL.of(f'streams_{fate}_total')})" for fate in ("received", "passed", "dropped", "dead", "held")
)
UNITS = " - ".join(
    f"sum by (instance) ({ALL.of('streams_page_units_total', f)})" for f in ('fate="found"', 'fate!="found"')
)
HOLES = f"{ALL.of('streams_log_positions_total')} - {ALL.of('streams_received_total')}"
# What a process counted before it was scraped first has no increase; in its first hour it is all of the hour's.
INTERNAL = ALL.of("streams_dead_total", 'reason="internal"')
YOUNG = f"on (job, instance) (time() - {ALL.of('process_start_time_seconds')} < 3600)"
OWN_BUGS = f"({INTERNAL} and {YOUNG}) or increase({INTERNAL}[1h])"

LAST_RETURN = f"max by (partition) (max_over_time({ALL.of('streams_canary_returned_timestamp_seconds')}[$__range]))"
PARTITIONS = f"max({ALL.of('streams_topic_partitions')})"
CANARIES_MISSING = (
    f"{PARTITIONS} - (count({LAST_RETURN} > time() - 180) or vector(0)) "
    f"and count(rate({ALL.of('streams_canary_sent_total')}[$__rate_interval])) > 0"
)
SILENT_SOURCES = (
    'count(count by (source) (ALERTS{alertname=~"SourceQuiet|SourceUnheard",alertstate="firing",job=~"$job"})) '
    "or vector(0)"
)
WITHOUT_WORKER = f"{PARTITIONS} - (count(count by (partition) ({ALL.of('streams_lag_records')})) or vector(0))"

zero = (
    number(
        "Ledger, by stage",
        "Records a stage took in that were neither passed nor dropped nor dead nor held. Not 0: a bug of ours; look "
        "at its worker's log, keep the raw topic, and report it.",
        "short",
        Query(f"sum by (stage) (abs({LEDGER}))", "{{stage}}"),
        alert="LedgerOffZero", steps=EXPECT_ZERO, wide=6,
    ),
    number(
        "Units of pages",
        "Units found in pages that were neither emitted nor unchanged nor furniture nor dead. Not 0: a bug of ours in"
        " parse.",
        "short",
        Query(f"sum(abs({UNITS}))"),
        alert="PageUnitsOffZero", steps=EXPECT_ZERO, wide=3,
    ),
    number(
        "Offsets − records",
        "Offsets that acknowledged batches moved over without a record. Not 0: the log has holes; look who writes to "
        "it with transactions.",
        "short",
        Query(f"sum(abs({HOLES}))"),
        alert="LogHasHoles", steps=EXPECT_ZERO, wide=3,
    ),
    number(
        "Gone unread",
        "Records that retention removed before a worker took them. Not 0: news is lost; raise the topic's retention "
        "before anything else.",
        "short",
        Query(f"sum(max by (stage, partition) ({ALL.of('streams_gone_records')}))"),
        alert="RecordsGoneUnread", steps=EXPECT_ZERO, wide=3,
    ),
    number(
        "Our own bugs (1 h)",
        "Records dead-lettered as internal within an hour. Not 0: `streams dlq list` has the message; mend, then "
        "`streams dlq retry`.",
        "short",
        Query(f"sum({OWN_BUGS})"),
        alert="OurOwnBug", steps=EXPECT_ZERO, wide=3,
    ),
    number(
        "Canaries missing",
        "Partitions from which no canary has come back in the last three minutes (a new pipeline's count until the "
        "first does); one is sent each minute. One that is late by less is not counted: see how long ago each came "
        "back. Not 0: look at the lag by partition, then at the partition's worker.",
        "short",
        Query(CANARIES_MISSING),
        alert="CanaryMissing", steps=EXPECT_ZERO, wide=3, none="none is sent",
    ),
    number(
        "Sources silent",
        "Sources that are silent beyond their own rhythm, as the alerts SourceQuiet and SourceUnheard say: never in "
        "the first 15 minutes of a silence, so an early 0 means nothing. Not 0: the News board names them.",
        "short",
        Query(SILENT_SOURCES),
        alert="SourceQuiet", steps=EXPECT_ZERO, wide=3,
    ),
)  # fmt: skip

rings = (
    rows(
        "What rings now",
        "Alerts that fire. Each has an entry in the runbook under its name: what it means, what to look at, how to "
        "mend it.",
        {"alertname": "alert", "severity": "severity", "stage": "stage", "partition": "partition", "source": "source",
         "enricher": "enricher", "broker": "broker", "topic": "topic", "instance": "worker"},
        Column(
            "rings",
            'ALERTS{alertstate="firing",job=~"$job"} or ALERTS{alertstate="firing",alertname="NoWorker"}',
        ),
        alert="when-it-rings", wide=16, high=6, none="nothing rings",
    ),
    number(
        "Workers up",
        "Workers that answer Prometheus. Fewer than you run: see the Kafka and workers board. 0: nothing is processed.",
        "short",
        Query('count(up{job=~"$job"} == 1) or vector(0)'),
        alert="NoWorker", steps=((None, RED), (1, GREEN)), high=6,
    ),
    number(
        "Open events",
        "Events in the state of all workers. A sudden rise: nothing merges any more; a fall to 0 for long: nothing is "
        "rebuilt.",
        "short",
        Query(f"sum({ALL.of('streams_open_events')})"),
        high=6,
    ),
)  # fmt: skip

fresh = (
    curves(
        "Freshness: receipt to event, by source kind",
        "Seconds from an update's receipt to its event's acknowledgement: what subscribers feel; 60 s are promised "
        "for 99 %. Of what came out only: partitions that are stuck do not show here, but in the oldest unprocessed "
        "record. Rising with lag: too few workers or something slow (Stages). Rising without lag: a source's clock,"
        " or back-fill.",
        "s",
        *ALL.quantiles("streams_freshness_seconds", "source_kind"),
        alert="FreshnessBudgetBurning", steps=((None, GREEN), (60, RED)), none="no event in this time",
    ),
    curves(
        "Publication delay: source to event, by source kind",
        "Seconds from a post's own instant of publication to its event. Far above freshness: the sources or their "
        "fetching are slow, not we; look at how often they are fetched.",
        "s",
        *ALL.quantiles("streams_publication_delay_seconds", "source_kind"),
        none="no post with an instant of its own in this time",
    ),
    curves(
        "Freshness budget: how fast it burns",
        "Share of late event versions over the promised 1 %: at 1 the month's budget lasts the month. 14.4 over an "
        "hour pages, 6 over six hours opens a ticket.",
        "short",
        Query('job:streams_freshness_late:ratio_rate1h{job=~"$job"} / 0.01', "1 h"),
        Query('job:streams_freshness_late:ratio_rate6h{job=~"$job"} / 0.01', "6 h"),
        alert="FreshnessBudgetBurning", steps=((None, GREEN), (6, AMBER), (14.4, RED)), none="no event in this time",
    ),
)  # fmt: skip

flow = (
    curves(
        "In: raw updates taken; out: event versions",
        "Records a second into the first stage and out of the last. In without out for long: look at Dropped by "
        "reason on the Stages board; both flat while lag rises: a worker is stuck.",
        "recps",
        Query(ALL.rate("streams_received_total", more='stage="parse"'), "raw updates in"),
        Query(ALL.rate("streams_emitted_total", more='topic="posts"'), "posts"),
        Query(ALL.rate("streams_event_versions_total"), "event versions out"),
        Query(ALL.rate("streams_dead_total"), "dead letters"),
    ),
    curves(
        "Lag, by stage",
        "Records not yet committed. All stages or partitions rising: more workers, or something slow (Stages). One: "
        "see lag by partition on the Kafka and workers board.",
        "short",
        Query(f"sum by (stage) (max by (stage, partition) ({ALL.of('streams_lag_records')}))", "{{stage}}"),
        alert="FallingBehind", none="no worker tells",
    ),
    curves(
        "Oldest unprocessed record, by stage",
        "Age of the oldest record not yet committed; 0 without lag. Rising straight through restarts: a worker hangs "
        "again at each start. Above five minutes a ticket; at half of the topic's retention a page.",
        "s",
        Query(f"max by (stage) ({ALL.of('streams_oldest_unprocessed_seconds')})", "{{stage}}"),
        alert="FallingBehind", none="no worker tells",
    ),
    curves(
        "Dead letters, by reason",
        "Refused records a second. `internal` is our own bug; anything else is input: the News board's table of "
        "sources names who sends it, `streams dlq list` shows it.",
        "recps",
        Query(ALL.rate("streams_dead_total", by="reason"), "{{reason}}"),
        alert="DeadLetterRatio", stacked=True,
    ),
    curves(
        "Canary: the way through everything",
        "Seconds a canary took through every topic and stage. The health of the whole, also when no news comes; of "
        "those that came back only. Twice the usual: something is slow, though nothing piles up yet. A rise on a quiet"
        " night is Kafka's or the workers'.",
        "s",
        *ALL.quantiles("streams_canary_round_trip_seconds"),
        alert="CanaryMissing", none="no canary came back in this time",
    ),
    curves(
        "Canaries: sent and returned",
        "Canaries a second, sent and come back. Sent above returned: a partition stands still.",
        "short",
        Query(ALL.rate("streams_canary_sent_total"), "sent"),
        Query(ALL.rate("streams_canary_returned_total"), "returned"),
        alert="CanaryMissing",
    ),
    curves(
        "Canaries: since the last came back, by partition",
        "Seconds since a canary of each partition last came out of the last stage: a saw up to a minute. A line that "
        "goes on rising: that partition stands still or is as far behind; at three minutes it is missing.",
        "s",
        Query(f"time() - ({LAST_RETURN} > 0)", "{{partition}}"),
        alert="CanaryMissing", steps=((None, GREEN), (180, RED)), wide=12, none="no canary came back in this time",
    ),
    curves(
        "Missing: canaries, workers, sources",
        "The counts of the first row over time: partitions whose canary is missing, partitions that no worker tells "
        "of, and sources that are silent. All are 0 when all is well; which rose first is nearest to the cause.",
        "short",
        Query(CANARIES_MISSING, "canaries"),
        Query(WITHOUT_WORKER, "partitions without a worker"),
        Query(SILENT_SOURCES, "silent sources"),
        alert="CanaryMissing", wide=12, none="no worker tells",
    ),
)  # fmt: skip

BOARD = Board(
    "overview",
    "Overview",
    "Nothing lost, how fresh, what rings. From here to Stages (which step), News (which source), Kafka and workers "
    "(where).",
    (JOB,),
    (("Expect zero", zero), ("What rings", rings), ("Fresh", fresh), ("Flow", flow)),
)
