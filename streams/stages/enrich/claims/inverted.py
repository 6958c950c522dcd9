"""Who says it where the order is turned: "said Ana Roa, the mayor", "according to the mayor, ..."."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims.segments import QUOTE, Segment, channel_at
from streams.stages.enrich.claims.subjects import LONGEST, RELATIVE, is_time, opens_apposition
from streams.stages.enrich.claims.verbs import is_verb

Range = tuple[int, int]

_STOPS = frozenset({".", ";", ":", "?", "!", QUOTE, "—", "–", "--", "―"})
_PLACED = frozenset({"in", "on", "at", "during", "via", "to", "after", "before", "amid", "following", "through"})
_COMMAS = 2  # "Ana Roa, 40, the mayor" is one sayer; a third comma opens something else


def after(segment: Segment, start: int) -> Range | None:
    """The sayer that begins at an item, with its apposition and the comma that closes it.

    "said Ana Roa, the mayor, in a letter" gives "Ana Roa, the mayor,".
    """
    end, commas = start, 0
    while end < len(segment) and end - start < LONGEST:
        if segment.lows[end] == ",":
            if not _continues(segment, end, commas):
                break
            commas += 1
        elif _stops(segment, start, end, commas):
            break
        end += 1
    while end > start and segment.lows[end - 1] in {",", "and", "but", "last", "late", "early"}:
        end -= 1
    if end == start:
        return None
    return start, end + (commas > 0 and segment.low(end) == ",")


def _continues(segment: Segment, comma: int, commas: int) -> bool:
    """Whether an apposition follows a comma, not a quotation or a clause of its own."""
    if commas >= _COMMAS or segment.low(comma + 1) == QUOTE or not opens_apposition(segment, comma):
        return False
    return bool(commas) or not _new_clause(segment, comma + 1)


def _stops(segment: Segment, start: int, at: int, commas: int) -> bool:
    """Whether the sayer ends before an item."""
    low = segment.lows[at]
    words = tables().words
    if low in _STOPS:
        return not _dots_initial(segment, start, at)
    if low in words["subordinators"]:
        return not (commas and low in {"that", "as", "where"})
    if at == start:
        return False
    if low not in _PLACED:
        return low in words["days"]
    following = segment.low(at + 1)
    if low == "to" and at + 1 < len(segment) and segment.capitals[at + 1]:  # the Alliance to Reclaim Our Schools
        return False
    if low == "in" and following[:1].isdigit() and segment.lows[at - 1][:1].isdigit():  # 6 in 10 voters
        return False
    if any(is_time(segment, near) or channel_at(segment, near) for near in range(at + 1, min(at + 4, len(segment)))):
        return True
    # "a source in the room", but "said Roa in the town"
    return not commas and (segment.lows[start] not in words["determiners"] or segment.capitals[at - 1])


def _dots_initial(segment: Segment, start: int, at: int) -> bool:
    """Whether a full stop only shortens a word: "Rep. Ana Roa"."""
    if segment.lows[at] != "." or not start < at < len(segment) - 1:
        return False
    touches = segment.ends[at - 1] == segment.starts[at] and len(segment.lows[at - 1]) < 5
    return touches and segment.capitals[at - 1] and segment.capitals[at + 1]


def leading(segment: Segment, start: int) -> Range | None:
    """The source of "According to the mayor, ...": up to the comma, past an apposition without a verb."""
    found = after(segment, start)
    if found is None:
        return None
    comma = next((at for at in range(start, found[1]) if segment.lows[at] == ","), None)
    if comma is None:
        return found
    inside = segment.lows[comma + 1 : found[1] - 1]
    closed = segment.lows[found[1] - 1] == "," and not any(low in tables().verbs for low in inside)
    return found if closed and inside[:1] and inside[0] in tables().words["determiners"] else (start, comma)


def _new_clause(segment: Segment, index: int) -> bool:
    """Whether a subject and its verb begin here, not an apposition."""
    if segment.low(index) in {"who", "which", "whose"}:
        return False
    for at in range(index, min(index + 12, len(segment))):
        low = segment.lows[at]
        if low in {",", ".", ";", QUOTE} or low in RELATIVE:
            return False
        if is_verb(segment, at):
            return True
    return False
