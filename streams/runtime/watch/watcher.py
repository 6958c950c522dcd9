"""Asks every source in its time, and puts what is new on the log: the effects around ``decide``.

A source is a task of its own: what goes wrong with one never stops another. A host is asked one thing at a time. What
is known of a source moves only once the broker has acknowledged what it led to; until then its body waits in memory,
of which there are at most ``BODIES_MAX``: while the broker is away, nothing more is asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from streams import codec
from streams.codec import DEFAULT_DESK, Outbound
from streams.records import RawUpdate
from streams.runtime import files, media_type
from streams.runtime.fetch_metrics import FetchMetrics
from streams.runtime.files import Given, Refused
from streams.runtime.intake import record
from streams.runtime.sender import TooLargeForBroker
from streams.runtime.watch.address import Address
from streams.runtime.watch.decide import (
    Answer,
    Body,
    Decision,
    Outcome,
    Reason,
    Trouble,
    decide,
    held_seconds,
    scanned,
    waiting_seconds,
)
from streams.runtime.watch.folder import look
from streams.runtime.watch.memory import Memory
from streams.runtime.watch.rows import Watch, Watched

log = logging.getLogger(__name__)

BODIES_MAX: Final = 16
"""Answers that are read or wait for the broker at a time, 8 MiB each at most."""
GRACE_SECONDS: Final = 10.0
"""How long answers and deliveries in hand may take once the watcher is told to stop."""
RETRY_SECONDS: Final = (0.5, 30.0)
TOGETHER: Final = (100, 1024 * 1024)  # records and bytes of a file of lines, delivered before more of it is read
PATIENCE_SECONDS: Final = 60.0  # of `--once`: for a host that asks to be left alone, and for a broker that is away

Ask = Callable[[Address, str | None, str | None], Awaitable[Answer]]
"""What a source answers, given the marks of what it answered last."""
Deliver = Callable[[Sequence[Outbound]], Awaitable[None]]
"""Returns once all records are acknowledged; raises where that failed."""


class Undelivered(Exception):
    """Told to stop before the broker took it."""


class _Host:
    """Whose turn it is with a host, and from when on it may be asked again."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.free_at = 0.0  # of the event loop's clock


