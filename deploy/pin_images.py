"""Writes the digest of every image beside its version, where a registry can be asked: ``make pin-images``.

A version is a name that can be moved; a digest is the image itself. Nothing is written unless every digest is known.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = (ROOT / "docker-compose.yml", ROOT / "deploy" / "Dockerfile")
OURS = "streams"
IMAGE = re.compile(r"(?m)^(\s*image:\s+|FROM\s+)([a-z0-9][\w./-]*:[\w.-]+)(@sha256:[0-9a-f]{64})?")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
ASK_SECONDS = 60


class NoDigest(Exception):
    """A digest can't be had; the message says what to do."""


def images(text: str) -> set[str]:
    """Name and version of each image that others made.

    >>> sorted(images("  image: prom/prometheus:v3.14.0\\n  image: streams:0.1.0\\nFROM python:3.13.14 AS build"))
    ['prom/prometheus:v3.14.0', 'python:3.13.14']
    """
    return {name for _, name, _ in IMAGE.findall(text) if name.split(":")[0] != OURS}


def pinned(text: str, digests: dict[str, str]) -> str:
    """The text with each image's digest beside its version; a digest that was there is replaced.

    >>> pinned("FROM python:3.13.14-slim AS build", {"python:3.13.14-slim": "sha256:" + "0" * 64})[:34]
    'FROM python:3.13.14-slim@sha256:00'
    """

    def written(found: re.Match[str]) -> str:
        before, name, _ = found.groups()
        return f"{before}{name}@{digests[name]}" if name in digests else found[0]

    return IMAGE.sub(written, text)


def digest_of(image: str) -> str:
    """What the registry says this version is today, for every platform."""
    command = ["docker", "buildx", "imagetools", "inspect", image, "--format", "{{.Manifest.Digest}}"]
    if not shutil.which("docker"):
        raise NoDigest("there is no docker here: install Docker with buildx; it asks the registry, no engine is needed")
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=ASK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NoDigest(f"{image}: the registry does not answer within {ASK_SECONDS} s") from None
    if asked.returncode or not DIGEST.fullmatch(asked.stdout.strip()):
        said = (asked.stderr.strip() or asked.stdout.strip() or "no answer").splitlines()[0]
        raise NoDigest(f"{image}: {said}. Is the registry reached from here, and does `docker buildx version` answer?")
    return asked.stdout.strip()


def main(files: tuple[Path, ...] = FILES, ask: Callable[[str], str] = digest_of) -> int:
    """Pin every image of the files, or say why none was pinned."""
    texts = {path: path.read_text("utf-8") for path in files}
    try:
        digests = {image: ask(image) for image in sorted(set().union(*map(images, texts.values())))}
    except NoDigest as error:
        print(f"nothing was pinned: {error}", file=sys.stderr)
        return 1
    for path, text in texts.items():
        path.write_text(pinned(text, digests), "utf-8")
    for image, digest in digests.items():
        print(f"{image}@{digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
