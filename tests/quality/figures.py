"""Figures against our own labelled sentences, field by field and set by set.

``own`` sentences were written together with the rules, ``blind`` ones by somebody who had not seen them
(``figures_blind.md``); of each, ``dev`` may be read to mend rules and ``held`` is only ever scored.
``python -m tests.quality.figures`` prints every set with its size, ``… faults [FIELD …]`` what is wrong in dev sets.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from streams.data.figures import tables
from streams.data.gazetteer import Gazetteer, load
from streams.data.word_tables import load as load_words
from streams.records import FigureMention, Post, Reference
from streams.stages.enrich import figures
from streams.stages.enrich.document import Document, sentences
from streams.stages.enrich.step import enrich

GOLD = Path(__file__).parent
PARTS = {"own dev": "dev", "own held": "held", "blind dev": "blind-dev", "blind held": "blind-held"}
OWN = ("dev", "held")
FIELDS = ("value", "object", "bound", "unit", "action", "scope", "kind", "counting", "modifier")
GIVEN = ("object", "action", "scope", "modifier")  # may be null: also measured over the figures that have one
_DAY = datetime(2023, 5, 17, tzinfo=UTC)
_PLAIN = frozenset(
    ["the", "a", "an", "of", "in", "on", "at", "to", "from", "inside", "within", "near", "over", "before"]
)

Gold = dict[str, Any]
Read = Callable[[str], tuple[FigureMention, ...]]


def labelled() -> Iterator[Gold]:
    """The labelled sentences of every ``figures*.jsonl`` here: text, part (dev | held) and its figures."""
    for path in sorted(GOLD.glob("figures*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def found(text: str) -> tuple[FigureMention, ...]:
    """What the enricher finds in a text, without times or places."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    return figures.find(Document("1", text, None, reference, None, "en", None, sentences(text)), (), ())


