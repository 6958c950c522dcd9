"""Posts flattened into one paragraph, as summaries of feeds have them: cut at the times or bullets between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from streams.stages.parse.clocks import Clock, around_midnight, clock, is_newest_first

LENGTH_MIN: Final = 80
STAMPS_MIN: Final = 2
WORDS_MIN: Final = 4  # between two times: where more than one post in so many has fewer, it is a timetable
SHORT_MAX: Final = 4
ITEMS_MIN: Final = 3  # between bullets, bars or pluses: two may be a title and its outlet
LINE_MAX: Final = 200_000
WINDOW: Final = 80  # of a line, in which a time is read

# Only what may start a post: a time with minutes or am and pm, or an age, at the start of a word.
_stamp: Final = re.compile(
    r"(?<!\S)[\[(]?(?:\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?"
    r"|\d{1,3} ?(?:h|hrs?|hours?|m|mins?|minutes?) ago\b)",
    re.IGNORECASE,
)
_separator: Final = re.compile(r" [•●▪·|] | \+{3} ")
_figures: Final = re.compile(r"\d{1,4}")
_ENDS: Final = (".", "!", "?", "…", "|", "•", "·", "–", "—", "/", "+++", ".”", '."', "*", ";")
# Words that lead on to a time inside a sentence.
_LEADS_ON: Final = frozenset({
    "at", "by", "from", "to", "until", "till", "since", "around", "about", "before", "after", "and", "or", "of", "the",
    "on", "between", "past", "nearly", "only", "than", "um", "bis", "ab", "gegen", "von", "seit", "kurz", "nach", "vor",
    "und", "oder", "zwischen",
})  # fmt: skip


class Stamp(NamedTuple):
    """A time inside a line."""

    place: int
    clock: Clock
    ended: bool  # whether it stands at the start, or behind the end of a sentence
    shape: str  # how it is written and set off, figures apart


def unflattened(line: str) -> list[str]:
    """The posts of a line that holds several, each from its time on; the line itself where it holds one.

    >>> unflattened("10:05: The bridge is shut, the city said. 09:40: The river board told the lower town to leave. "
    ...             "09:10: Rain goes on, and more is to come.")[1]
    '09:40: The river board told the lower town to leave.'

    A time inside a sentence cuts nothing. Those that cut are written and set off alike, stand in order, have a few
    words to themselves, and each follows the end of a sentence or is one of several. Without times, bullets and bars
    cut.
    """
    if len(line) < LENGTH_MIN or len(line) > LINE_MAX:
        return [line]
    stamps = _stamps(line)
    if not stamps:
        items = [item for each in _separator.split(line) if (item := each.strip())]
        return items if len(items) >= ITEMS_MIN and all(item.count(" ") + 1 >= WORDS_MIN for item in items) else [line]
    shape = Counter(stamp.shape for stamp in stamps).most_common(1)[0][0]
    stamps = [stamp for stamp in stamps if stamp.shape == shape]
    enough = STAMPS_MIN if all(stamp.ended for stamp in stamps) else STAMPS_MIN + 1
    if len(stamps) < enough or not _in_order([stamp.clock for stamp in stamps]):
        return [line]
    edges = [*(stamp.place for stamp in stamps), len(line)]
    if SHORT_MAX * sum(line.count(" ", a, b) < WORDS_MIN for a, b in pairwise(edges)) > len(stamps):
        return [line]
    parts = [line[: edges[0]], *(line[a:b] for a, b in pairwise(edges))]
    return [part for each in parts if (part := each.strip(" |•·/"))]


def _stamps(line: str) -> list[Stamp]:
    """The times of a line behind which a post may start."""
    found = []
    for match in _stamp.finditer(line):
        start = match.start()
        before = line[max(start - 24, 0) : start].rstrip()
        if before.rpartition(" ")[2].lower() in _LEADS_ON:
            continue
        time = clock(line[start : start + WINDOW])
        if time is not None and time.of_play is None and time.rest:
            shape = _figures.sub("0", match[0]) + line[match.end() : match.end() + 2].strip()[:1]
            shape = "".join(char for char in shape if not char.isalnum() or char == "0")
            found.append(Stamp(start, time, not before or before.endswith(_ENDS), shape))
    return found


def _in_order(clocks: Sequence[Clock]) -> bool:
    """Whether times only go down or only go up, over midnights the shorter way round."""
    sign = -1 if is_newest_first(clocks) else 1
    if any(each.ago is not None for each in clocks):
        ages = [each.ago for each in clocks if each.ago is not None]
        return len(ages) == len(clocks) and all(a <= b if sign < 0 else a >= b for a, b in pairwise(ages))
    return all(sign * around_midnight(b.minute_of_day - a.minute_of_day) >= 0 for a, b in pairwise(clocks))
