"""How an event is told: headline and summary, chosen from the posts and never invented.

Both are the words most like all that the posts say (a centroid of rare stems, after Radev et al. 2004 and LexRank,
Erkan & Radev 2004), later words a little before earlier ones; the sentences of a summary are as unlike each other as
that allows (MMR, Carbonell & Goldstein 1998). What was superseded or withdrawn since is not told, nor what
``wording`` knows to be furniture, a teaser or an orphan, as long as there is anything else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from streams.data import rarity
from streams.records import EventClaim, Figure, Sentence
from streams.stages.curate import deeds, wording
from streams.stages.curate.former import told_at
from streams.stages.curate.members import Members
from streams.stages.curate.rows import PostRow
from streams.stages.curate.signature import stems
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.document import sentences
from streams.stages.horizon import NEVER

SUMMARY_MAX = 3
NO_LONGER = ("superseded", "withdrawn")
LOOKED_AT, STEP = 24, 8  # the newest posts are looked at, at most so many; the oldest of them move on by so many
SENTENCES_READ = 4  # of each post's passages: news comes first
REMEMBERED = 2_048

RECENT, RECENT_LINES = 2.5, 0.4  # by so much more the newest heading and sentences count than the oldest
HALF_AS_RECENT = timedelta(hours=12)  # words this much older than the newest
SITTING = 0.4  # by so much another heading must be better to take the place of the one before it
CURRENT = 1.5  # a heading with the toll that holds counts so much more
ITSELF = 0.3  # what a post says for its own heading, beside what another says for it
BY_PLACE = (1.0, 0.8, 0.65, 0.55)  # what a sentence counts by its place in its post
ALIKE = 0.75  # share of a sentence's rare stems that the chosen ones have already: it says nothing new
HEADS = 0.7  # of the best sentence's score, that one of the post that heads the event needs to come first
LEAST = 0.5  # of the first sentence's score, that a further one needs
STALE, OTHER_LANGUAGE, OTHER_EVENT, NO_NEWS, A_SENTENCE, A_LEAD = 1.5, 1.0, 3.0, 2.0, 2.5, 2.5


class Words(dict[str, int]):
    """Stems of a text with their rarity in thousandths: whole numbers, whose sum is one in whatever order."""

    __slots__ = ("length",)

    def __init__(self, stems: Iterable[str]) -> None:
        super().__init__((stem, round(1000 * rarity.of(stem))) for stem in stems)
        self.length = math.sqrt(sum(self.values())) or 1.0  # as of a vector

    def shared(self, other: Mapping[str, int]) -> int:
        """The rarity of what two texts have in common."""
        return sum(self[word] for word in self.keys() & other.keys())


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or a heading that may tell the event."""

    text: str
    words: Words
    place: int  # in its post; -1 for a heading
    span: tuple[int, int]  # in its post's text
    orphan: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a post says of the event."""

    heading: Line | None
    lines: tuple[Line, ...]
    words: Words  # of its heading and its first sentences


@dataclass(slots=True)
class Candidate:
    """What an event may be headed by."""

    line: Line
    against: float  # what there is against it: the one with less of that is taken, whatever else
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """Headline and summary of an event, with the posts that they are from."""

    headline: str | None
    headline_post: str | None
    summary: tuple[Sentence, ...]


class Facts:
    """What no longer holds: numbers and claims that were superseded or taken back."""

    def __init__(self, figures: Iterable[Figure], claims: Iterable[EventClaim]) -> None:
        gone: set[tuple[object, ...]] = set()
        past: set[float] = set()
        here: set[float] = set()
        figures = list(figures)
        outdated = _outdated(figures)
        for figure in figures:
            value = figure.value if figure.value is not None else figure.low
            if figure.status in NO_LONGER or figure.figure_id in outdated:
                gone |= {(post, figure.object, figure.value, figure.low, figure.high) for post in figure.posts}
                if value is not None:
                    past.add(value)
            elif value is not None:
                here.add(value)
        self._gone = gone
        self._past = past - here
        self._claims: dict[str, list[EventClaim]] = {}  # by post
        for claim in claims:
            self._claims.setdefault(claim.post_id, []).append(claim)
        self._denied = {each.denies for told in self._claims.values() for each in told if _denies(each)}

    def heading_is_stale(self, heading: str) -> bool:
        """Whether a heading gives a number that holds for nothing any more."""
        return bool(self._past) and not self._past.isdisjoint(wording.told_numbers(heading))

    def is_stale(self, row: PostRow, span: tuple[int, int]) -> bool:
        """Whether a sentence of a post gives a number or a claim that was superseded or taken back."""
        start, end = span
        post = row.post
        if self._gone and any(
            start <= f.span[0] < end and (post.post_id, f.object, f.value, f.low, f.high) in self._gone
            for f in post.figures
        ):
            return True
        return any(claim.status in NO_LONGER for claim in self._claims_in(post.post_id, span))

    def denied(self, post_id: str, span: tuple[int, int]) -> set[str]:
        """The claims in a sentence of a post that others deny."""
        return {claim.claim_id for claim in self._claims_in(post_id, span) if claim.claim_id in self._denied}

    def denies(self, post_id: str, span: tuple[int, int]) -> set[str]:
        """The claims that a sentence of a post denies."""
        return {claim.denies for claim in self._claims_in(post_id, span) if claim.denies and _denies(claim)}

    def _claims_in(self, post_id: str, span: tuple[int, int]) -> Iterator[EventClaim]:
        start, end = span
        for claim in self._claims.get(post_id, ()):
            if any(first < end and start < last for first, last in pairs(claim)):
                yield claim


def _denies(claim: EventClaim) -> bool:
    return claim.denies is not None and claim.status != "withdrawn"


def _outdated(figures: Sequence[Figure]) -> set[str]:
    """Tolls that are still true ("at least 18") and yet no news, since a larger one of the same was given later."""
    tolls = [
        f for f in figures
        if deeds.is_rising(f.measure) and f.scope is None and f.counting == "total" and f.value is not None
        and f.status in ("current", "disputed")
    ]  # fmt: skip
    tolls = sorted(tolls, key=lambda f: (f.as_of or NEVER, f.value or 0.0))[-LOOKED_AT:]
    return {
        f.figure_id for n, f in enumerate(tolls)
        for later in tolls[n + 1 :]
        if later.measure == f.measure and (later.value or 0.0) > (f.value or 0.0) and f.as_of != later.as_of
        and deeds.same_kind(f.object, later.object, f.measure) and not deeds.is_few(f.object, later.object)
    }  # fmt: skip


def tell(members: Members, figures: Iterable[Figure], claims: Iterable[EventClaim], lang: str | None) -> Told:
    """Choose an event's headline and summary.

    A pinned post tells its event whatever the others say: its heading, its first sentence first. A post's own heading
    comes before a sentence, one without flaws before the rest; a page's lead is headed by its page, so its first
    sentence is taken. Of a large event only the newest posts are looked at.
    """
    rows = _looked_at(members)
    if not rows:
        return Told(None, None, ())
    facts = Facts(figures, claims) if members.standing else Facts((), ())  # of what was taken back, all is past
    said = [_said_by(members, row) for row in rows]
    headline, by = _headline(members, rows, said, facts, lang)
    return Told(headline, by, _summary(members, rows, said, facts, by))


def _looked_at(members: Members) -> list[PostRow]:
    """The newest posts that tell of the event, copies left out; in steps, so that not each post moves the oldest."""
    rows = [row for row in members.telling if not _is_copy(members, row)] or members.telling
    passed = max(0, -(-(len(rows) - LOOKED_AT) // STEP) * STEP)
    rows = sorted(rows[-4 * LOOKED_AT :], key=told_at)[passed - len(rows) :]
    if members.pinned is not None and members.pinned not in rows:
        rows = [members.pinned, *rows]
    return rows


def _is_copy(members: Members, row: PostRow) -> bool:
    """Whether a post says nothing beside what another post of the event says."""
    original = members.originals.get(row.post.post_id)
    return original is not None and original.post_id != row.post.post_id and not row.post.copied


def _said_by(members: Members, row: PostRow) -> Said:
    post = row.post
    spans = tuple(span for passage in members.main_passages(row) for span in passage.spans)
    return _read(post.headline, post.text, spans, post.lang)


@lru_cache(REMEMBERED)
def _read(heading: str | None, text: str, spans: tuple[tuple[int, int], ...], lang: str | None) -> Said:
    """What a post says of an event, by its text alone: worked out once."""
    lines: list[Line] = []
    for first, last in spans:
        piece = text[first:last]
        for start, end in sentences(piece[: SENTENCES_READ * wording.READ_MAX]):
            start += wording.opening(piece[start:end])
            told = piece[start:end]
            if not wording.is_furniture(told):
                at_end = text[first + end : first + end + 1] in ("", "\n")
                orphan = wording.hangs(told, lang) or (at_end and not wording.is_closed(told))
                lines.append(Line(told, Words(stems(told)), len(lines), (first + start, first + end), orphan))
            if len(lines) == SENTENCES_READ:
                break
        if len(lines) == SENTENCES_READ:
            break
    headed = Line(heading, Words(stems(wording.bare(heading))), -1, (0, 0)) if heading else None
    words = Words(word for line in (headed, *lines[:2]) if line is not None for word in line.words)
    return Said(headed, tuple(lines), words)


# ------------------------------------------------------------------------------------------- headline


def _headline(
    members: Members, rows: Sequence[PostRow], said: Sequence[Said], facts: Facts, lang: str | None
) -> tuple[str | None, str | None]:
    """The best heading, and the post that it is from.

    Read from the oldest post on: who sits keeps the place until another is better by more than a little, so that the
    heading does not turn with each post, and yet follows from the posts alone.
    """
    if members.pinned is not None:
        post = members.pinned.post
        first = next(iter(_said_by(members, members.pinned).lines), None)
        return post.headline or (first.text if first is not None else None), post.post_id
    candidates = [_candidate(members, row, one, facts, lang) for row, one in zip(rows, said, strict=True)]
    _weigh_numbers(candidates)
    times = [told_at(row) for row in rows]
    likeness = [0.0] * len(rows)  # of each heading to all posts so far
    sitting = 0
    for now, one in enumerate(said):
        for c, candidate in enumerate(candidates):
            words = candidate.line.words
            shared = words.shared(one.words)
            if shared:
                likeness[c] += (ITSELF if c == now else 1.0) * shared / (words.length * one.words.length)
        ranked = [
            (
                -candidate.against,
                round(candidate.worth * likeness[c] * (1 + RECENT * _recent(times[now] - times[c])), 6),
                c,
            )
            for c, candidate in enumerate(candidates[: now + 1])
        ]
        best, mine = max(ranked), ranked[sitting]
        if best[0] > mine[0] or best[1] > mine[1] * (1 + SITTING):
            sitting = best[2]
    chosen = candidates[sitting]
    text = wording.bare(chosen.line.text) if chosen.line.place < 0 and chosen.against else chosen.line.text
    return text or None, rows[sitting].post.post_id


def _recent(age: timedelta) -> float:
    """How recent words of this age are, 0 to 1."""
    return float(0.5 ** (age / HALF_AS_RECENT))


def _weigh_numbers(candidates: Sequence[Candidate]) -> None:
    """A toll that a later heading raises is no news, nor a number that it takes back; the toll that holds is."""
    largest = 0.0
    denied: set[float] = set()
    for candidate in reversed(candidates):
        if candidate.line.place < 0 and not denied.isdisjoint(wording.told_numbers(candidate.line.text)):
            candidate.against += STALE
        denied |= wording.denied_numbers(candidate.line.text) if candidate.line.place < 0 else frozenset()
        toll = wording.toll(candidate.line.text) if candidate.line.place < 0 else None
        if toll is not None and toll < largest:
            candidate.against += STALE
        elif toll is not None:
            candidate.worth *= CURRENT
        largest = max(largest, toll or 0.0)


def _candidate(members: Members, row: PostRow, said: Said, facts: Facts, lang: str | None) -> Candidate:
    """What a post would have the event headed by, and what there is against it."""
    post = row.post
    against = 0.0
    if lang is not None and post.lang not in (None, lang):
        against += OTHER_LANGUAGE
    if post.post_type != "news":
        against += NO_NEWS
    line = said.heading
    if line is not None and post.position != 0:
        if row.principal is not None and not members.tells_first(row):
            against += OTHER_EVENT
        if facts.heading_is_stale(line.text):
            against += STALE
        return Candidate(line, against + wording.heading_flaws(line.text))
    fit = [one for one in said.lines if not one.orphan and not facts.is_stale(row, one.span)]
    if fit or said.lines:
        return Candidate((fit or said.lines)[0], against + A_SENTENCE + (0.0 if fit else STALE))
    return Candidate(line or Line("", Words(()), -1, (0, 0)), against + A_SENTENCE + A_LEAD)


# -------------------------------------------------------------------------------------------- summary


def _summary(
    members: Members, rows: Sequence[PostRow], said: Sequence[Said], facts: Facts, heading: str | None
) -> tuple[Sentence, ...]:
    """Up to three sentences: the most central one, or the pinned post's first, then the others in order of time."""
    centre: dict[str, float] = {}
    for one in said:
        for word, rare in one.words.items():
            centre[word] = centre.get(word, 0.0) + rare / one.words.length
    scored: list[tuple[float, int, Line]] = []
    spare: list[tuple[float, int, Line]] = []
    for n, (row, one) in enumerate(zip(rows, said, strict=True)):
        recent = _recent(told_at(rows[-1]) - told_at(row))
        for line in one.lines:
            central = sum(centre.get(word, 0.0) for word in line.words) / (line.words.length * len(rows))
            score = central * BY_PLACE[line.place] * (1 + RECENT_LINES * recent) * _by_length(line.text)
            bad = line.orphan or facts.is_stale(row, line.span)
            (spare if bad else scored).append((round(score, 6), n, line))
    first = _first(members, rows, scored or spare, heading)
    if first is None:
        return ()
    chosen = [first]
    answer = _answer(rows, first, scored, facts)
    if answer is not None:
        chosen.append(answer)
    good = [each for each in scored if each[0] >= LEAST * first[0]]
    while len(chosen) < SUMMARY_MAX:
        left = [
            (round(score - again, 6), score, n, line) for score, n, line in good
            if (again := _again(line, chosen)) < ALIKE
        ]  # fmt: skip
        if not left:
            break
        _, score, n, line = max(left, key=lambda each: (each[0], each[2], -each[3].place))
        chosen.append((score, n, line))
    rest = sorted(chosen[1:], key=lambda each: (each[1], each[2].place))
    return tuple(Sentence(text=line.text, post_id=rows[n].post.post_id) for _, n, line in (first, *rest))


