"""Figures in languages whose grammar is not known here: a number, the unit or noun beside it, a deed in its clause.

What is counted is told by its English word where the table knows it, else as printed. German says its participles last
and writes its nouns with capitals; the others put the noun right behind the number. Left alone: years, dates, clock
times, lengths of time, ages, and numbers beside which nothing says what they count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from streams.data.figures_plain import PlainTables, plain_tables
from streams.records import FigureMention

Span = tuple[int, int]

# Linear: each branch begins with another kind of character, and what repeats inside a number has a fixed width.
_TOKEN = re.compile(
    r"\d{1,3}(?:[.,’'\u00a0\u202f ]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?|km/h"
    r"|[^\W\d_]+(?:-[^\W\d_]+)*['’]?|[^\w\s]"
)
_MONEY = {"€": "EUR", "$": "USD", "£": "GBP", "r$": "BRL", "us$": "USD", "eur": "EUR", "chf": "CHF", "usd": "USD"}
_HARD = frozenset(".;:!?()[]—–|")
_QUOTES = frozenset('"“”„«»‘‚')
_YEARS = range(1900, 2100)
_RIGHT, _LEFT = 16, 8  # words of a clause in which a deed is looked for
_NOUN_AHEAD = 3  # words from a number to its noun
_NUMBERS_AT_MOST = 2_000
_DIGITS_AT_MOST = 18  # with their points: more count nothing
_TOLD = 5  # words from who tells a number to it: "la policía habló de 20.000"
_PEOPLE = frozenset(
    ["killed", "injured", "missing", "hospitalised", "arrested", "evacuated", "rescued", "displaced", "protested"]
)


@dataclass(slots=True)
class _Number:
    """A number over the tokens ``[first, last)``, and what is known of it."""

    first: int
    last: int
    value: float | None
    low: float | None = None
    bound: str = "exact"
    unit: str | None = None
    object: str | None = None
    action: str | None = None
    kind: str = "event"
    counting: str = "total"
    end: int = 0  # of the words that tell what it counts
    scope: Span | None = None


@dataclass(slots=True)
class _Words:
    """A sentence as tokens."""

    spans: list[Span]
    forms: list[str]
    lows: list[str]
    german: bool
    numbers: list[_Number] = field(default_factory=list)

    def is_word(self, at: int) -> bool:
        return 0 <= at < len(self.forms) and self.forms[at][0].isalpha()


def find(text: str, lang: str, sentences: Sequence[Span], taken: Callable[[int], bool]) -> tuple[FigureMention, ...]:
    """The figures of a text in a language of ``LANGUAGES``. ``taken`` says whether a position is part of a time.

    >>> text = "Doce personas fueron detenidas y tres agentes sufrieron heridas."
    >>> for figure in find(text, "es", [(0, len(text))], lambda position: False):
    ...     print(figure.value, figure.object, figure.action)
    12.0 person arrested
    3.0 police officer injured
    """
    tables = plain_tables(lang)
    found: list[FigureMention] = []
    earlier: _Number | None = None
    for start, end in sentences:
        words = _split(text, start, end, lang)
        words.numbers = list(_numbers(words, taken, tables))
        for at, number in enumerate(words.numbers):
            _complete(words, at, earlier, tables)
            if _tells(number):
                earlier = number
        for number, after in zip(words.numbers, [*words.numbers[1:], None], strict=False):
            _part_of(words, number, after, tables)
            if _tells(number):
                found.append(_mention(text, words, number))
        if len(found) > _NUMBERS_AT_MOST:
            break
    return tuple(found)


def _split(text: str, start: int, end: int, lang: str) -> _Words:
    spans = [found.span() for found in _TOKEN.finditer(text, start, end)]
    forms = [text[a:b] for a, b in spans]
    return _Words(spans, forms, [form.lower().replace("’", "'") for form in forms], lang == "de")


def _mention(text: str, words: _Words, number: _Number) -> FigureMention:
    span = words.spans[number.first][0], words.spans[max(number.end, number.last) - 1][1]
    low, high = number.low, None
    if number.bound in ("at_least", "more_than"):
        low = number.value
    elif number.bound in ("at_most", "less_than"):
        high = number.value
    scope = number.scope and text[words.spans[number.scope[0]][0] : words.spans[number.scope[1] - 1][1]]
    return FigureMention(
        text=text[slice(*span)], span=span, value=number.value, low=low, high=high, bound=number.bound,
        unit=number.unit, object=number.object, action=number.action, kind=number.kind, counting=number.counting,
        scope=scope,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- numbers


def _numbers(words: _Words, taken: Callable[[int], bool], tables: PlainTables) -> Iterator[_Number]:
    at = 0
    while at < len(words.forms):
        number = _number(words, at, tables)
        if number is None:
            at += 1
            continue
        at = number.last
        if not taken(words.spans[number.first][0]) and not _is_label(words, number, tables):
            _bounded(words, number, tables)
            yield number


def _number(words: _Words, at: int, tables: PlainTables) -> _Number | None:
    """Digits or words for a number, with the scale behind them."""
    low, last = words.lows[at], at + 1
    if low in tables.vague:
        return _Number(at, last, None, tables.vague[low], "vague")
    value = _worth(words.forms[at]) if low[0].isdecimal() else tables.numbers.get(low)
    if value is None:
        return None
    while last < len(words.lows) and words.lows[last] in tables.scales and words.lows[last] != low:
        value, last = value * tables.scales[words.lows[last]], last + 1
    return _Number(at, last, round(value, 4))


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


def _is_label(words: _Words, number: _Number, tables: PlainTables) -> bool:
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
    return tables.not_counts.at(words.lows, last) is not None


_LABEL_BEFORE = frozenset(["-", "/", ":", "#", "@", "_", "."])
_GLUED = frozenset({"km", "m", "kg", "h", "mm", "cm", "ha", "km/h"})


def _bounded(words: _Words, number: _Number, tables: PlainTables) -> None:
    """Take in the words of bound before a number."""
    for length in (3, 2, 1):
        begin = number.first - length
        found = tables.bounds.at(words.lows, begin) if begin >= 0 else None
        if found is not None and found[0] == length and number.bound == "exact":
            number.bound, number.first = found[1], begin
            return


# ------------------------------------------------------------------------------------------- what they count


def _complete(words: _Words, at: int, earlier: _Number | None, tables: PlainTables) -> None:
    """Give a number its unit or noun, and what happened to it."""
    number = words.numbers[at]
    before = words.numbers[at - 1] if at else None
    if not (_money(words, number) or _measured(words, number, tables)):
        _counted(words, number, tables)
    if number.unit is not None and number.object is None:
        same = before is not None and before.kind == number.kind
        number.object = _holder(words, number, tables) or (before.object if same and before is not None else None)
    after = words.numbers[at + 1].first if at + 1 < len(words.numbers) else len(words.lows)
    number.action = number.action or _deed(words, number, before.last if before else 0, after, tables)
    if number.kind == "event":
        _carried(words, number, before, earlier, tables)


def _money(words: _Words, number: _Number) -> bool:
    at = number.first - 1
    sign = words.lows[at] if at >= 0 else ""
    if at and sign == "$" and words.lows[at - 1] in ("r", "us"):
        sign, at = words.lows[at - 1] + sign, at - 1
    if sign in _MONEY:
        number.first = at
    elif number.last < len(words.lows) and words.lows[number.last] in _MONEY:
        sign, number.last = words.lows[number.last], number.last + 1
    else:
        return False
    number.kind, number.unit = "money", _MONEY[sign]
    return True


def _measured(words: _Words, number: _Number, tables: PlainTables) -> bool:
    """A unit behind the number; a scale may have "de" behind it: two millions of euros."""
    at = number.last
    if at < len(words.lows) and words.lows[at] == "%":
        number.kind, number.unit, number.last = "percent", "percent", at + 1
    else:
        at += at < len(words.lows) and words.lows[at] in ("de", "d'", "di")
        found = tables.units.at(words.lows, at)
        if found is None:
            return False
        number.last, number.unit = at + found[0], found[1]
        shares = number.unit.startswith("percent")
        number.kind = "percent" if shares else "money" if len(number.unit) == 3 and number.unit.isupper() else "measure"
    behind = number.last
    if behind + 1 < len(words.lows) and words.lows[behind] in tables.of:
        known = tables.things.at(words.lows, behind + 1)
        number.object = known[1] if known else None
    elif words.german and number.kind == "measure" and _is_noun(words, behind, tables):
        number.object = words.lows[behind]  # 20 Meter Länge
    return True


def _counted(words: _Words, number: _Number, tables: PlainTables) -> None:
    """The noun behind a number, or the one that a total before it is of."""
    at = number.last
    while at < len(words.lows) and (words.lows[at] in tables.more or words.forms[at] in _QUOTES):
        number.counting = "increment" if words.lows[at] in tables.more else number.counting
        at += 1
    if at < len(words.lows) and words.lows[at] in tables.of:
        at += 1
        if at < len(words.lows) and words.lows[at] in tables.totals:  # elevó a 18 el número de detenidos
            at += 1
            while at < len(words.lows) and words.lows[at] in tables.of:
                at += 1
    if not _noun(words, number, at, tables):
        _total(words, number, tables)


def _noun(words: _Words, number: _Number, at: int, tables: PlainTables) -> bool:
    """Read the noun at a token, or within a few words behind it where German puts adjectives between."""
    reach = _NOUN_AHEAD if words.german else 1
    for place in range(at, min(at + reach, len(words.lows))):
        low = words.lows[place]
        if not words.is_word(place):
            return False
        fate = tables.fates.at(words.lows, place)
        if fate is not None:
            number.object, number.action, number.end = "person", fate[1], place + fate[0]
            return True
        thing = tables.things.at(words.lows, place)
        if thing is not None:
            number.object, number.end = thing[1], place + thing[0]
            return True
        if low in tables.stop or low in tables.numbers:
            return False
        if not words.german and (
            not words.forms[place].islower() or tables.deeds.at(words.lows, place) or not _plural(low)
        ):
            return False
        if not words.german or _is_noun(words, place, tables):
            number.object, number.end = low, place + 1
            return True
    return False


def _plural(low: str) -> bool:
    """Whether a Romance noun looks like more than one."""
    return low[-1] in "sxiez" and len(low) > 2


def _is_noun(words: _Words, at: int, tables: PlainTables) -> bool:
    return words.is_word(at) and words.forms[at][0].isupper() and words.lows[at] not in tables.stop


def _total(words: _Words, number: _Number, tables: PlainTables) -> None:
    """Die Zahl der Toten stieg auf 22; el número de heridos sube a 40."""
    for at in range(max(0, number.first - _RIGHT), number.first):
        if words.lows[at] in tables.totals:
            place = at + 1
            while place < number.first and words.lows[place] in tables.of:
                place += 1
            end = number.end
            if place < number.first and _noun(words, number, place, tables):
                number.end = end
                return


def _holder(words: _Words, number: _Number, tables: PlainTables) -> str | None:
    """What has an amount: the nearest noun with an article or "of" before it; in German a party's letters, too."""
    near = number.first - 1
    for at in range(near, max(0, near - _RIGHT), -1):
        if words.forms[at] in _HARD or words.forms[at][0].isdecimal():
            return None
        if words.german and words.is_word(at) and words.forms[at].isupper() and len(words.forms[at]) > 1:
            return words.lows[at]  # die CDU
        led = words.lows[at - 1] in tables.articles and words.is_word(at) and words.lows[at] not in tables.stop
        if led and (not words.german or words.forms[at][0].isupper()):
            return words.lows[at]
    return None


