"""Passages and types of posts against our own labelled posts, on what the rules may be written on and on the rest.

Each post goes through the reader of plain items, which decides its type, and through ``enrich``, as a page's lead where
its position is 0. A sentence has the role of the passage that holds most of it. Turns are measured between successive
sentences that are labelled main: same happening or not. A post's cut is wholly right where its main sentences fall into
the labelled happenings, and no other sentence founds one of its own. ``faults`` lists what is read wrong.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from streams.codec import make_update
from streams.data import gazetteer
from streams.records import Enriched
from streams.stage import Rejection
from streams.stages.enrich import enrich
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import reader_for
from tests.build import a_post
from tests.quality.kinds import PARTS, labelled, macro_f1

_end = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bNo)[.!?…][”\"’)\]]*\s+(?=[“\"‘A-Z0-9£$€])")
FOUNDING = ("news", "recap")  # types whose posts report something as main


class Answer(NamedTuple):
    """A labelled post, its sentences, and what was read."""

    item: dict[str, Any]
    sentences: list[tuple[int, int]]
    read: Enriched
    roles: list[str]
    happenings: list[int | None]


def split(text: str) -> list[tuple[int, int]]:
    """The sentences as they were labelled: each of a quotation is one."""
    spans, at = [], 0
    for line in text.split("\n"):
        start = 0
        for match in _end.finditer(line):
            spans.append((at + start, at + match.start() + len(match.group().rstrip())))
            start = match.end()
        spans.append((at + start, at + len(line)))
        at += len(line) + 1
    return spans


def typed(item: dict[str, Any]) -> str:
    """The type that the reader of plain items gives a labelled post."""
    body = json.dumps({"headline": item["headline"], "text": item["text"], "published": item["published"]})
    seen = datetime.fromisoformat(item["published"])
    update = make_update(body.encode(), source="test", seen=seen, desk="test", content_type="application/json")
    reader = reader_for("application/json", body)
    assert not isinstance(reader, Rejection)
    draft = reader.read(body, update)
    assert isinstance(draft, Draft)
    return draft.post_type


@cache
def answers() -> tuple[Answer, ...]:
    """Every labelled post as it is read."""
    places = gazetteer.load()
    found = []
    for item in labelled("passages"):
        read = enrich(places, a_post(
            item["text"], headline=item["headline"], position=item["position"], post_type=typed(item),
            at=datetime.fromisoformat(item["published"]),
        ))  # fmt: skip
        sentences = split(item["text"])
        assert len(sentences) == len(item["sentences"]), item["headline"]
        held = [_holder(read, span) for span in sentences]
        numbers = [passage.happening for passage in read.passages]
        found.append(
            Answer(item, sentences, read, [read.passages[at].role for at in held], [numbers[at] for at in held])
        )
    return tuple(found)


def _holder(read: Enriched, span: tuple[int, int]) -> int:
    """Which passage holds most of a sentence."""
    shared = [min(span[1], p.span[1]) - max(span[0], p.span[0]) for p in read.passages]
    return max(range(len(shared)), key=shared.__getitem__)


def cut_right(one: Answer) -> bool:
    """Whether a post falls into its labelled happenings."""
    gold: dict[int, set[int]] = defaultdict(set)
    found: dict[int, set[int]] = defaultdict(set)
    for at, (label, number) in enumerate(zip(one.item["sentences"], one.happenings, strict=True)):
        if label["role"] == "main":
            gold[label["happening"]].add(at)
        if number is not None:
            found[number].add(at)
    main = set().union(*gold.values()) if gold else set()
    return sorted(sorted(s & main) for s in found.values()) == sorted(sorted(s) for s in gold.values())


def turns(found: Sequence[Answer]) -> tuple[int, int, int]:
    """Turns labelled, told, and both."""
    gold = told = both = 0
    for one in found:
        main = [at for at, label in enumerate(one.item["sentences"]) if label["role"] == "main"]
        for a, b in pairwise(main):
            is_turn = one.item["sentences"][a]["happening"] != one.item["sentences"][b]["happening"]
            numbers = (one.happenings[a], one.happenings[b])
            is_told = None not in numbers and numbers[0] != numbers[1]
            gold, told, both = gold + is_turn, told + is_told, both + (is_turn and is_told)
    return gold, told, both


def score() -> dict[str, float]:
    """Types, roles, turns and whole cuts; roles and cuts of leads and of ordinary posts apart."""
    scores: dict[str, float] = {}
    for part in PARTS:
        here = [one for one in answers() if one.item["part"] == part]
        types = [(one.item["post_type"], one.read.post_type) for one in here]
        scores[f"{part}: types: accuracy"] = sum(a == b for a, b in types) / len(types)
        scores[f"{part}: types: macro F1"] = macro_f1(types)
        scores[f"{part}: types: news kept"] = sum(b in FOUNDING for a, b in types if a == "news") / sum(
            a == "news" for a, _ in types
        )
        leads = [one for one in here if one.item["position"] == 0]
        for name, posts in (("leads", leads), ("ordinary", [one for one in here if one not in leads])):
            roles = [(s["role"], r) for one in posts for s, r in zip(one.item["sentences"], one.roles, strict=True)]
            told = [one for one in posts if one.item["post_type"] in FOUNDING]
            gold, found, both = turns(told)
            scores |= {
                f"{part}: {name}: roles: accuracy": sum(a == b for a, b in roles) / len(roles),
                f"{part}: {name}: roles: macro F1": macro_f1(roles),
                f"{part}: {name}: turns: precision": both / found if found else 1.0,
                f"{part}: {name}: turns: recall": both / gold if gold else 1.0,
                f"{part}: {name}: turns: F1": 2 * both / (gold + found) if gold + found else 1.0,
                f"{part}: {name}: wholly right": sum(map(cut_right, told)) / len(told),
            }
    return {name: round(value, 4) for name, value in scores.items()}


def faults() -> Iterator[str]:
    """What is read wrong in the part that may be studied."""
    for one in answers():
        if one.item["part"] != "dev":
            continue
        if one.read.post_type != one.item["post_type"]:
            types = f"{one.item['post_type']} read {one.read.post_type}"
            yield f"TYPE {types}: {one.item['headline']} || {one.read.text[:90]}"
        gold = [(s["role"], s["happening"] if s["role"] == "main" else None) for s in one.item["sentences"]]
        read = list(zip(one.roles, one.happenings, strict=True))
        if any(a[0] != b[0] for a, b in zip(gold, read, strict=True)) or not cut_right(one):
            yield f"POST {one.item['post_type']} at {one.item['position']}: {one.item['headline']}"
            for (start, end), a, b in zip(one.sentences, gold, read, strict=True):
                labels = f"{a[0][:2]}{a[1] or ''} | {b[0][:2]}{'' if b[1] is None else b[1]}"
                yield f"   {labels}  {one.read.text[start:end]}"


def confusion() -> Counter[tuple[str, str, str]]:
    """How often a type is read as another, by part."""
    return Counter((one.item["part"], one.item["post_type"], one.read.post_type) for one in answers())


if __name__ == "__main__":
    if sys.argv[1:] == ["faults"]:
        print("\n".join(faults()))
    else:
        print(json.dumps(score(), indent=1))
        for (part, gold, found), count in sorted(confusion().items()):
            print(part, gold, "read", found, count)
