"""Feeds: every dialect and trap as a small document, and the posts that it comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import make_update
from streams.stage import Rejection
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats import feed, reader_for
from tests.stages.parse.newsdesk import NOON, Desk, posts_of

FEED = "https://news.example.com/world/rss.xml"


def rss(
    *items: str, channel: str = "<title>Coast News</title><link>https://news.example.com/</link>", ns: str = ""
) -> str:
    """An RSS 2.0 feed of items."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {ns}><channel>{channel}{inside}</channel></rss>'


def atom(*entries: str, head: str = "<title>Coast News</title>", attributes: str = "") -> str:
    """An Atom 1.0 feed of entries."""
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{head}{inside}</feed>'


def page_of(text: str, *, outlet: str | None = None, url: str | None = FEED) -> Page:
    update = make_update(text.encode(), source="f", seen=NOON, desk="world", content_type=None, url=url, outlet=outlet)
    page = feed.read(text, update)
    assert isinstance(page, Page), page
    return page


def posts(text: str, **told: Any) -> list[Draft]:
    """The posts of a feed, read."""
    return [each.read() if isinstance(each, Unread) else each for each in page_of(text, **told).posts]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


RSS_ITEM = """<title>Dam holds</title><link>https://news.example.com/dam</link>
<guid>https://news.example.com/?p=1</guid>
<pubDate>Sun, 03 Mar 2024 12:30:00 +0200</pubDate><author>desk@example.com (Ada Moreno)</author>
<description>Engineers say the dam holds.</description>"""

# label: (document, what its first post is expected to have)
DIALECTS: dict[str, tuple[str, dict[str, Any]]] = {
    "RSS 2.0": (
        rss(RSS_ITEM),
        {
            "headline": "Dam holds",
            "text": "Engineers say the dam holds.",
            "authors": ("Ada Moreno",),
            "published": utc(2024, 3, 3, 10, 30),
            "native_id": "https://news.example.com/?p=1",
            "url": "https://news.example.com/dam",
            "outlet": "Coast News",
        },
    ),
    "RSS 0.91": (
        '<rss version="0.91"><channel><title>Coast News</title><language>en-gb</language>'
        "<item><title>Dam holds</title><link>https://news.example.com/dam</link></item></channel></rss>",
        {
            "headline": "Dam holds",
            "text": "",
            "native_id": "https://news.example.com/dam",
            "lang": "en",
            "published": None,
        },
    ),
    "RSS 0.90 (RDF)": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>Coast News</title></channel>"
        "<item><title>Dam holds</title><link>https://news.example.com/dam</link></item></r:RDF>",
        {"headline": "Dam holds", "url": "https://news.example.com/dam", "outlet": "Coast News"},
    ),
    "RSS 1.0 (RDF)": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Coast News</title></channel>'
        '<item rdf:about="urn:dam"><title>Dam holds</title><link>https://news.example.com/dam</link>'
        "<dc:creator>Ada Moreno</dc:creator><dc:date>2024-03-03T12:30+02:00</dc:date></item></rdf:RDF>",
        {"native_id": "urn:dam", "authors": ("Ada Moreno",), "published": utc(2024, 3, 3, 10, 30)},
    ),
    "Atom 1.0": (
        atom(
            "<title>Dam holds</title><id>tag:news.example.com,2024:1</id><link href='/dam'/>"
            "<link rel='edit' href='/x'/>"
            "<author><name>Ada Moreno</name></author><published>2024-03-03T10:30:00Z</published>"
            "<updated>2024-03-03T11:00:00Z</updated><summary>The dam.</summary>"
            "<content type='html'>&lt;p&gt;The dam holds.&lt;/p&gt;&lt;p&gt;So they say.&lt;/p&gt;</content>",
            attributes='xml:lang="de-AT"',
        ),
        {
            "headline": "Dam holds",
            "text": "The dam holds.\nSo they say.",
            "native_id": "tag:news.example.com,2024:1",
            "url": "https://news.example.com/dam",
            "authors": ("Ada Moreno",),
            "published": utc(2024, 3, 3, 10, 30),
            "updated": utc(2024, 3, 3, 11, 0),
            "lang": "de",
        },
    ),
    "Atom 0.3": (
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Coast News</title><entry><title>Dam holds</title>'
        "<id>urn:1</id><issued>2024-03-03T10:30:00Z</issued><modified>2024-03-03T11:00:00Z</modified>"
        "<content type='text/html' mode='escaped'>The &lt;b&gt;dam&lt;/b&gt; holds.</content></entry></feed>",
        {"text": "The dam holds.", "published": utc(2024, 3, 3, 10, 30), "updated": utc(2024, 3, 3, 11, 0)},
    ),
    "JSON Feed 1.1": (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Coast News", "home_page_url": '
        '"https://news.example.com",'
        ' "language": "en-US", "items": [{"id": 7, "url": "/dam", "title": "Dam &amp; weir hold", "content_html":'
        ' "<p>The dam holds.</p>'
        '", "date_published": "2024-03-03T12:30:00+02:00", "authors": [{"name": "Ada Moreno"}]}]}',
        {
            "headline": "Dam & weir hold",
            "text": "The dam holds.",
            "native_id": "7",
            "url": "https://news.example.com/dam",
            "published": utc(2024, 3, 3, 10, 30),
            "authors": ("Ada Moreno",),
            "lang": "en",
            "outlet": "Coast News",
        },
    ),
    "JSON Feed 1.0": (
        '{"items": [{"id": "a", "content_text": "One.\\nTwo.", "author": {"name": "Ada Moreno"}}],'
        ' "version": "https:\\/\\/jsonfeed.org\\/version\\/1", "title": "Coast News"}',
        {"headline": None, "text": "One.\nTwo.", "native_id": "a", "authors": ("Ada Moreno",)},
    ),
}

