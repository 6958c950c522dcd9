"""Names against our own labelled sentences: who and what is named, as what, of whom; who is meant by "the ministry".

``names.jsonl`` holds sentences with their people and organisations, ``names_coreference.jsonl`` claims with their
sayer, ``names_spellings.jsonl`` pairs of names that are one person's or two. They were written and labelled before the
rules were read; alternatives in a label are equally right. Of each file a third is held out (part "held"), for scores.
The pairs of public figures (part "figures") were written later, when the rules were there.
``python -m tests.quality.names_gold`` prints both parts, ``… faults`` what is wrong in the part that may be looked at.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from streams.data import gazetteer
from streams.records import Enriched, Organisation, Person
from streams.stages.enrich import names
from streams.stages.enrich.step import enrich
from tests.build import a_post

GOLD = Path(__file__).parent
Label = dict[str, Any]
Told = Person | Organisation
Span = tuple[int, int]
Pair = tuple[Label | None, Told | None]

_OF = re.compile(r" (?:of|for|at|to|in|with|from) ")
_OWNED = re.compile(r"^.*(?:[’']s?|[A-ZÀ-Þ]\S*) ")  # what stands before an office and tells whose it is
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


def labelled(file: str, part: str) -> Iterator[Label]:
    """The labels of a file that are of a part (dev | held)."""
    for line in (GOLD / file).read_text("utf-8").splitlines():
        label = json.loads(line)
        if label["part"] == part:
            yield label


@cache
def read(text: str) -> Enriched:
    """What the enrichers make of a text, places and all."""
    return enrich(gazetteer.load(), a_post(text, headline=None))


def said(text: str, words: list[str]) -> list[Span]:
    """Where these words stand, each after the one before."""
    spans, at = [], 0
    for word in words:
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans


def pairs(item: Label, field: str) -> list[Pair]:
    """Labels and what is told of them: one to one by the first mention they share; the rest stand alone."""
    left: list[Told] = [one for one in getattr(read(item["text"]), field) if one.spans]
    paired: list[Pair] = []
    for label in item[field]:
        spans = said(item["text"], label["said"])
        match = next((one for one in left if any(_meet(a, b) for a in one.spans for b in spans)), None)
        if match is not None:
            left.remove(match)
        paired.append((label, match))
    unclear = [span for word in item.get("unclear", ()) for span in _everywhere(item["text"], word)]
    known = [span for label in item[field] for span in said(item["text"], label["said"])]
    for one in left:
        if not any(_meet(a, b) for a in one.spans for b in unclear if b not in known):
            paired.append((None, one))
    return paired


def _everywhere(text: str, word: str) -> list[Span]:
    return [found.span() for found in re.finditer(re.escape(word), text)]


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def right_name(label: Label, told: Told) -> bool:
    return told.name.replace("’", "'").casefold() in [name.casefold() for name in label["name"]]


def right_role(label: Label, told: Person) -> bool:
    """The office alone is compared: "Finnish president", "president of Finland" and "president" are one answer."""
    wanted = label["role"]
    if told.role is None:
        return None in wanted
    bare = _ARTICLE.sub("", told.role.replace(".", ""))
    cut = _OF.split(bare)[0]
    answers = {form.lower() for form in (bare, cut, _OWNED.sub("", bare), _OWNED.sub("", cut))}
    return any(role is not None and role.lower() in answers for role in wanted)


def right_affiliation(label: Label, told: Person) -> bool:
    wanted = [name and _ARTICLE.sub("", name).lower() for name in label["affiliation"]]
    return (told.affiliation and _ARTICLE.sub("", told.affiliation).lower()) in wanted


def mentions(part: str) -> dict[str, float]:
    """F1 of people and organisations by who is found, by name and by spans; shares of the found with the right facts.

    Found: a mention is shared. Named: found, and the canonical name is a right one. Spans: exact mentions of all, of
    which office alone ("the minister") counts neither way.
    """
    counts: Counter[str] = Counter()
    for item in labelled("names.jsonl", part):
        for field in ("people", "organisations"):
            for label, told in pairs(item, field):
                _count(counts, item, field, label, told)
    figures = {}
    for field in ("people", "organisations"):
        total = counts[f"{field} labelled"] + counts[f"{field} told"]
        figures[f"{field}: found F1"] = 2 * counts[f"{field} found"] / total
        figures[f"{field}: named F1"] = 2 * counts[f"{field} named"] / total
        spans = counts[f"{field} spans labelled"] + counts[f"{field} spans told"]
        figures[f"{field}: span F1"] = 2 * counts[f"{field} spans"] / spans
    for fact, of in (("role", "people"), ("affiliation", "people"), ("kind", "organisations")):
        figures[f"{of}: {fact}"] = counts[fact] / (counts[f"{of} found"] or 1)
    return figures


def _count(counts: Counter[str], item: Label, field: str, label: Label | None, told: Told | None) -> None:
    counts[f"{field} labelled"] += label is not None
    counts[f"{field} told"] += told is not None
    wanted = said(item["text"], label["said"]) if label is not None else []
    given = [span for span in told.spans if _is_name(item["text"], span)] if told is not None else []
    counts[f"{field} spans labelled"] += len(wanted)
    counts[f"{field} spans told"] += len(given)
    counts[f"{field} spans"] += len({_bare(item["text"], s) for s in wanted} & {_bare(item["text"], s) for s in given})
    if label is None or told is None:
        return
    counts[f"{field} found"] += 1
    counts[f"{field} named"] += right_name(label, told)
    if isinstance(told, Person):
        counts["role"] += right_role(label, told)
        counts["affiliation"] += right_affiliation(label, told)
    else:
        counts["kind"] += told.kind in label["kind"]


def _is_name(text: str, span: Span) -> bool:
    """Whether a mention is by name: "the minister" and "the company" are labelled nowhere."""
    return any(word[0].isupper() for word in text[slice(*span)].split())


def _bare(text: str, span: Span) -> Span:
    """A mention without an owner or nationality before it and without its last dot: "Russia's Defence Ministry"."""
    words = text[slice(*span)]
    if words.endswith("Ministry") or " ministry" in words:
        return (span[1], span[1])
    return (span[0], span[1] - words.endswith("."))


def sayers(part: str) -> dict[str, float]:
    """The share of labelled claims whose source is the right one."""
    told = [right_sayer(item) for item in labelled("names_coreference.jsonl", part)]
    return {"who is meant": sum(told) / len(told)}


def right_sayer(item: Label) -> bool:
    return sayer(item) in item["who"]


def sayer(item: Label) -> str | None:
    """The source of the claim that holds the labelled words; null where there is none."""
    at = item["text"].index(item["words"])
    middle = at + len(item["words"]) // 2
    for claim in read(item["text"]).claims:
        spans = [claim.span] if isinstance(claim.span[0], int) else claim.span
        if any(start <= middle < end for start, end in spans):  # type: ignore[misc]
            return claim.source
    return None


def spellings(part: str) -> dict[str, float]:
    """Of pairs of names: the share told to be one person's that are, and to be two that are."""
    told = [(pair, names.same_person(pair["one"], pair["other"])) for pair in labelled("names_spellings.jsonl", part)]
    one = [same for pair, same in told if pair["same"]]
    two = [not same for pair, same in told if not pair["same"]]
    return {"spellings of one person joined": sum(one) / len(one), "two people kept apart": sum(two) / len(two)}


