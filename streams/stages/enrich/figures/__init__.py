"""How many: every number somebody reported, with what it counts, how sure, what happened to it and where.

``tokens`` cuts the text, ``numbers`` says what a number is worth, ``reading`` which numbers are figures and of what
kind (``labels``, ``kinds``, ``bounds``, ``objects``), ``resolving`` what they take from their neighbours (``actions``,
``scopes``). Word tables: ``streams/data/figures*.toml``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from msgspec import structs

from streams.data.figures import tables
from streams.data.figures_plain import LANGUAGES
from streams.records import FigureMention, Place, TimeExpression
from streams.stages.enrich.document import Document
from streams.stages.enrich.figures import plain
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.reading import drafts
from streams.stages.enrich.figures.resolving import resolve
from streams.stages.enrich.figures.tokens import Tokens, split

_TOTAL_BACK = 3  # sentences back to what a total is of: "the real number was nine"


def find(document: Document, times: tuple[TimeExpression, ...], places: tuple[Place, ...]) -> tuple[FigureMention, ...]:
    """The figures of a text in its order; spans do not overlap. Without times or places it still reads, a little worse.

    >>> from datetime import UTC, datetime
    >>> from streams.records import Reference
    >>> from streams.stages.enrich.document import sentences
    >>> day = datetime(2022, 12, 30, tzinfo=UTC)
    >>> text = "At least 12 people were hurt in the port when two of seven rockets hit it."
    >>> post = Document("1", text, None, Reference(start=day, end=day, basis="post"), None, "en", None, sentences(text))
    >>> for figure in find(post, (), ()):
    ...     print(figure.value, figure.bound, figure.object, figure.action, figure.scope)
    12.0 at_least person injured in the port
    2.0 exact rocket hit of seven rockets
    7.0 exact rocket hit None

    Of a post without a text they are its heading's, with empty spans: there is nothing that they could point into.

    Left alone: years, dates, clock times and other names with a number; "a man" and the pronoun "one"; "first";
    "twice", "double"; roman numerals; who says so (``sayer`` is for claims to fill).
    """
    if not document.text and document.headline:
        heading = replace(document, text=document.headline, sentences=((0, len(document.headline)),))
        return tuple(structs.replace(figure, span=(0, 0)) for figure in find(heading, (), ()))
    if document.lang in LANGUAGES:
        return plain.find(document.text, document.lang, document.sentences, _at(times))
    table = tables()
    tokens = split(document.text, table)
    if not tokens.candidates:
        return ()
    timed = _inside(tokens, sorted(time.span for time in times if time.type not in ("DURATION", "SET")))
    placed = sorted((place for place in places if place.span is not None), key=lambda place: place.span or (0, 0))
    found: list[Draft] = []
    earlier: tuple[int, Draft] | None = None
    for at, (start, end) in enumerate(_sentences(tokens, document.sentences)):
        read = drafts(tokens, start, end, timed, table)
        if not read:
            continue
        reach = _TOTAL_BACK if any(draft.total for draft in read) else 1
        read = resolve(tokens, read, earlier[1] if earlier and earlier[0] >= at - reach else None, placed, table)
        found.extend(read)
        if read:
            earlier = at, read[-1]
    return tuple(draft.mention(tokens) for draft in found)


def _sentences(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences as tokens; what stands between two belongs to the one before."""
    begins = [tokens.index(start) for start, _ in spans] or [0]
    begins[0] = 0
    return [(begin, end) for begin, end in zip(begins, [*begins[1:], len(tokens.forms)], strict=True) if begin < end]


def _at(times: Sequence[TimeExpression]) -> Callable[[int], bool]:
    """Whether a position is part of a time."""
    spans = sorted(time.span for time in times if time.type not in ("DURATION", "SET"))
    starts = [start for start, _ in spans]

    def timed(position: int) -> bool:
        at = bisect_right(starts, position) - 1
        return at >= 0 and position < spans[at][1]

    return timed


def _inside(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> Callable[[int], bool]:
    starts = [start for start, _ in spans]

    def timed(token: int) -> bool:
        at = bisect_right(starts, tokens.starts[token]) - 1
        return at >= 0 and tokens.starts[token] < spans[at][1]

    return timed


__all__ = ["find"]
