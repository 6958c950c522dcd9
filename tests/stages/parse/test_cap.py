"""CAP: public warnings, what updates and ends them, and what is for nobody's eyes."""

from __future__ import annotations

from typing import Any

import pytest

from streams.records import Post
from streams.stage import Drop, Outcome, SourceKind
from tests.stages.parse.newsdesk import Desk, changes, posts_of

NS = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "alerts@met.example"
INFO: dict[str, str] = {
    "language": "en-GB", "category": "Met", "event": "Wind", "urgency": "Expected", "severity": "Severe",
    "certainty": "Likely", "onset": "2024-03-03T18:00:00+00:00", "expires": "2024-03-04T06:00:00+00:00",
    "senderName": "Met Office of Example", "headline": "Gale on the coast",
    "description": "Gales of up to 110 km/h are\nexpected along the coast.\n\n* Bridges may close.",
    "instruction": "Stay away from the sea front.", "web": "https://met.example/w/1",
}  # fmt: skip
TEXT = (
    "Gales of up to 110 km/h are expected along the coast.\n* Bridges may close.\nStay away from the sea front.\n"
    "Area: Viana do Castelo; Braga.\nOnset: 2024-03-03T18:00:00+00:00.\n"
    "Event: Wind. Urgency: Expected. Severity: Severe. Certainty: Likely."
)


def info(areas: tuple[str, ...] = ("Viana do Castelo", "Braga"), **more: str | None) -> str:
    told = {**INFO, **more}
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in told.items() if value is not None)
    return f"<info>{fields}{''.join(f'<area><areaDesc>{area}</areaDesc></area>' for area in areas)}</info>"


def alert(
    identifier: str = "w1", *infos: str, sent: str = "2024-03-03T11:00:00-00:00", ns: str = NS, after: str = "",
    references: str | None = None, **more: str | None,
) -> str:  # fmt: skip
    head = {"identifier": identifier, "sender": SENDER, "sent": sent, "status": "Actual", "msgType": "Alert",
            "scope": "Public", "references": references, **more}  # fmt: skip
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in head.items() if value is not None)
    return f'<?xml version="1.0"?><alert xmlns="{ns}">{fields}{"".join(infos or (info(),))}{after}</alert>'


def later(identifier: str, message: str, minute: int, *earlier: str, **more: Any) -> str:
    references = " ".join(f"{SENDER},{name},2024-03-03T11:00:00-00:00" for name in earlier)
    sent = f"2024-03-03T11:{minute:02}:00-00:00"
    return alert(identifier, *more.pop("infos", ()), sent=sent, msgType=message, references=references, **more)


def send(desk: Desk, text: str, minutes: int = 0, **more: Any) -> Outcome:
    return desk.take(text, minutes=minutes, url=None, content_type="application/cap+xml", **more)


def only(outcome: Outcome) -> Post:
    (post,) = posts_of(outcome)
    return post


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_an_alert_is_one_post(version: str) -> None:
    outcome = send(Desk(), alert(ns=f"urn:oasis:names:tc:emergency:cap:{version}"))
    post = only(outcome)
    assert (post.headline, post.outlet, post.lang) == ("Gale on the coast", "Met Office of Example", "en")
    assert (post.text, post.url, post.post_type) == (TEXT, "https://met.example/w/1", "news")
    assert post.published is not None and post.published.isoformat() == "2024-03-03T11:00:00+00:00"
    assert post.expires is not None and post.expires.isoformat() == "2024-03-04T06:00:00+00:00"
    assert outcome.source_kind is SourceKind.ALERT


def test_what_an_alert_leaves_out_is_unknown() -> None:
    bare = dict.fromkeys(INFO.keys() - {"category", "event", "urgency", "severity", "certainty"})
    post = only(send(Desk(), alert("w1", info((), **bare, urgency="Unknown"))))
    assert (post.headline, post.text) == ("Wind", "Event: Wind. Severity: Severe. Certainty: Likely.")
    assert (post.outlet, post.url, post.expires, post.lang) == (None, None, None, "en")


def test_only_an_address_of_the_web_is_one() -> None:
    assert only(send(Desk(), alert("w1", info(web="javascript:alert(1)")))).url is None


def test_an_alert_in_two_languages_is_told_in_its_first() -> None:
    french = info(("Braga",), language="fr-CA", headline="Coup de vent", description="Vent fort.")
    assert only(send(Desk(), alert("w1", info(), french))).text == TEXT


