"""A worker that is killed, stuck, stopped or broken loses nothing, and says what it needs."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from faust.types import TP
from prometheus_client import CollectorRegistry

from streams.codec import Outbound
from streams.runtime import survey, watchdog
from streams.runtime.health import Health, PortTaken
from streams.runtime.metrics import Metrics
from streams.runtime.pulse import Pulse
from streams.runtime.survey import Offsets, Survey
from streams.runtime.watchdog import Exit, Watchdog
from streams.runtime.worker import beat
from streams.settings import Settings
from streams.topics import DEAD, POSTS, RAW, UNIQUE
from tests.runtime.live import Live, live, once
from tests.runtime.stages import pipeline
from tests.runtime.test_transport import PIPELINE, desk_on, replayed, update, updates

SLOW, HELD, MENDED = (f"tests.runtime.stages:{name}" for name in ("slow", "held", "mended"))


def metrics_url(running: Live, number: int = -1) -> str:
    """Where a worker says that its metrics are."""
    worker = running.workers[number]
    running.wait(until=lambda: "metrics at " in worker.text)
    return worker.text.rpartition("metrics at ")[2].split()[0].removesuffix("/metrics")


def is_ready(url: str) -> bool:
    try:
        return urlopen(f"{url}/ready").status == 200
    except HTTPError as error:
        return error.code != 503


# ------------------------------------------------------------------------------------------- without a broker

HERE = TP("news.raw.v1", 0)
STALL = 20

# label: (what the broker says at second 0, 5, 10, …, seconds after which the watchdog barks, or None)
JUDGED = {
    "nothing to do": ([Offsets(0, 9, 9)] * 9, None),
    "lag and progress": ([Offsets(0, 99, n) for n in range(9)], None),
    "lag and no progress": ([Offsets(0, 9, 3)] * 9, 25),
    "lag and nothing ever committed": ([Offsets(0, 9, None)] * 9, 25),
    "what retention removed is no lag": ([Offsets(9, 9, 3)] * 9, None),
    "no progress, for lack of input, then of life": ([Offsets(0, 9, 9)] * 4 + [Offsets(0, 10, 9)] * 9, 40),
    "the broker does not answer": ([Offsets(0, 9, 3)] * 2 + [None] * 9, None),
    "counted anew when it answers again": ([Offsets(0, 9, 3)] * 2 + [None] * 4 + [Offsets(0, 9, 3)] * 9, 55),
}


@pytest.mark.parametrize(("told", "barks"), JUDGED.values(), ids=JUDGED)
def test_the_watchdog_barks_at_lag_without_progress(told: list[Offsets | None], barks: int | None) -> None:
    pulse = Pulse()
    settings = Settings(stall_seconds=STALL)
    dog = Watchdog(settings, Survey(settings, pipeline(settings), Metrics(CollectorRegistry())), pulse)
    barked = None
    for number, one in enumerate(told):
        pulse.beat = pulse.confirmed_at = now = 1000.0 + 5 * number
        if barked is None and dog.judge(now, None if one is None else {HERE: one}):
            barked = 5 * number
    assert barked == barks


def test_the_watchdog_barks_at_a_blocked_loop_and_at_a_lost_membership() -> None:
    pulse = Pulse()
    settings = Settings(stall_seconds=STALL)
    dog = Watchdog(settings, Survey(settings, pipeline(settings), Metrics(CollectorRegistry())), pulse)
    now = pulse.beat
    assert "blocked for 21 s" in dog.judge(now + STALL + 1, None)
    pulse.beat = now + 100
    assert dog.judge(now + 100, None) is None  # the broker is gone: nobody can confirm
    assert "has not confirmed this worker" in dog.judge(now + 100, {})


def test_a_look_that_gets_no_answer_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(BaseException):
        pass

    answers = iter([OSError("connection reset"), OSError("connection refused"), Ended()])

    def ask(settings: Settings) -> None:
        raise next(answers)

    monkeypatch.setattr(watchdog.access, "admin_client", ask)
    monkeypatch.setattr(watchdog, "sleep", lambda seconds: None)
    metrics = Metrics(CollectorRegistry())
    with pytest.raises(Ended):
        Watchdog(Settings(), Survey(Settings(), [], metrics), Pulse()).run()
    assert metrics.registry.get_sample_value("streams_broker_failures_total") == 2


@pytest.mark.parametrize(("patience", "counted"), [(60, 0), (-1, 1)], ids=["in time", "too late"])
def test_an_answer_that_comes_too_late_is_counted(
    patience: float, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that connects again by itself raises nothing while a broker restarts: the answer is late, no more."""
    monkeypatch.setattr(survey, "offsets", lambda *_: {})
    monkeypatch.setattr(survey, "ANSWER_SECONDS", patience)
    metrics = Metrics(CollectorRegistry())
    Survey(Settings(), [], metrics).offsets(SimpleNamespace(), ())
    assert metrics.registry.get_sample_value("streams_broker_failures_total") == counted


def test_the_loop_says_when_it_turned() -> None:
    async def one_turn() -> None:
        beating = asyncio.create_task(beat(SimpleNamespace(), Pulse(), metrics))
        await asyncio.sleep(0)
        beating.cancel()

    metrics = Metrics(CollectorRegistry())
    assert metrics.registry.get_sample_value("streams_loop_turned_timestamp_seconds") == 0
    before = time.time()
    asyncio.run(one_turn())
    assert before <= metrics.registry.get_sample_value("streams_loop_turned_timestamp_seconds") <= time.time()


