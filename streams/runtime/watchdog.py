"""Ends the process when it stands still: silent stalls after a broker's loss are Faust's most reported fault, and a
restart is the only cure. The parent in ``worker.py`` starts a new one.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from time import monotonic, sleep
from typing import NoReturn, TypeVar

from faust.types import TP
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from streams.runtime import access
from streams.runtime.access_errors import DENIED, Refused, explained
from streams.runtime.metrics import Metrics
from streams.settings import SettingError, Settings
from streams.stage import Stage

log = logging.getLogger(__name__)

ASK_SECONDS = 2.0
FIRST_ASK_SECONDS = 0.2
READY_SECONDS = 15.0
Answer = TypeVar("Answer")


class Exit(IntEnum):
    """What a worker process ends with."""

    DONE = 0
    USAGE = 2
    AGAIN = 70  # could not go on: start it again
    BUGS = 75  # our own code fails too often: stays stopped until --resume
    REFUSED = 78  # needs a person: the message says which command


def abandon(reason: str, code: Exit = Exit.AGAIN) -> NoReturn:
    """End the process at once, whatever else runs. Faust's orderly end would wait and commit; nothing is lost without
    it, for what is not committed is taken again.
    """
    print(f"streams worker: {reason}", file=sys.stderr, flush=True)
    os._exit(code)


@dataclass(frozen=True, slots=True)
class Offsets:
    """A partition as the broker sees it."""

    start: int
    end: int
    committed: int | None

    @property
    def lag(self) -> int:
        return self.end - max(self.start, self.committed or 0)

    @property
    def gone(self) -> int:
        """Records that retention removed before anyone took them."""
        return 0 if self.committed is None else max(0, self.start - self.committed)


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask a broker again while it says that it is not ready yet, as a new one does for its first seconds."""
    deadline = monotonic() + READY_SECONDS
    while True:
        try:
            return ask()
        except KafkaError as error:
            if not error.retriable or monotonic() > deadline:
                raise
        sleep(0.1)


def offsets(admin: KafkaAdminClient, group: str, tps: Iterable[TP]) -> dict[TP, Offsets]:
    """What the broker knows of these partitions. Committed is asked first, so that a lag of zero is never a guess."""
    asked = [TopicPartition(*tp) for tp in tps]
    committed = patiently(lambda: admin.list_group_offsets({group: None})).get(group, {})
    if not asked:
        return {}
    starts = admin.list_partition_offsets(dict.fromkeys(asked, OffsetSpec.EARLIEST))
    ends = admin.list_partition_offsets(dict.fromkeys(asked, OffsetSpec.LATEST))
    return {
        TP(tp.topic, tp.partition): Offsets(
            starts[tp].offset, ends[tp].offset,
            committed[tp].offset if tp in committed and committed[tp].offset >= 0 else None,
        )
        for tp in asked
    }  # fmt: skip


class Pulse:
    """What the event loop lets the watchdog see."""

    def __init__(self) -> None:
        self.beat = monotonic()  # when the loop last turned
        self.confirmed_at = monotonic()  # when the broker last confirmed the membership
        self.assigned: frozenset[TP] | None = None  # None until the first assignment
        self.progress: dict[TP, float] = {}

    def moved(self, tp: TP) -> None:
        """A part of this partition's state was read. A batch that is done shows in the committed offset."""
        self.progress[tp] = monotonic()


class Watchdog(threading.Thread):
    """Asks the broker for the lag every few seconds, and judges."""

    def __init__(self, settings: Settings, stages: Iterable[Stage], metrics: Metrics, pulse: Pulse) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._settings = settings
        self._stages = {stage.reads.full_name(settings.prefix): stage.name for stage in stages}
        self._metrics = metrics
        self._pulse = pulse
        self._since: dict[TP, float] = {}  # since when a partition has lag and its committed offset stands still
        self._committed: dict[TP, int | None] = {}
        self.lags: Mapping[TP, int] | None = None
        self.closing = False  # an orderly stop has its own deadline

    def run(self) -> None:
        admin: KafkaAdminClient | None = None
        pause = min(ASK_SECONDS, self._settings.stall_seconds / 4)
        while True:
            sleep(pause if self.lags is not None else FIRST_ASK_SECONDS)  # /ready waits for the first answer
            assigned = self._pulse.assigned
            known: dict[TP, Offsets] | None = None
            try:
                admin = admin or access.admin_client(self._settings)
                known = offsets(admin, self._settings.group, assigned or ())
                if assigned is not None:
                    self.export(known)
            except (Refused, SettingError, *DENIED) as error:  # asked again, more closely, before the next start
                abandon(str(explained(error, self._settings)))
            except Exception as error:  # whatever it is: this thread must not die
                log.warning("the broker does not tell the lag: %r", error)
                if admin is not None:
                    admin.close()
                admin = None
            if not self.closing and (reason := self.judge(monotonic(), known)):
                abandon(f"{reason}; ending, to be started again")

    def export(self, known: Mapping[TP, Offsets]) -> None:
        """Show the lag of this worker's partitions, by stage."""
        self.lags = {tp: one.lag for tp, one in known.items()}
        for topic, stage in self._stages.items():
            self._metrics.lag.labels(stage).set(sum(lag for tp, lag in self.lags.items() if tp.topic == topic))

    def judge(self, now: float, known: Mapping[TP, Offsets] | None) -> str | None:
        """Why the process must end, or None. ``known`` is None while the broker does not answer."""
        limit = self._settings.stall_seconds
        if now - self._pulse.beat > limit:
            return f"the event loop has been blocked for {now - self._pulse.beat:.0f} s"
        if known is None:
            self._since.clear()  # nobody can make progress; begin to count when the broker answers again
            return None
        unconfirmed = now - self._pulse.confirmed_at
        if unconfirmed > limit + self._settings.session_timeout_seconds:
            return f"the group has not confirmed this worker for {unconfirmed:.0f} s although the broker answers"
        self._since = {tp: since for tp, since in self._since.items() if tp in known}
        for tp, one in known.items():
            if one.lag <= 0 or self._committed.get(tp, -1) != one.committed:
                self._since[tp] = now
            self._committed[tp] = one.committed
            still = now - max(self._since.setdefault(tp, now), self._pulse.progress.get(tp, 0.0))
            if still > limit:
                return f"{tp.topic}[{tp.partition}] has {one.lag:,} records waiting and none taken for {still:.0f} s"
        return None
