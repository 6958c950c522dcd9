"""What compressing costs and saves, topic by topic, and on a hop between two topics: why topics are packed as they are.

    .venv/bin/python -m tests.benchmarks compression

Records are those of the demo's day and of all cases, packed as a producer packs them: alone, and fifty together. The
hop is a worker's, on the same broker in the same run: not packed; packed by the worker's own producer (its client has
gzip at level 9 only); and packed by the broker, as the topic's settings say. Of the hop, CPU time is told beside the
rate: rates hang on what else the machine does.
"""

from __future__ import annotations

import gzip
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

import aiokafka
import cramjam
import orjson
import psutil
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from streams.codec import Inbound, digest
from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime import embedded_kafka, topic_admin
from streams.runtime.files import Given, updates
from streams.runtime.replay import Replay
from streams.runtime.transport import partition_of
from streams.runtime.worker import new_runner, topics_of
from streams.settings import Settings
from streams.stage import Stage
from streams.topics import CATALOGUE, POSTS, RAW, UNIQUE
from tests.benchmarks.transport import hop, passing

ROOT = Path(__file__).parents[2]
NEWS = (ROOT / "streams/data/demo/updates.ndjson", *sorted((ROOT / "tests/cases").glob("*/*/updates.ndjson")))
PAGES = ROOT.parent / "shared" / "data" / "liveblogs_html" / "html"  # of others, where they are
PACKERS = {
    "gzip 1": lambda data: gzip.compress(data, 1),
    "gzip 6": lambda data: gzip.compress(data, 6),
    "gzip 9": lambda data: gzip.compress(data, 9),
    "zstd 3": lambda data: bytes(cramjam.zstd.compress(data, 3)),
}
TOGETHER = 50
HOPS, ROUNDS = 20_000, 5
# How a topic may be packed: by the worker's producer, or by the broker.
WAYS: dict[str, tuple[str | None, dict[str, str]]] = {
    "not packed": (None, {}),
    "gzip 9 by the worker": ("gzip", {}),
    "gzip 1 by the broker": (None, {"compression.type": "gzip", "compression.gzip.level": "1"}),
    "gzip 6 by the broker": (None, {"compression.type": "gzip", "compression.gzip.level": "6"}),
    "zstd 3 by the broker": (None, {"compression.type": "zstd", "compression.zstd.level": "3"}),
}


def replayed() -> dict[str, list[Inbound]]:
    """What each topic holds after all the news, and the raw topic also pages in HTML where there are any."""
    run = Replay(pipeline(Settings()))
    for number, path in enumerate(NEWS):
        given = Given(desk=f"desk-{number}")
        run.feed(item for item in updates([str(path)], given) if isinstance(item, RawUpdate))
    found = {topic.name: run.records(topic) for topic in CATALOGUE if run.records(topic)}
    if pages := sorted(PAGES.glob("*.html.gz")):
        found["raw, HTML"] = [Inbound("", 0, 0, 0, None, gzip.decompress(page.read_bytes())) for page in pages]
    return found


def batches(records: Sequence[Inbound], together: int) -> Iterable[bytes]:
    values = [b"".join((r.value or b"", *(v for _, v in r.headers))) for r in records]
    return (b"".join(values[at : at + together]) for at in range(0, len(values), together))


def packed(records: dict[str, list[Inbound]]) -> dict[str, float]:
    """Share of the bytes that is left, and MB/s of one core."""
    figures: dict[str, float] = {}
    for topic, some in records.items():
        for together in (1, TOGETHER):
            data = list(batches(some, together))
            whole = sum(map(len, data))
            for name, pack in PACKERS.items():
                began = time.process_time()
                left = sum(len(pack(each)) for each in data)
                seconds = time.process_time() - began
                figures[f"{topic}, {together} together, {name}: share left"] = left / whole
                figures[f"{topic}, {together} together, {name}: MB/s"] = whole / seconds / 1e6
        figures[f"{topic}: bytes a record"] = whole / len(some)
    return figures


async def fill(settings: Settings, posts: Sequence[Inbound], count: int, compression: str | None) -> None:
    """The cases' posts, on many desks; each time their words in another order, for no post comes twice."""
    shuffle = random.Random(7).shuffle
    producer = aiokafka.AIOKafkaProducer(
        bootstrap_servers=settings.broker, max_batch_size=1 << 19, compression_type=compression
    )
    await producer.start()
    for number in range(count):
        post, desk = posts[number % len(posts)], f"desk-{number % 16}".encode()
        told = orjson.loads(post.value or b"")
        words = told["text"].split()
        shuffle(words)
        ids = {"post_id": digest(str(number)), "ce_id": digest(desk, str(number))}
        value = orjson.dumps({**told, **ids, "text": " ".join(words)})
        await producer.send(
            POSTS.full_name(settings.prefix), value, desk, partition_of(desk, settings.partitions),
            headers=list(post.headers),
        )  # fmt: skip
    await producer.stop()


def on_disk(admin: KafkaAdminClient, name: str) -> int:
    return sum(
        partition["partition_size"]
        for broker in admin.describe_log_dirs() for folder in broker["log_dirs"]
        for topic in folder["topics"] if topic["name"] == name for partition in topic["partitions"]
    )  # fmt: skip


def hops(posts: Sequence[Inbound]) -> dict[str, float]:
    """What a hop costs where both its topics are packed in one way: the median of rounds in which each has its turn."""
    told: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in WAYS}
    with tempfile.TemporaryDirectory() as folder, embedded_kafka.attach(Path(folder)) as broker:
        jvm = psutil.Process(int(next(Path(folder).rglob("jvm.pid")).read_text()))
        with KafkaAdminClient(bootstrap_servers=broker.bootstrap) as admin:
            for number, (name, (by_worker, by_broker)) in enumerate(WAYS.items()):
                settings = Settings(broker=broker.bootstrap, prefix=f"way{number}", group="warm")
                topics = topics_of([Stage("parse", RAW, (), passing)])
                topic_admin.apply(settings, topics)
                packing = {"compression.type": "producer", **by_broker}
                names = [topic.full_name(settings.prefix) for topic in (POSTS, UNIQUE)]
                admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, packing) for name in names])
                new_runner().run(fill(settings, posts, HOPS, by_worker))
                new_runner().run(hop(settings, HOPS, by_worker))
            for number in range(ROUNDS):
                for which, (name, (by_worker, _)) in enumerate(WAYS.items()):
                    settings = Settings(broker=broker.bootstrap, prefix=f"way{which}", group=f"way{which}-{number}")
                    out = UNIQUE.full_name(settings.prefix)
                    before, cpu, theirs = on_disk(admin, out), time.process_time(), sum(jvm.cpu_times()[:2])
                    rate = new_runner().run(hop(settings, HOPS, by_worker))
                    told[name]["records/s"].append(rate)
                    told[name]["CPU µs a record, worker"].append((time.process_time() - cpu) / HOPS * 1e6)
                    told[name]["CPU µs a record, broker"].append((sum(jvm.cpu_times()[:2]) - theirs) / HOPS * 1e6)
                    told[name]["bytes a record on disk"].append((on_disk(admin, out) - before) / HOPS)
    return {f"hop, {name}: {what}": median(values) for name, all_ in told.items() for what, values in all_.items()}


def run() -> dict[str, float]:
    """Shares, MB/s and rates of this run."""
    records = replayed()
    return packed(records) | hops(records[POSTS.name])
