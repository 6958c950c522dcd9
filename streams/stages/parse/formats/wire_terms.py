"""What the agencies' formats say in like terms: instants, embargoes, publication status, languages and by-lines."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean, lines_of
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.safe_xml import Element, parse

# IPTC's vocabulary of publication status (cv.iptc.org/newscodes/pubstatusg2), as ninjs and NewsML-G2 use it. What is
# withheld is not to be published until further notice: a withdrawal that a later version may undo. Nothing says when,
# so that no clock can release it.
USABLE: Final = "usable"
WITHHELD: Final = "withheld"
CANCELED: Final = "canceled"
_STATUSES: Final = {
    "usable": USABLE, "withheld": WITHHELD, "canceled": CANCELED, "cancelled": CANCELED,
}  # fmt: skip

# An embargo that names no zone has passed when it has passed everywhere: told hours early, it is broken.
_LAST_ZONE: Final = timedelta(hours=12)

_XML_TYPES: Final = (None, "application/octet-stream", "text/xml", "application/xml", "text/plain")
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(Z|[+-]\d{2}:?\d{2})?")
_BY: Final = re.compile(r"(?:by|von|par|por|av|fra|di|da|door)[: ]+(?=\S)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*[,;/&|\n]\s*|\s+(?:and|und|et|y|og|och|e|en)\s+")
_NO_NAME: Final = re.compile(r"(?:the|our|die|der|das|les|la)\s|.*\b(?:editor|correspondent|reporter|writer)$", re.I)
NAMES_MAX: Final = 8
BYLINE_MAX: Final = 300

# The largest of 86 documents known has 26 KB; one of these limits takes a quarter of a second at most.
DOCUMENT_MAX: Final = 2 * 1024 * 1024  # characters
ITEMS_MAX: Final = 500
BODIES_MAX: Final = 100  # of one item, alternatives of each other
LINES_MAX: Final = 10_000  # of one text


class Unreadable(ValueError):
    """A field that a document must have is missing, or holds what it may not: the message names it."""


class TooLarge(ValueError):
    """More than a document of news has: the message says of what."""


def check(amount: int, most: int, of: str) -> None:
    """Refuses more of something than a document of news has.

    >>> check(3, 2, "items in a message")
    Traceback (most recent call last):
    streams.stages.parse.formats.wire_terms.TooLarge: 3 items in a message; up to 2 are read
    """
    if amount > most:
        raise TooLarge(f"{amount:,} {of}; up to {most:,} are read")


def refused(error: Exception, what: str, send: str) -> Rejection:
    """Why a document of a format is not read, and what to send."""
    if isinstance(error, TooLarge):
        return Rejection(Reject.TOO_LARGE, f"{what} too large: {error}. Send it in several documents.")
    return Rejection(Reject.MALFORMED, f"Not {what}: {error}. Send {send}.")


def tree(text: str) -> Element | Rejection:
    """The root of a document of XML that is no larger than one of news is."""
    check(len(text), DOCUMENT_MAX, "characters")
    return parse(text)


def is_xml(media_type: str | None) -> bool:
    """Whether a declared type leaves open which XML it is.

    >>> is_xml("text/xml"), is_xml("application/cap+xml"), is_xml("text/html")
    (True, True, False)
    """
    return media_type in _XML_TYPES or (media_type is not None and media_type.endswith("+xml"))


def instant(text: str | None, field: str) -> datetime | None:
    """An instant in UTC, None where nothing is said. One without a zone is taken as UTC, as everywhere.

    >>> instant("2024-03-03T13:00:00+01:00", "sent"), instant(" ", "sent")
    (datetime.datetime(2024, 3, 3, 12, 0, tzinfo=datetime.timezone.utc), None)
    """
    moment, day, _ = _read(text, field)
    return moment if moment is not None or day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def instant_or_day(text: str | None, field: str) -> tuple[datetime | None, date | None]:
    """An instant, or a day where no hour is said.

    >>> instant_or_day("20240303+0100", "date.issue")
    (None, datetime.date(2024, 3, 3))
    """
    moment, day, _ = _read(text, field)
    return moment, day


def embargo(text: str | None, field: str) -> datetime | None:
    """The instant from which on an item may be told. Where no zone is said, it has passed when it has everywhere.

    >>> embargo("2024-03-03T08:00:00Z", "embargoed").hour, embargo("20240303T080000", "date.release").hour
    (8, 20)
    """
    moment, day, zoned = _read(text, field)
    if day is not None:
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        zoned = False  # of a day with a zone the hours are too few to care
    try:
        return moment if moment is None or zoned else moment + _LAST_ZONE
    except OverflowError:
        raise Unreadable(f"{field} is outside the calendar") from None


def _read(text: str | None, field: str) -> tuple[datetime | None, date | None, bool]:
    """Instant, or day; and whether its zone is said. Basic and extended form of ISO 8601, as NITF has the first."""
    text = (text or "").strip()
    if not text:
        return None, None, False
    try:
        if whole := _DAY.fullmatch(text):
            return None, date(int(whole[1]), int(whole[2]), int(whole[3])), whole[4] is not None
        if not text.isascii():
            raise ValueError
        moment = datetime.fromisoformat(text[:40])
        zoned = moment.tzinfo is not None
        return (moment.astimezone(UTC) if zoned else moment.replace(tzinfo=UTC)), None, zoned
    except (ValueError, OverflowError):
        form = "a date and time such as 2024-03-03T12:00:00Z"
        raise Unreadable(f"{field} is {text[:40]!r}, which is no instant. Send {form}") from None


def status(text: str | None, field: str) -> str:
    """USABLE, WITHHELD or CANCELED; usable where nothing is said. What may not be told must never pass as unknown.

    >>> status("stat:canceled", "pubStatus"), status(None, "pubStatus")
    ('canceled', 'usable')
    """
    said = (text or "").strip()
    found = _STATUSES.get(code(said).lower()) if said else USABLE
    if found is None:
        raise Unreadable(f"{field} is {said[:40]!r}: usable, withheld and canceled are known")
    return found


def code(text: str) -> str:
    """A code without its scheme: of a QCode what follows the colon, of an address its last step.

    >>> code("stat:usable"), code("http://cv.iptc.org/newscodes/pubstatusg2/usable"), code("usable")
    ('usable', 'usable', 'usable')
    """
    return text.strip().rpartition("/" if "://" in text else ":")[2]


def language(tag: str | None) -> str | None:
    """The ISO 639-1 code of a language tag.

    >>> language("en-AU"), language("NB_no"), language("x-klingon"), language("eng")
    ('en', 'nb', None, None)
    """
    first = re.split("[-_]", (tag or "").strip(), maxsplit=1)[0].lower()
    return first if len(first) == 2 and first.isascii() and first.isalpha() else None


def authors(byline: str | None, outlet: str | None = None) -> tuple[str, ...]:
    """The names in a by-line, one each; the line itself where it names no person ("AP").

    >>> authors("Von Eva Roth und Jan d'Arc, Press Desk Editor"), authors("NTB"), authors("")
    (('Eva Roth', "Jan d'Arc"), ('NTB',), ())
    """
    line = clean((byline or "")[:BYLINE_MAX])
    line = _BY.sub("", line, count=1) if _BY.match(line) else line
    parts = [part for part in _BETWEEN.split(line) if part and part != outlet]
    people = [part for part in parts if 2 <= len(part.split()) <= 5 and part[:1].isupper() and not _NO_NAME.match(part)]
    return tuple(dict.fromkeys(people))[:NAMES_MAX] or ((line,) if line else ())


def of_html(body: str) -> str:
    """The paragraphs of what is declared to be HTML: its line ends mean nothing, even where it has no tag.

    >>> of_html("One\\nline &amp;amp; more"), of_html("<p>One<p>Two")
    ('One line & more', 'One\\nTwo')
    """
    return paragraphs(body if "<" in body or "&lt;" in body else f"<p>{body}</p>")


def of_plain(body: str) -> str:
    """The lines of what is plain text."""
    check(body.count("\n"), LINES_MAX, "lines in a text")
    return "\n".join(lines_of(body))


def without_heading(lines: str, headline: str | None) -> str:
    """A body whose first line may repeat the heading, without it.

    >>> without_heading("Rain goes on\\nIt rained.", "Rain goes on")
    'It rained.'
    """
    first, _, rest = lines.partition("\n")
    return rest if headline is not None and first == headline else lines
