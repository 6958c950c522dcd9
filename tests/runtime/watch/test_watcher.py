"""A day of watching in a moment: the event loop's clock jumps to whatever is waited for next, and nothing sleeps."""

from __future__ import annotations

import asyncio
import os
import selectors
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from prometheus_client import CollectorRegistry

from streams.codec import Outbound
from streams.runtime.errors import Unavailable
from streams.runtime.fetch_metrics import FetchMetrics
from streams.runtime.sender import TooLargeForBroker
from streams.runtime.sources import Sources
from streams.runtime.watch import watcher as watcher_module
from streams.runtime.watch.address import Address, Allowed
from streams.runtime.watch.decide import Answer, Body, NotModified, Outcome, Pace, Reason, State, Trouble
from streams.runtime.watch.memory import Memory
from streams.runtime.watch.rows import Watch, Watched
from streams.runtime.watch.watcher import BODIES_MAX, Watcher
from streams.topics import MIB

START = datetime(2024, 5, 14, tzinfo=UTC)
HOUR = 3600.0
T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Waits for nothing: what would be waited for has passed."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if not found and timeout is not None:
            self.passed += timeout
        elif not found:
            return super().select(1)  # a thread is at work
        return found


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock starts at nought and jumps."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


def fast(main: Coroutine[Any, Any, T]) -> T:
    loop = FastLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.close()


