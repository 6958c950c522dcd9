"""The news: what events came, how well posts find together, and which source has fallen silent."""

from __future__ import annotations

from deploy.grafana.parts import (
    AMBER,
    GREEN,
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
    words,
)

ALL = Scope('job=~"$job"')
DESKS = Scope('job=~"$job",desk=~"$desk"')
SOURCES = Scope('job=~"$job",source=~"$source"')
DEDUPE = 'stage="dedupe"'
DESK = Variable("desk", "Desk", "streams_event_versions_total", "desk")
ORIGIN = Variable("source", "Source", "streams_source_updates_total", "source")


def an_hour(rate: str) -> str:
    """Events are few: a rate a second would be all zeros."""
    return f"3600 * {rate}"


def decided(decision: str, window: str = "1h") -> str:
    """How often a decision was taken in the last hour."""
    return ALL.increase("streams_curation_total", window, more=f'decision="{decision}"')


NO_RHYTHM = ((-1, "no rhythm yet"),)


def missing(what: str) -> str:
    """How many items of a source are missing; -1 where it has shown no rhythm yet, for an empty cell looks like 0."""
    name = f"source:streams_source_{what}"
    return f"{SOURCES.of(f'{name}:missed')} or {SOURCES.of(f'{name}:silence_seconds')} * 0 - 1"


events = (
    curves(
        "Event versions an hour, by kind",
        "What the news is about. `none`: no kind could be told. All `none` after a deploy is ours.",
        "short",
        Query(an_hour(DESKS.rate("streams_event_versions_total", by="kind")), "{{kind}}"),
        stacked=True,
    ),
    curves(
        "Event versions an hour, by desk",
        "How much comes of each desk. One desk far above the others may be too large for one worker (HotPartition).",
        "short",
        Query(an_hour(DESKS.rate("streams_event_versions_total", by="desk")), "{{desk}}"),
        alert="HotPartition", stacked=True,
    ),
    curves(
        "Changes an hour, by kind and significance",
        "`correction` and `retraction` are for people who have published already. Many `cosmetic`: pages that are "
        "edited all the time.",
        "short",
        Query(an_hour(ALL.rate("streams_changes_total", by="kind, significance")), "{{kind}}, {{significance}}"),
        stacked=True,
    ),
)  # fmt: skip

curation = (
    curves(
        "Posts of an event (1 h)",
        "Posts that founded or joined, for each that founded. Near 1: nothing finds together, a rule or an enricher "
        "is broken. Far above the usual: too much is merged.",
        "short",
        Query(f"({decided('founded')} + {decided('joined')}) / {decided('founded')}", "posts of an event"),
        alert="TooManyMerges", none="no event founded in this time",
    ),
    curves(
        "Copies of all posts (1 h)",
        "Share of posts that are copies of another. A jump: an agency's story is everywhere, or a source sends all it"
        " has again.",
        "percentunit",
        Query(f"{decided('copies')} / {ALL.increase('streams_received_total', '1h', more=DEDUPE)}", "copies"),
        none="no post in this time",
    ),
    curves(
        "Merges, splits, retractions an hour",
        "Merges far above the day's measure ring (TooManyMerges): read some with `streams explain ID`.",
        "short",
        *(Query(an_hour(ALL.rate("streams_curation_total", more=f'decision="{one}"')), one)
          for one in ("founded", "merged", "split", "retracted")),
        alert="TooManyMerges",
    ),
    curves(
        "Evidence an hour",
        "Vetoes are merges that a day, a distance or numbers forbade; conflicts are figures that contradict each "
        "other; corroborations, claims that a second origin confirms; late, posts that came long after their event.",
        "short",
        *(Query(an_hour(ALL.rate("streams_curation_total", more=f'decision="{one}"')), one)
          for one in ("vetoed", "conflicts", "corroborations", "late")),
        alert="TooManyMerges",
    ),
    curves(
        "Open events",
        "Events in the state. Grows with the horizon; a sudden rise: nothing merges.",
        "short",
        Query(f"sum({ALL.of('streams_open_events')})", "open events"),
        alert="TooManyMerges", none="no worker tells",
    ),
    number(
        "In the last 24 h",
        "What the stages decided in a day.",
        "short",
        *(Query(decided(one, "24h"), one) for one in ("founded", "joined", "merged", "split", "copies", "late")),
        wide=8, high=8,
    ),
)  # fmt: skip

