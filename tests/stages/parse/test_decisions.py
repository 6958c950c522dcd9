"""A decision as it comes on the raw topic: passed on in the order of its desk, or refused with what is wrong."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.codec import DECISION_TYPE, make_update
from streams.records import Decision, RawUpdate
from streams.stage import State
from streams.stages import parse
from tests.build import NOON

ONE, TWO = "6b1f0c9e2a4d88c35e7710fa", "0f4ce1d27b9a3365c8e204bb"


def decision(**body: Any) -> RawUpdate:
    told = orjson.dumps({"because": "one landslide", **body})
    return make_update(told, source="operator", seen=NOON, desk="world", ce_type=DECISION_TYPE, ce_id="decision-1")


def test_a_decision_goes_on_with_who_where_and_when() -> None:
    update = decision(kind="associate", posts=[ONE, TWO, ONE], by="ana", last_seen="2024-05-14T13:00:00+02:00")
    [emit] = parse.step(State(parse.Index()), update, NOON).out
    told = emit.record
    assert isinstance(told, Decision)
    assert (told.decision_id, told.ce_id, told.desk, told.seen, told.by) == (
        "decision-1", "decision-1", "world", NOON, "ana"
    )  # fmt: skip
    assert told.posts == (ONE, TWO), "named twice is named once"
    assert told.last_seen is not None and told.last_seen.isoformat() == "2024-05-14T11:00:00+00:00"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a kind that is none": ({"kind": "merge", "posts": [ONE, TWO]}, "Invalid enum value 'merge'"),
    "no reason": ({"kind": "pin", "posts": [ONE], "because": " "}, "$.because"),
    "a slip in a field's name": ({"kind": "pin", "post": [ONE]}, "unknown field `post`"),
    "a post by its address": ({"kind": "pin", "posts": ["https://courier.example/1"]}, "$.posts[0]"),
    "posts that are no list": ({"kind": "pin", "posts": ONE}, "$.posts"),
    "more posts than anybody names": ({"kind": "pin", "posts": [ONE] * 201}, "<= 200"),
    "one post to associate": ({"kind": "associate", "posts": [ONE, ONE]}, "two posts or more; this one names 1"),
    "nothing to pin": ({"kind": "pin"}, "a post or more; this one names 0"),
    "kept apart from itself": ({"kind": "disassociate", "posts": [ONE], "apart_from": [ONE]}, "on both sides"),
    "apart, and associated": ({"kind": "associate", "posts": [ONE, TWO], "apart_from": [TWO]}, "is for disassociate"),
    "a whole event to pin": ({"kind": "pin", "posts": [ONE], "whole_event": True}, "is for retract"),
    "an undo of nothing": ({"kind": "undo"}, "names the decision_id"),
    "an undo of posts": ({"kind": "undo", "undoes": "x", "posts": [ONE]}, "no posts"),
    "a pin that undoes": ({"kind": "pin", "undoes": "x", "posts": [ONE]}, "is for undo"),
    "another desk than it came on": ({"kind": "pin", "posts": [ONE], "desk": "sport"}, "desks never meet"),
}


@pytest.mark.parametrize(("body", "told"), WRONG.values(), ids=WRONG)
def test_a_malformed_decision_is_refused_and_says_why(body: dict[str, Any], told: str) -> None:
    outcome = parse.step(State(parse.Index()), decision(**body), NOON)
    assert outcome.reject is not None
    assert outcome.reject.reason == "malformed"
    assert told in outcome.reject.message


BYTES = {
    "nothing": (b" ", "empty_body"), "half": (b'{"kind": "pin"', "malformed"), "a list": (b"[]", "malformed"),
    "no UTF-8": (b'{"kind": "pin", "because": "\xff"}', "malformed"), "deep": (b"[" * 100_000, "malformed"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "reason"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_decision_are_refused(body: bytes, reason: str) -> None:
    update = make_update(body, source="operator", seen=NOON, ce_type=DECISION_TYPE)
    outcome = parse.step(State(parse.Index()), update, NOON)
    assert outcome.reject is not None
    assert outcome.reject.reason == reason