@dataclass
class Day:
    """Sources that answer as they are told, a broker, and a watcher between them."""

    answers: Callable[[Address, int], Awaitable[Answer]]  # given how often that address was asked before
    rows: Sequence[Watched]
    folder: Path
    interval: float = 2.0
    broker: Callable[[Sequence[Outbound]], Awaitable[None]] | None = None
    asked: list[tuple[float, str]] = field(default_factory=list)
    marks: list[tuple[str | None, str | None]] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    most_under_way: int = 0
    log: list[Outbound] = field(default_factory=list)

    def make(self) -> Watcher:
        loop = asyncio.get_running_loop()
        self.metrics = FetchMetrics([row.name for row in self.rows], CollectorRegistry())
        self.memory = Memory(self.folder)
        watch = Watch(tuple(self.rows), Allowed(), "test", self.interval, Sources())
        return Watcher(
            watch, self._ask, self._deliver, self.memory, self.metrics, "wire",
            now=lambda: START + timedelta(seconds=loop.time()), draw=lambda: 0.0,
        )  # fmt: skip

    async def _ask(self, address: Address, etag: str | None, last_modified: str | None) -> Answer:
        before = sum(url == address.url for _, url in self.asked)
        self.asked.append((asyncio.get_running_loop().time(), address.url))
        self.marks.append((etag, last_modified))
        self.under_way[address.host] += 1
        assert self.under_way[address.host] == 1, f"two requests at a time to {address.host}"
        self.most_under_way = max(self.most_under_way, sum(self.under_way.values()))
        try:
            await asyncio.sleep(0.1)
            return await self.answers(address, before)
        finally:
            self.under_way[address.host] -= 1

    async def _deliver(self, records: Sequence[Outbound]) -> None:
        if self.broker is not None:
            await self.broker(records)
        self.log.extend(records)

    async def run(self, seconds: float) -> Watcher:
        watcher = self.make()
        running = asyncio.create_task(watcher.run())
        await asyncio.sleep(seconds)
        watcher.stop()
        await running
        self.memory.close()
        return watcher

    async def once(self) -> dict[str, Outcome]:
        watcher = self.make()
        try:
            return await watcher.once()
        finally:
            self.memory.close()

    def value(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(f"streams_fetch_{name}", labels)

    def times(self, url: str) -> list[float]:
        return [at for at, asked in self.asked if asked == url]


def row(name: str, path: str = "/", host: str = "courier.example", every: float = 60, **more: Any) -> Watched:
    return Watched(name, Address("https", host, 443, path), Pace(every, more.pop("quiet_after", 6 * HOUR)), **more)


def says(*answers: Answer) -> Callable[[Address, int], Awaitable[Answer]]:
    """These in turn, the last one for ever."""

    async def answer(address: Address, before: int) -> Answer:
        return answers[min(before, len(answers) - 1)]

    return answer


def bodies(day: Day) -> list[bytes | None]:
    return [out.value for out in day.log]


# ------------------------------------------------------------------------------------------------ what is sent


def test_a_page_is_sent_whenever_it_changes_with_its_source_and_the_clock(tmp_path: Path) -> None:
    answers = says(
        Body(b"Rain", "text/html", '"1"', "then"), NotModified(), Body(b"Rain", "text/html", '"2"'), Body(b"Snow")
    )
    day = Day(answers, [row("live", "/live.html", outlet="The Courier", desk="war")], tmp_path)
    fast(day.run(200))
    assert bodies(day) == [b"Rain", b"Snow"]
    first, second = ({name: value.decode() for name, value in out.headers} for out in day.log)
    assert (first["ce_source"], first["url"], first["outlet"], first["desk"]) == (
        "live", "https://courier.example/live.html", "The Courier", "war",
    )  # fmt: skip
    assert (first["ce_time"], first["content-type"]) == ("2024-05-14T00:00:00.100000Z", "text/html")
    assert second["content-type"] == "text/html", "told by the address, where the server says nothing"
    assert not {"etag", "last-modified"} & set(first)
    assert day.marks[:4] == [(None, None), ('"1"', "then"), ('"1"', "then"), ('"2"', None)]


def test_states_are_told_apart_in_metrics(tmp_path: Path) -> None:
    async def answer(address: Address, before: int) -> Answer:
        quiet: Answer = Body(b"Rain") if before == 0 else NotModified()
        return {
            "/changed": Body(b"Rain %d" % before),
            "/same": quiet,
            "/empty": Body(b""),
            "/broken": Trouble(Reason.STATUS, "500"),
            "/quiet": quiet,
        }[address.path]

    names = ("changed", "same", "empty", "broken", "quiet")
    rows = [row(name, f"/{name}", f"{name}.example", quiet_after=60 if name == "quiet" else HOUR) for name in names]
    day = Day(answer, rows, tmp_path)
    fast(day.run(400))
    stands = {name: [state.value for state in State if day.value("state", source=name, state=state.value)]
              for name in names}  # fmt: skip
    assert stands == {
        "changed": ["changed"], "same": ["not_modified"], "empty": ["empty"], "broken": ["failing"],
        "quiet": ["gone_quiet"],
    }  # fmt: skip
    assert day.value("sent_total", source="changed") == day.value("answers_total", source="changed", outcome="changed")
    assert day.value("sent_total", source="same") == 1
    failed = day.value("answers_total", source="broken", outcome="failing")
    assert day.value("failures_total", reason="status") == failed == 3
    assert day.value("answered_timestamp_seconds", source="broken") is None
    assert day.value("changed_timestamp_seconds", source="quiet") == pytest.approx(START.timestamp(), abs=1)


# ------------------------------------------------------------------------------------------------ a whole day


def test_a_day_of_one_page_is_a_question_a_minute(tmp_path: Path) -> None:
    day = Day(says(Body(b"Rain"), NotModified()), [row("live")], tmp_path)
    fast(day.run(24 * HOUR))
    assert 1430 <= len(day.asked) <= 1440
    gaps = {round(later - sooner) for (sooner, _), (later, _) in pairwise(day.asked)}
    assert gaps == {60}


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_and_others_do_not_wait_for_it(tmp_path: Path) -> None:
    rows = [row(f"p{n}", f"/{n}") for n in range(10)] + [row("other", host="minho.example")]
    day = Day(says(NotModified()), rows, tmp_path, interval=5)
    fast(day.run(HOUR))
    times = sorted(at for at, url in day.asked if "courier" in url)
    assert min(later - sooner for sooner, later in pairwise(times)) >= 5
    assert len(day.times("https://minho.example/")) >= 59
    each = Counter(url for _, url in day.asked)
    assert min(each.values()) >= 50, "nobody is left out"


def test_a_failing_source_is_asked_ever_more_seldom_and_comes_back_at_once(tmp_path: Path) -> None:
    down = [Trouble(Reason.CONNECT, "refused")] * 12
    day = Day(says(*down, Body(b"Rain"), NotModified()), [row("live")], tmp_path)
    fast(day.run(12 * HOUR))
    times = day.times("https://courier.example/")
    gaps = [round(later - sooner) for sooner, later in pairwise(times)]
    assert gaps[:12] == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600, 3600]
    assert set(gaps[12:]) == {60}
    assert bodies(day) == [b"Rain"]


