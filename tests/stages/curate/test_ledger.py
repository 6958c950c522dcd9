"""How the numbers of an event stand to each other. Each row is two figures as posts tell them."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from streams.records import Figure, FigureMention
from streams.stages.curate.entries import Told
from streams.stages.curate.ledger import ledger
from tests.build import NOON


def told(value: float | None, thing: str = "person", **fields: Any) -> Told:
    """A figure as one post tells it; sayer and post default to one each."""
    sayer = fields.pop("sayer", "police")
    post = fields.pop("post", "post-1")
    about = {"when": NOON + timedelta(minutes=fields.pop("after", 0)), "origin": fields.pop("origin", sayer or post),
             "remit": fields.pop("remit", None), "withdrawn": fields.pop("withdrawn", False),
             "corrects": fields.pop("corrects", False)}  # fmt: skip
    start, sentence = fields.pop("start", int(value or 0)), fields.pop("sentence", 0)
    mention = FigureMention(text=f"{value:g} {thing}" if value is not None else thing, span=(start, start + 1),
                            value=value, object=thing, sayer=sayer, **fields)  # fmt: skip
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