def _deed(words: _Words, number: _Number, left: int, right: int, tables: PlainTables) -> str | None:
    """The first deed behind a number in its clause, else the nearest before it."""
    begin = max(number.last, number.end)
    for at in range(begin, min(right, begin + _RIGHT)):
        if words.forms[at] in _HARD or (words.lows[at] == "," and not words.german):
            break
        found = tables.deeds.at(words.lows, at)
        if found is not None:
            return found[1]
    for at in range(number.first - 1, max(left, number.first - _LEFT) - 1, -1):
        if words.forms[at] in _HARD:
            break
        found = tables.deeds.at(words.lows, at)
        if found is not None:
            return found[1]
    return None


def _carried(
    words: _Words, number: _Number, before: _Number | None, earlier: _Number | None, tables: PlainTables
) -> None:
    """What a count without a noun takes from the number before it: "dont 28.000 à Paris", "Cinco son menores"."""
    part = _is_part(words, number, tables)
    if number.object is not None:
        if part and before is not None and number.action is None:
            number.action = before.action
        return
    if before is not None and before.kind == "percent" and words.is_word(number.first - 1):
        number.kind, number.unit, number.object = "percent", "percent", words.lows[number.first - 1]  # AfD 30,6
        return
    said = not tables.says.isdisjoint(words.lows[max(0, number.first - _TOLD) : number.first])
    behind = words.lows[number.last] if number.last < len(words.lows) else ""
    verb = behind in tables.stop - tables.of or tables.deeds.at(words.lows, number.last) is not None
    source = before or (earlier if number.first == 0 or said else None)
    if source is None or source.kind != "event" or source.object is None:
        source = None
    after_comma = number.first > 0 and words.lows[number.first - 1] in tables.joins and behind not in (",", ")")
    verb = verb and (said or number.first == 0 or words.lows[number.first - 1] not in tables.ages)
    if source is not None and (part or said or number.first == 0 or verb or after_comma):
        number.object = source.object
        number.action = number.action or source.action
        number.scope = (number.first - 1, number.last) if part and before is not None else None
    elif not verb:
        number.action = None  # a number alone: an age, a page
    elif number.action in _PEOPLE:
        number.object = "person"


def _is_part(words: _Words, number: _Number, tables: PlainTables) -> bool:
    """Whether "among them" leads to a number."""
    for length in (1, 2):
        found = tables.among.at(words.lows, number.first - length) if number.first >= length else None
        if found is not None and found[0] == length:
            return True
    return False


def _part_of(words: _Words, number: _Number, after: _Number | None, tables: PlainTables) -> None:
    """32 der 88 Sitze: the first counts what the second does."""
    if number.object is not None or number.kind != "event" or after is None or after.object is None:
        return
    between = words.lows[number.last : after.first]
    if between and all(low in tables.of for low in between):
        number.object, number.scope = after.object, (number.last, after.last)
        number.action = number.action or _deed(words, number, 0, number.last, tables)


def _tells(number: _Number) -> bool:
    """Whether anything says what a number is of."""
    return number.kind != "event" or number.object is not None or number.action is not None


__all__ = ["find"]
