"""One question over HTTP: conditional, to an address that was checked, with caps on time and on bytes.

A name is resolved once for each request, every address of the answer is checked, and the connection goes to what was
checked: a name server that answers otherwise a moment later changes nothing. No cookies, no proxy from the
environment, no credentials; redirects are followed here, each checked like the first.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from streams.runtime.logs import safe
from streams.runtime.watch.address import Address, Allowed, NotAllowed
from streams.runtime.watch.decide import Answer, Body, NotModified, Reason, Trouble, retry_after
from streams.topics import MIB, RAW_BYTES_MAX

WIRE_BYTES_MAX: Final = RAW_BYTES_MAX
BODY_BYTES_MAX: Final = RAW_BYTES_MAX
REDIRECTS_MAX: Final = 3
TOTAL_SECONDS: Final = 30.0
CONNECT_SECONDS: Final = 10.0
PIECE_BYTES: Final = 64 * 1024
MEMBERS_MAX: Final = 16  # gzip's members in one body; nobody sends more than one
HEADER_CHARACTERS_MAX: Final = 500

REDIRECTS: Final = (301, 302, 303, 307, 308)
BUSY: Final = (429, 503)

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""The IP addresses of a host."""


async def lookup(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host, as this machine resolves names."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Fetcher:
    """Asks addresses. To be made and closed inside the event loop."""

    def __init__(
        self, allowed: Allowed, contact: str, *, lookup: Lookup = lookup, total_seconds: float = TOTAL_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC), socket_factory: Any = None,
    ) -> None:  # fmt: skip
        self._allowed = allowed
        self._total_seconds = total_seconds
        self._now = now
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Checked(allowed, lookup), use_dns_cache=False, force_close=True, socket_factory=socket_factory
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            auto_decompress=False,  # that has no cap
            trust_env=False,
            headers={
                "User-Agent": f"streams/{version('streams')} (news pipeline; contact: {contact})",
                "Accept": "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, "
                          "application/json;q=0.9, text/plain;q=0.8, */*;q=0.1",
                "Accept-Encoding": "gzip, deflate",
            },
        )  # fmt: skip

    async def ask(self, address: Address, etag: str | None = None, last_modified: str | None = None) -> Answer:
        """What a source answers; whatever goes wrong is an answer, too."""
        marks = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in marks.items() if value is not None}
        try:
            async with asyncio.timeout(self._total_seconds):
                return await self._follow(address, conditions)
        except TimeoutError:
            return Trouble(Reason.TIMEOUT, f"not done within {self._total_seconds:g} s")
        except NotAllowed as error:
            return Trouble(Reason.NOT_ALLOWED, str(error))
        except aiohttp.ClientConnectorDNSError as error:
            return Trouble(Reason.NAME, f"no address for {address.host}: {error}")
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
            return Trouble(Reason.TLS, str(error))
        except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueErrors: what aiohttp makes of odd headers
            return Trouble(Reason.CONNECT, f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        """Close what is open."""
        await self._session.close()

    async def _follow(self, address: Address, conditions: dict[str, str]) -> Answer:
        for _ in range(REDIRECTS_MAX + 1):
            async with self._session.get(
                URL(address.url, encoded=True), headers=conditions, allow_redirects=False
            ) as response:
                if response.status not in REDIRECTS:
                    return await self._read(response, bool(conditions))
                location = response.headers.get("Location")
            if not location:
                return Trouble(Reason.REDIRECT, f"{response.status} without a Location")
            address = self._allowed.redirected(address, location)
        return Trouble(Reason.REDIRECT, f"more than {REDIRECTS_MAX} redirects")

    async def _read(self, response: aiohttp.ClientResponse, conditional: bool) -> Answer:
        if response.status == 304 and conditional:
            return NotModified()
        if response.status in BUSY:
            wait = retry_after(response.headers.get("Retry-After"), self._now())
            return Trouble(Reason.BUSY, _status(response), wait)
        if response.status not in (200, 203, 204):
            wait = retry_after(response.headers.get("Retry-After"), self._now())
            return Trouble(Reason.STATUS, _status(response), wait)
        told = response.content_length
        if told is not None and told > WIRE_BYTES_MAX:
            return _too_large(f"{told:,} bytes, it says")
        coding = response.headers.get("Content-Encoding", "identity").strip().lower() or "identity"
        if coding not in ("identity", *_WINDOWS):
            return Trouble(Reason.ENCODING, f"packed as {safe(coding[:40])}; we asked for gzip or deflate")
        unpacked = bytearray()
        unpack = _Unpacker(coding) if coding != "identity" else None
        wire = 0
        try:
            async for piece in response.content.iter_chunked(PIECE_BYTES):
                wire += len(piece)
                if wire > WIRE_BYTES_MAX:
                    return _too_large("as sent", wire)
                unpacked += piece if unpack is None else unpack.feed(piece, BODY_BYTES_MAX + 1 - len(unpacked))
                if len(unpacked) > BODY_BYTES_MAX:
                    return _too_large("unpacked", wire)
            if unpack is not None and wire and not unpack.done:
                return Trouble(Reason.ENCODING, f"the {coding} of its body breaks off", wire_bytes=wire)
        except zlib.error as error:
            return Trouble(Reason.ENCODING, f"no {coding}: {error}", wire_bytes=wire)
        return Body(
            bytes(unpacked), _header(response, "Content-Type"), _header(response, "ETag"),
            _header(response, "Last-Modified"), wire,
        )  # fmt: skip


class _Checked(AbstractResolver):
    """Resolves a name for aiohttp, and hands out checked addresses only: it connects to just these."""

    def __init__(self, allowed: Allowed, lookup: Lookup) -> None:
        self._allowed = allowed
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = [ipaddress.ip_address(each) for each in await self._lookup(host, port)]
        if not found:
            raise OSError(f"{host} has no address")
        for ip in found:  # one private address among public ones is no mistake to be passed over
            self._allowed.check(ip)
        return [
            ResolveResult(
                hostname=host, host=str(ip), port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET if ip.version == 4 else socket.AF_INET6,
            )
            for ip in found
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


_WINDOWS: Final = {"gzip": 31, "x-gzip": 31, "deflate": zlib.MAX_WBITS}


class _Unpacker:
    """Unpacks piece by piece, and never more than it is told to."""

    def __init__(self, coding: str) -> None:
        self._window = _WINDOWS[coding]
        self._members = 0
        self._stream: Any = None
        self.done = False

    def feed(self, piece: bytes, room: int) -> bytes:
        """What a piece unpacks to, cut at ``room`` bytes; zlib.error where it is broken."""
        out = bytearray()
        while piece and len(out) < room:
            if self._stream is None:
                self._members += 1
                if self._members > MEMBERS_MAX:
                    raise zlib.error(f"more than {MEMBERS_MAX} members")
                self._stream, self.done = self._begin(piece), False
            out += self._stream.decompress(piece, room - len(out))
            piece = b""
            if self._stream.eof:
                piece, self._stream, self.done = self._stream.unused_data, None, True
        return bytes(out)

    def _begin(self, piece: bytes) -> Any:
        # "deflate" is zlib's format by the standard and bare deflate by habit; zlib's begins with 8 in its low bits.
        bare = self._window == zlib.MAX_WBITS and piece[0] & 0x0F != 8
        return zlib.decompressobj(-zlib.MAX_WBITS if bare else self._window)


def _header(response: aiohttp.ClientResponse, name: str) -> str | None:
    """A header that can be sent on, or None."""
    value = response.headers.get(name, "").strip()
    fits = value.isascii() and value.isprintable() and len(value) <= HEADER_CHARACTERS_MAX
    return value if value and fits else None


def _status(response: aiohttp.ClientResponse) -> str:
    return f"{response.status} {safe(response.reason or '')[:80]}".strip()


def _too_large(what: str, wire: int = 0) -> Trouble:
    return Trouble(Reason.TOO_LARGE, f"larger than {RAW_BYTES_MAX // MIB} MiB {what}", wire_bytes=wire)
