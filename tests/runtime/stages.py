"""Small stages whose output shows every loss, repetition and change of order: what the tests of the runtime run.

``shout`` makes a post of each raw update; ``chain`` numbers the posts of a desk and links each to the one before by a
hash over everything so far, so that its bytes are right only if its state is exactly right.
"""

from __future__ import annotations

import dataclasses
import os
import time
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from streams.codec import digest
from streams.records import Post, RawUpdate, Reference
from streams.settings import Settings
from streams.stage import Drop, Emit, NoIndex, Outcome, Reject, Row, Stage, State, Write, refuse
from streams.topics import POSTS, RAW, UNIQUE


class Link(Row):
    """How far a desk's chain is, or where in it a post stands."""

    count: int
    head: str = ""


class Links(NoIndex):
    """Rows that are looked up by key alone."""

    rows = (Link,)


def shout(state: State, update: RawUpdate, now: datetime) -> Outcome:
    """One post, in capitals."""
    if update.body.startswith(b"refuse"):
        return refuse(Reject.MALFORMED, "asked to refuse it")
    if update.body.startswith(b"bug"):
        raise RuntimeError("asked to fail")
    post = Post(
        post_id=digest(update.desk, update.ce_id), page_id=update.source, url=None, outlet=None, desk=update.desk,
        headline=None, text=update.body.decode().upper(), reference=Reference(start=now, end=now, basis="seen"),
        seen=now, ce_id=update.ce_id, origin=update.origin,
    )  # fmt: skip
    return Outcome(out=(Emit(POSTS, update.desk, post),))


def chain(state: State, post: Post, now: datetime) -> Outcome:
    """The post with its number in the desk and a hash over all before it; a repeat is dropped."""
    if state.get(f"known/{post.desk}/{post.post_id}") is not None:
        return Outcome(drop=Drop.REPEAT)
    before: Link = state.get(f"link/{post.desk}") or Link(count=0)
    link = Link(count=before.count + 1, head=digest(before.head, post.post_id, post.text))
    linked = replace(post, headline=f"{link.count} {link.head}", origin=None)
    writes = [Write(f"link/{post.desk}", link), Write(f"known/{post.desk}/{post.post_id}", Link(count=link.count))]
    return Outcome(out=(Emit(UNIQUE, post.desk, linked),), writes=tuple(writes))


def held_chain(state: State, post: Post, now: datetime) -> Outcome:
    """The same, but not while the file named in TEST_HOLD is there: what a stuck worker is."""
    while Path(os.environ["TEST_HOLD"]).exists():
        time.sleep(0.05)
    return chain(state, post, now)


def mended_shout(state: State, update: RawUpdate, now: datetime) -> Outcome:
    """``shout`` after its bug was mended."""
    return shout(state, replace(update, body=b"mended " + update.body), now)


def slow_chain(state: State, post: Post, now: datetime) -> Outcome:
    """The same, slowly, so that a test can interrupt it."""
    time.sleep(0.002)
    return chain(state, post, now)


def pipeline(settings: Settings, **around: object) -> tuple[Stage, ...]:
    """Two stages, the second with state."""
    return (
        Stage("parse", RAW, (POSTS,), shout),
        Stage("dedupe", POSTS, (UNIQUE,), chain, Links),
    )


def slow(settings: Settings, **around: object) -> tuple[Stage, ...]:
    """The same, slowly."""
    parse, dedupe = pipeline(settings)
    return parse, dataclasses.replace(dedupe, step=slow_chain)


def held(settings: Settings, **around: object) -> tuple[Stage, ...]:
    """The same, as long as it is let."""
    parse, dedupe = pipeline(settings)
    return parse, dataclasses.replace(dedupe, step=held_chain)


def mended(settings: Settings, **around: object) -> tuple[Stage, ...]:
    """The same, without the bug."""
    parse, dedupe = pipeline(settings)
    return dataclasses.replace(parse, step=mended_shout), dedupe
