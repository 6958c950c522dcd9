"""Heading or paragraph: decided by a few cues over a line and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from streams.data import word_tables

WORDS_MAX = 30
CHARACTERS_MAX = 220
ENOUGH = 2  # score from which a line is a heading

CLOSERS: Final = "\"'”’“»)]"
_break = re.compile(r"[.!?][\"'”’“»)]? [\"'“‘„«]?[A-ZÀ-ÖØ-Þ]")
_ABBREVIATIONS: Final = frozenset(word_tables.load("parse")["abbreviations"].split())
_list_mark = re.compile(r"(?:[•●▪◦‣·*–—-]|\d{1,2}[.)]) ?(?=\S)")
_quotation = re.compile(r"[“„\"][^“”„\"]+[”“\"]")
_figure = re.compile(r"[^:]{1,40}: [\d\s.,:;%€$£/()+–-]+")
_only_numbers = re.compile(r"[\d\s.,:;%/()+–-]+")


class Around(NamedTuple):
    """A line with its neighbours; "" where there is none."""

    before: str
    line: str
    after: str


def words(line: str) -> int:
    """How many words a line has."""
    return len(line.split())


def closes(line: str) -> bool:
    """Whether a line ends as a sentence does.

    >>> closes('“Stay at home.”'), closes("Voters head to the ‘last’ polls"), closes("Three things to know:")
    (True, False, True)
    """
    return line.rstrip(CLOSERS)[-1:] in (".", "!", "?", "…", ":", ";", ",")


def has_sentences(line: str) -> bool:
    """Whether a sentence ends inside a line. "Mr. Lee" and "U.S. Senate" don't end one.

    >>> has_sentences("It rained. It stopped"), has_sentences("Mr. Lee wins U.S. seat")
    (True, False)
    """
    for found in _break.finditer(line[: CHARACTERS_MAX * 2]):
        word = line[: found.start()].rpartition(" ")[2].strip("(\"'“‘„«").lower()
        if word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha()):
            return True
    return False


def quotes_balance(line: str) -> bool:
    """Whether each double quotation mark that opens also closes: in a paragraph cut in two it does not.

    Single ones are left alone: an apostrophe looks the same.
    """
    german = line.count("„")
    opened, closed = line.count("“"), line.count("”")
    if german:
        return german in (opened, closed)
    return opened == closed and line.count('"') % 2 == 0


# (cue, weight, question). Evidence: the plain-text pages with known posts that `make quality` reads; the weights are
# the smallest whole numbers that keep each cue from deciding against two others.
CUES: Final[tuple[tuple[str, int, Callable[[Around], bool]], ...]] = (
    ("no closing punctuation", 2, lambda it: not closes(it.line)),
    ("asks or calls, in few words", 1, lambda it: it.line[-1] in "?!" and words(it.line) <= 14),
    ("a longer line that closes follows", 1, lambda it: closes(it.after) and len(it.after) > len(it.line)),
    ("follows a line that closes", 1, lambda it: closes(it.before) and it.before[-1] not in ":,"),
    ("long for a heading", -1, lambda it: words(it.line) > 20),
    ("starts small", -3, lambda it: it.line[0].islower()),
    ("starts as a list item", -2, lambda it: _list_mark.match(it.line) is not None),
    ("stands in a list that a colon opened", -1, lambda it: it.before.endswith(":") and not closes(it.after)),
    ("quotation marks don't balance", -3, lambda it: not quotes_balance(it.line)),
    ("ends the page, and is long", -2, lambda it: not it.after and words(it.line) > 15),
    ("somebody's words alone", -3, lambda it: _quotation.fullmatch(it.line) is not None),
    ("a label and its figure", -3, lambda it: _figure.fullmatch(it.line) is not None),
    ("only numbers", -3, lambda it: _only_numbers.fullmatch(it.line) is not None),
)


def heading_score(around: Around) -> int:
    """The sum of the cues' weights; 0 for a line that is too long or holds sentences.

    >>> heading_score(Around("It is over.", "Storm closes ports", "Ports in the north closed on Friday, they said."))
    4
    """
    line = around.line
    if len(line) > CHARACTERS_MAX or words(line) > WORDS_MAX or has_sentences(line):
        return 0
    if closes(line) and line[-1] not in "?!":  # so says every paragraph that was read, and no heading in six pages
        return 0
    return sum(weight for _, weight, holds in CUES if holds(around))


def is_heading(before: str, line: str, after: str) -> bool:
    """Whether a line is the heading of a post, by its neighbours."""
    return heading_score(Around(before, line, after)) >= ENOUGH


def heading_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it is a heading.

    >>> heading_lines(["Storm closes ports", "Ports in the north closed.", "Trains stop", "None runs, it says."])
    [True, False, True, False]
    """
    edges = ["", *lines, ""]
    return [is_heading(edges[i], edges[i + 1], edges[i + 2]) for i in range(len(lines))]
