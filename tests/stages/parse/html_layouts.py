"""The same five posts in the dresses that publishers' pages have, and what stands around them: in our own words."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
ROME = ZoneInfo("Europe/Rome")
ADDRESS = "https://courier.example.it/live/coast-flood"
TITLE = "Coast flood live: harbour reopens after night of storm"
STANDFIRST = "Ports and roads along the coast were closed for hours, and thousands had no power."


class Told(NamedTuple):
    """One post."""

    name: str
    at: datetime
    heading: str
    paragraphs: Sequence[str]

    @property
    def clock(self) -> str:
        return f"{self.at:%H:%M}"

    @property
    def utc(self) -> str:
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def body(self) -> str:
        return "".join(f"<p>{html.escape(each)}</p>" for each in self.paragraphs)


def _told(name: str, hour: int, minute: int, heading: str, *paragraphs: str) -> Told:
    return Told(name, datetime(2024, 3, 3, hour, minute, tzinfo=ROME), heading, paragraphs)


POSTS = (
    _told("b91f04", 12, 31, "Harbour reopens for ferries",
          "The harbour master let the first ferry out at noon.", "Two more are to follow before the evening, he said."),
    _told("a77c12", 11, 39, "Power is back in most villages",
          "The grid operator says that 4,200 of 5,000 homes have power again."),
    _told("9e0d3b", 11, 13, "Coast road stays closed",
          "Police keep the coast road closed between the two bridges, “until further notice”.",
          "Engineers are looking at the northern bridge."),
    _told("8c55aa", 10, 2, "Schools to open on Monday",
          "Schools & nurseries will open on Monday, the region's councillor told reporters."),
    _told("7f21e9", 8, 57, "Two people rescued from a roof",
          "Firefighters brought two people down from a roof by boat early in the morning.", "Both are well."),
)  # fmt: skip

_TEASERS = "".join(
    f'<li><a href="/news/other-{n}"><h3>Another story of the day, number {n}</h3></a>'
    f'<time datetime="2024-03-0{n}T07:00:00+01:00">0{n}.03.2024</time>'
    f"<p>A summary of another story, long enough to look like a report of its own in {n} ways.</p></li>"
    for n in (1, 2, 3)
)
_COMMENTS = "".join(
    f'<div class="comment"><b>reader{n}</b> <time datetime="2024-03-03T12:0{n}:00+01:00">12:0{n}</time>'
    f"<p>I was there myself, and it was nothing like what you write here, not at all, number {n}.</p></div>"
    for n in range(6)
)


def around(posts: str, *, head: str = "", lead: str = STANDFIRST) -> str:
    """A whole page: menus, lead, posts, sharing, other stories, readers' comments, footer."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | The Courier</title>
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2024-03-03T08:00:00+01:00">
<style>.x{{color:red}}</style>{head}</head><body class="has-sidebar">
<header class="site-header"><a href="/">The Courier</a><nav><ul><li><a href="/news">News</a>
<li><a href="/sport">Sport</a></ul></nav></header><main><h1>{TITLE}</h1><p class="standfirst">{lead}</p>
<div class="share-buttons"><button>Copy link</button><a href="#">Share on Chirp</a></div>
{posts}
<section class="related-stories"><h2>More on this story</h2><ul>{_TEASERS}</ul></section>
<section id="comments">{_COMMENTS}</section></main>
<aside><h2>Most read</h2><ol>{_TEASERS}</ol></aside>
<footer><p>© 2024 The Courier. All rights reserved.</p><a href="/privacy">Privacy</a></footer>
<script>var page = {{"a": "<p>no post</p>"}};</script></body></html>"""


def each(make: Callable[[Told], str], outside: str = "{}") -> str:
    return around(outside.format("".join(make(post) for post in POSTS)))


LAYOUTS: dict[str, str] = {
    "articles with an id and a time element": each(
        lambda p: f'<article id="block-{p.name}"><time datetime="{p.utc}">{p.clock}</time><h2>{p.heading}</h2>{p.body}'
        "<div class='share'>Share</div></article>"
    ),
    "the heading above the time, an author, a body in a box of its own": each(
        lambda p: f'<section class="post key-{p.name}" data-post-id="{p.name}"><h3>{p.heading}</h3><div class="meta">'
        f'<time datetime="{p.at.isoformat()}">{p.clock} CET</time><span class="author">Ada Moreno</span></div>'
        f'<div class="content">{p.body}</div></section>'
    ),
    "a clock as text alone, classes without meaning": each(
        lambda p: f'<div class="x1"><div class="z"><i>{p.clock}</i></div><p></p><h4>{p.heading}</h4>{p.body}</div>'
    ),
    "list items, ages beside exact times": each(
        lambda p: f'<li class="entry" id="id_{p.name}"><div><time data-time="{p.utc}"><span>9m ago</span>'
        f"{p.clock}</time><a class='entry-author'>Jon Pike</a></div><h3>{p.heading}</h3>{p.body}</li>",
        "<ol class='entries'>{}</ol>",
    ),
    "elements without any class, advertisements between": each(
        lambda p: f"<div><div><b>{p.clock}</b></div><div><h3>{p.heading}</h3>{p.body}</div></div>"
        '<div class="ad-slot">Advertisement</div>'
    ),
    "headings that begin with the time, nothing around a post": each(
        lambda p: f"<h2>{p.at:%H.%M} Uhr: {p.heading}</h2>{p.body}", "<div class='text'>{}</div>"
    ),
    "times in paragraphs of their own, headings below them": each(
        lambda p: f"<p><strong>{p.clock}</strong></p><h3>{p.heading}</h3>{p.body}", "<div class='text'>{}</div>"
    ),
    "headings with a paragraph for the time below them": each(
        lambda p: f'<h3>{p.heading}</h3><p class="t">{p.clock}</p>{p.body}', "<div class='text'>{}</div>"
    ),
    "modules, one for the heading and one for each paragraph": each(
        lambda p: f"<section class='m'><h2>{p.clock} – {p.heading}</h2></section>"
        + "".join(f"<section class='m'><p>{html.escape(text)}</p></section>" for text in p.paragraphs),
        "<div class='modules'>{}</div>",
    ),
    "a definition list": each(lambda p: f"<dt>{p.clock}</dt><dd><h3>{p.heading}</h3>{p.body}</dd>", "<dl>{}</dl>"),
    "seconds since 1970 in an attribute, the time printed by a script": each(
        lambda p: f'<div class="upd" data-published-at="{int(p.at.timestamp())}"><h3>{p.heading}</h3>{p.body}</div>'
    ),
    "American times with their zone and day": each(
        lambda p: f"<article class='post-{p.name}'><header><span>{p.at.astimezone(NEW_YORK):%-I:%M %p} ET, March "
        f"3, 2024</span><h2>{p.heading}</h2><i>From Ada Moreno and Jon Pike</i></header>{p.body}</article>"
    ),
    "a bold first line as heading": each(
        lambda p: f'<div class="post"><span class="t">{p.clock}</span><p><strong>{p.heading}</strong></p>{p.body}</div>'
    ),
    "two columns of a table": each(
        lambda p: f"<tr><td class='t'>{p.clock}</td><td><h3>{p.heading}</h3>{p.body}</td></tr>", "<table>{}</table>"
    ),
    "all of it inside a form": each(
        lambda p: f'<div class="item"><time datetime="{p.utc}">{p.clock}</time><h3>{p.heading}</h3>{p.body}</div>',
        "<form action='/'>{}<input name='q'></form>",
    ),
    "the heading links to the post": each(
        lambda p: f'<article><h3><a href="{ADDRESS}/post-{p.name}">{p.heading}</a></h3>'
        f'<time datetime="{p.utc}">{p.clock}</time>{p.body}</article>'
    ),
    "two times: published, and updated": each(
        lambda p: f'<article class="upd"><p class="s">Published at {p.clock}</p><p class="s">Updated at 12:40</p>'
        f"<h3>{p.heading}</h3>{p.body}</article>"
    ),
    "a quoted message with a time of its own": each(
        lambda p: f'<article class="e"><time datetime="{p.utc}">{p.clock}</time><h3>{p.heading}</h3>{p.body}</article>'
        if p.name != "a77c12"
        else f'<article class="e"><time datetime="{p.utc}">{p.clock}</time><h3>{p.heading}</h3>{p.body}'
        '<figure><time datetime="2024-03-01T10:00:00Z">1 March</time></figure></article>'
    ),
    "times said twice, once for those who listen": each(
        lambda p: f'<li class="css-{p.name}"><article data-testid="content-post" id="asset:{p.name}"><header><h3><span '
        f'role="text">{p.heading}</span></h3><div><span aria-hidden="true">{p.clock} CET 3 March</span><span '
        f'class="visually-hidden">Published at {p.clock} CET 3 March</span></div></header>{p.body}</article><ul><li>'
        "<button>Share</button></li><li>close panel</li></ul></li>",
        "<ol>{}</ol>",
    ),
    "the time in an aside": each(
        lambda p: f'<li id="id_{p.name}" class="entry"><aside class="meta"><a href="#id_{p.name}">'
        f'<span class="t">{p.clock}</span></a></aside><div class="body"><h3>{p.heading}</h3>{p.body}</div></li>',
        "<ul>{}</ul>",
    ),
    "the time in a link to the post, a share bar below": each(
        lambda p: f'<article id="block-{p.name}"><header><a href="?page={p.name}'
        f'#b{p.name}"><time datetime="{p.utc}"><b>{p.clock}</b> CET</time></a><h2>{p.heading}</h2></header>{p.body}'
        '<footer><div data-print-layout="hide"><a href="#">Share</a></div></footer></article>'
    ),
    "ages with the exact time in brackets": each(
        lambda p: f'<div class="card"><div class="stamp"><span>17m ago</span><span>({p.utc[11:16]} GMT)</span></div>'
        f'<h2><a href="{ADDRESS}?update={p.name}">{p.heading}</a></h2><div class="wysiwyg">{p.body}</div></div>'
    ),
    "seconds since 1970 as text": each(
        lambda p: f'<div class="live-post" id="post-{p.name}"><div class="d">{int(p.at.timestamp())}</div>'
        f'<h2 class="post-title">{p.heading}</h2>{p.body}</div>'
    ),
    "German days": each(
        lambda p: f'<div class="eintrag"><div class="datum">So., 3.3.2024, {p.at:%H.%M} Uhr</div><div class="title">'
        f"{p.heading}</div><div>{p.body}</div></div>"
    ),
    "today": each(lambda p: f"<div class='e'><p>Heute, {p.clock} Uhr</p><h3>{p.heading}</h3>{p.body}</div>"),
    "seconds on the clock": each(
        lambda p: f"<div class='e'><time>{p.clock}:00</time><h3>{p.heading}</h3><div>{p.body}</div></div>"
    ),
    "each post alone in boxes of boxes": each(
        lambda p: f"<div><div><div><div class='a'><div>{p.clock}</div></div><div class='b'><div><h3>{p.heading}</h3>"
        f"<div>{p.body}</div></div></div></div></div></div>"
    ),
    "days around posts": around(
        "<section class='day'><h2>Sunday 3 March</h2>{}</section>".format(
            "".join(f"<div class='u'><b>{p.clock}</b><h3>{p.heading}</h3>{p.body}</div>" for p in POSTS)
        )
    ),
    "an age and a clock in one element": each(
        lambda p: f"<div class='e'><time><span>21 mins ago</span>{p.clock}</time><h3>{p.heading}</h3>{p.body}</div>"
    ),
    "a clock in pieces": each(
        lambda p: f"<div><time><b>{p.clock[:2]}</b>:<b>{p.clock[3:]}</b></time><h3>{p.heading}</h3>{p.body}</div>"
    ),
    "lists and quotations in a body": each(
        lambda p: f'<article><time datetime="{p.utc}">{p.clock}</time><h3>{p.heading}</h3>'
        + "".join(f"<blockquote><p>{html.escape(each)}</p></blockquote>" for each in p.paragraphs[:1])
        + "".join(f"<ul><li>{html.escape(each)}</li></ul>" for each in p.paragraphs[1:])
        + "<figure><img alt='a boat'><figcaption>A boat. Photo: The Courier</figcaption></figure></article>"
    ),
    "microdata": each(
        lambda p: f'<div itemprop="liveBlogUpdate" itemscope itemtype="https://schema.org/BlogPosting" id="p{p.name}">'
        f'<meta itemprop="datePublished" content="{p.utc}"><span itemprop="headline">{p.heading}</span>'
        f'<span itemprop="author" itemscope><span itemprop="name">Ada Moreno</span></span>'
        f'<div itemprop="articleBody">{p.body}</div><div>5 replies so far</div></div>',
        '<div itemscope itemtype="https://schema.org/LiveBlogPosting">{}</div>',
    ),
}  # fmt: skip
