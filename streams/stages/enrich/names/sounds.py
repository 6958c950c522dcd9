"""The ways of writing one sound in Latin letters, folded: English, German, Polish and Arabic romanisations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from streams.data.names import tables
from streams.data.names_letters import romanised

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "ə": "e"}
    | dict.fromkeys("’'ʼ`-‐‑.", "")
)
_TWICE = re.compile(r"(.)\1+")
_EI_END = re.compile(r"(?:ei|ai|ii|i)$")
_SLAVIC_END = re.compile(r"(?:enk[oa]|[cs]?uk|ovi?c?|ova|evi?c?|eva|i[cC]|isin|sk[ia]|ivn?a?|k[oi]|n[oi]v?)$")


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """How a tongue writes sounds: (letters, sound), applied in order to a lower-case word without accents."""

    title: str
    pairs: tuple[tuple[str, str], ...]


# The sounds of ч and ш are "C" and "S" while a word is folded, so that what is written c or s stays apart.
_SLAVIC = (
    ("schtsch", "S"), ("shtsh", "S"), ("stsch", "S"), ("shch", "S"), ("szcz", "S"), ("chtch", "S"),
    ("tsch", "C"), ("tch", "C"), ("cz", "C"), ("sch", "S"), ("sz", "S"), ("sh", "S"), ("zh", "Z"),
    ("kh", "h"), ("ph", "f"), ("ck", "k"), ("ks", "x"),
)  # fmt: skip
_VOWELS = (
    ("q", "k"), ("ou", "u"), ("w", "v"), ("g", "h"), ("oe", "o"), ("ue", "u"), ("ae", "a"),
    ("iie", "e"), ("iye", "e"), ("yo", "e"), ("jo", "e"), ("ye", "e"), ("ie", "e"), ("je", "e"),
    ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"), ("yi", "i"), ("y", "i"), ("j", "i"),
)  # fmt: skip
ENGLISH = Letters("English", (*_SLAVIC, ("ch", "C"), *_VOWELS))
GERMAN = Letters("German", (*_SLAVIC, ("ch", "h"), ("z", "ts"), ("ss", "@"), ("s", "z"), ("@", "s"), *_VOWELS))
GERMAN_ZH = Letters("German, zh", (("sch", "Z"), *GERMAN.pairs))  # Saluschnyj: its "sch" is also a zh
FRENCH = Letters(
    "French",
    (("tch", "C"), ("ch", "S"), ("j", "Z"), ("gue", "ge"), ("gui", "gi"), ("ss", "s"), ("ou", "u"), *_SLAVIC, *_VOWELS),
)
POLISH = Letters("Polish", (*_SLAVIC, ("ch", "h"), ("rz", "Z"), ("c", "ts"), *_VOWELS))
ARABIC = Letters(
    "Arabic",
    (
        ("sch", "S"), ("sh", "S"), ("ch", "S"), ("kh", "K"), ("gh", "G"), ("dh", "d"), ("th", "t"), ("dj", "j"),
        ("q", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"), ("o", "u"),
        ("e", "i"), ("y", "i"),
        ("j", "J"), ("K", "kh"), ("G", "gh"),
    ),
)  # fmt: skip
ARABIC_DE = Letters(
    "Arabic, in German", (("dsch", "j"), ("tsch", "C"), ("sch", "sh"), ("ch", "kh"), ("s", "z"), *ARABIC.pairs)
)
TONGUES = (GERMAN, POLISH, ARABIC)
OF_SLAVS = (ENGLISH, GERMAN, GERMAN_ZH, FRENCH, POLISH)
OF_ARABS = (ARABIC, ARABIC_DE)


def plain(word: str) -> str:
    """A word in lower case, in Latin letters, without accents, marks and hyphens.

    >>> plain("Ødegård-Þór"), plain("Гайдук")
    ('odegardthor', 'gayduk')
    """
    low = unicodedata.normalize("NFKD", romanised(word).lower().translate(_PLAIN))
    return "".join(c for c in low if not unicodedata.combining(c))


@lru_cache(maxsize=16384)
def fold(word: str, letters: Letters) -> str:
    """A word as it sounds, read as a tongue writes it.

    The first letter is left as it is but for the letters of one sound (Kh, Ye, Ya; G and H before a Slavic ending), so
    that Hill and Gill, or Wagner and Vagner's neighbours in a telephone book, stay apart.

    >>> fold("Schewtschuk", GERMAN) == fold("Szewczuk", POLISH) == fold("Shevchuk", ENGLISH)
    True
    >>> fold("Gordienko", ENGLISH) == fold("Hordiienko", ENGLISH), fold("Gill", ENGLISH) == fold("Hill", ENGLISH)
    (True, False)
    """
    low = plain(word)
    if not low:
        return ""
    if low[:2] in {"jo", "yo"}:
        low = "i" + low[1:]
    if letters is FRENCH and low.endswith("ine"):
        low = low[:-1]  # Poutine, Eltsine
    elif letters in OF_ARABS and low.endswith(("eh", "ah")):
        low = low[:-2] + "a"
    sound = _pairs(low, letters.pairs)
    rest = _EI_END.sub("i", _TWICE.sub(r"\1", sound))
    first = low[0]
    if letters not in OF_ARABS:
        if first == "g" and rest[0] == "h" and not _SLAVIC_END.search(rest):
            rest = "g" + rest[1:]
        elif first == "w" and letters is ENGLISH:
            rest = "w" + rest[1:]
        elif rest[:2] == "ie":
            rest = rest[1:]
    return rest


def _pairs(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for written, sound in pairs:
        if written in word:
            word = word.replace(written, sound)
    return word


_GERMAN_SIGNS = re.compile(r"tsch|sch[^a-z]|[kt]yj|kij\b|ow\b|owa\b|ew\b|ewa\b|enko\b.*sch|schuk|tschuk", re.IGNORECASE)
_POLISH_SIGNS = re.compile(r"[łżśćń]|szcz|cz|sz|wicz|rz", re.IGNORECASE)


def tongue(words: tuple[str, ...]) -> Letters:
    """As which tongue writes it a name is to be read, told by its letters and its given name; English without a sign.

    >>> tongue(("Anatolij", "Tschubarow")).title, tongue(("Omar", "Haddad")).title, tongue(("Ana", "Roa")).title
    ('German', 'Arabic', 'English')
    """
    whole = " ".join(words)
    if words[0].lower() in tables().german_given or _GERMAN_SIGNS.search(whole):
        return GERMAN
    if _POLISH_SIGNS.search(whole):
        return POLISH
    if any(word.lower() in tables().arabic_given or word.lower().startswith("abd") for word in words[:-1]):
        return ARABIC
    return ENGLISH
