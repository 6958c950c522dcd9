"""An event's claims: which are said by several independent origins, which are denied, replaced or taken back.

Two claims are the same where they share most of the words that carry meaning and give no different numbers, whoever
says them; what one says of the same matter with other numbers, or with a "not" more, contradicts the other. A claim
goes with the figures that it gives: it is superseded or disputed where all of them are, or one of them is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from streams.data.word_tables import load
from streams.records import EventClaim, Figure, Standing
from streams.stages.curate import contrast
from streams.stages.curate.denials import is_of_one_breath, pair_answers, pair_denials, share_denials
from streams.stages.curate.heard import DENIED_MIN, NEXT, SAME_NUMBER, Heard, Near, Speech, heard
from streams.stages.curate.lines import ClaimTold, Line, TakenBack, begun, dispute
from streams.stages.curate.members import Kept
from streams.stages.enrich.claims import pairs

_ADMITTING = frozenset(load("ledger")["words"]["admitting"])

SAME_CLAIM = 0.6  # share of the shorter claim's stems that two claims of the same thing have in common
WORDS_MIN = 4  # shorter claims are the same only when equal
SAME_HOURS = timedelta(hours=3)  # later, the opposite may be what became of it
ORIGINS_MAX = 24  # named; the count is exact

Compared = tuple[str | None, bool]
"""Whether the earlier of two claims is agreed to or superseded by the later one, and whether that contradicts it."""


def relate(
    told: Sequence[ClaimTold], figures: Sequence[Figure] = (), taken_back: Sequence[TakenBack] = (),
    kept: Kept | None = None,
) -> tuple[EventClaim, ...]:  # fmt: skip
    """The claims with their status, in order. Corroborated needs two independent origins; one denial is a dispute."""
    kept = Kept() if kept is None else kept
    near = kept.lasting("claims", Near).among(one.speech for one in told)
    lines = [begun(one) for one in told]
    pair_answers(lines)
    pair_denials(lines)
    share_denials(lines)
    by_id = {line.told.claim.claim_id: line for line in lines}
    for line in lines:
        if line.denies is not None and line.denies not in by_id:
            line.denies = "unknown"  # it was edited away, is told of another event, or fell out of a long list
        if line.told.answered is not None and not line.told.withdrawn:
            dispute(line, line)
        target = by_id.get(line.denies or "")
        if line.denies is not None and not line.told.withdrawn:
            dispute(line, line if target is None else target)
            if target is not None:
                for denied in lines:
                    if denied is target or is_of_one_breath(denied, target):
                        dispute(denied, line)
    told_before: dict[Speech, list[int]] = defaultdict(list)  # by words: its lines so far
    same_post: dict[str, list[int]] = defaultdict(list)  # by post: its lines so far
    for i, line in enumerate(lines):
        text, post = line.told.speech, line.told.post_id
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
    for line in lines:
        _admit(line, lines, by_id)
    for back in taken_back:
        _withdraw(lines, back, by_id)
    return tuple(
        kept.of(
            ("claim", line.told.claim.claim_id, line.told.post_id), _event_claim, line.told, line.denies, line.end,
            line.disputed, line.corroborated, line.confirmed, tuple(line.origins.values()),
        )
        for line in lines
    )  # fmt: skip


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
    ours, before = mine.heard, theirs.heard
    shared = len(ours.words & before.words)
    if not shared:
        return None
    agree = _numbers_agree(mine, theirs)
    contrary = contrast.are_contrary(ours, before)
    moved = bool(ours.days and before.days) and ours.days.isdisjoint(before.days)
    other_words = agree is False or contrary or moved
    alike = _alike(ours, before, contrary=contrary) or (moved and ours.words == before.words)
    if other_words and mine.origin == theirs.origin and mine.when > theirs.when and alike:
        return "superseded"
    if not other_words and not theirs.replaced and _same(ours, before, shared, agree):
        return "agreed"
    return None


def _contradicts(mine: ClaimTold, theirs: ClaimTold) -> bool:
    """A "no" to what another has just been told to say of the same matter disputes it, though no verb denies; and so
    does the opposite of it, told of the same hours."""
    if mine.withdrawn or mine.replaced or mine.claim.source is None or theirs.claim.source is None:
        return False
    ours, before = mine.heard, theirs.heard
    if theirs.origin == mine.origin or theirs.withdrawn or theirs.replaced or not contrast.are_contrary(ours, before):
        return False
    by_no = contrast.says_no(ours, before) or contrast.says_no(before, ours)
    if not by_no and mine.post_id != theirs.post_id and mine.when - theirs.when > SAME_HOURS:
        return False  # opened since
    return _alike(ours, before, contrary=True) or _answers(mine, theirs)


def _let(line: Line, other: Line, becomes: str | None, contradicts: bool) -> None:
    """Let an outcome stand."""
    if becomes == "superseded":
        _supersede(other, line)
    elif becomes == "agreed":
        _agree(line, other)
    if contradicts:
        dispute(line, other)
        dispute(other, line)
        if line.denies is None:
            line.denies = other.told.claim.claim_id


def _answers(mine: ClaimTold, theirs: ClaimTold) -> bool:
    """Whether a claim stands right behind another in one post, and shares a word with it."""
    if mine.post_id != theirs.post_id or mine.heard.words.isdisjoint(theirs.heard.words):
        return False
    return 0 <= pairs(mine.claim)[0][0] - pairs(theirs.claim)[-1][1] <= NEXT


def _agree(line: Line, other: Line) -> None:
    """Two that say the same: the origins of each are the other's, too. An outlet that is said to report what its own
    post has from somebody is no origin beside him."""
    ours, theirs = line.told, other.told
    for relay, first in ((line, other), (other, line)):
        if relay.told.origin == first.told.printed != first.told.origin:  # "…, the Ledger reported"
            relay.origins = dict(first.origins)
            return
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
    short, long = sorted((len(a.words), len(b.words)))
    if short < WORDS_MIN:
        return a.words == b.words or (shared == short == WORDS_MIN - 1 and long <= short + 2)
    if numbers_agree:
        return shared >= max(SAME_NUMBER * short, DENIED_MIN)
    return shared >= max(SAME_CLAIM * short, WORDS_MIN)


def _alike(a: Heard, b: Heard, *, contrary: bool = False) -> bool:
    """Whether two are of the same matter; where they are contrary, few words are enough, if most are the same."""
    apart = contrast.opposed(a.sides, b.sides) if contrary else contrast.NOTHING
    ours, theirs = a.words - apart, b.words - apart
    short, least = min(len(ours), len(theirs)), DENIED_MIN if contrary else WORDS_MIN
    if contrary and not apart and short == DENIED_MIN and ours != theirs:
        return False  # of talks, and of talks with a bank
    return short >= least and len(ours & theirs) >= max(SAME_CLAIM * short, least if contrary else 0)


# ------------------------------------------------------------------------------------------- standing


def _supersede(line: Line, by: Line) -> None:
    if line.end is None or by.told.when < line.end.since:
        line.end = Standing(
            status="superseded", since=by.told.when, post_id=by.told.post_id, by=by.told.claim.claim_id
        )  # fmt: skip


def _follow(by_id: Mapping[str, Line], figures: Iterable[Figure]) -> None:
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


def _withdraw(lines: Sequence[Line], back: TakenBack, by_id: Mapping[str, Line]) -> None:
    """Take back what those who do so said before of the same matter, or denied: what they denied is so."""
    for line in lines:
        told = line.told
        named = heard(told.claim.source or "").words
        by_itself = told.origin in back.by or (bool(named) and named <= back.words)
        if told.when >= back.when or not by_itself or line.end is not None:
            continue
        shared = len(line.words & back.words)
        if line.denies is not None or shared >= DENIED_MIN or (line.negated is not None and shared):
            _take_back(line, back.when, back.post_id, lines, by_id)


def _admit(line: Line, lines: Sequence[Line], by_id: Mapping[str, Line]) -> None:
    """Who admits something takes back that he said no to it before."""
    mine = line.told
    if mine.withdrawn or _ADMITTING.isdisjoint((mine.claim.cue or "").casefold().split()):
        return
    for other in lines:
        no = other.negated is not None or other.told.claim.denies is not None
        before = other.told.origin == mine.origin and other.told.when < mine.when and other.end is None
        if no and before and line.negated is None and not line.words.isdisjoint(other.words):
            _take_back(other, mine.when, mine.post_id, lines, by_id)


def _take_back(line: Line, when: datetime, post_id: str, lines: Sequence[Line], by_id: Mapping[str, Line]) -> None:
    line.end = Standing(status="withdrawn", since=when, post_id=post_id)
    denied = by_id.get(line.denies or "")
    if denied is not None and denied.confirmed is None and _counts_alike(denied, lines, post_id):
        denied.confirmed = Standing(status="corroborated", since=when, post_id=post_id)
        denied.origins.setdefault(line.told.origin, line.told.label or line.told.origin)


def _counts_alike(denied: Line, lines: Sequence[Line], post_id: str) -> bool:
    """Whether who takes back a denial gives no other number than the claim that he denied."""
    given = [line.told for line in lines if line.told.post_id == post_id]
    return all(_numbers_agree(denied.told, one) is not False for one in given)


def _told_by(standing: Standing, claim_of: Mapping[str, tuple[str, ...]]) -> Standing:
    """The same change, by the claim that gives the figure which made it."""
    claims = claim_of.get(standing.by or "", ())
    return Standing(
        status=standing.status, since=standing.since, post_id=standing.post_id, by=claims[0] if claims else None
    )  # fmt: skip


def _event_claim(
    told: ClaimTold, denies: str | None, end: Standing | None, disputed: Standing | None, corroborated: Standing | None,
    confirmed: Standing | None, origins: tuple[str, ...],
) -> EventClaim:  # fmt: skip
    claim = told.claim
    history = [Standing(status="single", since=told.when, post_id=told.post_id)]
    history += sorted((one for one in (corroborated, disputed) if one is not None), key=lambda s: (s.since, s.status))
    if disputed is not None and history[-1] is not disputed:
        history.remove(corroborated)  # type: ignore[arg-type]  # a dispute weighs more than who says so, too
    if confirmed is not None:
        history.append(confirmed)
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