def _first(
    members: Members, rows: Sequence[PostRow], scored: Sequence[tuple[float, int, Line]], heading: str | None
) -> tuple[float, int, Line] | None:
    """The pinned post's first sentence; else the best of the post that heads the event, if that is nearly the best:
    so it goes with the headline and stays as long as that; else the best.
    """
    if members.pinned is not None:
        own = [each for each in scored if rows[each[1]] is members.pinned]
        scored = own[:1] or scored
    best = max(scored, key=_rank, default=None)
    heads = max((each for each in scored if rows[each[1]].post.post_id == heading), key=_rank, default=None)
    return heads if best is not None and heads is not None and heads[0] >= HEADS * best[0] else best


def _rank(scored: tuple[float, int, Line]) -> tuple[float, int, int]:
    score, number, line = scored
    return score, number, -line.place


def _answer(
    rows: Sequence[PostRow], first: tuple[float, int, Line], scored: Sequence[tuple[float, int, Line]], facts: Facts
) -> tuple[float, int, Line] | None:
    """The best sentence that denies a claim of the first one: what is disputed is not told alone."""
    denied = facts.denied(rows[first[1]].post.post_id, first[2].span)
    if not denied:
        return None
    answers = [
        each for each in scored if each is not first and denied & facts.denies(rows[each[1]].post.post_id, each[2].span)
    ]
    return max(answers, key=_rank, default=None)


def _again(line: Line, chosen: Sequence[tuple[float, int, Line]]) -> float:
    """How much of a sentence is said already: the share of its rare stems that the chosen ones have."""
    told: dict[str, int] = {}
    for _, _, other in chosen:
        told |= other.words
    return line.words.shared(told) / line.words.length**2


def _by_length(text: str) -> float:
    """What is too short tells little, what is too long can't be taken in; scripts without spaces are left alone."""
    words = text.count(" ") + 1
    if words < wording.WORDS_MIN and text.isascii():
        return 0.3
    return 0.6 if words > wording.WORDS_MAX else 1.0
