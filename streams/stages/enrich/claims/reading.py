"""One sentence read for claims: which words are said, by whom, by which verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from streams.data.claims import Verb, tables
from streams.stages.enrich.claims import contents, cues, subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.segments import QUOTE, Segment

Span = tuple[int, int]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its sayer is known by name. All spans are code points of the text."""

    pieces: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    lemma: str | None
    quoted: bool
    segment: int  # index of its sentence
    shared: bool = False  # the sayer was told for an earlier claim of the same sentence


class Reader:
    """Reads one segment; drafts come out in the order of their cues."""

    def __init__(self, segment: Segment, index: int, is_media: Callable[[Span], bool]) -> None:
        self.segment = segment
        self.index = index
        self.is_media = is_media
        self.cues = cues.find(segment)
        self.drafts: list[Draft] = []
        self.subject: Range | None = None  # of the last claim, for "... and added"
        self.quotes_used: set[int] = set()

    def read(self) -> list[Draft]:
        floor = 0
        trailing = self._trailing()
        if trailing is not None:
            return self.drafts
        floor = self._according(floor)
        for cue in self.cues:
            if cue.start < floor:
                continue
            floor = self._read_cue(cue, floor)
        return self.drafts

    # ---- shapes

    def _trailing(self) -> Cue | None:
        """ "..., she said." or "“...,” said Ana Roa in a letter. “...”": what is said stands before."""
        for cue in reversed(self.cues):
            if not cue.verb.frames & {"clause", "quote", "recipient"} or cue.passive or cue.participle:
                continue
            before = subjects.before(self.segment, cue, 0)
            if before is not None and before[0] > 0 and self._follows_content(before[0]):
                if self._nothing_after(cue) or self._interrupts(cue, before[0]):
                    return self._take_trailing(cue, before, before[0], cue.end)
            elif cue.start > 0 and self._follows_content(cue.start) and cue.verb.shape in {"s", "past"}:
                after = subjects.after(self.segment, cue.end)
                if after is not None and (self.segment.lows[cue.start - 1] == QUOTE or self._tail(after[1])):
                    return self._take_trailing(cue, after, cue.start, after[1])
        return None

    def _follows_content(self, start: int) -> bool:
        """Whether told words can end before an index: after a quotation, or a comma that closes a clause."""
        low = self.segment.lows[start - 1]
        if low == QUOTE:
            return True
        if low != "," or start < 4:
            return False
        opener = self.segment.lows[0]
        words = tables().words
        clause_start = self._clause_start(start - 1)
        if opener in words["prepositions"] and clause_start == 0:
            return any(subjects.is_verb(self.segment, at) for at in range(0, start - 1))
        if opener in {"when", "if", "while", "although", "though", "as", "because", "since", "asked", "speaking"}:
            return False
        return any(subjects.is_verb(self.segment, at) for at in range(clause_start, start - 1))

    def _clause_start(self, end: int) -> int:
        return 0

    def _nothing_after(self, cue: Cue) -> bool:
        end = cue.end
        if "recipient" in cue.verb.frames and not contents.is_end(self.segment, end):
            end = contents.skip_recipient(self.segment, end)
        return self._tail(end)

    def _tail(self, index: int) -> bool:
        """Whether only adverbials follow, or a next quotation: nothing that this verb could open."""
        segment = self.segment
        index = contents.skip_adverbials(segment, index)
        low = segment.low(index)
        if contents.is_end(segment, index) or low in {".", ";", "—", "–", "--"}:
            return True
        if low == ",":
            return segment.low(index + 1) != QUOTE or True
        return low in tables().words["tail_openers"]

    def _interrupts(self, cue: Cue, start: int) -> bool:
        """ "The talks, she said, had failed": the told words go on after the comma."""
        return self.segment.low(cue.end) == "," and self.segment.low(start - 1) == ","

    def _take_trailing(self, cue: Cue, source: Range, end: int, after: int) -> Cue:
        segment = self.segment
        quoted = segment.lows[end - 1] == QUOTE
        pieces: list[Range] = []
        if quoted and not self._led_in(end - 1):
            pieces.append((end - 1, end))
            self._read_rest(end - 1)
        else:
            begin = 1 if segment.lows[0] in {"but", "and"} else 0
            pieces.append((begin, end - (0 if quoted else 1)))
            quoted = False
        index = after
        if not quoted and segment.low(after) == "," and segment.low(after + 1) != QUOTE and source[1] <= cue.start:
            following = segment.low(after + 1)
            goes_on = (
                following not in tables().words["tail_openers"]
                and not self._cue_at(after + 1)
                and following not in tables().words["conjunctions"]
            )
            if goes_on:
                pieces.append((after + 1, contents.clause(segment, after + 1, self.cues)))
        at = index
        while at < len(segment):  # "..., she said. “And more.”"
            if (
                segment.lows[at] == QUOTE
                and (quoted or segment.low(at - 1) in {",", "."})
                and at not in self.quotes_used
            ):
                pieces.append((at, at + 1))
            at += 1
        self._add(pieces, source, cue, quoted=quoted)
        self.subject = source
        self._participles(after)
        return cue

    def _participles(self, index: int) -> None:
        """ "..., she said, adding that ...": a second claim of the same sayer."""
        for cue in self.cues:
            if cue.start >= index and cue.verb.shape == "ing" and cue.verb.frames & {"clause"}:
                self._read_cue(cue, index)
                return

    def _led_in(self, quote: int) -> bool:
        """ "The plan was a “step back for us all,” he said": the quotation ends a told clause."""
        low = self.segment.low(quote - 1)
        return quote > 0 and low not in {".", ",", ":", "?", "!", QUOTE} and quote > 1

    def _read_rest(self, limit: int) -> None:
        """Claims told before a quotation that another verb closes."""
        floor = 0
        for cue in self.cues:
            if cue.start >= limit:
                return
            if cue.start >= floor:
                floor = self._read_cue(cue, floor)

    def _cue_at(self, index: int) -> bool:
        return any(cue.start == index for cue in self.cues)

    def _according(self, floor: int) -> int:
        """ "According to the mayor, ..." and "..., according to the mayor"."""
        segment = self.segment
        for at in range(len(segment) - 1):
            if segment.lows[at] != "according" or segment.lows[at + 1] != "to":
                continue
            source = self._source_of_according(at + 2)
            if source is None:
                continue
            if at <= 1 or segment.lows[at - 1] in {"but", "and"}:
                begin = source[1] + (segment.low(source[1]) == ",")
                end = contents.clause(segment, begin, self.cues)
                if end > begin:
                    self._add([(begin, end)], source, None, cue_range=(at, at + 2))
                    return max(floor, end)
                return floor
            end = at - (segment.lows[at - 1] == ",")
            begin = self._told_start(floor, end)
            if end > begin:
                self._add([(begin, end)], source, None, cue_range=(at, at + 2))
                return source[1]
        return floor

    def _told_start(self, floor: int, end: int) -> int:
        """Where a clause told before "according to" begins: after a semicolon, or a conjunction that opens it."""
        segment = self.segment
        for at in range(end - 1, floor - 1, -1):
            if segment.lows[at] == ";":
                return at + 1
        return floor + (segment.low(floor) in {"but", "and"})

    def _source_of_according(self, start: int) -> Range | None:
        return subjects.after(self.segment, start)

    def _read_cue(self, cue: Cue, floor: int) -> int:
        """Read what a verb opens; gives where the next claim may begin."""
        segment = self.segment
        shared = False
        if cue.passive:
            return self._read_passive(cue, floor)
        source = None if cue.participle else subjects.before(segment, cue, floor)
        coordinated = segment.low(cue.start - 1) in tables().words["conjunctions"] | {","} or cue.participle
        if source is None and (coordinated or cue.verb.shape == "ing"):
            source, shared = self.subject, self.subject is not None
            if source is None:
                source = subjects.clause_subject(segment, floor, cue.start)
        if source is None and floor > 0 and cue.verb.shape != "base":
            source = self._inverted(cue)
            if source is not None:
                return self._close_inverted(cue, source)
        if source is None and not cue.participle:
            return floor
        pieces, end, quoted = self._opened(cue)
        if not pieces:
            return floor
        self._add(pieces, source, cue, quoted=quoted, shared=shared)
        if source is not None:
            self.subject = source
        return end

    def _inverted(self, cue: Cue) -> Range | None:
        return None

    def _close_inverted(self, cue: Cue, source: Range) -> int:
        return source[1]

    def _read_passive(self, cue: Cue, floor: int) -> int:
        source = subjects.after(self.segment, cue.end + 1)
        told = subjects.before(self.segment, cue, floor)
        if source is None or told is None:
            return floor
        self._add([told], source, cue)
        return source[1]

    def _opened(self, cue: Cue) -> tuple[list[Range], int, bool]:
        """What a verb opens, by its frames: (pieces, where reading goes on, whether it is a quotation alone)."""
        segment, frames = self.segment, cue.verb.frames
        start = cue.end
        if "recipient" in frames and not cue.particle:
            start = contents.skip_recipient(segment, start) if not self._content_here(start) else start
        if (frames & {"clause", "quote", "recipient"}) and not (
            cue.particle and segment.low(start) not in {"that", QUOTE, ":", ","}
        ):
            begin = contents.skip_adverbials(segment, start)
            if segment.low(begin) in {",", ":"} and segment.low(begin + 1) == QUOTE:
                begin += 1
            elif segment.low(begin) == ":":
                begin += 1
            elif segment.low(begin) == "," and self._parenthesis(begin) is not None:
                begin = self._parenthesis(begin) or begin
            if segment.low(begin) == QUOTE:
                return self._quotation(begin)
            if (
                "clause" in frames
                or "recipient" in frames
                and segment.low(begin) in {"that", "to", "how", "why", "what", "whether", "of", "about"}
                or "recipient" in frames
                and begin > cue.end
                and not contents.is_end(segment, begin)
                and segment.low(begin) != ","
            ):
                if not self._clausal(cue, begin):
                    return [], start, False
                if self._object_only(cue, begin):
                    end = contents.noun_phrase(segment, begin)
                else:
                    end = contents.clause(segment, begin, self.cues)
                return ([(begin, end)], end, False) if end > begin else ([], start, False)
        if "infinitive" in frames and segment.low(start) == "to" and not cue.particle:
            end = contents.noun_phrase(segment, start)
            return [(start, end)], end, False
        if ("object" in frames or cue.particle) and self._nominal(start):
            end = contents.noun_phrase(segment, start)
            return ([(start, end)], end, False) if end > start else ([], start, False)
        return [], start, False

    def _content_here(self, index: int) -> bool:
        return self.segment.low(index) in {"that", QUOTE, ":", ",", "."}

    def _parenthesis(self, comma: int) -> int | None:
        """Past ", in a letter to staff," between a verb and what it opens."""
        segment = self.segment
        for at in range(comma + 1, min(comma + 12, len(segment))):
            if segment.lows[at] == ",":
                return (
                    at + 1
                    if segment.low(at + 1) in {"that", QUOTE}
                    or segment.low(comma + 1) in tables().words["prepositions"]
                    else None
                )
            if segment.lows[at] == QUOTE:
                return None
        return None

    def _clausal(self, cue: Cue, index: int) -> bool:
        """Whether something that can be told follows."""
        low = self.segment.low(index)
        if contents.is_end(self.segment, index) or low in {",", ";", "—", "–", ")"}:
            return False
        if low in {"by", "of"}:
            return False
        return not (low == "nothing" and contents.is_end(self.segment, index + 1))

    def _object_only(self, cue: Cue, index: int) -> bool:
        """ "noted the delay", "reported losses": a noun phrase without a verb of its own is cut like an object."""
        segment = self.segment
        if segment.low(index) == "that" or cue.verb.lemma == "say":
            return False
        for at in range(index, min(index + 18, len(segment))):
            if segment.lows[at] in {",", ";", "."}:
                break
            if subjects.is_verb(segment, at):
                return False
        return True

    def _nominal(self, index: int) -> bool:
        low = self.segment.low(index)
        if contents.is_end(self.segment, index) or low in {",", ";", ":", ")", "and", "or", "by"}:
            return False
        return low not in tables().words["object_stops"] and (
            low not in tables().words["prepositions"] or low in {"for", "over", "to", "about"}
        )

    def _quotation(self, begin: int) -> tuple[list[Range], int, bool]:
        """A quotation after its verb, with the sentences quoted on."""
        segment = self.segment
        pieces = [(begin, begin + 1)]
        at = begin + 1
        while at < len(segment):
            if segment.lows[at] == QUOTE:
                pieces.append((at, at + 1))
                at += 1
            elif segment.lows[at] in {".", ","} and segment.low(at + 1) == QUOTE:
                at += 1
            else:
                break
        if at < len(segment) and not contents.is_end(segment, at) and segment.lows[at] not in {",", ";", "and", "but"}:
            end = contents.clause(segment, begin, self.cues)
            if end > at and not any(at <= cue.start <= at + 3 for cue in self.cues):
                return [(begin, end)], end, False
        self.quotes_used.update(piece[0] for piece in pieces)
        return pieces, at, True

    def _add(
        self,
        pieces: list[Range],
        source: Range | None,
        cue: Cue | None,
        quoted: bool = False,
        shared: bool = False,
        cue_range: Range | None = None,
    ) -> None:
        segment = self.segment
        told = tuple(segment.span(start, end) for start, end in pieces if end > start)
        if not told:
            return
        place = (cue.start, cue.end) if cue is not None else cue_range
        verb: Verb | None = cue.verb if cue is not None else None
        draft = Draft(
            pieces=told,
            source=segment.span(*source) if source is not None else None,
            cue=segment.span(*place) if place is not None else None,
            lemma=verb.lemma if verb is not None else "according",
            quoted=quoted,
            segment=self.index,
        )
        self.drafts.append(replace(draft, shared=shared))
