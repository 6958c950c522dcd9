"""Publishers: which names are one newsroom, of which class it is, and what its word weighs.

A family is told by the names and domains of ``outlets.toml``, else by the name itself without what only names an
edition. A user's own file is laid over the shipped one (``laid_over``) by the shell, and handed to the stages as a
value.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from streams.data import word_tables

UNKNOWN, CHANNEL, OFFICIAL, AGENCY, AGGREGATOR = "unknown", "channel", "official", "agency", "aggregator"
WEIGHT_MAX = 10.0
KNOWN_MAX = 4_096  # outlets whose reading is remembered
NAME_MAX = 200  # characters of an outlet's name that are looked at
TABLES = ("weights", "families")  # what a user's file may hold
KEYS = frozenset({"class", "weight", "names", "domains"})  # of a family

_address = re.compile(r"(?:https?://)?(?:www\.)?((?:[^\W_][\w-]*\.)+[^\W\d_]{2,24})(/\S*)?$")
_handle = re.compile(r"@([\w.-]+)(?:@([\w.-]+))?$")
_separator = re.compile(r"\s+[-–—|•·/]\s+|\s*[|•]\s*|:\s+")
_bracket = re.compile(r"\(([^()]*)\)")
_word = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_not_letters = re.compile(r"[\W_]+")


class OutletsError(ValueError):
    """A file of outlets that can't be used; the message says what is wrong with which row."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who is behind an outlet's name."""

    family: str
    source: str  # its class, a row of [weights]
    weight: float  # of one origin of it; 1 for an outlet that nobody knows
    listed: bool = False  # in the table, and not only read from its name


@dataclass(frozen=True, slots=True)
class _Reading:
    """How names that no table has are read: ``[reading]`` of ``outlets.toml``."""

    editions: frozenset[str]
    sections: frozenset[str]
    links: frozenset[str]
    days: tuple[tuple[str, ...], ...]
    daily: frozenset[str]
    carried: re.Pattern[str]
    credit: re.Pattern[str]
    no_article: tuple[str, ...]
    second_level: frozenset[str]
    hosts: frozenset[str]
    accounts: frozenset[str]
    official_domains: frozenset[str]
    words: dict[str, frozenset[str]]  # class -> words that tell it
    phrases: dict[str, tuple[str, ...]]


class Outlets:
    """A table of publishers. It never changes once made, so that the same name always has the same answer."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.weights: dict[str, float] = {name: float(weight) for name, weight in table["weights"].items()}
        self._read = _reading(table["reading"])
        self._names: dict[str, Publisher] = {}  # by squeezed name
        self._domains: dict[str, Publisher] = {}
        for family, row in table["families"].items():
            source = row.get("class", UNKNOWN)
            one = Publisher(family, source, float(row.get("weight", self.weights[source])), listed=True)
            self._names |= {_squeezed(_words(name)): one for name in (family, *row.get("names", ()))}
            self._domains |= {domain.casefold(): one for domain in row.get("domains", ())}
        self.publisher = lru_cache(KNOWN_MAX)(self._publisher)
        """Who is behind an outlet's name, address or account."""

    def family(self, outlet: str | None) -> str | None:
        """The publisher family of an outlet's name or address; None of nobody's.

        >>> told = shipped().family
        >>> told("The Coast Herald Live"), told("coastherald.co.uk"), told("BBC Mundo"), told("Reuters via Yahoo")
        ('coastherald', 'coastherald', 'BBC', 'Reuters')
        """
        return self.publisher(outlet).family if outlet else None

    def agency(self, name: str) -> Publisher:
        """The agency of this name, listed or not."""
        one = self.publisher(name)
        return one if one.listed else replace(one, source=AGENCY, weight=self.weights[AGENCY])

    def _publisher(self, outlet: str) -> Publisher:
        text = _normal(outlet)
        text = self._read.credit.sub("", text, count=1) or text
        told, *carrier = self._read.carried.split(text, maxsplit=1)
        one = self._named(told.rstrip(" (,") or text)
        if carrier and one.source == AGGREGATOR:
            other = self._named(carrier[0].rstrip(" )"))
            return other if other.listed else one
        return one

    def _named(self, text: str) -> Publisher:
        account, address = _handle.match(text), _address.match(text)
        if account is not None:
            return self._account(account.group(1), account.group(2))
        if address is not None:
            return self._address(address.group(1), address.group(2) or "")
        return self._name(text)

    def _account(self, name: str, server: str | None) -> Publisher:
        """An account counts as the outlet that it is called after: better an origin too few than one too many. It has
        that outlet's weight only where its name is a domain, or its server the outlet's own.
        """
        for domain in (server, name):
            if domain is not None and (known := self._under(domain)) is not None:
                return known
        for host in self._read.hosts:
            name = name.removesuffix(f".{host}")
        if "." in name:
            return self._address(name, "")
        return Publisher(self._name(re.sub(r"[_-]+", " ", name)).family, CHANNEL, self.weights[CHANNEL])

    def _address(self, domain: str, path: str) -> Publisher:
        read = self._read
        steps = [step for step in path.split("/") if step not in ("", "s", "c", "user", "channel")]
        if domain in read.accounts and steps:
            return self._account(steps[0].removeprefix("@"), None)
        known = self._under(domain)
        if known is not None:
            return known
        parts = domain.split(".")
        ends = 2 if len(parts) > 2 and (".".join(parts[-2:]) in read.hosts or _is_second_level(parts, read)) else 1
        label, end = parts[-ends - 1].replace("-", ""), ".".join(parts[-ends:])
        if label.startswith("the") and len(label) > len("the") + 3 and not label.startswith(read.no_article):
            label = label.removeprefix("the")
        if label.startswith("daily") and len(label) > len("daily") + 3:
            label = label.removeprefix("daily")
        source = CHANNEL if end in read.hosts else UNKNOWN
        if {parts[-1], end, end.partition(".")[0], ".".join(parts[-2:])} & read.official_domains:
            source = OFFICIAL
        return Publisher(label, source, self.weights[source])

    def _under(self, domain: str) -> Publisher | None:
        """The listed publisher of a domain, or of one that it stands under."""
        parts = domain.split(".")
        ends = (".".join(parts[at:]) for at in range(len(parts) - 1))
        return next((self._domains[end] for end in ends if end in self._domains), None)

    def _name(self, text: str) -> Publisher:
        for words in self._readings(text):
            if (known := self._names.get(_squeezed(words))) is not None:
                return known
        words = self._bare(_words(self._part(text)), self._read.editions)
        source = self._class(_words(text))
        return Publisher(_squeezed(words) or text, source, self.weights[source])

    def _readings(self, text: str) -> Iterator[list[str]]:
        """The ways to read a name as a listed one: whole; without what is set off; without its edition."""
        yield _words(text)
        words = _words(self._part(text))
        yield words
        yield self._bare(words, frozenset())
        while len(words) > 1 and words[-1] in self._read.sections and words[-2] not in self._read.links:
            words = words[:-1]
            yield words

    def _part(self, text: str) -> str:
        """The part of a name that names somebody: "World | The Courier" and "The Courier – Live" are The Courier."""
        parts = [part for part in _separator.split(text) if part]
        named = [part for part in parts if not all(word in self._read.sections for word in _words(part))]
        first = (named or parts or [text])[0]
        editions = all(all(word in self._read.editions for word in _words(each)) for each in _bracket.findall(first))
        return _bracket.sub(" ", first) if editions else first

    def _bare(self, words: list[str], editions: frozenset[str]) -> list[str]:
        """A name without the day and the edition that it ends with."""
        while len(words) > 1 and words[-1] in editions and words[-2] not in self._read.links:
            words = words[:-1]
        for day in self._read.days:
            if len(words) > len(day) and tuple(words[-len(day) :]) == day:
                return words[: -len(day)]
        return words[1:] if len(words) > 1 and words[0] in self._read.daily else words

    def _class(self, words: list[str]) -> str:
        told = f" {' '.join(words)} "
        for source, phrases in self._read.phrases.items():
            if any(f" {phrase} " in told for phrase in phrases):
                return source
        return next((name for name, listed in self._read.words.items() if not listed.isdisjoint(words)), UNKNOWN)


