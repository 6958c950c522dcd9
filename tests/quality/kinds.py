"""Kinds and languages against our own labelled items, on what the rules may be written on and on the rest.

``kinds.jsonl`` holds short items with kind and language; ``passages.jsonl`` whole posts, of which kind is one label.
``python -m tests.quality.kinds faults`` lists what is read wrong in the part that may be studied.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from streams.data import gazetteer
from streams.records import Enriched
from streams.stages.enrich import enrich
from streams.stages.parse.post_types import post_type
from tests.build import NOON, a_post

GOLD = Path(__file__).parent
PARTS = ("dev", "held")


class Answer(NamedTuple):
    """A labelled text, its kind as labelled and as read."""

    item: dict[str, Any]
    gold: str | None
    read: Enriched


def labelled(name: str) -> Iterator[dict[str, Any]]:
    """The labelled lines of a file beside this one."""
    for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


@cache
def answers(name: str) -> tuple[Answer, ...]:
    """Every labelled text of a file as ``enrich`` reads it."""
    places = gazetteer.load()
    return tuple(
        Answer(item, item["kind"], enrich(places, a_post(
            item["text"], headline=item["headline"], position=item.get("position"),
            at=datetime.fromisoformat(item["published"]) if "published" in item else NOON,
            post_type=post_type(item["headline"], item["text"]),
        )))
        for item in labelled(name)
    )  # fmt: skip


def accuracy(found: Sequence[Answer]) -> float:
    """The share of texts whose kind is right."""
    return sum(one.read.kind == one.gold for one in found) / max(len(found), 1)


def macro_f1(pairs: Sequence[tuple[str | None, str | None]]) -> float:
    """The mean F1 over the gold labels of (gold, found) pairs, each label counting the same."""
    gold, found = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    both = Counter(g for g, f in pairs if g == f)
    return sum(2 * both[name] / (gold[name] + found[name]) for name in gold) / max(len(gold), 1)


def score() -> dict[str, float]:
    """Accuracy and macro F1 of kinds, apart for other languages, and for whole posts; language right."""
    scores: dict[str, float] = {}
    for part in PARTS:
        items = [one for one in answers("kinds") if one.item["part"] == part]
        english = [one for one in items if one.item["lang"] == "en"]
        posts = [one for one in answers("passages") if one.item["part"] == part]
        scores |= {
            f"{part}: accuracy": accuracy(items),
            f"{part}: macro F1": macro_f1([(one.gold, one.read.kind) for one in items]),
            f"{part}: accuracy, English": accuracy(english),
            f"{part}: accuracy, other languages": accuracy([one for one in items if one.item["lang"] != "en"]),
            f"{part}: right where a kind is told": accuracy([one for one in items if one.read.kind is not None]),
            f"{part}: language": sum(one.read.lang == one.item["lang"] for one in items) / len(items),
            f"{part}: posts: accuracy": accuracy(posts),
        }
    return {name: round(value, 4) for name, value in scores.items()}


def calibration(part: str) -> Iterator[str]:
    """For each tenth of the score: how many texts have it, and the share of them whose kind is right."""
    found = [one for name in ("kinds", "passages") for one in answers(name) if one.item["part"] == part]
    for tenth in range(5, 10):
        here = [one for one in found if one.read.kind_score and min(int(one.read.kind_score * 10), 9) == tenth]
        yield f"{part}: score from {tenth / 10}: {len(here)} texts, right {accuracy(here):.2f}"


def faults() -> Iterator[str]:
    """One line for each text read wrong in the part that may be studied."""
    for name in ("kinds", "passages"):
        for one in answers(name):
            if one.item["part"] == "dev" and one.read.kind != one.gold:
                told = f"{one.read.kind} {one.read.kind_score}"
                yield f"{one.gold} read {told}: {one.item['headline']} || {one.read.text[:250]}"
            if one.item["part"] == "dev" and one.item.get("lang", "en") != one.read.lang:
                yield f"{one.item.get('lang')} read {one.read.lang}: {one.item['headline']} || {one.read.text[:100]}"


if __name__ == "__main__":
    if sys.argv[1:] == ["faults"]:
        print("\n".join(faults()))
    else:
        print(json.dumps(score(), indent=1))
        print(*(line for part in PARTS for line in calibration(part)), sep="\n")
