"""Bytes and records: the one place where a broker's record becomes ours, and back.

Raw updates are CloudEvents in Kafka's binary mode: the value is the body as received, headers say what it is
(CloudEvents Kafka Protocol Binding 1.0.2, §3.2). All other topics carry JSON whose ``schema`` field names its type.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

import msgspec
import orjson
from msgspec import Struct

from streams.records import Change, CuratedEvent, Decision, Origin, Post, RawUpdate
from streams.stage import Emit, Reject, Rejection
from streams.topics import RAW, Topic

UPDATE_TYPE: Final = "streams.update.v1"
DECISION_TYPE: Final = "streams.decision.v1"
DEFAULT_DESK: Final = "world"
CANARY_DESK: Final = "_canary-"
"""How the desks of canaries begin; a number follows. Nobody else may use names that begin with a ``_``."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9990, 1, 1, tzinfo=UTC)  # a producer may send any number for a time; windows are added to it
CLOCK_LEAD_MAX: Final = timedelta(minutes=5)  # a producer's clock may be ahead of the broker's by this and be believed

Headers = tuple[tuple[str, bytes], ...]
_CE = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type", "url", "outlet", "desk"}


@dataclass(frozen=True, slots=True)
class Inbound:
    """A record as the log hands it over."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """A record to append to a topic; its partition follows from its key."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def size(self) -> int:
        """Bytes that count against the topic's limit."""
        headers = sum(len(name.encode()) + len(value) + 8 for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers


def instant(text: str) -> datetime:
    """An RFC 3339 instant in UTC; one without a zone is refused.

    >>> instant("2022-12-30T02:00:00+02:00")
    datetime.datetime(2022, 12, 30, 0, 0, tzinfo=datetime.timezone.utc)
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone: write it as RFC 3339, such as 2022-12-30T02:00:00Z")
    return utc(moment)


def utc(moment: datetime) -> datetime:
    """The same instant in UTC; one without a zone is taken as UTC, never as this machine's.

    >>> utc(datetime(2022, 12, 30))
    datetime.datetime(2022, 12, 30, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment} is outside the calendar") from None


def broker_time(record: Inbound) -> datetime:
    """The time stamp of a record, within the calendar: a producer may have written any number there."""
    return datetime.fromtimestamp(min(max(record.timestamp_ms / 1000, 0), LAST.timestamp()), UTC)


def digest(*parts: str | bytes) -> str:
    """96 bits of a SHA-256 over the parts, as 24 hex digits: every id of ours is made here.

    >>> digest("world", "a") == digest("world", "a") != digest("worlda", "")
    True
    """
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()[:24]


# ------------------------------------------------------------------------------------------- raw updates


def read_raw(record: Inbound, *, keep_origin: bool = True) -> RawUpdate | Rejection:
    """The raw update that a record of the raw topic is. Anything that speaks Kafka may have written it."""
    if record.value is None:
        return Rejection(Reject.EMPTY_BODY, "a null value; send the update's bytes")
    texts: dict[str, str] = {}
    for name, value in record.headers:
        texts[name] = value.decode("utf-8", "replace")
    seen = stamped = broker_time(record)
    if "ce_time" in texts:
        try:
            stated = instant(texts["ce_time"])
        except ValueError:
            stated = stamped
        seen = stated if EPOCH <= stated <= stamped + CLOCK_LEAD_MAX else stamped
    source = texts.get("ce_source") or texts.get("url") or "unknown"
    return RawUpdate(
        ce_id=texts.get("ce_id") or digest(source, seen.isoformat(), record.value),
        ce_type=texts.get("ce_type") or UPDATE_TYPE,
        source=source,
        desk=desk_of(record),
        seen=seen,
        content_type=texts.get("content-type") or None,
        url=texts.get("url") or None,
        outlet=texts.get("outlet") or None,
        headers={name: text for name, text in texts.items() if name not in _CE},
        body=record.value,
        origin=Origin(topic=record.topic, partition=record.partition, offset=record.offset) if keep_origin else None,
    )


def desk_of(record: Inbound) -> str:
    """The desk of a raw record: its header, else its key, else ``world``."""
    for name, value in record.headers:
        if name == "desk" and value:
            return value.decode("utf-8", "replace")
    return record.key.decode("utf-8", "replace") if record.key else DEFAULT_DESK


def write_raw(update: RawUpdate) -> Outbound:
    """The record of the raw topic for an update. Its headers come last, and none of them can pass for one of ours."""
    named = {
        "ce_specversion": "1.0",
        "ce_id": update.ce_id,
        "ce_source": update.source,
        "ce_type": update.ce_type,
        "ce_time": update.seen.isoformat().replace("+00:00", "Z"),
        "content-type": update.content_type,
        "url": update.url,
        "outlet": update.outlet,
        "desk": update.desk,
    }
    others = {name: value for name, value in update.headers.items() if not _ours(name.lower())}
    headers = tuple((name, value.encode()) for name, value in (named | others).items() if value is not None)
    return Outbound(RAW, update.desk.encode(), update.body, headers)


def _ours(name: str) -> bool:
    return name in _CE or name.startswith("ce_")


class RawLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of an NDJSON file of raw updates."""

    source: str | None = None
    url: str | None = None
    outlet: str | None = None
    content_type: str | None = None
    desk: str | None = None
    seen: datetime | None = None
    ce_id: str | None = None
    ce_type: str | None = None
    headers: dict[str, str] = {}
    body: str | dict[str, Any] | None = None
    body_base64: str | None = None


_raw_line = msgspec.json.Decoder(RawLine)


def read_raw_line(line: bytes) -> tuple[RawLine, bytes]:
    """A line of NDJSON, and its body's bytes. Raises ValueError that says what is wrong with it."""
    try:
        read = _raw_line.decode(line)
        if read.seen is not None:
            read = msgspec.structs.replace(read, seen=utc(read.seen))
        if read.body_base64 is not None:
            return read, base64.b64decode(read.body_base64, validate=True)
    except (msgspec.MsgspecError, ValueError) as error:  # binascii.Error is a ValueError
        raise ValueError(f"not a raw update: {error}") from None
    if read.body is None:
        raise ValueError("not a raw update: it needs body or body_base64")
    return read, read.body.encode("utf-8", "surrogatepass") if isinstance(read.body, str) else orjson.dumps(read.body)


def make_update(
    body: bytes, *, source: str, seen: datetime, desk: str | None = None, content_type: str | None = None,
    url: str | None = None, outlet: str | None = None, headers: dict[str, str] | None = None,
    ce_id: str | None = None, ce_type: str | None = None,
) -> RawUpdate:  # fmt: skip
    """A raw update of our own making; its id follows from what it is, so that sending it twice changes nothing."""
    desk = desk or DEFAULT_DESK
    return RawUpdate(
        ce_id=ce_id or digest(desk, source, url or "", seen.isoformat(), body), ce_type=ce_type or UPDATE_TYPE,
        source=source, desk=desk, seen=seen, content_type=content_type, url=url, outlet=outlet, headers=headers or {},
        body=body,
    )  # fmt: skip


# ----------------------------------------------------------------------------------------- our own records

_encoder = msgspec.json.Encoder()
_decoders: dict[str, msgspec.json.Decoder[Any]] = {}


def encode(record: Struct) -> bytes:
    """A record as canonical JSON: fields in the order of its type."""
    return _encoder.encode(record)


def read(topic: Topic, record: Inbound) -> Any:
    """The record that a topic's bytes are, or a Rejection that says what is wrong with them."""
    if topic.record is None:
        raise TypeError(f"{topic.name} carries bytes, not records")
    if topic.name not in _decoders:
        types: Any = reduce(or_, topic.also, topic.record)
        _decoders[topic.name] = msgspec.json.Decoder(types)
    if record.value is None:
        return Rejection(Reject.SCHEMA, "a null value")
    try:
        return _decoders[topic.name].decode(record.value)
    except msgspec.MsgspecError as error:
        return Rejection(Reject.SCHEMA, str(error))


def write(emit: Emit) -> Outbound:
    """The log record of something a stage emits; its headers tell type and id without reading the body."""
    record = emit.record
    if isinstance(record, RawUpdate):
        return write_raw(record)
    headers: Headers = (
        ("ce_specversion", b"1.0"),
        ("ce_type", type(record).__struct_config__.tag.encode()),  # type: ignore[union-attr]
        ("ce_source", b"streams"),
        ("ce_id", identity(record).encode()),
        ("content-type", b"application/json"),
    )
    return Outbound(emit.topic, emit.key.encode(), encode(record), headers)


def identity(record: Struct) -> str:
    """What a subscriber dedupes on: (event id, version), (post id, revision), or a decision's id."""
    if isinstance(record, Change):
        return f"{record.event_id}:{record.version}:change"
    if isinstance(record, CuratedEvent):
        return f"{record.event_id}:{record.version}"
    if isinstance(record, Post):
        return f"{record.post_id}:{record.revision}"
    if isinstance(record, Decision):
        return record.decision_id
    raise TypeError(f"{type(record).__name__} is not published")
