"""Runs real workers, as processes, against a real broker, and reads what they leave in the topics."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from faust.types import TP
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from streams import codec
from streams.codec import Inbound, Outbound
from streams.records import RawUpdate
from streams.runtime import topic_admin
from streams.runtime.survey import offsets
from streams.runtime.transport import partition_of
from streams.runtime.worker import PIPELINE, environment, load_pipeline, topics_of
from streams.settings import Settings
from streams.topics import RAW, Topic

ROOT = Path(__file__).parents[2]
RUN_PARENT = (
    "import os, sys; from streams.runtime import worker; from streams.settings import from_environment; "
    "sys.exit(worker.run(from_environment(os.environ), pipeline=sys.argv[1], resume='--resume' in sys.argv))"
)


class Worker:
    """A worker process and what it says."""

    def __init__(self, command: Sequence[str], settings: Settings) -> None:
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings, os.environ), stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        self.said.extend(iter(self.process.stderr.readline, ""))  # grows line by line

    @property
    def text(self) -> str:
        return "".join(self.said)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = 20) -> int:
        """SIGTERM, and its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.end(seconds)

    def end(self, seconds: float = 30) -> int:
        """Its exit code, once it ends by itself."""
        code = self.process.wait(seconds)
        self._listener.join(5)
        return code


class Live:
    """The topics of one prefix, and the workers on them."""

    def __init__(
        self, bootstrap: str, prefix: str, *, pipeline: str = PIPELINE, partitions: int = 4, batch: int = 500,
        session: int = 6, stall: int = 60, **others: object,
    ) -> None:  # fmt: skip
        self.settings = Settings(
            broker=bootstrap, prefix=prefix, group=prefix, partitions=partitions, batch_max=batch,
            session_timeout_seconds=session, stall_seconds=stall, metrics_port=0, **{"canary_seconds": 0, **others},
        )  # fmt: skip
        self.pipeline = pipeline
        self.stages = load_pipeline(pipeline)(self.settings)
        self.workers: list[Worker] = []
        topic_admin.apply(self.settings, topics_of(self.stages))

    def send(self, updates: Iterable[RawUpdate | Outbound], *, partition: int | None = None) -> None:
        """Append to the raw topic, on each record's home partition or on the given one."""
        producer = KafkaProducer(bootstrap_servers=self.settings.broker, max_request_size=10 << 20)
        for update in updates:
            out = update if isinstance(update, Outbound) else codec.write_raw(update)
            where = partition_of(out.key or b"", self.settings.partitions) if partition is None else partition
            producer.send(
                RAW.full_name(self.settings.prefix), key=out.key, value=out.value, headers=list(out.headers),
                partition=where,
            )  # fmt: skip
        producer.flush()
        producer.close()

    def start(self, *flags: str) -> Worker:
        """A worker without its parent."""
        command = [sys.executable, "-m", "streams.runtime.worker", "--pipeline", self.pipeline, *flags]
        return self._started(Worker(command, self.settings))

    def start_parent(self, *flags: str) -> Worker:
        """A worker as ``streams worker`` runs it."""
        return self._started(Worker([sys.executable, "-c", RUN_PARENT, self.pipeline, *flags], self.settings))

    def _started(self, worker: Worker) -> Worker:
        self.workers.append(worker)
        return worker

    def stop(self) -> list[int]:
        """Stop every worker that still runs, in order; their exit codes."""
        return [worker.stop() for worker in self.workers if worker.process.poll() is None]

    def committed(self, topic: Topic) -> int:
        """Records of a topic that the group has done with, over all partitions."""
        with admin_of(self.settings) as admin:
            known = offsets(admin, self.settings.group, self._partitions(topic))
        return sum(one.committed or 0 for one in known.values())

    def wait(self, seconds: float = 60, until: Callable[[], bool] | None = None) -> None:
        """Until nothing is left to do: every stage has committed all that it can ever read."""
        deadline = time.monotonic() + seconds
        reads = [tp for stage in self.stages for tp in self._partitions(stage.reads)]
        with admin_of(self.settings) as admin:
            while time.monotonic() < deadline:
                # Committed is asked before the ends: where they agree for all stages, all were done at that moment.
                done = until() if until else not any(o.lag for o in offsets(admin, self.settings.group, reads).values())
                if done:
                    return
                ended = [w for w in self.workers if w.process.poll() not in (None, 0, -signal.SIGKILL)]
                assert not ended, f"a worker ended with {ended[0].process.poll()}:\n{ended[0].text}"
                time.sleep(0.2)
        raise AssertionError(f"not done after {seconds} s:\n" + "\n".join(worker.text for worker in self.workers))

    def read(self, topic: Topic | str) -> list[Inbound]:
        """All that a topic holds, partition by partition."""
        name = topic if isinstance(topic, str) else topic.full_name(self.settings.prefix)
        tps = [TopicPartition(name, number) for number in range(self.settings.partitions)]
        consumer = KafkaConsumer(bootstrap_servers=self.settings.broker, max_partition_fetch_bytes=10 << 20)
        ends = consumer.end_offsets(tps)
        found = []
        for tp in tps:
            consumer.assign([tp])
            consumer.seek_to_beginning(tp)
            while consumer.position(tp) < ends[tp]:
                for record in consumer.poll(timeout_ms=500).get(tp, []):
                    headers = tuple((key, value) for key, value in record.headers)
                    found.append(
                        Inbound(name, tp.partition, record.offset, record.timestamp, record.key, record.value, headers)
                    )
        consumer.close()
        return found

    def _partitions(self, topic: Topic) -> list[TP]:
        return [TP(topic.full_name(self.settings.prefix), number) for number in range(self.settings.partitions)]


@contextlib.contextmanager
def admin_of(settings: Settings) -> Iterator[KafkaAdminClient]:
    """An admin client, closed at the end."""
    admin = KafkaAdminClient(bootstrap_servers=settings.broker)
    try:
        yield admin
    finally:
        admin.close()


@contextlib.contextmanager
def live(bootstrap: str, prefix: str, **options: object) -> Iterator[Live]:
    """A Live whose workers are gone at the end, whatever happens."""
    running = Live(bootstrap, prefix, **options)
    try:
        yield running
    finally:
        for worker in running.workers:
            if worker.process.poll() is None:
                worker.process.terminate()  # a parent takes its child along; killed, it would leave it some seconds
        for worker in running.workers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(20)
            worker.kill()


def run_live(
    bootstrap: str, prefix: str, updates: Iterable[RawUpdate | Outbound], *, topics: Iterable[Topic],
    pipeline: str = PIPELINE, partitions: int = 4, workers: int = 1, batch: int = 500, seconds: float = 120,
    until: Callable[[Live], bool] | None = None,
) -> dict[str, list[Inbound]]:  # fmt: skip
    """What the topics hold after workers have taken all the updates."""
    with live(bootstrap, prefix, pipeline=pipeline, partitions=partitions, batch=batch) as running:
        running.send(updates)
        for _ in range(workers):
            running.start()
        running.wait(seconds, until=None if until is None else lambda: until(running))
        assert running.stop() == [0] * workers
        return {topic.name: running.read(topic) for topic in topics}


def once(records: Iterable[Inbound]) -> dict[tuple[bytes | None, bytes], bytes]:
    """Records by key and identity, in order; one that comes again must have the same bytes."""
    found: dict[tuple[bytes | None, bytes], bytes] = {}
    for record in records:
        identity = record.key, dict(record.headers)["ce_id"]
        assert found.setdefault(identity, record.value) == record.value, f"{identity} came again with other bytes"
    return found
