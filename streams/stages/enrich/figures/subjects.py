"""The subject of a verb, and the noun phrase before a word, by the form of what stands between."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.figures import Tables
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import is_plural, singular
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_BACK = 8  # words from an amount back to the verb that ties it to its subject
_SENTENCE = 40  # words back to a sentence's first subject
_CHUNK = 14  # words of a subject with what hangs on it
_RELATIVES = frozenset({"which", "who", "that"})
_BE = frozenset({"is", "was", "are", "were", "be", "been"})
_TO = frozenset({"to", "at", "up", "over", "around"})
_UP = {"up": "rose", "higher": "rose", "down": "fell", "lower": "fell"}


@dataclass(frozen=True, slots=True)
class Holder:
    """What has an amount, and what is told of it by the way."""

    object: str
    modifier: str | None = None
    first: int = 0
    last: int = 0  # end of the words that name it
    action: str | None = None
    stop: int = 0  # end of what hangs on it: "Rents in Dublin"


def subject_of(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> Holder | None:
    """The subject of the verb that ties the amount to it: "inflation eased from 5 %", "oil up by 40 per cent"."""
    lows = tokens.lows
    if draft.kind == "measure" and lows[draft.first] == "within":
        return None  # came within 2 km of the town
    at, stop = draft.first - 1, max(left, draft.first - _BACK)
    after = lows[draft.last] if draft.last < draft.end else ""
    moved = _UP.get(after) if after in ("higher", "lower") else None
    while at >= stop:
        low = lows[at]
        if (low in ("up", "down") and at == draft.first - 1) or (
            low in ("up", "down") and lows[at + 1] in ("by", "to", "from")
        ):
            moved = _UP[low]
            back = at - 1
            if (
                back >= left
                and lows[back] not in tables.links
                and not lows[back].endswith("ing")
                and tokens.is_word(back)
                and lows[back] not in tables.stop
            ):
                found = phrase_before(tokens, at, left, tables)
                if found is not None:
                    return Holder(found.object, found.modifier, found.first, found.last, moved)
            at -= 1
            continue
        link = tables.links.get(low)
        if low in tables.holders["hold"] and lows[at + 1] not in tables.holders["at"]:
            return None
        if link is not None and not (low in tables.plurals or _is_noun(tokens, at, left, tables)):
            action = moved or link or None
            if low in ("is", "are", "was", "were", "be", "been", "being") and moved is None and low == "being":
                return None
            contained = _contained(tokens, draft, tables) if low in ("is", "are", "was", "were") else None
            return subject(tokens, at, left, action or contained, tables)
        if (
            draft.kind == "measure"
            and low.endswith("ing")
            and at > stop
            and lows[at - 1] not in _BE
            and lows[at + 1] in _TO
        ):
            return phrase_before(tokens, at, left, tables)  # winds gusting to, a car travelling at
        inside = tokens.is_digits(at) or low in tables.numbers or low in ("%", "percent", "cent", "per")
        if not (
            low in tables.holders["lead_in"]
            or inside
            or low.endswith("ly")
            or low in tables.holders["auxiliaries"]
            or low in tables.money_sign
        ):
            return None
        at -= 1
    return None


def _contained(tokens: Tokens, draft: Draft, tables: Tables) -> str | None:
    """Only 15 per cent contained: the participle that an amount measures."""
    if draft.kind != "percent" or draft.last >= draft.end:
        return None
    low = tokens.lows[draft.last]
    return low if low.endswith("ed") and len(low) > 4 else None


def _is_noun(tokens: Tokens, at: int, left: int, tables: Tables) -> bool:
    """Whether a link's form is a noun here: "a rise of 7 %", "the cost of £145"."""
    if at <= left:
        return True
    before = tokens.lows[at - 1]
    if tokens.lows[at + 1 : at + 2] == ["of"]:
        return True
    return before in tables.determiners or (
        before in ("of", "in", "for", "with") and tokens.lows[at] not in tables.links
    )