def test_429_holds_every_source_of_its_host_for_as_long_as_it_says(tmp_path: Path) -> None:
    async def answer(address: Address, before: int) -> Answer:
        if address.path == "/a" and before == 1:
            return Trouble(Reason.BUSY, "429", 1800)
        return NotModified()

    rows = [row("a", "/a"), row("b", "/b"), row("c", host="minho.example")]
    day = Day(answer, rows, tmp_path)
    fast(day.run(HOUR))
    busy = day.times("https://courier.example/a")[1]
    held = [at for at, url in day.asked if "courier" in url and busy < at < busy + 1800]
    assert held == []
    assert len([at for at in day.times("https://minho.example/") if busy < at < busy + 1800]) >= 29
    assert len([at for at in day.times("https://courier.example/b") if at > busy + 1800]) > 20


def test_one_that_raises_and_one_that_hangs_never_stop_the_others(tmp_path: Path) -> None:
    async def answer(address: Address, before: int) -> Answer:
        if address.path == "/bug":
            raise RuntimeError("a bug")
        if address.path == "/slow":
            await asyncio.sleep(29)
        return Body(b"Rain %d" % before)

    rows = [row("bug", "/bug", "a.example"), row("slow", "/slow", "b.example"), row("fine", host="c.example")]
    day = Day(answer, rows, tmp_path)
    fast(day.run(HOUR))
    assert day.value("sent_total", source="fine") >= 59
    assert day.value("sent_total", source="slow") >= 39
    assert day.value("failures_total", reason="internal") == len(day.times("https://a.example/bug")) > 3


# ------------------------------------------------------------------------------------------- a broker that is away


def away(until: float) -> Callable[[Sequence[Outbound]], Awaitable[None]]:
    async def deliver(records: Sequence[Outbound]) -> None:
        if asyncio.get_running_loop().time() < until:
            raise ConnectionError("no broker")

    return deliver


def test_while_the_broker_is_away_few_bodies_wait_and_nothing_is_lost(tmp_path: Path) -> None:
    async def answer(address: Address, before: int) -> Answer:
        return Body(f"{address.host} {before}".encode())

    rows = [row(f"s{n}", host=f"h{n}.example") for n in range(40)]
    day = Day(answer, rows, tmp_path, broker=away(HOUR))
    watcher = fast(day.run(2 * HOUR))
    before = [url for at, url in day.asked if at < HOUR]
    assert len(before) == BODIES_MAX == len(set(before)), "no more is asked than can be kept"
    assert {f"h{n}.example 0".encode() for n in range(40)} <= set(bodies(day)), "every body that was read was sent"
    assert len(day.log) == len(day.asked)
    assert day.value("delivery_retries_total") > 0 and watcher.stuck is None
    assert day.value("bodies") == 0


def test_what_was_not_delivered_at_the_end_is_asked_for_again_at_the_next_start(tmp_path: Path) -> None:
    day = Day(says(Body(b"Rain", etag='"1"')), [row("live")], tmp_path, broker=away(1e9))
    watcher = fast(day.run(HOUR))
    assert watcher.stuck is not None and "no broker" in watcher.stuck
    assert day.value("abandoned_total") == 1 and day.log == []
    again = Day(says(Body(b"Rain", etag='"1"')), [row("live")], tmp_path)
    fast(again.run(10))
    assert again.marks == [(None, None)] and bodies(again) == [b"Rain"]


def test_a_body_that_the_broker_never_takes_is_a_failure_and_not_tried_for_ever(tmp_path: Path) -> None:
    async def refuse(records: Sequence[Outbound]) -> None:
        raise TooLargeForBroker("10 bytes are the most")

    day = Day(says(Body(b"Rain")), [row("live")], tmp_path, broker=refuse)
    fast(day.run(30))
    assert day.value("failures_total", reason="too_large") == 1
    assert day.value("state", source="live", state="failing") == 1


# ------------------------------------------------------------------------------------------------ over restarts


def test_the_marks_and_the_wait_outlast_a_restart(tmp_path: Path) -> None:
    fast(Day(says(Body(b"Rain", etag='"1"')), [row("live")], tmp_path).run(10))
    again = Day(says(NotModified()), [row("live")], tmp_path)
    fast(again.run(70))
    assert again.marks[0] == ('"1"', None) and again.log == []
    assert round(again.times("https://courier.example/")[0]) == 60, "not at once, but when it was due"


