"""Feeds made to take time and memory: read whole, every entry of them, within bounds."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.codec import make_update
from streams.stage import Rejection
from streams.stages.parse.draft import Unread
from streams.stages.parse.formats import feed
from tests.stages.parse.strangers import has_peak, suffers

JSON = '{"version": "https://jsonfeed.org/version/1", "items": ['
SIZE = 8 * 1024 * 1024 - 1000


def _read(document: str) -> str:
    """What the child runs: the page and each of its posts."""
    seen = datetime(2024, 3, 3, 12, tzinfo=UTC)
    url = "https://news.example.com/rss.xml"
    update = make_update(b"", source="f", seen=seen, desk="world", content_type=None, url=url, outlet=None)
    page = feed.read(document, update)
    if isinstance(page, Rejection):
        return page.message
    posts = [each.read() if isinstance(each, Unread) else each for each in page.posts]
    return f"{len(posts)} posts"


def _one(inside: str) -> str:
    return f"<rss><channel><title>C</title><item><title>T</title>{inside}</item></channel></rss>"


def _filled(before: str, unit: str, after: str = "", times: int = SIZE) -> str:
    return _one(before + unit * min((SIZE - len(before) - len(after)) // len(unit), times) + after)


ATTACKS = {
    "as many entries as are allowed": "<rss><channel>"
    + "".join(f"<item><title>T{n}</title></item>" for n in range(5000)),
    "many dates of one entry": _filled("", "<pubDate>Sun, 03 Xyz 2024 99:99:99</pubDate>", times=29_000),
    "many links of one entry": _filled("", "<link>http://[</link>", times=29_000),
    "many guids of one entry": _filled("", "<guid>x</guid>", times=29_000),
    "many titles of one entry": _filled("", "<title> </title>", times=29_000),
    "many authors of one entry": _filled("", "<author>A B and C D</author>", times=29_000),
    "many names of elements": _one("".join(f"<e{n}>x</e{n}>" for n in range(29_000))),
    "long names of elements": _one("".join(f"<e{n}{'e' * 40_000}/>" for n in range(200))),
    "a long date": _filled("<pubDate>", "1 ", "</pubDate>"),
    "a long link": _filled("<link>https://news.example.com/", "../", "</link>"),
    "a long author": _filled("<author>", "A B, ", "</author>"),
    "a long guid": _filled("<guid>", "#1", "</guid>"),
    "a long language": "<rss xml:lang='" + "a-" * 4_000_000 + "'><channel/></rss>",
    "times without end": _filled(
        "<pubDate>Sun, 03 Mar 2024 12:00:00 GMT</pubDate><description>", "10:15 a.\n", "</description>"
    ),
    "XHTML as deep as is allowed": _one("<description>" + "<b>" * 90 + "x" + "</b>" * 90 + "</description>"),
    "XHTML of as many elements as are allowed": _filled("<description>", "<b>x</b>", "</description>", times=59_000),
    "base64 without end": _filled("<description mode='base64'>", "VGhl", "</description>"),
    "a JSON number of 5,000 digits": JSON + '{"title": "T", "id": ' + "1" * 5_000 + "}]}",
    "one JSON number without end": JSON + '{"id": ' + "1" * 8_000_000 + "}]}",
    "many JSON items": JSON + '{"title": "T"},' * 4_999 + '{"title": "U"}]}',
}  # fmt: skip


@has_peak
@pytest.mark.parametrize("label", ATTACKS)
def test_attacks_are_bounded(label: str, tmp_path: Path, listener: socket.socket) -> None:
    suffers(ATTACKS[label], tmp_path, listener, _read)
