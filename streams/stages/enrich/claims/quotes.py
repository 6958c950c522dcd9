"""Where words are quoted: from an opening mark to its closing one, or to the end of an unclosed paragraph."""

from __future__ import annotations

import re

_MARK = re.compile(r"[“”„\"«»‘’]|''|``")
_SPEAKER = re.compile(r"[A-Z][A-Z .’'-]{1,40}:")  # "ROA: We will rebuild.": a transcript's line, its mark never closed
_CLOSES = {"“": '”"', "„": "“”", '"': '"”', "''": "''", "``": "''", "«": "»", "‘": "’"}


def spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the quotations in a text, marks included, in order and apart.

    >>> text = "“We held,” she said. It's a 12\\" pipe. ‘Don’t go,’ he said."
    >>> [text[start:end] for start, end in spans(text)]
    ['“We held,”', '‘Don’t go,’']

    A mark that opens a paragraph and is never closed holds to the paragraph's end: the next one goes on quoting.
    An apostrophe, an inch or an unclosed single mark is left alone.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        found += [(start + a, start + b) for a, b in _of_line(line)]
        start += len(line) + 1
    return found


def _of_line(line: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: tuple[str, int] | None = None
    first = len(line) - len(line.lstrip())
    for match in _MARK.finditer(line):
        mark, at = match.group(), match.start()
        before = line[at - 1] if at else " "
        after = line[match.end()] if match.end() < len(line) else " "
        if opened is not None and opened[0] == '"' and mark == "“" and opened[1] == first:
            opened = None  # a straight mark that only says: the quotation above goes on
        if opened is None:
            if mark in _CLOSES and not before.isalnum() and not (mark in {'"', "''", "‘"} and after.isspace()):
                opened = mark, at
        elif mark in _CLOSES[opened[0]] and not (mark == "’" and after.isalnum()):
            found.append((opened[1], match.end()))
            opened = None
    if opened is not None and opened[0] != "‘" and opened[1] == first and not _SPEAKER.match(line, first + 1):
        found.append((opened[1], len(line)))
    return found
