"""Spans reach whoever takes OpenTelemetry over HTTP, under the ids that stand in the records."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiokafka import ConsumerRecord
from faust.types import TP

from streams import codec
from streams.codec import Inbound
from streams.pipeline import pipeline
from streams.runtime.tracing import readable, tracer
from streams.runtime.transport import Batch
from streams.runtime.turn import Span, Turner
from streams.settings import SettingError, Settings
from streams.stage import Stage

SEEN = datetime(2024, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def taken() -> tuple[Stage, Batch, list[Span]]:
    """A stage's turn on one update, with its spans."""
    out = codec.write_raw(codec.make_update(b'{"headline": "Boat sinks"}', source="x", seen=SEEN))
    parse = pipeline(Settings())[0]
    turn = Turner(parse, keep_spans=True).take([Inbound("news.raw.v1", 2, 7, 0, out.key, out.value, out.headers)])
    record = ConsumerRecord("news.raw.v1", 2, 7, 0, 0, None, None, None, 0, 0, ())
    return parse, Batch(TP("news.raw.v1", 2), [record]), turn.spans


@pytest.fixture
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server that keeps what is posted to it."""
    posted: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    server.server_close()


def test_none_are_made_unless_an_address_is_set() -> None:
    assert tracer(Settings()) is None


def test_without_the_library_the_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    with pytest.raises(SettingError, match=r"streams\[otel\]"):
        tracer(Settings(otlp_endpoint="http://127.0.0.1:4318"))


def test_a_span_has_the_ids_of_the_record_and_the_names_of_the_conventions(
    taken: tuple[Stage, Batch, list[Span]],
) -> None:
    pytest.importorskip("opentelemetry.sdk")
    stage, batch, [span] = taken
    made = readable(stage, batch, span)
    assert made.name == "process news.raw.v1"
    assert (
        f"{made.context.trace_id:032x}-{made.context.span_id:016x}" == f"{span.context.trace_id}-{span.context.span_id}"
    )
    assert f"{made.parent.span_id:016x}" == span.parent.span_id
    assert made.attributes["messaging.destination.partition.id"] == "2"
    assert made.attributes["streams.fate"] == "passed"


def test_spans_are_sent_over_http(
    taken: tuple[Stage, Batch, list[Span]], collector: tuple[str, list[tuple[str, bytes]]]
) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    url, posted = collector
    export = tracer(Settings(otlp_endpoint=url))
    assert export is not None
    export(*taken)
    deadline = time.monotonic() + 20
    while not posted and time.monotonic() < deadline:  # sent in batches, every five seconds
        time.sleep(0.05)
    [(path, body)] = posted
    assert path == "/v1/traces"
    assert bytes.fromhex(taken[2][0].context.trace_id) in body and b"process news.raw.v1" in body
