"""A passage made ready to be compared: its words as a vector, and the proper words that its beginning tells it by."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import groupby

from streams.data import rarity
from streams.stages.curate.rows import PlaceMark, Signature

NAME = 6.5  # rarity of a word from which it names few: a ship, a village, a family
TOWN, POWER = 0.5, 3  # set on tests/cases: two crimes in one large city, one flood in a small town


def _of_place(stem: str) -> float:
    """What is left of the weight of a place's name: little happens in a small town in a day, much in a large one."""
    return TOWN * (rarity.of(stem) / rarity.UNKNOWN) ** POWER


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What follows from a signature alone, so that it is worked out once and not for each comparison."""

    signature: Signature
    weights: dict[str, float]  # of stems: (1 + ln frequency) * rarity in English at large
    length: float  # Euclidean, of the vector of these weights
    proper: tuple[tuple[str, float], ...]  # stems of the proper words of its beginning, with their rarity
    lead: tuple[tuple[str, float], ...]  # those of them that stand in its heading or first sentence
    names: frozenset[str]
    places: frozenset[str]
    countries: frozenset[str]
    place_words: frozenset[str]  # stems of the names of its places
    fine: tuple[PlaceMark, ...]
    subjects: frozenset[str]  # stems of rare proper words that name no place and nobody who only speaks
    worth: dict[str, float] = field(default_factory=dict)  # below 1, of stems that many events of the desk share

    def cosine(self, other: Profile) -> tuple[float, float]:
        """Cosine of the angle between two passages, in two parts: of what happened, and of the places of both.

        The sum is 1 where both say the same, 0 where they share no stem. The names of places that both tell of count
        less: that two things happened in one town is said by the places.
        """
        if not self.length or not other.length:
            return 0.0, 0.0
        ours, theirs, worth = self.weights, other.weights, self.worth or other.worth
        both = ours.keys() & theirs.keys()
        places = both & self.place_words & other.place_words
        if places:
            both -= places
        alike = [ours[s] * theirs[s] for s in both]
        if worth:
            alike = [weight * worth.get(s, 1.0) ** 2 for s, weight in zip(both, alike, strict=True)]
        placed = math.fsum([ours[s] * theirs[s] * worth.get(s, 1.0) ** 2 * _of_place(s) for s in places])
        length = self.length * other.length
        return math.fsum(alike) / length, placed / length

    def shared(self, other: Profile, count: int) -> list[str]:
        """The stems that make two passages most alike, the weightiest first."""
        both = self.weights.keys() & other.weights.keys()
        return sorted(both, key=lambda stem: (-self.weights[stem] * other.weights[stem], stem))[:count]

    def told_by(self, other: Profile, *, lead: bool = False) -> float | None:
        """The share of this passage's proper words, by rarity, that the other says anywhere; None where it has none.

        The names of towns that both tell of are left out: that two things happened in one town is said by the places.
        ``lead`` asks of those alone that stand in the heading or the first sentence, and a word of a place's name is
        not said by who only uses it of another: there is more than one Ponte on a river.
        """
        words = self.lead if lead else self.proper
        if not words:
            return None
        theirs, worth = other.weights, self.worth or other.worth
        towns = self.place_words & other.place_words
        told = said = 0.0
        for word, rare in words:
            if word not in towns:
                told += rare
                if word in theirs and not (lead and (word in self.place_words or word in other.place_words)):
                    said += rare * worth.get(word, 1.0)
        return said / told if told else None

    def tie(self, other: Profile) -> float:
        """Sum of the rarities of the names of whom or what both tell: of no place, and of nobody who only speaks."""
        ours, theirs = self.subjects, other.subjects
        both = {w for w in ours if w in other.weights} | {w for w in theirs if w in self.weights}
        return math.fsum(rarity.of(word) for word in sorted(both))

    def names_in_common(self, other: Profile) -> bool:
        """Whether both name one person, organisation, place or land, however each spells it."""
        return bool(
            self.names & other.names or self.places & other.places or self.countries & other.countries
            or self.place_words & other.place_words
        )  # fmt: skip


def profile(signature: Signature) -> Profile:
    """The profile of a passage."""
    weights = {
        stem: (1 + math.log(sum(1 for _ in again))) * rarity.of(stem) for stem, again in groupby(signature.terms)
    }
    place_words = frozenset(word for p in signature.places for word in p.words)
    proper = tuple((word, rarity.of(word)) for word in signature.proper)
    return Profile(
        signature, weights, math.sqrt(math.fsum(weight * weight for weight in weights.values())),
        proper=proper, lead=tuple((word, rarity.of(word)) for word in signature.lead),
        names=frozenset(signature.names), places=frozenset(p.key for p in signature.places),
        countries=frozenset(p.country for p in signature.places if p.country is not None),
        place_words=place_words, fine=tuple(p for p in signature.places if p.fine),
        subjects=frozenset(w for w in signature.subjects if w not in place_words and rarity.of(w) >= NAME),
    )  # fmt: skip
