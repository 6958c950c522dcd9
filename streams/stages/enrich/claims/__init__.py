"""Who says what, by which verb, through whom: claims and quotations of a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from msgspec import structs

from streams.data.claims import tables
from streams.data.claims_plain import LANGUAGES
from streams.data.figures import tables as figure_tables
from streams.data.names import tables as name_tables
from streams.records import Claim, EventClaim, Place
from streams.stages.enrich.claims import following, headings, plain, quotes, relays, unsigned
from streams.stages.enrich.claims.drafts import Draft, Sentence
from streams.stages.enrich.claims.reading import read
from streams.stages.enrich.claims.sayers import Sayer, Sayers
from streams.stages.enrich.claims.segments import QUOTE, Segment, cut
from streams.stages.enrich.document import Document
from streams.stages.enrich.names import Names
from streams.stages.enrich.names import find as read_names
from streams.stages.enrich.words import Words, split

__all__ = ["find", "sayer_at", "sayers_at"]

Span = tuple[int, int]

_QUOTED_ALONE = frozenset({QUOTE, ".", ","})
_TRIM = " \t,;:"
_ANSWER_SHORT = 4  # words of "the allegations" or "any involvement" that stand for what is denied
_ANSWER_LONGEST = 10  # words of "it is a complete lie"
_OFFERED = 6  # words of "the latest offer of more pay"
_COUNTED = 5  # sentences back to the number that "that figure" is
_LOOK_BACK = 12  # claims: a denial answers something said shortly before


@dataclass(slots=True)
class _Reading:
    """A claim on its way to a record."""

    draft: Draft
    sayer: Sayer | None


def find(document: Document, names: Names, places: tuple[Place, ...] = ()) -> tuple[Claim, ...]:
    """The claims of a text, in the order of their words.

    >>> from datetime import datetime, timezone
    >>> from streams.records import Reference
    >>> day = datetime(2024, 5, 1, tzinfo=timezone.utc)
    >>> text = "Mayor Ana Roa said on Telegram that the bridge was probably lost. “We will rebuild,” she added."
    >>> reference = Reference(start=day, end=day, basis="post")
    >>> post = Document("d", text, None, reference, None, "en", "Example", ((0, 65), (66, 95)))
    >>> from streams.stages.enrich import names
    >>> for claim in find(post, names.find(post)):
    ...     print(claim.source, claim.cue, claim.channel, claim.hedge, claim.quote, claim.text)
    Ana Roa said Telegram probably False that the bridge was probably lost
    Ana Roa added None None True “We will rebuild,”

    A claim inside another's words is part of those; what nobody is told to say is no claim. A post without a text is
    read by its heading.
    """
    if not document.sentences:
        return _of_heading(document)
    words = split(document.text)
    segments = cut(words, document.sentences, quotes.spans(document.text))
    sayers = Sayers.of(words, names)
    readings: list[_Reading] = []
    announced: tuple[Span, Span, str] | None = None
    awaited: Draft | None = None  # a quotation that nobody has said yet
    for index, segment in enumerate(segments):
        if announced is not None and (block := _block(document.text, segment, index, announced)) is not None:
            readings.append(_Reading(block, sayers.resolve(announced[0])))
            announced = None
            continue
        if readings and _speaks_on(document.text, readings[-1].draft, segment):
            last = readings[-1]
            told = (*last.draft.pieces[:-1], (last.draft.pieces[-1][0], segment.ends[-1]))
            last.draft = replace(last.draft, pieces=told, segment=index)
            continue
        if document.lang in LANGUAGES:
            sentence = Sentence(segment, index, sayers, [], plain.read(segment, index, document.lang))
        else:
            sentence = read(segment, index, sayers)
            unsigned.read(sentence, document.text)
        source = _speaks_next(document.text, segment, sentence.drafts, awaited, sayers) if awaited is not None else None
        if awaited is not None and source is not None:
            readings.append(_Reading(awaited, sayers.resolve(source)))
        announced = following.announced(sentence)
        for draft in sentence.drafts:
            unnamed = sayers.last.get("any") if document.lang in LANGUAGES else None  # "dijo", without a subject
            readings.append(_Reading(draft, sayers.resolve(draft.source) if draft.source is not None else unnamed))
        awaited = _carry_on(document.text, segment, index, bool(sentence.drafts), readings)
        before = segments[index - 1] if index and awaited is not None else None
        opened = before is not None and "\n" not in document.text[before.ends[-1] : segment.starts[0]]
        if awaited is not None and before is not None and opened and (source := sayers.opening(before)) is not None:
            readings.append(_Reading(awaited, sayers.resolve(source)))
            awaited = None
    return _records(document, words, segments, sayers, readings)


def _of_heading(document: Document) -> tuple[Claim, ...]:
    """The claims of a post that is a heading alone, with empty spans: there is no text that they could point into."""
    if not document.headline:
        return ()
    text = document.headline
    heading = replace(document, text=text, headline=None, sentences=((0, len(text)),))
    found = find(heading, read_names(heading))
    if not found:
        words = split(text)
        sayers = Sayers.of(words, read_names(heading))
        segments = cut(words, heading.sentences, quotes.spans(text))
        labelled = headings.read(segments[0], 0, sayers) if len(segments) == 1 else None
        if labelled is None or labelled.source is None:
            return ()
        reading = _Reading(labelled, sayers.resolve(labelled.source))
        found = _records(heading, words, segments, sayers, [reading])
    return tuple(structs.replace(claim, span=(0, 0), source_span=None, cue_span=None) for claim in found)


def sayer_at(claims: tuple[Claim, ...], span: Span) -> Claim | None:
    """The innermost claim that covers a span, or None where the writer speaks.

    >>> claim = Claim(claim_id="c", text="it held", span=(10, 17), source="Ana Roa")
    >>> sayer_at((claim,), (13, 17)).source, sayer_at((claim,), (0, 5))
    ('Ana Roa', None)
    """
    return sayers_at(claims, (span,))[0]


def sayers_at(claims: Sequence[Claim], spans: Sequence[Span]) -> list[Claim | None]:
    """For each span the innermost claim that covers it, as ``sayer_at`` has it, in one pass over a long text.

    >>> claim = Claim(claim_id="c", text="it held", span=(10, 17), source="Ana Roa")
    >>> [found and found.source for found in sayers_at((claim,), ((13, 17), (0, 5)))]
    ['Ana Roa', None]
    """
    told = sorted((start, nth, end) for nth, claim in enumerate(claims) for start, end in pairs(claim))
    found: list[Claim | None] = [None] * len(spans)
    around: list[tuple[int, int, int]] = []  # what began before a span and may still cover it
    at = 0
    for index in sorted(range(len(spans)), key=lambda index: spans[index]):
        first, last = spans[index]
        while at < len(told) and told[at][0] <= first:
            around.append(told[at])
            at += 1
        around = [piece for piece in around if piece[2] >= first]
        covering = [(end - start, nth) for start, nth, end in around if last <= end]
        if covering:
            found[index] = claims[min(covering)[1]]
    return found


def pairs(claim: Claim | EventClaim) -> tuple[Span, ...]:
    """A claim's spans as pairs, whether it has a gap or not."""
    span = claim.span
    if len(span) == 2 and isinstance(span[0], int) and isinstance(span[1], int):
        return ((span[0], span[1]),)
    return tuple(part for part in span if isinstance(part, tuple))


