"""Who holds an office: offices told alone, and the one name that a text or several posts give them to."""

import pytest

from streams.records import Person
from streams.stages.enrich.claims.holders import holder, office_of

TEXT = "Chilean president Luz Quispe met former Peruvian president Ana Paz and mayor Tom Cole."


def person(name: str, role: str) -> Person:
    start = TEXT.index(name)
    return Person(name=name, role=role, spans=((start, start + len(name)),))


PEOPLE = (
    person("Luz Quispe", "Chilean president"), person("Ana Paz", "Peruvian president"), person("Tom Cole", "mayor"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("the Chilean president", "Luz Quispe"),
        ("Chile’s president", "Luz Quispe"),
        ("the president", "Luz Quispe"),
        ("the mayor", "Tom Cole"),
        ("the mayor of nowhere", None),
        ("the Peruvian president", None),  # she was
        ("the former Chilean president", None),
        ("the deputy mayor", None),
        ("a president", None),
        ("the Chilean foreign minister", None),
    ],
)
def test_holder(told, name):
    office = office_of(told)
    found = holder(office, TEXT, PEOPLE) if office is not None else None
    assert (found.name if found else None) == name
