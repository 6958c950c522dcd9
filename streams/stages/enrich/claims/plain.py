"""Claims in languages whose grammar is not known here: a verb of saying, its sayer beside it, and what is told.

The sayer stands before the verb where "that", a colon or a quotation follows it, and behind it where what is told
comes first. Left alone: what nobody is told to say, and verbs beside which neither sayer nor words are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from streams.data.claims_plain import PlainClaims, plain_claims
from streams.data.outlets import credits
from streams.data.word_tables import load
from streams.stages.enrich.claims.drafts import ACCORDING, Draft
from streams.stages.enrich.claims.segments import QUOTE, Segment

Range = tuple[int, int]

_SAYER_LONGEST = 14  # items
_THAT_WITHIN = 10  # items between a verb and "that": a day, a place, whom it is told
_TOLD_SHORTEST = 2  # items before a comma that can be told
_HARD = frozenset({".", ";", ":", "?", "!", QUOTE, "—", "–", "(", ")"})
_PARTS = frozenset({",", "—", "–"})  # between what is told and its verb
_DENY = "deny"
_RECIPIENT_LONGEST = 3  # words of an outlet's name
_AGENCIES = frozenset(name.lower() for name in credits() if " " not in name)
_WORDS = load("claims_plain")["recipients"]
_OUTLETS = frozenset(_WORDS["outlets"])
_PAPERS, _BODIES, _CHANNELS = (tuple(_WORDS[key]) for key in ("papers", "bodies", "channels"))


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    by: bool = False  # according to


def read(segment: Segment, index: int, lang: str) -> list[Draft]:
    """The claims of one sentence in a language of ``LANGUAGES``, in the order of their cues.

    >>> from streams.stages.enrich.claims.segments import cut
    >>> from streams.stages.enrich.words import split
    >>> text = "La presa resistió, dijo la alcaldesa Ana Roa."
    >>> for draft in read(cut(split(text), ((0, 45),), [])[0], 0, "es"):
    ...     print(text[slice(*draft.source)], "|", text[slice(*draft.pieces[0])])
    la alcaldesa Ana Roa | La presa resistió
    """
    tables = plain_claims(lang)
    drafts: list[Draft] = []
    floor = 0
    subject: Range | None = None
    cues = list(_cues(segment, tables))
    for at, cue in enumerate(cues):
        if cue.start < floor:
            continue
        until = next((later.start for later in cues[at + 1 :] if _joined(segment, later, tables)), len(segment))
        after = cues[at + 1].start if at + 1 < len(cues) else len(segment)
        if cue.by:
            found = _according(segment, cue, floor, after, tables)
        else:
            found = _told(segment, cue, floor, until, after, tables)
        if found is None:
            continue
        source, pieces, floor = found
        source, floor = _behind(segment, source, floor, tables)
        source = source or (subject if cue.start and segment.lows[cue.start - 1] in tables.joins else None)
        subject = source or subject
        told = tuple(segment.span(*piece) for piece in pieces if piece[0] < piece[1])
        if told:
            denied = not cue.by and (
                tables.denies.at(segment.lows, cue.start) is not None or segment.lows[cue.start] in tables.apart
            )
            drafts.append(Draft(
                told, segment.span(*source) if source else None, segment.span(cue.start, cue.end),
                _DENY if denied else ACCORDING, all(segment.lows[start] == QUOTE for start, _ in pieces), index,
            ))  # fmt: skip
    return drafts or _labelled(segment, index)


def _behind(segment: Segment, source: Range | None, floor: int, tables: PlainClaims) -> tuple[Range | None, int]:
    """Whom a medium cites: "повідомляє «Суспільне» з посиланням на ДСНС"."""
    if source is None or (cited := tables.citing.at(segment.lows, source[1])) is None:
        return source, floor
    behind = _sayer_behind(segment, source[1] + cited[0], tables)
    return (behind, max(floor, behind[1])) if behind is not None else (source, floor)


def _cues(segment: Segment, tables: PlainClaims) -> Iterator[_Cue]:
    at = 0
    while at < len(segment):
        by = tables.by.at(segment.lows, at)
        if by is not None and by[1] == "comma" and segment.low(at - 1) != ",":
            by = None
        found = by or (None if segment.capitals[at] and at else tables.verbs.at(segment.lows, at))
        if found is not None:
            yield _Cue(at, at + found[0], by is not None)
        at += found[0] if found is not None else 1


def _joined(segment: Segment, cue: _Cue, tables: PlainClaims) -> bool:
    """Whether a verb goes on with the sayer of the one before: "niega que … y sostiene que …"."""
    return not cue.by and cue.start > 0 and segment.lows[cue.start - 1] in tables.joins


def _told(
    segment: Segment, cue: _Cue, floor: int, until: int, after: int, tables: PlainClaims
) -> tuple[Range | None, list[Range], int] | None:
    """What a verb tells: before it where it closes a quotation or a clause, else behind it.

    ``until``: where the next verb of the same sayer stands; ``after``: where the next one of anybody does.
    """
    if (ends := tables.apart.get(segment.lows[cue.start])) is not None:
        return _rejected(segment, cue, floor, ends, tables)
    opened = _opened(segment, cue, until, after, tables)
    last = cue.start
    while last > floor and segment.lows[last - 1] in _PARTS:
        last -= 1  # «…», — сказала Roa
    closes = segment.low(last - 1) == QUOTE
    if last > floor and (closes or (last < cue.start and opened is None)):
        source = _sayer_behind(segment, cue.end, tables)
        quoted = segment.lows[last - 1] == QUOTE
        begin = last - 1 if quoted and _opens_clause(segment, last - 1) else floor
        if quoted or last - begin >= _TOLD_SHORTEST:
            pieces = [(begin, last)]
            end = source[1] if source else cue.end
            for at in range(end, len(segment)):  # "…", sagte Roa. "…"
                if segment.lows[at] == QUOTE and segment.lows[at - 1] in {",", ".", ":"}:
                    pieces.append((at, at + 1))
            return source, pieces, pieces[-1][1] if len(pieces) > 1 else end
    if opened is None:
        return None
    return _sayer_before(segment, cue, floor, tables), opened, max(end for _, end in opened)


def _rejected(
    segment: Segment, cue: _Cue, floor: int, ends: str, tables: PlainClaims
) -> tuple[Range | None, list[Range], int] | None:
    """ "Die Firma wies den Vorwurf zurück, Wasser abgeleitet zu haben": what is before the verb's end and behind."""
    last = next((at for at in range(cue.end, len(segment)) if segment.lows[at] == ends), None)
    source = _sayer_before(segment, cue, floor, tables)
    if last is None or source is None or last == cue.end:
        return None
    end = _end(segment, len(segment), tables)
    pieces = [(cue.end, last)]
    if segment.low(last + 1) == "," and end > last + 2:
        pieces.append((last + 2, end))
    return source, pieces, pieces[-1][1]


