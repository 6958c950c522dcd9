"""What rings: each alert has a case in which it rings and one in which it doesn't, and an entry in the runbook.

The cases are tests/deploy/alerts/*.yml, in promtool's own form: `promtool test rules tests/deploy/alerts/*.yml` runs
them, too. They look at the series ALERTS, so that a case says all that rings in it, and not the words.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from streams.runtime.metrics import Metrics
from tests.deploy.expressions import ROOT, RULES, Json, alerts, boards, panels
from tests.deploy.test_dashboards import anchors

CASES = ROOT / "tests" / "deploy" / "alerts"
README = (ROOT / "deploy" / "README.md").read_text("utf-8")
ALERTS = alerts()
NAMES = sorted({rule["alert"] for rule in ALERTS})
PARTS = ("**Means:**", "**Look:**\n1. ", "\n2. ", "\n3. ", "**Mend:**")
BOARD_TITLES = {"overview": "Overview", "stages": "Stages", "news": "News", "kafka-and-workers": "Kafka and workers"}

each_alert = pytest.mark.parametrize("name", NAMES)
each_rule = pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: f"{rule['alert']} {rule['labels']['severity']}")
needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="no promtool here; Debian's package prometheus has it"
)


def promtool(*arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["promtool", *arguments], input=given, capture_output=True, cwd=ROOT, check=False)


def said(ran: subprocess.CompletedProcess[bytes]) -> str:
    return (ran.stdout + ran.stderr).decode()


def case(name: str) -> Json:
    return yaml.safe_load((CASES / f"{name}.yml").read_text("utf-8"))


def rings(name: str, look: Json, **labels: str) -> bool:
    """Whether an alert rings at a moment that a case looks at."""
    wanted = [f'{label}="{value}"' for label, value in {"alertname": name, **labels}.items()]
    return any(all(word in sample["labels"] for word in wanted) for sample in look["exp_samples"])


# --------------------------------------------------------------------------------------------------------- promtool


@needs_promtool
def test_promtool_accepts_rules_and_configuration() -> None:
    checked = promtool("check", "config", str(ROOT / "deploy" / "prometheus" / "prometheus.yml"))
    assert checked.returncode == 0 and b"2 rule files found" in checked.stdout, said(checked)
    checked = promtool("check", "rules", "--lint=all", "--lint-fatal", *map(str, sorted(RULES.glob("*.yml"))))
    assert checked.returncode == 0, said(checked)


@needs_promtool
def test_promtool_finds_nothing_in_our_metrics() -> None:
    checked = promtool("check", "metrics", given=Metrics(CollectorRegistry()).scrape())
    assert (checked.returncode, said(checked)) == (0, "")


@needs_promtool
def test_promtool_would_find_a_counter_without_total() -> None:
    checked = promtool("check", "metrics", given=b"# HELP dead Dead.\n# TYPE dead counter\ndead 1\n")
    assert checked.returncode != 0


@needs_promtool
@each_alert
def test_an_alert_rings_when_it_should_and_only_then(name: str) -> None:
    checked = promtool("test", "rules", str(CASES / f"{name}.yml"))
    assert checked.returncode == 0, said(checked)


@needs_promtool
@each_alert
def test_what_an_alert_says_can_be_read(name: str, tmp_path: Path) -> None:
    """promtool is asked to expect silence where it rings, and shows the words it found instead."""
    whole = case(name)
    one, at = next(
        (one, look["eval_time"]) for one in whole["tests"] for look in one["promql_expr_test"] if rings(name, look)
    )
    wrong = {"eval_time": at, "alertname": name, "exp_alerts": []}
    asked = {"interval": one["interval"], "input_series": one["input_series"], "alert_rule_test": [wrong]}
    path = tmp_path / "said.yml"
    path.write_text(yaml.safe_dump(whole | {"rule_files": sorted(map(str, RULES.glob("*.yml"))), "tests": [asked]}))
    found = re.findall(r'(summary|description)="((?:[^"\\]|\\.)*)"', said(promtool("test", "rules", str(path))))
    assert {which for which, _ in found} == {"summary", "description"}
    for _, text in found:
        assert len(text) > 10 and not re.search(r"<no value>|<error|NaN|%!|\{\{|  ", text), text


# ------------------------------------------------------------------------------------------------------------ cases


def test_each_alert_has_its_file_and_no_other_is_left() -> None:
    assert {path.stem for path in CASES.glob("*.yml")} == set(NAMES)


@each_rule
def test_cases_show_it_ringing_and_silent(rule: Json) -> None:
    name, tests = rule["alert"], case(rule["alert"])["tests"]
    ringing = [any(rings(name, look, **rule["labels"]) for look in one["promql_expr_test"]) for one in tests]
    silent = [not any(rings(name, look) for look in one["promql_expr_test"]) for one in tests]
    assert any(ringing) and any(silent)
    assert all(one["name"].startswith(("rings", "is silent", "pages", "opens")) for one in tests)


# ---------------------------------------------------------------------------------------------------------- runbook


@each_rule
def test_an_alert_says_how_urgent_what_and_where_to_read_on(rule: Json) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}
    assert rule["annotations"]["runbook_url"] == f"deploy/README.md#{rule['alert'].lower()}"
    assert rule["alert"].lower() in anchors(README)


def entry(name: str) -> str:
    """An entry of the runbook."""
    found = re.search(rf"^### {name}\n(.*?)(?=^##)", README, re.MULTILINE | re.DOTALL)
    assert found, f"deploy/README.md has no entry {name}"
    return found[1]


@each_alert
def test_an_entry_says_what_it_means_where_to_look_and_how_to_mend(name: str) -> None:
    text = entry(name)
    at = [text.find(part) for part in PARTS]
    assert -1 not in at and at == sorted(at)
    severities = {rule["labels"]["severity"] for rule in ALERTS if rule["alert"] == name}
    assert all(severity in text.partition("**Means:**")[0] for severity in severities)


def test_every_entry_is_of_an_alert() -> None:
    section = README.partition("## When it rings\n")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^### (\w+)$", section, re.MULTILINE)) == NAMES


def test_every_panel_that_is_named_is_there() -> None:
    there = {(BOARD_TITLES[name], panel["title"]) for name, board in boards().items() for panel in panels(board)}
    titles = "|".join(BOARD_TITLES.values())
    named = re.findall(rf"\*({titles}) › ([^*]+)\*", re.sub(r"\s*\n\s*", " ", README))
    assert len(named) > 60
    assert set(named) <= there


def test_every_link_inside_the_runbook_leads_somewhere() -> None:
    assert set(re.findall(r"\]\(#([\w-]+)\)", README)) <= anchors(README)
