"""An event's claims: which are said by several independent origins, which are denied, replaced or taken back.

Two claims are the same where they share most of the words that carry meaning and give no different numbers, whoever
says them; what one says of the same matter with other numbers, or with a "not" more, contradicts the other. A claim
goes with the figures that it gives: it is superseded or disputed where all of them are, or one of them is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams.data.word_tables import load
from streams.records import Claim, EventClaim, Figure, Standing
from streams.stages.curate import contrast
from streams.stages.curate.members import Kept
from streams.stages.curate.signature import stem, stems
from streams.stages.enrich.claims import pairs

SAME_CLAIM = 0.6  # share of the shorter claim's stems that two claims of the same thing have in common
SAME_NUMBER = 0.3  # enough where both give the same figure
WORDS_MIN = 4  # shorter claims are the same only when equal
DENIED_MIN = 2  # stems that a denial shares with what it denies
SAME_HOURS = timedelta(hours=3)  # later, the opposite may be what became of it
NEXT = 120  # characters from a claim to the answer that denies it without repeating it
BEHIND = 60  # characters from a denial to the quote that bears it out
AND = 25  # characters between two claims of one sentence: "denies that …, and says that …"
ORIGINS_MAX = 24  # named; the count is exact

_WORDS = load("ledger")["words"]
_ACCUSING = frozenset(_WORDS["accusing"])
_CHARGES = frozenset(map(stem, _WORDS["charges"]))
_COUNTS = frozenset(map(stem, _WORDS["counts"]))
_ACCUSATIONS = tuple(_WORDS["accusations"])


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """A claim as one post tells it."""

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
    answered: bool = False  # its own post says that somebody denies it


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
    negated: frozenset[str] | None  # stems of what it says is not so
    rejects: bool  # its words deny something by themselves
    denies: str | None
    end: Standing | None = None
    disputed: Standing | None = None
    corroborated: Standing | None = None
    confirmed: Standing | None = None  # by who had denied it
    origins: dict[str, str] | None = None


class Near:
    """Which claims of an event share words enough to be compared; kept, so that only what is new is read.

    A function of the texts that it is asked about, whatever it was asked before.
    """

    def __init__(self) -> None:
        self._said: dict[str, tuple[frozenset[str], frozenset[str] | None, bool]] = {}
        self._near: dict[str, set[str]] = {}

    def among(self, texts: Iterable[str]) -> Mapping[str, set[str]]:
        """For each text the others of these texts that are near it, and itself."""
        present = dict.fromkeys(texts)
        for text in [text for text in self._said if text not in present]:
            del self._said[text]
            for other in self._near.pop(text):
                self._near.get(other, set()).discard(text)
        for text in present:
            if text not in self._said:
                words, *_ = self._said[text] = frozenset(stems(text)), contrast.negated(text), contrast.denies(text)
                near = self._near[text] = {
                    other for other, (theirs, *_) in self._said.items() if _is_near(words, theirs)
                }
                for other in near:
                    self._near[other].add(text)
        return self._near

    def line(self, told: ClaimTold) -> _Line:
        """A claim that it was asked about, with its words."""
        return _Line(told, *self._said[told.claim.text], told.claim.denies)


def relate(
    told: Sequence[ClaimTold], figures: Sequence[Figure] = (), taken_back: Sequence[TakenBack] = (),
    kept: Kept | None = None,
) -> tuple[EventClaim, ...]:  # fmt: skip
    """The claims with their status, in order. Corroborated needs two independent origins; one denial is a dispute."""
    said = Near() if kept is None else kept.lasting("claims", Near)
    near = said.among(one.claim.text for one in told)
    lines = [said.line(one) for one in told]
    _pair_denials(lines)
    _share_denials(lines)
    by_id = {line.told.claim.claim_id: line for line in lines}
    for line in lines:
        if line.told.answered and not line.told.withdrawn:
            _dispute(line, line)
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
        earlier = [lines[n] for n in sorted({*near_it, *same_post[post]})]
        _compare(line, earlier)
        _contradict(line, earlier)
        told_before[text].append(i)
        same_post[post].append(i)
    _follow(by_id, figures)
    for back in taken_back:
        _withdraw(lines, back, by_id)
    return tuple(_event_claim(line) for line in lines)


def _is_near(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two share the words that any comparison asks for."""
    return len(a & b) >= max(SAME_NUMBER * min(len(a), len(b)), DENIED_MIN) or a == b


