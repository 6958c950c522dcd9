"""One table of settings: each has a flag, an environment variable, and one line that says what it is for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingError(ValueError):
    """A setting that can't be used; the message says what to write instead."""


PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")
LOOPBACK = ("127.", "localhost:", "[::1]:")


def _setting(
    default: Any, about: str, low: int | None = None, high: int | None = None, choices: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"about": about, "low": low, "high": high, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person may choose. Flag beats environment beats default."""

    broker: str = _setting("", "Kafka bootstrap servers, host:port; empty starts a real Kafka on this machine.")
    security_protocol: str = _setting(
        "PLAINTEXT", "What the broker speaks: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.", choices=PROTOCOLS
    )
    sasl_mechanism: str = _setting(
        "SCRAM-SHA-512", "How the password is proved: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN.", choices=MECHANISMS
    )
    sasl_username: str = _setting("", "Name under which the broker knows this program, for SASL.")
    sasl_password_file: str = _setting("", "File that holds its password, read whenever a connection is made.")
    ssl_cafile: str = _setting("", "Certificates that sign the broker's, PEM; empty: those of this machine.")
    ssl_certfile: str = _setting("", "Certificate of this program, PEM, for brokers that ask for one.")
    ssl_keyfile: str = _setting("", "Key of that certificate, PEM; empty where it stands in the same file.")
    data_dir: Path = _setting(Path(".streams"), "Folder of the embedded Kafka, and of what `streams watch` remembers.")
    prefix: str = _setting("news", "First word of every topic's name.")
    partitions: int = _setting(4, "Partitions of every topic; fixed when they are created.", 1, 512)
    replication: int = _setting(1, "Copies of every topic; 3 on a cluster.", 1, 9)
    group: str = _setting("streams", "Consumer group of the workers.")
    window_hours: int = _setting(336, "How far a post's reference time may be from its event's.", 1, 720)
    horizon_days: int = _setting(14, "How long state is kept after last seen; beyond it an event is final.", 1, 365)
    batch_max: int = _setting(500, "Most records of one partition taken in one turn.", 1, 10_000)
    session_timeout_seconds: int = _setting(30, "After this without a heartbeat a worker is replaced.", 6, 300)
    stall_seconds: int = _setting(120, "Lag and no progress for this long ends a worker, to be restarted.", 5, 3600)
    metrics_host: str = _setting("127.0.0.1", "Where /metrics, /live and /ready are served.")
    metrics_port: int = _setting(9808, "Port of /metrics, /live and /ready; 0 picks a free one.", 0, 65535)
    log_level: str = _setting(
        "warning", "debug, info, warning or error.", choices=("debug", "info", "warning", "error")
    )
    log_format: str = _setting(
        "text", "text for people, json for machines: one object a line.", choices=("text", "json")
    )
    sources: str = _setting(
        "", "TOML file of the sources that metrics name and `streams watch` asks; others count as 'other'."
    )
    canary_seconds: int = _setting(60, "A canary on each partition this often; 0 sends none.", 0, 3600)
    enrichers: str = _setting(
        "",
        "Enrichers besides ours (names+=spacy) or instead of them (names=spacy), parted by commas; empty: ours alone.",
    )
    publishers: str = _setting(
        "", "TOML file of publishers and the weights of sources, laid over ours (streams/data/outlets.toml)."
    )
    otlp_endpoint: str = _setting("", "Where OpenTelemetry takes spans over HTTP; empty sends none.")

    def __post_init__(self) -> None:
        for known in SETTINGS:
            value = getattr(self, known.name)
            if isinstance(value, int) and not (known.low is None or known.low <= value <= known.high):
                raise SettingError(
                    f"{known.env} is {value}: want a whole number from {known.low} to {known.high}. {known.about}"
                )
            if known.choices and value not in known.choices:
                raise SettingError(f"{known.env} is {value!r}: want one of {', '.join(known.choices)}. {known.about}")
        for wrong, message in _unfit(self):
            if wrong:
                raise SettingError(message)


def _unfit(settings: Settings) -> Iterator[tuple[object, str]]:
    """What would leave a program without the protection its settings speak of, or without a way in."""
    protocol = settings.security_protocol
    tls, sasl = protocol.endswith("SSL"), protocol.startswith("SASL")
    login = [name for name in ("sasl_username", "sasl_password_file") if getattr(settings, name)]
    files = [name for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile") if getattr(settings, name)]
    secured = f"STREAMS_SECURITY_PROTOCOL is {protocol}"

    yield sasl and len(login) < 2, f"{secured}: set STREAMS_SASL_USERNAME and STREAMS_SASL_PASSWORD_FILE, too."
    yield (
        login and not sasl,
        f"{_names(login)} without SASL would not be used: {secured}; want SASL_SSL, or SASL_PLAINTEXT.",
    )
    yield files and not tls, f"{_names(files)} without TLS would not be used: {secured}; want SASL_SSL, or SSL."
    yield (
        settings.ssl_keyfile and not settings.ssl_certfile,
        "STREAMS_SSL_KEYFILE is a key without its certificate: set STREAMS_SSL_CERTFILE, too.",
    )
    yield (
        protocol != "PLAINTEXT" and not settings.broker,
        f"{secured}, but no broker is named: set STREAMS_BROKER. The Kafka started on this machine is for this "
        "machine alone and speaks PLAINTEXT.",
    )
    yield (
        protocol == "SASL_PLAINTEXT" and settings.sasl_mechanism == "PLAIN"
        and not all(address.strip().startswith(LOOPBACK) for address in settings.broker.split(",")),
        f"{secured} and STREAMS_SASL_MECHANISM is PLAIN: anyone on the way could read the password. "
        "Want SASL_SSL, or SCRAM-SHA-512.",
    )  # fmt: skip


def _names(settings: list[str]) -> str:
    return " and ".join(f"STREAMS_{name.upper()}" for name in settings)


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table, for help texts and checks."""

    name: str
    default: Any
    about: str
    low: Any
    high: Any
    choices: tuple[str, ...]

    @property
    def env(self) -> str:
        """The environment variable.

        >>> SETTINGS[0].env
        'STREAMS_BROKER'
        """
        return f"STREAMS_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(f.name, f.default, *(f.metadata[name] for name in ("about", "low", "high", "choices")))
    for f in fields(Settings)
    if f.default is not MISSING
)

