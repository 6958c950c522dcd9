"""The one place where decode, step, count, publish and dead-letter meet. Both runtimes call it.

A turn takes a fetched batch of one partition of one topic and answers what must be published, which state rows must
be written, and what became of each record. It does no I/O: the caller publishes, writes rows, acknowledges, counts,
in that order (DESIGN: at least once + exact state = effectively once).
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any

import msgspec

from streams import RULES_VERSION, codec
from streams.codec import Inbound, Outbound
from streams.stage import Drop, Outcome, Reject, Rejection, Stage, State
from streams.topics import DEAD, EVENTS, RAW, changelog

BUGS_IN_A_ROW_MAX = 5
BUGS_WINDOW = 1000
BUGS_IN_WINDOW_MAX = 10  # 1 % of the last 1,000 records
KEPT_BYTES_MAX = 64 * 1024
"""What is kept of the value, of the key and of all headers of a dead letter that is too large for its topic."""
ATTEMPT_DIGITS_MAX = 6  # anyone may write that header, and int() raises on thousands of digits


class TooManyBugs(Exception):
    """Our own code fails too often to go on: stop loudly, the last record uncommitted."""


@dataclass(slots=True)
class Brake:
    """Counts our own bugs: one bad record must not stop a worker, a bad deploy must."""

    in_a_row: int = 0
    window: deque[bool] = field(default_factory=lambda: deque(maxlen=BUGS_WINDOW))

    def note(self, bug: bool, what: str = "") -> None:
        self.window.append(bug)
        self.in_a_row = self.in_a_row + 1 if bug else 0
        if self.in_a_row >= BUGS_IN_A_ROW_MAX or (bug and sum(self.window) > BUGS_IN_WINDOW_MAX):
            raise TooManyBugs(
                f"{self.in_a_row} records in a row, {sum(self.window)} of the last {len(self.window)}, failed in our "
                f"own code; the last one: {what}. Mend the code, then start with --resume."
            )


@dataclass(frozen=True, slots=True)
class RowWrite:
    """A state row for the changelog: the last one of its key in this batch, and the input offset that caused it."""

    key: str
    value: bytes | None
    offset: int


@dataclass(slots=True)
class Turn:
    """What a batch came to."""

    publish: list[Outbound] = field(default_factory=list)
    rows: list[RowWrite] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (fate or metric, reason or topic) -> n
    seconds: float = 0.0
    curated: list[tuple[datetime, datetime | None]] = field(default_factory=list)  # seen, published: one an event out


@dataclass(slots=True)
class Stepped:
    """What one record came to: the decision, and it in bytes."""

    outcome: Outcome
    published: list[Outbound] = field(default_factory=list)
    rows: list[bytes | None] = field(default_factory=list)  # one for each of the outcome's writes
    seen: datetime | None = None
    told: datetime | None = None  # the post's own instant


class Turner:
    """Takes the turns of one stage on one partition."""

    def __init__(
        self, stage: Stage, *, keep_origin: bool = True, partition_of: Callable[[bytes], int] | None = None,
        brake: Brake | None = None,
    ) -> None:  # fmt: skip
        self.stage = stage
        self.state = State(stage.index())
        self._keep_origin = keep_origin
        self._partition_of = partition_of  # None in replay, where there is nothing to reroute
        self._brake = brake or Brake()
        self._changelog = changelog(stage.name)
        self._row_encoder = msgspec.msgpack.Encoder()
        union: Any = stage.rows[0] if len(stage.rows) == 1 else tuple_union(stage.rows) if stage.rows else None
        self._row_decoder = msgspec.msgpack.Decoder(union) if stage.rows else None

    def restore(self, key: str, value: bytes) -> None:
        """Put a row read back from the changelog."""
        if self._row_decoder is None:
            raise TypeError(f"{self.stage.name} has no state")
        self.state.apply(key, self._row_decoder.decode(value))

    def take(self, batch: Sequence[Inbound]) -> Turn:
        """Step through a batch, in order."""
        turn = Turn()
        written: dict[str, RowWrite] = {}
        began = perf_counter()
        for record in batch:
            stepped = self._one(record)
            turn.counts["received", ""] += 1
            for write, value in zip(stepped.outcome.writes, stepped.rows, strict=True):
                self.state.apply(write.key, write.row)
                written.pop(write.key, None)
                written[write.key] = RowWrite(write.key, value, record.offset)
            turn.publish.extend(stepped.published)
            if stepped.seen is not None:
                times = (stepped.seen, stepped.told)
                turn.curated += [times for out in stepped.published if out.topic is EVENTS]
            count(turn.counts, stepped.outcome, stepped.published)
        turn.rows.extend(written.values())
        turn.seconds = perf_counter() - began
        return turn

    def _one(self, record: Inbound) -> Stepped:
        """Decode and step one record. Whatever our code raises is our bug, and ends in the dead letters."""
        try:
            stepped = self._decided(record)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            self._brake.note(True, f"{self.stage.name}: {told}")
            return self._dead(record, Rejection(Reject.INTERNAL, told))
        self._brake.note(False)
        if stepped.outcome.reject is not None:
            return self._dead(record, stepped.outcome.reject)
        sizes = [(out.size, out.topic) for out in stepped.published]
        sizes += [(len(row or b""), self._changelog) for row in stepped.rows]
        for size, topic in sizes:
            if size > topic.bytes_max:
                limit = f"{size:,} bytes for {topic.name}, whose limit is {topic.bytes_max:,}"
                return self._dead(record, Rejection(Reject.TOO_LARGE, f"{self.stage.name} made a record of {limit}"))
        return stepped

    def _decided(self, record: Inbound) -> Stepped:
        """What the stage decides on a record, encoded."""
        if self.stage.reads is RAW:
            if (home := self._rerouted(record)) is not None:
                return Stepped(Outcome(drop=Drop.REROUTED), [home])
            decoded: Any = codec.read_raw(record, keep_origin=self._keep_origin)
        else:
            decoded = codec.read(self.stage.reads, record)
        if isinstance(decoded, Rejection):
            return Stepped(Outcome(reject=decoded))
        outcome = self.stage.step(self.state, decoded, decoded.seen)
        told = getattr(decoded, "published", None)
        rows = [None if write.row is None else self._row_encoder.encode(write.row) for write in outcome.writes]
        return Stepped(outcome, [codec.write(emit) for emit in outcome.out], rows, decoded.seen, told)

    def _dead(self, record: Inbound, rejection: Rejection) -> Stepped:
        """Nothing here may raise, whatever the record is: it is the last resort."""
        letter = dead_letter(self.stage.name, record, rejection)
        if self.stage.reads is RAW and not has_time(record.headers):
            letter = replace(letter, headers=(*letter.headers, ("streams.dead.time", stamp(record))))
        return Stepped(Outcome(reject=rejection), [fitting(letter)])

    def _rerouted(self, record: Inbound) -> Outbound | None:
        """A raw record that is not on its desk's partition, under the right key; None where it is at home."""
        if self._partition_of is None or record.value is None:
            return None
        desk = codec.desk_of(record).encode()
        if self._partition_of(desk) == record.partition:
            return None
        time = () if has_time(record.headers) else (("ce_time", stamp(record)),)
        return Outbound(RAW, desk, record.value, record.headers + time)


