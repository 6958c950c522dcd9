"""XML from strangers: what is read, what is refused, and that nothing outside is touched and nothing blows up.

Each attack runs in a process of its own, which measures its time and memory and has a listener's address and a file's
path to betray itself with.
"""

from __future__ import annotations

import socket
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stage import Rejection
from streams.stages.parse.formats import safe_xml
from streams.stages.parse.formats.safe_xml import parse, root_of
from tests.stages.parse.newsdesk import SHARED
from tests.stages.parse.strangers import has_peak, suffers

KNOWN_ATTACKS = sorted((SHARED / "data" / "malicious" / "defusedxml").glob("*.x*"))
SIZE = 8 * 1024 * 1024 - 100

READ = {
    "a plain document": ("<a><b>x</b></a>", "x"),
    "a declared encoding that is not ours": ('<?xml version="1.0" encoding="utf-16"?><a>é</a>', "é"),
    "an encoding that nobody has": ('<?xml version="1.0" encoding="x-none"?><a>é</a>', "é"),
    "white space and a mark before the declaration": ('\ufeff \n<?xml version="1.0"?><a>x</a>', "x"),
    "a style sheet's instruction": ('<?xml-stylesheet href="http://127.0.0.1/x.xsl"?><a>x</a>', "x"),
    "a comment that names a document type": ("<!-- <!DOCTYPE a [<!ENTITY b 'c'>]> --><a>x</a>", "x"),
    "CDATA that holds one": ("<a><![CDATA[<!DOCTYPE html><p>x]]></a>", "<!DOCTYPE html><p>x"),
    "text around a comment": ("<a>x<!-- y -->z</a>", "xz"),
    "text around an instruction": ("<a>x<?php echo 1 ?>z</a>", "xz"),
    "the five entities": ("<a>&lt;&amp;&gt;&quot;&apos;&#233;</a>", "<&>\"'é"),
}

REFUSED = {
    "a document type": "<!DOCTYPE a><a/>",
    "one in small letters": "<!doctype a><a/>",
    "one behind white space, comments and instructions": "\n<?xml version='1.0'?><!-- a --><?b c?>\n <!DOCTYPE a><a/>",
    "one behind a comment with a greater-than sign": "<!-- > --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "one behind a comment that looks like its end": "<!-- -- > --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "one behind an instruction that holds a comment's start": "<?a <!-- ?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "an external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]><a/>',
    "one with a character in it that mending takes out": "<\x01!DOC\x00TYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "an entity declaration alone": "<!ENTITY a 'b'><a/>",
    "one inside the document": "<a><!DOCTYPE a [<!ENTITY b 'c'>]>&b;</a>",
    "an entity that nobody declared": "<a>&b;</a>",
    "an unfinished comment": "<!-- <a/>",
    "an unfinished instruction": "<?xml <a/>",
    "no root": "<!-- a -->",
    "nothing": "",
    "text": "Rain goes on",
    "two roots": "<a/><b/>",
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_read(text: str, expected: str) -> None:
    root = parse(text)
    assert not isinstance(root, Rejection), root
    assert "".join(root.itertext()) == expected


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused_and_told_why(text: str) -> None:
    refused = parse(text)
    assert isinstance(refused, Rejection) and refused.reason.value == "malformed"
    assert "Send" in refused.message


@pytest.mark.parametrize("label", [label for label, text in REFUSED.items() if "DOCTYPE" in text.upper()])
def test_mending_lets_no_document_type_in(label: str) -> None:
    found = parse(REFUSED[label], recover=True)
    if not isinstance(found, Rejection):  # what stands inside the root is text, and declares nothing
        assert found.getroottree().docinfo.internalDTD is None and not "".join(found.itertext()).endswith("c")


MENDED = {
    "a bare ampersand": ("<a>R&B &c</a>", "R&B &c"),
    "an entity of HTML": ("<a>&eacute;t&eacute;&nbsp;&mdash; fin</a>", "été\xa0— fin"),
    "an entity of HTML that would be markup": ("<a>&LT;b&GT; &AMP;c</a>", "&LT;b&GT; &AMP;c"),
    "an ampersand in CDATA stays as it is": ("<a>x & <![CDATA[R&B &eacute;]]></a>", "x & R&B &eacute;"),
    "a control character": ("<a>x\x08y\x00z</a>", "xyz"),
    "references to no character": ("<a>x&#xD800;&#0;&#x110000;&#xFFFE;&#x20AC;y</a>", "x\ufffd\ufffd\ufffd\ufffd€y"),
    "no end": ("<a>x<b>y", "xy"),
    "a prefix that nobody declared": ("<a><m:b>x</m:b></a>", "x"),
}


