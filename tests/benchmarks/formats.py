"""How fast each format is read: the same two hundred posts, written out in each.

    .venv/bin/python -m tests.benchmarks formats

Posts a second of CPU on one core, from bytes to records of the posts topic; and what a document costs in which one post
has changed, as a share of its first time. HTML has a benchmark of its own (``live_pages``),
as have feeds against another reader (``feeds``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from statistics import median
from typing import Any

from streams.codec import make_update
from streams.stage import State
from streams.stages import parse

POSTS = 200
ROUNDS = 5
SEEN = datetime(2024, 3, 3, 12, tzinfo=UTC)
FIRST = "The coast road between the two harbours was closed at noon after the sea wall gave way, police said."
SECOND = "Forty people were taken to a school on higher ground, and the mayor asked others to stay at home."
Post = tuple[int, str, str, str]


def posts(changed: bool) -> list[Post]:
    """(number, heading, first paragraph, second paragraph), newest first."""
    told = [(n, f"Road {n} closed by the flood", f"{FIRST} It is road {n}.", SECOND) for n in range(POSTS, 0, -1)]
    if changed:
        n, heading, first, _ = told[POSTS // 2]
        told[POSTS // 2] = (n, heading, first, f"{SECOND} The warning ends at nine.")
    return told


def at(number: int) -> datetime:
    return SEEN - timedelta(hours=20) + timedelta(minutes=5 * number)


def text_page(told: list[Post]) -> str:
    blocks = [f"{at(n):%H:%M}\n{heading}\n{first}\n{second}" for n, heading, first, second in told]
    return "\n".join(["Flood on the coast: live, 3 March 2024", "All the news of the flood, as it comes in.", *blocks])


def rss(told: list[Post]) -> str:
    entries = [
        f"<item><guid>post-{n}</guid><title>{heading}</title><pubDate>{at(n):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description>{escape(f'<p>{first}</p><p>{second}</p>')}</description></item>"
        for n, heading, first, second in told
    ]
    return f"<rss version='2.0'><channel><title>Coast</title>{''.join(entries)}</channel></rss>"


def json_feed(told: list[Post]) -> str:
    entries = [
        {"id": f"post-{n}", "title": heading, "date_published": at(n).isoformat(),
         "content_html": f"<p>{first}</p><p>{second}</p>"}
        for n, heading, first, second in told
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Coast", "items": entries})


def ninjs(told: list[Post]) -> str:
    return json.dumps([
        {"uri": f"urn:coast:{n}", "type": "text", "pubstatus": "usable", "versioncreated": at(n).isoformat(),
         "headline": heading, "body_xhtml": f"<div><p>{first}</p><p>{second}</p></div>"}
        for n, heading, first, second in told
    ])  # fmt: skip


def telegram(told: list[Post]) -> str:
    messages = [
        {"id": n, "type": "message", "date": f"{at(n):%Y-%m-%dT%H:%M:%S}", "date_unixtime": str(int(at(n).timestamp())),
         "text": [{"type": "bold", "text": heading}, f"\n{first}\n{second}"]}
        for n, heading, first, second in reversed(told)
    ]  # fmt: skip
    return json.dumps({"name": "Coast", "type": "public_channel", "id": 1, "messages": messages})


def mastodon(told: list[Post]) -> str:
    account = {"acct": "coast", "display_name": "Coast", "url": "https://social.example/@coast"}
    return json.dumps([
        {"id": str(n), "uri": f"https://social.example/{n}", "url": f"https://social.example/@coast/{n}",
         "created_at": at(n).isoformat(), "visibility": "public", "account": account, "spoiler_text": "",
         "content": f"<p>{heading}</p><p>{first}</p><p>{second}</p>"}
        for n, heading, first, second in told
    ])  # fmt: skip


def blocks(told: list[Post]) -> str:
    return json.dumps({
        "webTitle": "Flood", "blocks": [
            {"id": f"b{n}", "title": heading, "bodyHtml": f"<p>{first}</p><p>{second}</p>",
             "createdDate": at(n).isoformat(), "publishedDate": at(n).isoformat()}
            for n, heading, first, second in told
        ],
    })  # fmt: skip


FORMATS: dict[str, tuple[Callable[[list[Post]], str], str | None, bool]] = {
    "plain-text page": (text_page, "text/plain", True),
    "RSS": (rss, None, True),
    "JSON Feed": (json_feed, None, True),
    "ninjs": (ninjs, None, False),
    "Telegram export": (telegram, None, True),
    "Mastodon timeline": (mastodon, None, False),
    "live blog in blocks": (blocks, None, True),
}


def step(state: State, body: str, media_type: str | None, minute: int) -> tuple[float, int]:
    """CPU seconds of one update, and how many records it made."""
    seen = SEEN + timedelta(minutes=minute)
    update = make_update(
        body.encode(), source="bench", seen=seen, content_type=media_type, url="https://coast.example/live"
    )
    began = time.process_time()
    outcome: Any = parse.step(state, update, seen)
    seconds = time.process_time() - began
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return seconds, len(outcome.out)


def run() -> dict[str, float]:
    """Posts a second, and the share that one changed post costs."""
    figures: dict[str, float] = {}
    for name, (write, media_type, is_page) in FORMATS.items():
        first: list[float] = []
        again: list[float] = []
        for _ in range(ROUNDS + 1):
            state = State(parse.Index())
            seconds, made = step(state, write(posts(False)), media_type, 0)
            assert made >= POSTS, f"{name}: {made} records"
            first.append(seconds)
            seconds, made = step(state, write(posts(True)), media_type, 1)
            assert made == 1, f"{name}: {made} records of one change"
            again.append(seconds)
        figures[f"{name}: posts a second"] = POSTS / median(first[1:])
        if is_page:
            figures[f"{name}: one post changed, share of the first"] = median(again[1:]) / median(first[1:])
    return figures
