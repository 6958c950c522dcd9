"""Times told in a text: found by a small anchored grammar, resolved against reference, tense, zone and each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from streams.data.times import Lexicon, lexicon
from streams.records import TimeExpression
from streams.stages.enrich.document import Document
from streams.stages.enrich.times.calendar import Stretch, names_a_day, narrow, southern, stretch
from streams.stages.enrich.times.clocks import CLOCKS, Told, is_background, on_its_day, own_day, told_day
from streams.stages.enrich.times.context import Context, to_utc
from streams.stages.enrich.times.dates import DATES
from streams.stages.enrich.times.grammar import Grammar, Match
from streams.stages.enrich.times.lengths import LENGTHS
from streams.stages.enrich.times.pairs import order
from streams.stages.enrich.times.periods import PERIODS
from streams.stages.enrich.times.relative import RELATIVE
from streams.stages.enrich.times.tense import reads_forward
from streams.stages.enrich.times.tokens import tokenise

__all__ = ["find"]

# The order is that of preference where two rules begin at one place.
RULES = (*CLOCKS, *PERIODS, *DATES, *RELATIVE, *LENGTHS)


@cache
def grammar(words: Lexicon) -> Grammar:
    """The rules over one language's words; compiled once."""
    return Grammar(RULES, words)


def find(document: Document, zone_at: Callable[[int], str | None]) -> tuple[TimeExpression, ...]:
    """The times told in a text, in order, none inside another.

    ``zone_at(position)`` is the IANA zone of the place told of there, or None; then the page's zone is read, else
    UTC. Values are TIMEX3, in the zone given; instants are UTC.

    >>> from datetime import UTC, datetime
    >>> from streams.records import Reference
    >>> day = Reference(start=datetime(2022, 12, 30, tzinfo=UTC), end=datetime(2022, 12, 31, tzinfo=UTC), basis="page")
    >>> text = "Sirens wailed at 2am local time, a day after missiles hit Odesa on Thursday."
    >>> document = Document("d", text, None, day, None, "en", None, ((0, len(text)),))
    >>> [(time.text, time.value) for time in find(document, lambda position: "Europe/Kyiv")]
    [('2am local time', '2022-12-30T02:00'), ('a day', 'P1D'), ('Thursday', '2022-12-29')]

    Left alone: ages, ordinals and numbers without a unit of time; "soon", "once" and other words that date nothing;
    feasts of calendars other than the Gregorian; fiscal years, whose months nobody tells; what is told from an event
    ("two days after the vote" is the length only); which Friday "the first Friday of each month" is.
    """
    words = lexicon(document.lang)
    tokens = tokenise(document.text, words)
    context = Context(document, zone_at)
    found: list[Match] = []
    told: list[Told] = []
    for match in grammar(words).matches(tokens):
        context.position = match.start
        sentence = document.sentence_at(match.start)
        owned = document.text.startswith(("'s", "’s"), match.end)
        match.forward = reads_forward(tokens, match.first, match.last, words, sentence, owned=owned)
        context.forward = match.forward
        match.reading = match.rule.read(match, context)
        if match.reading is None:
            continue
        found.append(match)
        value = match.reading.value or own_day(match, context) or ""
        if match.reading.type in ("DATE", "TIME"):
            if match.reading.tells:
                context.tell(value)
            if names_a_day(value) and not is_background(match):
                told.append(told_day(match, value))
    for match in found:
        _give_clock_its_day(match, context, told)
    order(found, context)
    return tuple(_expression(match, context) for match in found)


def _give_clock_its_day(match: Match, context: Context, told: list[Told]) -> None:
    """A clock gets its day when every day of the text is known."""
    reading = match.reading
    assert reading is not None
    if reading.type != "TIME" or reading.value:
        return
    context.position, context.forward = match.start, match.forward
    sentence = context.document.sentence_at(match.start)
    reading.value, reading.on_told_day = on_its_day(match, context, told, sentence)


def _expression(match: Match, context: Context) -> TimeExpression:
    """The record of a match."""
    reading = match.reading
    assert reading is not None
    text = context.document.text
    context.position = match.start
    zone = reading.zone or context.zone
    limits = None if reading.unbounded or reading.type in ("DURATION", "SET") else _limits(match, context, zone)
    return TimeExpression(
        text=text[match.start : match.end],
        span=(match.start, match.end),
        type=reading.type,
        value=reading.value,
        start=to_utc(limits[0], zone) if limits else None,
        end=to_utc(limits[1], zone) if limits else None,
        precision=reading.precision or (limits[2] if limits else None),
        zone=zone,
    )


def _limits(match: Match, context: Context, zone: str) -> Stretch | None:
    """Local start and end of what is meant, and how exact it is."""
    reading = match.reading
    assert reading is not None
    limits = stretch(reading.value, south=southern(zone))
    if limits is None or reading.edge is None:
        return limits
    start, end, precision = limits
    today = datetime.combine(context.day, datetime.min.time())
    if reading.edge == "DECADE":
        return start - timedelta(days=5 * 365), end + timedelta(days=4 * 365), precision
    if reading.edge == "BEFORE":
        return (start, today + timedelta(days=1), precision) if start <= today < end else limits
    if reading.edge == "AFTER":
        return (today, end, precision) if start <= today < end else limits
    start, end = narrow(start, end, reading.edge)
    return start, end, "part" if precision == "day" else precision
