"""Claims that their own post says somebody denies, in words that are no claim: "…, which the firm denies"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from streams.data.word_tables import load
from streams.records import Enriched
from streams.stages.curate.signature import stems
from streams.stages.enrich.claims import pairs

BEFORE, BEHIND = 90, 40  # characters around its verb in which an answer is looked for
REST = 80  # characters from a verb to the end of its sentence, where who answers may be named
NEAR = 160  # characters between a claim and the answer to it

_WORDS = load("ledger")["answers"]
_VERBS, _PARTICIPLES, _NOUNS = ("|".join(_WORDS[key]) for key in ("verbs", "participles", "nouns"))
_some = r"(?:[\w’'-]+ ){1,5}"  # who denies it
_closed = r"(?=\s*(?:[.,;:!?\"”’)]|$)| (?:as|on|in|and|but|when)\b)"
_verb = re.compile(rf"\b(?:{_VERBS})\b")
_answer = re.compile(
    rf"\b(?:{_VERBS}) (?:this|it|the (?:{_NOUNS})s?){_closed}"
    rf"|\b(?:{_VERBS}) that(?=\s*(?:[.,;:!?\"”’)]|$))"
    rf"|\bwhich {_some}(?:{_VERBS})\b{_closed}"
    rf"|\b(?:{_NOUNS})s? (?:that )?{_some}(?:{_VERBS})\b{_closed}"
    rf"|\b(?:(?:{_NOUNS})s?|(?:this|that|it) (?:is|was|has been|had been)) (?:\w+ )?(?:{_PARTICIPLES}) by\b",
    re.IGNORECASE,
)


Answer = tuple[int, frozenset[str]]
"""Where an answer ends, and its stems."""


def answered(post: Enriched) -> Mapping[str, Answer]:
    """The claims of a post, by id, that somebody denies right behind them though the denial is no claim by itself.

    A denial that is a claim is left to ``claims.relate``.
    """
    if not post.claims:
        return {}
    told = sorted(
        (pairs(claim)[0][0], claim.claim_id, claim) for claim in post.claims
        if claim.source is not None and claim.denies is None
    )  # fmt: skip
    cues = {
        at for claim in post.claims if claim.denies is not None and claim.cue_span for at in range(*claim.cue_span)
    }  # fmt: skip
    found: dict[str, Answer] = {}
    for verb in _verb.finditer(post.text):
        answer = _around(post.text, verb) if verb.start() not in cues else None
        if answer is None:
            continue
        at = bisect_left(told, (answer[0],)) - 1
        if at >= 0 and answer[0] - pairs(told[at][2])[-1][1] <= NEAR:
            stop = post.text.find(".", answer[1])
            end = stop if 0 <= stop - answer[1] <= REST else answer[1]
            found.setdefault(told[at][1], (end, frozenset(stems(post.text[answer[0] : end]))))
    return found


def _around(text: str, verb: re.Match[str]) -> tuple[int, int] | None:
    """The answer that a verb stands in."""
    for answer in _answer.finditer(text, max(verb.start() - BEFORE, 0), verb.end() + BEHIND):
        if answer.start() <= verb.start() < answer.end():
            return answer.span()
    return None