class Watcher:
    """Everything of one sources file. To be made inside the event loop."""

    def __init__(
        self, watch: Watch, ask: Ask, deliver: Deliver, memory: Memory, metrics: FetchMetrics, prefix: str, *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC), draw: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.stuck: str | None = None  # why the broker takes nothing, while it does not
        self._watch = watch
        self._ask = ask
        self._deliver = deliver
        self._memory = memory
        self._metrics = metrics
        self._prefix = prefix
        self._now = now
        self._draw = draw
        self._stopped = asyncio.Event()
        self._patience: float | None = None
        self._bodies = asyncio.Semaphore(BODIES_MAX)
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        self._known = {row.name: memory.read(row.name, row.of) for row in watch.rows}
        for name, standing in self._known.items():
            metrics.stands(name, standing)

    def stop(self) -> None:
        """Ask nothing more; what is in hand may end."""
        self._stopped.set()

    async def run(self) -> None:
        """Ask until told to stop."""
        await self._ended([asyncio.create_task(self._follow(row)) for row in self._watch.rows])

    async def once(self) -> dict[str, Outcome]:
        """Ask every source once, but those that fail and are not due yet; what each came to."""
        self._patience = PATIENCE_SECONDS
        told: dict[str, Outcome] = {}

        async def turn(row: Watched) -> None:
            standing = self._known[row.name]
            if standing.failures and (wait := waiting_seconds(standing, self._now(), row.pace)) > 0:
                log.warning("%s failed %d times and is left alone for %.0f s", row.name, standing.failures, wait)
                told[row.name] = Outcome.FAILING
            elif (outcome := await self._turn(row)) is not None:
                told[row.name] = outcome

        tasks = [asyncio.create_task(turn(row)) for row in self._watch.rows]
        ending = asyncio.create_task(self._ended(tasks))
        await asyncio.gather(*tasks, return_exceptions=True)
        self._stopped.set()
        await ending
        return told

    async def _ended(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Once told to stop, give what is in hand a little time."""
        await self._stopped.wait()
        await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, row: Watched) -> None:
        while not await self._pause(waiting_seconds(self._known[row.name], self._now(), row.pace)):
            await self._turn(row)

    async def _turn(self, row: Watched) -> Outcome | None:
        """Ask a source, and do what its answer comes to; None where told to stop before it was done."""
        try:
            decision = await (self._look(row) if isinstance(row.target, Path) else self._fetch(row, row.target))
        except Undelivered:
            return None
        except Exception as error:  # a bug of ours in one source is no reason to leave the others unasked
            log.exception("%s could not be asked", row.name)
            decision = self._failed(row, Trouble(Reason.INTERNAL, repr(error)))
        self._known[row.name] = decision.standing
        self._memory.write(row.name, decision.standing)
        self._metrics.answers.labels(row.name, decision.outcome.value).inc()
        if decision.outcome is not Outcome.FAILING:
            self._metrics.answered_at.labels(row.name).set(self._now().timestamp())
        self._metrics.stands(row.name, decision.standing)
        log.info("%s: %s", row.name, decision.outcome.value)
        return decision.outcome

    def _failed(self, row: Watched, trouble: Trouble) -> Decision:
        decision = decide(self._known[row.name], trouble, self._now(), row.pace, self._draw())
        self._metrics.failures.labels(trouble.reason.value).inc()
        wait = waiting_seconds(decision.standing, self._now(), row.pace)
        log.warning(
            "%s (%s) is failing, asked again in %.0f s: %s: %s",
            row.name, row.of, wait, trouble.reason.value, trouble.message, extra={"reason": trouble.reason.value},
        )  # fmt: skip
        return decision

    # --------------------------------------------------------------------------------------------- addresses

    async def _fetch(self, row: Watched, address: Address) -> Decision:
        known = self._known[row.name]
        loop = asyncio.get_running_loop()
        host = self._hosts[address.host]
        async with host.turn:
            wait = host.free_at - loop.time()
            if self._patience is not None and wait > self._patience:
                return self._failed(row, Trouble(Reason.BUSY, f"{address.host} asks to be left alone", wait))
            if await self._pause(wait):
                raise Undelivered
            await self._take_room()
            try:
                began = loop.time()
                answer = await self._ask(address, known.etag, known.last_modified)
                self._metrics.seconds.observe(loop.time() - began)
                host.free_at = loop.time() + max(self._watch.host_interval, held_seconds(answer))
            except BaseException:
                self._give_room()
                raise
        try:
            return await self._settle(row, answer)
        finally:
            self._give_room()

    async def _settle(self, row: Watched, answer: Answer) -> Decision:
        if isinstance(answer, Body | Trouble):
            self._metrics.wire_bytes.labels(row.name).inc(answer.wire_bytes)
        if isinstance(answer, Trouble):
            return self._failed(row, answer)
        decision = decide(self._known[row.name], answer, self._now(), row.pace, self._draw())
        if decision.send and isinstance(answer, Body):
            try:
                await self._delivered(row, [self._raw(row, answer)])
            except TooLargeForBroker as error:
                return self._failed(row, Trouble(Reason.TOO_LARGE, str(error)))
            self._metrics.sent.labels(row.name).inc()
        return decision

    def _raw(self, row: Watched, answer: Body) -> Outbound:
        said = answer.content_type if answer.content_type != "application/octet-stream" else None
        path = row.target.path.partition("?")[0] if isinstance(row.target, Address) else ""
        update = codec.make_update(
            answer.body, source=row.name, seen=self._now(), desk=row.desk, url=row.of, outlet=row.outlet,
            content_type=row.content_type or said or media_type.guess(path, answer.body),
        )  # fmt: skip
        return codec.write_raw(update)

    # ----------------------------------------------------------------------------------------------- folders

    async def _look(self, row: Watched) -> Decision:
        known = self._known[row.name]
        folder = Path(row.of)
        try:
            found = await asyncio.to_thread(look, folder, known.files, self._now().timestamp())
        except OSError as error:
            return self._failed(row, Trouble(Reason.FOLDER, f"can't be read: {error.strerror or error}"))
        marks = dict(found.same)
        try:
            for name, mark in found.changed:
                await self._take_room()
                try:
                    await self._send_file(row, folder, name)
                finally:
                    self._give_room()
                marks[name] = mark
        except BaseException:  # what was sent before a stop is not sent again
            self._known[row.name] = replace(known, files=known.files | marks)
            self._memory.write(row.name, self._known[row.name])
            raise
        return scanned(replace(known, files=marks), bool(found.changed), self._now(), row.pace, self._draw())

    async def _send_file(self, row: Watched, folder: Path, name: str) -> None:
        given = Given(
            content_type=row.content_type, outlet=row.outlet, desk=None if row.desk == DEFAULT_DESK else row.desk
        )
        items = files.one(folder / name, f"{row.name}/{name}", given, now=self._now())
        while some := await asyncio.to_thread(_some, items):
            out = []
            for item in some:
                if isinstance(item, Refused):
                    log.warning("%s: %s: refused: %s", row.name, item.where, item.why)
                    self._metrics.refused.labels(row.name).inc()
                if (made := record(item, self._prefix, "watch")) is not None:
                    out.append(made)
            try:
                await self._delivered(row, out)
            except TooLargeForBroker as error:
                log.error("%s: %s: refused by the broker: %s", row.name, name, error)
                self._metrics.refused.labels(row.name).inc(len(out))
            else:
                self._metrics.sent.labels(row.name).inc(sum(1 for item in some if not isinstance(item, Refused)))

    # ----------------------------------------------------------------------------------------------- delivery

    async def _delivered(self, row: Watched, records: Sequence[Outbound]) -> None:
        """Deliver, however long the broker is away; Undelivered where told to stop meanwhile."""
        loop = asyncio.get_running_loop()
        began, wait = loop.time(), RETRY_SECONDS[0]
        done = False
        try:
            while not done:
                try:
                    await self._deliver(records)
                    done, self.stuck = True, None
                except TooLargeForBroker:
                    done = True
                    raise
                except Exception as error:
                    self.stuck = f"the broker takes nothing: {error!r}"
                    self._metrics.retries.inc()
                    log.warning("%s could not be delivered, tried again in %.1f s: %r", row.name, wait, error)
                    out_of_patience = self._patience is not None and loop.time() - began > self._patience
                    if out_of_patience or await self._pause(wait):
                        raise Undelivered from None
                    wait = min(2 * wait, RETRY_SECONDS[1])
        finally:
            if not done:
                self._metrics.abandoned.inc()
                log.warning("%s: not delivered; asked for anew at the next start", row.name)

    async def _take_room(self) -> None:
        await self._bodies.acquire()
        self._metrics.bodies.inc()

    def _give_room(self) -> None:
        self._bodies.release()
        self._metrics.bodies.dec()

    async def _pause(self, seconds: float) -> bool:
        """Wait, and say whether told to stop meanwhile."""
        if seconds > 0 and not self._stopped.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)
        return self._stopped.is_set()


def _some(items: Iterator[RawUpdate | Refused]) -> list[RawUpdate | Refused]:
    """The next of a file's updates, as many as are delivered together."""
    found: list[RawUpdate | Refused] = []
    size = 0
    for item in items:
        found.append(item)
        size += len(item.body) if isinstance(item, RawUpdate) else 0
        if len(found) >= TOGETHER[0] or size >= TOGETHER[1]:
            break
    return found
