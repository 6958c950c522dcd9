"""One suite on every runtime: every case, live on a real Kafka, gives the bytes that replay gives.

All cases share one run, a desk each, interleaved; a start costs seconds. Runs differ in partitions, batch size, number
of workers, and in whether one is killed half-way.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from streams import codec
from streams.codec import Headers, Inbound
from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime.files import Given, Refused, updates
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.topics import CHANGES, DEAD, EVENTS, Topic
from tests.runtime.live import live

HERE = Path(__file__).parent
DEMO = HERE.parent / "streams" / "data" / "demo" / "updates.ndjson"
SEED = HERE.parents[0] / ".." / "shared" / "seed"
POISON = {
    "poison-binary": b"\x00\x01\x02\xff" * 40, "poison-json": b'{"headline": "Half', "poison-empty": b"  \n ",
    "poison-decision": b'{"kind": "pin", "posts": [], "because": "a slip"}',
}  # fmt: skip

Log = dict[bytes, list[tuple[bytes, Headers]]]
"""The values and headers of each key, in order, each record once."""


@cache
def cases() -> dict[str, tuple[RawUpdate, ...]]:
    """The raw updates of every case under a desk of its own."""
    files = {"demo": [DEMO]}
    files |= {f"seed-{path.stem}": [path] for path in sorted(SEED.glob("*.txt"))}
    files |= {path.parent.name: [path] for path in sorted(HERE.glob("cases/*/*/updates.ndjson"))}
    found: dict[str, tuple[RawUpdate, ...]] = {}
    for name, paths in files.items():
        read = list(updates([str(path) for path in paths], Given(desk=name.lower())))
        assert not any(isinstance(item, Refused) for item in read), name
        found[name] = tuple(item for item in read if isinstance(item, RawUpdate))
    for name, body in POISON.items():
        good = found["demo"][1]
        ce_type = codec.DECISION_TYPE if name == "poison-decision" else None
        poison = codec.make_update(
            body, source=name, seen=good.seen, desk=name, content_type="application/json", ce_type=ce_type
        )
        found[name] = (poison, codec.make_update(good.body, source="good", seen=good.seen, desk=name,
                                                 content_type=good.content_type))  # fmt: skip
    return found


def interleaved(seed: int) -> list[RawUpdate]:
    """All cases' updates in one order, each desk's own order kept."""
    chance = random.Random(seed)
    waiting = {name: list(one) for name, one in cases().items()}
    order = [name for name, one in waiting.items() for _ in one]
    chance.shuffle(order)
    return [waiting[name].pop(0) for name in order]


def once(records: Iterable[Inbound]) -> Log:
    """Each record once, by (id, version); what was published again must have equal bytes."""
    seen: dict[tuple[bytes, bytes], tuple[bytes, Headers]] = {}
    log: Log = defaultdict(list)
    for record in records:
        identity = dict(record.headers)["ce_id"]
        told = record.value, record.headers
        known = seen.setdefault((record.key, identity), told)
        assert known == told, f"{identity!r} was published with two contents"
        if known is told:
            log[record.key].append(told)
    return dict(log)


@cache
def replayed() -> dict[str, Log]:
    """The reference: every case by itself, in memory."""
    run = Replay(pipeline(Settings()))
    for one in cases().values():
        run.feed(one)
    return {topic.name: once(run.records(topic)) for topic in (EVENTS, CHANGES)}


def compare(found: dict[str, Sequence[Inbound]]) -> None:
    for topic in (EVENTS, CHANGES):
        assert once(found[topic.name]) == replayed()[topic.name], topic.name
    dead = {dict(r.headers)["desk"].decode(): r for r in found[DEAD.name]}
    assert {desk: record.value for desk, record in dead.items()} == POISON


def read_all(running, topics: Sequence[Topic] = (EVENTS, CHANGES, DEAD)) -> dict[str, Sequence[Inbound]]:
    return {topic.name: running.read(topic) for topic in topics}


@pytest.mark.parametrize("batch", [1, 7])
def test_replay_in_batches_over_partitions_gives_the_same_bytes(batch: int) -> None:
    for partitions in (1, 3, 8):
        run = Replay(pipeline(Settings()), partition_of=lambda key, n=partitions: sum(key) % n, batch=batch)
        run.feed(interleaved(partitions))
        for topic in (EVENTS, CHANGES):
            assert once(run.records(topic)) == replayed()[topic.name]


RUNS = {
    "one worker, one partition, batches of 500": (1, 500, 1),
    "one worker, three partitions, batches of 7": (3, 7, 1),
    "two workers, eight partitions, single records": (8, 1, 2),
}


@pytest.mark.kafka
@pytest.mark.parametrize(("partitions", "batch", "workers"), RUNS.values(), ids=RUNS)
def test_live_gives_the_bytes_of_replay(embedded_kafka: str, partitions: int, batch: int, workers: int) -> None:
    prefix = f"same-{partitions}-{batch}-{workers}"
    with live(embedded_kafka, prefix, partitions=partitions, batch=batch) as running:
        running.send(interleaved(partitions))
        for _ in range(workers):
            running.start()
        running.wait(120)
        assert running.stop() == [0] * workers
        compare(read_all(running))


@pytest.mark.kafka
def test_a_worker_killed_half_way_and_started_again_gives_the_same_bytes(embedded_kafka: str) -> None:
    log = interleaved(7)
    with live(embedded_kafka, "killed", partitions=4, batch=7) as running:
        running.send(log)
        for share in (0.2, 0.6):
            worker = running.start()
            running.wait(120, until=lambda share=share: running.committed(running.stages[0].reads) >= share * len(log))
            worker.kill()
        running.start()
        running.wait(120)
        assert running.stop() == [0]
        compare(read_all(running))
        states = chain.from_iterable(running.read(f"killed.state.{name}.v1") for name in ("parse", "dedupe", "curate"))
        assert all("input-offset" in dict(record.headers) for record in states)