def test_a_row_with_another_address_begins_anew_and_so_does_a_broken_file(tmp_path: Path) -> None:
    fast(Day(says(Body(b"Rain", etag='"1"')), [row("live")], tmp_path).run(10))
    moved = Day(says(Body(b"Rain")), [row("live", "/moved")], tmp_path)
    fast(moved.run(10))
    assert moved.marks == [(None, None)] and bodies(moved) == [b"Rain"]
    [kept] = (tmp_path / "watch").glob("*.json")
    kept.write_bytes(b'{"of": ')
    broken = Day(says(Body(b"Rain")), [row("live", "/moved")], tmp_path)
    fast(broken.run(10))
    assert bodies(broken) == [b"Rain"]


def test_two_watchers_on_one_memory_are_one_too_many(tmp_path: Path) -> None:
    first = Memory(tmp_path)
    with pytest.raises(Unavailable, match="another `streams watch`"):
        Memory(tmp_path)
    first.close()
    Memory(tmp_path).close()


# ---------------------------------------------------------------------------------------------------- stopping


def test_told_to_stop_it_ends_soon_and_finishes_what_is_in_hand(tmp_path: Path) -> None:
    async def main() -> float:
        async def slow(address: Address, before: int) -> Answer:
            await asyncio.sleep(5 if address.host == "a.example" else 1000)
            return Body(b"Rain")

        day = Day(slow, [row("a", host="a.example"), row("b", host="b.example")], tmp_path)
        watcher = day.make()
        running = asyncio.create_task(watcher.run())
        await asyncio.sleep(1)
        watcher.stop()
        began = asyncio.get_running_loop().time()
        await running
        day.memory.close()
        assert bodies(day) == [b"Rain"]
        return asyncio.get_running_loop().time() - began

    assert fast(main()) == pytest.approx(watcher_module.GRACE_SECONDS, abs=0.5)


# ----------------------------------------------------------------------------------------------------- once


def test_once_asks_everything_once_and_tells_what_it_came_to(tmp_path: Path) -> None:
    async def answer(address: Address, before: int) -> Answer:
        return {"/a": Body(b"Rain"), "/b": Body(b""), "/c": Trouble(Reason.NAME, "none")}[address.path]

    rows = [row(name, f"/{name}") for name in "abc"]
    day = Day(answer, rows, tmp_path)
    assert fast(day.once()) == {"a": Outcome.CHANGED, "b": Outcome.EMPTY, "c": Outcome.FAILING}
    again = Day(answer, rows, tmp_path)
    assert fast(again.once()) == {"a": Outcome.NOT_MODIFIED, "b": Outcome.EMPTY, "c": Outcome.FAILING}
    assert len(again.asked) == 2, "one that fails is left alone until it is due"
    assert bodies(day) == [b"Rain"] and again.log == []


def test_once_does_not_wait_an_hour_for_a_host_or_for_ever_for_a_broker(tmp_path: Path) -> None:
    rows = [row("a", "/a"), row("b", "/b")]
    busy = Day(says(Trouble(Reason.BUSY, "429", 3600)), rows, tmp_path / "busy")
    assert fast(busy.once()) == {"a": Outcome.FAILING, "b": Outcome.FAILING}
    assert len(busy.asked) == 1
    gone = Day(says(Body(b"Rain")), [row("a")], tmp_path / "gone", broker=away(1e9))
    assert fast(gone.once()) == {}


# --------------------------------------------------------------------------------------------------- folders


def spool(folder: Path, **more: Any) -> Watched:
    return Watched("wires", folder, Pace(60, 6 * HOUR), **more)


def put(folder: Path, name: str, body: bytes, seconds: float = 0) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    at = START.timestamp() - 60 + seconds
    os.utime(path, (at, at))


