"""Who counts as independent: origins, not posts.

The forces and ministries of one country are one origin; a wire copy in ten outlets is one; so are an outlet's editions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from streams.records import Enriched
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


class Origin(NamedTuple):
    """Who is behind words: the key that tells one from another, and the name that people read."""

    key: str
    label: str


def sayer_origin(sayer: str, post: Enriched, held: Mapping[Office, str]) -> Origin:
    """The origin behind what somebody says in a post: a state for its organs and officers, else the sayer.

    ``held`` says who holds an office by the event's other posts: one that says "the president" is of one origin with
    one that names him.
    """
    key = names.key(sayer)
    for organisation in post.organisations:
        if organisation.name == sayer or names.key(organisation.name) == key:
            if organisation.kind in OF_THE_STATE and organisation.country is not None:
                return Origin(f"state:{organisation.country}", f"state:{organisation.country}")
            return Origin(f"organisation:{key}", f"organisation:{organisation.name}")
    for person in post.people:
        office = person.role is not None and person.role.casefold() == sayer.casefold()
        if office or person.name == sayer or names.key(person.name) == key:
            return _person(person.name)
    asked = office_of(sayer)
    if asked is not None and asked in held:
        return _person(held[asked])
    return Origin(f"sayer:{key}", f"sayer:{sayer}")


def _person(name: str) -> Origin:
    return Origin(f"person:{names.key(name)}", f"person:{name}")


def outlet_origin(post: Enriched, originals: Mapping[str, Enriched]) -> Origin:
    """The outlet behind a post; behind a copy, that of its group's original, or of the oldest copy that stands."""
    original = originals.get(post.duplicate_group or "", post)
    name = original.outlet or original.page_id
    return Origin(f"outlet:{family(original.outlet) or original.page_id}", f"outlet:{name}")


def post_origin(post: Enriched, originals: Mapping[str, Enriched]) -> str:
    """The key of the outlet behind a post."""
    return outlet_origin(post, originals).key
