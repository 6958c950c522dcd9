"""An event's claims: which are said by several independent origins, which are denied, replaced or taken back.

Two claims are the same where they share most of the words that carry meaning and give no different numbers, whoever
says them; what one says of the same matter with other numbers, or with a "not" more, contradicts the other. A claim
goes with the figures that it gives: it is superseded or disputed where all of them are, or one of them is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.data.word_tables import load
from streams.records import Claim, EventClaim, Figure, Standing
from streams.stages.curate.heard import DENIED_MIN, SAME_NUMBER, Heard, Near, heard
from streams.stages.curate.members import Kept
from streams.stages.curate.signature import stem, stems
from streams.stages.enrich.claims import pairs

SAME_CLAIM = 0.6  # share of the shorter claim's stems that two claims of the same thing have in common
WORDS_MIN = 4  # shorter claims are the same only when equal
NEXT = 120  # characters from a claim to the answer that denies it without repeating it
BEHIND = 60  # characters from a denial to the quote that bears it out
ORIGINS_MAX = 24  # named; the count is exact

_WORDS = load("ledger")["words"]
_ACCUSING = frozenset(_WORDS["accusing"])


@dataclass(frozen=True, slots=True, eq=False)
class ClaimTold:
    """A claim as one post tells it. Known by being the same one: see ``Kept.each``."""

    claim: Claim
    post_id: str
    origin: str
    withdrawn: bool
    when: datetime
    label: str | None = None  # the origin as people read it
    until: datetime | None = None  # when it was taken back, or replaced by an edit
    numbers: frozenset[tuple[str, float]] = frozenset()  # the figures in it
    replaced: bool = False  # its post says something else now
    by: str | None = None  # claim_id of what replaced it


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A sentence in which somebody takes back what he said."""

    post_id: str
    when: datetime
    by: frozenset[str]  # keys of the origins that are named or speak there
    words: frozenset[str]  # stems


@dataclass(slots=True)
class _Line:
    """One claim, and what is found out about it."""

    told: ClaimTold
    words: frozenset[str]
    negated: bool
    rejects: bool  # its words deny something by themselves
    denies: str | None
    origins: dict[str, str]  # behind it, and behind those that say the same
    end: Standing | None = None
    disputed: Standing | None = None
    corroborated: Standing | None = None


Compared = tuple[str | None, bool]
"""Whether the earlier of two claims is agreed to or superseded by the later one, and whether that contradicts it."""


def relate(
    told: Sequence[ClaimTold], figures: Sequence[Figure] = (), taken_back: Sequence[TakenBack] = (),
    kept: Kept | None = None,
) -> tuple[EventClaim, ...]:  # fmt: skip
    """The claims with their status, in order. Corroborated needs two independent origins; one denial is a dispute."""
    kept = Kept() if kept is None else kept
    near = kept.lasting("claims", Near).among(one.claim.text for one in told)
    lines = [_line(one) for one in told]
    _pair_denials(lines)
    _share_denials(lines)
    by_id = {line.told.claim.claim_id: line for line in lines}
    for line in lines:
        target = by_id.get(line.denies or "")
        if line.denies is not None and not line.told.withdrawn:
            _dispute(line, line if target is None else target)
            if target is not None:
                for denied in lines:
                    if denied is target or _is_of_one_breath(denied, target):
                        _dispute(denied, line)
    told_before: dict[str, list[int]] = defaultdict(list)  # by text: its lines so far
    same_post: dict[str, list[int]] = defaultdict(list)  # by post: its lines so far
    for i, line in enumerate(lines):
        text, post = line.told.claim.text, line.told.post_id
        near_it = (n for other in near[text] for n in told_before.get(other, ()))
        earlier = sorted({*near_it, *same_post[post]})
        name = "compared", line.told.claim.claim_id, post
        found = kept.each(name, _compared, [told[n] for n in earlier], line.told)
        for n, outcome in zip(earlier, found, strict=True):
            if outcome is not None:
                _let(line, lines[n], *outcome)
        told_before[text].append(i)
        same_post[post].append(i)
    _follow(by_id, figures)
    for back in taken_back:
        _withdraw(lines, back)
    return tuple(
        kept.of(
            ("claim", line.told.claim.claim_id, line.told.post_id), _event_claim, line.told, line.denies, line.end,
            line.disputed, line.corroborated, tuple(line.origins.values()),
        )
        for line in lines
    )  # fmt: skip


