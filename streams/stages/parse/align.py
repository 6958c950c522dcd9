"""Which post of the new snapshot is which of the old: by words, by heading, by order; one to one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from rapidfuzz import fuzz

# A post keeps its id from this likeness. Body, heading and place weigh as below: with its heading and place kept, a
# body may lose two thirds of its content words; without either, it must keep seven in ten.
SAME_POST = 0.5
BODY, HEADING, PLACE = 0.7, 0.2, 0.1
HEADING_ALONE = 0.8  # of posts of which one has no body yet, such as a flash that is filled later
SHARED_BY_MANY = 40  # a word of more posts than this finds no candidates
CANDIDATES_MAX = 8
WORDS_MAX = 4000  # of a body that are compared

_word = re.compile(r"\w+")


class Words(NamedTuple):
    """What is compared of a post."""

    heading: str
    body: Counter[str]


@dataclass(slots=True)
class Matching:
    """The old post that each new one is: indexes into the old posts."""

    same: dict[int, int] = field(default_factory=dict)  # new -> old, words unchanged
    changed: dict[int, int] = field(default_factory=dict)  # new -> old, words changed

    def old_of(self, new: int) -> int | None:
        """The old post that a new one is, or None."""
        return self.same.get(new, self.changed.get(new))

    @property
    def taken(self) -> set[int]:
        """The old posts that are found again."""
        return {*self.same.values(), *self.changed.values()}


def words_digest(headline: str | None, text: str) -> bytes:
    """64 bits of a hash over a post's words as they stand.

    >>> words_digest(None, "a") == words_digest("", "a")
    True
    """
    return blake2b(f"{headline or ''}\0{text}".encode(), digest_size=8).digest()


def words_of(headline: str | None, text: str) -> Words:
    """A post's heading and the content words of its body: three letters or more, and numbers."""
    tokens = _word.findall(text[: WORDS_MAX * 8].casefold())[:WORDS_MAX]
    return Words((headline or "").casefold(), Counter(t for t in tokens if len(t) > 3 or t[0].isdigit()))


def likeness(new: Words, old: Words, *, in_place: bool) -> float:
    """How surely two wordings are one post's, 0 to 1.

    >>> a, b = words_of("Fire out", "Crews left the mill at noon."), words_of("Mill fire out", "Crews left the mill.")
    >>> likeness(a, b, in_place=False) > SAME_POST
    True
    """
    heading = fuzz.token_sort_ratio(new.heading, old.heading) / 100 if new.heading and old.heading else 0.0
    place = PLACE if in_place else 0.0
    if not new.body or not old.body:
        return round((1 - PLACE) * heading + place, 4) if heading >= HEADING_ALONE else 0.0
    shared = sum((new.body & old.body).values())
    dice = 2 * shared / (sum(new.body.values()) + sum(old.body.values()))
    if not new.heading and not old.heading:
        return round((BODY + HEADING) * dice + place, 4)
    return round(BODY * dice + HEADING * heading + place, 4)


def align(
    new: Sequence[bytes], old: Sequence[bytes], words_new: Callable[[int], Words], words_old: Callable[[int], Words],
    *, standing: int, given: Mapping[int, int], named_new: Container[int] = (), named_old: Container[int] = (),
) -> Matching:  # fmt: skip
    """Pair new posts with old ones. Old posts from ``standing`` on are gone ones, which may come back; ``given`` are
    the pairs that the page itself tells by its own ids. Two posts that have such ids, not the same, are two, whatever
    their words: an alert is worded as the one before.

    Digests first, so that an unchanged post costs one look-up; words are read only of what is left over.
    """
    found = Matching()
    for n, i in given.items():
        (found.same if new[n] == old[i] else found.changed)[n] = i
    free: dict[bytes, list[int]] = {}
    taken = found.taken
    for i in reversed(range(len(old))):
        if i not in taken:
            free.setdefault(old[i], []).append(i)
    for n, digest in enumerate(new):
        if n not in given and free.get(digest) and not (n in named_new and free[digest][-1] in named_old):
            found.same[n] = free[digest].pop()
    taken = found.taken
    left_new = [n for n in range(len(new)) if found.old_of(n) is None]
    left_old = [i for i in range(len(old)) if i not in taken]
    if all(n in named_new for n in left_new):
        left_old = [i for i in left_old if i not in named_old]
    if left_new and left_old:
        olds, news = {i: words_old(i) for i in left_old}, {n: words_new(n) for n in left_new}
        _align_words(found, news, olds, standing, lambda n, i: n in named_new and i in named_old)
    return found


def _align_words(
    found: Matching, news: Mapping[int, Words], olds: Mapping[int, Words], standing: int,
    are_two: Callable[[int, int], bool],
) -> None:  # fmt: skip
    above_new = _kept_above(list(news), sorted(found.same))
    above_old = _kept_above(list(olds), sorted(i for i in found.same.values() if i < standing))
    pair_of = {n: found.same[n] for n in found.same}
    holders: dict[str, list[int]] = {}
    for i, words in olds.items():
        for word in (*words.body, *_word.findall(words.heading)):
            if (posts := holders.setdefault(word, [])) is not None and (not posts or posts[-1] != i):
                posts.append(i)
    scored: list[tuple[float, int, int]] = []
    for n, words in news.items():
        near: Counter[int] = Counter()
        for word in sorted({*words.body, *_word.findall(words.heading)}):
            posts = holders.get(word, [])
            if len(posts) <= SHARED_BY_MANY:
                near.update(posts)
        for i in sorted(near, key=lambda i: (-near[i], i))[:CANDIDATES_MAX]:
            upper = above_new[n]
            in_place = i < standing and (pair_of[upper] if upper is not None else None) == above_old[i]
            score = likeness(words, olds[i], in_place=in_place)
            if score >= SAME_POST and not are_two(n, i):
                scored.append((-score, n, i))
    taken: set[int] = set()
    for _, n, i in sorted(scored, key=lambda each: (each[0], each[2] >= standing, each[1], each[2])):
        if n not in found.changed and i not in taken:
            found.changed[n] = i
            taken.add(i)


def _kept_above(left: Sequence[int], kept: Sequence[int]) -> dict[int, int | None]:
    """For each post left over, the nearest one above it that was found unchanged."""
    above: dict[int, int | None] = {}
    for i in left:
        at = bisect_left(kept, i)
        above[i] = kept[at - 1] if at else None
    return above


def longest_rising(numbers: Sequence[int]) -> set[int]:
    """Positions of a longest rising subsequence: what stays in order when as few as possible have moved.

    >>> sorted(longest_rising([0, 4, 1, 2, 3]))
    [0, 2, 3, 4]
    """
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(tail_at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(number)
            tail_at.append(at)
        else:
            tails[place] = number
            tail_at[place] = at
    chain: set[int] = set()
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        chain.add(at)
        at = before[at]
    return chain
