"""By-lines: who wrote a post, where a line says it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

NAMES_MAX = 8
WORDS_MAX = 5  # of one name

_PARTICLES: Final = frozenset({
    "de", "da", "di", "del", "der", "den", "van", "von", "la", "le", "al", "el", "bin", "ibn", "ben", "bint", "abu",
    "dos", "du", "ter", "ten", "zu",
})  # fmt: skip
_role = re.compile(
    r",? (?:our |the )?[\w’' -]{0,40}?\b(?:correspondent|editor|reporter|korrespondent(?:in)?)\b", re.IGNORECASE
)
_by = re.compile(r"(?:by|from|von|par|por|words by|reporting by|posted by|written by):? (?P<names>.{3,160})$", re.I)
_reports = re.compile(
    r"(?P<names>.{3,160}?) (?P<verb>reports?|writes?|explains?|has (?:the )?(?:more|full|latest)\b|have (?:the )?"
    r"(?:more|full|latest)\b|berichte(?:t|n)|schreib(?:t|en))\b(?P<rest>[^.!?]{0,60}):$",
    re.I,
)
_outlet = re.compile(r"\w{2,20}['’]s (?=\w)")  # "From the channel's Ana Sol"
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

    A name has two words or more, each with a capital: "Police report:" names nobody.
    """
    if len(line) > 200:
        return None
    found = _reports.fullmatch(line)
    if found is not None:
        authors = names(_role.sub("", found["names"]).removeprefix("By "))
        return Byline(authors, True) if authors else None
    found = _by.match(line)
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


def is_name(text: str) -> bool:
    """Whether a few words look like a person's full name: each with a capital, particles apart.

    >>> is_name("Li de Vries"), is_name("The Guardian reports"), is_name("Reuters")
    (True, False, False)
    """
    words = text.split()
    if not 2 <= len(words) <= WORDS_MAX or words[0].lower() in ("the", "our", "a", "an", "die", "der", "das"):
        return False
    return all(
        word.lower() in _PARTICLES or (word[0].isupper() and all(char.isalpha() or char in "'’.-" for char in word))
        for word in words
    )
