"""The folder that an embedded broker, its keeper and its users share: who is there, and where the broker is.

Who uses the broker is told by files in ``users/``, each locked by its owner (``flock``): the lock of a dead owner
frees itself, so nobody has to say good-bye. Everything that must not be overtaken happens inside ``Home.gate()``.
"""

from __future__ import annotations

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is, written when it has answered."""

    bootstrap: str
    jvm: int
    keeper: int


class Home:
    """The folder that a broker, its keeper and its users share."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.users = root / "users"
        self.data = root / "kafka"
        self.temporary = root / "tmp"
        self.log, self.output, self.keeper_log = root / "kafka.log", root / "kafka.out", root / "keeper.log"
        self._address, self.failure, self.jvm_pid = root / "address", root / "failure", root / "jvm.pid"

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Only one at a time: users enter, keepers begin and decide to stop in here, and are short about it."""
        with (self.root / "gate.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def keep(self) -> IO[str] | None:
        """The keeper's lock, held as long as the file is open; None when another keeper has it. Inside the gate."""
        return locked(self.root / "keeper.lock")

    def is_kept(self) -> bool:
        """Is a keeper alive? Inside the gate, else the look itself would turn a keeper away that begins just now."""
        if file := self.keep():
            file.close()
        return file is None

    def enter(self) -> tuple[Path, IO[str]]:
        """Become a user until the file is closed. It is locked before it can be seen: no look finds it unowned."""
        name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        outside = self.root / f".{name}"
        file = locked(outside)
        assert file is not None, "the name is new"
        outside.rename(self.users / name)
        return self.users / name, file

    def has_users(self) -> bool:
        """Does anybody still hold the broker? What dead users left behind is removed."""
        present = False
        for path in list(self.users.iterdir()):
            if file := locked(path):
                with file:
                    path.unlink(missing_ok=True)
            else:
                present = True
        return present

    @property
    def address(self) -> Address | None:
        """Where the broker is, or None while there is none."""
        try:
            return Address(**json.loads(self._address.read_text()))
        except FileNotFoundError:
            return None

    @address.setter
    def address(self, address: Address | None) -> None:
        if address is None:
            self._address.unlink(missing_ok=True)
            return
        aside = self._address.with_suffix(".new")
        aside.write_text(json.dumps(asdict(address)))
        aside.replace(self._address)


def locked(path: Path) -> IO[str] | None:
    """The file, locked for as long as it is open and its owner lives; None when somebody else holds it."""
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