TRAPS: dict[str, tuple[str, dict[str, Any]]] = {
    "ampersands that are not escaped": (
        rss("<title>R&B & soul</title><link>https://news.example.com/?a=1&b=2</link>"),
        {"headline": "R&B & soul", "url": "https://news.example.com/?a=1&b=2"},
    ),
    "entities of HTML that XML has not": (
        rss("<title>Caf&eacute;&nbsp;&ndash; open</title>"),
        {"headline": "Café – open"},
    ),
    "CDATA": (
        rss(
            "<title><![CDATA[Dam <b>holds</b> & how]]></title><description><![CDATA[<p>One.</p><p>Two.</p>"
            "]]></description>"
        ),
        {"headline": "Dam holds & how", "text": "One.\nTwo."},
    ),
    "entities escaped twice": (
        rss(
            "<title>Mayor: &amp;amp;#39;stay&amp;amp;#39;</title><description>"
            "&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;</description>"
        ),
        {"headline": "Mayor: 'stay'", "text": "One."},
    ),
    "a document type inside a text": (
        rss("<title>Dam</title><description><![CDATA[<!DOCTYPE html><p>One.]]></description>"),
        {"text": "One."},
    ),
    "the fullest of several texts": (
        rss(
            "<title>Dam</title><description>Short.</description><c:encoded><![CDATA[<p>Long and full.</p><p>"
            "Yes.</p>]]></c:encoded>",
            ns='xmlns:c="http://purl.org/rss/1.0/modules/content/"',
        ),
        {"text": "Long and full.\nYes."},
    ),
    "a summary that says more than a content of pictures": (
        atom(
            "<title>Dam</title><id>1</id><summary>The dam held all night.</summary><content type='html'>"
            "&lt;img src='https://news.example.com/a/very/long/address/of/a/picture.jpg'/&gt;</content>"
        ),
        {"text": "The dam held all night."},
    ),
    "XHTML": (
        atom(
            "<title type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'>Dam <x:i>holds</x:i></x:div></title>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One.</p><p>"
            "Two &lt; three.</p></div></content>"
        ),
        {"headline": "Dam holds", "text": "One.\nTwo < three."},
    ),
    "markup that is not escaped": (
        rss("<title>Dam</title><description>One.<p>Two.</p>Three.</description>"),
        {"text": "One.\nTwo.\nThree."},
    ),
    "text that says it is text keeps its brackets": (
        atom("<title type='text'>Use of the &lt;b&gt; tag</title><id>1</id>"),
        {"headline": "Use of the <b> tag"},
    ),
    "no guid: the link is the id": (
        rss("<title>Dam</title><link>https://news.example.com/dam</link>"),
        {"native_id": "https://news.example.com/dam"},
    ),
    "neither guid nor link: no id, and the feed's address": (
        rss("<title>Dam</title>"),
        {"native_id": None, "url": None},
    ),
    "a guid that is no address is no link": (
        rss("<title>Dam</title><guid isPermaLink='false'>https://news.example.com/?p=1</guid>"),
        {"native_id": "https://news.example.com/?p=1", "url": None},
    ),
    "a guid that is one": (
        rss("<title>Dam</title><guid>https://news.example.com/dam</guid>"),
        {"url": "https://news.example.com/dam"},
    ),
    "a guid that counts editions": (
        rss(
            "<title>Dam</title><link>https://news.example.com/dam?from=rss</link><guid>"
            "https://news.example.com/dam#3</guid>"
        ),
        {"native_id": "https://news.example.com/dam"},
    ),
    "a guid whose number is not an edition's": (
        rss("<title>Dam</title><link>https://news.example.com/live</link><guid>https://news.example.com/dam#3</guid>"),
        {"native_id": "https://news.example.com/dam#3"},
    ),
    "a link relative to the feed's own": (
        rss("<title>Dam</title><link>dam?a=1</link>"),
        {"url": "https://news.example.com/dam?a=1"},
    ),
    "a link relative to xml:base": (
        atom("<title>Dam</title><link href='dam'/>", attributes="xml:base='https://base.example.org/a/'"),
        {"url": "https://base.example.org/a/dam"},
    ),
    "a link that is no address of the web": (rss("<title>Dam</title><link>javascript:alert(1)</link>"), {"url": None}),
    "a link that cannot be joined": (rss("<title>Dam</title><link>http://[a</link>"), {"url": None}),
    "other prefixes than the usual": (
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:q='http://purl.org/dc/elements/1.1/'><a:title>"
        "Coast News</a:title>"
        "<a:entry><a:title>Dam</a:title><a:id>1</a:id><q:creator>Ada Moreno</q:creator></a:entry></a:feed>",
        {"headline": "Dam", "native_id": "1", "authors": ("Ada Moreno",), "outlet": "Coast News"},
    ),
    "prefixes that nobody declared": (
        rss("<title>Dam</title><dc:creator>Ada Moreno</dc:creator><content:encoded>One.</content:encoded>"),
        {"authors": ("Ada Moreno",), "text": "One."},
    ),
    "a title of another vocabulary is not the title": (
        rss("<m:title xmlns:m='urn:x'>Map</m:title><title>Dam</title>"),
        {"headline": "Dam"},
    ),
    "a picture's title only where there is no other": (
        rss("<m:title xmlns:m='http://search.yahoo.com/mrss/'>Dam</m:title><link>https://news.example.com/d</link>"),
        {"headline": "Dam", "text": ""},
    ),
    "a video's description": (
        atom(
            "<title>Dam</title><id>1</id><m:group xmlns:m='http://search.yahoo.com/mrss/'>"
            "<m:description>The dam from above.</m:description></m:group>"
        ),
        {"text": "The dam from above."},
    ),
    "a text that only repeats the title": (
        rss("<title>Dam holds</title><description>Dam holds</description>"),
        {"text": ""},
    ),
    "several authors": (
        rss("<title>Dam</title><author>By Ada Moreno and Li de Vries</author>"),
        {"authors": ("Ada Moreno", "Li de Vries")},
    ),
    "an author who is an agency": (
        rss("<title>Dam</title><author>Coast News Agency desk</author>"),
        {"authors": ("Coast News Agency desk",)},
    ),
    "an author who is an address": (rss("<title>Dam</title><author>desk@example.com</author>"), {"authors": ()}),
    "authors of the whole feed": (
        atom("<title>Dam</title><id>1</id>", head="<title>Coast News</title><author><name>Ada Moreno</name></author>"),
        {"authors": ("Ada Moreno",)},
    ),
    "the outlet that an entry was taken from": (
        rss("<title>Dam</title><source url='https://other.example.org/'>Other News</source>"),
        {"outlet": "Other News"},
    ),
    "a language of its own": (
        rss("<title>Dam</title><dc:language>uk</dc:language>", channel="<title>C</title><language>en</language>"),
        {"lang": "uk"},
    ),
    "a date without zone is UTC": (
        rss("<title>Dam</title><pubDate>Sun, 03 Mar 2024 10:30:00</pubDate>"),
        {"published": utc(2024, 3, 3, 10, 30)},
    ),
    "a day without hour is no instant": (
        rss("<title>Dam</title><pubDate>2024-03-03</pubDate>"),
        {"published": None, "day": date(2024, 3, 3)},
    ),
    "a date far ahead is a mistake": (
        rss("<title>Dam</title><pubDate>Sun, 03 Mar 2042 10:30:00 GMT</pubDate>"),
        {"published": None},
    ),
    "one ahead by less than zones explain": (
        rss("<title>Dam</title><pubDate>Sun, 03 Mar 2024 23:30:00 GMT</pubDate>"),
        {"published": utc(2024, 3, 3, 23, 30)},
    ),
    "only the date of the last change": (
        atom("<title>Dam</title><id>1</id><updated>2024-03-03T11:00:00Z</updated>"),
        {"published": utc(2024, 3, 3, 11, 0), "updated": utc(2024, 3, 3, 11, 0)},
    ),
    "a date that cannot be read, and one that can": (
        rss("<title>Dam</title><pubDate>soon</pubDate><dc:date>2024-03-03T11:00:00Z</dc:date>"),
        {"published": utc(2024, 3, 3, 11, 0)},
    ),
    "an end": (
        rss(
            "<title>Dam</title><t:valid>start=2024-03-03T11:00:00Z; end=2024-03-04T11:00:00Z; scheme=W3C-DTF</t:valid>",
            ns='xmlns:t="http://purl.org/dc/terms/"',
        ),
        {"expires": utc(2024, 3, 4, 11, 0)},
    ),
    "names of elements in any case": (
        rss("<TITLE>Dam</TITLE><PubDate>Sun, 03 Mar 2024 10:30:00 GMT</PubDate>"),
        {"headline": "Dam", "published": utc(2024, 3, 3, 10, 30)},
    ),
    "items beside the channel": (
        "<rss version='2.0'><channel><title>Coast News</title></channel><item><title>Dam</title></item></rss>",
        {"headline": "Dam", "outlet": "Coast News"},
    ),
    "a feed that was cut off": (
        "<rss version='2.0'><channel><title>C</title><item><title>Dam</title><desc",
        {"headline": "Dam"},
    ),
    "characters that nobody sees": (rss("<title>D\u200ba\u202em</title>"), {"headline": "Dam"}),
    "base64": (
        atom("<title>Dam</title><id>1</id><content type='application/octet-stream'>VGhlIGRhbS4=</content>"),
        {"text": "The dam."},
    ),
    "a picture in base64 is no text": (
        atom("<title>Dam</title><id>1</id><content type='image/png'>iVBORw0KGgo=</content>"),
        {"text": ""},
    ),
    "JSON whose types are wrong": (
        '{"version": "https://jsonfeed.org/version/1", "title": 5, "items": [{"id": null, "title": ["x"], '
        '"content_text": "One.",'
        ' "authors": "Ada", "url": 3, "date_published": {}}]}',
        {"headline": None, "text": "One.", "authors": (), "native_id": None, "published": None, "outlet": "5"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), [*DIALECTS.values(), *TRAPS.values()], ids=[*DIALECTS, *TRAPS])
def test_first_post(text: str, expected: dict[str, Any]) -> None:
    post = posts(text)[0]
    assert {name: getattr(post, name) for name in expected} == expected


@pytest.mark.parametrize("text", [text for text, _ in DIALECTS.values()], ids=DIALECTS)
def test_every_dialect_is_taken_by_its_beginning_alone(text: str) -> None:
    for declared in (None, "text/xml", "application/xml", "application/json", "text/html", "text/plain"):
        if "json" in (declared or "") and text.startswith("<"):
            continue
        reader = reader_for(declared, text)
        assert not isinstance(reader, Rejection) and reader.kind.value == "feed", declared


NOT_TAKEN = {
    "a page": ("application/rss+xml", "<!doctype html><html><p>Gone"),
    "a plain item": ("application/json", '{"text": "It runs on \\"version\\": \\"https://jsonfeed.org/version/1\\""}'),
    "another JSON with a version": ("application/json", '{"version": "1.1", "items": []}'),
    "a warning": (
        "application/xml",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>1</identifier></alert>",
    ),
    "NITF": ("text/xml", "<nitf><body/></nitf>"),
    "NewsML-G2": ("application/xml", "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>"),
    "other RDF": ("text/xml", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><x/></rdf:RDF>"),
    "plain text": ("text/plain", "Rain goes on"),
}


@pytest.mark.parametrize(("declared", "text"), NOT_TAKEN.values(), ids=NOT_TAKEN)
def test_what_others_own_is_not_taken(declared: str, text: str) -> None:
    assert not feed.takes(declared, text)


ENCODINGS = {
    "UTF-8": ("utf-8", "utf-8"), "UTF-8 with a mark": ("utf-8-sig", "utf-8"),
    "UTF-16 with a mark": ("utf-16", "utf-16"),
    "UTF-16 without one": ("utf-16-le", "utf-16"), "UTF-16 the other way round": ("utf-16-be", "utf-16"),
    "UTF-32": ("utf-32", "utf-32"), "Latin-1": ("latin-1", "iso-8859-1"), "Windows-1252, undeclared": ("cp1252", None),
    "Cyrillic": ("koi8-r", "koi8-r"),
}  # fmt: skip


@pytest.mark.parametrize(("codec", "declared"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(codec: str, declared: str | None) -> None:
    title = "Погода" if codec.startswith("koi8") else "Zürich"
    told = f' encoding="{declared}"' if declared else ""
    body = f'<?xml version="1.0"{told}?><rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    outcome = Desk().take(body.encode(codec), content_type="application/rss+xml")
    assert [post.headline for post in posts_of(outcome)] == [title]


def test_declared_outlet_is_kept_over_the_feeds_title() -> None:
    assert posts(rss("<title>Dam</title><source>Other</source>"), outlet="Coast")[0].outlet == "Coast"


def test_the_order_of_a_feed_is_told_by_its_dates() -> None:
    dated = "<title>{0}</title><pubDate>Sun, 03 Mar 2024 1{0}:00:00 GMT</pubDate>"
    orders = {
        "down": (5, 4, 3, 2, 1),
        "one moved up": (2, 5, 4, 3, 1),
        "up": (1, 2, 3),
        "by weight": (0, 2, 1, 5, 3, 4, 9),
    }
    pages = {name: page_of(rss(*(dated.format(n) for n in order))) for name, order in orders.items()}
    assert {name: (page.newest_first, page.ranked) for name, page in pages.items()} == {
        "down": (True, False), "one moved up": (True, False), "up": (False, False), "by weight": (True, True),
    }  # fmt: skip
    assert page_of(rss("<title>A</title>", "<title>B</title>")).newest_first  # where nothing tells


def test_ids_are_never_shared() -> None:
    """One guid for all items, as some systems write: then guid and link name the item, or nothing but its words."""
    item = "<title>{}</title><guid>https://news.example.com/</guid><link>https://news.example.com/{}</link>"
    assert [post.native_id for post in posts(rss(item.format("A", "a"), item.format("B", "b")))] == [
        "https://news.example.com/ https://news.example.com/a", "https://news.example.com/ https://news.example.com/b",
    ]  # fmt: skip
    live = "<title>{}</title><link>https://news.example.com/live</link>"
    assert [post.native_id for post in posts(rss(live.format("A"), live.format("B")))] == [None, None]
    assert len(posts(rss(item.format("A", "a"), item.format("A", "a")))) == 1
    own, none = (
        "<title>A</title><guid>https://news.example.com/a</guid>",
        "<title>B</title><link>https://news.example.com/a</link>",
    )
    assert [post.native_id for post in posts(rss(own, none))] == ["https://news.example.com/a", None]


def test_entries_without_words_are_counted_and_left_out() -> None:
    page = page_of(
        rss("<link>https://news.example.com/a</link>", "<title>Dam</title>", "<description>&lt;img&gt;</description>")
    )
    assert len(page.posts) == 1 and page.furniture == 2
    assert [
        post.headline for post in posts(rss("<title>Dam</title><enclosure url='https://news.example.com/a.mp3'/>"))
    ] == ["Dam"]


def test_an_empty_feed_is_a_page_without_posts() -> None:
    assert page_of(rss()).posts == () and page_of(atom()).posts == ()
    broken = rss(channel="<title>R&B &eacute;</title>")
    for text in (rss(), broken):
        assert Desk().take(text, content_type="application/rss+xml").drop == "empty"
    cut_off = Desk().take(broken[:-10], content_type="application/rss+xml").reject
    assert cut_off is not None and cut_off.reason.value == "malformed"


def test_what_a_feed_says_is_deleted() -> None:
    tombs = "xmlns:at='http://purl.org/atompub/tombstones/1.0' xmlns:sx='http://feedsync.org/2007/feedsync'"
    assert page_of(
        atom(
            "<title>A</title><id>1</id>",
            head="<at:deleted-entry ref='urn:2' when='2024-03-03T10:00:00Z'/>",
            attributes=tombs,
        )
    ).removed == ("urn:2",)
    page = page_of(
        rss(
            "<title>A</title><guid>1</guid><sx:sync id='x' updates='2' deleted='true'/>",
            "<title>B</title><guid>2</guid>",
            ns=tombs,
        )
    )
    assert page.removed == ("1",) and len(page.posts) == 1


REFUSED = {
    "a document type": ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'/>", "malformed"),
    "no feed inside": ("<feed><<<", "malformed"),
    "broken JSON": ('{"version": "https://jsonfeed.org/version/1", "items": [', "malformed"),
    "JSON whose items are none": ('{"version": "https://jsonfeed.org/version/1", "items": [5]}', "malformed"),
    "JSON nested without end": ('{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000, "malformed"),
    "more entries than a feed has": (rss(*["<title>a</title>"] * 5_001), "too_large"),
    "more elements than a document of news has": (rss("<a/>" * 60_001), "too_large"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_with_a_reason(text: str, reason: str) -> None:
    outcome = Desk().take(text, content_type="application/feed+json" if text[0] == "{" else "application/rss+xml")
    assert outcome.reject is not None and outcome.reject.reason.value == reason, outcome
    assert "Send" in outcome.reject.message


@given(
    st.lists(
        st.sampled_from([
            "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "</title>", "A & B", "<guid>1</guid>",
            "<pubDate>Sun, 99 Mar 99999 25:61:61 +9999</pubDate>", "<link>http://[</link>", "<link "
                "href='//'/>", "\x00\x08",
            "<content:encoded><![CDATA[<p>", "]]>", "&#xD800;", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>",
            "<author>", "10:15 a\n11:15 b\n12:15 c", "<updated>9999-12-31T23:59:59-14:00</updated>"
                "", "<x:y xml:base='::'>",
            "<content type='xhtml'><b/>", "<content type='application/x'>====</content>", "<pubDate>"
                "0001-01-01T00:00:00+14:00",
        ]),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_no_document_raises_and_units_balance(text: str) -> None:
    Desk().take("<rss>" + text, content_type="application/rss+xml")  # the desk asserts the balance