def tuple_union(types: tuple[type, ...]) -> Any:
    """A union of row types for a decoder."""
    union: Any = types[0]
    for one in types[1:]:
        union = union | one
    return union


def has_time(headers: codec.Headers) -> bool:
    """Whether the producer says when a raw record was received; else the broker's time says it."""
    return any(name == "ce_time" for name, _ in headers)


def stamp(record: Inbound) -> bytes:
    """The broker's time of a record as RFC 3339, so that sending it again does not make it younger."""
    return codec.broker_time(record).isoformat().replace("+00:00", "Z").encode()


def count(counts: Counter[tuple[str, str]], outcome: Outcome, published: list[Outbound]) -> None:
    """Add one record's fate, what it emitted, and the units inside it."""
    fate = outcome.fate
    reason = outcome.reject.reason if outcome.reject is not None else outcome.drop or ""
    counts[fate, str(reason)] += 1
    for out in published:
        counts["emitted", out.topic.name] += 1
    units = outcome.units
    for name in ("found", "emitted", "unchanged", "furniture", "dead"):
        if amount := getattr(units, name):
            counts["units", name] += amount
    for name, amount in outcome.counts.items():
        counts["noted", name] += amount


def dead_letter(stage: str, record: Inbound, rejection: Rejection) -> Outbound:
    """The failed record, bytes, key and headers untouched, with why and where in headers beside them."""
    kept = tuple((name, value) for name, value in record.headers if not name.startswith("streams.dead."))
    attempts = [
        int(value)
        for name, value in record.headers
        if name == "streams.retry.attempt" and value.isdigit() and len(value) <= ATTEMPT_DIGITS_MAX
    ]
    facts = {
        "stage": stage,
        "reason": rejection.reason.value,
        "message": rejection.message[:2000],
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "attempt": str(max(attempts, default=0) + 1),
        "version": RULES_VERSION,
        "disposition": "bug" if rejection.reason is Reject.INTERNAL else "poison",
    }
    told = tuple((f"streams.dead.{name}", value.encode("utf-8", "replace")) for name, value in facts.items())
    return Outbound(DEAD, record.key, record.value, kept + told)


def fitting(letter: Outbound) -> Outbound:
    """The dead letter as it is, or its beginning and what the whole was, where its topic would not take it.

    The broker's limit counts compressed bytes, so a record may come in packed that can't go out again as it is.
    """
    if letter.size <= letter.topic.bytes_max:
        return letter
    value, key = letter.value or b"", letter.key
    kept: list[tuple[str, bytes]] = []
    ours: list[tuple[str, bytes]] = []
    room = KEPT_BYTES_MAX
    for name, text in letter.headers:
        if name.startswith("streams.dead."):
            ours.append((name, text))
        elif (size := len(name.encode()) + len(text)) <= room:
            room -= size
            kept.append((name, text))
    facts = {
        "bytes": str(len(value)),
        "sha256": hashlib.sha256(value).hexdigest(),
        "key_bytes": str(len(key or b"")),
        "headers_dropped": str(len(letter.headers) - len(kept) - len(ours)),
    }
    ours += [(f"streams.dead.{name}", text.encode()) for name, text in facts.items()]
    key = key if key is None else key[:KEPT_BYTES_MAX]
    return Outbound(letter.topic, key, value[:KEPT_BYTES_MAX], (*kept, *ours))
