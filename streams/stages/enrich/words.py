"""A text as words and marks: what names and claims are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

# One alternative a token, each linear: a plain word, a clitic, initials (U.S., J.), a number, a word with inner hyphens
# or apostrophes before a capital (O'Neill, al-Sisi), or a single mark. The space after a token is taken with it: else
# every alternative would look there for the next, which takes as long again.
_TOKEN = re.compile(
    r"([A-Za-z]++(?![^\W_]|[-‐‑’'.])"
    r"|[’'](?:s|re|ve|ll|d|m)\b"
    r"|[A-Z]\.(?:[A-Z]\.){0,5}(?![A-Za-z])"
    r"|\d[\d,.:]*\d|\d"
    r"|[^\W\d_](?:[^\W_]|[-‐‑](?=\w)|[’'](?=[^\W\d_]{3}|[A-Z]|t\b))*"
    r"|''|``|--|\.\.\.|[^\w\s]|_+)\s*+"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel lists over the tokens of a text. Shared between readers: not to be changed."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    lows: list[str]
    capitals: list[bool]

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """Index of the first token that starts at or after a position."""
        return bisect_left(self.starts, position)

    def between(self, start: int, end: int) -> range:
        """Indexes of the tokens that start inside a span."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def is_word(self, index: int) -> bool:
        return self.forms[index][0].isalnum()

    def is_capital(self, index: int) -> bool:
        return self.capitals[index]


@lru_cache(maxsize=2)  # names and claims read the same text one after the other
def split(text: str) -> Words:
    """The tokens of a text, with offsets in code points; a possessive is a token of its own, ``didn't`` is one.

    >>> split("Kyiv’s O'Neill didn't say 2.00 am.").forms
    ['Kyiv', '’s', "O'Neill", "didn't", 'say', '2.00', 'am', '.']
    """
    matches = list(_TOKEN.finditer(text))
    starts = [found.start() for found in matches]
    forms = [found[1] for found in matches]
    ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
    lows = [form.lower() for form in forms]
    if "’" in text:
        lows = [low.replace("’", "'") for low in lows]
    return Words(text, starts, ends, forms, lows, [form[0].isupper() for form in forms])
