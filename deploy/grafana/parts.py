"""What the dashboards are made of: series narrowed by a board's variables, panels that say what to do, links, events.

Whoever looks at a panel must find in it: a title, what a rise means and what to do, a unit, and the way to the runbook.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from grafana_foundation_sdk.builders import common, prometheus, stat, table, text, timeseries
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as look
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.prometheus import PromQueryFormat
from grafana_foundation_sdk.models.text import TextMode

RUNBOOK = "deploy/README.md"
"""Where the runbook is read. Give the address it has with you, here or in the dashboards' field "Runbook"."""
SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")
CAUSES = "finding-the-cause"
"""The runbook's entry for panels that no alert watches."""

GREEN, AMBER, RED, BLUE, PURPLE = "green", "orange", "red", "blue", "purple"
EXPECT_ZERO = ((None, GREEN), (1e-9, RED))

LETTERS = "ABCDEFGHIJKL"
P = TypeVar("P", stat.Panel, timeseries.Panel, table.Panel)
AnyPanel = stat.Panel | timeseries.Panel | table.Panel | text.Panel
Steps = tuple[tuple[float | None, str], ...]


@dataclass(frozen=True)
class Query:
    """One expression and what its series are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Scope:
    """The labels by which a board's variables narrow every series on it.

    >>> Scope('job=~"$job"').rate("streams_received_total", by="stage")
    'sum by (stage) (rate(streams_received_total{job=~"$job"}[$__rate_interval]))'
    """

    labels: str

    def of(self, metric: str, more: str = "") -> str:
        """The metric, narrowed."""
        return f"{metric}{{{self.labels}{',' if more else ''}{more}}}"

    def rate(self, metric: str, by: str = "", more: str = "") -> str:
        """How much a second, summed."""
        return f"sum{_by(by)}(rate({self.of(metric, more)}[$__rate_interval]))"

    def increase(self, metric: str, window: str, by: str = "", more: str = "") -> str:
        """How much within a window, summed."""
        return f"sum{_by(by)}(increase({self.of(metric, more)}[{window}]))"

    def quantile(self, share: float, histogram: str, by: str = "", more: str = "") -> Query:
        """The value below which this share of the observations lies."""
        buckets = self.rate(f"{histogram}_bucket", f"le, {by}" if by else "le", more)
        return Query(
            f"histogram_quantile({share}, {buckets})", f"{{{{{by}}}}} p{share * 100:g}" if by else f"p{share * 100:g}"
        )

    def quantiles(self, histogram: str, by: str = "", more: str = "") -> tuple[Query, ...]:
        """p50, p95 and p99."""
        return tuple(self.quantile(share, histogram, by, more) for share in (0.5, 0.95, 0.99))

    def age(self, instant: str) -> str:
        """How old an instant was at most when it was scraped, within what a point of a curve stands for."""
        told = self.of(instant)  # a gauge of seconds since 1970; 0: not yet
        return f"max_over_time((timestamp({told}) - ({told} > 0))[$__rate_interval:5s])"

    def mean(self, histogram: str, by: str = "", more: str = "") -> str:
        """The mean of what was observed."""
        return f"{self.rate(f'{histogram}_sum', by, more)} / {self.rate(f'{histogram}_count', by, more)}"


def _by(labels: str) -> str:
    return f" by ({labels}) " if labels else ""


# ------------------------------------------------------------------------------------------------------------ panels


def number(
    title: str, about: str, unit: str, *queries: Query, alert: str = CAUSES, steps: Steps = ((None, BLUE),),
    wide: int = 4, high: int = 4, none: str = "no worker tells",
) -> stat.Panel:  # fmt: skip
    """The present value, large; several values beside each other, named by their legend."""
    panel = (
        stat.Panel()
        .color_mode(look.BigValueColorMode.BACKGROUND if steps[-1][1] == RED else look.BigValueColorMode.VALUE)
        .graph_mode(look.BigValueGraphMode.NONE)
        .text_mode(look.BigValueTextMode.VALUE_AND_NAME if _several(queries) else look.BigValueTextMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    )
    if unit == "short":
        panel.decimals(0)  # increases are estimates, and no part of a record is lost
    return _finish(panel, title, about, unit, queries, alert, steps, wide, high, none)


def curves(
    title: str, about: str, unit: str, *queries: Query, alert: str = CAUSES, steps: Steps = (),
    wide: int = 8, high: int = 8, none: str = "nothing in this time", stacked: bool = False, top: float | None = None,
) -> timeseries.Panel:  # fmt: skip
    """Values over time, as lines, or stacked where the sum means something. ``steps`` are drawn as limits."""
    panel = (
        timeseries.Panel()
        .fill_opacity(60 if stacked else 5)
        .line_width(0 if stacked else 1)
        .show_points(look.VisibilityMode.AUTO)
        .legend(
            common.VizLegendOptions()
            .show_legend(True)
            .display_mode(look.LegendDisplayMode.LIST)
            .placement(look.LegendPlacement.BOTTOM)
        )
        .tooltip(common.VizTooltipOptions().mode(look.TooltipDisplayMode.MULTI).sort(look.SortOrder.DESCENDING))
    )
    if stacked:
        panel.stacking(common.StackingConfig().mode(look.StackingMode.NORMAL).group("A"))
    if steps:
        panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(look.GraphTresholdsStyleMode.DASHED))
    panel.min(0)
    if top is not None:
        panel.max(top)
    return _finish(panel, title, about, unit, queries, alert, steps or ((None, GREEN),), wide, high, none)


@dataclass(frozen=True)
class Column:
    """One column of a table: a query whose value stands beside the labels of the row."""

    title: str
    expr: str
    unit: str = "short"
    steps: Steps = ()
    words: tuple[tuple[float, str], ...] = ()  # shown instead of these values


def rows(
    title: str, about: str, labels: dict[str, str], *columns: Column, alert: str = CAUSES,
    wide: int = 24, high: int = 9, none: str = "none",
) -> table.Panel:  # fmt: skip
    """A table of the present: a row for each combination of ``labels`` (label: heading), a column for each query."""
    panel = table.Panel()
    queries = [Query(column.expr) for column in columns]
    _finish(panel, title, about, "short", queries, alert, ((None, GREEN),), wide, high, none, as_table=True)
    names = [f"Value #{letter}" for letter, _ in zip(LETTERS, columns, strict=False)]
    shown = [*labels, *(names if len(columns) > 1 else ["Value"])]
    panel.with_transformation(model.DataTransformerConfig(id_val="merge", options={}))
    panel.with_transformation(
        model.DataTransformerConfig(id_val="filterFieldsByName", options={"include": {"names": shown}})
    )
    headings = dict(zip(shown, [*labels.values(), *(column.title for column in columns)], strict=True))
    panel.with_transformation(
        model.DataTransformerConfig(
            id_val="organize",
            options={"indexByName": {name: at for at, name in enumerate(shown)}, "renameByName": headings},
        )
    )
    for column in columns:
        properties = [model.DynamicConfigValue(id_val="unit", value=column.unit)]
        if column.unit == "short":
            properties.append(model.DynamicConfigValue(id_val="decimals", value=0))
        if column.steps:
            steps = [{"value": value, "color": color} for value, color in column.steps]
            properties += [
                model.DynamicConfigValue(id_val="thresholds", value={"mode": "absolute", "steps": steps}),
                model.DynamicConfigValue(id_val="custom.cellOptions", value={"type": "color-background"}),
            ]
        if column.words:
            said = {f"{value:g}": {"text": word, "color": BLUE, "index": at}
                    for at, (value, word) in enumerate(column.words)}  # fmt: skip
            properties.append(model.DynamicConfigValue(id_val="mappings", value=[{"type": "value", "options": said}]))
        panel.override_by_name(column.title, properties)
    return panel


def words(title: str, about: str, content: str, *, wide: int = 24, high: int = 6) -> text.Panel:
    """A text in Markdown."""
    panel = text.Panel().mode(TextMode.MARKDOWN).content(content)
    return panel.title(title).description(about).span(wide).height(high).links([runbook(CAUSES)])


def _several(queries: tuple[Query, ...]) -> bool:
    return len(queries) > 1 or "{{" in queries[0].legend


def _finish(
    panel: P, title: str, about: str, unit: str, queries: Sequence[Query], alert: str, steps: Steps,
    wide: int, high: int, none: str, *, as_table: bool = False,
) -> P:  # fmt: skip
    limits = [model.Threshold(value, color) for value, color in steps]
    panel.title(title).description(about).datasource(SOURCE).unit(unit).no_value(none).span(wide).height(high)
    panel.thresholds(build.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(limits))
    panel.links([runbook(alert)])
    now = as_table or isinstance(panel, stat.Panel)
    for letter, query in zip(LETTERS, queries, strict=False):
        target = prometheus.Dataquery().expr(query.expr).ref_id(letter).datasource(SOURCE)
        target = target.instant() if now else target.range()
        panel.with_target(
            target.format(PromQueryFormat.TABLE) if as_table else target.legend_format(query.legend or "__auto")
        )
    return panel


def runbook(entry: str) -> build.DashboardLink:
    """The way to an entry of the runbook."""
    return (
        build.DashboardLink("What it means, what to look at, how to mend it")
        .type(model.DashboardLinkType.LINK)
        .url(f"${{runbook}}#{entry.lower()}")
        .target_blank(True)
    )


# ------------------------------------------------------------------------------------------------------------ boards


@dataclass(frozen=True)
class Variable:
    """A choice at the top of a board: the values of a label."""

    name: str
    label: str
    values_of: str  # the metric whose label it is
    of: str  # the label
    all: str = ".+"


# All jobs are those of workers: `up` and `process_…` are everybody's, and ".+" would take Prometheus' own for a worker.
JOB = Variable("job", "Job", "streams_build_info", "job", all="")
INSTANCE = Variable("instance", "Worker", "streams_build_info", "instance")


@dataclass(frozen=True)
class Board:
    """A dashboard: rows of panels, told from the large to the small."""

    name: str  # of its file; with "streams-" before it, its uid
    title: str
    about: str
    variables: tuple[Variable, ...]
    rows: tuple[tuple[str, tuple[AnyPanel, ...]], ...]

    def json(self) -> str:
        """The file's text; the same for the same code."""
        board = (
            build.Dashboard(f"streams / {self.title}")
            .uid(f"streams-{self.name}")
            .description(self.about)
            .tags(["streams"])
            .readonly()
            .tooltip(model.DashboardCursorSync.CROSSHAIR)
            .time("now-6h", "now")
            .refresh("30s")
            .timezone("browser")
            .version(1)
            .links([_other_boards(), _whole_runbook()])
            .annotations([_event(*event) for event in EVENTS])
            .with_variable(build.DatasourceVariable("datasource").label("Data source").type("prometheus"))
        )
        for variable in self.variables:
            board.with_variable(_choice(variable))
        board.with_variable(build.TextBoxVariable("runbook").label("Runbook").default_value(RUNBOOK))
        for title, panels in self.rows:
            board.with_row(build.Row(title))
            for panel in panels:
                board.with_panel(panel)
        built = board.build()
        for number, one in enumerate(built.panels or (), 1):
            one.id_val = number
        return json.dumps(built, cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _choice(variable: Variable) -> build.QueryVariable:
    choice = (
        build.QueryVariable(variable.name)
        .label(variable.label)
        .query(f"label_values({variable.values_of}, {variable.of})")
        .datasource(SOURCE)
        .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(model.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .current(model.VariableOption(selected=True, text=["All"], value=["$__all"]))
    )
    return choice.all_value(variable.all) if variable.all else choice


def _other_boards() -> build.DashboardLink:
    return (
        build.DashboardLink("Other boards")
        .type(model.DashboardLinkType.DASHBOARDS)
        .tags(["streams"])
        .include_vars(True)
        .keep_time(True)
    )


def _whole_runbook() -> build.DashboardLink:
    return build.DashboardLink("Runbook").type(model.DashboardLinkType.LINK).url("${runbook}").target_blank(True)


EVENTS = (
    ("A worker starts", 'time() - process_start_time_seconds{job=~"$job"} < 60', BLUE),
    (
        "Other rules or another Python",
        'sum by (rules, python) (streams_build_info{job=~"$job"}) unless sum by (rules, python) '
        '(streams_build_info{job=~"$job"} offset 5m)',
        PURPLE,
    ),
    ("A rebalance", 'max by (job) (increase(streams_rebalances_total{job=~"$job"}[2m])) > 0', AMBER),
    ("Kafka did not answer", 'max by (job) (increase(streams_broker_failures_total{job=~"$job"}[1m])) > 0', RED),
)
"""What is drawn across all curves: name, when it is (a series that is there then), colour."""


def _event(name: str, expr: str, color: str) -> build.AnnotationQuery:
    return build.AnnotationQuery().name(name).datasource(SOURCE).expr(expr).enable(True).icon_color(color)
