"""What sort of post it is: news, or one of the five that found no event."""

from __future__ import annotations

import re
from typing import Final

from streams.data import word_tables

# Read in the table's order; the first that fits decides. Only headings and first words are asked: a report may well
# contain "recap" or "subscribe". Where in doubt a post is news: a feature that founds an event is seen, news that
# founds none is lost.
_cues: Final = tuple(
    (cue["type"], cue["where"], re.compile("|".join(cue["patterns"]), re.IGNORECASE))
    for cue in word_tables.load("post_types")["post_types"]
)


def post_type(heading: str | None, text: str, *, announces: bool = False, card: bool = False) -> str:
    """news | feature | teaser | recap | advert | background.

    ``announces``: a by-line in the post gives the word to authors of a longer article; ``card``: a link card to it
    stands in the post. Either with the other is a feature: the post is that article's opening.

    >>> post_type("Evening summary", "The fire is out."), post_type("Fire out", "Crews left at noon.")
    ('recap', 'news')

    Leaves alone what a post tells of: whether its place and time are another event's is for later stages.
    """
    if announces and card:
        return "feature"
    said = {"heading": (heading or "")[:200].lstrip("'\"‘“ "), "opening": text[:200]}
    return next((kind for kind, where, pattern in _cues if pattern.match(said[where])), "news")
