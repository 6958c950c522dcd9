"""Live blogs as blocks in JSON: the Guardian's forms as pages, the posts of Live Blog as items."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from streams.records import Post
from streams.stage import Outcome, SourceKind
from tests.stages.parse.messages import EPOCH, answer, article, block, posted
from tests.stages.parse.newsdesk import NOON, URL, Desk, changes, posts_of

TYPE = "model.dotcomrendering.pageElements."


def shown(*blocks: dict[str, Any], **more: Any) -> list[Post]:
    outcome = Desk().take(article(*blocks, **more), content_type="application/json")
    assert outcome.source_kind is SourceKind.PAGE
    return [post for post in posts_of(outcome) if post.position]


def test_what_is_known_of_a_block() -> None:
    told = block(7, "<p>It is closed.</p>", title="Road closed", contributors=[{"name": "Ana Sol"}, {"name": "Bo Ek"}])
    (post,) = shown(told | {"blockLastUpdated": 1000 * (EPOCH + 600)})
    assert (post.headline, post.text, post.authors) == ("Road closed", "It is closed.", ("Ana Sol", "Bo Ek"))
    assert (post.published, post.updated) == (NOON + timedelta(minutes=7), NOON + timedelta(minutes=10))
    assert post.url == "https://news.example.com/live/coast-flood#block-block-7"


def test_the_lead_is_the_title_and_the_introduction_and_has_no_instant() -> None:
    lead = posts_of(Desk().take(article(block(1, "<p>Rain.</p>")), content_type=None))[0]
    assert (lead.position, lead.headline, lead.text) == (0, "Coast flood: live", "Water is rising.")
    assert (lead.published, lead.authors) == (None, ("Ana Sol",))


# label: (fields of the block, text)
BODIES: dict[str, tuple[dict[str, Any], str]] = {
    "several elements": (block(1, "<p>One.</p>", "<ul><li>Two</li><li>Three</li></ul>"), "One.\nTwo\nThree"),
    "a message that is quoted": (
        block(1) | {"elements": [
            {"_type": TYPE + "TweetBlockElement", "html": '<blockquote class="twitter-tweet"><p>Sea is rising.</p>'
             "&mdash; Mayor (@mayor) <a>March 3, 2024</a></blockquote><script src=x></script>"}]},
        "Sea is rising.\n— Mayor (@mayor) March 3, 2024"),
    "pictures and cards are no words": (
        block(1, "<p>One.</p>") | {"elements": [
            {"_type": TYPE + "TextBlockElement", "html": "<p>One.</p>"},
            {"_type": TYPE + "ImageBlockElement", "data": {"caption": "A boat"}},
            {"_type": TYPE + "RichLinkBlockElement", "text": "Read more", "url": "https://x.example"},
            {"_type": TYPE + "EmbedBlockElement", "html": "<p>Sign up</p>"}]}, "One."),
    "the Content API's elements": (
        {"id": "a", "elements": [{"type": "image"}, {"type": "text", "textTypeData": {"html": "<p>One.</p>"}}]},
        "One."),
    "its body as one": ({"id": "a", "bodyHtml": "<h2>Two</h2> <p>and &amp;#39;three&amp;#39;</p>"}, "Two\nand 'three'"),
    "only its summary": ({"id": "a", "bodyTextSummary": "One.", "createdDate": "2024-03-03T12:00:00Z"}, "One."),
}  # fmt: skip


@pytest.mark.parametrize(("told", "text"), BODIES.values(), ids=BODIES)
def test_bodies(told: dict[str, Any], text: str) -> None:
    assert [post.text for post in shown(told)] == [text]


# label: (fields of a block, minutes after noon when published, when updated)
TIMES: dict[str, tuple[dict[str, Any], float | None, float | None]] = {
    "milliseconds": ({"firstPublished": 1000 * (EPOCH + 60), "lastUpdated": 1000 * (EPOCH + 120)}, 1, 2),
    "the Content API": (
        {"createdDate": "2024-03-03T12:01:00Z", "firstPublishedDate": "2024-03-03T13:02:00+01:00",
         "publishedDate": "2024-03-03T12:05:00Z", "lastModifiedDate": "2024-03-03T12:06:00.000Z"}, 2, 6),
    "its clients' objects": (
        {"publishedDate": {"dateTime": 1000 * (EPOCH + 60), "iso8601": "2024-03-03T12:01:00Z"},
         "lastModifiedDate": {"iso8601": "2024-03-03T12:02:00Z"}}, 1, 2),
    "opened only": ({"createdOn": 1000 * EPOCH}, 0, None),
    "none": ({}, None, None), "of another type": ({"firstPublished": {"a": []}, "lastUpdated": True}, None, None),
}  # fmt: skip


@pytest.mark.parametrize(("told", "published", "updated"), TIMES.values(), ids=TIMES)
def test_instants(told: dict[str, Any], published: float | None, updated: float | None) -> None:
    (post,) = shown({"id": "a", "bodyHtml": "<p>One.</p>", **told})
    want = [None if at is None else NOON + timedelta(minutes=at) for at in (published, updated)]
    assert [post.published, post.updated] == want


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"summary": True}, "recap"),
        ({"pinned": True}, "recap"),
        ({"keyEvent": True}, "news"),
        ({}, "news"),
        (None, "news"),
    ],
)
def test_what_is_pinned_or_sums_up_tells_again(attributes: Any, kind: str) -> None:
    assert [post.post_type for post in shown(block(1, "<p>Ten boats sank.</p>", attributes=attributes))] == [kind]


# label: fields of a block
WORDLESS: dict[str, dict[str, Any]] = {
    "an empty paragraph": block(1, "<p></p>"), "spaces": block(1, "<p>&nbsp; <br></p>"),
    "a picture with a caption": {"id": "a", "bodyHtml": "<figure><img><figcaption>A boat</figcaption></figure>"},
    "a script": {"id": "a", "bodyHtml": "<script>play()</script>"}, "nothing": {"id": "a", "elements": []},
}  # fmt: skip


@pytest.mark.parametrize("told", WORDLESS.values(), ids=WORDLESS)
def test_wordless_blocks(told: dict[str, Any]) -> None:
    outcome = Desk().take(article(told), content_type=None)
    assert (outcome.units.furniture, len(outcome.out)) == (1, 1)


def test_a_block_without_words_is_furniture_and_one_with_a_title_alone_is_a_post() -> None:
    picture = block(1) | {"elements": [{"_type": TYPE + "ImageBlockElement"}]}
    outcome = Desk().take(article(picture, block(2, title="Road closed")), content_type=None)
    assert [post.headline for post in posts_of(outcome)] == ["Coast flood: live", "Road closed"]
    assert outcome.units.furniture == 1


WRAPPED = {
    "alone": lambda told: told, "in content": lambda told: {"content": told},
    "in a response": lambda told: {"response": {"status": "ok", "content": told}},
}  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_the_content_apis_answer(wrap: Any) -> None:
    told = {
        "id": "live/coast-flood", "type": "liveblog", "webTitle": "Coast flood: live", "webUrl": URL,
        "fields": {"trailText": "Water is <b>rising</b>.", "byline": "Ana Sol"}, "blocks": {
            "main": {"id": "m", "bodyHtml": "<figure></figure>"},
            "body": [{"id": "b", "title": "Road closed", "bodyHtml": "<p>It is closed.</p>", "published": True},
                     {"id": "a", "bodyHtml": "<p>A draft.</p>", "published": False}]},
    }  # fmt: skip
    posts = posts_of(Desk().take(json.dumps(wrap(told)), content_type="application/json"))
    assert [(post.headline, post.text) for post in posts] == [
        ("Coast flood: live", "Water is rising."), ("Road closed", "It is closed."),
    ]  # fmt: skip


def minute(number: int) -> str:
    return f"<p>At minute {number} the water in Marle stood {number * 3} centimetres higher.</p>"


def test_blocks_as_snapshots_give_one_version_for_each_edit() -> None:
    desk = Desk()

    def snap(*numbers: int, minutes: int = 0, **edits: str) -> Outcome:
        told = [block(n, edits.get(f"b{n}", minute(n))) for n in numbers]
        return desk.take(article(*told), content_type="application/json", minutes=minutes)

    assert len(posts_of(snap(4, 3, 2, 1))) == 5
    edit = {"b3": "<p>At minute 3 the water in Marle stood 90 centimetres higher.</p>"}
    after = posts_of(snap(5, 4, 3, 2, 1, minutes=1, **edit))
    assert [(post.change, post.position, post.revision) for post in after] == [("added", 1, 1), ("edited", 3, 2)]
    assert snap(5, 4, 3, 2, 1, minutes=2, **edit).drop == "unchanged"
    assert [post.change for post in posts_of(snap(6, 5, 3, 2, minutes=3, **edit))] == ["added", "removed", "aged_off"]


def test_a_block_that_is_unpublished_is_removed_on_the_pages_own_word() -> None:
    desk = Desk()
    many = [block(n, minute(n)) for n in range(9, 0, -1)]
    desk.take(article(*many), content_type=None)
    hidden = [told | {"published": n < 2} for n, told in enumerate(many)]
    outcome = desk.take(article(*hidden), content_type=None, minutes=1)
    assert [change for change, _ in changes(outcome)] == ["removed"] * 7


def test_only_the_block_that_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from streams.stages.parse.formats import blocks

    read: list[str] = []
    known = blocks._draft
    monkeypatch.setattr(blocks, "_draft", lambda told, url: read.append(told["id"]) or known(told, url))
    desk = Desk()
    many = [block(n, minute(n)) for n in range(50, 0, -1)]
    desk.take(article(*many), content_type=None)
    read.clear()
    many[20] |= {"title": "Water still rising"}
    desk.take(article(*[told | {"primaryDateLine": "Mon"} for told in many]), content_type=None, minutes=1)
    assert read == ["block-30"]


def test_a_page_that_runs_oldest_first_says_so_by_its_instants() -> None:
    desk = Desk()
    desk.take(article(*(block(n, minute(n)) for n in (1, 2, 3))), content_type=None)
    outcome = desk.take(article(*(block(n, minute(n)) for n in (2, 3, 4))), content_type=None, minutes=1)
    assert [change for change, _ in changes(outcome)] == ["added", "aged_off"]


def test_a_page_without_words_is_empty_and_one_of_another_shape_refused() -> None:
    assert Desk().take(json.dumps({"blocks": [{"id": "a", "elements": []}]}), content_type=None).drop == "empty"
    refused = Desk().take(json.dumps({"blocks": [[{"id": "a", "elements": []}]]}), content_type=None).reject
    assert refused is not None and refused.reason.value in ("malformed", "no_posts")


# ------------------------------------------------------------------------------------------------------- Live Blog


def told(*posts: dict[str, Any], **more: bool) -> list[Post]:
    outcome = Desk().take(answer(*posts, **more), content_type="application/json", url=None)
    assert outcome.source_kind is SourceKind.PAGE
    return posts_of(outcome)


def test_what_is_known_of_a_post() -> None:
    more = {"content_updated_date": "2024-03-03T12:09:00+00:00", "byline": "A. Sol"}
    (post,) = told(posted(7, **more))
    assert (post.headline, post.text, post.authors) == (None, "The coast road is closed.", ("A. Sol",))
    assert (post.published, post.updated) == (NOON + timedelta(minutes=7), NOON + timedelta(minutes=9))


# label: (items, text; None where there is no post)
ITEMS: dict[str, tuple[list[tuple[str, str]], str | None]] = {
    "text and a picture": ([("text", "<b>One</b> &amp; two.<br>"), ("image", "<figure><img></figure>")], "One & two."),
    "texts": ([("text", "One."), ("text", "<div><br></div>Two.")], "One.\nTwo."),
    "a quotation": ([("quote", "<blockquote><p>We go.</p><ul><li>Mayor</li></ul></blockquote>")], "We go.\nMayor"),
    "a message that is quoted": (
        [("embed", '<div><blockquote class="twitter-tweet"><p>Sea rises.</p></blockquote></div>')], "Sea rises."),
    "a card of another page": ([("embed", '<div class="liveblog--card"><a>Read this</a></div>')], None),
    "a picture": ([("image", "<figure><img></figure>")], None), "nothing": ([("text", "&nbsp;<br>")], None),
    "an unknown item": ([("hologram", "<p>One.</p>")], None),
}  # fmt: skip


@pytest.mark.parametrize(("items", "text"), ITEMS.values(), ids=ITEMS)
def test_items(items: list[tuple[str, str]], text: str | None) -> None:
    assert [post.text for post in told(posted(1, *items))] == ([] if text is None else [text])


def test_a_template_is_read_unless_it_is_an_advert() -> None:
    def free(kind: str) -> dict[str, Any]:
        post = posted(1, (kind, "<style>.a{}</style><p>Marle 1</p><p>Port 0</p>"))
        post["groups"][1]["refs"][0]["item"]["group_type"] = "freetype"
        return post

    assert [post.text for post in told(free("Scorecard"))] == ["Marle 1\nPort 0"]
    assert not told(free("Advertisement Local"))


def test_posts_are_told_oldest_first_wherever_the_list_stands() -> None:
    for inside in (False, True):
        assert [post.text for post in told(posted(2, ("text", "Two")), posted(1, ("text", "One")), inside=inside)] == [
            "One", "Two",
        ]  # fmt: skip


# label: (fields that change, what is told)
LIFE = {
    "deleted": ({"deleted": True}, "removed"), "back to a draft": ({"post_status": "draft"}, "removed"),
    "cancelled": ({"pubstatus": "canceled"}, "removed"), "pinned": ({"sticky": True}, None),
    "seen again": ({"_updated": "2024-03-03T14:00:00+00:00", "_etag": "2"}, None),
    "written anew": ({"groups": posted(1, ("text", "The coast road is open."))["groups"]}, "edited"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "change"), LIFE.values(), ids=LIFE)
def test_a_posts_life(fields: dict[str, Any], change: str | None) -> None:
    desk = Desk()
    desk.take(answer(posted(1), posted(2, ("text", "The gym is open."))), content_type=None, url=None)
    window = answer(posted(3, ("text", "Rain goes on.")), posted(1) | fields)
    told = changes(desk.take(window, content_type=None, url=None, minutes=1))
    assert sorted(each for each, _ in told) == sorted(filter(None, ("added", change)))


def test_what_an_answer_leaves_out_was_not_deleted() -> None:
    desk = Desk()
    desk.take(answer(*(posted(n, ("text", minute(n))) for n in range(1, 9))), content_type=None, url=None)
    assert desk.take(answer(posted(8, ("text", minute(8)))), content_type=None, url=None, minutes=1).drop == "unchanged"


def test_one_post_alone_is_the_same_item() -> None:
    desk = Desk()
    (first,) = posts_of(desk.take(answer(posted(1)), content_type=None, url=None))
    gone = desk.take(json.dumps(posted(1, deleted=True)), content_type=None, url=None, source="push", minutes=1)
    assert [(post.post_id, post.change) for post in posts_of(gone)] == [(first.post_id, "removed")]


@pytest.mark.parametrize("status", ["comment", "submitted"])
def test_what_readers_send_is_no_post(status: str) -> None:
    assert Desk().take(answer(posted(1, post_status=status)), content_type=None, url=None).drop == "empty"


def test_the_pinned_post_tells_again_and_others_do_not() -> None:
    assert [post.post_type for post in told(posted(1, sticky=True), posted(2, lb_highlight=True))] == ["recap", "news"]


def test_a_post_without_an_id_is_refused() -> None:
    refused = Desk().take(answer(posted(1), posted(2, _id=None)), content_type=None, url=None).reject
    assert refused is not None and refused.reason.value == "malformed"
