"""Brings the jars of Apache Kafka to this machine, each checked against the hash that is committed with the code.

``python -m streams.runtime.kafka_jars VERSION`` writes the lock anew: the only place where Maven's rules are resolved.
Afterwards nothing is resolved any more; exactly what the lock names is fetched.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import shutil
import ssl
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from streams.runtime.errors import Unavailable

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCK = "kafka-jars.lock.toml"
FETCHED_AT_ONCE = 4
ATTEMPTS = 3


class JarsError(Unavailable):
    """The jars can't be had, or are not what the lock names; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked jar: Maven's coordinates and the hash of its bytes."""

    group: str
    artifact: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def file(self) -> str:
        """
        >>> Jar("org.lz4", "lz4-java", "1.8.0", "").file
        'lz4-java-1.8.0.jar'
        """
        return f"{self.artifact}-{self.version}.jar"


@dataclass(frozen=True, slots=True)
class Lock:
    """What belongs to one version of Kafka."""

    kafka: str
    jars: tuple[Jar, ...]

    @classmethod
    def read(cls, text: str) -> Lock:
        """
        >>> Lock.read('kafka = "4.1.1"\\n[jars]\\n"org.lz4:lz4-java:1.8.0" = "d7ea"').jars[0].group
        'org.lz4'
        """
        table = tomllib.loads(text)
        return cls(table["kafka"], tuple(Jar(*name.split(":"), sha256) for name, sha256 in table["jars"].items()))


def committed_lock() -> Lock:
    """The lock that ships with this package.

    >>> any(jar.artifact == "kafka-clients" and jar.version == committed_lock().kafka for jar in committed_lock().jars)
    True
    """
    return Lock.read((files("streams.data") / LOCK).read_text())


def cache_folder(lock: Lock) -> Path:
    """Where the jars of this version are kept: ``STREAMS_KAFKA_JARS``, else the user's cache."""
    if chosen := os.environ.get("STREAMS_KAFKA_JARS"):
        return Path(chosen).expanduser().absolute()
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches).absolute() / "streams" / f"kafka-{lock.kafka}"


def ensure(say: Callable[[str], None], lock: Lock | None = None, folder: Path | None = None) -> list[Path]:
    """The locked jars as files, all verified now; those that are missing are fetched first.

    A jar that is there with other bytes is never replaced silently: somebody put it there, or a disk lies.
    """
    lock = lock or committed_lock()
    folder = folder or cache_folder(lock)
    missing = _missing(lock, folder)
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, say):
            missing = _missing(lock, folder)  # another program may have brought them while we waited
            if missing:
                say(f"Fetching Apache Kafka {lock.kafka} into {folder}; this is done once.")
                _fetch(missing, folder)
    return [folder / jar.file for jar in lock.jars]