def scores(part: str | None = None) -> dict[str, float]:
    """Every figure of one part, or of both with the part before the name."""
    if part is not None:
        return mentions(part) | sayers(part) | spellings(part)
    figures = {f"{each}: {name}": value for each in ("dev", "held") for name, value in scores(each).items()}
    return figures | {f"public figures: {name}": value for name, value in spellings("figures").items()}


def faults() -> Iterator[str]:
    """A line for each thing told wrong in the part that may be looked at."""
    for item in labelled("names.jsonl", "dev"):
        for field in ("people", "organisations"):
            for label, told in pairs(item, field):
                yield from _faults(item, label, told)
    for item in labelled("names_coreference.jsonl", "dev"):
        if not right_sayer(item):
            yield f"sayer: {item['case']}: {sayer(item)!r} is not {item['who']} in {item['text']}"
    for pair in labelled("names_spellings.jsonl", "dev"):
        if names.same_person(pair["one"], pair["other"]) != pair["same"]:
            yield f"spelling: {pair['one']} | {pair['other']} are {'one' if pair['same'] else 'two'}"


def _faults(item: Label, label: Label | None, told: Told | None) -> Iterator[str]:
    text = item["text"]
    if label is None or told is None:
        yield f"{'missed' if label else 'extra'}: {told.name if told else label and label['name'][0]} in {text}"
        return
    if not right_name(label, told):
        yield f"name: {told.name!r} is {label['name']} in {text}"
    if {_bare(text, s) for s in said(text, label["said"])} != {_bare(text, s) for s in told.spans if _is_name(text, s)}:
        yield f"span: {[text[slice(*s)] for s in told.spans]} is {label['said']} in {text}"
    if isinstance(told, Person):
        if not right_role(label, told):
            yield f"role: {told.name}: {told.role!r} is {label['role']} in {text}"
        if not right_affiliation(label, told):
            yield f"affiliation: {told.name}: {told.affiliation!r} is {label['affiliation']} in {text}"
    elif told.kind not in label["kind"]:
        yield f"kind: {told.name}: {told.kind!r} is {label['kind']} in {text}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["faults"]:
        print("\n".join(faults()))
    else:
        dev, held = scores("dev"), scores("held")
        for name, value in dev.items():
            print(f"{name:45} dev {value:.3f}  held {held[name]:.3f}")
