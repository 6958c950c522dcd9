"""Feeds: entries read a second, what an unchanged entry costs, and against feedparser where that is installed.

All on the same documents: the real feeds of the labelled data that are read. feedparser is no dependency of ours; where
it is not installed its line is left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from streams.codec import make_update
from streams.records import RawUpdate
from streams.stage import State
from streams.stages import parse
from streams.stages.parse.decode import text_of
from streams.stages.parse.draft import Page, Unread
from streams.stages.parse.formats import feed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds" / "rss-parser_input"
SEEN = datetime(2030, 1, 1, tzinfo=UTC)
ROUNDS = 5


def run() -> dict[str, float]:
    """Rates and ratios, each the median of five rounds."""
    if not DATA.exists():
        return {}
    updates = [_update(path.read_bytes(), path.name, 0) for path in sorted(DATA.iterdir())]
    updates = [update for update in updates if _entries(update)]
    entries = sum(_entries(update) for update in updates)
    ours = seconds(lambda: [_read(update) for update in updates])
    figures = {
        "entries read a second": entries / ours,
        "a snapshot of which one entry changed, against a first one": again_against_first(updates),
    }
    try:
        feedparser = importlib.import_module("feedparser")
    except ImportError:
        return figures
    theirs = seconds(lambda: [feedparser.parse(update.body) for update in updates])
    return figures | {"times as fast as feedparser": theirs / ours}


def seconds(call: Callable[[], object]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        call()
        rounds.append(perf_counter() - began)
    return median(rounds)


def again_against_first(updates: list[RawUpdate]) -> float:
    """What the parse stage takes for each feed again, one title changed, as a share of what it took at first."""
    first = again = 0.0
    for update in updates:
        state = State(parse.Index())
        began = perf_counter()
        outcome = parse.step(state, update, update.seen)
        first += perf_counter() - began
        for write in outcome.writes:
            state.apply(write.key, write.row)
        start = max(update.body.find(b"<item"), update.body.find(b"<entry"))
        at = update.body.find(b"<title", max(start, 0))
        at = update.body.find(b">", at) + 1
        cdata = update.body.startswith(b"<![CDATA[", at) * 9
        changed = update.body[: at + cdata] + b"Corrected: " + update.body[at + cdata :]
        second = _update(changed, update.source, 5)
        began = perf_counter()
        parse.step(state, second, second.seen)
        again += perf_counter() - began
    return again / first


def _update(body: bytes, name: str, minutes: int) -> RawUpdate:
    seen = SEEN + timedelta(minutes=minutes)
    url = f"https://news.example.com/{name}"
    return make_update(body, source=name, seen=seen, desk="world", content_type="application/xml", url=url, outlet=None)


def _entries(update: RawUpdate) -> int:
    found = feed.entries(_text(update), update)
    return len(found.entries) if isinstance(found, feed.Feed) else 0


def _text(update: RawUpdate) -> str:
    text = text_of(update.body)
    assert isinstance(text, str)
    return text


def _read(update: RawUpdate) -> list[object]:
    page = feed.read(_text(update), update)
    assert isinstance(page, Page)
    return [unit.read() if isinstance(unit, Unread) else unit for unit in page.posts]
