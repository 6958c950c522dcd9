"""What it costs a busy worker to be watched: CPU seconds of its answers to a scrape every five seconds, as a share of
all that it spends.

    .venv/bin/python -m tests.benchmarks scraping

A worker process on the embedded Kafka takes the demo's day on many desks. The share is of the process' own counters:
``streams_scrape_cpu_seconds_total``, which is all the CPU time of the threads that answer, and
``process_cpu_seconds_total``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from streams.records import RawUpdate
from streams.runtime import embedded_kafka
from streams.runtime.files import Given, updates
from streams.topics import RAW
from tests.runtime.live import Live, live

DEMO = Path(__file__).parents[2] / "streams" / "data" / "demo" / "updates.ndjson"
DESKS = 160
SCRAPE_SECONDS = 5.0
SCRAPES = 6


def backlog() -> Iterator[RawUpdate]:
    """The demo's day on many desks."""
    for desk in range(DESKS):
        yield from (item for item in updates([str(DEMO)], Given(desk=f"d{desk}")) if isinstance(item, RawUpdate))


def scrape(url: str) -> tuple[dict[str, float], int]:
    """What a scrape says, added up over labels, and its bytes."""
    text = urlopen(url).read()
    values: dict[str, float] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            values[sample.name] = values.get(sample.name, 0.0) + sample.value
    return values, len(text)


def address(running: Live) -> str:
    """Where the worker is scraped."""
    running.wait(until=lambda: "metrics at " in running.workers[0].text)
    return running.workers[0].text.rpartition("metrics at ")[2].split()[0]


def run() -> dict[str, float]:
    """The share, and what it is made of."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded_kafka.attach(Path(folder)) as broker,
        live(broker.bootstrap, "watched", canary_seconds=60) as running,
    ):
        running.send(backlog())
        running.start()
        url = address(running)
        running.wait(until=lambda: running.committed(RAW) > 0)
        before, size = scrape(url)
        for _ in range(SCRAPES):
            time.sleep(SCRAPE_SECONDS)
            after, size = scrape(url)
        spent = {name: after[name] - before[name] for name in before if name in after}
        seconds = SCRAPES * SCRAPE_SECONDS
        busy, watched = spent["process_cpu_seconds_total"], spent["streams_scrape_cpu_seconds_total"]
        return {
            "share of a busy worker's CPU seconds, percent": 100 * watched / busy,
            "CPU ms a scrape": 1000 * watched / SCRAPES,
            "bytes of a scrape": size,
            "how busy the worker was, cores": busy / seconds,
            "records left at the end": after["streams_lag_records"],
        }