def test_health_answers_get_alone_and_says_why_not() -> None:
    metrics = Metrics(CollectorRegistry())
    answers = {"scrape": metrics.scrape, "live": lambda: None, "spent": metrics.scrape_cpu.inc}
    health = Health("127.0.0.1", 0, **answers, ready=lambda: "no partitions assigned yet")
    health.start()
    try:
        assert b'streams_received_total{stage="parse"} 0.0' in urlopen(f"{health.url}/metrics").read()
        assert urlopen(f"{health.url}/live").read() == b"yes\n"
        with pytest.raises(HTTPError) as not_ready:
            urlopen(f"{health.url}/ready")
        assert (not_ready.value.code, not_ready.value.read()) == (503, b"no partitions assigned yet\n")
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{health.url}/table")
        with pytest.raises(HTTPError, match="501"):
            urlopen(Request(f"{health.url}/metrics", method="POST"))
        with pytest.raises(PortTaken, match="STREAMS_METRICS_PORT"):
            Health("127.0.0.1", health.port, **answers, ready=lambda: None)
        assert 0 < metrics.scrape_cpu._value.get() < 5, "what its answers cost"
    finally:
        health.stop()


# --------------------------------------------------------------------------------------------- on the broker


def kill_and_restart(bootstrap: str, batch: int, kills: int = 5) -> None:
    given = updates(1200)
    moments = random.Random(batch)
    with live(bootstrap, f"killed-{batch}", pipeline=SLOW, batch=batch) as running:
        for number in range(kills):
            running.send(given[number * 200 : number * 200 + 200])
            before = running.committed(POSTS)
            worker = running.start("--instance", "one")
            running.wait(until=lambda before=before: running.committed(POSTS) > before)
            time.sleep(moments.uniform(0, 0.3))
            worker.kill()
        running.send(given[kills * 200 :])
        running.start("--instance", "one")
        running.wait()
        assert running.stop() == [0]
        published = running.read(UNIQUE)
        assert once(published) == replayed(given)
        assert len(published) <= len(given) * 2


@pytest.mark.kafka
def test_killed_at_any_moment_and_started_again_it_leaves_the_same_bytes(embedded_kafka: str) -> None:
    with ThreadPoolExecutor() as pool:  # one after the other they would mostly wait for Python to start
        for done in [pool.submit(kill_and_restart, embedded_kafka, batch) for batch in (1, 7, 500)]:
            done.result()


@pytest.mark.kafka
def test_bugs_of_ours_stop_the_worker_until_it_is_told_to_resume(embedded_kafka: str) -> None:
    desk = desk_on(1)
    bugs = [Outbound(RAW, desk.encode(), b"bug %d" % n, (("desk", desk.encode()),)) for n in range(6)]
    with live(embedded_kafka, "bugs", pipeline=PIPELINE) as running:
        running.send([update(0, desk), *bugs])
        stopped = running.start_parent()
        assert stopped.end() == Exit.BUGS
        assert "5 records in a row" in stopped.text
        assert "asked to fail" in stopped.text
        assert running.committed(RAW) < 6  # not one of the last bugs
        still = running.start_parent()
        assert still.end() == Exit.BUGS
        assert "--resume" in still.text
        running.workers.clear()
        running.pipeline = MENDED
        running.start_parent("--resume")
        running.wait()
        assert running.stop() == [0]
        assert len(once(running.read(UNIQUE))) == 7
        assert running.read(DEAD) == []


@pytest.mark.kafka
def test_a_stuck_worker_is_ended_and_started_again_and_none_outlives_its_parent(
    embedded_kafka: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = updates(50)
    hold = tmp_path / "hold"
    hold.touch()
    monkeypatch.setenv("TEST_HOLD", str(hold))
    with live(embedded_kafka, "stuck", pipeline=HELD, stall=5) as running:
        running.send(given)
        parent = running.start_parent()
        running.wait(until=lambda: "starting again" in parent.text)
        assert "the event loop has been blocked" in parent.text
        hold.unlink()
        running.wait()
        url = metrics_url(running)
        running.wait(until=lambda: is_ready(url))
        none_waits = b'streams_lag_records{partition="0",stage="dedupe"} 0.0'
        running.wait(until=lambda: none_waits in urlopen(f"{url}/metrics").read())
        assert b'streams_received_total{stage="parse"} ' in urlopen(f"{url}/metrics").read()
        (child,) = psutil.Process(parent.process.pid).children()
        parent.kill()
        child.wait(20)  # it heard of it, and stopped in good order
        assert once(running.read(UNIQUE)) == replayed(given)


@pytest.mark.kafka
def test_what_an_ended_worker_had_goes_to_another_at_once(embedded_kafka: str) -> None:
    given = updates(400, desks=9)
    with live(embedded_kafka, "leave", pipeline=SLOW, batch=20, session=30) as running:
        running.send(given[:200])
        first, _ = running.start_parent(), running.start_parent()
        running.wait()
        assert first.stop() == 0
        running.send(given[200:])
        began = time.monotonic()
        running.wait(15)
        assert time.monotonic() - began < 15  # half of what the session's time-out would take
        assert running.stop() == [0]
        assert once(running.read(UNIQUE)) == replayed(given)
