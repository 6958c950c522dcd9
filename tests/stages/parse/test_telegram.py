"""Channels of Telegram: as exported, and as their public preview shows them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from streams.records import Post
from streams.stage import SourceKind
from tests.stages.parse.messages import bubble, message, preview, telegram
from tests.stages.parse.newsdesk import NOON, Desk, changes, posts_of

PREVIEW = "https://t.me/s/coastguard"


def exported(*messages: dict[str, Any], url: str | None = None) -> list[Post]:
    outcome = Desk().take(telegram(*messages), content_type="application/json", url=url)
    assert outcome.source_kind is SourceKind.CHANNEL
    return posts_of(outcome)


def shown(*messages: str, outlet: str | None = None) -> list[Post]:
    outcome = Desk().take(preview(*messages), content_type="text/html", url=PREVIEW, outlet=outlet)
    assert outcome.source_kind is SourceKind.CHANNEL
    return posts_of(outcome)


def bold(text: str) -> dict[str, str]:
    return {"type": "bold", "text": text}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain", "text": text}


# label: (text of an export, HTML of a preview, heading, text)
WORDS: dict[str, tuple[Any, str, str | None, str]] = {
    "one line": ("Road closed.", "Road closed.", None, "Road closed."),
    "lines": ("Road closed.\n\nUse the bridge.", "Road closed.<br/><br/>Use the bridge.", None,
              "Road closed.\nUse the bridge."),
    "a bold line above": ([bold("Road closed"), "\n\nUse the bridge."], "<b>Road closed</b><br/><br/>Use the bridge.",
                          "Road closed", "Use the bridge."),
    "a bold line with an emoji before it": (
        ["⚡️", bold("Road closed"), "\nUse the bridge."],
        '<i class="emoji" style="background-image:url(//x)"><b>⚡️</b></i><b>Road closed</b><br/>Use the bridge.',
        "⚡️Road closed", "Use the bridge."),
    "a line of emoji above a bold one": (
        ["⚡️\n", bold("Road closed"), "\nUse the bridge."], "⚡️<br/><b>Road closed</b><br/>Use the bridge.", None,
        "⚡️\nRoad closed\nUse the bridge."),
    "blank lines above a bold one": (
        ["\n \n", bold("Road closed"), "\nUse the bridge."], "<br/><br/><b>Road closed</b><br/>Use the bridge.",
        "Road closed", "Use the bridge."),
    "a bold line in two pieces, one a link": (
        [bold("Road "), bold("closed\n"), "Use the bridge."], "<b>Road </b><b>closed<br/></b>Use the bridge.",
        "Road closed", "Use the bridge."),
    "a bold beginning of a line": ([bold("Road closed"), " at noon.\nUse the bridge."],
                                   "<b>Road closed</b> at noon.<br/>Use the bridge.", None,
                                   "Road closed at noon.\nUse the bridge."),
    "bold throughout": ([bold("Road closed\nUse the bridge.")], "<b>Road closed<br/>Use the bridge.</b>", None,
                        "Road closed\nUse the bridge."),
    "a bold line alone": ([bold("Air raid alert")], "<b>Air raid alert</b>", None, "Air raid alert"),
    "a bold paragraph too long for a heading": (
        [bold("word " * 26), "\nUse the bridge."], f"<b>{'word ' * 26}</b><br/>Use the bridge.", None,
        ("word " * 26).strip() + "\nUse the bridge."),
    "mentions, hashtags and links stay as written": (
        ["Ask ", {"type": "mention", "text": "@marle_town"}, " ", {"type": "hashtag", "text": "#flood"}, ", see ",
         {"type": "text_link", "text": "the map", "href": "https://maps.example.com"}],
        'Ask <a href="https://t.me/marle_town">@marle_town</a> <a href="?q=%23flood">#flood</a>, see '
        '<a href="https://maps.example.com" onclick="return confirm(\'Open?\')">the map</a>',
        None, "Ask @marle_town #flood, see the map"),
    "a custom emoji is its character": (
        ["Help ", {"type": "custom_emoji", "text": "🙏", "document_id": "5"}, " is near"],
        'Help <tg-emoji emoji-id="5"><i class="emoji"><b>🙏</b></i></tg-emoji> is near', None, "Help 🙏 is near"),
    "a quotation and code are lines of their own": (
        ["He said:", {"type": "blockquote", "text": "\nWe go.\n"}, "Then he left."],
        "He said:<blockquote>We go.</blockquote>Then he left.", None, "He said:\nWe go.\nThen he left."),
    "entities are decoded once": ("Wind & rain <now>", "Wind &amp; rain &lt;now&gt;", None, "Wind & rain <now>"),
    "right to left, without its controls": ("\u202bالطريق مغلق\u202c", "\u202bالطريق مغلق\u202c", None, "الطريق مغلق"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "html", "heading", "expected"), WORDS.values(), ids=WORDS)
def test_words(text: Any, html: str, heading: str | None, expected: str) -> None:
    for (post,) in (exported(message(1, text)), shown(bubble(1, html))):
        assert (post.headline, post.text) == (heading, expected)


def test_entities_count_where_an_export_has_both() -> None:
    (post,) = exported(message(1, "Road closed\nUse it.", text_entities=[bold("Road closed"), plain("\nUse it.")]))
    assert post.headline == "Road closed"


def test_what_is_known_of_an_exported_message() -> None:
    edited = str(int((NOON + timedelta(minutes=9)).timestamp()))
    (post,) = exported(
        message(7, edited_unixtime=edited, author="Ana Sol", reply_to_message_id=3), url="https://t.me/coastguard"
    )
    assert (post.published, post.updated) == (NOON + timedelta(minutes=7), NOON + timedelta(minutes=9))
    assert (post.outlet, post.authors, post.url) == ("Coast Guard", ("Ana Sol",), "https://t.me/coastguard/7")


def test_a_time_without_a_zone_is_no_instant() -> None:
    (post,) = exported({key: value for key, value in message(7).items() if key != "date_unixtime"})
    assert post.published is None


def test_an_export_says_never_edited_with_the_year_1970() -> None:
    (post,) = exported(message(7, edited="1970-01-01T02:00:00", edited_unixtime="0"))
    assert post.updated is None


def test_what_is_known_of_a_message_in_the_preview() -> None:
    (post,) = shown(bubble(7, meta="edited "))
    assert (post.published, post.updated) == (NOON + timedelta(minutes=7), None)
    assert (post.outlet, post.authors, post.url) == ("Coast Guard", (), "https://t.me/coastguard/7")


def test_an_author_who_signs() -> None:
    (post,) = shown(bubble(7, meta='<span class="tgme_widget_message_from_author" dir="auto">Ana Sol</span>, '))
    assert post.authors == ("Ana Sol",)


def test_the_senders_word_for_the_outlet_counts_but_not_for_what_is_forwarded() -> None:
    forward = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from <a href="https://t.me/marle/5"'
        ' class="tgme_widget_message_forwarded_from_name"><span dir="auto">Marle town</span></a></div>'
    )
    own, passed_on = shown(bubble(7), bubble(8, "The gym is open.", before=forward), outlet="The Coast Guard")
    assert (own.outlet, passed_on.outlet) == ("The Coast Guard", "Marle town")
    assert passed_on.url == "https://t.me/coastguard/8"
    (exported_one,) = exported(message(8, forwarded_from="Marle town"))
    assert exported_one.outlet == "Marle town"


def test_a_reply_is_its_own_words() -> None:
    quoted = (
        '<a class="tgme_widget_message_reply" href="https://t.me/coastguard/3"><div'
        ' class="tgme_widget_message_author"><span class="tgme_widget_message_author_name">Marle</span></div>'
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">When will it open?</div></a>'
    )
    (post,) = shown(bubble(7, "At nine.", before=quoted))
    assert (post.text, post.outlet) == ("At nine.", "Coast Guard")


PHOTO = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/coastguard/7"></a>'
POLL = (
    '<div class="tgme_widget_message_poll js-poll"><div class="tgme_widget_message_poll_question">Are you safe?</div>'
    '<div class="tgme_widget_message_poll_option_text">Yes</div></div>'
)
# label: (message of an export, message of a preview)
FURNITURE = {
    "a photo": (message(7, "", photo="(File not included.)"), bubble(7, None, before=PHOTO)),
    "a voice message of invisible characters": (message(7, "\u200b\u2060"), bubble(7, "\u200b\u2060")),
    "a poll": (message(7, "", poll={"question": "Are you safe?", "answers": []}), bubble(7, None, before=POLL)),
    "a pinned message": (
        {"id": 7, "type": "service", "action": "pin_message", "actor": "Coast Guard", "text": ""},
        bubble(7, "Coast Guard pinned «Road closed»", kind="service_message"),
    ),
}


@pytest.mark.parametrize(("entry", "html"), FURNITURE.values(), ids=FURNITURE)
def test_what_has_no_words_of_its_own_is_furniture(entry: dict[str, Any], html: str) -> None:
    for outcome in (Desk().take(telegram(message(1), entry)), Desk().take(preview(bubble(1), html), content_type=None)):
        assert len(posts_of(outcome)) == 1 and outcome.units.furniture == 1


def test_a_photo_with_words_is_a_post() -> None:
    assert [post.text for post in shown(bubble(7, "The gym.", before=PHOTO))] == ["The gym."]
    assert [post.text for post in exported(message(7, "The gym.", photo="p.jpg"))] == ["The gym."]


def test_snapshots_of_a_preview() -> None:
    """The oldest falls off the top; what vanishes between two was deleted; an edit has the message's id."""
    texts = {n: f"Message number {n} of the coast guard about the {n * 7} boats in port {n}." for n in range(1, 24)}
    desk = Desk()
    first = desk.take(preview(*(bubble(n, texts[n]) for n in range(1, 21))), content_type="text/html", url=PREVIEW)
    ids = {post.text: post.post_id for post in posts_of(first)}
    assert [post.position for post in posts_of(first)] == list(range(1, 21))
    texts[7] = texts[7].replace("49 boats", "50 boats")
    page = preview(*(bubble(n, texts[n]) for n in range(2, 23) if n != 12))
    told = posts_of(desk.take(page, content_type="text/html", url=PREVIEW, minutes=5))
    assert [(post.change, re.findall(r"\d+", post.text)[0]) for post in told] == [
        ("edited", "7"), ("added", "21"), ("added", "22"), ("aged_off", "1"), ("removed", "12"),
    ]  # fmt: skip
    assert told[0].post_id == ids[told[0].text.replace("50 boats", "49 boats")] and told[0].revision == 2
    again = desk.take(page.replace("1.3K", "1.4K"), content_type="text/html", url=PREVIEW, minutes=9)
    assert again.drop == "unchanged"


