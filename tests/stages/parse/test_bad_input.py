"""Bytes that are no page: each is refused with a named reason, and none raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.records import RawUpdate
from streams.stages.parse import step
from streams.stages.parse.decode import clean, text_of
from tests.stages.parse.newsdesk import NOON, Desk, page, posts_of

MIB = 1024 * 1024

# label: (bytes, content type, reason)
REFUSED = {
    "nothing": (b"", "text/plain", "empty_body"),
    "white space": (b" \n\t \n", "text/plain", "empty_body"),
    "invisible characters": ("\u200b\u202e\n\ufeff".encode(), "text/plain", "empty_body"),
    "zero bytes": (b"MZ\x00\x01\x02", "text/plain", "binary"),
    "a PDF": (b"%PDF-1.7 rest", None, "binary"),
    "control characters": (b"\x01\x02\x03\x04abc", "text/plain", "binary"),
    "no known encoding": (b"\x81\x8d\x8f\xff\xfe" * 30, "text/plain", "encoding"),
    "another alphabet in an undeclared charset": ("Погода сегодня".encode("koi8-r"), "text/plain", "encoding"),
    "a declared charset that is a trap": ("Zürich".encode("cp1252") + b"\x81", "text/plain; charset=idna", "encoding"),
    "a page in HTML": (b"<!doctype html><p>Rain", "text/html", "no_posts"),
    "HTML declared as text": (b"<html><p>Rain", "text/plain", "no_posts"),
    "a table": (b"a,b\n1,2", "text/csv", "unknown_type"),
    "broken JSON": (b'{"headline": "Rain', "application/json", "malformed"),
    "JSON of another shape": (b"[1, 2]", "application/json", "malformed"),
    "JSON nested without end": (b"[" * 100_000, "application/json", "malformed"),
    "a number for a text": (b'{"text": 5}', "application/json", "malformed"),
    "a date that is none": (b'{"text": "Rain", "published": "soon"}', "application/json", "malformed"),
    "an item without words": (b'{"id": "1"}', "application/json", "no_posts"),
    "an error page": (b"404\nThe page you want has gone.", "text/plain", "no_posts"),
    "more lines than a page has": (b"a\n" * 20_001, "text/plain", "too_large"),
    "more than the limit": (b"a" * (8 * MIB + 1), "text/plain", "too_large"),
}


@pytest.mark.parametrize(("body", "content_type", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_with_a_reason_and_what_to_do(body: bytes, content_type: str | None, reason: str) -> None:
    outcome = Desk().take(body, content_type=content_type)
    assert outcome.reject is not None and outcome.reject.reason.value == reason
    assert outcome.fate == "dead" and not outcome.out and not outcome.writes
    assert len(outcome.reject.message.split()) > 5


DESKS = {
    "world": True, "de.bayern": True, "a_b-1": True, "_canary-3": True, "_secret": False, "": False, "Wörld": False,
    "World": False, "a b": False, "../etc": False, "a" * 64: False, "_canary-": False,
}  # fmt: skip


@pytest.mark.parametrize(("desk", "good"), DESKS.items())
def test_names_of_desks(desk: str, good: bool) -> None:
    update = RawUpdate(ce_id="1", ce_type="streams.update.v1", source="a.txt", desk=desk, seen=NOON, body=b"It rains.")
    outcome = step(Desk().state, update, NOON)
    assert (outcome.reject is None) is good
    assert good or (outcome.reject is not None and outcome.reject.reason.value == "bad_name")


def test_a_page_of_furniture_alone_is_empty() -> None:
    outcome = Desk().take("Advertisement\nCopy link\nLoad more")
    assert outcome.drop == "empty" or posts_of(outcome)[0].text == ""


ENCODINGS = {
    "utf-8": ("utf-8", None), "utf-8 with a mark": ("utf-8-sig", None), "utf-16 with a mark": ("utf-16", None),
    "declared latin": ("iso-8859-1", "text/plain; charset=ISO-8859-1"), "Windows, undeclared": ("cp1252", "text/plain"),
    "declared Cyrillic": ("koi8-r", 'text/plain; charset="koi8-r"'),
    "declared wide": ("utf-16-le", "text/plain; charset=utf-16le"),
}  # fmt: skip


@pytest.mark.parametrize(("encoding", "content_type"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(encoding: str, content_type: str | None) -> None:
    word = "Погода" if encoding == "koi8-r" else "Zürich"
    outcome = Desk().take(f"Rain in {word}\nIt rained in {word} all day.".encode(encoding), content_type=content_type)
    assert [post.headline for post in posts_of(outcome)] == [f"Rain in {word}"]


UNSEEN = {
    "zero width": ("Zel\u200bensky", "Zelensky"), "bidi": ("\u202eabc\u2066", "abc"),
    "soft hyphen": ("Ha\xadfen", "Hafen"),
    "controls": ("a\x07b", "ab"), "no-break space": ("5\xa0km", "5 km"), "joiner in Latin": ("a\u200db", "ab"),
    "joiner in Persian stays": ("می\u200cخواهم", "می\u200cخواهم"), "accents stay": ("Mutevelić", "Mutevelić"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNSEEN.values(), ids=UNSEEN)
def test_unseen_characters_never_reach_derived_text(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.binary(max_size=300))
def test_any_bytes_have_one_fate(body: bytes) -> None:
    outcome = Desk().take(body, content_type=None)
    assert [bool(outcome.reject), bool(outcome.drop), outcome.held, bool(outcome.out)].count(True) == 1
    assert isinstance(text_of(body), str) or outcome.reject is not None


HOSTILE = {
    "one endless line": "a" * 200_000, "endless spaces": "a" + " " * 200_000 + "b", "brackets": "(" * 200_000,
    "quotes": '"' * 200_000, "short lines": "a\n" * 20_000, "digits": "1 " * 100_000, "times": "09:42\n" * 10_000,
    "headings": "\n".join(f"Heading number {i} of the page" for i in range(5000)),
    "equal posts": "Heading\nIt rains on.\n" * 5000,
    "and": "Ana Sol and " * 20_000 + "report:",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_to_the_end(text: str) -> None:
    """A pattern whose time grows with the square of its input would not come back from these."""
    assert Desk().take(text).fate in ("passed", "dropped")


def test_a_page_may_be_large() -> None:
    body = page([(f"Heading number {i}", f"Paragraph {i} of the page. " * 20) for i in range(500)])
    assert len(posts_of(Desk().take(body))) == 500


DECLARED_INSIDE: dict[str, tuple[bytes, str]] = {
    "an XML declaration": ('<?xml version="1.0" encoding="iso-8859-1"?><a>Zürich</a>'.encode("latin-1"), "Zürich"),
    "a meta element": ("<html><meta charset=windows-1251><p>Киев".encode("cp1251"), "Киев"),
    "a meta element of old": (
        '<meta http-equiv="Content-Type" content="text/html; charset=big5">台北'.encode("big5"),
        "台北",
    ),
    "UTF-8 that says it is another": ('<?xml version="1.0" encoding="iso-8859-1"?><a>Zürich</a>'.encode(), "Zürich"),
    "an encoding that is none of text": (
        '<?xml version="1.0" encoding="zlib"?><a>Zürich</a>'.encode("cp1252"),
        "Zürich",
    ),
}


@pytest.mark.parametrize(("body", "word"), DECLARED_INSIDE.values(), ids=DECLARED_INSIDE)
def test_markup_may_name_its_own_encoding(body: bytes, word: str) -> None:
    text = text_of(body)
    assert isinstance(text, str) and word in text
