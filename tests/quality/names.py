"""Names against SpellingUkraine: whether every wrong spelling joins its right one, and different names stay apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from streams.records import Reference
from streams.stages.enrich import names
from streams.stages.enrich.document import Document, sentences

PATH = Path(__file__).parents[2] / ".." / "shared" / "data" / "ukraine_names" / "spelling_vocabulary.jsonl"
SURNAME = "Bondarenko"
_DAY = datetime(2023, 1, 1, tzinfo=UTC)


def entries(category: str) -> list[dict[str, Any]]:
    """The vocabulary's entries of a category."""
    lines = PATH.read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["category"] == category]


def people(text: str) -> list[str]:
    """The canonical names of the people of a text."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    document = Document("quality", text, None, reference, None, "en", None, sentences(text))
    return [person.name for person in names.find(document).people]


def score() -> dict[str, float]:
    """Figures by name; empty where the data is not here."""
    if not PATH.is_file():
        return {}
    given = entries("Personal name")
    wrong = [(e["correctSpelling"], spelling) for e in given for spelling in e["incorrectSpellings"]]
    joined = [names.same_person(f"{right} {SURNAME}", f"{other} {SURNAME}") for right, other in wrong]
    apart = [
        not names.same_person(f"{one['correctSpelling']} {SURNAME}", f"{other['correctSpelling']} {SURNAME}")
        for one, other in combinations(given, 2)
    ]
    found = [bool(people(f"{other} {SURNAME} spoke in the town on Monday.")) for _, other in wrong]
    full = [
        people(f"Residents heard {spelling} speak on Monday.") == [entry["correctSpelling"]]
        for entry in entries("Person")
        for spelling in (entry["correctSpelling"], *entry["incorrectSpellings"])
    ]
    return {
        "given names: wrong spelling joins the right one": sum(joined) / len(joined),
        "given names: different names stay apart": sum(apart) / len(apart),
        "given names: a person is found by a wrong spelling": sum(found) / len(found),
        "people: every spelling gives the right name": sum(full) / len(full),
    }


def main() -> None:
    for name, value in score().items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
