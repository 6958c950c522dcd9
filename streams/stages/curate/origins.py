"""Who counts as independent: origins, not posts.

The forces and ministries of one country are one origin; a wire copy in ten outlets is one; so are an outlet's editions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from streams.records import Enriched, Organisation, Person
from streams.stages.enrich import names
from streams.stages.enrich.claims.holders import Office, office_of

OF_THE_STATE = frozenset({"ministry", "government", "military", "police"})

_edition = re.compile(r"\b(?:live|online|news|world|uk|us|international|edition|\.com|\.co\.uk|\.org)\b|[^\w]+")


def family(outlet: str | None) -> str | None:
    """The publisher family of an outlet's name, as far as the name tells.

    >>> family("The Courier Live"), family("courier.com")
    ('courier', 'courier')
    """
    if outlet is None:
        return None
    words = [word for word in _edition.sub(" ", outlet.casefold()).split() if word not in ("the", "com", "www")]
    return " ".join(words) or outlet.casefold()


def sayer_origin(
    sayer: str | None,
    organisations: Sequence[Organisation],
    people: Sequence[Person],
    outlet: str,
    held: Mapping[Office, str],
) -> str:
    """The origin behind a claim: a state for its organs and officers, else the sayer, else the outlet itself.

    ``held`` says who holds an office by the event's other posts: one that says "the president" is of one origin with
    one that names him.
    """
    if sayer is None:
        return f"outlet:{outlet}"
    key = names.key(sayer)
    for organisation in organisations:
        if organisation.name == sayer or names.key(organisation.name) == key:
            if organisation.kind in OF_THE_STATE and organisation.country is not None:
                return f"state:{organisation.country}"
            return f"organisation:{key}"
    for person in people:
        office = person.role is not None and person.role.casefold() == sayer.casefold()
        if office or person.name == sayer or names.key(person.name) == key:
            return f"person:{names.key(person.name)}"
    asked = office_of(sayer)
    if asked is not None and asked in held:
        return f"person:{names.key(held[asked])}"
    return f"sayer:{key}"


def post_origin(post: Enriched, originals: Mapping[str, Enriched]) -> str:
    """The outlet behind a post; behind a copy, that of its group's original, or of the oldest copy that stands."""
    original = originals.get(post.duplicate_group or "", post)
    return f"outlet:{family(original.outlet) or original.page_id}"
