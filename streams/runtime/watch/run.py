"""What ``streams watch`` runs: the watcher with its metrics, its memory, its thread for Kafka, and signals."""

from __future__ import annotations

import asyncio
import logging
import queue
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from time import monotonic
from typing import Any

from streams.codec import Outbound
from streams.runtime import logs
from streams.runtime.errors import Unavailable
from streams.runtime.fetch_metrics import FetchMetrics
from streams.runtime.health import Health, PortTaken
from streams.runtime.sender import Patient
from streams.runtime.watch.decide import Outcome
from streams.runtime.watch.fetch import Fetcher
from streams.runtime.watch.memory import Memory
from streams.runtime.watch.rows import Watch
from streams.runtime.watch.watcher import BODIES_MAX, Watcher
from streams.settings import Settings

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
STUCK_SECONDS = 30.0


def say(message: str) -> None:
    """A notice for the person at the terminal."""
    print(f"streams watch: {message}", file=sys.stderr, flush=True)


def run(settings: Settings, watch: Watch, make_sender: Callable[[], AbstractContextManager[Any]], *, once: bool) -> int:
    """Watch until SIGTERM or Ctrl-C, or once; returns the exit code."""
    logs.set_up(settings.log_level, settings.log_format)
    memory = Memory(settings.data_dir)
    metrics = FetchMetrics(row.name for row in watch.rows)
    beat = _Beat()
    try:
        health = Health(
            settings.metrics_host, settings.metrics_port, metrics.scrape, live=beat.why_not_live,
            ready=beat.why_not_ready, spent=lambda seconds: None,
        )  # fmt: skip
    except PortTaken as error:
        raise Unavailable(str(error)) from None
    health.start()
    try:
        return asyncio.run(_run(settings, watch, make_sender, memory, metrics, beat, health.url, once))
    finally:
        health.stop()
        memory.close()


async def _run(
    settings: Settings, watch: Watch, make_sender: Callable[[], AbstractContextManager[Any]], memory: Memory,
    metrics: FetchMetrics, beat: _Beat, url: str, once: bool,
) -> int:  # fmt: skip
    loop = asyncio.get_running_loop()
    # Names are resolved in threads, and a name server that does not answer holds one for a while: more than are asked.
    loop.set_default_executor(ThreadPoolExecutor(2 * BODIES_MAX, thread_name_prefix="watch"))
    fetcher = Fetcher(watch.allowed, watch.contact)
    kafka = KafkaThread(Patient(make_sender, settings.prefix))
    watcher = Watcher(watch, fetcher.ask, kafka.deliver, memory, metrics, settings.prefix)
    beat.watcher = watcher
    beating = asyncio.create_task(beat.go_on())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, watcher.stop)
    if watch.allowed.private:
        say("allow_private is on: addresses of this machine and of private networks are asked, too")
    try:
        if once:
            return _told(await watcher.once(), watch)
        say(f"{len(watch.rows)} sources; metrics at {url}/metrics")
        await watcher.run()
        return 0
    finally:
        beating.cancel()
        kafka.close()
        await fetcher.close()


def _told(outcomes: dict[str, Outcome], watch: Watch) -> int:
    """Say what each source came to; the exit code."""
    for row in watch.rows:
        outcome = outcomes.get(row.name)
        say(f"{row.name}: {outcome.value if outcome else 'not delivered'}")
    fine = all(outcomes.get(row.name, Outcome.FAILING) is not Outcome.FAILING for row in watch.rows)
    return 0 if fine else 1


class _Beat:
    """Whether the event loop runs, and the broker takes what is found."""

    watcher: Watcher | None = None

    def __init__(self) -> None:
        self._last = monotonic()

    async def go_on(self) -> None:
        while True:
            self._last = monotonic()
            await asyncio.sleep(BEAT_SECONDS)

    def why_not_live(self) -> str | None:
        silent = monotonic() - self._last
        return f"nothing has moved for {silent:.0f} s" if silent > STUCK_SECONDS else None

    def why_not_ready(self) -> str | None:
        return "starting" if self.watcher is None else self.watcher.stuck


class KafkaThread:
    """A thread of its own for the client that blocks. It ends with the process: what it still has in hand then was not
    acknowledged, and its source is asked again.
    """

    def __init__(self, patient: Patient) -> None:
        self._patient = patient
        self._loop = asyncio.get_running_loop()
        self._work: queue.SimpleQueue[tuple[Sequence[Outbound], asyncio.Future[None]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="kafka", daemon=True)
        self._thread.start()

    async def deliver(self, records: Sequence[Outbound]) -> None:
        """Return once all are acknowledged."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._work.put((records, done))
        await done

    def close(self) -> None:
        """End the client, if it is not stuck."""
        self._work.put(None)
        self._thread.join(BEAT_SECONDS)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            records, done = work
            error: BaseException | None = None
            try:
                if not done.cancelled():
                    self._patient.deliver(records)
            except BaseException as failed:  # whatever it is: the one who waits must be told
                error = failed
            self._loop.call_soon_threadsafe(_tell, done, error)
        self._patient.close()


def _tell(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
