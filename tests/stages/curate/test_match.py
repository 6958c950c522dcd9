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
from streams.stages.curate.signature import proper, sign, stems
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

CLOUDBURST = told("Cellars flooded in Monschau", "A cloudburst flooded cellars in Monschau, the mayor said.")
FRAUD = told("Brewer guilty of fraud in Monschau", "A court in Monschau found a brewer guilty of tax fraud.")
AIRPORTS = told("Spanish airports closed", "Two Spanish airports closed as ash from La Palma drifted east.")
ASH = told("Ash from La Palma shuts airports", "The airports of La Gomera and La Palma shut because of ash.")


def town_counted(a: Profile, b: Profile) -> float:
    return evidence.compare(a, b)[evidence.KINDS.index("town")]


STRENGTH = {
    "two reports of one fire share most of their words": (evidence.words, FIRE, AGAIN, 0.5, 1.0),
    "a fire and a verdict share next to none": (evidence.words, FIRE, VERDICT, 0.0, 0.2),
    "a report says all that itself says, though its town counts less": (evidence.words, FIRE, FIRE, 0.85, 1.0),
    "the chief is named by both": (evidence.names, FIRE, AGAIN, 0.5, 1.0),
    "each names others": (evidence.names, FIRE, VERDICT, -1.0, -0.1),
    "one town": (evidence.place, FIRE, AGAIN, 1.0, 1.0),
    "two towns in two lands": (evidence.place, FIRE, VERDICT, -1.0, -1.0),
    "one fire in one small town": (town_counted, FIRE, AGAIN, 0.5, 1.0),
    "a flood and a verdict in one small town: it says nothing": (town_counted, CLOUDBURST, FRAUD, 0.0, 0.0),
    "nor are its name's words what happened": (evidence.words, CLOUDBURST, FRAUD, 0.0, 0.0),
    "one island heads both, and who has no name": (evidence.lead, AIRPORTS, ASH, 0.0, 1.0),
    "a town and a banker head two reports": (evidence.lead, FRAUD, VERDICT, -0.5, -0.5),
}


@pytest.mark.parametrize(("compare", "a", "b", "least", "most"), STRENGTH.values(), ids=STRENGTH)
def test_evidence(compare: Any, a: Profile, b: Profile, least: float, most: float) -> None:
    assert least <= round(compare(a, b), 9) <= most
    assert compare(a, b) == pytest.approx(compare(b, a))


WEEK = NOON + timedelta(days=7)
TRIAL = told("Nurse on trial", "In Aachen the nurse Silke Obermann went on trial for poisoning with insulin.")
CLOSING = ("Shares close higher", "Shares in Oslo closed higher as oil stocks rose, said analyst Tuva Hegge.")
RAIN = ("Rain warning for Bergen", "Heavy rain is on its way to Bergen, said forecaster Siri Myklebust.")
SILENCE = {
    "reports of one morning": (FIRE, AGAIN, 0.0, 0.0),
    "the same words a week later, with nobody named but who speaks": (
        FIRE, told("Fire at mill in Tampere", "A fire broke out in a mill in Tampere, said chief Aino Virta.", at=WEEK),
        -1.0, -0.7,
    ),
    "the same woman a week later": (
        TRIAL, told("Nurse guilty", "In Aachen the nurse Silke Obermann was found guilty of poisoning.", at=WEEK),
        -0.6, 0.0,
    ),
    "other words a week later": (
        FIRE, told("Mill to close", "The owner shuts the burnt works and 90 people lose their jobs.", at=WEEK),
        -0.2, 0.0,
    ),
    "a closing and that of the next day": (told(*CLOSING), told(*CLOSING, at=NOON + timedelta(days=1)), -1.0, -0.6),
    "a warning and that of the next day": (told(*RAIN), told(*RAIN, at=NOON + timedelta(days=1)), -1.0, -0.6),
}  # fmt: skip


@pytest.mark.parametrize(("a", "b", "least", "most"), SILENCE.values(), ids=SILENCE)
def test_days_of_silence(a: Profile, b: Profile, least: float, most: float) -> None:
    assert least <= evidence.gap(a, b) <= most
    assert evidence.gap(a, b) == evidence.gap(b, a)


TIES = {
    "a name of whom both tell": ("It struck the Lastovka.", "Off Ancona the Lastovka burnt.", True),
    "a governor who speaks of both": (
        "A woman was hurt, Bohdan Tkalych said.", "A woman was hurt, governor Bohdan Tkalych said.", False,
    ),
    "a word that opens both sentences": ("Dockers went home.", "Dockers stayed.", False),
    "a large land": ("It is news in Germany.", "They spoke of Germany.", False),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "tied"), TIES.values(), ids=TIES)
def test_names_that_tie_two_reports(one: str, other: str, tied: bool) -> None:
    assert (told("", one).tie(told("", other)) >= evidence.TIED) is tied


def nights(first: str, second: str, *, days: int) -> tuple[Profile, Profile]:
    return told("", first, at=NOON), told("", second, at=NOON + timedelta(days=days))


def test_two_nights_in_a_row_share_no_day() -> None:
    one, other = nights("A shell fell overnight.", "A shell fell overnight.", days=1)
    assert one.signature.times and other.signature.times
    assert not evidence.share_a_day(one.signature.times, other.signature.times)
    same, again = nights("A shell fell overnight.", "A shell fell overnight.", days=0)
    assert evidence.share_a_day(same.signature.times, again.signature.times)


def test_words_of_grammar_are_left_out_in_each_language() -> None:
    assert stems("Die Brücke fiel auf das Schiff", "de") == ["brück", "fiel", "schiff"]
    assert stems("Le pont est tombé sur la Loire", "fr") == ["pont", "tombé", "loir"]
    assert stems("A ponte caiu e não há feridos", "pt") == ["pont", "caiu", "ferido"]
    assert stems("The bridge fell", "fi") == ["bridg", "fell"], "of other languages the English words"


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

    def __init__(self, **options: Any) -> None:
        self.state = State(curate.Index())
        self.options = options

    def take(self, post: Post) -> None:
        apply(self.state, curate.step(self.state, enrich(places(), post), post.seen, **self.options))

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
    desk = Desk(window=timedelta(days=3))
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
