"""Names against our own labels and SpellingUkraine: whether every spelling joins its right one, and no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from streams.records import Reference
from streams.stages.enrich import names
from streams.stages.enrich.document import Document, sentences
from tests.quality import names_gold

PATH = Path(__file__).parents[2] / ".." / "shared" / "data" / "ukraine_names" / "spelling_vocabulary.jsonl"
SURNAME = "Bondarenko"
_DAY = datetime(2023, 1, 1, tzinfo=UTC)


def entries(category: str) -> list[dict[str, Any]]:
    """The vocabulary's entries of a category."""
    lines = PATH.read_text("utf-8").splitlines()
    return [entry for entry in map(json.loads, lines) if entry["category"] == category]


def found_in(text: str) -> names.Names:
    """The names of a text, places not told apart."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    return names.find(Document("quality", text, None, reference, None, "en", None, sentences(text)))


def people(text: str) -> list[str]:
    """The canonical names of the people of a text."""
    return [person.name for person in found_in(text).people]


def organisations(text: str) -> list[str]:
    """The canonical names of the organisations of a text."""
    return [organisation.name for organisation in found_in(text).organisations]


def spellings(entry: dict[str, Any]) -> dict[str, list[str]]:
    """An entry's other spellings by what they are: its own letters, the wrong ones, and the related ones.

    Related are the Russian letters, other languages' forms and short forms; the right spelling itself is left out.
    """
    related = [spelling for spelling in entry["relatedSpellings"] if spelling != entry["correctSpelling"]]
    return {"own letters": [entry["sourceSpelling"]], "wrong": entry["incorrectSpellings"], "related": related}


def joined(given: list[dict[str, Any]], kind: str) -> float:
    """The share of given names' spellings of a kind that, with a surname, are the right spelling's person."""
    asked = [
        names.same_person(f"{entry['correctSpelling']} {SURNAME}", f"{spelling} {SURNAME}")
        for entry in given
        for spelling in spellings(entry)[kind]
    ]
    return sum(asked) / len(asked)


def apart(given: list[dict[str, Any]]) -> float:
    """The share of pairs of spellings of two given names, right or wrong, that are two people's.

    Spellings that two entries share are nobody's own, and left out.
    """
    own = {entry["correctSpelling"]: {entry["correctSpelling"], *entry["incorrectSpellings"]} for entry in given}
    asked = [
        not names.same_person(f"{one} {SURNAME}", f"{other} {SURNAME}")
        for first, second in combinations(sorted(own), 2)
        for one in sorted(own[first] - own[second])
        for other in sorted(own[second] - own[first])
    ]
    return sum(asked) / len(asked)


def score() -> dict[str, float]:
    """Figures by name; those of SpellingUkraine only where it is here."""
    figures = names_gold.scores()
    if not PATH.is_file():
        return figures
    given = entries("Personal name")
    wrong = [spelling for entry in given for spelling in entry["incorrectSpellings"]]
    found = [bool(people(f"{spelling} {SURNAME} spoke in the town on Monday.")) for spelling in wrong]
    full = {
        kind: [
            people(f"Residents heard {spelling} speak on Monday.") == [entry["correctSpelling"]]
            for entry in entries("Person")
            for spelling in (entry["correctSpelling"], *spellings(entry)[kind])
        ]
        for kind in ("own letters", "wrong", "related")
    }
    company = [
        organisations(f"Trains of {spelling} ran on Monday.") == [entry["correctSpelling"]]
        for entry in entries("Company")
        for spelling in (entry["correctSpelling"], *entry["incorrectSpellings"], *entry["relatedSpellings"])
    ]
    return (
        figures
        | {f"given names: {kind} spelling joins the right one": joined(given, kind) for kind in full}
        | {
            "given names: different names stay apart": apart(given),
            "given names: a person is found by a wrong spelling": sum(found) / len(found),
        }
        | {f"people: by {kind} spelling the right name": sum(right) / len(right) for kind, right in full.items()}
        | {"companies: every spelling gives the right name": sum(company) / len(company)}
    )


def main() -> None:
    for name, value in score().items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
