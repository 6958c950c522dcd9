"""What a number expression is worth: digits, words and both, fractions, ordinals, amounts nobody counted."""

from __future__ import annotations

from dataclasses import dataclass

from text_to_num import text2num

from streams.data.figures import Tables
from streams.stages.enrich.figures.tokens import HYPHENS, Tokens

_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 0.3333, "⅔": 0.6667}
_ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
_DIGITS_AT_MOST = 15  # beyond that a double is no longer exact, and no newsroom counts so far
_WORDS_AT_MOST = 12
_WHOLES = (12.0, 20.0, 50.0, 100.0, 1000.0)  # what people say "one in" of, beyond ten


@dataclass(frozen=True, slots=True)
class Number:
    """A number over the tokens ``[first, last)``."""

    first: int
    last: int
    value: float | None
    shape: str = "count"  # count | ordinal | fraction | vague | couple
    low: float | None = None
    scale: float = 1.0
    digits: bool = False
    metres: bool = False  # "300m": metres, or millions when a thing that is counted follows


def read(tokens: Tokens, at: int, end: int, tables: Tables) -> tuple[Number | None, int]:
    """The number that begins at a token, and the token to go on from.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("two hundred and six", tables())
    >>> read(words, 0, 4, tables())[0].value
    206.0

    Phone numbers, clock times, versions and numbers glued to letters are no numbers.
    """
    if tokens.is_digits(at):
        return _digits(tokens, at, end, tables)
    number = _vague(tokens, at, end, tables) or _half(tokens, at, end, tables) or _words(tokens, at, end, tables)
    return number, number.last if number else at + 1


def _plain(form: str) -> float | None:
    """The worth of digits with their separators.

    >>> _plain("1,204"), _plain("3.5"), _plain("1.204.000"), _plain("7,5"), _plain("10.0.0.1"), _plain("0300")
    (1204.0, 3.5, 1204000.0, 7.5, None, None)
    """
    if len(form) > _DIGITS_AT_MOST or (len(form) > 1 and form[0] == "0" and form[1] not in ".,"):
        return None
    if "," in form:
        whole, _, decimals = form.partition(".")
        groups = whole.split(",")
        if len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]) and "," not in decimals:
            return _float("".join(groups) + "." + (decimals or "0"))
        if len(groups) > 1 and all(2 <= len(group) <= 3 for group in groups[1:]) and len(groups[-1]) == 3:
            return _float("".join(groups))  # 1,20,000: lakhs
        return _float(form.replace(",", ".")) if len(groups) == 2 and "." not in form else None
    groups = form.split(".")
    if len(groups) > 2:
        return _float("".join(groups)) if all(len(group) == 3 for group in groups[1:]) else None
    return _float(form)


def _float(digits: str) -> float | None:
    try:
        return float(digits)
    except ValueError:
        return None


def _digits(tokens: Tokens, at: int, end: int, tables: Tables) -> tuple[Number | None, int]:
    last = at + 1
    value = _plain(tokens.forms[at])
    while last < end and tokens.is_digits(last) and tokens.starts[last] <= tokens.ends[last - 1] + 1:
        last += 1  # 10 000, or a telephone number
    if last > at + 1:
        groups = tokens.forms[at:last]
        grouped = len(groups[0]) <= 3 and all(len(group) == 3 and group.isdecimal() for group in groups[1:])
        value = _plain("".join(groups)) if grouped and len(groups) <= 4 else None
    if value is None or _touches_name(tokens, at, last, end):
        return None, last
    if last < end and tokens.glued(last) and (tokens.is_word(last) or tokens.forms[last] in _GLYPHS):
        return _glued(tokens, at, last, value, tables)
    number = _scaled(tokens, Number(at, last, value, digits=True), end, tables)
    number = _in_so_many(tokens, number, end, tables) or number
    return number, number.last


def _touches_name(tokens: Tokens, at: int, last: int, end: int) -> bool:
    """Clock times, dates, fractions with a bar, tags, sums of letters and digits."""
    if tokens.glued(at):
        before = tokens.forms[at - 1]
        if before in "#№/@_:.\\&=" or before[0].isalpha():
            return before not in _SIGNS_AS_WORDS
        if before in HYPHENS and at > 1 and tokens.glued(at - 1) and tokens.is_word(at - 2):
            return tokens.lows[at - 2] not in _SIGNS_AS_WORDS
    if last < end and tokens.glued(last):
        after = tokens.forms[last]
        if after in "/:@_\\&=#":
            return (last + 1 < end and tokens.glued(last + 1) and tokens.is_digits(last + 1)) or after in "@_\\&=#"
    return False