def _opens_clause(segment: Segment, at: int) -> bool:
    return at == 0 or segment.lows[at - 1] in {",", ".", ":", ";", "—", "–"}


def _opened(segment: Segment, cue: _Cue, until: int, after: int, tables: PlainClaims) -> list[Range] | None:
    """What a verb opens: "that" and its clause, a colon and a quotation, a quotation, or its object."""
    end = _end(segment, until, tables)
    if segment.low(cue.end) == "," and tables.that.at(segment.lows, cue.end + 1) is not None:
        return [(cue.end + 1, end)]  # bestritt, dass
    for at in range(cue.end, min(end, cue.end + _THAT_WITHIN)):
        that = tables.that.at(segment.lows, at)
        if that is not None and (at == cue.end or segment.lows[at] not in {"si", "se", "di", "ob"}):
            return [(at, end)]
        if segment.lows[at] == QUOTE:
            if after == at + 1 + (segment.low(at + 1) == ","):
                return None  # "Roa plaide : « … », a dit Reis"
            led = [(cue.end, at)] if at > cue.end and tables.of.at(segment.lows, cue.start) else []
            quotes = [(at, at + 1)]
            if led and segment.lows[at - 1] != ":":
                return [(cue.end, at + 1)]
            return quotes
        if segment.lows[at] in {",", ";", "."}:
            break
    if tables.of.at(segment.lows, cue.start) is not None:
        stop = next((at for at in range(cue.end, end) if segment.lows[at] in {",", ";", ":"}), end)
        return [(cue.end, stop)] if stop > cue.end else None
    return None


def _end(segment: Segment, until: int, tables: PlainClaims) -> int:
    """Where a told clause ends: before the sentence's mark, or before "and" and the next verb of the same sayer."""
    end = until if until < len(segment) else len(segment)
    while end > 0 and (segment.lows[end - 1] in {".", "!", "?"} or (until < len(segment) and end == until)):
        end -= 1
    return end


def _sayer_before(segment: Segment, cue: _Cue, floor: int, tables: PlainClaims) -> Range | None:
    """The subject before a verb, with what stands between commas; without one, behind it (German: "Nun sagte Roa")."""
    end = cue.start
    if segment.lows[end - 1] == ")":  # Henning Prahl (CDU)
        end = next((at for at in range(end - 2, max(floor, end - _SAYER_LONGEST), -1) if segment.lows[at] == "("), end)
    start = max(floor, end - _SAYER_LONGEST)
    hard = next((at for at in range(end - 1, start - 1, -1) if segment.lows[at] in _HARD), None)
    start = start if hard is None else hard + 1
    while start < end and (segment.lows[start] in tables.joins or segment.lows[start] in tables.opens):
        start += 1
    if start < end and segment.lows[start] not in tables.stop:
        return start, end - (segment.lows[end - 1] == ",")
    return _sayer_behind(segment, cue.end, tables) if start < end else None


