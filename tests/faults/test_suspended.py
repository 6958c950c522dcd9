"""A worker that slept while another took its partitions must not write beside it when it wakes."""

from __future__ import annotations

import signal
import time

import pytest

from streams.runtime.watchdog import Exit
from streams.topics import POSTS, UNIQUE
from tests.runtime.live import live, once
from tests.runtime.test_transport import replayed, updates

pytestmark = [pytest.mark.kafka, pytest.mark.faults]


def test_a_suspended_worker_wakes_to_find_its_partitions_taken_and_harms_nothing(embedded_kafka: str) -> None:
    given = updates(3000)
    with live(embedded_kafka, "suspended", pipeline="tests.runtime.stages:slow", batch=7) as running:
        running.send(given)
        sleeper = running.start()
        running.wait(until=lambda: running.committed(POSTS) > 50)
        sleeper.process.send_signal(signal.SIGSTOP)
        running.start()
        taken = running.committed(POSTS)
        running.wait(until=lambda: running.committed(POSTS) > taken + 500)  # after the session's time-out
        sleeper.process.send_signal(signal.SIGCONT)
        assert sleeper.end() == Exit.AGAIN  # its parent would start it again
        running.workers.remove(sleeper)
        running.wait()
        assert running.stop() == [0]
        assert once(running.read(UNIQUE)) == replayed(given)


def test_of_three_workers_one_is_killed_again_and_again(embedded_kafka: str) -> None:
    given = updates(3000, desks=12)
    with live(embedded_kafka, "three", pipeline="tests.runtime.stages:slow", batch=20) as running:
        running.send(given)
        running.start()
        running.start()
        for _ in range(2):
            unlucky = running.start()
            time.sleep(4)
            unlucky.kill()
        running.wait()
        assert running.stop() == [0, 0]
        assert once(running.read(UNIQUE)) == replayed(given)
