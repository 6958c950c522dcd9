"""Sentences as rows of items: a quotation of a few words or more is one item, every other token is its own."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from streams.data.claims import tables
from streams.data.names import tables as name_tables
from streams.stages.enrich.words import Words

QUOTE = "“”"
"""What stands for a quotation among the items' lower-case forms."""

_DATELINE_LONGEST = 14  # items
_DASHES = frozenset({"—", "–", "--", "―", "-"})
_TITLE_LONGEST = 30  # items
_TITLE_SMALL = 4  # letters: a word up to them may be small in a heading
_SIGNED_WITHIN = 10
_SIGNED_NEAR = 14  # words of a sayer between a quotation and its verb
_LONGEST = 300
_SHORT = 3  # words: '“green” steel' is told, not said
_ENDS = (".", "!", "?", ",", "…", "—")


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence: parallel lists of lower-case forms, first characters' case, and offsets."""

    lows: list[str]
    capitals: list[bool]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.lows)

    def low(self, index: int) -> str:
        """The form at an index, empty outside."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the items ``[start, end)``."""
        return self.starts[start], self.ends[end - 1]

    def part(self, start: int, end: int) -> Segment:
        """The items ``[start, end)``."""
        cut = slice(start, end)
        return Segment(self.lows[cut], self.capitals[cut], self.starts[cut], self.ends[cut])


