"""Spans for OpenTelemetry, where an address to send them to is set: one a record and stage, named and attributed by its
semantic conventions for messaging. The ids are those that stand in the records' ``traceparent`` headers.
"""

from __future__ import annotations

from typing import Any

from streams import RULES_VERSION
from streams.runtime import trace
from streams.runtime.account import Trace
from streams.runtime.transport import Batch
from streams.runtime.turn import Span
from streams.settings import SettingError, Settings
from streams.stage import Stage

EXPORT_PATH = "/v1/traces"


def tracer(settings: Settings) -> Trace | None:
    """What exports the spans of a batch, or None where none are wanted. Never waits: a queue that is full drops spans.

    Raises SettingError where OpenTelemetry is wanted and not installed.
    """
    if not settings.otlp_endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise SettingError(
            "STREAMS_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: pip install 'streams[otel]', or unset "
            "it."
        ) from None
    endpoint = settings.otlp_endpoint.rstrip("/")
    exporter = OTLPSpanExporter(endpoint if endpoint.endswith(EXPORT_PATH) else endpoint + EXPORT_PATH)
    processor = BatchSpanProcessor(exporter)
    return lambda stage, batch, spans: [processor.on_end(readable(stage, batch, span)) for span in spans]


def readable(stage: Stage, batch: Batch, span: Span) -> Any:
    """A span as OpenTelemetry's exporters take it."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanKind

    return ReadableSpan(
        name=f"process {batch.tp.topic}",
        context=_context(span.context),
        parent=_context(span.parent),
        resource=Resource.create({"service.name": "streams", "service.version": RULES_VERSION}),
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": batch.tp.topic,
            "messaging.destination.partition.id": str(batch.tp.partition),
            "messaging.kafka.offset": span.offset,
            "streams.stage": stage.name,
            "streams.fate": span.fate,
        },
        kind=SpanKind.CONSUMER,
        start_time=span.began_ns,
        end_time=span.ended_ns,
    )


def _context(context: trace.Context) -> Any:
    from opentelemetry.trace import SpanContext, TraceFlags

    flags = TraceFlags(int(context.flags, 16))
    return SpanContext(int(context.trace_id, 16), int(context.span_id, 16), is_remote=True, trace_flags=flags)
