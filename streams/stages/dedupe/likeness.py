"""Whether a post has the words of another, and in what way. Rule 1: prefer a miss to a false copy.

    exact      the same words
    near       most word triples in common (Jaccard), as where a few words were changed or cut
    contained  its words stand in the other, longer one (the share of its triples that do: containment, Broder 1997), or
               its beginning and about half of the rest
    contains   the other's words, or its beginning and about half of the rest, stand in it beside words of its own
    rewritten  told again in other words: most of the words that say something, in the same order from one to the next;
               fewer will do where it names the other's outlet

Where each tells a number, a day or a name that the other lacks they are two reports, however alike their words are: the
next quake, the next day's market, another town's warning. In a long text a few such differences are slips.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from rapidfuzz.distance import OSA

from streams.stages.dedupe.wording import WORDS_MIN, Reading, word_mark

SAME_WORDS = 0.5  # Jaccard of word triples; 0.4 to 0.6 find the same planted pairs
INSIDE = 0.75  # share of the shorter one's triples that the longer one has
BEGINNING = 20  # words of a report that say what it is about, more strictly
BEGINS_APART = 1 / 3  # share of the first words that say something
BEGUN, BEGUN_ALIKE = 0.45, 0.5  # share of its triples, and of those of its beginning, for a part to be a copy
LONGER = 1.4  # times as many words has what holds a part only; else it is told again, or another report
INSIDE_WORDS_MIN = 18  # words of a part that is looked for in longer texts: one full sentence
SHORT = 18  # words under which each number counts
LONG = 120  # words from which a few different facts may be slips
SLIPS = 0.1  # of the facts of a long text
FORM = 60  # words under which texts of one outlet are likely of one form
SAME_LENGTH = 3  # words by which two texts may differ for a "not" in one of them to be all that differs
SAME_SPELLING = 0.8  # likeness from which two names are one, written otherwise
SPELLING_LETTERS_MIN = 5
RETOLD = 0.75  # share of the shorter one's words that say something; two reports of one event have less in common
RETOLD_OF_BOTH = 0.4  # share of such words of both
RETOLD_OF_SHORT = 0.6  # the same of texts so short that names make half of it
RETOLD_TRIPLES = 0.3  # share of the shorter one's word triples
RETOLD_WORDS_MIN = 10  # such words in common
RETOLD_FACTS_MIN = 2  # numbers and names in common
NAMED, NAMED_WORDS_MIN = 0.45, 6  # the same where it names the other's outlet, in any order
IN_ORDER = 0.5  # share of neighbours among such words that are neighbours in the other, too
NEIGHBOURS = 3  # words apart that still are neighbours


class Likeness(NamedTuple):
    """In what way a post has another's words, and how much of them: 0 to 1."""

    kind: str
    similarity: float


def likeness(
    one: Reading, other: Reading, *, may_retell: bool, names_it: bool = False, same_outlet: bool = False
) -> Likeness | None:
    """How a post (one) is a copy of another; None where it is none.

    ``may_retell`` says whether it can be the other in new words: another outlet, about the same time; ``names_it``
    whether it names the other's outlet; ``same_outlet`` whether both are known to be of one outlet.
    """
    if one.wording.exact == other.wording.exact:
        return Likeness("exact", 1.0)
    a, b = len(one.marks), len(other.marks)
    if min(a, b) < WORDS_MIN or not one.wording.bands or not other.wording.bands:
        return None
    common = len(one.triples & other.triples)
    jaccard = common / (len(one.triples) + len(other.triples) - common)
    if jaccard >= SAME_WORDS:
        apart = differ(one, other) or (_begins_apart(one, other) and _begins_apart(other, one))
        apart = apart or (same_outlet and _fills_in(one, other) and _fills_in(other, one))
        return None if apart else Likeness("near", round(jaccard, 4))
    short, long = (one, other) if a <= b else (other, one)
    inside = common / len(short.triples)
    part = Likeness("contained" if short is one else "contains", round(inside, 4))
    is_long_enough = len(short.marks) >= INSIDE_WORDS_MIN
    if is_long_enough and inside >= INSIDE and not differ(one, other) and not _lacks(long, short):
        return part
    if may_retell and (retold := _retold(one, other, names_it)) is not None:
        return retold
    is_part = is_long_enough and inside >= BEGUN and LONGER * len(short.marks) <= len(long.marks)
    return part if is_part and _begins_alike(short, long) else None


