"""Which sentences an event is told by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from streams.records import Sentence
from streams.stages.curate import wording
from streams.stages.curate.headline import recent
from streams.stages.curate.members import Members, Share
from streams.stages.curate.past import Past
from streams.stages.curate.said import Line, Said, Words

SUMMARY_MAX = 3
RECENT = 0.4  # by so much more the newest sentences count than the oldest
BY_PLACE = (1.0, 0.8, 0.65, 0.55)  # what a sentence counts by its place in its post
ALIKE = 0.75  # share of a sentence's rare stems that the chosen ones have already: it says nothing new
HEADS = 0.7  # of the best sentence's score, that one of the post that heads the event needs to come first
LEAST = 0.5  # of the first sentence's score, that a further one needs


def summary(
    members: Members, shares: Sequence[Share], said: Sequence[Said], past: Past, heading: str | None
) -> tuple[Sentence, ...]:
    """Up to three sentences: the most central one, or the pinned post's first, then the others in order of time."""
    centre: dict[str, float] = {}
    for one in said:
        for word, rare in one.words.items():
            centre[word] = centre.get(word, 0.0) + rare / one.words.length
    scored: list[tuple[float, int, Line]] = []
    spare: list[tuple[float, int, Line]] = []
    for n, (share, one) in enumerate(zip(shares, said, strict=True)):
        fresh = recent(shares[-1].told_at - share.told_at)
        for line in one.lines:
            central = sum(map(centre.get, line.words, repeat(0.0))) / (line.words.length * len(shares))
            score = central * BY_PLACE[line.place] * (1 + RECENT * fresh) * _by_length(line.text)
            bad = line.orphan or past.is_stale(share.post, line.span)
            (spare if bad else scored).append((round(score, 6), n, line))
    first = _first(members, shares, scored or spare, heading)
    if first is None:
        return ()
    chosen = [first]
    answer = _answer(shares, first, scored, past)
    if answer is not None:
        chosen.append(answer)
    good = [each for each in scored if each[0] >= LEAST * first[0]]
    while len(chosen) < SUMMARY_MAX:
        told = Words(*(line.words for _, _, line in chosen))
        left = [
            (round(score - again, 6), score, n, line) for score, n, line in good
            if (again := _again(line, told)) < ALIKE
        ]  # fmt: skip
        if not left:
            break
        _, score, n, line = max(left, key=lambda each: (each[0], each[2], -each[3].place))
        chosen.append((score, n, line))
    rest = sorted(chosen[1:], key=lambda each: (each[1], each[2].place))
    return tuple(Sentence(text=line.text, post_id=shares[n].post.post_id) for _, n, line in (first, *rest))


def _first(
    members: Members, shares: Sequence[Share], scored: Sequence[tuple[float, int, Line]], heading: str | None
) -> tuple[float, int, Line] | None:
    """The pinned post's first sentence; else the best of the post that heads the event, if that is nearly the best:
    so it goes with the headline and stays as long as that; else the best.
    """
    if members.pinned is not None:
        own = [each for each in scored if shares[each[1]] is members.pinned]
        scored = own[:1] or scored
    best = max(scored, key=_rank, default=None)
    heads = max((each for each in scored if shares[each[1]].post.post_id == heading), key=_rank, default=None)
    return heads if best is not None and heads is not None and heads[0] >= HEADS * best[0] else best


def _rank(scored: tuple[float, int, Line]) -> tuple[float, int, int]:
    score, number, line = scored
    return score, number, -line.place


def _answer(
    shares: Sequence[Share], first: tuple[float, int, Line], scored: Sequence[tuple[float, int, Line]], past: Past
) -> tuple[float, int, Line] | None:
    """The best sentence that denies a claim of the first one: what is disputed is not told alone."""
    denied = past.denied(shares[first[1]].post.post_id, first[2].span)
    if not denied:
        return None
    answers = [
        each for each in scored
        if each is not first and denied & past.denies(shares[each[1]].post.post_id, each[2].span)
    ]  # fmt: skip
    return max(answers, key=_rank, default=None)


def _again(line: Line, told: Words) -> float:
    """How much of a sentence is said already: the share of its rare stems that the chosen ones have."""
    return line.words.shared(told) / line.words.length**2


def _by_length(text: str) -> float:
    """What is too short tells little, what is too long can't be taken in; scripts without spaces are left alone."""
    words = text.count(" ") + 1
    if words < wording.WORDS_MIN and text.isascii():
        return 0.3
    return 0.6 if words > wording.WORDS_MAX else 1.0
