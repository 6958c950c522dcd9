"""What dedupe remembers of a post's words: marks of them in order, the facts among them, and what they are found by.

Found by: the digest of all words; MinHash with locality-sensitive hashing over the words that say something (Broder
1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3), for copies of about the same length, rewritten
ones too; and fingerprints winnowed from word triples (Schleimer, Wilkerson & Aiken 2003), for a part of a longer text.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from msgspec import Struct
from rensa import RMinHash

from streams.codec import digest
from streams.data import gazetteer, names, word_tables
from streams.stages.dedupe.credits import AGENCY_WORDS
from streams.stages.dedupe.plain import plain

WORDS_MAX = 2000  # of a text, from its start: what comes after only counts for being equal
WORDS_MIN = 8  # shorter texts are copies only when equal: a few words say too little
BODY_MIN = 25  # words of a body that is compared without its heading: each outlet writes its own
LEAD = 40  # words in which a report says what it is about
FACTS_MAX = 200
STEM = 5  # letters of a word that count: no table of endings knows every language
CONTENT_LETTERS = 4  # of a word that says something; shorter ones are most often particles
MONTH_LETTERS = 4  # of a month's name; shorter ones are words of other languages
BANDS, ROWS_PER_BAND = 32, 4  # finds a pair of similarity 0.5 with 87 %, 0.6 with 99 %, 0.7 with 99.99 %
WINDOW = 16  # triples of which one is a fingerprint: a run of 18 equal words is found for certain

TITLE_CASE = 0.6  # share of a heading's longer words with a capital from which it makes no name there

GERMAN_SHARE = 8  # one word in four of a German text is one of its commonest, of other languages hardly any

_table: Final = word_tables.load("copies")
_STOPWORDS: Final = frozenset(word_tables.load("stopwords")["words"])
_NUMBERS: Final[dict[str, str]] = {
    word: str(value) for value, words in _table["numbers"]["words"] for word in words.split()
}
_ORDINALS: Final[dict[str, str]] = {
    word: f"{value}th" for value, words in _table["numbers"]["ordinals"] for word in words.split()
}
_SCALES: Final[dict[str, float]] = {
    word: value for value, words in _table["numbers"]["scales"] for word in words.split()
}
_parse: Final = word_tables.load("parse")
_DAYS: Final[dict[str, str]] = {
    **{
        word: f"m{n}"
        for n, words in enumerate(zip(_parse["months"], _parse["feed_months"], strict=True))
        for word in " ".join(words).split()
        if len(word) >= MONTH_LETTERS
    },
    **{word: f"d{n}" for n, words in enumerate(_table["days"]["words"]) for word in words.split()},
    **{word: f"r{n}" for n, words in enumerate(_table["days"]["relative"]) for word in words.split()},
}
_GERMAN: Final = frozenset(_parse["edits"]["german"].split())
_NEGATIONS: Final = frozenset(_table["days"]["negations"].split())
_STREETS: Final = tuple(_table["streets"]["ends"].split())
_ROADS: Final = frozenset(_table["streets"]["kinds"].split())
_WAYS: Final[dict[str, str]] = {
    word: f"{matter}{n}" for matter, ways in _table["ways"].items() for n, words in enumerate(ways)
    for word in words.split()
}  # fmt: skip

# A word, a number (with its thousands, or the half of its day), a mark after which a sentence starts. All are linear.
_token: Final = re.compile(
    r"[^\W\d_]+(?:['’ʼ][яєїюЯЄЇЮ][^\W\d_]*)?"  # an apostrophe is within a word in Ukrainian
    r"|\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,:]\d+)?(?: ?[apAP]\.?[mM]\b\.?)?"
    r"|[.!?…:;\n\"“„«»‘(–—•|]+"
)
_thousands: Final = re.compile(r"(\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+)([.,]\d{1,2})?")
_half: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?([apAP])\.?[mM]\.?")
UNITS, TENS = 1, 2
NO_SPACES: Final = "\u3040"  # from here on scripts have no spaces: a letter is a word
_not_digits: Final = re.compile(r"\D")
_bands_of: Final = struct.Struct(f"{4 * ROWS_PER_BAND}s" * BANDS)


class Wording(Struct, frozen=True, kw_only=True, gc=False):
    """The words of one revision of a post, as others are compared with them."""

    exact: str  # digest of all its words, heading included
    marks: bytes  # of its first words in order, four bytes each, little-endian; odd for words that say something
    facts: tuple[
        str, ...
    ]  # numbers (#5), days (d2: Wednesday, r0: today, m4: May) and names (@lisbon), in order, each once
    leading: int  # how many of these its heading and lead tell
    negated: bool  # whether it denies anything
    ways: tuple[str, ...] = ()  # of what is one way or another: roads1 of a road that is open again
    bands: tuple[int, ...]
    prints: tuple[int, ...]


NO_WORDS: Final = Wording(exact="", marks=b"", facts=(), leading=0, negated=False, bands=(), prints=())


class Reading:
    """What follows from a wording, worked out when it is first compared."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    @cached_property
    def marks(self) -> array[int]:
        return _unpacked(self.wording.marks)

    @cached_property
    def known(self) -> frozenset[int]:
        """All its words."""
        return frozenset(mark | 1 for mark in self.marks)

    @cached_property
    def triples(self) -> frozenset[int]:
        return frozenset(triples(self.wording.marks))

    @cached_property
    def content(self) -> list[int]:
        """The words that say something, in order."""
        return [mark for mark in self.marks if mark & 1]

    @cached_property
    def says(self) -> frozenset[int]:
        return frozenset(self.content)

    @cached_property
    def facts(self) -> frozenset[str]:
        return frozenset(self.wording.facts)

    @cached_property
    def lead(self) -> frozenset[str]:
        return frozenset(self.wording.facts[: self.wording.leading])


