"""What is wrong, in words, the worst first: the alerts' meaning at one look. Nothing found is "all well"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from streams.commands.top.rows import Look, PartitionRow, StageRow, WorkerRow
from streams.commands.top.words import age, count

ALL_WELL = "all well"
STILL_SECONDS_MAX = 60  # as streams_commit_age_seconds says
BEHIND_SECONDS = 120  # older than what a large batch takes; the alert on lag itself waits for 15 minutes
SILENT_SECONDS = 30  # a worker asks the broker every two


class Severity(StrEnum):
    """How soon somebody must act."""

    CRITICAL = "critical"  # now: news is late, lost or miscounted
    WARNING = "warning"  # soon


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Looks at each of some rows; where the condition holds, these words."""

    severity: Severity
    rows: Callable[[Look], Iterable[Any]]
    holds: Callable[[Any], bool]
    words: Callable[[Any], str]


def findings(look: Look) -> list[Finding]:
    """Everything that is wrong, in the order of the rules."""
    return [Finding(rule.severity, rule.words(row)) for rule in RULES for row in rule.rows(look) if rule.holds(row)]


def verdict(found: list[Finding]) -> str:
    """One line: the worst, and how much more there is.

    >>> verdict([]), verdict([Finding(Severity.WARNING, "one"), Finding(Severity.WARNING, "two")])
    ('all well', 'one (and 1 more)')
    """
    if not found:
        return ALL_WELL
    return found[0].words + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")


def _whole(look: Look) -> list[Look]:
    return [look]


def _stages(look: Look) -> Iterable[StageRow]:
    return look.stages


def _partitions(look: Look) -> Iterable[PartitionRow]:
    return look.partitions


def _canaries(look: Look) -> list[list[str]]:
    return [[row.partition for row in look.canaries if row.missing]]


def _answers(look: Look) -> bool:
    return any(not row.fault for row in look.workers)


def _silent_among_others(look: Look) -> list[WorkerRow]:
    return [row for row in look.workers if row.fault] if _answers(look) else []


def _broker_is_silent(look: Look) -> bool:
    """Nobody hears it: neither the workers nor we. That none is named here is no fault while a worker hears one."""
    heard = look.broker.heard_seconds
    if heard is not None:
        return heard > SILENT_SECONDS
    return look.broker.address is not None and bool(look.broker.fault)


def _broker_words(look: Look) -> str:
    heard = look.broker.heard_seconds
    if heard is not None:
        return f"the broker has told the workers nothing for {age(heard)}: is it up?"
    return f"the broker at {look.broker.address} does not answer: {look.broker.fault}"


def _no_worker_words(look: Look) -> str:
    one = look.workers[0]
    asked = one.url if len(look.workers) == 1 else f"any of {len(look.workers)} addresses"
    return f"no worker answers at {asked}: start `streams worker` ({one.fault})"


def _stands_still(row: PartitionRow) -> bool:
    return row.lag > 0 and (row.still_seconds or 0) > STILL_SECONDS_MAX


def _is_behind(row: PartitionRow) -> bool:
    return row.lag > 0 and (row.oldest_seconds or 0) > BEHIND_SECONDS and not _stands_still(row)


def _ages(row: StageRow) -> bool:
    return (row.oldest_seconds or 0) > (row.retention_seconds or float("inf")) / 2


def _waiting(row: PartitionRow) -> str:
    oldest = f", oldest {age(row.oldest_seconds)}" if row.oldest_seconds else ""
    return f"on partition {row.partition}: {count(row.lag)} record{'s'[: row.lag != 1]}{oldest}"


RULES = (
    Rule(Severity.CRITICAL, _whole, lambda look: not _answers(look), _no_worker_words),
    Rule(Severity.CRITICAL, _whole, _broker_is_silent, _broker_words),
    Rule(
        Severity.CRITICAL, _partitions, lambda row: (row.gone or 0) > 0,
        lambda row: f"{row.stage} lost {count(row.gone)} records on partition {row.partition} to retention",
    ),
    Rule(
        Severity.CRITICAL, _stages, lambda row: bool(row.ledger),
        lambda row: f"ledger of {row.stage} is off by {count(row.ledger)}",
    ),
    Rule(
        Severity.CRITICAL, _whole, lambda look: bool(look.page_units),
        lambda look: f"ledger of page units is off by {count(look.page_units)}",
    ),
    Rule(
        Severity.CRITICAL, _partitions, _stands_still,
        lambda row: f"{row.stage} stands still {_waiting(row)}, none taken for {age(row.still_seconds)}",
    ),
    Rule(
        Severity.CRITICAL, _canaries, bool,
        lambda partitions: f"no canary came back for 3 min on partition {', '.join(partitions)}",
    ),
    Rule(
        Severity.CRITICAL, _stages, _ages,
        lambda row: f"{row.stage} nears its retention, {age(row.retention_seconds)}: oldest {age(row.oldest_seconds)}",
    ),
    Rule(
        Severity.WARNING, lambda look: _stages(look) if look.seconds is not None else (),
        lambda row: bool(row.internal_new),
        lambda row: f"{row.stage} failed on {count(row.internal_new)} by a bug of ours: see `streams dlq list`",
    ),
    Rule(
        Severity.WARNING, _silent_among_others, lambda row: True,
        lambda row: f"worker {row.url} does not answer: {row.fault}",
    ),
    Rule(
        Severity.WARNING, _whole,
        lambda look: look.broker.address is not None and bool(look.broker.fault) and not _broker_is_silent(look),
        lambda look: f"the broker at {look.broker.address} answers the workers, but not here: {look.broker.fault}",
    ),
    Rule(Severity.WARNING, _partitions, _is_behind, lambda row: f"{row.stage} is behind {_waiting(row)}"),
    Rule(
        Severity.WARNING, _stages, lambda row: bool(row.log_holes),
        lambda row: f"{row.stage} is off by {count(row.log_holes)} log positions: who else writes to its topic?",
    ),
    Rule(
        Severity.WARNING, _whole,
        lambda look: look.broker.address is not None and not look.broker.fault and not look.broker.has_topics,
        lambda look: f"the broker at {look.broker.address} has none of the topics: `streams topics apply`, or --prefix",
    ),
)  # fmt: skip
"""In the order in which they are told."""
