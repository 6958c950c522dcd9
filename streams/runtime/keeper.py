"""The small process that owns the embedded broker's JVM: starts it, watches it, ends it when its last user has gone.

It is nobody's child and in a session of its own, so neither Ctrl-C nor the death of the program that started it
reaches the broker that others still use. Standard library only, for it stays behind while others work.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from streams.runtime.broker_home import Address, Home
from streams.runtime.broker_jvm import GaveUp, Jvm, Order, answers, end, free_ports

POLL_SECONDS = 0.5
DEATHS_MAX, DEATHS_WITHIN_SECONDS = 3, 60.0
"""A JVM that dies is started again, on the same port; one that dies so often has a cause a restart does not mend."""


def keep(home: Home, jvm: Jvm, told_to_stop: Callable[[], bool]) -> None:
    """Keep a broker running until its last user has gone for ``linger_seconds``."""
    jvm.end_orphan()
    ports, deaths = free_ports(), list[float]()
    while True:
        broker = jvm.start(ports)
        try:
            if _watch(home, jvm.order, broker, ports["broker"], told_to_stop):
                return
        finally:
            was_in_service = home.address is not None
            home.address = None
            end(broker)
        note(f"the broker died by itself (exit code {broker.returncode})")
        deaths = [when for when in deaths if when > time.monotonic() - DEATHS_WITHIN_SECONDS] + [time.monotonic()]
        if len(deaths) == DEATHS_MAX:
            raise GaveUp(f"Apache Kafka died {DEATHS_MAX} times within a minute (exit code {broker.returncode}).")
        if not was_in_service:
            ports = free_ports()  # perhaps one was taken; in service, its users know the old one and come back to it


def _watch(
    home: Home, order: Order, broker: subprocess.Popen[bytes], port: int, told_to_stop: Callable[[], bool]
) -> bool:
    """True when nobody needs the broker any more, False when it died by itself."""
    started = last_used = time.monotonic()
    while broker.poll() is None:
        now = time.monotonic()
        if home.address is None and answers(port):
            home.address = Address(f"127.0.0.1:{port}", broker.pid, os.getpid())
            note(f"in service on port {port} after {now - started:.1f} s")
        if home.address is None and now > started + order.start_seconds:
            raise GaveUp(f"Apache Kafka did not answer within {order.start_seconds:.0f} s.")
        if home.has_users():
            last_used = now
        if told_to_stop() or now > last_used + order.linger_seconds:
            with home.gate():
                if told_to_stop() or not home.has_users():  # whoever enters after this finds no address, and waits
                    home.address = None
                    note("stopping: " + ("told to" if told_to_stop() else "no users"))
                    return True
        time.sleep(POLL_SECONDS if home.address else POLL_SECONDS / 5)
    return False


def note(text: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), text, file=sys.stderr, flush=True)


def main(order: Order) -> int:
    """Become the folder's keeper, unless it has one. Returns at once in either case; the keeper goes on alone."""
    home = Home(Path(order.folder))
    with home.gate():
        lock = home.keep()
        if lock is None:
            return 0
        home.address = None
        home.failure.unlink(missing_ok=True)
    if os.fork():
        os._exit(0)  # the lock stays with the child
    with home.keeper_log.open("w") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    stop = list[int]()
    signal.signal(signal.SIGTERM, lambda number, _frame: stop.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    jvm = Jvm(home, order)
    try:
        keep(home, jvm, lambda: bool(stop))
    except Exception as error:
        home.failure.write_text(str(error) if isinstance(error, GaveUp) else f"The broker's keeper failed: {error!r}")
        note(home.failure.read_text())
        return 1
    finally:
        lock.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # nobody waits for what is left to do
    jvm.make_image()
    return 0


if __name__ == "__main__":
    sys.exit(main(Order(**json.loads(sys.argv[1]))))
