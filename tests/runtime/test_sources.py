"""The sources file: who has a name in metrics, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.runtime.sources import SOURCES_MAX, Source, Sources, read
from streams.settings import SettingError

KNOWN = Sources(
    [
        Source(name="courier", url="https://courier.example/"),
        Source(name="courier-live", url="https://courier.example/live", desk="war"),
        Source(name="wire", url="wire:desk-7"),
    ]
)

NAMED: dict[str, tuple[str | None, str, str]] = {
    "by its address": ("https://courier.example/sport/1", "x", "courier"),
    "the longest beginning wins": ("https://courier.example/live/flood", "x", "courier-live"),
    "by its source where there is no address": (None, "wire:desk-7", "wire"),
    "an address beats a source": ("https://elsewhere.example/", "wire:desk-7", "other"),
    "a stranger": ("https://stranger.example/{id}", "x", "other"),
    "an address that only contains a known one": ("https://evil.example/?https://courier.example/", "x", "other"),
    "nothing": (None, "", "other"),
}


@pytest.mark.parametrize(("url", "source", "name"), NAMED.values(), ids=NAMED)
def test_a_source_is_told_by_the_beginning_of_its_address(url: str | None, source: str, name: str) -> None:
    assert KNOWN.of(url, source) == name
    assert KNOWN.of(url, source) == name, "remembered"


def test_desks_are_those_of_the_sources_and_the_default_one() -> None:
    assert KNOWN.desks == ("war", "world", "other")
    assert [KNOWN.desk(desk) for desk in ("war", "world", "sport")] == ["war", "world", "other"]


def test_a_million_addresses_are_not_remembered() -> None:
    sources = Sources([Source(name="a", url="https://a.example/")])
    assert {sources.of(f"https://a.example/{n}", "x") for n in range(10_000)} == {"a"}
    assert len(sources._remembered) <= 4096


REFUSED = {
    "not TOML": "[[source",
    "no name": '[[source]]\nurl = "https://a.example/"',
    "no url": '[[source]]\nname = "a"',
    "an empty url takes everything": '[[source]]\nname = "a"\nurl = ""',
    "a misspelt field": '[[source]]\nname = "a"\nurl = "x"\ndesc = "war"',
    "a name that is no label": '[[source]]\nname = "A b"\nurl = "x"',
    "a name that is taken": '[[source]]\nname = "other"\nurl = "x"',
    "a name twice": '[[source]]\nname = "a"\nurl = "x"\n[[source]]\nname = "a"\nurl = "y"',
    "too many": "".join(f'[[source]]\nname = "s{n}"\nurl = "u{n}"\n' for n in range(SOURCES_MAX + 1)),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_file_that_will_not_do_is_refused_with_its_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingError, match=r"STREAMS_SOURCES names .*sources\.toml"):
        read(str(path))


def test_no_file_names_nobody_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    assert read("").names == ("other",)
    with pytest.raises(SettingError, match=r"deploy/sources\.toml"):
        read(str(tmp_path / "none.toml"))


def test_the_example_that_is_deployed_reads() -> None:
    assert len(read(str(Path(__file__).parents[2] / "deploy" / "sources.toml")).names) > 1