def _missing(lock: Lock, folder: Path) -> list[Jar]:
    missing = []
    for jar in lock.jars:
        path = folder / jar.file
        if not path.exists():
            missing.append(jar)
        elif (found := _sha256(path)) != jar.sha256:
            raise JarsError(
                f"{path} is not the jar this version was tested with (sha256 {found}, the lock says {jar.sha256}).\n"
                "Nothing was started. Delete that file and start again: it is then fetched anew. If it comes back "
                "wrong, what answers for the Maven repository on your network changes what it serves."
            )
    return missing


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """One program fetches, the others wait for it; a dead one's lock frees itself."""
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another program is fetching Apache Kafka; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(jars: Sequence[Jar], folder: Path) -> None:
    """Fetch into a folder aside, verify, then move into place: a jar under its own name is always whole."""
    aside = folder / ".fetching"
    shutil.rmtree(aside, ignore_errors=True)  # half a jar of a program that died
    for image in folder.glob("*.aot"):
        image.unlink()  # made of jars that are not these; it is made again
    try:
        with _progress(len(jars)) as (jar_done, bytes_done), ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            context = _context(aside, bytes_done)

            def bring(jar: Jar) -> None:
                path = _downloaded(context, jar)
                if (found := _sha256(path)) != jar.sha256:
                    raise JarsError(
                        f"{jar} came with sha256 {found}, but the lock says {jar.sha256}.\n"
                        "It was thrown away and nothing was started. What answers for the Maven repository on your "
                        "network serves something else than was tested: look there, or put the right jars into a "
                        "folder of yours and name it in STREAMS_KAFKA_JARS."
                    )
                os.replace(path, folder / jar.file)
                jar_done()

            list(pool.map(bring, jars))
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _progress(jars: int) -> Iterator[tuple[Callable[[], None], Callable[[int], None]]]:
    """A bar on stderr that only a terminal shows; yields what to call for a jar and for some bytes."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("jars"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[megabytes]:.0f} MB"))
    fetched, counting = 0, threading.Lock()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=jars, megabytes=0)

        def bytes_done(count: int) -> None:
            nonlocal fetched
            with counting:
                fetched += count
            bar.update(task, megabytes=fetched / 1e6)

        yield lambda: bar.advance(task), bytes_done


def _context(cache: Path, bytes_done: Callable[[int], None]) -> MavenContext:
    """jgo's view of Maven: pure Python, no ``mvn`` and no ``java``, nothing read from or left in ``~/.m2``."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext, PythonResolver

    @contextmanager
    def one_file(_name: str, _bytes: int) -> Iterator[Callable[[int], None]]:
        yield bytes_done

    bundle = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    if bundle is not None and os.path.exists(bundle):
        os.environ.setdefault("REQUESTS_CA_BUNDLE", bundle)  # requests does not look where everything else does
    context = MavenContext(resolver=PythonResolver(progress_callback=one_file), repo_cache=cache, timeout=60)
    context.remote_repos.update(GlobalSettings.load().repositories)  # a user's mirror, named in jgo's own settings
    return context


def _downloaded(context: MavenContext, jar: Jar) -> Path:
    """The file as it came, not yet verified; the network gets a second and a third chance."""
    artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
    for attempt in itertools.count(1):
        try:
            return artifact.resolve()
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors, jgo's own are RuntimeErrors
            artifact.cached_path.unlink(missing_ok=True)
            if attempt == ATTEMPTS:
                raise JarsError(
                    f"{jar} can't be fetched: {error}\n"
                    "Apache Kafka comes from a Maven repository the first time only: check the network and its proxy, "
                    "or copy the folder of jars from another machine and name it in STREAMS_KAFKA_JARS. "
                    "With a broker of your own (STREAMS_BROKER) no jar is needed."
                ) from error
            time.sleep(attempt)
    raise AssertionError("the loop above ends by itself")


def relock(kafka: str) -> str:
    """A new lock: Kafka's whole closure as Maven resolves it, each with the hash of what comes today.

    What makes Kafka's log lines come out is no dependency of Kafka; without it slf4j says nothing at all.
    """
    import jgo

    closure = [(a.groupId, a.artifactId, a.version) for a in jgo.resolve(f"org.apache.kafka:kafka_2.13:{kafka}")]
    log4j = next(version for _, artifact, version in closure if artifact == "log4j-core")
    closure.append(("org.apache.logging.log4j", "log4j-slf4j-impl", log4j))
    jars = [Jar(*name, sha256="") for name in closure]
    with tempfile.TemporaryDirectory() as folder, _progress(len(jars)) as (jar_done, bytes_done):
        context = _context(Path(folder), bytes_done)
        rows = []
        for jar in jars:
            rows.append(f'"{jar}" = "{_sha256(_downloaded(context, jar))}"')
            jar_done()
    header = "# Written by `python -m streams.runtime.kafka_jars`: Maven coordinates, sha256 of the jar.\n"
    return "\n".join([f'{header}kafka = "{kafka}"\n\n[jars]', *sorted(rows), ""])


if __name__ == "__main__":
    Path(str(files("streams.data") / LOCK)).write_text(relock(sys.argv[1]))
