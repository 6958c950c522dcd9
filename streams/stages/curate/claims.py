"""An event's claims: which are said by several independent origins, which are denied, which are withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from streams.records import Claim, EventClaim
from streams.stages.curate.members import Kept
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


class Alike:
    """Which claims of an event say the same, kept from one version to the next: only what is new is compared."""

    def __init__(self) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._alike: dict[str, set[str]] = {}

    def among(self, texts: Iterable[str]) -> Mapping[str, set[str]]:
        """For each text those that say the same, itself included. A function of the texts alone."""
        present = dict.fromkeys(texts)
        for text in [text for text in self._words if text not in present]:
            del self._words[text]
            for other in self._alike.pop(text):
                if other != text:
                    self._alike[other].discard(text)
        for text in present:
            if text not in self._words:
                words = self._words[text] = frozenset(stems(text))
                alike = self._alike[text] = {other for other, theirs in self._words.items() if _same(words, theirs)}
                for other in alike:
                    self._alike[other].add(text)
        return self._alike


def relate(told: Sequence[ClaimTold], kept: Kept) -> tuple[EventClaim, ...]:
    """The claims with their status, in order. Corroborated needs two independent origins; one denial is a dispute."""
    alike = kept.lasting("claims", Alike).among(one.claim.text for one in told)
    denied = {one.claim.denies for one in told if one.claim.denies is not None and not one.withdrawn}
    sayers: dict[str, set[str]] = {}
    for one in told:
        if not one.withdrawn and one.claim.denies is None:
            sayers.setdefault(one.claim.text, set()).add(one.origin)
    return tuple(
        kept.of(
            ("claim", one.post_id, one.claim.claim_id, one.claim.span), _event_claim, one,
            len({one.origin}.union(*(sayers.get(text, ()) for text in alike[one.claim.text]))),
            one.claim.claim_id in denied,
        )
        for one in told
    )  # fmt: skip


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    short = min(len(a), len(b))
    return a == b if short < WORDS_MIN else len(a & b) >= SAME_CLAIM * short and len(a & b) >= WORDS_MIN


def _event_claim(one: ClaimTold, origins: int, denied: bool) -> EventClaim:
    claim = one.claim
    status = "corroborated" if origins > 1 else "single"
    if denied or claim.denies is not None:
        status = "disputed"
    if one.withdrawn:
        status = "withdrawn"
    return EventClaim(
        claim_id=claim.claim_id, text=claim.text, quote=claim.quote, speaker=claim.source,
        speaker_kind=claim.source_kind, channel=claim.channel, agency=claim.agency, outlet=claim.outlet,
        verb=claim.cue, hedge=claim.hedge, post_id=one.post_id, span=claim.span, status=status,
        independent_origins=origins, denies=claim.denies,
    )  # fmt: skip
