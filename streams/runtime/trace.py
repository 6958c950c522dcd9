"""Trace context in headers (W3C Trace Context, level 1): which update led to a record, through all topics.

Ids follow from content, so that a record published a second time carries the same bytes: where a producer sends no
``traceparent`` of its own, the trace's id is made of the update's ``ce_id``, and a stage's span of the trace, the span
before it and the stage.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from streams.codec import Headers

TRACEPARENT: Final = "traceparent"
TRACESTATE: Final = "tracestate"

_traceparent: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_SAMPLED: Final = "01"


@dataclass(frozen=True, slots=True)
class Context:
    """Where in a trace a record stands."""

    trace_id: str  # 32 hex digits
    span_id: str  # 16 hex digits: the span that published it
    flags: str = _SAMPLED
    state: str | None = None  # the producer's tracestate, passed on

    @property
    def headers(self) -> Headers:
        """The context as headers."""
        parent = (TRACEPARENT, f"00-{self.trace_id}-{self.span_id}-{self.flags}".encode())
        return (parent,) if self.state is None else (parent, (TRACESTATE, self.state.encode()))


def read(headers: Headers) -> Context | None:
    """The context that a record carries, or None where it carries none that can be read.

    >>> read((("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),)).span_id
    '00f067aa0ba902b7'
    >>> read((("traceparent", b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01"),)) is None
    True
    """
    found: dict[str, bytes] = {name: value for name, value in headers if name in (TRACEPARENT, TRACESTATE)}
    match = _traceparent.fullmatch(found.get(TRACEPARENT, b"").decode("ascii", "replace"))
    if match is None or not int(match[1], 16) or not int(match[2], 16):
        return None
    state = found.get(TRACESTATE, b"").decode("ascii", "replace")
    return Context(match[1], match[2], match[3], state or None)


def root(ce_id: str) -> Context:
    """The context of an update whose producer traces nothing."""
    whole = hashlib.sha256(b"trace\0" + ce_id.encode("utf-8", "replace")).hexdigest()
    return Context(whole[:32], whole[32:48])


def child(parent: Context, stage: str) -> Context:
    """The context of what a stage publishes for a record.

    >>> parent = root("update-1")
    >>> child(parent, "parse").trace_id == parent.trace_id, child(parent, "parse") == child(parent, "parse")
    (True, True)
    """
    span = hashlib.sha256(f"{parent.trace_id}\0{parent.span_id}\0{stage}".encode()).hexdigest()[:16]
    return Context(parent.trace_id, span, parent.flags, parent.state)