def _begins_apart(one: Reading, other: Reading) -> bool:
    """Whether a text begins with words that the other does not have: what is alike is what stands under their news."""
    told = [mark for mark in one.marks[: BEGINNING // 2] if mark & 1]
    return sum(mark in other.known for mark in told) < BEGINS_APART * len(told)


def _fills_in(one: Reading, other: Reading) -> bool:
    """Whether a short text begins with a word that the other lacks: one outlet tells the next event of a kind in the
    same form, a threat of drones and then of missiles. Who copies another changes words, too.
    """
    if min(len(one.marks), len(other.marks)) >= FORM:
        return False
    return any(mark & 1 and mark not in other.known for mark in one.marks[:BEGINNING])


def _begins_alike(short: Reading, long: Reading) -> bool:
    """Whether the beginning of a text stands in a longer one, with every number, day and name that it has."""
    beginning = short.marks[:BEGINNING]
    facts = {word_mark(fact[1:]) for fact in short.wording.facts if fact[0] in "#@"}
    if any((mark | 1) in facts and (mark | 1) not in long.known for mark in beginning):
        return False
    alone, others = _unshared(short, long), _unshared(long, short)
    if any(mine and theirs for mine, theirs in _by_class(alone & short.lead, others)[1:4]):
        return False
    told = [crc32(beginning[at : at + 3].tobytes()) for at in range(len(beginning) - 2)]
    return sum(triple in long.triples for triple in told) >= BEGUN_ALIKE * len(told)


def differ(one: Reading, other: Reading) -> bool:
    """Whether each of two texts tells facts that the other does not."""
    alone, others = _unshared(one, other), _unshared(other, one)
    if alone and others:
        apart = [min(len(mine), len(alike)) for mine, alike in _by_class(alone, others)]
        if any(apart):
            if min(len(one.marks), len(other.marks)) < LONG:
                return True
            leading = _by_class(alone & one.lead, others & other.lead)
            if any(mine and alike for mine, alike in leading[:-1]):  # names are often cut in a lead, numbers never
                return True
            facts = min(len(one.facts), len(other.facts))
            if sum(apart) > SLIPS * facts:
                return True
    fewer = min(len(one.marks), len(other.marks))
    if fewer < SHORT and any(fact[0] == "#" for fact in alone | others):
        return True  # a line with a number more is another line: one storm, three storms
    if fewer < LONG and _are_opposed(one.wording.ways, other.wording.ways):
        return True
    same_length = abs(len(one.marks) - len(other.marks)) <= SAME_LENGTH
    return one.wording.negated != other.wording.negated and same_length and len(one.marks) < LONG


def _are_opposed(ways: Iterable[str], others: Iterable[str]) -> bool:
    """Whether of anything one text tells only ways that the other does not: a price that rose, and that fell."""
    mine, theirs = _by_matter(ways), _by_matter(others)
    return any(matter in theirs and told.isdisjoint(theirs[matter]) for matter, told in mine.items())


def _by_matter(ways: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for way in ways:
        found.setdefault(way[:-1], set()).add(way)
    return found


def _unshared(one: Reading, other: Reading) -> frozenset[str]:
    """Facts of one text that the other does not tell, not even as a plain word."""
    lacking = one.facts - other.facts
    return frozenset(fact for fact in lacking if fact[0] != "@" or word_mark(fact[1:]) not in other.known)


def _by_class(one: Iterable[str], other: Iterable[str]) -> list[tuple[list[str], list[str]]]:
    """The facts of both: numbers, days, months, days from now, last names; without what is the same told otherwise."""
    pairs: list[tuple[list[str], list[str]]] = []
    for sort, is_same in (("#", _is_without_its_million), ("d", None), ("m", None), ("r", None), ("@", _is_spelling)):
        mine = sorted([fact for fact in one if fact[0] == sort])
        theirs = sorted([fact for fact in other if fact[0] == sort])
        if is_same is not None and mine and theirs:
            for fact in tuple(mine):
                same = next((each for each in theirs if is_same(fact, each)), None)
                if same is not None:
                    mine.remove(fact)
                    theirs.remove(same)
        pairs.append((mine, theirs))
    return pairs


def _is_without_its_million(a: str, b: str) -> bool:
    """Whether two numbers are "63.4 million" and, the word being cut or told otherwise, 63.4."""
    if ":" in a or ":" in b or "h" in a or "h" in b:  # times of day, ordinals
        return False
    small, large = sorted((float(a[1:]), float(b[1:])))
    return 0 < small < 1000 and round(large / small, 6) in (1e3, 1e6, 1e9)


def _is_spelling(a: str, b: str) -> bool:
    if min(len(a), len(b)) <= SPELLING_LETTERS_MIN or a[1] != b[1]:
        return False
    return OSA.normalized_similarity(a[1:], b[1:]) >= SAME_SPELLING


def _lacks(long: Reading, short: Reading) -> bool:
    """Whether a longer text lacks numbers, days or names of a part of it."""
    return len(_unshared(short, long)) > SLIPS * len(short.facts)


def _retold(one: Reading, other: Reading, names_it: bool) -> Likeness | None:
    common = one.says & other.says
    fewer = min(len(one.says), len(other.says))
    told = Likeness("rewritten", round(len(common) / fewer, 4)) if fewer else None
    if len(one.facts & other.facts) < RETOLD_FACTS_MIN:
        return None
    if names_it and len(common) >= max(NAMED_WORDS_MIN, NAMED * fewer):
        alone, others = _unshared(one, other), _unshared(other, one)
        return None if any(mine and theirs for mine, theirs in _by_class(alone, others)[:-1]) else told
    is_short = min(len(one.marks), len(other.marks)) < LONG // 2
    both = (RETOLD_OF_SHORT if is_short else RETOLD_OF_BOTH) * len(one.says | other.says)
    if len(common) < max(RETOLD_WORDS_MIN, RETOLD * fewer, both):
        return None
    if len(one.triples & other.triples) < RETOLD_TRIPLES * min(len(one.triples), len(other.triples)):
        return None
    if differ(one, other) or _go_on(one, other):
        return None
    return told if max(_in_order(one, other, common), _in_order(other, one, common)) >= IN_ORDER else None


def _go_on(one: Reading, other: Reading) -> bool:
    """Whether each of two texts tells a number or a day that the other lacks, be it a number here and a day there.

    Who retells a report leaves some out, and has none of his own; a verdict and the sentence a month later have.
    """
    if min(len(one.marks), len(other.marks)) >= LONG:
        return False
    *told, _ = _by_class(_unshared(one, other), _unshared(other, one))
    return any(mine for mine, _ in told) and any(theirs for _, theirs in told)


def _in_order(one: Reading, other: Reading, common: frozenset[int]) -> float:
    """The share of neighbours among the common words of a text that are neighbours in the other, too."""
    near = {
        (first, second)
        for start, first in enumerate(other.content)
        for second in other.content[start + 1 : start + 1 + NEIGHBOURS]
    }
    words = [mark for mark in one.content if mark in common]
    return sum(pair in near for pair in pairwise(words)) / (len(words) - 1)
