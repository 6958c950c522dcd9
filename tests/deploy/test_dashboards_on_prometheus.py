"""Every expression of the dashboards and rules, asked of a real Prometheus that watched a real run: it must find data,
or it stands in a table that says why there is none.

No Grafana is needed: variables and macros are filled in as it does it (``Prometheus.grafana``).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.deploy.expressions import Expression, Json, boards, of_board, of_rule, panels, parsed, rules, selectors
from tests.deploy.watched import Prometheus, watched

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.prometheus,
    pytest.mark.skipif(not shutil.which("prometheus"), reason="no Prometheus here; Debian's package prometheus has it"),
]

NOTHING_RINGS = "all is well in this run: nothing rings"
ANSWERED = "all is well in this run: Kafka answers each time"
NO_YESTERDAY = "the run has no yesterday"
EMPTY = {
    "streams / Overview / What rings now / A": NOTHING_RINGS,
    **{f"{board['title']} / event: Kafka did not answer": ANSWERED for board in boards().values()},
    "record source:streams_source_new:missed_by_yesterday": NO_YESTERDAY,
    "record source:streams_source_heard:missed_by_yesterday": NO_YESTERDAY,
}
"""Expressions that find nothing in such a run, and why. Alerts are empty when all is well, and need no line here."""
UNDER_LOAD = {"SlowTurn"}
"""Alerts that may ring in the run where the machine is busy with other things: a batch then takes seconds."""
TRUE_NOW = {"DeadLetterRatio": "the run has its share of poison; it would ring after ten minutes of it"}
"""Alerts whose condition holds at the end of the run, and why."""

BOARDS = boards()
INSTANT = {
    f"{board['title']} / {panel['title']} / {target['refId']}"
    for board in BOARDS.values()
    for panel in panels(board)
    for target in panel.get("targets", ())
    if target["instant"]
}
SHOWN = [expression for board in BOARDS.values() for expression in of_board(board)]
RECORDED = [rule for rule in rules() if "record" in rule]
RINGING = [rule for rule in rules() if "alert" in rule]


@pytest.fixture(scope="module")
def run(embedded_kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """One run for all tests here."""
    with watched(embedded_kafka, tmp_path_factory.mktemp("prometheus")) as seen:
        yield seen


def found(run: Prometheus, expression: Expression) -> bool:
    """Whether an expression finds data, asked as its panel asks."""
    asked = run.grafana(expression.text)
    return bool(run.now(asked) if expression.where in INSTANT else run.over_time(asked))


def ringing(run: Prometheus) -> set[str]:
    """The alerts that rang at any time."""
    return {one.labels["alertname"] for one in run.over_time('ALERTS{alertstate="firing"}')}


@pytest.mark.parametrize("expression", SHOWN, ids=lambda expression: expression.where.replace("streams / ", ""))
def test_a_panel_shows_data(run: Prometheus, expression: Expression) -> None:
    if EMPTY.get(expression.where) == NOTHING_RINGS and ringing(run) & UNDER_LOAD:
        return
    assert found(run, expression) == (expression.where not in EMPTY), run.grafana(expression.text)


@pytest.mark.parametrize("rule", RECORDED, ids=lambda rule: rule["record"])
def test_a_recording_records(run: Prometheus, rule: Json) -> None:
    name = of_rule(rule).where
    assert bool(run.over_time(rule["record"])) == (name not in EMPTY)


@pytest.mark.parametrize("rule", RINGING, ids=lambda rule: f"{rule['alert']} {rule['labels']['severity']}")
def test_an_alert_is_silent_and_yet_finds_what_it_looks_at(run: Prometheus, rule: Json) -> None:
    assert bool(run.now(rule["expr"])) == (rule["alert"] in TRUE_NOW) or rule["alert"] in UNDER_LOAD
    for one in selectors(parsed(rule["expr"])):
        assert run.over_time(one.text), one.text


def test_nothing_rings(run: Prometheus) -> None:
    assert ringing(run) <= UNDER_LOAD


def test_zero_is_expected_and_found_though_much_went_through(run: Prometheus) -> None:
    row = [panel for panel in panels(BOARDS["overview"]) if panel["gridPos"]["y"] == 1]
    for panel in row:
        values = [one.points[-1][1] for one in run.now(run.grafana(panel["targets"][0]["expr"]))]
        assert values and set(values) == {0}, panel["title"]
    went = {one.labels["stage"]: one.points[-1][1] for one in run.now("sum by (stage) (streams_received_total)")}
    assert set(went) == {"parse", "dedupe", "enrich", "curate"} and min(went.values()) > 50


def test_the_source_of_the_poison_is_named(run: Prometheus) -> None:
    [panel] = [p for p in panels(BOARDS["news"]) if p["title"].startswith("Refused and suspect updates")]
    series = run.over_time(run.grafana(panel["targets"][0]["expr"]))
    seen = {one.labels["source"] for one in series if any(value for _, value in one.points)}
    assert seen == {"broken-wire"}


def test_a_restart_shows_as_an_event(run: Prometheus) -> None:
    events = {event["name"]: event["expr"] for event in BOARDS["overview"]["annotations"]["list"]}
    starts = run.over_time(run.grafana(events["A worker starts"]))
    assert len({one.labels["instance"] for one in starts}) == 2


def test_an_expression_that_is_wrong_finds_nothing(run: Prometheus) -> None:
    """The checks above can fail: a name of yesterday, a label of yesterday, a word that is no PromQL."""
    assert not found(run, Expression("x", 'streams_lag{job=~"$job"}'))
    assert not found(run, Expression("x", 'streams_lag_records{job=~"$job",topic="raw"}'))
    with pytest.raises(ValueError, match="parse error"):
        run.now("sum(streams_lag_records")
