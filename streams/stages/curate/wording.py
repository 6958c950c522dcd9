"""Whether a heading or a sentence tells an event by itself: furniture, questions, teasers, orphans, numbers in it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from streams.data import word_tables
from streams.data.figures import tables
from streams.stages.enrich.figures import numbers
from streams.stages.enrich.figures.tokens import split

# What a heading has against it, in the order in which it is left for another one.
SHOUTED, EXCLAIMED, BARE_LABEL, SHORT, TEASING, QUESTION, ASIDE, FURNITURE = 0.5, 0.25, 0.25, 0.5, 1.0, 1.0, 1.5, 3.0
DATELINE_MAX = 90  # characters of a place, a day and an agency before the news
READ_MAX = 400  # characters of a heading or sentence that are looked at
REMEMBERED = 4_096
WORDS_MIN, WORDS_MAX = 5, 60  # of a sentence that tells something, and can be taken in

_table = word_tables.load("telling")


def _any(patterns: list[str]) -> str:
    return "|".join(patterns)


_labels, _asides, _tails = (_any(_table["heading"][name]) for name in ("labels", "asides", "tails"))
_label = re.compile(rf"[\W_]{{0,3}}(?:{_labels})(?:\s?[:|–—•]|\s-|\s?\W?>)\s*(?=\S)", re.IGNORECASE)
_aside = re.compile(rf"[\W_]{{0,3}}(?:{_asides})(?:\s?[:|–—•]|\s-)\s*(?=\S)", re.IGNORECASE)
_tail = re.compile(
    rf"\s*(?:[:|–—•,]\s?|\s-\s|\.\s)(?:{_tails})\W{{0,3}}$|\s*[(\[](?:{_tails})[)\]]\W{{0,3}}$", re.IGNORECASE
)
_furniture = re.compile(rf"[\W_]{{0,3}}(?:{_any(_table['heading']['furniture'])})", re.IGNORECASE)
_teaser = re.compile(rf"[\W_]{{0,3}}(?:{_any(_table['heading']['teasers'])})", re.IGNORECASE)
_teasing = re.compile(_any(_table["heading"]["teasing"]), re.IGNORECASE)
_line_furniture = re.compile(rf"[\W_]{{0,3}}(?:{_any(_table['sentence']['furniture'])})", re.IGNORECASE)
_inside = re.compile(_any(_table["sentence"]["furniture_inside"]), re.IGNORECASE)
_hanging = re.compile(rf"(?:{_any(_table['sentence']['hanging']['phrases'])})\b", re.IGNORECASE)
_said = "|".join(_table["sentence"]["said"].split())
_orphan = re.compile(rf"\b(?:he|she|they|it)(?: \w+ly| also| then)? (?:{_said})\b", re.IGNORECASE)
_orphaned = re.compile(rf"[,\"”’»]\s{{0,2}}(?:he|she|they|it)(?: \w+ly| also| then)? (?:{_said})\b", re.IGNORECASE)
_dateline = re.compile(
    r"[^\W\d_][^\n()]{1,60} \([^\n()]{2,40}\) ?[-–—:] ?(?=\S)|([^\n()–—-]{3,60}) [–—-] ?(?=[^\W\d_])"
)
_first = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_tolls = frozenset(_table["heading"]["tolls"].split())
_not = frozenset(_table["heading"]["not"].split())
_quotes = "\"“”„«»‘’'"


@lru_cache(REMEMBERED)
def bare(heading: str) -> str:
    """A heading without the page's own words before and behind it.

    >>> bare("LIVE: Two dead in Lima crash – latest updates"), bare("Fire in Bergen"), bare("Live")
    ('Two dead in Lima crash', 'Fire in Bergen', 'Live')
    """
    text = heading.strip()
    for pattern in (_label, _aside):
        text = pattern.sub("", text, count=1) if pattern.match(text) else text
    found = _tail.search(text)
    text = text[: found.start()] if found is not None and found.start() > 0 else text
    return text if len(text.split()) > 1 or not text.isascii() else heading.strip()


@lru_cache(REMEMBERED)
def heading_flaws(heading: str) -> float:
    """What a heading has against it as the name of an event: 0 for none, more for what only serves where all have it.

    >>> [heading_flaws(each) for each in ("Two dead in Lima crash", "Good morning", "Why did the bridge fall?")]
    [0.0, 3.5, 2.0]
    """
    text = heading[:READ_MAX].strip()
    left = bare(text)
    flaws = BARE_LABEL if left != text else 0.0
    if _aside.match(text) is not None:
        flaws += ASIDE
    if _furniture.match(text) is not None or _furniture.match(left) is not None:
        flaws += FURNITURE
    if left.rstrip("\"'”’» ").endswith(("?", "？", "؟")):
        flaws += QUESTION
    if _teaser.match(left) is not None or _teasing.search(left) is not None:
        flaws += TEASING
    letters = [char for char in left if char.isalpha()]
    if len(letters) > 12 and sum(map(str.isupper, letters)) > 0.7 * len(letters):
        flaws += SHOUTED
    if left.isascii() and left.count(" ") < 2:
        flaws += SHORT
    if "!" in left:
        flaws += EXCLAIMED
    if left.endswith(("…", "...")):
        flaws += SHORT
    if len(left) > 2 and left[0] in _quotes and left[-1] in _quotes:
        flaws += SHORT
    return flaws


@lru_cache(REMEMBERED)
def is_furniture(sentence: str) -> bool:
    """Whether a sentence speaks to the reader, credits somebody, or is none.

    >>> is_furniture("Reporting by Jo Ek; editing by Mo Ud."), is_furniture("Two people died in the crash.")
    (True, False)
    """
    text = sentence[:READ_MAX]
    return (
        _line_furniture.match(text) is not None or _inside.search(text) is not None
        or text.rstrip(_quotes + " ").endswith(("?", ":", "…", "...", "？")) or not any(map(str.isalpha, text))
    )  # fmt: skip


@lru_cache(REMEMBERED)
def hangs(sentence: str, lang: str | None) -> bool:
    """Whether a sentence leans on one before it: "He", "But", "The latter", a quotation whose speaker is a pronoun.

    >>> hangs("She said the dam had held.", "en"), hangs("Mayor Ana Roa said the dam had held.", "en")
    (True, False)
    """
    text = sentence[:READ_MAX].lstrip(_quotes + " –—-•")
    first = _first.search(text, 0, 40)
    word = first.group().casefold() if first is not None else ""
    if word.split("'")[0].split("’")[0] in _hangs().get(lang or "en", frozenset()):
        return True
    if text[:1].islower() or _hanging.match(text) is not None:
        return True
    if _orphaned.search(text) is not None:
        return True
    orphan = _orphan.search(text)
    if orphan is not None and not _names_anybody(text[: orphan.start()]):
        return True
    ends = sentence.rstrip(" .!")
    return sentence[:1] in _quotes and ends[-1:] in _quotes  # a quotation whole: nobody is told to have said it


def _names_anybody(words: str) -> bool:
    """Whether a word but the first has a capital, "I" apart."""
    return any(len(word) > 1 and word[0].isupper() for word in _first.findall(words)[1:])


def is_closed(sentence: str) -> bool:
    """Whether a line ends as a sentence does: else it may be a heading or a caption.

    >>> is_closed("The dam held."), is_closed("“The dam held.”"), is_closed("Dam holds")
    (True, True, False)
    """
    return sentence.rstrip(_quotes + " )]").endswith((".", "!", "?", "…", "。", "！", "।", "؟"))


@cache
def _hangs() -> dict[str, frozenset[str]]:
    return {lang: frozenset(words.split()) for lang, words in _table["sentence"]["hangs"].items()}


@lru_cache(REMEMBERED)
def opening(sentence: str) -> int:
    """Where the words of a sentence begin behind an agency's dateline.

    >>> text = "LIMA, Sept 18 (Andes Wire) - Two people died."
    >>> text[opening(text) :]
    'Two people died.'
    """
    found = _dateline.match(sentence, 0, READ_MAX)
    if found is None or found.end() > DATELINE_MAX:
        return 0
    place = (found.group(1) or "").partition(",")[0]
    return found.end() if found.group(1) is None or place.isupper() else 0


@lru_cache(REMEMBERED)
def toll(heading: str) -> float | None:
    """How many a heading says have died: the number nearest to a word for it.

    >>> toll("Two hurt as toll climbs to 22"), toll("Bus with 40 on board overturns")
    (22.0, None)
    """
    tokens = split(heading[:READ_MAX], tables())
    words = [at for at, low in enumerate(tokens.lows) if low in _tolls]
    if not words:
        return None
    read = [(at, numbers.read(tokens, at, len(tokens.forms), tables())[0]) for at in tokens.candidates]
    near = [
        (min((abs(at - word), at < word) for word in words), at, number.value) for at, number in read
        if number is not None and number.value is not None and number.shape == "count"
    ]  # fmt: skip
    return min(near)[2] if near else None


@lru_cache(REMEMBERED)
def told_numbers(text: str) -> frozenset[float]:
    """The numbers that a heading gives.

    >>> sorted(told_numbers("Toll climbs to 22, not 32, as two ships sink"))
    [2.0, 22.0]
    """
    return frozenset(value for value, denied in _numbers(text) if not denied)


def denied_numbers(text: str) -> frozenset[float]:
    """The numbers that a heading takes back.

    >>> sorted(denied_numbers("Four homes flooded, not 40"))
    [40.0]
    """
    return frozenset(value for value, denied in _numbers(text) if denied)


@lru_cache(REMEMBERED)
def _numbers(text: str) -> tuple[tuple[float, bool], ...]:
    """The numbers in a heading, each with whether it says that it is not so."""
    tokens = split(text[:READ_MAX], tables())
    found: list[tuple[float, bool]] = []
    for at in tokens.candidates:
        number, _ = numbers.read(tokens, at, len(tokens.forms), tables())
        if number is not None and number.value is not None and number.shape == "count":
            found.append((number.value, at > 0 and tokens.lows[at - 1] in _not))
    return tuple(found)