_SIGNS_AS_WORDS = frozenset({"US", "Rs", "EUR", "USD", "GBP", "CHF", "INR", "x"})


def _glued(tokens: Tokens, at: int, last: int, value: float, tables: Tables) -> tuple[Number | None, int]:
    low = tokens.lows[last]
    if tokens.forms[last] in _GLYPHS:
        return Number(at, last + 1, value + _GLYPHS[tokens.forms[last]], digits=True), last + 1
    if low in _ORDINAL_ENDINGS:
        return Number(at, last + 1, value, "ordinal", digits=True), last + 1
    if tokens.forms[last] == "m":
        return Number(at, last + 1, value * 1e6, scale=1e6, digits=True, metres=True), last + 1
    if low in tables.suffixes:
        scale = tables.suffixes[low]
        return Number(at, last + 1, value * scale, scale=scale, digits=True), last + 1
    if tables.units.starting(tokens.lows, last, len(tokens.lows)) or low in tables.glued or low in tables.clock:
        return Number(at, last, value, digits=True), last
    return None, last + 1


def _scaled(tokens: Tokens, number: Number, end: int, tables: Tables) -> Number:
    """Take in the million, dozen or "and a half" that follows."""
    last, value, scale = number.last, number.value or 0.0, number.scale
    if tokens.lows[last : last + 3] == ["and", "a", "half"] and last + 3 <= end:
        last, value = last + 3, value + 0.5
    hyphen = last + 1 < end and tokens.forms[last] == "-" and tokens.lows[last + 1] in tables.scales
    while last + hyphen < end and len(tokens.lows[last + hyphen]) > 1:
        word = tokens.lows[last + hyphen]
        factor = tables.scales.get(word) or (tables.suffixes.get(word) if word in ("bn", "tn", "mn", "mln") else None)
        if factor is None:
            break
        last, value, scale, hyphen = last + hyphen + 1, value * factor, scale * factor, False
    return Number(number.first, last, value, number.shape, number.low, scale, number.digits)


def _words(tokens: Tokens, at: int, end: int, tables: Tables) -> Number | None:
    """Number words; text2num reads runs of them, one alone is looked up."""
    low = tokens.lows[at]
    if low in tables.ordinals:
        return Number(at, at + 1, tables.ordinals[low], "ordinal")
    if low in ("a", "an"):
        if at + 1 < end and tokens.lows[at + 1] in tables.scales:
            return _scaled(tokens, Number(at, at + 1, 1.0), end, tables)
        if at + 1 < end and tokens.lows[at + 1] in tables.fractions and tokens.lows[at + 1] != "half":
            return _of_a_scale(tokens, at, at + 2, 1 / tables.fractions[tokens.lows[at + 1]], end, tables)
        return None
    if low not in tables.numbers:
        return None
    last = _run(tokens, at, end, tables)
    words = [word for word in tokens.lows[at:last] if word != "-"]
    if words[-1] in tables.ordinals or words[-1] == "first":  # twenty-first
        tens = sum(tables.numbers[word] for word in words[:-1] if word in tables.numbers)
        return Number(at, last, tens + tables.ordinals.get(words[-1], 1.0), "ordinal")
    value = tables.numbers[low]
    if len(words) > 1:
        try:
            value = float(text2num(" ".join(words), "en"))
        except ValueError:  # "five two": two numbers
            last = at + 1
    number = _scaled(tokens, Number(at, last, value), end, tables)
    return _fraction(tokens, number, end, tables) or number


def share_of(tokens: Tokens, value: float | None, last: int, end: int, tables: Tables) -> Number | None:
    """What a number of things that ends at ``last`` is of so many: one child in five, three patients out of ten."""
    number = Number(last, last, value)
    return _in_so_many(tokens, number, end, tables) if value is not None and last < end else None


def _run(tokens: Tokens, at: int, end: int, tables: Tables) -> int:
    last = at + 1
    while last < end and last - at < _WORDS_AT_MOST:
        word = tokens.lows[last]
        if word in tables.numbers or word in ("hundred", "thousand", "million", "billion", "trillion"):
            last += 1
        elif word == "-" and tokens.glued(last) and last + 1 < end and tokens.glued(last + 1):
            following = tokens.lows[last + 1]
            if tables.numbers.get(tokens.lows[last - 1], 0.0) < 20:
                break
            if following in tables.ordinals or following == "first":
                return last + 2
            if not 0 < tables.numbers.get(following, 0.0) < 10:
                break
            last += 2
        elif (
            word == "and"
            and tokens.lows[last - 1] in tables.scales
            and last + 1 < end
            and tokens.lows[last + 1] in tables.numbers
        ):
            last += 2
        else:
            break
    return last


