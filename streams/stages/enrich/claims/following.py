"""What a verb of saying opens: "said that ...", "called for ...", "told reporters: “...”"."""

from __future__ import annotations

from dataclasses import replace

from streams.data.claims import tables
from streams.stages.enrich.claims import asides, contents, inverted, subjects
from streams.stages.enrich.claims.cues import Cue
from streams.stages.enrich.claims.drafts import Range, Sentence, Span
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import group_start, is_verb

Opened = tuple[list[Range], int, bool]
"""The pieces of what is told, where reading goes on, and whether it is a quotation alone."""

_ANNOUNCED_WITHIN = 12  # items between "told the court in a letter" and its colon
_UNNAMED = (
    ["to", "be", "named"], ["to", "be", "identified"], ["to", "be", "quoted"], ["anonymity"], ["to", "stay", "unnamed"],
    ["to", "remain", "unnamed"], ["to", "stay", "anonymous"], ["to", "remain", "anonymous"],
)  # fmt: skip
_TO_WHOM = 7  # items of "to reporters in Orton" before "that"
_PAPER_WITHIN = 10
_MODIFIERS = 3  # items of "her most infamous comment"
_OBJECT_WITHIN = 18  # items in which a told clause shows its verb
_OPENING_LONGEST = 25
_OPENS_SIDE = frozenset({"while", "although", "though", "when", "after", "if", "as", "because", "since", "once"})
_BEFORE_ING = frozenset({"after", "before", "while", "when", "despite", "by", "in", "without", "besides"})
_TELLING = frozenset({"clause", "quote", "recipient"})
_OPENS_TOLD = frozenset({"that", "to", "how", "why", "what", "whether", "of", "about"})


def opening(sentence: Sentence) -> int:
    """Read "Citing two witnesses, the mayor said ..."; gives where the main clause begins, 0 where none opens so."""
    segment = sentence.segment
    cue = next(iter(sentence.cues), None)
    if cue is None or cue.verb.shape != "ing" or cue.start > 1 or cue.passive or len(segment) < cue.end + 4:
        return 0
    if cue.start == 1 and segment.lows[0] not in _BEFORE_ING:
        return 0
    known = frozenset(each.start for each in sentence.cues)
    for comma in range(cue.end + 1, min(cue.end + _OPENING_LONGEST, len(segment) - 2)):
        if segment.lows[comma] != ",":
            continue
        source = subjects.clause_subject(segment, comma + 1, len(segment), known)
        if source is None or source[0] > comma + 3 or segment.lows[comma + 1] in tables().words["conjunctions"]:
            continue
        begin = _begin(sentence, cue.end)
        if begin < comma:
            sentence.draft([(begin, comma)], source, cue)
        return comma + 1
    return 0


def read_cue(sentence: Sentence, cue: Cue, floor: int) -> int:
    """Read what a verb opens; gives where the next claim may begin."""
    segment = sentence.segment
    if cue.passive:
        return _read_passive(sentence, cue, floor)
    pieces, end, quoted = _opened(sentence, cue)
    if past := is_unnamed(segment, cue):
        sentence.subject = subjects.before(segment, cue, floor) or sentence.subject
        return floor if is_verb(segment, min(past, len(segment) - 1)) else past  # "who asked not to be named said"
    if not pieces:
        return floor  # before its subject is looked for: a row of verbs that open nothing would cost the square of it
    hangs = cue.is_infinitive(segment) or (cue.participle and not _absolute(segment, cue))
    source = None if hangs else subjects.before(segment, cue, floor)
    coordinated = hangs or segment.low(cue.start - 1) in tables().words["conjunctions"] | {","}
    if source is None and (coordinated or cue.verb.shape == "ing"):
        source = sentence.subject
        if source is None:
            source = subjects.clause_subject(segment, floor, cue.start)
    if source is None and not cue.participle:
        return floor
    if source is not None and segment.lows[source[0]] == "with" and source[1] - source[0] > 1:
        source = (source[0] + 1, source[1])
    if segment.lows[cue.at] in tables().carriers and not quoted:
        cue, pieces = _carrying(segment, cue, pieces)
    sentence.draft(pieces, source, cue, quoted)
    if source is not None:
        sentence.subject = source
    return end


def is_unnamed(segment: Segment, cue: Cue) -> int:
    """Where "asked not to be named" ends, by which it is only said that nobody is; 0 for anything else."""
    begin = cue.end + (segment.low(cue.end) in {"not", "for"})
    return next((begin + len(words) for words in _UNNAMED if segment.lows[begin : begin + len(words)] == words), 0)


