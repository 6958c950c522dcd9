"""Enrichers as plug-ins: one of another package joins ours or replaces one; what is missing, fails or dawdles costs
the post what that one would have found, and nothing else.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from streams import RULES_VERSION, codec, enrichers
from streams.data import gazetteer
from streams.enrichers.checked import ANSWERS, checked
from streams.pipeline import pipeline
from streams.records import Enriched, Person, Place
from streams.runtime.metrics import Metrics
from streams.runtime.replay import Replay
from streams.settings import SettingError, Settings, from_environment
from streams.stages.enrich import FINDS, OWN, Enricher, Names, Reading, enrich, plainly
from streams.topics import DEAD, ENRICHED, EVENTS
from tests.build import a_post, an_item

ROSTER = Path(__file__).parent / "roster"
TEXT = "Two men were hurt when a ferry hit the quay in Lisbon on Tuesday, said ana sol, who saw it."


@pytest.fixture(autouse=True)
def made_anew() -> Iterator[None]:
    """What a process makes once is made once for each test."""
    enrichers.chosen.cache_clear()
    yield
    enrichers.chosen.cache_clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of ``roster/`` beside one whose enricher can't be made, as an installer leaves them."""
    install(tmp_path, ROSTER / "pyproject.toml")
    (tmp_path / "broken.toml").write_text(
        '[project]\nname = "broken"\nversion = "1.0"\n[project.entry-points."streams.enrichers"]\n'
        'unmade = "no_such_module:unmade"\nother = "roster_for_streams:roster"\n'
    )
    install(tmp_path, tmp_path / "broken.toml")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(ROSTER))


