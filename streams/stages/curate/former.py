"""Figures that a post gave before it was edited, where it now gives another number of the same thing.

They stay in their event as superseded, so that what was once told can still be read there, and by what it was replaced.
A number that an edit only leaves out is not kept: nobody says that it was wrong, or what holds instead.
"""

from __future__ import annotations

from datetime import datetime

from streams.records import Enriched, FigureMention
from streams.stages.curate.rows import Former, PassageRow, PostRow

FORMER_MAX = 12  # of one post, the newest: a ticker that counts all day has said enough by then


def former(known: PostRow, post: Enriched) -> tuple[Former, ...]:
    """What an edited post said before and has replaced, oldest first."""
    now = [figure for figure in post.figures if figure.kind == "event"]
    before = {_number(figure) for figure in known.post.figures}
    said = {_number(figure) for figure in now}
    fresh = {_thing(figure) for figure in now if _number(figure) not in before}
    taken_back = {(figure.object, figure.value) for figure in now if is_of_the_past(figure.sayer)}
    kept = [one for one in known.former if _number(one.mention) not in said]
    there = {_number(one.mention) for one in kept} | said
    for figure in known.post.figures:
        home, thing, number = _home(known, figure.span[0]), _thing(figure), _number(figure)
        if figure.kind != "event" or home is None or thing not in fresh or number in there:
            continue
        if (figure.object, figure.value) in taken_back:
            continue  # the post itself says what it said before: it stands there as withdrawn
        there.add(number)
        beside = tuple(f.value for f in now if f.object == figure.object and _number(f) in before)
        kept.append(Former(mention=figure, home=home, when=told_at(known), beside=beside))
    return tuple(kept[-FORMER_MAX:])


def told_at(row: PostRow) -> datetime:
    """When a post told what it tells: its own instant, else when it was seen, within the day its page is dated."""
    post = row.post
    return post.published or min(max(row.told, post.reference.start), post.reference.end)


def is_of_the_past(sayer: str | None) -> bool:
    """Of a number that a correction takes back: "an earlier version of this post said thirty"."""
    return sayer is not None and "earlier version" in sayer.casefold()


def _thing(figure: FigureMention) -> tuple[object, ...]:
    """What a number counts, and of which part."""
    scope = figure.scope.casefold() if figure.scope is not None else None
    return figure.object, figure.unit, figure.action, scope, figure.counting


def _number(figure: FigureMention) -> tuple[object, ...]:
    """What a number says."""
    return *_thing(figure), figure.value, figure.low, figure.high, figure.bound


def _home(row: PostRow, at: int) -> str | None:
    around: list[PassageRow] = [p for p in row.passages if any(start <= at < end for start, end in p.spans)]
    return around[0].home if around else None
