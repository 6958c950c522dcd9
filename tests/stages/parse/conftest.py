"""Whom and what a hostile document may ask for: both tell whether it did."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stages.parse.strangers import SONG


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Whom a document may ask to be called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that a document may ask for."""
    path = tmp_path_factory.mktemp("canary") / "secret.txt"
    path.write_text(SONG)
    return path
