"""Figures against our own labelled sentences: field by field, on what the rules were written on and on the rest."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streams.records import FigureMention, Reference
from streams.stages.enrich import figures
from streams.stages.enrich.document import Document, sentences

GOLD = Path(__file__).parent
FIELDS = ("value", "object", "bound", "unit", "action", "scope", "kind", "counting", "modifier")
_DAY = datetime(2023, 5, 17, tzinfo=UTC)
_PLAIN = frozenset(
    ["the", "a", "an", "of", "in", "on", "at", "to", "from", "inside", "within", "near", "over", "before"]
)

Gold = dict[str, Any]


def labelled() -> Iterator[Gold]:
    """The labelled sentences of every ``figures*.jsonl`` here: text, part (dev | held) and its figures."""
    for path in sorted(GOLD.glob("figures*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def found(text: str) -> tuple[FigureMention, ...]:
    """What the enricher finds in a text, without times or places."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    return figures.find(Document("1", text, None, reference, None, "en", None, sentences(text)), (), ())


def pairs(gold: list[Gold], mentions: tuple[FigureMention, ...]) -> list[tuple[Gold | None, FigureMention | None]]:
    """Gold and found figures whose spans overlap, one to one in order; the rest stand alone."""
    left = list(mentions)
    paired: list[tuple[Gold | None, FigureMention | None]] = []
    for figure in gold:
        start, end = figure["span"]
        match = next((one for one in left if one.span[0] < end and start < one.span[1]), None)
        if match is not None:
            left.remove(match)
        paired.append((figure, match))
    return paired + [(None, mention) for mention in left]


def right(field: str, gold: Gold, mention: FigureMention) -> bool:
    """Whether a field is read right; a scope may differ in its small words."""
    if field == "value":
        return all(_near(gold.get(name), getattr(mention, name)) for name in ("value", "low", "high"))
    told = getattr(mention, field)
    if field == "scope":
        return _words(gold.get("scope")) == _words(told)
    return bool(gold.get(field) == told)


def _near(gold: float | None, told: float | None) -> bool:
    return gold is told if gold is None or told is None else abs(gold - told) <= 1e-4 * max(1.0, abs(gold))


def _words(scope: str | None) -> tuple[str, ...]:
    return tuple(word for word in (scope or "").lower().split() if word not in _PLAIN) or ("",) * bool(scope)


def score(part: str | None = None) -> dict[str, float]:
    """Per field, right pairs against the mean of gold and found figures (F1); ``part`` takes one part of the labels.

    Object, action, scope and modifier are also measured over the gold figures that have one (``object_given``).
    """
    counts: Counter[str] = Counter()
    for item in labelled():
        if part in (None, item["part"]):
            for gold, mention in pairs(item["figures"], found(item["text"])):
                _count(counts, gold, mention)
    total = (counts["gold"] + counts["found"]) / 2 or 1.0
    figured = {field: counts[field] / total for field in ("paired", *FIELDS)}
    figured |= {
        f"{field}_given": counts[f"{field}_given"] / (counts[f"{field}_gold"] or 1)
        for field in ("object", "action", "scope", "modifier")
    }
    return {"figures": float(counts["gold"])} | {name: round(value, 4) for name, value in figured.items()}


def _count(counts: Counter[str], gold: Gold | None, mention: FigureMention | None) -> None:
    counts["gold"] += gold is not None
    counts["found"] += mention is not None
    for field in FIELDS:
        given = gold is not None and gold.get(field) is not None
        hit = gold is not None and mention is not None and right(field, gold, mention)
        counts[field] += hit
        counts[f"{field}_gold"] += given
        counts[f"{field}_given"] += hit and given
    counts["paired"] += gold is not None and mention is not None


def faults(part: str, fields: tuple[str, ...] = FIELDS) -> Iterator[str]:
    """One line for each field read wrong, for the person who mends the rules."""
    for item in labelled():
        if item["part"] != part:
            continue
        for gold, mention in pairs(item["figures"], found(item["text"])):
            if gold is None or mention is None:
                words = mention.text if mention else (gold or {})["words"]
                yield f"{'missed' if gold else 'extra'}: {words!r} in {item['text']}"
                continue
            for field in fields:
                if not right(field, gold, mention):
                    told = f"is {gold.get(field)!r}, read {getattr(mention, field)!r}"
                    yield f"{field}: {gold['words']!r} {told} in {item['text']}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["faults"]:
        print("\n".join(faults("dev", tuple(sys.argv[2:]) or FIELDS)))
    else:
        for name in ("dev", "held"):
            print(name, score(name))
