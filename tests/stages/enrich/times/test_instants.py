"""Where in time an expression lies: zones, clock changes, references, and how exact it is."""

from datetime import UTC, datetime

import pytest

from tests.stages.enrich.times.reading import read, values

KYIV, YORK, LONDON, SYDNEY = "Europe/Kyiv", "America/New_York", "Europe/London", "Australia/Sydney"

# text, reference, place told of, page's zone -> start, end, precision
STRETCHES = {
    "two in the morning in Kyiv is midnight UTC in winter": (
        ("Sirens at 2am local time.", "2022-12-30", KYIV, None),
        ("2022-12-30T00:00", "2022-12-30T00:00", "hour"),
    ),
    "and eleven at night in summer": (
        ("Sirens at 2am local time.", "2022-07-01", KYIV, None),
        ("2022-06-30T23:00", "2022-06-30T23:00", "hour"),
    ),
    "the page's zone where no place is told": (
        ("Trains stopped at 14.05 GMT, buses at 3:15 p.m.", "2022-07-01", None, LONDON),
        ("2022-07-01T14:05", "2022-07-01T14:05", "minute"),
    ),
    "the page's offset, where it gives no more than that": (
        ("The ferry sank at 7pm.", "2022-07-01", None, "+01:00"),
        ("2022-07-01T18:00", "2022-07-01T18:00", "hour"),
    ),
    "a zone that is named wins over the place": (
        ("He spoke at 7 p.m. EST.", "2022-12-30", KYIV, None),
        ("2022-12-31T00:00", "2022-12-31T00:00", "hour"),
    ),
    "two clocks of one instant tell the zone": (
        ("It shook at 1:20 p.m. local time (0520 GMT).", "2022-12-30", None, None),
        ("2022-12-30T05:20", "2022-12-30T05:20", "minute"),
    ),
    "UTC where nothing is known": (
        ("Fire broke out at 2am.", "2022-12-30", None, None),
        ("2022-12-30T02:00", "2022-12-30T02:00", "hour"),
    ),
    "a clock that the change skips counts as an hour later": (
        ("Fire broke out at 2:30 a.m.", "2022-03-13", YORK, None),
        ("2022-03-13T07:30", "2022-03-13T07:30", "minute"),
    ),
    "a clock that comes twice is the first": (
        ("Fire broke out at 1:30 a.m.", "2022-11-06", YORK, None),
        ("2022-11-06T05:30", "2022-11-06T05:30", "minute"),
    ),
    "the day of a clock change is an hour short": (
        ("It rained on 27 March 2022.", "2022-12-30", LONDON, None),
        ("2022-03-27T00:00", "2022-03-27T23:00", "day"),
    ),
    "the day of the other has an hour more": (
        ("It rained on 30 October 2022.", "2022-12-30", LONDON, None),
        ("2022-10-29T23:00", "2022-10-31T00:00", "day"),
    ),
    "a day of the place told of": (
        ("It rained on Thursday.", "2022-12-30", KYIV, None),
        ("2022-12-28T22:00", "2022-12-29T22:00", "day"),
    ),
    "early on a day is its first third": (
        ("Shots early on Friday.", "2022-12-30", None, None),
        ("2022-12-30T00:00", "2022-12-30T08:00", "part"),
    ),
    "overnight spans midnight": (
        ("Drones came overnight.", "2022-12-30", None, None),
        ("2022-12-29T18:00", "2022-12-30T06:00", "part"),
    ),
    "a week runs from Monday": (
        ("He left last week.", "2022-12-30", None, None),
        ("2022-12-19T00:00", "2022-12-26T00:00", "week"),
    ),
    "earlier this week ends with the day of the reference": (
        ("He left earlier this week.", "2022-12-28", None, None),
        ("2022-12-26T00:00", "2022-12-29T00:00", "week"),
    ),
    "the middle of a month": (
        ("Raids since mid-October.", "2022-12-30", None, None),
        ("2022-10-11T00:00", "2022-10-21T00:00", "month"),
    ),
    "spring of the north": (
        ("He visits in spring 2023.", "2022-12-30", None, None),
        ("2023-03-01T00:00", "2023-06-01T00:00", "season"),
    ),
    "spring of the south where the zone says so": (
        ("He visits in spring 2023.", "2022-12-30", SYDNEY, None),
        ("2023-08-31T14:00", "2023-11-30T13:00", "season"),
    ),
    "a year": (("Built in 1989.", "2022-12-30", None, None), ("1989-01-01T00:00", "1990-01-01T00:00", "year")),
    "decades ago are vague by five years": (
        ("A siege of three decades ago.", "2022-12-30", None, None),
        ("1987-01-02T00:00", "1996-12-31T00:00", "vague"),
    ),
    "hours ago from an instant": (
        ("It sank three hours ago.", "2022-12-30T14:20", None, None),
        ("2022-12-30T11:20", "2022-12-30T11:20", "minute"),
    ),
    "a fiscal year has no known limits": (
        ("Sales of fiscal 1989 rose.", "2022-12-30", None, None),
        (None, None, "year"),
    ),
    "a duration lies nowhere": (("It lasted three days.", "2022-12-30", None, None), (None, None, None)),
    "a set lies nowhere": (("They meet every Tuesday.", "2022-12-30", None, None), (None, None, None)),
    "recently lies nowhere": (("He recently left.", "2022-12-30", None, None), (None, None, "vague")),
}


