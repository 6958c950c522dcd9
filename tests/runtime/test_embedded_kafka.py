"""The embedded broker is shared, survives whom it should and outlives nobody: every end is tried, SIGKILL included."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams import topics
from streams.runtime import broker_jvm, kafka_jars, keeper, topic_admin
from streams.runtime import embedded_kafka as kafka
from streams.runtime.broker_home import Address, Home
from streams.settings import Settings

pytestmark = pytest.mark.kafka

SOON = 20.0
"""Seconds after which something that should come by itself no longer comes."""

LINGER = 0.3

USER = f"""
import sys
from pathlib import Path
from streams.runtime import embedded_kafka
with embedded_kafka.attach(Path(sys.argv[1]), linger_seconds={LINGER}) as broker:
    print(broker.bootstrap, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A folder of one's own; whatever a failed test leaves running in it is ended."""
    home = Home(tmp_path / "a folder, with a comma")
    yield home
    if address := home.address:
        for pid in (address.keeper, address.jvm):
            if str(home.root) in broker_jvm.command_line(pid):
                os.kill(pid, signal.SIGKILL)


def attach(home: Home, **options: object) -> kafka.Broker:
    return kafka.attach(home.root, **{"linger_seconds": LINGER, **options})


def user(home: Home) -> subprocess.Popen[str]:
    """Another program on the same folder, that goes on until it is written to."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def users(home: Home, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    programs = [user(home) for _ in range(count)]
    try:
        yield programs
    finally:
        for program in programs:
            program.kill()
            program.communicate()


def bootstrap_of(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def wait_until(true: Callable[[], object], what: str, seconds: float = SOON) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not in {seconds:.0f} s: {what}"
        time.sleep(0.02)


def runs(home: Home, pid: int) -> bool:
    return str(home.root) in broker_jvm.command_line(pid)


def where(home: Home) -> Address:
    address = home.address
    assert address is not None
    return address


def is_kept(home: Home) -> bool:
    with home.gate():
        return home.is_kept()


def test_two_first_programs_end_on_one_broker_and_the_last_to_leave_ends_it(home: Home) -> None:
    with users(home, 2) as programs:
        first, second = map(bootstrap_of, programs)
        assert first == second != ""
        with attach(home) as third:
            assert third.bootstrap == first, "whoever comes later attaches"
            jvm = where(home).jvm
            for program in programs:
                program.communicate("done\n")
            time.sleep(3 * LINGER + 2 * keeper.POLL_SECONDS)
            assert third.is_alive
            assert runs(home, jvm), "one user is left"
        wait_until(lambda: not is_kept(home), "the keeper goes after the last user")
        assert not runs(home, jvm)
        assert home.address is None
        assert not third.is_alive
        assert list(home.users.iterdir()) == []


def test_a_killed_user_holds_nothing_and_ctrl_c_reaches_no_broker(home: Home) -> None:
    with users(home, 1) as (program,):
        bootstrap_of(program)
        address = where(home)
        assert os.getsid(address.jvm) == os.getsid(address.keeper) != os.getsid(program.pid)
        os.kill(address.keeper, signal.SIGINT)
        program.kill()
        wait_until(lambda: not is_kept(home), "the keeper sees that its user is dead")
        assert not runs(home, address.jvm)
        assert "no users" in home.keeper_log.read_text(), "it was not the Ctrl-C that ended it"


def test_a_killed_keeper_takes_its_broker_along_and_the_next_program_finds_the_data(home: Home) -> None:
    with attach(home) as before:
        topic_admin.apply(Settings(broker=before.bootstrap, prefix="kept", partitions=2), [topics.RAW])
        address = where(home)
        os.kill(address.keeper, signal.SIGKILL)
        if sys.platform == "linux":
            wait_until(lambda: not runs(home, address.jvm), "the JVM dies with its keeper", 2)
        assert not before.is_alive
        with attach(home) as after:
            assert where(home).jvm != address.jvm
            assert (
                topic_admin.differences(Settings(broker=after.bootstrap, prefix="kept", partitions=2), [topics.RAW])
                == []
            )


def test_an_orphan_of_a_killed_keeper_is_ended_before_a_new_broker_starts(home: Home) -> None:
    home.root.mkdir()
    order = broker_jvm.Order(str(home.root), "", [], "", "512m", LINGER, 60)
    jvm = broker_jvm.Jvm(home, order)
    with subprocess.Popen(["sleep", "60"]) as bystander:
        orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", jvm.mark, "kafka.Kafka"])
        for each in (bystander, orphan):
            home.jvm_pid.write_text(str(each.pid))
            if each is orphan:
                wait_until(lambda: runs(home, orphan.pid), "it has its own command line")
            jvm.end_orphan()
        assert orphan.wait(SOON) == -signal.SIGKILL
        assert bystander.poll() is None, "the number of a dead broker may be somebody else's by now"
        bystander.kill()


def test_a_broker_that_dies_comes_back_on_its_port(home: Home) -> None:
    with attach(home) as broker:
        first = where(home)
        os.kill(first.jvm, signal.SIGKILL)
        wait_until(lambda: home.address not in (None, first), "the keeper starts it again")
        assert where(home).bootstrap == broker.bootstrap
        assert where(home).keeper == first.keeper
        assert broker.is_alive
        topic_admin.apply(Settings(broker=broker.bootstrap, prefix="again", partitions=1), [topics.RAW])


def test_a_keeper_killed_while_it_starts_is_replaced(home: Home) -> None:
    with users(home, 1) as (program,):
        wait_until(home.jvm_pid.exists, "the broker is about to start")
        status = Path(f"/proc/{home.jvm_pid.read_text()}/status")
        if not status.exists():
            pytest.skip("no /proc to find the keeper in")
        parent = next(line for line in status.read_text().splitlines() if line.startswith("PPid:"))
        os.kill(int(parent.split()[1]), signal.SIGKILL)
        assert bootstrap_of(program)


def test_who_comes_while_the_broker_stops_gets_a_new_one(home: Home) -> None:
    with attach(home):
        first = where(home)
    wait_until(lambda: home.address is None, "the keeper has decided to stop")
    with attach(home) as broker:
        assert where(home).jvm != first.jvm
        assert broker.is_alive


def test_a_broker_that_cannot_start_says_why(home: Home) -> None:
    with pytest.raises(kafka.BrokerError, match=r"can't prepare its data folder[\s\S]*Invalid maximum heap size"):
        attach(home, heap="12parsecs")
    assert list(home.users.iterdir()) == []
    wait_until(lambda: not is_kept(home), "its keeper has gone")


def test_the_start_image_is_recorded_by_one_broker_at_a_time(home: Home, tmp_path: Path) -> None:
    home.root.mkdir()

    def flags_of(folder: Path) -> list[str]:
        order = broker_jvm.Order(str(home.root), "", [], str(folder / "start.aot"), "512m", LINGER, 60)
        jvms.append(broker_jvm.Jvm(home, order))
        return jvms[-1]._recording_flags()

    jvms: list[broker_jvm.Jvm] = []
    assert flags_of(tmp_path)[0] == "-XX:AOTMode=record"
    assert flags_of(tmp_path) == [], "the first one is at it"
    assert flags_of(tmp_path / "not there") == [], "a folder that can't be written to is no failure"
    jvms[0].make_image()
    assert not jvms[0].image.exists(), "a broker that was killed has recorded nothing, and the next one does"
    assert flags_of(tmp_path)[0] == "-XX:AOTMode=record"
    jvms[-1].image.touch()
    assert flags_of(tmp_path) == [], "it is there"


def test_a_worker_of_ours_can_live_on_it(embedded_kafka: str) -> None:
    """aiokafka's group, idempotent producer and commits, with the session of six seconds that tests use."""
    settings = Settings(broker=embedded_kafka, prefix="roundtrip", group="roundtrip", partitions=3)
    topic_admin.apply(settings, [topics.POSTS])
    name = topics.POSTS.full_name("roundtrip")

    async def there_and_back() -> list[bytes | None]:
        async with AIOKafkaProducer(bootstrap_servers=embedded_kafka, enable_idempotence=True) as producer:
            for number in range(9):
                await producer.send_and_wait(name, b"%d" % number, partition=number % 3)
        consumer = AIOKafkaConsumer(
            name,
            bootstrap_servers=embedded_kafka,
            group_id="roundtrip",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=6000,
        )
        async with consumer:
            values = [(await asyncio.wait_for(consumer.getone(), SOON)).value for _ in range(9)]
            await consumer.commit()
        return values

    assert sorted(asyncio.run(there_and_back()), key=str) == [b"%d" % number for number in range(9)]
    assert sum(row.lag for row in topic_admin.lag(settings, [topics.POSTS])) == 0


# --- the jars


SMALL = next(jar for jar in kafka_jars.committed_lock().jars if jar.artifact == "jspecify")


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips a test that can only be had where jars can be fetched; the others need but what is cached."""
    try:
        with pytest.MonkeyPatch.context() as once:
            once.setattr(kafka_jars, "ATTEMPTS", 1)
            kafka_jars.ensure(print, kafka_jars.Lock("4", (SMALL,)), tmp_path_factory.mktemp("jars"))
    except kafka_jars.JarsError as error:
        pytest.skip(str(error))


def test_a_jar_with_other_bytes_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / SMALL.file).write_bytes(b"not what was tested")
    with pytest.raises(kafka_jars.JarsError, match=rf"{SMALL.file}[\s\S]*Delete that file"):
        kafka_jars.ensure(print, kafka_jars.Lock("4", (SMALL,)), tmp_path)


@pytest.mark.usefixtures("network")
def test_a_jar_that_comes_with_another_hash_is_thrown_away(tmp_path: Path) -> None:
    wrong = replace(SMALL, sha256="0" * 64)
    with pytest.raises(kafka_jars.JarsError, match=rf"{SMALL}[\s\S]*thrown away"):
        kafka_jars.ensure(print, kafka_jars.Lock("4", (wrong,)), tmp_path)
    assert list(tmp_path.glob("**/*.jar")) == []


def test_a_network_that_does_not_answer_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_jars, "ATTEMPTS", 1)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(kafka_jars.JarsError, match=rf"{SMALL} can't be fetched[\s\S]*STREAMS_KAFKA_JARS"):
        kafka_jars.ensure(print, kafka_jars.Lock("4", (SMALL,)), tmp_path)


@pytest.mark.usefixtures("network")
def test_jars_come_without_mvn_java_or_a_home_of_maven(tmp_path: Path) -> None:
    """And two programs that fetch at once do not step on each other."""
    program = (
        "import sys; from pathlib import Path; from streams.runtime import kafka_jars as k;"
        f"print(k.ensure(lambda text: None, k.Lock('4', ({SMALL!r},)), Path(sys.argv[1])))"
    ).replace("Jar(", "k.Jar(")
    kept = {
        name: value for name, value in os.environ.items() if "CERT" in name or "proxy" in name.lower() or "CA" in name
    }
    environment = {**kept, "HOME": str(tmp_path), "PATH": str(tmp_path)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "jars")], env=environment, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for each in both:
        assert SMALL.file.encode() in each.communicate(timeout=SOON)[0]
    assert sorted(path.name for path in (tmp_path / "jars").iterdir()) == [".lock", SMALL.file]
    assert not (tmp_path / ".m2").exists()


def test_the_folder_of_jars_is_the_users_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = kafka_jars.committed_lock()
    monkeypatch.delenv("STREAMS_KAFKA_JARS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kafka_jars.cache_folder(lock) == tmp_path / "streams" / f"kafka-{lock.kafka}"
    monkeypatch.setenv("STREAMS_KAFKA_JARS", str(tmp_path / "mine"))
    assert kafka_jars.cache_folder(lock) == tmp_path / "mine"
