"""What is said stands first: "..., she said", "..., according to the mayor", "“...” — Ana Roa"."""

from __future__ import annotations

from collections.abc import Callable

from streams.data.claims import tables
from streams.stages.enrich.claims import asides, contents, following, inverted, subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.drafts import Draft, Range, Sentence
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import is_verb

Read = Callable[[Segment, int], list[Draft]]

_DASHES = frozenset({"—", "–", "--", "―"})
_AS_WITHIN = 14  # items of "as many experts, Roa among them, have said"
_SHORTEST_TOLD = 3  # items
_LABEL_LONGEST = 12  # items of "Shopkeeper Ana Roa, who lives opposite"
_BEFORE_REPORTED = frozenset({"first", "earlier", "previously"})
_TELLING = frozenset({"clause", "quote", "recipient"})


def dashed(sentence: Sentence) -> bool:
    """ "“...” — Ana Roa": a quotation signed after a dash."""
    segment = sentence.segment
    if len(segment) < 3 or segment.lows[0] != QUOTE or segment.lows[1] not in _DASHES:
        return False
    end = len(segment) - (segment.lows[-1] == ".")
    if not 2 < end <= 10 or not all(
        segment.capitals[at] or segment.lows[at] in {",", ".", "of"} for at in range(2, end)
    ):
        return False
    sentence.draft_by([(0, 1)], (2, end), (1, 2), quoted=True)
    return True


def titled(sentence: Sentence) -> bool:
    """ "ROA: We will rebuild." and "Roa: “We will rebuild”": a name and a colon."""
    segment = sentence.segment
    colon = next((at for at in range(min(6, len(segment))) if segment.lows[at] == ":"), 0)
    begin = 1 if segment.lows[0] in {'"', "“"} else 0
    if colon <= begin or colon + 3 > len(segment) or not all(segment.capitals[begin:colon]):
        return False
    named = segment.span(begin, colon)
    if (
        segment.lows[colon + 1] != QUOTE
        and not sentence.tests.is_shouted(named)
        and not (segment.capitals[colon + 1] and sentence.tests.opens_line(named))
    ):
        return False
    quoted = segment.lows[colon + 1] == QUOTE
    end = colon + 2 if quoted else len(segment)
    sentence.draft_by([(colon + 1, end)], (begin, colon), (colon, colon + 1), quoted)
    return True


def labelled(sentence: Sentence) -> bool:
    """ "Shopkeeper Ana Roa: “They were polite.”": whoever is named before a colon, where no verb tells it."""
    segment = sentence.segment
    colon = next((at for at in range(1, min(_LABEL_LONGEST, len(segment) - 1)) if segment.lows[at] == ":"), 0)
    if not colon or segment.lows[colon + 1] != QUOTE:
        return False
    known = tables().official | tables().unnamed  # "A spokesman: “...”"
    if not segment.capitals[colon - 1] and known.isdisjoint(segment.lows[:colon]):
        return False
    if any(is_verb(segment, at) or segment.lows[at] == QUOTE for at in range(colon)):
        return False
    if sentence.cues and sentence.cues[0].start < colon:
        return False  # "Said Roa: ..."
    end = next((at for at in range(colon + 1, len(segment)) if segment.lows[at] not in {QUOTE, ".", ","}), len(segment))
    if end < len(segment):
        return False
    pieces = [(at, at + 1) for at in range(colon + 1, end) if segment.lows[at] == QUOTE]
    sentence.draft_by(pieces, (0, colon), (colon, colon + 1), quoted=True)
    return True


def in_view(sentence: Sentence) -> bool:
    """ "For Ana Roa, it was “a sad day”": a quotation in the view of somebody, where no verb tells it."""
    segment = sentence.segment
    if segment.lows[0] not in {"for", "to"} or QUOTE not in segment.lows or sentence.cues:
        return False
    comma = next((at for at in range(2, min(_LABEL_LONGEST, len(segment) - 1)) if segment.lows[at] == ","), 0)
    if not comma or not segment.capitals[comma - 1] or any(is_verb(segment, at) for at in range(comma)):
        return False
    end = len(segment) - (segment.lows[-1] == ".")
    if end <= comma + 1:
        return False
    sentence.draft_by([(comma + 1, end)], (1, comma), (0, 1), quoted=segment.lows[comma + 1] == QUOTE)
    return True


