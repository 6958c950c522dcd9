"""By-lines: who wrote a post, where a line says it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

NAMES_MAX = 8
WORDS_MAX = 5  # of one name
CAPITALS_WORDS_MAX = 2  # of one in capitals, which headings are too

_PARTICLES: Final = frozenset({
    "de", "da", "di", "del", "der", "den", "van", "von", "la", "le", "al", "el", "bin", "ibn", "ben", "bint", "abu",
    "dos", "du", "ter", "ten", "zu",
})  # fmt: skip
# Words that titles with a capital on each word have, and names never.
_NO_NAMES: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "die", "for", "how", "in", "is", "of", "on", "or", "out", "the", "to", "und",
    "was", "what", "when", "who", "why", "with",
})  # fmt: skip
_role = re.compile(
    r",? (?:our |the )?[\w’' -]{0,40}?\b(?:correspondent|editor|reporter|korrespondent(?:in)?)\b", re.IGNORECASE
)
_by = re.compile(
    r"(?:by|from|von|par|por|(?:words|reporting|posted|written|edited|compiled) by):? (?P<names>.{3,160})$", re.I
)
_reports = re.compile(
    r"(?P<names>.{3,160}?) (?P<verb>reports?|writes?|explains?|has (?:the )?(?:more|full|latest)\b|have (?:the )?"
    r"(?:more|full|latest)\b|berichte(?:t|n)|schreib(?:t|en))\b(?P<rest>[^.!?]{0,60}):$",
    re.I,
)
_outlet = re.compile(r"(?:the )?(?:\w{2,20} ){0,3}\w{2,20}['’]s? (?=\w)", re.IGNORECASE)  # "From the channel's Ana Sol"
_signed = re.compile(r"[-–—] ?(?P<names>(?:\w{2,20} ){0,3}\w{2,20}['’]s? \w.{2,120})")  # "–The channel's Ana Sol"
_staff = re.compile(
    r"reporting from [\w’'., -]{2,40}$|"
    r"(?:by|from|von|reporting by) (?:the |our |der |den )?[\w’'. -]{2,40}? ?"
    r"\b(?:staff(?: and agencies| writers?| reporters?)?|agencies|bureau|team|desk|newsroom|redaktion|agenturen)$",
    re.IGNORECASE,
)
_between = re.compile(r", (?:and |und |et )?| and | & | und | et |/")


class Byline(NamedTuple):
    """Names, and whether the line announces a longer article of theirs ("X and Y report:")."""

    authors: tuple[str, ...]
    announces: bool


def byline(line: str) -> Byline | None:
    """The by-line that a line is; None for any other line.

    >>> byline("Ada Moreno, Jon Pike and Li de Vries report:").authors
    ('Ada Moreno', 'Jon Pike', 'Li de Vries')
    >>> byline("The ministry reports:") is None
    True

    A name has two words or more, each with a capital: "Police report:" names nobody. An outlet's staff writes without
    a name.
    """
    if len(line) > 200:
        return None
    found = _reports.fullmatch(line)
    if found is not None:
        authors = names(_role.sub("", found["names"]).removeprefix("By "))
        return Byline(authors, True) if authors else None
    if _staff.fullmatch(line):
        return Byline((), False)
    found = _by.match(line) or _signed.fullmatch(line)
    if found is None or line.endswith((".", ":")):
        return None
    authors = names(_role.sub("", found["names"]))
    return Byline(authors, False) if authors else None


def names(line: str) -> tuple[str, ...]:
    """The names of people that a line lists, or none where any part of it is no name.

    >>> names("Ada Moreno in Leeds"), names("Ada Moreno and rain")
    (('Ada Moreno',), ())
    """
    found: list[str] = []
    for part in _between.split(line.strip(" .,:;")):
        name = _outlet.sub("", part.partition(" in ")[0].strip())
        if not is_name(name) or len(found) == NAMES_MAX:
            return ()
        found.append(name)
    return tuple(found)


def people(texts: Iterable[str], page: Iterable[str]) -> frozenset[str]:
    """Those of some short texts that name a person: none of their words is written small on the same page.

    >>> sorted(people(["Gates Opened", "Ana Sol"], ["Two gates are open."]))
    ['Ana Sol']

    A heading with a capital on each word looks like a name, and nearly always has a word that the page writes small.
    """
    found = {text for text in texts if is_name(text)}
    if not found:
        return frozenset()
    small = {word.strip(".,:;!?\"'”’") for line in page for word in line.split() if word[0].islower()} - _PARTICLES
    return frozenset(text for text in found if small.isdisjoint(text.lower().split()))


def is_name(text: str) -> bool:
    """Whether a few words look like a person's full name: each with a capital, particles apart.

    >>> is_name("Li de Vries"), is_name("The Guardian reports"), is_name("Reuters")
    (True, False, False)
    """
    words = text.split()
    most = CAPITALS_WORDS_MAX if text.isupper() else WORDS_MAX
    if not 2 <= len(words) <= most or words[0].lower() in ("our", "der", "das"):
        return False
    if any(word.lower() in _NO_NAMES for word in words):
        return False
    return all(
        word.lower() in _PARTICLES or (word[0].isupper() and all(char.isalpha() or char in "'’.-" for char in word))
        for word in words
    )
