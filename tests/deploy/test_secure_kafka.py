"""Each role on a broker with TLS, passwords and access control does its own work, and nothing else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import GroupAuthorizationFailedError

from streams import __main__, codec
from streams.pipeline import INPUTS, TOPICS, pipeline
from streams.records import RawUpdate
from streams.runtime import access, acls, topic_admin, worker
from streams.runtime.access_errors import NoAnswer
from streams.runtime.acls import Role
from streams.runtime.files import Given, updates
from streams.runtime.replay import Replay
from streams.runtime.transport import partition_of
from streams.runtime.watchdog import Exit
from streams.settings import Settings
from streams.topics import EVENTS, POSTS, RAW
from tests.deploy.secure_kafka import SecureKafka, make_secrets, secure_kafka

pytestmark = pytest.mark.kafka

DEMO = Path(__file__).parents[2] / "streams" / "data" / "demo" / "updates.ndjson"
AT_ONCE_SECONDS = 10  # what is refused is refused in less; a connection alone is given 15 s


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    """The broker, with topics and access control lists as an operator has applied them."""
    with secure_kafka(tmp_path_factory.mktemp("secure")) as found:
        operator = found.settings(Role.OPERATOR)
        topic_admin.apply(operator, TOPICS)
        acls.apply(operator)
        yield found


Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command as a person types it, under these settings: its exit code, and what it said."""

    def call(settings: Settings, *words: str) -> Said:
        for name, value in worker.environment(settings, {}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["streams", *words])
        capsys.readouterr()
        began = time.monotonic()
        code: int | None
        if words[0] == "worker":
            code = worker.main([], worker.environment(settings, {}))  # the child: what its parent would hand on
        else:
            with pytest.raises(SystemExit) as ended:
                __main__.main()
            code = ended.value.code
        assert time.monotonic() - began < AT_ONCE_SECONDS
        said = capsys.readouterr()
        return int(code or 0), said.out, " ".join(said.err.split())

    return call


# ------------------------------------------------------------------------------------------- what each may do


def test_news_goes_from_the_source_to_the_subscriber(kafka: SecureKafka, run: Run) -> None:
    source, subscriber, operator = (kafka.settings(role) for role in (Role.SOURCE, Role.SUBSCRIBER, Role.OPERATOR))
    day = [item for item in updates([str(DEMO)], Given(desk="night")) if isinstance(item, RawUpdate)]
    assert run(source, "send", str(DEMO), "--desk", "night")[:1] == (0,)
    astray = replace_partition(codec.make_update(b'{"headline": "Half', source="x", seen=day[0].seen, desk="night",
                                                 content_type="application/json"), source)  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "worker"], stderr=subprocess.PIPE, text=True,
        env=worker.environment(kafka.settings(Role.WORKER), os.environ),
    )  # fmt: skip
    try:
        wait_until(lambda: process.poll() is not None or nothing_left(operator), 60)
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(30) == Exit.DONE, process.stderr and process.stderr.read()

    code, out, err = run(subscriber, "tail", "events", "--from", "start", "--until-end", "-o", "jsonl")
    assert code == 0, err
    expected = Replay(pipeline(Settings()))
    expected.feed(day)
    assert sorted(out.splitlines()) == sorted((record.value or b"").decode() for record in expected.records(EVENTS))
    assert "malformed" in run(operator, "dlq", "list")[1], f"sent to partition {astray}, again to its desk's, then dead"
    assert run(kafka.settings(Role.WORKER), "check")[0] == 0


def replace_partition(update: RawUpdate, settings: Settings) -> int:
    """Put an update on a partition that is not its desk's: a worker must write it to raw once more."""
    out = codec.write_raw(update)
    wrong = (partition_of(out.key or b"", settings.partitions) + 1) % settings.partitions
    producer = access.producer(settings)
    producer.send(RAW.full_name(), key=out.key, value=out.value, headers=list(out.headers), partition=wrong).get(20)
    producer.close()
    return wrong


