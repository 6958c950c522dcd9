"""Pages whose posts are known: boundaries found, floors that only rise. Skipped where the pages are not at hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.stages.parse.draft import Page
from streams.stages.parse.formats.live_text import read_page
from tests.quality import layouts, rendering
from tests.quality.boundaries import boundary_f1
from tests.stages.parse.newsdesk import NOON

SEEDLIKE = sorted(layouts.SEEDLIKE.glob("*.gold.json"))

FLOORS = {"br24": 1.0, "corkbeo": 0.98, "express": 1.0, "toi": 1.0}


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
    page = read_page(text, None, max(times) + timedelta(minutes=5) if times else NOON)
    assert isinstance(page, Page)
    found = [post for post in page.posts if isinstance(post, layouts.Draft)]
    assert boundary_f1(posts, found) >= FLOORS[gold["slug"].partition("-")[0]]
    if any(post.published for post in found):  # the page shows minutes, the gold has seconds
        pairs = zip(found, times, strict=True)
        assert all(post.published and abs(post.published - time) < timedelta(minutes=1) for post, time in pairs)


@pytest.mark.skipif(not layouts.ROUND_UPS.exists(), reason="the round-ups are not here")
def test_posts_and_instants_of_agency_round_ups() -> None:
    boundaries, instants = layouts.round_up_scores()
    assert len(boundaries) == 8
    assert layouts.mean(boundaries) >= 0.99 and layouts.mean(instants) >= 0.99


@pytest.mark.skipif(not rendering.pages(), reason="the pages are not here")
def test_posts_of_pages_written_out_in_every_layout() -> None:
    scores = defaultdict(list)
    for layout, page, text in rendering.rendered():
        scores[layout.name].append(layouts.scored(layout, page, text))
    assert len(scores) == len(rendering.LAYOUTS)
    for name, found in scores.items():
        assert layouts.mean([each.boundaries for each in found]) >= 0.95, name
        assert all(each.instants is None or each.instants >= 0.99 for each in found), name
