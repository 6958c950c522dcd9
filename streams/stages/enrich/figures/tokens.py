"""A text as digits, words and marks, cut so that a number is always a token of its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from streams.data.figures import Tables

# Linear: separators and characters never overlap. "F-16" and "Covid-19" are words; "34-year-old" begins with a number.
# Plain words are tried first, and the space after a token is taken with it: half the time.
_TOKEN = re.compile(
    r"([A-Za-z]++(?![^\W_]|[-‐‑’'.])|\d+(?:[.,]\d+)*|[^\W\d_]\.(?:[^\W\d_]\.){1,5}"
    r"|[^\W\d_][^\W_]*(?:[-‐‑’'][^\W_]+)*|[^\w\s]|_)\s*+"
)
_NUMBERS_AT_MOST = 20_000
QUOTES = frozenset("\"“”'‘’«»„`")
HYPHENS = frozenset("-‐‑–—−")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists over the tokens; ``candidates`` are those at which a number may begin."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    lows: list[str]
    candidates: list[int]

    def index(self, position: int) -> int:
        """The first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def glued(self, index: int) -> bool:
        """Whether a token touches the one before it."""
        return index > 0 and self.starts[index] == self.ends[index - 1]

    def begins_number(self, index: int) -> bool:
        """Whether a number may begin at a token."""
        at = bisect_left(self.candidates, index)
        return at < len(self.candidates) and self.candidates[at] == index

    def is_word(self, index: int) -> bool:
        return self.forms[index][0].isalpha()

    def is_digits(self, index: int) -> bool:
        return self.forms[index][0].isdecimal()


def split(text: str, tables: Tables) -> Tokens:
    """The tokens of a text with their offsets.

    >>> from streams.data.figures import tables
    >>> split("A nine-storey block, F-16s, $1.5m", tables()).forms
    ['A', 'nine', '-', 'storey', 'block', ',', 'F-16s', ',', '$', '1.5', 'm']

    Hyphens inside a word stay, unless the word begins with a number or hangs on one. A text with more than 20,000
    numbers is no news: what follows them is not read.
    """
    matches = list(_TOKEN.finditer(text))
    starts = [found.start() for found in matches]
    forms = [found[1] for found in matches]
    if "-" in text:
        starts, forms = _cut_hyphens(starts, forms, tables)
    lows = [form.lower() for form in forms]
    if "’" in text:
        lows = [low.replace("’", "'") for low in lows]
    candidates = list(_numbers(lows, tables))
    if len(candidates) > _NUMBERS_AT_MOST:
        del candidates[_NUMBERS_AT_MOST:]
        last = candidates[-1] + 1
        starts, forms, lows = starts[:last], forms[:last], lows[:last]
    ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
    return Tokens(text, starts, ends, forms, lows, candidates)


def _numbers(lows: list[str], tables: Tables) -> Iterator[int]:
    """Where a number may begin."""
    begins, after_article = tables.begins, tables.after_article
    for at, low in enumerate(lows):
        if low in after_article and at and lows[at - 1] in ("a", "an"):
            yield at - 1
        elif low in begins or low[0].isdecimal():
            yield at


def _cut_hyphens(starts: list[int], forms: list[str], tables: Tables) -> tuple[list[int], list[str]]:
    """The tokens with "nine-storey" in three, and "34-year-old" in five: what hangs on a number is cut, too."""
    cut_starts: list[int] = []
    cut_forms: list[str] = []
    done = 0
    first = None  # where the first number begins, once somebody asks
    for at, form in enumerate(forms):
        if "-" not in form or len(form) == 1:
            continue
        hangs = at > 0 and forms[at - 1] == "-" and starts[at - 1] + 1 == starts[at]
        if hangs and first is None:
            first = next(_numbers([each.lower().replace("’", "'") for each in forms[:at]], tables), None)
        counts = form[: form.index("-")].lower() in tables.begins
        if not counts and not (hangs and first is not None):
            continue
        if counts and first is None:
            first = at
        cut_starts += starts[done:at]
        cut_forms += forms[done:at]
        start, done = starts[at], at + 1
        for piece in re.split("(-)", form):
            cut_starts.append(start)
            cut_forms.append(piece)
            start += len(piece)
    return cut_starts + starts[done:], cut_forms + forms[done:]
