"""Organisations that the words around tell: "the airline Orla", "Orla, a bank,", "Orla staff", "Orla beat Roma 2-1"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.data.names import tables
from streams.stages.enrich.names import offices, runs
from streams.stages.enrich.words import Words

Told = tuple[int, int, str, str | None]
"""Tokens ``[start, end)`` of a name, its kind, the code of its state."""

_SCORE = re.compile(r"\d{1,3}[-–:]\d{1,3}")
_BEATS = frozenset({"beat", "beats", "defeated", "thrashed", "edged", "hammered", "v", "vs", "overcame", "drew"})
_AFTER_NOUN = frozenset(
    {",", ".", "in", "of", "that", "which", "based", "for", "with", "from", "on", "near", ")", "—", "outside", "owned"}
)
_OF_COMPANIES = frozenset({"chief executive", "ceo", "cfo", "chairman", "chairwoman", "managing director"})
_FURTHER = 5  # tokens of a description after a comma
_LONGEST = 5


def told(words: Words, found: list[runs.Run], taken: bytearray) -> Iterator[Told]:
    """The runs among those not taken that are told to be organisations. People's names are left alone."""
    matches = _matches(words)
    for run in found:
        start, end = run.start, run.end
        while start < end and taken[start]:
            start += 1
        if start >= end or any(taken[start:end]) or end - start > _LONGEST:
            continue
        kind = _kind(words, start, end, matches)
        if kind is not None and not looks_personal(words, start, end):
            yield start, end, *kind


def _kind(words: Words, start: int, end: int, matches: frozenset[int]) -> tuple[str, str | None] | None:
    """What the words around a name tell it to be; null where nothing does."""
    listed = tables().identified.get(runs.text(words, start, end))
    if listed is not None and (end - start > 1 or (words.lows[end : end + 1] and words.lows[end] in tables().says)):
        return listed[0], listed[1]
    if matches and _beside(words, start, end, matches):
        return "club", None
    if (
        runs.state_from(words, start) is not None
        or runs.state_until(words, end) is not None
        or words.lows[end - 1] in tables().region_words
    ):
        return None
    if (kind := _described(words, start, end)) is not None:
        return kind, None
    owned = end + 1 < len(words) and words.lows[end] == "'s"
    office = offices.role_from(words, end + 1) if owned else None
    if office is not None and office[1] in tables().roles_of_bodies:
        return "company" if office[1] in _OF_COMPANIES else "other", None
    if start == 0 or not words.is_word(start - 1):
        return None  # any first word has a capital
    role = offices.role_from(words, end) if end < len(words) and not words.capitals[end] else None
    named_next = role is not None and role[0] < len(words) and words.capitals[role[0]]
    plain = words.forms[start] in tables().not_surnames or words.lows[start] in tables().common
    if role is not None and role[1] in tables().roles_of_bodies and named_next and not plain:
        return "other", None
    return None


def _described(words: Words, start: int, end: int) -> str | None:
    """The kind that a noun beside the name tells: "airline Orla", "the disaster agency, Orla,", "Orla, a brewer"."""
    nouns = tables().nouns
    before = start - 1 - (start > 1 and words.lows[start - 1] == "the" and words.lows[start - 2] == ",")
    comma = before > 0 and words.lows[before] == ","
    before -= comma
    noun_before = before > 0 and not words.capitals[before] and words.lows[before] in tables().descriptors
    if noun_before and (not comma or (words.lows[end : end + 1] == [","] and end - start == 1)):
        return _first_kind(words, before)
    at = end + 1
    if at < len(words) and words.lows[end] == "," and words.lows[at] in {"a", "an", "the"}:
        for noun in range(at + 1, min(at + 1 + _FURTHER, len(words))):
            ends = noun + 1 >= len(words) or words.lows[noun + 1] in _AFTER_NOUN
            if words.lows[noun] in nouns and not words.capitals[noun] and ends:
                return _first_kind(words, noun)
            if not words.is_word(noun) or words.lows[noun] in tables().function_words:
                return None
    return None


def _first_kind(words: Words, noun: int) -> str:
    """The kind of a noun; a news agency is a medium, and so is what has "news" or "state" before its "agency"."""
    kinds = tables().nouns[words.lows[noun]]
    if len(kinds) > 1 and noun and words.lows[noun - 1] in {"news", "television", "radio", "tv", "broadcasting"}:
        return "media"
    order = ("agency", "company", "party", "body", "club", "government", "ministry", "military", "media")
    return next(kind for kind in order if kind in kinds)


def speaks(words: Words, start: int, end: int) -> bool:
    """Whether a word of saying stands after a name, or "according to", "told" before it."""
    if end < len(words) and words.lows[end] in tables().says:
        return True
    before = words.lows[max(0, start - 2) : start]
    return before == ["according", "to"] or before[-1:] in (["told"], ["citing"], ["agency"])


def looks_personal(words: Words, start: int, end: int) -> bool:
    """Whether a run opens like a person's name: an honorific, an office, a given name."""
    first = words.lows[start]
    if first in tables().honorifics or offices.role_from(words, start) is not None:
        return True
    if end - start == 1:
        return first in tables().given or first in tables().family
    return first in tables().given_sure or (first in tables().given and words.lows[end - 1] in tables().family)


def is_of_sport(words: Words) -> bool:
    """Whether a text has a word of sport, as reports of matches have."""
    return not tables().sports_words.isdisjoint(words.lows)


def _matches(words: Words) -> frozenset[int]:
    """Tokens that stand between two sides of a match, in a text that gives a score."""
    if not is_of_sport(words):
        return frozenset()
    if not any(_SCORE.fullmatch(form) for form in words.forms if form[0].isdigit()) and not _has_score(words):
        return frozenset()
    return frozenset(at for at, low in enumerate(words.lows) if low in _BEATS)


def _has_score(words: Words) -> bool:
    """Whether two numbers stand around a dash: a score is three tokens where the dash is one."""
    forms = words.forms
    return any(
        forms[at] in {"-", "–"} and forms[at - 1].isdigit() and forms[at + 1].isdigit()
        for at in range(1, len(forms) - 1)
    )


def _beside(words: Words, start: int, end: int, matches: frozenset[int]) -> bool:
    follows = start - 1 - (words.lows[start - 1] == "the")
    return end in matches or follows in matches
