"""Prometheus and Grafana read what the workers serve."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
PROMETHEUS_FILE = ROOT / "deploy" / "prometheus" / "prometheus.yml"
PROMETHEUS = yaml.safe_load(PROMETHEUS_FILE.read_text(encoding="utf-8"))
SOURCES = yaml.safe_load(
    (ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text(encoding="utf-8")
)


def test_every_worker_is_found_by_its_name_and_scraped_alone() -> None:
    [job] = [job for job in PROMETHEUS["scrape_configs"] if job["job_name"] == "streams"]
    [found] = job["dns_sd_configs"]
    assert found["names"] == ["worker"] and "worker" in SERVICES
    assert found["type"] == "A"
    assert str(found["port"]) == SERVICES["worker"]["environment"]["STREAMS_METRICS_PORT"]
    assert job["metrics_path"] == "/metrics"


def test_prometheus_reads_the_folder_that_is_mounted() -> None:
    assert "./deploy/prometheus:/etc/prometheus:ro" in SERVICES["prometheus"]["volumes"]
    assert "--config.file=/etc/prometheus/prometheus.yml" in SERVICES["prometheus"]["command"]
    assert not any("web.enable" in flag for flag in SERVICES["prometheus"]["command"]), "no door to change it"
    assert any("retention.size" in flag for flag in SERVICES["prometheus"]["command"])


def test_prometheus_shares_a_network_with_worker_and_grafana() -> None:
    for name in ("worker", "grafana"):
        assert set(SERVICES["prometheus"]["networks"]) & set(SERVICES[name]["networks"])


def test_grafana_has_prometheus_as_its_source() -> None:
    [source] = SOURCES["datasources"]
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    assert source["isDefault"] is True and source["editable"] is False
    assert source["jsonData"]["timeInterval"] == PROMETHEUS["global"]["scrape_interval"]
    assert "./deploy/grafana/provisioning:/etc/grafana/provisioning:ro" in SERVICES["grafana"]["volumes"]


def test_prometheus_itself_accepts_the_file() -> None:
    if not shutil.which("promtool"):
        pytest.skip("no promtool here")
    checked = subprocess.run(
        ["promtool", "check", "config", str(PROMETHEUS_FILE)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
