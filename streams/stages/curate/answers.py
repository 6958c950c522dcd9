"""Claims that their own post says somebody denies, in words that are no claim: "…, which the firm denies"."""

from __future__ import annotations

import re

from streams.data.word_tables import load
from streams.records import Claim, Enriched
from streams.stages.enrich.claims import pairs

NEAR = 160  # characters between a claim and the answer to it

_WORDS = load("ledger")["answers"]
_VERBS, _PARTICIPLES, _NOUNS = ("|".join(_WORDS[key]) for key in ("verbs", "participles", "nouns"))
_some = r"(?:[\w’'-]+ ){1,5}"  # who denies it
_closed = r"(?=\s*(?:[.,;:!?\"”’)]|$)| (?:as|on|in|and|but|when)\b)"
_answer = re.compile(
    rf"\b(?:{_VERBS}) (?:this|it|the (?:{_NOUNS})s?){_closed}"
    rf"|\b(?:{_VERBS}) that(?=\s*(?:[.,;:!?\"”’)]|$))"
    rf"|\bwhich {_some}(?:{_VERBS})\b{_closed}"
    rf"|\b(?:{_NOUNS})s? (?:that )?{_some}(?:{_VERBS})\b{_closed}"
    rf"|\b(?:(?:{_NOUNS})s?|(?:this|that|it) (?:is|was|has been|had been)) (?:\w+ )?(?:{_PARTICIPLES}) by\b",
    re.IGNORECASE,
)


def answered(post: Enriched) -> frozenset[str]:
    """The claims of a post, by id, that somebody denies right behind them though the denial is no claim by itself.

    A denial that is a claim is left to ``claims.relate``.
    """
    if not post.claims or not any(word in post.text for word in _WORDS["marks"]):
        return frozenset()
    found: set[str] = set()
    for answer in _answer.finditer(post.text):
        if any(_is_told(claim, answer.span()) for claim in post.claims):
            continue
        before = [(_start(claim), claim) for claim in post.claims if claim.source is not None and claim.denies is None]
        before = [one for one in before if one[0] < answer.start()]
        if before:
            claim = max(before, key=lambda one: (one[0], one[1].claim_id))[1]
            if answer.start() - pairs(claim)[-1][1] <= NEAR:
                found.add(claim.claim_id)
    return frozenset(found)


def _start(claim: Claim) -> int:
    return pairs(claim)[0][0]


def _is_told(claim: Claim, span: tuple[int, int]) -> bool:
    """Whether a claim that denies has its verb in a place of the text."""
    cue = claim.cue_span
    return claim.denies is not None and cue is not None and cue[0] < span[1] and span[0] < cue[1]
