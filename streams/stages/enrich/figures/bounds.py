"""How sure a number is meant to be: the words around it that make it a least, a most, a rough one or one more."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.figures import Tables
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

# After these "up" tells where a number went, not its bound.
_MOVED = frozenset(
    ["ticked", "ticking", "rose", "went", "gone", "goes", "going", "climbed", "moved", "revised", "bumped", "jumped"]
) | {"crept", "inched", "edged", "pushed", "shot", "brought", "brings", "bringing", "now", "is", "was", "back"}
_LASTING = frozenset(
    {"for", "after", "took", "takes", "take", "taking", "spent", "is", "was", "in", "been", "of", "waited"}
)
_WORDS_TOGETHER = 4  # "a total of at least another 12" has three phrases


@dataclass(frozen=True, slots=True)
class Bound:
    """The bound, where its words begin and end, and whether the number is one more than before."""

    first: int
    last: int
    bound: str = "exact"
    increment: bool = False


def around(tokens: Tokens, first: int, last: int, start: int, end: int, kind: str, tables: Tables) -> Bound:
    """The bound of the number at ``[first, last)`` inside a sentence ``[start, end)``.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> around(split("at least another 12 people", tables()), 3, 4, 0, 5, "event", tables())
    Bound(first=0, last=4, bound='at_least', increment=True)

    "Over three days" is during them, but "lasted over three days" is longer. "Within" bounds durations and lengths
    alone: within two districts is where.
    """
    bound, increment, at = "exact", False, first
    for _ in range(_WORDS_TOGETHER):
        if at > start and tokens.forms[at - 1] in tables.signs:
            at, bound = at - 1, tables.signs[tokens.forms[at - 1]]
            continue
        more = tables.more_before.ending(tokens.lows, at, start)
        if more:
            at, increment = more[0], True
            continue
        found = tables.before.ending(tokens.lows, at, start)
        if found is None or (kind == "elapsed" and tokens.lows[at - 1] == "over" and _during(tokens, at - 1, start)):
            break
        if tokens.lows[at - 1] == "within" and kind not in ("elapsed", "measure"):
            break
        rose = found[0] > start and tokens.lows[found[0]] == "up" and tokens.lows[found[0] - 1] in _MOVED
        if rose:
            break  # "ticked up to 41"
        at = found[0]
        if bound == "exact":
            bound = found[1]
    while at < first and tokens.forms[at] in QUOTES:
        at += 1
    after = after_number(tokens, last, end, tables)
    if after:
        return Bound(at, after.last, after.bound, increment)
    return Bound(at, last, bound, increment)


def _during(tokens: Tokens, at: int, start: int) -> bool:
    """Whether "over" before a duration means during it: not after a verb of lasting, "for" or "after"."""
    before = tokens.lows[at - 1] if at > start else ""
    return before not in _LASTING and not (before.startswith("last") or before in ("just", "well"))


def after_number(tokens: Tokens, last: int, end: int, tables: Tables) -> Bound | None:
    """The bound that follows: "or more", "or so", a plus sign that touches the number."""
    found = tables.after.starting(tokens.lows, last, end)
    if found is None or (tokens.forms[last] == "+" and not tokens.glued(last)) or tokens.lows[last] == "plus":
        return None
    return Bound(last, found[0], found[1])