def trailing(sentence: Sentence, read: Read) -> bool:
    """ "..., she said." or "“...,” said Ana Roa in a letter. “...”"."""
    for cue in reversed(sentence.cues):
        if not cue.verb.frames & _TELLING or cue.passive or cue.participle:
            continue
        if following.is_unnamed(sentence.segment, cue):
            continue
        source = subjects.before(sentence.segment, cue, 0)
        if source is not None and sentence.segment.lows[slice(*source)] == ["as"]:  # ", as earlier reported,"
            continue
        if source is not None and source[0] > 0:
            direct = _signs(sentence, source[0] - 1) and not _opens_quotation(sentence, cue)
            if (
                direct
                or (_follows_content(sentence, source[0]) and _nothing_after(sentence, cue))
                or _interrupts(sentence, cue, source[0])
            ):
                return _take(sentence, cue, source, source[0], cue.end, read)
        elif (
            source is None
            and 0 < cue.start == cue.at
            and cue.verb.shape in {"s", "past"}
            and _follows_content(sentence, cue.start)
        ):
            source = inverted.after(sentence.segment, cue.end)
            if source is None or _has_verb(sentence, source):
                continue
            source = _without_claim(sentence, source)
            if _signs(sentence, cue.start - 1) or _tail(sentence, source[1]):
                return _take(sentence, cue, source, cue.start, source[1], read)
    return False


def _without_claim(sentence: Sentence, source: Range) -> Range:
    """ "said Roa, who added that ...": the sayer ends where its relative clause tells something of its own."""
    for cue in sentence.cues:
        inside = source[0] + 1 < cue.start < source[1] and "clause" in cue.verb.frames and not cue.participle
        if inside and sentence.segment.lows[cue.start - 2 : cue.start] == [",", "who"]:
            return source[0], cue.start - 1
    return source


def _has_verb(sentence: Sentence, source: Range) -> bool:
    """Whether a verb stands in a sayer before any relative clause: then it is a clause, not a sayer."""
    for at in range(*source):
        if sentence.segment.lows[at] in {"who", "which", "that", "whose", ",", "("}:
            return False
        if is_verb(sentence.segment, at):
            low, behind = sentence.segment.lows[at], sentence.segment.low(at + 1)
            return not (low.endswith("ed") and behind in tables().words["prepositions"])  # a person briefed on it
    return False


def inverted_first(sentence: Sentence) -> bool:
    """ "Said Roa: “It held.”": the verb first, then its sayer, then a colon."""
    segment = sentence.segment
    cue = next(iter(sentence.cues), None)
    if cue is None or cue.start or cue.verb.shape != "past" or not cue.verb.frames & _TELLING:
        return False
    source = inverted.after(segment, cue.end)
    if source is None or segment.low(source[1]) != ":" or segment.low(source[1] + 1) != QUOTE:
        return False
    sentence.draft([(source[1] + 1, source[1] + 2)], source, cue, True)
    return True


def according(sentence: Sentence, read: Read) -> int:
    """ "According to the mayor, ..." and "..., according to the mayor"; gives where other claims may begin."""
    segment = sentence.segment
    if "according" not in segment.lows:
        return 0
    for at in range(len(segment) - 2):
        if segment.lows[at] != "according" or segment.lows[at + 1] != "to":
            continue
        opens = at <= 1 or segment.lows[at - 1] in {"but", "and"}
        source = inverted.leading(segment, at + 2) if opens else inverted.after(segment, at + 2)
        if source is None:
            continue
        if opens:
            begin = source[1] + (segment.low(source[1]) == ",")
            end = contents.clause(segment, begin, sentence.cues)
        else:
            begin, end = _told_start(sentence, at), at - (segment.lows[at - 1] == ",")
            if _relayed(sentence, source, end, read):
                return len(segment)
        if end > begin:
            sentence.draft_by([(begin, end)], source, (at, at + 2))
            return max(end, source[1])
    return 0


