"""The sources file: which sources and desks have a name in metrics, and which of them ``streams watch`` asks.

A source is told by the beginning of its address, so that content never becomes a label; everything that is not in the
file counts as ``other``.
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
    url: str = ""  # how its updates' url, else their source, begins; may be left out where one of the next two is given
    desk: str = DEFAULT_DESK
    fetch: str | None = None  # the address that is asked
    folder: str | None = None  # or the folder that is looked through
    every: str = "60s"
    quiet_after: str = "1d"
    outlet: str | None = None
    content_type: str | None = None  # instead of what the server says


class Fetching(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table [fetch]: what may be asked at all."""

    allow_hosts: tuple[str, ...] = ()
    contact: str = ""  # in the User-Agent: where the publisher can reach you
    host_interval: str = "2s"  # between two requests to one host
    allow_private: bool = False  # dangerous: this machine and private networks, for tests


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    source: tuple[Source, ...] = ()
    fetch: Fetching = Fetching()


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
    return Sources(read_file(path).source) if path else Sources()


def read_file(path: str) -> File:
    """A sources file with rows that can be told apart. Raises SettingError that says what is wrong with it."""
    try:
        file = msgspec.convert(tomllib.loads(Path(path).read_text("utf-8")), File)
    except (OSError, ValueError) as error:  # msgspec's and tomllib's errors are ValueErrors
        raise SettingError(
            f"STREAMS_SOURCES names {path}, which can't be read: {error}. Want rows of [[source]] with name, url, and "
            "perhaps desk and what `streams watch` asks, as in deploy/sources.toml."
        ) from None
    found = tuple(msgspec.structs.replace(one, url=one.url or _own_beginning(one)) for one in file.source)
    names = [one.name for one in found]
    wrong = [name for name in names if _name.fullmatch(name) is None or name == OTHER or names.count(name) > 1]
    wrong += [one.name for one in found if not one.url]
    if wrong or len(found) > SOURCES_MAX:
        raise SettingError(
            f"STREAMS_SOURCES names {path}: {wrong[0] if wrong else len(found)!r} will not do. Want at most "
            f"{SOURCES_MAX} sources, each with a url and a name of its own in small letters, digits, dots, hyphens."
        )
    return msgspec.structs.replace(file, source=found)


def _own_beginning(source: Source) -> str:
    """How the updates begin that `streams watch` makes of a row without a url."""
    return source.fetch or (f"{source.name}/" if source.folder else "")
