"""Which way a time reads: back, as news does, or forward, as told by the nearest verb."""

from __future__ import annotations

from collections.abc import Sequence

from streams.data.times import Lexicon
from streams.stages.enrich.times.tokens import Token

REACH = 14  # tokens looked at on either side; a clause of news seldom is longer


def reads_forward(
    tokens: Sequence[Token], first: int, last: int, words: Lexicon, sentence: tuple[int, int], *, owned: bool = False
) -> bool | None:
    """True where the nearest cue of the sentence tells of what is to come, False of what has been, None without a cue.

    The cue before the expression decides ("will meet Tuesday", "he would, officials said Tuesday"); without one the
    first after it does ("On Tuesday, parliament will vote"). A possessor is read by what follows alone ("would get
    around Wednesday's ruling"). ``first`` and ``last`` are token indexes (``last`` exclusive), ``sentence`` its span in
    the text. Mood and reported speech are left alone.
    """
    back = None if owned else _first_cue(tokens, range(first - 1, max(first - 1 - REACH, -1), -1), words, sentence)
    cue = back or _first_cue(tokens, range(last, min(last + REACH, len(tokens))), words, sentence)
    lead = tokens[first - 1].low if first else ""
    limited = lead in words.limits or (first > 1 and f"{tokens[first - 2].low} {lead}" in words.limits)
    if limited and (cue is None or tokens[cue[1]].low not in words.lasting):
        return True
    return cue[0] if cue else None


def _first_cue(
    tokens: Sequence[Token], indexes: range, words: Lexicon, sentence: tuple[int, int]
) -> tuple[bool, int] | None:
    """The first cue on this way within the sentence, and where it stands."""
    for at in indexes:
        token = tokens[at]
        if not sentence[0] <= token.start < sentence[1] or token.low == ";":
            return None
        low = token.low
        if low in words.future and token.kind != "MONTH_OR_NAME":
            return True, at
        if low in words.openers and at + 1 < len(tokens) and f"{low} {tokens[at + 1].low}" in words.future:
            return True, at
        if at and tokens[at - 1].low in words.passive:
            continue  # "will be held on Tuesday"
        if indexes.step > 0 and low in words.reporting:
            continue
        if low in words.past or (
            token.kind == "WORD" and low.endswith(words.past_endings) and low not in words.not_past
        ):
            return False, at
    return None
