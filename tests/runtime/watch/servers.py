"""A loopback server that answers as it is told, for tests; it counts what reaches it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Its requests, and its address."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.port = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@contextlib.asynccontextmanager
async def serving(routes: dict[str, Handler]) -> AsyncIterator[Server]:
    """A server of these paths."""
    server = Server()

    async def answer(request: web.Request) -> web.StreamResponse:
        server.requests.append(request)
        return await routes[request.path](request)

    app = web.Application()
    for path in routes:
        app.router.add_get(path, answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def speaking(said: bytes, *, then_wait: float = 0, again: bool = False) -> AsyncIterator[Server]:
    """A server that says these bytes whatever it is asked, for what no well-made server would say."""
    server = Server()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.requests.append(None)  # type: ignore[arg-type]
        await reader.readuntil(b"\r\n\r\n")
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            writer.write(said)
            while again:
                await writer.drain()
                writer.write(said[-PIECE:])
            await writer.drain()
            await asyncio.sleep(then_wait)
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


PIECE = 64 * 1024


def sends(body: bytes = b"", status: int = 200, **headers: str) -> Handler:
    """Answers always so."""

    async def answer(request: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named)

    return answer