def read(headline: str | None, text: str) -> Wording:
    """The wording of a post."""
    head = _tokens(plain(headline), is_heading=True) if headline else _NOTHING
    body = _tokens(plain(text), is_heading=False)
    compared = body.words if len(body.words) >= BODY_MIN else head.words + body.words
    marks = array("I", [word.mark for word in compared[:WORDS_MAX]])
    facts = dict.fromkeys((*head.facts, *body.facts))
    leading = len(dict.fromkeys((*head.facts, *body.facts[: body.leading])))
    few = len(head.words) + len(body.words) < WORDS_MIN
    content = sorted({mark for mark in marks if mark & 1} or set(marks))
    packed = _packed(marks)
    return Wording(
        exact=digest(" ".join([w.form for w in head.words]), " ".join([w.form for w in body.words])), marks=packed,
        facts=tuple(facts)[:FACTS_MAX], leading=min(leading, FACTS_MAX),
        ways=tuple(sorted(body.ways if len(body.words) >= BODY_MIN else head.ways | body.ways)),
        negated=True in [word.negates for word in compared],
        bands=() if few else _bands(content), prints=() if few else _prints(packed),
    )  # fmt: skip


def spans(text: str, marks: int) -> list[tuple[int, int]]:
    """Where the words stand in a text whose wording has so many marks; an empty span for those of its heading."""
    body = plain(text)
    at: list[tuple[int, int]] = []  # of each token
    for found in _token.finditer(body):
        start, end = found.span()
        at += [(n, n + 1) for n in range(start, end)] if text[start] >= NO_SPACES else [(start, end)]
    words = [at[n] for n in _tokens(body, is_heading=False).at]
    return [*[(0, 0)] * (marks - len(words)), *words][:marks]


def triples(marks: bytes) -> list[int]:
    """Hashes of 32 bits of each three neighbouring words, in order."""
    return [crc32(marks[at : at + 12]) for at in range(0, len(marks) - 8, 4)]


class _Word(NamedTuple):
    """A word as it is compared, whatever text it stands in."""

    form: str  # in lower case, numbers in figures
    mark: int
    fact: str | None = None  # of a number or a day
    scale: float | None = None  # of "million"
    negates: bool = False
    way: str | None = None
    has_capital: bool = False
    is_long: bool = False
    is_german: bool = False
    is_special: bool = True  # of any of these kinds, but long or German
    units: int = 0  # of a number in words: TENS of twenty, UNITS of six


class _Tokens(NamedTuple):
    """The words of a text, which of its tokens they are, and the facts among them; ``leading`` stand in its lead."""

    words: list[_Word]
    at: list[int]
    facts: list[str]
    leading: int
    ways: set[str]


_NOTHING: Final = _Tokens([], [], [], 0, set())


def _tokens(text: str, *, is_heading: bool) -> _Tokens:
    told = [_word(form) for form in _forms(text)]
    capitals: list[int] = []  # words with a capital inside a sentence
    facts: dict[int, str] = {}
    ways: set[str] = set()
    for n in [n for n, word in enumerate(told) if word is not None and word.is_special]:
        word, before = told[n], told[n - 1] if n else None
        assert word is not None
        if word.way is not None:
            ways.add(word.way)
        whole = _joined(before, word) if before is not None else None
        if whole is not None:  # "1.2 million", "twenty-six"
            told[n - 1], told[n] = None, whole
            facts.pop(n - 1, None)
            facts[n] = f"#{whole.form}"
        elif word.fact is not None:
            facts[n] = word.fact
        elif word.has_capital and before is not None:
            capitals.append(n)
    at = [n for n, word in enumerate(told) if word is not None]
    words = [word for word in told if word is not None]
    facts |= {n: f"@{name}" for n, name in _names(words, told, capitals, is_heading=is_heading)}
    order = sorted(facts)
    return _Tokens(words, at, [facts[n] for n in order], sum(n < LEAD for n in order), ways)


def _forms(text: str) -> list[str]:
    """The tokens of a text. Where a script has no spaces each letter is one."""
    forms: list[str] = _token.findall(text)
    if text.isascii():
        return forms
    return [part for form in forms for part in (form if form[0] >= NO_SPACES else (form,))]