def as_reported(sentence: Sentence) -> bool:
    """ "The chain is closing, as first reported by the Courier" and "..., per the fire department"."""
    segment = sentence.segment
    for at in range(len(segment) - 1, 2, -1):
        if segment.lows[at] == "per" and segment.lows[at - 1] == ",":
            begin, first = at, at + 1
        elif segment.lows[at] == "by" and segment.lows[at - 1] in tables().relay_participles:
            begin = at - 1 - (segment.lows[at - 2] in _BEFORE_REPORTED)
            if segment.lows[begin - 1] != "as" or segment.low(begin - 2) != ",":
                continue
            begin, first = begin - 1, at + 1
        else:
            continue
        source = inverted.after(segment, first)
        told = _told_start(sentence, begin)
        if source is not None and _tail(sentence, source[1]) and begin - 1 > told + 1:
            sentence.draft_by([(told, begin - 1)], source, (begin, first))
            return True
    return False


def as_told(sentence: Sentence) -> bool:
    """ "The river, as the mayor pointed out, had risen" and "As the mayor said, the river had risen"."""
    segment = sentence.segment
    for cue in sentence.cues:
        if segment.low(cue.end) != "," or not cue.verb.frames & {"clause"} or cue.passive or cue.participle:
            continue
        first = max(cue.start - _AS_WITHIN, -1)
        start = next((at for at in range(cue.start - 1, first, -1) if segment.lows[at] == "as"), None)
        if start is None or (start and segment.lows[start - 1] != ","):
            continue
        source = subjects.before(segment, cue, start + 1)
        rest = (cue.end + 1, contents.clause(segment, cue.end + 1, sentence.cues))
        if source is None or rest[1] <= rest[0]:
            continue
        sentence.draft([(0, start - 1), rest] if start > 1 else [rest], source, cue)
        sentence.subject = source
        return True
    return False


def _signs(sentence: Sentence, index: int) -> bool:
    """Whether a sayer after this item signs a quotation, not a title or a word inside the clause."""
    return sentence.segment.lows[index] == QUOTE and not _led_in(sentence, index)


def _opens_quotation(sentence: Sentence, cue: Cue) -> bool:
    """ "“Yes,” the other said, “...”" is signed before; "... and said: “...”" is not."""
    return sentence.segment.low(cue.end) == ":" and sentence.segment.low(cue.end + 1) == QUOTE


def _follows_content(sentence: Sentence, start: int) -> bool:
    """Whether told words can end before an index: after a quotation, or a comma that closes a clause."""
    segment = sentence.segment
    low = segment.lows[start - 1]
    if low == QUOTE:
        return True
    if low != "," or start < 4:
        return False
    clause = 0
    if segment.lows[0] in tables().words["clause_openers"]:  # "After the storm, roads were cut, officials said"
        clause = segment.lows.index(",")
    return any(segment.lows[at] == QUOTE or is_verb(segment, at) for at in range(clause, start - 1))


def _nothing_after(sentence: Sentence, cue: Cue) -> bool:
    end = cue.end
    if "recipient" in cue.verb.frames and not asides.is_end(sentence.segment, end):
        end = asides.skip_recipient(sentence.segment, end)
    return _tail(sentence, end)


def _tail(sentence: Sentence, index: int) -> bool:
    """Whether only adverbials follow, or a next quotation: nothing that this verb could open."""
    segment = sentence.segment
    index = asides.skip_adverbials(segment, index)
    low = segment.low(index)
    if asides.is_end(segment, index) or low in {".", ";", "—", "–", "--"}:
        return True
    return low == "," or low in tables().words["tail_openers"]


