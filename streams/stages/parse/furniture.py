"""Page furniture: lines that stand on a page of news and are no news. Each pattern with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from streams.data import word_tables

WORDS_MAX = 40  # a longer line is prose, whatever words it has
SHAPE_LINES_MAX = 12  # an error, login or consent page is short

_table = word_tables.load("parse")
# Matched at the start of a line, in any case. The words are what publishers' templates say to the reader ("you",
# "your", an imperative) and news does not; most patterns take the whole line.
_furniture: Final[dict[str, re.Pattern[str]]] = {
    reason: re.compile("|".join(patterns), re.IGNORECASE) for reason, patterns in _table["furniture"].items()
}
_any_furniture: Final = re.compile("|".join(pattern.pattern for pattern in _furniture.values()), re.IGNORECASE)
_shapes: Final[dict[str, re.Pattern[str]]] = {
    shape: re.compile("|".join(patterns), re.IGNORECASE) for shape, patterns in _table["shapes"].items()
}
_link_label: Final = re.compile(f"(?:{'|'.join(_table['link_labels'])}) ?:?", re.IGNORECASE)


def furniture(line: str) -> str | None:
    """The reason why a line is no news, or None for one that may be.

    >>> furniture("Read more: what the ruling means"), furniture("Subscribers lose cover after insurer fails")
    ('links', None)

    A long line is prose, whatever it starts with; only rights notices may be long.
    """
    if len(line) > 300 or line.count(" ") >= WORDS_MAX:
        return None
    if _any_furniture.match(line) is None:
        return None
    return next((reason for reason, pattern in _furniture.items() if pattern.match(line)), None)


def is_link_label(line: str) -> bool:
    """Whether the next line is the title of another page.

    >>> is_link_label("Read more:"), is_link_label("Read more: A title")
    (True, False)
    """
    return len(line) < 40 and _link_label.fullmatch(line) is not None


def wrong_shape(lines: Sequence[str]) -> str | None:
    """What a page is instead of news: an error, a login, a consent dialogue; None for a page like any other.

    >>> wrong_shape(["Access denied", "You do not have permission."])
    'an error page'

    A page with more than a few lines is believed to be what it should be.
    """
    if len(lines) > SHAPE_LINES_MAX:
        return None
    for line in lines[:3]:
        for shape, pattern in _shapes.items():
            if len(line) <= 200 and pattern.match(line):
                return shape
    return None
