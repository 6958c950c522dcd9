"""A real run, watched by a real Prometheus: workers on the embedded Kafka take the demo and some poison, and Prometheus
scrapes them every second under our own rules. What tests and pictures ask of it, they ask as Grafana would.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import orjson
import yaml

from streams import codec
from streams.records import RawUpdate
from tests.deploy.expressions import ROOT, RULES, filled
from tests.runtime.live import Live, live

DEMO = ROOT / "streams" / "data" / "demo" / "updates.ndjson"
SCRAPE_SECONDS = 1
POISON = (b"\x00\x01\x02\xff" * 40, b'{"headline": "Half', b"  \n ")
DESKS = ("world", "minho")
SOURCES = """
[[source]]
name = "broken-wire"
url = "https://brokenwire.example/"
desk = "minho"
"""
"""What is known beside deploy/sources.toml: whence the poison comes."""


@dataclass(frozen=True)
class Series:
    """One series of an answer: its labels, and its values over time, without what is no number."""

    labels: dict[str, str]
    points: list[tuple[float, float]]


class Prometheus:
    """A Prometheus of our own on this machine, and the time it has watched."""

    def __init__(self, address: str, targets: Path) -> None:
        self._address = address
        self._targets = targets
        self._urls: list[str] = []
        self.began = time.time()
        self.ended = self.began

    def watch(self, url: str) -> None:
        """Scrape one worker more; returns when it was scraped: what it counted before has no increase."""
        self._urls.append(url.removeprefix("http://").partition("/")[0])
        self._targets.write_text(json.dumps([{"targets": self._urls}]))
        deadline = time.monotonic() + 20
        while len(self._ask("query", query="streams_build_info")) < len(self._urls):
            assert time.monotonic() < deadline, f"{url} is not scraped"
            time.sleep(0.2)

    def now(self, expr: str) -> list[Series]:
        """An instant query at the end of the run."""
        return self._ask("query", query=expr, time=self.ended)

    def over_time(self, expr: str, step: float = SCRAPE_SECONDS) -> list[Series]:
        """A range query over the whole run."""
        return self._ask("query_range", query=expr, start=self.began, end=self.ended, step=step)

    def grafana(self, expr: str, step: float = SCRAPE_SECONDS) -> str:
        """An expression as Grafana sends it, everything being chosen. The rate interval is four scrapes, or a step and
        one scrape where that is more.
        """
        [job] = {one.labels["job"] for one in self.now("streams_build_info")}
        window = max(4 * SCRAPE_SECONDS, math.ceil(step) + SCRAPE_SECONDS)
        macros = {"__rate_interval": f"{window}s", "__range": f"{math.ceil(self.ended - self.began)}s"}
        return filled(expr, {"job": job, **macros, **dict.fromkeys(("instance", "stage", "desk", "source"), ".+")})

    def ready(self) -> bool:
        """Whether it answers."""
        with contextlib.suppress(OSError):
            return urlopen(f"{self._address}/-/ready", timeout=1).status == 200
        return False

    def _ask(self, what: str, **asked: object) -> list[Series]:
        try:
            with urlopen(f"{self._address}/api/v1/{what}?{urlencode(asked)}", timeout=10) as answer:
                result = json.load(answer)["data"]["result"]
        except HTTPError as error:
            raise ValueError(f"{asked['query']}: {json.load(error)['error']}") from None
        if result and not isinstance(result[0], dict):  # a scalar
            result = [{"metric": {}, "value": result}]
        found = [Series(one["metric"], _numbers(one.get("values") or [one["value"]])) for one in result]
        return [one for one in found if one.points]


def _quick(rules: str) -> str:
    """The rules for a run of a minute: what runs once a minute runs with each scrape, and the windows of days that are
    looked through step by step become one minute. All else is as it is.
    """
    rules = rules.replace("interval: 1m", f"interval: {SCRAPE_SECONDS}s")
    return re.sub(r"\[\dd:\d+m\]", f"[1m:{SCRAPE_SECONDS}s]", rules)


def _numbers(values: list[Any]) -> list[tuple[float, float]]:
    return [(float(at), float(value)) for at, value in values if value not in ("NaN", "+Inf", "-Inf")]


@contextlib.contextmanager
def prometheus(folder: Path) -> Iterator[Prometheus]:
    """Prometheus with our rules; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    targets = folder / "targets.json"
    targets.write_text("[]")
    for path in RULES.glob("*.yml"):
        (folder / path.name).write_text(_quick(path.read_text("utf-8")))
    every = f"{SCRAPE_SECONDS}s"
    jobs = [{"job_name": "streams", "file_sd_configs": [{"files": [str(targets)], "refresh_interval": every}]}]
    configuration = {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
        "rule_files": [str(folder / path.name) for path in RULES.glob("*.yml")],
        "scrape_configs": jobs,
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    process = subprocess.Popen(
        ["prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}",
         f"--web.listen-address={address}", "--log.level=error"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"),
    )  # fmt: skip
    try:
        watching = Prometheus(f"http://{address}", targets)
        deadline = time.monotonic() + 20
        while not watching.ready():
            assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        yield watching
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def watched(bootstrap: str, folder: Path, *, rounds: int = 2, pause: float = 6.0) -> Iterator[Prometheus]:
    """Two workers, the second joining half-way, take the demo and some poison, ``rounds`` times on two desks each; then
    one of them leaves. The block may ask what was seen.
    """
    sources = folder / "sources.toml"
    sources.write_text((ROOT / "deploy" / "sources.toml").read_text("utf-8") + SOURCES)
    with (
        prometheus(folder) as watching,
        live(bootstrap, f"watched-{rounds}", partitions=3, batch=20, canary_seconds=2, sources=str(sources)) as running,
    ):
        _join(running, watching)
        watching.began = time.time()
        for number in range(rounds):
            if number == rounds // 2:
                _join(running, watching)
            for share in range(3):
                running.send(_updates(number, share))
                time.sleep(pause / 3)
            running.wait(60)
        time.sleep(3 * SCRAPE_SECONDS)  # for the last of it to be scraped, and a rule to be computed from it
        watching.ended = time.time()
        yield watching


def _join(running: Live, watching: Prometheus) -> None:
    worker = running.start()
    running.wait(30, until=lambda: "metrics at " in worker.text)
    watching.watch(worker.text.rpartition("metrics at ")[2].split()[0])


def _updates(number: int, share: int) -> Iterator[RawUpdate]:
    """A third of the demo's day on desks of this round, as received now, and poison in the second third."""
    lines = [orjson.loads(line) for line in DEMO.read_bytes().splitlines()]
    third = math.ceil(len(lines) / 3)
    for desk in DESKS:
        for line in lines[share * third : (share + 1) * third]:
            yield codec.make_update(
                line["body"].encode(), source=line["source"], seen=datetime.now(UTC), url=line["url"],
                desk=f"{desk}-{number}" if number else desk, content_type=line["content_type"],
                outlet=line["outlet"],
            )  # fmt: skip
    for body in POISON if share == 1 else ():
        yield codec.make_update(
            body, source="broken-wire", seen=datetime.now(UTC), url="https://brokenwire.example/feed",
            desk=DESKS[1], content_type="application/json",
        )  # fmt: skip