def _interrupts(sentence: Sentence, cue: Cue, start: int) -> bool:
    """ "The talks, she said, had failed": the told words go on after the comma."""
    segment = sentence.segment
    comma = asides.skip_adverbials(segment, cue.end)
    if segment.low(comma) != "," or segment.low(start - 1) != "," or _participle_at(sentence, comma + 1):
        return False
    after = segment.low(comma + 1)
    words = tables().words
    if after == QUOTE or after in words["conjunctions"] or asides.is_end(segment, comma + 1):
        return False
    return any(low not in words["times"] and low not in words["prepositions"] for low in segment.lows[: start - 1])


def _take(sentence: Sentence, cue: Cue, source: Range, end: int, after: int, read: Read) -> bool:
    segment = sentence.segment
    if _relayed(sentence, source, end - (segment.lows[end - 1] == ","), read):
        return True
    quoted = segment.lows[end - 1] == QUOTE and not _led_in(sentence, end - 1)
    pieces: list[Range] = []
    if quoted:
        pieces.append((end - 1, end))
        _read_until(sentence, end - 1)
    else:
        begin = _told_start(sentence, source[0] if source[0] < end else end)
        if begin and segment.lows[begin - 1] == ";":
            _read_until(sentence, begin)
        pieces.append((begin, end - (segment.lows[end - 1] == ",")))
        if _interrupts(sentence, cue, source[0]):
            after = asides.skip_adverbials(segment, after)
            pieces.append((after + 1, contents.clause(segment, after + 1, sentence.cues)))
    for at in range(after, len(segment)):  # "..., she said. “And more.”"
        if segment.lows[at] == QUOTE and segment.lows[at - 1] in {",", ".", ":"}:
            pieces.append((at, at + 1))
    sentence.draft(pieces, source, cue, quoted)
    sentence.subject = source
    _participles(sentence, after)
    if segment.low(after) == "who":
        _read_from(sentence, after)
    return True


def _relayed(sentence: Sentence, source: Range, end: int, read: Read) -> bool:
    """ "The ministry said ..., Interfax reported": the claim is the ministry's, and the agency only carries it."""
    if end < _SHORTEST_TOLD or not sentence.tests.is_relay(sentence.segment.span(*source)):
        return False
    told = sentence.segment.part(0, end)
    inner = [draft for draft in read(told, sentence.index) if draft.source is not None]
    spans = [span for draft in inner for span in (*draft.pieces, draft.source, draft.cue) if span is not None]
    if 2 * sum(b - a for a, b in spans) < told.ends[-1] - told.starts[0]:
        return False  # most of it is the agency's own words
    sentence.drafts += inner
    return True


def _participles(sentence: Sentence, index: int) -> None:
    """ "..., she said, adding that ...": a second claim of the same sayer."""
    for cue in sentence.cues:
        if cue.start >= index and cue.verb.shape == "ing":
            following.read_cue(sentence, cue, index)
            return


def _led_in(sentence: Sentence, quote: int) -> bool:
    """ "The plan was a “step back for us all,” he said": the quotation ends a told clause."""
    low = sentence.segment.low(quote - 1)
    return quote > 0 and low not in {".", ",", ":", "?", "!", QUOTE} and quote > 1


def _read_until(sentence: Sentence, limit: int) -> None:
    """Claims told before a quotation that another verb closes."""
    floor = 0
    for cue in sentence.cues:
        if cue.start >= limit:
            return
        if cue.start >= floor:
            floor = following.read_cue(sentence, cue, floor)


def _read_from(sentence: Sentence, floor: int) -> None:
    """Claims of ", who added that ..." behind a sayer that signs."""
    for cue in sentence.cues:
        if cue.start > floor and not sentence.has_told(cue.start):
            floor = following.read_cue(sentence, cue, floor)


def _participle_at(sentence: Sentence, index: int) -> bool:
    return any(cue.start == index and cue.participle for cue in sentence.cues)


def _told_start(sentence: Sentence, end: int) -> int:
    """Where a clause told before "according to" begins: the sentence's start, or past a semicolon."""
    lows = sentence.segment.lows
    start = next((at + 1 for at in range(end - 1, -1, -1) if lows[at] == ";"), 0)
    return start + (sentence.segment.low(start) in {"but", "and"})
