"""What becomes of a record that can't be processed: its bytes, key and headers as they were, with why and where."""

from __future__ import annotations

import hashlib

from streams import RULES_VERSION
from streams.codec import Inbound, Outbound
from streams.stage import Reject, Rejection
from streams.topics import DEAD

KEPT_BYTES_MAX = 64 * 1024
"""What is kept of the value, of the key and of all headers of a dead letter that is too large for its topic."""
ATTEMPT_DIGITS_MAX = 6  # anyone may write that header, and int() raises on thousands of digits


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
    value = letter.value or b""
    return beginning(letter, len(value), hashlib.sha256(value).hexdigest())


def beginning(letter: Outbound, size: int, sha256: str) -> Outbound:
    """The beginning of a dead letter, with the size and the SHA-256 of its whole value in headers beside it.

    >>> kept = beginning(Outbound(DEAD, None, b"Rain " * 20_000), 100_000, "9c…")
    >>> len(kept.value), dict(kept.headers)["streams.dead.bytes"]
    (65536, b'100000')
    """
    key = letter.key
    kept: list[tuple[str, bytes]] = []
    ours: list[tuple[str, bytes]] = []
    room = KEPT_BYTES_MAX
    for name, text in letter.headers:
        if name.startswith("streams.dead."):
            ours.append((name, text))
        elif (weight := len(name.encode()) + len(text)) <= room:
            room -= weight
            kept.append((name, text))
    facts = {
        "bytes": str(size),
        "sha256": sha256,
        "key_bytes": str(len(key or b"")),
        "headers_dropped": str(len(letter.headers) - len(kept) - len(ours)),
    }
    ours += [(f"streams.dead.{name}", text.encode()) for name, text in facts.items()]
    key = key if key is None else key[:KEPT_BYTES_MAX]
    return Outbound(letter.topic, key, (letter.value or b"")[:KEPT_BYTES_MAX], (*kept, *ours))