def _carrying(segment: Segment, cue: Cue, pieces: list[Range]) -> tuple[Cue, list[Range]]:
    """ "expressed deep concern about | the plan": the noun that a verb carries, and its link, belong to the verb."""
    start, end = pieces[0]
    for noun in range(start, min(start + _MODIFIERS + 1, end - 1)):
        link = segment.lows[noun + 1]
        if segment.lows[noun] in subjects.ALONE:
            break
        if link in tables().nouns.get(segment.lows[noun], ()) and start == cue.end:
            begin = noun + 1 if link in {"that", "to"} else noun + 2
            return (replace(cue, end=begin), [(begin, end)]) if begin < end else (cue, pieces)
    return cue, pieces


def _absolute(segment: Segment, cue: Cue) -> bool:
    """Whether a participle has a subject of its own: "with Roa backing the plan"."""
    return segment.capitals[cue.start - 1] and "with" in segment.lows[max(cue.start - 5, 0) : cue.start - 1]


def _read_passive(sentence: Sentence, cue: Cue, floor: int) -> int:
    """ "The plan was criticised by the mayor"; "The firm was accused of lying", where nobody is told to say it."""
    segment = sentence.segment
    told = subjects.before(segment, cue, floor)
    if told is None:
        return floor
    if segment.low(cue.end) == "by":
        source = inverted.after(segment, cue.end + 1)
        if source is None:
            return floor
        that = source[1] + (segment.low(source[1]) == ",")
        if segment.lows[slice(*told)] == ["it"] and segment.low(that) == "that":  # it was confirmed by Roa that
            told = (that, contents.clause(segment, that, sentence.cues))
        sentence.draft([told], source, cue)
        return max(told[1], source[1])
    links = tables().unsaid[cue.verb.lemma]
    begin = cue.end + (segment.low(cue.end) in links and segment.low(cue.end) != "to")
    end = contents.noun_phrase(segment, begin)
    agent = next((at for at in range(begin + 1, end - 1) if segment.lows[at] == "by"), None)
    source = inverted.after(segment, agent + 1) if agent is not None else None
    if source is not None and agent is not None:
        end = agent
    if end > begin:
        sentence.draft_by([told, (begin, end)], source, (cue.start, begin))
    return max(end, floor)


def _opened(sentence: Sentence, cue: Cue) -> Opened:
    """What a verb opens, by its frames."""
    segment, frames = sentence.segment, cue.verb.frames
    start = cue.end
    if "recipient" in frames and not cue.particle and segment.low(start) not in {"that", QUOTE, ":", ",", "."}:
        start = _past_recipient(segment, cue)
    nothing: Opened = ([], start, False)
    if frames & _TELLING and not (cue.particle and segment.low(start) not in {"that", QUOTE, ":", ","}):
        begin = _begin(sentence, start)
        if segment.low(begin) == QUOTE:
            return _quotation(sentence, begin)
        if "clause" in frames or _told_to(sentence, cue, begin):
            found = _clause(sentence, cue, begin)
            if found is not None:
                return found
            start = cue.end
    if (
        "infinitive" in frames
        and not cue.particle
        and segment.low(to := asides.skip_adverbials(segment, start)) == "to"
    ):
        end = contents.noun_phrase(segment, to)
        return [(to, end)], end, False
    if ("object" in frames or cue.particle) and _nominal(sentence, start):
        end = contents.noun_phrase(segment, start, sentence.cues)
        if segment.low(end) == ":" and segment.low(end + 1) == QUOTE:
            pieces, past, _ = _quotation(sentence, end + 1)
            return [(start, end), *pieces], past, True
        if segment.low(end) == "," and (quote := _parenthesis(sentence, end)) and segment.low(quote) == QUOTE:
            return [(start, end), (quote, quote + 1)], quote + 1, True  # called the report, made in haste, “a joke”
        return ([(start, end)], end, False) if end > start else nothing
    return nothing


def _past_recipient(segment: Segment, cue: Cue) -> int:
    """Past "reporters" after "told"; "showed a gain" has nobody to be shown it, so only "that" or a quotation tells."""
    past = asides.skip_recipient(segment, cue.end)
    opens = segment.low(past + (segment.low(past) == ","))
    told = segment.low(past) in _OPENS_TOLD or opens in {QUOTE, ":"}
    return past if told or "object" not in cue.verb.frames else cue.end


