"""An event's claims: which are said by several independent origins, which are denied, which are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.records import Claim, EventClaim
from streams.stages.curate.signature import stems

SAME_CLAIM = 0.6  # share of the shorter claim's stems that two claims of the same thing have in common
WORDS_MIN = 4  # shorter claims are the same only when equal


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """A claim as one post tells it."""

    claim: Claim
    post_id: str
    origin: str
    withdrawn: bool
    when: datetime
    label: str | None = None  # the origin as people read it
    until: datetime | None = None  # when it was taken back


def relate(told: Sequence[ClaimTold]) -> tuple[EventClaim, ...]:
    """The claims with their status, in order. Corroborated needs two independent origins; one denial is a dispute."""
    words = [frozenset(stems(one.claim.text)) for one in told]
    denied = {one.claim.denies for one in told if one.claim.denies is not None and not one.withdrawn}
    return tuple(_event_claim(one, _origins(i, told, words), denied) for i, one in enumerate(told))


def _origins(i: int, told: Sequence[ClaimTold], words: Sequence[frozenset[str]]) -> int:
    """Independent origins of the same claim, its own included."""
    found = {told[i].origin}
    for j, other in enumerate(told):
        if not other.withdrawn and other.claim.denies is None and _same(words[i], words[j]):
            found.add(other.origin)
    return len(found)


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    short = min(len(a), len(b))
    return a == b if short < WORDS_MIN else len(a & b) >= SAME_CLAIM * short and len(a & b) >= WORDS_MIN


def _event_claim(one: ClaimTold, origins: int, denied: set[str]) -> EventClaim:
    claim = one.claim
    status = "corroborated" if origins > 1 else "single"
    if claim.claim_id in denied or claim.denies is not None:
        status = "disputed"
    if one.withdrawn:
        status = "withdrawn"
    return EventClaim(
        claim_id=claim.claim_id, text=claim.text, quote=claim.quote, speaker=claim.source,
        speaker_kind=claim.source_kind, channel=claim.channel, agency=claim.agency, outlet=claim.outlet,
        verb=claim.cue, hedge=claim.hedge, post_id=one.post_id, span=claim.span, status=status,
        independent_origins=origins, denies=claim.denies,
    )  # fmt: skip