def _normal(outlet: str) -> str:
    return unicodedata.normalize("NFKC", outlet[:NAME_MAX]).casefold().strip()


def _words(text: str) -> list[str]:
    """The words of a name in small letters, without its article."""
    words = _word.findall(text.casefold().replace(".", ""))
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _squeezed(words: list[str]) -> str:
    """Words as a domain writes them: "Coast Herald" and coastherald.com are one."""
    plain = unicodedata.normalize("NFKD", "".join(words))
    return _not_letters.sub("", "".join(char for char in plain if not unicodedata.combining(char)))


def _is_second_level(parts: list[str], read: _Reading) -> bool:
    return len(parts[-1]) == 2 and parts[-2] in read.second_level


def _reading(raw: Mapping[str, Any]) -> _Reading:
    def words(name: str) -> frozenset[str]:
        return frozenset(raw[name].split())

    return _Reading(
        editions=words("editions"), sections=words("editions") | words("sections"), links=words("links"),
        days=tuple(tuple(each.split()) for each in raw["days"]), daily=words("daily"),
        carried=re.compile(rf"\s\(?(?:{'|'.join(raw['carriers'])})\s"),
        credit=re.compile(rf"^(?:{'|'.join(raw['credits'])}):\s*"),
        no_article=tuple(words("no_article")), second_level=words("second_level"), hosts=words("hosts"),
        accounts=words("accounts"), official_domains=words("official_domains"),
        words={OFFICIAL: words("official_words"), CHANNEL: words("channel_words")},
        phrases={OFFICIAL: tuple(raw["official_phrases"]), AGENCY: tuple(raw["agency_phrases"])},
    )  # fmt: skip


