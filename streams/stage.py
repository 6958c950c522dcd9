"""What a stage is: a decision without effects.

A stage's ``step(state, record, now)`` returns an ``Outcome``: what goes out, what its state becomes, and the record's
one fate. It does no I/O, reads no clock, draws no random number and logs nothing; ``runtime.turn`` does the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Protocol
from weakref import WeakValueDictionary

from cramjam import lz4
from msgspec import Struct, msgpack

from streams.topics import Topic


class Drop(StrEnum):
    """Left out on purpose. Each reason is a label value on ``streams_dropped_total``."""

    REPEAT = "repeat"  # the same post in the same revision, delivered again
    UNCHANGED = "unchanged"  # a snapshot in which nothing is new
    STALE = "stale"  # a snapshot older than its page's newest, a version older than its item's
    MOVED = "moved"  # a post that only moved or aged off says nothing new
    REROUTED = "rerouted"  # sent again under its desk's key
    NOT_AN_EVENT = "not_an_event"  # a feature, teaser, recap or mention that joins no event
    EMPTY = "empty"  # nothing to tell: a page before its coverage starts, a picture without text, a drill
    EXPIRED = "expired"  # an item whose own expiry has passed
    WITHDRAWN = "withdrawn"  # an item taken back or withheld before it was told, such as one killed under its embargo


class Reject(StrEnum):
    """Refused: can never be processed. Each reason is a label value on ``streams_dead_total``."""

    EMPTY_BODY = "empty_body"  # no bytes, or only white space
    BINARY = "binary"  # not text of any kind we read
    ENCODING = "encoding"  # text in no encoding we can tell
    TOO_LARGE = "too_large"  # over the size limit
    UNKNOWN_TYPE = "unknown_type"  # a content type or ce_type we do not read
    MALFORMED = "malformed"  # of a known type, but broken
    NO_POSTS = "no_posts"  # a page in which no post can be found
    BAD_NAME = "bad_name"  # a desk with a reserved or impossible name
    SCHEMA = "schema"  # a record of ours that does not follow its schema
    BEYOND_HORIZON = "beyond_horizon"  # reaches for what was forgotten
    INTERNAL = "internal"  # our own bug: an exception in a step


class SourceKind(StrEnum):
    """In what form news came. A label value on ``streams_freshness_seconds``."""

    PAGE = "page"  # a live page, snapshot by snapshot
    ITEM = "item"  # an update that is one post
    FEED = "feed"  # RSS, Atom, RDF, JSON Feed
    WIRE = "wire"  # an agency's format: ninjs, NewsML-G2, NITF
    ALERT = "alert"  # a public warning: CAP
    CHANNEL = "channel"  # messages: Telegram, Mastodon, Bluesky


@dataclass(frozen=True, slots=True)
class Emit:
    """A record to publish."""

    topic: Topic
    key: str
    record: Struct


class Row(Struct, frozen=True, kw_only=True, weakref=True):
    """A row of a stage's state. What derives from it names its fields, and a tag where a stage has several types."""


@dataclass(frozen=True, slots=True)
class Write:
    """A state row to set, or to remove with None."""

    key: str
    row: Row | None


@dataclass(frozen=True, slots=True)
class Units:
    """The units inside one page: found = emitted + unchanged + furniture + dead."""

    found: int = 0
    emitted: int = 0
    unchanged: int = 0
    furniture: int = 0
    dead: int = 0

    @property
    def balanced(self) -> bool:
        return self.found == self.emitted + self.unchanged + self.furniture + self.dead


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a record was refused, for the person who reads the dead letter."""

    reason: Reject
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step decided. Exactly one fate: passed (something out), dropped, dead or held."""

    out: tuple[Emit, ...] = ()
    writes: tuple[Write, ...] = ()
    drop: Drop | None = None
    reject: Rejection | None = None
    held: bool = False
    units: Units = Units()
    counts: Mapping[str, int] = field(default_factory=dict)  # names of metrics.NOTED: merges, vetoes, …
    source_kind: SourceKind | None = None  # told by parse alone; the shell carries it on in a header

    @property
    def fate(self) -> str:
        """passed | dropped | dead | held

        >>> Outcome(drop=Drop.REPEAT).fate
        'dropped'
        """
        if self.reject is not None:
            return "dead"
        if self.held:
            return "held"
        return "dropped" if self.drop is not None else "passed"


def refuse(reason: Reject, message: str) -> Outcome:
    """The outcome for input that can never be processed."""
    return Outcome(reject=Rejection(reason, message))


