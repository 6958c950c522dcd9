"""A text cut once into classed tokens: the alphabet that the grammar of times is written in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from streams.data.times import Lexicon

# One pass, first alternative that fits. Every repeat is bounded or runs over one character class, so it is linear. The
# space after a token is taken with it, so that not every alternative looks there for the next: half the time.
TOKEN = re.compile(
    r"""(?:
      (?P<word>[A-Za-z]++(?![^\W_]|['’])|[^\W\d_][^\W_]*(?:['’][^\W\d_]+)*)
    | (?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
    | (?P<year_first>\d{4}/\d{2}/\d{2}(?![\w/]))
    | (?P<slashed>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\w/]))
    | (?P<dotted>\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(?![\w.]\d))
    | (?P<meridiem>\d{1,2}(?:[:.]\d{2})?\s?[aApP](?:\.\s?[mM]\.|\.?\s?[mM](?!\w)))
    | (?P<colon>\d{1,2}:\d{2}(?::\d{2})?(?![\w:]))
    | (?P<decade>\d{4}['’]?s(?!\w)|['’]\d0s(?!\w))
    | (?P<short>['’]\d{2}(?![\w'’]))
    | (?P<nth>\d{1,2}(?:st|nd|rd|th)(?!\w))
    | (?P<grouped>\d{1,3}(?:,\d{3})+(?![\d]))
    | (?P<decimal>\d{1,9}\.\d{1,9}(?![\w]))
    | (?P<mixed>\d+[^\W\d_]\w*)
    | (?P<number>\d+)
    | (?P<mark>\S)
    )\s*+""",
    re.VERBOSE,
)

MARKS = {"-": "HYPHEN", "–": "HYPHEN", "—": "HYPHEN", ",": "COMMA", ".": "STOP", "/": "SLASH", "(": "OPEN"}
MONEY = frozenset("$£€¥₴₽#")
# Classes that a token has by its form; the others are the sections of the language's table of words.
FORMS = (
    *("WORD", "NAME", "MARK", "MONEY", "HYPHEN", "COMMA", "STOP", "SLASH", "OPEN"),
    *("DATE", "CLOCK", "DECADE", "SHORT_YEAR", "NTH", "DAY_NUMBER", "YEAR", "INTEGER", "DECIMAL"),
)


class Token(NamedTuple):
    """``value`` is the table's value of a known word, the number of a number, and the text of anything else."""

    kind: str
    start: int
    end: int
    low: str
    value: int | float | str
    capital: bool = False


_token = tuple.__new__  # what Token(…) comes to, at a third of its time
WORD = TOKEN.groupindex["word"]


def tokenise(text: str, words: Lexicon) -> list[Token]:
    """Classed tokens of a text, in order; white space is no token.

    >>> from streams.data.times import lexicon
    >>> [token.kind for token in tokenise("We met on Friday at 2.00 am", lexicon("en"))]
    ['NAME', 'WORD', 'ON', 'WEEKDAY', 'AT', 'CLOCK']
    """
    tokens: list[Token] = []
    phrased: list[int] = []  # tokens that a phrase may start at
    for match in TOKEN.finditer(text):
        if match.lastindex == WORD:
            start = match.start()
            kind, length, low, value, capital, opens = _classed(match[WORD], words)
            if opens:
                phrased.append(len(tokens))
            tokens.append(_token(Token, (kind, start, start + length, low, value, capital)))
        else:
            form = match.lastgroup or "mark"
            tokens.append(_other(form, match[form], *match.span(form)))
    return _join_phrases(tokens, phrased, words) if phrased else tokens


@lru_cache(maxsize=1 << 14)  # words of news come again and again
def _classed(word: str, words: Lexicon) -> tuple[str, int, str, int | float | str, bool, bool]:
    """A word's token without its place: class, length, lower case, value, capital; and whether a phrase may start."""
    known = words.words
    low, length = word.lower(), len(word)
    entry = known.get(low)
    if entry is None and ("'" in low or "’" in low):
        low = low.replace("’", "'")
        if low.endswith("'s") and low not in known:
            entry = known.get(low[:-2])
            if entry is not None:
                low, length = low[:-2], length - 2
        else:
            entry = known.get(low)
    capital = word[0].isupper()
    if entry is None or (entry[0] in words.proper and not capital):
        return "NAME" if capital else "WORD", length, low, low, False, low in words.phrased
    return entry[0], length, low, entry[1], capital, low in words.phrased


def _other(form: str, text: str, start: int, end: int) -> Token:
    """The token of a number or a mark."""
    if form == "mark":
        kind = MARKS.get(text) or ("MONEY" if text in MONEY else "MARK")
        return Token(kind, start, end, text, text)
    if form == "year_first":
        return Token("DATE", start, end, text, text.replace("/", "-"))
    if form in ("iso", "slashed", "dotted"):
        return Token("DATE", start, end, text, text)
    if form in ("meridiem", "colon"):
        return Token("CLOCK", start, end, text.lower(), text.lower())
    if form == "decade":
        return Token("DECADE", start, end, text, int("".join(c for c in text if c.isdecimal())))
    if form == "short":
        return Token("SHORT_YEAR", start, end, text, int(text[1:]))
    if form == "nth":
        return Token("NTH", start, end, text, int(text[:-2]))
    if form == "mixed":
        return Token("WORD", start, end, text, text)
    if form == "decimal":
        return Token("DECIMAL", start, end, text, float(text))
    digits = text.replace(",", "")
    if len(digits) > 9:
        return Token("MARK", start, end, text, text)
    number = int(digits)
    if len(text) <= 2 and 1 <= number <= 31:
        return Token("DAY_NUMBER", start, end, text, number)
    return Token("YEAR" if len(text) == 4 and 1000 <= number <= 2999 else "INTEGER", start, end, text, number)


def _join_phrases(tokens: list[Token], phrased: list[int], words: Lexicon) -> list[Token]:
    """The same tokens, with the phrases of the table joined into one token each."""
    joined: list[Token] = []
    done = 0
    for at in phrased:
        if at < done:
            continue
        pair = tokens[at].low, tokens[at + 1].low if at + 1 < len(tokens) else ""
        for parts, kind, value in words.phrases.get(pair, ()):
            piece = tokens[at : at + len(parts)]
            if tuple(token.low for token in piece) == parts:
                capital = any(token.capital or token.kind == "NAME" for token in piece)
                if kind in words.proper and not capital:
                    continue
                joined += tokens[done:at]
                joined.append(Token(kind, piece[0].start, piece[-1].end, " ".join(parts), value, capital))
                done = at + len(parts)
                break
    return joined + tokens[done:]
