"""What curation remembers: one row per post with its passages and where they belong, one small row per event.

An event's record is a function of its row and its members' rows alone (``event.build``).
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from streams.records import Enriched, Part, Reason, Rival
from streams.stages.horizon import NEVER, ClockRow


class PlaceMark(Part, frozen=True):
    """A place a passage tells of, as matching needs it."""

    key: str  # GeoNames id, else the name
    lat: float | None
    lon: float | None
    country: str | None
    fine: bool  # a town or a point, not a region or a country
    words: tuple[str, ...] = ()  # stems of its name as written; none of a country's


class FigureMark(Part, frozen=True):
    """A figure a passage tells, as matching needs it."""

    object: str
    action: str | None
    value: float
    exact: bool
    scoped: bool


class TimeMark(Part, frozen=True):
    """A time that a passage tells, and the calendar days it touches where it happened."""

    start: datetime
    end: datetime
    first: date
    last: date


class Signature(Part, frozen=True):
    """What a passage is compared by."""

    terms: tuple[str, ...]  # stems of its words, heading included, sorted; each as often as it stands there
    proper: tuple[str, ...]  # stems of the proper words of its heading and beginning, sorted
    names: tuple[str, ...]  # keys of people and organisations, sorted
    places: tuple[PlaceMark, ...]
    times: tuple[TimeMark, ...]  # when what it tells happened, where it says so; plans are left out
    figures: tuple[FigureMark, ...]
    kind: str | None
    told: datetime  # its post's reference time


class Assignment(Part, frozen=True):
    """Where a passage belongs, and why."""

    event_id: str
    relation: str  # new | revision | duplicate | corroborates
    reasons: tuple[Reason, ...] = ()
    score: float | None = None
    rival: Rival | None = None


class PassageRow(Part, frozen=True):
    """What a post tells of one happening: a passage, or several with background between them."""

    spans: tuple[tuple[int, int], ...]
    role: str
    signature: Signature
    assignment: Assignment | None


class PostRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="post"):
    """A post as last enriched, its passages, and whether it was withdrawn."""

    post: Enriched
    passages: tuple[PassageRow, ...]
    foundings: int
    withdrawn: bool
    first_seen: datetime
    seen: datetime
    told: datetime  # when the revision was seen that last changed its facts
    kept: datetime = NEVER

    @property
    def desk(self) -> str:
        return self.post.desk

    @property
    def events(self) -> tuple[str, ...]:
        """Ids of the events that its passages belong to, each once, in order of the text."""
        return tuple(dict.fromkeys(p.assignment.event_id for p in self.passages if p.assignment is not None))


class EventRow(Struct, frozen=True, kw_only=True, eq=False, weakref=True, tag_field="row", tag="event"):
    """What of an event does not follow from its members. Compared by identity: see ``Index.built``."""

    desk: str
    event_id: str
    version: int
    status: str
    merged_into: str | None
    novelty: float
    kept: datetime


ROWS: tuple[type[Struct], ...] = (PostRow, EventRow, ClockRow)


def post_key(desk: str, post_id: str) -> str:
    return f"post/{desk}/{post_id}"


def event_key(desk: str, event_id: str) -> str:
    return f"event/{desk}/{event_id}"