class Index(Protocol):
    """What a stage looks things up by: a function of the present rows alone, in any order of arrival."""

    rows: ClassVar[tuple[type[Row], ...]]  # the types of the stage's rows; none for a stage without state

    def put(self, key: str, row: Any) -> None: ...

    def remove(self, key: str, row: Any) -> None: ...

    def __len__(self) -> int:
        """Entries, over all that it looks up by: what its memory follows."""
        ...


class NoIndex:
    """For a stage that looks rows up by key only."""

    rows: ClassVar[tuple[type[Row], ...]] = ()

    def put(self, key: str, row: Any) -> None:
        """Nothing to keep."""

    def remove(self, key: str, row: Any) -> None:
        """Nothing to forget."""

    def __len__(self) -> int:
        return 0


READ_BYTES = 4 << 20  # of packed rows, some 1,000 posts: read last, they are kept unpacked, in four times the space
PRESSED_MIN = 1024  # bytes from which a row is pressed: text, names of fields and terms to three fifths, numbers hardly
PRESSED = b"\xc1"  # before a pressed row: msgpack uses this byte for nothing


class State:
    """One stage's rows of one partition, with the index derived from them. A step reads it; only the shell applies.

    A row is kept as the changelog has it, in msgpack, a long one pressed (LZ4), and unpacked when it is asked for. As
    long as anybody holds it, the same key gives the same object: so what was worked out of a row can be kept with it.
    """

    __slots__ = ("_decoder", "_encoder", "_last", "_last_bytes", "_packed", "_unpacked", "index")

    def __init__(self, index: Index) -> None:
        self.index: Any = index
        self._packed: dict[str, bytes] = {}
        self._unpacked: WeakValueDictionary[str, Row] = WeakValueDictionary()
        self._last: deque[tuple[Row, int]] = deque()  # rows unpacked or written last, and their packed sizes
        self._last_bytes = 0
        self._encoder = msgpack.Encoder()
        types: Any = reduce(or_, index.rows) if index.rows else Row
        self._decoder: msgpack.Decoder[Any] = msgpack.Decoder(types)

    def get(self, key: str) -> Any:
        """The row under this key, or None."""
        row = self._unpacked.get(key)
        if row is None and (packed := self._packed.get(key)) is not None:
            row = self._unpack(packed)
            self._hold(key, row, len(packed))
        return row

    def __len__(self) -> int:
        return len(self._packed)

    def items(self) -> Iterator[tuple[str, Any]]:
        """Every key with its row. Those that nobody holds are unpacked for the caller alone."""
        for key, packed in self._packed.items():
            row = self._unpacked.get(key)
            yield key, self._unpack(packed) if row is None else row

    def pack(self, row: Row) -> bytes:
        """A row as it is written to the changelog."""
        return self._encoder.encode(row)

    def apply(self, key: str, row: Row | None, packed: bytes | None = None) -> None:
        """Set or remove a row, and bring the index along. ``packed`` is the row, where the caller has packed it."""
        old = self.get(key)
        if old is not None:
            self.index.remove(key, old)
            del self._packed[key]
            self._unpacked.pop(key, None)
        if row is not None:
            packed = self._packed[key] = _pressed(self.pack(row) if packed is None else packed)
            self._hold(key, row, len(packed))
            self.index.put(key, row)

    def restore(self, key: str, packed: bytes) -> None:
        """Set a row that was read back from the changelog. Raises msgspec.MsgspecError where it is none of ours."""
        self.apply(key, self._decoder.decode(packed), packed)

    def _unpack(self, packed: bytes) -> Any:
        if packed[:1] == PRESSED:
            return self._decoder.decode(lz4.decompress_block(memoryview(packed)[1:]))
        return self._decoder.decode(packed)

    def _hold(self, key: str, row: Row, size: int) -> None:
        """Keep a row unpacked, and let the oldest go."""
        self._unpacked[key] = row
        self._last.append((row, size))
        self._last_bytes += size
        while self._last_bytes > READ_BYTES:
            self._last_bytes -= self._last.popleft()[1]


def _pressed(packed: bytes) -> bytes:
    return packed if len(packed) < PRESSED_MIN else PRESSED + bytes(lz4.compress_block(packed))


Step = Callable[[State, Any, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the pipeline: a row of ``pipeline.PIPELINE``."""

    name: str
    reads: Topic
    writes: tuple[Topic, ...]
    step: Step
    index: type[Index] = NoIndex

    @property
    def rows(self) -> tuple[type[Row], ...]:
        """The types of its state rows; none for a stage without state."""
        return self.index.rows
