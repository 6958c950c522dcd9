"""Layouts of plain-text live pages, each with its posts, headings, authors and instants; and what is no layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.flattened import unflattened
from streams.stages.parse.formats.live_text import read_page
from tests.stages.parse.newsdesk import Desk

SEEN = datetime(2024, 3, 3, 18, 0, 30, tzinfo=UTC)  # a Sunday
TITLE = "Coast flood: live"
STANDFIRST = "Thousands leave the lower valley as the river board warns that the worst is still to come overnight"
GATES = "Two of the four sluice gates at Altmar are open, the river board said on Sunday."
TOWN = "The mayor told everyone in the lower town to leave their homes before dark."
RAIL = "No train runs west of the river until further notice, the railway said."
MORE = "It asked travellers to stay at home."


class P(NamedTuple):
    """A post as it should be read: its instant as day and time, or only the time of the day the page was seen."""

    heading: str | None
    text: str
    at: str | None = None
    authors: tuple[str, ...] = ()


def page(text: str, url: str | None = None) -> Page:
    read = read_page(text, url, SEEN)
    assert isinstance(read, Page)
    return read


def posts(text: str, url: str | None = None) -> list[P]:
    found = []
    for post in page(text, url).posts:
        assert isinstance(post, Draft)
        at = None if post.published is None else f"{post.published:%d %H:%M:%S}".removesuffix(":00")
        found.append(P(post.headline, post.text, at and at.removeprefix("03 "), post.authors))
    return found


def top(*lines: str) -> str:
    return "\n".join([TITLE, STANDFIRST, *lines])


UK = "https://news.example.co.uk/live"
# label: (address, lines below the standfirst, posts)
LAYOUTS: dict[str, tuple[str | None, list[str], list[P]]] = {
    "an age, then the heading": (
        None,
        ["12 min ago", "Gates opened", "From the channel’s Ana Sol and Ben Ode", GATES, "Copy link",
         "5 hr 15 min ago", "Town told to leave", "From Cy Lund in Altmar", TOWN, "Copy link"],
        [P("Gates opened", GATES, "17:48", ("Ana Sol", "Ben Ode")),
         P("Town told to leave", TOWN, "12:45", ("Cy Lund",))],
    ),
    "the heading, then an age": (
        None, ["Gates opened", "12 min ago", GATES, "Town told to leave", "5 hr 15 min ago", TOWN],
        [P("Gates opened", GATES, "17:48"), P("Town told to leave", TOWN, "12:45")],
    ),
    "an age with the time in brackets": (
        None, ["2m ago (17:58 GMT)", "Gates opened", GATES, "2h ago (15:20 GMT)", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "17:58"), P("Town told to leave", TOWN, "15:20")],
    ),
    "the same on two lines": (
        None, ["2m ago", "(17:58 GMT)", "Gates opened", GATES, "2h ago", "(15:20 GMT)", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "17:58"), P("Town told to leave", TOWN, "15:20")],
    ),
    "an age, a slash and the time, a name below the heading": (
        None,
        ["3h ago / 10:23 AM EST", "Gates opened", "Ana Sol", GATES, "5h ago / 8:05 AM EST", "Town told to leave",
         "Ana Sol", TOWN],
        [P("Gates opened", GATES, "15:23", ("Ana Sol",)), P("Town told to leave", TOWN, "13:05", ("Ana Sol",))],
    ),
    "an age glued to the time": (
        None, ["2h ago15.47 GMT", "Gates opened", GATES, "Share", "4h ago13.20 GMT", "Town told to leave", TOWN,
               "Share"],
        [P("Gates opened", GATES, "15:47"), P("Town told to leave", TOWN, "13:20")],
    ),
    "the heading, then time and name": (
        UK, ["Gates opened", "15:42 , Ana Sol", GATES, "Town told to leave", "13:10 , Ben Ode", TOWN],
        [P("Gates opened", GATES, "15:42", ("Ana Sol",)), P("Town told to leave", TOWN, "13:10", ("Ben Ode",))],
    ),
    "key points on top, told again below": (
        UK,
        ["Key Points", "• Gates opened", "• Town told to leave", "15:42", "Gates opened", GATES, "13:10",
         "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "a time at the start of a paragraph": (
        UK, [f"9.40am: {GATES}", MORE, f"9.00am: {TOWN}"],
        [P(None, f"{GATES}\n{MORE}", "09:40"), P(None, TOWN, "09:00")],
    ),
    "a time in bold, on its own, headings only at some posts": (
        UK, ["9.40am", GATES, "9.20am", "Trains stop", RAIL, "9.00am", TOWN],
        [P(None, GATES, "09:40"), P("Trains stop", RAIL, "09:20"), P(None, TOWN, "09:00")],
    ),
    "time and zone before the heading": (
        None, ["10.47 EST Gates opened", GATES, "10.12 EST Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:47"), P("Town told to leave", TOWN, "15:12")],
    ),
    "a zone in brackets": (
        None, ["21:02(IST) Gates opened", GATES, "20:16(IST) Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:32"), P("Town told to leave", TOWN, "14:46")],
    ),
    "a zone written out, the day without its year": (
        None,
        ["Gates opened", "published at 15:42 Greenwich Mean Time 3 March", GATES, "Trains stop",
         "published at 23:10 Greenwich Mean Time 2 March", RAIL],
        [P("Gates opened", GATES, "15:42"), P("Trains stop", RAIL, "02 23:10")],
    ),
    "a posted-at line that says it twice": (
        UK, ["Posted at 15:42 3 Mar 202415:42 3 Mar 2024", "Gates opened", GATES,
             "Posted at 23:10 2 Mar 202423:10 2 Mar 2024", "Trains stop", RAIL],
        [P("Gates opened", GATES, "15:42"), P("Trains stop", RAIL, "02 23:10")],
    ),
    "German hours": (
        None, ["15.42 Uhr: Schleusen offen", "Zwei von vier Schleusen sind offen.", "13.10 Uhr: Bahn steht still",
               "Westlich des Flusses fährt kein Zug."],
        [P("Schleusen offen", "Zwei von vier Schleusen sind offen.", "14:42"),
         P("Bahn steht still", "Westlich des Flusses fährt kein Zug.", "12:10")],
    ),
    "bars of a ticker": (
        "https://news.example.de/", ["+++ 15:42 Schleusen offen +++", "Zwei von vier Schleusen sind offen.",
                                     "+++ 13:10 Bahn steht still +++", "Westlich des Flusses fährt kein Zug."],
        [P("Schleusen offen", "Zwei von vier Schleusen sind offen.", "14:42"),
         P("Bahn steht still", "Westlich des Flusses fährt kein Zug.", "12:10")],
    ),
    "bars around the time alone": (
        None, ["+++ 15:42 Uhr +++", "Schleusen offen", "Zwei von vier Schleusen sind offen.", "+++ 13:10 Uhr +++",
               "Bahn steht still", "Westlich des Flusses fährt kein Zug."],
        [P("Schleusen offen", "Zwei von vier Schleusen sind offen.", "14:42"),
         P("Bahn steht still", "Westlich des Flusses fährt kein Zug.", "12:10")],
    ),
    "German ages": (
        None, ["vor 12 Minuten", "Schleusen offen", "Zwei von vier Schleusen sind offen.", "vor 2 Std.",
               "Bahn steht still", "Westlich des Flusses fährt kein Zug."],
        [P("Schleusen offen", "Zwei von vier Schleusen sind offen.", "17:48"),
         P("Bahn steht still", "Westlich des Flusses fährt kein Zug.", "16:00")],
    ),
    "date and time above the heading": (
        None, ["Mar 03, 2024 09:15 PM IST", "Gates opened", GATES, "Mar 02, 2024 11:05 PM IST", "Town told to leave",
               TOWN],
        [P("Gates opened", GATES, "15:45"), P("Town told to leave", TOWN, "02 17:35")],
    ),
    "time first, then the date": (
        None, ["5:14 p.m. ET, March 2, 2024", "Gates opened", GATES, "4:50 p.m. ET, March 2, 2024",
               "Town told to leave", TOWN],
        [P("Gates opened", GATES, "02 22:14"), P("Town told to leave", TOWN, "02 21:50")],
    ),
    "today and yesterday": (
        UK, ["Today, 3:42 pm", "Gates opened", GATES, "Yesterday, 11:10 pm", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "02 23:10")],
    ),
    "weekdays": (
        UK, ["Sun 15:42", "Gates opened", GATES, "Sat 23:10", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "02 23:10")],
    ),
    "headings of days above their posts": (
        UK, ["Sunday 3 March", "15:42", "Gates opened", GATES, "Saturday 2 March", "15:50", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "02 15:50")],
    ),
    "headings of days below their posts": (
        UK, ["15:42", "Gates opened", GATES, "Sunday, 3 March 2024", "15:50", "Town told to leave", TOWN,
             "Saturday, 2 March 2024"],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "02 15:50")],
    ),
    "seconds": (
        None, ["15:42:07 UTC", "Gates opened", GATES, "13:10:55 UTC", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42:07"), P("Town told to leave", TOWN, "13:10:55")],
    ),
    "numbers of updates that are instants": (
        None, ["Liveupdate1709480527", "Gates opened", GATES, "Liveupdate1709471455", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42:07"), P("Town told to leave", TOWN, "13:10:55")],
    ),
    "a number of an update beside its time": (
        UK, ["Liveupdate1709480527", "15:42", "Gates opened", GATES, "Liveupdate1709471455", "13:10",
             "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42:07"), P("Town told to leave", TOWN, "13:10:55")],
    ),
    "a number above the heading, time and name below it": (
        UK, ["Liveupdate1709480527", "Gates opened", "15:42 , Ana Sol", GATES, "Liveupdate1709471455",
             "Town told to leave", "13:10 , Ben Ode", TOWN],
        [P("Gates opened", GATES, "15:42:07", ("Ana Sol",)), P("Town told to leave", TOWN, "13:10:55", ("Ben Ode",))],
    ),
    "a number glued to the heading, date, time and name below it": (
        UK, ["1709480527Gates opened", "3 March 2024 15:42 , Ana Sol", GATES, "1709471455Town told to leave",
             "3 March 2024 13:10 , Ben Ode", TOWN],
        [P("Gates opened", GATES, "15:42:07", ("Ana Sol",)), P("Town told to leave", TOWN, "13:10:55", ("Ben Ode",))],
    ),
    "an age above the heading, the time below it": (
        None, ["2h ago", "Gates opened", "15.42 GMT", GATES, "4h ago", "Town told to leave", "13.10 GMT", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "an age glued to day and time": (
        "https://news.example.de/", ["10m agoSun 3 Mar 2024 at 5:50pm", "Gates opened", GATES,
                                     "2h agoSun 3 Mar 2024 at 4:10pm", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "16:50"), P("Town told to leave", TOWN, "15:10")],
    ),
    "date and time glued to the date again, the reporter's place below": (
        None, ["March 3, 2024, 9:42 a.m. ETMarch 3, 2024", "Ana Sol", "Reporting from Altmar", GATES,
               "March 3, 2024, 9:12 a.m. ETMarch 3, 2024", "Ben Ode", "Reporting from Lund", TOWN],
        [P(None, GATES, "14:42", ("Ana Sol",)), P(None, TOWN, "14:12", ("Ben Ode",))],
    ),
    "the name before the time": (
        UK, ["Gates opened", "Ana Sol, 15:42", GATES, "Town told to leave", "By Ben Ode at 13:10", TOWN],
        [P("Gates opened", GATES, "15:42", ("Ana Sol",)), P("Town told to leave", TOWN, "13:10", ("Ben Ode",))],
    ),
    "the name glued to the time": (
        UK, ["15:42Ana Sol", "Gates opened", GATES, "13:10Ben Ode", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42", ("Ana Sol",)), P("Town told to leave", TOWN, "13:10", ("Ben Ode",))],
    ),
    "the zone in brackets, then the date": (
        None, ["15:45 (IST)03 Mar 2024", "Gates opened", GATES, "23:05 (IST)02 Mar 2024", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "10:15"), P("Town told to leave", TOWN, "02 17:35")],
    ),
    "signed at the end": (
        None, ["Mar 03, 2024, 10:45 AM EST", "Gates opened", GATES, "-The channel’s Ana Sol and Ben Ode",
               "Mar 03, 2024, 10:05 AM EST", "Town told to leave", TOWN, "—The channel’s Cy Lund"],
        [P("Gates opened", GATES, "15:45", ("Ana Sol", "Ben Ode")),
         P("Town told to leave", TOWN, "15:05", ("Cy Lund",))],
    ),
    "all times of one country": (
        None, ["Edited by Cy Lund and Ana Sol", "All times stated are UK", "Posted at 15:42", "Gates opened", GATES,
               "Posted at 13:10", "Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "times at the end of posts": (
        UK, ["Gates opened", GATES, MORE, "15:42", "Trains stop", RAIL, "14:20", "Town told to leave", TOWN, "13:10"],
        [P("Gates opened", f"{GATES}\n{MORE}", "15:42"), P("Trains stop", RAIL, "14:20"),
         P("Town told to leave", TOWN, "13:10")],
    ),
    "oldest first, over midnight": (
        UK, ["22:50", "Town told to leave", TOWN, "00:20", "Gates opened", GATES],
        [P("Town told to leave", TOWN, "02 22:50"), P("Gates opened", GATES, "00:20")],
    ),
    "an edit below, a share button, a caption": (
        UK, ["15:42", "Gates opened", GATES, "Updated at 15:58", "Share", "13:10", "Town told to leave",
             "Image caption: The quay on Sunday", TOWN, "Click here to share on social media"],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "a numbered page": (
        None, ["3. Gates opened", GATES, "2. Trains stop", RAIL, MORE, "1. Town told to leave", TOWN],
        [P("Gates opened", GATES), P("Trains stop", f"{RAIL}\n{MORE}"), P("Town told to leave", TOWN)],
    ),
    "numbered paragraphs": (
        None, [f"1. {GATES}", f"2. {TOWN}", f"3. {RAIL}"], [P(None, GATES), P(None, TOWN), P(None, RAIL)],
    ),
    "flattened into one paragraph": (
        UK, [f"15:42: {GATES} 14:20: {RAIL} {MORE} 13:10: {TOWN}"],
        [P(None, GATES, "15:42"), P(None, f"{RAIL} {MORE}", "14:20"), P(None, TOWN, "13:10")],
    ),
    "flattened, times after dashes and without full stops": (
        UK, ["15:42 – Two of the gates are open now 14:20 – No train runs west of the river 13:10 – The mayor tells "
             "all to go"],
        [P("Two of the gates are open now", "", "15:42"), P("No train runs west of the river", "", "14:20"),
         P("The mayor tells all to go", "", "13:10")],
    ),
    "flattened, by ages": (
        None, [f"12 mins ago {GATES} 2 hours ago {RAIL} {MORE} 5 hours ago {TOWN}"],
        [P(None, GATES, "17:48"), P(None, f"{RAIL} {MORE}", "16:00"), P(None, TOWN, "13:00")],
    ),
    "flattened, headings alone": (
        None, ["Two sluice gates opened at Altmar • No trains west of the river • Lower town told to leave by dark"],
        [P("Two sluice gates opened at Altmar", ""), P("No trains west of the river", ""),
         P("Lower town told to leave by dark", "")],
    ),
    "rules between posts, some without headings": (
        None, ["Gates opened", GATES, "* * *", RAIL, MORE, "* * *", "Town told to leave", TOWN],
        [P("Gates opened", GATES), P(None, f"{RAIL}\n{MORE}"), P("Town told to leave", TOWN)],
    ),
    "no times at all": (
        None, ["It rained all night, and the rivers rose.", "Gates opened", GATES, "Trains stop", RAIL, MORE,
               "Town told to leave", TOWN],
        [P("Gates opened", GATES), P("Trains stop", f"{RAIL}\n{MORE}"), P("Town told to leave", TOWN)],
    ),
    "minutes of play": (
        None, ["85 min Last change for Rovers", "Odegaard goes off to applause.", "41' Rovers go ahead",
               "A low shot went in off the post."],
        [P("Last change for Rovers", "Odegaard goes off to applause."),
         P("Rovers go ahead", "A low shot went in off the post.")],
    ),
    "headings in capitals": (
        UK, ["15:42", "GATES OPENED AT ALTMAR", GATES, "13:10", "TOWN TOLD TO LEAVE", TOWN],
        [P("GATES OPENED AT ALTMAR", GATES, "15:42"), P("TOWN TOLD TO LEAVE", TOWN, "13:10")],
    ),
    "headings with a capital on each word": (
        UK, ["15:42 Gates Opened At Altmar", GATES, "13:10 Town Told To Leave By Mayor", TOWN],
        [P("Gates Opened At Altmar", GATES, "15:42"), P("Town Told To Leave By Mayor", TOWN, "13:10")],
    ),
    "times in brackets": (
        UK, ["[15:42] Gates opened", GATES, "[13:10] Town told to leave", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "bullets before times": (
        UK, [f"• 15:42 – {GATES}", f"• 13:10 – {TOWN}"], [P(None, GATES, "15:42"), P(None, TOWN, "13:10")],
    ),
    "staff by-lines": (
        UK, ["15:42", "Gates opened", "By our staff and agencies", GATES, "13:10", "Town told to leave",
             "From the Altmar bureau", TOWN],
        [P("Gates opened", GATES, "15:42"), P("Town told to leave", TOWN, "13:10")],
    ),
    "a list inside a post stays its own": (
        UK, ["15:42", "What is shut", "1. The harbour road", "2. The fish market", "3. The school", "13:10",
             "Town told to leave", TOWN],
        [P("What is shut", "1. The harbour road\n2. The fish market\n3. The school", "15:42"),
         P("Town told to leave", TOWN, "13:10")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("url", "lines", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(url: str | None, lines: list[str], expected: list[P]) -> None:
    assert posts(top(*lines), url) == expected


# label: (address, text of the page, headings or first words of its posts)
NO_LAYOUTS: dict[str, tuple[str, list[str]]] = {
    "a time inside a sentence": (
        top("Gates opened", "At 15:42 the first gate was raised.", "The second followed at 16:10, the board said.",
            "Town told to leave", TOWN),
        ["Gates opened", "Town told to leave"],
    ),
    "a sentence that starts with a time": (
        top("Gates opened", GATES, "At 16:10 Ortega ordered the second gate to be raised.", "Town told to leave", TOWN),
        ["Gates opened", "Town told to leave"],
    ),
    "a list of figures": (
        top("Turnout by district", "Altmar: 61.5", "Lund: 58.2", "Porto Velho: 49.9", "Town told to leave", TOWN),
        ["Turnout by district", "Town told to leave"],
    ),
    "a list of numbered items": (
        top("Three things to know", "1. The harbour road is shut", "2. The fish market is shut",
            "3. The school is open", "Town told to leave", TOWN),
        ["Three things to know", "Town told to leave"],
    ),
    "a quotation on a line of its own": (
        top("Gates opened", GATES, "“We could not wait any longer”", "The mayor said so on Sunday morning.",
            "Town told to leave", TOWN),
        ["Gates opened", "Town told to leave"],
    ),
    "a timetable": (
        top("Ferries sail again", "The first boats leave tonight:", "18:30 Altmar – Lund", "19:15 Lund – Altmar",
            "20:00 Altmar – Lund", "Town told to leave", TOWN, "Trains stop", RAIL, "Bridge shut", GATES, "School shut",
            TOWN),
        ["Ferries sail again", "Town told to leave", "Trains stop", "Bridge shut", "School shut"],
    ),
    "fixtures": (
        top("Cup goes on", "Two games are played today:", "Rovers United 15:00", "Altmar Town 17:30",
            "Town told to leave", TOWN, "Trains stop", RAIL, "School shut", GATES),
        ["Cup goes on", "Town told to leave", "Trains stop", "School shut"],
    ),
    "two times in one paragraph": (
        top("Gates opened", "The first gate was raised at 15:42. At 16:10, the second followed, and by 17:00 the "
            "third, the board said in a note to reporters.", "Town told to leave", TOWN),
        ["Gates opened", "Town told to leave"],
    ),
    "scores": (
        top("Rovers go ahead", "It is 2-1 after an hour.", "2 - 1 (1 - 0)", "Half-time whistle", "They go in level."),
        ["Rovers go ahead", "Half-time whistle"],
    ),
    "an amount of money": (
        top("Fares rise", "2.50 euros is the new fare.", "Town told to leave", TOWN),
        ["Fares rise", "Town told to leave"],
    ),
    "a person of that age": (
        top("Two are missing", "85 minutes passed before help came.", "Town told to leave", TOWN),
        ["Two are missing", "Town told to leave"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "headings"), NO_LAYOUTS.values(), ids=NO_LAYOUTS)
def test_what_is_no_layout(text: str, headings: list[str]) -> None:
    found = posts(text)
    assert [post.heading for post in found] == headings
    told = [line for post in found for line in [*filter(None, [post.heading]), *_split(post.text)]]
    assert told == text.split("\n")[2:]


# label: (line, in how many parts)
FLATTENED = {
    "three posts": (f"15:42: {GATES} 14:20: {RAIL} 13:10: {TOWN}", 3),
    "three posts below a first word": (f"Live: 3.42pm – {GATES} 2.20pm – {RAIL} 1.10pm – {TOWN}", 4),
    "headings between bars": ("Gates opened at Altmar now | No trains west of the river | Lower town told to leave", 3),
    "a menu": ("Home | World | Politics | Business | Sport | Culture | Travel | Weather | Opinion | Live | More", 1),
    "a title and its outlet": ("Two of the four sluice gates at Altmar are open, the board says | The Daily Tide", 1),
    "a timetable": ("Boats leave at these hours: 18:30 – Altmar 19:15 – Lund 20:00 – Altmar 20:45 – Lund", 1),
    "times out of any order": (f"15:42: {GATES} 23:20: {RAIL} 13:10: {TOWN} 22:00: {GATES}", 1),
    "a night told by the hour": (
        "The first call came at 15:42 from the lower town. Crews reached it at 16:10. By 17:00 the water stood in "
        "every cellar, and from 18:30 on nobody answered the telephone.", 1),
    "one post that tells one time": (f"15:42: {GATES} {RAIL} It asked all to wait until 18:30, and said no more.", 1),
    "a programme": ("Programme: 18:30 Doors open, 19:15 Speeches, 20:00 Dinner, 22:00 Fireworks by night.", 1),
}  # fmt: skip


@pytest.mark.parametrize(("line", "parts"), FLATTENED.values(), ids=FLATTENED)
def test_flattened_posts(line: str, parts: int) -> None:
    found = unflattened(line)
    assert len(found) == parts
    assert re.sub(r"[\s|•·/]", "", "".join(found)) == re.sub(r"[\s|•·/]", "", line)


def test_a_date_right_under_the_title_may_be_the_first_posts() -> None:
    lines = ["Posted at 15:42 3 March 2024", "Gates opened", GATES, "Posted at 23:10 2 March 2024", "Trains stop", RAIL]
    assert [post.at for post in posts("\n".join([TITLE, *lines]))] == ["15:42", "02 23:10"]
    read = page("\n".join([TITLE, "Last updated: 3 March 2024, 16:00", STANDFIRST, *lines]))
    assert read.day is not None and len(read.posts) == 2


def test_a_long_paragraph_behind_a_time_is_kept_whole() -> None:
    long = "The board said so again, and gave no reason for it. " * 200
    (post, _) = posts(top(f"9.40am: {long}", f"9.00am: {TOWN}"))
    assert post.text == long.strip()


def test_numbers_of_updates_are_the_posts_ids() -> None:
    text = top("Liveupdate1709480527", "Gates opened", GATES, "Liveupdate1709471455", "Town told to leave", TOWN)
    assert [post.native_id for post in page(text).posts if isinstance(post, Draft)] == ["1709480527", "1709471455"]
    same = page(text.replace("1709471455", "1709480527"))
    assert [post.native_id for post in same.posts if isinstance(post, Draft)] == [None, None]


def test_a_number_that_is_no_instant_near_the_page_tells_none() -> None:
    text = top("Liveupdate1909480527", "Gates opened", GATES, "Liveupdate1209471455", "Town told to leave", TOWN)
    assert posts(text) == [P("Gates opened", GATES), P("Town told to leave", TOWN)]


def test_ages_that_grow_change_nothing() -> None:
    desk = Desk()
    aged = [["12 min ago", "2h ago"], ["22 min ago", "2h ago"], ["1h ago", "3h ago"]]
    for minutes, (one, two) in zip((0, 10, 61), aged, strict=True):
        outcome = desk.take(top(one, "Gates opened", GATES, two, "Town told to leave", TOWN), minutes=minutes)
    assert outcome.drop == "unchanged"


def mutated(text: str) -> dict[str, str]:
    """The same page as other extractors would have left it."""
    lines = text.split("\n")
    return {
        "blank lines between": "\n\n".join(lines),
        "many blank lines": "\n \n\t\n\n".join(lines) + "\n\n\n",
        "spaces at the ends": "\n".join(f"  {line}   " for line in lines),
        "carriage returns": "\r\n".join(lines),
        "hard spaces": text.replace(" ", "\u00a0"),
        "narrow hard spaces before am and pm": re.sub(r"(\d) ([ap]\.?m)", "\\1\u202f\\2", text, flags=re.IGNORECASE),
        "marks of direction": "\n".join(f"\u200e{line}\u200b" for line in lines),
        "line separators": "\u2028".join(lines),
    }


@pytest.mark.parametrize(("url", "lines", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_white_space_changes_nothing(url: str | None, lines: list[str], expected: list[P]) -> None:
    for how, text in mutated(top(*lines)).items():
        assert posts(text, url) == expected, how


@pytest.mark.parametrize("case", [str.upper, str.title], ids=["capitals", "a capital on each word"])
@pytest.mark.parametrize(("url", "lines", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_the_case_of_headings_changes_nothing(
    url: str | None, lines: list[str], expected: list[P], case: Callable[[str], str]
) -> None:
    text = top(*lines)
    for heading in {post.heading for post in expected if post.heading is not None and post.text}:
        text = text.replace(heading, case(heading))
    assert [(p.heading and p.heading.casefold(), p.text, p.at, p.authors) for p in posts(text, url)] == [
        (p.heading and p.heading.casefold(), p.text, p.at, p.authors) for p in expected
    ]


@pytest.mark.parametrize(("url", "lines", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_no_line_is_lost_or_told_twice(url: str | None, lines: list[str], expected: list[P]) -> None:
    read = page(top(*lines), url)
    told = [line for post in read.posts for line in _lines_of(post)]
    known = [line for post in expected for line in [*filter(None, [post.heading]), *_split(post.text)]]
    assert sorted(told) == sorted(known)
    assert read.lead is not None and STANDFIRST in read.lead.text


def _split(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _lines_of(post: object) -> list[str]:
    assert isinstance(post, Draft)
    return [*filter(None, [post.headline]), *_split(post.text)]


MARKS = ("{h:02}:{m:02}", "{h}.{m:02}am", "{h:02}:{m:02} GMT", "{h}h {m}m ago", "", "* * *")
SIDES = ("above", "below", "before")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[tuple[str, list[str]]]]:
    """A page of two to eight posts in one layout, its sentences numbered so that each is told apart."""
    mark, side = draw(st.sampled_from(MARKS)), draw(st.sampled_from(SIDES))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=8))
    lines, known, number = [TITLE, STANDFIRST], [], 0
    for n, size in enumerate(sizes):
        heading = f"Gate {n + 1} opened at Altmar" + " again" * draw(st.integers(0, 3))
        body = [f"The board said so in note {number + i} of the day, and gave no reason for it." for i in range(size)]
        number += size
        stamp = mark.format(h=11 - n, m=59 - n)
        around = {"above": [stamp, heading], "below": [heading, stamp], "before": [f"{stamp} {heading}"]}[side]
        if "*" in mark:
            around = [stamp, heading]
        elif "ago" in mark:
            around = [stamp, heading] if side == "above" else [heading, stamp]
        lines += [line.strip() for line in around if line.strip()] + body
        if draw(st.booleans()):
            lines.append(draw(st.sampled_from(["Share", "Copy link", "Image caption: The quay", "Advertisement"])))
        known.append((heading, body))
    return "\n".join(lines), known


@given(pages())
def test_every_line_of_a_page_ends_in_its_own_post(made: tuple[str, list[tuple[str, list[str]]]]) -> None:
    text, known = made
    assert [(post.heading, _split(post.text)) for post in posts(text, UK)] == known


LINE = st.sampled_from([
    "09:42", "3h ago", "11.39 Uhr", "___", "By Ana Sol", "Share", "Gates opened", "• Gates opened", "Sunday 3 March",
    "Liveupdate1709480527", "Read more:", "1. Rain", "2. Snow", "3. Hail", "Updated at 10:05", "“Rain”", "85 min",
    "Ana Sol reports:", "+++ 10:02 Rain +++", "09:10 – 10:20", "Noon", "Ana Sol",
])  # fmt: skip


@given(st.lists(st.one_of(LINE, st.integers(0, 10**6)), max_size=40))
def test_a_paragraph_is_in_one_place_whatever_stands_around_it(given_lines: list[str | int]) -> None:
    sentences = {n: f"The board said so in note {each} of number {n}, and gave no reason."
                 for n, each in enumerate(given_lines) if isinstance(each, int)}  # fmt: skip
    text = "\n".join([TITLE, STANDFIRST, *(sentences.get(n, str(each)) for n, each in enumerate(given_lines))])
    read = page(text)
    every = [*read.posts, *([read.lead] if read.lead is not None else [])]
    told = [line for post in every for line in _lines_of(post)]
    for sentence in sentences.values():
        assert told.count(sentence) == 1


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    read_page(text, None, SEEN)


@given(st.text(alphabet="0123456789:. apmhAGOUTCESTago+*|-–—()[]/,\nMar2024ThursdayUhr", max_size=200))
def test_any_string_of_times_is_read_without_an_exception(text: str) -> None:
    read_page(text, "https://news.example.in/", SEEN)
