"""The gazetteer: names folded, readings found, the index made once and safely."""

from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

import pytest

from streams.data import gazetteer
from streams.data.gazetteer import ALTERNATE, BARE, CITY, COUNTRY, DISTRICT, MAIN, REGION, Gazetteer, fold, load

FOLDED = {
    "accents go": ("Łódź", "lodz"),
    "apostrophes go, of every kind": ("Donets’k", "donetsk"),
    "a soft sign's apostrophe goes": ("Khar'kiv", "kharkiv"),
    "hyphens part words": ("Ivano-Frankivsk", "ivano frankivsk"),
    "saints are spelt out": ("St. Petersburg", "saint petersburg"),
    "mounts too": ("Mt. Pleasant", "mount pleasant"),
    "Turkish letters are plain": ("Diyarbakır", "diyarbakir"),
    "points of initials stay: us is a word": ("U.S.", "u.s."),
    "a lone St is no saint": ("St", "st"),
}


@pytest.mark.parametrize(("name", "folded"), FOLDED.values(), ids=FOLDED)
def test_names_are_folded(name: str, folded: str) -> None:
    assert fold(name) == folded


READINGS = {
    "a big town under another spelling": ("Zaporizhzhia", CITY, "UA", 710_052),
    "a village of the same name beside it": ("Zaporizhzhia", CITY, "UA", 656),
    "the old spelling of a capital": ("Kiev", CITY, "UA", 2_952_301),
    "a town of Texas beside one of Ukraine": ("Odessa", CITY, "US", 114_428),
    "a region with its type": ("Kherson Oblast", REGION, "UA", None),
    "a county": ("Hall County", DISTRICT, "US", None),
    "a state's abbreviation": ("Calif.", REGION, "US", None),
    "a country's short form": ("UK", COUNTRY, "GB", None),
    "a country by its old name": ("Burma", COUNTRY, "MM", None),
    "a country with its article": ("Netherlands", COUNTRY, "NL", None),
}


@pytest.mark.parametrize(("name", "kind", "country", "people"), READINGS.values(), ids=READINGS)
def test_name_has_reading(name: str, kind: int, country: str, people: int | None) -> None:
    found = [entry for entry in load().named(fold(name)) if (entry.kind, entry.country) == (kind, country)]
    assert found
    assert people is None or people in [entry.people for entry in found]


def test_unknown_name_has_no_reading() -> None:
    assert load().named(fold("Xyzzyville")) == ()


def test_airport_codes_are_no_names() -> None:
    assert not [entry for entry in load().named("kbp") if entry.name == "Kyiv"]


def test_how_a_place_bears_a_name_is_told() -> None:
    hows = {(entry.kind, entry.country): entry.how for entry in load().named(fold("Kherson"))}
    assert hows[(CITY, "UA")] == MAIN
    assert hows[(REGION, "UA")] == BARE
    assert hows[(CITY, "GR")] == ALTERNATE


def test_peoples_speak_for_countries() -> None:
    peoples = load().peoples
    assert (peoples["Ukrainian"], peoples["Britons"], peoples["French"]) == ("UA", "GB", "FR")
    assert "Frenchs" not in peoples


def test_countries_of_one_zone_have_it_and_others_none() -> None:
    zones = {entry.country: entry.zone for name in ("Kenya", "Canada") for entry in load().named(fold(name))}
    assert (zones["KE"], zones["CA"]) == ("Africa/Nairobi", "")


def test_town_that_nobody_counted_has_the_people_of_its_double() -> None:
    towns = [entry for entry in load().named(fold("Valença")) if entry.country == "PT"]
    assert [(entry.name, entry.people) for entry in towns] == [("Valença", 14_172), ("Valenza", 14_172)]


def test_countries_know_their_neighbours() -> None:
    neighbours = load().neighbours
    assert neighbours["PT"] == {"ES"}
    assert "JP" not in neighbours
    assert all(country in neighbours[other] for country in ("ES", "UA") for other in neighbours[country])


def test_every_extract_can_be_opened_by_a_reviewer() -> None:
    folder = Path(gazetteer.__file__).parent
    assert max(path.stat().st_size for path in folder.glob("gazetteer*")) < 1024 * 1024


TINY = (
    b'{"countries": [""], "regions": ["."], "zones": [""], "labels": 0, "capitals": [], "arrays": ['
    + b", ".join(
        f'["{name}", "{code}", 0]'.encode()
        for name, code in (("kind", "B"), ("key", "Q"), ("bearer_end", "I"), ("bearer", "I"))
    )
    + b"]}\n"
)


def _load_in(cache: str, answers: object) -> None:
    """In a process of its own: loads with a compiler that is slow enough to meet the other one."""
    import os
    import time

    os.environ["XDG_CACHE_HOME"] = cache

    def slowly() -> bytes:
        time.sleep(0.2)
        return TINY

    gazetteer._compiled = slowly
    load.cache_clear()
    answers.put(len(load()))  # type: ignore[attr-defined]


def test_two_processes_may_compile_at_once(tmp_path: Path) -> None:
    context = get_context("fork")
    answers = context.Queue()
    both = [context.Process(target=_load_in, args=(str(tmp_path), answers)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(30)
    assert [answers.get(timeout=5) for _ in both] == [0, 0]
    assert [path.suffix for path in (tmp_path / "streams").iterdir()] == [".idx"]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(gazetteer, "_compiled", lambda: TINY)
    monkeypatch.setattr(gazetteer, "load", load.__wrapped__)
    return monkeypatch


def test_a_cache_that_cannot_be_written_is_done_without(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    fresh.setenv("XDG_CACHE_HOME", str(blocked))
    assert isinstance(gazetteer.load(), Gazetteer)


def test_a_broken_index_is_compiled_again(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fresh.setenv("XDG_CACHE_HOME", str(tmp_path))
    gazetteer.load()
    (index,) = (tmp_path / "streams").iterdir()
    index.write_bytes(b"cut short")
    assert len(gazetteer.load()) == 0
    assert index.read_bytes() == TINY
