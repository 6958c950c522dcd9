"""Where a text turns from one happening to another, and what is only background or mention."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from streams.data import gazetteer, word_tables
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
    "a rank in a row is background": (
        f"{FIRE} It is the third such blaze since January.",
        [("main", "A fire destroyed"), ("background", "It is the")]),
    "who somebody is is background": (
        "The poet Inês Faro has died in Porto. Born in Braga in 1931, she taught for years.",
        [("main", "The poet Inês"), ("background", "Born in Braga")]),
    "what the news comes after is a mention": (
        f"{FIRE} The blaze comes two weeks after a shop burned down in Braga.",
        [("main", "A fire destroyed"), ("mention", "The blaze comes")]),
    "what opened a sentence with another week is a mention": (
        f"{FIRE} Last week three boats burned in Aveiro.",
        [("main", "A fire destroyed"), ("mention", "Last week three")]),
    "a word to the reader is background": (
        f"{FIRE} Stay with us for more.", [("main", "A fire destroyed"), ("background", "Stay with us")]),
    "the first sentence is news, whatever it looks back on": (
        "A man was arrested on Tuesday over the murder of a nurse in 2019. He is 40.", [("main", "A man was")]),
    "another town of the same news is no turn": (
        f"{FIRE} In Lisbon, the minister called for calm.", [("main", "A fire destroyed")]),
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
    "a lead turns to another land": (
        "A blaze destroyed a warehouse in Porto. Gunmen attacked a barracks near Niamey in Niger.",
        [("main", "A blaze destroyed"), ("main", "Gunmen attacked a")]),
    "what the police of the place say is no turn": (
        "A ferry sank off Vigo on Tuesday. Galicia's police said three people were missing.",
        [("main", "A ferry sank")]),
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


ELSEWHERE = {
    "it says that it turns, and the rest agrees": (
        f"{FIRE}\nElsewhere, voters in Poland go to the polls on Sunday to elect a president.", 2),
    "a paragraph in another land does not turn by itself": (
        f"{FIRE}\nIn Spain, voters go to the polls on Sunday.", 1),
}  # fmt: skip


@pytest.mark.parametrize(("text", "count"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_an_ordinary_post_turns_only_where_it_says_so(text: str, count: int) -> None:
    assert max(p.happening or 0 for p in read(text).passages) == count


def test_background_between_sentences_does_not_part_a_happening() -> None:
    post = read(
        f"{FIRE} It is the third since January. Two men were arrested. In Niger, gunmen shot a judge.", position=0
    )
    assert [p.happening for p in post.passages] == [1, None, 1, 2]


@pytest.mark.parametrize(
    ("headline", "happenings"),
    [("Fire in Porto; bank fails", 2), ("Fire and a bank", 1)],
    ids=["a heading lists two", "a heading lists none"],
)
def test_the_parts_of_a_heading_tell_happenings_of_a_lead(headline: str, happenings: int) -> None:
    post = read("A fire has gutted a mill. The bank of fishers fails.", position=0, headline=headline)
    assert max(p.happening or 0 for p in post.passages) == happenings


@pytest.mark.parametrize("kind", ["feature", "teaser", "background", "advert"])
def test_a_post_that_reports_nothing_has_no_main_passage(kind: str) -> None:
    assert {p.role for p in read(f"{FIRE} The mill was old.", post_type=kind).passages} <= {"mention", "background"}


def test_an_advert_has_no_kind() -> None:
    assert read("A fire sale of football shirts.", post_type="advert").kind is None


UNKNOWN = {
    "an earlier war without a date": (
        f"{FIRE} The mayor had fled another blaze as a boy.",
        [("main", "A fire destroyed"), ("background", "The mayor had")]),
    "what is to come and is another event": (
        f"{FIRE} The cup final begins at 7pm.", [("main", "A fire destroyed"), ("mention", "The cup final")]),
}  # fmt: skip


@pytest.mark.xfail(strict=True, reason="only told days and phrases set a sentence apart")
@pytest.mark.parametrize(("text", "passages"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_known_to_stay_main(text: str, passages: list[tuple[str, str]]) -> None:
    assert roles(text) == passages


def test_each_phrase_of_background_has_one_of_the_words_it_is_looked_up_by() -> None:
    table = word_tables.load("passages")
    for phrase in table["background"]:
        assert any(word in phrase for word in table["background_words"].split()), phrase


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
