"""Time zones as live pages write them."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# Abbreviations with one usual meaning on news pages. IST is India's, as in cricket and in nearly all feeds; BST is
# Britain's. Those without standard or daylight in them (ET) follow the clock of the place.
_ABBREVIATIONS: Final = {
    "GMT": "+00:00", "UTC": "+00:00", "BST": "+01:00", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00",
    "MEZ": "+01:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "TRT": "+03:00",
    "SAST": "+02:00", "GST": "+04:00", "PKT": "+05:00", "IST": "+05:30", "WIB": "+07:00", "SGT": "+08:00",
    "HKT": "+08:00", "AWST": "+08:00", "JST": "+09:00", "KST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00",
    "NZST": "+12:00", "NZDT": "+13:00", "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00",
    "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00",
    "HST": "-10:00", "BRT": "-03:00", "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles", "UHR": "Europe/Berlin",
}  # fmt: skip
_REGIONS: Final = {"eastern": "E", "central": "C", "mountain": "M", "pacific": "P"}  # of North America

# Top-level domains of countries that keep one clock: the zone of a page that names none.
_COUNTRIES: Final = {
    "uk": "Europe/London", "ie": "Europe/Dublin", "de": "Europe/Berlin", "at": "Europe/Vienna", "ch": "Europe/Zurich",
    "fr": "Europe/Paris", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "be": "Europe/Brussels",
    "pl": "Europe/Warsaw", "cz": "Europe/Prague", "dk": "Europe/Copenhagen", "se": "Europe/Stockholm",
    "no": "Europe/Oslo", "fi": "Europe/Helsinki", "ee": "Europe/Tallinn", "lv": "Europe/Riga", "lt": "Europe/Vilnius",
    "gr": "Europe/Athens", "ro": "Europe/Bucharest", "hu": "Europe/Budapest", "ua": "Europe/Kyiv",
    "tr": "Europe/Istanbul", "il": "Asia/Jerusalem", "in": "Asia/Kolkata", "pk": "Asia/Karachi", "jp": "Asia/Tokyo",
    "kr": "Asia/Seoul", "sg": "Asia/Singapore", "hk": "Asia/Hong_Kong", "ph": "Asia/Manila",
    "za": "Africa/Johannesburg", "ng": "Africa/Lagos", "ke": "Africa/Nairobi", "eg": "Africa/Cairo",
}  # fmt: skip

# Written out in full, as they stand behind a time or in "all times …".
_NAMES: Final = {
    "british summer": "+01:00", "greenwich mean": "+00:00", "coordinated universal": "+00:00", "universal": "+00:00",
    "irish standard": "+01:00", "western european": "+00:00", "central european": "+01:00",
    "central european summer": "+02:00", "eastern european": "+02:00", "eastern european summer": "+03:00",
    "moscow": "+03:00", "kyiv": "Europe/Kyiv", "israel": "Asia/Jerusalem", "india standard": "+05:30",
    "indian standard": "+05:30", "japan standard": "+09:00", "singapore": "+08:00", "hong kong": "+08:00",
    "beijing": "+08:00", "australian eastern standard": "+10:00", "australian eastern daylight": "+11:00",
    "new zealand": "Pacific/Auckland", "uk": "Europe/London", "london": "Europe/London", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
}  # fmt: skip
_REGION = r"(?P<region>eastern|central|mountain|pacific)(?: (?:standard|daylight))?"
_NAME = f"(?P<name>{'|'.join(sorted(_NAMES, key=lambda name: (-len(name), name)))})"

_told = re.compile(
    r"\b(?:(?:all )?times|alle zeiten|alle zeitangaben)"
    r"(?: (?:are|given|shown|listed|stated|quoted|in|nach|sind)\b){0,3} "
    rf"(?:{_NAME}(?: time)?|{_REGION}(?: time)?|(?P<letters>[a-z]{{2,4}}))\b",
    re.IGNORECASE,
)
_local = re.compile(r"\b(?:all )?times(?: (?:are|given|shown|in)){0,3} local\b", re.IGNORECASE)
_behind = re.compile(
    r" ?(?:\((?P<in_brackets>[a-z]{2,5})\)"
    r"|(?P<letters>(?-i:[A-Z]{2,4}))(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?(?:(?!\w)|(?-i:(?=[A-Z][a-z])))"
    rf"|\(?(?:{_NAME} time|{_REGION} time|(?P<here>local time|ortszeit))\b\)?)",
    re.IGNORECASE,
)


def zone_named(name: str) -> str | None:
    """IANA zone or fixed offset of an abbreviation; None for one with no usual meaning.

    >>> zone_named("EST"), zone_named("Uhr"), zone_named("XYZ")
    ('-05:00', 'Europe/Berlin', None)
    """
    return _ABBREVIATIONS.get(name.upper())


def zone_told(line: str) -> str | None:
    """The zone that a page's introduction states for all its times.

    >>> zone_told("The latest on the vote (all times Eastern Standard Time):")
    'America/New_York'

    A region's name means its clock, whatever season is written: round-ups keep "standard" in their introduction for
    days after the clocks went forward. "All times local" names no zone.
    """
    found = _told.search(line[:1000])
    return None if found is None else _zone_of(found)


def tells_local(line: str) -> bool:
    """Whether a page's introduction says that its times are those of the place it writes from.

    >>> tells_local("PORTO (Wire) — The latest on the storm (all times local):")
    True
    """
    return _local.search(line[:1000]) is not None


def zone_behind(line: str, start: int) -> tuple[str | None, int]:
    """The zone written behind a time, and where it ends; letters that are no zone are left to what follows.

    >>> zone_behind("10:30 NATO meets", 5), zone_behind("10:30 British Summer Time", 5)
    ((None, 5), ('+01:00', 25))
    """
    found = _behind.match(line, start)
    if found is None:
        return None, start
    if found["here"]:
        return None, found.end()
    zone = zone_named(found["in_brackets"]) if found["in_brackets"] else _zone_of(found)
    return (None, start) if zone is None else (zone, found.end())


def _zone_of(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    if parts["name"]:
        return _NAMES[parts["name"].lower()]
    if parts["region"]:
        return _ABBREVIATIONS[f"{_REGIONS[parts['region'].lower()]}T"]
    offset = parts.get("offset")
    if offset and parts["letters"] in ("GMT", "UTC"):
        hours, minutes = offset[1:].partition(":")[0][:2], offset[1:].replace(":", "")[-2:] if len(offset) > 3 else "0"
        return f"{offset[0]}{int(hours):02}:{int(minutes):02}" if int(hours) <= 14 and int(minutes) < 60 else None
    return zone_named(parts["letters"])


def zone_of_address(url: str | None) -> str | None:
    """The zone of the country in an address, where that country keeps one clock.

    >>> zone_of_address("https://news.example.co.uk/live"), zone_of_address("https://news.example.com/live")
    ('Europe/London', None)
    """
    if not url:
        return None
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    return _COUNTRIES.get(host.rpartition(".")[2])


@cache
def tzinfo_of(zone: str | None) -> tzinfo:
    """What computes with a zone of ours; UTC where there is none.

    >>> str(tzinfo_of("+05:30")), str(tzinfo_of(None))
    ('UTC+05:30', 'UTC')
    """
    if zone is None:
        return UTC
    if zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[4:6])
        return timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes))
    return ZoneInfo(zone)
