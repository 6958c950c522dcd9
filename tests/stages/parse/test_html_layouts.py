"""Posts of HTML pages without JSON-LD, found by what a page repeats."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.codec import make_update
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats import html
from tests.stages.parse.html_layouts import ADDRESS, LAYOUTS, POSTS, STANDFIRST, TITLE

SEEN = POSTS[0].at + timedelta(minutes=5)


def read(text: str, url: str | None = ADDRESS) -> Page:
    update = make_update(text.encode(), source="p", seen=SEEN, desk="world", content_type="text/html", url=url)
    page = html.read(text, update)
    assert isinstance(page, Page), page
    return page


def posts_in(page: Page) -> list[Draft]:
    return [each.read() if isinstance(each, Unread) else each for each in page.posts]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_post_is_read_whole_with_its_heading_and_instant(layout: str) -> None:
    page = read(LAYOUTS[layout])
    found = posts_in(page)
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert [post.text for post in found] == ["\n".join(post.paragraphs) for post in POSTS]
    assert [post.published for post in found] == [post.at for post in POSTS]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_lead_is_title_and_standfirst(layout: str) -> None:
    page = read(LAYOUTS[layout])
    assert page.lead is not None
    assert (page.lead.headline, page.lead.text) == (TITLE, STANDFIRST)
