"""Properties of the whole pipeline: nothing vanishes, and the same order in each desk gives the same bytes, however the
log is cut, spread, interleaved, delivered again or taken up from its state.

The news is that of the cases, mixed: several on one desk, some again, edited, taken back, too old, or no news at all.
"""

from __future__ import annotations

import functools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from copy import deepcopy
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

from streams.codec import DECISION_TYPE, digest, make_update
from streams.pipeline import pipeline
from streams.records import CuratedEvent, Figure, PatchOperation, Post, RawUpdate
from streams.runtime.replay import Replay
from streams.runtime.turn import TooManyBugs, Turner
from streams.settings import Settings
from streams.stage import Outcome, Stage
from streams.stages.curate import index, patch
from streams.stages.curate.decisions import settle
from streams.stages.curate.forget import Present
from streams.stages.curate.groups import View
from streams.stages.curate.members import Kept
from streams.stages.curate.rows import PostRow, event_key
from streams.stages.horizon import clock_of
from streams.topics import CHANGES, DEAD, EVENTS, POSTS, UNIQUE
from tests.build import an_item, events, minutes, records, stages, taken, updates_of

FOLDER = Path(__file__).parent / "cases"
DESKS = ("world", "asia", "sport")
FATES = ("passed", "dropped", "dead", "held")
STATEFUL = ("parse", "dedupe", "curate")
START = datetime(2024, 12, 20, 6, 0, tzinfo=UTC)
few = settings(max_examples=25, deadline=None, derandomize=True)
fewer = settings(few, max_examples=10)


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
        outlet=told.outlet, headers=told.headers, ce_type=told.ce_type,
    )  # fmt: skip


