"""The one place where decode, step, count, publish and dead-letter meet. Both runtimes call it.

A turn takes a fetched batch of one partition of one topic and answers what must be published, which state rows must
be written, and what became of each record. It does no I/O: the caller publishes, writes rows, acknowledges, counts,
in that order (DESIGN: at least once + exact state = effectively once).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter, time_ns
from typing import Any

from streams import codec
from streams.codec import CANARY_DESK, DECISION_TYPE, Inbound, Outbound
from streams.records import Change, CuratedEvent, Decision, Enriched, RawUpdate
from streams.runtime import trace
from streams.runtime.dead_letter import dead_letter, fitting
from streams.stage import Drop, Outcome, Reject, Rejection, SourceKind, Stage, State
from streams.topics import CANARY, RAW, changelog

SOURCE_KIND = "source-kind"
"""The header in which the form that news came in goes along, from parse on."""
BUGS_IN_A_ROW_MAX = 5
BUGS_WINDOW = 1000
BUGS_IN_WINDOW_MAX = 10  # 1 % of the last 1,000 records


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


@dataclass(frozen=True, slots=True)
class Told:
    """A version of an event that a turn publishes, for metrics and the log."""

    change: Change
    event_kind: str | None
    is_canary: bool
    seen: datetime
    published: datetime | None  # the causing post's own instant
    source_kind: SourceKind | None
    trace_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A raw update and what it came to, for the metrics of its source."""

    url: str | None
    source: str
    desk: str
    seen: datetime
    state: str  # one of metrics.UPDATE_STATES


@dataclass(frozen=True, slots=True)
class Refused:
    """A dead letter, for the log."""

    rejection: Rejection
    offset: int
    trace_id: str | None  # None where it broke before it could be told


@dataclass(frozen=True, slots=True)
class Span:
    """One record's way through one stage, for a tracer (OpenTelemetry's messaging conventions call it ``process``)."""

    context: trace.Context
    parent: trace.Context
    offset: int
    began_ns: int
    ended_ns: int
    fate: str


@dataclass(slots=True)
class Turn:
    """What a batch came to."""

    publish: list[Outbound] = field(default_factory=list)
    rows: list[RowWrite] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (fate or metric, reason or topic) -> n
    seconds: float = 0.0
    told: list[Told] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # none unless they are asked for


@dataclass(slots=True)
class Stepped:
    """What one record came to: the decision, and it in bytes."""

    outcome: Outcome
    published: list[Outbound] = field(default_factory=list)
    rows: list[bytes | None] = field(default_factory=list)  # one for each of the outcome's writes
    decoded: Any = None  # None where it could not be decoded
    parent: trace.Context | None = None  # the context it came with
    context: trace.Context | None = None  # the one that what it led to goes on with
    source_kind: SourceKind | None = None


