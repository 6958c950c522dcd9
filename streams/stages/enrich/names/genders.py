"""Whether "he" or "she" can mean a person: by the honorific, the office, else the given name."""

from __future__ import annotations

from streams.data.names import tables
from streams.records import Person
from streams.stages.enrich.names import spelling


def gender(person: Person) -> str | None:
    """m or f where the post or the lists of given names tell it; null where they don't, or tell both.

    >>> gender(Person(name="Roa", aliases=("Roa", "Mrs Roa"))), gender(Person(name="Omar Roa"))
    ('f', 'm')
    >>> gender(Person(name="Kim Roa", role="spokeswoman")), gender(Person(name="X. Roa"))
    ('f', None)
    """
    words = tables().gendered
    for alias in person.aliases:
        told = words.get(alias.split(" ")[0].rstrip(".").lower()) if " " in alias else None
        if told is not None:
            return told
    for word in (person.role or "").lower().split():
        if word in words:
            return words[word]
    parts = spelling.parts(person.name)
    return tables().genders.get(parts[0].lower()) if len(parts) > 1 else None
