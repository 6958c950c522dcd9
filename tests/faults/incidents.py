"""Incidents on purpose, and what the dashboards show of each.

    .venv/bin/python -m tests.faults.incidents dead-source folder    # writes folder/dead-source.txt

Two workers on an embedded Kafka take steady news of four sources; after a minute something goes wrong, and a real
Prometheus watches. What every panel of every dashboard shows over that time is written as text, for people to practise
on with ``deploy/README.md`` at hand, and for ``test_incidents.py``, which holds each incident to the pattern that the
README names. Needs ``prometheus`` (Debian's package) on the path.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from kafka.errors import KafkaError

from streams import codec
from streams.codec import Outbound
from streams.pipeline import pipeline
from streams.runtime import embedded_kafka
from streams.runtime.sender import sender
from streams.settings import Settings
from streams.stage import Stage
from streams.stages.enrich import plainly
from tests.deploy.expressions import Json, boards, panels
from tests.deploy.plot import cells, legend
from tests.deploy.watched import Prometheus, Series, prometheus
from tests.runtime.live import RUN_PARENT, Live, Worker, live

QUIET_SECONDS = 60
WRONG_SECONDS = 150
STEP_SECONDS = 10
FLAG = "TEST_INCIDENT"  # names a file: while it is there, what is wrong is wrong
SLOW_SECONDS = 0.15

SOURCES = {
    "north-wire": ("https://northwire.example/", "world", 1.0),
    "harbour-live": ("https://harbour.example/live/", "world", 0.5),
    "valley-feed": ("https://valley.example/feed/", "region", 0.5),
    "coast-post": ("https://coastpost.example/", "sport", 0.7),
}
"""Name: address, desk, items a second."""

PLACES = (
    "Porto", "Lisbon", "Vigo", "Braga", "Madrid", "Bilbao", "Lyon", "Nantes", "Lille", "Turin", "Genoa", "Bari",
    "Graz", "Linz", "Brno", "Riga", "Vilnius", "Tallinn", "Turku", "Bergen", "Aarhus", "Bremen", "Kassel", "Mainz",
    "Basel", "Geneva", "Cork", "Galway", "Leeds", "Derby", "Dover", "Cardiff",
)  # fmt: skip
TELL = (
    ("Fire destroys {n} homes in {place}", "A fire destroyed {n} homes in {place} on {day}, the fire service said."),
    ("Flood displaces {n} people in {place}", "Flood water drove {n} people out of {place}, the mayor said."),
    ("Bus crash injures {n} near {place}", "A bus overturned near {place} and {n} people were hurt, police said."),
    ("Police arrest {n} in {place}", "Police arrested {n} people after a raid on a warehouse in {place} on {day}."),
    ("Strike stops {n} trains at {place}", "A strike stopped {n} trains at {place}, the railway said on {day}."),
)


# ----------------------------------------------------------------------------------------------- steady news


class Traffic(threading.Thread):
    """Sends each source's items at its rate until it is told to stop; a rate may be changed on the way."""

    def __init__(self, running: Live) -> None:
        super().__init__(name="traffic", daemon=True)
        self.rates = {name: rate for name, (_, _, rate) in SOURCES.items()}
        self.makers: dict[str, Callable[[int], Outbound]] = {name: self._maker(name) for name in SOURCES}
        self._running = running
        self._chance = random.Random(7)
        self._done = threading.Event()

    def _maker(self, name: str) -> Callable[[int], Outbound]:
        address, desk, _ = SOURCES[name]
        return lambda number: self.item(name, address, desk, number)

    def item(self, name: str, address: str, desk: str, number: int) -> Outbound:
        """An ordinary item of a source."""
        headline, text = self._chance.choice(TELL)
        now = datetime.now(UTC)
        words = {"n": self._chance.randint(2, 90), "place": self._chance.choice(PLACES), "day": f"{now:%A}"}
        told = {"headline": headline.format(**words), "text": text.format(**words), "published": now.isoformat(),
                "url": f"{address}{number}"}  # fmt: skip
        return codec.write_raw(
            codec.make_update(orjson.dumps(told), source=name, seen=now, desk=desk, url=f"{address}{number}",
                              content_type="application/json", outlet=name)
        )  # fmt: skip

    def run(self) -> None:
        settings, numbers = self._running.settings, itertools.count()
        due = dict.fromkeys(self.rates, time.monotonic())
        with sender(settings) as producer:
            while not self._done.wait(0.05):
                for name, rate in list(self.rates.items()):
                    due.setdefault(name, time.monotonic())
                    while rate > 0 and due[name] <= time.monotonic():
                        due[name] += 1 / rate
                        out = self.makers[name](next(numbers))
                        with contextlib.suppress(KafkaError):  # the broker may be what is wrong
                            producer.send(
                                out.topic.full_name(settings.prefix), key=out.key, value=out.value,
                                headers=list(out.headers),
                            )  # fmt: skip

    def stop(self) -> None:
        self._done.set()
        self.join(30)


# ------------------------------------------------------------------------------------- pipelines that go wrong


def slow_enricher(settings: Settings, *, around: Any = plainly) -> Sequence[Stage]:
    """The pipeline, with an enricher that dawdles while the flag is there."""

    def dawdling(name: str, enricher: Callable[[Any], None], reading: Any) -> None:
        def late(reading: Any) -> None:
            if name == "names" and Path(os.environ[FLAG]).exists():
                time.sleep(SLOW_SECONDS)
            enricher(reading)

        around(name, late, reading)

    return pipeline(settings, around=dawdling)


