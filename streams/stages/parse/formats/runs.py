"""A message's words, with what of them is bold: its heading, where a bold line begins it, and its text.

Messages have no field for a heading, and their first line is none: of 609 posts of officials and media on a network
without bold type, 583 are a single line, and of the other 26 half begin with a whole sentence
(``python -m tests.quality channels``). What a channel writes as a heading it makes bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from streams.stages.parse.decode import clean
from streams.stages.parse.headings import words

Run = tuple[str, bool]  # text, and whether it is bold

HEADING_WORDS_MAX: Final = 25  # as of a page's title

_LINE_END: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def heading_and_text(runs: Iterable[Run]) -> tuple[str | None, str]:
    """The heading, if there is one, and the paragraphs below it.

    A heading is a first line of which every letter is bold, with something below that is not: a message that is bold
    throughout shouts, and a bold line alone is the message.

    >>> heading_and_text([("Bridge closed", True), ("\\n\\nNo car may cross.", False)])
    ('Bridge closed', 'No car may cross.')
    >>> heading_and_text([("Bridge closed", True), (" at noon.\\nNo car may cross.", False)])
    (None, 'Bridge closed at noon.\\nNo car may cross.')
    """
    lines: list[list[Run]] = [[]]
    for text, bold in runs:
        first, *more = _LINE_END.split(text)
        lines[-1].append((first, bold))
        lines += [[(part, bold)] for part in more]
    read = [(said, line) for line in lines if (said := clean("".join(text for text, _ in line)))]
    texts = [said for said, _ in read]
    first, below = (read[0][1], [run for _, line in read[1:] for run in line]) if read else ([], [])
    stands_out = _has_letters(first, bold=True) and not _has_letters(first, bold=False)
    if stands_out and _has_letters(below, bold=False) and words(texts[0]) <= HEADING_WORDS_MAX:
        return texts[0], "\n".join(texts[1:])
    return None, "\n".join(texts)


def _has_letters(runs: Iterable[Run], *, bold: bool) -> bool:
    return any(is_bold == bold and any(map(str.isalnum, text)) for text, is_bold in runs)
