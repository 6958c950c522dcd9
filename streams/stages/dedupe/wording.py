"""What dedupe remembers of a post's words: marks of them in order, the facts among them, and what they are found by.

Found by: the digest of all words; MinHash with locality-sensitive hashing over the words that say something (Broder
1997; Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3), for copies of about the same length, rewritten
ones too; and fingerprints winnowed from word triples (Schleimer, Wilkerson & Aiken 2003), for a part of a longer text.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from msgspec import Struct
from rensa import RMinHash

from streams.codec import digest
from streams.data import gazetteer, names, word_tables
from streams.stages.dedupe.plain import AGENCY_WORDS, plain

WORDS_MAX = 2000  # of a text, from its start: what comes after only counts for being equal
WORDS_MIN = 8  # shorter texts are copies only when equal: a few words say too little
BODY_MIN = 25  # words of a body that is compared without its heading: each outlet writes its own
LEAD = 40  # words in which a report says what it is about
FACTS_MAX = 200
STEM = 5  # letters of a word that count: no table of endings knows every language
CONTENT_LETTERS = 4  # of a word that says something; shorter ones are most often particles
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
_DAYS: Final[dict[str, str]] = {
    **{word: f"d{n}" for n, words in enumerate(_table["days"]["words"]) for word in words.split()},
    **{word: f"r{n}" for n, words in enumerate(_table["days"]["relative"]) for word in words.split()},
}
_GERMAN: Final = frozenset(word_tables.load("parse")["edits"]["german"].split())
_NEGATIONS: Final = frozenset(_table["days"]["negations"].split())

# A word, a number (with its thousands, or the half of its day), a mark after which a sentence starts. All are linear.
_token: Final = re.compile(
    r"[^\W\d_]+"
    r"|\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,:]\d+)?(?: ?[apAP]\.?[mM]\b\.?)?"
    r"|[.!?…:;\n\"“„«»‘(–—•|]+"
)
_thousands: Final = re.compile(r"(\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+)([.,]\d{1,2})?")
_half: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))? ?([apAP])\.?[mM]\.?")
UNITS, TENS = 1, 2
NO_SPACES: Final = "\u3040"  # from here on scripts have no spaces: a letter is a word
_not_digits: Final = re.compile(r"\D")


class Wording(Struct, frozen=True, kw_only=True, gc=False):
    """The words of one revision of a post, as others are compared with them."""

    exact: str  # digest of all its words, heading included
    marks: bytes  # of its first words in order, four bytes each, little-endian; odd for words that say something
    facts: tuple[str, ...]  # numbers (#5), days (d2: Wednesday, r0: today) and names (@lisbon), in order, each once
    leading: int  # how many of these its heading and lead tell
    negated: bool  # whether it denies anything
    bands: tuple[int, ...]
    prints: tuple[int, ...]


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


def read(headline: str | None, text: str) -> tuple[Wording, list[int]]:
    """The wording of a post, and for each of its marks the number of its token in the text (-1 in the heading)."""
    head = _tokens(plain(headline), is_heading=True) if headline else _NOTHING
    body = _tokens(plain(text), is_heading=False)
    compared = body if len(body.words) >= BODY_MIN else head.before(body)
    marks = array("I", [word.mark for word in compared.words[:WORDS_MAX]])
    facts = dict.fromkeys((*head.facts, *body.facts))
    leading = len(dict.fromkeys((*head.facts, *body.facts[: body.leading])))
    few = len(head.words) + len(body.words) < WORDS_MIN
    content = sorted({mark for mark in marks if mark & 1} or set(marks))
    packed = _packed(marks)
    wording = Wording(
        exact=digest(" ".join([w.form for w in head.words]), " ".join([w.form for w in body.words])), marks=packed,
        facts=tuple(facts)[:FACTS_MAX], leading=min(leading, FACTS_MAX),
        negated=any(word.negates for word in compared.words),
        bands=() if few else _bands(content), prints=() if few else _prints(packed),
    )  # fmt: skip
    return wording, compared.tokens[:WORDS_MAX]


def spans(text: str, tokens: Iterable[int]) -> list[tuple[int, int]]:
    """Where tokens stand in a text that was read; an empty span for those of its heading."""
    told = [found.span() for found in _token.finditer(plain(text))]
    return [told[n] if n >= 0 else (0, 0) for n in tokens]


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
    has_capital: bool = False
    is_long: bool = False
    is_german: bool = False
    units: int = 0  # of a number in words: TENS of twenty, UNITS of six


class _Tokens:
    """The words of a text, which of its tokens they are, and the facts among them; ``leading`` stand in its lead."""

    def __init__(self, words: list[_Word], tokens: list[int], facts: list[str], leading: int) -> None:
        self.words, self.tokens, self.facts, self.leading = words, tokens, facts, leading

    def before(self, body: _Tokens) -> _Tokens:
        """The words of a heading and those of its body."""
        tokens = [-1] * len(self.words) + body.tokens
        return _Tokens(self.words + body.words, tokens, self.facts + body.facts, len(self.facts) + body.leading)


_NOTHING: Final = _Tokens([], [], [], 0)


def _tokens(text: str, *, is_heading: bool) -> _Tokens:
    words: list[_Word] = []
    tokens: list[int] = []
    capitals: list[int] = []  # words with a capital inside a sentence
    facts: list[tuple[int, str]] = []
    starts = True
    for number, form in enumerate(_token.findall(text)):
        word = _word(form)
        if word is None:
            starts = True
            continue
        if word.fact is not None:
            if word.units and words and words[-1].units == TENS and (whole := _sum(words[-1], word)) is not None:
                words[-1] = whole  # "twenty-six"
                facts[-1] = (len(words) - 1, f"#{whole.form}")
                continue
            facts.append((len(words), word.fact))
        elif word.has_capital:
            if not starts:
                capitals.append(len(words))
        elif form[0] >= NO_SPACES:
            tokens += [number] * len(form)
            words += filter(None, map(_word, form))
            continue
        elif word.scale is not None and _scale(words, facts, word.scale):  # "1.2 million" is one number
            continue
        starts = False
        words.append(word)
        tokens.append(number)
    facts += [(n, f"@{words[n].form}") for n in _names(words, capitals, is_heading=is_heading)]
    facts.sort()
    return _Tokens(words, tokens, [fact for _, fact in facts], sum(n < LEAD for n, _ in facts))


@lru_cache(maxsize=1 << 16)  # a language has few words that are used often
def _word(form: str) -> _Word | None:
    """A token as a word; None for a mark after which a sentence starts."""
    word = form.casefold()
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
    return _Word(
        word, crc32(word[:STEM].encode()) & 0xFFFFFFFE | says, _DAYS.get(word), _SCALES.get(word), word in _NEGATIONS,
        form[0].isupper() and len(form) > 1, is_long, word in _GERMAN,
    )  # fmt: skip


def _names(words: list[_Word], capitals: list[int], *, is_heading: bool) -> list[int]:
    """Which of the words with a capital are names: in German every noun has one, in some headings every word."""
    if is_heading:
        long = [n for n, word in enumerate(words) if word.is_long]
        if sum(words[n].is_long for n in capitals) > TITLE_CASE * len(long):
            return []
    if sum([word.is_german for word in words]) * GERMAN_SHARE > len(words):
        return [n for n in capitals if _is_name(words[n].form)]
    common = names.tables().common
    return [n for n in capitals if words[n].form not in common and words[n].form not in AGENCY_WORDS]


def _sum(tens: _Word, units: _Word) -> _Word | None:
    return _word(str(int(tens.form) + int(units.form))) if units.units == UNITS else None


def _scale(words: list[_Word], facts: list[tuple[int, str]], scale: float) -> bool:
    """Multiply the number that the words end with, if they do."""
    if not facts or facts[-1][0] != len(words) - 1 or facts[-1][1][0] != "#":
        return False
    try:
        value = float(words[-1].form) * scale
    except ValueError:  # a time of day
        return False
    word = _word(str(int(value)) if value.is_integer() else str(value))
    assert word is not None
    words[-1] = word
    facts[-1] = (len(words) - 1, f"#{word.form}")
    return True


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    """Whether a word with a capital is a person's or a town's name, where every noun has a capital."""
    tables = names.tables()
    if word in tables.given or word in tables.family:
        return True
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
    marks = minhash.digest()
    return tuple(crc32(repr(marks[i : i + ROWS_PER_BAND]).encode()) for i in range(0, len(marks), ROWS_PER_BAND))


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
