"""How the numbers of an event stand to each other. Each row is two figures as posts tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from streams.records import Figure, FigureMention
from streams.stages.curate import ledger as ledgers
from streams.stages.curate.entries import Told, tellings
from tests.build import NOON


def ledger(event_id: str, told: Sequence[Told]) -> tuple[Figure, ...]:
    """The ledger of what posts tell, in this order."""
    return ledgers.ledger(event_id, tellings(told))


def told(value: float | None, thing: str | None = "person", **fields: Any) -> Told:
    """A figure as one post tells it; sayer and post default to one each."""
    sayer = fields.pop("sayer", "police")
    post = fields.pop("post", "post-1")
    about = {"when": NOON + timedelta(minutes=fields.pop("after", 0)), "origin": fields.pop("origin", sayer or post),
             "remit": fields.pop("remit", None), "withdrawn": fields.pop("withdrawn", False),
             "corrects": fields.pop("corrects", False)}  # fmt: skip
    start, sentence = fields.pop("start", int(value or 0)), fields.pop("sentence", 0)
    text = fields.pop("text", f"{value:g} {thing}" if value is not None else thing)
    mention = FigureMention(text=text, span=(start, start + 1), value=value, object=thing, sayer=sayer, **fields)
    return Told(
        mention=mention,
        post_id=post,
        sentence=(post, sentence),
        sayer=sayer,
        claim_id=None,
        **about,
    )


RELATIONS = {
    "the same number by another sayer corroborates": (
        told(16, "drone", sayer="army"), told(16, "drone", sayer="air force", post="b"), "corroborates"),
    "a part told with its place is part of the whole": (
        told(16, "boat"), told(7, "boat", scope="in the harbour"), "part_of"),
    "a mayor's count beside an army's is narrower": (
        told(16, "drone", sayer="army", origin="state:XX"), told(5, "drone", sayer="mayor", remit="vila", post="b"),
        "narrower"),
    "a regional police beside a mayor is not: they speak of the same": (
        told(3, action="missing", remit="galia"), told(5, action="missing", sayer="mayor", remit="vila", post="b"),
        "conflicts"),
    "a toll that grows is brought up to date by whoever tells it later": (
        told(1, action="killed"), told(2, action="killed", sayer="mayor", post="b", after=20), "updates"),
    "a toll told smaller by another is a quarrel": (
        told(4, action="killed"), told(2, action="killed", sayer="mayor", post="b", after=20), "conflicts"),
    "two officials, two totals, one hour: a conflict": (
        told(3, action="missing"), told(5, action="missing", sayer="mayor", post="b"), "conflicts"),
    "the same sayer, later, another total: an update": (
        told(40, action="evacuated"), told(120, action="evacuated", post="b", after=30), "updates"),
    "another sayer hours later: an update": (
        told(3, action="killed"), told(5, action="killed", sayer="hospital", post="b", after=180), "updates"),
    "a correction updates whoever said it": (
        told(54, "missile"), told(45, "missile", sayer="army", post="b", corrects=True), "updates"),
    "what was done to some quarrels with no count of all": (
        told(136, "departure"), told(80, "departure", sayer="airport", action="cancelled", post="b"), None),
    "at least three and five can both be right": (
        told(3, action="killed", bound="at_least"), told(5, action="killed", sayer="mayor", post="b"), None),
    "killed and injured are different people": (
        told(3, action="killed"), told(5, action="injured", sayer="mayor", post="b"), None),
    "the same number of killed and of injured corroborate nothing": (
        told(3, action="killed"), told(3, action="injured", sayer="mayor", post="b"), None),
    "missiles are no drones": (told(54, "missile"), told(11, "drone"), None),
    "an increment is no rival of a total": (
        told(12, counting="total"), told(3, counting="increment", sayer="mayor", post="b"), None),
    "three of them are of the number told before": (
        told(52, "passenger", start=1), told(3, "passenger", start=9, scope="of them"), "part_of"),
    "three of them are not of a number told after": (
        told(3, "passenger", start=1, scope="of them"), told(52, "passenger", start=9), None),
    "an odd number told of another noun is the same": (
        told(1127, "flight", sayer=None), told(1127, "departure", sayer="airport", post="b"), "corroborates"),
    "a number that others may share is not": (
        told(120, "flight", sayer=None), told(120, "firefighter", sayer="mayor", post="b"), None),
    "an odd number killed is none injured": (
        told(1127, action="killed"), told(1127, action="injured", sayer="mayor", post="b"), None),
    "an odd sum of money is one, whatever was done with it": (
        told(4.61e9, None, unit="USD", kind="money", action="earned"),
        told(4.61e9, None, unit="USD", kind="money", action="pushed", sayer="bank", post="b"), "corroborates"),
    "a round sum of money may be another": (
        told(5e6, None, unit="USD", kind="money", action="earned"),
        told(5e6, None, unit="USD", kind="money", action="paid", sayer="bank", post="b"), None),
    "as many people in another post are the same ones, though only one says what became of them": (
        told(33, "captive"), told(33, "hostage", action="released", sayer="emir", post="b"), "corroborates"),
    "a few are not": (
        told(3, "captive"), told(3, "hostage", action="released", sayer="emir", post="b"), None),
    "nor are the killed and the injured": (
        told(33, "captive", action="killed"), told(33, "hostage", action="injured", sayer="emir", post="b"), None),
    "nor two counts of one post": (
        told(33, "captive", start=1), told(33, "hostage", action="released", sayer="emir", start=9), None),
    "drones shot down are among those sent": (
        told(70, "drone", action="sent", start=1), told(46, "drone", action="destroyed", start=9), "part_of"),
    "what was pumped out is of what leaked": (
        told(60000, "oil", unit="liter", kind="measure", action="leaked"),
        told(35000, "oil", unit="liter", kind="measure", action="pumped", sayer="port", post="b", after=600),
        "part_of"),
    "what was pumped out before is not": (
        told(35000, "oil", unit="liter", kind="measure", action="pumped"),
        told(60000, "oil", unit="liter", kind="measure", action="leaked", sayer="port", post="b", after=600), None),
    "five houses burned down bring three houses up to date": (
        told(3, "house"), told(5, "house", action="destroyed", sayer="mayor", post="b", after=90), "updates"),
    "eighty flights cancelled are no newer count of 136 flights": (
        told(136, "flight"), told(80, "flight", action="cancelled", sayer="mayor", post="b", after=90), None),
    "flights scrapped and flights called off are one count": (
        told(10, "flight", action="scrapped"), told(95, "flight", action="called off", post="b", after=90), "updates"),
    "hectares destroyed are hectares burned": (
        told(900, "forest", unit="hectare", kind="measure", action="burned"),
        told(1200, "forest", unit="hectare", kind="measure", action="destroyed", post="b", after=90), "updates"),
    "of them, right behind, is a part whatever became of it": (
        told(91, "body", start=1), told(34, "child", action="laid out", scope="of them", start=9), "part_of"),
    "of them is of the last number before": (
        told(91, "boat", start=1), told(34, "boat", scope="of them", post="b", start=9), None),
    "a bare number that opens the next sentence goes on": (
        told(18, action="arrested", start=1, text="18 people"),
        told(5, action="arrested", start=90, sentence=90, text="Five"), "part_of"),
    "a number with its noun does not": (
        told(18, action="arrested", start=1, text="18 people"),
        told(5, action="arrested", start=90, sentence=90, text="Five people"), None),
    "what the police count and what a rights group counts are no part of each other": (
        told(31, action="injured", sayer="Rights Watch", start=1),
        told(9, "officer", action="injured", start=9, sentence=5), None),
    "two parts of different places are unrelated": (
        told(4, "boat", scope="in the harbour"), told(6, "boat", scope="at the marina", sayer="mayor", post="b"), None),
}  # fmt: skip


def by_value(figures: tuple[Figure, ...]) -> dict[tuple[float | None, tuple[str, ...]], Figure]:
    return {(figure.value, figure.sayers): figure for figure in figures}


@pytest.mark.parametrize(("first", "second", "kind"), RELATIONS.values(), ids=RELATIONS)
def test_relations(first: Told, second: Told, kind: str | None) -> None:
    figures = ledger("event", [first, second])
    assert len(figures) == 2
    assert [r.kind for figure in figures for r in figure.relation] == ([kind] if kind else [])


def test_five_and_two_make_seven() -> None:
    figures = ledger("event", [
        told(7, "drone", sayer="mayor", scope="at the capital"), told(5, "drone", sayer="mayor", scope="in the city"),
        told(2, "drone", sayer="mayor", scope="before the city"),
    ])  # fmt: skip
    whole = next(f for f in figures if f.value == 7)
    parts = {f.value: [(r.kind, r.to) for r in f.relation] for f in figures if f.value != 7}
    assert parts == {5: [("part_of", whole.figure_id)], 2: [("part_of", whole.figure_id)]}


def test_sixteen_are_seven_and_nine_told_in_three_sentences_and_seven_are_five_and_two() -> None:
    figures = ledger("event", [
        told(16, "boat", start=1), told(7, "boat", start=2, sentence=1), told(5, "boat", start=3, sentence=1),
        told(2, "boat", start=4, sentence=1), told(9, "boat", start=5, sentence=2),
    ])  # fmt: skip
    ids = {figure.figure_id: figure.value for figure in figures}
    wholes = {f.value: [ids[r.to] for r in f.relation if r.kind == "part_of"] for f in figures}
    assert wholes == {16: [], 7: [16], 5: [7], 2: [7], 9: [16]}


def test_the_forces_of_one_state_are_one_origin_however_many_speak() -> None:
    figures = ledger("event", [
        told(16, "drone", sayer=name, origin="state:XX", post=name) for name in ("army", "air force", "ministry")
    ])  # fmt: skip
    assert len(figures) == 3
    assert {f.independent_origins for f in figures} == {1}
    assert {r.kind for f in figures for r in f.relation} == {"corroborates"}


def test_a_claim_printed_twice_is_one_figure_of_one_origin() -> None:
    (figure,) = ledger("event", [told(54, "missile", post="a"), told(54, "missile", post="b", after=60)])
    assert figure.posts == ("a", "b")
    assert figure.independent_origins == 1


def test_a_number_without_sayer_is_the_one_that_has_one() -> None:
    (figure,) = ledger("event", [told(9, sayer=None, post="a"), told(9, post="b")])
    assert figure.sayers == ("police",)


def test_superseded_and_disputed_figures_stay_with_their_status() -> None:
    figures = ledger("event", [
        told(40, action="evacuated"), told(120, action="evacuated", post="b", after=30),
        told(3, action="missing"), told(5, action="missing", sayer="mayor", post="c"),
    ])  # fmt: skip
    assert {f.value: f.status for f in figures} == {40: "superseded", 120: "current", 3: "disputed", 5: "disputed"}


def test_a_figure_of_a_withdrawn_post_stays_withdrawn() -> None:
    (figure,) = ledger("event", [told(40, withdrawn=True)])
    assert figure.status == "withdrawn"


def test_the_order_of_arrival_does_not_show() -> None:
    parts = [told(7, "boat", post="a"), told(16, "boat", sayer="mayor", post="b", after=5), told(7, "boat", post="c")]
    first = ledger("event", parts)
    for order in permutations(parts):
        assert by_value(ledger("event", order)) == by_value(first)
