"""What speaks for and against two reports telling of one happening: evidence, vetoes, candidates."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import msgspec
import pytest

from streams.data import gazetteer, rarity
from streams.records import Change, Post
from streams.stage import State
from streams.stages import curate
from streams.stages.curate import evidence
from streams.stages.curate.profile import Profile, profile
from streams.stages.curate.signature import proper, sign
from streams.stages.enrich import enrich
from streams.stages.enrich.passages import happenings
from tests.build import NOON, a_post, apply, minutes


@cache
def places() -> gazetteer.Gazetteer:
    return gazetteer.load()


def told(headline: str, text: str, **fields: Any) -> Profile:
    """A report made ready to be compared."""
    read = enrich(places(), a_post(text, headline=headline, **fields))
    return profile(sign(read, happenings(read.passages)[0], with_heading=True))


FIRE = told("Fire at paper mill in Tampere", "A fire broke out in a paper mill in Tampere, said chief Aino Virta.")
AGAIN = told("Tampere mill still burning", "The paper mill in Tampere burns on, chief Aino Virta said.")
VERDICT = told("Banker guilty of fraud", "A court in Lyon found the banker Luc Perrin guilty of fraud.")

STRENGTH = {
    "two reports of one fire share most of their words": (evidence.words, FIRE, AGAIN, 0.5, 1.0),
    "a fire and a verdict share next to none": (evidence.words, FIRE, VERDICT, 0.0, 0.2),
    "a report says all that itself says, though its town counts less": (evidence.words, FIRE, FIRE, 0.85, 1.0),
    "the chief is named by both": (evidence.names, FIRE, AGAIN, 0.5, 1.0),
    "each names others": (evidence.names, FIRE, VERDICT, -1.0, -0.1),
    "one town": (evidence.place, FIRE, AGAIN, 1.0, 1.0),
    "two towns in two lands": (evidence.place, FIRE, VERDICT, -1.0, -1.0),
}


@pytest.mark.parametrize(("compare", "a", "b", "least", "most"), STRENGTH.values(), ids=STRENGTH)
def test_evidence(compare: Any, a: Profile, b: Profile, least: float, most: float) -> None:
    assert least <= round(compare(a, b), 9) <= most
    assert compare(a, b) == pytest.approx(compare(b, a))


PROPER = {
    "a name inside a sentence": ("", "The mayor of Tampere spoke.", ("tamper",)),
    "a common word that opens a sentence is none": ("", "Police came. Water rose.", ()),
    "a rare one that opens a sentence is": ("", "Jajarkot shook.", ("jajarkot",)),
    "a word also written small is none": ("", "The Mill burns. A mill burnt before.", ()),
    "months and days are none": ("", "It began on Monday in March.", ()),
    "a heading with every capital gives rare words alone": ("Mill Fire Kills Two In Jajarkot", "", ("jajarkot",)),
}


@pytest.mark.parametrize(("heading", "text", "expected"), PROPER.values(), ids=PROPER)
def test_proper_words(heading: str, text: str, expected: tuple[str, ...]) -> None:
    assert proper(heading, text) == expected


def test_a_word_that_everybody_uses_weighs_less_than_a_name_nobody_knows() -> None:
    assert rarity.of("peopl") < rarity.of("earthquak") < rarity.of("jajarkot") == rarity.UNKNOWN
    assert rarity.of("але") < rarity.of("наприклад"), "the shortest words of a language are its commonest"


class Desk:
    """A desk's curation, one post after another."""

    def __init__(self) -> None:
        self.state = State(curate.Index())

    def take(self, post: Post) -> None:
        apply(self.state, curate.step(self.state, enrich(places(), post), post.seen))

    def events(self) -> int:
        return int(self.state.index.open_events)


def mill(number: int, **fields: Any) -> Post:
    text = f"A fire broke out in a paper mill in Tampere, said chief Aino Virta. It is report number {number} of it."
    return a_post(text, name=f"mill {number}", headline="Fire at paper mill in Tampere", **fields)


def test_a_passage_is_compared_with_a_dozen_members_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    for number in range(40):
        desk.take(mill(number, at=minutes(number)))
    assert desk.events() == 1
    compared: list[int] = []
    real = evidence.compare

    def counted(a: Profile, b: Profile) -> evidence.Evidence:
        compared.append(1)
        return real(a, b)

    monkeypatch.setattr(evidence, "compare", counted)
    desk.take(mill(41, at=minutes(41)))
    assert desk.events() == 1 and 0 < len(compared) <= 12


@pytest.mark.parametrize(
    ("days", "events"), {"within": (2.9, 1), "beyond": (3.1, 2)}.values(), ids=["within", "beyond"]
)
def test_the_window_is_counted_from_the_last_member(days: float, events: int) -> None:
    desk = Desk()
    desk.take(mill(1))
    desk.take(mill(2, at=NOON + timedelta(days=2)))
    desk.take(mill(3, at=NOON + timedelta(days=2 + days)))
    assert desk.events() == events


def test_a_row_that_an_older_version_left_is_still_matched() -> None:
    state = State(curate.Index())
    first = a_post(
        "A fire broke out in a paper mill in Tampere, said chief Aino Virta.", name="first", headline="Mill fire"
    )
    apply(state, curate.step(state, enrich(places(), first), first.seen))
    old = State(curate.Index())
    for key, row in state.items():
        fields = msgspec.to_builtins(row)
        for passage in fields.get("passages", ()):
            for newer in ("proper", "told", "page"):
                del passage["signature"][newer]
        old.apply(key, msgspec.convert(fields, type(row)))
    text = "The fire at the paper mill in Tampere burns on, chief Aino Virta said."
    later = a_post(text, name="later", headline="Tampere mill fire", at=minutes(60), outlet="The Lantern")
    outcome = curate.step(old, enrich(places(), later), later.seen)
    assert [emit.record.kind for emit in outcome.out if isinstance(emit.record, Change)] == ["updated"]