def _block(text: str, segment: Segment, index: int, announced: tuple[Span, Span, str]) -> Draft | None:
    """The quotation that opens the paragraph after "she said:"."""
    source, cue, lemma = announced
    if segment.lows[0] != QUOTE or "\n" not in text[cue[1] : segment.starts[0]]:
        return None
    pieces = tuple(segment.span(at, at + 1) for at, low in enumerate(segment.lows) if low == QUOTE)
    return Draft(pieces, source, cue, lemma, True, index)


def _speaks_on(text: str, draft: Draft, segment: Segment) -> bool:
    """Whether a sentence belongs to a transcript's speaker: "ROA: We held. Nobody was hurt." on one line."""
    if draft.source is None or draft.cue is None or text[draft.cue[0] : draft.cue[1]] != ":":
        return False
    same_line = "\n" not in text[draft.pieces[-1][1] : segment.starts[0]]
    return same_line and text[draft.source[0] : draft.source[1]].isupper()


def _carry_on(text: str, segment: Segment, index: int, told: bool, readings: list[_Reading]) -> Draft | None:
    """A sentence that is a quotation alone goes on with the speaker before it, or waits for the one behind it.

    Behind words that were quoted it belongs to the same claim, if in the same paragraph; behind words that were told
    it is one of its own.
    """
    if told or not _QUOTED_ALONE.issuperset(segment.lows):
        return None
    pieces = tuple(segment.span(at, at + 1) for at, low in enumerate(segment.lows) if low == QUOTE)
    if not pieces:
        return None
    alone = Draft(pieces, None, None, None, True, index)
    last = readings[-1] if readings else None
    if last is None or last.draft.segment < index - 1:
        return alone
    between = text[max(end for _, end in last.draft.pieces) : pieces[0][0]]
    if "\n" not in between and last.draft.quoted:
        last.draft = replace(last.draft, pieces=last.draft.pieces + pieces, segment=index)
    elif last.draft.quoted or "\n" not in between:
        readings.append(_Reading(alone, last.sayer))
    else:
        return alone
    return None


