"""Who counts as independent: origins, not posts.

The forces and ministries of one country are one origin; a wire copy in ten outlets is one; so are an outlet's editions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from streams.data.outlets import AGENCY, UNKNOWN, Outlets, Publisher
from streams.data.word_tables import load
from streams.records import Enriched, Organisation, Person
from streams.stages.curate.runs import each_once
from streams.stages.enrich import names
from streams.stages.enrich.claims.holders import Office, office_of

NEAR = 40  # characters before a name in which "former" is said of it
REMEMBERED = 2_048  # sayers and offices
OF_THE_STATE = frozenset({"ministry", "government", "military", "police"})

_INSTITUTIONS = [(word, body) for body, words in load("ledger")["institutions"].items() for word in words]
_SPOKEN_FOR = re.compile(rf"\b(?:{'|'.join(load('ledger')['speaking']['for'])})\b", re.IGNORECASE)
_HEADED = re.compile(rf"\b(?:{'|'.join(load('ledger')['speaking']['heads'])})\b", re.IGNORECASE)
_NO_LONGER = re.compile(r"\b(?:former|ex|late)\b", re.IGNORECASE)
_owned = re.compile(r"^(?:the|a|an|its|their|his|her|our|this)\b\s*(?:(?:\w+[’']s|state)\b\s*)?", re.IGNORECASE)
_letters = re.compile(r"[^\W\d_]+")


class Origin(NamedTuple):
    """Who is behind words: the key that tells one from another, and the name that people read."""

    key: str
    label: str

    @property
    def is_body(self) -> bool:
        """Whether it is a body of which an event has one."""
        return self.key.startswith("body:")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom posts name."""

    outlets: Mapping[str, str]  # family -> its name in the first of them
    serving: Mapping[str, str]  # key of a person's name: the institution that some post says he is of
    speaking: Mapping[str, str]  # key of a person's name: the firm or body that some post says he speaks for
    bodies: Mapping[str, Organisation]  # by key of the name
    people: tuple[str, ...]  # spellings, each once


def named(post: Enriched, outlets: Outlets) -> Named:
    """Whom a post names."""
    printed = {outlets.family(post.outlet) or post.outlet: post.outlet} if post.outlet is not None else {}
    bodies: dict[str, Organisation] = {}
    for body in post.organisations:
        _add(bodies, names.key(body.name), body)
    serving: dict[str, str] = {}
    speaking: dict[str, str] = {}
    for person in post.people:
        if person.role is not None and (institution := _institution(person.role)) is not None:
            serving.setdefault(names.key(person.name), institution)
        elif (firm := _spoken_for(person, post)) is not None:
            speaking.setdefault(names.key(person.name), firm)
    said = (c.source for c in post.claims if c.source and c.source_kind == "person")
    people = tuple(dict.fromkeys((*(person.name for person in post.people), *said)))
    return Named(printed, serving, speaking, bodies, people)


def _spoken_for(person: Person, post: Enriched) -> str | None:
    """Whose words a spokeswoman's or a chief executive's are; those of a bare "spokeswoman" are its only body's."""
    if person.role is None or any(_NO_LONGER.search(post.text, max(at - NEAR, 0), at) for at, _ in person.spans):
        return None
    speaks = _SPOKEN_FOR.search(person.role) is not None
    if not speaks and _HEADED.search(person.role) is None:
        return None
    if person.affiliation is not None:
        return person.affiliation
    bodies = {each.name for each in post.organisations if each.kind != "media"} if speaks else set()
    return bodies.pop() if len(bodies) == 1 else None


def all_named(posts: Sequence[Named]) -> Named:
    """Whom they name, one after another."""
    printed: dict[str, str] = {}
    serving: dict[str, str] = {}
    speaking: dict[str, str] = {}
    bodies: dict[str, Organisation] = {}
    for each in posts:
        printed = {**each.outlets, **printed}
        serving = {**each.serving, **serving}
        speaking = {**each.speaking, **speaking}
        for key, body in each.bodies.items():
            _add(bodies, key, body)
    return Named(printed, serving, speaking, bodies, each_once([each.people for each in posts]))


def _add(bodies: dict[str, Organisation], key: str, body: Organisation) -> None:
    """The first one of a name, rather one whose country is told."""
    known = bodies.get(key)
    if known is None or (known.country is None and body.country is not None):
        bodies[key] = body


