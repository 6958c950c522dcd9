"""Each incident on purpose leaves the pattern that deploy/README.md names for it, and not those of
the others. Four minutes each: ``make incidents``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.deploy.watched import Prometheus
from tests.faults.incidents import INCIDENTS, WRONG_SECONDS, incident

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("prometheus") is None, reason="no prometheus here (Debian's package of that name)"),
]

Found = dict[str, float]
WRONG = f"{WRONG_SECONDS}s"


def by(seen: Prometheus, label: str, expr: str) -> Found:
    """The values of an instant query at the end, by one label."""
    return {one.labels[label]: one.points[-1][1] for one in seen.now(expr)}


def silent(seen: Prometheus) -> set[str]:
    ages = by(seen, "source", "time() - max by (source) (streams_source_heard_timestamp_seconds > 0)")
    return {source for source, age in ages.items() if age > WRONG_SECONDS / 2}


def refused(seen: Prometheus) -> set[str]:
    asked = f'sum by (source) (increase(streams_source_updates_total{{state="refused"}}[{WRONG}]))'
    return {source for source, amount in by(seen, "source", asked).items() if amount > 100}


def stuck(seen: Prometheus) -> set[str]:
    asked = f"max by (instance) (max_over_time(streams_commit_age_seconds[{WRONG}]))"
    return {instance for instance, age in by(seen, "instance", asked).items() if age > 30}


def slow(seen: Prometheus) -> set[str]:
    spent = f"sum by (enricher) (increase(streams_enricher_seconds_sum[{WRONG}]))"
    posts = f"sum by (enricher) (increase(streams_enricher_seconds_count[{WRONG}]))"
    return {enricher for enricher, mean in by(seen, "enricher", f"{spent} / {posts}").items() if mean > 0.05}


def hot(seen: Prometheus) -> set[str]:
    lags = by(seen, "partition", "max by (partition) (streams_lag_records)")
    return {partition for partition, lag in lags.items() if lag > 200 and lag > 10 * sorted(lags.values())[-2]}


def away(seen: Prometheus) -> set[str]:
    ages = f"max_over_time((time() - streams_broker_answered_timestamp_seconds)[{WRONG}:1s])"
    return {"broker"} if min(by(seen, "instance", ages).values()) > 5 else set()


Pattern = Callable[[Prometheus], set[str]]
PATTERNS: dict[str, tuple[Pattern, set[str]]] = {
    "dead-source": (silent, {"harbour-live"}),
    "poison-storm": (refused, {"valley-feed"}),
    "stalled-worker": (stuck, set()),  # which of the two is not known before
    "slow-enricher": (slow, {"names"}),
    "hot-partition": (hot, set()),
    "broker-restart": (away, {"broker"}),
}


@pytest.mark.parametrize("name", INCIDENTS)
def test_an_incident_leaves_its_own_pattern_and_no_other(name: str) -> None:
    with incident(name) as seen:
        found = {other: pattern(seen) for other, (pattern, _) in PATTERNS.items()}
    own = found.pop(name)
    assert own == PATTERNS[name][1] or (not PATTERNS[name][1] and len(own) == 1), own
    # A worker that is killed by its watchdog, and a partition that is far behind, are seen elsewhere too.
    beside = {"stalled-worker": {"hot-partition"}, "broker-restart": {"stalled-worker"}}.get(name, set())
    assert not any(found[other] for other in set(found) - beside), found
