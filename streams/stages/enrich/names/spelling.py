"""Whether two spellings are one person's name: transliteration and slips folded, different surnames kept apart."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from streams.data.names import tables

# Ways of writing one sound, applied in order to a lower-case word without accents. The first letter is left as it
# is, so that Hill and Gill, or Wagner and Vagner's neighbours in a telephone book, stay apart.
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("cz", "ch"), ("sz", "sh"), ("kh", "h"), ("ph", "f"), ("ck", "k"),
    ("ks", "x"), ("w", "v"), ("g", "h"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("ya", "ia"), ("ja", "ia"),
    ("yu", "iu"), ("ju", "iu"), ("yo", "io"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "’": "", "'": ""})
_TWICE = re.compile(r"(.)\1+")
_EI_END = re.compile(r"(?:ei|ai|ii|i)$")
_SPLIT = re.compile(r"[\s.]+")

SLIPS = ((9, 2), (6, 1))
"""(least length of the longer surname, slips allowed): short surnames a letter apart are other people."""


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """One word with the usual ways of transliterating it made equal.

    >>> fold("Zelenskyy") == fold("Zelenskiy") == fold("Zelensky"), fold("Kulyeba") == fold("Kuleba")
    (True, True)
    >>> fold("Hill") == fold("Gill")
    False
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    plain = plain.translate(_LETTERS).replace("-", "")
    head, rest = plain[:1], plain[1:]
    if plain[:2] in {"ye", "ie", "je"}:
        head, rest = "e", plain[2:]
    elif plain[:2] in {"ya", "ja", "yu", "ju", "kh"}:
        head, rest = ("h" if head == "k" else "i"), plain[1:] if head != "k" else plain[2:]
    for written, sound in _SOUNDS:
        rest = rest.replace(written, sound)
    return _EI_END.sub("i", _TWICE.sub(r"\1", head + rest))


@cache
def _given_spellings() -> dict[str, str]:
    """Folded spelling of a given name -> the one it stands for."""
    found: dict[str, str] = {}
    for right, wrong in tables().given_spellings.items():
        for spelling in (right, *wrong):
            found.setdefault(fold(spelling), fold(right))
    return found


@cache
def _known_people() -> dict[str, str]:
    """Plain key of every listed spelling -> the listed person."""
    return {
        _plain_key(spelling): right
        for right, others in sorted(tables().known_people.items())
        for spelling in (right, *others)
    }


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name without honorific and suffix, as written.

    >>> parts("Mr J. Biden Jr")
    ('J', 'Biden')
    """
    words = [word for word in _SPLIT.split(name.replace("’s", "").replace("'s", "")) if word]
    while len(words) > 1 and words[0].lower() in tables().honorifics:
        words.pop(0)
    while len(words) > 1 and words[-1] in tables().suffixes:
        words.pop()
    return tuple(words)


def _given(word: str) -> str:
    folded = fold(word)
    return _given_spellings().get(folded, folded)


def _plain_key(name: str) -> str:
    words = parts(name)
    if not words:
        return ""
    return " ".join([*(_given(word) for word in words[:-1]), fold(words[-1])])


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """What equal keys join across posts: the name folded, a listed person's right name where the spelling is listed.

    >>> key("Vladimir Zelenskiy") == key("Volodymyr Zelensky") == key("Mr Volodymyr Zelenskyy")
    True
    >>> key("Olekskiy Kuleba") == key("Oleksii Kuleba"), key("Oleksiy Kuleba") == key("Alexey Kuleba")
    (False, True)

    Slips of the pen keep their own key: ``same_person`` compares them two by two.
    """
    plain = _plain_key(name)
    listed = _known_people().get(plain)
    return _plain_key(listed) if listed else plain


def mended_given(name: str) -> str:
    """A name whose given name has one letter too many or too few for a listed spelling, with that spelling.

    >>> mended_given("Olekskiy Danilov"), mended_given("Oleksiy Danilov")
    ('Oleksiy Danilov', 'Oleksiy Danilov')

    Only long names of the table of transliterations, and only where one spelling fits.
    """
    words = parts(name)
    if len(words) < 2 or len(words[0]) < _LEAST_MENDED or words[0].lower() in tables().given:
        return name
    fitting = {
        spelling
        for right, wrong in tables().given_spellings.items()
        for spelling in (right, *wrong)
        if abs(len(spelling) - len(words[0])) == 1 and OSA.distance(spelling, words[0], score_cutoff=1) == 1
    }
    return name.replace(words[0], fitting.pop(), 1) if len(fitting) == 1 else name


_LEAST_MENDED = 7


def _near(one: str, other: str, slips: tuple[tuple[int, int], ...]) -> bool:
    if one == other:
        return True
    longer = max(len(one), len(other))
    allowed = next((count for least, count in slips if longer >= least), 0)
    if not allowed or one[0] != other[0]:
        return False
    # Ivanov and Ivanova, Hansen and Hanson: pairs of real names, not slips
    if one + "a" == other or other + "a" == one or {one[-2:], other[-2:]} == {"en", "on"}:
        return False
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _same_given(one: str, other: str) -> bool:
    a, b = _given(one), _given(other)
    if len(a) == 1 or len(b) == 1:
        return a[:1] == b[:1]
    if a != b and one.lower() in tables().given and other.lower() in tables().given:
        return False  # Maria and Marina: two names, not a slip
    return _near(a, b, ((6, 2), (5, 1)))


@lru_cache(maxsize=16384)
def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: the same surname but for spelling, and given names that agree.

    A slip in the surname is forgiven only when both give the same given name, or where a long surname stands
    alone; a caller who knows the offices compares those too.

    >>> same_person("Volodymyr Zelemnsky", "Mr Zelenskyy"), same_person("Olekskiy Kuleba", "Oleksii Kuleba")
    (True, True)
    >>> same_person("Sergei Ivanov", "Viktor Ivanov"), same_person("Mr Hansen", "Mr Hanson")
    (False, False)
    """
    if key(a) == key(b):
        return bool(key(a))
    one, other = parts(a), parts(b)
    if not one or not other:
        return False
    given_one, given_other = one[:-1], other[:-1]
    surname_one, surname_other = fold(one[-1]), fold(other[-1])
    if given_one and given_other:
        return _same_given(given_one[0], given_other[0]) and _near(surname_one, surname_other, SLIPS)
    full, alone = (one, surname_other) if given_one else (other, surname_one)
    names = {fold(full[-1])}
    if full[0].lower() in tables().family_first:
        names.add(fold(full[0]))
    return alone in names or any(_near(alone, name, ((8, 1),)) for name in sorted(names))
