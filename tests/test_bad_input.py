"""Bad input through the whole pipeline: each kind has a named end, none is taken for a bug of ours, and the next good
update becomes an event as if nothing had been before it.
"""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest

from streams import codec
from streams.codec import Inbound, Outbound
from streams.records import CuratedEvent
from streams.runtime.replay import Replay
from streams.runtime.turn import Turner
from streams.topics import CANARY, CHANGES, DEAD, DEAD_BYTES_MAX, ENRICHED, EVENTS, MIB, POSTS, RAW
from tests.build import events, records, stages, taken

SENT = datetime(2024, 5, 14, 12, 0, tzinfo=UTC)
GOOD = {
    "id": "good",
    "headline": "Tram derails in Gothenburg",
    "text": "A tram derailed in Gothenburg on Tuesday and three passengers were injured, police officer Nils Ek said.",
    "published": "2024-05-14T12:00:00Z",
}


def inbound(
    value: bytes | None, /, *, key: bytes | None = b"world", at: datetime = SENT, **headers: str | bytes
) -> Inbound:
    """A record of the raw topic. Underscores in names of headers are hyphens, but for ``ce_…``."""
    told = {name if name.startswith("ce_") else name.replace("_", "-"): text for name, text in headers.items()}
    told = {name: text.encode() if isinstance(text, str) else text for name, text in told.items()}
    return Inbound(RAW.name, 0, 0, int(at.timestamp() * 1000), key, value, tuple(told.items()))  # type: ignore[arg-type]


def item(**fields: Any) -> Inbound:
    """A plain item; what is not told is the good one's."""
    body = {**GOOD, "id": "odd", "headline": "Snow closes the pass", "text": "Snow closed the Gotthard pass.", **fields}
    return inbound(orjson.dumps(body), content_type="application/json", ce_source="odd")


def json(text: str | bytes) -> Inbound:
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return inbound(body, content_type="application/json", ce_source="odd")


def page(text: str | bytes, **headers: str | bytes) -> Inbound:
    return inbound(
        text if isinstance(text, bytes) else text.encode(), content_type="text/plain", ce_source="p", **headers
    )


def with_good(*odd: Inbound) -> Replay:
    """What becomes of odd records with a good one after them."""
    good = inbound(
        orjson.dumps(GOOD), content_type="application/json", ce_source="good", at=SENT + timedelta(minutes=9)
    )
    return taken(stages()[0], [*odd, good])


def good_event(run: Replay) -> CuratedEvent:
    """The good update's event, whole."""
    [event] = [each for each in events(run) if each.headline == GOOD["headline"]]
    assert [(figure.value, figure.object) for figure in event.figures] == [(3.0, "passenger")]
    return event


def fates(run: Replay) -> dict[tuple[str, str], int]:
    """What became of records that did not pass, over all stages."""
    return {
        (fate, reason): count
        for counts in run.counts.values()
        for (fate, reason), count in counts.items()
        if fate in ("dead", "dropped", "held")
    }


DEEP = "[" * 2000 + "]" * 2000

