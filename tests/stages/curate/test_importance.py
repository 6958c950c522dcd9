"""How much an event matters, and how much a version brings: with reasons, monotone, bounded, by no clock."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.data import word_tables
from streams.data.outlets import laid_over
from streams.records import CuratedEvent, Enriched, Post
from streams.stages.curate.importance import Weighed, weigh
from streams.stages.curate.novelty import WEIGHTS, novelty
from tests.build import NOON, a_post, minutes
from tests.stages.curate.desk import Desk, read
from tests.stages.curate.put_together import event_of

KINDS = sorted(word_tables.load("kinds"))
DEEDS = sorted(word_tables.load("importance")["harm"])
weighed = st.builds(
    Weighed,
    origins=st.dictionaries(st.text(min_size=1, max_size=4), st.floats(0, 10), min_size=1, max_size=30),
    recent_posts=st.integers(1, 5_000), recent_origins=st.integers(1, 500),
    kind=st.none() | st.sampled_from(KINDS), harm=st.dictionaries(st.sampled_from(DEEDS), st.floats(0, 1e9)),
    money=st.floats(0, 1e15), magnitude=st.floats(0, 12),
)  # fmt: skip


@given(weighed)
def test_importance_lies_between_nothing_and_one_and_is_the_sum_of_its_reasons(told: Weighed) -> None:
    score, reasons = weigh(told)
    assert 0 <= score <= 1
    assert score == pytest.approx(1 - math.exp(-sum(reason.weight for reason in reasons)), abs=1e-4)
    assert all(reason.weight > 0 and reason.detail for reason in reasons)
    assert [reason.weight for reason in reasons] == sorted((reason.weight for reason in reasons), reverse=True)


@given(weighed, st.floats(0, 10), st.integers(0, 100), st.sampled_from(DEEDS), st.floats(0, 1e6))
def test_importance_only_rises_with_what_it_counts(
    told: Weighed, weight: float, more: int, deed: str, people: float
) -> None:
    score = weigh(told)[0]
    raised = [
        replace(told, origins={**told.origins, "another": told.origins.get("another", 0.0) + weight}),
        replace(told, origins={name: each + weight for name, each in told.origins.items()}),
        replace(told, recent_posts=told.recent_posts + more),
        replace(told, recent_origins=told.recent_origins + more),
        replace(told, harm={**told.harm, deed: told.harm.get(deed, 0.0) + people}),
        replace(told, money=told.money + people),
        replace(told, magnitude=told.magnitude + weight),
    ]
    assert [weigh(each)[0] for each in raised if weigh(each)[0] < score] == []


def test_every_kind_has_its_weight() -> None:
    weights = word_tables.load("importance")["kinds"]
    assert sorted(weights) == KINDS
    assert weights["sport"] < weights["court"] < weights["fire"] < weights["quake"]


def report(text: str, name: str = "a", **fields: object) -> Post:
    return a_post(text, name=name, **{"outlet": f"Outlet {name}", **fields})


MORE = [
    ("three outlets matter more than one",
     [report("A fire broke out at a mill in Tampere.", "a")],
     [report("A fire broke out at a mill in Tampere.", name) for name in "abc"]),
    ("an agency more than a channel",
     [report("A fire broke out at a mill in Tampere.", outlet="@someone@social.example")],
     [report("A fire broke out at a mill in Tampere.", outlet="Reuters")]),
    ("a quake more than a match",
     [report("Brann beat Molde 2-0 in the cup final in Oslo, and the fans sang.")],
     [report("An earthquake shook Oslo, and the seismologists said that aftershocks may follow.")]),
    ("a strong quake more than a weak one",
     [report("An earthquake of magnitude 4.4 shook Izmir.")],
     [report("An earthquake of magnitude 7.4 shook Izmir.")]),
    ("thirty dead more than three",
     [report("Three people were killed when a coach overturned near Oruro.")],
     [report("Thirty people were killed when a coach overturned near Oruro.")]),
    ("dead more than hurt",
     [report("Ten people were injured when a coach overturned near Oruro.")],
     [report("Ten people were killed when a coach overturned near Oruro.")]),
    ("people more than animals",
     [report("A barn burned down near Oruro and 300 sheep were killed.")],
     [report("A barn burned down near Oruro and 300 people were killed.")]),
    ("a billion more than a million",
     [report("The company Varta was fined 2 million euros by the cartel office.")],
     [report("The company Varta was fined 2 billion euros by the cartel office.")]),
    ("five reports within the hour more than five within a week",
     [report("A fire broke out at a mill.", name, at=NOON + n * timedelta(days=1)) for n, name in enumerate("abcde")],
     [report("A fire broke out at a mill.", name, at=minutes(10 * n)) for n, name in enumerate("abcde")]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "less", "more"), MORE, ids=[row[0] for row in MORE])
def test_what_matters_more(label: str, less: list[Post], more: list[Post]) -> None:
    one, other = event_of(less), event_of(more)
    assert one.importance < other.importance, f"{label}: {one.importance_reasons} {other.importance_reasons}"


def test_reports_of_one_newsroom_and_copies_are_one_origin() -> None:
    text = "A fire broke out at a mill in Tampere."
    alone = event_of([report(text, "a", outlet="BBC News")])
    names = ["BBC Mundo", "bbc.co.uk", "@bbc.com"]
    several = event_of(
        [report(text, str(n), outlet=name, at=NOON - timedelta(hours=9)) for n, name in enumerate(names)]
    )
    assert several.independent_origins == alone.independent_origins == 1
    assert {source.family for source in several.sources} == {"BBC"}


def test_a_number_that_was_superseded_counts_no_more() -> None:
    wrong = report("Ninety people were killed when a coach overturned near Oruro, police said.")
    right = msgspec.structs.replace(wrong, revision=2, change="edited", significance="correction",
                                    text=wrong.text.replace("Ninety", "Nine"))  # fmt: skip
    (event,) = Desk(wrong, right).events.values()
    assert [reason.detail for reason in event.importance_reasons if reason.evidence == "harm"] == ["9 killed"]


def test_a_desk_weighs_sources_by_its_own_file() -> None:
    post = report("A fire broke out at a mill in Tampere.", outlet="Coast Herald")
    own = laid_over('[families."Coast Herald"]\nweight = 4\n')
    (plain,), (weighty,) = Desk(post).events.values(), Desk(post, outlets=own).events.values()
    assert weighty.importance > plain.importance
    assert "4 by the weight" in weighty.importance_reasons[0].detail


# -------------------------------------------------------------------------------------------- novelty

FIRE = a_post(
    "A fire broke out in a paper mill in Tampere on Tuesday morning. Eleven workers were evacuated, the fire service "
    "said. Smoke was seen across the town.", name="fire", headline="Fire at paper mill in Tampere",
)  # fmt: skip


def then(*posts: Post) -> CuratedEvent:
    """The event of the fire after these posts."""
    (event,) = Desk(FIRE, *posts).events.values()
    return event


def evidence(event: CuratedEvent) -> set[str]:
    return {reason.evidence for reason in event.novelty_reasons}


def test_the_first_version_is_all_new() -> None:
    event = then()
    assert (event.novelty, evidence(event)) == (1.0, {"first"})


def test_a_copy_brings_nothing() -> None:
    copy = msgspec.structs.replace(
        a_post(FIRE.text, name="copy", headline=FIRE.headline, outlet="The Lantern", at=minutes(5)),
        duplicate_of=FIRE.post_id, duplicate_group="g", similarity=1.0,
    )  # fmt: skip
    event = then(copy)
    assert (event.version, event.novelty, event.novelty_reasons) == (2, 0.0, ())


def test_an_edit_of_the_spelling_brings_nothing() -> None:
    edited = msgspec.structs.replace(FIRE, revision=2, change="edited", significance="cosmetic",
                                     text=FIRE.text.replace("Smoke was", "Smoke had been"))  # fmt: skip
    assert then(edited).novelty == 0.0


LATER = [
    ("a number that nobody had given", "Fourteen workers were evacuated from the paper mill in Tampere.", "figures"),
    ("a number that another takes the place of",
     "Fourteen workers were evacuated from the paper mill in Tampere.", "superseded"),
    ("somebody not named before",
     "The paper mill in Tampere burned on Tuesday, and mayor Aino Lehto came to see the fire.", "people"),
    ("a place not named before",
     "A fire broke out in a paper mill in Tampere on Tuesday, and its smoke was seen in Kangasala.", "places"),
    ("a claim not made before",
     "The owner of the paper mill in Tampere said that the fire of Tuesday had begun in a lorry.", "claims"),
    ("another outlet", "A fire broke out in a paper mill in Tampere on Tuesday morning.", "origins"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "new"), LATER, ids=[row[0] for row in LATER])
def test_what_a_report_brings_is_named(label: str, text: str, new: str) -> None:
    event = then(a_post(text, name="later", headline="Tampere paper mill fire", at=minutes(60), outlet="The Lantern"))
    assert event.version == 2
    assert new in evidence(event), f"{label}: {event.novelty_reasons}"
    assert 0 < event.novelty < 1


def test_the_same_claim_in_other_words_of_the_same_outlet_is_not_new() -> None:
    again = a_post(
        "Eleven workers were evacuated from the paper mill in Tampere on Tuesday morning, the fire service said.",
        name="again", headline=FIRE.headline, at=minutes(60),
    )  # fmt: skip
    assert "claims" not in evidence(then(again))
    assert "figures" not in evidence(then(again))


def test_what_is_taken_back_is_new() -> None:
    later = a_post("Fourteen workers were evacuated from the paper mill in Tampere on Tuesday.", name="later",
                   headline=FIRE.headline, at=minutes(60), outlet="The Lantern")  # fmt: skip
    event = then(later, msgspec.structs.replace(later, revision=2, change="removed"))
    assert "withdrawn" in evidence(event)
    gone = then(msgspec.structs.replace(FIRE, revision=2, change="removed"))
    assert {"status", "withdrawn"} <= evidence(gone)


def test_the_reasons_stand_in_the_row_so_that_the_record_can_be_built_again() -> None:
    desk = Desk(FIRE, a_post("Fourteen workers were evacuated from the paper mill in Tampere on Tuesday.", name="later",
                             headline=FIRE.headline, at=minutes(60), outlet="The Lantern"))  # fmt: skip
    (event,) = desk.events.values()
    rows = [row for key, row in desk.rebuilt().items() if key.startswith("event/")]
    assert [(row.novelty, row.novelty_reasons) for row in rows] == [(event.novelty, event.novelty_reasons)]


@given(st.lists(st.sampled_from([text for _, text, _ in LATER]), max_size=3))
def test_novelty_is_the_sum_of_its_reasons_and_none_of_an_event_beside_itself(texts: list[str]) -> None:
    posts: list[Enriched] = [
        read(a_post(text, name=str(n), at=minutes(n), outlet=f"Outlet {n}"))
        for n, text in enumerate([FIRE.text, *texts])
    ]
    before, after = event_of(posts[:1]), event_of(posts)
    score, reasons = novelty(posts[-1], before, after)
    assert score == pytest.approx(1 - math.exp(-sum(reason.weight for reason in reasons)), abs=1e-4)
    assert {reason.evidence for reason in reasons} <= set(WEIGHTS)
    assert novelty(posts[-1], after, after) == (0.0, ())