@cache
def shipped() -> Outlets:
    """The table of ``outlets.toml``."""
    return Outlets(word_tables.load("outlets"))


@cache
def credits() -> dict[str, str]:
    """The agencies of the shipped table, by each name with which a post credits them, spelt just so.

    >>> credits()["AP"], credits().get("ap")
    ('Associated Press', None)
    """
    agencies = {
        family: row for family, row in word_tables.load("outlets")["families"].items() if row["class"] == AGENCY
    }
    return {
        name: family
        for family, row in agencies.items()
        for name in (family, *row["names"], *row.get("credits", ()))
    }  # fmt: skip


def laid_over(text: str) -> Outlets:
    """The shipped table with a user's file, TOML, over it: a weight or a family that both name is the user's.

    >>> own = laid_over('[families."Coast Herald"]\\nclass = "agency"\\nnames = ["Herald of the Coast"]')
    >>> own.publisher("Herald of the Coast").family, own.publisher("The Coast Herald").weight
    ('Coast Herald', 1.5)

    ``OutletsError`` says what in it will not do.
    """
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutletsError(f"is no TOML: {error}") from None
    base = word_tables.load("outlets")
    merged = {name: {**base[name], **_table(own, name)} for name in TABLES}
    unknown = sorted(set(own) - set(TABLES))
    if unknown:
        raise OutletsError(f'has [{unknown[0]}]: want [weights], and [families."Name"] for each newsroom')
    for name, weight in merged["weights"].items():
        _check_weight(f"weights.{name}", weight)
    for family, row in own.get("families", {}).items():
        _check_family(family, row, merged["weights"])
    return Outlets({**merged, "reading": base["reading"]})


def _table(own: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = own.get(name, {})
    if not isinstance(table, dict):
        raise OutletsError(f"{name} is {table!r}: want a table")
    return table


def _check_weight(where: str, weight: object) -> None:
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= WEIGHT_MAX:
        raise OutletsError(f"{where} is {weight!r}: want a number from 0 to {WEIGHT_MAX:g}")


def _check_family(family: str, row: object, weights: Mapping[str, object]) -> None:
    where = f'families."{family}"'
    if not isinstance(row, dict):
        raise OutletsError(f"{where} is {row!r}: want a table with class, names and domains")
    unknown = sorted(set(row) - KEYS)
    if unknown:
        raise OutletsError(f"{where} has {unknown[0]}: want {', '.join(sorted(KEYS))}")
    if row.get("class", UNKNOWN) not in weights:
        raise OutletsError(
            f"{where}.class is {row['class']!r}: want one of {', '.join(weights)}, or a row in [weights]"
        )
    if "weight" in row:
        _check_weight(f"{where}.weight", row["weight"])
    for key in ("names", "domains"):
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise OutletsError(f"{where}.{key} is {value!r}: want a list of names")