@lru_cache(maxsize=1 << 16)  # a language has few words that are used often
def _word(form: str) -> _Word | None:
    """A token as a word; None for a mark after which a sentence starts."""
    word = form.casefold().replace("’", "'").replace("ʼ", "'")
    if word[0].isdecimal():
        word = _number(word)
        return _Word(word, crc32(word.encode()) | 1, f"#{word}")
    if not word[0].isalnum():
        return None
    counted = _NUMBERS.get(word) or _ORDINALS.get(word)
    if counted is not None:
        units = TENS if counted.endswith("0") and len(counted) == 2 and counted != "10" else UNITS * (len(counted) == 1)
        return _Word(counted, crc32(counted.encode()) | 1, f"#{counted}", units=units)
    is_long = len(word) >= CONTENT_LETTERS
    says = (is_long and word not in _STOPWORDS) or word[0] >= NO_SPACES
    has_capital = form[0].isupper() and len(form) > 1
    way = _WAYS.get(word)
    return _Word(
        word, crc32(word[:STEM].encode()) & 0xFFFFFFFE | says, _DAYS.get(word), _SCALES.get(word), word in _NEGATIONS,
        way, has_capital, is_long, word in _GERMAN, has_capital or word in _DAYS or word in _SCALES or way is not None,
    )  # fmt: skip


def _names(
    words: list[_Word], told: list[_Word | None], capitals: list[int], *, is_heading: bool
) -> list[tuple[int, str]]:
    """Which of the words with a capital are names: in German every noun has one, in some headings every word."""
    named = [(n, word) for n in capitals if (word := told[n]) is not None and word.fact is None]
    if is_heading and sum(w.is_long for _, w in named) > TITLE_CASE * sum(w.is_long for w in words):
        return []
    if sum([word.is_german for word in words]) * GERMAN_SHARE > len(words):
        return [(n, word.form) for n, word in named if _is_name(word.form)]
    common = names.tables().common
    return [(n, word.form) for n, word in named if word.form not in common and word.form not in AGENCY_WORDS]


def _joined(one: _Word, other: _Word) -> _Word | None:
    """The number that two words are together."""
    if one.units == TENS and other.units == UNITS:
        return _word(str(int(one.form) + int(other.form)))
    if other.scale is None or one.fact is None or one.fact[0] != "#":
        return None
    try:
        number = float(one.form)
    except ValueError:  # a time of day
        return None
    if number >= 1000:  # it has its million
        return None
    value = number * other.scale
    return _word(str(int(value)) if value.is_integer() else str(value))


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    """Whether a word with a capital is a person's, a town's or a street's name, where every noun has a capital."""
    tables = names.tables()
    if word in tables.given or word in tables.family:
        return True
    if word.endswith(_STREETS):
        return word not in _ROADS
    return any(entry.kind == gazetteer.CITY for entry in gazetteer.load().named(gazetteer.fold(word)))


def _number(form: str) -> str:
    """A number in one way of writing: 5,000 and 5 000 are 5000, 5,1 is 5.1, 6 p.m. is 18:00."""
    if (found := _thousands.fullmatch(form)) is not None:
        return _not_digits.sub("", found[1]) + (found[2] or "").replace(",", ".")
    if (found := _half.fullmatch(form)) is not None:
        return f"{int(found[1]) % 12 + 12 * (found[3] in 'pP')}:{found[2] or '00'}"
    number = form.split(" ")[0].replace(",", ".")
    return (number.rstrip("0").rstrip(".") if "." in number else number).lstrip("0") or "0"


def word_mark(word: str) -> int:
    """A word as it stands in ``Reading.known``."""
    return crc32(word[:STEM].encode()) | 1


def _packed(marks: array[int]) -> bytes:
    if sys.byteorder != "little":
        marks = array("I", marks)
        marks.byteswap()
    return marks.tobytes()


def _unpacked(marks: bytes) -> array[int]:
    found = array("I")
    found.frombytes(marks)
    if sys.byteorder != "little":
        found.byteswap()
    return found


def _bands(content: list[int]) -> tuple[int, ...]:
    minhash = RMinHash(num_perm=BANDS * ROWS_PER_BAND, seed=1)
    minhash.update([str(mark) for mark in content])
    return tuple(map(crc32, _bands_of.unpack(array("I", minhash.digest()))))


def _prints(marks: bytes) -> tuple[int, ...]:
    """Of each ``WINDOW`` neighbouring triples the one with the smallest hash, each once, in order.

    Of a text shorter than a window the smallest of all: it is found whole in a longer one, or not at all.
    """
    hashes = triples(marks)
    found: dict[int, None] = {}
    smallest = -1
    for end in range(min(WINDOW, len(hashes)), len(hashes) + 1):
        if smallest < end - WINDOW or smallest < 0:
            start = max(end - WINDOW, 0)
            window = hashes[start:end]
            if not window:
                break
            smallest = start + window.index(min(window))
            found[hashes[smallest]] = None
        elif hashes[end - 1] < hashes[smallest]:
            smallest = end - 1
            found[hashes[smallest]] = None
    return tuple(found)
