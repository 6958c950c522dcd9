"""NewsML-G2: items alone and in a message, their bodies in each form, their status and the versions before."""

from __future__ import annotations

import pytest

from streams.records import Post
from streams.stage import Drop, Outcome, SourceKind
from tests.stages.parse.newsdesk import Desk, changes, posts_of

NS = "http://iptc.org/std/nar/2006-10-01/"
GUID = "urn:newsml:wire.example:20240303:road"
NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>'
    "<hedline><hl1>Road closed, in NITF</hl1></hedline><byline>By Rui Mar</byline></body.head><body.content>"
    "<p>The coast road closed.</p><p>It may open at six.</p></body.content></body></nitf></inlineXML>"
)
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title>'
    "</head><body><h1>Road closed</h1><p>The coast <b>road</b> closed.</p><p>It may open at six.</p></body></html>"
    "</inlineXML>"
)
HTML = (
    '<inlineData contenttype="text/html">&lt;p&gt;The coast road closed.&lt;/p&gt;'
    "&lt;p&gt;It may open at six.&lt;/p&gt;</inlineData>"
)
PLAIN = '<inlineData contenttype="text/plain">The coast road closed.\n\nIt may open at six.</inlineData>'
TEXT = "The coast road closed.\nIt may open at six."


def item(
    *, guid: str = GUID, manage: str = "", version: str = "2024-03-03T11:00:00Z", kind: str = "ninat:text",
    headline: str = "<headline>Road closed</headline>", body: str = PLAIN, by: str = "<by>By Ana Sol</by>",
    ns: str = f' xmlns="{NS}"',
) -> str:  # fmt: skip
    return (
        f'<newsItem{ns} guid="{guid}" version="1" xml:lang="en-US"><rightsInfo/>'
        f'<itemMeta><itemClass qcode="{kind}"/><provider qcode="nprov:EXW"><name>Example Wire</name></provider>'
        f"<versionCreated>{version}</versionCreated>{manage}</itemMeta><contentMeta>{by}"
        f'<language tag="en-GB"/>{headline}</contentMeta><contentSet>{body}</contentSet></newsItem>'
    )


def message(*items: str) -> str:
    return f'<newsMessage xmlns="{NS}"><header/><itemSet>{"".join(items)}</itemSet></newsMessage>'


def send(desk: Desk, text: str, minutes: int = 0) -> Outcome:
    return desk.take(text, minutes=minutes, url=None, content_type="application/vnd.iptc.g2.newsitem+xml")


def only(outcome: Outcome) -> Post:
    (post,) = posts_of(outcome)
    return post


@pytest.mark.parametrize("body", [NITF, XHTML, HTML, PLAIN], ids=["NITF", "XHTML", "HTML in data", "plain text"])
def test_an_item_is_one_post_whatever_its_body_is(body: str) -> None:
    outcome = send(Desk(), item(body=body, manage="<firstCreated>2024-03-03T10:30:00Z</firstCreated>"))
    post = only(outcome)
    assert (post.headline, post.text, post.outlet, post.lang) == ("Road closed", TEXT, "Example Wire", "en")
    assert post.authors == ("Ana Sol",)
    assert post.published is not None and post.published.isoformat() == "2024-03-03T10:30:00+00:00"
    assert post.updated is not None and post.updated.isoformat() == "2024-03-03T11:00:00+00:00"
    assert outcome.source_kind is SourceKind.WIRE


def test_the_story_tells_what_the_item_leaves_out() -> None:
    post = only(send(Desk(), item(body=NITF, headline="", by="")))
    assert (post.headline, post.authors) == ("Road closed, in NITF", ("Rui Mar",))


def test_the_main_heading_is_taken_before_others() -> None:
    told = '<headline role="hld:subHeadline">Detours</headline><headline>Road closed</headline>'
    assert only(send(Desk(), item(headline=told))).headline == "Road closed"


def test_a_table_of_results_is_no_text() -> None:
    table = '<inlineXML><sports-content xmlns="x"><team>Alfa</team></sports-content></inlineXML>'
    assert only(send(Desk(), item(body=table))).text == ""


def test_a_message_holds_items_and_lists_and_each_has_its_own_fate() -> None:
    package = f'<packageItem xmlns="{NS}" guid="p"><groupSet/></packageItem>'
    held = item(guid="urn:b", manage="<embargoed>2024-03-03T12:10:00Z</embargoed>", ns="")
    desk = Desk()
    outcome = send(desk, message(item(ns=""), package, held))
    assert changes(outcome) == [("added", "Road closed")] and outcome.units.found == 1
    assert len(posts_of(send(desk, item(guid="urn:c"), 11))) == 2


