"""A message's words, with what of them is bold: its heading, where a bold line begins it, and its text.

Messages have no field for a heading, and their first line is none: of 609 posts of officials and media on a network
without bold type, 583 are a single line, and of the other 26 half begin with a whole sentence
(``python -m tests.quality channels``). What a channel writes as a heading it makes bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final

from streams.stages.parse.decode import clean, lines_of
from streams.stages.parse.headings import words

Run = tuple[str, bool]  # text, and whether it is bold

HEADING_WORDS_MAX: Final = 25  # as of a page's title

BLANK_LINES_MAX: Final = 20  # above a heading

_LINE: Final = re.compile("[^\n\r\x0b\x0c\x85\u2028\u2029]+")


def heading_and_text(runs: Iterable[Run]) -> tuple[str | None, str]:
    """The heading, if there is one, and the paragraphs below it.

    A heading is a first line of which every letter is bold, with something below that is not: a message that is bold
    throughout shouts, and a bold line alone is the message.

    >>> heading_and_text([("Bridge closed", True), ("\\n\\nNo car may cross.", False)])
    ('Bridge closed', 'No car may cross.')
    >>> heading_and_text([("Bridge closed", True), (" at noon.\\nNo car may cross.", False)])
    (None, 'Bridge closed at noon.\\nNo car may cross.')
    """
    runs = list(runs)
    whole = "".join(text for text, _ in runs)
    lines = lines_of(whole)
    end = _end_of_first_line(whole)
    stands_out = _has_letters(runs, 0, end, bold=True) and not _has_letters(runs, 0, end, bold=False)
    if stands_out and words(lines[0]) <= HEADING_WORDS_MAX and _has_letters(runs, end, len(whole), bold=False):
        return lines[0], "\n".join(lines[1:])
    return None, "\n".join(lines)


def _end_of_first_line(whole: str) -> int:
    """Where the first line that says something ends; 0 where none of the first few does."""
    for line in islice(_LINE.finditer(whole), BLANK_LINES_MAX):
        if clean(line[0]):
            return line.end()
    return 0


def _has_letters(runs: Iterable[Run], start: int, end: int, *, bold: bool) -> bool:
    """Whether a letter or digit between two places is bold, or is not."""
    at = 0
    for text, is_bold in runs:
        if is_bold == bold and any(map(str.isalnum, text[max(start - at, 0) : max(end - at, 0)])):
            return True
        at += len(text)
    return False