REFUSED: dict[str, tuple[Inbound, str]] = {
    "no bytes": (page(b""), "empty_body"),
    "a null value": (inbound(None), "empty_body"),
    "white space": (page(b" \r\n\t \n"), "empty_body"),
    "a picture": (page(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "binary"),
    "a picture said to be an item": (json(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "binary"),
    "a packed page": (page(gzip.compress(b"Rain\nIt rains in Bergen.")), "binary"),
    "zero bytes among text": (page(b"Rain\x00in\x00Bergen"), "binary"),
    "bytes of no encoding": (page(b"\xc3\x28\xa0\xa1\xe2\x28\xa1 \x81\x8d\x8f\x90\x9d"), "encoding"),
    "half a two-byte character": (page(b"\xff\xfeR"), "encoding"),
    "twenty megabytes": (page(b"It rains in Bergen. " * MIB), "too_large"),
    "a hundred thousand short lines": (page("rain\n" * 100_000), "too_large"),
    "a table": (inbound(b"a,b\n1,2", content_type="text/csv"), "unknown_type"),
    "a feed that declares entities": (
        inbound(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>", content_type="application/rss+xml"),
        "malformed",
    ),
    "a feed that was cut off": (
        inbound(b"<rss><channel><title>Coast", content_type="application/rss+xml"),
        "malformed",
    ),
    "another type of event": (page("Rain", ce_type="com.example.ping"), "unknown_type"),
    "broken JSON": (json('{"headline": "Rain", '), "malformed"),
    "an array": (json('[{"headline": "Rain"}]'), "malformed"),
    "a number": (json("12"), "malformed"),
    "NaN": (json('{"headline": "Rain", "id": NaN}'), "malformed"),
    "JSON nested 2,000 deep": (json(DEEP), "malformed"),
    "JSON nested 2,000 deep in a field": (json('{"headline": "Rain", "text": ' + DEEP + "}"), "malformed"),
    "a list for a text": (item(text=["Rain"]), "malformed"),
    "an escaped half of a character": (json(r'{"headline": "Rain \ud800", "text": "It rains."}'), "malformed"),
    "the year nought": (item(published="0000-01-01T00:00:00Z"), "malformed"),
    "a day that is none": (item(published="2024-02-30"), "malformed"),
    "an hour before the calendar": (item(published="0001-01-01T00:00:00+14:00"), "malformed"),
    "an hour after the calendar": (item(published="9999-12-31T23:59:59-14:00"), "malformed"),
    "an item without words": (item(headline=" ", text="\u200b"), "no_posts"),
    "an error page": (page("404\nThis page is gone."), "no_posts"),
    "a reserved desk": (page("Rain\nIt rains.", desk="_secret"), "bad_name"),
    "a desk with a space": (page("Rain\nIt rains.", desk="world news"), "bad_name"),
    "a desk that climbs": (page("Rain\nIt rains.", desk="../../etc"), "bad_name"),
    "a desk of bytes": (page("Rain\nIt rains.", desk=b"\xff\xfe"), "bad_name"),
    "a key of bytes for a desk": (inbound(b"Rain", key=b"\x00\x01"), "bad_name"),
}


@pytest.mark.parametrize(("odd", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused_under_its_name_and_kept_whole(odd: Inbound, reason: str) -> None:
    run = with_good(odd)
    assert fates(run) == {("dead", reason): 1}
    [letter] = run.records(DEAD)
    facts = dict(letter.headers)
    assert letter.key == odd.key
    if len(odd.value or b"") > DEAD_BYTES_MAX:  # the beginning is kept, and what tells the whole
        assert odd.value.startswith(letter.value)
        assert facts["streams.dead.bytes"] == str(len(odd.value)).encode()
        assert facts["streams.dead.sha256"].decode() == sha256(odd.value).hexdigest()
    else:
        assert letter.value == odd.value
    assert letter.headers[: len(odd.headers)] == odd.headers
    assert facts["streams.dead.reason"].decode() == reason
    assert facts["streams.dead.disposition"] == b"poison"
    assert len(facts["streams.dead.message"].split()) >= 3
    assert good_event(run) == good_event(with_good())


LONG = "unbroken" * (MIB // 8)
MANY = "\n".join(f"Line {number} of the page is short." for number in range(5000))

TAKEN: dict[str, Inbound] = {
    "no headers at all": inbound(b"Rain in Bergen\nIt rained in Bergen on Tuesday.", key=None),
    "empty headers": page("Rain in Bergen\nIt rained on Tuesday.", ce_id="", ce_time="", url="", outlet="", desk=""),
    "headers of bytes": page("Rain in Bergen\nIt rained.", outlet=b"\xff\xfe", url=b"\xc3(", ce_id=b"\x00"),
    "a page without a date": page("Rain goes on\nIt rained in Bergen."),
    "a heading without text": page("Rain in Bergen\nWind in Oslo\nThe wind blew in Oslo.\nSnow in Tromso"),
    "an item with a heading alone": item(text=None),
    "an item with a text alone": item(headline=None),
    "one line": page("It rains."),
    "an item of a megabyte without a space": item(text=LONG),
    "a page of a megabyte without a space": page(LONG),
    "five thousand lines": page(MANY),
    "characters that nobody sees": item(headline="Ra\u200bin\u202e in\u2066 Bergen", text="It\u00ad rained\ufeff."),
    "a formula for a heading": item(headline='=HYPERLINK("http://evil.example";"Rain")', text="@SUM(1+9)*cmd|'/C'!A0"),
    "control sequences of a terminal": item(headline="\x1b[2J\x1b]0;owned\x07Rain", text="\x1b[31mIt rains.\x1b[0m"),
    "markup in a heading": item(headline="<script>alert(1)</script>", text="<img onerror=alert(1)> It [bold]rains[/]."),
    "zero characters in an item": item(headline="Ra\0in", text="It\0 rains\0."),
    "a date in the first year": item(published="0001-01-01T00:00:00Z"),
    "a date in the last year": item(published="9999-12-31T23:59:59Z"),
    "a day in the last year": item(published="9999-12-31"),
    "a day in the first year": item(published="0001-01-01"),
    "a year told in the first year": item(published="0001-01-02", text="Snow closed the pass in spring 2023."),
    "a page of the last day": page(" date 9999-12-31 Rain – live\nRain in Bergen\nIt rained on Friday and next year."),
    "a page of the first day": page(" date 0001-01-01 Rain – live\nRain in Bergen\nIt rained yesterday and last year."),
    "numbers without end": item(text="The toll is " + "9" * 5000 + " dead, 1e999 hurt, ٣٣ missing and ½ lost."),
    "a number of 400 digits for an id": json('{"headline": "Rain", "text": "It rains.", "id": ' + "9" * 400 + "}"),
    "an id of 10 kB": item(id="x" * 10_000),
    "an address that is none": item(url="http://[::1/rain", id=None),
    "an address that is none, in a header": page("Rain in Bergen\nIt rained.", url="http://[half/rain"),
    "a port that is none": page("Rain in Bergen\nIt rained.", url="http://rain.example:99999999/x"),
    "a charset that is none": inbound(b"Rain\nIt rains.", content_type="text/plain; charset=no-such"),
    "a charset that takes for ever": inbound(b"Rain\nIt rains.", content_type="text/plain; charset=idna"),
    "a content type that is none": inbound(b"Rain\nIt rains in Bergen.", content_type=b";;=\xff"),
    "a bare half of a character": json('{"headline": "Rain \ud800", "text": "It rains."}'),
    "fields that we do not know": item(surprise={"a": [1]}, lang="xx-klingon"),
    "a hundred thousand authors": item(authors=["A. Uthor"] * 100_000),
    "every sentence a number": item(text=" ".join(f"{n} people died." for n in range(400))),
    "words of one letter": item(text="a " * 100_000),
    "brackets without end": item(text="(" * 100_000 + "He said" + ")" * 100_000),
    "quotes without end": item(text='"' * 100_000),
    "a retraction of nothing": item(headline="Retraction", text="We retract a report that we never printed."),
}  # fmt: skip

TAKEN_AT: dict[str, dict[str, Any]] = {
    "a time that is none": {"ce_time": "yesterday"},
    "a time without a zone": {"ce_time": "2024-05-14T12:00:00"},
    "a time far ahead": {"ce_time": "2031-01-01T00:00:00Z"},
    "the end of time": {"ce_time": "9999-12-31T23:59:59Z"},
    "the beginning of time": {"ce_time": "0001-01-01T00:00:00Z"},
    "before the beginning of time": {"ce_time": "0001-01-01T00:00:00+14:00"},
    "after the end of time": {"ce_time": "9999-12-31T23:59:59-14:00"},
}


def ends_well(odd: Inbound) -> None:
    run = with_good(odd)
    assert not run.records(DEAD), [dict(each.headers)["streams.dead.message"] for each in run.records(DEAD)]
    assert all(fate == "dropped" for fate, _ in fates(run))
    assert not [post.degraded for post in records(run, ENRICHED) if post.degraded not in {(), ("cut",)}]
    good = good_event(run)
    assert (good.time, good.last_seen) == (good_event(with_good()).time, SENT + timedelta(minutes=9))
    for post in records(run, POSTS):
        assert not any(char in f"{post.headline}{post.text}" for char in "\x00\x1b\u200b\u202e\u2066\ufeff")


@pytest.mark.parametrize("odd", TAKEN.values(), ids=TAKEN)
def test_taken_as_it_is(odd: Inbound) -> None:
    ends_well(odd)


@pytest.mark.parametrize("headers", TAKEN_AT.values(), ids=TAKEN_AT)
def test_taken_at_the_time_of_the_broker(headers: dict[str, str]) -> None:
    ends_well(page("Rain in Bergen\nIt rained in Bergen.", **headers))


@pytest.mark.xfail(
    strict=True,
    reason="curate's ledger relates every figure to all before it: 324 posts make 3 MB and 0.6 s a post; 400 figures "
    "in each of two posts make an event too large to publish",
)
def test_a_toll_told_again_and_again_stays_small() -> None:
    """Each count updates the one before it; were it to name all before it, a long event would outgrow its topic."""
    text = "The flood in Košice has killed {} people, mayor Igor Nagy said on Tuesday."
    told = [item(id=str(n), headline=f"Flood in Košice: {n} killed", text=text.format(n)) for n in range(40, 100)]
    [event] = [each for each in events(taken(stages()[0], told)) if each.post_count == len(told)]
    assert len(event.figures) == len(told)
    assert sum(len(figure.relation) for figure in event.figures) < 4 * len(told)


STAMPS = {"no time stamp": -1, "a time stamp of nought": 0, "a time stamp beyond the calendar": 2**62}


@pytest.mark.parametrize("stamp", STAMPS.values(), ids=STAMPS)
def test_time_stamps_of_strange_producers(stamp: int) -> None:
    ends_well(Inbound(RAW.name, 0, 0, stamp, None, b"Rain in Bergen\nIt rained in Bergen.", ()))


def test_all_of_it_in_one_stream_stops_nothing() -> None:
    odd = [*(record for record, _ in REFUSED.values()), *TAKEN.values()]
    run = with_good(*odd)
    counts = run.counts["parse"]
    assert counts["received", ""] == len(odd) + 1
    assert sum(count for (fate, _), count in counts.items() if fate == "dead") == len(REFUSED)
    assert good_event(run)


def test_a_record_of_ours_that_is_broken_is_refused_by_its_schema() -> None:
    whole = with_good()
    for stage in stages()[1:]:
        good = whole.records(stage.reads)
        broken = [Inbound(stage.reads.name, 0, 9, 0, b"world", value) for value in (None, b"", b"{}", b"[1]", b"\xff")]
        run = taken(stage, [*broken, *good])
        assert run.counts[stage.name]["dead", "schema"] == len(broken)
        assert [each.value for each in run.records(EVENTS)] == [each.value for each in whole.records(EVENTS)]


def test_a_record_on_a_strange_partition_is_sent_again_under_its_desk_and_grows_no_younger() -> None:
    turner = Turner(stages()[0], partition_of=lambda key: 1 if key == b"asia" else 0)
    stray = page("Rain in Osaka\nIt rained in Osaka.", desk="asia")
    turn = turner.take([stray])
    assert turn.counts["dropped", "rerouted"] == 1 and not turn.rows
    [sent] = turn.publish
    assert (sent.topic, sent.key, sent.value) == (RAW, b"asia", stray.value)
    assert sent.headers == (*stray.headers, ("ce_time", b"2024-05-14T12:00:00Z"))
    home = Inbound(RAW.name, 1, 0, stray.timestamp_ms + 10**7, sent.key, sent.value, sent.headers)
    [post] = [codec.read(POSTS, as_inbound(out)) for out in turner.take([home]).publish]
    assert post.seen == SENT and post.desk == "asia"


def as_inbound(out: Outbound) -> Inbound:
    return Inbound(out.topic.name, 0, 0, 0, out.key, out.value, out.headers)


def test_canaries_pass_every_stage_and_leave_no_event() -> None:
    canary = inbound(orjson.dumps({**GOOD, "id": "canary"}), content_type="application/json", desk="_canary-3")
    run = with_good(canary)
    assert {record.key for record in run.records(EVENTS)} == {record.key for record in run.records(CHANGES)}
    assert {event.desk for event in events(run)} == {"world"} and len(run.records(CANARY)) == 2
    assert good_event(run)