class Turner:
    """Takes the turns of one stage on one partition."""

    def __init__(
        self, stage: Stage, *, keep_origin: bool = True, partition_of: Callable[[bytes], int] | None = None,
        brake: Brake | None = None, keep_spans: bool = False,
    ) -> None:  # fmt: skip
        self.stage = stage
        self.state = State(stage.index())
        self._keep_origin = keep_origin
        self._partition_of = partition_of  # None in replay, where there is nothing to reroute
        self._brake = brake or Brake()
        self._keep_spans = keep_spans
        self._changelog = changelog(stage.name)

    def restore(self, key: str, value: bytes) -> None:
        """Put a row read back from the changelog."""
        if not self.stage.rows:
            raise TypeError(f"{self.stage.name} has no state")
        self.state.restore(key, value)

    def take(self, batch: Sequence[Inbound]) -> Turn:
        """Step through a batch, in order."""
        turn = Turn()
        written: dict[str, RowWrite] = {}
        began = perf_counter()
        for record in batch:
            began_ns = time_ns() if self._keep_spans else 0
            stepped = self._one(record)
            for write, value in zip(stepped.outcome.writes, stepped.rows, strict=True):
                self.state.apply(write.key, write.row, value)
                written.pop(write.key, None)
                written[write.key] = RowWrite(write.key, value, record.offset)
            turn.publish.extend(stepped.published)
            self._note(turn, record, stepped)
            if self._keep_spans and stepped.context is not None and stepped.parent is not None:
                fate = stepped.outcome.fate
                turn.spans.append(Span(stepped.context, stepped.parent, record.offset, began_ns, time_ns(), fate))
        if batch:
            turn.counts["log_positions", ""] = batch[-1].offset + 1 - batch[0].offset
        turn.rows.extend(written.values())
        turn.seconds = perf_counter() - began
        return turn

    def _note(self, turn: Turn, record: Inbound, stepped: Stepped) -> None:
        """Keep what metrics and the log tell of a record, once its batch is acknowledged."""
        news = not getattr(stepped.decoded, "desk", "").startswith(CANARY_DESK)
        count(turn.counts, stepped.outcome, stepped.published, news=news)
        update = stepped.decoded
        is_news = isinstance(update, RawUpdate) and update.ce_type != DECISION_TYPE
        if is_news and (state := _update_state(stepped.outcome)) is not None:
            turn.heard.append(Heard(update.url, update.source, update.desk, update.seen, state))
        if stepped.outcome.reject is not None:
            trace_id = stepped.context.trace_id if stepped.context is not None else None
            turn.refused.append(Refused(stepped.outcome.reject, record.offset, trace_id))
        else:
            turn.told += _told(stepped)

    def _one(self, record: Inbound) -> Stepped:
        """Decode and step one record. Whatever our code raises is our bug, and ends in the dead letters."""
        stepped = Stepped(Outcome())
        try:
            self._decide(record, stepped)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            self._brake.note(True, f"{self.stage.name}: {told}")
            return self._dead(record, stepped, Rejection(Reject.INTERNAL, told))
        self._brake.note(False)
        if stepped.outcome.reject is not None:
            return self._dead(record, stepped, stepped.outcome.reject)
        sizes = [(out.size, out.topic) for out in stepped.published]
        sizes += [(len(row or b""), self._changelog) for row in stepped.rows]
        for size, topic in sizes:
            if size > topic.bytes_max:
                limit = f"{size:,} bytes for {topic.name}, whose limit is {topic.bytes_max:,}"
                too_large = Rejection(Reject.TOO_LARGE, f"{self.stage.name} made a record of {limit}")
                return self._dead(record, stepped, too_large)
        return stepped

    def _decide(self, record: Inbound, stepped: Stepped) -> None:
        """Fill in what the stage decides on a record, encoded. Raises whatever the stage raises."""
        if self.stage.reads is RAW:
            if (home := self._rerouted(record)) is not None:
                stepped.outcome, stepped.published = Outcome(drop=Drop.REROUTED), [home]
                return
            decoded: Any = codec.read_raw(record, keep_origin=self._keep_origin)
        else:
            decoded = codec.read(self.stage.reads, record)
        if isinstance(decoded, Rejection):
            stepped.outcome = Outcome(reject=decoded)
            return
        stepped.decoded = decoded
        stepped.parent = trace.read(record.headers) or trace.root(decoded.ce_id)
        stepped.context = trace.child(stepped.parent, self.stage.name)
        outcome = stepped.outcome = self.stage.step(self.state, decoded, decoded.seen)
        stepped.source_kind = outcome.source_kind or source_kind(record.headers)
        carried = stepped.context.headers
        if stepped.source_kind is not None:
            carried = ((SOURCE_KIND, stepped.source_kind.value.encode()), *carried)
        for emit in outcome.out:
            out = codec.write(emit)
            stepped.published.append(replace(out, headers=out.headers + carried))
        stepped.rows = [None if write.row is None else self.state.pack(write.row) for write in outcome.writes]

    def _dead(self, record: Inbound, stepped: Stepped, rejection: Rejection) -> Stepped:
        """Nothing here may raise, whatever the record is: it is the last resort."""
        letter = dead_letter(self.stage.name, record, rejection)
        if self.stage.reads is RAW and not has_time(record.headers):
            letter = replace(letter, headers=(*letter.headers, ("streams.dead.time", stamp(record))))
        return replace(stepped, outcome=Outcome(reject=rejection), published=[fitting(letter)], rows=[])

    def _rerouted(self, record: Inbound) -> Outbound | None:
        """A raw record that is not on its desk's partition, under the right key; None where it is at home."""
        if self._partition_of is None or record.value is None:
            return None
        desk = codec.desk_of(record).encode()
        if self._partition_of(desk) == record.partition:
            return None
        time = () if has_time(record.headers) else (("ce_time", stamp(record)),)
        return Outbound(RAW, desk, record.value, record.headers + time)


def _told(stepped: Stepped) -> Iterator[Told]:
    """Each version of an event among what a record led to: an event goes out with its change behind it."""
    if not isinstance(stepped.decoded, Enriched | Decision) or stepped.context is None:
        return
    kind: str | None = None
    for emit in stepped.outcome.out:
        if isinstance(emit.record, CuratedEvent):
            kind = emit.record.kind
        elif isinstance(emit.record, Change):
            yield Told(
                emit.record, kind, emit.topic is CANARY, stepped.decoded.seen,
                getattr(stepped.decoded, "published", None), stepped.source_kind, stepped.context.trace_id,
            )  # fmt: skip


def _update_state(outcome: Outcome) -> str | None:
    """What an update came to for its source; None where it only went to its own partition."""
    if outcome.drop is Drop.REROUTED:
        return None
    if outcome.reject is not None:
        return "refused"
    if outcome.held:
        return "suspect"
    return "new" if outcome.drop is None else outcome.drop.value


def source_kind(headers: codec.Headers) -> SourceKind | None:
    """In what form the news of a record came, as parse told it."""
    for name, value in headers:
        if name == SOURCE_KIND:
            return next((kind for kind in SourceKind if kind.value.encode() == value), None)
    return None


def has_time(headers: codec.Headers) -> bool:
    """Whether the producer says when a raw record was received; else the broker's time says it."""
    return any(name == "ce_time" for name, _ in headers)


def stamp(record: Inbound) -> bytes:
    """The broker's time of a record as RFC 3339, so that sending it again does not make it younger."""
    return codec.broker_time(record).isoformat().replace("+00:00", "Z").encode()


def count(counts: Counter[tuple[str, str]], outcome: Outcome, published: list[Outbound], *, news: bool) -> None:
    """Add one record's fate, what it emitted, the units inside it, and, of news, what was decided about it."""
    fate = outcome.fate
    reason = outcome.reject.reason if outcome.reject is not None else outcome.drop or ""
    counts["received", ""] += 1
    counts[fate, str(reason)] += 1
    for out in published:
        counts["emitted", out.topic.name] += 1
        counts["emitted_bytes", out.topic.name] += out.size
    units = outcome.units
    for name in ("found", "emitted", "unchanged", "furniture", "dead"):
        if amount := getattr(units, name):
            counts["units", name] += amount
    for name, amount in outcome.counts.items() if news else ():
        counts["noted", name] += amount
    for emit in outcome.out:
        for enricher in getattr(emit.record, "degraded", ()) if isinstance(emit.record, Enriched) else ():
            counts["degraded", enricher] += 1
