"""JSON-LD of live pages in the shapes that publishers make of it, and where it disagrees with the page."""

from __future__ import annotations

import html as entities
import json
from typing import Any

import pytest

from tests.stages.parse.html_layouts import ADDRESS, LAYOUTS, POSTS, STANDFIRST, TITLE, Told, around
from tests.stages.parse.test_html_layouts import posts_in, read


def entry(post: Told, **other: Any) -> dict[str, Any]:
    return {
        "@type": "BlogPosting", "headline": post.heading, "articleBody": "\n".join(post.paragraphs),
        "datePublished": post.at.isoformat(), "dateModified": post.utc, "url": f"{ADDRESS}#{post.name}",
        "author": {"@type": "Person", "name": "Ada Moreno"}, **other,
    }  # fmt: skip


def live(updates: Any, **other: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": TITLE, "url": ADDRESS,
        "coverageStartTime": "2024-03-03T09:00:00+01:00", "liveBlogUpdate": updates, **other,
    }  # fmt: skip


def twice(text: str) -> str:
    """Entities that are left when the page's are decoded."""
    return entities.escape(text).replace("e", "&#101;")


def script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


ENTRIES = [entry(post) for post in POSTS]
NAMED = [{**each, "@id": each["url"]} for each in ENTRIES]
PLAIN = json.dumps(live(ENTRIES))

SHAPES: dict[str, str] = {
    "as it should be": script(PLAIN),
    "in a graph": script(
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, live(ENTRIES)]})
    ),
    "types as lists": script(
        json.dumps(
            live([entry(p, **{"@type": ["BlogPosting", "Article"]}) for p in POSTS], **{"@type": ["LiveBlogPosting"]})
        )
    ),
    "the type as an address": script(json.dumps(live(ENTRIES, **{"@type": "http://schema.org/LiveBlogPosting"}))),
    "a context in every post": script(json.dumps(live([entry(p, **{"@context": "http://schema.org"}) for p in POSTS]))),
    "several scripts": script('{"@type": "BreadcrumbList"}') + script("{broken") + script(PLAIN) + script("[]"),
    "in a list": script(f"[{PLAIN}]"),
    "bodies with markup": script(json.dumps(live([entry(p, articleBody=p.body) for p in POSTS]))),
    "bodies as objects": script(
        json.dumps(live([entry(p, articleBody={"@type": "Text", "@value": p.body}) for p in POSTS]))
    ),
    "escaped twice": script(
        json.dumps(live([entry(p, articleBody=entities.escape(p.body), headline=twice(p.heading)) for p in POSTS]))
    ),
    "ids in the query": script(
        json.dumps(live([entry(p, url=f"{ADDRESS}?liveblog._id=urn:post:{p.name}__{n}") for n, p in enumerate(POSTS)]))
    ),
    "ids as the main entity": script(
        json.dumps(live([entry(p, url=ADDRESS, mainEntityOfPage={"@id": f"{ADDRESS}#{p.name}"}) for p in POSTS]))
    ),
    "updates by reference": script(json.dumps({"@graph": [live([{"@id": each["url"]} for each in ENTRIES]), *NAMED]})),
    "a comment around it": script(f"<!-- {PLAIN} -->"),
    "CDATA around it": script(f"//<![CDATA[\n{PLAIN}\n//]]>"),
    "junk behind it": script(PLAIN + ";\nvar a = 1;"),
    "comments and useless commas in it": script(PLAIN.replace('"headline"', '/* x */ "headline"').replace("}]", "},]")),
    "raw line breaks in strings": script(PLAIN.replace("\\n", "\n")),
    "quotes that nobody escaped": script(PLAIN.replace("\\u201cuntil further notice\\u201d", '"until further notice"')),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_posts(shape: str) -> None:
    found = posts_in(read(around("", head=SHAPES[shape])))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    bare = str.maketrans("", "", '“”"')  # one shape has straight quotes
    assert [post.text.translate(bare) for post in found] == ["\n".join(p.paragraphs).translate(bare) for p in POSTS]
    assert [post.published for post in found] == [post.at for post in POSTS]
    assert [post.updated for post in found] == [None] * len(POSTS)  # "+01:00" and "Z" are one instant
    assert [(post.native_id or "").rpartition(":")[2] for post in found] == [post.name for post in POSTS]
    assert {post.authors for post in found} == {("Ada Moreno",)}


def test_one_update_may_stand_without_a_list() -> None:
    (post,) = posts_in(read(around("", head=script(json.dumps(live(ENTRIES[0]))))))
    assert (post.headline, post.native_id) == (POSTS[0].heading, POSTS[0].name)


@pytest.mark.parametrize("updates", [None, [], {}, "", "soon", [None, 7, "x"]], ids=repr)
def test_a_live_page_whose_updates_are_missing_has_its_lead(updates: Any) -> None:
    page = read(around("<p>Our reporters are on their way to the coast, and this page will begin soon.</p>",
                       head=script(json.dumps(live(updates)))))  # fmt: skip
    assert page.lead is not None and page.lead.headline == TITLE
    assert STANDFIRST in page.lead.text
    assert page.posts == () and page.wrong_shape is None


SHOWN = LAYOUTS["articles with an id and a time element"]


def with_data(updates: list[dict[str, Any]], shown: str = SHOWN, **other: Any) -> str:
    return shown.replace("</head>", script(json.dumps(live(updates, **other))) + "</head>")


def test_structured_posts_and_shown_ones_are_the_same_posts() -> None:
    found = posts_in(read(with_data(ENTRIES)))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert [post.other_headline for post in found] == [None] * 5


