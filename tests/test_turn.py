"""A turn in memory: what becomes of a record that fails, whatever its bytes, key and headers are."""

from __future__ import annotations

import hashlib

import pytest

from streams import codec
from streams.codec import Headers, Inbound
from streams.commands.dead_letters import again
from streams.runtime.dead_letter import KEPT_BYTES_MAX
from streams.runtime.turn import Turner
from streams.settings import Settings
from streams.topics import DEAD, DEAD_BYTES_MAX, RAW
from tests.runtime.stages import pipeline


def refused(*, key: bytes | None = b"d", value: bytes = b"refuse it", headers: Headers = ()) -> codec.Outbound:
    """The dead letter of a raw record."""
    record = Inbound("news.raw.v1", 0, 7, 1_700_000_000_000, key, value, headers)
    turn = Turner(pipeline(Settings())[0]).take([record])
    [letter] = turn.publish
    assert letter.topic is DEAD
    return letter


ATTEMPTS: dict[str, tuple[bytes, bytes]] = {
    "one more than before": (b"3", b"4"),
    "no number": (b"three", b"1"),
    "nothing": (b"", b"1"),
    "digits that are none of ASCII": ("\u0663".encode(), b"1"),
    "more digits than int() reads": (b"9" * 5000, b"1"),
}


@pytest.mark.parametrize(("sent", "told"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_number_of_tries_is_read_from_a_header_that_anyone_may_write(sent: bytes, told: bytes) -> None:
    letter = refused(headers=(("streams.retry.attempt", sent),))
    assert dict(letter.headers)["streams.dead.attempt"] == told
    assert letter.headers[0] == ("streams.retry.attempt", sent)


def test_a_letter_that_its_topic_takes_is_whole() -> None:
    value = b"refuse" + bytes(DEAD_BYTES_MAX - 8192)
    letter = refused(value=value, headers=(("x", bytes(4096)),))
    assert letter.value == value
    assert "streams.dead.bytes" not in dict(letter.headers)


def test_of_one_that_is_too_large_the_beginning_is_kept_and_the_whole_is_told() -> None:
    value = b"refuse" + b"rain " * (4 << 20)
    letter = refused(value=value, headers=(("desk", b"d"),))
    facts = dict(letter.headers)
    assert (letter.key, letter.value) == (b"d", value[:KEPT_BYTES_MAX])
    assert facts["streams.dead.bytes"] == str(len(value)).encode()
    assert facts["streams.dead.sha256"] == hashlib.sha256(value).hexdigest().encode()
    assert (facts["streams.dead.reason"], facts["streams.dead.disposition"]) == (b"malformed", b"poison")
    assert (facts["desk"], facts["streams.dead.headers_dropped"]) == (b"d", b"0")


HUGE: dict[str, tuple[bytes, Headers, bytes]] = {
    "a header": (b"d", (("a", b"1"), ("huge", bytes(10 << 20)), ("b", b"2")), b"1"),
    "a header's name, in letters of three bytes": (b"d", (("\u0939" * (4 << 20), b""), ("a", b"1"), ("b", b"2")), b"1"),
    "many headers": (b"d", (("a", b"1"), ("b", b"2"), *(("x", bytes(1000)),) * 10_000), b"9935"),
    "the key": (bytes(10 << 20), (("a", b"1"), ("b", b"2")), b"0"),
}


@pytest.mark.parametrize(("key", "headers", "dropped"), HUGE.values(), ids=HUGE)
def test_what_is_huge_beside_the_value_is_left_out_too_and_counted(
    key: bytes, headers: Headers, dropped: bytes
) -> None:
    letter = refused(key=key, headers=headers)
    facts = dict(letter.headers)
    assert letter.size < 4 * KEPT_BYTES_MAX + 10_000
    assert (letter.value, facts["a"], facts["b"]) == (b"refuse it", b"1", b"2")
    assert facts["streams.dead.headers_dropped"] == dropped
    assert facts["streams.dead.key_bytes"] == str(len(key)).encode()


def test_a_failed_record_of_any_topic_is_a_letter_even_without_bytes() -> None:
    record = Inbound("news.raw.v1", 0, 0, -1, None, None, ((RAW.name, b"\xff"),))
    [letter] = Turner(pipeline(Settings())[0]).take([record]).publish
    assert (letter.key, letter.value) == (None, None)


def test_sent_again_a_raw_record_is_no_younger_than_it_was() -> None:
    letter = refused(headers=(("desk", b"d"),))
    assert letter.headers[0] == ("desk", b"d") and "ce_time" not in dict(letter.headers)
    read = Inbound("news.dead.v1", 0, 0, 1_800_000_000_000, letter.key, letter.value, letter.headers)
    sent = again(read, "news")
    assert sent.headers == (("desk", b"d"), ("ce_time", b"2023-11-14T22:13:20Z"), ("streams.retry.attempt", b"1"))
    stated = refused(headers=(("ce_time", b"2024-05-14T12:00:00Z"),))
    assert "streams.dead.time" not in dict(stated.headers)
