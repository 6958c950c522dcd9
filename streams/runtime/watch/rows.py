"""What the sources file says about asking: each row checked, with errors that say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from streams.codec import DEFAULT_DESK
from streams.runtime.sources import Source, Sources, read_file
from streams.runtime.watch.address import Address, Allowed, NotAllowed, parse
from streams.runtime.watch.decide import Pace
from streams.settings import SettingError

UNITS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
# More often than the first is no polling, more seldom than the second no live news.
EVERY_SECONDS: Final = (5.0, 86_400.0)
QUIET_SECONDS: Final = (60.0, 366 * 86_400.0)
INTERVAL_SECONDS: Final = (0.0, 3600.0)

_duration: Final = re.compile(r"([0-9]{1,6})([smhd])")
_contact: Final = re.compile(r"[!-~]{3,200}")
_media_type: Final = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}(?:; ?charset=[\w-]{1,40})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Watched:
    """A row that is asked: an address, or a folder."""

    name: str
    target: Address | Path
    pace: Pace
    desk: str = DEFAULT_DESK
    outlet: str | None = None
    content_type: str | None = None

    @property
    def of(self) -> str:
        """What it is about, for what is remembered of it."""
        return self.target.url if isinstance(self.target, Address) else str(self.target)

    @property
    def host(self) -> str | None:
        """Whose requests come one at a time; None for a folder."""
        return self.target.host if isinstance(self.target, Address) else None


@dataclass(frozen=True, slots=True)
class Watch:
    """All that is asked, and what may be."""

    rows: tuple[Watched, ...]
    allowed: Allowed
    contact: str
    host_interval: float
    names: Sources


def read(path: str) -> Watch:
    """What a sources file asks for. Raises SettingError that says which row will not do, and what to write."""
    if not path:
        raise SettingError("no sources file: name one, as in `streams watch sources.toml`, or in STREAMS_SOURCES")
    file = read_file(path)

    def wrong(where: str, what: str) -> SettingError:
        return SettingError(f"{path}, {where}: {what}")

    try:
        allowed = Allowed(frozenset(map(_host, file.fetch.allow_hosts)), file.fetch.allow_private)
        interval = _seconds(file.fetch.host_interval, "host_interval", INTERVAL_SECONDS)
    except ValueError as error:
        raise wrong("[fetch]", str(error)) from None
    names = Sources(file.source)
    rows = []
    for source in file.source:
        try:
            if (row := _row(source, allowed, names)) is not None:
                rows.append(row)
        except ValueError as error:
            raise wrong(f"source {source.name!r}", str(error)) from None
    if not rows:
        raise wrong("no row is asked", 'want `fetch = "https://…"` or `folder = "…"` in at least one [[source]]')
    if any(row.host for row in rows) and _contact.fullmatch(file.fetch.contact) is None:
        raise wrong("[fetch]", 'want contact = "…": an e-mail or web address where a publisher can reach you')
    _check_targets(rows, wrong)
    return Watch(tuple(rows), allowed, file.fetch.contact, interval, names)


def _row(source: Source, allowed: Allowed, names: Sources) -> Watched | None:
    if source.fetch is None and source.folder is None:
        return None
    if source.fetch is not None and source.folder is not None:
        raise ValueError("fetch and folder in one row: make two rows of it")
    target: Address | Path
    if source.fetch is not None:
        target = allowed.address(source.fetch)
        if names.of(target.url, source.name) != source.name:
            raise ValueError(
                f"its updates, of {target.url}, would be counted as {names.of(target.url, source.name)!r}: let url be "
                "the beginning of fetch, and of no other row's"
            )
    else:
        target = Path(source.folder or "")
        if not target.is_absolute():
            raise ValueError(f"folder is {source.folder!r}: want an absolute path")
        if names.of(None, f"{source.name}/") != source.name:
            raise ValueError(f'leave out url, or make it "{source.name}/": so begin the sources of its updates')
    if source.content_type is not None and _media_type.fullmatch(source.content_type) is None:
        raise ValueError(f"content_type is {source.content_type!r}: want a media type such as text/html")
    pace = Pace(
        every=_seconds(source.every, "every", EVERY_SECONDS),
        quiet_after=_seconds(source.quiet_after, "quiet_after", QUIET_SECONDS),
    )
    return Watched(source.name, target, pace, source.desk, source.outlet, source.content_type)


def _check_targets(rows: Sequence[Watched], wrong: Callable[[str, str], SettingError]) -> None:
    """Two rows of one address in one desk would be snapshots of one page, and fall out of step."""
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        if (other := seen.setdefault((row.of, row.desk), row.name)) != row.name:
            raise wrong(f"source {row.name!r}", f"asks the same as {other!r} for the same desk: leave one out")


def _host(text: str) -> str:
    """One of allow_hosts: a host, perhaps with a port."""
    try:
        found = parse(f"https://{text}/")
    except NotAllowed:
        found = None
    if found is None or found.url != f"https://{text}/":  # else it would never be found there
        raise ValueError(
            f"allow_hosts holds {text!r}: want a host in small letters, such as courier.example; ports 80 and 443 "
            "need no word, others do, such as courier.example:8443"
        )
    return text


def _seconds(text: str, name: str, limits: tuple[float, float]) -> float:
    """A duration such as 90s, 5m, 6h or 1d, in seconds.

    >>> _seconds("5m", "every", EVERY_SECONDS)
    300.0
    """
    found = _duration.fullmatch(text)
    seconds = float(found[1]) * UNITS[found[2]] if found else -1.0
    if not limits[0] <= seconds <= limits[1]:
        raise ValueError(f"{name} is {text!r}: want {limits[0]:g}s to {limits[1]:g}s, such as 90s, 5m, 6h, 1d")
    return seconds