def enriched(text: str) -> tuple[FigureMention, ...]:
    """What the whole of enrich finds in a post of that text: with times, places, and whose count it is."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    post = Post(
        post_id="1", page_id="1", url=None, outlet=None, desk="world", headline=None, text=text,
        published=_DAY, reference=reference, seen=_DAY, lang="en", ce_id="1",
    )  # fmt: skip
    return enrich(_gazetteer(), post).figures


@cache
def _gazetteer() -> Gazetteer:
    return load()


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


def is_labelled(part: str, field: str, gold: Gold) -> bool:
    """Whether a label says something of a field: the own sets name few sayers, and of what is no count only some."""
    if part not in OWN or field not in (*GIVEN, "sayer"):
        return True
    return field != "sayer" and (gold["kind"] == "event" or gold.get(field) is not None)


def of_a_class(part: str, mention: FigureMention | None) -> FigureMention | None:
    """A mention as a set labels it: the own ones know no action beside the classes of ``figures_actions.toml``."""
    if mention is None or part not in OWN or mention.action in load_words("figures_actions"):
        return mention
    return msgspec.structs.replace(mention, action=None)


def right(field: str, gold: Gold, mention: FigureMention) -> bool:
    """Whether a field is read right.

    A scope may differ in its small words, an object and a modifier in their capitals, and "including" is a scope or
    none; an action may be the verb as printed or its class.
    """
    if field == "value":
        return all(_near(gold.get(name), getattr(mention, name)) for name in ("value", "low", "high"))
    told = getattr(mention, field)
    if field == "scope":
        return _words(gold.get("scope")) == _words(told)
    if field == "action":
        return deed(gold.get("action")) == deed(told)
    if field in ("object", "modifier"):
        return (gold.get(field) or "").lower() == (told or "").lower()
    if field == "sayer":
        return _names_one(gold.get("sayer"), told)
    return bool(gold.get(field) == told)


def _near(gold: float | None, told: float | None) -> bool:
    return gold is told if gold is None or told is None else abs(gold - told) <= 1e-4 * max(1.0, abs(gold))


def deed(action: str | None) -> str | None:
    """A verb as printed by its class, or by its participle: demolished is destroyed, drove is driven."""
    if action is None or action in load_words("figures_actions"):
        return action
    known = tables().verbs.get(action) if action != "reached" else None
    phrase = tables().action_phrases.starting(action.split(), 0, len(action.split()))
    if phrase is not None:
        return phrase[1]
    return known.action if known else tables().participles.get(action, action)


def _names_one(gold: str | None, told: str | None) -> bool:
    """Whether two name the same sayer: a canonical name need not be written as the text has it (the army, army)."""
    if gold is None or told is None:
        return gold is told
    ours, theirs = set(_words(told)), set(_words(gold))
    return ours <= theirs or theirs <= ours


def _words(scope: str | None) -> tuple[str, ...]:
    words = (scope or "").lower().removesuffix("including").split()
    return tuple(word for word in words if word not in _PLAIN) or ("",) * bool(words)


def score() -> dict[str, float]:
    """Per set and field, right pairs against the mean of gold and found figures (F1), of the figures alone.

    Object, action, scope and modifier are also measured over the gold figures that have one (``object_given``). The
    sets together follow without a name, and ``enriched``, what the whole of enrich makes of them: with its times and
    places, and the sayer.
    """
    measured = {f"{name}: {field}": value for name in PARTS for field, value in of_part(name).items()}
    return measured | of_part() | {f"enriched: {field}": value for field, value in of_part(read=enriched).items()}


def of_part(name: str | None = None, read: Read = found) -> dict[str, float]:
    """The measures of one set of labels, or of all, by a way of reading."""
    counts: Counter[str] = Counter()
    for item in labelled():
        if name is None or item["part"] == PARTS[name]:
            counts["sentences"] += 1
            for gold, mention in pairs(item["figures"], read(item["text"])):
                _count(counts, item["part"], gold, of_a_class(item["part"], mention))
    told = read is not found and bool(counts["sayer_gold"])
    fields = (*FIELDS, "sayer") if told else FIELDS
    given = (*GIVEN, "sayer") if told else GIVEN
    figured = {field: 2 * counts[field] / (counts[f"{field} of"] or 1) for field in ("paired", *fields)}
    figured |= {f"{field}_given": counts[f"{field}_given"] / (counts[f"{field}_gold"] or 1) for field in given}
    sizes = {"sentences": float(counts["sentences"]), "figures": float(counts["figures"])}
    return sizes | {field: round(value, 4) for field, value in figured.items()}


def _count(counts: Counter[str], part: str, gold: Gold | None, mention: FigureMention | None) -> None:
    counts["figures"] += gold is not None
    counts["paired of"] += (gold is not None) + (mention is not None)
    counts["paired"] += gold is not None and mention is not None
    for field in (*FIELDS, "sayer"):
        if gold is not None and not is_labelled(part, field, gold):
            continue
        given = gold is not None and gold.get(field) is not None
        hit = gold is not None and mention is not None and right(field, gold, mention)
        counts[field] += hit
        counts[f"{field} of"] += (gold is not None) + (mention is not None)
        counts[f"{field}_gold"] += given
        counts[f"{field}_given"] += hit and given


def faults(fields: tuple[str, ...] = FIELDS) -> Iterator[str]:
    """One line for each field read wrong in the sets that may be read, for the person who mends the rules."""
    for item in labelled():
        if not item["part"].endswith("dev"):
            continue
        for gold, found_one in pairs(item["figures"], enriched(item["text"])):
            mention = of_a_class(item["part"], found_one)
            if gold is None or mention is None:
                words = mention.text if mention else (gold or {})["words"]
                yield f"{'missed' if gold else 'extra'}: {words!r} in {item['text']}"
                continue
            for field in fields:
                if is_labelled(item["part"], field, gold) and not right(field, gold, mention):
                    told = f"is {gold.get(field)!r}, read {getattr(mention, field)!r}"
                    yield f"{field}: {gold['words']!r} {told} in {item['text']}"


def main() -> None:
    if sys.argv[1:2] == ["faults"]:
        print("\n".join(faults(tuple(sys.argv[2:]) or FIELDS)))
        return
    table = Table("measure", box=None, header_style="dim")
    columns = {
        "alone": {name: of_part(name) for name in PARTS},
        "whole": {name: of_part(name, enriched) for name in PARTS},
    }
    for way, parts in columns.items():
        for name in parts:
            table.add_column(f"{name}, {way}")
    for field in columns["whole"]["blind dev"]:
        cells = [parts[name].get(field) for parts in columns.values() for name in parts]
        table.add_row(field, *("" if cell is None else f"{cell:.3f}".replace(".000", "") for cell in cells))
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
