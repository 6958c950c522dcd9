"""Stage by stage: what came in, what became of it, and where the time goes."""

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
    number,
    rows,
)

HERE = Scope('job=~"$job",instance=~"$instance"')
ONE = Scope('job=~"$job",instance=~"$instance",stage=~"$stage"')
STAGE = Variable("stage", "Stage", "streams_received_total", "stage")
# Plain, since a worker has rebuilt before it is scraped first: what is there at once has no increase.
REBUILDS, REBUILD_SECONDS = (
    f"sum by (stage) ({ONE.of(f'streams_state_rebuild_seconds_{what}')})" for what in ("count", "sum")
)
RECEIVED = ONE.increase("streams_received_total", "$__range", "stage")

fates = (
    curves(
        "Received",
        "Records a second that each stage took in. Flat while lag rises: the worker is stuck, its log says on what. "
        "From stage to stage the rate changes: a page has many posts.",
        "recps",
        Query(ONE.rate("streams_received_total", by="stage"), "{{stage}}"),
        alert="CommitStalled",
    ),
    curves(
        "Passed",
        "Records a second that led to at least one record out.",
        "recps",
        Query(ONE.rate("streams_passed_total", by="stage"), "{{stage}}"),
    ),
    curves(
        "Published, by topic",
        "Records a second published and acknowledged.",
        "recps",
        Query(ONE.rate("streams_emitted_total", by="stage, topic"), "{{stage}} → {{topic}}"),
    ),
    curves(
        "Dropped, by reason",
        "Records a second left out on purpose. `unchanged` is most of a healthy live page; a jump of another reason "
        "after a deploy is ours.",
        "recps",
        Query(ONE.rate("streams_dropped_total", by="stage, reason"), "{{stage}}: {{reason}}"),
        stacked=True,
    ),
    curves(
        "Dead letters, by reason",
        "Records a second that were refused. `internal` is our bug; others are input: `streams dlq list` names the "
        "source.",
        "recps",
        Query(ONE.rate("streams_dead_total", by="stage, reason"), "{{stage}}: {{reason}}"),
        alert="DeadLetterRatio", stacked=True,
    ),
    curves(
        "Held",
        "Snapshots a second kept back because they lack much of their page. Rising: a source sends error or consent "
        "pages; the News board's table of sources says which.",
        "recps",
        Query(ONE.rate("streams_held_total", by="stage"), "{{stage}}"),
    ),
    curves(
        "Units of pages, by fate",
        "What became of what was found inside pages. All `furniture` or all `unchanged` while the page has news: its "
        "form has changed.",
        "short",
        Query(HERE.rate("streams_page_units_total", by="fate", more='fate!="found"'), "{{fate}}"),
        alert="PageUnitsOffZero", stacked=True,
    ),
    curves(
        "Bytes published, by topic",
        "Bytes a second of key, value and headers, before compression. For planning disks.",
        "Bps",
        Query(HERE.rate("streams_emitted_bytes_total", by="topic"), "{{topic}}"),
        alert="DiskFilling", stacked=True,
    ),
    rows(
        "Dropped, dead, held of all received",
        "Shares of what each stage received in the time shown. Dead above 2 % opens a ticket.",
        {"stage": "stage"},
        *(
            Column(
                fate, f"{ONE.increase(f'streams_{fate}_total', '$__range', 'stage')} / ({RECEIVED} > 0)", "percentunit",
                ((None, GREEN), (0.02, AMBER)) if fate == "dead" else (),
            )
            for fate in ("dropped", "dead", "held")
        ),
        alert="DeadLetterRatio", wide=8, high=8, none="nothing received in this time",
    ),
)  # fmt: skip

