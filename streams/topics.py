"""Where it flows: the catalogue of topics. The key decides which records can meet, and in which order.

``streams topics apply`` creates exactly these; ``schemas/topics/*.yaml`` is generated from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from streams import records

MIB = 1024 * 1024
DAY_MS = 24 * 60 * 60 * 1000
FOR_EVER = -1

RAW_BYTES_MAX = 8 * MIB
DEAD_BYTES_MAX = 9 * MIB
"""Dead letters and changelogs carry a whole record and more beside it."""
ENVELOPE_BYTES = 64 * 1024
"""What the broker counts beside key, value and headers: a record just under our limit must pass its own."""
PACKED = {"compression.type": "gzip", "compression.gzip.level": "1"}
"""The broker packs what comes in any other way: gzip is what every client reads without a further library."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: what it holds, under which key, for how long."""

    name: str
    key: str
    about: str
    record: type[Struct] | None = None
    retention_ms: int = 7 * DAY_MS
    compacted: bool = False
    bytes_max: int = RAW_BYTES_MAX
    version: int = 1
    also: tuple[type[Struct], ...] = ()  # what travels between the records, in one order with them

    def full_name(self, prefix: str = "news") -> str:
        """The name on the broker; the version is the contract's major.

        >>> RAW.full_name(), EVENTS.full_name("wire")
        ('news.raw.v1', 'wire.events.v1')
        """
        return f"{prefix}.{self.name}.v{self.version}"

    @property
    def config(self) -> dict[str, str]:
        """The broker's settings for this topic."""
        cleanup = "compact" if self.compacted else "delete"
        lag = {"min.compaction.lag.ms": str(60 * 60 * 1000)} if self.compacted else {}
        return {
            "cleanup.policy": cleanup,
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(self.bytes_max + ENVELOPE_BYTES),
            "message.timestamp.type": "CreateTime",
            **PACKED,
            **lag,
        }


RAW = Topic(
    "raw", key="desk", retention_ms=14 * DAY_MS, also=(records.RawDecision,),
    about="Verbatim bytes as received; CloudEvents binary headers say what they are.",
)  # fmt: skip
POSTS = Topic(
    "posts", key="desk", record=records.Post, also=(records.Decision,),
    about="One unit of news, with the change that brought it.",
)  # fmt: skip
UNIQUE = Topic(
    "unique", key="desk", record=records.Post, also=(records.Decision,),
    about="Every post and revision once; copies go on, marked.",
)  # fmt: skip
ENRICHED = Topic(
    "enriched", key="desk", record=records.Enriched, also=(records.Decision,),
    about="Posts with what was read from them.",
)  # fmt: skip
EVENTS = Topic(
    "events", key="event id", record=records.CuratedEvent, retention_ms=FOR_EVER, compacted=True,
    about="The latest version of each event. Dedupe on (event_id, version).",
)  # fmt: skip
CHANGES = Topic(
    "changes", key="event id", record=records.Change, retention_ms=30 * DAY_MS,
    about="Every version of every event as a patch and its reverse.",
)  # fmt: skip
DEAD = Topic(
    "dead", key="as the failed record's", retention_ms=14 * DAY_MS, bytes_max=DEAD_BYTES_MAX,
    about="Records that can't be processed: bytes, key and headers untouched; headers say why and where.",
)  # fmt: skip
CANARY = Topic(
    "canary", key="canary desk", retention_ms=60 * 60 * 1000,
    about="What canaries yield, kept out of events and changes.",
)  # fmt: skip

CATALOGUE = (RAW, POSTS, UNIQUE, ENRICHED, EVENTS, CHANGES, DEAD, CANARY)


def changelog(stage: str) -> Topic:
    """The topic that keeps a stage's state rows, one compacted row per key."""
    return Topic(
        f"state.{stage}", key="row key", retention_ms=FOR_EVER, compacted=True, bytes_max=DEAD_BYTES_MAX,
        about=f"State rows of {stage}; each carries the input offset that caused it in the header 'input-offset'.",
    )  # fmt: skip
