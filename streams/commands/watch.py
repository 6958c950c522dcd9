"""``streams watch``: asks sources and sends what is new."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from streams.commands import options
from streams.commands.live import live
from streams.settings import SettingError

METRICS_PORT = 9809
"""The worker's is 9808, and both may run on one machine."""

SourcesFile = Annotated[
    str | None, typer.Argument(envvar="STREAMS_SOURCES", help="TOML file of the sources; see deploy/sources.toml.")
]
Once = Annotated[
    bool, typer.Option("--once", envvar="STREAMS_ONCE", help="Ask each source once, then end; 1 if one is failing.")
]


def watch(
    sources: SourcesFile = None, once: Once = False, broker: options.Broker = None, data_dir: options.DataDir = None,
    prefix: options.Prefix = None, metrics_host: options.MetricsHost = None, metrics_port: options.MetricsPort = None,
    log_level: options.LogLevel = None, log_format: options.LogFormat = None,
) -> None:  # fmt: skip
    """Ask the pages, feeds and folders of a sources file, and put what is new on the log, until told to stop.

    Nothing is asked that the file does not allow. Metrics are on port 9809, if STREAMS_METRICS_PORT says no other.
    """
    from streams.runtime.sender import sender
    from streams.runtime.watch import rows, run

    settings = options.settings(
        broker=broker, data_dir=data_dir, prefix=prefix, metrics_host=metrics_host,
        metrics_port=METRICS_PORT if metrics_port is None else metrics_port, log_level=log_level,
        log_format=log_format, sources=sources,
    )  # fmt: skip
    try:
        asked = rows.read(settings.sources)
    except SettingError as error:
        raise typer.BadParameter(str(error)) from None
    with live(settings) as found:
        raise typer.Exit(run.run(found, asked, partial(sender, found), once=once))