sources = (
    rows(
        "Sources (24 h)",
        "Last heard old: its fetcher has stopped, or cannot reach it. Heard, but nothing new for long: it has gone "
        "quiet, or shows a stale copy. Heard and new count what parse took, so check lag first. Missing: new items, "
        "and updates of any kind, that would have come if it had kept its rhythm; from 7 on it rings; a source has no "
        "rhythm in the quarter of an hour after it was first heard. Refused or suspect: its page has changed its form, "
        "or shows an error.",
        {"source": "source"},
        Column("last heard", SOURCES.of("source:streams_source_heard:silence_seconds"), "s"),
        Column("last new", SOURCES.of("source:streams_source_new:silence_seconds"), "s"),
        Column("updates missing", missing("heard"), "short", ((None, GREEN), (3, AMBER), (7, RED)), NO_RHYTHM),
        Column("new items missing", missing("new"), "short", ((None, GREEN), (3, AMBER), (7, RED)), NO_RHYTHM),
        Column("new", SOURCES.increase("streams_source_updates_total", "24h", "source", 'state="new"')),
        Column("unchanged", SOURCES.increase("streams_source_updates_total", "24h", "source", 'state="unchanged"')),
        Column("suspect, stale, empty",
               SOURCES.increase("streams_source_updates_total", "24h", "source", 'state=~"suspect|stale|empty"')),
        Column("refused", SOURCES.increase("streams_source_updates_total", "24h", "source", 'state="refused"')),
        alert="SourceQuiet", none="no source is named: set STREAMS_SOURCES",
    ),
    curves(
        "Updates an hour, by source",
        "A line that ends is a source that is not heard any more, or whose partition's worker stands still: check lag.",
        "short",
        Query(an_hour(SOURCES.rate("streams_source_updates_total", by="source")), "{{source}}"),
        alert="SourceUnheard", wide=12,
    ),
    curves(
        "Refused and suspect updates an hour, by source",
        "Which source floods us with what can't be read.",
        "short",
        Query(an_hour(SOURCES.rate("streams_source_updates_total", "source, state", 'state=~"refused|suspect"')),
              "{{source}}: {{state}}"),
        alert="DeadLetterRatio", wide=12, stacked=True,
    ),
    curves(
        "Silence, by source",
        "Seconds since a source last said something new. A saw with even teeth is its rhythm; one tooth that grows is"
        " a source gone quiet. Counted is what parse took, not what arrived: check lag first, for a partition that "
        "stands still or is behind looks the same, and its lines end when its worker starts again.",
        "s",
        Query(f"time() - max by (source) ({SOURCES.of('streams_source_new_timestamp_seconds')} > 0)", "{{source}}"),
        alert="SourceQuiet", wide=12, none="no source was heard since the workers started",
    ),
    curves(
        "Not heard, by source",
        "Seconds since parse took anything at all of a source. Check lag first, as above: only without lag it is the "
        "source or its fetcher.",
        "s",
        Query(f"time() - max by (source) ({SOURCES.of('streams_source_heard_timestamp_seconds')} > 0)", "{{source}}"),
        alert="SourceUnheard", wide=12, none="no source was heard since the workers started",
    ),
)  # fmt: skip

READ = """\
The events are records of the topic `news.events.v1`, each change of one a record of `news.changes.v1`.

```
streams tail events                # each version as it comes
streams tail changes --from -20    # the last twenty changes of each partition
streams explain EVENT_ID           # why its posts are one event, with the evidence for each
streams dlq list                   # what was refused, and why
```
"""

BOARD = Board(
    "news",
    "News",
    "What events came, how well posts find together, which source has fallen silent.",
    (JOB, DESK, ORIGIN),
    (
        ("Events", events),
        ("How posts find together", curation),
        ("Sources", sources),
        ("The events themselves", (words("Read them", "How to see what the numbers are about.", READ),)),
    ),
)
