"""ninjs: an agency's item in each of its versions, with versions, embargoes, expiry and kills."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.records import Post
from streams.stage import Drop, Outcome, Reject, SourceKind
from streams.stages.parse.formats import reader_for
from tests.stages.parse.newsdesk import Desk, changes, posts_of

URI = "urn:newsml:wire.example:20240303:coast-road"
TEXT = "The coast road closed at noon, police said."
V1 = {
    "uri": URI, "type": "text", "versioncreated": "2024-03-03T11:00:00Z", "headline": "Road closed",
    "body_text": TEXT, "byline": "By Ana Sol and Rui d'Arc", "language": "en-GB", "copyrightholder": "Example Wire",
}  # fmt: skip
V2 = {
    "uri": URI, "type": "text", "versioncreated": "2024-03-03T11:00:00Z", "by": "By Ana Sol and Rui d'Arc",
    "headlines": [{"role": "subtitle", "value": "Detours"}, {"role": "main", "value": "Road closed"}],
    "bodies": [{"role": "main", "contenttype": "text/plain", "value": TEXT}], "language": "en",
    "infosources": [{"name": "Example Wire"}],
}  # fmt: skip
V3 = {
    "uri": URI, "type": "text", "versionCreated": "2024-03-03T12:00:00+01:00", "by": "Ana Sol, Rui d'Arc",
    "headlines": [{"role": "main", "contentType": "text/plain", "value": "Road closed"}],
    "bodies": [{"role": "main", "contentType": "application/xhtml+xml", "value": f"<p>{TEXT}</p>"}],
    "language": "en", "infoSources": [{"name": "Example Wire"}],
}  # fmt: skip


def send(desk: Desk, item: Any, minutes: int = 0, **more: Any) -> Outcome:
    told = {**item, **more} if isinstance(item, dict) else item
    return desk.take(orjson.dumps(told), minutes=minutes, url=None, content_type="application/json")


def only(outcome: Outcome) -> Post:
    (post,) = posts_of(outcome)
    return post


@pytest.mark.parametrize("item", [V1, V2, V3], ids=["1.x", "2.x", "3.x"])
def test_every_version_of_the_standard_gives_the_same_post(item: dict[str, Any]) -> None:
    outcome = send(Desk(), item)
    post = only(outcome)
    assert (post.headline, post.text, post.outlet, post.lang) == ("Road closed", TEXT, "Example Wire", "en")
    assert post.authors == ("Ana Sol", "Rui d'Arc")
    assert post.published is not None and post.published.isoformat() == "2024-03-03T11:00:00+00:00"
    assert outcome.source_kind is SourceKind.WIRE


def test_versions_of_all_standards_are_revisions_of_one_item() -> None:
    desk = Desk()
    first = only(send(desk, V1))
    second = only(send(desk, V3, 5, versionCreated="2024-03-03T12:04:00Z", headlines=[{"value": "Road open"}]))
    assert (second.post_id, second.revision, second.change) == (first.post_id, 2, "edited")
    assert second.updated is not None and second.updated.isoformat() == "2024-03-03T12:04:00+00:00"


def test_an_older_version_that_comes_later_is_stale() -> None:
    desk = Desk()
    send(desk, V1, versioncreated="2024-03-03T11:30:00Z", headline="Road closed, two hurt")
    assert send(desk, V1, 5).drop is Drop.STALE


# label: (what is added, text)
BODIES = {
    "HTML tells paragraphs, so it is taken before plain text": (
        {"body_text": "One. Two.", "body_xhtml": "<p>One.</p><p>Two.</p>"}, "One.\nTwo.",
    ),
    "entities escaped twice": ({"body_xhtml": "<p>Smith &amp;amp; Sons</p>"}, "Smith & Sons"),
    "the heading again in the body": (
        {"body_html5": "<article><h1>Road closed</h1><p>One.</p></article>"}, "One.",
    ),
    "a body in NITF": (
        {"bodies": [{"contentType": "text/vnd.IPTC.NITF", "value":
            "<nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf>"}]}, "One.\nTwo.",
    ),
    "a body in NITF with an entity of its own is no body": (
        {"bodies": [{"contentType": "text/vnd.IPTC.NITF", "value":
            "<!DOCTYPE nitf [<!ENTITY x 'y'>]><nitf><body><body.content><p>&x;</p></body.content></body></nitf>"}],
         "description_text": "In short."}, "In short.",
    ),
    "a format we do not know beside one that we do": (
        {"bodies": [{"contentType": "application/pdf", "value": "JVBERi0"}, {"value": "One.\n\nTwo."}]}, "One.\nTwo.",
    ),
    "no body but a description": ({"description_text": "In short."}, "In short."),
    "a credit line is no description": ({"descriptions": [{"role": "creditline", "value": "AGENCY"}]}, ""),
    "invisible and reordering characters": ({"body_text": "Road\u202e closed\u200b at\xa0six."}, "Road closed at six."),
}  # fmt: skip


@pytest.mark.parametrize(("more", "text"), BODIES.values(), ids=BODIES)
def test_the_body(more: dict[str, Any], text: str) -> None:
    bare = {name: value for name, value in V1.items() if not name.startswith("body")}
    assert only(send(Desk(), bare, **more)).text == text


def test_the_instant_of_the_first_version_is_when_it_was_published() -> None:
    post = only(send(Desk(), V3, firstCreated="2024-03-03T10:15:00Z"))
    assert post.published is not None and post.updated is not None
    assert (post.published.hour, post.updated.hour) == (10, 11)


def test_an_embargo_is_kept_and_then_passes() -> None:
    desk = Desk()
    assert send(desk, V1, embargoed="2024-03-03T12:10:00Z").held
    freed = send(desk, V1, 11, uri="urn:x:2", headline="Other")
    assert changes(freed) == [("added", "Road closed"), ("added", "Other")]


def test_an_embargo_that_can_not_be_read_is_refused_not_ignored() -> None:
    refused = send(Desk(), V1, embargoed="after lunch").reject
    assert refused is not None and refused.reason is Reject.MALFORMED and "embargoed" in refused.message


def test_an_expired_item_is_no_news() -> None:
    assert send(Desk(), V1, expires="2024-03-03T11:59:00Z").drop is Drop.EXPIRED


def test_a_kill_that_says_nothing_but_the_id_takes_the_item_back() -> None:
    desk = Desk()
    send(desk, V1)
    kill = {"uri": URI, "pubstatus": "canceled", "versioncreated": "2024-03-03T12:01:00Z"}
    assert changes(send(desk, kill, 1)) == [("removed", "Road closed")]
    assert send(desk, V1, 2).drop is Drop.STALE, "the version before the kill"


def test_a_withheld_item_is_told_when_a_later_version_is_usable() -> None:
    desk = Desk()
    assert send(desk, V3, pubStatus="withheld").drop is Drop.WITHDRAWN
    assert changes(send(desk, V3, 1, pubStatus="usable")) == [("added", "Road closed")]


def test_a_status_that_nobody_knows_is_refused() -> None:
    refused = send(Desk(), V1, pubstatus="secret").reject
    assert refused is not None and "usable, withheld and canceled" in refused.message


def test_a_correction_weighs_by_what_it_changes() -> None:
    desk = Desk()
    send(desk, V1, body_text="Two people were killed, police said.")
    fixed = only(send(desk, V1, 5, body_text="Three people were killed, police said.", ednote="CORRECTS toll",
                      versioncreated="2024-03-03T12:05:00Z"))  # fmt: skip
    assert (fixed.change, fixed.significance) == ("edited", "fact_change")
    assert "CORRECTS" not in fixed.text, "a note to editors is for editors"


def test_a_list_is_several_items_and_pictures_are_none() -> None:
    picture = {"uri": "urn:p:1", "type": "picture", "headline": "The road", "description_caption": "A wave."}
    both = send(Desk(), [V1, picture, {**V2, "uri": "urn:x:2"}])
    assert [post.headline for post in posts_of(both)] == ["Road closed", "Road closed"]
    assert send(Desk(), picture).drop is Drop.EMPTY, "valid, and no news"
    assert only(send(Desk(), picture, body_text=TEXT)).text == TEXT


@pytest.mark.parametrize(
    "more", [{"type": "event"}, {"eventDetails": {"dates": {"startDate": "2024-03-09"}}}], ids=["typed", "untyped"]
)
def test_a_calendar_entry_founds_no_event(more: dict[str, Any]) -> None:
    assert only(send(Desk(), V3, **more)).post_type == "background"


# label: (body, reason, words of the message)
REFUSED = {
    "no id": ({"headlines": [], "bodies": [], "uri": None}, "malformed", "uri"),
    "an empty id": ({**V1, "uri": " "}, "malformed", "uri is empty"),
    "neither heading nor text": ({"uri": URI, "bodies": []}, "no_posts", "headlines or bodies"),
    "bodies that are no list": ({**V2, "bodies": "text"}, "malformed", "bodies"),
    "a heading that is a number": ({**V1, "headline": 5}, "malformed", "headline"),
    "a body of 1.x that is a list": ({**V1, "body_xhtml": ["x"]}, "malformed", "bodies"),
    "a date that is none": ({**V1, "versioncreated": "soon"}, "malformed", "versioncreated"),
    "one broken item in a list": ([V1, {"uri": 5, "headlines": []}], "malformed", "uri"),
    "a list of words": (["uri", {"uri": "x", "bodies": 1}], "malformed", "an item is an object"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "reason", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_field_that_is_wrong(body: Any, reason: str, words: str) -> None:
    outcome = Desk().take(orjson.dumps(body), url=None, content_type="application/ninjs+json")
    assert outcome.reject is not None and outcome.reject.reason.value == reason
    assert words in outcome.reject.message


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ('{"uri": "urn:a", "headlines": []}', "ninjs"),
        ('[{"uri": "urn:a", "versioncreated": "x"}]', "ninjs"),
        ('{"headline": "A", "text": "B"}', "plain item"),
        ('{"id": "1", "text": "{\\"uri\\": 1, \\"bodies\\": 2}"}', "plain item"),
    ],
    ids=["of 2.x", "a list", "a plain item", "a plain item that quotes ninjs"],
)
def test_json_is_ninjs_by_its_own_names(text: str, reader: str) -> None:
    assert reader_for("application/json", text).name == reader  # type: ignore[union-attr]