def test_new_and_changed_files_of_a_folder_are_sent_and_others_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    put(folder, "b.txt", b"Rain")
    put(folder, "a/c.xml", b"<newsItem/>")
    put(folder, ".part", b"Half")
    rows = [spool(folder, outlet="Agency", desk="war")]
    first = Day(says(), rows, tmp_path)
    assert fast(first.once()) == {"wires": Outcome.CHANGED}
    told = [{name: value.decode() for name, value in out.headers} for out in first.log]
    assert [(each["ce_source"], each["content-type"], each["outlet"], each["desk"]) for each in told] == [
        ("wires/a/c.xml", "application/xml", "Agency", "war"), ("wires/b.txt", "text/plain", "Agency", "war"),
    ]  # fmt: skip
    assert all("url" not in each for each in told)

    put(folder, "b.txt", b"Snow", 1)  # changed
    put(folder, "a/c.xml", b"<newsItem/>", 1)  # written again as it was
    put(folder, "d.txt", b"Hail")  # new
    second = Day(says(), rows, tmp_path)
    assert fast(second.once()) == {"wires": Outcome.CHANGED}
    assert bodies(second) == [b"Snow", b"Hail"]
    third = Day(says(), rows, tmp_path)
    assert fast(third.once()) == {"wires": Outcome.NOT_MODIFIED} and third.log == []

    (folder / "d.txt").unlink()
    assert fast(Day(says(), rows, tmp_path).once()) == {"wires": Outcome.NOT_MODIFIED}
    put(folder, "d.txt", b"Hail")
    back = Day(says(), rows, tmp_path)
    assert fast(back.once()) == {"wires": Outcome.CHANGED} and bodies(back) == [b"Hail"]


def test_a_file_under_way_is_left_for_the_next_look(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    put(folder, "a.txt", b"Ra", 59)  # a second ago
    day = Day(says(), [spool(folder)], tmp_path)
    assert fast(day.once()) == {"wires": Outcome.EMPTY} and day.log == []
    put(folder, "a.txt", b"Rain", 0)
    later = Day(says(), [spool(folder)], tmp_path)
    assert fast(later.once()) == {"wires": Outcome.CHANGED} and bodies(later) == [b"Rain"]


def test_a_folder_that_is_not_there_is_failing_and_an_empty_one_is_empty(tmp_path: Path) -> None:
    assert fast(Day(says(), [spool(tmp_path / "none")], tmp_path / "a").once()) == {"wires": Outcome.FAILING}
    (tmp_path / "spool").mkdir()
    assert fast(Day(says(), [spool(tmp_path / "spool")], tmp_path / "b").once()) == {"wires": Outcome.EMPTY}


def test_a_file_too_large_leaves_a_dead_letter_once_and_lines_are_updates(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    put(folder, "a.txt", b"Rain. " * (8 * MIB // 6 + 1))
    put(folder, "b.ndjson", b'{"source": "x", "body": "Rain"}\n{\n{"source": "y", "body": "Snow", "desk": "sea"}\n')
    day = Day(says(), [spool(folder)], tmp_path)
    assert fast(day.once()) == {"wires": Outcome.CHANGED}
    assert [out.topic.name for out in day.log] == ["dead", "raw", "raw"]
    letter = dict(day.log[0].headers)
    assert (letter["streams.dead.stage"], letter["streams.dead.reason"]) == (b"watch", b"too_large")
    assert len(day.log[0].value or b"") == 64 * 1024
    assert [dict(out.headers)["ce_source"] for out in day.log[1:]] == [b"x", b"y"]
    assert day.log[2].key == b"sea"
    assert (day.value("sent_total", source="wires"), day.value("refused_total", source="wires")) == (2, 2)
    assert fast(Day(says(), [spool(folder)], tmp_path).once()) == {"wires": Outcome.NOT_MODIFIED}


def test_a_stop_half_way_through_a_folder_sends_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    for name in ("a.txt", "b.txt", "c.txt"):
        put(folder, name, name.encode())
    taken: list[bytes | None] = []

    async def two(records: Sequence[Outbound]) -> None:
        if len(taken) >= 2:
            raise ConnectionError("no broker")
        taken.extend(out.value for out in records)

    day = Day(says(), [spool(folder)], tmp_path, broker=two)
    assert fast(day.once()) == {}
    again = Day(says(), [spool(folder)], tmp_path)
    assert fast(again.once()) == {"wires": Outcome.CHANGED}
    assert bodies(day) + bodies(again) == [b"a.txt", b"b.txt", b"c.txt"]


def test_more_files_than_can_be_remembered_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.runtime.watch.folder.FILES_MAX", 2)
    for name in ("a.txt", "b.txt", "c.txt"):
        put(tmp_path / "spool", name, b"Rain")
    day = Day(says(), [spool(tmp_path / "spool")], tmp_path)
    assert fast(day.once()) == {"wires": Outcome.FAILING}
    assert day.value("failures_total", reason="folder") == 1