def stuck(settings: Settings, *, around: Any = plainly) -> Sequence[Stage]:
    """The pipeline, with a step of dedupe that does not come back while the flag is there."""

    def step(*given: Any) -> Any:
        while Path(os.environ[FLAG]).exists():
            time.sleep(0.05)
        return dedupe.step(*given)

    stages = pipeline(settings, around=around)
    dedupe = next(stage for stage in stages if stage.name == "dedupe")
    return [dataclasses.replace(stage, step=step) if stage is dedupe else stage for stage in stages]


# ---------------------------------------------------------------------------------------------- what goes wrong


@dataclasses.dataclass
class Scene:
    """What an incident can reach."""

    running: Live
    traffic: Traffic
    flags: tuple[Path, Path]  # of the first worker, of the second
    jvm: Callable[[], int]


def dead_source(scene: Scene) -> None:
    scene.traffic.rates["harbour-live"] = 0


def poison_storm(scene: Scene) -> None:
    address, desk, _ = SOURCES["valley-feed"]
    page = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"

    def broken(number: int) -> Outbound:
        now = datetime.now(UTC)
        return codec.write_raw(
            codec.make_update(page, source="valley-feed", seen=now, desk=desk, url=f"{address}{number}",
                              content_type="application/json", outlet="valley-feed")
        )  # fmt: skip

    scene.traffic.makers["valley-feed"] = broken
    scene.traffic.rates["valley-feed"] = 25


def stalled_worker(scene: Scene) -> None:
    scene.flags[1].touch()


def slow_names(scene: Scene) -> None:
    for flag in scene.flags:
        flag.touch()


def hot_partition(scene: Scene) -> None:
    scene.traffic.rates["coast-post"] = 150


def broker_restart(scene: Scene) -> None:
    os.kill(scene.jvm(), signal.SIGKILL)


HERE = "tests.faults.incidents"
INCIDENTS: dict[str, tuple[str, Callable[[Scene], None]]] = {
    "dead-source": ("streams.pipeline:pipeline", dead_source),
    "poison-storm": ("streams.pipeline:pipeline", poison_storm),
    "stalled-worker": (f"{HERE}:stuck", stalled_worker),
    "slow-enricher": (f"{HERE}:slow_enricher", slow_names),
    "hot-partition": ("streams.pipeline:pipeline", hot_partition),
    "broker-restart": ("streams.pipeline:pipeline", broker_restart),
}


@contextlib.contextmanager
def incident(name: str, quiet: float = QUIET_SECONDS, wrong: float = WRONG_SECONDS) -> Iterator[Prometheus]:
    """Let it happen; yields the Prometheus that watched, with everything still running."""
    pipeline_name, go_wrong = INCIDENTS[name]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, contextlib.ExitStack() as stack:
        home = Path(folder)
        (home / "sources.toml").write_text("".join(
            f'[[source]]\nname = "{source}"\nurl = "{url}"\ndesk = "{desk}"\n'
            for source, (url, desk, _) in SOURCES.items()
        ))  # fmt: skip
        broker = stack.enter_context(embedded_kafka.attach(home / "kafka"))
        running = stack.enter_context(
            live(broker.bootstrap, "news", canary_seconds=10, sources=str(home / "sources.toml"), stall=60, session=10)
        )
        (home / "prometheus").mkdir()
        seen = stack.enter_context(prometheus(home / "prometheus"))
        flags = (home / "first", home / "second")
        for flag in flags:
            os.environ[FLAG] = str(flag)
            port = free_port()  # its own, and kept: it is started again when it has stalled
            settings = dataclasses.replace(running.settings, metrics_port=port)
            running.workers.append(Worker([sys.executable, "-c", RUN_PARENT, pipeline_name], settings))
            seen.watch(f"http://127.0.0.1:{port}/metrics")
        seen.began = time.time()
        traffic = Traffic(running)
        stack.callback(traffic.stop)
        traffic.start()
        time.sleep(quiet)
        go_wrong(Scene(running, traffic, flags, lambda: broker_pid(home / "kafka")))
        time.sleep(wrong)
        seen.ended = time.time()
        yield seen
        for flag in flags:
            flag.unlink(missing_ok=True)


def broker_pid(home: Path) -> int:
    """The process of the embedded broker."""
    from streams.runtime.broker_home import Home

    address = Home(home).address
    assert address is not None
    return address.jvm


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ------------------------------------------------------------------------------------------- what can be seen of it


def told(seen: Prometheus, step: float = STEP_SECONDS) -> str:
    """Every panel of every dashboard as text: its values every so many seconds, or its one value."""
    lines: list[str] = []
    for board in boards().values():
        lines += ["", "=" * 100, f"DASHBOARD {board['title']}"]
        for panel in panels(board):
            unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit", "")
            lines += ["", f"## {panel['title']}  [{unit}]", f"   {panel.get('description', '')}"]
            for target in panel.get("targets", ()):
                asked = seen.grafana(target["expr"], step)
                found = seen.now(asked) if target["instant"] else seen.over_time(asked, step)
                lines += [line(seen, panel, target, one) for one in found] or ["   (no data)"]
    return "\n".join(lines) + "\n"


def line(seen: Prometheus, panel: Json, target: Json, one: Series) -> str:
    """A series under the name that Grafana gives it; of a table, its row and its column."""
    name, words = legend(target, one), {}
    if panel["type"] == "table":
        labels, column, words = cells(panel, target)
        name = ", ".join(f"{title} {one.labels[label]}" for label, title in labels.items() if label in one.labels)
        name = f"{name}: {column}" if name else column
    values = [f"{at - seen.began:.0f}s:{words.get(value) or f'{value:.4g}'}" for at, value in one.points]
    return f"   {name or panel['title']}: {' '.join(values)}"


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    with incident(name) as seen:
        text = told(seen)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
