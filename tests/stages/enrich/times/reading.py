"""One way to read the times of a text, for every table of this folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from streams.records import Reference, TimeExpression
from streams.stages.enrich import times
from streams.stages.enrich.document import Document, sentences


def document(text: str, reference: str = "2022-12-30", zone: str | None = None, lang: str | None = "en") -> Document:
    """A text told at an instant, or on a day: 2022-12-30 was a Friday."""
    start = datetime.fromisoformat(reference)
    start = start if start.tzinfo else start.replace(tzinfo=UTC)
    end = start if "T" in reference else start + timedelta(days=1)
    told = Reference(start=start, end=end, basis="post")
    return Document("d", text, None, told, zone, lang, None, sentences(text, lang or "en"))


def nowhere(position: int) -> str | None:
    return None


def at(zone: str) -> Callable[[int], str | None]:
    return lambda position: zone


def read(text: str, reference: str = "2022-12-30", place: str | None = None, **more: str) -> tuple[TimeExpression, ...]:
    return times.find(document(text, reference, **more), at(place) if place else nowhere)


def values(
    text: str, reference: str = "2022-12-30", place: str | None = None, **more: str
) -> list[tuple[str, str | None]]:
    """Text and value of each expression."""
    return [(time.text, time.value) for time in read(text, reference, place, **more)]
