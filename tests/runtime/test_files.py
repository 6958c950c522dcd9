"""What a person hands to `send`: files, folders, packed files, lines; what each is taken for, and what is too large."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from kafka.errors import MessageSizeTooLargeError

from streams.codec import Outbound
from streams.records import RawUpdate
from streams.runtime import files, sender
from streams.runtime.files import Given, Refused, TooLarge, updates
from streams.runtime.intake import record
from streams.runtime.media_type import guess
from streams.topics import DEAD, MIB, RAW, RAW_BYTES_MAX

NOW = datetime(2024, 5, 14, 12, tzinfo=UTC)
LINE = {"source": "wire", "content_type": "application/json", "body": {"headline": "Rain"}}

TYPES: dict[str, tuple[str, bytes, str | None]] = {
    "HTML by its ending": ("page.html", b"<p>Rain", "text/html"),
    "an ending in capitals": ("PAGE.HTM", b"<p>Rain", "text/html"),
    "XML by its ending": ("item.xml", b"<newsItem/>", "application/xml"),
    "RSS by its ending": ("feed.rss", b'<?xml version="1.0"?><rss>', "application/rss+xml"),
    "JSON by its ending": ("item.json", b"{}", "application/json"),
    "text by its ending": ("page.txt", b"Rain", "text/plain"),
    "HTML saved as text": ("page.txt", b"\n <!DOCTYPE html><html>", "text/html"),
    "XHTML, which begins as XML does": ("page", b'<?xml version="1.0"?>\n<html xmlns="x">', "text/html"),
    "a story in XML that holds HTML": (
        "story",
        b'<?xml version="1.0"?><!-- a --><newsItem><inlineXML><html>',
        "application/xml",
    ),
    "XML saved as text": ("feed.txt", b'\xef\xbb\xbf<?xml version="1.0"?><rss>', "application/xml"),
    "a feed without a declaration": ("feed", b"<feed xmlns='x'>", "application/xml"),
    "no ending and no markup": ("page", b"Rain", None),
    "JSON has no beginning of its own": ("item", b'{"text": "Rain"}', None),
    "an ending nobody knows": ("page.2024", b"Rain", None),
    "markup later on is no beginning": ("page", b"Rain\n<html>", None),
}


@pytest.mark.parametrize(("name", "body", "wanted"), TYPES.values(), ids=TYPES)
def test_a_media_type_is_told_by_markup_and_ending(name: str, body: bytes, wanted: str | None) -> None:
    assert guess(name, body) == wanted


def read(*paths: Path | str, given: Given | None = None) -> list[RawUpdate | Refused]:
    return list(updates([str(path) for path in paths], given or Given(), now=NOW))


def test_what_is_given_beats_what_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("Rain")
    [told] = read(tmp_path / "page.html")
    assert isinstance(told, RawUpdate) and told.content_type == "text/html"
    [told] = read(tmp_path / "page.html", given=Given(content_type="text/plain"))
    assert isinstance(told, RawUpdate) and told.content_type == "text/plain"


def test_a_folder_is_all_its_files_sorted_and_hidden_ones_and_links_are_left_out(tmp_path: Path) -> None:
    for path in ("b.txt", "a/z.txt", "a/b/c.html", ".hidden.txt", ".git/x.txt", "a/.part.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"Rain in {path}")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "up").symlink_to(tmp_path.parent)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "lines.ndjson").write_bytes(orjson.dumps(LINE) + b"\n" + orjson.dumps({**LINE, "source": "w2"}))
    assert [item.source for item in read(tmp_path) if isinstance(item, RawUpdate)] == [
        "a/b/c.html", "a/z.txt", "b.txt", "wire", "w2",
    ]  # fmt: skip


def test_gzip_is_told_by_its_first_bytes_whatever_the_name(tmp_path: Path) -> None:
    packed = gzip.compress(b"<html><p>Rain")
    for name, source in (("page.html", "page.html"), ("page.html.gz", "page.html"), ("page", "page")):
        (tmp_path / name).write_bytes(packed)
        [told] = read(tmp_path / name)
        assert isinstance(told, RawUpdate)
        assert (told.source, told.body, told.content_type) == (source, b"<html><p>Rain", "text/html")


STDIN: dict[str, tuple[bytes, str | None, list[str]]] = {
    "a page": (b"Rain in Bergen\nIt rained.", None, ["-"]),
    "a plain item": (b'{"headline": "Rain"}', None, ["-"]),
    "raw updates, a line each": (orjson.dumps(LINE) + b"\n" + orjson.dumps({**LINE, "source": "b"}), None,
                                 ["wire", "b"]),
    "packed lines": (gzip.compress(orjson.dumps(LINE) + b"\n"), None, ["wire"]),
    "lines by their type, the first one broken": (b"{\n" + orjson.dumps(LINE), "application/x-ndjson",
                                                  ["refused", "wire"]),
    "a line that is an item, by the type given": (orjson.dumps(LINE), "application/json", ["-"]),
    "a first line longer than what is looked at": (orjson.dumps({**LINE, "body": "Rain " * MIB}) + b"\n", None,
                                                   ["wire"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "content_type", "wanted"), STDIN.values(), ids=STDIN)
def test_standard_input_is_a_page_or_lines(
    body: bytes, content_type: str | None, wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(body))
    monkeypatch.setattr(sys, "stdin", stdin)
    told = read("-", given=Given(content_type=content_type))
    assert [item.source if isinstance(item, RawUpdate) else "refused" for item in told] == wanted
    assert not stdin.buffer.closed


def letter_of(item: RawUpdate | Refused) -> Outbound:
    out = record(item, "wire", "send")
    assert out is not None and out.topic is DEAD
    return out


def test_a_body_at_the_limit_is_sent_and_one_over_it_leaves_a_dead_letter(tmp_path: Path) -> None:
    whole = b"Rain. " * (RAW_BYTES_MAX // 6 + 1)
    (tmp_path / "at.txt").write_bytes(whole[:RAW_BYTES_MAX])
    (tmp_path / "over.txt").write_bytes(whole[: RAW_BYTES_MAX + 1])
    at, over = read(tmp_path)
    out = record(at, "wire", "send")
    assert isinstance(at, RawUpdate) and out is not None and out.topic is RAW and len(out.value or b"") == RAW_BYTES_MAX
    assert isinstance(over, TooLarge) and "the limit of a raw update is 8,388,608" in over.why
    letter = letter_of(over)
    told = {name: value.decode() for name, value in letter.headers}
    assert letter.value == whole[: 64 * 1024] and letter.key == b"world"
    assert told["streams.dead.sha256"] == hashlib.sha256(whole[: RAW_BYTES_MAX + 1]).hexdigest()
    assert told["streams.dead.bytes"] == str(RAW_BYTES_MAX + 1)
    assert (told["streams.dead.reason"], told["streams.dead.stage"]) == ("too_large", "send")
    assert told["streams.dead.topic"] == "wire.raw.v1" and "over.txt" in told["streams.dead.message"]
    assert (told["ce_source"], told["content-type"]) == ("over.txt", "text/plain")


def test_a_line_whose_body_is_over_the_limit_leaves_one_too(tmp_path: Path) -> None:
    body = "Rain. " * (RAW_BYTES_MAX // 6 + 1)
    path = tmp_path / "lines.ndjson"
    path.write_bytes(orjson.dumps({**LINE, "body": body, "desk": "sea"}) + b"\n" + orjson.dumps(LINE))
    over, fine = read(path)
    assert isinstance(fine, RawUpdate)
    letter = letter_of(over)
    assert letter.key == b"sea" and dict(letter.headers)["ce_source"] == b"wire"
    assert dict(letter.headers)["streams.dead.sha256"] == hashlib.sha256(body.encode()).hexdigest().encode()


def test_a_line_without_end_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LINE_BYTES_MAX", 1000)
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b'{"source": "' + b"a" * 5000 + b"\n" + orjson.dumps(LINE))
    over, fine = read(path)
    assert isinstance(over, Refused) and over.where == "lines.ndjson:1" and "longer than 1,000 bytes" in over.why
    assert isinstance(fine, RawUpdate)


def test_a_name_that_is_no_utf8_is_sent_under_one_that_is(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/sm\xf8rbr\xf8d.txt"
    with open(path, "wb") as file:
        file.write(b"Rain")
    [told] = read(tmp_path)
    out = record(told, "wire", "send")
    assert out is not None and dict(out.headers)["ce_source"].decode() == "sm�rbr�d.txt"


def test_a_huge_file_and_a_long_one_of_lines_take_little_memory(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * MIB)
    lines = tmp_path / "long.ndjson"
    with lines.open("wb") as file:
        for _ in range(60):
            file.write(orjson.dumps({**LINE, "body": "Rain " * (MIB // 5)}) + b"\n")
    tracemalloc.start()
    count = sum(1 for _ in updates([str(huge), str(lines)], Given(), now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 61
    assert peak < 3 * RAW_BYTES_MAX, f"{peak:,}"


# ----------------------------------------------------------------------------------------------- the window


class Delivery:
    def __init__(self, log: SlowLog) -> None:
        self.log = log
        self.done = False

    def get(self, timeout: float) -> None:
        if not self.done:
            self.done = True
            self.log.under_way -= 1
        if self.log.fails:
            raise OSError("no broker")


class SlowLog:
    """A producer of which nothing is acknowledged before it is asked for."""

    def __init__(self, fails: bool = False) -> None:
        self.under_way = self.most = self.sent = 0
        self.fails = fails

    def send(self, topic: str, **record: object) -> Delivery:
        self.sent += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        return Delivery(self)

    def flush(self, timeout: float) -> None:
        """Nothing is on its way by itself."""


def records(count: int, size: int) -> Iterator[Outbound]:
    return (Outbound(RAW, b"world", b"x" * size) for _ in range(count))


def test_only_a_window_is_on_its_way_however_many_are_sent() -> None:
    many = SlowLog()
    assert sender.send(many, "wire", records(25_000, 1)) == 25_000
    assert (many.most, many.under_way) == (sender.WINDOW_RECORDS + 1, 0)
    large = SlowLog()
    assert sender.send(large, "wire", records(20, 4 * MIB)) == 20
    assert large.most * 4 * MIB <= sender.WINDOW_BYTES + 4 * MIB


def test_a_patient_sender_makes_a_new_producer_after_one_that_failed() -> None:
    made: list[Closing] = []

    class Closing(SlowLog):
        closed = False

        def close(self, timeout: float) -> None:
            self.closed = True

    @contextmanager
    def make() -> Iterator[Closing]:
        made.append(Closing(fails=len(made) == 0))
        yield made[-1]
        made[-1].close(timeout=30)

    patient = sender.Patient(make, "wire")
    with pytest.raises(OSError, match="no broker"):
        patient.deliver(records(1, 1))
    assert made[0].closed, "and nothing waits for what it could not deliver"
    patient.deliver(records(1, 1))
    patient.deliver(records(1, 1))
    patient.close()
    assert [(each.sent, each.closed) for each in made] == [(1, True), (2, True)]


def test_a_record_that_the_broker_will_never_take_is_told_from_a_broker_that_is_away() -> None:
    class Small(SlowLog):
        def send(self, topic: str, **record: object) -> Delivery:
            raise MessageSizeTooLargeError("over max.request.size")

    patient = sender.Patient(lambda: nullcontext(Small()), "wire")
    with pytest.raises(sender.TooLargeForBroker, match="streams check"):
        patient.deliver(records(1, 1))


def test_a_delivery_that_fails_raises_also_long_before_the_end() -> None:
    for count in (1, 25_000):
        log = SlowLog(fails=True)
        with pytest.raises(OSError, match="no broker"):
            sender.send(log, "wire", records(count, 1))
        assert log.sent <= sender.WINDOW_RECORDS + 1


@pytest.mark.parametrize(
    ("name", "body", "seen"),
    [
        ("feed.rss", "<rss><channel><title>Post</title><item><title>Rain</title><guid>1</guid>"
                     "<pubDate>Wed, 01 May 2024 08:00:00 +0200</pubDate></item></channel></rss>",
         "2024-05-01T06:00:00Z"),
        ("page.txt", "date 2024-05-01\n\nRoad closed\nThe road was closed.", "2024-05-01T23:59:59Z"),
        ("page.txt", "Road closed\nThe road was closed.", "1970-01-01T00:00:00Z"),
    ],
    ids=["a feed's newest date", "a page's day", "a page without a date"],
)  # fmt: skip
def test_a_file_is_seen_at_the_newest_instant_that_it_states(tmp_path: Path, name: str, body: str, seen: str) -> None:
    (tmp_path / name).write_text(body)
    [told] = updates([str(tmp_path / name)], Given())
    assert isinstance(told, RawUpdate)
    assert told.seen == datetime.fromisoformat(seen)


def test_a_decision_in_a_file_keeps_its_type_and_id_and_stands_where_what_was_before_it_stands(tmp_path: Path) -> None:
    item = {**LINE, "body": {"headline": "Rain", "text": "It rains.", "published": "2024-05-01T08:00:00Z"}}
    decision = {"source": "desk", "ce_type": "streams.decision.v1", "ce_id": "one", "body": {"kind": "undo"}}
    path = tmp_path / "day.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(line) for line in (decision, item, decision)))
    first, rain, last = updates([str(path)], Given())
    assert (last.ce_type, last.ce_id, orjson.loads(last.body)) == ("streams.decision.v1", "one", {"kind": "undo"})
    assert first.seen == datetime(1970, 1, 1, tzinfo=UTC)
    assert rain.seen == last.seen == datetime(2024, 5, 1, 8, tzinfo=UTC)