def test_versions_keep_their_item_and_an_older_one_does_not_win() -> None:
    desk = Desk()
    first = only(send(desk, item()))
    later = item(version="2024-03-03T11:30:00Z", headline="<headline>Road open</headline>",
                 manage='<signal qcode="sig:update"/>')  # fmt: skip
    second = only(send(desk, later, 5))
    assert (second.post_id, second.change, second.revision) == (first.post_id, "edited", 2)
    assert send(desk, item(), 6).drop is Drop.STALE


@pytest.mark.parametrize(
    "link",
    ['rel="irel:previousVersion" residref="urn:old"', 'rel="irel:previousVersion" href="urn:old"',
     'reluri="http://cv.iptc.org/newscodes/itemrelation/previousVersion" residref="urn:old"'],
    ids=["by id", "by address", "the relation by address"],
)  # fmt: skip
def test_an_item_that_names_its_previous_version_is_a_revision_of_it(link: str) -> None:
    desk = Desk()
    first = only(send(desk, item(guid="urn:old")))
    second = only(send(desk, item(guid="urn:new", manage=f"<link {link}/>", headline="<headline>New</headline>"), 5))
    assert second.post_id == first.post_id


def test_an_item_to_see_also_is_another() -> None:
    desk = Desk()
    first = only(send(desk, item(guid="urn:old")))
    second = only(send(desk, item(guid="urn:new", manage='<link rel="irel:seeAlso" residref="urn:old"/>'), 5))
    assert second.post_id != first.post_id


# label: (status, of a known item, of an unknown one)
STATUSES = {
    "usable": ('<pubStatus qcode="stat:usable"/>', "unchanged", "added"),
    "canceled": ('<pubStatus qcode="stat:canceled"/>', "removed", "beyond_horizon"),
    "canceled, by address": (
        '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "removed", "beyond_horizon",
    ),
    "withheld": ('<pubStatus qcode="stat:withheld"/>', "removed", "withdrawn"),
    "of the provider's own": ('<pubStatus qcode="tt:commissioned"/>', "malformed", "malformed"),
}  # fmt: skip


@pytest.mark.parametrize(("status", "known", "unknown"), STATUSES.values(), ids=STATUSES)
def test_publication_status(status: str, known: str, unknown: str) -> None:
    def fate(outcome: Outcome) -> str:
        return outcome.reject.reason if outcome.reject else outcome.drop or only(outcome).change

    desk = Desk()
    send(desk, item())
    assert (fate(send(desk, item(manage=status), 1)), fate(send(Desk(), item(manage=status)))) == (known, unknown)


def test_an_expired_item_is_no_news() -> None:
    assert send(Desk(), item(manage="<expires>2024-03-03T11:59:00Z</expires>")).drop is Drop.EXPIRED


@pytest.mark.parametrize("name", ["packageItem", "conceptItem", "knowledgeItem", "planningItem"])
def test_items_of_other_kinds_are_valid_and_no_news(name: str) -> None:
    assert send(Desk(), f'<{name} xmlns="{NS}" guid="g" version="1"/>').drop is Drop.EMPTY


def test_media_without_text_is_no_post_and_its_kill_no_fault() -> None:
    picture = item(kind="ninat:picture", body='<remoteContent href="x.jpg"/>')
    assert send(Desk(), picture).drop is Drop.EMPTY
    kill = item(kind="ninat:picture", body="", manage='<pubStatus qcode="stat:canceled"/>')
    assert send(Desk(), kill).drop is Drop.WITHDRAWN


REFUSED = {
    "no guid": (item(guid=""), "malformed", "guid is missing"),
    "no management": (f'<newsItem xmlns="{NS}" guid="g"/>', "malformed", "itemMeta of g is missing"),
    "no instant": (item(version=""), "malformed", "versionCreated is missing"),
    "an instant that is none": (item(version="soon"), "malformed", "versionCreated"),
    "an embargo that is none": (item(manage="<embargoed>later</embargoed>"), "malformed", "embargoed"),
    "no word": (item(headline="", body=""), "no_posts", "headline or a text"),
    "a message without items": (f'<newsMessage xmlns="{NS}"><header/></newsMessage>', "malformed", "no itemSet"),
    "one broken item of two": (message(item(ns=""), item(guid="", ns="")), "malformed", "guid is missing"),
    "another namespace": ('<newsItem xmlns="urn:x" guid="g"/>', "malformed", "the root is newsItem"),
    "an entity": ("<!DOCTYPE newsItem [<!ENTITY a 'b'>]>" + item(), "malformed", "DTD"),
}


@pytest.mark.parametrize(("text", "reason", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_what_is_wrong(text: str, reason: str, words: str) -> None:
    refused = send(Desk(), text).reject
    assert refused is not None and refused.reason.value == reason and words in refused.message
