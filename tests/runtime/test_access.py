"""Settings become the way to the broker in one place; what is wrong in them is refused with what to write instead."""

from __future__ import annotations

import ast
import logging
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka import errors as aiokafka_errors
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from kafka import errors as kafka_errors
from prometheus_client import CollectorRegistry

from streams import __main__
from streams.runtime import access, access_errors
from streams.settings import SettingError, Settings, from_environment

PACKAGE = Path(__file__).parents[2] / "streams"
SASL = {"security_protocol": "SASL_SSL", "sasl_username": "worker", "sasl_password_file": "/somewhere"}
TLS = {"security_protocol": "SSL", "ssl_cafile": "/somewhere"}

WRONG: dict[str, tuple[dict[str, str], str]] = {
    "a protocol that Kafka has not": ({"security_protocol": "TLS"}, "'TLS': want one of PLAINTEXT, SSL"),
    "in small letters": ({"security_protocol": "sasl_ssl"}, "'sasl_ssl': want one of"),
    "a mechanism that is not ours": (SASL | {"sasl_mechanism": "GSSAPI"}, "'GSSAPI': want one of SCRAM-SHA-512"),
    "SASL without a name": (SASL | {"sasl_username": ""}, "set STREAMS_SASL_USERNAME and STREAMS_SASL_PASSWORD_FILE"),
    "SASL without a password": (SASL | {"sasl_password_file": ""}, "STREAMS_SASL_PASSWORD_FILE, too"),
    "a password in the clear": (SASL | {"security_protocol": "PLAINTEXT"}, "without SASL would not be used"),
    "a password and only TLS": (SASL | {"security_protocol": "SSL"}, "without SASL would not be used"),
    "a name alone": ({"sasl_username": "worker"}, "STREAMS_SASL_USERNAME without SASL would not be used"),
    "an authority without TLS": ({"ssl_cafile": "ca.pem"}, "STREAMS_SSL_CAFILE without TLS would not be used"),
    "one beside SASL without TLS": (SASL | {"security_protocol": "SASL_PLAINTEXT", "ssl_cafile": "x"}, "without TLS"),
    "a key without its certificate": (TLS | {"ssl_keyfile": "key.pem"}, "set STREAMS_SSL_CERTFILE, too"),
    "a password that anyone on the way can read": (
        SASL | {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN"}, "anyone on the way could read",
    ),
    "the same where one of the brokers is here": (
        SASL | {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "broker": "localhost:1,far:1"},
        "anyone on the way could read",
    ),
    "no broker to be safe with": (SASL | {"broker": ""}, "no broker is named: set STREAMS_BROKER"),
}  # fmt: skip

RIGHT: dict[str, dict[str, str]] = {
    "as always": {},
    "plain and far away, on a net of one's own": {"broker": "kafka.internal:9092"},
    "SASL over TLS": SASL,
    "with another digest": SASL | {"sasl_mechanism": "SCRAM-SHA-256"},
    "PLAIN over TLS": SASL | {"sasl_mechanism": "PLAIN"},
    "SCRAM without TLS sends no password": SASL | {"security_protocol": "SASL_PLAINTEXT"},
    "PLAIN on this machine": SASL
    | {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "broker": "127.0.0.1:1, [::1]:1"},
    "TLS alone": TLS,
    "with the authorities of this machine": {"security_protocol": "SSL"},
    "with a certificate of one's own": TLS | {"ssl_certfile": "me.pem", "ssl_keyfile": "me.key"},
    "with both in one file": TLS | {"ssl_certfile": "me.pem"},
}


@pytest.mark.parametrize(("given", "told"), WRONG.values(), ids=WRONG)
def test_settings_that_contradict_each_other_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings(**{"broker": "kafka:9093"} | given)  # type: ignore[arg-type]
    assert told in str(refused.value)


@pytest.mark.parametrize("given", RIGHT.values(), ids=RIGHT)
def test_settings_that_fit_together_are_taken(given: dict[str, str]) -> None:
    Settings(**{"broker": "kafka:9093"} | given)  # type: ignore[arg-type]


def test_variables_and_flags_say_the_same(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {f"STREAMS_{name.upper()}": value for name, value in (SASL | {"broker": "kafka:9093"}).items()}
    assert from_environment(environ) == Settings(broker="kafka:9093", **SASL)  # type: ignore[arg-type]
    for flags in (["--security-protocol", "SSL", "--sasl-username", "worker"], ["--ssl-cafile", "ca.pem"]):
        monkeypatch.setattr("sys.argv", ["streams", *flags, "check", "--broker", "kafka:9093"])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        assert ended.value.code == 2
        assert "would not be used" in " ".join(capsys.readouterr().err.replace("│", " ").split())


# ------------------------------------------------------------------------------------------------- the password


@pytest.fixture
def secured(tmp_path: Path) -> Settings:
    """Settings with a password in a file."""
    file = tmp_path / "worker.password"
    file.write_text("it is äöü \n")
    file.chmod(0o600)
    return Settings(
        broker="kafka:9093", security_protocol="SASL_PLAINTEXT", sasl_username="worker", sasl_password_file=str(file)
    )


PASSWORDS = {"it ends with a line": "secret\n", "on another system": "secret\r\n", "it does not": "secret"}


@pytest.mark.parametrize("text", PASSWORDS.values(), ids=PASSWORDS)
def test_the_password_is_the_file_without_its_line_end(secured: Settings, text: str) -> None:
    Path(secured.sasl_password_file).write_bytes(text.encode())
    assert access.password(secured) == "secret"


def test_blanks_belong_to_it_and_it_is_read_anew_each_time(secured: Settings) -> None:
    assert access.arguments(secured)["sasl_plain_password"] == "it is äöü "
    Path(secured.sasl_password_file).write_text("another\n")
    assert access.arguments(secured)["sasl_plain_password"] == "another"


BROKEN: dict[str, tuple[Any, str]] = {
    "not there": (lambda file: file.unlink(), "can't be read: No such file"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "can't be read: Is a directory"),
    "empty": (lambda file: file.write_text("\n"), "is empty: put the password of worker there"),
    "no text": (lambda file: file.write_bytes(b"\xff\xfe\x00"), "can't be read"),
}


@pytest.mark.parametrize(("spoil", "told"), BROKEN.values(), ids=BROKEN)
def test_a_password_that_can_not_be_had_is_told_with_what_to_do(secured: Settings, spoil: Any, told: str) -> None:
    spoil(Path(secured.sasl_password_file))
    with pytest.raises(SettingError, match="STREAMS_SASL_PASSWORD_FILE") as refused:
        access.arguments(secured)
    assert told in str(refused.value)


def test_a_password_that_everyone_can_read_is_warned_of(secured: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        access.arguments(secured)
        assert not caplog.records
        Path(secured.sasl_password_file).chmod(0o644)
        access.arguments(secured)
    assert "chmod o-r" in caplog.text and "äöü" not in caplog.text


def test_neither_settings_nor_faust_show_the_password(secured: Settings) -> None:
    assert "äöü" not in repr(secured) + repr(access.credentials(secured))


# --------------------------------------------------------------------------------------------------------- TLS


def test_the_brokers_certificate_and_name_are_always_checked() -> None:
    context = access.arguments(Settings(broker="kafka:9093", security_protocol="SSL"))["ssl_context"]
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_flags & ssl.VERIFY_X509_STRICT


def test_files_of_tls_that_can_not_be_used_are_named(tmp_path: Path) -> None:
    no_pem = tmp_path / "no.pem"
    no_pem.write_text("hello")
    for given, told in (
        ({"ssl_cafile": str(no_pem)}, f"STREAMS_SSL_CAFILE {no_pem} can't be used"),
        ({"ssl_cafile": str(tmp_path / "nix")}, "No such file"),
        ({"ssl_certfile": str(no_pem)}, "STREAMS_SSL_CERTFILE"),
    ):
        with pytest.raises(SettingError) as refused:
            access.arguments(Settings(broker="kafka:9093", security_protocol="SSL", **given))
        assert told in str(refused.value)


def test_a_certificate_of_ones_own_is_loaded_and_a_key_with_a_password_asks_nobody(tmp_path: Path) -> None:
    key, certificate = tmp_path / "me.key", tmp_path / "me.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=me"]
    try:
        for more in (["-nodes"], ["-passout", "pass:secret"]):
            subprocess.run([*command, *more, "-keyout", key, "-out", certificate], check=True, capture_output=True)
            given = Settings(
                broker="kafka:1", security_protocol="SSL", ssl_certfile=str(certificate), ssl_keyfile=str(key)
            )
            if "-nodes" in more:
                access.tls(given)
            else:
                with pytest.raises(SettingError, match="the key without a password"):
                    access.tls(given)
    except FileNotFoundError:
        pytest.skip("no openssl here to make a certificate")


# ---------------------------------------------------------------------------------------------- one place for all


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"])
def test_faust_comes_in_as_the_other_clients_do(secured: Settings, protocol: str) -> None:
    sasl = {} if protocol.startswith("SASL") else {"sasl_username": "", "sasl_password_file": ""}
    settings = replace(secured, security_protocol=protocol, sasl_mechanism="SCRAM-SHA-256", **sasl)
    given = access.arguments(settings)
    faust = {name: value for name, value in credentials_to_aiokafka_auth(access.credentials(settings)).items() if value}
    same = {name: value for name, value in given.items() if name not in ("bootstrap_servers", "ssl_context")}
    assert {name: value for name, value in faust.items() if name != "ssl_context"} == same
    assert ("ssl_context" in faust) == ("ssl_context" in given)


CLIENTS = {"KafkaAdminClient", "KafkaConsumer", "KafkaProducer", "AIOKafkaConsumer", "AIOKafkaProducer"}


def made(path: Path) -> set[str]:
    """Clients that a file makes, and how they are told where to go."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in CLIENTS:
                spread = [ast.unparse(one.value) for one in node.keywords if one.arg is None]
                found.add(f"{name}({', '.join(spread)})")
    return found


def test_no_client_is_made_without_the_way_to_the_broker() -> None:
    found = {path.name: clients for path in PACKAGE.rglob("*.py") if (clients := made(path))}
    assert found == {
        "state.py": {"AIOKafkaConsumer(access.arguments(self._settings))"},
        "transport.py": {
            "AIOKafkaConsumer(driver.credentials_to_aiokafka_auth(conf.broker_credentials, conf.ssl_context))"
        },
    }, "the others are made in access.py, from the class they name"


# ------------------------------------------------------------------------------------------------- what is told

SETTINGS = Settings(broker="127.0.0.1:9", **SASL)  # type: ignore[arg-type]
ERRORS: dict[str, tuple[BaseException, type, str]] = {
    "a topic, as kafka-python says it": (
        kafka_errors.TopicAuthorizationFailedError({"b", "a"}), access_errors.Refused, "let worker use topic a, b.",
    ),
    "a topic, as aiokafka says it": (
        aiokafka_errors.TopicAuthorizationFailedError("news.raw.v1"), access_errors.Refused, "use topic news.raw.v1.",
    ),
    "a group": (
        kafka_errors.GroupAuthorizationFailedError("FindCoordinatorResponse error for GROUP/streams: "),
        access_errors.Refused, "use group streams.",
    ),
    "the cluster": (kafka_errors.ClusterAuthorizationFailedError(), access_errors.Refused, "use the cluster."),
    "a password": (aiokafka_errors.SaslAuthenticationFailed("no"), access_errors.Refused, "password is wrong"),
    "no answer": (kafka_errors.KafkaTimeoutError("Unable to bootstrap"), access_errors.NoAnswer, "Is it up"),
}  # fmt: skip


@pytest.mark.parametrize(("error", "kind", "told"), ERRORS.values(), ids=ERRORS)
def test_errors_of_both_clients_are_told_alike(error: BaseException, kind: type, told: str) -> None:
    explained = access_errors.explained(error, SETTINGS)
    assert type(explained) is kind and told in str(explained)


def test_a_watchdog_that_is_refused_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose password was changed goes on with the connections it has, and must not wait for ever after."""
    from streams.runtime import watchdog
    from streams.runtime.metrics import Metrics
    from streams.runtime.survey import Survey

    class Ended(BaseException):
        pass

    def refuse(settings: Settings) -> None:
        raise access_errors.Refused("The broker does not accept worker")

    def ended(reason: str, *_: object) -> None:
        raise Ended(reason)

    monkeypatch.setattr(access, "admin_client", refuse)
    monkeypatch.setattr(watchdog, "abandon", ended)
    with pytest.raises(Ended, match="does not accept worker"):
        watchdog.Watchdog(SETTINGS, Survey(SETTINGS, [], Metrics(CollectorRegistry())), watchdog.Pulse()).run()