def nothing_left(operator: Settings) -> bool:
    rows = topic_admin.lag(operator, INPUTS)
    return all(row.lag == 0 for row in rows) and any(row.committed for row in rows if row.topic == "news.enriched.v1")


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.3)


def test_a_subscriber_has_groups_of_its_own_and_no_others(kafka: SecureKafka) -> None:
    def join(group: str) -> None:
        consumer = access.consumer(kafka.settings(Role.SUBSCRIBER), group_id=group)
        consumer.subscribe([EVENTS.full_name()])

        def joined() -> bool:
            consumer.poll(timeout_ms=200)
            return bool(consumer.assignment())

        try:
            wait_until(joined, 30)
        finally:
            consumer.close(autocommit=False)

    join("subscriber-desk")
    with pytest.raises(GroupAuthorizationFailedError):
        join("streams")


# ------------------------------------------------------------------------------------- what each may not do

DENIED: dict[str, tuple[Role, Sequence[str], int, str]] = {
    "a source does not read events": (Role.SOURCE, ["tail", "events", "-e"], 1, "topic news.events.v1"),
    "a source does not read what it wrote": (Role.SOURCE, ["tail", "raw", "--from", "start", "-e"], 1, "news.raw.v1"),
    "a source does not see dead letters": (Role.SOURCE, ["dlq", "list"], 1, "topic news.dead.v1"),
    "a source makes no topics": (Role.SOURCE, ["topics", "apply"], 1, "The broker does not let source"),
    "a source runs no worker": (Role.SOURCE, ["worker"], Exit.REFUSED, "READ on group streams"),
    "a subscriber sends nothing": (Role.SUBSCRIBER, ["send", str(DEMO)], 1, "topic news.raw.v1"),
    "a subscriber does not read raw": (Role.SUBSCRIBER, ["tail", "raw", "-e"], 1, "topic news.raw.v1"),
    "nor enriched": (Role.SUBSCRIBER, ["tail", "enriched", "-e"], 1, "topic news.enriched.v1"),
    "nor what is not there": (Role.SUBSCRIBER, ["tail", "nosuch", "-e"], 1, "topic nosuch"),
    "a subscriber retries no dead letter": (Role.SUBSCRIBER, ["dlq", "retry", "0:0"], 1, "topic news.dead.v1"),
    "a worker does not read events": (Role.WORKER, ["tail", "events", "--from", "start", "-e"], 1, "news.events.v1"),
    "a worker does not read dead letters": (Role.WORKER, ["dlq", "list"], 1, "topic news.dead.v1"),
    "a worker makes no topics": (Role.WORKER, ["topics", "--prefix", "wire", "apply"], 1, "topic wire."),
    "a worker grants nothing": (
        Role.WORKER,
        ["topics", "--group", "another", "apply", "--acls"],
        1,
        "does not let worker use the cluster",
    ),
}


@pytest.mark.parametrize(("role", "command", "code", "told"), DENIED.values(), ids=DENIED)
def test_what_is_not_a_roles_own_is_denied(
    kafka: SecureKafka, run: Run, role: Role, command: list[str], code: int, told: str
) -> None:
    ended, _, err = run(kafka.settings(role), *command)
    assert (ended, told in err) == (code, True), err
    assert "streams topics apply --acls" in err, "and says how it is granted"


def test_a_worker_changes_no_topic(kafka: SecureKafka, run: Run) -> None:
    operator = kafka.settings(Role.OPERATOR)
    with access.admin(operator) as admin:
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, POSTS.full_name(), {"retention.ms": "1000"})])
    code, _, err = run(kafka.settings(Role.WORKER), "topics", "apply")
    assert code == 1 and "does not let worker use topic news.posts.v1" in err
    assert run(operator, "topics", "apply")[0] == 0


def test_a_worker_has_no_other_group(kafka: SecureKafka, run: Run) -> None:
    code, _, err = run(kafka.settings(Role.WORKER, group="others"), "worker")
    assert (code, "READ on group others" in err) == (Exit.REFUSED, True), err


# ------------------------------------------------------------------------------------------- who does not get in

