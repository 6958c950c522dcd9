"""The dashboards: written from their code, and such that whoever looks at a panel knows what to do.

``faults`` holds the rules of Grafana's own dashboard-linter (which comes as a Go program only) and ours; the table of
broken boards shows that each rule finds what it is for.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator

import pytest
import yaml

from deploy.grafana import __main__ as grafana
from tests.deploy.expressions import (
    ROOT,
    Expression,
    Json,
    alerts,
    boards,
    declared,
    grouped,
    is_counter,
    labels_of,
    of_board,
    of_rule,
    ours,
    panels,
    parsed,
    rules,
    selectors,
)

BOARDS = boards()
README = (ROOT / "deploy" / "README.md").read_text("utf-8")
UNITS = {"short", "s", "recps", "bytes", "Bps", "percentunit"}
"""Grafana's names for units: of each a reader knows at once what it is."""
RATES = {"rate", "increase", "irate", "resets", "changes"}
PLAIN_COUNTERS = {
    "Ledger, by stage": "in a scrape a process' fates agree exactly; increases are estimates",
    "Units of pages": "the same",
    "Offsets − records": "the same",
    "Rebuilds: mean seconds to read a partition's state back": "a worker has rebuilt before it is scraped first",
    "Rebuilds since the workers started": "the same",
    "Our own bugs (1 h)": "what a young process counted before its first scrape has no increase",
    "OurOwnBug": "the same",
    "LedgerOffZero": "a scrape is exact, as above",
    "PageUnitsOffZero": "the same",
    "LogHasHoles": "the same",
}
"""Counters outside rate(): where, and why."""
SECRETS_OF_NEWS = {"url", "headline", "text", "outlet", "post_id", "event_id", "page_id", "ce_id"}

each_board = pytest.mark.parametrize("name", BOARDS)