def test_blocks_of_one_language_are_told_together_and_end_with_the_last() -> None:
    other = info(("Porto",), description="Gales inland.", severity="Moderate", expires="2024-03-04T09:00:00+00:00")
    post = only(send(Desk(), alert("w1", info(), other)))
    assert "Gales inland." in post.text and "Area: Porto." in post.text
    assert post.expires is not None and post.expires.hour == 9
    assert post.text.count("Stay away from the sea front.") == 1


# label: (description, its lines)
DESCRIPTIONS = {
    "broken at 69 characters": ("ONE LINE\nAND ITS REST.\n\nANOTHER.", ["ONE LINE AND ITS REST.", "ANOTHER."]),
    "markup escaped": ("STATUS: Out&lt;br /&gt;SIZE: 3 ha", ["STATUS: Out", "SIZE: 3 ha"]),
    "an ampersand": ("Smith &amp; Sons", ["Smith & Sons"]),
    "entities escaped twice, in broken lines": ("3&amp;#39; TALL,\nRED &amp;amp; BLUE.", ["3' TALL, RED & BLUE."]),
    "a sign that opens no tag": ("VISIBILITY &lt;1 MILE\nON THE COAST.", ["VISIBILITY <1 MILE ON THE COAST."]),
    "a filler": ("None", []),
    "CDATA": ("<![CDATA[Rain & wind]]>", ["Rain & wind"]),
    "a child of another namespace": ("Rain <x:b xmlns:x='x'>and</x:b> wind", ["Rain and wind"]),
}


