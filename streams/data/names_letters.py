"""Cyrillic names in Latin letters: Ukrainian as its passports do, Russian as news in English does."""

from __future__ import annotations

import re

_SHARED = {
    "а": "a", "б": "b", "в": "v", "д": "d", "ж": "zh", "з": "z", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "ъ": "", "’": "", "ʼ": "", "ў": "u",
}  # fmt: skip
_RUSSIAN = str.maketrans(_SHARED | {"г": "g", "е": "e", "ё": "yo", "и": "i", "й": "y", "ы": "y", "э": "e"})
_UKRAINIAN = str.maketrans(
    _SHARED | {"г": "h", "ґ": "g", "е": "e", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "ё": "yo"}
)
_UKRAINIAN_LETTERS = re.compile("[іїєґ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def is_cyrillic(word: str) -> bool:
    """Whether a word has a Cyrillic letter."""
    return _CYRILLIC.search(word) is not None


def romanised(name: str) -> str:
    """A name in Latin letters; what is not Cyrillic stays as it is.

    >>> romanised("Олена Гончар"), romanised("Сергій Гайдук"), romanised("Сергей Щукин"), romanised("Ana Roa")
    ('Olena Gonchar', 'Serhii Haiduk', 'Sergey Shchukin', 'Ana Roa')

    The language is told by the letters that only Ukrainian has. A name without any of them is read as Russian; whoever
    compares names folds h and g.
    """
    if not is_cyrillic(name):
        return name
    low = name.lower()
    letters = _UKRAINIAN if _UKRAINIAN_LETTERS.search(low) else _RUSSIAN
    told = []
    for word, written in zip(low.split(" "), name.split(" "), strict=True):
        latin = word.translate(letters)
        told.append(latin[:1].upper() + latin[1:] if written[:1].isupper() else latin)
    return " ".join(told)
