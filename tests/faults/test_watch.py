"""A broker that dies under a watcher: whatever was read from a source comes to the log, in order, or is read again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from streams.runtime import embedded_kafka as kafka
from tests.runtime.live import live
from tests.runtime.watch.test_command import raw_of, sources, surroundings, website

pytestmark = [pytest.mark.kafka, pytest.mark.faults]


def test_what_was_read_while_the_broker_was_killed_twice_is_delivered_in_order(tmp_path: Path) -> None:
    given: list[bytes] = []

    async def page(request: web.Request) -> web.Response:
        given.append(b"Rain %d " % len(given) + os.urandom(8).hex().encode())
        return web.Response(body=given[-1], content_type="text/plain")

    with kafka.attach(tmp_path / "kafka") as broker, live(broker.bootstrap, "dying", partitions=1) as running:
        with website({"/live": page}) as server:
            file = sources(tmp_path / "s.toml", server, f'name = "page"\nfetch = "{server.url}/live"\nevery = "5s"')
            command = [sys.executable, "-m", "streams", "watch", str(file)]
            watcher = subprocess.Popen(command, env=surroundings(running, tmp_path), stderr=subprocess.PIPE)
            try:
                for killed in range(2):
                    two_more(given)
                    os.kill(int(next((tmp_path / "kafka").rglob("jvm.pid")).read_text()), signal.SIGKILL)
                    two_more(given)
                    assert watcher.poll() is None, killed
                watcher.send_signal(signal.SIGTERM)
                said = watcher.communicate(timeout=30)[1].decode()
            finally:
                watcher.kill()
                watcher.wait()
        assert watcher.returncode == 0, said
        wait(lambda: broker.is_alive)
        found = raw_of(running, "page")
        print(len(given), "given,", len(found), "on the log;", said.count("could not be delivered"), "tries failed")
        assert list(dict.fromkeys(found)) == given[: len(set(found))]
        assert len(given) - len(set(found)) <= 1, "but for the one that was in hand at the end"


def two_more(given: list[bytes]) -> None:
    wanted = len(given) + 2
    wait(lambda: len(given) >= wanted)


def wait(until: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.1)
