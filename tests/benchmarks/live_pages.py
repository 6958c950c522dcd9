"""A long live page in HTML: posts a second, and what a snapshot costs in which little or nothing changed.

The page is made here, as long as the longest known: 428 posts, 1.3 MB, each post in JSON-LD and shown. Others' tools on
the same page where they are installed (they are no dependency): ``pip install trafilatura lxml_html_clean
feedparser``.
"""

from __future__ import annotations

import importlib
import json
import random
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time

from streams.codec import make_update
from streams.records import RawUpdate
from streams.stage import State
from streams.stages import parse

POSTS, ROUNDS = 428, 5
START = datetime(2024, 8, 5, 6, tzinfo=UTC)
ADDRESS = "https://courier.example.com/live/long"
_WORDS = re.findall(
    r"\w+",
    "police council harbour storm minister bridge crews village power road ferry school region morning evening water "
    "rescue reported closed reopened said asked warned planned waited moved heavy early late northern southern two "
    "three hundred homes people boats trains after before near along under the of and in at for with from",
)


def sentences(of: random.Random, count: int) -> list[str]:
    return [" ".join(of.choices(_WORDS, k=of.randint(9, 26))).capitalize() + "." for _ in range(count)]


def long_page(*, structured: bool = True, change: int | None = None) -> bytes:
    """The page; ``change`` is the post whose first sentence is another."""
    of = random.Random(7)
    shown, updates = [], []
    for n in range(POSTS):
        at = START + timedelta(minutes=3 * (POSTS - n))
        heading = " ".join(of.choices(_WORDS, k=9)).capitalize()
        paragraphs = sentences(of, of.randint(3, 12))
        if n == change:
            paragraphs[0] = "The harbour was closed again, the council said."
        name = str(751_105 - 7 * n)
        body = "".join(f'<p class="text-block">{each}</p>' for each in paragraphs)
        shown.append(
            f'<div class="live-entry" id="{name}" data-type="x"><div class="entry-info"><time>{at:%H:%M}</time>'
            f'<mark>Ada Moreno</mark></div><div class="entry-content"><h3 class="font">{heading}</h3>{body}</div>'
            '<ul class="share-list"><li><a href="#">Share</a></li><li><a href="#">Copy link</a></li></ul>'
            "</div>"
        )
        updates.append({
            "@type": "BlogPosting", "headline": heading, "articleBody": body, "url": f"{ADDRESS}#{name}",
            "datePublished": at.isoformat(), "dateModified": at.isoformat(),
            "author": {"@type": "Person", "name": "Ada Moreno", "sameAs": "https://courier.example.com/authors/ada"},
        })  # fmt: skip
    data = {"@type": "LiveBlogPosting", "headline": "A long day", "url": ADDRESS, "liveBlogUpdate": updates}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if structured else ""
    return (
        f"<!doctype html><html lang='en'><head><title>A long day | Courier</title>{script}</head><body>"
        f"<nav><a>News</a></nav><main><h1>A long day: live</h1><p>All that happened on the coast on a day of storm.</p>"
        f"{''.join(shown)}</main></body></html>"
    ).encode()


def _update(body: bytes, minutes: int) -> RawUpdate:
    seen = START + timedelta(days=1, minutes=minutes)
    return make_update(body, source="long", seen=seen, desk="world", content_type="text/html", url=ADDRESS)


def _step(state: State, body: bytes, minutes: int) -> tuple[float, int]:
    """Milliseconds of one snapshot, and how many records it gave."""
    update = _update(body, minutes)
    began = process_time()
    outcome = parse.step(state, update, update.seen)
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return (process_time() - began) * 1000, len(outcome.out)


def _snapshots(first: bytes, same: bytes, changed: bytes) -> tuple[float, float, float, float]:
    """Milliseconds: first, the same bytes again, other bytes around the same posts, one post changed."""
    rounds = []
    for _ in range(ROUNDS):
        state = State(parse.Index())
        began, posts = _step(state, first, 0)
        bytes_same, none = _step(state, first, 1)
        around, silent = _step(state, same, 2)
        one, told = _step(state, changed, 3)
        assert (posts, none, silent, told) == (POSTS + 1, 0, 0, 1), (posts, none, silent, told)
        rounds.append((began, bytes_same, around, one))
    a, b, c, d = (median(each[n] for each in rounds) for n in range(4))
    return a, b, c, d


def _others(page: bytes) -> dict[str, float]:
    """Milliseconds of other tools' reading of the page, where they are installed."""
    calls: dict[str, Callable[[], object]] = {}
    with suppress(ImportError):
        trafilatura = importlib.import_module("trafilatura")
        calls["trafilatura, one text"] = lambda: trafilatura.extract(page.decode())
    with suppress(ImportError):
        feedparser = importlib.import_module("feedparser")
        calls["feedparser, no entries"] = lambda: feedparser.parse(page)
    found = {}
    for name, call in calls.items():
        rounds = []
        for _ in range(3):
            began = process_time()
            call()
            rounds.append((process_time() - began) * 1000)
        found[name] = median(rounds)
    return found


def run() -> dict[str, float]:
    """Rates, milliseconds and ratios to the first snapshot."""
    found: dict[str, float] = {}
    for name, structured in (("structured", True), ("shown only", False)):
        first = long_page(structured=structured)
        same = first.replace(b"<nav><a>News</a>", b"<nav><a>News</a><a>Weather</a>")
        changed = long_page(structured=structured, change=200)
        began, bytes_same, around, one = _snapshots(first, same, changed)
        found[f"{name}: {len(first) / 1e6:.1f} MB, posts/s of the first snapshot"] = POSTS * 1000 / began
        found[f"{name}: first snapshot, ms"] = began
        found[f"{name}: same bytes, share of the first"] = bytes_same / began
        found[f"{name}: same posts, other bytes, share of the first"] = around / began
        found[f"{name}: one post changed, share of the first"] = one / began
        for other, took in _others(first).items():
            found[f"{name}: {other}, times our first snapshot"] = took / began
    return found


if __name__ == "__main__":
    for figure, value in run().items():
        print(f"{figure:<70} {value:,.2f}")
