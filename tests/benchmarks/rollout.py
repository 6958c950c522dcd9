"""How long news waits while all workers are replaced, by three ways: what `strategy` in deploy/kubernetes rests on.

``python -m tests.benchmarks.rollout`` prints it; it takes some five minutes and is no part of ``make bench``. Three
workers share twelve partitions, each with state; ten updates a second come in meanwhile.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, cycle, pairwise
from pathlib import Path
from time import monotonic, sleep

import msgspec

from streams import codec
from streams.pipeline import INPUTS, TOPICS
from streams.records import RawUpdate
from streams.runtime import embedded_kafka, topic_admin
from streams.runtime.files import Given, updates
from streams.runtime.sender import send, sender
from streams.settings import Settings
from streams.topics import RAW

DEMO = Path(__file__).parents[2] / "streams" / "data" / "demo" / "updates.ndjson"
WORKERS, PARTITIONS, DESKS, DESKS_BEFORE = 3, 12, 24, 200
PREFIX = Settings().prefix


class Worker:
    """`streams worker` as a process, as a pod would run it."""

    def __init__(self, broker: str) -> None:
        told = {"STREAMS_BROKER": broker, "STREAMS_PARTITIONS": str(PARTITIONS), "STREAMS_METRICS_PORT": "0"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streams", "worker"], env={**os.environ, **told}, stderr=subprocess.PIPE, text=True
        )
        self._url = ""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stderr or ():
            if found := re.search(r"metrics at (\S+)/metrics", line):
                self._url = found[1]

    def until_ready(self) -> None:
        while True:
            sleep(0.2)
            try:
                if self._url and urllib.request.urlopen(f"{self._url}/ready", timeout=2).status == 200:
                    return
            except OSError:
                pass

    def tell_to_stop(self) -> None:
        self._process.terminate()

    def until_ended(self) -> None:
        self._process.wait()


def all_at_once(old: list[Worker], start: Callable[[], Worker]) -> list[Worker]:
    """Recreate."""
    stop(old)
    new = [start() for _ in old]
    for worker in new:
        worker.until_ready()
    return new


def new_first(old: list[Worker], start: Callable[[], Worker]) -> list[Worker]:
    """RollingUpdate with maxSurge 1, maxUnavailable 0."""
    new = []
    for worker in old:
        new.append(start())
        new[-1].until_ready()
        stop([worker])
    return new


def old_first(old: list[Worker], start: Callable[[], Worker]) -> list[Worker]:
    """RollingUpdate with maxSurge 0, maxUnavailable 1."""
    new = []
    for worker in old:
        stop([worker])
        new.append(start())
        new[-1].until_ready()
    return new


def stop(workers: list[Worker]) -> None:
    for worker in workers:
        worker.tell_to_stop()
    for worker in workers:
        worker.until_ended()


def reach(broker: str) -> Settings:
    """The settings of this run."""
    return Settings(broker=broker, partitions=PARTITIONS)


def waiting(broker: str, *topics: object) -> tuple[int, int]:
    """How many records are done, and how many wait."""
    lags = topic_admin.lag(reach(broker), topics)
    return sum(one.committed or 0 for one in lags), sum(one.lag for one in lags)


@contextmanager
def news(broker: str, day: list[RawUpdate]) -> Iterator[None]:
    """Ten updates a second, a desk's day after another's."""
    ended = threading.Event()

    def feed() -> None:
        with sender(reach(broker)) as producer:
            for number, update in zip(count(), cycle(day), strict=False):
                if ended.wait(0.1):
                    return
                desk = f"desk-{number // len(day) % DESKS}"
                send(producer, PREFIX, [codec.write_raw(msgspec.structs.replace(update, desk=desk))])

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def measure(replace: Callable[[list[Worker], Callable[[], Worker]], list[Worker]]) -> str:
    """One replacement on a broker of its own."""
    day = [item for item in updates([str(DEMO)], Given()) if isinstance(item, RawUpdate)]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        embedded_kafka.attach(Path(folder) / "kafka") as kafka,
    ):
        broker = kafka.bootstrap
        topic_admin.apply(reach(broker), TOPICS)
        with sender(reach(broker)) as producer:
            for number in range(DESKS_BEFORE):
                desk = f"before-{number}"
                send(producer, PREFIX, [codec.write_raw(msgspec.structs.replace(one, desk=desk)) for one in day])
        workers = [Worker(broker) for _ in range(WORKERS)]
        while waiting(broker, *INPUTS)[1]:
            sleep(1)
        seen: list[tuple[float, int, int]] = []
        with news(broker, day):
            sleep(5)
            ended = threading.Event()

            def watch() -> None:
                while not ended.wait(0.2):
                    seen.append((monotonic(), *waiting(broker, RAW)))

            watching = threading.Thread(target=watch)
            watching.start()
            began = monotonic()
            workers = replace(workers, lambda: Worker(broker))
            took = monotonic() - began
            sleep(8)
            ended.set()
            watching.join()
        stop(workers)
    pause = longest = 0.0
    for (before, done_before, _), (now, done, _) in pairwise(seen):
        pause = pause + now - before if done == done_before else 0.0
        longest = max(longest, pause)
    most = max(wait for _, _, wait in seen)
    return f"{replace.__name__:<12} {took:5.1f} s; longest without progress {longest:4.1f} s; most waiting {most}"


if __name__ == "__main__":
    for way in (new_first, old_first, all_at_once):
        print(measure(way), flush=True)
