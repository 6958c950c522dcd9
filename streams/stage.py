"""What a stage is: a decision without effects.

A stage's ``step(state, record, now)`` returns an ``Outcome``: what goes out, what its state becomes, and the record's
one fate. It does no I/O, reads no clock, draws no random number and logs nothing; ``runtime.turn`` does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct

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


@dataclass(frozen=True, slots=True)
class Write:
    """A state row to set, or to remove with None."""

    key: str
    row: Struct | None


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

    def put(self, key: str, row: Any) -> None: ...

    def remove(self, key: str, row: Any) -> None: ...

    def __len__(self) -> int:
        """Entries, over all that it looks up by: what its memory follows."""
        ...


class NoIndex:
    """For a stage that looks rows up by key only."""

    def put(self, key: str, row: Any) -> None:
        """Nothing to keep."""

    def remove(self, key: str, row: Any) -> None:
        """Nothing to forget."""

    def __len__(self) -> int:
        return 0


class State:
    """One stage's rows of one partition, with the index derived from them. A step reads it; only the shell applies."""

    __slots__ = ("_rows", "index")

    def __init__(self, index: Index) -> None:
        self._rows: dict[str, Any] = {}
        self.index: Any = index

    def get(self, key: str) -> Any:
        """The row under this key, or None."""
        return self._rows.get(key)

    def __len__(self) -> int:
        return len(self._rows)

    def items(self) -> Iterator[tuple[str, Any]]:
        yield from self._rows.items()

    def apply(self, key: str, row: Struct | None) -> None:
        """Set or remove a row, and bring the index along."""
        old = self._rows.pop(key, None)
        if old is not None:
            self.index.remove(key, old)
        if row is not None:
            self._rows[key] = row
            self.index.put(key, row)


Step = Callable[[State, Any, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the pipeline: a row of ``pipeline.PIPELINE``."""

    name: str
    reads: Topic
    writes: tuple[Topic, ...]
    step: Step
    rows: tuple[type[Struct], ...] = ()  # the types of its state rows; none for a stage without state
    index: Callable[[], Index] = NoIndex
