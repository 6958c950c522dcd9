"""One sentence read for claims: which words are said, by whom, by which verb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

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


_ANNOUNCED_WITHIN = 12  # items between "told the court in a letter" and its colon
_DASHES = frozenset({"—", "–", "--", "―"})
_ADVERBIAL_CLAUSES = frozenset(
    {
        "when",
        "if",
        "while",
        "although",
        "though",
        "as",
        "because",
        "since",
        "asked",
        "speaking",
        "before",
        "after",
        "until",
    }
)


class SourceTests(Protocol):
    """What a sentence alone can't tell of a source."""

    def is_relay(self, source: Span) -> bool:
        """An outlet or a channel, which only carries what another said."""

    def is_shouted(self, source: Span) -> bool:
        """A name in capitals, as a transcript writes its speakers."""


class Reader:
    """Reads one segment; drafts come out in the order of their cues."""

    def __init__(self, segment: Segment, index: int, source_tests: SourceTests) -> None:
        self.segment = segment
        self.index = index
        self.is_relay = source_tests.is_relay
        self.is_shouted = source_tests.is_shouted
        self.source_tests = source_tests
        self.cues = cues.find(segment)
        self.drafts: list[Draft] = []
        self.subject: Range | None = None  # of the last claim, for "... and added"

    def read(self) -> list[Draft]:
        """All claims of the sentence."""
        if self._dashed() or self._titled() or self._trailing():
            return self.drafts
        floor = self._according()
        for cue in self.cues:
            if cue.start >= floor:
                floor = self._read_cue(cue, floor)
        self._nouns()
        return self.drafts

    # ---- what is said stands before

    def _dashed(self) -> bool:
        """ "“...” — Ana Roa": a quotation signed after a dash."""
        segment = self.segment
        if len(segment) < 3 or segment.lows[0] != QUOTE or segment.lows[1] not in _DASHES:
            return False
        end = len(segment) - (segment.lows[-1] == ".")
        if not 2 < end <= 10 or not all(
            segment.capitals[at] or segment.lows[at] in {",", ".", "of"} for at in range(2, end)
        ):
            return False
        self._add([(0, 1)], (2, end), None, quoted=True, cue_range=(1, 2))
        return True

    def _titled(self) -> bool:
        """ "ROA: We will rebuild." and "Roa: “We will rebuild”": a name and a colon."""
        segment = self.segment
        colon = next((at for at in range(min(6, len(segment))) if segment.lows[at] == ":"), 0)
        begin = 1 if segment.lows[0] in {'"', "“"} else 0
        if colon <= begin or colon + 3 > len(segment) or not all(segment.capitals[begin:colon]):
            return False
        if segment.lows[colon + 1] != QUOTE and not self.is_shouted(segment.span(begin, colon)):
            return False
        quoted = segment.lows[colon + 1] == QUOTE
        end = colon + 2 if quoted else len(segment)
        self._add([(colon + 1, end)], (begin, colon), None, quoted=quoted, cue_range=(colon, colon + 1))
        return True

    def _trailing(self) -> bool:
        """ "..., she said." or "“...,” said Ana Roa in a letter. “...”"."""
        for cue in reversed(self.cues):
            if not cue.verb.frames & {"clause", "quote", "recipient"} or cue.passive or cue.participle:
                continue
            source = subjects.before(self.segment, cue, 0)
            if source is not None and source[0] > 0:
                direct = self._signs(source[0] - 1) and not self._opens_quotation(cue)
                if (
                    direct
                    or (self._follows_content(source[0]) and self._nothing_after(cue))
                    or self._interrupts(cue, source[0])
                ):
                    return self._take_trailing(cue, source, source[0], cue.end)
            elif (
                source is None
                and cue.start > 0
                and cue.verb.shape in {"s", "past"}
                and self._follows_content(cue.start)
            ):
                source = subjects.after(self.segment, cue.end)
                if source is not None and (self._signs(cue.start - 1) or self._tail(source[1])):
                    return self._take_trailing(cue, source, cue.start, source[1])
        return False

    def _signs(self, index: int) -> bool:
        """Whether a sayer after this item signs a quotation, not a title or a word inside the clause."""
        return self.segment.lows[index] == QUOTE and not self._led_in(index)

    def _opens_quotation(self, cue: Cue) -> bool:
        """ "“Yes,” the other said, “...”" is signed before; "... and said: “...”" is not."""
        return self.segment.low(cue.end) == ":" and self.segment.low(cue.end + 1) == QUOTE

    def _follows_content(self, start: int) -> bool:
        """Whether told words can end before an index: after a quotation, or a comma that closes a clause."""
        segment = self.segment
        low = segment.lows[start - 1]
        if low == QUOTE:
            return True
        if low != "," or start < 4:
            return False
        clause = 0
        if segment.lows[0] in _ADVERBIAL_CLAUSES:  # "After the storm, roads were cut, officials said"
            clause = segment.lows.index(",")
        return any(segment.lows[at] == QUOTE or subjects.is_verb(segment, at) for at in range(clause, start - 1))

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
        segment = self.segment
        if segment.low(cue.end) != "," or segment.low(start - 1) != "," or self._participle_at(cue.end + 1):
            return False
        following = segment.low(cue.end + 1)
        words = tables().words
        if following == QUOTE or following in words["conjunctions"] or contents.is_end(segment, cue.end + 1):
            return False
        return any(low not in words["times"] and low not in words["prepositions"] for low in segment.lows[: start - 1])

    def _take_trailing(self, cue: Cue, source: Range, end: int, after: int) -> bool:
        segment = self.segment
        if self._relayed(source, end - (segment.lows[end - 1] == ",")):
            return True
        quoted = segment.lows[end - 1] == QUOTE and not self._led_in(end - 1)
        pieces: list[Range] = []
        if quoted:
            pieces.append((end - 1, end))
            self._read_until(end - 1)
        else:
            begin = 1 if segment.lows[0] in {"but", "and"} else 0
            pieces.append((begin, end - (segment.lows[end - 1] == ",")))
            if self._interrupts(cue, source[0]):
                pieces.append((after + 1, contents.clause(segment, after + 1, self.cues)))
        for at in range(after, len(segment)):  # "..., she said. “And more.”"
            if segment.lows[at] == QUOTE and segment.lows[at - 1] in {",", ".", ":"}:
                pieces.append((at, at + 1))
        self._add(pieces, source, cue, quoted=quoted)
        self.subject = source
        self._participles(after)
        return True

    def _relayed(self, source: Range, end: int) -> bool:
        """ "The ministry said ..., Interfax reported": the claim is the ministry's, and the agency only carries it."""
        if end < 3 or not self.is_relay(self.segment.span(*source)):
            return False
        told = self.segment.part(0, end)
        inner = Reader(told, self.index, self.source_tests).read()
        told_by_others = [draft for draft in inner if draft.source is not None and draft.cue is not None]
        spans = [span for d in told_by_others for span in (*d.pieces, d.source, d.cue) if span is not None]
        length = sum(b - a for a, b in spans)
        if 2 * length < told.ends[-1] - told.starts[0]:
            return False
        self.drafts += told_by_others
        return True

    def _participles(self, index: int) -> None:
        """ "..., she said, adding that ...": a second claim of the same sayer."""
        for cue in self.cues:
            if cue.start >= index and cue.verb.shape == "ing":
                self._read_cue(cue, index)
                return

    def _led_in(self, quote: int) -> bool:
        """ "The plan was a “step back for us all,” he said": the quotation ends a told clause."""
        low = self.segment.low(quote - 1)
        return quote > 0 and low not in {".", ",", ":", "?", "!", QUOTE} and quote > 1

    def _read_until(self, limit: int) -> None:
        """Claims told before a quotation that another verb closes."""
        floor = 0
        for cue in self.cues:
            if cue.start >= limit:
                return
            if cue.start >= floor:
                floor = self._read_cue(cue, floor)

    def _participle_at(self, index: int) -> bool:
        return any(cue.start == index and cue.participle for cue in self.cues)

    def _according(self) -> int:
        """ "According to the mayor, ..." and "..., according to the mayor"; gives where other claims may begin."""
        segment = self.segment
        for at in range(len(segment) - 2):
            if segment.lows[at] != "according" or segment.lows[at + 1] != "to":
                continue
            opens = at <= 1 or segment.lows[at - 1] in {"but", "and"}
            source = subjects.leading(segment, at + 2) if opens else subjects.after(segment, at + 2)
            if source is None:
                continue
            if opens:
                begin = source[1] + (segment.low(source[1]) == ",")
                end = contents.clause(segment, begin, self.cues)
            else:
                begin, end = self._told_start(at), at - (segment.lows[at - 1] == ",")
                if self._relayed(source, end):
                    return len(segment)
            if end > begin:
                self._add([(begin, end)], source, None, cue_range=(at, at + 2))
                return max(end, source[1])
        return 0

    def _told_start(self, end: int) -> int:
        """Where a clause told before "according to" begins: the sentence's start, or past a semicolon."""
        lows = self.segment.lows
        start = next((at + 1 for at in range(end - 1, -1, -1) if lows[at] == ";"), 0)
        return start + (self.segment.low(start) in {"but", "and"})

    # ---- what is said follows

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
        if source is None and not cue.participle:
            return floor
        pieces, end, quoted = self._opened(cue)
        if not pieces:
            return floor
        self._add(pieces, source, cue, quoted=quoted, shared=shared)
        if source is not None:
            self.subject = source
        return end

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
            if (segment.low(begin) in {",", ":"} and segment.low(begin + 1) == QUOTE) or segment.low(begin) == ":":
                begin += 1
            elif segment.low(begin) == "," and self._parenthesis(begin) is not None:
                begin = self._parenthesis(begin) or begin
            if segment.low(begin) == QUOTE:
                return self._quotation(begin)
            if (
                "clause" in frames
                or (
                    "recipient" in frames
                    and segment.low(begin) in {"that", "to", "how", "why", "what", "whether", "of", "about"}
                )
                or (
                    "recipient" in frames
                    and begin > cue.end
                    and not contents.is_end(segment, begin)
                    and segment.low(begin) != ","
                )
            ):
                if not self._clausal(cue, begin):
                    return [], start, False
                if self._object_only(cue, begin):
                    if "object" not in frames and not self._followed_by_to(cue):
                        return [], start, False
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

    def announced(self) -> tuple[Span, Span, str] | None:
        """The sayer, cue and verb of a sentence that ends in "said:": what is said is the next paragraph."""
        segment = self.segment
        if not self.cues or segment.lows[-1] != ":":
            return None
        cue = self.cues[-1]
        if (
            not cue.verb.frames & {"clause", "quote", "recipient"}
            or cue.passive
            or len(segment) - cue.end > _ANNOUNCED_WITHIN
        ):
            return None
        source = subjects.before(segment, cue, 0) or self.subject or subjects.clause_subject(segment, 0, cue.start)
        return (segment.span(*source), segment.span(cue.start, cue.end), cue.verb.lemma) if source else None

    def _nouns(self) -> None:
        """ "the mayor's claim that ...", "allegations that ...", where no verb has told it yet."""
        segment = self.segment
        for at in range(len(segment) - 3):
            if segment.lows[at] not in tables().nouns or segment.lows[at + 1] != "that" or self._told(at + 1):
                continue
            end = contents.clause(segment, at + 1, self.cues)
            source = None
            if at > 1 and segment.lows[at - 1] == "'s":
                source = subjects.noun_phrase_until(segment, at - 1)
            self._add([(at + 1, end)], source, None, cue_range=(at, at + 1))

    def _told(self, index: int) -> bool:
        position = self.segment.starts[index]
        return any(start <= position < end for draft in self.drafts for start, end in draft.pieces)

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

    def _followed_by_to(self, cue: Cue) -> bool:
        """ "told them to leave", "said to be late": an infinitive is told too."""
        return "recipient" in cue.verb.frames

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
