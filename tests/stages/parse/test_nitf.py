"""NITF: a story by itself, with its dates, its corrections and its end."""

from __future__ import annotations

from typing import Any

import pytest

from streams.records import Post
from streams.stage import Drop, Outcome, SourceKind
from tests.stages.parse.newsdesk import Desk, changes, posts_of

DATES = '<date.issue norm="20240303T110000Z"/>'
DOC_ID = '<doc-id regsrc="EXW" id-string="road-1"/>'
CONTENT = "<p>The coast road\n closed at noon, police said.</p><p>It <em>may</em> open at six.</p>"


def nitf(
    *, data: str = DOC_ID + DATES, attributes: str = "", title: str = "Road closed", content: str = CONTENT,
    root: str = "<nitf>", head: str = "",
) -> str:  # fmt: skip
    return (
        f"<?xml version='1.0'?>{root}<head><title>{title}</title><docdata {attributes}>{data}"
        f'<doc.copyright holder="Example Wire Ltd"/></docdata></head><body><body.head><hedline><hl1>{title}</hl1>'
        f"<hl2>Detours</hl2></hedline><byline>By Ana Sol</byline><dateline>VIANA</dateline>"
        f"<distributor>Example Wire</distributor>{head}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    )


def send(desk: Desk, text: str, minutes: int = 0, **more: Any) -> Outcome:
    return desk.take(text, minutes=minutes, url=None, content_type="text/xml", **more)


def only(outcome: Outcome) -> Post:
    (post,) = posts_of(outcome)
    return post


@pytest.mark.parametrize("root", ["<nitf>", "<nitf xmlns='http://iptc.org/std/NITF/2006-10-18/'>"], ids=["bare", "3.4"])
def test_a_story_is_one_post(root: str) -> None:
    outcome = send(Desk(), nitf(root=root))
    post = only(outcome)
    assert (post.headline, post.outlet, post.authors) == ("Road closed", "Example Wire", ("Ana Sol",))
    assert post.text == "The coast road closed at noon, police said.\nIt may open at six."
    assert post.published is not None and post.published.isoformat() == "2024-03-03T11:00:00+00:00"
    assert outcome.source_kind is SourceKind.WIRE


# label: (content, text)
CONTENTS = {
    "headings inside and lists": ("<hl2>At sea</hl2><ul><li>A</li><li>B</li></ul>", "At sea\nA\nB"),
    "blocks and quotations": ("<block><p>A</p><bq><block><p>B</p></block></bq></block>", "A\nB"),
    "a picture with its caption is left out": (
        "<p>A</p><media><media-caption>M</media-caption></media><p>B</p>",
        "A\nB",
    ),
    "words right behind what is left out stay": ("<p>A <media><p>M</p></media>and B</p>", "A and B"),
    "a table is a line for each row": ("<table><tr><td>A</td><td>1</td></tr><tr><td>B</td></tr></table>", "A 1\nB"),
    "a line break": ("<p>A<br/>B</p>", "A\nB"),
    "no paragraph at all": ("A", "A"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("content", "text"), CONTENTS.values(), ids=CONTENTS)
def test_the_body(content: str, text: str) -> None:
    assert only(send(Desk(), nitf(content=content))).text == text


def test_the_same_story_again_is_a_revision_by_its_id() -> None:
    desk = Desk()
    first = only(send(desk, nitf()))
    later = nitf(title="Road open", data=DOC_ID + '<date.issue norm="20240303T113000Z"/>')
    second = only(send(desk, later, 5))
    assert (second.post_id, second.change) == (first.post_id, "edited")
    assert send(desk, nitf(), 6).drop is Drop.STALE


def test_a_key_for_all_versions_is_an_id_where_no_other_is() -> None:
    desk = Desk()
    first = only(send(desk, nitf(data='<du-key key="road" version="1"/>')))
    second = only(send(desk, nitf(data='<du-key key="road" version="2"/>', title="Road open"), 5))
    assert first.post_id == second.post_id and second.revision == 2


def test_a_correction_with_an_id_of_its_own_is_a_revision_of_what_it_corrects() -> None:
    desk = Desk()
    first = only(send(desk, nitf()))
    data = '<correction id-string="road-1" info="toll"/><doc-id regsrc="EXW" id-string="road-2"/>' + DATES
    second = only(send(desk, nitf(data=data, title="Road closed, two hurt"), 5))
    assert (second.post_id, second.change) == (first.post_id, "edited")


def test_a_release_to_come_is_an_embargo() -> None:
    desk = Desk()
    assert send(desk, nitf(data=DOC_ID + DATES + '<date.release norm="20240303T121000Z"/>')).held
    assert changes(send(desk, nitf(data=DATES, title="Other"), 11)) == [("added", "Road closed"), ("added", "Other")]


# label: (issue, release, held at noon)
RELEASES = {
    "released when issued": ("20240303T110000Z", "20240303T110000Z", False),
    "both without a zone and the same": ("20240303T130000", "20240303T130000", False),
    "without a zone, not yet passed everywhere": ("20240303T090000", "20240303T093000", True),
    "a day that has not begun everywhere": ("", "20240304", True),
    "a day that has just begun everywhere": ("", "20240303", False),
    "a day that is over": ("", "20240301", False),
}


@pytest.mark.parametrize(("issue", "release", "held"), RELEASES.values(), ids=RELEASES)
def test_in_doubt_an_embargo_holds(issue: str, release: str, held: bool) -> None:
    data = DOC_ID + f'<date.issue norm="{issue}"/><date.release norm="{release}"/>'
    assert send(Desk(), nitf(data=data)).held is held


def test_an_end_that_has_passed_and_one_that_is_a_day() -> None:
    assert send(Desk(), nitf(data=DOC_ID + '<date.expire norm="20240303T115900Z"/>')).drop is Drop.EXPIRED
    post = only(send(Desk(), nitf(data=DOC_ID + '<date.expire norm="20240303"/>')))
    assert post.expires is not None and post.expires.isoformat() == "2024-03-04T00:00:00+00:00"


def test_a_story_that_gives_a_day_has_no_instant() -> None:
    post = only(send(Desk(), nitf(data=DOC_ID + '<date.issue norm="20240302+0100"/>')))
    assert post.published is None and post.reference.basis == "page" and post.reference.start.day == 2


def test_a_story_taken_back_by_itself_or_by_another() -> None:
    desk = Desk()
    send(desk, nitf())
    assert changes(send(desk, nitf(attributes='management-status="canceled"'), 1)) == [("removed", "Road closed")]
    desk = Desk()
    send(desk, nitf())
    kill = 'management-doc-idref="road-1" management-idref-status="canceled"'
    told = nitf(attributes=kill, data='<doc-id regsrc="EXW" id-string="kill-9"/>', title="Editors: kill", content="")
    assert changes(send(desk, told, 1)) == [("removed", "Road closed")]


def test_a_story_that_is_withheld_is_not_told() -> None:
    assert send(Desk(), nitf(attributes='management-status="withheld"')).drop is Drop.WITHDRAWN


REFUSED = {
    "no body": ("<nitf><head/></nitf>", "malformed", "body is missing"),
    "no word": ("<nitf><body><body.content/></body></nitf>", "no_posts", "neither a heading nor a paragraph"),
    "a date that is none": (nitf(data='<date.release norm="soon"/>'), "malformed", "date.release"),
    "not well-formed": ("<nitf><body>", "malformed", "Not well-formed"),
    "a document type": ("<!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'>" + nitf()[21:], "malformed", "DTD"),
}


@pytest.mark.parametrize(("text", "reason", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_what_is_wrong(text: str, reason: str, words: str) -> None:
    refused = send(Desk(), text).reject
    assert refused is not None and refused.reason.value == reason and words in refused.message