def _begin(sentence: Sentence, start: int) -> int:
    """Where the told words begin: past adverbials, a colon, a comma before a quotation, words between commas."""
    segment = sentence.segment
    begin = asides.skip_adverbials(segment, start)
    if segment.low(begin) == "to":  # "confirmed to reporters that"
        begin = next((at for at in range(begin, begin + _TO_WHOM) if segment.low(at) in {"that", QUOTE}), begin)
    if segment.low(begin) == ":" or (segment.low(begin) == "," and segment.low(begin + 1) == QUOTE):
        return begin + 1
    if segment.low(begin) == ",":
        return _parenthesis(sentence, begin) or begin
    return begin


def _told_to(sentence: Sentence, cue: Cue, begin: int) -> bool:
    """Whether words told to somebody begin here: "told them to leave", "assured voters it was safe"."""
    segment = sentence.segment
    if "recipient" not in cue.verb.frames:
        return False
    if segment.low(begin) in _OPENS_TOLD:
        return True
    return begin > cue.end and segment.low(begin) != "," and not asides.is_end(segment, begin)


def _clause(sentence: Sentence, cue: Cue, begin: int) -> Opened | None:
    segment = sentence.segment
    if not _clausal(sentence, begin):
        return None
    if _object_only(sentence, cue, begin):
        if not cue.verb.frames & {"object", "recipient"} and not _in_paper(segment, cue):
            return None  # "found a way", "added a room": nothing is told
        end = contents.noun_phrase(segment, begin)
    else:
        end = contents.clause(segment, begin, sentence.cues, _hangs(segment, cue))
    return ([(begin, end)], end, False) if end > begin else None


def _in_paper(segment: Segment, cue: Cue) -> bool:
    """ "The audit found 31 errors": what a study or a poll finds is told."""
    if cue.verb.lemma != "find":
        return False
    return not tables().documents.isdisjoint(segment.lows[max(cue.start - _PAPER_WITHIN, 0) : cue.start])


def _hangs(segment: Segment, cue: Cue) -> bool:
    """Whether a verb belongs to a side clause: "While she said ...", ", who said ..."."""
    return segment.low(cue.start - 1) in {"who", "which"} or segment.lows[0] in _OPENS_SIDE


def nouns(sentence: Sentence) -> None:
    """ "the mayor's claim that ...", "their refusal to ...", where no verb has told it yet."""
    segment = sentence.segment
    known = tables().nouns
    if known.keys().isdisjoint(segment.lows):
        return
    for at in range(len(segment) - 2):
        links = known.get(segment.lows[at])
        if links is None or segment.lows[at + 1] not in links or segment.capitals[at] or sentence.has_told(at):
            continue
        if any(cue.start <= at < cue.end for cue in sentence.cues):
            continue
        link = segment.lows[at + 1]
        if link == "that":
            begin, end = at + 1, contents.clause(segment, at + 1, sentence.cues)
            if _denied_after(sentence, at, end):
                continue
        else:
            begin = at + 1 if link == "to" else at + 2
            end = contents.noun_phrase(segment, begin)
        end = _before_main_verb(segment, at, begin, end)
        if end <= begin:
            continue
        start = _modified(segment, at)
        owner = subjects.owner(segment, start)
        carrier = _carrier(sentence, start)
        if carrier is not None:
            sentence.draft_by([(begin, end)], carrier[0], (carrier[1], begin))
        elif segment.low(_before_determiner(segment, start)) == "with" and owner is None:
            owner = sentence.subject or subjects.clause_subject(segment, 0, start)
            sentence.draft_by([(begin, end)], owner, (start, begin))
        elif owner is not None or link == "that" or segment.lows[at] in tables().unowned:
            sentence.draft_by([(begin, end)], owner, (start, begin))


def _denied_after(sentence: Sentence, noun: int, end: int) -> bool:
    """Read ", a claim that Moscow denied": the claim is what is denied, and "that" tells nothing."""
    for cue in sentence.cues:
        if noun + 1 < cue.start < end <= cue.end and cue.verb.lemma in tables().denials:
            source = subjects.before(sentence.segment, cue, noun + 2)
            if source is not None:
                sentence.draft([(noun, noun + 1)], source, cue)
                return True
    return False


def _before_main_verb(segment: Segment, noun: int, begin: int, end: int) -> int:
    """Where what is told ends if its noun is the subject: "the claim that it held | was false"."""
    if any(is_verb(segment, at) for at in range(noun)):
        return end
    awaited = segment.lows[begin] == "that"  # its own verb comes first
    for at in range(begin + 1, end):
        if not is_verb(segment, at) or segment.lows[at] in {"been", "be", "being"}:
            continue
        fresh = at == begin + 1 or not is_verb(segment, at - 1) or segment.lows[at] in tables().words["auxiliaries"]
        if not fresh or (awaited and segment.lows[at - 1] in tables().words["auxiliaries"]):
            continue
        if not awaited:
            return at
        awaited = False
    return end


