"""Dates of feeds: every form seen, and the instant that it comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stages.parse.formats.feed.dates import UNKNOWN, when

NOON = datetime(2024, 3, 3, 12, 0, tzinfo=UTC)

NOONS = {
    "RFC 822": "Sun, 03 Mar 2024 12:00:00 GMT",
    "with an offset": "Sun, 03 Mar 2024 14:00:00 +0200",
    "with a colon in it": "Sun, 03 Mar 2024 14:00:00 +02:00",
    "with hours alone": "Sun, 03 Mar 2024 14:00:00 +02",
    "without seconds": "Sun, 03 Mar 2024 12:00 UT",
    "without a weekday": "3 Mar 2024 12:00:00 Z",
    "a weekday in full": "Sunday, 3 March 2024 12:00:00 UTC",
    "hyphens": "Sun, 03-Mar-2024 12:00:00 GMT",
    "two digits of the year": "Sun, 03 Mar 24 12:00:00 GMT",
    "a zone by its name": "Sun, 03 Mar 2024 07:00:00 EST",
    "another": "Sun, 03 Mar 2024 13:00:00 CET",
    "one whose clock changes": "Sun, 03 Mar 2024 07:00:00 ET",
    "GMT and hours": "Sun, 03 Mar 2024 14:00:00 GMT+2",
    "GMT and an offset": "Sun, 03 Mar 2024 10:00:00 GMT-0200",
    "a name behind the offset": "Sun, 03 Mar 2024 14:00:00 +0200 (EET)",
    "JavaScript's": "Sun Mar 03 2024 14:00:00 GMT+0200 (Eastern European Standard Time)",
    "no zone": "Sun, 03 Mar 2024 12:00:00",
    "a zone that nobody knows": "Sun, 03 Mar 2024 12:00:00 XQZ",
    "an offset that none has": "Sun, 03 Mar 2024 12:00:00 +9900",
    "C's": "Sun Mar  3 12:00:00 2024",
    "Java's": "Sun Mar 03 07:00:00 EST 2024",
    "American": "March 3, 2024 12:00 PM",
    "American, with a weekday": "Sun, Mar 3 2024 7:00am EST",
    "midnight of the day before": "Sat, 02 Mar 2024 24:00:00 -1200",
    "ISO 8601": "2024-03-03T12:00:00Z",
    "in small letters": "2024-03-03t12:00:00z",
    "without seconds or colon": "2024-03-03T1400+0200",
    "with a fraction": "2024-03-03T12:00:00.000Z",
    "with a comma": "2024-03-03T12:00:00,0000000+00:00",
    "basic": "20240303T120000Z",
    "a space for the T": "2024-03-03 14:00:00 +02:00",
    "slashes": "2024/03/03 07:00:00 EST",
    "seconds since 1970": "1709467200",
    "milliseconds": "1709467200000",
    "Portuguese": "Dom, 03 Mar 2024 09:00:00 -0300",
    "German": "So, 3. März 2024 13:00 MEZ",
    "Russian": "Вс, 03 мар 2024 15:00:00 +0300",
    "numbers with dots": "03.03.2024 12:00",
    "numbers with slashes": "03/03/2024 12:00:00",
    "space around it": "\n  Sun, 03 Mar 2024 12:00:00 GMT \n",
}

MONTHS = {"Set": 9, "Out": 10, "Dez": 12, "Mai": 5, "mei": 5, "Sept": 9, "Oca": 1, "кві": 4, "août": 8, "Juni": 6}

DAYS = {
    "ISO 8601": "2024-03-03", "basic": "20240303", "RFC 822": "Sun, 03 Mar 2024", "American": "March 3, 2024",
    "the day first": "03/03/2024",
}  # fmt: skip

NEITHER = {
    "nothing": "",
    "words": "soon",
    "a month": "2024-03",
    "a year": "2024",
    "no such day": "Sat, 31 Feb 2024 12:00:00 GMT",
    "no such hour": "Sun, 03 Mar 2024 25:00:00 GMT",
    "no such month": "2024-13-03T12:00:00Z",
    "the year 1": "0001-01-01T00:00:00Z",
    "the start of 1970, for none": "Thu, 01 Jan 1970 00:00:00 GMT",
    "past the calendar's end": "9999-12-31T23:59:59-05:00",
    "a month of no language": "Sun, 03 Xyz 2024 12:00:00 GMT",
    "a whole text": "Sun, 03 Mar 2024 12:00:00 GMT" + " " * 100 + "x",
}


@pytest.mark.parametrize("text", NOONS.values(), ids=NOONS)
def test_instants(text: str) -> None:
    assert when(text).instant == NOON


@pytest.mark.parametrize(("name", "month"), MONTHS.items())
def test_months_of_other_languages(name: str, month: int) -> None:
    assert when(f"03 {name} 2024 12:00:00 +0000").instant == NOON.replace(month=month)


@pytest.mark.parametrize("text", DAYS.values(), ids=DAYS)
def test_days_without_an_hour_are_no_instants(text: str) -> None:
    assert when(text) == UNKNOWN._replace(day=date(2024, 3, 3))


@pytest.mark.parametrize("text", NEITHER.values(), ids=NEITHER)
def test_what_states_no_date(text: str) -> None:
    assert when(text) == UNKNOWN


def test_years_of_two_digits_are_of_the_century_that_mail_means() -> None:
    assert [when(f"03 Mar {year} 12:00:00 GMT").instant for year in ("49", "99")] == [
        datetime(2049, 3, 3, 12, tzinfo=UTC), datetime(1999, 3, 3, 12, tzinfo=UTC),
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("0123456789-+:. ,/TZ()GMTPaMrSunэ"), max_size=40) | st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    when(text)
