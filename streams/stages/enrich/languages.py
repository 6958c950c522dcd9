"""Which language a text is in."""

from __future__ import annotations

import re
from itertools import islice

import py3langid

from streams.data import word_tables

LETTERS_MIN = 20  # below this a guess is worth nothing
READ_MAX = 600  # characters; of 3,055 public posts none had another answer by 2,000
ENGLISH_MIN = 4  # English words of grammar, and
ENGLISH_SHARE = 10  # at least one in so many words: of 2,430 such posts the model said of each that it is English

_english = frozenset(word_tables.load("languages")["english"])
_word = re.compile(r"[^\W\d_]+")


def of(text: str) -> str | None:
    """ISO 639-1 code of a text's language, or None for one too short to tell.

    >>> of("The river rose again overnight, and people were told to leave."), of("Kyiv")
    ('en', None)

    English is seen by its words of grammar, which costs a tenth of asking the model; the model tells all else.
    """
    sample = text[:READ_MAX]
    if len(list(islice(filter(str.isalpha, sample), LETTERS_MIN))) < LETTERS_MIN:
        return None
    words = _word.findall(sample.lower())
    english = sum(map(_english.__contains__, words))
    if english >= ENGLISH_MIN and english * ENGLISH_SHARE >= len(words):
        return "en"
    return str(py3langid.classify(sample)[0])
