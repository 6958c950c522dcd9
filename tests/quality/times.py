"""Times against the TempEval-3 AQUAINT news: span F1 strict and relaxed, value F1, over all documents together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

from streams.records import Reference, TimeExpression
from streams.stages.enrich import times
from streams.stages.enrich.document import Document, sentences

GOLD = Path(__file__).parents[2] / ".." / "shared" / "data" / "tempeval3_aquaint_dev" / "AQUAINT"


@dataclass(frozen=True, slots=True)
class Annotated:
    """One news item: its text, its creation time, and the time expressions that people marked."""

    name: str
    text: str
    reference: Reference
    gold: tuple[tuple[int, int, str], ...]  # start, end, TIMEX3 value


def annotated() -> Iterator[Annotated]:
    """The labelled items, in order of their names; none where the folder is absent."""
    for path in sorted(GOLD.glob("*.tml")):
        root = ElementTree.parse(path).getroot()
        stamp, body = root.find("DCT/TIMEX3"), root.find("TEXT")
        if stamp is None or body is None:
            continue
        pieces: list[str] = []
        gold: list[tuple[int, int, str]] = []
        _read(body, pieces, gold)
        yield Annotated(path.stem, "".join(pieces), _reference(stamp.get("value") or ""), tuple(gold))


def _read(element: ElementTree.Element, pieces: list[str], gold: list[tuple[int, int, str]]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _read(child, pieces, gold)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        gold.append((start, sum(map(len, pieces)), element.get("value") or ""))


def _reference(value: str) -> Reference:
    start = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return Reference(start=start, end=start if "T" in value else start + timedelta(days=1), basis="post")


def found(item: Annotated) -> tuple[TimeExpression, ...]:
    """What the enricher finds, without knowledge of places."""
    document = Document(item.name, item.text, None, item.reference, None, "en", None, sentences(item.text))
    return times.find(document, lambda position: None)


def pairs(item: Annotated) -> tuple[list[tuple[tuple[int, int, str], TimeExpression]], int, int]:
    """Gold and found expressions that overlap, one to one in text order; and how many there are of each."""
    left = list(found(item))
    count = len(left)
    paired = []
    for row in item.gold:
        hit = next((time for time in left if time.span[0] < row[1] and row[0] < time.span[1]), None)
        if hit is not None:
            left.remove(hit)
            paired.append((row, hit))
    return paired, len(item.gold), count


def score() -> dict[str, float]:
    """Micro-averaged measures, rounded to 4 places; empty where the data is absent."""
    strict = relaxed = value = gold = system = 0
    for item in annotated():
        paired, there, count = pairs(item)
        gold, system, relaxed = gold + there, system + count, relaxed + len(paired)
        strict += sum(time.span == row[:2] for row, time in paired)
        value += sum(time.value == row[2] for row, time in paired)
    if not gold:
        return {}
    return {
        "strict_f1": round(2 * strict / (gold + system), 4),
        "relaxed_f1": round(2 * relaxed / (gold + system), 4),
        "relaxed_precision": round(relaxed / max(system, 1), 4),
        "relaxed_recall": round(relaxed / gold, 4),
        "value_f1": round(2 * value / (gold + system), 4),
        "value_accuracy": round(value / max(relaxed, 1), 4),
    }


def main() -> None:
    """Print the measures; with ``--errors`` every expression missed, spurious or valued otherwise, in its context."""
    if "--errors" in sys.argv:
        for item in annotated():
            _errors(item)
    for name, figure in score().items():
        print(f"{name:20} {figure:.4f}")


def _errors(item: Annotated) -> None:
    paired, _, _ = pairs(item)
    hit = {row for row, _ in paired}
    spans = {time.span for _, time in paired}
    rows = [(row[:2], "missed", row[2]) for row in item.gold if row not in hit]
    rows += [(time.span, "spurious", str(time.value)) for time in found(item) if time.span not in spans]
    rows += [(row[:2], "value", f"{row[2]} / {time.value}") for row, time in paired if row[2] != time.value]
    for (start, end), kind, value in sorted(rows):
        around = item.text[max(0, start - 50) : start] + "[" + item.text[start:end] + "]" + item.text[end : end + 40]
        print(f"{kind:9} {value:30} {' '.join(around.split())}  ({item.name} {item.reference.start:%F %a})")


if __name__ == "__main__":
    main()
