"""How a claim reached us: its channel, the agency between, its words of doubt, and what it denies."""

from __future__ import annotations

from streams.data.claims import Phrase, tables
from streams.data.outlets import credits
from streams.stages.enrich.claims.drafts import Draft
from streams.stages.enrich.claims.sayers import Sayers
from streams.stages.enrich.claims.segments import Segment
from streams.stages.enrich.words import Words

Span = tuple[int, int]

_BESIDE = 30  # characters from a verb to the agency that is told
_CREDITS = credits()
_AGENCIES = frozenset(name.lower() for name in _CREDITS if " " not in name)
_WORD_LEAST = 4  # letters: shorter words say little about what a claim is about


def _inside(position: int, spans: tuple[Span, ...]) -> bool:
    return any(start <= position < end for start, end in spans)


def _phrase_at(lows: list[str], index: int, phrases: dict[str, tuple[Phrase, ...]]) -> int:
    """Length of the longest listed phrase at an index, or 0."""
    for phrase in phrases.get(lows[index], ()):
        if tuple(lows[index : index + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def channel(segment: Segment, draft: Draft, text: str) -> str | None:
    """The channel told beside the claim: "on Telegram", "in his nightly video address"."""
    channels, openers = tables().channels, tables().channel_openers
    if channels.keys().isdisjoint(segment.lows):
        return None
    opened = -9
    for index, low in enumerate(segment.lows):
        if _inside(segment.starts[index], draft.pieces):
            opened = -9
            continue
        if low in openers or low == "according":
            opened = index
        elif low == "to" and segment.low(index - 1) == "according":
            continue
        elif index - opened <= 6:
            length = _phrase_at(segment.lows, index, channels)
            if length:
                return text[segment.starts[index] : segment.ends[index + length - 1]]
    return None


def agency(segment: Segment, draft: Draft, sayers: Sayers, text: str) -> str | None:
    """The outlet told beside the claim that is not its sayer: "Interfax reported", "told the agency DPA"."""
    for name in sayers.within(segment.starts[0], segment.ends[-1]):
        of_sayer = draft.source is not None and draft.source[0] <= name.start < draft.source[1]
        if name.media and not of_sayer and not _inside(name.start, draft.pieces):
            return name.sayer.name
    return _told_to(segment, draft, text)


def _told_to(segment: Segment, draft: Draft, text: str) -> str | None:
    """An agency that is told something right beside the verb: "disse à Lusa", "told the Lusa news agency"."""
    if draft.cue is None or _AGENCIES.isdisjoint(low.rpartition("'")[2] for low in segment.lows):
        return None
    for low, start, end in zip(segment.lows, segment.starts, segment.ends, strict=True):
        if draft.cue[1] <= start <= draft.cue[1] + _BESIDE and not _inside(start, draft.pieces):
            written = text[end - len(low.rpartition("'")[2]) : end]
            if written in _CREDITS:
                return _CREDITS[written]
    return None


def hedge(words: Words, draft: Draft) -> str | None:
    """Words of doubt in the claim and in its verb, in order, each once."""
    found: list[str] = []
    hedges = tables().hedges
    spans = (*draft.pieces, draft.cue) if draft.cue else draft.pieces
    for start, end in sorted(spans):
        tokens = words.between(start, end)
        if hedges.keys().isdisjoint(words.lows[tokens.start : tokens.stop]):
            continue
        index = tokens.start
        while index < tokens.stop:
            length = _phrase_at(words.lows, index, hedges)
            if length and not (words.lows[index] in {"may", "might"} and words.is_capital(index)):
                written = " ".join(words.lows[index : index + length])
                if written not in found:
                    found.append(written)
                index += length
            else:
                index += 1
    return ", ".join(found) or None


def topic(words: Words, spans: tuple[Span, ...]) -> frozenset[str]:
    """The longer words of a claim, cut to their first five letters: enough to see what it is about."""
    return frozenset(
        words.lows[index][:5]
        for start, end in spans
        for index in words.between(start, end)
        if len(words.lows[index]) >= _WORD_LEAST and words.lows[index] not in tables().words["auxiliaries"]
    )


def negates(words: Words, spans: tuple[Span, ...]) -> bool:
    """Whether a claim says no."""
    negations = tables().words["negations"]
    return any(words.lows[index] in negations for start, end in spans for index in words.between(start, end))
