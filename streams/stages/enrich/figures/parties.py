"""Shares that several have, each told beside its name: "the Greens 24 per cent and the Liberals 19.5"."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.numbers import Number
from streams.stages.enrich.figures.objects import singular
from streams.stages.enrich.figures.tokens import Tokens

_WHOLE = 100
_LEADS = frozenset({"on", "at", "with"})
_ENDS = frozenset({",", ";", ".", ")", "and", "while", "but"})


def holder(tokens: Tokens, first: int, start: int, tables: Tables) -> str | None:
    """The name right before a share, in small letters and the singular; None where no name stands there.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> holder(split("with the Greens on 24 %", tables()), 4, 0, tables())
    'green'
    """
    at = first - 1
    at -= at > start and tokens.lows[at] in _LEADS
    at -= at > start and tokens.lows[at] in tables.bare["having"]
    if at < start or not tokens.is_word(at) or not tokens.forms[at][0].isupper():
        return None
    low = tokens.lows[at]
    if low in tables.stop or low in tables.months or low in tables.holders["never"]:
        return None
    return singular(low, tables)


def next_share(tokens: Tokens, number: Number, before: Draft, start: int, end: int, tables: Tables) -> Draft | None:
    """A number alone beside a name, told after another's share: it is a share, too."""
    behind = tokens.lows[number.last] if number.last < end else "."
    plain = number.digits and number.scale == 1.0 and number.last == number.first + 1
    if not plain or behind not in _ENDS or not 0.0 < (number.value or 0.0) < _WHOLE:
        return None
    name = holder(tokens, number.first, start, tables) if before.unit == "percent" else None
    if name is None:
        return None
    return Draft(
        start, end, number.first, number.last, number.last, number.value, kind="percent", unit="percent", object=name
    )


__all__ = ["holder", "next_share"]
