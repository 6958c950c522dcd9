"""Which numbers of an event posts tell side by side: parts that add up, numbers of two things, and rival counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from streams.records import Figure
from streams.stages.curate import deeds
from streams.stages.curate.entries import Entry, Told

Pair = tuple[str | None, str | None, frozenset[tuple[float, float]]]

QUOTE = 1  # characters of a mark that opens a sentence
COMPARED_MAX = 40  # entries of one post that are held against each other


class Together:
    """What posts tell beside each other, over all entries of an event."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.sums = sums_of(entries)
        self._two: set[Pair] = set()
        self._rivals: set[Pair] = set()
        self._wholes: set[tuple[str, str]] = set()
        posts: dict[str, list[Entry]] = {}
        for entry in entries:
            if not entry.is_increment and not entry.is_replaced and not entry.is_withdrawn:
                for post_id in entry.figure.posts:
                    posts.setdefault(post_id, []).append(entry)
        self._beside: set[str] = set()
        for post_id, group in posts.items():
            kinds = Counter(entry.kind for entry in group)
            self._beside.update(entry.id for entry in group if kinds[entry.kind] > 1)
            self._find_wholes(group[:COMPARED_MAX], post_id)
            for a, b in combinations(group[:COMPARED_MAX], 2):
                alike = a.amount.dimension == b.amount.dimension
                alike = alike and (a.kind == b.kind or (a.figure.unit is not None and None in (a.kind, b.kind)))
                if alike and (deeds.apart(a.deed) == deeds.apart(b.deed) or a.figure.unit is not None):
                    self._compare(a, b, post_id)

    def are_two(self, a: Entry, b: Entry) -> bool:
        """Whether one sayer gives both at once, in one sentence, or of what does not rise in one post: then they are of
        two things, such as the votes of two sides."""
        return bool(self._two) and _pair(a, b) in self._two

    def are_rivals(self, a: Entry, b: Entry) -> bool:
        """Whether a post sets both against each other, each by a sayer of its own: neither is the newer one."""
        return bool(self._rivals) and _pair(a, b) in self._rivals

    def is_of(self, part: Entry, whole: Entry) -> bool:
        """Whether one is "of them", told right behind the other."""
        return (part.id, whole.id) in self._wholes

    def is_alone(self, one: Entry) -> bool:
        """Whether no post that tells it tells another number of its kind."""
        return one.id not in self._beside

    def _find_wholes(self, group: Sequence[Entry], post_id: str) -> None:
        """What each "of them" of a post is of: the last larger number of the same kind that stands before it."""
        for part in group:
            one = part.by_post[post_id][0]
            if not deeds.is_of_them(part.limit) and not _opens(one):
                continue
            before = [
                (told.mention.span, whole, told)
                for whole in group if whole.kind == part.kind
                for told in whole.by_post[post_id] if told.mention.span < one.mention.span
            ]  # fmt: skip
            if deeds.is_of_them(part.limit):
                before = [each for each in before if each[1].amount.low > part.amount.low]
            if not before:
                continue
            _, whole, told = max(before, key=lambda each: each[0])
            if deeds.is_of_them(part.limit) or _goes_on(one, part, told, whole):
                self._wholes.add((part.id, whole.id))

    def _compare(self, a: Entry, b: Entry, post_id: str) -> None:
        for one in a.by_post[post_id]:
            for other in b.by_post[post_id]:
                if one.past or other.past:
                    continue
                if one.origin == other.origin:
                    if (one.sentence == other.sentence or not deeds.is_rising(a.deed)) and not one.corrects:
                        self._two.add(_pair(a, b))
                elif _are_of_one(a, b, by_name=None not in (one.sayer, other.sayer)):
                    self._rivals.add(_pair(a, b))


def _opens(told: Told) -> bool:
    """Whether a number opens its sentence, and no noun says what it counts: "Five are minors"."""
    return told.mention.span[0] - told.sentence[1] <= QUOTE and " " not in told.mention.text


def _goes_on(part: Told, small: Entry, whole: Told, large: Entry) -> bool:
    """Whether a sentence that opens with a bare number goes on to tell of the people of the one before."""
    deed = deeds.apart(small.deed)
    same = deed is not None and deed == deeds.apart(large.deed) and small.limit is None and large.limit is None
    return same and part.sentence != whole.sentence and small.amount.low < large.amount.low


def _are_of_one(a: Entry, b: Entry, *, by_name: bool) -> bool:
    """Whether two totals are of one thing. Where both are somebody's by name, an amount of barrels is of the other."""
    if a.limit != b.limit:
        return False
    if a.deed == b.deed and same_things(a, b):
        return True
    return by_name and a.figure.unit is not None and None in (a.deed, b.deed)


def _pair(a: Entry, b: Entry) -> Pair:
    ends = frozenset((e.amount.value, e.amount.value) if e.amount.value is not None else (e.amount.low, e.amount.high)
                     for e in (a, b))  # fmt: skip
    return a.kind if a.figure.unit is None else a.amount.dimension, deeds.apart(a.deed or b.deed), ends


def same_things(a: Entry, b: Entry) -> bool:
    """Whether two can be counts of the same things, or amounts of the same though only one says of what."""
    if a.figure.unit is not None and None in (a.thing, b.thing):
        return deeds.same_deed(a.deed, b.deed) or None in (a.deed, b.deed)
    return deeds.same_deed(a.deed, b.deed) and deeds.same_kind(a.thing, b.thing, a.deed)


def sums_of(entries: Sequence[Entry]) -> dict[str, dict[str, Figure]]:
    """The parts of each whole, by id, where the figures of one sentence or one post add up.

    "Seven …, five … and two …" in a sentence; "Sixteen … Seven of them … The other nine …" in a post, where what is
    left after the sums of single sentences adds up to the number told first.
    """
    found: dict[str, dict[str, Figure]] = {}
    entries = [entry for entry in entries if not entry.is_replaced and not entry.is_increment]
    for by_sentence in (True, False):
        groups: dict[tuple[object, ...], dict[str, tuple[int, Entry]]] = {}
        for entry in entries:
            for told in entry.told:
                if told.mention.value is not None and not told.replaced:
                    where = told.sentence if by_sentence else told.post_id
                    group = groups.setdefault((where, told.mention.object, told.mention.unit), {})
                    group[entry.id] = (told.mention.span[0], entry)
        parts_of_parts = {part for parts in found.values() for part in parts}
        for together in groups.values():
            key, (first, whole) = max(together.items(), key=lambda item: item[1][1].figure.value or 0.0)
            parts = {k: e.figure for k, (_, e) in together.items() if k != key and k not in parts_of_parts}
            adds_up = sum(part.value or 0.0 for part in parts.values()) == whole.figure.value
            told_first = by_sentence or all(first <= start for start, _ in together.values())
            if len(parts) > 1 and adds_up and told_first and key not in found:
                found[key] = parts
    return found
