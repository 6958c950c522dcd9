"""What of a post is compared: its own words, without what outlets put around anybody's news.

Datelines, by-lines, credit lines, "this is a breaking story" and calls to read on are the same under different news and
different under the same news. They are blanked out, not cut: positions in the text stay what they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from streams.data import word_tables
from streams.stages.dedupe.credits import opening, signature
from streams.stages.parse.furniture import furniture

SENTENCE_MAX = 300  # characters that are looked at for the end of a sentence that counts for nothing

_table: Final = word_tables.load("copies")["furniture"]


def _sentence(patterns: Iterable[str]) -> re.Pattern[str]:
    """One of these, and what follows to the end of the sentence."""
    return re.compile(rf"(?:{'|'.join(patterns)})[^\n.!?]{{0,{SENTENCE_MAX}}}[.!?]?\)?", re.IGNORECASE)


# Where a line or a sentence begins, and its first word: of most no sentence begins with that counts for nothing.
_begins: Final = re.compile(r"(?:^|[.!?…)\]\"”»]\s|\n)(?P<marks>[ \t*_(–—-]{0,4})(?P<word>[^\W\d_]+|©)?")
_BEHIND: Final[dict[str, re.Pattern[str]]] = {
    word: _sentence(patterns) for words, patterns in _table["starts"].items() for word in words.split()
}  # by the first word
_WITHIN: Final[dict[str, re.Pattern[str]]] = {
    word: _sentence([rf"[^.!?\n]{{0,60}}\b{word}{pattern}"]) for word, pattern in _table["within"].items()
}
_CAPITAL: Final = "[A-ZÀ-ÖØ-ÞА-ЯҐЄІЇ]"
_shouted: Final = re.compile(  # a place in capitals, with its day
    rf"\W{{0,3}}{_CAPITAL}[A-ZÀ-ÖØ-ÞА-ЯҐЄІЇ .,'’-]{{1,40}}(?:, ?\d\d?\.? ?{_CAPITAL}{{3,9}}\.?)?"
    r"(?:[–—] ?| - )(?=[^\W\d_])"
)


def plain(text: str) -> str:
    """The text with what counts for nothing blanked out; as long as it was.

    >>> plain("PORTO (Wire) - The bridge is open. More to follow.").split()
    ['The', 'bridge', 'is', 'open.']

    A dateline goes with its place: other outlets leave it out. Leaves the rest of the words as they stand.
    """
    spans = list(_sentences(text))
    opened, signed = opening(text), signature(text)
    shouted = _shouted.match(text, opened.end)
    if (end := shouted.end() if shouted is not None else opened.end) > 0:
        spans.append((0, end))
    if signed is not None:
        spans.append((signed.start, len(text)))
    if "\n" in text:
        start = 0
        for line in text.split("\n"):
            if line and furniture(line) is not None:
                spans.append((start, start + len(line)))
            start += len(line) + 1
    if not spans:
        return text
    kept: list[str] = []
    done = 0
    for first, last in sorted(spans):
        if last > done:
            kept.append(text[done : max(first, done)])
            kept.append(" " * (last - max(first, done)))
            done = last
    return "".join((*kept, text[done:]))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of sentences and lines that say nothing of the news."""
    within = [pattern for word, pattern in _WITHIN.items() if word in text]
    for begun in _begins.finditer(text):
        start, word = begun.start("marks"), begun["word"]
        behind = _BEHIND.get(word.casefold()) if word is not None else None
        found = behind.match(text, begun.end()) if behind is not None else None
        if found is not None:
            yield start, found.end()
            continue
        for pattern in within:
            if (found := pattern.match(text, start)) is not None:
                yield start, found.end()
