"""Who says it: the noun phrase before a verb of saying."""

from __future__ import annotations

from streams.data.claims import tables
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import is_verb

_DASHES = frozenset({"—", "–", "--", "―"})
_HARD = frozenset({";", ":", "(", ")", "?", "!", "...", "…", QUOTE}) | _DASHES
_FINITE = frozenset(
    {"is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "should", "must"}
)
_STOPS = _HARD | {","}
LONGEST = 45
_INSIDE = frozenset({"before", "after", "or", "so", "even", "as"})  # not always the start of a clause
RELATIVE = frozenset({"who", "which", "that"})
_PARTICIPLES = frozenset(
    {"taken", "held", "written", "made", "seen", "given", "led", "run", "known", "shown", "sent", "drawn"}
)
_NAMES_TOO = frozenset(
    {"day", "week", "night", "noon", "early", "last", "then", "august", "april", "june", "jan", "here"}
)
_ABOUT = frozenset({"about", "nearly", "almost", "more", "less", "over", "around", "roughly", "some", "fewer"})
_OWNED = 2  # items before a noun that somebody owns by name
_OWNERS = frozenset({"his", "her", "their", "its", "my", "our"})
_PARENTHESIS = 6  # items between the commas of ", in the same breath,"
ALONE = frozenset({"he", "she", "they", "we", "i", "it", "you"})

Range = tuple[int, int]


def before(segment: Segment, cue: Cue, floor: int) -> Range | None:
    """The subject of a cue among the items ``[floor, cue.start)``; None where the verb has none of its own."""
    return before_item(segment, cue.start, floor)


def before_item(segment: Segment, verb: int, floor: int) -> Range | None:
    """The subject of the verb group that begins at an item."""
    words = tables().words
    end = _without_adverbials(segment, verb, floor)
    if end <= floor:
        return None
    end = _without_parenthesis(segment, end, floor)
    low = segment.lows[end - 1]
    if low == ",":
        return _with_apposition(segment, end, floor)
    if low in _DASHES:
        opening = next(
            (at for at in range(end - 2, max(floor, end - LONGEST), -1) if segment.lows[at] in _DASHES), None
        )
        return _chunk(segment, opening, floor) if opening is not None else None
    if low in {"who", "which"} or low in ALONE:
        return end - 1, end
    if low == "that" and end - 2 > floor and segment.lows[end - 2].isalpha():  # "cities that support it"
        return end - 1, end
    if low == "that" or low in words["conjunctions"]:
        return None
    return _chunk(segment, end, floor)


def _without_adverbials(segment: Segment, end: int, floor: int) -> int:
    """Back over "on Wednesday", "just this month" between a subject and its verb."""
    at = end
    while at - 1 > floor and (
        is_time(segment, at - 1) or (at < end and segment.lows[at - 1] in tables().words["adverbs"])
    ):
        at -= 1
    if at == end or segment.lows[at - 1].endswith("ed"):  # "a study released last week" keeps its time
        return end
    if at - 1 > floor and segment.lows[at - 1] in tables().words["prepositions"]:
        at -= 1
    return at if segment.lows[at - 1] not in {",", *tables().words["determiners"]} else end


def _without_parenthesis(segment: Segment, end: int, floor: int) -> int:
    """Back over ", however," and ", in turn," between a subject and its verb."""
    if segment.lows[end - 1] != ",":
        return end
    for at in range(end - 2, max(floor, end - 2 - _PARENTHESIS), -1):
        if segment.lows[at] == ",":
            first = segment.lows[at + 1]
            words = tables().words
            single = at == end - 3 and (first in words["openers"] or first in words["adverbs"])
            placed = first in words["prepositions"] and first not in {"of", "like", "including", "by"}
            return at if single or (placed and not any(segment.capitals[at + 1 : end - 1])) else end
    return end


def is_time(segment: Segment, index: int) -> bool:
    low = segment.lows[index]
    if len(low) == 4 and low.isdigit() and low[:2] in {"18", "19", "20"}:
        return segment.low(index - 1) == "in"
    if low in {"may", "march"}:  # Theresa May
        return segment.low(index - 1) in tables().words["prepositions"]
    if segment.capitals[index] and segment.capitals[index - 1] and index and low in _NAMES_TOO:  # Ann Day
        return False
    return low in tables().words["times"]


def _with_apposition(segment: Segment, end: int, floor: int) -> Range | None:
    """ "Graham, 40, a former candidate, told": the name, and all that stands between commas, the last one included."""
    words = tables().words
    best: Range | None = None
    at = end - 2
    while at > floor and end - at < LONGEST and segment.lows[at] not in _HARD:
        if segment.lows[at] == "," and opens_apposition(segment, at) and not _is_clause(segment, at + 1, end - 1):
            head = _chunk(segment, at, floor)
            # "He hit a pupil, a parent, Roa,": the object of a verb is nobody's head
            told = head is not None and head[0] > floor and is_verb(segment, head[0] - 1)
            if head is not None and not told and _can_head(segment, head):
                best = head
            elif best is not None and segment.low(at + 1) not in {"of", "from"}:
                break
        elif best is not None and segment.lows[at] in words["subordinators"] and segment.lows[at] != "as":
            break
        at -= 1
    return (best[0], end) if best is not None else None


def _is_clause(segment: Segment, start: int, end: int) -> bool:
    """Whether words between commas have a verb of their own, and so are no apposition: "the losses would grow"."""
    for at in range(start, end):
        if segment.lows[at] in RELATIVE or segment.lows[at] in {",", "whose", "where", "as"}:
            return False
        if segment.lows[at] in _FINITE:
            return True
    return False


def _can_head(segment: Segment, head: Range) -> bool:
    """Whether a noun phrase can be who an apposition speaks of, not a place or date in a list."""
    low = segment.lows[head[0]]
    named = (
        segment.capitals[head[1] - 1]
        or segment.lows[head[1] - 1] == ")"
        or low in tables().words["determiners"]
        or segment.lows[head[1] - 1].endswith("s")
        or "'s" in segment.lows[head[0] : head[1]]  # Petra's sister
    )
    return named and low not in tables().words["prepositions"] and low not in tables().words["times"]


def opens_apposition(segment: Segment, comma: int) -> bool:
    """Whether what follows a comma can be an apposition: a noun phrase or a relative clause, not an adverbial."""
    low = segment.low(comma + 1)
    words = tables().words
    if (
        low in {"who", "which", "whose", "including", "called", "known", "of", "now"}
        or low in words["determiners"]
        or low[:1].isdigit()
    ):
        return True
    if comma + 1 < len(segment) and segment.capitals[comma + 1]:
        return True
    if low in words["prepositions"] or low in words["openers"] or low in ALONE:
        return False
    return not low.endswith(("ly", "ing"))


def _chunk(segment: Segment, end: int, floor: int) -> Range | None:
    """The noun phrase that ends before ``end``: back to a comma, a conjunction or another verb."""
    words = tables().words
    start = end
    while start > floor and end - start < LONGEST:
        low = segment.lows[start - 1]
        if low == ")":
            opening = next((at for at in range(start - 2, max(floor, start - 12), -1) if segment.lows[at] == "("), None)
            if opening is None:
                break
            start = opening
            continue
        if low in _HARD or low == ",":
            break
        if low in words["subordinators"] and start < end and low not in _INSIDE:
            if low != "than" or segment.low(start - 2) not in {"more", "less", "fewer"}:
                break
            start -= 2  # "more than half of voters"
            continue
        if (
            low in {"after", "before"}
            and start < end
            and _clause_left(segment, start - 1, floor)
            and (segment.capitals[start] or segment.lows[start] in words["determiners"])
        ):
            break  # "Shares fell six percent after the firm"
        if (
            low == "as"
            and start < end
            and (
                segment.lows[start] in words["pronouns"]
                or (segment.capitals[start] and _clause_left(segment, start - 1, floor))
            )
        ):
            break
        if low in {"and", "or"} and start < end and _clause_left(segment, start - 1, floor):
            break
        if start < end and is_verb(segment, start - 1):
            relative = _relative_before(segment, start - 1, floor)
            if relative is None and not _reduced(segment, start - 1, floor):
                break
            start = relative if relative is not None else start - 1
            continue
        start -= 1
    if start - 1 > floor and segment.lows[start - 1] == "," and all(segment.capitals[start:end]):
        town = _town_before(segment, start - 1, floor)
        start = start if town is None else town
    start = _trim(segment, start, end)
    if start + 1 == end and segment.lows[start] in words["auxiliaries"]:
        return None
    return (start, end) if start < end else None


def owner(segment: Segment, noun: int) -> Range | None:
    """Whose a noun is: "the mayor's" (possessive included) or "her" right before it; None where nobody owns it."""
    if segment.low(noun - 1) in _OWNERS:
        return noun - 1, noun
    if noun < _OWNED or segment.lows[noun - 1] not in {"'s", "'"}:
        return None
    end = noun - 1
    start = end
    while start > 0 and end - start < 6 and (segment.capitals[start - 1] or segment.lows[start - 1] in {".", "'s"}):
        start -= 1
    if start == end:
        start = end - 1
        if start > 0 and segment.lows[start - 1] in tables().words["determiners"]:
            start -= 1
    return (start, noun) if start < end else None


def _town_before(segment: Segment, comma: int, floor: int) -> int | None:
    """The start of "a teacher from Aiken" before ", South Carolina" and the verb."""
    at = comma
    while at > floor and segment.capitals[at - 1]:
        at -= 1
    if at == comma or at <= floor or segment.lows[at - 1] not in {"of", "from", "in"}:
        return None
    head = _chunk(segment, comma, floor)
    if head is None or head[0] >= at - 1 or segment.lows[head[0]].endswith("ing"):
        return None
    return head[0]


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


def _reduced(segment: Segment, index: int, floor: int) -> bool:
    """Whether a participle only describes its noun: "a letter obtained by the court", before the verb to come."""
    low = segment.lows[index]
    if (
        index - 1 <= floor
        or segment.lows[index - 1] in tables().words["pronouns"]
        or low in tables().words["auxiliaries"]
    ):
        return False
    verb = tables().verbs.get(low)
    if (
        verb is not None
        and (verb.shape != "past" or verb.frames & {"clause", "recipient"})
        and segment.low(index + 1) != "by"
    ):
        return False
    return low in _PARTICIPLES or (
        low.endswith("ed") and segment.low(index + 1) in tables().words["prepositions"] | tables().words["times"]
    )


def _relative_before(segment: Segment, index: int, floor: int) -> int | None:
    """The start of "who reviewed them" around a verb, when no comma parts it from its noun."""
    for at in range(index - 1, max(floor, index - 8) - 1, -1):
        low = segment.lows[at]
        if low in RELATIVE:
            return (
                at if at > floor and segment.lows[at - 1] not in {",", QUOTE} and not is_verb(segment, at - 1) else None
            )
        if low == "," or low in _HARD:
            return None
    return None


def _trim(segment: Segment, start: int, end: int) -> int:
    """Leave out what opens the clause: conjunctions, adverbs, and "on Tuesday", "in a statement" without a comma."""
    words = tables().words
    if segment.lows[start] in _ABOUT and any(_number(low) for low in segment.lows[start + 1 : start + 3]):
        return start
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


def _number(low: str) -> bool:
    return low[:1].isdigit() or low in tables().words["numbers"]


def _adverb(segment: Segment, index: int) -> bool:
    low = segment.lows[index]
    return (
        low.endswith("ly")
        and len(low) > 4
        and low not in {"only", "family", "italy", "july", "kelly", "sally", "early"}
    )


def clause_subject(segment: Segment, floor: int, limit: int, cues: frozenset[int] = frozenset()) -> Range | None:
    """The first noun phrase of a clause, up to its first verb: whom a participle or a second verb hangs on.

    ``cues`` are items where verbs are known to begin.
    """
    words = tables().words
    start = floor
    while start < limit:
        end = start
        while end < limit and segment.lows[end] not in _STOPS and end not in cues and not is_verb(segment, end):
            if end > start and segment.lows[end] in RELATIVE:
                break
            end += 1
        if end < limit and (end in cues or is_verb(segment, end) or segment.lows[end] == ","):
            opener = segment.low(start)
            adverbial = opener in words["openers"] or opener in words["prepositions"] or _adverb(segment, start)
            adverbial = adverbial or (opener.endswith("ed") and segment.low(start + 1) == "by")  # "Moved by it, ..."
            if not (segment.lows[end] == "," and adverbial) and end > start:
                while end > start + 1 and (segment.lows[end - 1] in words["adverbs"] or _adverb(segment, end - 1)):
                    end -= 1
                begin = _trim(segment, start, end)
                return (begin, end) if begin < end else None
        start = end + 1
    return None