def _line(told: ClaimTold) -> _Line:
    said = heard(told.claim.text)
    origins = {told.origin: told.label or told.origin}
    return _Line(told, said.words, said.negated, said.rejects, told.claim.denies, origins)


def _compared(other: ClaimTold, mine: ClaimTold) -> Compared | None:
    """What comes of it that one claim is told after another; None where nothing does."""
    becomes, contradicts = _becomes(mine, other), _contradicts(mine, other)
    return (becomes, contradicts) if becomes is not None or contradicts else None


def _becomes(mine: ClaimTold, theirs: ClaimTold) -> str | None:
    """Whether both say the same, or the same sayer says otherwise now."""
    if mine.withdrawn or mine.replaced or mine.claim.denies is not None:
        return None
    if theirs.withdrawn or theirs.claim.denies is not None or theirs.claim.claim_id == mine.claim.claim_id:
        return None
    ours, before = heard(mine.claim.text), heard(theirs.claim.text)
    shared = len(ours.words & before.words)
    if not shared:
        return None
    agree = _numbers_agree(mine, theirs)
    other_words = agree is False or ours.negated != before.negated
    if other_words and mine.origin == theirs.origin and mine.when > theirs.when and _alike(ours, before):
        return "superseded"
    if not other_words and not theirs.replaced and _same(ours, before, shared, agree):
        return "agreed"
    return None


def _contradicts(mine: ClaimTold, theirs: ClaimTold) -> bool:
    """A "no" to what another has just been told to say of the same matter disputes it, though no verb denies."""
    if mine.withdrawn or mine.replaced or mine.claim.source is None:
        return False
    ours, before = heard(mine.claim.text), heard(theirs.claim.text)
    if theirs.origin == mine.origin or ours.negated == before.negated or theirs.withdrawn or theirs.replaced:
        return False
    return theirs.claim.source is not None and (_alike(ours, before) or _answers(mine, theirs))


def _let(line: _Line, other: _Line, becomes: str | None, contradicts: bool) -> None:
    """Let an outcome stand."""
    if becomes == "superseded":
        _supersede(other, line)
    elif becomes == "agreed":
        _agree(line, other)
    if contradicts:
        _dispute(line, other)
        _dispute(other, line)


def _answers(mine: ClaimTold, theirs: ClaimTold) -> bool:
    """Whether a claim stands right behind another in one post, and shares a word with it."""
    if mine.post_id != theirs.post_id or heard(mine.claim.text).words.isdisjoint(heard(theirs.claim.text).words):
        return False
    return 0 <= pairs(mine.claim)[0][0] - pairs(theirs.claim)[-1][1] <= NEXT


def _agree(line: _Line, other: _Line) -> None:
    """Two that say the same: the origins of each are the other's, too."""
    ours, theirs = line.told, other.told
    line.origins.setdefault(theirs.origin, theirs.label or theirs.origin)
    other.origins.setdefault(ours.origin, ours.label or ours.origin)
    if ours.origin != theirs.origin:
        since = max(ours.when, theirs.when)
        for one, by in ((line, theirs), (other, ours)):
            if one.corroborated is None:
                one.corroborated = Standing(
                    status="corroborated", since=since, post_id=by.post_id, by=by.claim.claim_id
                )  # fmt: skip


def _numbers_agree(a: ClaimTold, b: ClaimTold) -> bool | None:
    """Whether two give a number alike; False where both count the same things otherwise, None where they do not."""
    if not a.numbers.isdisjoint(b.numbers):
        return True
    return None if {thing for thing, _ in a.numbers}.isdisjoint(thing for thing, _ in b.numbers) else False