time = (
    curves(
        "Step: seconds to compute one batch",
        "A rise without larger batches: a slow rule or a huge page. In enrich the panel on enrichers names the rule.",
        "s",
        *ONE.quantiles("streams_step_seconds", "stage"),
        alert="SlowTurn", steps=((None, GREEN), (5, RED)),
    ),
    curves(
        "Share of the time busy, by stage",
        "Seconds that steps took in each second, over all workers shown; waiting inside a step counts too. A worker's "
        "stages share one core: at 1 a worker it is full, and only then lag grows. A batch counts when it ends, so a "
        "long one shows late and as more than 1: the event loop (Kafka and workers) tells at once.",
        "percentunit",
        Query(ONE.rate("streams_step_seconds_sum", by="stage"), "{{stage}}"),
        alert="FallingBehind", stacked=True,
    ),
    curves(
        "Publish: seconds until all of a batch is acknowledged",
        "A rise in all stages at once is the broker's, unless the event loop or a step rose with it, or one stage "
        "stays low: a blocked loop is late to hear of acknowledgements, and then it is not the broker. In one stage "
        "alone: its records are large.",
        "s",
        *ONE.quantiles("streams_publish_seconds", "stage"),
        alert="BrokerSilent",
    ),
    curves(
        "Batch size",
        "Records in a batch. At STREAMS_BATCH_MAX all the time: the worker is behind. 1 is a quiet night.",
        "short",
        ONE.quantile(0.5, "streams_batch_records", "stage"),
        ONE.quantile(0.95, "streams_batch_records", "stage"),
        alert="FallingBehind",
    ),
    curves(
        "Enrichers: mean seconds of one post",
        "0.05 to 5 ms are usual. One far above the others is the slow one: its newest rule, or posts of a form it was"
        " not made for.",
        "s",
        Query(HERE.mean("streams_enricher_seconds", "enricher"), "{{enricher}}"),
        alert="EnricherSlow", steps=((None, GREEN), (0.005, AMBER), (0.025, RED)), none="no post in this time",
    ),
    curves(
        "Enrichers: slowest posts (p99)",
        "As the mean, for the worst of the posts: a single huge one shows here only.",
        "s",
        HERE.quantile(0.99, "streams_enricher_seconds", "enricher"),
        alert="EnricherSlow", none="no post in this time",
    ),
    curves(
        "Degraded posts, by enricher",
        "Posts a second that lack what one enricher should have read. `cut`: only the beginning of a huge post was "
        "read. Any other is our bug; the log has its message.",
        "short",
        Query(HERE.rate("streams_degraded_total", by="enricher"), "{{enricher}}"),
        alert="EnricherFailing", stacked=True, wide=24, high=6,
    ),
)  # fmt: skip

state = (
    curves(
        "State rows",
        "Rows that the workers hold; their memory follows. Grows until STREAMS_HORIZON_DAYS after the start, then "
        "stands.",
        "short",
        Query(f"sum by (stage) ({ONE.of('streams_state_rows')})", "{{stage}}"),
        alert="StateTopicsGrowing",
    ),
    curves(
        "Index entries",
        "Entries of the indexes over the rows. Rising while rows do not: longer posts, or terms that never go.",
        "short",
        Query(f"sum by (stage) ({ONE.of('streams_index_entries')})", "{{stage}}"),
        alert="StateTopicsGrowing",
    ),
    curves(
        "Rebuilds: mean seconds to read a partition's state back",
        "Since the workers started. Each is a start or a rebalance. Long ones delay every deploy: see the state "
        "topics' bytes.",
        "s",
        Query(f"{REBUILD_SECONDS} / {REBUILDS}", "{{stage}}"),
        alert="StateTopicsGrowing", none="no rebuild since the workers started",
    ),
    number(
        "Rebuilds since the workers started",
        "How often a partition's state was read back: at a start once for each partition, and at each rebalance that "
        "moves one.",
        "short",
        Query(REBUILDS, "{{stage}}"),
        alert="RebalanceStorm", wide=24,
    ),
)  # fmt: skip

BOARD = Board(
    "stages",
    "Stages",
    "What became of each record, and where the time goes. Choose a stage or a worker at the top.",
    (JOB, INSTANCE, STAGE),
    (("What became of the records", fates), ("Where the time goes", time), ("What the state has grown to", state)),
)