def test_the_page_wins_for_headings_and_the_other_is_kept() -> None:
    found = posts_in(read(with_data([entry(p, headline=f"SEO: {p.heading} - what we know") for p in POSTS])))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert found[0].other_headline == f"SEO: {POSTS[0].heading} - what we know"


def test_structured_data_wins_for_instants() -> None:
    found = posts_in(read(with_data([entry(p, datePublished=p.utc.replace(":00Z", ":42Z")) for p in POSTS])))
    assert [post.published.second for post in found if post.published] == [42] * 5


def test_the_pages_heading_on_every_post_heads_none_and_cut_bodies_are_the_pages() -> None:
    cut = [entry(p, headline=TITLE, articleBody=p.paragraphs[0][:30]) for p in POSTS]
    found = posts_in(read(with_data(cut)))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert [post.text for post in found] == ["\n".join(post.paragraphs) for post in POSTS]
    only = posts_in(read(around("", head=script(json.dumps(live(cut))))))
    assert [(post.headline, post.other_headline) for post in only] == [(None, TITLE)] * 5


def test_a_body_that_only_says_its_heading_again_is_kept() -> None:
    again = [
        entry(p, headline=f"{p.clock}(CET) {p.paragraphs[0][:30]}", articleBody=p.paragraphs[0][:30]) for p in POSTS
    ]
    shown = SHOWN
    for post in POSTS:
        shown = shown.replace(f"<h2>{post.heading}</h2>", "")
    found = posts_in(read(with_data(again, shown)))
    assert [(post.headline, post.text) for post in found] == [(p.paragraphs[0][:30].strip(),) * 2 for p in POSTS]


def test_bodies_stripped_from_the_structured_data_are_the_pages() -> None:
    found = posts_in(read(with_data([entry(p, articleBody="") for p in POSTS])))
    assert [post.text for post in found] == ["\n".join(post.paragraphs) for post in POSTS]


def test_a_heading_that_all_posts_share_stays_where_the_page_shows_it() -> None:
    shared = "What we know so far"
    text = SHOWN
    for post in POSTS:
        text = text.replace(post.heading, shared)
    found = posts_in(read(with_data([entry(p, headline=shared) for p in POSTS], text)))
    assert [(post.headline, post.native_id) for post in found] == [(shared, f"{p.name}") for p in POSTS]


def test_what_only_the_page_shows_and_what_only_the_data_tells_are_both_posts() -> None:
    found = posts_in(read(with_data(ENTRIES[:3])))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    older = Told("old1", POSTS[0].at.replace(day=1), "Storm warning for the coast", ["A warning is out for the coast."])
    found = posts_in(read(with_data([*ENTRIES, entry(older)])))
    assert [post.headline for post in found] == [*(post.heading for post in POSTS), older.heading]
    assert found[-1].published == older.at  # before coverageStartTime: a blog that was carried over


def test_numbers_that_count_from_the_top_are_no_ids() -> None:
    counted = [entry(p, url=f"{ADDRESS}#post{n}") for n, p in enumerate(POSTS, 1)]
    assert [post.native_id for post in posts_in(read(around("", head=script(json.dumps(live(counted))))))] == [None] * 5


def test_an_article_is_its_own_lead() -> None:
    body = "".join(post.body for post in POSTS)
    data = {"@type": "ReportageNewsArticle", "headline": TITLE, "datePublished": "2024-03-03T13:00:00+01:00",
            "author": [{"@type": "Person", "name": "Li de Vries"}, {"@type": "Organization", "name": "A"}]}  # fmt: skip
    page = read(
        around(f"<article>{body}</article>", head=script(json.dumps(data))), "https://courier.example.it/news/7"
    )
    assert page.posts == () and page.lead is not None
    assert page.lead.text == "\n".join([STANDFIRST, *(text for post in POSTS for text in post.paragraphs)])
    assert page.lead.authors == ("Li de Vries",) and page.lead.published is not None
    assert page.lead.headline == TITLE


def microdata(post: Told, headline: str, body: str) -> str:
    return (
        '<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting">'
        f'<meta itemprop="datePublished" content="{post.utc}">{headline}{body}</div>'
    )


MICRODATA = {
    "a heading that is not shown": lambda p: microdata(p, f'<meta itemprop="headline" content="{p.heading}">', p.body),
    "heading and body that are not shown": lambda p: microdata(
        p,
        f'<meta itemprop="headline" content="{p.heading}">',
        f'<meta itemprop="articleBody" content="{entities.escape(p.body)}">',
    ),
    "the page's title on every post": lambda p: microdata(
        p, f'<p itemprop="headline" content="{TITLE}"></p><h3>{p.heading}</h3>', p.body
    ),
    "a time before the body": lambda p: microdata(
        p, f"<h3>{p.heading}</h3>", f'<div itemprop="articleBody"><b>{p.clock}</b>{p.body}</div><div>3 replies</div>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", MICRODATA)
def test_microdata_gives_the_same_posts(shape: str) -> None:
    found = posts_in(read(around("".join(MICRODATA[shape](post) for post in POSTS))))
    assert [post.headline for post in found] == [post.heading for post in POSTS]
    assert [post.text for post in found] == ["\n".join(post.paragraphs) for post in POSTS]
    assert [post.published for post in found] == [post.at for post in POSTS]
    assert {post.other_headline for post in found} == ({TITLE} if "title" in shape else {None})


def test_an_article_of_a_weblog_is_no_live_page() -> None:
    text = "".join(post.body for post in POSTS)
    kind = 'itemscope itemtype="https://schema.org/BlogPosting"'
    article = f'<article {kind}><div itemprop="articleBody">{text}</div></article>'
    page = read(around(article).replace("live", "late"), "https://courier.example.it/blog/7")
    assert page.posts == () and page.lead is not None
