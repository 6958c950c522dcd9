"""Times, ages and dates as pages write them, and the instants they come to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from streams.stages.parse.clocks import Clock, clock, instants
from streams.stages.parse.datelines import zone_written_from
from streams.stages.parse.dates import header
from streams.stages.parse.zones import zone_of_address, zone_told

# label: (line, minute of the day or None, zone, rest)
TIMES = {
    "with a colon": ("09:42", 582, None, ""),
    "with a stop and am": ("9.05am", 545, None, ""),
    "with spaces and stops": ("7 p.m.", 19 * 60, None, ""),
    "closed by a colon": ("9:20 p.m.:", 21 * 60 + 20, None, ""),
    "noon": ("Noon", 720, None, ""),
    "German": ("11.39 Uhr", 699, "Europe/Berlin", ""),
    "German, with a heading": ("11.39 Uhr: Brücke gesperrt", 699, "Europe/Berlin", "Brücke gesperrt"),
    "a zone in brackets, with a heading": ("19:02(IST) Visitors bat first", 1142, "+05:30", "Visitors bat first"),
    "a zone, with a heading": ("23.47 EST Senate votes", 23 * 60 + 47, "-05:00", "Senate votes"),
    "with a text": ("9.00am: The gates are open.", 540, None, "The gates are open."),
    "with a name": ("03:42 , Ana Sol", 222, None, "Ana Sol"),
    "a zone in words": ("10:32 British Summer Time", 632, "+01:00", ""),
    "an offset": ("10:32 GMT+5:30", 632, "+05:30", ""),
    "in brackets": ("[10:32] Gates open", 632, None, "Gates open"),
    "behind a bullet": ("• 10:32 – Gates open", 632, None, "Gates open"),
    "posted at": ("Posted at 10:32", 632, None, ""),
    "an amount behind it": ("10.37 EST 12 die in ferry fire", 637, "-05:00", "12 die in ferry fire"),
    "glued to a heading": ("11:19PMSenate votes", 1399, None, "Senate votes"),
    "the same time for another reader": ("10:32 10:32", 632, None, ""),
    "closed by a full stop": ("Noon.", 720, None, ""),
    "a mountain is no zone": ("12:10 Mt Everest closed", 730, None, "Mt Everest closed"),
    "capitals that start like am": ("10:15 AMERICANS VOTE", 615, None, "AMERICANS VOTE"),
    "a sentence that starts with at": ("At 10:30 Ortega took the stand.", None, None, ""),
    "twelve at night": ("12:05 a.m.", 5, None, ""),
    "a mistyped colon": ("9L15 p.m.", 21 * 60 + 15, None, ""),
    "an abbreviation that is no zone": ("10:30 NATO meets in Vilnius", 630, None, "NATO meets in Vilnius"),
    "a decimal number is none": ("2.5 million people are without power", None, None, ""),
    "an amount is none": ("2.50 euros is the new fare", None, None, ""),
    "a bare number is none": ("16", None, None, ""),
    "a number that starts a sentence is none": ("16 boats sank.", None, None, ""),
    "a result is none": ("10-12", None, None, ""),
    "an hour that no day has is none": ("27:30", None, None, ""),
    "a time inside a sentence is none": ("At 09:42 the gate broke.", None, None, ""),
}


@pytest.mark.parametrize(("line", "minute", "zone", "rest"), TIMES.values(), ids=TIMES)
def test_times(line: str, minute: int | None, zone: str | None, rest: str) -> None:
    found = clock(line)
    assert (found and found.minute_of_day) == minute
    assert found is None or (found.zone, found.rest) == (zone, rest)


AGES = {
    "hours and minutes": ("5 hr 15 min ago", timedelta(hours=5, minutes=15)),
    "minutes, short": ("2m ago", timedelta(minutes=2)),
    "days": ("3 days ago", timedelta(days=3)),
    "German": ("vor 20 Minuten", timedelta(minutes=20)),
    "one hour, in words": ("an hour ago", timedelta(hours=1)),
    "just now": ("just now", timedelta(0)),
    "seconds": ("45 seconds ago", timedelta(seconds=45)),
    "German, short": ("vor 2 Std.", timedelta(hours=2)),
    "German, one hour": ("vor einer Stunde", timedelta(hours=1)),
    "a duration is no age": ("5 hours of rain", None),
}


@pytest.mark.parametrize(("line", "ago"), AGES.values(), ids=AGES)
def test_ages(line: str, ago: timedelta | None) -> None:
    found = clock(line)
    assert (found and found.ago) == ago


def test_an_exact_time_beside_an_age_is_taken() -> None:
    assert clock("2m ago (11:00 GMT)") == Clock(660, zone="+00:00")


# label: (line, day and time it comes to on a page seen on Sunday 3 March 2024 at six in the evening)
DATED = {
    "a date without its year": ("3 March, 10:32", "03-03 10:32"),
    "of last year": ("30 Dec, 10:32", "12-30 10:32"),
    "today": ("Today, 10:32", "03-03 10:32"),
    "yesterday, behind the time": ("10:32 yesterday", "03-02 10:32"),
    "a weekday": ("Friday 10:32", "03-01 10:32"),
    "German, short": ("02.03. 10:32 Uhr", "03-02 09:32"),
    "month first": ("Mar 2, 2024, 9:42 a.m.", "03-02 09:42"),
    "year first": ("2024-03-02 10:32", "03-02 10:32"),
    "day and month in figures": ("02/03/2024 10:32", "03-02 10:32"),
}


@pytest.mark.parametrize(("line", "expected"), DATED.values(), ids=DATED)
def test_days_beside_times(line: str, expected: str) -> None:
    found = clock(line)
    assert found is not None and not found.rest
    (at,) = instants([found], None, None, datetime(2024, 3, 3, 18, 0, tzinfo=UTC))
    assert at is not None and at.isoformat(sep=" ")[5:16] == expected


def test_a_date_is_of_the_page_though_times_are_of_another_zone() -> None:
    seen = datetime(2030, 1, 1, tzinfo=UTC)  # read again years later
    (at,) = instants([Clock(1427, zone="-05:00")], date(2024, 3, 4), None, seen, "Europe/London")
    assert at is not None and at.isoformat()[:16] == "2024-03-04T04:47"


# label: (minutes of the day, page's date, zone, seen, instants)
DAYS = {
    "a page of one day": (
        [720, 540], date(2024, 3, 3), None, "2024-03-04T00:00", ["2024-03-03T12:00", "2024-03-03T09:00"],
    ),
    "over midnight, dated when it began": (
        [30, 1380], date(2024, 3, 3), None, "2024-03-04T01:00", ["2024-03-04T00:30", "2024-03-03T23:00"],
    ),
    "over midnight, dated when it ended": (
        [30, 1380], date(2024, 3, 4), None, "2024-03-04T01:00", ["2024-03-04T00:30", "2024-03-03T23:00"],
    ),
    "no date: the last such time before it was seen": ([1380], None, None, "2024-03-04T01:00", ["2024-03-03T23:00"]),
    "dated in another zone than its times": (
        [1427], date(2024, 3, 4), "-05:00", "2024-03-04T04:50", ["2024-03-04T04:47"],
    ),
    "oldest first": ([540, 720], date(2024, 3, 3), None, "2024-03-04T00:00", ["2024-03-03T09:00", "2024-03-03T12:00"]),
    "a post out of order stays in its day": (
        [600, 640, 540], date(2024, 3, 3), None, "2024-03-04T00:00",
        ["2024-03-03T10:00", "2024-03-03T10:40", "2024-03-03T09:00"],
    ),
    "summer time": ([720], date(2024, 7, 3), "Europe/Berlin", "2024-07-04T00:00", ["2024-07-03T10:00"]),
}  # fmt: skip


@pytest.mark.parametrize(("minutes", "day", "zone", "seen", "expected"), DAYS.values(), ids=DAYS)
def test_instants(minutes: list[int], day: date | None, zone: str | None, seen: str, expected: list[str]) -> None:
    at = datetime.fromisoformat(seen).replace(tzinfo=UTC)
    found = instants([Clock(minute) for minute in minutes], day, zone, at)
    assert [each and each.isoformat()[:16] for each in found] == expected


HEADERS = {
    "marked": ("date 2024-03-03 Rivers rise", date(2024, 3, 3), "Rivers rise"),
    "after a dash": ("Rivers rise - 3 March 2024", date(2024, 3, 3), "Rivers rise"),
    "before": ("3. März 2024: Flüsse steigen", date(2024, 3, 3), "Flüsse steigen"),
    "month first": ("Rivers rise | March 3, 2024", date(2024, 3, 3), "Rivers rise"),
    "inside a title": (
        "What 3 March 2024 meant for the coast",
        date(2024, 3, 3),
        "What 3 March 2024 meant for the coast",
    ),
    "no date": ("Rivers rise", None, "Rivers rise"),
    "a date that is none": ("date 2024-13-40 Rivers rise", None, "date 2024-13-40 Rivers rise"),
}


@pytest.mark.parametrize(("line", "day", "title"), HEADERS.values(), ids=HEADERS)
def test_headers(line: str, day: date | None, title: str) -> None:
    assert header(line) == (day, title)


def test_zones() -> None:
    assert zone_told("The latest on the storm (all times are Eastern Standard Time):") == "America/New_York"
    assert zone_told("The latest on the storm (all times are EDT):") == "-04:00"
    assert zone_told("All times are GMT") == "+00:00"
    assert zone_told("The latest on the storm (all times local):") is None
    assert zone_told("All times stated are UK") == "Europe/London"
    assert zone_told("Alle Zeitangaben in MESZ") == "+02:00"
    assert zone_told("He said at all times that the dam would hold.") is None
    assert zone_written_from(["LUND, Ky. (Wire) — The latest (all times local):"]) == "America/Kentucky/Louisville"
    assert zone_written_from(["MANCHESTER, N.H. (Wire) — The latest (all times local):"]) == "America/New_York"
    assert zone_written_from(["The latest (all times local):"]) is None
    assert zone_of_address("https://www.example.ie/live") == "Europe/Dublin"
    assert zone_of_address("https://[bad") is None