def _fraction(tokens: Tokens, number: Number, end: int, tables: Tables) -> Number | None:
    """Two thirds, three-quarters, one in five."""
    last, value = number.last, number.value or 0.0
    if last >= end or not 0 < value < 10:
        return None
    step = last + 1 if tokens.forms[last] == "-" and last + 1 < end else last
    name = tokens.lows[step].removesuffix("s")
    if name in tables.fractions and (value == 1.0) != tokens.lows[step].endswith("s"):
        return _of_a_scale(tokens, number.first, step + 1, value / tables.fractions[name], end, tables)
    return _in_so_many(tokens, number, end, tables)


def _of_a_scale(tokens: Tokens, first: int, last: int, value: float, end: int, tables: Tables) -> Number:
    """A fraction; with a scale behind it a count: a quarter of a million."""
    if tokens.lows[last : last + 2] == ["of", "a"] and last + 2 < end and tokens.lows[last + 2] in tables.scales:
        return _scaled(tokens, Number(first, last + 2, value), end, tables)
    return Number(first, last, round(value, 4), "fraction")


def _in_so_many(tokens: Tokens, number: Number, end: int, tables: Tables) -> Number | None:
    """One in five; 7 in 10. "Three in ten days" is a count."""
    last, value = number.last, number.value or 0.0
    last += tokens.lows[last : last + 2] == ["out", "of"]
    if last + 1 >= end or tokens.lows[last] not in ("in", "of") or not 0 < value < 10 or number.scale != 1.0:
        return None
    every = tokens.lows[last + 1] == "every" or (tokens.lows[last + 1] == "ten" and not number.digits)
    if tokens.lows[last] == "of" and (last == number.last or not every):
        return None
    last += tokens.lows[last + 1] == "every" and last + 2 < end
    whole = _plain(tokens.forms[last + 1]) if tokens.is_digits(last + 1) else None
    whole = whole or tables.numbers.get(tokens.lows[last + 1])
    if not whole or not (value < whole <= 10 or whole in _WHOLES):
        return None
    if (
        number.last == number.first
        and last + 2 < end
        and tokens.is_word(last + 2)
        and tokens.lows[last + 2] not in tables.stop
    ):
        return None  # one woman in five villages
    if tables.units.starting(tokens.lows, last + 2, end) or (
        last + 2 < end and tokens.glued(last + 2) and tokens.is_word(last + 2)
    ):
        return None
    return Number(number.first, last + 2, round(value / whole, 4), "fraction")


def _half(tokens: Tokens, at: int, end: int, tables: Tables) -> Number | None:
    """Half a million is a count; half of, or half the, is a part."""
    if tokens.lows[at] != "half" or at + 1 >= end:
        return None
    following = tokens.lows[at + 1]
    if tokens.lows[at + 1 : at + 5] in (["-", "a", "-", "dozen"], ["-", "a", "-", "million"]) and at + 5 <= end:
        return _scaled(tokens, Number(at, at + 4, 0.5), end, tables)
    if following in ("a", "an") and at + 2 < end and tokens.lows[at + 2] in tables.scales:
        return _scaled(tokens, Number(at, at + 2, 0.5), end, tables)
    if following in ("a", "an") and tables.units.starting(tokens.lows, at + 2, end):
        return Number(at, at + 2, 0.5)  # half an hour
    rough = at > 0 and tokens.lows[at - 1] in ("nearly", "almost", "about", "over", "than", "around", "roughly", "only")
    if rough or following in ("of", "the", "its", "their", "his", "her", "all", "this", "that", "what"):
        return Number(at, at + 1, 0.5, "fraction")
    return None


def _vague(tokens: Tokens, at: int, end: int, tables: Tables) -> Number | None:
    found = tables.vague.starting(tokens.lows, at, end)
    if found is None:
        return None
    last, word = found
    low = tables.vague_low[word]
    if word == "scores" and tokens.lows[last : last + 1] != ["of"]:
        return None  # a verb, or points
    if word == "a couple" and tokens.lows[last : last + 1] != ["of"] and tokens.lows[last : last + 1] != ["more"]:
        return None  # two people
    if word == "a couple":
        return Number(at, last, low, "couple")
    if word in ("several", "a few") and last < end and tokens.lows[last] in tables.scales:
        low = 2 * tables.scales[tokens.lows[last]]
        last += 1
    return Number(at, last, None, "vague", low)
