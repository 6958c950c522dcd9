"""Raw updates from files and folders: what `send`, `watch`, `replay`, `parse` and `demo` read.

Read piece by piece, so that neither a long file of lines nor a file that is too large costs memory.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec

from streams import codec
from streams.records import Post, RawUpdate
from streams.runtime import media_type
from streams.runtime.dead_letter import KEPT_BYTES_MAX
from streams.stage import State
from streams.stages import parse
from streams.topics import MIB, RAW_BYTES_MAX

UNPACKED_BYTES_MAX = 64 * RAW_BYTES_MAX  # a packed file of lines may hold many updates; a bomb is refused
LINE_BYTES_MAX = 6 * RAW_BYTES_MAX + MIB  # JSON writes some characters in six bytes
PIECE_BYTES = MIB
GZIP = b"\x1f\x8b"
LATE = datetime(9000, 1, 1, tzinfo=UTC)  # no date that a feed states is ahead of it, and so taken for a slip
LINES = ".ndjson"
LINES_TYPES = ("application/x-ndjson", "application/ndjson", "application/jsonl")


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


@dataclass(frozen=True, slots=True)
class TooLarge(Refused):
    """A body over the limit of a raw update: its beginning, and what the whole is."""

    beginning: RawUpdate
    size: int
    sha256: str


Last = dict[tuple[str | None, str], datetime]
"""When each address of each desk was last seen, so far."""


def updates(paths: Sequence[str], given: Given, *, now: datetime | None = None) -> Iterator[RawUpdate | Refused]:
    """The raw updates that files hold, in order; ``-`` is standard input, ``.ndjson`` holds one a line, a folder is all
    its files, gzip is unpacked.

    ``seen`` is what the command or the line says, else ``now``, else what the content states (see ``stated``), yet
    never before that of the one before it of the same address: those are a page's snapshots in the order given, also
    where the later one has lost its newest post.
    """
    last: Last = {}
    for path in paths:
        if path != "-" and os.path.isdir(path):
            try:
                found = within(Path(path))
            except OSError as error:
                yield Refused(path, f"can't be read: {error.strerror or error}")
                continue
            if not found:
                yield Refused(path, "the folder holds no file; hidden ones and links are left out")
            for relative in found:
                yield from _file(str(Path(path, relative)), relative, given, now, last)
        else:
            yield from _file(path, path if path == "-" else Path(path).name, given, now, last)


def within(folder: Path) -> list[str]:
    """The files of a folder and of those in it, sorted by path. Hidden ones and links are left out: a link may lead
    anywhere, and a file under way is often hidden.

    Raises OSError where the folder, or one in it, can't be read.
    """
    found: list[str] = []

    def failed(error: OSError) -> None:
        raise error

    for where, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(where, name) for name in names if not name.startswith("."))
        found += (path.relative_to(folder).as_posix() for path in paths if not path.is_symlink() and path.is_file())
    return sorted(found)


def one(path: Path, name: str, given: Given, *, now: datetime) -> Iterator[RawUpdate | Refused]:
    """The raw updates of a single file, under the name of its source."""
    return _file(str(path), name, given, now, {})


def _file(path: str, name: str, given: Given, now: datetime | None, last: Last) -> Iterator[RawUpdate | Refused]:
    try:
        with _opened(path) as (stream, packed):
            name = os.fsencode(name).decode("utf-8", "replace")  # a name may be no UTF-8, and becomes a header
            if packed and name.lower().endswith(".gz"):
                name = name[:-3]
            if _holds_lines(path, name, given, stream):
                yield from _lines(name, stream, given, now, last)
            else:
                yield _whole(name, stream, given, now, last)
    except (OSError, EOFError, zlib.error) as error:  # the last two: a packed file that is cut off or broken
        yield Refused(path, f"can't be read: {getattr(error, 'strerror', None) or error}")


@contextmanager
def _opened(path: str) -> Iterator[tuple[io.BufferedReader, bool]]:
    """A file's bytes, unpacked where it begins as gzip does, and whether it does."""
    raw = io.BufferedReader(sys.stdin.buffer if path == "-" else open(path, "rb", buffering=0))  # noqa: SIM115
    try:
        packed = raw.peek(2)[:2] == GZIP or path.endswith(".gz")
        yield (io.BufferedReader(_Unpacked(raw), PIECE_BYTES) if packed else raw), packed
    finally:
        if path == "-":
            raw.detach()
        else:
            raw.close()


class _Unpacked(io.RawIOBase):
    """What gzip holds, up to a limit."""

    def __init__(self, packed: BinaryIO) -> None:
        self._stream = gzip.GzipFile(fileobj=packed)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        piece = self._stream.read(len(buffer))
        self._size += len(piece)
        if self._size > UNPACKED_BYTES_MAX:
            raise OSError(f"it unpacks to more than {UNPACKED_BYTES_MAX:,} bytes, the limit of a packed file")
        buffer[: len(piece)] = piece
        return len(piece)