def channel_at(segment: Segment, index: int) -> int:
    """How many items name a channel ("news conference") from an index on, 0 for none."""
    for phrase in tables().channels.get(segment.low(index), ()):
        if tuple(segment.lows[index : index + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def cut(words: Words, sentences: tuple[tuple[int, int], ...], quotes: list[tuple[int, int]]) -> list[Segment]:
    """The segments of a text, in order; sentences inside one quotation stay together.

    >>> from streams.stages.enrich.words import split
    >>> text = "“It held. We won,” she said."
    >>> cut(split(text), ((0, 9), (10, 28)), [(0, 18)])[0].lows
    ['“”', 'she', 'said', '.']
    """
    found: list[Segment] = []
    at = 0
    start: int | None = None
    for number, (begin, end) in enumerate(sentences):
        start = begin if start is None else start
        while at < len(quotes) and quotes[at][1] <= end - 1:
            at += 1
        if at < len(quotes) and quotes[at][0] < end < quotes[at][1]:
            continue  # a quotation goes on
        if number + 1 < len(sentences) and _goes_on(words, end, sentences[number + 1]):
            continue
        found += _bounded(_segment(words, start, end, quotes))
        start = None
    if start is not None:
        found += _bounded(_segment(words, start, sentences[-1][1], quotes))
    return [_as_written(_without_dateline(words, segment)) for segment in found]


def _without_dateline(words: Words, segment: Segment) -> Segment:
    """A sentence that opens a line, without "VIGO, May 2 (Finisterra) –" or "VIGO –" before it: nobody says that."""
    if segment.capitals[:1] != [True] or (segment.starts[0] and words.text[segment.starts[0] - 1] != "\n"):
        return segment
    for at in range(1, min(_DATELINE_LONGEST, len(segment) - 1)):
        if segment.lows[at] in _DASHES:
            if segment.lows[at - 1] == ")" or words.text[segment.starts[0] : segment.ends[at - 1]].isupper():
                return segment.part(at + 1, len(segment))
            return segment
    return segment


def _as_written(segment: Segment) -> Segment:
    """A heading In Title Case with its verbs in lower case again, so that they are no names."""
    if len(segment) > _TITLE_LONGEST or sum(segment.capitals) * 2 < len(segment):
        return segment
    if not all(
        capital
        for low, capital in zip(segment.lows, segment.capitals, strict=True)
        if len(low) > _TITLE_SMALL and low.isalpha()
    ):
        return segment
    lowered = _lowered()
    capitals = [
        capital and (at == 0 or low not in lowered)
        for at, (low, capital) in enumerate(zip(segment.lows, segment.capitals, strict=True))
    ]
    return Segment(segment.lows, capitals, segment.starts, segment.ends)


@cache
def _lowered() -> frozenset[str]:
    """Words that are no part of a name in a heading."""
    listed = tables()
    small = ("verbs", "auxiliaries", "adverbs", "prepositions", "pronouns", "determiners", "subordinators")
    return frozenset(listed.verbs).union(*(listed.words[name] for name in small)) - {"may"}


def _bounded(segment: Segment) -> list[Segment]:
    """Pieces of at most ``_LONGEST`` items: more is a list or hostile, and reading costs the square of it."""
    return [segment.part(at, at + _LONGEST) for at in range(0, len(segment), _LONGEST)]


def _goes_on(words: Words, end: int, following: tuple[int, int]) -> bool:
    """Whether a sentence was cut too early: after "Ms.", or between a quotation and "... she asked"."""
    last = words.at(end) - 1
    if "\n" in words.text[end : following[0]] or last < 1:
        return False
    if words.forms[last] == ".":
        return words.lows[last - 1] in name_tables().short_forms
    if words.forms[last] not in {"”", '"', "''", "’"}:
        return False
    verbs = tables().verbs
    if words.forms[words.at(following[0])] in {"―", "—", "–"}:
        return True
    for index in words.between(*following)[:_SIGNED_WITHIN]:
        if words.forms[index] in {"“", '"', "‘"}:
            return False
        verb = verbs.get(words.lows[index])
        if verb is not None and verb.shape in {"past", "s"} and verb.frames & {"clause", "quote", "recipient"}:
            stopped = words.forms[last - 1] == "."  # a full stop inside: only "Roa said." can sign it
            if words.forms[index + 1 : index + 2] == [","]:
                return words.forms[index + 2 : index + 3] not in (["“"], ['"'], ["‘"])
            return not stopped or words.forms[index + 1 : index + 2] in (["."], [])
    return False


def _segment(words: Words, start: int, end: int, quotes: list[tuple[int, int]]) -> Segment:
    near = quotes[bisect_left(quotes, (start, start)) : bisect_left(quotes, (end, end))]
    inside = [(a, b) for a, b in near if said(words, a, b)]
    tokens = words.between(start, end)
    if not inside:
        cut = slice(tokens.start, tokens.stop)
        return Segment(words.lows[cut], words.capitals[cut], words.starts[cut], words.ends[cut])
    lows: list[str] = []
    capitals: list[bool] = []
    starts: list[int] = []
    ends: list[int] = []
    index = tokens.start
    following = 0
    while index < tokens.stop:
        if following < len(inside) and words.starts[index] >= inside[following][0]:
            a, b = inside[following]
            following += 1
            lows.append(QUOTE)
            capitals.append(True)
            starts.append(a)
            ends.append(b)
            while index < tokens.stop and words.starts[index] < b:
                index += 1
            index += _signed(words, index, tokens.stop)
            continue
        lows.append(words.lows[index])
        capitals.append(words.is_capital(index))
        starts.append(words.starts[index])
        ends.append(words.ends[index])
        index += 1
    return Segment(lows, capitals, starts, ends)


def _signed(words: Words, comma: int, stop: int) -> bool:
    """Whether a comma behind a quotation's mark only parts it from who says it: "“It held”, said Ana Roa"."""
    if words.lows[comma : comma + 1] != [","] or comma + 1 >= stop:
        return False
    for at in range(comma + 1, min(stop, comma + 1 + _SIGNED_NEAR)):
        verb = tables().verbs.get(words.lows[at])
        if verb is not None and verb.shape in {"past", "s"} and verb.frames & {"quote", "clause", "recipient"}:
            return not words.is_capital(at)
        inside = words.is_word(at) or (words.lows[at] == "," and at > comma + 1)
        if not inside or words.lows[at] in {"and", "but", "which", "that"}:
            return False
    return False


def said(words: Words, start: int, end: int) -> bool:
    """Whether a quotation is speech, not a word held at arm's length: a few words, or closed like a sentence."""
    tokens = words.between(start, end)
    count = sum(1 for index in tokens if words.is_word(index))
    return count > _SHORT or (count > 0 and words.text[start:end].rstrip("”\"'’»").endswith(_ENDS))
