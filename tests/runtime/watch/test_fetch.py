"""One question over HTTP against a loopback server that answers as no server should."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from streams.runtime.watch import fetch
from streams.runtime.watch.address import Allowed
from streams.runtime.watch.decide import Answer, Body, NotModified, Reason, Trouble
from streams.runtime.watch.fetch import Fetcher
from streams.topics import MIB
from tests.runtime.watch.servers import Server, sends, serving, speaking

PAGE = b"<html><p>Rain in Bergen"
NOW = datetime(2024, 5, 14, 12, tzinfo=UTC)
MODIFIED = "Tue, 14 May 2024 11:00:00 GMT"


async def asked(server: Server, path: str = "/", *, seconds: float = 5, hosts: frozenset[str] = frozenset(),
                etag: str | None = None, last_modified: str | None = None, **more: Any) -> Answer:  # fmt: skip
    allowed = Allowed(hosts | {server.host}, private=True)
    fetcher = Fetcher(allowed, "desk@courier.example", total_seconds=seconds, now=lambda: NOW, **more)
    try:
        return await fetcher.ask(allowed.address(server.url + path), etag, last_modified)
    finally:
        await fetcher.close()


def run(server: AbstractAsyncContextManager[Server], path: str = "/", **more: Any) -> tuple[Answer, Server]:
    async def both() -> tuple[Answer, Server]:
        async with server as running:
            return await asked(running, path, **more), running

    return asyncio.run(both())


# ----------------------------------------------------------------------------------------------- what is fine


def test_a_page_comes_with_its_marks_and_we_say_who_asks() -> None:
    page = sends(
        PAGE, content_type="text/html; charset=utf-8", etag='"7"', last_modified="Tue, 14 May 2024 11:00:00 GMT"
    )
    answer, server = run(serving({"/": page}))
    assert answer == Body(
        PAGE, "text/html; charset=utf-8", '"7"', "Tue, 14 May 2024 11:00:00 GMT", wire_bytes=len(PAGE)
    )
    [request] = server.requests
    assert request.headers["User-Agent"].startswith("streams/0.")
    assert "contact: desk@courier.example" in request.headers["User-Agent"]
    assert not {"Cookie", "Authorization", "Referer", "If-None-Match"} & set(request.headers)


def test_the_marks_go_back_and_304_is_no_body() -> None:
    answer, server = run(serving({"/": sends(status=304)}), etag='"7"', last_modified=MODIFIED)
    assert answer == NotModified()
    assert server.requests[0].headers["If-None-Match"] == '"7"'
    assert server.requests[0].headers["If-Modified-Since"] == MODIFIED


PACKED: dict[str, tuple[str, bytes]] = {
    "not packed": ("identity", PAGE),
    "gzip": ("gzip", gzip.compress(PAGE)),
    "gzip by its old name": ("x-gzip", gzip.compress(PAGE)),
    "gzip in capitals": ("GZIP", gzip.compress(PAGE)),
    "gzip in two members": ("gzip", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])),
    "deflate as the standard has it": ("deflate", zlib.compress(PAGE)),
    "deflate as some servers have it": ("deflate", zlib.compress(PAGE, wbits=-15)),
}


@pytest.mark.parametrize(("coding", "body"), PACKED.values(), ids=PACKED)
def test_what_is_packed_is_unpacked(coding: str, body: bytes) -> None:
    answer, _ = run(serving({"/": sends(body, content_encoding=coding)}))
    assert isinstance(answer, Body) and answer.body == PAGE and answer.wire_bytes == len(body)


def test_a_body_at_the_limit_is_whole_packed_or_not() -> None:
    page = b"Rain. " * (8 * MIB // 6) + b"Rain"[: 8 * MIB % 6]
    assert len(page) == 8 * MIB
    for handler in (sends(page), sends(gzip.compress(page), content_encoding="gzip")):
        answer, _ = run(serving({"/": handler}))
        assert isinstance(answer, Body) and answer.body == page


MARKS: dict[str, tuple[bytes, str | None]] = {
    "a plain one": (b'"7"', '"7"'),
    "a weak one": (b'W/"7"', 'W/"7"'),
    "bytes that are no ASCII": (b'"\xff"', None),
    "one too long to send back": (b"a" * 600, None),
    "an empty one": (b"", None),
}


@pytest.mark.parametrize(("said", "kept"), MARKS.values(), ids=MARKS)
def test_marks_that_can_not_be_sent_back_are_not_kept(said: bytes, kept: str | None) -> None:
    answer, _ = run(speaking(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: " + said + b"\r\n\r\nRain"))
    assert isinstance(answer, Body) and answer.etag == kept


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout {key} -out {cert}"
    subprocess.run(make.split(), check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)

    async def both() -> Answer:
        listening = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0, ssl=context)
        port = listening.sockets[0].getsockname()[1]
        allowed = Allowed(frozenset({f"127.0.0.1:{port}"}), private=True)
        fetcher = Fetcher(allowed, "test")
        answer = await fetcher.ask(allowed.address(f"https://127.0.0.1:{port}/"))
        await fetcher.close()
        listening.close()
        return answer

    answer = asyncio.run(both())
    assert isinstance(answer, Trouble) and answer.reason is Reason.TLS, answer


# ------------------------------------------------------------------------------------------------ what is not


def status(code: int, **headers: str) -> Callable[[], AbstractAsyncContextManager[Server]]:
    return lambda: serving({"/": sends(b"sorry", code, **headers)})


def packed(body: bytes, coding: str = "gzip") -> Callable[[], AbstractAsyncContextManager[Server]]:
    return lambda: serving({"/": sends(body, content_encoding=coding)})


def raw(said: bytes, **more: Any) -> Callable[[], AbstractAsyncContextManager[Server]]:
    return lambda: speaking(said, **more)


OK = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(bytes(200 * MIB))

TROUBLES: dict[str, tuple[Callable[[], AbstractAsyncContextManager[Server]], Reason]] = {
    "a server's error": (status(500), Reason.STATUS),
    "a bad gateway": (status(502), Reason.STATUS),
    "not there": (status(404), Reason.STATUS),
    "gone": (status(410), Reason.STATUS),
    "forbidden": (status(403), Reason.STATUS),
    "too many requests": (status(429), Reason.BUSY),
    "unavailable": (status(503), Reason.BUSY),
    "304 to a question without marks": (status(304), Reason.STATUS),
    "a part only": (status(206), Reason.STATUS),
    "a redirect to nowhere": (status(302), Reason.REDIRECT),
    "a redirect to itself": (status(302, location="/"), Reason.REDIRECT),
    "a redirect to another host": (status(302, location="https://evil.example/"), Reason.NOT_ALLOWED),
    "a redirect to a private address": (status(301, location="http://10.0.0.1/"), Reason.NOT_ALLOWED),
    "a redirect to a cloud's metadata": (status(307, location="http://169.254.169.254/"), Reason.NOT_ALLOWED),
    "a redirect to a file": (status(308, location="file:///etc/passwd"), Reason.NOT_ALLOWED),
    "a redirect with a password": (status(302, location="http://a:b@127.0.0.1/"), Reason.NOT_ALLOWED),
    "a bomb of 200 kB that unpacks to 200 MiB": (packed(BOMB), Reason.TOO_LARGE),
    "a bomb in deflate": (packed(zlib.compress(bytes(200 * MIB)), "deflate"), Reason.TOO_LARGE),
    "a byte over the limit": (lambda: serving({"/": sends(bytes(8 * MIB + 1))}), Reason.TOO_LARGE),
    "a byte over the limit, unpacked": (packed(gzip.compress(bytes(8 * MIB + 1))), Reason.TOO_LARGE),
    "gzip that breaks off": (packed(gzip.compress(PAGE)[:-6]), Reason.ENCODING),
    "gzip that is none": (packed(PAGE), Reason.ENCODING),
    "a thousand members of gzip": (packed(gzip.compress(b"Rain") * 1000), Reason.ENCODING),
    "gzip, then something else": (packed(gzip.compress(PAGE) + b"<html>"), Reason.ENCODING),
    "a coding we did not ask for": (packed(b"\x1b\x03", "br"), Reason.ENCODING),
    "packed twice": (packed(gzip.compress(gzip.compress(PAGE)), "gzip, gzip"), Reason.ENCODING),
    "a length it does not keep": (raw(OK + b"Content-Length: 1000\r\n\r\nRain"), Reason.CONNECT),
    "a length over the limit, said first": (raw(OK + b"Content-Length: 99999999\r\n\r\nRain", then_wait=60),
                                            Reason.TOO_LARGE),
    "a length that is no number": (raw(OK + b"Content-Length: many\r\n\r\nRain"), Reason.CONNECT),
    "a body without end": (raw(OK + b"\r\n" + bytes(64 * 1024), again=True), Reason.TOO_LARGE),
    "chunks that are none": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nRain\r\n"), Reason.CONNECT),
    "a head without end": (raw(OK + b"X-A: " + b"a" * (64 * 1024), again=True), Reason.CONNECT),
    "silence": (raw(b"", then_wait=60), Reason.TIMEOUT),
    "a body that stops": (raw(OK + b"Content-Length: 9\r\n\r\nRain", then_wait=60), Reason.TIMEOUT),
    "no HTTP": (raw(b"220 mail.example ESMTP\r\n"), Reason.CONNECT),
    "closed at once": (raw(b""), Reason.CONNECT),
}  # fmt: skip


@pytest.mark.parametrize(("server", "reason"), TROUBLES.values(), ids=TROUBLES)
def test_what_can_not_be_used_is_said_and_costs_little(
    server: Callable[[], AbstractAsyncContextManager[Server]], reason: Reason
) -> None:
    answer, _ = run(server(), seconds=1.0)
    assert isinstance(answer, Trouble), answer
    assert answer.reason is reason, answer


def test_a_bomb_takes_no_more_memory_than_a_page_may() -> None:
    async def both() -> int:
        async with serving({"/": sends(BOMB, content_encoding="gzip")}) as server:
            tracemalloc.start()
            await asked(server)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak

    assert len(BOMB) < 210_000
    assert asyncio.run(both()) < 3 * 8 * MIB


def test_a_slow_body_has_no_more_than_the_whole_time() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b".")
            await asyncio.sleep(0.05)
        return response

    answer, _ = run(serving({"/": drip}), seconds=0.4)
    assert isinstance(answer, Trouble) and answer.reason is Reason.TIMEOUT


def test_nobody_listening_and_a_name_without_address() -> None:
    async def both() -> tuple[Answer, Answer]:
        async with serving({}) as server:
            pass

        async def nowhere(host: str, port: int) -> list[str]:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        allowed = Allowed(frozenset({"courier.example"}))
        fetcher = Fetcher(allowed, "test", lookup=nowhere)
        unknown = await fetcher.ask(allowed.address("https://courier.example/"))
        await fetcher.close()
        return await asked(server), unknown

    closed, unknown = asyncio.run(both())
    assert isinstance(closed, Trouble) and closed.reason is Reason.CONNECT
    assert isinstance(unknown, Trouble) and unknown.reason is Reason.NAME


WAITS: dict[str, tuple[str | None, float | None]] = {
    "seconds": ("120", 120.0),
    "a date": ("Tue, 14 May 2024 12:05:00 GMT", 300.0),
    "a date that has passed": ("Tue, 14 May 2024 11:00:00 GMT", 0.0),
    "nothing": (None, None),
    "something else": ("later", None),
    "a negative number": ("-5", None),
    "digits of another script": ("١٢", None),
    "very many digits": ("9" * 100, None),
}


@pytest.mark.parametrize(("said", "seconds"), WAITS.values(), ids=WAITS)
def test_retry_after_is_read(said: str | None, seconds: float | None) -> None:
    head = b"HTTP/1.1 429 Busy\r\nContent-Length: 0\r\n"
    head += f"Retry-After: {said}\r\n".encode() if said else b""
    answer, _ = run(speaking(head + b"\r\n"))
    assert isinstance(answer, Trouble) and answer.reason is Reason.BUSY and answer.retry_after == seconds


# --------------------------------------------------------------------------------------- redirects and names


def test_three_redirects_are_followed_and_the_marks_go_along() -> None:
    routes = {f"/{n}": sends(status=302, location=f"/{n + 1}") for n in range(4)}
    answer, server = run(serving({**routes, "/4": sends(PAGE)}), "/1", etag='"7"')
    assert isinstance(answer, Body)
    assert [request.path for request in server.requests] == ["/1", "/2", "/3", "/4"]
    assert {request.headers["If-None-Match"] for request in server.requests} == {'"7"'}
    answer, server = run(serving({**routes, "/4": sends(PAGE)}), "/0")
    assert isinstance(answer, Trouble) and answer.reason is Reason.REDIRECT
    assert len(server.requests) == fetch.REDIRECTS_MAX + 1


def test_a_redirect_to_another_host_on_the_list_is_followed() -> None:
    async def both() -> tuple[Answer, int]:
        async with serving({"/live": sends(PAGE)}) as second:
            moved = sends(status=301, location=f"{second.url}/live")
            async with serving({"/": moved}) as first:
                answer = await asked(first, hosts=frozenset({second.host}))
            return answer, len(second.requests)

    answer, requests = asyncio.run(both())
    assert isinstance(answer, Body) and requests == 1


def test_a_name_is_resolved_once_and_a_name_server_that_changes_its_mind_changes_nothing() -> None:
    """DNS rebinding: the first answer is public, every later one is this machine, where a server listens."""
    lookups: list[str] = []
    connected: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["93.184.216.34"] if len(lookups) == 1 else ["127.0.0.1"]

    def connect(info: Any) -> socket.socket:
        connected.append(info[4][0])
        raise OSError("no connection in this test")

    async def both() -> tuple[list[Answer], int]:
        async with serving({"/": sends(PAGE)}) as server:
            allowed = Allowed(frozenset({f"courier.example:{server.port}"}))
            fetcher = Fetcher(allowed, "test", lookup=rebinding, socket_factory=connect)
            address = allowed.address(f"http://courier.example:{server.port}/")
            answers = [await fetcher.ask(address), await fetcher.ask(address)]
            await fetcher.close()
            return answers, len(server.requests)

    answers, requests = asyncio.run(both())
    assert [answer.reason for answer in answers if isinstance(answer, Trouble)] == [Reason.CONNECT, Reason.NOT_ALLOWED]
    assert lookups == ["courier.example"] * 2, "once a question"
    assert connected == ["93.184.216.34"] and requests == 0


def test_the_name_stays_in_the_request_though_the_address_is_pinned() -> None:
    async def both() -> tuple[Answer, str]:
        async with serving({"/": sends(PAGE)}) as server:

            async def here(host: str, port: int) -> list[str]:
                return ["127.0.0.1"]

            allowed = Allowed(frozenset({f"courier.example:{server.port}"}), private=True)
            fetcher = Fetcher(allowed, "test", lookup=here)
            answer = await fetcher.ask(allowed.address(f"http://courier.example:{server.port}/"))
            await fetcher.close()
            return answer, server.requests[0].headers["Host"].partition(":")[0]

    answer, host = asyncio.run(both())
    assert isinstance(answer, Body) and host == "courier.example"


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    answer, server = run(serving({"/": sends(PAGE)}))
    assert isinstance(answer, Body) and len(server.requests) == 1
