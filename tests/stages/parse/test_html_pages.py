"""Whole HTML pages: what they are, their days and zones, what is no news in them, and what changed between two."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import make_update
from streams.stage import Rejection
from streams.stages.parse.draft import Page, Unread
from streams.stages.parse.formats import html, reader_for
from tests.stages.parse.html_layouts import ADDRESS, LAYOUTS, POSTS, STANDFIRST, TITLE, Told, around, each
from tests.stages.parse.newsdesk import NOON, Desk, changes, posts_of
from tests.stages.parse.test_html_layouts import posts_in, read
from tests.stages.parse.test_html_structured import entry, live, script

PLAIN = LAYOUTS["articles with an id and a time element"]

TAKEN = [
    ("text/html", "anything", True),
    ("application/xhtml+xml", "<?xml version='1.0'?><html>", True),
    (None, "<!DOCTYPE html><p>Rain", True),
    (None, "\ufeff \n<!-- a comment --><html lang=en>", True),
    ("application/octet-stream", "<div class=post>", True),
    ("text/plain", "<!doctype html><p>Rain", True),
    (None, "<?xml version='1.0'?><rss version='2.0'>", False),
    (None, "<rss>", False),
    (None, "Rain goes on", False),
    ("application/json", "<html>", False),
    (None, '{"text": "<html>"}', False),
]


@pytest.mark.parametrize(("media_type", "text", "takes"), TAKEN)
def test_html_is_told_by_its_media_type_or_its_beginning(media_type: str | None, text: str, takes: bool) -> None:
    assert html.takes(media_type, text) is takes
    reader = reader_for(media_type, text)
    assert (not isinstance(reader, Rejection) and reader.takes is html.takes) is takes


def test_looking_whether_it_is_html_is_quick_on_any_beginning() -> None:
    began = time.process_time()
    assert not any(html.takes(None, text * 5000) for text in ("<!---->", "<!-- ", "<?xml?>", "<?xml ", "\ufeff "))
    assert time.process_time() - began < 1


# ------------------------------------------------------------------------------------------------ days and zones


def entries(*told: tuple[str, str]) -> str:
    return "".join(
        f'<div class="e"><b>{clock}</b><h3>{heading}</h3><p>So it was told at that time of the day.</p></div>'
        for clock, heading in told
    )


DAYS = {
    "above, today without one": entries(("00:40", "Third"))
    + "<h2>Saturday, 2 March 2024</h2>" + entries(("23:50", "Second"), ("08:00", "First")),
    "above, each day": "<h2>Sunday 3 March</h2>" + entries(("00:40", "Third")) + "<h2>Saturday 2 March</h2>"
    + entries(("23:50", "Second"), ("08:00", "First")),
    "below its posts": entries(("00:40", "Third")) + "<h2>Sonntag, 3. März 2024</h2>"
    + entries(("23:50", "Second"), ("08:00", "First")) + "<h2>Samstag, 2. März 2024</h2>",
    "none: by the midnight between": entries(("00:40", "Third"), ("23:50", "Second"), ("08:00", "First")),
}  # fmt: skip


@pytest.mark.parametrize("where", DAYS)
def test_the_day_of_a_post_is_its_headings_or_told_by_midnights(where: str) -> None:
    text = around(f"<div>{DAYS[where]}</div>")
    update = make_update(
        text.encode(), source="p", seen=datetime(2024, 3, 3, 0, 30, tzinfo=UTC), desk="world", url=ADDRESS
    )
    page = html.read(text, update)
    assert isinstance(page, Page)
    assert [(post.headline, str(post.published)[:16]) for post in posts_in(page)] == [
        ("Third", "2024-03-02 23:40"), ("Second", "2024-03-02 22:50"), ("First", "2024-03-02 07:00"),
    ]  # fmt: skip


ZONES = {
    "the address's country": (PLAIN, ADDRESS, "Europe/Rome"),
    "the offset of its machine-readable times": (PLAIN, "https://courier.example.com/live/coast", "+01:00"),
    "what its introduction says": (
        around("", lead="The latest from the coast (all times Eastern Standard Time), where it rains."),
        ADDRESS, "America/New_York",
    ),
}  # fmt: skip


@pytest.mark.parametrize("by", ZONES)
def test_the_zone_of_a_page_is_told_by(by: str) -> None:
    text, url, zone = ZONES[by]
    assert read(text, url).zone == zone


# ------------------------------------------------------------------------------------- what is a page of news

SHAPES = {
    "an error": ("<html><head><title>404 Not Found</title></head><body><h1>404</h1></body></html>", "an error page"),
    "a refusal": ("<html><body><h1>Access Denied</h1><p>You don't have permission.</p></body></html>", "an error page"),
    "a check": ("<html><head><title>Just a moment...</title></head><body><p>Checking</p></body></html>", "robots"),
    "a login": ("<html><body><h2>Log in to continue</h2><form><input></form></body></html>", "a login page"),
    "a consent": (
        '<html><body><div class="consent-modal"><h2>We value your privacy</h2><p>We and our 800 partners store.</p>'
        "<button>Accept all</button></div></body></html>",
        "a consent page",
    ),
    "a shell for scripts": ('<html><head></head><body><div id="app"></div><script>x</script></body></html>', "words"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_that_is_none_of_news_says_what_it_is(shape: str) -> None:
    text, why = SHAPES[shape]
    page = read(text)
    assert page.wrong_shape is not None and why in page.wrong_shape
    outcome = Desk().take(text, content_type="text/html")
    assert outcome.reject is not None and "Check the address" in outcome.reject.message


def test_a_consent_dialogue_over_a_page_of_news_does_not_hide_it() -> None:
    text = PLAIN.replace(
        "<main>", '<div class="cookie-consent"><h2>We value your privacy</h2><p>Cookies.</p></div><main>'
    )
    assert read(text).wrong_shape is None
    assert len(posts_in(read(text))) == 5


def test_lists_of_other_stories_are_no_posts() -> None:
    text = "".join(f"<p>{paragraph}</p>" for post in POSTS for paragraph in post.paragraphs)
    page = read(around(f"<article>{text}</article>"), "https://courier.example.it/news/storm-over-coast")
    assert page.posts == () and page.lead is not None
    assert page.lead.text.split("\n")[0] == STANDFIRST
    assert len(page.lead.text.split("\n")) == 1 + sum(len(post.paragraphs) for post in POSTS)


TEXTS = [text for post in POSTS for text in post.paragraphs]
HOUR = '<time datetime="2024-03-03T10:00:00+01:00">10:00</time>'
DATED = "".join(f"<p>{text} It was told before, at {HOUR} and later.</p>" for text in TEXTS)
LINKED = "".join(f'<p>{text} <a href="/o" data-publish-date="1709460460">Told elsewhere</a>.</p>' for text in TEXTS)
HALVES = ["".join(f"<p>{text}</p>" for text in half) for half in (TEXTS[:4], TEXTS[4:])]
TEASER = '<div class="x">{time}<h3><a href="/news/{n}">Another story {n}</a></h3><p>{text}</p></div>'
ARTICLES = {
    "paragraphs that name an hour": f"<article>{DATED}</article>",
    "paragraphs that link to dated articles": f"<article>{LINKED}</article>",
    "two columns, each with a time": "".join(f"<div class='c'>{HOUR}{half}</div>" for half in HALVES),
    "a long main part and two margins": f"<div class='c'>{HOUR}{HALVES[0] * 4}</div>"
    + f"<div class='c'>{HOUR}{HALVES[1]}</div>" * 2,
    "other stories below, with times": f"<article>{HALVES[0]}</article>"
    + "".join(TEASER.format(time=HOUR, n=n, text=" ".join(TEXTS[:5])) for n in range(8)),
    "readers' letters below, with times": f"<article>{HALVES[0]}{HALVES[1]}</article>"
    + "".join(f'<div class="l">{HOUR}<p>{text} So I saw it.</p></div>' for text in TEXTS[:4]),
}


@pytest.mark.parametrize("what", ARTICLES)
def test_an_article_with_times_in_it_is_no_live_page(what: str) -> None:
    text = around(ARTICLES[what]).replace("Coast flood live: harbour", "Harbour")
    page = read(text, "https://courier.example.it/news/harbour-reopens")
    assert page.posts == () and page.lead is not None
    assert POSTS[0].paragraphs[0] in page.lead.text


def test_furniture_is_counted() -> None:
    assert read(PLAIN).furniture > 5


def test_a_live_page_whose_markup_tells_nothing_is_read_by_its_words() -> None:
    body = "<br>".join(f"{post.heading}<br>{'<br>'.join(post.paragraphs)}" for post in POSTS)
    found = posts_in(
        read(f"<html><head><title>{TITLE}</title></head><body><font>{TITLE}<br>{body}</font></body></html>")
    )
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert found[0].published is None


@pytest.mark.parametrize("count", [2, 3])
def test_a_page_may_have_begun_only_just(count: int) -> None:
    page = read(around("".join(_article(post) for post in POSTS[:count])))
    assert [post.headline for post in posts_in(page)] == [post.heading for post in POSTS[:count]]


# --------------------------------------------------------------------------------------------------- snapshots


def test_an_edit_is_told_once_and_unchanged_posts_are_not_read_again() -> None:
    desk = Desk()
    first = PLAIN.replace("</head>", script(json.dumps(live([entry(post) for post in POSTS]))) + "</head>")
    assert [change for change, _ in changes(desk.take(first, content_type="text/html", url=ADDRESS))] == ["added"] * 6
    edited = first.replace("Two more are to follow", "Three more are to follow")
    told = posts_of(desk.take(edited, minutes=1, content_type="text/html", url=ADDRESS))
    assert [(post.change, post.headline) for post in told] == [("edited", POSTS[0].heading)]
    same = edited.replace("Most read", "Most read today")
    assert posts_of(desk.take(same, minutes=2, content_type="text/html", url=ADDRESS)) == []


def test_a_page_that_loses_its_structured_data_keeps_its_posts() -> None:
    desk = Desk()
    first = PLAIN.replace("block-", "").replace(
        "</head>", script(json.dumps(live([entry(post) for post in POSTS]))) + "</head>"
    )
    desk.take(first, content_type="text/html", url=ADDRESS)
    broken = PLAIN.replace("block-", "")
    assert posts_of(desk.take(broken, minutes=1, content_type="text/html", url=ADDRESS)) == []


def test_an_age_that_grows_is_no_change() -> None:
    text = LAYOUTS["list items, ages beside exact times"]
    first, second = read(text), read(text.replace("9m ago", "14m ago"))
    marks = [[unit.mark for unit in page.posts if isinstance(unit, Unread)] for page in (first, second)]
    assert marks[0] == marks[1] and len(marks[0]) == 5


def test_a_page_with_the_oldest_post_on_top_says_so() -> None:
    data = [entry(post) for post in reversed(POSTS)]
    assert read(around("", head=script(json.dumps(live(data))))).newest_first is False
    assert read(PLAIN).newest_first is True


def test_a_new_post_on_top_moves_nobody() -> None:
    desk = Desk()
    desk.take(each(lambda p: "" if p is POSTS[0] else _article(p)), content_type="text/html", url=ADDRESS)
    told = posts_of(desk.take(each(_article), minutes=1, content_type="text/html", url=ADDRESS))
    assert [(post.change, post.headline) for post in told] == [("added", POSTS[0].heading)]


def _article(post: Told) -> str:
    return f'<article id="b{post.name}"><time>{post.clock}</time><h2>{post.heading}</h2>{post.body}</article>'


# ----------------------------------------------------------------------------------------------------- hostile


def one_update(text: str) -> str:
    return script(f'{{"@type":"LiveBlogPosting","liveBlogUpdate":[{text}]}}')


HOSTILE = {
    "100,000 elements in one another": "<div>" * 100_000 + "x",
    "100,000 bold elements in one another": "<b>" * 100_000 + "x",
    "300 levels around a post": "<div>" * 300 + PLAIN,
    "50,000 attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x",
    "500 elements with 127 attributes": f"<p {' '.join(f'a{n}' for n in range(127))}>x" * 500,
    "100,000 comments without an end": "<!--" * 100_000,
    "an attribute of 5 MB": f"<p a='{'x' * 5_000_000}'>y",
    "an attribute without an end": '<a b="' * 200_000,
    "half a million paragraphs": "<p>x" * 500_000,
    "100,000 times": "<time>10:00</time><p>Rain goes on and on.</p>" * 25_000,
    "times in one another": "<div><time>10:00</time>" * 250,
    "times in one another, many times over": ("<div><time>10:00</time>" * 200 + "</div>" * 200) * 20,
    "deep JSON": script('{"a":' * 300_000),
    "deep lists": script("[" * 300_000),
    "quotes without end": script('{"@type":"LiveBlogPosting","a":"' + '" ' * 400_000),
    "half a million commas": script("[" + "," * 500_000),
    "a deep post": one_update('{"headline":"x","a":' + "[" * 600 + "]" * 600 + "}"),
    "40,000 updates": one_update('{"headline":"Rain"},' * 40_000 + "{}"),
    "half a character": one_update('{"headline":"\\ud83d","articleBody":"\\udc00"}'),
    "entities": f"<p>{'&amp;' * 300_000}",
    "ampersands": f"<p>{'&' * 600_000}",
    "angle brackets": f"<p>{'<' * 600_000}",
    "an entity declared": '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><p>&a;&b;</p>',
    "white space": f"<p>{' ' * 2_000_000}x",
    "zeros": "<p>\0\0\0x\0" * 1000,
    "one line of a million characters": f"<p>{'rain ' * 200_000}",
    "digits": f"<p>{'1' * 500_000}</p>" + "<b>1111111111</b>" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_or_refused_in_bounded_time(name: str) -> None:
    text = f"<!doctype html><html><body>{HOSTILE[name]}" if not HOSTILE[name].startswith("<!D") else HOSTILE[name]
    update = make_update(b"", source="p", seen=NOON, desk="world", url=ADDRESS)
    began = time.process_time()
    found = html.read(text, update)
    if isinstance(found, Page):
        for unit in found.posts:
            if isinstance(unit, Unread):
                unit.read()
        assert "root:" not in str(found.lead)
    else:
        assert found.message.rstrip(".").count(".") >= 1  # what is wrong, and what to do
    assert time.process_time() - began < 5, "grows faster than its input"


pieces = st.sampled_from([
    "<p>", "</p>", "<div class='post'>", "</div>", "<time datetime='2024-03-03T10:00:00Z'>", "</time>", "10:05",
    "<h2>", "</h2>", "Rain goes on in the north.", "<script type='application/ld+json'>", "</script>", "<!--", "-->",
    "&amp;lt;", '{"@type":"LiveBlogPosting"', ',"liveBlogUpdate":[', '{"headline":"x","articleBody":"<p>y"}', "]}",
    "<table><tr><td>", "\0", "\ud800", "<a href='#b1'>", "</a>", "<br>", "3 March 2024", "<li>", "</ul>", "<svg>",
    "<template>", "<", ">", " itemprop=articleBody ", "<div itemprop=liveBlogUpdate>", "<h1>", "</h1>", "1709465460",
    "<aside>", "<wbr>", "<td>",
])  # fmt: skip


@given(st.lists(pieces, max_size=40))
def test_nothing_raises(parts: list[str]) -> None:
    text = "".join(parts)
    update = make_update(b"", source="p", seen=NOON, desk="world", url=ADDRESS)
    found = html.read(text, update)
    if isinstance(found, Page):
        for unit in found.posts:
            assert (unit.read() if isinstance(unit, Unread) else unit).text is not None


@given(st.lists(pieces, min_size=1, max_size=30), st.lists(pieces, min_size=1, max_size=30))
def test_units_balance_from_snapshot_to_snapshot(one: list[str], two: list[str]) -> None:
    desk = Desk()  # which asserts that they do
    for minutes, parts in enumerate((one, two, one)):
        desk.take("".join(parts).encode("utf-8", "ignore") or b" ", minutes=minutes, content_type="text/html")
