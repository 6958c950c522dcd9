"""Where a text turns from one happening to another, and what is only background or mention."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from streams.data import gazetteer
from streams.records import Enriched
from streams.stages.enrich import enrich
from tests.build import NOON, a_post


@cache
def places() -> gazetteer.Gazetteer:
    return gazetteer.load()


def read(text: str, **fields: Any) -> Enriched:
    return enrich(places(), a_post(text, at=NOON, **fields))


def roles(text: str, **fields: Any) -> list[tuple[str, str]]:
    """Role and first three words of each passage. Noon is on Tuesday 14 May 2024."""
    post = read(text, **fields)
    return [(p.role, " ".join(post.text[p.span[0] : p.span[1]].split()[:3])) for p in post.passages]


FIRE = "A fire destroyed a warehouse in Porto early on Tuesday."
ORDINARY = {
    "one happening is one passage": (
        f"{FIRE} Forty firefighters fought it until dawn. Nobody was hurt, the mayor said.",
        [("main", "A fire destroyed")]),
    "what has gone on since a month is background": (
        f"{FIRE} The district has seen numerous fires since March.",
        [("main", "A fire destroyed"), ("background", "The district has")]),
    "what was long ago is background": (
        f"{FIRE} A blaze in the same street killed two people in 2019.",
        [("main", "A fire destroyed"), ("background", "A blaze in")]),
    "a day after is another happening, mentioned": (
        "A fire destroyed a warehouse in Porto on Tuesday, a day after a storm tore down power lines in the region.",
        [("main", "A fire destroyed"), ("mention", "a storm tore")]),
    "background between main sentences parts them": (
        f"{FIRE} The district has seen waves of fires for months. Police are looking for two men.",
        [("main", "A fire destroyed"), ("background", "The district has"), ("main", "Police are looking")]),
    "since yesterday is news": (
        "Rain has fallen on Porto since Monday. Two streets were closed on Tuesday.", [("main", "Rain has fallen")]),
    "a post that only looks back is still its author's news": (
        "The town has lived with repeated floods for decades.", [("main", "The town has")]),
}  # fmt: skip
SEVERAL = {
    "a lead turns to another kind of happening": (
        "A blaze destroyed a warehouse in Porto. Two striker goals won the cup final for Braga in Lisbon.",
        [("main", "A blaze destroyed"), ("main", "Two striker goals")]),
    "a lead turns to another day": (
        "Rockets hit the port of Haifa on Tuesday. Missiles struck an airfield near Ramla on Monday, the army said.",
        [("main", "Rockets hit the"), ("main", "Missiles struck an")]),
    "what links back stays": (
        "A fire destroyed a warehouse in Porto. It had been empty since the spring, and its goal was to be a market.",
        [("main", "A fire destroyed")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "passages"), ORDINARY.values(), ids=ORDINARY)
def test_an_ordinary_post(text: str, passages: list[tuple[str, str]]) -> None:
    assert roles(text) == passages


@pytest.mark.parametrize(("text", "passages"), SEVERAL.values(), ids=SEVERAL)
def test_a_lead_tells_of_several(text: str, passages: list[tuple[str, str]]) -> None:
    assert roles(text, position=0) == passages


@pytest.mark.parametrize(("text", "passages"), SEVERAL.values(), ids=SEVERAL)
def test_an_ordinary_post_is_not_cut_so(text: str, passages: list[tuple[str, str]]) -> None:
    assert len(roles(text)) == 1


def test_passages_cover_every_sentence_in_order() -> None:
    post = read(" ".join(text for text, _ in ORDINARY.values()))
    ends = [0]
    for passage in post.passages:
        start, end = passage.span
        assert start >= ends[-1]
        assert post.text[ends[-1] : start].strip(" ,.") in ("", "a day after")
        ends.append(end)
    assert ends[-1] == len(post.text)


def test_a_bare_heading_is_one_passage() -> None:
    post = read("", headline="Warehouse burns in Porto")
    assert [(p.span, p.role) for p in post.passages] == [((0, 0), "main")]
    assert post.kind == "fire"
