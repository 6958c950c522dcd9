"""What `streams explain` says of how figures and claims stand."""

from __future__ import annotations

from typing import Any

import msgspec

from streams.commands.pretty import figure_text, standings
from tests.stages.curate.one_event import the_event, told

TOLL = [
    told("The Courier", 0, "Twelve people were killed, police said."),
    told("The Lantern", 60, "Sixteen people were killed, police said."),
]


def lines(event: Any) -> list[str]:
    return [line.strip() for _, line in standings(msgspec.to_builtins(event))]


def test_each_figure_and_claim_is_told_with_its_origins_and_history() -> None:
    said = lines(the_event(TOLL))
    first, second = (post.post_id for post in TOLL)
    assert "12 people killed · superseded · 1 independent origin: organisation:police" in said
    assert f"current since 2024-05-14T12:00:00Z, post {first}" in said
    assert f"superseded since 2024-05-14T13:00:00Z, post {second}, by 16 people killed" in said
    assert "police: Sixteen people were killed · single · 1 independent origin: organisation:police" in said


def test_an_event_that_was_published_without_origins_and_history_is_told_too() -> None:
    event = msgspec.to_builtins(the_event(TOLL))
    for one in (*event["figures"], *event["claims"]):
        del one["origins"], one["history"]
    assert any("1 independent origin: –" in line for _, line in standings(event))


def test_a_noun_is_told_in_the_plural_where_it_is_english() -> None:
    figure = {"bound": "about", "value": 2e7, "unit": None, "object": "bus", "measure": None, "scope": None}
    assert figure_text(figure, "en") == "about 20,000,000 buses"
    assert figure_text(figure | {"object": "busse"}, "de") == "about 20,000,000 busse"
    assert figure_text(figure | {"object": "person"}, "de") == "about 20,000,000 people"
    assert figure_text(figure | {"object": "year", "value": 4.0}, "fr") == "about 4 years"
