"""What the denials among an event's claims deny, and who denies with whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from streams.data.word_tables import load
from streams.stages.curate import contrast
from streams.stages.curate.heard import DENIED_MIN, NEXT, heard
from streams.stages.curate.lines import Line
from streams.stages.curate.signature import stem
from streams.stages.enrich.claims import pairs

BEHIND = 60  # characters from a denial to the quote that bears it out
LEFT_OPEN = 2  # words of a denial that says no more than that
AND = 25  # characters between two claims of one sentence: "denies that …, and says that …"

_WORDS = load("ledger")["words"]
_ACCUSING = frozenset(_WORDS["accusing"])
_CHARGES = frozenset(map(stem, _WORDS["charges"]))
_COUNTS = frozenset(map(stem, _WORDS["counts"]))
_nouns = "|".join(load("ledger")["answers"]["nouns"])
_left_open = re.compile(
    rf"(?:it|this|that|them|(?:the|this|that|those|these|all|any|such) (?:\w+ )?(?:{_nouns})s?)"
    r"(?=\W*$|\W+(?:as|on|in|by|from)\b|[,.;])",
    re.IGNORECASE,
)
_TO_COME = frozenset(_WORDS["to_come"])
_SAYINGS = frozenset(map(stem, load("ledger")["answers"]["nouns"]))
_ACCUSATIONS = tuple(_WORDS["accusations"])


def pair_answers(lines: Sequence[Line]) -> None:
    """Find who answers where a post says that a claim is denied, in words that are none: the next one who speaks, if he
    is named there ("That is disputed by the divers. “…,” the divers said"), gives another number, or says the opposite.
    """
    for line in lines:
        if line.told.answered is None or line.told.withdrawn:
            continue
        end, words = line.told.answered
        behind = [
            (at, i) for i, o in enumerate(lines)
            if o.told.post_id == line.told.post_id and 0 <= (at := pairs(o.told.claim)[0][0] - end) <= NEXT
        ]  # fmt: skip
        if not behind:
            continue
        answer = lines[min(behind)[1]]
        if answer.told.origin == line.told.origin or answer.denies is not None or answer.told.claim.source is None:
            continue
        named = not words.isdisjoint(heard(answer.told.claim.source).words)
        if named or _counts_otherwise(answer, line) or contrast.are_contrary(answer.told.heard, line.told.heard):
            answer.denies = line.told.claim.claim_id


def _counts_otherwise(one: Line, other: Line) -> bool:
    """Whether two give different numbers of the same."""
    ours, theirs = one.told.numbers, other.told.numbers
    return ours.isdisjoint(theirs) and not {thing for thing, _ in ours}.isdisjoint(thing for thing, _ in theirs)


def pair_denials(lines: Sequence[Line]) -> None:
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


def _denied(line: Line, earlier: Sequence[Line]) -> Line | None:
    others = [
        o for o in earlier
        if o.told.origin != line.told.origin and o.told.claim.source is not None and o.denies is None
        and not o.told.withdrawn and o.told.when <= line.told.when
    ]  # fmt: skip
    of_charges = any(word in line.told.claim.text.casefold() for word in _ACCUSATIONS)
    if of_charges:
        others = [o for o in others if _is_charge(o)] or others
    elif not _COUNTS.isdisjoint(line.words):
        others = [o for o in others if o.told.numbers] or others
    about = [(len(o.words & line.words), i) for i, o in enumerate(others)]
    best = max(about, default=(0, 0))
    if best[0] >= DENIED_MIN and best[0] * 2 >= min(len(line.words), len(others[best[1]].words)):
        return others[best[1]]
    if not _SAYINGS.isdisjoint(line.words):  # "rejected the union's account"
        theirs = [o for o in others if not heard(o.told.claim.source or "").words.isdisjoint(line.words)]
        if theirs:
            return theirs[-1]
    sayer = heard(line.told.claim.source or "").words
    charges = [o for o in others if _is_charge(o)]
    accused = sayer | line.words if of_charges else sayer  # "Roa denies any wrongdoing, her lawyer said"
    accusing = [o for o in charges if accused & o.words] or (charges if line.told.claim.denies is not None else [])
    if accusing:
        return accusing[-1]
    start = pairs(line.told.claim)[0][0]
    beside = [
        o for o in others
        if o.told.post_id == line.told.post_id and 0 <= start - pairs(o.told.claim)[-1][1] <= NEXT
    ]  # fmt: skip
    if _repeats_nothing(line):
        named = [o for o in others if sayer & o.words] or beside
    elif not _TO_COME.isdisjoint(line.told.claim.text.casefold().split()):  # "denied that it would sell the ferry"
        named = [o for o in others if sayer & o.words and (o in beside or len(o.words & line.words) >= DENIED_MIN)]
    else:
        named = [o for o in others if sayer & o.words]
    if named:
        return named[-1]
    return charges[-1] if charges and "accus" in line.told.claim.text.casefold() else None


def _repeats_nothing(line: Line) -> bool:
    """Whether a denial leaves open what it denies: "it", "this", "the claim", "nothing to do with it"."""
    if line.told.claim.denies is None or len(line.words) <= LEFT_OPEN:
        return True
    return _left_open.match(line.told.claim.text) is not None


def _is_charge(line: Line) -> bool:
    """Whether somebody is blamed for something."""
    cue = (line.told.claim.cue or "").casefold().split()
    return not _ACCUSING.isdisjoint(cue) or not _CHARGES.isdisjoint(line.words)


def is_of_one_breath(line: Line, denied: Line) -> bool:
    """Whether a claim is told with one that is denied, by the same sayer: "…, he said, citing …"."""
    if line.told.post_id != denied.told.post_id or line.told.origin != denied.told.origin or line.denies is not None:
        return False
    (one, *_), (other, *_) = pairs(line.told.claim), pairs(denied.told.claim)
    return -BEHIND <= other[0] - one[1] <= BEHIND


def share_denials(lines: Sequence[Line]) -> None:
    """Who speaks the very words in which another denies, or is quoted right behind them, denies with him: a firm
    rejects it, and its lawyer says why."""
    denials: dict[str, list[Line]] = defaultdict(list)
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


def _goes_with(line: Line, denial: Line) -> bool:
    mine, theirs = line.told.claim, denial.told.claim
    if any(s < f and e < t for s, t in pairs(mine) for e, f in pairs(theirs)):
        return True
    gap = pairs(mine)[0][0] - max(end for _, end in pairs(theirs))
    if line.told.origin == denial.told.origin:
        before = pairs(theirs)[0][0] - max(end for _, end in pairs(mine))
        return 0 <= gap <= AND or (mine.quote and 0 <= max(gap, before) <= NEXT)
    return mine.quote and 0 <= gap <= BEHIND and mine.source_kind == "person"
