"""Properties of the whole pipeline: nothing vanishes, and the same order in each desk gives the same bytes, however the
log is cut, spread, interleaved, delivered again or taken up from its state.

The news is that of the cases, mixed: several on one desk, some again, edited, taken back, too old, or no news at all.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.codec import Inbound, digest, make_update
from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime.replay import Replay
from streams.runtime.turn import TooManyBugs, Turner
from streams.settings import Settings
from streams.stage import Outcome, Stage
from streams.stages.curate import patch
from streams.topics import CHANGES, DEAD, EVENTS, POSTS
from tests.build import records, stages, updates_of

FOLDER = Path(__file__).parent / "cases"
DESKS = ("world", "asia", "sport")
FATES = ("passed", "dropped", "dead", "held")
STATEFUL = ("parse", "dedupe", "curate")
START = datetime(2024, 12, 20, 6, 0, tzinfo=UTC)
few = settings(max_examples=25, deadline=None, derandomize=True)


@cache
def cases() -> list[list[RawUpdate]]:
    return [updates_of(path) for path in sorted(FOLDER.glob("*/*/updates.ndjson"))]


@cache
def short_memory() -> tuple[Stage, ...]:
    """The pipeline with a horizon of a day, so that rows are forgotten while it runs."""
    return pipeline(Settings(horizon_days=1, window_hours=24))


def again(update: RawUpdate, **changed: Any) -> RawUpdate:
    """The update with something else in it, and the id that follows."""
    told = msgspec.structs.replace(update, **changed)
    return make_update(
        told.body, source=told.source, seen=told.seen, desk=told.desk, content_type=told.content_type, url=told.url,
        outlet=told.outlet, headers=told.headers,
    )  # fmt: skip


def mishaps(rng: random.Random, update: RawUpdate) -> list[RawUpdate]:
    """What may come after an update: nothing, the same again, an edit, a retraction, or no news."""
    later = update.seen + timedelta(minutes=rng.choice([1, 2, 45]))
    kind = rng.randrange(9)
    if kind == 0:
        return [update]
    if kind == 1:
        return [again(update, seen=later)]
    if kind == 2:
        return [again(update, seen=later, body=update.body.replace(b"2", b"5").replace(b" the ", b" one "))]
    if kind == 3:
        return [again(update, seen=later, body=b"", url="https://empty.example/")]
    if kind == 4:
        return [again(update, seen=later, body=b"\x89PNG\r\n\x1a\n\x00\x00", url=None, source="picture")]
    if kind == 5 and update.content_type == "application/json":
        item = orjson.loads(update.body)
        item["headline"] = f"Retraction: {item['headline']}"
        item["text"] = f"We retract this report and apologise. {item['text']}"
        return [again(update, seen=later, body=orjson.dumps(item))]
    return []


@st.composite
def news(draw: st.DrawFn) -> list[RawUpdate]:
    """Updates of a few cases on a few desks, in the order in which they came."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    desks: dict[str, list[list[RawUpdate]]] = defaultdict(list)
    for case in rng.sample(cases(), rng.randint(2, 5)):
        desk = rng.choice(DESKS)
        shift = START - case[0].seen + timedelta(hours=rng.choice([0, 1, 30, 70]))  # all within the horizon
        queue: list[RawUpdate] = []
        for update in case:
            told = again(update, desk=desk, seen=update.seen + shift)
            queue += [told, *mishaps(rng, told)]
        desks[desk].append(queue)
    return interleaved(rng, [one for queues in desks.values() for one in queues])


def interleaved(rng: random.Random, queues: Iterable[Sequence[RawUpdate]]) -> list[RawUpdate]:
    """One queue of many; each keeps its order."""
    left = [list(queue) for queue in queues if queue]
    order = [number for number, queue in enumerate(left) for _ in queue]
    rng.shuffle(order)
    return [left[number].pop(0) for number in order]


def by_desk(updates: Iterable[RawUpdate]) -> list[list[RawUpdate]]:
    queues: dict[str, list[RawUpdate]] = defaultdict(list)
    for update in updates:
        queues[update.desk].append(update)
    return list(queues.values())


def told(run: Replay) -> dict[str, list[tuple[Any, ...]]]:
    """What a desk's subscribers read, byte for byte: events and changes in their order."""
    read: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for topic in (EVENTS, CHANGES):
        for record in run.records(topic):
            desk = orjson.loads(record.value or b"")["desk"]
            read[f"{topic.name} {desk}"].append((record.key, record.value, record.headers))
    return dict(read)


