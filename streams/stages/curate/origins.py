"""Who counts as independent: origins, not posts.

The forces and ministries of one country are one origin; a wire copy in ten outlets is one; so are an outlet's editions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from streams.data.outlets import AGENCY, UNKNOWN, Outlets, Publisher
from streams.records import Enriched
from streams.stages.enrich import names
from streams.stages.enrich.claims.holders import Office, office_of

REMEMBERED = 4_096
DATELINE_MAX, CREDIT_MAX = 100, 40  # characters of a post's beginning and end where an agency is credited

_dateline = re.compile(r"([^\n()]{2,60}) \(([^\n()]{2,40})\) ?[-–—]")
_name = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?: [^\W\d_][^\W\d_'’.-]*){0,2}")
_credit = re.compile(r"\(([^\n()]{2,30})\)\W{0,3}$")

OF_THE_STATE = frozenset({"ministry", "government", "military", "police"})


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


def post_origin(post: Enriched, originals: Mapping[str, Enriched], outlets: Outlets) -> tuple[Origin, float]:
    """Who is behind a post: of a copy, who is behind its group's original, or the oldest copy that stands; of what an
    agency wrote, the agency; else the outlet's family. And what its word weighs.
    """
    original = originals.get(post.duplicate_group or "", post)
    publisher = behind(original, outlets)
    if publisher is None:
        return Origin(f"outlet:{original.page_id}", f"outlet:{original.page_id}"), outlets.weights[UNKNOWN]
    own = outlets.publisher(original.outlet) if original.outlet else None
    name = original.outlet if publisher == own and not publisher.listed else publisher.family
    return Origin(f"outlet:{publisher.family}", f"outlet:{name}"), publisher.weight


def behind(post: Enriched, outlets: Outlets) -> Publisher | None:
    """The publisher whose words a post prints: the agency that it credits, else its outlet; None where none is told."""
    credited = [outlets.agency(name) for name in post.authors]
    if credited and credited[0] is not None and all(credited):
        return credited[0]
    names, unlisted = _credits(post.text)
    for name in names:
        if (agency := outlets.agency(name)) is not None:
            return agency
    if unlisted is not None:
        return replace(outlets.publisher(unlisted), source=AGENCY, weight=outlets.weights[AGENCY])
    return outlets.publisher(post.outlet) if post.outlet else None


@lru_cache(REMEMBERED)
def _credits(text: str) -> tuple[tuple[str, ...], str | None]:
    """Who is credited in a text's dateline and at its end; who is an agency by the form of the dateline alone."""
    dateline = _dateline.match(text, 0, DATELINE_MAX)
    credit = _credit.search(text, max(0, len(text) - CREDIT_MAX))
    unlisted = None
    if dateline is not None:
        place, name = dateline.groups()
        unlisted = name if place.partition(",")[0].isupper() and _name.fullmatch(name) is not None else None
    return tuple(found.group(found.lastindex or 0) for found in (dateline, credit) if found is not None), unlisted
