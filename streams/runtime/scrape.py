"""What the workers and the broker tell at one moment, asked side by side; nothing is started, held or changed by it.

Each is asked in a thread of its own with a deadline: one that hangs must not hold up what the others say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Generic, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor, HTTPHandler, HTTPSHandler, OpenerDirector

from prometheus_client.parser import text_string_to_metric_families

from streams.runtime import topic_admin
from streams.runtime.broker_home import Home
from streams.runtime.errors import Unavailable
from streams.runtime.topic_admin import Lag
from streams.settings import Settings
from streams.topics import Topic

WORKER_SECONDS = 2.0
BROKER_SECONDS = 5.0
ANSWER_BYTES_MAX = 32 * 1024 * 1024  # a worker with 500 sources answers with less than one

Labels = tuple[tuple[str, str], ...]
Series = Mapping[str, Mapping[Labels, float]]
Answer = TypeVar("Answer")


class Silent(Unavailable):
    """One who was asked does not answer, or not with what was asked for; the message says why."""


@dataclass(frozen=True, slots=True)
class Scrape:
    """What one worker told: every sample by its name and its labels, in the order of their names."""

    at: float
    series: Series


@dataclass(frozen=True, slots=True)
class Broker:
    """What the broker told: where the group stands on each partition, or why that is not known.

    ``address`` is None where no broker is named and none runs here.
    """

    at: float
    address: str | None
    rows: tuple[Lag, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """All that was told at one moment; a text in a scrape's place is why a worker does not answer."""

    at: float
    workers: Mapping[str, Scrape | str]
    broker: Broker


def read(text: str) -> dict[str, dict[Labels, float]]:
    """The samples of an exposition; what is not a number is as good as not told.

    >>> read('up{b="2",a="1"} 3')
    {'up': {(('a', '1'), ('b', '2')): 3.0}}
    """
    series: dict[str, dict[Labels, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if not isnan(sample.value):
                series.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = float(sample.value)
    return series


def scrape(url: str, seconds: float = WORKER_SECONDS) -> Scrape:
    """What a worker's /metrics says now."""
    try:
        with _opener().open(url, timeout=seconds) as answer:
            body = answer.read(ANSWER_BYTES_MAX + 1)
    except HTTPError as error:
        raise Silent(f"it answers with status {error.code}") from None
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise Silent(str(getattr(reason, "strerror", None) or reason or type(error).__name__)) from None
    if len(body) > ANSWER_BYTES_MAX:
        raise Silent(f"it answers with more than {ANSWER_BYTES_MAX:,} bytes")
    try:
        series = read(body.decode("utf-8", "replace"))
    except Exception as error:  # the parser has no error of its own for what it can't read
        raise Silent(f"what it answers is no Prometheus text ({type(error).__name__})") from None
    if "streams_received_total" not in series:
        raise Silent("it answers, but tells no metric of ours: is that a worker?")
    return Scrape(time.time(), series)


def _opener() -> OpenerDirector:
    """Goes straight to the address named: no proxy, no redirect, no file."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPErrorProcessor(), HTTPDefaultErrorHandler()):
        opener.add_handler(handler)
    return opener


def running(folder: Path) -> str | None:
    """Where the folder's embedded broker is, if one runs. No hold is taken on it: a look keeps nothing alive."""
    home = Home(folder.absolute())
    if not home.users.is_dir():
        return None
    with home.gate():
        address = home.address if home.is_kept() else None
    return address.bootstrap if address else None


def broker(settings: Settings, topics: Sequence[Topic]) -> Broker:
    """Where the group stands on every partition of these topics."""
    address: str | None = settings.broker or None
    try:
        address = address or running(settings.data_dir)
        if address is None:
            fault = f"no Kafka runs in {settings.data_dir}: name one with --broker, or start `streams worker`"
            return Broker(time.time(), None, (), fault)
        rows = topic_admin.lag(replace(settings, broker=address), topics)
    except (Unavailable, OSError) as error:
        return Broker(time.time(), address, (), str(error))
    return Broker(time.time(), address, tuple(rows))


class Asked(Generic[Answer]):
    """A question asked in a thread of its own. While its answer is still out, it is not asked again.

    >>> Asked(lambda: 7).answer(1)
    7
    """

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._asking: threading.Thread | None = None
        self._answer: Answer | Exception | None = None

    def begin(self) -> None:
        if self._asking is None:
            self._asking = threading.Thread(target=self._run, daemon=True)  # the program's end does not wait for it
            self._asking.start()

    def answer(self, seconds: float) -> Answer:
        """The answer, or the error that came of asking; Silent where neither comes in time."""
        self.begin()
        self._asking.join(max(0.0, seconds))
        if self._asking.is_alive():
            raise Silent("no answer in time")
        self._asking, answer = None, self._answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _run(self) -> None:
        try:
            self._answer = self._ask()
        except Exception as error:
            self._answer = error


class Observer:
    """Asks the same workers and the same broker again and again."""

    def __init__(self, settings: Settings, urls: Sequence[str], topics: Sequence[Topic]) -> None:
        self._named = settings.broker or None
        self._workers = {url: Asked(lambda url=url: scrape(url)) for url in urls}
        self._broker = Asked(lambda: broker(settings, topics))

    def sample(self) -> Sample:
        """What all of them tell now, after BROKER_SECONDS at the latest."""
        began = time.monotonic()
        for asked in (*self._workers.values(), self._broker):
            asked.begin()
        workers: dict[str, Scrape | str] = {}
        for url, asked in self._workers.items():
            try:
                workers[url] = asked.answer(began + WORKER_SECONDS + 0.5 - time.monotonic())
            except Silent as error:
                workers[url] = str(error)
        try:
            told = self._broker.answer(began + BROKER_SECONDS - time.monotonic())
        except Silent as error:
            told = Broker(time.time(), self._named or "this machine", (), str(error))
        return Sample(time.time(), workers, told)
