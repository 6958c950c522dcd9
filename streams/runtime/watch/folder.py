"""Which files of a folder are new or changed: by time of change and size, and then by what is in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from streams.runtime.files import within

FILES_MAX: Final = 10_000  # what is known of a folder is kept whole
SETTLE_SECONDS: Final = 2.0
"""A file that changed less than this ago may still be being written; renaming a finished one into place is safer."""

Mark = tuple[int, int, str]
"""A file's time of change in nanoseconds, its size, and the digest of its bytes."""


class TooManyFiles(OSError):
    """More than can be remembered; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a look through a folder found."""

    changed: tuple[tuple[str, Mark], ...]  # by path
    same: dict[str, Mark]  # what was known and is as it was, perhaps under a newer time


def look(folder: Path, known: dict[str, Mark], now: float) -> Found:
    """What is new or changed since ``known``; files that are gone are forgotten. Raises OSError where it can't be read.

    ``now`` is the time of the clock that stamps files. Reads files that changed, and leaves them alone.
    """
    names = within(folder)
    if len(names) > FILES_MAX:
        raise TooManyFiles(f"more than {FILES_MAX:,} files in {folder}: move away what is done with")
    changed: list[tuple[str, Mark]] = []
    same: dict[str, Mark] = {}
    for name in names:
        path = folder / name
        try:
            told = path.stat()
            before = known.get(name)
            if before is not None and before[:2] == (told.st_mtime_ns, told.st_size):
                same[name] = before
                continue
            if now - told.st_mtime < SETTLE_SECONDS and told.st_mtime <= now:
                if before is not None:
                    same[name] = before
                continue
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()[:24]
        except FileNotFoundError:  # moved away while we looked
            continue
        mark = told.st_mtime_ns, told.st_size, digest
        if before is not None and before[2] == digest:
            same[name] = mark
        else:
            changed.append((name, mark))
    return Found(tuple(changed), same)
