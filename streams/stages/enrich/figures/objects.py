"""What is counted: the noun phrase after a number, its head in the singular and the words that narrow it."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.figures import Tables
from streams.stages.enrich.figures.bounds import after_number
from streams.stages.enrich.figures.numbers import Number
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_WORDS_AT_MOST = 7
_COLLECTIVE = frozenset(
    ["crew", "staff", "cattle", "livestock", "infantry", "cavalry", "police", "personnel", "youth", "offspring"]
)
_BESIDE = frozenset({"other", "such", "same"})  # neither noun nor modifier
_ADJECTIVE = ("ian", "ish", "ese", "ean")
_GENITIVE = ("'s", "s'")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase over the tokens ``[first, last)``."""

    first: int
    last: int
    head: str  # singular
    modifier: str | None
    increment: bool = False  # "three more", "12 new cases"


def is_plural(word: str, tables: Tables) -> bool:
    """Whether a lower-case word looks like a plural noun.

    >>> from streams.data.figures import tables
    >>> [word for word in ("drones", "people", "gas", "virus", "wolves") if is_plural(word, tables())]
    ['drones', 'people', 'wolves']
    """
    if word in tables.plurals:
        return True
    if len(word) < 3 or word[-1] != "s" or word in tables.singular_s or not word[-2].isalpha():
        return False
    return word[-2] not in "sui"


def singular(word: str, tables: Tables) -> str:
    """The singular of a plural noun, by rule; irregular ones are in the table.

    >>> from streams.data.figures import tables
    >>> [singular(word, tables()) for word in ("drones", "parties", "churches", "children", "heroes", "houses", "crew")]
    ['drone', 'party', 'church', 'child', 'hero', 'house', 'crew']
    """
    if word in tables.plurals:
        return tables.plurals[word]
    head, hyphen, tail = word.rpartition("-")
    if hyphen and tail:
        return head + hyphen + singular(tail, tables)
    if not is_plural(word, tables):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def noun_phrase(tokens: Tokens, at: int, end: int, one: bool, tables: Tables) -> NounPhrase | None:
    """The noun phrase that begins at a token; None where no noun follows. ``one`` expects a singular.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> noun_phrase(split('"stealth" drones into port', tables()), 0, 6, False, tables())
    NounPhrase(first=0, last=4, head='drone', modifier='stealth', increment=False)

    The head is the first plural, or for one the last word before the phrase ends. "Seven killed" has no noun.
    """
    first, increment, nouns = at, False, list[int]()
    limit = min(end, at + _WORDS_AT_MOST + 3)
    while at < limit:
        form, low = tokens.forms[at], tokens.lows[at]
        if form in QUOTES:
            if form == "'" and nouns and tokens.glued(at) and tokens.lows[at - 1].endswith("s"):
                break
            at += 1
            continue
        if low in tables.more_after or low in _BESIDE:
            increment = increment or (low not in _BESIDE and not nouns)
            if low not in ("new", "fresh"):  # these say what kind of thing it is, too
                at += 1
                continue
        if low == "others" and not nouns:
            return NounPhrase(first, at + 1, "person", None, False)
        if form == "-" and nouns and tokens.glued(at) and at + 1 < limit and tokens.glued(at + 1):
            at += 1
            continue
        if not tokens.is_word(at) and not (tokens.is_digits(at) and nouns and _numbered(tokens, at, limit, tables)):
            break
        if (
            one
            and nouns
            and form[0].isupper()
            and tokens.forms[at - 1][0].islower()
            and not _lower_next(tokens, at, limit)
        ):
            break  # his father Ivan
        if nouns and low in ("last", "next") and one:
            break  # electricity last year
        if (low in tables.stop and form != "US") or (low in tables.begins and low != "second"):
            break
        if _verbal(tokens, at, limit, nouns, one, tables):
            break
        nouns.append(at)
        at += 1
        if not one and is_plural(low, tables) and not _goes_on(tokens, at - 1, limit, tables):
            break
    return _phrase(tokens, first, nouns, increment, one, tables)


