"""Why a broker does not let us in, or not do that: a client's error as what is wrong and what to do."""

from __future__ import annotations

import re
import socket
import ssl

from aiokafka import errors as aiokafka
from kafka import errors as kafka

from streams.runtime.errors import Unavailable
from streams.settings import SettingError, Settings

LOOK_SECONDS = 3

DENIED = (
    kafka.AuthorizationError, aiokafka.TopicAuthorizationFailedError, aiokafka.GroupAuthorizationFailedError,
    aiokafka.ClusterAuthorizationFailedError, aiokafka.TransactionalIdAuthorizationFailed,
)  # fmt: skip
"""The broker knows who we are, and does not let us."""
UNKNOWN = (kafka.SaslAuthenticationFailedError, aiokafka.SaslAuthenticationFailed)
UNOFFERED = (kafka.UnsupportedSaslMechanismError, aiokafka.UnsupportedSaslMechanismError)
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE")
"""What OpenSSL 1.1 to 3.x say when the other side does not answer in TLS."""
KINDS = {"Topic": "topic", "Group": "group", "Cluster": "the cluster", "Transactional": "transactions"}


class Refused(Unavailable):
    """The broker does not let us in, or not do that: waiting mends nothing, a person must act."""


class NoAnswer(Unavailable):
    """No broker answers in time."""


def explained(error: BaseException, settings: Settings) -> Exception:
    """A client's error, told to the person who can act."""
    broker, protocol = settings.broker, settings.security_protocol
    if isinstance(error, Unavailable | SettingError):
        return error
    if isinstance(error, DENIED):
        return Refused(_denied(error, settings))
    if isinstance(error, UNKNOWN):
        return Refused(
            f"The broker does not accept {settings.sasl_username}: user or password is wrong. See "
            f"STREAMS_SASL_USERNAME, and the file in STREAMS_SASL_PASSWORD_FILE ({settings.sasl_password_file}); "
            "whoever runs the broker can give a new password."
        )
    if isinstance(error, UNOFFERED):
        return Refused(f"STREAMS_SASL_MECHANISM is {settings.sasl_mechanism}, and the broker does not offer it.")
    if isinstance(error, ssl.SSLCertVerificationError):
        held = settings.ssl_cafile or "empty: the certificates of this machine"
        return Refused(
            f"The certificate of {broker} can't be trusted: {error.verify_message}. STREAMS_SSL_CAFILE ({held}) must "
            "hold the one that signed it, and STREAMS_BROKER the host name that stands in it."
        )
    if isinstance(error, ssl.SSLError) and error.reason in NO_TLS:
        return Refused(
            f"The broker at {broker} does not speak TLS there, and STREAMS_SECURITY_PROTOCOL is {protocol}: name its "
            "port for TLS in STREAMS_BROKER."
        )
    silent = isinstance(error, TimeoutError)  # and would be a second time
    if not protocol.endswith("SSL") and not silent and any(_speaks_tls(address) for address in broker.split(",")):
        return Refused(
            f"The broker at {broker} speaks TLS, and STREAMS_SECURITY_PROTOCOL is {protocol}: want SASL_SSL with "
            "STREAMS_SASL_USERNAME and STREAMS_SASL_PASSWORD_FILE, or SSL."
        )
    return NoAnswer(
        f"No Kafka broker answers at {broker} ({one_line(error)}). Is it up, is STREAMS_BROKER its host:port, and "
        f"STREAMS_SECURITY_PROTOCOL ({protocol}) what it speaks there?"
    )


def one_line(error: BaseException) -> str:
    """An error in one line.

    >>> one_line(OSError(2, "No such file or directory", "ca.pem"))
    'No such file or directory'
    """
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]


def _denied(error: BaseException, settings: Settings) -> str:
    kind = next((what for word, what in KINDS.items() if type(error).__name__.startswith(word)), "")
    given = error.args[0] if error.args else ""
    names = sorted(given) if isinstance(given, set | frozenset) else re.findall(r"[\w.-]+(?=:? *$)", str(given))
    who = settings.sasl_username or "this program"
    return (
        f"The broker does not let {who} use {' '.join((kind, ', '.join(names))).strip()}. Is {who} the right role? "
        "`streams topics acls` lists what each role may do; an operator grants it with `streams topics apply --acls`."
    )


def _speaks_tls(address: str) -> bool:
    """Whether, not who: nothing is sent, so nothing needs to be trusted."""
    host, _, port = address.strip().rpartition(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=LOOK_SECONDS) as plain:
            context.wrap_socket(plain).close()
    except (OSError, ValueError):
        return False
    return True
