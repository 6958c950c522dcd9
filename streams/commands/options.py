"""The flags that several commands share. Every flag has an environment variable, shown in ``--help``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from streams import codec
from streams.settings import SETTINGS, SettingError, Settings, from_environment

_access: ContextVar[Mapping[str, str | None]] = ContextVar("access", default={})  # noqa: B039 - never written to
_about = {setting.name: setting.about for setting in SETTINGS}


class Output(StrEnum):
    """How records are written to stdout."""

    JSONL = "jsonl"  # one record a line
    JSON = "json"  # indented
    PRETTY = "pretty"  # for people


def _flag(name: str, *flags: str) -> Any:
    return typer.Option(
        *(flags or (f"--{name.replace('_', '-')}",)), envvar=f"STREAMS_{name.upper()}", help=_about[name]
    )


Broker = Annotated[str | None, _flag("broker")]
SecurityProtocol = Annotated[str | None, _flag("security_protocol")]
SaslMechanism = Annotated[str | None, _flag("sasl_mechanism")]
SaslUsername = Annotated[str | None, _flag("sasl_username")]
SaslPasswordFile = Annotated[str | None, _flag("sasl_password_file")]
SslCafile = Annotated[str | None, _flag("ssl_cafile")]
SslCertfile = Annotated[str | None, _flag("ssl_certfile")]
SslKeyfile = Annotated[str | None, _flag("ssl_keyfile")]
DataDir = Annotated[Path | None, _flag("data_dir")]
Prefix = Annotated[str | None, _flag("prefix")]
Partitions = Annotated[int | None, _flag("partitions")]
Replication = Annotated[int | None, _flag("replication")]
Group = Annotated[str | None, _flag("group")]
MetricsHost = Annotated[str | None, _flag("metrics_host")]
MetricsPort = Annotated[int | None, _flag("metrics_port")]
BatchMax = Annotated[int | None, _flag("batch_max")]
WindowHours = Annotated[int | None, _flag("window_hours")]
HorizonDays = Annotated[int | None, _flag("horizon_days")]
SessionTimeout = Annotated[int | None, _flag("session_timeout_seconds")]
Stall = Annotated[int | None, _flag("stall_seconds")]
LogLevel = Annotated[str | None, _flag("log_level")]
LogFormat = Annotated[str | None, _flag("log_format")]
Sources = Annotated[str | None, _flag("sources")]
CanarySeconds = Annotated[int | None, _flag("canary_seconds")]
Enrichers = Annotated[str | None, _flag("enrichers")]
Publishers = Annotated[str | None, _flag("publishers")]
OtlpEndpoint = Annotated[str | None, _flag("otlp_endpoint")]

Out = Annotated[Output, typer.Option("-o", "--output", envvar="STREAMS_OUTPUT", help="jsonl, json or pretty.")]
Url = Annotated[str | None, typer.Option("--url", envvar="STREAMS_URL", help="Address of the page, feed or message.")]
ContentType = Annotated[
    str | None, typer.Option("--content-type", envvar="STREAMS_CONTENT_TYPE", help="Media type; else told by looking.")
]
Outlet = Annotated[str | None, typer.Option("--outlet", envvar="STREAMS_OUTLET", help="Who published it.")]
Desk = Annotated[
    str | None, typer.Option("--desk", envvar="STREAMS_DESK", help="Unit inside which posts may merge; default world.")
]
Seen = Annotated[
    str | None,
    typer.Option("--seen", envvar="STREAMS_SEEN", help="When it was received, RFC 3339; else what the content states."),
]
Files = Annotated[list[str], typer.Argument(help="Files or folders; .ndjson holds one raw update a line, - is stdin.")]


def access(
    security_protocol: SecurityProtocol = None, sasl_mechanism: SaslMechanism = None,
    sasl_username: SaslUsername = None, sasl_password_file: SaslPasswordFile = None, ssl_cafile: SslCafile = None,
    ssl_certfile: SslCertfile = None, ssl_keyfile: SslKeyfile = None,
) -> None:  # fmt: skip
    """Flags of the program itself, before the command's name: they are the same for every command with a broker."""
    _access.set(
        {"security_protocol": security_protocol, "sasl_mechanism": sasl_mechanism, "sasl_username": sasl_username,
         "sasl_password_file": sasl_password_file, "ssl_cafile": ssl_cafile, "ssl_certfile": ssl_certfile,
         "ssl_keyfile": ssl_keyfile}
    )  # fmt: skip


def settings(**flags: Any) -> Settings:
    """The settings from flags and environment; wrong ones end the command with exit code 2 and say what to write."""
    try:
        return from_environment(os.environ, **_access.get(), **flags)
    except SettingError as error:
        raise typer.BadParameter(str(error)) from None


def moment(text: str | None, flag: str) -> datetime | None:
    """An instant given on the command line; a bare date is its first moment in UTC."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        return codec.instant(text)
    except ValueError as error:
        raise typer.BadParameter(f"{flag}: {error}") from None
