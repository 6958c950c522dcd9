"""What is known of each source, kept over restarts: a small file each, replaced whole.

Files, not a topic: the marks are of use to this program alone, a lost one costs a single unconditional question, and
whoever wants a source asked anew deletes its file. A lock keeps a second watcher out, which would ask everything twice.
"""

from __future__ import annotations

import fcntl
import logging
from pathlib import Path
from typing import IO

import msgspec

from streams.runtime.errors import Unavailable
from streams.runtime.watch.decide import Standing

log = logging.getLogger(__name__)

_decoder = msgspec.json.Decoder(Standing)


class Memory:
    """The standings of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "watch"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock: IO[bytes] = (self._folder / ".lock").open("wb")
        except OSError as error:
            raise Unavailable(f"{self._folder} can't be written ({error.strerror}): set STREAMS_DATA_DIR") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise Unavailable(
                f"another `streams watch` works with {self._folder}: stop it, or give this one another STREAMS_DATA_DIR"
            ) from None

    def read(self, name: str, of: str) -> Standing:
        """What is known of a source; nothing where its row names another address now, or its file is broken."""
        try:
            found = _decoder.decode((self._folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return Standing(of=of)
        except (OSError, ValueError) as error:  # msgspec's errors are ValueErrors
            log.warning("what was known of %s is lost: %r; it is asked unconditionally, once", name, error)
            return Standing(of=of)
        return found if found.of == of else Standing(of=of)

    def write(self, name: str, standing: Standing) -> None:
        """Keep a standing. A disk that is full costs the memory, not the news: it is logged."""
        path, fresh = self._folder / f"{name}.json", self._folder / f".{name}.new"
        try:
            fresh.write_bytes(msgspec.json.encode(standing))
            fresh.replace(path)
        except OSError as error:
            log.error("what is known of %s can't be kept: %r", name, error)

    def close(self) -> None:
        """Let another watcher in."""
        self._lock.close()
