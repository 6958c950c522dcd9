"""Which sources and desks have a name in metrics: a TOML file, and everything that is not in it counts as ``other``.

A source is told by the beginning of its address, so that content never becomes a label.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from streams.codec import DEFAULT_DESK
from streams.settings import SettingError

OTHER = "other"
SOURCES_MAX = 500  # each is eight series on every worker
REMEMBERED_MAX = 4096  # addresses whose source is known without looking

_name = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the file."""

    name: str
    url: str  # how its updates' url, else their source, begins
    desk: str = DEFAULT_DESK


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    source: tuple[Source, ...] = ()


class Sources:
    """Names for labels.

    >>> known = Sources([Source(name="courier", url="https://courier.example/")])
    >>> known.of("https://courier.example/live", "x"), known.of(None, "minho.txt")
    ('courier', 'other')
    >>> known.desk("world"), known.desk("a-stranger's")
    ('world', 'other')
    """

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._sources = sorted(sources, key=lambda one: -len(one.url))  # the longest beginning first
        self._desks = {one.desk for one in self._sources} | {DEFAULT_DESK}
        self._remembered: dict[str, str] = {}
        self.names = (*sorted(one.name for one in self._sources), OTHER)
        self.desks = (*sorted(self._desks), OTHER)

    def of(self, url: str | None, source: str) -> str:
        """The name of an update's source."""
        address = url or source
        if (known := self._remembered.get(address)) is not None:
            return known
        name = next((one.name for one in self._sources if address.startswith(one.url)), OTHER)
        if len(self._remembered) < REMEMBERED_MAX:
            self._remembered[address] = name
        return name

    def desk(self, desk: str) -> str:
        """The label of a desk."""
        return desk if desk in self._desks else OTHER


def read(path: str) -> Sources:
    """The sources of a file; none where no file is named. Raises SettingError that says what is wrong with it."""
    if not path:
        return Sources()
    try:
        found = msgspec.convert(tomllib.loads(Path(path).read_text("utf-8")), _File).source
    except (OSError, ValueError) as error:  # msgspec's and tomllib's errors are ValueErrors
        raise SettingError(
            f"STREAMS_SOURCES names {path}, which can't be read: {error}. Want rows of [[source]] with name, url, and "
            "perhaps desk, as in deploy/sources.toml."
        ) from None
    names = [one.name for one in found]
    wrong = [name for name in names if _name.fullmatch(name) is None or name == OTHER or names.count(name) > 1]
    wrong += [one.name for one in found if not one.url]
    if wrong or len(found) > SOURCES_MAX:
        raise SettingError(
            f"STREAMS_SOURCES names {path}: {wrong[0] if wrong else len(found)!r} will not do. Want at most "
            f"{SOURCES_MAX} sources, each with a url and a name of its own in small letters, digits, dots, hyphens."
        )
    return Sources(found)
