"""What is said: the items that a verb opens, or that end before "..., she said"."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims import subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.segments import QUOTE, Segment, channel_at

Range = tuple[int, int]

_END = frozenset({".", "?", "!"})
_LONGEST = 400
_DASHES = frozenset({"—", "–", "--", "―"})
_CONTRASTS = frozenset({"but", "while", "though", "although", "whereas", "and"})


def is_end(segment: Segment, index: int) -> bool:
    """Whether an item ends the sentence: past the last, or its closing mark."""
    return index >= len(segment) or (segment.lows[index] in _END and index >= len(segment) - 2)


def skip_adverbials(segment: Segment, index: int) -> int:
    """Past "on Tuesday", "late last night", "in a statement", "at a briefing in Oslo", "on Telegram": up to the content."""
    words = tables().words
    count = len(segment)
    while index < count:
        low = segment.lows[index]
        if low in words["times"] and low not in {"may", "then"}:
            index += 1
            continue
        if low in words["prepositions"] and low not in {"about", "of", "like"}:
            limit = min(index + 7, count)
            timed = next(
                (
                    at
                    for at in range(index + 1, min(index + 4, limit))
                    if segment.lows[at] in words["times"] or segment.lows[at][:1].isdigit()
                ),
                None,
            )
            told = next((at for at in range(index + 1, limit) if channel_at(segment, at)), None)
            if timed is not None and all(segment.lows[at] not in words["pronouns"] for at in range(index + 1, timed)):
                index = timed + 1
                continue
            if told is not None and not any(
                subjects.is_verb(segment, at) or segment.lows[at] in {",", QUOTE} for at in range(index + 1, told)
            ):
                index = _channel_end(segment, told)
                continue
        return index
    return index


def _channel_end(segment: Segment, index: int) -> int:
    """Past a channel's words and what belongs to it: "interview with the BBC on Monday"."""
    words = tables().words
    count = len(segment)
    while index < count and (length := channel_at(segment, index)):
        index += length
    if index + 1 < count and segment.lows[index] in {"channel", "page", "account", "app", "post"}:
        index += 1
    if index + 1 < count and segment.lows[index] in {"with", "to", "by", "from"}:
        at = index + 1
        if segment.low(at) in words["determiners"]:
            at += 1
        while at < count and segment.capitals[at] and segment.lows[at] != QUOTE:
            at += 1
        index = at if at > index + 1 else index
    return index


def skip_recipient(segment: Segment, index: int) -> int:
    """Past whom it is told: "told reporters", "told the BBC on Tuesday that"."""
    words = tables().words
    count = len(segment)
    if index >= count:
        return index
    if segment.lows[index] in {"him", "her", "them", "me", "us", "you", "it"}:
        return index + 1
    that = next(
        (at for at in range(index + 1, min(index + 14, count)) if segment.lows[at] in {"that", QUOTE, ",", "."}), None
    )
    if that is not None and segment.lows[that] == "that":
        return that
    at = index
    limit = min(index + 14, count)
    while at < limit:
        low = segment.lows[at]
        if low in {"that", QUOTE, ":", "to", "how", "why", "what", "whether", "of", "not"} and at > index:
            return at
        if low in {".", ";", ","}:
            return at
        fresh = low in {"he", "she", "they", "it", "there", "we", "i"} or (
            low in words["determiners"]
            and segment.lows[at - 1] not in {"and", "'s"}
            and segment.lows[at - 1] not in words["prepositions"]
        )
        if at > index and fresh and low not in {"one", "two", "more", "other"}:
            return at
        if low in words["times"] and at > index:
            return skip_adverbials(segment, at)
        if low in words["prepositions"] and at > index:
            past = skip_adverbials(segment, at)
            if past > at:
                return past
        if (
            at > index
            and segment.capitals[at]
            and not segment.capitals[at - 1]
            and segment.lows[at - 1] not in words["determiners"]
            and segment.lows[at - 1] not in words["prepositions"]
            and segment.lows[at - 1] not in {"and", "'s", ","}
        ):
            return at
        at += 1
    return index


def clause(segment: Segment, start: int, cues: list[Cue]) -> int:
    """The end of a told clause: the sentence's, or where another sayer's words or the writer's own begin."""
    count = min(len(segment), start + _LONGEST)
    at = start
    opened = {cue.start: cue for cue in cues if cue.start > start}
    while at < count:
        low = segment.lows[at]
        if is_end(segment, at) or low == ";":
            return at
        if low == "," and at > start:
            following = segment.low(at + 1)
            if following == "according" or (at + 1 in opened and opened[at + 1].participle):
                return at
            if following in {"who", "which"} and not _closed(segment, at + 1):
                return at
            if following in _CONTRASTS and _turns(segment, at + 2, cues, need_subject=following == "and"):
                return at
            if following in _CONTRASTS and at + 2 in opened and not opened[at + 2].participle:
                return at
        if low in {"and", "but"} and at > start:
            cue = opened.get(at + 1)
            if cue is not None and "clause" in cue.verb.frames and cue.verb.shape != "ing" and not cue.verb.doubtful:
                return at
            if (
                cue is None
                and (segment.capitals[at + 1 : at + 2] == [True])
                and _turns(segment, at + 1, cues, need_subject=True)
            ):
                return at
        if low in _DASHES and segment.low(at + 1) in _CONTRASTS and _turns(segment, at + 2, cues, need_subject=True):
            return at
        if low in {"while", "although", "though"} and at > start and _turns(segment, at + 1, cues, need_subject=True):
            return at
        at += 1
    return count


def _closed(segment: Segment, index: int) -> bool:
    """Whether a relative clause is closed by a comma and the told clause goes on with its verb."""
    for at in range(index + 1, min(index + 25, len(segment) - 1)):
        if segment.lows[at] == ",":
            return subjects.is_verb(segment, at + 1)
    return False


def _turns(segment: Segment, index: int, cues: list[Cue], need_subject: bool) -> bool:
    """Whether a clause that begins here tells another's words: a subject, and soon a verb of saying."""
    for cue in cues:
        if cue.start <= index:
            continue
        if cue.start > index + 9:
            return False
        if "clause" not in cue.verb.frames or cue.verb.shape == "ing":
            continue
        found = subjects.before(segment, cue, index)
        return found is not None and (found[0] <= index + 1)
    return False


def noun_phrase(segment: Segment, start: int) -> int:
    """The end of what is praised, rejected or called for."""
    words = tables().words
    count = min(len(segment), start + _LONGEST)
    at = start
    while at < count:
        low = segment.lows[at]
        if is_end(segment, at) or low == ";" or low == ":":
            return at
        if at > start and low == ",":
            return at
        if at > start and low in words["object_stops"]:
            return at
        if (
            at > start + 1
            and low in {"and"}
            and at + 1 < count
            and (
                subjects.is_verb(segment, at + 1)
                or (
                    segment.low(at + 1) in tables().verbs
                    and tables().verbs[segment.low(at + 1)].shape in {"s", "past"}
                    and not segment.capitals[at + 1]
                )
            )
        ):
            return at
        if at > start and low in {"in", "on", "at"} and skip_adverbials(segment, at) > at:
            return at
        at += 1
    return count