def replay(updates: Iterable[RawUpdate], which: Sequence[Stage] | None = None, **options: Any) -> Replay:
    run = Replay(which or stages(), **options)
    run.feed(updates)
    return run


def spread(partitions: int) -> Callable[[bytes], int]:
    return lambda key: int(digest(key), 16) % partitions


# ------------------------------------------------------------------------------------------- nothing vanishes


@few
@given(news())
def test_every_record_has_one_fate_at_every_stage(updates: list[RawUpdate]) -> None:
    run = replay(updates)
    inputs = {stage.name: len(run.records(stage.reads)) for stage in run.stages}
    for stage in run.stages:
        counts = run.counts[stage.name]
        fates = Counter({fate: sum(n for (name, _), n in counts.items() if name == fate) for fate in FATES})
        assert counts["received", ""] == inputs[stage.name] == fates.total(), stage.name
        dead = [
            letter for letter in run.records(DEAD) if dict(letter.headers)["streams.dead.stage"].decode() == stage.name
        ]
        assert len(dead) == fates["dead"]
        assert not counts["dead", "internal"], [dict(letter.headers)["streams.dead.message"] for letter in dead]
        for topic in stage.writes:
            assert counts["emitted", topic.name] == len(run.records(topic))
    units = {name: n for (what, name), n in run.counts["parse"].items() if what == "units"}
    found = units.pop("found", 0)
    assert found == sum(units.values())


@few
@given(news())
def test_every_member_of_an_event_says_why_it_is_there(updates: list[RawUpdate]) -> None:
    for event in records(replay(updates), EVENTS):
        assert event.post_count == len(event.posts) or event.status != "developing"
        founders = [member for member in event.posts if member.score is None and member.relation != "duplicate"]
        assert all(member.reasons for member in event.posts if member not in founders)


# ------------------------------------------------------------------------------------------- the same bytes


@few
@given(news(), st.sampled_from([(1, 3), (1, 8), (7, 1), (7, 3), (7, 8), (500, 3), (500, 8)]), st.randoms())
def test_batches_partitions_and_interleaving_leave_no_trace(
    updates: list[RawUpdate], cut: tuple[int, int], rng: random.Random
) -> None:
    batch, partitions = cut
    whole = told(replay(updates))
    other = replay(interleaved(rng, by_desk(updates)), batch=batch, partition_of=spread(partitions))
    assert told(other) == whole


@few
@given(news(), st.integers(1, 12))
def test_what_is_delivered_again_changes_nothing(updates: list[RawUpdate], tail: int) -> None:
    """The raw log's tail again, into a state that has already taken it; at later stages, every record twice."""
    run = replay(updates)
    before = told(run)
    run.feed(updates[-tail:])
    assert told(run) == before
    for stage in run.stages[1:]:
        turner = Turner(stage, keep_origin=False)
        once = [out for record in run.records(stage.reads) for out in turner.take([record]).publish]
        twice = Turner(stage, keep_origin=False)
        doubled = [out for record in run.records(stage.reads) for out in twice.take([record, record]).publish]
        assert [out.value for out in doubled] == [out.value for out in once] or stage.name == "enrich"


@few
@given(news(), st.sampled_from(STATEFUL), st.floats(0, 1), st.booleans(), st.randoms())
def test_a_state_built_from_its_rows_goes_on_to_the_same_bytes(
    updates: list[RawUpdate], name: str, share: float, forgetful: bool, rng: random.Random
) -> None:
    """The rows are those that a worker writes to the changelog: per key the last, in any order."""
    which = short_memory() if forgetful else stages()
    [stage] = [each for each in which if each.name == name]
    inputs = replay(updates, which).records(stage.reads)
    cut = round(share * len(inputs))
    grown = Turner(stage, keep_origin=False)
    rows: dict[str, bytes | None] = {}
    for start in range(0, cut, 5):
        rows.update({row.key: row.value for row in grown.take(inputs[start : min(start + 5, cut)]).rows})
    built = Turner(stage, keep_origin=False)
    keys = sorted(rows)
    rng.shuffle(keys)
    for key in keys:
        value = rows[key]
        if value is not None:
            built.restore(key, value)
    one, other = grown.take(inputs[cut:]), built.take(inputs[cut:])
    assert [(out.topic.name, out.key, out.value) for out in other.publish] == [
        (out.topic.name, out.key, out.value) for out in one.publish
    ]
    assert {row.key: row.value for row in other.rows} == {row.key: row.value for row in one.rows}
    assert other.counts == one.counts


# ------------------------------------------------------------------------------------------- the log of changes


