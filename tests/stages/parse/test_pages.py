"""Whole pages in plain text: their lead, posts, authors, times and what is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.stages.parse.draft import Page
from streams.stages.parse.formats.live_text import read_page
from tests.stages.parse.newsdesk import NOON

MATCH = """Cup final: live - 3 March 2024
United and Rovers meet for the first time in a final, and the gates are open.
85 min Last change for Rovers
Odegaard goes off to applause, and the young Farrell comes on.
Rovers go ahead
A low shot from the edge of the area went in off the post, and the away end erupted.
Half-time whistle
The teams go in level after a cautious first half with one booking."""

ELECTION = """The Latest: Count begins in the capital.
PORTO (Wire) — The latest on the election (all times Eastern Standard Time):
___
9:20 p.m.:
The opposition is ahead in the first two districts, the commission said.
Turnout was higher than four years ago.
___
Noon
Polls are open, and the queues are long.
___
"""

STORM = """date 2024-03-03 Sturm über der Küste: Ticker
12.31 Uhr: Fähren bleiben im Hafen
Die Reederei hat am Sonntag alle Fahrten gestrichen.
11.05 Uhr: Deich bei Altendorf hält
Der Deich ist nach Angaben der Feuerwehr stabil."""

QUAKE = """Quake in the hills: live
Search goes on in three villages
5 hr 15 min ago
Crews with dogs are going from house to house, the governor said.
Roads to the valley reopened
6 hr 2 min ago
Lorries with tents are on their way."""


def read(text: str, url: str | None = None, seen: datetime = NOON) -> Page:
    page = read_page(text, url, seen)
    assert isinstance(page, Page)
    return page


def test_a_page_without_times_is_cut_at_its_headings() -> None:
    page = read("\n".join(line for line in MATCH.split("\n") if "85 min" not in line and "Odegaard" not in line))
    assert page.day is not None and page.day.isoformat() == "2024-03-03"
    assert page.lead is not None and page.lead.headline == "Cup final: live"
    assert [post.headline for post in page.posts] == ["Rovers go ahead", "Half-time whistle"]
    assert page.posts[0].text.startswith("A low shot") and page.posts[0].published is None


def test_an_agency_round_up_is_cut_at_its_times() -> None:
    page = read(ELECTION, seen=datetime(2024, 3, 4, 3, 0, tzinfo=UTC))
    assert page.zone == "America/New_York"
    assert [str(post.published)[:16] for post in page.posts] == ["2024-03-04 02:20", "2024-03-03 17:00"]
    assert [post.headline for post in page.posts] == [None, None]
    assert page.posts[0].text.count("\n") == 1
    assert page.lead is not None and page.lead.headline == "The Latest: Count begins in the capital."


def test_times_before_headings_are_taken_off_them() -> None:
    page = read(STORM)
    assert [post.headline for post in page.posts] == ["Fähren bleiben im Hafen", "Deich bei Altendorf hält"]
    assert [str(post.published)[:16] for post in page.posts] == ["2024-03-03 11:31", "2024-03-03 10:05"]
    assert page.zone == "Europe/Berlin"


def test_ages_below_headings_are_read() -> None:
    page = read(QUAKE)
    assert [post.headline for post in page.posts] == [
        "Search goes on in three villages", "Roads to the valley reopened",
    ]  # fmt: skip
    assert [str(post.published)[11:16] for post in page.posts] == ["06:45", "05:58"]


def test_the_time_of_an_edit_is_no_new_post() -> None:
    page = read(
        "Rain: live\n8.15am GMT\nBridge shut\nIt was shut at 8.\nUpdated at 8.40am GMT\n7.50am GMT\nRain\nIt rains."
    )
    assert [str(post.updated)[11:16] for post in page.posts] == ["08:40", ""]
    assert [str(post.published)[11:16] for post in page.posts] == ["08:15", "07:50"]


def test_times_with_dates_and_outlet_by_lines() -> None:
    page = read(
        "Storm latest\n5:14 p.m. ET, March 2, 2024\nGates opened\nFrom the channel’s Ana Sol in Porto\nTwo are open.\n"
        "4:50 p.m. ET, March 2, 2024\nTown told to leave\nThe mayor told the lower town to leave."
    )
    assert [str(post.published)[:16] for post in page.posts] == ["2024-03-02 22:14", "2024-03-02 21:50"]
    assert [post.headline for post in page.posts] == ["Gates opened", "Town told to leave"]


def test_reporters_notes_are_headed_by_their_authors() -> None:
    page = read(
        "Storm\nMarch 2, 2024, 9:42 a.m. ET\nAna Sol\nTwo gates are open.\n"
        "March 2, 2024, 9:12 a.m. ET\nBen Ode\nOne is."
    )
    assert [(post.headline, post.authors) for post in page.posts] == [(None, ("Ana Sol",)), (None, ("Ben Ode",))]


def test_key_points_on_top_are_told_once() -> None:
    page = read(
        "Storm: live\nThe governor says that the next hours will decide about the valley\nKey Points\nGates opened\n"
        "Town told to leave\nGates opened\n03:42 , Ana Sol\nTwo are open.\nTown told to leave\n02:10 , Ben Ode\n"
        "It was told."
    )
    assert [(post.headline, post.authors) for post in page.posts] == [
        ("Gates opened", ("Ana Sol",)), ("Town told to leave", ("Ben Ode",)),
    ]  # fmt: skip
    assert page.lead is not None and "Gates" not in page.lead.text


def test_a_page_without_headings_is_one_lead() -> None:
    page = read("Rain goes on\nIt rained all day on Sunday.\nMore is to come.")
    assert page.posts == ()
    assert page.lead is not None and (page.lead.headline, page.lead.text.count("\n")) == ("Rain goes on", 1)


def test_a_heading_without_text_is_a_post() -> None:
    page = read("Rain: live\nIt rained.\nBridge shut\nSchool shut\nThe school in Lund was shut at noon, the city said.")
    assert [(post.headline, post.text[:10]) for post in page.posts] == [
        ("Bridge shut", ""),
        ("School shut", "The school"),
    ]


def test_authors_come_from_by_lines_and_are_not_in_the_text() -> None:
    page = read("Rain: live\nIt rained.\nBridge shut\nThe bridge was shut at noon.\nBy Ana Sol and Ben Ode")
    assert page.posts[0].authors == ("Ana Sol", "Ben Ode")
    assert "Ana" not in page.posts[0].text


def test_furniture_is_counted_and_gone() -> None:
    page = read(
        "Rain: live\nIt rained.\nBridge shut\nThe bridge was shut.\nShare on Facebook\nSign up to our newsletter"
    )
    assert page.furniture == 2
    assert page.posts[0].text == "The bridge was shut."


def test_the_zone_of_the_address_is_taken_where_the_page_names_none() -> None:
    page = read(
        "Rain: live\n09:42\nBridge shut\nThe bridge was shut.\n09:10\nRain\nIt rains.", "https://example.ie/live"
    )
    assert page.zone == "Europe/Dublin"


@pytest.mark.parametrize(
    "text", ["x", "___", "09:42", "By Ana Sol", "• a\n• a\n• a", "?", "…\n…", "12:00\n12:00\n", "a\n" * 50]
)
def test_odd_pages_are_read_without_an_exception(text: str) -> None:
    page = read(text)
    assert page.amount <= 51


def test_minutes_of_play_are_set_apart_from_headings() -> None:
    assert read(MATCH).posts[0].headline == "Last change for Rovers"