def _compare(line: _Line, earlier: Sequence[_Line]) -> None:
    """Find who said the same, and what the same sayer said otherwise before."""
    mine = line.told
    line.origins = {mine.origin: mine.label or mine.origin}
    if mine.withdrawn or mine.replaced or mine.claim.denies is not None:
        return
    for other in earlier:
        theirs = other.told
        if theirs.withdrawn or theirs.claim.denies is not None or theirs.claim.claim_id == mine.claim.claim_id:
            continue
        shared = len(line.words & other.words)
        if not shared:
            continue
        agree = _numbers_agree(mine, theirs)
        other_words = agree is False or _is_contrary(line, other)
        if other_words and mine.origin == theirs.origin and mine.when > theirs.when and _alike(line, other):
            _supersede(other, line)
        elif not other_words and not theirs.replaced and _same(line, other, shared, agree):
            _agree(line, other)


def _contradict(line: _Line, earlier: Sequence[_Line]) -> None:
    """A "no" to what another has just been told to say of the same matter disputes it, though no verb denies; and so
    does the opposite of it, told of the same hours."""
    mine = line.told
    if mine.withdrawn or mine.replaced or mine.claim.source is None:
        return
    for other in earlier:
        theirs = other.told
        if theirs.origin == mine.origin or theirs.withdrawn or theirs.replaced or theirs.claim.source is None:
            continue
        if not _is_contrary(line, other):
            continue
        both = _says_no(line, other) == _says_no(other, line)
        if both and mine.post_id != theirs.post_id and mine.when - theirs.when > SAME_HOURS:
            continue  # opened since
        if _alike(line, other, contrary=True) or _answers(line, other):
            _dispute(line, other)
            _dispute(other, line)
            if line.denies is None and _says_no(line, other):
                line.denies = theirs.claim.claim_id


def _is_contrary(a: _Line, b: _Line) -> bool:
    """Whether one says that it is not so, or names the opposite; who does both says the same: "not locked", "open"."""
    return (_says_no(a, b) != _says_no(b, a)) != bool(contrast.opposed(a.words, b.words))


def _says_no(a: _Line, b: _Line) -> bool:
    """Whether one says that something which the other speaks of is not so. Where both say no, nobody knows to what."""
    return a.negated is not None and b.negated is None and not a.negated.isdisjoint(b.words)


def _answers(line: _Line, other: _Line) -> bool:
    """Whether a claim stands right behind another in one post, and shares a word with it."""
    if line.told.post_id != other.told.post_id or line.words.isdisjoint(other.words):
        return False
    return 0 <= pairs(line.told.claim)[0][0] - pairs(other.told.claim)[-1][1] <= NEXT


def _agree(line: _Line, other: _Line) -> None:
    """Two that say the same: the origins of each are the other's, too."""
    assert line.origins is not None and other.origins is not None
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


def _same(a: _Line, b: _Line, shared: int, numbers_agree: bool | None) -> bool:
    short = min(len(a.words), len(b.words))
    if short < WORDS_MIN:
        return a.words == b.words
    if numbers_agree:
        return shared >= max(SAME_NUMBER * short, DENIED_MIN)
    return shared >= max(SAME_CLAIM * short, WORDS_MIN)


def _alike(a: _Line, b: _Line, *, contrary: bool = False) -> bool:
    """Whether two are of the same matter; where they are contrary, few words are enough, if most are the same."""
    apart = contrast.opposed(a.words, b.words) if contrary else frozenset()
    ours, theirs = a.words - apart, b.words - apart
    short = min(len(ours), len(theirs))
    least = DENIED_MIN if contrary else WORDS_MIN
    return short >= least and len(ours & theirs) >= max(SAME_CLAIM * short, least if contrary else 0)


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
    if any(word in line.told.claim.text.casefold() for word in _ACCUSATIONS):
        charges = [o for o in others if _is_charge(o)]
        others = charges or others
    elif any(word in _COUNTS for word in line.words):
        others = [o for o in others if o.told.numbers] or others
    about = [(len(o.words & line.words), i) for i, o in enumerate(others)]
    best = max(about, default=(0, 0))
    if best[0] >= DENIED_MIN and best[0] * 2 >= min(len(line.words), len(others[best[1]].words)):
        return others[best[1]]
    sayer = {stem(word) for word in stems(line.told.claim.source or "")}
    accusing = [o for o in others if sayer & o.words]
    accusing = [o for o in accusing if _is_charge(o)] or accusing
    if accusing:
        return accusing[-1]
    start = pairs(line.told.claim)[0][0]
    beside = [
        o for o in others
        if o.told.post_id == line.told.post_id and 0 <= start - pairs(o.told.claim)[-1][1] <= NEXT
    ]  # fmt: skip
    if beside:
        return beside[-1]
    charges = [o for o in others if _is_charge(o)]
    return charges[-1] if charges and "accus" in line.told.claim.text.casefold() else None


