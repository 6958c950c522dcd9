"""Every PromQL expression of dashboards and rules: where it stands, what it reads, and which labels it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import promql_parser as promql
import yaml
from prometheus_client import REGISTRY, CollectorRegistry

from streams.runtime.fetch_metrics import FetchMetrics
from streams.runtime.metrics import Metrics

ROOT = Path(__file__).parents[2]
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
RULES = ROOT / "deploy" / "prometheus" / "rules"
SUFFIXES = re.compile(r"_(bucket|sum|count|total)$")

Json = dict[str, Any]


@dataclass(frozen=True)
class Expression:
    """One expression and where it is written."""

    where: str
    text: str


@dataclass(frozen=True)
class Selector:
    """A series asked for: its name, and the labels it is narrowed by."""

    name: str
    labels: frozenset[str]
    text: str
    under: tuple[str, ...]  # the functions around it, the nearest last


# ------------------------------------------------------------------------------------------------ where they stand


def boards() -> dict[str, Json]:
    """Each dashboard as Grafana reads it, by its file's name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(DASHBOARDS.glob("*.json"))}


def panels(board: Json) -> list[Json]:
    """All panels but the headings of rows."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def of_board(board: Json) -> list[Expression]:
    """Every expression of a dashboard: panels, then events, then variables."""
    title = board["title"]
    found = [
        Expression(f"{title} / {panel['title']} / {target['refId']}", target["expr"])
        for panel in panels(board)
        for target in panel.get("targets", ())
    ]
    found += [Expression(f"{title} / event: {one['name']}", one["expr"]) for one in board["annotations"]["list"]]
    for variable in board["templating"]["list"]:
        if asked := re.fullmatch(r"label_values\((\w+), (\w+)\)", variable.get("query", "")):
            found.append(Expression(f"{title} / variable: {variable['name']}", f"sum by ({asked[2]}) ({asked[1]})"))
    return found


def rules() -> list[Json]:
    """Every rule as it is written."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(RULES.glob("*.yml"))]
    return [rule for file in files for group in file["groups"] for rule in group["rules"]]


def alerts() -> list[Json]:
    """Every rule that rings."""
    return [rule for rule in rules() if "alert" in rule]


def of_rule(rule: Json) -> Expression:
    """A rule's expression."""
    kind = "alert" if "alert" in rule else "record"
    return Expression(f"{kind} {rule[kind]}", rule["expr"])


def filled(text: str, values: Mapping[str, str]) -> str:
    """An expression with Grafana's variables and macros in it replaced, as Grafana does it.

    >>> filled('rate(x{job=~"$job"}[$__rate_interval])', {"job": "streams", "__rate_interval": "20s"})
    'rate(x{job=~"streams"}[20s])'
    """
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: values[found[1] or found[2]], text)


ANYTHING = {
    "__rate_interval": "1m",
    "__range": "6h",
    "runbook": "README.md",
    "datasource": "prometheus",
} | dict.fromkeys(("job", "instance", "stage", "desk", "source"), ".+")


# -------------------------------------------------------------------------------------------------- what they read


def parsed(text: str) -> promql.Expr:
    """The tree of an expression; ValueError where there is none."""
    return promql.parse(filled(text, ANYTHING))


def selectors(tree: Any, under: tuple[str, ...] = ()) -> Iterator[Selector]:
    """Every series that an expression asks for."""
    if isinstance(tree, promql.MatrixSelector):
        tree = tree.vector_selector
    if isinstance(tree, promql.VectorSelector):
        matchers = [matcher for matcher in tree.matchers.matchers if matcher.name != "__name__"]
        yield Selector(tree.name or "", frozenset(m.name for m in matchers), _plain(tree), under)
    elif isinstance(tree, promql.Call):
        for one in tree.args:
            yield from selectors(one, (*under, tree.func.name))
    else:
        for one in children(tree):
            yield from selectors(one, under)


def _plain(selector: Any) -> str:
    """The selector without offset and @."""
    return f"{selector.name}{selector.matchers}"


def children(tree: Any) -> Iterator[Any]:
    """The expressions inside an expression."""
    for name in ("expr", "param", "lhs", "rhs", "vector_selector"):
        if isinstance(one := getattr(tree, name, None), promql.Expr):
            yield one
    yield from getattr(tree, "args", ())


def grouped(tree: Any) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The labels named in by (…) and on (…), each with the names of the series they are asked of."""
    modifier = getattr(tree, "modifier", None)
    named = set(getattr(modifier, "labels", None) or ())
    named |= set(getattr(getattr(modifier, "matching", None), "labels", None) or ())
    if named:
        yield frozenset(named), frozenset(one.name for one in selectors(tree))
    for one in children(tree):
        yield from grouped(one)


# ------------------------------------------------------------------------------------------------- what is declared


@cache
def declared() -> dict[str, frozenset[str]]:
    """Every series there can be, with its labels: ours, prometheus_client's, Prometheus' own, and recorded ones."""
    scraped = frozenset({"job", "instance"})
    found: dict[str, frozenset[str]] = {"up": scraped}
    for name, metric in Metrics(CollectorRegistry()).declared.items():
        labels = scraped | set(metric._labelnames)
        if metric._type == "histogram":
            found |= {f"{name}_sum": labels, f"{name}_count": labels, f"{name}_bucket": labels | {"le"}}
        else:
            found[name] = labels
    for family in REGISTRY.collect():
        if family.name.startswith(("process_", "python_")):
            for sample in family.samples:
                found[sample.name] = scraped | set(sample.labels)
    fetching = CollectorRegistry()
    FetchMetrics(["a"], fetching)
    for family in fetching.collect():
        found |= {sample.name: scraped | set(sample.labels) for sample in family.samples}
    for rule in rules():
        if "record" in rule:
            level = rule["record"].partition(":")[0]
            found[rule["record"]] = frozenset({"job", level})
    found["ALERTS"] = frozenset({"alertname", "alertstate", "severity"}).union(*found.values())
    return found


def ours() -> set[str]:
    """The names of our metrics as they are declared."""
    return set(Metrics(CollectorRegistry()).declared)


def is_counter(name: str) -> bool:
    """Whether a series only rises."""
    return bool(SUFFIXES.search(name)) and ":" not in name


def labels_of(name: str) -> frozenset[str]:
    """The labels a series may have; KeyError where no such series is declared."""
    return declared()[name]
