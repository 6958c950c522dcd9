"""Pages whose posts are known: boundaries found, floors that only rise. Skipped where the pages are not at hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats.live_text import read_page
from tests.stages.parse.newsdesk import NOON, SHARED

DATA = SHARED / "data"
SEEDLIKE = sorted((DATA / "liveblogs_html" / "text_seedlike").glob("*.gold.json"))
ROUND_UPS = DATA / "polnear" / "ap_the_latest" / "posts.gold.json"
SAME = 0.8  # Dice of the words of bodies, or of heading and body, from which two posts are one

FLOORS = {"br24": 1.0, "corkbeo": 0.98, "express": 1.0, "toi": 1.0}


def dice(one: str, two: str) -> float:
    a, b = Counter(re.findall(r"\w+", one.casefold())), Counter(re.findall(r"\w+", two.casefold()))
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 0.0


def boundary_f1(gold: list[tuple[str, str]], found: tuple[Draft, ...]) -> float:
    """F1 of posts paired one to one, best first."""
    scores = [
        (max(dice(body, post.text), dice(f"{heading} {body}", f"{post.headline or ''} {post.text}")), n, i)
        for n, (heading, body) in enumerate(gold)
        for i, post in enumerate(found)
    ]
    golds: set[int] = set()
    founds: set[int] = set()
    for score, n, i in sorted(scores, key=lambda each: (-each[0], each[1], each[2])):
        if score >= SAME and n not in golds and i not in founds:
            golds.add(n)
            founds.add(i)
    return 2 * len(golds) / (len(gold) + len(found))


def read(text: str, seen: datetime) -> Page:
    page = read_page(text, None, seen)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize("path", SEEDLIKE, ids=lambda path: path.name.partition("-")[0])
def test_posts_of_pages_in_the_form_of_the_seed(path: Path) -> None:
    gold: dict[str, Any] = orjson.loads(path.read_bytes())
    text = (path.parent / f"{gold['slug']}.txt").read_text("utf-8")
    lines = text.split("\n")
    posts = [
        (lines[start], "\n".join(lines[start + 1 : end]))
        for start, end in gold["post_line_ranges_0based_end_exclusive"]
    ]
    times = [datetime.fromisoformat(each) for each in gold.get("post_times") or [] if each]
    page = read(text, max(times) + timedelta(minutes=5) if times else NOON)
    assert boundary_f1(posts, page.posts) >= FLOORS[gold["slug"].partition("-")[0]]
    if any(post.published for post in page.posts):  # the page shows minutes, the gold has seconds
        pairs = zip(page.posts, times, strict=True)
        assert all(post.published and abs(post.published - time) < timedelta(minutes=1) for post, time in pairs)


@pytest.mark.skipif(not ROUND_UPS.exists(), reason="the round-ups are not here")
def test_posts_of_agency_round_ups() -> None:
    scores = []
    for gold in orjson.loads(ROUND_UPS.read_bytes()):
        text = (ROUND_UPS.parent / gold["file"]).read_text("utf-8")
        marks = [each["char"] for each in gold["posts"]]
        ends = [*marks[1:], len(text)][: len(marks)]
        bodies = [text[a:b].partition("\n")[2] for a, b in zip(marks, ends, strict=True)]
        posts = [("", re.sub("_{2,}", "", body)) for body in bodies]
        if len(posts) >= 8:  # one gold file counts no headed times, one page is a stranger's widget
            scores.append(boundary_f1(posts, read(text, NOON).posts))
    assert len(scores) >= 7 and sum(scores) / len(scores) >= 0.99