def _holds_lines(path: str, name: str, given: Given, stream: io.BufferedReader) -> bool:
    """Whether each line is an update. Standard input has no name: its first line tells, or the content type does."""
    if path != "-":
        return name.lower().endswith(LINES)
    if given.content_type is not None:
        return given.content_type in LINES_TYPES
    line, ended, _ = stream.peek(PIECE_BYTES).partition(b"\n")
    try:
        codec.read_raw_line(line)
    except ValueError:
        return not ended and line.startswith(b'{"source":')  # the first line is longer than what is seen
    return True


def _lines(
    name: str, stream: io.BufferedReader, given: Given, now: datetime | None, last: Last
) -> Iterator[RawUpdate | Refused]:
    number = 0
    while line := stream.readline(LINE_BYTES_MAX + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > LINE_BYTES_MAX:
            while line and not line.endswith(b"\n"):
                line = stream.readline(PIECE_BYTES)
            yield Refused(where, f"longer than {LINE_BYTES_MAX:,} bytes: no update of {RAW_BYTES_MAX:,} needs that")
            continue
        if not line.strip():
            continue
        try:
            read, content = codec.read_raw_line(line)
        except ValueError as error:
            yield Refused(where, str(error))
            continue
        said = None if given.content_type in LINES_TYPES else given.content_type
        told = Given(
            url=given.url or read.url, content_type=said or read.content_type,
            outlet=given.outlet or read.outlet, desk=given.desk or read.desk, seen=given.seen or read.seen,
        )  # fmt: skip
        source = read.source or read.url or name
        yield _update(where, source, _Body.of(content), told, now, last, read)


def _whole(name: str, stream: io.BufferedReader, given: Given, now: datetime | None, last: Last) -> RawUpdate | Refused:
    body = _Body.read(stream)
    told = given if given.content_type else replace(given, content_type=media_type.guess(name, body.kept))
    return _update(name, name, body, told, now, last)


@dataclass(frozen=True, slots=True)
class _Body:
    """The bytes of an update; of one that is too large the beginning, and what the whole is."""

    kept: bytes
    size: int
    sha256: str = ""

    @classmethod
    def of(cls, body: bytes) -> _Body:
        if len(body) <= RAW_BYTES_MAX:
            return cls(body, len(body))
        return cls(body[:KEPT_BYTES_MAX], len(body), hashlib.sha256(body).hexdigest())

    @classmethod
    def read(cls, stream: io.BufferedReader) -> _Body:
        body = stream.read(RAW_BYTES_MAX + 1)
        if len(body) <= RAW_BYTES_MAX:
            return cls(body, len(body))
        whole, size = hashlib.sha256(body), len(body)
        while piece := stream.read(PIECE_BYTES):
            whole.update(piece)
            size += len(piece)
        return cls(body[:KEPT_BYTES_MAX], size, whole.hexdigest())


def _update(
    where: str, source: str, body: _Body, given: Given, now: datetime | None, last: Last,
    line: codec.RawLine | None = None,
) -> RawUpdate | Refused:  # fmt: skip
    line = line or codec.RawLine()

    def made(seen: datetime) -> RawUpdate:
        return codec.make_update(
            body.kept, source=source, seen=seen, desk=given.desk, url=given.url, content_type=given.content_type,
            outlet=given.outlet, headers=line.headers, ce_id=line.ce_id, ce_type=line.ce_type,
        )  # fmt: skip

    if body.size > RAW_BYTES_MAX:
        why = f"{body.size:,} bytes; the limit of a raw update is {RAW_BYTES_MAX:,}"
        return TooLarge(where, why, made(given.seen or now or codec.EPOCH), body.size, body.sha256)
    address = given.desk, given.url or source
    if said := given.seen or now:
        seen = said.astimezone(UTC)
    elif line.ce_type == codec.DECISION_TYPE:  # it states no instant, and is about what came before it
        seen = max((at for (desk, _), at in last.items() if desk == given.desk), default=codec.EPOCH)
    else:
        seen = max(stated(made(codec.EPOCH)), last.get(address, codec.EPOCH))
    last[address] = seen
    return made(seen)


def stated(update: RawUpdate) -> datetime:
    """The newest instant that an update's content states, else the end of the day that it states, else 1970.

    Never the clock or the file's time: the same file gives the same events on any day.
    """
    items = parse.items_of(update)  # told or not: a kill and an item under embargo state theirs too
    if stamps := [moment for item in items for moment in (item.published, item.updated) if moment is not None]:
        return max(stamps)
    for seen in (codec.EPOCH, LATE):  # a feed's dates are believed up to its receipt, a day without a year is before it
        received = msgspec.structs.replace(update, seen=seen)
        posts = [emit.record for emit in parse.step(State(parse.Index()), received, seen).out]
        read = [post for post in posts if isinstance(post, Post)]
        instants = [moment for post in read for moment in (post.published, post.updated) if moment is not None]
        days = [post.reference.end - timedelta(seconds=1) for post in read if post.reference.basis == "page"]
        if instants or days:
            return max(instants, default=max(days, default=codec.EPOCH))
    return codec.EPOCH
