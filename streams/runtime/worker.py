"""What ``streams worker`` runs: a parent that starts the real worker as its child, and starts it again where its
watchdog ended it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import gc
import importlib
import logging
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic, time
from typing import Any

import faust
from faust.types import TP
from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import MemberToRemove
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from streams import enrichers
from streams.runtime import access, acls, logs, sources, topic_admin
from streams.runtime.access_errors import Refused
from streams.runtime.canary import send_canaries
from streams.runtime.errors import Unavailable
from streams.runtime.faust_app import make_app
from streams.runtime.health import Health, PortTaken
from streams.runtime.metrics import Metrics
from streams.runtime.pulse import Pulse
from streams.runtime.survey import Survey, offsets, patiently
from streams.runtime.tracing import tracer
from streams.runtime.watchdog import Exit, Watchdog, abandon
from streams.settings import OTHER_NAMES, SETTINGS, SettingError, Settings, from_environment
from streams.stage import Stage
from streams.topics import CATALOGUE, RAW, Topic, changelog

log = logging.getLogger(__name__)

PIPELINE = "streams.pipeline:pipeline"
GRACE_SECONDS = 15
WAIT_SECONDS_MIN, WAIT_SECONDS_MAX = 0.5, 30.0
STEADY_SECONDS = 60  # a child that ran for this long failed anew: begin with the shortest wait
BEAT_SECONDS = 0.5
MARK_CHARACTERS_MAX = 1000  # the broker takes 4096 bytes


class Refusal(Exception):
    """The worker must not start; the message says what to do."""

    def __init__(self, message: str, code: Exit = Exit.REFUSED) -> None:
        super().__init__(message)
        self.code = code


def say(message: str) -> None:
    """A notice for the person at the terminal."""
    print(f"streams worker: {message}", file=sys.stderr, flush=True)


# ------------------------------------------------------------------------------------------- the parent


def run(settings: Settings, *, pipeline: str = PIPELINE, resume: bool = False, accept_loss: bool = False) -> int:
    """Run a worker until it is told to stop; returns its exit code. Starts the embedded Kafka where none is named."""
    if settings.broker:
        return Parent(settings, pipeline, resume=resume, accept_loss=accept_loss).run()
    from streams.runtime import embedded_kafka  # not for a worker on somebody else's broker

    with embedded_kafka.attach(settings.data_dir) as broker:
        settings = dataclasses.replace(settings, broker=broker.bootstrap)
        say(f"Kafka at {broker.bootstrap}; subscribe there")
        topics = topics_of(load_pipeline(pipeline)(settings))
        topic_admin.apply(settings, topics)
        return Parent(settings, pipeline, resume=resume, accept_loss=accept_loss).run()


def environment(settings: Settings, before: Mapping[str, str]) -> dict[str, str]:
    """An environment in which exactly these settings are read.

    >>> environment(Settings(prefix="wire"), {"STREAMS_RESUME": "1", "HOME": "/"})["STREAMS_PREFIX"]
    'wire'
    """
    others = {name: value for name, value in before.items() if not name.startswith("STREAMS_") or name in OTHER_NAMES}
    return {**others, **{setting.env: str(getattr(settings, setting.name)) for setting in SETTINGS}}


class Parent:
    """Starts the child, hands signals on, and starts it again after ``Exit.AGAIN``.

    Its children are one member of the group under one name, so that a new one has the partitions of the one before at
    once, instead of after the session's time-out. In return nobody leaves the group by itself: the parent says so.
    """

    def __init__(self, settings: Settings, pipeline: str, *, resume: bool, accept_loss: bool) -> None:
        self._settings = settings
        self._command = [sys.executable, "-m", "streams.runtime.worker", "--pipeline", pipeline]
        self._instance = f"worker-{uuid.uuid4()}"  # not the host's name: two members of one name shut each other out
        self._flags = ["--instance", self._instance, *["--accept-loss"] * accept_loss]
        self._resume = resume
        self._told_to_stop = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        with self._signals():
            try:
                return self._keep_running()
            finally:
                self._leave()

    def _keep_running(self) -> int:
        wait = WAIT_SECONDS_MIN
        while True:
            began = monotonic()
            code = self._run_child()
            if self._told_to_stop.is_set() and code == -signal.SIGTERM:
                return Exit.DONE  # before it had begun
            if code != Exit.AGAIN or self._told_to_stop.is_set():
                return code if code >= 0 else 128 - code  # as a shell says it
            wait = WAIT_SECONDS_MIN if monotonic() - began > STEADY_SECONDS else min(wait * 2, WAIT_SECONDS_MAX)
            say(f"starting again in {wait:.0f} s")
            if self._told_to_stop.wait(wait):
                return Exit.DONE

    def _leave(self) -> None:
        """Let the other workers have the partitions now; where the broker can't be told, it finds out by itself."""
        try:
            with access.admin(self._settings, seconds=2) as admin:
                admin.remove_group_members(self._settings.group, [MemberToRemove(group_instance_id=self._instance)])
        except Exception as error:
            log.warning("the group could not be told that this worker has ended: %r", error)

    def _run_child(self) -> int:
        flags = self._flags + ["--resume"] * self._resume
        self._resume = False  # once: what halts the next child is a new reason
        # The child holds one end of a pipe and ends when the other end closes: so it never outlives this process.
        theirs, ours = os.pipe()
        try:
            self._child = subprocess.Popen(
                [*self._command, *flags, "--lifeline", str(theirs)], pass_fds=[theirs],
                env=environment(self._settings, os.environ),
                start_new_session=True,  # Ctrl-C is for the parent, which hands it on
            )  # fmt: skip
            os.close(theirs)
            if self._told_to_stop.is_set():
                self._child.terminate()
            while not self._told_to_stop.is_set():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return self._child.wait(1)
            try:
                return self._child.wait(GRACE_SECONDS + 5)
            except subprocess.TimeoutExpired:
                say("the worker does not stop; killing it")
                self._child.kill()
                return self._child.wait()
        finally:
            os.close(ours)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def hand_on(number: int, frame: object) -> None:
            self._told_to_stop.set()
            if self._child is not None and self._child.poll() is None:
                self._child.send_signal(signal.SIGTERM)

        before = {number: signal.signal(number, hand_on) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


# -------------------------------------------------------------------------------------------- the child


def load_pipeline(name: str) -> Callable[..., Sequence[Stage]]:
    """The function that ``module:function`` names: from settings, and what is to be run around each enricher."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def topics_of(stages: Sequence[Stage]) -> tuple[Topic, ...]:
    """Every topic that these stages need."""
    return (*CATALOGUE, *(changelog(stage.name) for stage in stages if stage.rows))


def check_start(settings: Settings, stages: Sequence[Stage], *, resume: bool, accept_loss: bool) -> None:
    """Refuse a start that would lose or mix up records, with the command that mends it."""
    if denied := acls.missing(settings):
        raise Refusal("\n  ".join([f"{settings.sasl_username or 'this program'} must be allowed and is not:", *denied,
                                   "an operator grants it with `streams topics apply --acls`"]))  # fmt: skip
    found = topic_admin.differences(settings, topics_of(stages))
    if wrong := [difference.message for difference in found if difference.fatal]:
        raise Refusal("\n  ".join(["the topics are not as they must be:", *wrong]))
    with access.admin(settings) as admin:
        mark = HaltMark(admin, settings)
        if resume:
            mark.clear()
        elif why := mark.read():
            raise Refusal(f"stopped earlier by our own code, and stays so:\n  {why}\nTo go on: --resume", Exit.BUGS)
        reads = {TP(stage.reads.full_name(settings.prefix), n) for stage in stages for n in range(settings.partitions)}
        gone = {tp: one.gone for tp, one in offsets(admin, settings.group, sorted(reads)).items() if one.gone}
        if gone and not accept_loss:
            told = ", ".join(f"{count:,} of {tp.topic}[{tp.partition}]" for tp, count in sorted(gone.items()))
            raise Refusal(
                f"retention removed records before a worker took them: {told}. To go on without them: "
                "streams worker --accept-loss"
            )


class HaltMark:
    """Remembers in the broker that our own code failed too often, so that no supervisor starts it again by itself.

    It is the note on a committed offset of a group of its own: it needs no topic, and every machine sees it. A file
    was turned down: another machine, or a container with a fresh disk, would not.
    """

    def __init__(self, admin: KafkaAdminClient, settings: Settings) -> None:
        self._admin = admin
        self._group = f"{settings.group}.halted"
        self._tp = TopicPartition(RAW.full_name(settings.prefix), 0)

    def write(self, why: str) -> None:
        note = why.encode("ascii", "replace").decode()[:MARK_CHARACTERS_MAX]
        self._admin.alter_group_offsets(self._group, {self._tp: OffsetAndMetadata(0, note, -1)})

    def read(self) -> str | None:
        known = patiently(lambda: self._admin.list_group_offsets({self._group: [self._tp]})).get(self._group, {})
        return known[self._tp].metadata or None if self._tp in known else None

    def clear(self) -> None:
        if self.read():
            self._admin.alter_group_offsets(self._group, {self._tp: OffsetAndMetadata(0, "", -1)})


def halt(settings: Settings, why: str) -> None:
    """Stop for good: leave the mark, and end."""
    try:
        with access.admin(settings) as admin:
            HaltMark(admin, settings).write(why)
    except Exception as error:
        say(f"could not leave a mark that this must stay stopped: {error!r}")
    abandon(f"stopped: {why}", Exit.BUGS)


async def serve(
    settings: Settings, stages: Sequence[Stage], metrics: Metrics, *, accept_loss: bool, lifeline: int | None,
    instance: str | None,
) -> None:  # fmt: skip
    """Run the app until it is told to stop; returns after an orderly end, and ends the process after any other."""
    pulse = Pulse()
    watchdog = Watchdog(settings, Survey(settings, stages, metrics), pulse)
    health = Health(
        settings.metrics_host, settings.metrics_port, metrics.scrape,
        live=lambda: not_live(pulse, settings), ready=lambda: not_ready(pulse, watchdog),
        spent=metrics.scrape_cpu.inc,
    )  # fmt: skip
    app = make_app(
        settings, stages, metrics, pulse=pulse, accept_loss=accept_loss, instance=instance,
        halt=lambda why: halt(settings, why), trace=tracer(settings),
    )  # fmt: skip
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if lifeline is not None:
        threading.Thread(target=watch_lifeline, args=(lifeline, loop, stop), daemon=True).start()
    health.start()
    watchdog.start()
    say(f"metrics at {health.url}/metrics")
    beside = (
        asyncio.create_task(beat(app, pulse, metrics)),
        asyncio.create_task(send_canaries(settings, metrics, pulse, lambda: app.producer.deliver)),
    )
    await until_stopped(app, stop)
    watchdog.closing = True
    for task in beside:
        task.cancel()
    try:
        await asyncio.wait_for(app.stop(), GRACE_SECONDS - 1)
    except TimeoutError:
        abandon(f"did not stop within {GRACE_SECONDS} s; what is not committed will be taken again")
    health.stop()


async def until_stopped(app: faust.App, stop: asyncio.Event) -> None:
    """Start the app and wait for the word to stop; a crash ends the process."""
    starting = asyncio.create_task(app.start())
    waiting = {asyncio.create_task(stop.wait()), asyncio.create_task(app._crashed.wait()), starting}
    while not stop.is_set():
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if app.crashed or (starting in done and starting.exception() is not None):
            reason = app.crash_reason or starting.exception()
            abandon(f"Faust crashed: {reason!r}")


async def beat(app: faust.App, pulse: Pulse, metrics: Metrics) -> None:
    """Show the watchdog that the loop turns, how late it is, and when the group last confirmed us."""
    while True:
        pulse.beat = monotonic()
        metrics.loop_turned_at.set(time())
        if pulse.assigned is not None:
            pulse.confirmed_at = pulse.beat - app.consumer.confirmed_seconds_ago
        await asyncio.sleep(BEAT_SECONDS)
        metrics.loop_lag.observe(max(0.0, monotonic() - pulse.beat - BEAT_SECONDS))


def watch_lifeline(lifeline: int, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Stop when the parent has gone."""
    os.read(lifeline, 1)
    loop.call_soon_threadsafe(stop.set)


def not_live(pulse: Pulse, settings: Settings) -> str | None:
    """Why an orchestrator should replace this process, or None."""
    still = monotonic() - pulse.beat
    return f"the event loop has been blocked for {still:.0f} s" if still > settings.stall_seconds else None


def not_ready(pulse: Pulse, watchdog: Watchdog) -> str | None:
    """What this worker still waits for, or None."""
    if pulse.assigned is None:
        return "no partitions assigned yet"
    return None if watchdog.asked else "the lag is not known yet"


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """The child process."""
    parser = argparse.ArgumentParser(prog="streams.runtime.worker")
    parser.add_argument("--pipeline", default=PIPELINE, help="module:function that gives the stages")
    parser.add_argument("--resume", action="store_true", help="go on after our own code failed too often")
    parser.add_argument("--accept-loss", action="store_true", help="go on without what retention removed")
    parser.add_argument("--lifeline", type=int, help="file descriptor that closes when the parent ends")
    parser.add_argument("--instance", help="name of this member, kept when it is started again")
    flags = parser.parse_args(arguments)
    try:
        settings = from_environment(environ)
        logs.set_up(settings.log_level, settings.log_format)
        read_by = enrichers.chosen(settings.enrichers)
        for why in enrichers.missing(read_by):
            say(f"{why}; posts are marked degraded and go on without")
        metrics = Metrics(sources=sources.read(settings.sources), enrichers=[one.name for one in read_by])
        stages = load_pipeline(flags.pipeline)(settings, around=metrics.time_enricher)
        gc.freeze()  # code and tables stay for good: a full collection, in the midst of some update, need not walk them
        check_start(settings, stages, resume=flags.resume, accept_loss=flags.accept_loss)
        with new_runner() as runner:
            runner.run(
                serve(
                    settings, stages, metrics, accept_loss=flags.accept_loss, lifeline=flags.lifeline,
                    instance=flags.instance,
                )
            )  # fmt: skip
    except (Refusal, PortTaken, SettingError, Refused) as error:
        say(str(error))
        return error.code if isinstance(error, Refusal) else Exit.REFUSED
    except (Unavailable, KafkaError, OSError) as error:
        say(str(error))
        return Exit.AGAIN
    return Exit.DONE


def new_runner() -> Any:
    """An event loop, uvloop's where it is there: 9 to 17 % faster on this path (tests/benchmarks/transport.py)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # threads of libraries must not hold up the end