def anchors(text: str) -> set[str]:
    """The anchors of a Markdown document's headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faults(board: Json) -> list[str]:
    """What is not as it must be on a board; empty is fine."""
    return [*_of_board(board), *(fault for panel in panels(board) for fault in _of_panel(panel))]


def _of_board(board: Json) -> Iterator[str]:
    variables = {variable["name"]: variable for variable in board["templating"]["list"]}
    if board.get("editable", True):
        yield "editable"
    if variables.get("datasource", {}).get("type") != "datasource":
        yield "no choice of data source"
    if "job" not in variables:
        yield "no choice of job"
    if not any(link["type"] == "dashboards" and link["tags"] == board["tags"] for link in board["links"]):
        yield "no links to the other boards"
    if not any(link["url"] == "${runbook}" for link in board["links"]):
        yield "no link to the runbook"
    if len({panel["title"] for panel in panels(board)}) != len(panels(board)):
        yield "two panels of one title"
    used = " ".join(expression.text for expression in of_board(board))
    for name in set(variables) - {"datasource", "runbook"}:
        if f"${name}" not in used:
            yield f"a choice without effect: {name}"
    for event in board["annotations"]["list"]:
        if event["datasource"]["uid"] != "${datasource}":
            yield f"{event['name']}: a fixed data source"


def _of_panel(panel: Json) -> Iterator[str]:
    title = panel["title"]
    if not title:
        yield "a panel without a title"
    if len(panel.get("description", "")) < 20:
        yield f"{title}: no description"
    links = [link["url"] for link in panel.get("links", ())]
    if not links:
        yield f"{title}: no way to the runbook"
    for link in links:
        if not link.startswith("${runbook}#") or link.partition("#")[2] not in anchors(README):
            yield f"{title}: no such entry in the runbook: {link}"
    if panel["type"] == "text":
        return
    if not panel.get("targets"):
        yield f"{title}: asks for nothing"
    defaults = panel["fieldConfig"]["defaults"]
    units = {defaults.get("unit")} | {
        one["value"]
        for override in panel["fieldConfig"]["overrides"]
        for one in override["properties"]
        if one["id"] == "unit"
    }
    if not units <= UNITS:
        yield f"{title}: no readable unit"
    if not defaults.get("noValue"):
        yield f"{title}: says only 'No data' on a quiet night"
    for target in panel.get("targets", ()):
        if {panel["datasource"]["uid"], target["datasource"]["uid"]} != {"${datasource}"}:
            yield f"{title}: a fixed data source"
        yield from _of_expression(Expression(title, target["expr"]))
        labels = set(re.findall(r"{{(\w+)}}", target.get("legendFormat", "")))
        if not labels <= _labels(target["expr"]):
            yield f"{title}: a legend with a label that is not there"


def _labels(expr: str) -> set[str]:
    try:
        return set().union(*(labels_of(one.name) for one in selectors(parsed(expr))))
    except (KeyError, ValueError):
        return set()


def _of_expression(expression: Expression) -> Iterator[str]:
    title, text = expression.where, expression.text
    try:
        tree = parsed(text)
    except ValueError as error:
        yield f"{title}: not PromQL: {error}"
        return
    yield from _of_names(expression)
    for window in re.findall(r"\[([^\]:]+)[\]:]", text):
        spoken = re.sub(r"(\d+)m$", r"\1 minutes", re.sub(r"(\d+)h$", r"\1 h", window))
        if window not in ("$__rate_interval", "$__range") and spoken not in title:
            yield f"{title}: a fixed window that its title does not name: {window}"
    for one in selectors(tree):
        if "job" not in one.labels and one.text != 'ALERTS{alertstate="firing",alertname="NoWorker"}':
            yield f"{title}: takes series of other jobs: {one.text}"


def _of_names(expression: Expression) -> Iterator[str]:
    """Names and labels that are not declared, and counters that are shown as if they were gauges."""
    tree = parsed(expression.text)
    title = expression.where
    for one in selectors(tree):
        if one.name not in declared():
            yield f"{title}: not declared: {one.name}"
        elif not one.labels <= labels_of(one.name):
            yield f"{title}: {one.name} has no label {sorted(one.labels - labels_of(one.name))}"
        if is_counter(one.name) and not RATES & set(one.under) and title not in PLAIN_COUNTERS:
            yield f"{title}: a counter without rate: {one.name}"
        if not is_counter(one.name) and {"rate", "increase", "irate"} & set(one.under):
            yield f"{title}: rate of what may fall: {one.name}"
        if SECRETS_OF_NEWS & one.labels:
            yield f"{title}: content as a label"
    for labels, names in grouped(tree):
        known = set().union(*(declared().get(name, frozenset()) for name in names))
        if not labels <= known:
            yield f"{title}: grouped by what is not there: {sorted(labels - known)}"


# ------------------------------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("board", grafana.BOARDS, ids=lambda board: board.name)
def test_the_files_are_what_the_code_says(board: grafana.Board) -> None:
    written = (grafana.FOLDER / f"{board.name}.json").read_text("utf-8")
    assert written == board.json(), "run `make dashboards`"


def test_no_file_is_left_of_a_board_that_is_gone() -> None:
    assert set(BOARDS) == {board.name for board in grafana.BOARDS}


@each_board
def test_a_board_follows_the_rules(name: str) -> None:
    assert faults(BOARDS[name]) == []


def test_boards_have_addresses_of_their_own_that_stay() -> None:
    assert {name: board["uid"] for name, board in BOARDS.items()} == {
        "overview": "streams-overview",
        "stages": "streams-stages",
        "news": "streams-news",
        "kafka-and-workers": "streams-kafka-and-workers",
    }


def test_zero_is_expected_first() -> None:
    first, *_ = [panel["title"] for panel in BOARDS["overview"]["panels"]]
    row = [panel for panel in panels(BOARDS["overview"]) if panel["gridPos"]["y"] == 1]
    assert first == "Expect zero" and len(row) == 7
    for panel in row:
        assert [step["color"] for step in panel["fieldConfig"]["defaults"]["thresholds"]["steps"]] == ["green", "red"]
        assert sum(one["gridPos"]["w"] for one in row) == 24


def changed(change: Callable[[Json], object]) -> Json:
    """The overview, broken on purpose."""
    board = copy.deepcopy(BOARDS["overview"])
    change(board)
    return board


def panel_of(board: Json, title: str = "Lag, by stage") -> Json:
    return next(panel for panel in panels(board) if panel["title"] == title)


def asks(expr: str, **more: str) -> Callable[[Json], object]:
    return lambda board: panel_of(board)["targets"][0].update(expr=expr, **more)


BROKEN: dict[str, tuple[Callable[[Json], object], str]] = {
    "one may edit it": (lambda b: b.update(editable=True), "editable"),
    "one data source for ever": (lambda b: panel_of(b)["datasource"].update(uid="prometheus"), "a fixed data source"),
    "no choice of data source": (lambda b: b["templating"]["list"].pop(0), "no choice of data source"),
    "no way to the others": (lambda b: b["links"].pop(0), "no links to the other boards"),
    "a number without a word": (lambda b: panel_of(b).update(description=""), "no description"),
    "seconds or bytes?": (lambda b: panel_of(b)["fieldConfig"]["defaults"].pop("unit"), "no readable unit"),
    "an invented unit": (lambda b: panel_of(b)["fieldConfig"]["defaults"].update(unit="secs"), "no readable unit"),
    "'No data' at night": (lambda b: panel_of(b)["fieldConfig"]["defaults"].pop("noValue"), "quiet night"),
    "no way to the runbook": (lambda b: panel_of(b)["links"].clear(), "no way to the runbook"),
    "an entry that is not there": (lambda b: panel_of(b)["links"][0].update(url="${runbook}#laggy"), "no such entry"),
    "a bracket too few": (asks('sum(streams_lag_records{job=~"$job"}'), "not PromQL"),
    "a window that misses scrapes": (asks('sum(rate(streams_received_total{job=~"$job"}[1m]))'), "a fixed window"),
    "a counter as it is": (asks('sum(streams_received_total{job=~"$job"})'), "a counter without rate"),
    "the rate of a gauge": (asks('sum(rate(streams_lag_records{job=~"$job"}[$__rate_interval]))'), "what may fall"),
    "a metric of yesterday": (asks('sum(streams_lag{job=~"$job"})'), "not declared: streams_lag"),
    "a label of yesterday": (asks('sum(streams_lag_records{job=~"$job",topic="raw"})'), "has no label ['topic']"),
    "grouped by nothing": (asks('sum by (topic) (streams_lag_records{job=~"$job"})'), "grouped by what is not there"),
    "a legend of nothing": (
        asks('sum by (stage) (streams_lag_records{job=~"$job"})', legendFormat="{{topic}}"),
        "a legend with a label that is not there",
    ),
    "everybody's series": (asks("sum(streams_lag_records)"), "series of other jobs"),
    "a choice without effect": (
        lambda b: b["templating"]["list"].append({"name": "desk", "type": "query", "query": ""}),
        "a choice without effect: desk",
    ),
}


@pytest.mark.parametrize(("change", "fault"), BROKEN.values(), ids=BROKEN.keys())
def test_the_rules_find(change: Callable[[Json], object], fault: str) -> None:
    assert any(fault in found for found in faults(changed(change)))


def test_every_exception_for_a_plain_counter_is_needed() -> None:
    expressions = [Expression(panel["title"], target["expr"]) for board in BOARDS.values() for panel in panels(board)
                   for target in panel.get("targets", ())]  # fmt: skip
    expressions += [Expression(rule["alert"], rule["expr"]) for rule in alerts()]
    plain = {
        expression.where
        for expression in expressions
        for one in selectors(parsed(expression.text))
        if is_counter(one.name) and not RATES & set(one.under)
    }
    assert plain == set(PLAIN_COUNTERS)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: of_rule(rule).where)
def test_a_rule_names_only_what_is_declared(rule: Json) -> None:
    assert list(_of_names(Expression(rule.get("alert", rule.get("record")), rule["expr"]))) == []


def test_every_metric_of_ours_is_shown_or_rings() -> None:
    written = [expression for board in BOARDS.values() for expression in of_board(board)] + [
        of_rule(r) for r in rules()
    ]
    read = {one.name for expression in written for one in selectors(parsed(expression.text))}
    shown = {re.sub("_(bucket|sum|count)$", "", name) for name in read} | read
    assert ours() - shown == set()


@pytest.mark.parametrize("document", ["README.md", "deploy/README.md", "CONTRIBUTING.md"])
def test_documents_name_only_what_is_declared(document: str) -> None:
    known = set(declared()) | ours()
    named = set(re.findall(r"\b(?:streams|process|python)_[a-z0-9_]+\b", (ROOT / document).read_text("utf-8")))
    assert named <= known


@pytest.mark.parametrize("document", ["README.md", "deploy/README.md", "CONTRIBUTING.md"])
def test_documents_name_only_labels_that_are_declared(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for name, labels in re.findall(r"\b((?:streams|process|python)_[a-z0-9_]+)\{([^}]*)\}", text):
        assert set(re.findall(r"(\w+)(?:[=!]|,|$)", labels)) <= labels_of(name), f"{name}{{{labels}}}"


def test_grafana_reads_the_folder_and_nobody_changes_it_there() -> None:
    file = ROOT / "deploy" / "grafana" / "provisioning" / "dashboards" / "streams.yml"
    [provider] = yaml.safe_load(file.read_text("utf-8"))["providers"]
    assert provider["allowUiUpdates"] is False and provider["disableDeletion"] is True
    grafana_service = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]["grafana"]
    assert f"./deploy/grafana/dashboards:{provider['options']['path']}:ro" in grafana_service["volumes"]
    home = grafana_service["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{provider['options']['path']}/overview.json"
