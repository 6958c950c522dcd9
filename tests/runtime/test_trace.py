"""One update's trace goes through every topic, and is the same however often it is published."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from streams import codec
from streams.codec import Headers, Inbound
from streams.pipeline import pipeline
from streams.runtime import trace
from streams.runtime.replay import Replay
from streams.runtime.turn import SOURCE_KIND, Turner
from streams.settings import Settings
from streams.topics import CHANGES, DEAD, ENRICHED, EVENTS, POSTS, UNIQUE, Topic

SEEN = datetime(2024, 3, 3, 12, tzinfo=UTC)
ITEM = b'{"headline": "Boat sinks off Porto", "text": "A boat sank off Porto on Sunday, police said.", "id": "1"}'
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def run(headers: dict[str, str], body: bytes = ITEM) -> dict[Topic, dict[str, bytes]]:
    """The headers of what each topic got of one item."""
    replay = Replay(pipeline(Settings()))
    replay.feed([codec.make_update(body, source="x", seen=SEEN, headers=headers)])
    topics = (POSTS, UNIQUE, ENRICHED, EVENTS, CHANGES, DEAD)
    return {topic: dict(replay.records(topic)[0].headers) for topic in topics if replay.records(topic)}


def test_a_producers_trace_goes_through_all_topics_a_span_each_stage() -> None:
    found = run({"traceparent": PARENT, "tracestate": "vendor=1"})
    told = [found[topic]["traceparent"].decode() for topic in (POSTS, UNIQUE, ENRICHED, EVENTS, CHANGES)]
    assert {one.split("-")[1] for one in told} == {PARENT.split("-")[1]}
    assert len({one.split("-")[2] for one in (PARENT, *told)}) == 5, "events and changes are of one span"
    assert {found[topic]["tracestate"] for topic in found} == {b"vendor=1"}
    assert found[EVENTS][SOURCE_KIND] == b"item"


def test_without_one_the_trace_follows_from_the_update() -> None:
    first, second = run({}), run({})
    assert first == second
    parents = {headers["traceparent"].decode()[3:35] for headers in first.values()}
    assert len(parents) == 1 and re.fullmatch("[0-9a-f]{32}", parents.pop())


UNREADABLE = {
    "another version": "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "capitals": PARENT.upper(),
    "no trace": "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "no span": "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "longer": PARENT + "-00",
    "not ASCII": "00-٤bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "empty": "",
}


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_trace_context_is_replaced(sent: str) -> None:
    headers: Headers = (("traceparent", sent.encode()),)
    assert trace.read(headers) is None
    assert run({"traceparent": sent})[EVENTS]["traceparent"] == run({})[EVENTS]["traceparent"]


def test_a_dead_letter_keeps_the_trace_it_came_with() -> None:
    assert run({"traceparent": PARENT}, b'{"headline": ')[DEAD]["traceparent"].decode() == PARENT


def test_a_producer_cannot_say_of_which_kind_its_news_is() -> None:
    assert run({SOURCE_KIND: "page"})[POSTS][SOURCE_KIND] == b"item"


def test_spans_are_kept_only_where_they_are_wanted() -> None:
    raw = codec.write_raw(codec.make_update(ITEM, source="x", seen=SEEN))
    record = Inbound("news.raw.v1", 0, 7, 0, raw.key, raw.value, raw.headers)
    parse = pipeline(Settings())[0]
    assert not Turner(parse).take([record]).spans
    [span] = Turner(parse, keep_spans=True).take([record]).spans
    assert (span.offset, span.fate) == (7, "passed") and span.began_ns < span.ended_ns
    assert span.context == trace.child(span.parent, "parse")
