"""Documents for tests of what is read from a text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from streams.records import Claim, Reference
from streams.stages.enrich import claims, names
from streams.stages.enrich.document import Document, sentences
from streams.stages.enrich.names import Names

SEED = Path(__file__).parents[3] / ".." / "shared" / "seed"
_DAY = datetime(2024, 5, 14, tzinfo=UTC)


def document(text: str, headline: str | None = None, outlet: str | None = "The Courier") -> Document:
    """A text as the enrichers get it."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    return Document("test", text, headline, reference, None, "en", outlet, sentences(text))


def names_in(text: str, headline: str | None = None) -> Names:
    """The names of a text, places not told apart."""
    return names.find(document(text, headline))


def claims_in(text: str) -> tuple[Claim, ...]:
    """The claims of a text."""
    post = document(text)
    return claims.find(post, names.find(post))


def seed_post(first_words_of_heading: str, lines: int) -> tuple[str, str]:
    """Heading and text of the example page's post under the last such heading, of so many lines."""
    page = next(iter(sorted(SEED.glob("*.txt")))).read_text("utf-8").splitlines()
    at = max(number for number, line in enumerate(page) if line.startswith(first_words_of_heading))
    return page[at], "\n".join(page[at + 1 : at + 1 + lines])