@pytest.mark.parametrize(("given", "expected"), STRETCHES.values(), ids=STRETCHES.keys())
def test_stretch(
    given: tuple[str, str, str | None, str | None], expected: tuple[str | None, str | None, str | None]
) -> None:
    text, reference, place, zone = given
    time = read(text, reference, place, zone=zone)[0]
    instants = [datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None for at in expected[:2]]
    assert [time.start, time.end, time.precision] == [*instants, expected[2]]


REFERENCES = {
    "an instant reads weekdays from its day": ("He said on Friday.", "2022-12-30T14:00", None, "2022-12-30"),
    "a day that has begun at the place may be named": ("Shots on Friday.", "2022-12-29T23:00", KYIV, "2022-12-30"),
    "a place behind does not turn the day back": ("Shots on Friday.", "2022-12-30T03:00", YORK, "2022-12-30"),
    "midnight sharp is a date without its time": ("It rained yesterday.", "2022-12-30T00:00", YORK, "2022-12-29"),
    "a clock yet to come is yesterday's": ("It struck at 11 p.m.", "2022-12-30T09:00", None, "2022-12-29T23:00"),
    "a clock that has been is today's": ("It struck at 8 a.m.", "2022-12-30T09:00", None, "2022-12-30T08:00"),
    "across the turn of the year": ("It rained on 31 December.", "2023-01-02", None, "2022-12-31"),
    "early January told in December is to come": ("A truce on 7 January.", "2022-12-30", None, "2023-01-07"),
    "a year ago from a leap day": ("He left a year ago.", "2024-02-29", None, "2023"),
    "a week of the other year by ISO": ("He left this week.", "2023-01-01", None, "2022-W52"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "reference", "place", "value"), REFERENCES.values(), ids=REFERENCES.keys())
def test_reference(text: str, reference: str, place: str | None, value: str) -> None:
    assert [found for _, found in values(text, reference, place)] == [value]


