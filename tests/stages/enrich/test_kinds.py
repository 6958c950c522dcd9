"""Kinds of happenings by their cue words; each row is a heading and a sentence of our own."""

from __future__ import annotations

import pytest

from streams.data import word_tables
from streams.stages.enrich import kinds

KINDS = {
    "shelling is an attack": ("Port city shelled again", "Artillery fire hit the docks, the army said.", "attack"),
    "a visit is diplomacy": ("Premier to visit Lisbon", "The two leaders will hold talks at a summit.", "diplomacy"),
    "a vote count is an election": ("Count goes on", "Turnout was high; the ballots are being recounted.", "election"),
    "a verdict is court": ("Jury finds driver guilty", "The judge will pass sentence in June.", "court"),
    "a burst bank is a flood": ("River bursts its banks", "Flood water reached the square; people left.", "flood"),
    "tremors are a quake": ("Strong quake shakes island", "The magnitude was 6.1, with aftershocks.", "quake"),
    "a blaze is a fire": ("Warehouse blaze", "Firefighters fought the flames all night.", "fire"),
    "a sinking is an accident": ("Trawler sinks", "The coastguard searched the wreckage.", "accident"),
    "a match is sport": ("Late goal wins it", "The striker scored in the final minutes of the match.", "sport"),
    "rates are a market": ("Central bank holds", "Interest rates stay; inflation is falling.", "market"),
    "a blackout is an outage": ("Blackout in the north", "Power was restored after two hours.", "outage"),
    "a march is a protest": ("Thousands march", "Protesters met tear gas on the avenue.", "protest"),
    "one weak word is no kind": ("A quiet day", "The president smiled.", None),
    "nothing is no kind": ("", "", None),
}


@pytest.mark.parametrize(("headline", "text", "kind"), KINDS.values(), ids=KINDS)
def test_kind(headline: str, text: str, kind: str | None) -> None:
    assert kinds.classify(headline, [text])[0] == kind


def test_the_table_is_whole() -> None:
    for name, row in word_tables.load("kinds").items():
        assert row["about"] and row["iptc"].startswith("medtop:") and isinstance(row["placed"], bool), name
        assert row["strong"] and row["cues"], name
        assert not set(row["strong"]) & set(row["cues"]), name
