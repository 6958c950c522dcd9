"""Who holds an office: offices told alone, and the one name that a text or several posts give them to."""

from typing import Any

import pytest

from streams.records import Enriched, Person
from streams.stages.enrich.claims.holders import holder, holders, office_of, offices_given
from tests.build import a_post

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


def enriched(text: str, people: tuple[Person, ...]) -> Enriched:
    post = a_post(text)
    fields: dict[str, Any] = {field: getattr(post, field) for field in post.__struct_fields__}
    return Enriched(**fields, people=people)


def test_holders_of_several_posts_are_those_that_nobody_disputes():
    posts = [
        enriched(TEXT, PEOPLE),
        enriched("Peruvian president Eva Ríos and Chilean president Luz Quispe spoke.", (
            Person(name="Eva Ríos", role="Peruvian president", spans=((19, 27),)),
            Person(name="Luz Quispe", role="Chilean president", spans=((50, 60),)),
        )),
        enriched("Peruvian president Rosa Vega spoke.", (
            Person(name="Rosa Vega", role="Peruvian president", spans=((19, 28),)),
        )),
    ]  # fmt: skip
    assert holders(map(offices_given, posts)) == {
        ("president", "CL"): "Luz Quispe", ("mayor", None): "Tom Cole",
    }  # fmt: skip