@few
@given(news())
def test_the_log_of_changes_folds_to_the_event_and_back_to_nothing(updates: list[RawUpdate]) -> None:
    run = replay(updates)
    versions: dict[str, list[Any]] = defaultdict(list)
    for record in run.records(EVENTS):
        versions[(record.key or b"").decode()].append(orjson.loads(record.value or b""))
    changes: dict[str, list[Any]] = defaultdict(list)
    for change in records(run, CHANGES):
        changes[change.event_id].append(change)
    assert changes.keys() == versions.keys()
    for event_id, log in changes.items():
        states = versions[event_id]
        assert [change.version for change in log] == [state["version"] for state in states] == numbers(len(log))
        causes = [(change.cause.ce_id, change.cause.post_id) for change in log]
        document: Any = {}
        for change, state in zip(log, states, strict=True):
            document = patch.apply(document, change.patch)
            assert without_nulls(document) == without_nulls({name: state[name] for name in state if name != "schema"})
        for change in reversed(log):
            document = patch.apply(document, change.reverse_patch)
        assert document == {}
        assert len(set(causes)) == len(causes), "one change for each record that changes an event"


def numbers(count: int) -> list[int]:
    return list(range(1, count + 1))


def without_nulls(document: Any) -> Any:
    return {name: value for name, value in document.items() if name != "schema"}


# ------------------------------------------------------------------------------------------- our own bugs


class Failing:
    """A stage's step that raises on some records."""

    def __init__(self, stage: Stage, on: set[int]) -> None:
        self._step = stage.step
        self._on = on
        self.taken = 0

    def __call__(self, state: Any, record: Any, now: Any) -> Outcome:
        self.taken += 1
        if self.taken - 1 in self._on:
            raise ZeroDivisionError("a bug of ours")
        return self._step(state, record, now)


@few
@given(news(), st.integers(0, 3), st.integers(0, 10**6))
def test_a_bug_costs_one_record_and_keeps_its_bytes(updates: list[RawUpdate], number: int, which: int) -> None:
    sound = replay(updates)
    stage = sound.stages[number]
    inputs = sound.records(stage.reads)
    readable = [each for each in inputs if each.value is not None]  # a null value never reaches the step
    if not readable:
        return
    victim = which % len(readable)
    failing = [with_(each, step=Failing(each, {victim})) if each is stage else each for each in stages()]
    run = replay(updates, failing)
    [letter] = [each for each in run.records(DEAD) if dict(each.headers)["streams.dead.reason"] == b"internal"]
    assert (letter.key, letter.value) == (readable[victim].key, readable[victim].value)
    facts = dict(letter.headers)
    assert facts["streams.dead.stage"].decode() == stage.name
    assert b"ZeroDivisionError" in facts["streams.dead.message"]
    assert facts["streams.dead.disposition"] == b"bug"
    kept = tuple(header for header in letter.headers if not header[0].startswith("streams.dead."))
    assert kept == readable[victim].headers
    rest = [each for each in inputs if each is not readable[victim]]
    assert told(run) == told(after(stage, rest))


def after(stage: Stage, inputs: Sequence[Inbound]) -> Replay:
    """What the pipeline makes from a stage on."""
    at = [each.name for each in stages()].index(stage.name)
    run = Replay(stages()[at:])
    waiting = list(inputs)
    for each in run.stages:
        waiting = run._run(each, waiting)
    return run


def bugs(*failing: int) -> Replay:
    updates = [update for case in cases() for update in case]
    return replay(updates, [with_(stages()[0], step=Failing(stages()[0], set(failing)))], batch=50)


def test_five_bugs_in_a_row_stop_the_run_loudly() -> None:
    assert bugs(3, 4, 5, 6, 8, 9, 10, 11).counts["parse"]["dead", "internal"] == 8
    with pytest.raises(TooManyBugs, match=r"5 records in a row.*ZeroDivisionError.*--resume"):
        bugs(3, 4, 5, 6, 7)


def test_one_bug_in_a_hundred_records_stops_the_run_too() -> None:
    assert bugs(*range(0, 100, 10)).counts["parse"]["dead", "internal"] == 10
    with pytest.raises(TooManyBugs, match="11 of the last"):
        bugs(*range(0, 110, 10))


def test_a_refusal_is_no_bug_and_stops_nothing() -> None:
    good = cases()[0][0]
    refused = [again(good, body=b"", source=f"empty-{n}", url=None) for n in range(50)]
    run = replay([*refused, good])
    assert run.counts["parse"]["dead", "empty_body"] == 50
    assert run.records(EVENTS) and run.records(POSTS)