def _carrier(sentence: Sentence, start: int) -> tuple[Range, int] | None:
    """The sayer and the first item of "has delivered a" before "fierce defence of"; None where no such verb is."""
    segment = sentence.segment
    at = _before_determiner(segment, start)
    if at < 0 or segment.lows[at] not in tables().carriers or segment.capitals[at]:
        return None
    begin = group_start(segment, at)
    source = subjects.before_item(segment, begin, 0)
    if source is None or segment.lows[begin] == "to" or (begin == at and segment.lows[at].endswith("ing")):
        source = sentence.subject or subjects.clause_subject(segment, 0, begin)
    return (source, begin) if source is not None else None


def _before_determiner(segment: Segment, start: int) -> int:
    return start - 1 - (segment.low(start - 1) in tables().words["determiners"])


def _plural(low: str) -> bool:
    return low.endswith("s") and not low.endswith(("ous", "ss"))


def _modified(segment: Segment, noun: int) -> int:
    """Where a noun's group begins behind its determiner or its owner: "her | infamous comment"."""
    words = tables().words
    for at in range(noun, max(noun - _MODIFIERS, 0), -1):
        before = segment.lows[at - 1]
        if before == "'s" or before in words["determiners"]:
            return at
        if not before.isalpha() or _plural(before) or before in words["prepositions"] | words["auxiliaries"]:
            break
    return noun


def _parenthesis(sentence: Sentence, comma: int) -> int | None:
    """Past ", in a letter to staff," between a verb and what it opens."""
    segment = sentence.segment
    for at in range(comma + 1, min(comma + 12, len(segment))):
        if segment.lows[at] == ",":
            goes_on = segment.low(at + 1) in {"that", QUOTE} or segment.low(comma + 1) in tables().words["prepositions"]
            return at + 1 if goes_on else None
        if segment.lows[at] == QUOTE:
            return None
    return None


def _clausal(sentence: Sentence, index: int) -> bool:
    """Whether something that can be told follows."""
    low = sentence.segment.low(index)
    if asides.is_end(sentence.segment, index) or low in {",", ";", "—", "–", ")"}:
        return False
    if low in {"by", "of"}:
        return False
    return not (low == "nothing" and asides.is_end(sentence.segment, index + 1))


def _object_only(sentence: Sentence, cue: Cue, index: int) -> bool:
    """ "noted the delay", "reported losses": a noun phrase without a verb of its own is cut like an object."""
    segment = sentence.segment
    if segment.low(index) == "that" or cue.verb.lemma == "say":
        return False
    for at in range(index, min(index + _OBJECT_WITHIN, len(segment))):
        if segment.lows[at] in {",", ";", "."}:
            break
        if is_verb(segment, at):
            return False
    return True


def _nominal(sentence: Sentence, index: int) -> bool:
    low = sentence.segment.low(index)
    if asides.is_end(sentence.segment, index) or low in {",", ";", ":", ")", "and", "or", "by"}:
        return False
    past = asides.skip_adverbials(sentence.segment, index)
    if past > index and (asides.is_end(sentence.segment, past) or sentence.segment.low(past) == ","):
        return False  # "posted on Friday."
    return low not in tables().words["object_stops"] and (
        low not in tables().words["prepositions"] or low in {"for", "over", "to", "about"}
    )


def _quotation(sentence: Sentence, begin: int) -> tuple[list[Range], int, bool]:
    """A quotation after its verb, with the sentences quoted on."""
    segment = sentence.segment
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
    if at < len(segment) and not asides.is_end(segment, at) and segment.lows[at] not in {",", ";", "and", "but"}:
        end = contents.clause(segment, begin, sentence.cues)
        if end > at and not any(at <= cue.start <= at + 3 for cue in sentence.cues):
            return [(begin, end)], end, False
    return pieces, at, True


def announced(sentence: Sentence) -> tuple[Span, Span, str] | None:
    """The sayer, cue and verb of a sentence that ends in "said:": what is said is the next paragraph."""
    segment = sentence.segment
    if not sentence.cues or segment.lows[-1] != ":":
        return None
    cue = sentence.cues[-1]
    if not cue.verb.frames & _TELLING or cue.passive or len(segment) - cue.end > _ANNOUNCED_WITHIN:
        return None
    source = subjects.before(segment, cue, 0) or sentence.subject or subjects.clause_subject(segment, 0, cue.start)
    return (segment.span(*source), segment.span(cue.start, cue.end), cue.verb.lemma) if source else None
