"""What to do after an answer: a function from what is known of a source, the answer and the time to what is known then,
whether to send, and when to ask again. No I/O, clock or chance in here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from streams.codec import digest

JITTER: Final = 0.1
"""Of every wait up to this share is left out by chance, so that sources do not march in step."""
FAILING_SECONDS_MAX: Final = 3600.0
"""The longest wait of a source that fails; one that is asked less often anyway keeps its pace."""
HELD_SECONDS_MAX: Final = 24 * 3600.0
"""The longest time for which a host may ask to be left alone."""
HELD_SECONDS_MIN: Final = 60.0  # where it says 429 or 503, and not for how long


class Outcome(StrEnum):
    """What asking a source came to. A label value on ``streams_fetch_answers_total``."""

    CHANGED = "changed"
    NOT_MODIFIED = "not_modified"
    EMPTY = "empty"
    FAILING = "failing"


class State(StrEnum):
    """How a source stands. A label value on ``streams_fetch_state``."""

    CHANGED = "changed"  # said something new when it was last asked
    NOT_MODIFIED = "not_modified"  # answers, with nothing new
    EMPTY = "empty"  # answers, with nothing at all
    FAILING = "failing"  # does not answer, or not with anything that can be used
    GONE_QUIET = "gone_quiet"  # answers, with nothing new for longer than quiet_after


class Reason(StrEnum):
    """Why an answer could not be used. A label value on ``streams_fetch_failures_total``."""

    NAME = "name"  # the host's name has no address
    CONNECT = "connect"  # no connection, or it broke
    TLS = "tls"  # a certificate that does not hold
    TIMEOUT = "timeout"  # not done in time
    STATUS = "status"  # a status other than 200 and 304
    BUSY = "busy"  # 429 or 503: it asks to be left alone
    REDIRECT = "redirect"  # more than three, or none that can be read
    NOT_ALLOWED = "not_allowed"  # led to an address that is not asked
    TOO_LARGE = "too_large"  # over 8 MiB, packed or unpacked
    ENCODING = "encoding"  # packed in a way we did not ask for, or broken
    FOLDER = "folder"  # a folder or a file that can't be read
    INTERNAL = "internal"  # our own bug


@dataclass(frozen=True, slots=True)
class Body:
    """A page, feed or item, whole."""

    body: bytes
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    wire_bytes: int = 0


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """No answer that can be used, for the person who reads the log."""

    reason: Reason
    message: str
    retry_after: float | None = None  # seconds, as the server said
    wire_bytes: int = 0


Answer = Body | NotModified | Trouble


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source is asked, and when it counts as quiet. In seconds."""

    every: float
    quiet_after: float


class Standing(Struct, frozen=True, kw_only=True):
    """What is known of a source, kept over restarts. Losing it costs one unconditional question."""

    of: str = ""  # the address or folder it is about
    state: State | None = None
    etag: str | None = None
    last_modified: str | None = None
    sent: str | None = None  # digest of the body sent last
    changed: datetime | None = None  # when it last said something new; at first, when it was first asked
    failures: int = 0  # one after another
    due: datetime | None = None  # when to ask again
    files: dict[str, tuple[int, int, str]] = {}  # of a folder: time of change, size, digest


@dataclass(frozen=True, slots=True)
class Decision:
    """What an answer comes to. The standing counts only once what is to be sent was delivered."""

    outcome: Outcome
    standing: Standing
    send: bool = False


