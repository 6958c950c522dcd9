"""What a series is called, as Grafana would: by its legend with the labels filled in; in a table, by row and column."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.deploy.expressions import boards, panels
from tests.deploy.watched import Series
from tests.faults.incidents import line

BOARDS = boards()
WHO = {"job": "streams", "instance": "a:1"}

# label: (board, panel, which of its queries, labels of the series, value, what is written)
NAMED = {
    "a legend without labels": ("overview", "Canary: the way through everything", 1, {}, 0.5, "p95: 7s:0.5"),
    "a legend with a label and a share": (
        "stages", "Step: seconds to compute one batch", 2, {"stage": "enrich"}, 2, "enrich p99: 7s:2",
    ),
    "a partition and whose it is": (
        "kafka-and-workers", "Lag, by stage and partition", 0, {**WHO, "stage": "parse", "partition": "3"}, 12,
        "parse 3 · a:1: 7s:12",
    ),
    "a cell of a table": (
        "kafka-and-workers", "Partitions now", 1, {**WHO, "stage": "parse", "partition": "3"}, 61,
        "stage parse, partition 3, worker a:1: commit age: 7s:61",
    ),
    "a cell that says a word": (
        "news", "Sources (24 h)", 2, {"source": "courier"}, -1, "source courier: updates missing: 7s:no rhythm yet",
    ),
    "the same cell with a number": (
        "news", "Sources (24 h)", 2, {"source": "courier"}, 9, "source courier: updates missing: 7s:9",
    ),
    "one number": ("overview", "Units of pages", 0, {}, 0, "Units of pages: 7s:0"),
}  # fmt: skip


@pytest.mark.parametrize(("board", "title", "number", "labels", "value", "written"), NAMED.values(), ids=NAMED)
def test_a_series_is_called_as_grafana_calls_it(
    board: str, title: str, number: int, labels: dict[str, str], value: float, written: str
) -> None:
    [panel] = [panel for panel in panels(BOARDS[board]) if panel["title"] == title]
    target = panel["targets"][number]
    assert line(SimpleNamespace(began=100), panel, target, Series(labels, [(107, value)])).strip() == written