def _phrase(
    tokens: Tokens, first: int, nouns: list[int], increment: bool, one: bool, tables: Tables
) -> NounPhrase | None:
    while nouns and (_manner(tokens.lows[nouns[-1]], tables) or tokens.lows[nouns[-1]] in tables.not_nouns):
        nouns.pop()
    if not nouns or len(nouns) > _WORDS_AT_MOST:
        return None
    head = nouns[-1]
    low = tokens.lows[head]
    if low in tables.verbs and tables.verbs[low].form in ("participle", "past", "ing") and not is_plural(low, tables):
        return None
    if not (one or is_plural(low, tables) or low in _COLLECTIVE or _is_name(tokens, head, first)):
        return None
    if len(low) == 1 or low.endswith(_GENITIVE) or (one and low.endswith(("ed", "ing")) and len(nouns) == 1):
        return None
    modifier = " ".join(tokens.forms[noun] for noun in nouns[:-1]) or None
    last = head + 1
    while last < len(tokens.forms) and tokens.forms[last] in QUOTES and _opens(tokens, first, last):
        last += 1
    return NounPhrase(first, last, singular(low, tables), modifier, increment)


def _is_name(tokens: Tokens, head: int, first: int) -> bool:
    """Whether the last word of a phrase is a name, which needs no plural: "two Leopard 2A4"."""
    low = tokens.lows[head]
    if tokens.forms[head][0].isupper() and not low.endswith(_ADJECTIVE) and not _house_number(tokens, first - 1):
        return True
    return any(character.isdigit() for character in low)


def _house_number(tokens: Tokens, at: int) -> bool:
    """Digits as streets write them: 5002 Highway."""
    return at >= 0 and tokens.forms[at].isdecimal() and len(tokens.forms[at]) > 2


def _opens(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a closing mark right after the head belongs to one opened inside the phrase."""
    inside = sum(1 for at in range(first, last) if tokens.forms[at] in QUOTES)
    return inside % 2 == 1


def _verbal(tokens: Tokens, at: int, limit: int, nouns: list[int], one: bool, tables: Tables) -> bool:
    """Whether a word is more likely the verb than a part of the phrase."""
    low = tokens.lows[at]
    if not nouns:
        return False
    adverb = tokens.lows[nouns[-1]].endswith("ly") and len(nouns) == 1
    verb = tables.verbs.get(low)
    if verb is None and low in tables.participles and tokens.forms[at][0].islower() and low not in tables.bare_pasts:
        return True
    if verb and verb.form != "base" and not adverb:
        return not (verb.form == "ing" and _plural_next(tokens, at, limit, tables))
    if low.endswith("ed") and tokens.forms[at][0].islower() and "-" not in low and not adverb and len(low) > 4:
        return True
    if low.endswith("ing") and len(low) > 5 and tokens.forms[at][0].islower():
        return not _plural_next(tokens, at, limit, tables) if not one else not _noun_next(tokens, at, limit, tables)
    return _manner(low, tables) and low not in ("monthly", "daily")


def _manner(low: str, tables: Tables) -> bool:
    """An adverb by its ending; the nouns with it are few."""
    return low.endswith("ly") and low not in tables.ly_nouns


def _numbered(tokens: Tokens, at: int, limit: int, tables: Tables) -> bool:
    """Digits inside a name: "F-16 jets" is one word, "Falcon 9 rockets" are three."""
    if tokens.glued(at):
        return True
    return tokens.forms[at - 1][0].isupper() and at + 1 < limit and is_plural(tokens.lows[at + 1], tables)


def _lower_next(tokens: Tokens, at: int, limit: int) -> bool:
    return at + 1 < limit and tokens.is_word(at + 1) and tokens.forms[at + 1][0].islower()


def _plural_next(tokens: Tokens, at: int, limit: int, tables: Tables) -> bool:
    return at + 1 < limit and is_plural(tokens.lows[at + 1], tables)


def _noun_next(tokens: Tokens, at: int, limit: int, tables: Tables) -> bool:
    return at + 1 < limit and tokens.is_word(at + 1) and tokens.lows[at + 1] not in tables.stop


def _goes_on(tokens: Tokens, at: int, limit: int, tables: Tables) -> bool:
    """Whether a plural is only a modifier: sports fans, police officers, Texas officials, women's groups."""
    low = tokens.lows[at]
    if at + 1 >= limit or not _plural_next(tokens, at, limit, tables):
        return False
    following = tokens.lows[at + 1]
    if following in tables.verbs and following not in tables.plurals:
        return False
    return low in tables.plural_modifiers or (tokens.forms[at][0].isupper() and tokens.forms[at + 1][0].islower())


def counted(tokens: Tokens, number: Number, end: int, tables: Tables) -> NounPhrase | None:
    """The noun phrase after a number and its words of bound."""
    after = after_number(tokens, number.last, end, tables)
    return noun_phrase(tokens, after.last if after else number.last, end, number.value == 1.0, tables)
