"""Names that the gazetteer lacks, and whose words say that they are a place's: the village of X, X River, Lake X."""

from __future__ import annotations

from collections.abc import Sequence

from streams.data.gazetteer import words
from streams.stages.enrich.place_mentions import CONNECTORS, ENDS, IN_CUES, SETTLEMENTS, Tokens

_NATURE = words()["nature"]
_OPENING = words()["nature_opening"]
_NOT_NAMES = words()["not_names"] | IN_CUES | CONNECTORS
_GIVEN = words()["given"]
_TITLES = words()["titles"]
_SAYING = SETTLEMENTS.union(*({word.capitalize(), word.upper()} for word in _NATURE | _OPENING))
NAME_MAX = 3  # words of a name, without the word that says what it is


def unknown(tokens: Tokens, known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last tokens of such names, in order, none overlapping; none that lies inside a known one.

    A known name within an unknown longer one ("Salinas Valley", where a town is called Salinas) is part of it.
    Streets and parks are left alone, and lower-case words ("the river").
    """
    forms = tokens.forms
    saying = [index for index, form in enumerate(forms) if form in _SAYING]
    inside = {at for first, last in known for at in range(first, last + 1)} if saying else set()
    found: list[tuple[int, int]] = []
    free = 0  # tokens before are taken
    for index in saying:
        if index < free:
            continue
        low = forms[index].lower()
        if forms[index] in SETTLEMENTS:
            span = _settlement(tokens, index)
            if span is not None and not inside.isdisjoint(range(span[0], span[1] + 1)):
                span = None
        else:
            span = _before(tokens, index) if low in _NATURE else None
            if span is None and low in _OPENING:
                span = _after(tokens, index)
        if span is None or span[0] < free or inside.issuperset(range(span[0], span[1] + 1)):
            continue
        found.append(span)
        free = span[1] + 1
    return found


def _settlement(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The village of X; in X village."""
    if tokens.neighbour(index + 1) == "of" and tokens.capital(index + 2):
        last = index + 2
        while tokens.capital(last + 1) and tokens.joined(last + 1):
            last += 1
        return index + 2, last
    first = _first_capital(tokens, index)
    if first is None or tokens.neighbour(first - 1).lower() not in IN_CUES | {"of"}:
        return None
    return first, index - 1


def _before(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """X River: the capitals before the word, where no capital follows (X River Road)."""
    if index + 1 < len(tokens.forms) and tokens.capital(index + 1) and tokens.joined(index + 1):
        return None
    first = _first_capital(tokens, index)
    if first is None or (first == index - 1 and tokens.forms[first] in _GIVEN):
        return None  # Veronica Lake is an actress
    return first, index


def _after(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """Lake X: one capital after the word, or two."""
    last = index
    while last - index < 2 and tokens.capital(last + 1) and tokens.joined(last + 1):
        last += 1
    if last == index or (tokens.capital(last + 1) and tokens.joined(last + 1)):
        return None
    if tokens.capital(index - 1) and tokens.joined(index) and not _opens(tokens, index - 1):
        return None  # Ricki Lake Show
    return index, last


def _first_capital(tokens: Tokens, index: int) -> int | None:
    """The first of the capitals that stand right before a token, without a word that only opens the sentence."""
    first = index
    while first > 0 and index - first < NAME_MAX and tokens.capital(first - 1) and tokens.joined(first):
        first -= 1
    while first < index and _opens(tokens, first) and tokens.forms[first].lower() in _NOT_NAMES:
        first += 1
    if first == index or any(tokens.forms[at].lower() in _TITLES for at in range(first, index)):
        return None
    return first


def _opens(tokens: Tokens, index: int) -> bool:
    return index <= 0 or tokens.forms[index - 1] in ENDS
