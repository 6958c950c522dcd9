"""``streams top``: the truth of the dashboards, live in a terminal, without a Prometheus."""

from __future__ import annotations

import logging
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import orjson
import typer
from rich.live import Live

from streams.commands import options
from streams.commands.output import write_records
from streams.commands.pretty import console

if TYPE_CHECKING:
    from streams.commands.top.rows import Look
    from streams.commands.top.verdict import Finding
    from streams.runtime.scrape import Sample

HERE = "http://127.0.0.1:9808/metrics"
ONCE_SECONDS = 1.0

Metrics = Annotated[
    list[str] | None,
    typer.Option("--metrics", envvar="STREAMS_METRICS",
                 help=f"A worker's /metrics; once for each, or blanks or commas between. Default {HERE}."),
]  # fmt: skip
Interval = Annotated[float, typer.Option("--interval", envvar="STREAMS_INTERVAL", help="Seconds between looks.")]
Once = Annotated[
    bool, typer.Option("--once", envvar="STREAMS_ONCE", help="One look over a second; exit 1 if anything is wrong.")
]


def top(
    metrics: Metrics = None, interval: Interval = 2.0, once: Once = False, broker: options.Broker = None,
    data_dir: options.DataDir = None, prefix: options.Prefix = None, group: options.Group = None,
    output: options.Out = options.Output.PRETTY,
) -> None:  # fmt: skip
    """Watch workers and broker live: what is wrong first, then rates, lag, freshness, sources and news."""
    if not 0.2 <= interval <= 3600:
        raise typer.BadParameter(f"--interval {interval:g}: want 0.2 to 3600 seconds")
    urls = addresses(metrics)
    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix, group=group)

    logging.getLogger("kafka").addHandler(logging.NullHandler())  # a broker's silence is on the screen, once
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from streams.commands.top.verdict import findings
        from streams.pipeline import TOPICS
        from streams.runtime.scrape import Observer

        observer = Observer(settings, urls, TOPICS)
        if once:
            *_, last = looks(observer.sample, ONCE_SECONDS, settings.prefix, most=2)
            found = findings(last)
            show(last, found, output)
            raise typer.Exit(1 if found else 0)
        follow(looks(observer.sample, interval, settings.prefix), output)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def addresses(given: list[str] | None) -> list[str]:
    """The workers' addresses, each once.

    >>> addresses(["http://a:1/metrics, http://b:1/metrics", "http://a:1/metrics"])
    ['http://a:1/metrics', 'http://b:1/metrics']
    >>> addresses(None) == [HERE]
    True
    """
    found = [url for text in given or () for url in re.split(r"[\s,]+", text) if url]
    for url in found:
        try:
            parts = urlsplit(url)
            fit = (
                parts.scheme in ("http", "https")
                and bool(parts.hostname)
                and parts.username is None
                and parts.port != 0
            )
        except ValueError:
            fit = False
        if not fit:
            raise typer.BadParameter(f"--metrics {url}: want a worker's address, such as {HERE}")
    return list(dict.fromkeys(found)) or [HERE]


def looks(sample: Callable[[], Sample], seconds: float, prefix: str, most: int | None = None) -> Iterator[Look]:
    """A look at each interval, each against the one before; the first is since the workers' start."""
    from streams.commands.top.look import look, standing

    before: Sample | None = None
    since: dict[tuple[str, int], float] = {}
    while most is None or most > 0:
        began = time.monotonic()
        now = sample()
        since = standing(since, before, now, prefix)
        yield look(now, before, since, prefix)
        before, most = now, most - 1 if most is not None else None
        if most != 0:
            time.sleep(max(0.0, began + seconds - time.monotonic()))


def follow(seen: Iterator[Look], output: options.Output) -> None:
    """Show look after look until Ctrl-C: on a terminal in place, else one below the other."""
    from streams.commands.top.screen import Screen
    from streams.commands.top.verdict import findings

    if output is not options.Output.PRETTY or not console.is_terminal:
        for look in seen:
            show(look, findings(look), output)
        return
    with Live(console=console, screen=True, auto_refresh=False) as screen:
        for look in seen:
            screen.update(Screen(look, findings(look), console.height), refresh=True)


def show(look: Look, found: list[Finding], output: options.Output) -> None:
    """One look, plainly, to stdout."""
    from streams.commands.top.screen import Screen

    if output is options.Output.PRETTY:
        console.print(Screen(look, found))
    else:
        write_records([orjson.dumps(told(look, found), option=orjson.OPT_UTC_Z)], output)


def told(look: Look, found: list[Finding]) -> dict[str, Any]:
    """A look for another program; null is "not told"."""
    from streams.commands.top.verdict import verdict

    judged = {"well": not found, "verdict": verdict(found), "findings": [asdict(each) for each in found]}
    return {"at": look.at, **judged, **asdict(look)}
