"""Figures in languages whose grammar is not known here: a number, the unit or noun beside it, a deed in its clause.

What is counted is told by its English word where the table knows it, else as printed. German says its participles last
and writes its nouns with capitals; the others put the noun right behind the number. Left alone: years, dates, clock
times, lengths of time, ages, and numbers beside which nothing says what they count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streams.data.figures_plain import PlainTables, plain_tables
from streams.records import FigureMention
from streams.stages.enrich.figures.plain_numbers import Number, Words, numbers, split

Span = tuple[int, int]

_MONEY = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "r$": "BRL",
    "us$": "USD",
    "₴": "UAH",
    "eur": "EUR",
    "chf": "CHF",
    "usd": "USD",
}
_HARD = frozenset(".;:!?()[]—–|")
_QUOTES = frozenset('"“”„«»‘‚')
_RIGHT, _LEFT = 16, 8  # words of a clause in which a deed is looked for
_NOUN_AHEAD = 3  # words from a number to its noun
_NUMBERS_AT_MOST = 2_000
_TOLD = 5  # words from who tells a number to it: "la policía habló de 20.000"
_PEOPLE = frozenset(
    ["killed", "injured", "missing", "hospitalised", "arrested", "evacuated", "rescued", "displaced", "protested"]
)


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
    earlier: Number | None = None
    for start, end in sentences:
        words = split(text, start, end, lang)
        words.numbers = list(numbers(words, taken, tables))
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


def _mention(text: str, words: Words, number: Number) -> FigureMention:
    span = words.spans[number.first][0], words.spans[max(number.end, number.last) - 1][1]
    low, high = number.low, number.high
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


def _complete(words: Words, at: int, earlier: Number | None, tables: PlainTables) -> None:
    """Give a number its unit or noun, and what happened to it."""
    number = words.numbers[at]
    before = words.numbers[at - 1] if at else None
    if number.kind == "elapsed":
        number.object = "sentence"  # of eighteen years
        return
    if not (_money(words, number) or _measured(words, number, tables)):
        _counted(words, number, tables, opens=not at)
    if number.unit is not None and number.object is None:
        same = before is not None and before.kind == number.kind
        number.object = _holder(words, number, tables) or (before.object if same and before is not None else None)
    after = words.numbers[at + 1].first if at + 1 < len(words.numbers) else len(words.lows)
    if number.kind == "event" and number.action is None:
        _amid(words, number, tables)
    number.action = number.action or _deed(words, number, before.last if before else 0, after, tables)
    if number.kind == "event":
        _carried(words, number, before, earlier, tables)


def _money(words: Words, number: Number) -> bool:
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


def _measured(words: Words, number: Number, tables: PlainTables) -> bool:
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
        number.object = known[1] if known else _of_what(words, behind + 1, tables)
    elif words.german and number.kind == "measure" and _is_noun(words, behind, tables):
        number.object = words.lows[behind]  # 20 Meter Länge
    return True


def _of_what(words: Words, at: int, tables: PlainTables) -> str | None:
    """The noun behind "of" where nouns of many have an ending: 37,5 % des enseignants."""
    plain = not words.german and tables.articles and words.forms[at].islower() and words.lows[at] not in tables.stop
    return words.lows[at] if plain and words.is_word(at) and _plural(words.lows[at], tables) else None


def _counted(words: Words, number: Number, tables: PlainTables, *, opens: bool) -> None:
    """The noun behind a number, or the one that a total before it is of.

    "Ще троє" are three more where no number stands before (``opens``); of "two dead and 20 others hurt" the 20 are all.
    """
    at = number.last
    added = "increment" if opens else "total"
    if number.first and words.lows[number.first - 1] in tables.more:
        number.first, number.counting, number.others = number.first - 1, added, True
    them = tables.them.at(words.lows, at)
    if them is not None:
        number.scope = (at, at + them[0])  # 18 із них
        return
    while at < len(words.lows) and (words.lows[at] in tables.more or words.forms[at] in _QUOTES):
        if words.lows[at] in tables.more:
            number.counting, number.others = added, True
        at += 1
    if at < len(words.lows) and words.lows[at] in tables.of:
        at += 1
        if at < len(words.lows) and words.lows[at] in tables.totals:  # elevó a 18 el número de detenidos
            at += 1
            while at < len(words.lows) and words.lows[at] in tables.of:
                at += 1
    if not _noun(words, number, at, tables):
        _total(words, number, tables)


def _noun(words: Words, number: Number, at: int, tables: PlainTables) -> bool:
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
        if low in tables.stop or low in tables.numbers or low in tables.says:
            return False
        if not words.german and (
            not words.forms[place].islower() or tables.deeds.at(words.lows, place) or not _plural(low, tables)
        ):
            return False
        if not words.german or _is_noun(words, place, tables):
            number.object, number.end = low, place + 1
            return True
    return False


def _plural(low: str, tables: PlainTables) -> bool:
    """Whether a noun may be one of many, by its last letter."""
    return len(low) > 2 and (not tables.plural or low[-1] in tables.plural)


def _is_noun(words: Words, at: int, tables: PlainTables) -> bool:
    return words.is_word(at) and words.forms[at][0].isupper() and words.lows[at] not in tables.stop


def _total(words: Words, number: Number, tables: PlainTables) -> None:
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


def _holder(words: Words, number: Number, tables: PlainTables) -> str | None:
    """What has an amount: of a share the nearest party by its letters, else the nearest noun with an article or "of"
    before it."""
    near = number.first - 1
    if number.kind == "percent":
        for at in range(near, max(-1, near - _RIGHT), -1):
            if words.forms[at] in _HARD or words.forms[at][0].isdecimal():
                break
            if words.is_word(at) and words.forms[at].isupper() and len(words.forms[at]) > 1:
                return words.lows[at]  # die CDU
    for at in range(near, max(0, near - _RIGHT), -1):
        if words.forms[at] in _HARD or words.forms[at][0].isdecimal():
            return None
        led = words.lows[at - 1] in tables.articles and words.is_word(at) and words.lows[at] not in tables.stop
        if led and (not words.german or words.forms[at][0].isupper()):
            return words.lows[at]
    if not tables.articles and number.kind in ("percent", "measure"):
        first = number.first == 0 or words.lows[0] in tables.stop or words.lows[0] in tables.says or near > _RIGHT
        return words.lows[0] if not first and words.is_word(0) else None  # Явка составила 54 %
    return None


def _deed(words: Words, number: Number, left: int, right: int, tables: PlainTables) -> str | None:
    """The first deed behind a number in its clause, else the nearest before it."""
    begin = max(number.last, number.end)
    fate = tables.fates.at(words.lows, begin) if number.end else None
    if fate is not None:
        return fate[1]  # 18 migrantes fallecidos
    for at in range(begin, min(right, begin + _RIGHT)):
        if words.forms[at] in _HARD or (words.lows[at] == "," and not words.german):
            break
        found = tables.deeds.at(words.lows, at)
        if found is not None:
            return found[1]
    for at in range(number.first - 1, max(left, number.first - _LEFT) - 1, -1):
        if words.forms[at] in _HARD or (words.lows[at] in tables.joins and at >= left and left):
            break
        found = tables.deeds.at(words.lows, at)
        if found is not None:
            return found[1]
    return None


def _amid(words: Words, number: Number, tables: PlainTables) -> None:
    """Those of whom a number tells some: "unter den Toten sind zwei Kinder", "entre los fallecidos hay dos mujeres"."""
    for at in range(number.first - 1, max(-1, number.first - _RIGHT), -1):
        if words.forms[at] in _HARD:
            return
        if words.lows[at] in tables.amid:
            of = at + 1
            while of < number.first and (words.lows[of] in tables.of or words.lows[of] in tables.articles):
                of += 1
            fate = tables.fates.at(words.lows, of) if of < number.first else None
            if fate is not None:
                number.action, number.scope = fate[1], (at, of + fate[0])
                number.object = number.object or "person"
            return


def _carried(words: Words, number: Number, before: Number | None, earlier: Number | None, tables: PlainTables) -> None:
    """What a count without a noun takes from the number before it: "dont 28.000 à Paris", "Cinco son menores"."""
    among = _among(words, number, tables)
    part = number.scope is not None or among > 0
    if number.object is not None:
        if part and before is not None and number.action is None:
            number.action = before.action
            number.scope = number.scope or (number.first - among, number.first)
        return
    lead = number.first - 1
    lead -= lead > 0 and words.lows[lead] in tables.articles
    if before is not None and before.kind == "percent" and words.is_word(lead) and words.forms[lead][0].isupper():
        number.kind, number.unit, number.object = "percent", "percent", words.lows[lead]  # AfD 30,6; el PP el 30,1
        return
    said = not tables.says.isdisjoint(words.lows[max(0, number.first - _TOLD) : number.first])
    behind = words.lows[number.last] if number.last < len(words.lows) else ""
    verb = behind in tables.stop - tables.of or tables.deeds.at(words.lows, number.last) is not None
    source = before or (earlier if number.first == 0 or said or part else None)
    if source is None or source.kind != "event" or source.object is None:
        source = None
    after_comma = number.first > 0 and words.lows[number.first - 1] in tables.joins and behind not in (",", ")")
    verb = verb and (said or number.first == 0 or words.lows[number.first - 1] not in tables.ages)
    if source is not None and (part or said or number.first == 0 or verb or after_comma):
        number.object = source.object
        number.action = number.action or (None if number.others and verb else source.action)
        number.scope = number.scope or ((number.first - among, number.first) if among and before is not None else None)
    elif not verb:
        number.action = None  # a number alone: an age, a page
    elif number.action in _PEOPLE:
        number.object = "person"


def _among(words: Words, number: Number, tables: PlainTables) -> int:
    """How many words "among them" has that leads to a number; none where it does not."""
    for length in (1, 2):
        found = tables.among.at(words.lows, number.first - length) if number.first >= length else None
        if found is not None and found[0] == length:
            return length
    return 0


def _part_of(words: Words, number: Number, after: Number | None, tables: PlainTables) -> None:
    """32 der 88 Sitze, 41 statt 42 Mandate: the first counts what the second does."""
    if number.object is not None or number.kind != "event" or after is None or after.object is None:
        return
    between = words.lows[number.last : after.first]
    instead = tables.instead.at(words.lows, number.last)
    if instead is not None and instead[0] == len(between):
        number.object = after.object
    elif between and all(low in tables.of for low in between):
        number.object, number.scope = after.object, (number.last, after.last)
        number.action = number.action or _deed(words, number, 0, number.last, tables)


def _tells(number: Number) -> bool:
    """Whether anything says what a number is of."""
    return number.kind != "event" or number.object is not None or number.action is not None


__all__ = ["find"]