@pytest.mark.parametrize(("text", "expected"), MENDED.values(), ids=MENDED)
def test_mended_only_where_asked_for(text: str, expected: str) -> None:
    assert isinstance(parse(text), Rejection)
    root = parse(text, recover=True)
    assert not isinstance(root, Rejection), root
    assert "".join(root.itertext()) == expected


ROOTS = {
    "plain": ("<rss version='2.0'>", ("rss", "rss")),
    "with a prefix": ("<a:feed xmlns:a='u'>", ("a:feed", "feed")),
    "behind a prolog": ("\ufeff<?xml version='1.0'?>\n<!-- <b> --><?c d?><alert>", ("alert", "alert")),
    "named by a document type": ("<!DOCTYPE html PUBLIC 'x'><html>", ("html", "html")),
    "cut short": ("<nitf", ("nitf", "nitf")),
    "text": ("Rain", None),
    "a comparison": ("< 5", None),
    "too many comments": ("<!---->" * 60 + "<a/>", None),
}


@pytest.mark.parametrize(("text", "expected"), ROOTS.values(), ids=ROOTS)
def test_root_told_by_the_beginning(text: str, expected: tuple[str, str] | None) -> None:
    root = root_of(text)
    assert (None if root is None else (root.name, root.local)) == expected


def test_limits_hold_and_what_is_under_them_is_read() -> None:
    few, many = safe_xml.ELEMENTS_MAX - 1, safe_xml.ELEMENTS_MAX + 1
    assert len(parse(f"<a>{'<b/>' * few}</a>")) == few
    assert len(parse(f"<a><![CDATA[{'<b/>' * many}]]><!-- {'<b/>' * many} --></a>")) == 0  # no elements in these
    deep = safe_xml.DEPTH_MAX
    assert not isinstance(parse("<a>" * deep + "</a>" * deep), Rejection)
    for text in (
        f"<a>{'<b/>' * many}</a>", "<a " + " ".join(f"b{n}=''" for n in range(many)) + "/>",
        "<a>" * (deep + 1) + "</a>" * (deep + 1), f"<a><?b <![CDATA[ ?>{'<b/>' * many}<!-- ]]> --></a>",
        f"<a>{'<![CDATA[]]>' * many}</a>",
    ):  # fmt: skip
        refused = parse(text)
        assert isinstance(refused, Rejection) and refused.reason.value == "too_large", text[:40]