def mishaps(rng: random.Random, update: RawUpdate) -> list[RawUpdate]:
    """What may come after an update: nothing, the same again, an edit, a retraction, a copy, an older one, no news."""
    later = update.seen + timedelta(minutes=rng.choice([1, 2, 45]))
    no_news = [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\x00\x00", "picture")]
    choices = [
        [update],
        [again(update, seen=later)],
        [again(update, seen=later, body=update.body.replace(b"2", b"5").replace(b" the ", b" one "))],
        [again(update, seen=update.seen - timedelta(hours=1), body=update.body.replace(b"3", b"4"))],
        [again(update, seen=later, body=body, url=None, source=name) for body, name in no_news],
        [],
        [],
        [],
    ]
    if update.content_type == "application/json":
        item = orjson.loads(update.body)
        back = {**item, "headline": "Retraction", "text": f"We retract this report and apologise. {item['text']}"}
        taken_back = again(update, seen=later, body=orjson.dumps(back))
        copy = orjson.dumps({**item, "id": f"{item['id']}-copy", "outlet": "The Copyist"})
        choices += [
            [taken_back],
            [taken_back, again(update, seen=later + timedelta(minutes=5), body=update.body + b" ")],
            [again(update, seen=later, url="https://copyist.example/1", outlet="The Copyist", body=copy)],
        ]
    return rng.choice(choices)


def round_up(case: list[RawUpdate]) -> list[RawUpdate]:
    """An item that says all that the items of a case say: what was two events may turn out to be one."""
    if any(update.content_type != "application/json" for update in case):
        return []
    items = [orjson.loads(update.body) for update in case]
    body = {**items[-1], "id": f"{items[0]['id']}-all", "text": " ".join(item["text"] for item in items)}
    last = case[-1]
    return [again(last, seen=last.seen + timedelta(hours=1), url="https://all.example/", body=orjson.dumps(body))]


@st.composite
def news(draw: st.DrawFn) -> list[RawUpdate]:
    """Updates of a few cases on a few desks, in the order in which they came."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    desks: dict[str, list[list[RawUpdate]]] = defaultdict(list)
    for case in rng.sample(cases(), rng.randint(2, 5)):
        desk = rng.choice(DESKS)
        shift = START - case[0].seen + timedelta(hours=rng.choice([0, 1, 30, 70]))  # all within the horizon
        shifted = [again(update, desk=desk, seen=update.seen + shift) for update in case]
        queue = [after for update in shifted for after in (update, *mishaps(rng, update))]
        if rng.random() < 0.4:
            queue += round_up(shifted)
        desks[desk].append(queue)
    updates = interleaved(rng, [one for queues in desks.values() for one in queues])
    return with_decisions(rng, updates, after=0) if rng.random() < 0.7 else updates


def with_decisions(rng: random.Random, updates: list[RawUpdate], after: int) -> list[RawUpdate]:
    """The updates, and, after so many, decisions about their posts: soon or late, twice, undone, or about nothing."""
    posts: dict[str, list[str]] = defaultdict(list)
    for post in records(replay(updates, stages()[:1]), POSTS):
        if isinstance(post, Post):
            posts[post.desk].append(post.post_id)
    mixed, made = list(updates), dict[str, list[str]]()
    for _ in range(rng.randint(1, 8)):
        at = rng.randint(after, len(mixed))
        before = mixed[max(at - 1, 0)]
        known = sorted(set(posts[before.desk])) or ["0" * 24]
        kind = rng.choice(["associate", "associate", "disassociate", "disassociate", "pin", "retract", "undo", "undo"])
        named = rng.sample(known, min(len(known), rng.choice([2, 2, 3]) if kind == "associate" else rng.randint(1, 2)))
        body: dict[str, Any] = {"kind": kind, "posts": named, "because": rng.choice(["a", "b"])}
        if kind == "undo":
            body |= {"posts": [], "undoes": rng.choice(made.get(before.desk, ["unknown"]))}
        elif kind == "disassociate" and rng.random() < 0.5:
            body["apart_from"] = rng.sample(known, min(len(known), 2))
        elif kind == "retract":
            body["whole_event"] = rng.random() < 0.4
        decision = make_update(
            orjson.dumps(body), source="operator", seen=before.seen, desk=before.desk, ce_type=DECISION_TYPE
        )
        made.setdefault(before.desk, []).append(decision.ce_id)
        mixed[at:at] = [decision] * rng.choice([1, 1, 1, 2])
    return mixed


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


# ------------------------------------------------------------------------------------------- nothing is out of date


@pytest.mark.parametrize("seed", range(3))
def test_what_was_worked_out_for_the_last_version_of_an_event_changes_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    mixed = [mishap for case in rng.sample(cases(), 12) for one in case for mishap in (one, *mishaps(rng, one))]
    updates = with_decisions(rng, [again(update, desk="world") for update in mixed], after=0)
    updates += updates_of(Path(__file__).parents[1] / "streams" / "data" / "demo" / "updates.ndjson")
    kept = told(replay(updates))
    monkeypatch.setattr(index.Recent, "take", lambda recent, desk, event_id: Kept())
    assert told(replay(updates)) == kept


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


@pytest.mark.parametrize("case", cases(), ids=lambda case: case[0].url or case[0].source)
def test_events_are_whole(case: list[RawUpdate]) -> None:
    """Of a case and an item that tells all of it again, which may make one event of two: nothing points nowhere."""
    for event in records(replay([*case, *round_up(case)]), EVENTS):
        told = Counter(figure.figure_id for figure in event.figures) + Counter(claim.claim_id for claim in event.claims)
        assert set(told.values()) <= {1}
        for figure in event.figures:
            targets = [relation.to for relation in figure.relation]
            assert {*targets} <= told.keys() - {figure.figure_id} and len(targets) == len(set(targets))
        assert all(claim.denies is None or claim.denies in {*told, "unknown"} for claim in event.claims)
        assert event.event_id not in {related.event_id for related in event.related}
        assert event.event_id not in {member.rival.event_id for member in event.posts if member.rival is not None}
        assert event.posts or event.status == "retracted"
        assert bool(event.merged_into) == (event.status == "merged")
        assert event.time is None or event.time.start <= event.time.end


# ------------------------------------------------------------------------------------------- the same bytes


class Live(Replay):
    """A replay whose posts say where in the log they stood, as a worker's do."""

    def turner(self, stage: Stage, partition: int) -> Turner:
        key = (stage.name, partition)
        if key not in self._turners:
            self._turners[key] = Turner(stage, keep_origin=True, brake=self._brakes[stage.name])
        return self._turners[key]


@few
@given(news(), st.sampled_from([(1, 3), (1, 8), (7, 1), (7, 3), (7, 8), (500, 3), (500, 8)]), st.randoms())
def test_batches_partitions_and_interleaving_leave_no_trace(
    updates: list[RawUpdate], cut: tuple[int, int], rng: random.Random
) -> None:
    batch, partitions = cut
    whole = told(replay(updates))
    other = Live(stages(), batch=batch, partition_of=spread(partitions))
    other.feed(interleaved(rng, by_desk(updates)))
    assert told(other) == whole
    assert all(post.origin is not None for post in records(other, POSTS) if isinstance(post, Post))


@fewer
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
        if stage.name == "dedupe":  # a decision goes on twice, and is known again by curate
            once, doubled = list(dict.fromkeys(once)), list(dict.fromkeys(doubled))
        once, doubled = ([out for out in each if out.topic is not DEAD] for each in (once, doubled))
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


@few
@given(news(), st.floats(0, 1), st.integers(1, 9), st.booleans())
def test_the_log_folds_also_after_a_crash_and_a_turn_taken_twice(
    updates: list[RawUpdate], share: float, batch: int, forgetful: bool
) -> None:
    """A worker dies after it published a batch and before its rows count: the next takes the batch again."""
    which = short_memory() if forgetful else stages()
    [stage] = [each for each in which if each.name == "curate"]
    inputs = replay(updates, which).records(stage.reads)
    cut = round(share * len(inputs))
    grown = Turner(stage, keep_origin=False)
    rows = {row.key: row.value for row in grown.take(inputs[:cut]).rows}
    lost = grown.take(inputs[cut : cut + batch]).publish
    whole = Turner(stage, keep_origin=False)
    before = whole.take(inputs[:cut]).publish
    again_ = Turner(stage, keep_origin=False)
    for key, value in rows.items():
        if value is not None:
            again_.restore(key, value)
    published = [*before, *lost, *again_.take(inputs[cut:]).publish]
    folded: dict[bytes, Any] = {}
    back: dict[bytes, list[tuple[PatchOperation, ...]]] = defaultdict(list)
    newest: dict[bytes, dict[str, Any]] = {}
    for out in published:
        told_ = orjson.loads(out.value or b"")
        key = out.key or b""
        if out.topic is EVENTS and told_["version"] > newest.get(key, {"version": 0})["version"]:
            newest[key] = told_
        elif out.topic is CHANGES and told_["version"] > folded.get(key, {"version": 0})["version"]:
            operations = msgspec.convert(told_["patch"], tuple[PatchOperation, ...])
            folded[key] = patch.apply(folded.get(key, {}), operations)
            assert folded[key]["version"] == told_["version"]
            back[key].append(msgspec.convert(told_["reverse_patch"], tuple[PatchOperation, ...]))
    assert {key: without_nulls(event) for key, event in newest.items()} == {
        key: without_nulls(event) for key, event in folded.items()
    }
    for key, event in folded.items():
        assert functools.reduce(patch.apply, reversed(back[key]), deepcopy(event)) == {}


def numbers(count: int) -> list[int]:
    return list(range(1, count + 1))


def without_nulls(document: Any) -> Any:
    return {name: value for name, value in document.items() if name != "schema"}


@few
@given(news(), st.randoms())
def test_all_decisions_undone_leave_the_events_as_without_them(updates: list[RawUpdate], rng: random.Random) -> None:
    """In whatever order: ids, members and every field but version; and no version ever goes down."""
    updates = [update for update in updates if update.ce_type != DECISION_TYPE]
    decided = with_decisions(rng, updates, after=len(updates))
    made = list({each.ce_id: each for each in decided[len(updates) :]}.values())
    undone = [
        make_update(orjson.dumps({"kind": "undo", "undoes": each.ce_id, "because": "all of them"}), source="operator",
                    seen=each.seen, desk=each.desk, ce_type=DECISION_TYPE)
        for each in rng.sample(made, len(made)) if orjson.loads(each.body)["kind"] != "undo"
    ]  # fmt: skip
    plain, run = replay(updates), replay([*decided, *undone])
    assert standing(run) == standing(plain)
    versions: dict[str, int] = {}
    for event in records(run, EVENTS):
        assert event.version == versions.get(event.event_id, 0) + 1
        versions[event.event_id] = event.version


@few
@given(news())
def test_where_everything_belongs_follows_from_the_rows_alone(updates: list[RawUpdate]) -> None:
    """Settled anew from the homes, all of a desk at once, nothing moves: each step settled all that it had to."""
    run = replay(updates)
    state = run.turner(run.stages[-1], 0).state
    for desk in DESKS:
        view = View(Present(state, set()), desk, {})
        posts = [row for _, row in state.items() if isinstance(row, PostRow) and row.desk == desk]
        settled = settle(view, posts, (), clock_of(state, desk, START), 0)
        assert not settled.posts
        assert not settled.decisions
        for home, keeper in settled.keepers.items():
            if state.get(event_key(desk, home)) is not None and home != keeper:
                assert view.merged_into(home) == keeper or not view.at_home(home)


@few
@given(news(), st.randoms())
def test_a_decision_undone_leaves_what_it_would_be_without_it(updates: list[RawUpdate], rng: random.Random) -> None:
    """Among others that stand: who is together, under which id."""
    updates = [update for update in updates if update.ce_type != DECISION_TYPE]
    made = with_decisions(rng, updates, after=len(updates))[len(updates) :]
    told_apart = {(each.desk, said(each)): each for each in made if stands_alone(orjson.loads(each.body))}
    if not told_apart:
        return
    number = rng.randrange(len(told_apart))
    victim = list(told_apart.values())[number]
    undo = make_update(
        orjson.dumps({"kind": "undo", "undoes": victim.ce_id, "because": "a slip"}), source="operator",
        seen=victim.seen, desk=victim.desk, ce_type=DECISION_TYPE,
    )  # fmt: skip
    others = [each for each in told_apart.values() if each is not victim]
    assert together(replay([*updates, *told_apart.values(), undo])) == together(replay([*updates, *others]))


def said(decision: RawUpdate) -> str:
    """What a decision says: said again at once it is a repeat, and there is one less to undo."""
    body = orjson.loads(decision.body)
    return repr(sorted((name, sorted(value) if isinstance(value, list) else value) for name, value in body.items()))


def stands_alone(body: dict[str, Any]) -> bool:
    """Whether a decision means the same whatever stood before it: not so "of the event that it is in"."""
    return body["kind"] != "undo" and (body["kind"] != "disassociate" or bool(body.get("apart_from")))


def together(run: Replay) -> dict[str, Any]:
    return {e.event_id: (e.headline, {m.post_id for m in e.posts}) for e in events(run) if e.status == "developing"}


def standing(run: Replay) -> dict[str, Any]:
    """The events that were not merged away, as a subscriber holds them, but for their versions."""
    return {
        event.event_id: msgspec.structs.replace(event, version=0) for event in events(run) if event.status != "merged"
    }  # fmt: skip


# ------------------------------------------------------------------------------------------- what is taken back, late


def taken_back(rng: random.Random, updates: list[RawUpdate]) -> tuple[list[RawUpdate], set[str]]:
    """The updates and, after them, a desk's word that some of their posts are taken back; and which those are."""
    updates = [update for update in updates if update.ce_type != DECISION_TYPE]
    last = max(update.seen for update in updates)
    told_of = [post for post in records(replay(updates, stages()[:1]), POSTS) if isinstance(post, Post)]
    posts = {post.post_id: post for post in told_of if last - post.seen < timedelta(days=13)}  # what is not forgotten
    chosen = rng.sample(sorted(posts), min(len(posts), rng.randint(1, 4)))
    return updates + [decided("retract", last, posts[each].desk, posts=[each]) for each in chosen], set(chosen)


def decided(kind: str, seen: datetime, desk: str, **told: Any) -> RawUpdate:
    body = orjson.dumps({"kind": kind, "because": "so it is"} | told)
    return make_update(body, source="operator", seen=seen, desk=desk, ce_type=DECISION_TYPE)


@few
@given(news(), st.randoms())
def test_what_is_taken_back_is_withdrawn_and_supports_nothing(updates: list[RawUpdate], rng: random.Random) -> None:
    """Its figures, its claims, and its word for those of others; an event without support is retracted, and stays."""
    retracted, gone = taken_back(rng, updates)
    run = replay(retracted)
    before = {event.event_id: event for event in events(replay([u for u in retracted if u.ce_type != DECISION_TYPE]))}
    after = {event.event_id: event for event in events(run)}
    assert before.keys() <= after.keys()
    assert all(record.value is not None for record in run.records(EVENTS))
    for event in after.values():
        if event.status == "merged":
            continue
        assert event.status == ("developing" if event.posts else "retracted")
        assert not gone & {member.post_id for member in event.posts}
        for figure in event.figures:
            if {*figure.posts} <= gone:
                assert figure.status == "withdrawn", figure
            elif figure.status != "withdrawn":
                standing_ = [each for each in event.figures if each.status != "withdrawn"]
                support = {post for each in standing_ for post in each.posts} - gone
                assert figure.independent_origins <= len(support), figure
        for claim in event.claims:
            assert claim.post_id not in gone or claim.status == "withdrawn", claim
            standing_claims = [each for each in event.claims if each.status != "withdrawn"]
            assert claim.status != "corroborated" or len(standing_claims) > 1
    for event_id, event in before.items():
        if event.status == "developing" and {member.post_id for member in event.posts} <= gone:
            assert after[event_id].status in ("retracted", "merged")


@few
@given(news(), st.randoms())
def test_what_remains_is_told_as_if_what_was_taken_back_were_elsewhere(
    updates: list[RawUpdate], rng: random.Random
) -> None:
    """Parted from its event, or taken back, a post leaves the figures and claims of the others as they are."""
    retracted, gone = taken_back(rng, updates)
    parted = [
        decided("disassociate", each.seen, each.desk, posts=orjson.loads(each.body)["posts"])
        if each.ce_type == DECISION_TYPE else each for each in retracted
    ]  # fmt: skip
    copies = {post.post_id for post in records(replay(updates), UNIQUE) if isinstance(post, Post) and post.duplicate_of}
    others = {frozenset(m.post_id for m in event.posts): event for event in events(replay(parted))}
    for event in events(replay(retracted)):
        members = frozenset(member.post_id for member in event.posts)
        if members and not members & copies and members in others:
            assert facts_of(event, but=gone) == facts_of(others[members], but=gone)


def facts_of(event: CuratedEvent, but: Set[str] = frozenset()) -> tuple[Any, Any]:
    """Figures with their relations, and claims, without what posts alone gave and without ids that hold the event's."""
    figures = {figure.figure_id: figure for figure in event.figures if not {*figure.posts} <= but}

    def count(figure: Figure) -> tuple[Any, ...]:
        fields = (figure.measure, figure.object, figure.value, figure.low, figure.high, figure.bound, figure.scope)
        return (*fields, figure.sayers, tuple(sorted({*figure.posts} - but)))

    counted = [
        (count(f), f.status, f.independent_origins,
         sorted(((r.kind, count(figures[r.to])) for r in f.relation if r.to in figures), key=repr))
        for f in figures.values()
    ]  # fmt: skip
    claims = [
        (claim.claim_id, claim.status, claim.independent_origins) for claim in event.claims if claim.post_id not in but
    ]
    return sorted(counted, key=repr), sorted(claims)


@few
@given(news())
def test_what_comes_late_goes_to_its_own_place_in_time_and_says_so(updates: list[RawUpdate]) -> None:
    """Members stand in the order of their own instants; a change says late only of what is older than its event was."""
    run = replay(updates)
    told_of = [post for post in records(run, POSTS) if isinstance(post, Post)]
    instants = {post.post_id: post.reference for post in told_of}
    caused = {(post.ce_id, post.post_id): post.reference for post in told_of}
    versions = {(event.event_id, event.version): event for event in records(run, EVENTS)}
    for event in versions.values():
        told_ = [instants[member.post_id].start for member in event.posts if member.relation != "revision"]
        assert told_ == sorted(told_), event.event_id
    for each in records(run, CHANGES):
        if each.cause.reason == "late":
            before = versions[each.event_id, each.version - 1]
            assert caused[each.cause.ce_id, each.cause.post_id].end < before.reference.end


@few
@given(st.integers(0, 10**9))
def test_the_same_members_have_the_same_facts_in_whatever_order_they_came(seed: int) -> None:
    rng = random.Random(seed)
    chosen = [update for case in rng.sample(cases(), 4) for update in case if update.content_type == "application/json"]
    first = {orjson.loads(update.body).get("id", update.ce_id): update for update in reversed(chosen)}
    last = max((update.seen for update in first.values()), default=START)
    came = [again(update, seen=last, desk="world") for update in first.values()]
    shuffled = rng.sample(came, len(came))
    one, other = replay(came), replay(shuffled)
    known = {members_of(event): event for event in events(one) if event.status == "developing"}
    for event in events(other):
        if event.status == "developing" and members_of(event) in known:
            assert facts_of(event) == facts_of(known[members_of(event)])


def members_of(event: CuratedEvent) -> frozenset[Any]:
    return frozenset((member.post_id, member.spans, member.relation == "duplicate") for member in event.posts)


# ------------------------------------------------------------------------------------------- what was forgotten

DAM = ("Dam cracks near Eldoret", "A dam cracked near Eldoret in Kenya and 12 people were moved, Peter Cheruiyot said.")
CHESS = ("Chess final in Riga", "Ilze Ozola won the chess final in Riga on Tuesday after nine hours.")
RACE = ("Sailors rest in Hobart", "The sailors of the race rested in Hobart on Friday, the club said.")
DAY = 24 * 60


def item(told: tuple[str, str], seen: float) -> RawUpdate:
    """An item published at noon, seen so many minutes later."""
    return again(an_item(*told, id=told[0]), seen=minutes(seen), url=f"https://item.example/{told[0]}")


def ids_and_versions(run: Replay) -> list[tuple[str, int]]:
    return [(event.event_id, event.version) for event in records(run, EVENTS)]


def test_what_comes_back_after_it_was_forgotten_founds_an_event_of_its_own() -> None:
    run = replay([item(DAM, 0), item(CHESS, 16 * DAY), item(DAM, 20 * DAY)])
    assert len(set(ids_and_versions(run))) == 3


def test_what_comes_late_is_known_again_when_it_is_edited() -> None:
    edited = (DAM[0], DAM[1].replace("12", "15"))
    run = replay([item(CHESS, 30 * DAY), item(DAM, 0), item(edited, 5)])
    assert [version for _, version in ids_and_versions(run)] == [1, 1, 2]


def test_what_comes_late_is_kept_as_long_as_what_comes_in_time() -> None:
    edited = (DAM[0], DAM[1].replace("12", "15"))
    run = replay([item(CHESS, 30 * DAY), item(DAM, 0), item(RACE, 30 * DAY + 1), item(edited, 5)])
    assert len(set(ids_and_versions(run))) == 4


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


@fewer
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
    assert told(run) == told(taken(stage, rest))


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
