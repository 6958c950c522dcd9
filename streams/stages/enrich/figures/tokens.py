"""A text as digits, words and marks, cut so that a number is always a token of its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from streams.data.figures import Tables

# Linear: separators and characters never overlap. "F-16" and "Covid-19" are words; "34-year-old" begins with a number.
# Plain words are tried first: most tokens are.
_TOKEN = re.compile(
    r"[A-Za-z]++(?![^\W_]|[-‐‑’'.])|\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,6}|[^\W\d_][^\W_]*(?:[-‐‑’'][^\W_]+)*|[^\w\s]|_"
)
_NUMBERS_AT_MOST = 20_000
Span = tuple[int, int]
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
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    lowered = lowered.replace("’", "'")
    spans = [found.span() for found in _TOKEN.finditer(text)]
    lows = [lowered[start:end] for start, end in spans]
    joined = [at for at, low in enumerate(lows) if "-" in low and low != "-"] if "-" in text else []
    if joined:
        spans, lows = _unjoined(spans, lows, joined, tables.begins)
    begins, after_article = tables.begins, tables.after_article
    digits_or_words = begins | after_article
    candidates = [at for at, low in enumerate(lows) if low in digits_or_words or low[0].isdecimal()]
    if not after_article.isdisjoint(lows):
        candidates = [
            at - 1 if lows[at] in after_article and at and lows[at - 1] in ("a", "an") else at
            for at in candidates
            if lows[at] in begins or lows[at][0].isdecimal() or (at and lows[at - 1] in ("a", "an"))
        ]
    if len(candidates) > _NUMBERS_AT_MOST:
        last = candidates[_NUMBERS_AT_MOST] + 1
        spans, lows, candidates = spans[:last], lows[:last], candidates[: _NUMBERS_AT_MOST + 1]
    forms = [text[start:end] for start, end in spans]
    return Tokens(text, [start for start, _ in spans], [end for _, end in spans], forms, lows, candidates)


def _unjoined(
    spans: list[Span], lows: list[str], joined: list[int], begins: frozenset[str]
) -> tuple[list[Span], list[str]]:
    """Cut "nine-storey" and what a hyphen glues to digits, as in "34-year-old"."""
    cut: list[Span] = []
    words: list[str] = []
    done = 0
    for at in joined:
        start, low = spans[at][0], lows[at]
        hangs = at > 1 and lows[at - 1] == "-" and spans[at - 1][1] == start
        if low[: low.index("-")] not in begins and not hangs:
            continue
        cut += spans[done:at]
        words += lows[done:at]
        for piece in re.split("(-)", low):
            cut.append((start, start + len(piece)))
            words.append(piece)
            start += len(piece)
        done = at + 1
    return cut + spans[done:], words + lows[done:]