COMMANDS: dict[str, tuple[Sequence[str], int]] = {
    "send": (["send", str(DEMO)], 1),
    "tail": (["tail", "events", "-e"], 1),
    "check": (["check"], 1),
    "worker": (["worker"], Exit.REFUSED),
}


def strangers(kafka: SecureKafka, folder: Path) -> dict[str, tuple[Settings, str]]:
    """Settings that are wrong in one thing each, and what they are told."""
    right = kafka.settings(Role.OPERATOR)
    (folder / "wrong").write_text("not it\n")
    (folder / "wrong").chmod(0o600)
    plain = {"security_protocol": "PLAINTEXT", "sasl_username": "", "sasl_password_file": "", "ssl_cafile": ""}
    return {
        "a wrong password": (replace(right, sasl_password_file=str(folder / "wrong")), "user or password is wrong"),
        "a name nobody has": (replace(right, sasl_username="nobody"), "user or password is wrong"),
        "no TLS": (replace(right, **plain), "speaks TLS, and STREAMS_SECURITY_PROTOCOL is PLAINTEXT"),
        "a password without TLS": (
            replace(right, security_protocol="SASL_PLAINTEXT", ssl_cafile=""),
            "speaks TLS, and STREAMS_SECURITY_PROTOCOL is SASL_PLAINTEXT",
        ),
        "an authority that is not the broker's": (replace(right, ssl_cafile=""), "STREAMS_SSL_CAFILE"),
        "another host name than the certificate's": (
            replace(right, broker=right.broker.replace("127.0.0.1", "127.1")),  # the same machine under another name
            "STREAMS_BROKER the host name that stands in it",
        ),
        "a mechanism that is not offered": (replace(right, sasl_mechanism="PLAIN"), "STREAMS_SASL_MECHANISM is PLAIN"),
    }


STRANGERS = (
    "a wrong password", "a name nobody has", "no TLS", "a password without TLS",
    "an authority that is not the broker's", "another host name than the certificate's",
    "a mechanism that is not offered",
)  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_who_is_wrong_in_one_thing_is_told_which_and_at_once(
    kafka: SecureKafka, run: Run, tmp_path: Path, name: str
) -> None:
    settings, told = strangers(kafka, tmp_path)[name]
    for words, code in COMMANDS.values():
        ended, out, err = run(settings, *words)
        assert (ended, told in err + " ".join(out.split())) == (code, True), (words, err, out)


def test_where_a_certificate_is_asked_for_it_is_shown(
    kafka: SecureKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "ANSWER_SECONDS", 2)
    without = Settings(broker=kafka.inside, security_protocol="SSL", ssl_cafile=str(kafka.secrets / "ca.pem"))
    with pytest.raises(NoAnswer, match="STREAMS_SECURITY_PROTOCOL"):
        topic_admin.describe(without, [RAW])
    if not shutil.which("openssl"):
        pytest.skip("no openssl here to take the broker's key out of its store")
    both = tmp_path / "both.pem"
    subprocess.run(
        ["openssl", "pkcs12", "-in", kafka.secrets / "broker.p12", "-nodes", "-out", both,
         "-passin", f"file:{kafka.secrets / 'keystore.password'}"],
        check=True, capture_output=True,
    )  # fmt: skip
    [raw] = topic_admin.describe(replace(without, ssl_certfile=str(both)), [RAW])
    assert raw.found is not None


# --------------------------------------------------------------------------------------- what changes on the way


def test_a_worker_that_loses_a_right_ends_and_says_which(kafka: SecureKafka, run: Run) -> None:
    operator = kafka.settings(Role.OPERATOR)
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "worker"], stderr=subprocess.PIPE, text=True,
        env=worker.environment(kafka.settings(Role.WORKER), os.environ),
    )  # fmt: skip
    try:
        assert process.stderr is not None and "metrics at" in process.stderr.readline()
        with access.admin(operator) as admin:
            [lost] = [
                acl for acl in acls.of(admin, Role.WORKER)
                if (acl.resource_pattern.resource_name, acl.operation) == (POSTS.full_name(), ACLOperation.WRITE)
            ]  # fmt: skip
            admin.delete_acls([lost])
        assert run(kafka.settings(Role.SOURCE), "send", str(DEMO), "--desk", "lost")[0] == 0
        assert process.wait(60) == Exit.REFUSED
        assert "WRITE on topic news.posts.v1" in process.stderr.read()
    finally:
        process.kill()
        granted = [done for done in acls.apply(operator) if done.outcome == "granted"]
    assert [done.acl for done in granted] == [lost]