def _same(a: Heard, b: Heard, shared: int, numbers_agree: bool | None) -> bool:
    short = min(len(a.words), len(b.words))
    if short < WORDS_MIN:
        return a.words == b.words
    if numbers_agree:
        return shared >= max(SAME_NUMBER * short, DENIED_MIN)
    return shared >= max(SAME_CLAIM * short, WORDS_MIN)


def _alike(a: Heard, b: Heard) -> bool:
    """Whether two are of the same matter."""
    short = min(len(a.words), len(b.words))
    return short >= WORDS_MIN and len(a.words & b.words) >= SAME_CLAIM * short


# ------------------------------------------------------------------------------------------- denials


def _pair_denials(lines: Sequence[_Line]) -> None:
    """Find what is denied where its own post did not say: the last claim of another of the same matter; where the
    denial repeats nothing, the last one that accuses the one who denies."""
    for i, line in enumerate(lines):
        outright = line.denies == "unknown"
        if line.denies is not None and not outright:
            continue
        if not outright and not line.rejects:
            continue
        target = _denied(line, lines[:i])
        if target is not None:
            line.denies = target.told.claim.claim_id


def _denied(line: _Line, earlier: Sequence[_Line]) -> _Line | None:
    others = [
        o for o in earlier
        if o.told.origin != line.told.origin and o.told.claim.source is not None and o.denies is None
        and not o.told.withdrawn and o.told.when <= line.told.when
    ]  # fmt: skip
    about = [(len(o.words & line.words), i) for i, o in enumerate(others)]
    best = max(about, default=(0, 0))
    if best[0] >= DENIED_MIN and best[0] * 2 >= min(len(line.words), len(others[best[1]].words)):
        return others[best[1]]
    sayer = {stem(word) for word in stems(line.told.claim.source or "")}
    accusing = [o for o in others if sayer & o.words]
    if accusing:
        return accusing[-1]
    start = pairs(line.told.claim)[0][0]
    beside = [
        o for o in others
        if o.told.post_id == line.told.post_id and 0 <= start - pairs(o.told.claim)[-1][1] <= NEXT
    ]  # fmt: skip
    if beside:
        return beside[-1]
    charges = [o for o in others if not _ACCUSING.isdisjoint((o.told.claim.cue or "").casefold().split())]
    return charges[-1] if charges and "accus" in line.told.claim.text.casefold() else None


def _is_of_one_breath(line: _Line, denied: _Line) -> bool:
    """Whether a claim is told with one that is denied, by the same sayer: "…, he said, citing …"."""
    if line.told.post_id != denied.told.post_id or line.told.origin != denied.told.origin or line.denies is not None:
        return False
    (one, *_), (other, *_) = pairs(line.told.claim), pairs(denied.told.claim)
    return -BEHIND <= other[0] - one[1] <= BEHIND


def _share_denials(lines: Sequence[_Line]) -> None:
    """Who speaks the very words in which another denies, or is quoted right behind them, denies with him: a firm
    rejects it, and its lawyer says why."""
    denials: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.denies is not None and line.told.claim.denies is not None:
            denials[line.told.post_id].append(line)
    for line in lines:
        if line.denies is not None:
            continue
        for denial in denials.get(line.told.post_id, ()):
            if _goes_with(line, denial):
                line.denies = denial.denies
                break


def _goes_with(line: _Line, denial: _Line) -> bool:
    mine, theirs = line.told.claim, denial.told.claim
    if any(s < f and e < t for s, t in pairs(mine) for e, f in pairs(theirs)):
        return True
    gap = pairs(mine)[0][0] - max(end for _, end in pairs(theirs))
    return mine.quote and 0 <= gap <= BEHIND and mine.source_kind == "person"


# ------------------------------------------------------------------------------------------- standing


def _dispute(line: _Line, by: _Line) -> None:
    if line.disputed is None or by.told.when < line.disputed.since:
        since = max(by.told.when, line.told.when)
        cause = None if by is line else by.told.claim.claim_id
        line.disputed = Standing(status="disputed", since=since, post_id=by.told.post_id, by=cause)