@pytest.mark.parametrize(("description", "lines"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_descriptions(description: str, lines: list[str]) -> None:
    post = only(send(Desk(), alert("w1", info((), description=description, instruction=None, onset=None))))
    assert post.text.split("\n")[:-1] == lines


def test_an_update_is_a_revision_and_a_cancel_the_end() -> None:
    desk = Desk()
    first = only(send(desk, alert()))
    second = only(send(desk, later("w2", "Update", 10, "w1", infos=[info(headline="Gale and high sea")]), 1))
    third = only(send(desk, later("w3", "Update", 20, "w2", "w1", infos=[info(severity="Extreme")]), 2))
    ended = only(send(desk, later("w4", "Cancel", 30, "w3"), 3))
    assert [(post.change, post.revision) for post in (second, third, ended)] == [
        ("edited", 2), ("edited", 3), ("removed", 4),
    ]  # fmt: skip
    assert {post.post_id for post in (second, third, ended)} == {first.post_id}
    assert send(desk, later("w2", "Update", 10, "w1"), 4).drop is Drop.STALE, "a late copy"


def test_an_update_that_comes_before_the_alert_is_not_undone_by_it() -> None:
    desk = Desk()
    second = only(send(desk, later("w2", "Update", 10, "w1")))
    assert send(desk, alert(), 1).drop is Drop.STALE
    assert only(send(desk, later("w3", "Cancel", 20, "w2", "w1"), 2)).post_id == second.post_id


def test_a_cancel_ends_every_alert_that_it_names() -> None:
    desk = Desk()
    send(desk, alert("a"))
    send(desk, alert("b", info(headline="High sea")))
    assert [change for change, _ in changes(send(desk, later("c", "Cancel", 10, "a", "b"), 1))] == ["removed"] * 2


def test_an_update_that_joins_two_alerts_revises_one_and_ends_the_other() -> None:
    desk = Desk()
    send(desk, alert("a"))
    send(desk, alert("b", info(headline="High sea")))
    joined = changes(send(desk, later("c", "Update", 10, "a", "b", infos=[info(headline="Gale and sea")]), 1))
    assert [change for change, _ in joined] == ["edited", "removed"]


def test_an_alert_of_the_same_identifier_by_another_sender_is_another() -> None:
    desk = Desk()
    first = only(send(desk, alert()))
    assert only(send(desk, alert(sender="x@y.example"), 1)).post_id != first.post_id


def test_who_names_an_office_other_than_it_signs_is_followed_still() -> None:
    desk = Desk()
    first = only(send(desk, alert()))
    told = alert("w2", info(headline="N"), sent="2024-03-03T11:10:00+00:00", msgType="Update",
                 references="MET,w1,2024-03-03T11:00:00+00:00")  # fmt: skip
    assert only(send(desk, told, 1)).post_id == first.post_id


def test_the_name_of_the_office_may_change_between_versions() -> None:
    desk = Desk()
    first = only(send(desk, alert()))
    second = only(send(desk, later("w2", "Update", 10, "w1", infos=[info(senderName="Met North", headline="N")]), 1))
    assert second.post_id == first.post_id


def test_cancelling_what_never_came_says_so() -> None:
    refused = send(Desk(), later("w2", "Cancel", 10, "w1")).reject
    assert refused is not None and refused.reason.value == "beyond_horizon"


def test_an_alert_that_has_ended_is_no_news() -> None:
    assert send(Desk(), alert("w1", info(expires="2024-03-03T11:59:00+00:00"))).drop is Drop.EXPIRED


@pytest.mark.parametrize("status", ["Exercise", "System", "Test", "Draft"])
def test_drills_and_tests_tell_nobody_anything(status: str) -> None:
    assert send(Desk(), alert(status=status)).drop is Drop.EMPTY


def test_a_drill_does_not_end_what_is_real() -> None:
    desk = Desk()
    send(desk, alert())
    assert send(desk, later("x", "Cancel", 10, "w1", status="Exercise"), 1).drop is Drop.EMPTY
    assert send(desk, alert(), 2).drop is Drop.UNCHANGED


@pytest.mark.parametrize("message", ["Ack", "Error"])
def test_messages_between_systems_are_no_news(message: str) -> None:
    assert send(Desk(), later("x", message, 10, "w1")).drop is Drop.EMPTY


def test_an_alert_without_a_block_has_nothing_to_tell() -> None:
    assert send(Desk(), alert("w1", "")).drop is Drop.EMPTY


@pytest.mark.parametrize("scope", ["Restricted", "Private"])
def test_what_is_not_public_is_never_told(scope: str) -> None:
    refused = send(Desk(), alert(scope=scope)).reject
    assert refused is not None and "not for the public" in refused.message


def test_a_signature_is_left_alone() -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>wrong</SignedInfo></Signature>'
    assert only(send(Desk(), alert(after=signature))).text == TEXT, "and not verified: it may well be wrong"


def test_a_distribution_holds_several_alerts() -> None:
    def wrap(*alerts: str) -> str:
        inside = "".join(each.partition("?>")[2] for each in alerts)
        ns = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
        return f'<d:EDXLDistribution xmlns:d="{ns}"><d:x>{inside}</d:x></d:EDXLDistribution>'

    assert len(posts_of(send(Desk(), wrap(alert("a"), alert("b", info(headline="High sea")))))) == 2
    refused = send(Desk(), wrap(alert("a"), alert("b", scope=None))).reject
    assert refused is not None and "scope" in refused.message
    assert send(Desk(), wrap()).reject is not None


# label: (alert, the field that the message names)
REFUSED = {
    "no identifier": (alert(""), "identifier is missing"),
    "no sender": (alert(sender=None), "sender is missing"),
    "no instant": (alert(sent=""), "sent is missing"),
    "an instant without a zone": (alert(sent="2024-03-03T11:00:00"), "sent in alert"),
    "no scope": (alert(scope=None), "scope is missing"),
    "a status that is none": (alert(status="Real"), "status in alert is 'Real'"),
    "an update of nothing": (alert(msgType="Update"), "references is empty"),
    "a cancel of nothing": (alert(msgType="Cancel", references=" "), "references is empty"),
    "half a reference": (alert(msgType="Update", references="a@b,w1"), "sender,identifier,sent"),
    "a reference without an instant": (alert(msgType="Update", references="a@b,w1,soon"), "references"),
    "no event": (alert("w1", info(event=None)), "event is missing in info"),
    "no category": (alert("w1", info(category=None)), "category in info"),
    "an urgency that is none": (alert("w1", info(urgency="Soon")), "urgency in info is 'Soon'"),
    "an empty severity": (alert("w1", info(severity="")), "severity is missing in info"),
    "an end that is none": (alert("w1", info(expires="tomorrow")), "expires in info"),
    "an area without a name": (alert("w1", info(("",))), "areaDesc is missing in area"),
    "the second block broken": (alert("w1", info(), info(certainty="Sure")), "certainty in info"),
    "a broken drill": (alert(status="Test", scope=None), "scope is missing"),
    "an older CAP": (alert(ns="http://www.incident.com/cap/1.0"), "another namespace"),
    "an entity": ("<!DOCTYPE alert [<!ENTITY x 'y'>]>" + alert()[21:], "DTD"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_invalid_alerts_are_refused_with_the_field(text: str, words: str) -> None:
    refused = send(Desk(), text).reject
    assert refused is not None and refused.reason.value == "malformed" and words in refused.message