def _is_charge(line: _Line) -> bool:
    """Whether somebody is blamed for something."""
    cue = (line.told.claim.cue or "").casefold().split()
    return not _ACCUSING.isdisjoint(cue) or not _CHARGES.isdisjoint(line.words)


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
    if line.told.origin == denial.told.origin:
        before = pairs(theirs)[0][0] - max(end for _, end in pairs(mine))
        return 0 <= gap <= AND or (mine.quote and 0 <= max(gap, before) <= NEXT)
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
    origins_of = {figure.figure_id: frozenset(figure.origins) for figure in figures}
    for claim_id, mine in given.items():
        line = by_id[claim_id]
        ends = [f.history[-1] for f in mine if f.status == "superseded" and f.history and _by_itself(f, origins_of)]
        if line.end is None and len(ends) == len(mine):
            line.end = _told_by(max(ends, key=lambda s: s.since), claim_of)
        quarrels = [s for f in mine for s in f.history if s.status == "disputed"]
        if line.disputed is None and quarrels and any(f.status == "disputed" for f in mine):
            line.disputed = _told_by(min(quarrels, key=lambda s: s.since), claim_of)


def _by_itself(figure: Figure, origins_of: Mapping[str, frozenset[str]]) -> bool:
    """Whether who gave a number gave the one that superseded it, too: another's word ends no claim."""
    return bool(frozenset(figure.origins) & origins_of.get(figure.history[-1].by or "", frozenset()))


def _withdraw(lines: Sequence[_Line], back: TakenBack, by_id: Mapping[str, _Line]) -> None:
    """Take back what those who do so said before of the same matter, or denied: what they denied is so."""
    for line in lines:
        told = line.told
        named = frozenset(stems(told.claim.source or ""))
        by_itself = told.origin in back.by or (bool(named) and named <= back.words)
        if told.when >= back.when or not by_itself or line.end is not None:
            continue
        shared = len(line.words & back.words)
        if line.denies is not None or shared >= DENIED_MIN or (line.negated is not None and shared):
            line.end = Standing(status="withdrawn", since=back.when, post_id=back.post_id)
            denied = by_id.get(line.denies or "")
            if denied is not None and denied.confirmed is None and _counts_alike(denied, lines, back):
                denied.confirmed = Standing(status="corroborated", since=back.when, post_id=back.post_id)
                denied.origins = (denied.origins or {denied.told.origin: denied.told.label or denied.told.origin}) | {
                    told.origin: told.label or told.origin
                }


def _counts_alike(denied: _Line, lines: Sequence[_Line], back: TakenBack) -> bool:
    """Whether who takes back a denial gives no other number than the claim that he denied."""
    given = [line.told for line in lines if line.told.post_id == back.post_id]
    return all(_numbers_agree(denied.told, one) is not False for one in given)


def _told_by(standing: Standing, claim_of: Mapping[str, tuple[str, ...]]) -> Standing:
    """The same change, by the claim that gives the figure which made it."""
    claims = claim_of.get(standing.by or "", ())
    return Standing(
        status=standing.status, since=standing.since, post_id=standing.post_id, by=claims[0] if claims else None
    )  # fmt: skip


def _event_claim(line: _Line) -> EventClaim:
    claim, told = line.told.claim, line.told
    history = [Standing(status="single", since=told.when, post_id=told.post_id)]
    history += sorted(
        (one for one in (line.corroborated, line.disputed) if one is not None), key=lambda s: (s.since, s.status)
    )  # fmt: skip
    if line.disputed is not None and history[-1] is not line.disputed:
        history.remove(line.corroborated)  # type: ignore[arg-type]  # a dispute weighs more than who says so, too
    if line.confirmed is not None:
        history.append(line.confirmed)
    end = line.end
    if told.withdrawn:
        end = Standing(status="withdrawn", since=told.until or told.when, post_id=told.post_id)
    elif told.replaced:
        end = Standing(status="superseded", since=told.until or told.when, post_id=told.post_id, by=told.by)
    if end is not None:
        history.append(end)
    origins = line.origins or {told.origin: told.label or told.origin}
    return EventClaim(
        claim_id=claim.claim_id, text=claim.text, quote=claim.quote, speaker=claim.source,
        speaker_kind=claim.source_kind, channel=claim.channel, agency=claim.agency, outlet=claim.outlet,
        verb=claim.cue, hedge=claim.hedge, post_id=told.post_id, span=claim.span, status=history[-1].status,
        independent_origins=len(origins), denies=line.denies, origins=tuple(list(origins.values())[:ORIGINS_MAX]),
        history=tuple(history),
    )  # fmt: skip
