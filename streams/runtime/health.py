"""/metrics, /live and /ready, served from a thread of their own, so that a stuck event loop can still be asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from time import thread_time
from typing import Any

from prometheus_client.exposition import CONTENT_TYPE_LATEST

Scrape = Callable[[], bytes]
Spent = Callable[[float], None]
"""Called with the CPU seconds that an answer took."""
Check = Callable[[], str | None]
"""Answers why not, or None where all is well."""


class PortTaken(OSError):
    """The address can't be used; the message says what to set instead."""


class Health:
    """The server. Only GET; loopback unless the settings say otherwise."""

    def __init__(self, host: str, port: int, scrape: Scrape, *, live: Check, ready: Check, spent: Spent) -> None:
        self.live = live
        self.ready = ready
        try:
            self._server = _Server((host, port), _Handler)
        except OSError as error:
            raise PortTaken(
                f"{host}:{port} can't be used for /metrics ({error.strerror}). Another worker has it? "
                "Set STREAMS_METRICS_PORT, 0 picks a free one."
            ) from None
        self._server.health = self
        self._server.scrape = scrape
        self._server.spent = spent
        self.host, self.port = self._server.server_address[:2]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True  # a restarted worker gets its port back at once
    health: Health
    scrape: Scrape
    spent: Spent

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, and say what it cost: all the CPU time that this thread has ever used."""
        super().process_request_thread(request, client_address)
        self.spent(thread_time())

    def server_bind(self) -> None:
        """Bind without asking DNS for our own name, as http.server would: that can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "streams"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._answer(HTTPStatus.OK, self.server.scrape(), CONTENT_TYPE_LATEST)
        elif path in ("/live", "/ready"):
            why_not = getattr(self.server.health, path[1:])()
            status = HTTPStatus.OK if why_not is None else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, f"{why_not or 'yes'}\n".encode())
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"there are /metrics, /live and /ready\n")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: scrapes are no news."""