OTHER_NAMES = frozenset(
    f"STREAMS_{name}"
    for name in (
        "KAFKA_JARS", "ACCEPT_LOSS", "ACLS", "APART_FROM", "BECAUSE", "BY", "CHANGES", "CHECK", "CONTENT_TYPE", "DESK",
        "FROM", "INTERVAL", "METRICS", "ONCE", "OUTLET", "OUTPUT", "PUBLISHED", "REASON", "RESUME", "SCHEMAS", "SEEN",
        "STAGE", "UNSEEN", "UNTIL", "UNTIL_END", "URL", "WHOLE_EVENT", "ZONE",
    )
)  # fmt: skip
"""Variables with our prefix that are no settings of the pipeline: flags of single commands, and the jars' cache."""


def from_environment(environ: Mapping[str, str], **flags: Any) -> Settings:
    """Settings from flags (None is unset) and environment; an unknown ``STREAMS_…`` name is refused.

    >>> from_environment({"STREAMS_PARTITIONS": "8"}, prefix="wire").partitions
    8
    """
    known = {setting.env: setting for setting in SETTINGS}
    for name in environ:
        if name.startswith("STREAMS_") and name not in known and name not in OTHER_NAMES:
            near = difflib.get_close_matches(name, [*known, *sorted(OTHER_NAMES)], 1)
            raise SettingError(f"{name} is not a setting." + (f" Did you mean {near[0]}?" if near else ""))
    values: dict[str, Any] = {}
    for env, setting in known.items():
        if flags.get(setting.name) is not None:
            values[setting.name] = flags[setting.name]
        elif env in environ:
            values[setting.name] = _read(setting, environ[env])
    return Settings(**values)


def _read(setting: Setting, text: str) -> Any:
    if isinstance(setting.default, int):
        try:
            return int(text)
        except ValueError:
            want = f"a whole number from {setting.low} to {setting.high}"
            raise SettingError(f"{setting.env} is {text!r}: want {want}. {setting.about}") from None
    return type(setting.default)(text) if isinstance(setting.default, Path) else text