def test_snapshots_of_an_export() -> None:
    desk = Desk()
    many = [message(n, f"Message number {n} about {n} boats.") for n in range(1, 9)]
    desk.take(telegram(*many))
    many[1]["text"] = "Message number 2 about 3 boats."
    many[4]["reactions"] = []
    del many[5]
    outcome = desk.take(telegram(*many, message(9, "Message number 9.")), minutes=5)
    assert [(post.change, post.text[:16]) for post in posts_of(outcome)] == [
        ("edited", "Message number 2"), ("added", "Message number 9"), ("removed", "Message number 6"),
    ]  # fmt: skip


def test_equal_messages_are_two_and_keep_their_ids() -> None:
    desk = Desk()
    alert = [message(1, "Air raid alert"), message(2, "All clear"), message(3, "Air raid alert")]
    ids = [post.post_id for post in posts_of(desk.take(telegram(*alert)))]
    (gone,) = posts_of(desk.take(telegram(alert[0], alert[2]), minutes=1))
    assert len(set(ids)) == 3 and (gone.change, gone.post_id) == ("removed", ids[1])


# label: (document, reason, words of the message)
REFUSED = {
    "people's talk": (telegram(message(1), type="personal_chat"), "unknown_type", "not of a channel"),
    "a whole account": (
        '{"about": "Data", "chats": {"list": [{"messages": []}]}}', "unknown_type", "Export the channel alone",
    ),
    "cut off": (telegram(message(1))[:-9], "malformed", "Send the whole document"),
    "half an emoji": (telegram(message(1)).replace("The coast", "\\ud83d"), "malformed", "Send the whole document"),
    "a channel's whole life": (telegram(*[{"id": 1}] * 5001), "too_large", "export a shorter period"),
    "a contact page": (
        '<html><body><div class="tgme_page_title">Coast Guard</div></body></html>', "no_posts", "public preview",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "reason", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_with_what_to_do(document: str, reason: str, words: str) -> None:
    refused = Desk().take(document, content_type=None).reject
    assert refused is not None and (refused.reason.value, words in refused.message) == (reason, True)


def test_a_contact_page_in_place_of_the_preview_removes_nothing() -> None:
    desk = Desk()
    desk.take(preview(bubble(1)), content_type="text/html", url=PREVIEW)
    contact = '<html><body><div class="tgme_page_title">Coast Guard</div></body></html>'
    assert [desk.take(contact, content_type="text/html", url=PREVIEW, minutes=n).held for n in (1, 2)] == [True, True]
    assert desk.take(preview(bubble(1)), content_type="text/html", url=PREVIEW, minutes=3).drop == "unchanged"


def test_changes_are_of_a_channel() -> None:
    assert changes(Desk().take(telegram(message(1)), content_type=None)) == [("added", None)]