def decide(standing: Standing, answer: Answer, now: datetime, pace: Pace, draw: float) -> Decision:
    """What an answer comes to. ``draw``, from 0 to 1, is the chance in it.

    >>> now, pace = datetime(2024, 5, 14, tzinfo=UTC), Pace(every=60, quiet_after=3600)
    >>> first = decide(Standing(), Body(b"Rain", etag='"1"'), now, pace, 0)
    >>> first.send, first.standing.etag, first.standing.due.minute
    (True, '"1"', 1)
    >>> again = decide(first.standing, Body(b"Rain"), now + timedelta(hours=2), pace, 0)
    >>> again.send, again.outcome.value, again.standing.state.value
    (False, 'not_modified', 'gone_quiet')
    """
    known = standing if standing.changed is not None else replace(standing, changed=now)
    if isinstance(answer, Trouble):
        failures = min(known.failures + 1, 64)
        wait = failing_seconds(failures, pace, answer, draw)
        return Decision(Outcome.FAILING, replace(known, state=State.FAILING, failures=failures, due=_after(now, wait)))
    due = _after(now, pace.every * (1 - JITTER * draw))
    known = replace(known, failures=0, due=due)
    if isinstance(answer, NotModified):
        return Decision(Outcome.NOT_MODIFIED, replace(known, state=_unchanged(known, now, pace)))
    if not answer.body.strip():  # what it had before stays known, and so do the marks of that
        return Decision(Outcome.EMPTY, replace(known, state=State.EMPTY))
    known = replace(known, etag=answer.etag, last_modified=answer.last_modified)
    found = digest(answer.body)
    if found == known.sent:
        return Decision(Outcome.NOT_MODIFIED, replace(known, state=_unchanged(known, now, pace)))
    return Decision(Outcome.CHANGED, replace(known, state=State.CHANGED, sent=found, changed=now), send=True)


def scanned(standing: Standing, changed: bool, now: datetime, pace: Pace, draw: float) -> Decision:
    """What looking through a folder comes to, once what changed in it was delivered."""
    known = standing if standing.changed is not None else replace(standing, changed=now)
    known = replace(known, failures=0, due=_after(now, pace.every * (1 - JITTER * draw)))
    if changed:
        return Decision(Outcome.CHANGED, replace(known, state=State.CHANGED, changed=now))
    if not known.files:
        return Decision(Outcome.EMPTY, replace(known, state=State.EMPTY))
    return Decision(Outcome.NOT_MODIFIED, replace(known, state=_unchanged(known, now, pace)))


def failing_seconds(failures: int, pace: Pace, answer: Trouble, draw: float) -> float:
    """How long to leave a source alone after so many failures: twice as long each time, and no shorter than it asks.

    >>> trouble = Trouble(Reason.STATUS, "500")
    >>> [failing_seconds(n, Pace(60, 3600), trouble, 0) for n in (1, 2, 3, 9)]
    [60.0, 120.0, 240.0, 3600.0]
    """
    longest = max(FAILING_SECONDS_MAX, pace.every)
    wait = min(pace.every * 2 ** (failures - 1), longest)
    wait *= 1 - draw / 2  # half of it by chance: those that failed together do not come back together
    return max(wait, pace.every * (1 - JITTER), held_seconds(answer))


def held_seconds(answer: Answer) -> float:
    """For how long an answer asks that its host be left alone, by every source of it."""
    if not isinstance(answer, Trouble):
        return 0.0
    if answer.retry_after is not None:
        return min(answer.retry_after, HELD_SECONDS_MAX)
    return HELD_SECONDS_MIN if answer.reason is Reason.BUSY else 0.0


def retry_after(text: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date (RFC 9110, §10.2.3). None for neither.

    >>> now = datetime(2024, 5, 14, 12, tzinfo=UTC)
    >>> retry_after("120", now), retry_after("Tue, 14 May 2024 12:01:00 GMT", now), retry_after("soon", now)
    (120.0, 60.0, None)
    """
    if text is None or len(text) > 64:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return float(max(0, math.ceil((moment - now).total_seconds())))
    except (ValueError, TypeError, OverflowError):
        return None


def waiting_seconds(standing: Standing, now: datetime, pace: Pace) -> float:
    """How long until a source is to be asked. A clock that was set back holds nobody up for longer than a host may.

    >>> waiting_seconds(Standing(), datetime(2024, 5, 14, tzinfo=UTC), Pace(60, 3600))
    0.0
    """
    if standing.due is None:
        return 0.0
    longest = HELD_SECONDS_MAX if standing.failures else pace.every
    return min(max(0.0, (standing.due - now).total_seconds()), longest)


def _unchanged(known: Standing, now: datetime, pace: Pace) -> State:
    quiet = known.changed is not None and (now - known.changed).total_seconds() > pace.quiet_after
    return State.GONE_QUIET if quiet else State.NOT_MODIFIED


def _after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