class Sayers:
    """Who is behind what is said in an event's posts: spellings and short names of all of them joined."""

    def __init__(self, told: Named, held: Mapping[Office, str], outlets: Outlets) -> None:
        """``held`` says who holds an office by the event's posts: one that says "the president" is of one origin with
        one that names him."""
        self._held = held
        self._family = outlets.family
        self._outlets, self._serving, self._bodies = told.outlets, told.serving, told.bodies
        self._speaking = told.speaking
        self._firms = {names.key(body): body for body in told.speaking.values()} | {
            key: body.name for key, body in told.bodies.items()
        }
        self._whole = _by_beginning(self._firms)
        spellings = [name for name in told.people if names.key(name) not in self._bodies]
        self._people = {
            spellings[index]: max((spellings[other] for other in group), key=lambda name: (len(name.split()), name))
            for group in names.one_person_each(spellings) for index in group
        }  # fmt: skip

    def __eq__(self, other: object) -> bool:
        """Whether both know the same, and so give the same answers of every post."""
        return isinstance(other, Sayers) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def origin(self, sayer: str, post: Enriched) -> Origin:
        """The origin behind what somebody says in a post: a state for its organs and officers, else the sayer."""
        key = names.key(sayer)
        body = self._bodies.get(key)
        if body is not None and body.kind in OF_THE_STATE and body.country is not None:
            return Origin(f"state:{body.country}", f"state:{body.country}")
        if (institution := _institution(sayer)) is not None:
            return Origin(f"body:{institution}", f"organisation:{institution}")
        if (outlet := self._outlets.get(self._family(sayer) or sayer)) is not None:
            return Origin(f"outlet:{self._family(outlet)}", f"outlet:{outlet}")
        if body is not None and body.kind == "media":  # "the dpa agency reported": the origin that its own post has
            return Origin(f"outlet:{self._family(body.name)}", f"outlet:{body.name}")
        if body is not None:
            return self._firm(key, body.name)
        for person in post.people:
            office = person.role is not None and person.role.casefold() == sayer.casefold()
            if office or person.name == sayer or names.key(person.name) == key:
                if person.role is not None and (institution := _institution(person.role)) is not None:
                    return Origin(f"body:{institution}", f"organisation:{institution}")
                return self._person(person.name)
        asked = office_of(sayer)
        if asked is not None and asked in self._held:
            return self._person(self._held[asked])
        bare = names.key(_owned.sub("", sayer))
        alone = self._people.get(sayer, sayer) == sayer  # nobody's family name
        if bare in self._firms or (alone and sayer.istitle() and bare in self._whole):  # "Northline said"
            return self._firm(bare, sayer)
        if sayer in self._people:
            return self._person(sayer)
        return Origin(f"named:{bare}", f"sayer:{sayer}")

    def _person(self, name: str) -> Origin:
        whole = self._people.get(name, name)
        for spelling in (name, whole):
            if (institution := self._serving.get(names.key(spelling))) is not None:
                return Origin(f"body:{institution}", f"organisation:{institution}")
        for spelling in (name, whole):
            if (firm := self._speaking.get(names.key(spelling))) is not None:
                return self._firm(names.key(firm), firm)
        return Origin(f"named:{names.key(whole)}", f"person:{whole}")

    def _firm(self, key: str, name: str) -> Origin:
        """A firm or body, by the longest of its names: "Northline" is Northline Ferries where both are named."""
        key = self._whole.get(key, key)
        body = self._bodies.get(key)
        if body is not None and body.kind in OF_THE_STATE and body.country is not None:
            return Origin(f"state:{body.country}", f"state:{body.country}")
        return Origin(f"named:{key}", f"organisation:{self._firms.get(key, name)}")


def _by_beginning(keys: Iterable[str]) -> Mapping[str, str]:
    """The beginnings of names, in words, each with the only name that begins so."""
    begun: dict[str, set[str]] = {}
    for key in keys:
        words = key.split()
        for end in range(1, len(words)):
            begun.setdefault(" ".join(words[:end]), set()).add(key)
    return {beginning: wholes.pop() for beginning, wholes in begun.items() if len(wholes) == 1}


@lru_cache(REMEMBERED)
def _institution(told: str) -> str | None:
    """The body of which an event has one, that a sayer or an office is of: "regional police inspector"."""
    words = f" {' '.join(_letters.findall(told.casefold()))} "
    return next((body for spelling, body in _INSTITUTIONS if f" {spelling} " in words), None)


def outlet_origin(
    post: Enriched, originals: Mapping[str, Enriched], outlets: Outlets, at: int | None = None
) -> tuple[Origin, float]:
    """The outlet or agency behind a post, or behind what it says at a position of its text, and what its word weighs.

    Behind a copy it is that of the original (``originals.originals``), or of the oldest copy that stands. A post that
    holds another's words is no origin more for the event; what it says beside them is its own.
    """
    its_own = at is not None and post.copied and not any(start <= at < end for start, end in post.copied)
    original = post if its_own else originals.get(post.post_id, post)
    publisher = behind(original, outlets)
    if publisher is None:
        return Origin(f"outlet:{original.page_id}", f"outlet:{original.page_id}"), outlets.weights[UNKNOWN]
    name = publisher.family if publisher.listed else original.credit or original.outlet
    return Origin(f"outlet:{publisher.family}", f"outlet:{name}"), publisher.weight


def behind(post: Enriched, outlets: Outlets) -> Publisher | None:
    """The publisher whose words a post prints: the agency that it credits, else its outlet; None where none is told."""
    if post.credit is not None:
        return outlets.agency(post.credit)
    credited = [outlets.publisher(name) for name in post.authors]
    if credited and all(one.listed and one.source == AGENCY for one in credited):
        return credited[0]
    return outlets.publisher(post.outlet) if post.outlet else None
