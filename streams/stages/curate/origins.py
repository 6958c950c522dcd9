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
            if organisation.kind == "media":  # "the dpa agency reported": the origin that a post of its own has
                return Origin(f"outlet:{family(organisation.name)}", f"outlet:{organisation.name}")
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


def outlet_origin(post: Enriched, originals: Mapping[str, Enriched], at: int | None = None) -> Origin:
    """The outlet or agency behind a post, or behind what it says at a position of its text.

    Behind a copy it is that of the original (``originals.originals``), or of the oldest copy that stands. A post that
    holds another's words is no origin more for the event; what it says beside them is its own.
    """
    its_own = at is not None and post.copied and not any(start <= at < end for start, end in post.copied)
    original = post if its_own else originals.get(post.post_id, post)
    name = original.credit or original.outlet
    return Origin(f"outlet:{family(name) or original.page_id}", f"outlet:{name or original.page_id}")


def post_origin(post: Enriched, originals: Mapping[str, Enriched]) -> str:
    """The key of the outlet or agency behind a post."""
    return outlet_origin(post, originals).key
