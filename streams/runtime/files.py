"""Raw updates from files: what `send`, `replay`, `parse` and `demo` read."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streams import codec
from streams.records import Post, RawUpdate
from streams.stage import State
from streams.stages import parse
from streams.topics import RAW_BYTES_MAX

UNPACKED_BYTES_MAX = 64 * RAW_BYTES_MAX  # a packed file of lines may hold many updates; a bomb is refused


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says about the files; None where it says nothing."""

    url: str | None = None
    content_type: str | None = None
    outlet: str | None = None
    desk: str | None = None
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or a line that is not sent, and why."""

    where: str
    why: str


Last = dict[tuple[str | None, str], datetime]
"""When each address of each desk was last seen, so far."""


def updates(paths: Sequence[str], given: Given, *, now: datetime | None = None) -> Iterator[RawUpdate | Refused]:
    """The raw updates that files hold, in order; ``-`` is standard input, ``.ndjson`` holds one a line.

    ``seen`` is what the command or the line says, else ``now``, else what the content states (see ``stated``), yet
    never before that of the one before it of the same address: those are a page's snapshots in the order given, also
    where the later one has lost its newest post.
    """
    last: Last = {}
    for path in paths:
        try:
            name, body = _read(path)
        except (OSError, EOFError, zlib.error) as error:  # the last two: a packed file that is cut off or broken
            yield Refused(path, f"can't be read: {getattr(error, 'strerror', None) or error}")
            continue
        if name.endswith(".ndjson"):
            yield from _lines(name, body, given, now, last)
        else:
            yield _update(name, name, body, given, now, last)


def _read(path: str) -> tuple[str, bytes]:
    if path == "-":
        return "-", sys.stdin.buffer.read()
    file = Path(path)
    if file.suffix == ".gz":
        with gzip.open(file) as stream:
            body = stream.read(UNPACKED_BYTES_MAX + 1)
        if len(body) > UNPACKED_BYTES_MAX:
            raise OSError(f"it unpacks to more than {UNPACKED_BYTES_MAX:,} bytes, the limit of a packed file")
        return file.stem, body
    return file.name, file.read_bytes()


def _lines(name: str, body: bytes, given: Given, now: datetime | None, last: Last) -> Iterator[RawUpdate | Refused]:
    for number, line in enumerate(body.splitlines(), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            read, content = codec.read_raw_line(line)
        except ValueError as error:
            yield Refused(where, str(error))
            continue
        told = Given(
            url=given.url or read.url, content_type=given.content_type or read.content_type,
            outlet=given.outlet or read.outlet, desk=given.desk or read.desk, seen=given.seen or read.seen,
        )  # fmt: skip
        yield _update(where, read.source or read.url or name, content, told, now, last, read.headers)


def _update(
    where: str, source: str, body: bytes, given: Given, now: datetime | None, last: Last,
    headers: dict[str, str] | None = None,
) -> RawUpdate | Refused:  # fmt: skip
    if len(body) > RAW_BYTES_MAX:
        return Refused(where, f"{len(body):,} bytes; the limit of a raw update is {RAW_BYTES_MAX:,}")

    def made(seen: datetime) -> RawUpdate:
        return codec.make_update(
            body, source=source, seen=seen, desk=given.desk, url=given.url, content_type=given.content_type,
            outlet=given.outlet, headers=headers,
        )  # fmt: skip

    address = given.desk, given.url or source
    said = given.seen or now
    seen = said.astimezone(UTC) if said else max(stated(made(codec.EPOCH)), last.get(address, codec.EPOCH))
    last[address] = seen
    return made(seen)


def stated(update: RawUpdate) -> datetime:
    """The newest instant that an update's content states, else the end of the day that it states, else 1970.

    Never the clock or the file's time: the same file gives the same events on any day.
    """
    items = parse.items_of(update)  # told or not: a kill and an item under embargo state theirs too
    if stamps := [moment for item in items for moment in (item.published, item.updated) if moment is not None]:
        return max(stamps)
    posts = [emit.record for emit in parse.step(State(parse.Index()), update, update.seen).out]
    read = [post for post in posts if isinstance(post, Post)]
    instants = [moment for post in read for moment in (post.published, post.updated) if moment is not None]
    days = [post.reference.end - timedelta(seconds=1) for post in read if post.reference.basis == "page"]
    return max(instants, default=max(days, default=codec.EPOCH))
