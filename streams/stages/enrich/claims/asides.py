"""What stands between a verb of saying and what it tells: whom it is told, when, and on which channel."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims.segments import QUOTE, Segment, channel_at
from streams.stages.enrich.claims.verbs import is_verb

_END = frozenset({".", "?", "!"})
_OBJECT_PRONOUNS = frozenset({"him", "her", "them", "me", "us", "you", "it"})
_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "it", "there", "we", "i"})
_OPENS = frozenset({"that", QUOTE, ":", "to", "how", "why", "what", "whether", "of", "not", "about"})
_RECIPIENT_LONGEST = 18
_CHANNEL_WITHIN = 7


def is_end(segment: Segment, index: int) -> bool:
    """Whether an item ends the sentence: past the last, or its closing mark."""
    return index >= len(segment) or (segment.lows[index] in _END and index >= len(segment) - 2)


def skip_adverbials(segment: Segment, index: int) -> int:
    """Past "on Tuesday", "late last night", "in a statement", "at a briefing", "on Telegram": up to the content."""
    words = tables().words
    while index < len(segment):
        low = segment.lows[index]
        if low == "this" and segment.low(index + 1) not in words["times"]:
            return index  # "denied this"
        if low in words["times"] and low not in {"may", "then"}:
            index += 1
        elif low == "local" and index + 1 < len(segment) and segment.lows[index + 1] == "time":
            index += 2
        elif low in words["prepositions"] and low not in {"about", "of", "like"}:
            past = _time_end(segment, index) or _told_on(segment, index)
            if past is None:
                return index
            index = past
        else:
            return index
    return index


def _time_end(segment: Segment, preposition: int) -> int | None:
    """The end of "on Friday", "by 7 p.m."; None where no time follows at once."""
    words = tables().words
    for at in range(preposition + 1, min(preposition + 4, len(segment))):
        low = segment.lows[at]
        if low in words["times"] or low[:1].isdigit():
            return at + 1 + (at + 1 < len(segment) and segment.lows[at + 1][:1].isdigit())
        if low in words["pronouns"]:
            return None
    return None


def _told_on(segment: Segment, preposition: int) -> int | None:
    """The end of "in a phone interview with the BBC"; None where no channel follows in the same phrase."""
    for at in range(preposition + 1, min(preposition + _CHANNEL_WITHIN, len(segment))):
        if channel_at(segment, at):
            return _channel_end(segment, at)
        if segment.lows[at] in {",", QUOTE} or is_verb(segment, at):
            return None
    return None


def _channel_end(segment: Segment, index: int) -> int:
    """Past a channel's words and what belongs to it: "interview with the BBC"."""
    while length := channel_at(segment, index):
        index += length
    if segment.low(index) in {"channel", "page", "account", "app", "post"}:
        index += 1
    if segment.low(index) in {"with", "to", "by", "from", "on"}:
        first = index + 1 + (segment.low(index + 1) in tables().words["determiners"])
        at = first
        while at < len(segment) and segment.capitals[at] and segment.lows[at] != QUOTE:
            at += 1
        index = at if at > first else index
    return _carried(segment, index)


def _carried(segment: Segment, index: int) -> int:
    """Past "carried by the state agency" behind a channel, up to a comma or the end."""
    if segment.low(index) not in tables().relay_participles or segment.low(index + 1) not in {"by", "on", "in"}:
        return index
    for at in range(index + 2, min(index + _RECIPIENT_LONGEST, len(segment))):
        if segment.lows[at] in {",", ";", "that", QUOTE} or is_end(segment, at):
            return at
    return index


def skip_recipient(segment: Segment, index: int) -> int:
    """Past whom it is told: "told reporters", "told the BBC on Tuesday that"; the index itself where nobody is."""
    if index >= len(segment):
        return index
    if segment.lows[index] in _OBJECT_PRONOUNS:
        return index + 1
    limit = min(index + _RECIPIENT_LONGEST, len(segment))
    stop = next((at for at in range(index + 1, limit) if segment.lows[at] in {"that", QUOTE, ",", "."}), None)
    if stop is not None and segment.lows[stop] == "that":
        return stop
    if stop is not None and segment.lows[stop] == "," and (after := _past_places(segment, index, stop)):
        return after
    if segment.lows[index] in {".", ";", ","}:
        return index
    words = tables().words
    for at in range(index + 1, limit):
        low = segment.lows[at]
        if low == "of" and (later := _opened_later(segment, at, limit)):
            return later
        if low in _OPENS or low in {".", ";", ","} or _new_phrase(segment, at):
            return at
        if low in words["times"] or low in words["prepositions"]:
            past = skip_adverbials(segment, at)
            if past > at:
                return past
    return index


def _opened_later(segment: Segment, index: int, limit: int) -> int | None:
    """Where "to" or "that" opens what is told behind "the head of the council"; None where a verb comes first."""
    for at in range(index + 1, limit):
        if segment.lows[at] in {"to", "that"}:
            return at
        if segment.lows[at] in {",", ".", ";", QUOTE} or is_verb(segment, at):
            return None
    return None


def _past_places(segment: Segment, index: int, comma: int) -> int | None:
    """Past "a crowd in Orton, Kent, on Monday" and its commas to "that", where no verb stands between."""
    for at in range(index, min(comma + _RECIPIENT_LONGEST, len(segment))):
        if segment.lows[at] == "that" and at > comma:
            return at
        if segment.lows[at] in {QUOTE, ";", ":"} or is_verb(segment, at):
            return None
    return None


def _has_own_verb(segment: Segment, start: int) -> bool:
    """Whether lower-case words from an item on soon have a verb: they begin a clause."""
    words = tables().words
    if not segment.lows[start].isalpha() or segment.lows[start] in words["prepositions"] | words["times"] | {"and"}:
        return False
    for at in range(start + 1, min(start + _CHANNEL_WITHIN, len(segment))):
        if segment.lows[at] in {",", QUOTE, "that", "to"}:
            return False
        if is_verb(segment, at):
            return True
    return False


def _new_phrase(segment: Segment, at: int) -> bool:
    """Whether another noun phrase begins: "told voters she ...", "told CNN the party ...", "told police Roa ..."."""
    low, previous = segment.lows[at], segment.lows[at - 1]
    words = tables().words
    if low in _SUBJECT_PRONOUNS:
        return True
    if previous in {"and", "'s", ","} or previous in words["prepositions"]:
        return False
    if low in words["determiners"]:
        return low not in {"one", "two", "more", "other"}
    if segment.capitals[at - 1] and not segment.capitals[at]:  # "told Reuters power was back"
        return _has_own_verb(segment, at)
    return segment.capitals[at] and not segment.capitals[at - 1] and previous not in words["determiners"]