def test_rights_beyond_the_table_are_taken_back_and_other_users_left_alone(kafka: SecureKafka, run: Run) -> None:
    def right(user: str, topic: str = "news.raw.v1", permission: ACLPermissionType = ACLPermissionType.ALLOW) -> ACL:
        pattern = ResourcePattern(ResourceType.TOPIC, topic)
        return ACL(f"User:{user}", "*", ACLOperation.READ, permission, pattern)

    operator = kafka.settings(Role.OPERATOR)
    beyond = [right("subscriber"), right("subscriber", "news.of.old")]
    stays = [
        right("archive"), right("subscriber", "newsletter"), right("operator", "*"),
        right("source", permission=ACLPermissionType.DENY),
    ]  # fmt: skip
    with access.admin(operator) as admin:
        admin.create_acls([*beyond, *stays])
    told = run(operator, "topics", "apply", "--acls")[2]
    assert told.count("taken back") == len(beyond)
    assert "User:subscriber: READ on topic news.raw.v1: taken back" in told
    with access.admin(operator) as admin:
        there = [acl for user in ("archive", *Role) for acl in acls.of(admin, user)]
        assert [acl in there for acl in (*beyond, *stays)] == [False] * len(beyond) + [True] * len(stays)
        for acl in stays:
            admin.delete_acls([acl])


def test_a_new_password_counts_and_the_old_one_no_longer(kafka: SecureKafka, run: Run, tmp_path: Path) -> None:
    source = kafka.settings(Role.SOURCE)
    old = tmp_path / "old"
    old.write_text(Path(source.sasl_password_file).read_text())
    old.chmod(0o600)
    told = kafka.rotate(Role.SOURCE)
    assert old.read_text() not in told.stdout and access.password(source) not in told.stdout + told.stderr
    assert {path.suffix for path in kafka.secrets.iterdir()} == {".password", ".p12", ".pem"}, "nothing is left lying"
    assert run(source, "send", str(DEMO), "--desk", "new")[0] == 0
    assert "password is wrong" in run(replace(source, sasl_password_file=str(old)), "send", str(DEMO))[2]


def test_the_broker_keeps_no_password_in_its_logs(kafka: SecureKafka) -> None:
    said = (kafka.secrets.parent / "broker.out").read_text()
    assert "is Denied operation" in said, "what was refused is there, for the operator"
    for role in Role:
        assert access.password(kafka.settings(role)) not in said
    assert "storedKey" not in said, "what is kept of a password is as good as half of it"


def test_secrets_are_made_once_and_each_is_readable_by_its_role_alone(kafka: SecureKafka) -> None:
    before = {path.name: path.read_bytes() for path in kafka.secrets.iterdir()}
    make_secrets(kafka.secrets, kafka.environment)
    assert {path.name: path.read_bytes() for path in kafka.secrets.iterdir()} == before
    modes = {path.name: path.stat().st_mode & 0o777 for path in kafka.secrets.iterdir()}
    assert {name for name, mode in modes.items() if mode & 0o007} == {"ca.pem"}
    assert {name for name, mode in modes.items() if mode & 0o040} == {"ca.pem", *(f"{role}.password" for role in Role)}
    groups = {path.stat().st_gid for path in kafka.secrets.glob("*.password") if path.stem in set(Role)}
    assert len(groups) == len(Role) or os.getuid() != 0, "only root, and a container with those groups, can give them"
    assert len({before[f"{role}.password"] for role in Role}) == len(Role)