def subject(tokens: Tokens, verb: int, left: int, action: str | None, tables: Tables) -> Holder | None:
    """The head of the phrase that the verb at a token has for its subject."""
    lows = tokens.lows
    end = verb
    end -= 2 * (lows[end - 2 : end] == ["more", "than"])  # more than doubled
    while end > left and (lows[end - 1] in tables.holders["auxiliaries"] or lows[end - 1].endswith("ly")):
        end -= 1
    if end > left and lows[end - 1] in _RELATIVES:
        end -= 1
        end -= end > left and lows[end - 1] == "of"  # the price of which
        end -= end > left and lows[end - 1] == ","
        return _with(phrase_before(tokens, end, left, tables), action)
    if verb == end and (lows[verb].endswith("ing") or lows[verb] == "worth"):
        end -= end > left and lows[end - 1] == ","
        return _with(phrase_before(tokens, end, left, tables), action)
    base = not lows[verb].endswith("ed") and lows[verb] not in tables.participles
    if base and verb == end and end > left and is_plural(lows[end - 1], tables):
        return _with(phrase_before(tokens, end, left, tables), action)  # "see their payments rise by"
    if end > left and lows[end - 1] in ("and", "but", ","):
        begin = _chunk_start(tokens, end - 1, left, tables, across=True)
        return _with(_first_phrase(tokens, begin, end - 1, tables), action) or (
            Holder("", action=action) if action else None
        )
    begin = _chunk_start(tokens, end, left, tables)
    found = _first_phrase(tokens, begin, end, tables)
    if found is None:
        return Holder("", action=action) if action else None
    return _with(found, action)


def _with(found: Holder | None, action: str | None) -> Holder | None:
    return found and Holder(found.object, found.modifier, found.first, found.last, action, found.stop)


def _chunk_start(tokens: Tokens, end: int, left: int, tables: Tables, across: bool = False) -> int:
    """Where the clause begins whose subject stands before a token; ``across`` goes on to the sentence's first one."""
    at = end
    while at > left and end - at < (_SENTENCE if across else _CHUNK):
        form, low = tokens.forms[at - 1], tokens.lows[at - 1]
        if form in ",;:.!?()—–" or (not across and low in tables.holders["clauses"]):
            break
        at -= 1
    return at


def _first_phrase(tokens: Tokens, begin: int, end: int, tables: Tables) -> Holder | None:
    """The first noun phrase of a chunk: its words up to a preposition or a verb."""
    lows, at = tokens.lows, begin
    while at < end and (
        lows[at] in tables.determiners or tokens.forms[at] in QUOTES or lows[at] in tables.holders["clauses"]
    ):
        at += 1
    words: list[int] = []
    while at < end:
        low = lows[at]
        if low.endswith(("'s", "s'")):
            words, at = [], at + 1
            continue
        if tokens.forms[at] == "-" and words:
            at += 1
            continue
        if (
            not tokens.is_word(at)
            or low in tables.stop
            or (low in tables.links and words and not is_plural(low, tables))
        ):
            break
        words.append(at)
        at += 1
    if not words:
        return None
    head = lows[words[-1]]
    if at < end and lows[at] == "of" and singular(head, tables) in tables.holders["of_what"]:
        inner = _first_phrase(tokens, at + 1, end, tables)
        if inner is not None:
            return inner
    return _holder(tokens, words, at, end, tables)


def phrase_before(tokens: Tokens, end: int, left: int, tables: Tables, heads: bool = False) -> Holder | None:
    """The noun phrase that ends right before a token; ``heads`` goes back to what it is "of": the cost of the flood."""
    at, words = end, list[int]()
    while at > left and len(words) < 4:
        low = tokens.lows[at - 1]
        if tokens.forms[at - 1] in QUOTES or tokens.forms[at - 1] == "-":
            at -= 1
            continue
        if not tokens.is_word(at - 1) or low in tables.stop or low.endswith(("'s", "s'")) or low in tables.begins:
            break
        if (
            words
            and (low in tables.verbs or low in tables.links or low in tables.participles)
            and low not in tables.plurals
        ):
            break
        if not words and low.endswith("ing") and at - 2 >= left and tokens.lows[at - 2] in _BE:
            return None  # was travelling at
        words.insert(0, at - 1)
        at -= 1
    if heads:
        back = at
        while (
            back > left and (tokens.lows[back - 1] in tables.determiners or tokens.is_word(back - 1)) and at - back < 3
        ):
            if tokens.lows[back - 1] == "of":
                whole = phrase_before(tokens, back - 1, left, tables)
                return whole or (_holder(tokens, words, end, end, tables) if words else None)
            back -= 1
    return _holder(tokens, words, end, end, tables) if words else None


def _holder(tokens: Tokens, words: list[int], last: int, stop: int, tables: Tables) -> Holder | None:
    head = tokens.lows[words[-1]]
    if head in tables.holders["never"] or len(head) < 2 or head.endswith("ly") or head in tables.months:
        return None
    modifier = " ".join(tokens.forms[word] for word in words[:-1]) or None
    return Holder(singular(head, tables), modifier, words[0], last, None, stop)


__all__ = ["Holder", "phrase_before", "subject", "subject_of"]
