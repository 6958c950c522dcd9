"""Snapshot streams: nothing that stayed is told again, and every new wording of an item is one version.

Front pages come as JSON Feeds whose entries are known by their address; incident records as plain items known by their
id, with what a reader sees of them as words. The wordings that count are taken from the snapshots themselves: a version
is a heading or text of an item that differs from the one before it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from streams import codec
from streams.codec import make_update
from streams.records import Post
from streams.stage import State
from streams.stages import parse
from streams.stages.parse.decode import clean

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
FRONT_PAGES = DATA / "bbc_headlines_stream"
INCIDENTS = DATA / "calfire_incident_versions"
Words = tuple[str, str]


def score() -> dict[str, float]:
    """Shares of versions found, and errors: records told again, versions invented."""
    figures: dict[str, float] = {}
    for path in sorted(FRONT_PAGES.glob("*.jsonl.gz")):
        snapshots = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        figures |= _figures(path.name.partition(".")[0], _front_pages(snapshots), _gold_pages(snapshots))
    for path in sorted(INCIDENTS.glob("*.changes.jsonl.gz")):
        versions = list(_incidents(path))
        figures |= _figures("incidents", _items(versions), _gold_items(versions))
    return figures


def _figures(name: str, posts: list[Post], gold: dict[str, list[Words]]) -> dict[str, float]:
    told: dict[str, list[Words]] = {}
    again = 0
    for post in posts:
        words = (post.headline or "", post.text)
        if post.change in ("added", "edited", "reinstated"):
            wordings = told.setdefault(post.post_id, [])
            again += bool(wordings) and wordings[-1] == words
            wordings.append(words)
    versions = {(words, n) for wordings in gold.values() for n, words in _numbered(wordings)}
    found = {(words, n) for wordings in told.values() for n, words in _numbered(wordings)}
    return {
        f"{name}: versions told": len(versions & found) / len(versions),
        f"{name}: error, versions invented": len(found - versions),
        f"{name}: error, told again as they were": again,
        f"{name}: items kept apart": len(gold) / len(told) if len(told) > len(gold) else len(told) / len(gold),
    }


def _numbered(wordings: list[Words]) -> Iterator[tuple[int, Words]]:
    """Wordings with how often each had come before: an item may go back to an earlier one."""
    for at, words in enumerate(wordings):
        yield wordings[:at].count(words), words


def _front_pages(snapshots: list[dict[str, Any]]) -> list[Post]:
    """What a desk tells of a front page, snapshot by snapshot."""
    state, posts = State(parse.Index()), []
    for snapshot in snapshots:
        entries = [
            {"id": item["href"], "url": item["href"], "title": item["title"], "content_text": item["summary"]}
            for item in snapshot["items"]
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Front page", "items": entries}
        posts += _step(state, json.dumps(feed), snapshot["snapshot_time"], "application/feed+json", "front-page")
    return posts


def _gold_pages(snapshots: list[dict[str, Any]]) -> dict[str, list[Words]]:
    gold: dict[str, list[Words]] = {}
    for snapshot in snapshots:
        for item in snapshot["items"]:
            _note(gold, item["href"], (clean(item["title"]), clean(item["summary"])))
    return gold


def _incidents(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(instant, whole record) of each version; the file has the first in full, then the fields that changed."""
    whole: dict[str, dict[str, Any]] = {}
    for line in gzip.decompress(path.read_bytes()).splitlines():
        told = json.loads(line)
        record = told["record"]
        known = whole.setdefault(record["UniqueId"], {})
        known.update(record)
        yield told["seen_at"], dict(known)


def _words(record: dict[str, Any]) -> Words:
    acres, contained = record.get("AcresBurned"), record.get("PercentContained")
    parts = [f"The {record['Name']} is burning at {record.get('Location') or 'an unknown place'}."]
    parts += [f"It has burned {acres} acres."] if acres is not None else []
    parts += [f"It is {contained} percent contained."] if contained is not None else []
    parts += [f"{record[name]} is what its {name} says." for name in ("AdminUnit", "Status") if record.get(name)]
    return " ".join(record["Name"].split()), " ".join(" ".join(parts).split())


def _items(versions: list[tuple[str, dict[str, Any]]]) -> list[Post]:
    state, posts = State(parse.Index()), []
    for seen, record in versions:
        headline, text = _words(record)
        item = {"id": record["UniqueId"], "headline": headline, "text": text, "updated": record["Updated"]}
        posts += _step(state, json.dumps(item), seen, "application/json", "incidents")
    return posts


def _gold_items(versions: list[tuple[str, dict[str, Any]]]) -> dict[str, list[Words]]:
    gold: dict[str, list[Words]] = {}
    for _, record in versions:
        _note(gold, record["UniqueId"], _words(record))
    return gold


def _note(gold: dict[str, list[Words]], item: str, words: Words) -> None:
    wordings = gold.setdefault(item, [])
    if not wordings or wordings[-1] != words:
        wordings.append(words)


def _step(state: State, body: str, seen: str, content_type: str, source: str) -> list[Post]:
    moment = codec.utc(datetime.fromisoformat(seen))
    update = make_update(body.encode(), source=source, seen=moment, content_type=content_type)
    outcome = parse.step(state, update, moment)
    for write in outcome.writes:
        state.apply(write.key, write.row)
    return [emit.record for emit in outcome.out if isinstance(emit.record, Post)]
