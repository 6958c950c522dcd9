"""Several posts that a feed has flattened into one entry: a summary that holds a live page's posts, with their times.

Cut only where nothing else explains the times: three and more, each at the start of a line, from new to old, none long
before or after the entry itself, and sentences under most of them. A programme and a chronicle run from old to new.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import Final

from streams.stages.parse.clocks import LEAD, clock, instants
from streams.stages.parse.draft import Draft
from streams.stages.parse.headings import closes
from streams.stages.parse.post_types import post_type

POSTS_MIN: Final = 3
LOOKED_AT: Final = 100_000  # characters
LINES_MAX: Final = 1_000
OPENING_MAX: Final = 3  # lines before the first time
SPAN_MAX: Final = timedelta(hours=36)  # from the oldest to the entry's own instant
REST_MAX: Final = timedelta(hours=12)  # from the newest to it
_time: Final = re.compile(r"\d{1,2}(?:[:.]\d{2}(?!\d)|\s?[ap]\.?m\b)", re.IGNORECASE)


def may_be_flattened(raw: str) -> bool:
    """Whether an entry's text has enough times in it to be looked at closely."""
    return sum(1 for _ in islice(_time.finditer(raw, 0, LOOKED_AT), POSTS_MIN)) == POSTS_MIN


def cut(draft: Draft, zone: str | None = None) -> tuple[Draft, ...]:
    """The entry itself with its opening alone, and the posts in it from new to old; nothing where it is one post.

    ``zone``: of the entry's own date, for times that name none.
    """
    latest = max(filter(None, (draft.published, draft.updated)), default=None)
    if latest is None or draft.text.count("\n") > LINES_MAX:
        return ()
    lines = draft.text.split("\n")
    told = [(at, time) for at, line in enumerate(lines) if (time := clock(line)) is not None and time.ago is None]
    if len(told) < POSTS_MIN or told[0][0] > OPENING_MAX:
        return ()
    ends = [at for at, _ in told[1:]] + [len(lines)]
    bodies = [
        [*([time.rest] if time.rest else []), *lines[at + 1 : end]] for (at, time), end in zip(told, ends, strict=True)
    ]
    clocks = [time for _, time in told]
    times = instants(clocks, None, zone, latest)
    if not _tells_news(bodies) or not _fall(times, latest):
        return ()
    minutes = [time.minute_of_day for time in clocks]
    posts = [
        _post(draft, body, published, f"{draft.native_id} {time.minute_of_day // 60:02}:{time.minute_of_day % 60:02}")
        if draft.native_id is not None and minutes.count(time.minute_of_day) == 1
        else _post(draft, body, published, None)
        for body, published, time in zip(bodies, times, clocks, strict=True)
    ]
    opening = "\n".join(lines[: told[0][0]])
    itself = draft._replace(text=opening, post_type=post_type(draft.headline, opening))
    return (itself, *posts) if itself.headline is not None or opening else tuple(posts)


def _tells_news(bodies: list[list[str]]) -> bool:
    return all(bodies) and 2 * sum(closes(body[-1]) for body in bodies) > len(bodies)


def _fall(times: list[datetime | None], latest: datetime) -> bool:
    known = [time for time in times if time is not None]
    falling = all(a >= b for a, b in pairwise(known)) and known[0] > known[-1]
    return falling and latest - REST_MAX <= known[0] <= latest + LEAD and known[-1] >= latest - SPAN_MAX


def _post(entry: Draft, body: list[str], published: datetime | None, native: str | None) -> Draft:
    headed = len(body) > 1 and not closes(body[0])
    headline, text = (body[0], "\n".join(body[1:])) if headed else (None, "\n".join(body))
    return entry._replace(
        headline=headline, text=text, published=published, updated=None, native_id=native,
        post_type=post_type(headline, text),
    )  # fmt: skip
