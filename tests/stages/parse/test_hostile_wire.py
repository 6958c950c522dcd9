"""Wire documents from strangers: none makes a reader raise, each is bounded, whatever is cut out of it or put in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import make_update
from streams.stage import Rejection
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import cap, newsml_g2, ninjs, nitf
from streams.stages.parse.formats import wire_terms as wire
from tests.stages.parse import test_cap, test_newsml_g2, test_ninjs, test_nitf
from tests.stages.parse.newsdesk import NOON, SHARED, Desk

READERS = {"cap": cap.read, "newsml_g2": newsml_g2.read, "ninjs": ninjs.read, "nitf": nitf.read}
WHOLE = {
    "cap": test_cap.later("w2", "Update", 10, "w1", infos=[test_cap.info()]),
    "newsml_g2": test_newsml_g2.message(test_newsml_g2.item(body=test_newsml_g2.NITF, ns="")),
    "ninjs": json.dumps({**test_ninjs.V3, "embargoed": "2024-03-03T14:00:00Z", "expires": "2024-03-04T14:00:00Z"}),
    "nitf": test_nitf.nitf(data=test_nitf.DOC_ID + test_nitf.DATES + '<date.release norm="20240303T120000Z"/>'),
}
UPDATE = make_update(b"x", source="wire", seen=NOON)
ODD = ["", "<", ">", "&", '"', "\0", "\ud800", "\u202e", "9" * 40, "&#0;", "]]>", "null", "{", "[", "0000-00-00", "é"]


def is_read(found: object) -> bool:
    drafts = found if isinstance(found, tuple) else (found,)
    return isinstance(found, Rejection) or all(isinstance(each, Draft) for each in drafts)


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_no_damage_makes_a_reader_raise(name: str, data: st.DataObject) -> None:
    text = WHOLE[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 60, len(text))))
        text = text[:start] + data.draw(st.sampled_from(ODD)) + text[end:]
    assert is_read(READERS[name](text, UPDATE))


@pytest.mark.parametrize("name", READERS)
@given(text=st.text(max_size=80))
def test_no_text_makes_a_reader_raise(name: str, text: str) -> None:
    assert is_read(READERS[name](text, UPDATE))
    assert is_read(READERS[name](WHOLE[name].replace("2024-03-03T1", text), UPDATE))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*ninjs._Item.__struct_fields__, "body_x", "value", "name"]), inner, max_size=6),
    max_leaves=20,
))  # fmt: skip
def test_no_json_makes_ninjs_raise(value: object) -> None:
    assert is_read(ninjs.read(json.dumps(value), UPDATE))
    assert is_read(ninjs.read(json.dumps({"uri": "urn:a", "headlines": value, "bodies": value, "by": "A"}), UPDATE))


@pytest.mark.parametrize("name", READERS)
def test_each_part_of_a_document_cut_short_has_one_fate(name: str) -> None:
    for end in range(0, len(WHOLE[name]), 37):
        outcome = Desk().take(WHOLE[name][:end], url=None, content_type="text/xml" if name != "ninjs" else None)
        assert outcome.units.balanced and outcome.fate in ("dead", "dropped", "held", "passed")


ALERT = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
# label: (reader, document, reason)
BOUNDED = {
    "a billion laughs": (
        "cap", '<!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + ALERT + "&b;</alert>", "malformed",
    ),
    "a file for an entity": (
        "nitf", '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body>&x;</body></nitf>', "malformed",
    ),
    "a parameter entity from elsewhere": (
        "newsml_g2", '<!DOCTYPE newsItem [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x"> %d;]><newsItem/>', "malformed",
    ),
    "an entity in a body inside JSON": (
        "ninjs",
        json.dumps({"uri": "a", "bodies": [{"contentType": "text/vnd.IPTC.NITF", "value":
            '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/hostname">]><nitf><body>&x;</body></nitf>'}]}),
        "no_posts",
    ),
    "nested without end": ("cap", ALERT + "<info>" * 5_000, "malformed"),
    "JSON nested without end": ("ninjs", '{"uri": "a", "bodies": ' + "[" * 100_000, "malformed"),
    "lines without end": ("cap", WHOLE["cap"].replace("Gales", "a\n" * 20_000), "too_large"),
    "references without end": ("cap", WHOLE["cap"].replace("<references>", "<references>" + "a " * 2_000), "too_large"),
    "items without end": ("newsml_g2", test_newsml_g2.message("<newsItem/>" * 501), "too_large"),
    "a list without end": ("ninjs", json.dumps([{"uri": "a"}] * 501), "too_large"),
    "roles without end": ("ninjs", json.dumps({"uri": "a", **{f"body_{n}": "" for n in range(101)}}), "too_large"),
    "links without end": (
        "newsml_g2", test_newsml_g2.message(test_newsml_g2.item(manage="<link/>" * 501, ns="")), "too_large",
    ),
    "a document larger than any": ("nitf", "<nitf>" + " " * wire.DOCUMENT_MAX + "</nitf>", "too_large"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "reason"), BOUNDED.values(), ids=BOUNDED)
def test_hostile_documents_are_refused_with_a_reason(name: str, text: str, reason: str) -> None:
    found = READERS[name](text, UPDATE)
    assert isinstance(found, Rejection) and found.reason.value == reason
    assert len(found.message.split()) > 5


# What a rule of ours could take too long on: (reader, a document with n of something)
GROWING: dict[str, tuple[str, Callable[[int], str]]] = {
    "a by-line of separators": ("ninjs", lambda n: json.dumps({**test_ninjs.V1, "byline": " and , " * n})),
    "a key and blanks": ("ninjs", lambda n: json.dumps(test_ninjs.V1)[:-1] + ', "x": 1, "uri"' + " " * n + ': "a"}'),
    "an instant of digits": ("ninjs", lambda n: json.dumps({**test_ninjs.V1, "versioncreated": "2" * n})),
    "a description in one line": ("cap", lambda n: WHOLE["cap"].replace("Gales", "a. " * n)),
    "a description of entities": ("cap", lambda n: WHOLE["cap"].replace("Gales", "&amp;amp;" * n)),
    "an instant of digits in XML": ("cap", lambda n: WHOLE["cap"].replace("2024-03-04", "2" * n)),
    "a language of hyphens": ("cap", lambda n: WHOLE["cap"].replace("en-GB", "e-" * n)),
    "line breaks in a paragraph": ("nitf", lambda n: WHOLE["nitf"].replace("closed", "\n \n" * n)),
    "paragraphs": ("newsml_g2", lambda n: WHOLE["newsml_g2"].replace("The coast", "a</p><p>" * (n // 10))),
}


@pytest.mark.parametrize(("name", "grown"), GROWING.values(), ids=GROWING)
def test_time_grows_no_faster_than_the_document(name: str, grown: Callable[[int], str]) -> None:
    def cost(text: str) -> float:
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            READERS[name](text, UPDATE)
            best = min(best, time.process_time() - start)
        return best

    small, large = grown(10_000), grown(80_000)
    assert cost(large) < 0.02 + 24 * cost(small), "eight times as much: a quadratic rule would take 64 times as long"


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the public set is not here")
def test_public_attacks_are_no_news_and_say_why() -> None:
    folder: Path = SHARED / "data" / "malicious" / "defusedxml"
    for path in sorted(folder.glob("*.xml")):
        text = path.read_text("utf-8")
        for name, read in READERS.items():
            found = read(text, UPDATE)
            assert isinstance(found, Rejection) and found.message, (path.name, name)
