"""Who holds an office: "the Russian president" is the one person to whom posts give that office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from streams.data.names import tables
from streams.records import Enriched, Person
from streams.stages.enrich.names import offices
from streams.stages.enrich.words import split

_FORMER = re.compile(r"\b(?:former|ex|late|then)\b", re.IGNORECASE)
_NEAR = 40  # characters before a name in which "former" is said of it

Office = tuple[str, str | None]
"""An office that one person holds at a time, and its state's code or its body; None where no state or body is told."""


@lru_cache(maxsize=1024)
def office_of(told: str) -> Office | None:
    """The office that words name, if they name nothing else.

    >>> office_of("Russia’s president"), office_of("The mayor"), office_of("former mayor"), office_of("an officer")
    (('president', 'RU'), ('mayor', None), None, None)

    A former, deputy or acting holder is another person, and so no answer.
    """
    words = split(told)
    found = offices.before(words, len(words))
    if found is None or found.head not in tables().offices_of_one:
        return None
    before = words.lows[: len(words) - len(found.head.split())]
    if any(low in tables().role_modifiers for low in before) or words.lows[: found.start] not in ([], ["the"]):
        return None
    body = found.affiliation.casefold() if found.affiliation is not None else None
    return found.head, found.country or body


def holder(office: Office, text: str, people: Iterable[Person]) -> Person | None:
    """The one person of a text who holds an office; where one side leaves the state or body out, the head decides."""
    head, state = office
    fits = [
        person
        for person in people
        if (held := _held_by(person, text)) is not None
        and held[0] == head
        and (held[1] == state or None in {held[1], state})
    ]
    return fits[0] if len(fits) == 1 else None


def _held_by(person: Person, text: str) -> Office | None:
    """The office that a text says a person holds, not held once."""
    office = office_of(person.role) if person.role is not None else None
    if office is None or any(_FORMER.search(text, max(start - _NEAR, 0), start) for start, _ in person.spans):
        return None
    return office


def offices_given(post: Enriched) -> Iterator[tuple[Office, str]]:
    """The offices that a post gives to somebody, and whom: those of a state or body, and "mayor" and the like alone."""
    for person in post.people:
        office = _held_by(person, post.text)
        if office is not None and office[1] is not None:
            yield office, person.name
        if office is not None and office[0] in tables().offices_of_one_alone:
            yield (office[0], None), person.name


def holders(given: Iterable[Iterable[tuple[Office, str]]]) -> dict[Office, str]:
    """Offices that posts (``offices_given`` of each) give to nobody but one name -> the name."""
    named: dict[Office, set[str]] = {}
    for post in given:
        for office, name in post:
            named.setdefault(office, set()).add(name)
    return {office: names.pop() for office, names in named.items() if len(names) == 1}
