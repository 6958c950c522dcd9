"""What a sentence is in its post: news of its own (main), another happening in passing (mention), or background.

By phrases (``streams/data/passages.toml``), told days and verbs. The first sentence of a report is its news. Where in
doubt a sentence is main: what is set apart is lost to its event.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Final

from streams.data import word_tables
from streams.records import TimeExpression
from streams.stages.enrich.document import Document

REPORTS: Final = ("news", "recap")  # types of posts that report happenings of their own
FINE = frozenset({"second", "minute", "hour", "part", "day"})
PAST_HORIZON = timedelta(days=6)  # what was longer ago is no news of the day
OLD = timedelta(days=730)  # and what was longer ago than this is background
AROUND = timedelta(days=3)
OPENING = 12  # characters: where a time that governs a sentence begins
MENTION_LEAST = 20  # characters a clause needs to tell of something

_table = word_tables.load("passages")


def phrases(name: str, end: str = r"\b") -> re.Pattern[str]:
    """One pattern for a list of phrases of ``streams/data/passages.toml``."""
    return re.compile(rf"\b(?:{'|'.join(_table[name])}){end}", re.IGNORECASE)


_background, _rank, _address, _dated_by = (
    phrases("background"),
    phrases("rank"),
    phrases("address", ""),
    phrases("dated_by"),
)
_background_words = frozenset(_table["background_words"].split())
_mention = re.compile(rf"(?:,\s)?\b(?:{'|'.join(_table['mention'])})\s(?=\S)", re.IGNORECASE)
_now = re.compile(r"\b(?:has|have|['’]ve|is|are|will|would|still|now)\b", re.IGNORECASE)  # told of today
_pluperfect = re.compile(r"\bhad (?:\w+ly )?\w+(?:ed|en|n|t|ne|un|ut|id|ught)\b", re.IGNORECASE)


def clauses(
    document: Document,
    start: int,
    end: int,
    times: Sequence[TimeExpression],
    words: AbstractSet[str],
    *,
    first: bool,
    post_type: str,
) -> list[tuple[int, int, str]]:  # fmt: skip
    """The sentence, cut before a clause that mentions another happening, each piece with its role.

    ``times`` and ``words`` (in small letters) are those of the sentence; ``first``: it opens the post. Only news and
    recaps report: a feature, a teaser or an explainer mentions its occasion, and the rest of it is background.
    """
    if post_type not in REPORTS:
        teased = first and post_type == "teaser" and not _address.match(document.text, start, end)
        occasion = post_type != "advert" and (teased or _is_recent(document, start, end, times, words))
        return [(start, end, "mention" if occasion else "background")]
    role = _role(document, start, end, times, words, first)
    match = _mention.search(document.text, start, end) if role == "main" and "after" in words else None
    if match is not None and start < match.start() and match.end() < end - MENTION_LEAST:
        return [(start, match.start(), "main"), (match.end(), end, "mention")]
    return [(start, end, role)]


def _role(
    document: Document, start: int, end: int, times: Sequence[TimeExpression], words: AbstractSet[str], first: bool
) -> str:
    text = document.text
    if _address.match(text, start, end):
        return "background"
    if first:
        return "main"
    near = any(_is_near(document, time) for time in times)
    if not near and (_rank.match(text, start, end) or _looks_back(document, start, end, words)):
        return "background"  # "… since it started the war" beside a time of the day is still the news of the day
    dated = [t for t in times if t.start is not None and t.end is not None and t.type in ("DATE", "TIME")]
    gone = [t for t in dated if t.end is not None and document.reference.start - t.end > PAST_HORIZON]
    if dated and len(gone) == len(dated) and not _now.search(text, start, end):
        if all(t.end is not None and document.reference.start - t.end > OLD for t in gone):
            return "background"
        if gone[0].span[0] < start + OPENING or any(t.precision in FINE for t in gone):
            return "mention"
    days = [t for t in dated if t.precision in FINE]
    if days and _rank.match(text, start, end) and all(_is_over(document, time) for time in days):
        return "mention"  # "it was the second fire this week: on Monday …"
    if _dated_by.match(text, start, end) and not _now.search(text, start, end):
        return "mention"
    if dated and _pluperfect.search(text, start, end) and all(_is_before(document, time) for time in dated):
        return "mention"
    return "main"


def _looks_back(document: Document, start: int, end: int, words: AbstractSet[str]) -> bool:
    """Whether a sentence has a phrase of what has lasted, or comes every time."""
    has_one = not words.isdisjoint(_background_words) or document.text.find("0s", start, end) >= 0
    return has_one and _background.search(document.text, start, end) is not None


def _is_near(document: Document, time: TimeExpression) -> bool:
    """Whether a time is one of the days around the post."""
    return time.start is not None and time.precision in FINE and abs(time.start - document.reference.start) < AROUND


def _is_before(document: Document, time: TimeExpression) -> bool:
    """Whether a time ended a day or more before the post."""
    return time.end is not None and document.reference.start - time.end > timedelta(days=1)


def _is_over(document: Document, time: TimeExpression) -> bool:
    return time.end is not None and time.end <= document.reference.start


def _is_recent(
    document: Document, start: int, end: int, times: Sequence[TimeExpression], words: AbstractSet[str]
) -> bool:
    """Whether a sentence tells of something around the post's own days, or just done."""
    if _address.match(document.text, start, end) or _looks_back(document, start, end, words):
        return False
    return any(
        t.start is not None and t.type in ("DATE", "TIME") and t.precision in (*FINE, "week")
        and abs(t.start - document.reference.start) < PAST_HORIZON + AROUND
        for t in times
    )  # fmt: skip