def _speaks_next(text: str, segment: Segment, drafts: Sequence[Draft], awaited: Draft, sayers: Sayers) -> Span | None:
    """Who opens the sentence behind a quotation that nobody has said, in the same paragraph."""
    if "\n" in text[awaited.pieces[-1][1] : segment.starts[0]]:
        return None
    source = drafts[0].source if drafts else sayers.opening(segment)
    return source if source is not None and (not drafts or source[0] == segment.starts[0]) else None


def _records(
    document: Document, words: Words, segments: list[Segment], sayers: Sayers, readings: list[_Reading]
) -> tuple[Claim, ...]:
    claims: list[Claim] = []
    taken: dict[str, int] = {}
    made: list[tuple[_Reading, str]] = []
    for reading in readings:
        draft = replace(reading.draft, pieces=_trimmed(document.text, reading.draft.pieces))
        if not draft.pieces:
            continue
        segment = segments[reading.draft.segment]
        told = " … ".join(document.text[start:end] for start, end in draft.pieces)
        nth = taken[told] = taken.get(told, 0) + 1
        claim_id = _claim_id(document.doc_id, told, nth)
        claims.append(
            Claim(
                claim_id=claim_id,
                text=told,
                span=draft.pieces[0] if len(draft.pieces) == 1 else draft.pieces,
                source=reading.sayer.name if reading.sayer else None,
                source_span=draft.source,
                source_kind=reading.sayer.kind if reading.sayer else None,
                cue=document.text[draft.cue[0] : draft.cue[1]] if draft.cue else None,
                cue_span=draft.cue,
                quote=draft.quoted,
                hedge=relays.hedge(words, draft),
                denies=_denied(words, _Reading(draft, reading.sayer), made),
                channel=relays.channel(segment, draft, document.text),
                agency=relays.agency(segment, draft, sayers, document.text),
                outlet=document.outlet,
            )
        )
        made.append((_Reading(draft, reading.sayer), claim_id))
    return tuple(sorted(claims, key=lambda claim: (pairs(claim)[0], claim.claim_id)))


def _claim_id(doc_id: str, told: str, nth: int) -> str:
    words = f"{doc_id}\n{told}" if nth == 1 else f"{doc_id}\n{told}\n{nth}"
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _trimmed(text: str, pieces: tuple[Span, ...]) -> tuple[Span, ...]:
    """Without white space and commas at the edges."""
    found = []
    for start, end in sorted(pieces):
        while start < end and text[start] in _TRIM:
            start += 1
        while end > start and text[end - 1] in _TRIM:
            end -= 1
        if start < end:
            found.append((start, end))
    return tuple(found)


