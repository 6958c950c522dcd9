"""Word tables of people and organisations, made ready to look things up in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from streams.data import word_tables

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state as writers name it."""

    code: str
    name: str
    adjective: str


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation known by name."""

    name: str
    kind: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution that every state or town has one of."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class NameTables:
    """Phrases are tuples of tokens, filed under their first (or last) token, the longest first."""

    honorifics: frozenset[str]
    offices_of_one: frozenset[str]
    offices_of_one_alone: frozenset[str]
    short_forms: frozenset[str]
    not_initials: frozenset[str]
    says: frozenset[str]
    weak_institutions: frozenset[str]
    roles_by_last: dict[str, tuple[Phrase, ...]]
    roles_by_first: dict[str, tuple[Phrase, ...]]
    role_short: dict[str, str]
    role_modifiers: frozenset[str]
    role_endings: tuple[str, ...]
    roles_or_names: frozenset[str]  # occupations that people are called: with a capital they are a name
    honorific_roles: dict[str, str]
    roles_of_bodies: frozenset[str]
    family_first: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    not_names: frozenset[str]
    not_surnames: frozenset[str]
    month_surnames: frozenset[str]
    function_words: frozenset[str]
    region_words: frozenset[str]
    given: frozenset[str]
    given_sure: frozenset[str]  # of them those that are hardly ever another word
    given_words: frozenset[str]  # and those that often are
    genders: dict[str, str]  # given name -> m | f
    gendered: dict[str, str]  # honorific or office -> m | f
    family: frozenset[str]
    family_endings: tuple[str, ...]
    common: frozenset[str]  # English words that headings write with a capital
    sports_words: frozenset[str]
    arabic_given: frozenset[str]
    german_given: frozenset[str]
    slavic_given: frozenset[str]  # in the right spelling, as given_spellings has it
    given_spellings: dict[str, tuple[str, ...]]
    given_relatives: dict[str, tuple[str, ...]]
    known_people: dict[str, tuple[str, ...]]
    states_by_first: dict[str, tuple[tuple[Phrase, State, str], ...]]  # lower case; name | adjective | capital
    states_by_last: dict[str, tuple[tuple[Phrase, State, str], ...]]
    organisations: dict[str, tuple[tuple[Phrase, KnownOrganisation], ...]]  # as written
    institutions: dict[str, tuple[tuple[Phrase, Institution], ...]]  # lower case
    heads: dict[str, str]
    heads_first: dict[str, str]
    nouns: dict[str, frozenset[str]]  # the company, the airline -> kinds
    name_ends: frozenset[str]  # after "and", a name goes on with these
    not_companies: frozenset[str]
    military_words: frozenset[str]
    descriptors: frozenset[str]
    at_home: frozenset[str]  # acronyms that need their state in the text
    things: frozenset[str]  # words before names of ships, storms, films
    identified: dict[str, tuple[str, str | None, str]]  # name -> kind, country, Wikidata id


def phrase(words: str) -> Phrase:
    """The tokens of a phrase in a table, possessives apart as in a text.

    >>> phrase("mayor's office")
    ('mayor', "'s", 'office')
    """
    return tuple(words.replace("’", "'").replace("'s", " 's").split())


def _filed(rows: list[tuple[Any, ...]], at: int) -> dict[str, tuple[Any, ...]]:
    """Rows under the first (0) or last (-1) token of their phrase, longest phrase first."""
    filed: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        filed.setdefault(row[0][at], []).append(row)
    return {word: tuple(sorted(found, key=lambda row: -len(row[0]))) for word, found in filed.items()}


def _comma(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def _states() -> list[tuple[Phrase, State, str]]:
    rows: list[tuple[Phrase, State, str]] = []
    for code, row in word_tables.load("names_countries").items():
        names, adjectives, capitals = (_comma(cell) for cell in row.split("|"))
        state = State(code, names[0], adjectives[0])
        for kind, forms in (("name", names), ("adjective", adjectives), ("capital", capitals)):
            rows += [(phrase(form.lower()), state, kind) for form in forms]
    return rows


def _organisations() -> list[tuple[Phrase, KnownOrganisation]]:
    rows: list[tuple[Phrase, KnownOrganisation]] = []
    for kind, lines in word_tables.load("names_organisations")["known"].items():
        for line in lines:
            name, others, country = (cell.strip() for cell in line.split("|"))
            known = KnownOrganisation(name, kind, country or None)
            rows += [(phrase(form), known) for form in dict.fromkeys([name, *_comma(others)])]
    return rows


def _institutions() -> list[tuple[Phrase, Institution]]:
    rows: list[tuple[Phrase, Institution]] = []
    for kind, lines in word_tables.load("names_organisations")["of_country"].items():
        for line in lines:
            title, forms = line.split("|")
            rows += [(phrase(form), Institution(title.strip(), kind)) for form in _comma(forms)]
    return rows


def _listed_given(spellings: dict[str, Any]) -> list[str]:
    """Given names of the tables of spellings: of the transliterations, and of the people known."""
    spelt = [name for right, wrong in spellings["given_spellings"].items() for name in (right, *wrong)]
    known = [name.split()[0] for right, others in spellings["known"].items() for name in (right, *others)]
    return [name.lower() for name in (*spelt, *known, *spellings["arabic_given"], *spellings["german_given"])]


def _kinds_of_nouns(nouns: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, listed in nouns.items():
        for noun in listed:
            found.setdefault(noun, []).append(kind)
    return found


def _identified() -> dict[str, tuple[str, str | None, str]]:
    rows = (line.split("\t") for line in _extracted("names_wikidata.tsv"))
    found = {name: (kind, country or None, identity) for name, kind, country, identity in rows}
    for kind, lines in word_tables.load("names_organisations")["known"].items():
        for line in lines:  # NATO by its name in full
            name, others, _ = (cell.strip() for cell in line.split("|"))
            told = next((found[form] for form in _comma(others) if form in found and not is_acronym(form)), None)
            if told is not None and name not in found:
                found[name] = (kind, told[1], told[2])
    return found


_ACRONYM = 5


def is_acronym(name: str) -> bool:
    """Whether a name is so short and in capitals that many bear it: RBC, MTN."""
    return name.isupper() and len(name) <= _ACRONYM


def _extracted(name: str) -> list[str]:
    return files("streams.data").joinpath(name).read_text("utf-8").splitlines()


@cache
def tables() -> NameTables:
    """The tables, read once.

    >>> tables().states_by_first["ukrainian"][0][1].name
    'Ukraine'
    """
    words, spellings = word_tables.load("names"), word_tables.load("names_spellings")
    known_given = frozenset([*words["given"].lower().split(), *_listed_given(spellings)])
    told = {name.lower(): gender for name, gender in (line.split(" ") for line in _extracted("names_given.txt"))}
    family = frozenset(line.lower() for line in _extracted("names_family.txt"))
    roles = [(phrase(role),) for role in sorted({*words["roles"], *words["role_short"]})]
    states = _states()
    bodies = word_tables.load("names_organisations")
    heads = bodies["heads"]
    return NameTables(
        honorifics=frozenset(word.lower() for word in words["honorifics"]),
        offices_of_one=frozenset(words["offices_of_one"]),
        offices_of_one_alone=frozenset(words["offices_of_one_alone"]),
        short_forms=frozenset(words["short_forms"]),
        not_initials=frozenset(words["not_initials"]),
        says=frozenset(words["says"]),
        weak_institutions=frozenset(word_tables.load("names_organisations")["weak"]),
        roles_by_last={last: tuple(row[0] for row in rows) for last, rows in _filed(roles, -1).items()},
        roles_by_first={first: tuple(row[0] for row in rows) for first, rows in _filed(roles, 0).items()},
        role_short=words["role_short"],
        role_modifiers=frozenset(words["role_modifiers"]),
        role_endings=tuple(words["role_endings"]),
        roles_or_names=frozenset(row[0][0] for row in roles if len(row[0]) == 1)
        .intersection(known_given.union(told, family))
        .difference(words["titles"]),
        honorific_roles=words["honorific_roles"],
        roles_of_bodies=frozenset(words["roles_of_bodies"]),
        family_first=frozenset(words["family_first"]),
        particles=frozenset(words["particles"]),
        suffixes=frozenset(words["suffixes"]),
        not_names=frozenset(words["not_names"]),
        not_surnames=frozenset(words["not_surnames"]),
        month_surnames=frozenset(words["month_surnames"]),
        function_words=frozenset(words["function_words"]),
        region_words=frozenset(words["region_words"]),
        given=known_given.union(told),
        given_sure=known_given.difference(words["given_words"]),
        given_words=frozenset(words["given_words"]),
        gendered={word: gender for gender, listed in words["gendered"].items() for word in listed},
        genders={name: gender for name, gender in told.items() if gender != "u"},
        family=family,
        family_endings=tuple(words["family_endings"]),
        common=frozenset([*_extracted("names_common.txt"), *words["common"]]),
        sports_words=frozenset(bodies["sports"]["words"]),
        arabic_given=frozenset(name.lower() for name in spellings["arabic_given"]),
        slavic_given=frozenset(spellings["slavic_given"]),
        german_given=frozenset(name.lower() for name in spellings["german_given"]),
        given_spellings={right: tuple(wrong) for right, wrong in spellings["given_spellings"].items()},
        given_relatives={right: tuple(others) for right, others in spellings["given_relatives"].items()},
        known_people={right: tuple(others) for right, others in spellings["known"].items()},
        states_by_first=_filed(states, 0),
        states_by_last=_filed(states, -1),
        organisations=_filed(_organisations(), 0),
        institutions=_filed(_institutions(), 0),
        heads={word: kind for kind, listed in reversed(heads.items()) for word in listed},
        heads_first={word: kind for kind, listed in bodies["heads_first"].items() for word in listed},
        nouns={noun: frozenset(kinds) for noun, kinds in _kinds_of_nouns(bodies["nouns"]).items()},
        name_ends=frozenset(bodies["ends"]["words"]),
        military_words=frozenset(bodies["ends"]["military"]),
        descriptors=frozenset(bodies["descriptors"]["words"]),
        at_home=frozenset(bodies["descriptors"]["at_home"]),
        not_companies=frozenset(bodies["ends"]["not_companies"]),
        things=frozenset(bodies["things"]["before"]),
        identified=_identified(),
    )