def _filled(unit: str, before: str = "<a>", after: str = "</a>") -> str:
    return before + unit * ((SIZE - len(before) - len(after)) // len(unit)) + after


def _entities(*declared: str) -> str:
    return f"<!DOCTYPE a [{''.join(declared)}]><a>&z;</a>"


def attacks(port: int, canary: Path) -> dict[str, str]:
    """Documents that ask for the listener or the file, and documents made to take time and memory."""
    web, file = f"http://127.0.0.1:{port}/", canary.as_uri()
    inside = safe_xml.ELEMENTS_MAX - 10
    return {
        "billion laughs": _entities(
            '<!ENTITY a "lol">', *(f"<!ENTITY {b} '" + f"&{a};" * 10 + "'>" for a, b in pairwise("abcdefghi")),
            '<!ENTITY z "&i;">',
        ),
        "quadratic blow-up": f'<!DOCTYPE a [<!ENTITY z "{"x" * 100_000}">]><a>{"&z;" * 50_000}</a>',
        "blow-up in an attribute": f'<!DOCTYPE a [<!ENTITY z "{"x" * 100_000}">]><a b="{"&z;" * 50_000}"/>',
        "an entity that is itself": _entities('<!ENTITY z "&z;">'),
        "an external entity": _entities(f'<!ENTITY z SYSTEM "{file}">'),
        "an external entity on the web": _entities(f'<!ENTITY z SYSTEM "{web}">'),
        "a parameter entity": f'<!DOCTYPE a [<!ENTITY % b SYSTEM "{web}b"> %b;]><a/>',
        "an external document type": f'<!DOCTYPE a SYSTEM "{web}a.dtd"><a/>',
        "a public document type": f'<!DOCTYPE a PUBLIC "-//X//Y" "{file}"><a/>',
        "an inclusion": f'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="{file}" parse="text"/></a>',
        "an inclusion from the web": f'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="{web}"/></a>',
        "a schema's location": '<a xmlns:x="http://www.w3.org/2001/XMLSchema-instance" '
        f'x:schemaLocation="u {web}a.xsd" x:noNamespaceSchemaLocation="{file}"/>',
        "a style sheet": f'<?xml-stylesheet type="text/xsl" href="{web}a.xsl"?><a/>',
        "a base on the web": f'<a xml:base="{web}"><link>b</link></a>',
        "a huge attribute": _filled("x", "<a b='", "'/>"),
        "a huge name": _filled("a", "<", "/>"),
        "a huge text": _filled("x"),
        "100,000 levels": "<a>" * 100_000 + "</a>" * 100_000,
        "100,000 levels without end": "<a>" * 100_000,
        "millions of elements": _filled("<b/>"),
        "millions of ampersands": _filled("&"),
        "millions of unknown entities": _filled("&b;"),
        "millions of references": _filled("&#65;"),
        "millions of openings": _filled("<"),
        "millions of CDATA openings": _filled("<![CDATA["),
        "millions of comments": _filled("<!---->"),
        "millions of comments first": _filled("<!---->", "", "<a/>"),
        "millions of instructions": _filled("<?a?>"),
        "millions of ends": _filled("</b>"),
        "millions of spaces first": _filled(" ", "", "<a/>"),
        "control characters": _filled("\x01"),
        "as much as is allowed, with attributes and text": "<a>"
        + f'<b c="{"x" * 60}"/>{"y" * 60}' * inside + "</a>",
        "as many names as are allowed": "<a>" + "".join(f"<b{n} c{n}='1'/>" for n in range(inside)) + "</a>",
        "as many namespaces as are allowed": "<a " + " ".join(f"xmlns:c{n}='u{n}'" for n in range(inside)) + "/>",
        "broken as often as is allowed": "<a>" + "<b c c c>" * (inside // 2) + "</a>",
        "unknown entities as many as are allowed": "<a>" + "&nbspx;" * 99_000 + "</a>",
    }  # fmt: skip


def _parse(document: str) -> str:
    """What the child runs."""
    found = parse(document)
    return found.message if isinstance(found, Rejection) else "".join(found.itertext())[:1000]


def _mend(document: str) -> str:
    """What the child runs the second time."""
    found = parse(document, recover=True)
    return found.message if isinstance(found, Rejection) else "".join(found.itertext())[:1000]


LABELS = tuple(attacks(0, Path("/canary")))


@has_peak
@pytest.mark.parametrize("label", LABELS)
def test_attacks_are_bounded_and_reach_nothing(
    label: str, tmp_path: Path, listener: socket.socket, canary: Path
) -> None:
    port: int = listener.getsockname()[1]
    suffers(attacks(port, canary)[label], tmp_path, listener, _parse, _mend)


@has_peak
@pytest.mark.parametrize("path", KNOWN_ATTACKS, ids=lambda path: path.name)
def test_known_attacks_are_bounded_and_reach_nothing(path: Path, tmp_path: Path, listener: socket.socket) -> None:
    suffers(path.read_text("utf-8"), tmp_path, listener, _parse, _mend)


def test_the_listener_would_hear(listener: socket.socket) -> None:
    """The proof above can fail."""
    with socket.create_connection(listener.getsockname()):
        listener.accept()[0].close()


@given(st.text(alphabet=st.sampled_from("<>!?/-[]&#;=\"' aDOCTYPENTIxml08\x00\ud800é"), max_size=80), st.booleans())
def test_no_text_raises_and_what_is_read_can_be_walked(text: str, recover: bool) -> None:
    root_of(text)
    for whole in (text, f"<a>{text}</a>"):
        found = parse(whole, recover=recover)
        if not isinstance(found, Rejection):
            "".join(found.itertext()).encode()
            assert [each.items() for each in found.iter()]
