"""One table of settings: each has a flag, an environment variable, and one line that says what it is for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingError(ValueError):
    """A setting that can't be used; the message says what to write instead."""


def _setting(
    default: Any, about: str, low: int | None = None, high: int | None = None, choices: tuple[str, ...] = ()
) -> Any:
    return field(default=default, metadata={"about": about, "low": low, "high": high, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person may choose. Flag beats environment beats default."""

    broker: str = _setting("", "Kafka bootstrap servers, host:port; empty starts a real Kafka on this machine.")
    data_dir: Path = _setting(Path(".streams"), "Folder of the embedded Kafka, and of what `streams watch` remembers.")
    prefix: str = _setting("news", "First word of every topic's name.")
    partitions: int = _setting(4, "Partitions of every topic; fixed when they are created.", 1, 512)
    replication: int = _setting(1, "Copies of every topic; 3 on a cluster.", 1, 9)
    group: str = _setting("streams", "Consumer group of the workers.")
    window_hours: int = _setting(72, "How far a post's reference time may be from its event's.", 1, 720)
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
        "KAFKA_JARS", "ACCEPT_LOSS", "CHANGES", "CHECK", "CONTENT_TYPE", "DESK", "FROM", "ONCE", "OUTLET", "OUTPUT",
        "PUBLISHED", "REASON", "RESUME", "SCHEMAS", "SEEN", "STAGE", "UNTIL", "UNTIL_END", "URL", "ZONE",
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
