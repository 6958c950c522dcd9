"""The pipeline in memory, over files or a captured raw topic: for back-fill, debugging, tests, and as the reference
that every live run must equal byte for byte.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from streams import codec
from streams.codec import Inbound, Outbound
from streams.records import RawUpdate
from streams.runtime.turn import Brake, Turner
from streams.stage import Stage
from streams.topics import Topic


def one_partition(key: bytes) -> int:
    """Everything on partition 0."""
    return 0


class Replay:
    """Feeds raw updates through the stages and keeps what each topic would hold.

    Every (stage, partition) has a state of its own, as in a worker; how input is cut into batches is not visible in
    what comes out.
    """

    def __init__(
        self, stages: Sequence[Stage], *, partition_of: Callable[[bytes], int] = one_partition, batch: int = 500,
    ) -> None:  # fmt: skip
        self.stages = tuple(stages)
        self.topics: dict[str, list[Inbound]] = defaultdict(list)  # what was published, in order
        self.counts: dict[str, Counter[tuple[str, str]]] = {stage.name: Counter() for stage in self.stages}
        self._partition_of = partition_of
        self._batch = batch
        self._turners: dict[tuple[str, int], Turner] = {}
        self._brakes = {stage.name: Brake() for stage in self.stages}
        self._offsets: Counter[tuple[str, int]] = Counter()

    def feed(self, updates: Iterable[RawUpdate]) -> None:
        """Take raw updates through every stage."""
        waiting = [self._append(codec.write_raw(update), update.seen.timestamp()) for update in updates]
        for stage in self.stages:
            waiting = self._run(stage, waiting)

    def records(self, topic: Topic) -> list[Inbound]:
        """What was published to a topic, in order."""
        return self.topics[topic.name]

    def turner(self, stage: Stage, partition: int) -> Turner:
        """The state of a stage on a partition."""
        key = (stage.name, partition)
        if key not in self._turners:
            self._turners[key] = Turner(stage, keep_origin=False, brake=self._brakes[stage.name])
        return self._turners[key]

    def _run(self, stage: Stage, records: list[Inbound]) -> list[Inbound]:
        by_partition: dict[int, list[Inbound]] = defaultdict(list)
        for record in records:
            by_partition[record.partition].append(record)
        published: list[Inbound] = []
        for partition in sorted(by_partition):
            queue = by_partition[partition]
            for start in range(0, len(queue), self._batch):
                turn = self.turner(stage, partition).take(queue[start : start + self._batch])
                self.counts[stage.name].update(turn.counts)
                published += [self._append(out, queue[start].timestamp_ms / 1000) for out in turn.publish]
        reads = {later.reads.name for later in self.stages}
        return [record for record in published if record.topic in reads]

    def _append(self, out: Outbound, time: float) -> Inbound:
        partition = self._partition_of(out.key or b"")
        offset = self._offsets[out.topic.name, partition]
        self._offsets[out.topic.name, partition] += 1
        record = Inbound(out.topic.name, partition, offset, int(time * 1000), out.key, out.value, out.headers)
        self.topics[out.topic.name].append(record)
        return record
