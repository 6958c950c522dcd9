"""The way to the broker: every Kafka client of ours is made with what stands here."""

from __future__ import annotations

import asyncio
import logging
import ssl
import stat
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import faust
from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError as AiokafkaError
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from streams.runtime.access_errors import DENIED, Refused, explained, one_line
from streams.settings import SettingError, Settings

log = logging.getLogger(__name__)

ANSWER_SECONDS = 15
"""How long a broker may take to answer for the first time: one that was started just now needs seconds."""
AGAIN_SECONDS = 0.3


def arguments(settings: Settings) -> dict[str, Any]:
    """What kafka-python and aiokafka are given to reach the broker; both name it alike.

    >>> arguments(Settings(broker="one:9092,two:9092"))
    {'bootstrap_servers': ['one:9092', 'two:9092'], 'security_protocol': 'PLAINTEXT'}
    """
    given: dict[str, Any] = {
        "bootstrap_servers": [address.strip() for address in settings.broker.split(",")],
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.endswith("SSL"):
        given["ssl_context"] = tls(settings)
    if settings.security_protocol.startswith("SASL"):
        given["sasl_mechanism"] = settings.sasl_mechanism
        given["sasl_plain_username"] = settings.sasl_username
        given["sasl_plain_password"] = password(settings)
    return given


def credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    """The same for Faust."""
    given = arguments(settings)
    if "sasl_mechanism" in given:
        return faust.SASLCredentials(
            username=given["sasl_plain_username"], password=given["sasl_plain_password"],
            mechanism=given["sasl_mechanism"], ssl_context=given.get("ssl_context"),
        )  # fmt: skip
    return faust.SSLCredentials(given["ssl_context"]) if "ssl_context" in given else None


def tls(settings: Settings) -> ssl.SSLContext:
    """What certificates are checked with: the broker's always is, and its host name too."""
    try:
        context = ssl.create_default_context(cafile=settings.ssl_cafile or None)
    except OSError as error:  # ssl.SSLError is one
        raise SettingError(
            f"STREAMS_SSL_CAFILE {settings.ssl_cafile} can't be used: {one_line(error)}. Want a file of certificates "
            "in PEM."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # also where this machine's OpenSSL is told to take less
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 does by itself: the same answer on every Python
    if settings.ssl_certfile:
        files = " and ".join(filter(None, (settings.ssl_certfile, settings.ssl_keyfile)))
        try:
            context.load_cert_chain(settings.ssl_certfile, settings.ssl_keyfile or None, password=_no_password)
        except (OSError, ValueError) as error:
            raise SettingError(
                f"STREAMS_SSL_CERTFILE, STREAMS_SSL_KEYFILE: {files} can't be used: {one_line(error)}. Want a "
                "certificate and the key it was made with, in PEM, the key without a password."
            ) from error
    return context


def _no_password() -> str:
    raise ValueError("the key has a password")  # else OpenSSL would ask for it at the terminal


def password(settings: Settings) -> str:
    """The password, read now: a new one counts from the next connection on."""
    path = Path(settings.sasl_password_file)
    try:
        text = path.read_text("utf-8").rstrip("\r\n")
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"STREAMS_SASL_PASSWORD_FILE {path} can't be read: {one_line(error)}. Want a file that holds the password "
            f"of {settings.sasl_username} and that this user may read."
        ) from error
    if not text:
        raise SettingError(
            f"STREAMS_SASL_PASSWORD_FILE {path} is empty: put the password of {settings.sasl_username} there."
        )
    if mode & stat.S_IROTH:
        log.warning("every user of this machine can read the password in %s: chmod o-r %s", path, path)
    return text


# ------------------------------------------------------------------------------------- kafka-python's clients


def admin_client(settings: Settings, **more: Any) -> KafkaAdminClient:
    """An admin client, for who closes it by himself."""
    return _connected(KafkaAdminClient, settings, **more)


def consumer(settings: Settings, **more: Any) -> KafkaConsumer:
    """A consumer, outside of any group unless ``more`` names one."""
    return _connected(KafkaConsumer, settings, **more)


def producer(settings: Settings, **more: Any) -> KafkaProducer:
    """A producer."""
    return _connected(KafkaProducer, settings, **more)


@contextmanager
def admin(settings: Settings, **more: Any) -> Iterator[KafkaAdminClient]:
    """An admin client that is closed at the end."""
    client = admin_client(settings, **more)
    try:
        with asked(settings):
            yield client
    finally:
        client.close()


@contextmanager
def asked(settings: Settings) -> Iterator[None]:
    """What a client is denied in here is told as what a person needs to know."""
    try:
        yield
    except DENIED as error:
        raise explained(error, settings) from error


def _connected(kind: type, settings: Settings, *, seconds: float | None = None, **more: Any) -> Any:
    """A client that has reached the broker, or an error that says what to do.

    kafka-python tries a wrong password, or a certificate that it can't trust, again and again, and then says only that
    it could not bootstrap. So one connection is tried before.
    """
    seconds = ANSWER_SECONDS if seconds is None else seconds
    given = arguments(settings)
    deadline = monotonic() + seconds
    while (why := _answer(_knock(given, seconds))) is not None:
        if isinstance(told := explained(why, settings), Refused) or monotonic() > deadline:
            raise told from why
        sleep(AGAIN_SECONDS)
    try:
        return kind(**given, bootstrap_timeout_ms=int(seconds * 1000), **more)
    except (KafkaError, OSError, ValueError) as error:
        raise explained(error, settings) from error


async def _knock(given: dict[str, Any], seconds: float) -> BaseException | None:
    """One connection with all that may be refused: why none of the brokers takes it, or None."""
    login = {name: value for name, value in given.items() if name != "bootstrap_servers"}
    why: BaseException | None = None
    for address in given["bootstrap_servers"]:
        host, _, port = address.rpartition(":")
        try:
            (await create_conn(host.strip("[]"), int(port), request_timeout_ms=int(seconds * 1000), **login)).close()
        except (AiokafkaError, OSError, ValueError) as error:  # TimeoutError is an OSError
            why = error
        else:
            return None
    return why


def _answer(question: Coroutine[Any, Any, Any]) -> Any:
    """The answer of a coroutine, whether or not a loop runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, question).result()
