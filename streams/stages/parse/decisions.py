"""An operator's decision as it comes on the raw topic: checked here, and passed on in the order of its desk.

What it means is curate's (``streams/stages/curate/decisions.py``); here it is only held to its form.
"""

from __future__ import annotations

import msgspec

from streams.codec import utc
from streams.records import Decision, RawDecision, RawUpdate
from streams.stage import Reject, Rejection

_decoder = msgspec.json.Decoder(RawDecision)


def read(update: RawUpdate) -> Decision | Rejection:
    """The decision that a raw record holds, or what is wrong with it.

    >>> from datetime import UTC, datetime
    >>> body = b'{"kind": "associate", "posts": ["0123456789abcdef01234567"], "because": "one fire"}'
    >>> told = RawUpdate(ce_id="1", ce_type="streams.decision.v1", source="desk", desk="world",
    ...                  seen=datetime(2024, 3, 3, tzinfo=UTC), body=body)
    >>> read(told).message
    'a decision to associate names two posts or more; this one names 1'
    """
    if not update.body.strip():
        return Rejection(Reject.EMPTY_BODY, "no bytes; a decision is JSON")
    try:
        told = _decoder.decode(update.body)
    except (msgspec.MsgspecError, ValueError) as error:  # the latter: bytes that are no UTF-8
        return Rejection(Reject.MALFORMED, f"no decision: {error}")
    if (wrong := _wrong(told, update.desk)) is not None:
        return Rejection(Reject.MALFORMED, wrong)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    fields |= {
        "posts": tuple(dict.fromkeys(told.posts)), "apart_from": tuple(dict.fromkeys(told.apart_from)),
        "last_seen": utc(told.last_seen) if told.last_seen is not None else None,
        "desk": update.desk, "decision_id": update.ce_id, "ce_id": update.ce_id, "seen": update.seen,
    }  # fmt: skip
    return Decision(**fields)


def _wrong(told: RawDecision, desk: str) -> str | None:
    """What a decision lacks, or says beside its kind."""
    if told.desk is not None and told.desk != desk:
        return f"a decision on desk {told.desk[:80]!r} came on desk {desk!r}: desks never meet; send it under its own"
    if told.kind == "undo":
        if not told.undoes:
            return "an undo names the decision_id of what it undoes, in undoes"
        return "an undo names a decision, no posts" if told.posts or told.apart_from else None
    if told.undoes is not None:
        return f"undoes is for undo; this is {told.kind}"
    least, named = 2 if told.kind == "associate" else 1, len(set(told.posts))
    if named < least:
        posts = "two posts or more" if least == 2 else "a post or more"
        return f"a decision to {told.kind} names {posts}; this one names {named}"
    if told.apart_from and told.kind != "disassociate":
        return f"apart_from is for disassociate; this is {told.kind}"
    if both := sorted(set(told.posts) & set(told.apart_from)):
        return f"post {both[0]} is named on both sides"
    if told.whole_event and told.kind != "retract":
        return f"whole_event is for retract; this is {told.kind}"
    return None
