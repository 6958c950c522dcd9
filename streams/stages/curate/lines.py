"""A claim as its post tells it, and as it stands among the others of its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from streams.records import Claim, Standing
from streams.stages.curate.answers import Answer
from streams.stages.curate.heard import Heard, Speech, heard


@dataclass(frozen=True, slots=True, eq=False)
class ClaimTold:
    """A claim as one post tells it. Known by being the same one: see ``Kept.each``."""

    claim: Claim
    post_id: str
    origin: str
    withdrawn: bool
    when: datetime
    label: str | None = None  # the origin as people read it
    printed: str | None = None  # key of the origin that prints it: its outlet or agency
    until: datetime | None = None  # when it was taken back, or replaced by an edit
    numbers: frozenset[tuple[str, float]] = frozenset()  # the figures in it
    replaced: bool = False  # its post says something else now
    by: str | None = None  # claim_id of what replaced it
    answered: Answer | None = None  # its own post says that somebody denies it
    lang: str | None = None

    @property
    def speech(self) -> Speech:
        """Its words, and their language."""
        return self.claim.text, self.lang

    @property
    def heard(self) -> Heard:
        """What its words say by themselves."""
        return heard(*self.speech)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A sentence in which somebody takes back what he said."""

    post_id: str
    when: datetime
    by: frozenset[str]  # keys of the origins that are named or speak there
    words: frozenset[str]  # stems


@dataclass(slots=True)
class Line:
    """One claim, and what is found out about it."""

    told: ClaimTold
    words: frozenset[str]
    negated: frozenset[str] | None  # stems of what it says is not so
    rejects: bool  # its words deny something by themselves
    denies: str | None
    origins: dict[str, str]  # behind it, and behind those that say the same
    end: Standing | None = None
    disputed: Standing | None = None
    corroborated: Standing | None = None
    confirmed: Standing | None = None  # by who had denied it


def begun(told: ClaimTold) -> Line:
    """A claim, before it is compared with others."""
    said = told.heard
    origins = {told.origin: told.label or told.origin}
    return Line(told, said.words, said.negated, said.rejects, told.claim.denies, origins)


def dispute(line: Line, by: Line) -> None:
    """Mark a claim as disputed by another, or by itself where nobody knows which: since the earliest that does so."""
    if line.disputed is None or by.told.when < line.disputed.since:
        since = max(by.told.when, line.told.when)
        cause = None if by is line else by.told.claim.claim_id
        line.disputed = Standing(status="disputed", since=since, post_id=by.told.post_id, by=cause)
