"""What curation remembers: one row per post with its passages and where they belong, one small row per event; and what
ties events together or keeps them apart: one row for each two that the matcher found to be one, one for each decision.

An event's record is a function of its row and its members' rows alone (``event.build``).
"""

from __future__ import annotations

from datetime import date, datetime

from streams.records import Claim, CuratedEvent, Decision, Enriched, FigureMention, Part, Reason, Rival
from streams.stage import Row
from streams.stages.horizon import NEVER


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
    names: tuple[str, ...]  # keys of people and organisations, sorted
    places: tuple[PlaceMark, ...]
    times: tuple[TimeMark, ...]  # when what it tells happened, where it says so; plans are left out
    figures: tuple[FigureMark, ...]
    kind: str | None
    # What rows of before 2026.11.2 lack: less is known of their passages, but they are read.
    proper: tuple[str, ...] = ()  # stems of the proper words of its heading and beginning, sorted
    told: datetime = NEVER  # its post's reference time, where the post or its page says one
    page: str = ""  # the page, feed or channel that its post stands in
    subjects: tuple[str, ...] = ()  # stems of names of whom or what it tells, not of who only speaks, sorted
    lead: tuple[str, ...] = ()  # stems of the proper words of its heading and first sentence, but for who only speaks


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
    own: Assignment | None = None  # what the matcher said, where a merge or a decision says otherwise
    given: bool = False  # by a decision alone: the matcher found no event for it

    @property
    def matched(self) -> Assignment | None:
        """What the matcher said."""
        return None if self.given else self.own or self.assignment

    @property
    def home(self) -> str | None:
        """The event that the matcher put it in. Merges and decisions join homes, and can so be taken back."""
        matched = self.matched
        return matched.event_id if matched is not None else None


class Former(Part, frozen=True):
    """A figure that a post gave before it was edited, and has replaced since."""

    mention: FigureMention  # its span is in a text that is gone
    home: str
    when: datetime  # it was told
    beside: tuple[float | None, ...] = ()  # numbers of the same thing that were told then and are now: none replaced it


class FormerClaim(Part, frozen=True):
    """What a post let somebody say before it was edited, where he says something else of it now."""

    claim: Claim  # its spans are in a text that is gone
    home: str
    when: datetime  # it was told
    by: str  # claim_id of what he says now


class PostRow(Row, frozen=True, kw_only=True, tag_field="row", tag="post"):
    """A post as last enriched, its passages, and whether it stands."""

    post: Enriched
    passages: tuple[PassageRow, ...]
    foundings: int
    withdrawn: bool
    first_seen: datetime
    seen: datetime
    told: datetime  # when the revision was seen that last changed its facts
    former: tuple[Former, ...] = ()  # figures of older revisions that this one replaced
    former_claims: tuple[FormerClaim, ...] = ()  # claims, likewise
    removed: bool = False  # by its source; withdrawn is what it says that was removed, or retracted by a decision
    pinned: int | None = None  # number of the decision that made it the one that its event is told by
    retracts: int | None = None  # number of the decision that takes back the whole event that it tells of
    kept: datetime = NEVER

    @property
    def desk(self) -> str:
        return self.post.desk

    @property
    def events(self) -> tuple[str, ...]:
        """Ids of the events that its passages belong to, each once, in order of the text."""
        return tuple(dict.fromkeys(p.assignment.event_id for p in self.passages if p.assignment is not None))

    @property
    def homes(self) -> tuple[str, ...]:
        """The homes of its passages, each once, in order of the text."""
        return tuple(dict.fromkeys(home for p in self.passages if (home := p.home) is not None))

    @property
    def principal(self) -> int | None:
        """The passage that a decision on the post is about: the first main one, else the first."""
        main = [n for n, p in enumerate(self.passages) if p.role == "main"]
        return main[0] if main else 0 if self.passages else None


class EventRow(Row, frozen=True, kw_only=True, eq=False, tag_field="row", tag="event"):
    """What of an event does not follow from its members. Compared by identity: see ``Index.published``."""

    desk: str
    event_id: str
    version: int
    status: str
    merged_into: str | None
    novelty: float
    novelty_reasons: tuple[Reason, ...] = ()
    kept: datetime
    founded: datetime = NEVER  # by the desk's clock
    last: CuratedEvent | None = None  # its record, where no post is left to build it from


class LinkRow(Row, frozen=True, kw_only=True, tag_field="row", tag="link"):
    """Two homes that the matcher found to tell of one event."""

    desk: str
    one: str
    other: str
    at: datetime  # by the desk's clock
    number: int  # that a decision would have had that came then
    kept: datetime


class DecisionRow(Row, frozen=True, kw_only=True, tag_field="row", tag="decision"):
    """An operator's decision, as long as what it is about is kept."""

    decision: Decision
    number: int  # of the desk's decisions, in the order in which they came: of two that contradict, the later stands
    kept: datetime
    others: tuple[str, ...] | None = None  # of disassociate: the posts it keeps apart from; null until one has come
    cuts: tuple[tuple[str, str], ...] = ()  # of disassociate: (new home, old home) of posts that it took out of one

    @property
    def desk(self) -> str:
        return self.decision.desk


TieRow = LinkRow | DecisionRow


def post_key(desk: str, post_id: str) -> str:
    return f"post/{desk}/{post_id}"


def event_key(desk: str, event_id: str) -> str:
    return f"event/{desk}/{event_id}"


def link_key(desk: str, one: str, other: str) -> str:
    return f"link/{desk}/{'/'.join(sorted((one, other)))}"


def decision_key(desk: str, decision_id: str) -> str:
    return f"decision/{desk}/{decision_id}"