def _denied(words: Words, reading: _Reading, before: list[tuple[_Reading, str]]) -> str | None:
    """What a claim denies: the last claim of another sayer about the same, or "unknown" for a denial out of reach.

    A verb of denial denies. After "but" or "however", an answer does when the claim before speaks of its sayer
    (or the sayer's state), or when it says no to the same words.
    """
    draft = reading.draft
    outright = draft.lemma in tables().denials and not _turns_down(words, draft)
    answers = _answers(words, draft, outright)
    counted = answers and _of_a_count(words, draft)
    for other, claim_id in reversed(before[-_LOOK_BACK:]):
        if not outright and not answers and draft.segment - other.draft.segment not in {0, 1}:
            continue  # only a verb of denial reaches further back
        if other.sayer is None or reading.sayer is None or other.sayer.name == reading.sayer.name:
            continue
        if answers and counted:
            if draft.segment - other.draft.segment <= _COUNTED and _counts(words, other.draft):
                return claim_id
            continue
        if answers and draft.segment - other.draft.segment in {0, 1, 2}:
            return claim_id
        contrasted = _contrasted(words, draft, other.draft)
        if not outright and not contrasted:
            continue
        shared = relays.topic(words, draft.pieces) & relays.topic(words, other.draft.pieces)
        if shared and outright:
            return claim_id
        if shared and (
            _speaks_of(words, other.draft, reading.sayer) or (relays.negates(words, draft.pieces) and len(shared) > 1)
        ):
            return claim_id
    return "unknown" if outright else None


def _turns_down(words: Words, draft: Draft) -> bool:
    """Whether an offer, a demand or an appeal is turned down: nothing is said not to be so."""
    told = words.between(*draft.pieces[0])[:_OFFERED]
    if any(words.lows[at] == "that" for at in told[:1]):
        return False
    return not tables().proposals.isdisjoint(words.lows[at] for at in told)


def _answers(words: Words, draft: Draft, outright: bool) -> bool:
    """Whether a claim denies what was just said without repeating it: "denied it", "said that was untrue"."""
    said = [words.lows[index] for start, end in draft.pieces for index in words.between(start, end)]
    if outright:
        return not tables().denied.isdisjoint(said[:_ANSWER_SHORT])
    opens = next((low for low in said if low[0].isalnum()), "")
    return (
        len(said) <= _ANSWER_LONGEST
        and opens in {"it", "this", "that", "they"}
        and any(low in tables().falsehoods for low in said)
    )


def _of_a_count(words: Words, draft: Draft) -> bool:
    """Whether what is denied is "that figure"."""
    said = words.between(*draft.pieces[0])[:_ANSWER_SHORT]
    return not tables().counts.isdisjoint(words.lows[at] for at in said)


def _counts(words: Words, draft: Draft) -> bool:
    """Whether a claim gives a number."""
    told = (words.lows[at] for start, end in draft.pieces for at in words.between(start, end))
    return any(low[0].isdigit() or low in figure_tables().numbers for low in told)


def _contrasted(words: Words, draft: Draft, other: Draft) -> bool:
    """Whether "but" stands between two claims of one sentence, or opens the next."""
    if draft.segment - other.segment not in {0, 1}:
        return False
    start = max(end for _, end in other.pieces)
    end = draft.source[0] if draft.source else draft.pieces[0][0]
    return any(words.lows[index] in tables().contrasts for index in words.between(start, end))


def _speaks_of(words: Words, draft: Draft, sayer: Sayer) -> bool:
    """Whether a claim names a sayer, or the state whose capital or adjective the sayer's words are."""
    said = {words.lows[index] for start, end in draft.pieces for index in words.between(start, end)}
    for low in sayer.name.lower().replace("’s", "").split():
        if len(low) >= _LEAST_NAME and low in said:
            return True
        for phrase, state, _ in name_tables().states_by_first.get(low, ()):
            if len(phrase) == 1 and (state.name.lower() in said or state.adjective.lower() in said):
                return True
    return False


_LEAST_NAME = 4
