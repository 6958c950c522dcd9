"""The demo's day through the pipeline: what comes out is what ``expected.json`` says is right, row by row.

What is wrong today stands in ``KNOWN`` with a note, as a strict xfail: the day it comes right, take it out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from streams.records import CuratedEvent, Enriched, Figure
from streams.runtime.replay import Replay
from streams.topics import CHANGES, DEAD, ENRICHED, EVENTS, POSTS, UNIQUE
from tests.build import events, records, replayed, updates_of

FOLDER = Path(__file__).parents[1] / "streams" / "data" / "demo"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
EVENT_ROWS = {event["name"]: event for event in EXPECTED["events"]}
SHORT = {
    "flood of the Minho at Tui": "flood", "sinking of the ferry Estela do Mar": "ferry",
    "landslide at Arcos de Valdevez": "arcos", "landslide at Ponte da Barca": "barca",
    "boats torn loose in Viana do Castelo": "boats", "claim that the Frieira dam has failed": "dam",
    "hospital in Ponte de Lima": "hospital", "crack in the old bridge": "crack",
    "schools closed in southern Galicia": "schools",
}  # fmt: skip
NAMES = {short: name for name, short in SHORT.items()}

KNOWN = {
    label: note
    for note, labels in {
        "enrich: a share told in the next sentence has no object or deed, so it is part of nothing": (
            "figure: flood: 35 person sheltered",
            "figure: flood: 90 person sheltered",
            "stands: flood: 35 person sheltered",
            "relation: flood: 35 person sheltered part_of 120",
            "relation: flood: 90 person sheltered updates 35",
        ),
        "curate: 'the police' and the region's police are two sayers": ("figure: ferry: 49 person rescued",),
        "curate: a count that its own sayer takes back in the next post is superseded, not withdrawn": (
            "stands: ferry: 5 person missing",
        ),
        "enrich: a correction's old and new counts lose their sayer, and the new one does not update the old": (
            "figure: arcos: 30 person evacuated",
            "figure: arcos: 13 person evacuated",
            "relation: arcos: 13 person evacuated updates 30",
        ),
        "enrich: 'taken to hospital' is not 'injured'": (
            "stands: barca: 4 person injured",
            "relation: barca: 4 person injured part_of 11",
        ),
        "enrich: a sayer goes no further than his sentence; 'harbour master' is no office, so he is no person": (
            "figure: boats: 7 boat broke loose",
            "figure: boats: 5 boat sank",
            "figure: boats: 2 boat driven up",
            "figure: boats: 9 boat found adrift",
            "person: Duarte Penha",
        ),
        "enrich: an agency that cites somebody is taken for the sayer, an owner is not joined to his name": (
            "claim: ferry: an unnamed official at the port authority in Vigo",
            "claim: ferry: denial by Eladio Rosende",
        ),
        "enrich: a channel is the sayer, and not also the channel": ("claim: dam: Minho Alerta",),
        "curate: what Valença across the river tells joins the flood of Tui: its zone, and its count beside another": (
            "time: flood",
            "no quarrel: flood",
        ),
        "parse: a picture gallery is a feature, not a teaser": ("no event: gallery",),
        "enrich: a Brazilian namesake gives the zone": ("clock: 9.50am local time in channel",),
        "enrich: the zone is that of the region across the border": ("clock: 3pm local time in deckhand",),
    }.items()
    for label in labels
}


ASKED: set[str] = set()


def rows(kind: str, labels: Iterable[str]) -> list[Any]:
    """Parameters named by what they claim; those in KNOWN are expected to fail."""
    found = []
    for label in labels:
        ASKED.add(f"{kind}: {label}")
        note = KNOWN.get(f"{kind}: {label}")
        marks = [pytest.mark.xfail(strict=True, reason=note, raises=AssertionError)] if note else []
        found.append(pytest.param(label, id=label, marks=marks))
    return found


# ------------------------------------------------------------------------------------------- what came out


@cache
def run() -> Replay:
    return replayed(updates_of(FOLDER / "updates.ndjson"))


@cache
def ids() -> dict[str, str]:
    """The id of each post, by its short name."""
    by_title = {(post.outlet, post.headline): post.post_id for post in records(run(), POSTS)}
    return {name: by_title[outlet, heading] for name, (outlet, heading) in EXPECTED["posts"].items()}


@cache
def enriched() -> dict[str, Enriched]:
    """What was read from each post in its last wording, by its short name."""
    last = {post.post_id: post for post in records(run(), ENRICHED) if post.change != "removed"}
    return {name: last[post_id] for name, post_id in ids().items()}


def members(event: CuratedEvent) -> set[str]:
    """Short names of the posts that an event has for its main ones; of a retracted one, of those it had."""
    had = {member.post_id for member in event.posts if member.role == "main"}
    if event.status == "retracted":
        had = {c.cause.post_id for c in records(run(), CHANGES) if c.event_id == event.event_id and c.cause.post_id}
    return {name for name, post_id in ids().items() if post_id in had}


@cache
def event_of(name: str) -> CuratedEvent:
    """The event that has most of the posts that an expected event must have."""
    must = set(EVENT_ROWS[name]["must_contain"])
    return max(events(run()), key=lambda event: (len(members(event) & must), -len(members(event)), event.event_id))


def same(a: str, b: str) -> bool:
    """Whether two names are one, for a reader: one holds the other."""
    one, other = (re.sub(r"[’']s\b|\bthe\b", "", each).casefold().split() for each in (a, b))
    return set(one) <= set(other) or set(other) <= set(one)


# ------------------------------------------------------------------------------------------- events


@pytest.mark.parametrize(
    "label",
    rows("in", (f"{SHORT[name]} has {post}" for name in EVENT_ROWS for post in EVENT_ROWS[name]["must_contain"])),
)
def test_posts_that_an_event_must_have(label: str) -> None:
    event, _, post = label.partition(" has ")
    assert post in members(event_of(NAMES[event]))


@pytest.mark.parametrize("label", rows("out", NAMES))
def test_posts_that_an_event_must_not_have(label: str) -> None:
    event = EVENT_ROWS[NAMES[label]]
    assert not members(event_of(event["name"])) & set(event["must_not_be_with"])


@pytest.mark.parametrize("label", rows("apart", NAMES))
def test_events_are_as_many_as_there_were(label: str) -> None:
    event = EVENT_ROWS[NAMES[label]]
    others = [name for name in EVENT_ROWS if event["name"] not in (name, EVENT_ROWS[name].get("may_be_inside"))
              and event.get("may_be_inside") != name]  # fmt: skip
    assert event_of(event["name"]).event_id not in {event_of(name).event_id for name in others}


@pytest.mark.parametrize("label", rows("status", NAMES))
def test_status(label: str) -> None:
    event = EVENT_ROWS[NAMES[label]]
    if "may_be_inside" not in event:
        assert event_of(event["name"]).status == event["status"]


@pytest.mark.parametrize("label", rows("place", (s for s, n in NAMES.items() if "focus_place" in EVENT_ROWS[n])))
def test_where(label: str) -> None:
    place = EVENT_ROWS[NAMES[label]]["focus_place"]
    found = event_of(NAMES[label]).focus_place
    assert found is not None and found.country == place["country"] and found.lat is not None and found.lon is not None
    assert abs(found.lat - place["lat"]) + abs(found.lon - place["lon"]) < 0.05


@pytest.mark.parametrize("label", rows("time", (s for s, n in NAMES.items() if "time" in EVENT_ROWS[n])))
def test_when(label: str) -> None:
    time = EVENT_ROWS[NAMES[label]]["time"]
    found = event_of(NAMES[label]).time
    assert found is not None and found.zone == time["zone"]
    start = datetime.fromisoformat(time["start"])
    if label == "schools":  # a day, in the zone
        assert found.start <= start < found.end
    else:
        assert found.start == start


@pytest.mark.parametrize("label", rows("no event", (row["post"] for row in EXPECTED["founds_no_event"])))
def test_what_founds_no_event(label: str) -> None:
    [row] = [row for row in EXPECTED["founds_no_event"] if row["post"] == label]
    assert enriched()[label].post_type == row["post_type"]
    founders = {member.post_id for event in records(run(), EVENTS) for member in event.posts if member.score is None}
    assert ids()[label] not in founders


# ------------------------------------------------------------------------------------------- figures and claims

FIGURES = {
    f"{SHORT[name]}: {figure['value']} {figure['object']} {figure['action']}": (name, figure)
    for name, event in EVENT_ROWS.items()
    for figure in event.get("figures", [])
}


def found(name: str, value: float, thing: str | None = None) -> list[Figure]:
    return [each for each in event_of(name).figures if each.value == value and thing in (None, each.object)]


@pytest.mark.parametrize("label", rows("figure", FIGURES))
def test_figures_are_there_with_their_sayers(label: str) -> None:
    name, figure = FIGURES[label]
    sayers = {sayer for each in found(name, figure["value"], figure["object"]) for sayer in each.sayers}
    assert found(name, figure["value"], figure["object"])
    assert all(any(same(sayer, one) for one in sayers) for sayer in figure["sayers"]), sayers


@pytest.mark.parametrize("label", rows("stands", FIGURES))
def test_figures_stand_as_they_should(label: str) -> None:
    name, figure = FIGURES[label]
    statuses = {each.status for each in found(name, figure["value"], figure["object"])}
    assert figure["status"] in statuses
    assert not (statuses & {"current"} and figure["status"] != "current")


RELATIONS = {
    f"{label} {relation['kind']} {relation['to']}": (name, figure, relation)
    for label, (name, figure) in FIGURES.items()
    for relation in figure.get("relation", [])
}


@pytest.mark.parametrize("label", rows("relation", RELATIONS))
def test_figures_relate_as_they_should(label: str) -> None:
    name, figure, relation = RELATIONS[label]
    values = {each.figure_id: each.value for each in event_of(name).figures}
    pairs = {(each.value, one.kind, values[one.to]) for each in event_of(name).figures for one in each.relation}
    wanted = {(figure["value"], relation["kind"], relation["to"])}
    if relation["kind"] == "conflicts":
        wanted.add((relation["to"], "conflicts", figure["value"]))
    assert pairs & wanted


@pytest.mark.parametrize("label", rows("no quarrel", NAMES))
def test_no_conflict_but_those_that_are_one(label: str) -> None:
    event = EVENT_ROWS[NAMES[label]]
    allowed = {frozenset((figure["value"], relation["to"])) for figure in event.get("figures", [])
               for relation in figure.get("relation", []) if relation["kind"] == "conflicts"}  # fmt: skip
    values = {each.figure_id: each.value for each in event_of(event["name"]).figures}
    quarrels = {frozenset((each.value, values[one.to])) for each in event_of(event["name"]).figures
                for one in each.relation if one.kind == "conflicts"}  # fmt: skip
    assert quarrels <= allowed


@pytest.mark.parametrize("label", rows("no figure", (row["text"] for row in EXPECTED["no_figures"])))
def test_what_is_no_figure_of_an_event(label: str) -> None:
    number = {"fifth": 5.0}.get(label.split()[0]) or float(re.match(r"[\d.]+", label)[0])  # type: ignore[index]
    thing = {"fifth storm": "storm", "24 years": "year"}.get(label)
    told = [each for event in events(run()) for each in event.figures if each.value == number]
    real = {figure["value"] for _, figure in FIGURES.values()}
    assert not told if number not in real and thing is None else not [each for each in told if each.object == thing]


ORIGINS = {"flood: 300 has one origin": ("flood", 300.0), "boats: 16 has one origin": ("boats", 16.0)}


@pytest.mark.parametrize("label", rows("origins", ORIGINS))
def test_one_man_printed_twice_is_one_origin(label: str) -> None:
    short, value = ORIGINS[label]
    [*figures] = found(NAMES[short], value)
    assert {each.independent_origins for each in figures} == {1}
    assert len({post for each in figures for post in each.posts}) >= 2


def test_the_agency_text_in_two_papers_is_a_copy_marked_so() -> None:
    [item] = [item for item in EXPECTED["items"] if "duplicate_of" in item]
    [copy] = [post for post in records(run(), UNIQUE) if post.post_id == ids()[item["post"]]]
    assert copy.duplicate_of == ids()[item["duplicate_of"]]
    assert copy.similarity is not None and 0.7 <= copy.similarity < 1


CLAIMS = {
    f"{SHORT[name]}: {claim.get('source') or 'denial by ' + claim['denied_by']}": (name, claim)
    for name, event in EVENT_ROWS.items()
    for claim in event.get("claims", [])
}


@pytest.mark.parametrize("label", rows("claim", CLAIMS))
def test_claims_keep_who_said_so_and_through_whom(label: str) -> None:
    name, claim = CLAIMS[label]
    told = [each for post in EVENT_ROWS[name]["must_contain"] for each in enriched()[post].claims]
    sayer = claim.get("source") or claim["denied_by"]
    mine = [each for each in told if each.source is not None and same(each.source, sayer)]
    assert mine, [each.source for each in told]
    for field in ("agency", "outlet", "hedge"):
        if field in claim:
            assert claim[field] in {getattr(each, field) for each in mine}, field
    if "channel" in claim:
        assert any(claim["channel"] in (each.channel or "") for each in mine)
    if "denied_by" in claim:
        assert any(each.denies for each in mine)


# ------------------------------------------------------------------------------------------- times and people


@pytest.mark.parametrize("label", rows("clock", (f"{row['text']} in {row['post']}" for row in EXPECTED["times"])))
def test_times_are_resolved(label: str) -> None:
    [row] = [row for row in EXPECTED["times"] if label == f"{row['text']} in {row['post']}"]
    told = [each for each in enriched()[row["post"]].times if row["text"] in each.text or each.text in row["text"]]
    if "start" in row:
        assert datetime.fromisoformat(row["start"]) in {each.start for each in told}
        assert row["zone"] in {each.zone for each in told}
    else:
        assert row["value"] in {each.value for each in told}


@pytest.mark.parametrize("label", rows("person", (person["name"] for person in EXPECTED["people"])))
def test_people_with_their_spellings_and_offices(label: str) -> None:
    [person] = [each for each in EXPECTED["people"] if each["name"] == label]
    every = [each for post in records(run(), ENRICHED) for each in post.people]
    for name in (label, *person.get("aliases", [])):
        assert any(name in each.aliases or name == each.name for each in every), name
    assert any(person["role"].casefold() in (each.role or "").casefold() for each in every if each.name == label)
    assert {each.name for each in every if same(each.name, label)} == {label}


# ------------------------------------------------------------------------------------------- pages

SHOTS = {f"line {shot['line']}": (page, shot) for page in EXPECTED["pages"] for shot in page["snapshots"]}


@pytest.mark.parametrize("label", rows("snapshot", SHOTS))
def test_each_snapshot_tells_of_what_changed(label: str) -> None:
    _, shot = SHOTS[label]
    update = updates_of(FOLDER / "updates.ndjson")[shot["line"] - 1]
    posts = [post for post in records(run(), POSTS) if post.ce_id == update.ce_id]
    short = {post_id: name for name, post_id in ids().items() if name != "hospital_retracted"}
    told = {(post.change, short[post.post_id], post.significance) for post in posts}
    expected = set()
    for change in ("added", "edited", "moved", "removed", "aged_off"):
        for each in shot.get(change, []):
            name = each if isinstance(each, str) else each["post"]
            expected.add((change, name, None if isinstance(each, str) else each["significance"]))
    assert told == expected and len(posts) == len(told)


def test_the_retracted_item_weighs_as_a_retraction() -> None:
    told = [(post.change, post.significance) for post in records(run(), POSTS) if post.post_id == ids()["hospital"]]
    assert told == [("added", None), ("edited", "retraction")]


def test_nothing_of_the_day_is_lost() -> None:
    assert not run().records(DEAD)
    for stage in run().stages:
        counts = Counter({key: n for key, n in run().counts[stage.name].items() if key[0] != "units"})
        fates = sum(n for (fate, _), n in counts.items() if fate in ("passed", "dropped", "dead", "held"))
        assert counts["received", ""] == fates == len(run().records(stage.reads))


def test_every_known_failure_is_a_row() -> None:
    assert set(KNOWN) <= ASKED