def _supersede(line: _Line, by: _Line) -> None:
    if line.end is None or by.told.when < line.end.since:
        line.end = Standing(
            status="superseded", since=by.told.when, post_id=by.told.post_id, by=by.told.claim.claim_id
        )  # fmt: skip


def _follow(by_id: Mapping[str, _Line], figures: Iterable[Figure]) -> None:
    """Let claims go the way of the figures that they give."""
    given: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        for claim_id in figure.claims:
            if claim_id in by_id:
                given[claim_id].append(figure)
    claim_of = {figure.figure_id: figure.claims for figure in figures}
    by_figure_id = {figure.figure_id: figure for figure in figures}
    for claim_id, mine in given.items():
        line = by_id[claim_id]
        ends = [f.history[-1] for f in mine if f.status == "superseded" and f.history and _by_itself(f, by_figure_id)]
        if line.end is None and len(ends) == len(mine):
            line.end = _told_by(max(ends, key=lambda s: s.since), claim_of)
        quarrels = [s for f in mine for s in f.history if s.status == "disputed"]
        if line.disputed is None and quarrels and any(f.status == "disputed" for f in mine):
            line.disputed = _told_by(min(quarrels, key=lambda s: s.since), claim_of)


def _by_itself(figure: Figure, by_figure_id: Mapping[str, Figure]) -> bool:
    """Whether who gave a number gave the one that superseded it, too: another's word ends no claim."""
    heir = by_figure_id.get(figure.history[-1].by or "")
    return heir is not None and not frozenset(figure.origins).isdisjoint(heir.origins)


def _withdraw(lines: Sequence[_Line], back: TakenBack) -> None:
    """Take back what those who do so said before of the same matter, or denied."""
    for line in lines:
        told = line.told
        named = heard(told.claim.source or "").words
        by_itself = told.origin in back.by or (bool(named) and named <= back.words)
        if told.when >= back.when or not by_itself or line.end is not None:
            continue
        shared = len(line.words & back.words)
        if line.denies is not None or shared >= DENIED_MIN or (line.negated and shared):
            line.end = Standing(status="withdrawn", since=back.when, post_id=back.post_id)


def _told_by(standing: Standing, claim_of: Mapping[str, tuple[str, ...]]) -> Standing:
    """The same change, by the claim that gives the figure which made it."""
    claims = claim_of.get(standing.by or "", ())
    return Standing(
        status=standing.status, since=standing.since, post_id=standing.post_id, by=claims[0] if claims else None
    )  # fmt: skip


def _event_claim(
    told: ClaimTold, denies: str | None, end: Standing | None, disputed: Standing | None, corroborated: Standing | None,
    origins: tuple[str, ...],
) -> EventClaim:  # fmt: skip
    claim = told.claim
    history = [Standing(status="single", since=told.when, post_id=told.post_id)]
    history += sorted((one for one in (corroborated, disputed) if one is not None), key=lambda s: (s.since, s.status))
    if disputed is not None and history[-1] is not disputed:
        history.remove(corroborated)  # type: ignore[arg-type]  # a dispute weighs more than who says so, too
    if told.withdrawn:
        end = Standing(status="withdrawn", since=told.until or told.when, post_id=told.post_id)
    elif told.replaced:
        end = Standing(status="superseded", since=told.until or told.when, post_id=told.post_id, by=told.by)
    if end is not None:
        history.append(end)
    return EventClaim(
        claim_id=claim.claim_id, text=claim.text, quote=claim.quote, speaker=claim.source,
        speaker_kind=claim.source_kind, channel=claim.channel, agency=claim.agency, outlet=claim.outlet,
        verb=claim.cue, hedge=claim.hedge, post_id=told.post_id, span=claim.span, status=history[-1].status,
        independent_origins=len(origins), denies=denies, origins=origins[:ORIGINS_MAX],
        history=tuple(history),
    )  # fmt: skip
