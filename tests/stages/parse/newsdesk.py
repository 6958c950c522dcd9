"""What the tests of parse share: a desk that takes updates in order, and pages written out as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streams.codec import make_update
from streams.records import Post
from streams.stage import Outcome, State
from streams.stages import parse

NOON = datetime(2024, 3, 3, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[4] / "shared"
URL = "https://news.example.com/live/coast-flood"


class Desk:
    """Parse with its state, one update after another."""

    def __init__(self) -> None:
        self.state = State(parse.Index())
        self.outcomes: list[Outcome] = []

    def take(
        self, body: str | bytes, *, minutes: int = 0, url: str | None = URL, source: str = "flood.txt",
        content_type: str | None = "text/plain", desk: str = "world", outlet: str | None = None,
    ) -> Outcome:  # fmt: skip
        """Step one update, seen so many minutes after noon, and apply what it writes."""
        seen = NOON + timedelta(minutes=minutes)
        data = body.encode() if isinstance(body, str) else body
        update = make_update(
            data, source=source, seen=seen, desk=desk, content_type=content_type, url=url, outlet=outlet
        )
        outcome = parse.step(self.state, update, seen)
        assert outcome.units.balanced
        for write in outcome.writes:
            self.state.apply(write.key, write.row)
        self.outcomes.append(outcome)
        return outcome

    def rebuilt(self) -> Desk:
        """The same desk with an index built anew from its rows."""
        other = Desk()
        for key, row in sorted(self.state.items(), reverse=True):
            other.state.apply(key, row)
        return other


def posts_of(outcome: Outcome) -> list[Post]:
    """The posts that an outcome emits."""
    records = [emit.record for emit in outcome.out]
    assert all(isinstance(record, Post) for record in records)
    return records  # type: ignore[return-value]


def changes(outcome: Outcome) -> list[tuple[str, str | None]]:
    """(change, heading) of each record."""
    return [(post.change, post.headline) for post in posts_of(outcome)]


def page(posts: Sequence[tuple[str, str]], *, title: str = "Coast flood: live", lead: str = "") -> str:
    """A page in plain text, with nothing between its posts."""
    lines = [f" date 2024-03-03 {title}"]
    lines += [lead] if lead else []
    for heading, text in posts:
        lines += [heading, *text.split("\n")]
    return "\n".join(lines)