def install(folder: Path, project: Path) -> None:
    """The part of a package's metadata that entry points are read from."""
    told = tomllib.loads(project.read_text())["project"]
    info = folder / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n")
    lines = [f"{name} = {value}" for name, value in told["entry-points"]["streams.enrichers"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[streams.enrichers]", *lines, ""]))


@cache
def world() -> gazetteer.Gazetteer:
    return gazetteer.load()


def read(setting: str, text: str = TEXT, **fields: Any) -> Enriched:
    return enrich(world(), a_post(text, **fields), enrichers=enrichers.chosen(setting))


def an_enricher(find: Any, finds: str = "names", **fields: Any) -> Enricher:
    return Enricher(**{"name": "theirs", "finds": finds, "version": "2", "find": find, **fields})


def beside_ours(*more: Enricher) -> tuple[Enricher, ...]:
    """Ours and these, in the order of what they find."""
    return tuple(sorted((*OWN, *more), key=lambda enricher: FINDS.index(enricher.finds)))


# --------------------------------------------------------------------------------------------------- the table


def test_without_the_setting_ours_run_and_nothing_installed_is_loaded(installed: None) -> None:
    assert [enricher.name for enricher in enrichers.chosen("")] == list(FINDS)
    assert read("").enrichers == dict.fromkeys(FINDS, RULES_VERSION)


def test_one_of_another_package_joins_ours_and_each_item_says_whose_it_is(installed: None) -> None:
    text = TEXT + " Mayor Carlos Pinto thanked the crew."
    post = read("names+=roster", text)
    assert [(person.name, person.enricher) for person in post.people] == [
        ("Carlos Pinto", "names"),
        ("Ana Sol", "roster"),
    ]
    assert post.enrichers["roster"] == "1.0" and post.enrichers["names"] == RULES_VERSION
    assert not post.degraded


def test_one_of_another_package_stands_in_for_ours(installed: None) -> None:
    post = read("names=roster", TEXT + " Mayor Carlos Pinto thanked the crew.")
    assert [person.name for person in post.people] == ["Ana Sol"]
    assert "names" not in post.enrichers
    assert b'"enricher"' not in codec.encode(post), "who is alone does not sign each item"


def test_what_comes_later_can_read_what_it_found(installed: None) -> None:
    """Ours alone know no name without a capital; the claim's source is the name that the roster found."""
    [claim] = read("names=roster").claims
    assert claim.source == "Ana Sol"


def test_the_order_of_a_setting_says_who_is_believed(installed: None) -> None:
    text = "Ana Sol spoke. Mayor Carlos Pinto listened."
    first, then = (read(setting, text) for setting in ("names+=roster", "names=roster,names+=names"))
    assert {person.name: person.enricher for person in first.people}["Carlos Pinto"] == "names"
    assert {person.name: person.enricher for person in then.people}["Ana Sol"] == "roster"


WRONG = {
    "something that is not found": ("colours=roster", "what can be found is places"),
    "no form of ours": ("roster", "want such as names=spacy"),
    "another thing than it finds": ("places+=roster", "want names+=roster"),
    "two for what is one decision": ("kind+=roster", "want kind=roster"),
    "one twice": ("names+=roster,names+=roster", "more than once"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_setting_that_can_not_be_meant_is_refused(case: str, installed: None) -> None:
    setting, want = WRONG[case]
    with pytest.raises(SettingError, match="STREAMS_ENRICHERS") as refused:
        enrichers.chosen(setting)
    assert want in str(refused.value)


def test_the_setting_comes_from_the_environment() -> None:
    assert from_environment({"STREAMS_ENRICHERS": "names=spacy"}).enrichers == "names=spacy"


# ------------------------------------------------------------------------------- missing, failing, slow, replaced

MISSING = {
    "not installed": ("nobody", "no installed package has it"),
    "its package is broken": ("unmade", "No module named 'no_such_module'"),
    "its package calls it otherwise": ("other", "no Enricher of that name"),
}


@pytest.mark.parametrize("case", MISSING)
def test_one_that_is_missing_marks_posts_degraded_and_blocks_nothing(case: str, installed: None) -> None:
    name, why = MISSING[case]
    table = enrichers.chosen(f"names+={name}")
    [told] = enrichers.missing(table)
    assert name in told and why in told
    post = read(f"names+={name}")
    assert post.degraded == (name,)
    assert name not in post.enrichers
    plain = read("")
    assert (post.places, post.times, post.kind) == (plain.places, plain.times, plain.kind)


def test_missing_ones_are_said_once_and_not_in_the_log_for_each_post(caplog: pytest.LogCaptureFixture) -> None:
    metrics = Metrics(CollectorRegistry(), enrichers=["nobody"])
    post = enrich(world(), a_post(TEXT), enrichers=enrichers.chosen("names=nobody"), around=metrics.time_enricher)
    assert post.degraded == ("nobody",) and not caplog.records


def test_events_come_of_posts_that_lack_an_enricher() -> None:
    run = Replay(pipeline(Settings(enrichers="names=nobody")))
    run.feed(
        [an_item("Ferry hits quay in Lisbon", "Two men were hurt when a ferry hit the quay in Lisbon on Tuesday.")]
    )
    [event] = [msgspec.json.decode(record.value or b"") for record in run.records(EVENTS)]
    assert event["degraded"] == ["nobody"] and not run.records(DEAD)


def failing(reading: Reading) -> Names:
    raise ZeroDivisionError("by design")


ANSWERS_OF_NO_USE = {
    "nothing": lambda reading: None,
    "what another kind of enricher finds": lambda reading: (Place(text="a", span=(0, 1), name="a"),),
    "a number as name": lambda reading: Names(people=(Person(name=1),)),  # type: ignore[arg-type]
    "a span outside the text": lambda reading: Names(people=(Person(name="a", spans=((0, 9999),)),)),
    "a span from its end to its start": lambda reading: Names(people=(Person(name="a", spans=((3, 1),)),)),
    "an exception": failing,
}


@pytest.mark.parametrize("case", ANSWERS_OF_NO_USE)
def test_one_that_fails_is_named_and_what_ours_found_stays(case: str) -> None:
    theirs = checked(an_enricher(ANSWERS_OF_NO_USE[case], beside=True))
    post = enrich(world(), a_post(TEXT), enrichers=beside_ours(theirs))
    assert post.degraded == ("theirs",)
    assert "theirs" not in post.enrichers
    assert msgspec.structs.replace(post, degraded=()) == enrich(world(), a_post(TEXT))


@pytest.mark.parametrize("broken", FINDS)
def test_whichever_of_ours_fails_the_others_are_read_and_the_record_can_be_written(broken: str) -> None:
    table = [an_enricher(failing, finds=broken) if ours.finds == broken else ours for ours in OWN]
    post = enrich(world(), a_post(TEXT), enrichers=table)
    assert post.degraded == ("theirs",) and len(post.enrichers) == len(OWN) - 1
    assert msgspec.json.decode(codec.encode(post), type=Enriched) == post


def test_a_slow_one_is_seen_in_its_metric_and_changes_nothing_else() -> None:
    def slow(reading: Reading) -> Names:
        sleep(0.02)
        return Names()

    metrics = Metrics(CollectorRegistry(), enrichers=[*FINDS, "theirs"])
    slowed = enrich(world(), a_post(TEXT), enrichers=beside_ours(an_enricher(slow, beside=True)),
                    around=metrics.time_enricher)  # fmt: skip
    seconds = {
        name: metrics.registry.get_sample_value("streams_enricher_seconds_sum", {"enricher": name}) or 0.0
        for name in metrics.enrichers
    }
    assert seconds["theirs"] >= 0.02
    assert msgspec.structs.replace(slowed, enrichers={}) == msgspec.structs.replace(
        enrich(world(), a_post(TEXT)), enrichers={}
    )


def test_metrics_know_every_enricher_before_its_first_post() -> None:
    metrics = Metrics(CollectorRegistry(), enrichers=["places", "theirs"])
    for name in ("degraded_total", "enricher_seconds_count"):
        assert metrics.registry.get_sample_value(f"streams_{name}", {"enricher": "theirs"}) == 0
        assert metrics.registry.get_sample_value(f"streams_{name}", {"enricher": "names"}) is None


# -------------------------------------------------------------------------------------------------- languages


GERMAN = "Die Feuerwehr rettete am Dienstag zwei Männer von einer Fähre, die gegen die Mauer gefahren war."


def test_a_language_that_one_does_not_read_passes_it_by_labelled() -> None:
    theirs = an_enricher(failing, languages=frozenset({"pt"}), beside=True)
    post = enrich(world(), a_post(GERMAN), enrichers=beside_ours(theirs))
    assert post.lang == "de" and post.text == GERMAN
    assert not post.degraded and "theirs" not in post.enrichers


@pytest.mark.parametrize("lang, reads", [("pt", True), ("de", False), (None, True)])
def test_one_reads_its_languages_and_what_could_not_be_told(lang: str | None, reads: bool) -> None:
    assert an_enricher(failing, languages=frozenset({"pt"})).reads(lang) is reads


def test_a_post_that_nobody_reads_is_passed_on() -> None:
    post = enrich(world(), a_post(GERMAN), enrichers=())
    assert post.lang == "de" and post.enrichers == {} and len(post.passages) == 1


# -------------------------------------------------------------------------------------------- the same bytes again


def test_the_same_log_and_setting_give_the_same_bytes(installed: None) -> None:
    def run() -> list[bytes | None]:
        replay = Replay(pipeline(Settings(enrichers="names+=roster")))
        replay.feed([an_item("Ferry hits quay", TEXT), an_item("Fire in Porto", "A fire hurt ana sol in Porto.")])
        return [record.value for topic in (ENRICHED, EVENTS) for record in replay.records(topic)]

    first = run()
    enrichers.chosen.cache_clear()
    assert first == run() and first


def test_every_kind_of_answer_can_be_checked() -> None:
    assert set(ANSWERS) == set(FINDS)
    for ours in OWN:
        reading = given(a_post(TEXT + " Mayor Carlos Pinto said it was the third accident in 2024."))
        assert checked(ours).find(reading) == ours.find(reading)


def given(post: Any) -> Reading:
    """What enrichers are given of a post, with all that ours found."""
    seen: list[Reading] = []

    def around(name: str, enricher: Any, reading: Reading) -> None:
        plainly(name, enricher, reading)
        seen.append(reading)

    enrich(world(), post, around=around)
    return seen[-1]


# ------------------------------------------------------------------------------------------------------- spaCy


def test_spacy_without_its_package_is_missing_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy.util", None)
    [why] = enrichers.missing(enrichers.chosen("names+=spacy"))
    assert "the enricher spacy can't be made" in why


def test_spacy_reads_people_and_organisations_with_the_model_of_the_language() -> None:
    spacy = pytest.importorskip("spacy")
    from streams.enrichers import spacy_names

    model = spacy.blank("en")
    ruler = model.add_pipe("entity_ruler")
    ruler.add_patterns([
        {"label": "PERSON", "pattern": "ana sol"}, {"label": "ORG", "pattern": "Harbour Trust"},
        {"label": "GPE", "pattern": "Lisbon"},
    ])  # fmt: skip
    theirs = checked(spacy_names.by({"en": model}))
    post = enrich(world(), a_post(TEXT + " The Harbour Trust thanked ana sol."), enrichers=(theirs,))
    assert [(p.name, [post.text[a:b] for a, b in p.spans]) for p in post.people] == [("ana sol", ["ana sol"] * 2)]
    assert [one.name for one in post.organisations] == ["Harbour Trust"]
    assert post.enrichers["spacy"].startswith(spacy.__version__)
    assert not enrich(world(), a_post(GERMAN), enrichers=(theirs,)).enrichers


def test_nothing_is_logged_by_enrichers_themselves(caplog: pytest.LogCaptureFixture, installed: None) -> None:
    with caplog.at_level(logging.DEBUG):
        read("names+=roster,names+=nobody")
    assert not caplog.records
