"""Which language a text is in."""

from __future__ import annotations

import py3langid

LETTERS_MIN = 20  # below this a guess is worth nothing
READ_MAX = 2000  # characters; more does not change the answer


def of(text: str) -> str | None:
    """ISO 639-1 code of a text's language, or None for one too short to tell.

    >>> of("The river rose again overnight, and people were told to leave."), of("Kyiv")
    ('en', None)
    """
    sample = text[:READ_MAX]
    if sum(1 for character in sample if character.isalpha()) < LETTERS_MIN:
        return None
    return str(py3langid.classify(sample)[0])
