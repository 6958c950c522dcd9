"""Who says it: the words before a verb, or after it where the order is turned."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.segments import QUOTE, Segment

_HARD = frozenset({";", ":", "—", "–", "--", "(", ")", "?", "!", "...", "…", QUOTE})
_LONGEST = 45
_RELATIVE = frozenset({"who", "which", "that"})
_ALONE = frozenset({"he", "she", "they", "we", "i", "it", "you"})

Range = tuple[int, int]


def is_verb(segment: Segment, index: int) -> bool:
    """Whether an item is (part of) a finite verb, by its form and the word before."""
    low = segment.lows[index]
    words = tables().words
    if segment.capitals[index]:
        return False
    if low in words["verbs"]:
        return True
    before = segment.low(index - 1)
    if before in words["determiners"] or before == "'s":
        return False
    verb = tables().verbs.get(low)
    if verb is not None and not verb.doubtful and verb.shape in {"s", "past"}:
        return True
    return len(low) > 4 and low.endswith("ed") and low not in words["not_past"] and before not in words["prepositions"]


def before(segment: Segment, cue: Cue, floor: int) -> Range | None:
    """The subject of a cue among the items ``[floor, cue.start)``."""
    end = cue.start
    if end <= floor:
        return None
    low = segment.lows[end - 1]
    if low == ",":
        return _with_apposition(segment, end, floor)
    if low in {"who", "which"} or low in _ALONE:
        return end - 1, end
    if low == "that":
        return None
    return _chunk(segment, end, floor)


def _with_apposition(segment: Segment, end: int, floor: int) -> Range | None:
    """ "Graham, a former candidate, told": the name, and what stands between commas, the comma included."""
    at = end - 2
    commas = 0
    while at > floor and end - at < _LONGEST and segment.lows[at] not in _HARD:
        if segment.lows[at] == ",":
            commas += 1
            if _heads(segment, at):
                head = _chunk(segment, at, floor)
                if head is not None and (
                    segment.capitals[head[1] - 1] or segment.lows[head[0]] in tables().words["determiners"]
                ):
                    return head[0], end
        at -= 1
    if commas == 0:
        return None
    return None


def _heads(segment: Segment, comma: int) -> bool:
    """Whether what follows a comma can be an apposition: a noun phrase or a relative clause, not an adverbial."""
    low = segment.low(comma + 1)
    words = tables().words
    if low in {"who", "which", "whose"} or low in words["determiners"] or low[:1].isdigit():
        return True
    if comma + 1 < len(segment) and segment.capitals[comma + 1]:
        return True
    return (
        low not in words["prepositions"]
        and low not in words["openers"]
        and not low.endswith("ly")
        and low not in _ALONE
    )


def _chunk(segment: Segment, end: int, floor: int) -> Range | None:
    """The noun phrase that ends before ``end``: back to a comma, a conjunction or another verb."""
    words = tables().words
    start = end
    while start > floor and end - start < _LONGEST:
        low = segment.lows[start - 1]
        if low in _HARD or low == ",":
            break
        if low in words["subordinators"] and start < end and low not in {"before", "after", "or", "so", "even", "as"}:
            if low != "that" or not _noun_before(segment, start - 1):
                break
        if low == "as" and segment.low(start) in words["pronouns"]:
            break
        if low in {"and", "or"} and start < end and _clause_left(segment, start - 1, floor):
            break
        if start < end and is_verb(segment, start - 1):
            relative = _relative_before(segment, start - 1, floor)
            if relative is None:
                break
            start = relative
            continue
        start -= 1
    start = _trim(segment, start, end)
    return (start, end) if start < end else None


def _noun_before(segment: Segment, index: int) -> bool:
    return False


def _clause_left(segment: Segment, index: int, floor: int) -> bool:
    """Whether a verb stands on the left of a conjunction in the same clause: it joins clauses, not names."""
    at = index - 1
    while at >= floor and index - at < 25:
        if segment.lows[at] in _HARD:
            return False
        if is_verb(segment, at):
            return True
        at -= 1
    return segment.low(index - 1) == ","


def _relative_before(segment: Segment, index: int, floor: int) -> int | None:
    """The start of "who reviewed them" around a verb, when no comma parts it from its noun."""
    for at in range(index - 1, max(floor, index - 8) - 1, -1):
        low = segment.lows[at]
        if low in _RELATIVE:
            return (
                at if at > floor and segment.lows[at - 1] not in {",", QUOTE} and not is_verb(segment, at - 1) else None
            )
        if low == "," or low in _HARD:
            return None
    return None


def _trim(segment: Segment, start: int, end: int) -> int:
    """Leave out what opens the clause: conjunctions, adverbs, and "on Tuesday", "in a statement" without a comma."""
    words = tables().words
    while start < end - 1 and (
        segment.lows[start] in words["openers"]
        or segment.lows[start] in words["conjunctions"]
        or _adverb(segment, start)
    ):
        start += 1
    if segment.lows[start] in words["prepositions"] and start < end - 1:
        if segment.lows[end - 1] in words["pronouns"]:
            return end - 1
        for at in range(start + 2, end):
            previous = segment.lows[at - 1]
            fresh = (
                segment.lows[at] in words["determiners"]
                or segment.capitals[at]
                or segment.lows[at] in words["pronouns"]
            )
            if fresh and previous not in words["prepositions"] and previous not in words["determiners"]:
                if segment.capitals[at - 1] and previous not in words["times"]:
                    continue
                if previous in {"'s", "and"}:
                    continue
                return at
    return start


def _adverb(segment: Segment, index: int) -> bool:
    low = segment.lows[index]
    return (
        low.endswith("ly")
        and len(low) > 4
        and low not in {"only", "family", "italy", "july", "kelly", "sally", "early"}
    )


def after(segment: Segment, start: int) -> Range | None:
    """The subject that follows its verb: "said Ana Roa, the mayor, in a letter" gives the name and its apposition."""
    words = tables().words
    count = len(segment)
    end = start
    commas = 0
    while end < count and end - start < _LONGEST:
        low = segment.lows[end]
        if low in {".", ";", ":", "?", "!", QUOTE, "—", "–", "--"}:
            if (
                low == "."
                and end + 1 < count
                and end > start
                and segment.ends[end - 1] == segment.starts[end]
                and len(segment.lows[end - 1]) < 5
                and segment.capitals[end - 1]
                and segment.capitals[end + 1]
            ):
                end += 1
                continue
            break
        if low == ",":
            if commas == 1 and not _heads(segment, end):
                break
            if not _heads(segment, end) or segment.low(end + 1) in _ALONE:
                break
            if commas >= 2:
                break
            commas += 1
        elif low in words["subordinators"] and not (commas and low in {"that", "as", "where"}):
            break
        elif (
            low in {"in", "on", "at", "during", "via", "to", "after", "before", "amid", "following", "through"}
            and end > start
        ):
            following = segment.lows[end + 1 : end + 4]
            if (
                not commas
                or any(word in words["times"] for word in following)
                or any(word in tables().channels for word in following)
            ):
                break
        elif (
            low in words["times"] and end > start and low not in {"this", "may", "early", "day", "last", "year", "week"}
        ):
            break
        end += 1
    while end > start and segment.lows[end - 1] in {",", "and", "but", "last", "late", "early"}:
        end -= 1
    if end > start and end < count and segment.lows[end] == "," and commas:
        end += 1
    return (start, end) if end > start else None


def clause_subject(segment: Segment, floor: int, limit: int) -> Range | None:
    """The first noun phrase of a clause, up to its first verb: whom a participle or a second verb hangs on."""
    words = tables().words
    start = floor
    while start < limit:
        end = start
        while end < limit and segment.lows[end] not in _HARD and segment.lows[end] != "," and not is_verb(segment, end):
            if end > start and segment.lows[end] in _RELATIVE:
                break
            end += 1
        if end < limit and (is_verb(segment, end) or segment.lows[end] == ","):
            opener = segment.low(start)
            adverbial = opener in words["prepositions"] or opener in words["subordinators"] and opener != "that"
            if not (segment.lows[end] == "," and adverbial) and end > start:
                while end > start + 1 and (segment.lows[end - 1] in words["adverbs"] or _adverb(segment, end - 1)):
                    end -= 1
                begin = _trim(segment, start, end)
                return (begin, end) if begin < end else None
        start = end + 1
    return None
