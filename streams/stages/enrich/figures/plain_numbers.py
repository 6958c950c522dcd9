"""The numbers of a sentence in a language that is read word by word: what they are worth, and how sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from streams.data.figures_plain import PlainTables

Span = tuple[int, int]

# Linear: each branch begins with another kind of character, and what repeats inside a number has a fixed width.
_TOKEN = re.compile(
    r"\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?|km/h"
    r"|[^\W\d_]+(?:-[^\W\d_]+|['’ʼ][яюєї][^\W\d_]*)*['’]?|[^\w\s]"
)
_CLOCK = re.compile(r"[0-2]?\d\.[0-5]\d")  # 14.30: of decimals the mark is a comma
_YEARS = range(1900, 2100)
_SCALES = 3  # words of a number
_SERVED_AHEAD = 3  # words from a time to the prison it is served in
_SHORTENED = frozenset({"тис", "тыс", "млн", "млрд", "mio", "mrd", "tys", "mln", "mld", "proc"})
_TEN, _HUNDRED = 10, 100
_DASHES = frozenset("-–")
_MOVED = 8  # words from a verb of rising to where a number went
_ESTIMATED = 12  # words from a verb of estimating to the number
_WORD_LONGEST = 30  # letters of a number in one word
_DIGITS_AT_MOST = 18  # with their points: more count nothing
_LABEL_BEFORE = frozenset(["-", "/", ":", "#", "@", "_", "."])
_GLUED = frozenset({"km", "m", "kg", "h", "mm", "cm", "ha", "km/h"})


@dataclass(slots=True)
class Number:
    """A number over the tokens ``[first, last)``, and what is known of it."""

    first: int
    last: int
    value: float | None
    low: float | None = None
    high: float | None = None
    bound: str = "exact"
    unit: str | None = None
    object: str | None = None
    action: str | None = None
    kind: str = "event"
    counting: str = "total"
    others: bool = False  # "three others": what happened to the ones before did not happen to them
    end: int = 0  # of the words that tell what it counts
    scope: Span | None = None


@dataclass(slots=True)
class Words:
    """A sentence as tokens."""

    spans: list[Span]
    forms: list[str]
    lows: list[str]
    german: bool
    numbers: list[Number] = field(default_factory=list)

    def is_word(self, at: int) -> bool:
        return 0 <= at < len(self.forms) and self.forms[at][0].isalpha()


def split(text: str, start: int, end: int, lang: str) -> Words:
    """The tokens of ``text[start:end]``."""
    spans = [found.span() for found in _TOKEN.finditer(text, start, end)]
    forms = [text[a:b] for a, b in spans]
    return Words(spans, forms, [form.lower().replace("’", "'").replace("ʼ", "'") for form in forms], lang == "de")


def numbers(words: Words, taken: Callable[[int], bool], tables: PlainTables) -> Iterator[Number]:
    """The numbers of a sentence that may count something, in order, each with its bound."""
    at = 0
    while at < len(words.forms):
        number = _number(words, at, tables)
        if number is None:
            at += 1
            continue
        number = _ranged(words, number, tables) or number
        at = number.last
        if not taken(words.spans[number.first][0]) and not _is_label(words, number, tables):
            _bounded(words, number, tables)
            yield number


def _ranged(words: Words, number: Number, tables: PlainTables) -> Number | None:
    """The range that a number begins: "zwischen 200 und 250", "40 bis 60", "entre 15 y 20", "10-15 осіб".

    Two that are joined by a mark are one only where they count something: 3-1 is a score, 2019-2021 are years.
    """
    at = number.last
    if number.value is None or at + 1 >= len(words.lows):
        return None
    led = number.first > 0 and words.lows[number.first - 1] in tables.between and words.lows[at] in tables.ands
    marked = words.forms[at] in _DASHES and words.spans[at][0] == words.spans[at - 1][1]
    if not (led or marked or words.lows[at] in tables.until):
        return None
    end = _number(words, at + 1, tables)
    if end is None or end.value is None:
        return None
    low = number.value
    scale = tables.scales.get(words.lows[end.last - 1], 1.0)
    if end.last > end.first + 1 and low < end.value / scale:
        low *= scale  # 2 bis 3 Millionen
    if not low < end.value:
        return None
    counts = any(table.at(words.lows, end.last) for table in (tables.things, tables.fates, tables.units))
    if marked and not counts and words.lows[end.last : end.last + 1] != ["%"]:
        return None
    return Number(number.first - led, end.last, None, low, end.value, "range")


def _number(words: Words, at: int, tables: PlainTables) -> Number | None:
    """Digits or words for a number, with the scale behind them."""
    low, last = words.lows[at], at + 1
    if low in tables.vague:
        noun = words.lows[last] if last < len(words.lows) else ""
        whole = tables.rough.get(noun) or tables.scales.get(noun) or tables.numbers.get(noun, 0.0)
        least = tables.vague.get(noun) or (2 * whole if whole > _TEN else 0.0)
        if least and low in tables.few:
            return Number(at, last + 1, None, least, bound="vague")  # einige Dutzend, kilka tysięcy
        return Number(at, last, None, tables.vague[low], bound="vague")
    if low in tables.rough:
        return Number(at, last, tables.rough[low], bound="about")
    value = _worth(words.forms[at]) if low[0].isdecimal() else _spelt(low, tables)
    if value is None:
        return None
    behind = last + (last < len(words.lows) and words.lows[last] in tables.ands)
    if not low[0].isdecimal() and behind < len(words.lows):
        unit = tables.numbers.get(words.lows[behind], 0.0)
        if _TEN < value < _HUNDRED and value % _TEN == 0 and 0 < unit < _TEN:  # treinta y dos
            value, last = value + unit, behind + 1
    while last < min(len(words.lows), at + _SCALES) and words.lows[last] in tables.scales and words.lows[last] != low:
        value, last = value * tables.scales[words.lows[last]], last + 1
    if last < len(words.lows) and words.lows[last] in tables.rough:
        value, last = value * tables.rough[words.lows[last]], last + 1  # zwei Dutzend
    if 0 < last < len(words.lows) - 1 and words.lows[last] == "." and words.lows[last - 1] in _SHORTENED:
        last += words.forms[last + 1].islower()  # 12 тис. осіб
    return Number(at, last, round(value, 4))


def _spelt(low: str, tables: PlainTables) -> float | None:
    """A number in one word or joined by hyphens: douze, vingt-sept, siebenundzwanzig, ventisette."""
    value = tables.numbers.get(low)
    if value is not None or len(low) > _WORD_LONGEST:
        return value
    parts = low.split("-")
    if len(parts) > 1:
        told = [tables.numbers.get(part) for part in parts if part not in tables.ands]
        sums = [part for part in told if part is not None]
        return sum(sums) if len(sums) == len(told) and sums[0] > _TEN else None
    return tables.compounds.get(low)


def _worth(form: str) -> float | None:
    """Digits as the continent writes them: points between thousands, a comma before decimals.

    >>> _worth("40.000"), _worth("9,80"), _worth("1.204.000,5"), _worth("9 000"), _worth("74.23")
    (40000.0, 9.8, 1204000.5, 9000.0, 74.23)
    """
    if len(form) > _DIGITS_AT_MOST:
        return None
    groups = re.split(r"[.,’'\u00a0\u202f ]", form)
    marks = [letter for letter in form if not letter.isdecimal()]
    decimals = bool(marks) and (len(groups[-1]) != 3 or (len(marks) > 1 and marks[-1] != marks[0]))
    whole = "".join(groups[:-1] if decimals else groups)
    try:
        return float(f"{whole}.{groups[-1]}" if decimals else whole)
    except ValueError:
        return None


def _is_label(words: Words, number: Number, tables: PlainTables) -> bool:
    """Years, dates, clock times, ages and lengths of time, and numbers glued to a mark or a letter."""
    first, last = number.first, number.last
    before = words.spans[first - 1] if first else (0, -1)
    glued = before[1] == words.spans[first][0] and words.forms[first - 1] in _LABEL_BEFORE
    after = words.lows[last] if last < len(words.lows) else ""
    touches = last < len(words.lows) and words.spans[last][0] == words.spans[last - 1][1]
    glued = glued or (before[1] == words.spans[first][0] and words.is_word(first - 1))  # A7
    if glued or ((touches and after in ("/", ":", "-", "_")) or (touches and after.isalpha() and after not in _GLUED)):
        return True
    day = last + (after == ".")  # 5. Mai
    if tables.months.at(words.lows, last) or tables.months.at(words.lows, day):
        return True
    if words.german and after == "." and touches and words.is_word(last + 1):
        return True  # der 5. Zug
    if (
        number.value is not None
        and words.forms[first].isdecimal()
        and int(number.value) in _YEARS
        and last == first + 1
    ):
        return tables.things.at(words.lows, last) is None and tables.units.at(words.lows, last) is None
    if last == first + 1 and _CLOCK.fullmatch(words.forms[first]) and after != "%":
        return all(table.at(words.lows, last) is None for table in (tables.units, tables.things, tables.fates))
    time = tables.not_counts.at(words.lows, last)
    if time is None:
        return after in tables.ands and _counts_time(words, last + 1, tables)
    number.unit = _term(words, last + time[0], tables)
    number.kind = "elapsed" if number.unit else number.kind
    return number.unit is None


def _counts_time(words: Words, at: int, tables: PlainTables) -> bool:
    """Whether digits at a word count years or hours, and so does what "and" joins to them: 25 и 31 года."""
    if at + 1 >= len(words.lows) or not words.lows[at].isdecimal():
        return False
    return tables.not_counts.at(words.lows, at + 1) is not None


def _term(words: Words, at: int, tables: PlainTables) -> str | None:
    """The unit of a time that is served: "dix-huit ans de réclusion"; None of any other time."""
    unit = tables.spans.at(words.lows, at - 1)
    ahead = words.lows[at : at + _SERVED_AHEAD]
    return unit[1] if unit is not None and not tables.served.isdisjoint(ahead) else None


def _is_moved(words: Words, at: int, tables: PlainTables) -> bool:
    """Whether a verb of rising or falling stands before a word that leads to where a number went."""
    found = (tables.deeds.at(words.lows, before) for before in range(max(0, at - _MOVED), at))
    return any(deed is not None and deed[1] in ("rose", "fell") for deed in found)


def _bounded(words: Words, number: Number, tables: PlainTables) -> None:
    """Take in the words of bound before a number, and of one told as a noun its article: "mehr als ein Dutzend"."""
    rough = words.lows[number.last - 1] in tables.rough
    if rough and number.first and words.lows[number.first - 1] in tables.articles:
        number.first -= 1
    for length in (3, 2, 1):
        begin = number.first - length
        found = tables.bounds.at(words.lows, begin) if begin >= 0 else None
        if found is not None and found[1] == "at_most" and length == 1 and _is_moved(words, begin, tables):
            return  # выросло до 23
        if found is not None and found[0] == length and (number.bound == "exact" or rough):
            number.bound, number.first = found[1], begin
            return
    if number.bound == "exact" and number.first and words.lows[number.first - 1] in tables.estimated_at:
        before = range(max(0, number.first - _ESTIMATED), number.first)
        if any(tables.estimates.at(words.lows, at) for at in before):
            number.bound = "about"  # die Polizei schätzt die Zahl auf 12.000


__all__ = ["Number", "Words", "numbers", "split"]
