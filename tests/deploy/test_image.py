"""deploy/Dockerfile: two stages, hashed wheels, a user without a name, nothing to write at run time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = [
    (word, rest)
    for line in re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", TEXT)).splitlines()
    if line.strip()
    for word, _, rest in [line.partition(" ")]
]
STAGES = [at for at, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM"]
BUILD, RUN_TIME = INSTRUCTIONS[: STAGES[-1]], INSTRUCTIONS[STAGES[-1] :]


def values(instructions: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for found, rest in instructions if found == word]


def environment(instructions: list[tuple[str, str]]) -> dict[str, str]:
    pairs = (pair.partition("=") for line in values(instructions, "ENV") for pair in line.split())
    return {name: value for name, _, value in pairs}


def test_both_stages_are_the_same_python_pinned_by_full_version() -> None:
    images = [image.split(" AS ")[0] for image in values(INSTRUCTIONS, "FROM")]
    assert len(images) == 2 and len(set(images)) == 1, "a virtual environment runs with the Python that made it"
    assert re.fullmatch(r"python:3\.1[1-3]\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", images[0])


def test_packages_are_hashed_wheels_and_nothing_else_is_fetched() -> None:
    installs = [run for run in values(INSTRUCTIONS, "RUN") if "pip install" in run]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0] and "--only-binary :all:" in installs[0]
    assert not values(INSTRUCTIONS, "ADD")
    assert not re.search(r"\b(curl|wget|apt-get|git clone)\b|https?://", TEXT)
    assert not re.search(r"ARG|SECRET|PASSWORD|TOKEN", TEXT)


def test_run_time_stage_only_copies() -> None:
    assert values(RUN_TIME, "COPY") == ["--from=build /opt/streams /opt/streams"]
    assert not values(RUN_TIME, "RUN")


def test_it_runs_without_root_and_starts_the_worker() -> None:
    [user] = values(RUN_TIME, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert {compose["services"][name]["user"] for name in ("worker", "topics")} == {user}
    assert values(RUN_TIME, "ENTRYPOINT") == ['["python", "-m", "streams"]']
    assert values(RUN_TIME, "CMD") == ['["worker"]']
    assert values(RUN_TIME, "STOPSIGNAL") == ["SIGTERM"]


def test_it_writes_nothing_outside_tmp() -> None:
    run_time = environment(RUN_TIME)
    assert run_time["PYTHONDONTWRITEBYTECODE"] == "1"
    assert run_time["HOME"] == "/tmp" == values(RUN_TIME, "WORKDIR")[0]
    assert run_time["PYTHONSAFEPATH"] == "1", "the working folder is writable, so nothing is imported from it"


def test_gazetteer_is_compiled_into_the_image_and_readable_by_its_user() -> None:
    build, run_time = environment(BUILD), environment(RUN_TIME)
    assert build["XDG_CACHE_HOME"] == run_time["XDG_CACHE_HOME"]
    assert run_time["XDG_CACHE_HOME"].startswith("/opt/streams/")
    assert build["PYTHONPATH"] == run_time["PYTHONPATH"]
    compiled = next(run for run in values(BUILD, "RUN") if "gazetteer.load()" in run)
    assert compiled.index("gazetteer.load()") < compiled.index("chmod -R a+rX /opt/streams")


def test_embedded_kafka_is_left_out() -> None:
    install = next(run for run in values(BUILD, "RUN") if "pip install" in run)
    assert re.search(r"pip uninstall --yes .*\bjdk4py\b.*\bjgo\b", install)


def test_builder_is_sent_only_what_is_copied() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert lines[0] == "*"
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {source for rest in values(BUILD, "COPY") for source in rest.split()[:-1]}
    assert sent == copied


@pytest.mark.parametrize("name", ["requirements.txt", "LICENSE", "streams"])
def test_what_is_copied_exists(name: str) -> None:
    assert (ROOT / name).exists()


def test_every_requirement_is_pinned_and_hashed() -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", (ROOT / "requirements.txt").read_text(encoding="utf-8")))
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


def test_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