DAYS_OF_CLOCKS = {  # 2022-12-30 was a Friday; told at six in the evening
    "a limit to come, in another clause": (
        "Divers worked between 10am and 2pm, the mayor said, and the pool will open by Sunday evening.",
        ["2022-12-30T10:00", "2022-12-30T14:00"],
    ),
    "a plan behind what has been": (
        "The lift failed at 9:15am and will be mended on Monday.",
        ["2022-12-30T09:15"],
    ),
    "two plans, the latter with a limit": (
        "Buses will stop from 8pm to 11pm, and the road should be clear by Monday morning.",
        ["2022-12-30T20:00", "2022-12-30T23:00"],
    ),
    "a plan in the sentence before": (
        "The court will rule on Tuesday. The judge fell ill at 8am.",
        ["2022-12-30T08:00"],
    ),
    "the day of its own clause, behind": ("The lift failed at 9:15am on Wednesday.", ["2022-12-28T09:15"]),
    "the day of its own clause, before": ("On Wednesday the lift failed, and at 3pm it fell.", ["2022-12-28T15:00"]),
    "the day on which it was told": ("The lift failed at 9:15am, police said on Wednesday.", ["2022-12-28T09:15"]),
    "two deeds of one day": ("The lift failed at 9:15am and hurt two on Wednesday.", ["2022-12-28T09:15"]),
    "a plan with its own clock": ("The pool will open at 7am on Sunday.", ["2023-01-01T07:00"]),
    "a clock that tells its half": ("It began on Thursday evening. By 9am it was out.", ["2022-12-29T09:00"]),
    "a clock with a leading nought": ("It began on Thursday evening; at 09:00 it was out.", ["2022-12-29T09:00"]),
    "a clock that does not": ("On Thursday evening, at 8:45, the bells rang.", ["2022-12-29T20:45"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "clocks"), DAYS_OF_CLOCKS.values(), ids=DAYS_OF_CLOCKS.keys())
def test_clock_is_of_the_day_of_its_clause(text: str, clocks: list[str]) -> None:
    found = [value or "" for _, value in values(text, "2022-12-30T18:00", "Europe/Lisbon")]
    assert [value for value in found if value[-3:-2] == ":"] == clocks


LOCAL_TIMES = {
    "the hour": ("Gates open at 9am local time.", ["9am local time"]),
    "with stops": ("Gates open at 9 a.m. local time.", ["9 a.m. local time"]),
    "of 24 hours": ("Gates open at 21:30 local time.", ["21:30 local time"]),
    "noon": ("Gates open at noon local time.", ["noon local time"]),
    "the second of two": ("Gates open from 9am to 5pm local time.", ["9am", "5pm local time"]),
    "of a named zone": ("Gates open at 9am Lisbon time.", ["9am Lisbon time"]),
    "no clock before it": ("The local time was not told.", []),
}


@pytest.mark.parametrize(("text", "spans"), LOCAL_TIMES.values(), ids=LOCAL_TIMES.keys())
def test_the_zone_is_part_of_the_expression(text: str, spans: list[str]) -> None:
    assert [found for found, _ in values(text)] == spans


LANGUAGES = {
    "German days": (
        "de",
        "Am Freitag und am 29. Dezember 2022.",
        [("Freitag", "2022-12-30"), ("29. Dezember 2022", "2022-12-29")],
    ),
    "German lengths": ("de", "Es dauerte drei Tage, seit gestern.", [("drei Tage", "P3D"), ("gestern", "2022-12-29")]),
    "Ukrainian days": (
        "uk",
        "У четвер, 29 грудня, та вчора.",
        [("четвер, 29 грудня", "2022-12-29"), ("вчора", "2022-12-29")],
    ),
    "Ukrainian days ago": (
        "uk",
        "Три дні тому, у п’ятницю.",
        [("Три дні тому", "2022-12-27"), ("п’ятницю", "2022-12-30")],
    ),
}


@pytest.mark.parametrize(("lang", "text", "expected"), LANGUAGES.values(), ids=LANGUAGES.keys())
def test_another_language_is_another_table(lang: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text, lang=lang) == expected


WRONG = {
    "a later date of the story governs its clocks": (
        "He fell in May 1999. At 6 a.m. he was found.",
        "1999-05-XXT06:00",
    ),
    "names that are times": ("He read Friday prayers.", ""),
}


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "value"), WRONG.values(), ids=WRONG.keys())
def test_known_failure(text: str, value: str) -> None:
    assert (values(text) or [("", "")])[-1][1] == value
