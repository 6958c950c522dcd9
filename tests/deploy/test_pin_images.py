"""`make pin-images`: every image of others gets the digest that the registry tells, or nothing is written."""

from __future__ import annotations

import doctest
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "pin_images.py"
SPEC = importlib.util.spec_from_file_location("pin_images", SCRIPT)
assert SPEC is not None and SPEC.loader is not None
pin_images = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pin_images)

OLD, NEW = ("sha256:" + letter * 64 for letter in "ab")
TEXTS = {
    "a service": ("    image: prom/prometheus:v3.14.0\n", f"    image: prom/prometheus:v3.14.0@{NEW}\n"),
    "what stands behind it stays": (
        "    image: apache/kafka:4.3.1  # the version\n", f"    image: apache/kafka:4.3.1@{NEW}  # the version\n",
    ),
    "a stage of a build": ("FROM python:3.13.14-slim AS build\n", f"FROM python:3.13.14-slim@{NEW} AS build\n"),
    "an older digest is replaced": (f"FROM python:3.13.14-slim@{OLD}\n", f"FROM python:3.13.14-slim@{NEW}\n"),
    "an image of ours has no registry": ("    image: streams:0.1.0\n", "    image: streams:0.1.0\n"),
    "a stage of the same file is no image": ("COPY --from=build /opt /opt\n", "COPY --from=build /opt /opt\n"),
    "nor is a word in a comment": ("# image: apache/kafka:4.3.1\n", "# image: apache/kafka:4.3.1\n"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "pinned"), TEXTS.values(), ids=TEXTS)
def test_pinning(text: str, pinned: str) -> None:
    assert pin_images.pinned(text, dict.fromkeys(pin_images.images(text), NEW)) == pinned


def test_every_image_of_the_compose_file_and_the_dockerfile_is_found_and_pinned_twice_alike(tmp_path: Path) -> None:
    copies = tuple(tmp_path / path.name for path in pin_images.FILES)
    for copy, path in zip(copies, pin_images.FILES, strict=True):
        copy.write_text(path.read_text("utf-8"), "utf-8")
    asked: list[str] = []

    def ask(image: str) -> str:
        asked.append(image)
        return NEW

    assert pin_images.main(copies, ask) == 0
    once = [copy.read_text("utf-8") for copy in copies]
    assert {image.split(":")[0] for image in asked} == {"apache/kafka", "prom/prometheus", "grafana/grafana", "python"}
    assert len(asked) == len(set(asked)), "each is asked for once"
    for line in "\n".join(once).splitlines():
        if re.match(r"\s*image: (?!streams:)|FROM ", line):
            assert f"@{NEW}" in line, line
    pin_images.main(copies, ask)
    assert [copy.read_text("utf-8") for copy in copies] == once


def test_nothing_is_written_unless_every_digest_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM one:1.0.0\nFROM two:1.0.0\n")

    def ask(image: str) -> str:
        if image.startswith("two"):
            raise pin_images.NoDigest("two:1.0.0: no such image")
        return NEW

    assert pin_images.main((file,), ask) == 1
    assert file.read_text() == "FROM one:1.0.0\nFROM two:1.0.0\n"
    assert "nothing was pinned: two:1.0.0" in capsys.readouterr().err


def test_without_docker_it_says_so_and_changes_nothing(tmp_path: Path) -> None:
    before = [path.read_bytes() for path in pin_images.FILES]
    done = subprocess.run(
        [sys.executable, SCRIPT], env={**os.environ, "PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "nothing was pinned: there is no docker here" in done.stderr) == (1, True)
    assert [path.read_bytes() for path in pin_images.FILES] == before


def test_its_examples_hold() -> None:
    assert doctest.testmod(pin_images).failed == 0
