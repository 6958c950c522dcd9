"""A text as digits, words and marks, cut so that a number is always a token of its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from streams.data.figures import Tables

# Linear: separators and characters never overlap. "F-16" and "Covid-19" are words; "34-year-old" begins with a number.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,6}|[^\W\d_][^\W_]*(?:[-‐‑’'][^\W_]+)*|[^\w\s]|_")
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
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    lows: list[str] = []
    candidates: list[int] = []
    begins, after_article = tables.begins, tables.after_article

    def add(start: int, form: str) -> None:
        low = form.lower().replace("’", "'")
        if low in after_article and lows and lows[-1] in ("a", "an"):
            candidates.append(len(forms) - 1)
        elif low in begins or form[0].isdecimal():
            candidates.append(len(forms))
        starts.append(start)
        ends.append(start + len(form))
        forms.append(form)
        lows.append(low)

    for found in _TOKEN.finditer(text):
        if len(candidates) > _NUMBERS_AT_MOST:
            break
        form = found.group()
        start = found.start()
        if "-" in form and len(form) > 1:
            first = form[: form.index("-")].lower()
            # "34-year-old": what is glued to a number by a hyphen is cut as well
            glued = bool(lows) and lows[-1] == "-" and ends[-1] == start and len(candidates) > 0
            if first in begins or glued:
                for piece in re.split("(-)", form):
                    add(start, piece)
                    start += len(piece)
                continue
        add(start, form)
    return Tokens(text, starts, ends, forms, lows, candidates)
