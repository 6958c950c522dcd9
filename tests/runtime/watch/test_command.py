"""`streams watch` and `streams send` as processes, on a real broker and a loopback web server."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from streams.runtime.worker import environment
from streams.topics import DEAD, ENRICHED, MIB, RAW
from tests.runtime.live import Live, live
from tests.runtime.watch.servers import Server, sends, serving

pytestmark = pytest.mark.kafka

PAGE = b"<!doctype html><html><p>Rain floods cellars in Bergen"


@pytest.fixture(scope="module")
def running(embedded_kafka: str) -> Iterator[Live]:
    with live(embedded_kafka, "watching", partitions=1) as found:
        yield found


@contextmanager
def website(routes: dict[str, Callable[[web.Request], object]]) -> Iterator[Server]:
    """A server in a thread of its own."""
    started, stop = threading.Event(), asyncio.Event()
    found: list[Server] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with serving(routes) as server:  # type: ignore[arg-type]
            found.append(server)
            started.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert started.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def sources(path: Path, server: Server, *rows: str, private: bool = True) -> Path:
    head = f'[fetch]\nallow_hosts = ["{server.host}"]\ncontact = "test@ours.example"\nhost_interval = "0s"\n'
    head += "allow_private = true\n" if private else ""
    path.write_text(head + "\n".join(f"[[source]]\n{row}" for row in rows))
    return path


def surroundings(where: Live, folder: Path) -> dict[str, str]:
    return {**environment(where.settings, os.environ), "STREAMS_DATA_DIR": str(folder)}


def run(where: Live, folder: Path, *words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "streams", *map(str, words)], env=surroundings(where, folder), input=stdin,
        capture_output=True, timeout=60,
    )  # fmt: skip


def raw_of(where: Live, source: str) -> list[bytes | None]:
    return [record.value for record in where.read(RAW) if dict(record.headers).get("ce_source") == source.encode()]


def test_once_sends_what_is_new_and_says_what_each_source_came_to(running: Live, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "flood.txt").write_text("Rain floods cellars in Voss")
    os.utime(tmp_path / "spool" / "flood.txt", (1e9, 1e9))
    etag = {"requests": 0}

    async def page(request: web.Request) -> web.Response:
        etag["requests"] += 1
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=gzip.compress(PAGE), headers={"ETag": '"1"', "Content-Encoding": "gzip"})

    with website({"/live": page, "/broken": sends(b"", 500)}) as server:
        file = sources(
            tmp_path / "sources.toml", server,
            f'name = "once-page"\nfetch = "{server.url}/live"\ncontent_type = "text/html"',
            f'name = "once-broken"\nfetch = "{server.url}/broken"',
            f'name = "once-spool"\nfolder = "{tmp_path / "spool"}"',
        )  # fmt: skip
        first = run(running, tmp_path, "watch", file, "--once")
        second = run(running, tmp_path, "watch", file, "--once")
    assert first.returncode == second.returncode == 1, first.stderr
    assert b"once-page: changed" in first.stderr and b"once-page: not_modified" in second.stderr
    assert b"once-broken: failing" in first.stderr and b"status: 500" in first.stderr
    assert b"once-spool: changed" in first.stderr and b"once-spool: not_modified" in second.stderr
    assert b"allow_private is on" in first.stderr
    assert raw_of(running, "once-page") == [PAGE]
    assert raw_of(running, "once-spool/flood.txt") == [b"Rain floods cellars in Voss"]
    assert etag["requests"] == 2


def test_loopback_is_refused_where_the_file_does_not_say_otherwise(running: Live, tmp_path: Path) -> None:
    with website({"/": sends(PAGE)}) as server:
        row = f'name = "own-machine"\nfetch = "{server.url}/"'
        told = run(running, tmp_path, "watch", sources(tmp_path / "s.toml", server, row, private=False), "--once")
        assert told.returncode == 2 and b"not a public address" in b" ".join(told.stderr.split())
        assert server.requests == []


def test_it_runs_until_sigterm_with_metrics_and_follows_a_page(running: Live, tmp_path: Path) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(body=b"Rain %d" % len(server.requests), content_type="text/plain")

    with website({"/live": page}) as server:
        file = sources(tmp_path / "s.toml", server, f'name = "follow"\nfetch = "{server.url}/live"\nevery = "5s"')
        command = [sys.executable, "-m", "streams", "watch", str(file)]
        process = subprocess.Popen(command, env=surroundings(running, tmp_path), stderr=subprocess.PIPE)
        try:
            said = b""
            while b"metrics at" not in said:
                said = process.stderr.readline()  # type: ignore[union-attr]
                assert said, "ended"
            metrics = said.split()[-1].decode()
            text = ""
            deadline = time.monotonic() + 30
            while 'streams_fetch_sent_total{source="follow"} 2.0' not in text and time.monotonic() < deadline:
                time.sleep(0.3)
                text = urllib.request.urlopen(metrics, timeout=5).read().decode()
            assert 'streams_fetch_state{source="follow",state="changed"} 1.0' in text
            assert urllib.request.urlopen(metrics.replace("/metrics", "/ready"), timeout=5).status == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
        finally:
            process.kill()
            process.wait()
    assert raw_of(running, "follow")[:2] == [b"Rain 1", b"Rain 2"]
    standing = json.loads((tmp_path / "watch" / "follow.json").read_bytes())
    assert standing["state"] == "changed"


def page_of(line: str, *headings: str) -> bytes:
    """A live page of exactly 8 MiB, its posts of equal lines."""
    text = " date 2024-05-14 Weather – live\n"
    for heading in headings:
        text += f"\n{heading}\n" + f"{line}\n" * (8 * MIB // len(headings) // (len(line) + 1) + 1)
    return text.encode()[: 8 * MIB]


def test_8_mib_go_through_and_more_is_refused_at_the_door_with_its_beginning_kept(
    running: Live, tmp_path: Path
) -> None:
    sentence = "It rained in Bergen on Tuesday, the fire officer said. "
    pages = {
        "large.txt": page_of(sentence * 20, "Rain floods cellars in Bergen", "Wind stops ferries at Molde"),
        "post.txt": page_of(sentence * 20, "Rain floods cellars in Bergen"),
        "lines.txt": page_of(sentence, "Rain floods cellars in Bergen", "Wind stops ferries at Molde"),
    }
    large = pages["large.txt"]
    over = pages["over.txt"] = large + b"x" * (MIB // 10)
    (tmp_path / "in").mkdir()
    for name, body in pages.items():
        (tmp_path / "in" / name).write_bytes(body)
    told = run(running, tmp_path, "send", tmp_path / "in", "--desk", "large")
    assert told.returncode == 1 and b"3 sent, 1 refused" in told.stderr
    assert f"over.txt: refused: {len(over):,} bytes; the limit of a raw update is 8,388,608".encode() in told.stderr
    assert raw_of(running, "large.txt") == [large]

    [letter] = [record for record in running.read(DEAD) if dict(record.headers)["ce_source"] == b"over.txt"]
    assert letter.value == over[: 64 * 1024]
    headers = {name: value.decode() for name, value in letter.headers}
    assert headers["streams.dead.sha256"] == hashlib.sha256(over).hexdigest()
    assert headers["streams.dead.bytes"] == str(len(over)) and headers["streams.dead.stage"] == "send"
    retried = run(running, tmp_path, "dlq", "retry", "--reason", "too_large")
    assert b"not sent: only 65,536" in retried.stderr and b"0 sent again" in retried.stderr

    worker = running.start()
    running.wait(120)
    assert running.stop() == [0], worker.text
    posts = [json.loads(record.value or b"") for record in running.read(ENRICHED) if record.key == b"large"]
    assert [post["headline"] for post in posts if len(post["text"]) > 4_000_000] == [
        "Rain floods cellars in Bergen", "Wind stops ferries at Molde",
    ]  # fmt: skip
    ours = [record for record in running.read(DEAD) if record.key == b"large"]  # other tests' pages are no text
    letters = [{name: value.decode() for name, value in record.headers} for record in ours]
    limits = {each["ce_source"]: each["streams.dead.message"] for each in letters}
    assert {each["streams.dead.reason"] for each in letters} == {"too_large"}
    assert set(limits) == {"over.txt", "post.txt", "lines.txt"}
    assert "for posts, whose limit is 8,388,608" in limits["post.txt"], "the post beside what it is, is larger"
    assert "a page is read up to 20,000" in limits["lines.txt"]


def test_a_topic_that_is_missing_is_said_by_send_and_by_watch(running: Live, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "a.txt").write_text("Rain")
    os.utime(tmp_path / "spool" / "a.txt", (1e9, 1e9))
    file = tmp_path / "s.toml"
    file.write_text(f'[[source]]\nname = "wires"\nfolder = "{tmp_path / "spool"}"\n')
    elsewhere = ("--prefix", "nobodys")
    sent = run(running, tmp_path, "send", tmp_path / "spool", *elsewhere)
    assert sent.returncode == 1 and len(sent.stderr.splitlines()) == 1
    assert b"no topic nobodys.raw.v1" in sent.stderr and b"streams topics apply" in sent.stderr
    process = subprocess.Popen(
        [sys.executable, "-m", "streams", "watch", str(file), *elsewhere], env=surroundings(running, tmp_path),
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        said = b""
        while b"could not be delivered" not in said:
            said = process.stderr.readline()  # type: ignore[union-attr]
            assert said and b"kafka.cluster" not in said
        assert b"streams topics apply" in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_send_takes_packed_lines_from_standard_input(running: Live, tmp_path: Path) -> None:
    line = b'{"source": "piped", "body": "Snow in Voss"}\n'
    assert b"1 sent" in run(running, tmp_path, "send", "-", stdin=gzip.compress(line)).stderr
    assert raw_of(running, "piped") == [b"Snow in Voss"]
