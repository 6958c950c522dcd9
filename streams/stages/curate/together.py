"""Which numbers of an event posts tell side by side: parts that add up, numbers of two things, and rival counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from streams.records import Figure
from streams.stages.curate import deeds
from streams.stages.curate.entries import Entry, Told

Ends = tuple[float, float]
Pair = tuple[str | None, str | None, frozenset[Ends]]

QUOTE = 1  # characters of a mark that opens a sentence
WHOLE_AND_PARTS = 3  # the fewest that add up
COMPARED_MAX = 40  # entries of one post that are held against each other


@dataclass(frozen=True, slots=True)
class Beside:
    """What posts tell beside one entry."""

    sums: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)  # of a whole, by id, its parts
    two: Collection[Pair] = ()
    rivals: Collection[Pair] = ()
    wholes: Collection[tuple[str, str]] = ()  # "of them" and what that is of, by id

    def is_of(self, part: Entry, whole: Entry) -> bool:
        """Whether one is "of them", told right behind the other."""
        return (part.id, whole.id) in self.wholes

    def are_two(self, a: Entry, b: Entry) -> bool:
        """Whether one sayer gives both at once, in one sentence, or of what does not rise in one post: then they are of
        two things, such as the votes of two sides."""
        return bool(self.two) and _pair(a, b) in self.two

    def are_rivals(self, a: Entry, b: Entry) -> bool:
        """Whether a post sets both against each other, each by a sayer of its own: neither is the newer one."""
        return bool(self.rivals) and _pair(a, b) in self.rivals


class Together:
    """What posts tell beside each other, over all entries of an event."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._sums = sums_of(entries)
        self._two: dict[Ends, set[Pair]] = {}
        self._rivals: dict[Ends, set[Pair]] = {}
        self._wholes: dict[str, set[tuple[str, str]]] = {}  # by either id: each "of them", and what it is of
        posts: dict[str, list[Entry]] = {}
        for entry in entries:
            if not entry.is_increment and not entry.is_replaced and not entry.is_withdrawn:
                for post_id in entry.figure.posts:
                    posts.setdefault(post_id, []).append(entry)
        for post_id, group in posts.items():
            self._find_wholes(group[:COMPARED_MAX], post_id)
            for a, b in combinations(group[:COMPARED_MAX], 2):
                alike = a.amount.dimension == b.amount.dimension
                alike = alike and (a.kind == b.kind or (a.figure.unit is not None and None in (a.kind, b.kind)))
                if alike and (deeds.apart(a.deed) == deeds.apart(b.deed) or a.figure.unit is not None):
                    self._compare(a, b, post_id)

    def beside(self, entry: Entry) -> Beside:
        """All of it that can tell how an entry stands to others."""
        sums = {
            whole: parts for whole, parts in self._sums.items()
            if whole == entry.id or entry.id in parts or any(p.value == entry.figure.value for p in parts.values())
        }  # fmt: skip
        ends = _ends(entry)
        wholes = self._wholes.get(entry.id, ())
        return Beside(sums, self._two.get(ends, ()), self._rivals.get(ends, ()), wholes)

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
                for one_of_both in (part.id, whole.id):
                    self._wholes.setdefault(one_of_both, set()).add((part.id, whole.id))

    def _compare(self, a: Entry, b: Entry, post_id: str) -> None:
        for one in a.by_post[post_id]:
            for other in b.by_post[post_id]:
                if one.past or other.past:
                    continue
                if one.origin == other.origin:
                    if (one.sentence == other.sentence or not deeds.is_rising(a.deed)) and not one.corrects:
                        _set_together(self._two, a, b)
                elif not _goes_beyond(one, other) and _are_of_one(a, b, by_name=None not in (one.sayer, other.sayer)):
                    _set_together(self._rivals, a, b)


def _opens(told: Told) -> bool:
    """Whether a number opens its sentence, and no noun says what it counts: "Five are minors"."""
    return told.mention.span[0] - told.sentence[1] <= QUOTE and " " not in told.mention.text


def _goes_on(part: Told, small: Entry, whole: Told, large: Entry) -> bool:
    """Whether a sentence that opens with a bare number goes on to tell of the people of the one before."""
    deed = deeds.apart(small.deed)
    same = deed is not None and deed == deeds.apart(large.deed) and small.limit is None and large.limit is None
    return same and part.sentence != whole.sentence and small.amount.low < large.amount.low


def _goes_beyond(one: Told, other: Told) -> bool:
    """Whether of two in one post the second is told as the newest, and nobody is said to give the first: no rivals."""
    first, second = sorted((one, other), key=lambda told: told.mention.span)
    recalled = first.sayer is None and not first.newer and second.newer and first.sentence != second.sentence
    return recalled and (first.mention.value or 0.0) < (second.mention.value or 0.0)


def _are_of_one(a: Entry, b: Entry, *, by_name: bool) -> bool:
    """Whether two totals are of one thing. Where both are somebody's by name, an amount of barrels is of the other."""
    if a.limit != b.limit:
        return False
    if a.deed == b.deed and same_things(a, b):
        return True
    return by_name and a.figure.unit is not None and None in (a.deed, b.deed)


def _set_together(pairs: dict[Ends, set[Pair]], a: Entry, b: Entry) -> None:
    for entry in (a, b):
        pairs.setdefault(_ends(entry), set()).add(_pair(a, b))


def _pair(a: Entry, b: Entry) -> Pair:
    thing = a.kind if a.figure.unit is None else a.amount.dimension
    return thing, deeds.apart(a.deed or b.deed), frozenset((_ends(a), _ends(b)))


def _ends(entry: Entry) -> Ends:
    value = entry.amount.value
    return (value, value) if value is not None else (entry.amount.low, entry.amount.high)


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
    if len(entries) < WHOLE_AND_PARTS:
        return found
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