def _sayer_behind(segment: Segment, start: int, tables: PlainClaims) -> Range | None:
    """The sayer behind a verb: up to a comma, a mark, or a word that tells when, where or to whom."""
    while start < len(segment) and segment.lows[start] in tables.opens:
        start += 1
    start = _past_recipient(segment, start, tables)
    if segment.low(start) in tables.among and start + 1 < len(segment) and _can_say(segment, start + 1):
        start += 1
    at = start
    while at < min(len(segment), start + _SAYER_LONGEST):
        low = segment.lows[at]
        if low == "," or low in _HARD or (at > start and low in tables.stop) or tables.that.at(segment.lows, at):
            break
        if at > start and (tables.citing.at(segment.lows, at) or _told_agency(segment, at, tables)):
            break
        ended = at > start and tables.capitals and segment.capitals[at - 1] and not segment.capitals[at]
        if ended and low not in tables.genitives:
            break  # German nouns have capitals: what follows them is no part of a name
        at += 1
    if at == start or segment.lows[start] in tables.stop:
        return None
    named = (
        at + 1 < len(segment) and segment.lows[at] == "," and segment.capitals[at + 1] and not segment.capitals[at - 1]
    )
    if named:  # dijo el alcalde, Bruno Reis
        end = at + 1
        while end < len(segment) and segment.capitals[end]:
            end += 1
        return start, end
    return start, at


def _past_recipient(segment: Segment, start: int, tables: PlainClaims) -> int:
    """Past whom it is told: "dijo a EFE el bombero", "a indiqué à l'AFP une source", "powiedziała PAP burmistrz"."""
    at = start + (segment.low(start) in tables.to)
    while at < len(segment) and segment.lows[at] in _OUTLETS:
        at += 1
    if segment.low(at).rpartition("'")[2] not in _AGENCIES:
        return start
    while at < len(segment) and segment.lows[at].rpartition("'")[2] in _AGENCIES:
        at += 1
    return at if at < len(segment) and segment.lows[at][:1].isalpha() and segment.lows[at] not in tables.stop else start


def _told_agency(segment: Segment, at: int, tables: PlainClaims) -> bool:
    """Whether a recipient stands behind a sayer: "sagte Eva Kolb der dpa", "der Deutschen Presse-Agentur"."""
    if segment.lows[at] not in tables.to:
        return False
    return any(low in _AGENCIES or low.endswith(_PAPERS) for low in segment.lows[at + 1 : at + 1 + _RECIPIENT_LONGEST])


def _can_say(segment: Segment, at: int) -> bool:
    """Whether those among whom something was said are named: an abbreviation or a body, not a day or a channel."""
    low = segment.lows[at]
    return (segment.capitals[at] and not low.startswith(_CHANNELS)) or low.startswith(_BODIES)


def _according(
    segment: Segment, cue: _Cue, floor: int, after: int, tables: PlainClaims
) -> tuple[Range | None, list[Range], int] | None:
    """ "Según la policía, …" and "…, según la policía"."""
    source = _sayer_behind(segment, cue.end, tables)
    if source is None or segment.lows[cue.end][:1].isdigit():
        return None
    if cue.start <= floor:
        begin = source[1] + (segment.low(source[1]) == ",")
        end = _end(segment, len(segment), tables)
        return (source, [(begin, end)], end) if end - begin >= _TOLD_SHORTEST else None
    begin = floor
    while begin < cue.start and segment.lows[begin] in {",", ";", "."}:
        begin += 1
    end = cue.start - (segment.lows[cue.start - 1] == ",")
    if end <= begin:
        return None
    if segment.low(source[1]) in {",", ""} or segment.low(source[1]) in _HARD:
        return source, [(begin, end)], source[1]
    if after < len(segment):
        return None  # in the middle of what another verb closes
    stop = next((at for at in range(source[1], len(segment)) if segment.lows[at] in {",", "."}), len(segment))
    return source, [(begin, end), (source[1], stop)], stop


def _labelled(segment: Segment, index: int) -> list[Draft]:
    """ "Alcalde Bruno Reis: «…»"."""
    colon = next((at for at in range(1, min(_SAYER_LONGEST, len(segment) - 1)) if segment.lows[at] == ":"), 0)
    if not colon or segment.lows[colon + 1] != QUOTE or not segment.capitals[colon - 1]:
        return []
    told = segment.span(colon + 1, colon + 2)
    return [Draft((told,), segment.span(0, colon), segment.span(colon, colon + 1), ACCORDING, True, index)]


__all__ = ["read"]
