"""``streams top``: what two samples come to, what is said of it, how it fits a screen; the command as it is typed."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import ioctl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner, Result

from streams.__main__ import app
from streams.commands.top.command import looks
from streams.commands.top.look import look, standing
from streams.commands.top.rates import Workers, quantile, spans
from streams.commands.top.rows import Look
from streams.commands.top.screen import Screen
from streams.commands.top.verdict import Severity, findings
from streams.pipeline import INPUTS, TOPICS
from streams.runtime import scrape
from streams.runtime.metrics import Metrics
from streams.runtime.scrape import Broker, Sample, Scrape, Silent, read
from streams.runtime.topic_admin import Lag
from streams.runtime.worker import environment
from tests.runtime.live import live
from tests.test_every_runtime import DEMO

NOW = 1_700_000_000.0
HERE = "http://worker-1:9808/metrics"
OTHER = "http://worker-2:9808/metrics"
CURATE_2 = '{stage="curate",partition="2"}'

HEALTHY: dict[str, float] = {
    'streams_build_info{rules="2026.11",python="3.11.7"}': 1,
    "process_start_time_seconds": NOW - 600,
    "process_cpu_seconds_total": 60,
    "process_resident_memory_bytes": 183_500_800,
    "streams_broker_answered_timestamp_seconds": NOW - 1,
    "streams_assigned_partitions": 4,
    "streams_rebalances_total": 1,
    "streams_open_events": 12,
    'streams_received_total{stage="parse"}': 120,
    'streams_passed_total{stage="parse"}': 100,
    'streams_dropped_total{stage="parse",reason="unchanged"}': 15,
    'streams_dead_total{stage="parse",reason="malformed"}': 4,
    'streams_dead_total{stage="parse",reason="internal"}': 0,
    'streams_held_total{stage="parse"}': 1,
    'streams_log_positions_total{stage="parse"}': 120,
    'streams_received_total{stage="curate"}': 80,
    'streams_passed_total{stage="curate"}': 80,
    'streams_dropped_total{stage="curate",reason="unchanged"}': 0,
    'streams_dead_total{stage="curate",reason="internal"}': 0,
    'streams_held_total{stage="curate"}': 0,
    'streams_log_positions_total{stage="curate"}': 80,
    'streams_page_units_total{fate="found"}': 50,
    'streams_page_units_total{fate="emitted"}': 30,
    'streams_page_units_total{fate="unchanged"}': 15,
    'streams_page_units_total{fate="furniture"}': 4,
    'streams_page_units_total{fate="dead"}': 1,
    f"streams_lag_records{CURATE_2}": 0,
    f"streams_commit_age_seconds{CURATE_2}": 0,
    f"streams_oldest_unprocessed_seconds{CURATE_2}": 0,
    f"streams_gone_records{CURATE_2}": 0,
    'streams_topic_retention_seconds{stage="curate"}': 604_800,
    'streams_canary_sent_total{partition="2"}': 10,
    'streams_canary_returned_total{partition="2"}': 10,
    'streams_canary_returned_timestamp_seconds{partition="2"}': NOW - 40,
    'streams_freshness_seconds_bucket{source_kind="page",le="1.0"}': 10,
    'streams_freshness_seconds_bucket{source_kind="page",le="2.0"}': 30,
    'streams_freshness_seconds_bucket{source_kind="page",le="+Inf"}': 40,
    'streams_freshness_seconds_count{source_kind="page"}': 40,
    'streams_freshness_seconds_sum{source_kind="page"}': 60,
    'streams_source_heard_timestamp_seconds{source="courier"}': NOW - 30,
    'streams_source_new_timestamp_seconds{source="courier"}': NOW - 7200,
    'streams_event_versions_total{desk="world",kind="flood"}': 60,
    'streams_curation_total{decision="merged"}': 3,
    'streams_curation_total{decision="conflicts"}': 2,
}
"""The exposition of a worker with which all is well, a line each."""


def worker(at: float = NOW, **more: Mapping[str, float | None]) -> Scrape:
    """What a healthy worker answers, with some lines changed, or left out where None."""
    lines = {**HEALTHY, **more.get("but", {})}
    return Scrape(at, read("\n".join(f"{name} {value}" for name, value in lines.items() if value is not None)))


def broker(at: float = NOW, *, lag: int = 0, lost: int = 0, committed: int = 500) -> Broker:
    """A broker on which curate's partition 2 stands as told, and the rest is done."""
    rows = [Lag(topic.full_name(), 0, 0, 10, 10) for topic in INPUTS]
    rows.append(Lag("news.enriched.v1", 2, committed + lost, committed + lost + lag, committed))
    rows.append(Lag("news.dead.v1", 0, 1, 5, None))
    return Broker(at, "broker:9092", tuple(rows))


NO_BROKER = Broker(NOW, None, (), "no Kafka runs in .streams: name one with --broker, or start `streams worker`")


def sample(*scrapes: Scrape | str, told: Broker | None = None, at: float = NOW) -> Sample:
    return Sample(at, dict(zip((HERE, OTHER), scrapes, strict=False)), told or broker(at))


def positions(more: int) -> dict[str, float]:
    return {'streams_log_positions_total{stage="parse"}': 120 + more}


def words(seen: Look) -> list[str]:
    return [each.words for each in findings(seen)]


# ------------------------------------------------------------------------------------------------- the verdict

VERDICTS: dict[str, tuple[dict[str, float | None], str | None]] = {
    "nothing is wrong": ({}, None),
    "records without a fate": (
        {'streams_held_total{stage="parse"}': 0, 'streams_passed_total{stage="parse"}': 98},
        "ledger of parse is off by 3",
    ),
    "a fate without a record": ({'streams_held_total{stage="parse"}': 3}, "ledger of parse is off by -2"),
    "a ledger of which a part is not told is not judged": ({'streams_held_total{stage="parse"}': None}, None),
    "a unit of a page without a fate": (
        {'streams_page_units_total{fate="found"}': 51}, "ledger of page units is off by 1",
    ),
    "lag that is being worked on": (
        {f"streams_lag_records{CURATE_2}": 1204, f"streams_oldest_unprocessed_seconds{CURATE_2}": 100}, None,
    ),
    "lag that nobody works on": (
        {
            f"streams_lag_records{CURATE_2}": 1204, f"streams_oldest_unprocessed_seconds{CURATE_2}": 180,
            f"streams_commit_age_seconds{CURATE_2}": 61,
        },
        "curate stands still on partition 2: 1,204 records, oldest 3 min, none taken for 61 s",
    ),
    "an age that was told before the lag went": ({f"streams_oldest_unprocessed_seconds{CURATE_2}": 302_401}, None),
    "an old commit without lag": ({f"streams_commit_age_seconds{CURATE_2}": 900}, None),
    "lag that grows old": (
        {f"streams_lag_records{CURATE_2}": 1204, f"streams_oldest_unprocessed_seconds{CURATE_2}": 180},
        "curate is behind on partition 2: 1,204 records, oldest 3 min",
    ),
    "records that retention took": (
        {f"streams_gone_records{CURATE_2}": 7}, "curate lost 7 records on partition 2 to retention",
    ),
    "a canary that is late": ({'streams_canary_returned_timestamp_seconds{partition="2"}': NOW - 179}, None),
    "a canary that is missing": (
        {'streams_canary_returned_timestamp_seconds{partition="2"}': NOW - 181},
        "no canary came back for 3 min on partition 2",
    ),
    "a canary that never came since the worker's start, long ago": (
        {'streams_canary_returned_timestamp_seconds{partition="2"}': 0}, "no canary came back for 3 min on partition 2",
    ),
    "a canary that has not come yet since a start just now": (
        {'streams_canary_returned_timestamp_seconds{partition="2"}': 0, "process_start_time_seconds": NOW - 60}, None,
    ),
    "an old canary of a partition that another worker has now": (
        {
            'streams_canary_sent_total{partition="3"}': 5, 'streams_canary_returned_total{partition="3"}': 5,
            'streams_canary_returned_timestamp_seconds{partition="3"}': NOW - 500,
        },
        None,
    ),
    "canaries that are switched off": (
        {
            'streams_canary_sent_total{partition="2"}': 0, 'streams_canary_returned_total{partition="2"}': 0,
            'streams_canary_returned_timestamp_seconds{partition="2"}': 0,
        },
        None,
    ),
    "offsets without a record": (
        {'streams_log_positions_total{stage="curate"}': 90},
        "curate is off by 10 log positions: who else writes to its topic?",
    ),
    "a worker that tells no positions": ({'streams_log_positions_total{stage="curate"}': 0}, None),
    "records that near their retention": (
        {
            f"streams_lag_records{CURATE_2}": 9, f"streams_oldest_unprocessed_seconds{CURATE_2}": 302_401,
            f"streams_commit_age_seconds{CURATE_2}": 61, 'streams_topic_retention_seconds{stage="curate"}': 604_800,
        },
        "curate nears its retention, 7 d: oldest 4 d",
    ),
    "old records of a topic that is kept for ever": (
        {
            f"streams_lag_records{CURATE_2}": 9, f"streams_oldest_unprocessed_seconds{CURATE_2}": 302_401,
            'streams_topic_retention_seconds{stage="curate"}': inf,
        },
        "curate is behind on partition 2: 9 records, oldest 4 d",
    ),
    "a broker that tells the workers nothing": (
        {"streams_broker_answered_timestamp_seconds": NOW - 31},
        "the broker has told the workers nothing for 31 s: is it up?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("but, want", VERDICTS.values(), ids=VERDICTS)
def test_a_worker_alone_is_judged(but: dict[str, float | None], want: str | None) -> None:
    found = words(look(sample(worker(but=but), told=NO_BROKER)))
    assert (want in found) if want else found == []


def test_our_own_bugs_count_since_the_look_before_and_bad_input_does_not() -> None:
    bug, bad = (f'streams_dead_total{{stage="parse",reason="{reason}"}}' for reason in ("internal", "malformed"))
    taken = 'streams_received_total{stage="parse"}'
    seen = [
        sample(worker(NOW + number, but={bug: bugs, bad: 4 + bads, taken: 120 + bugs + bads, **positions(bugs + bads)}))
        for number, (bugs, bads) in enumerate([(5, 0), (5, 50), (7, 50)])
    ]
    assert words(look(seen[0])) == []  # who knows when they were
    assert words(look(seen[1], seen[0])) == []
    assert words(look(seen[2], seen[1])) == ["parse failed on 2 by a bug of ours: see `streams dlq list`"]


UNREACHED: dict[str, tuple[Sample, list[str]]] = {
    "no worker, and the broker is well": (
        sample("Connection refused"), [f"no worker answers at {HERE}: start `streams worker` (Connection refused)"],
    ),
    "none of two workers": (
        sample("refused", "refused"), ["no worker answers at any of 2 addresses: start `streams worker` (refused)"],
    ),
    "one of two workers": (sample(worker(), "no answer"), [f"worker {OTHER} does not answer: no answer"]),
    "nothing at all": (
        sample("refused", told=NO_BROKER), [f"no worker answers at {HERE}: start `streams worker` (refused)"],
    ),
    "a worker hears the broker that we don't": (
        sample(worker(), told=Broker(NOW, "b:1", (), "timed out")),
        ["the broker at b:1 answers the workers, but not here: timed out"],
    ),
    "a worker, and no broker is named": (sample(worker(), told=NO_BROKER), []),
    "neither we nor a worker hear the broker": (
        sample(worker(but={"streams_broker_answered_timestamp_seconds": 0}), told=Broker(NOW, "b:1", (), "timed out")),
        ["the broker at b:1 does not answer: timed out"],
    ),
    "a broker without our topics": (
        sample(worker(), told=Broker(NOW, "b:1")),
        ["the broker at b:1 has none of the topics: `streams topics apply`, or --prefix"],
    ),
    "the broker says what no worker tells: records were lost": (
        sample("refused", told=broker(lost=7)),
        [f"no worker answers at {HERE}: start `streams worker` (refused)",
         "curate lost 7 records on partition 2 to retention"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("seen, want", UNREACHED.values(), ids=UNREACHED)
def test_who_does_not_answer_is_said_and_the_rest_is_still_shown(seen: Sample, want: list[str]) -> None:
    assert words(look(seen)) == want


def test_the_worst_is_told_first() -> None:
    but = {
        'streams_held_total{stage="parse"}': 2, f"streams_gone_records{CURATE_2}": 1,
        f"streams_lag_records{CURATE_2}": 5, f"streams_oldest_unprocessed_seconds{CURATE_2}": 180,
    }  # fmt: skip
    found = findings(look(sample(worker(but=but), told=NO_BROKER)))
    assert [each.words.split()[1] for each in found] == ["lost", "of", "is"]
    assert [each.severity for each in found] == [Severity.CRITICAL, Severity.CRITICAL, Severity.WARNING]


def test_a_partition_that_no_worker_has_is_seen_to_stand_still_by_the_broker_alone() -> None:
    well = worker(but={"streams_broker_answered_timestamp_seconds": NOW + 90})
    samples = [sample(well, told=broker(NOW + s, lag=3 + s), at=NOW + s) for s in (0, 30, 61)]
    moving = sample(well, told=broker(NOW + 90, lag=2, committed=503), at=NOW + 90)
    clock = iter([*samples, moving])
    seen = list(looks(lambda: next(clock), 0, "news", most=4))
    assert [words(each) for each in seen] == [
        [], [], ["curate stands still on partition 2: 64 records, none taken for 61 s"], [],
    ]  # fmt: skip


def test_a_partition_stands_still_only_from_where_it_first_had_lag() -> None:
    idle, later = sample(worker(), told=broker(NOW)), sample(worker(), told=broker(NOW + 600, lag=1), at=NOW + 600)
    assert standing({}, idle, later) == {}
    assert standing({}, later, sample(worker(), told=broker(NOW + 602, lag=4))) == {("curate", 2): NOW + 600}


# ------------------------------------------------------------------------------------------------- the arithmetic


@pytest.mark.parametrize("q, want", [(0.2, 0.048), (0.5, 0.15), (0.8, 0.72), (1.0, 1.0)])
def test_a_quantile_is_what_prometheus_says(q: float, want: float) -> None:
    """The figures of its own test of histogram_quantile (promql/testdata/histograms.test, "positive")."""
    assert quantile(q, {0.1: 5, 0.2: 7, 1.0: 11, inf: 12}) == pytest.approx(want)


def test_a_quantile_of_nothing_is_not_zero() -> None:
    assert quantile(0.5, {1.0: 0, inf: 0}) is None
    assert quantile(0.5, {}) is None
    assert quantile(0.5, {1.0: 3}) is None  # without the last bound nobody knows the whole


def test_rates_are_over_the_time_between_two_looks_and_at_first_since_the_start() -> None:
    taken = 'streams_received_total{stage="parse"}'
    first, second = sample(worker()), sample(worker(NOW + 2, but={taken: 130}), at=NOW + 2)
    assert look(first).stages[0].received_per_second == pytest.approx(120 / 600)
    assert look(second, first).stages[0].received_per_second == pytest.approx(5)


def test_a_restarted_worker_is_compared_with_nothing_even_where_it_counted_on_further() -> None:
    taken = 'streams_received_total{stage="parse"}'
    again = worker(NOW + 10, but={"process_start_time_seconds": NOW + 5, taken: 400})
    assert Workers(spans(sample(worker()), sample(again))).rate("streams_received_total", stage="parse") == 80


def test_a_counter_that_fell_began_at_zero() -> None:
    taken = 'streams_received_total{stage="parse"}'
    fell = worker(NOW + 10, but={taken: 30})
    assert Workers(spans(sample(worker()), sample(fell))).grown("streams_received_total", stage="parse") == 30


def test_two_workers_are_summed_and_the_newest_instant_counts() -> None:
    canary = 'streams_canary_returned_timestamp_seconds{partition="2"}'
    kind = 'streams_freshness_seconds_bucket{source_kind="page",le="1.0"}'
    seen = look(sample(worker(), worker(but={canary: NOW - 5, kind: 30})))
    assert seen.stages[0].received_per_second == pytest.approx(2 * 120 / 600)
    assert (seen.open_events, seen.stages[0].held) == (24, 2)
    assert seen.canaries[0].age_seconds == 5
    assert seen.freshness[0].p50_seconds == 1.0  # 40 of 80 are within a second
    assert [row.partitions for row in seen.workers] == [4, 4]
    assert seen.page_units == 0 and [row.ledger for row in seen.stages] == [0, None, None, 0]


def test_what_is_not_told_is_unknown_and_never_zero() -> None:
    nothing_fed = Scrape(NOW, read(Metrics(CollectorRegistry()).scrape().decode()))
    seen = look(sample(nothing_fed, told=NO_BROKER))
    [row] = seen.workers
    assert (row.partitions, row.rebalances, row.loop_lag_p95_seconds, seen.open_events) == (None,) * 4
    for stage in seen.stages:
        assert (stage.lag, stage.oldest_seconds, stage.step_p95_seconds, stage.batch_records) == (None,) * 4
        assert stage.ledger == 0
    assert seen.canaries == () and seen.sources == () and seen.partitions == () and seen.dead_kept is None


def test_every_metric_that_is_asked_for_is_one_that_a_worker_has() -> None:
    asked: set[str] = set()

    class Listening(dict[str, Any]):
        def get(self, name: str, default: Any = None) -> Any:
            asked.add(name)
            return super().get(name, default)

    look(sample(Scrape(NOW, Listening(worker().series))), sample(worker(NOW - 2)))
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked if name.startswith("streams_")}
    assert ours and ours <= set(Metrics(CollectorRegistry()).declared)


# ------------------------------------------------------------------------------------------------- the screen


def screen(seen: Look, width: int, height: int | None) -> list[str]:
    console = Console(width=width, file=io.StringIO(), color_system=None, highlight=False)
    console.print(Screen(seen, findings(seen), height), crop=False)
    return console.file.getvalue().split("\n")[:-1]


FULL = look(
    sample(
        worker(NOW + 2, but={'streams_received_total{stage="parse"}': 130, **positions(10)}),
        "refused",
        told=broker(lag=1204),
        at=NOW + 2,
    ),
    sample(worker(), "refused"),
)


@pytest.mark.parametrize("width, height", [(80, 24), (160, 50), (40, 12), (200, None)])
def test_a_screen_fits(width: int, height: int | None) -> None:
    lines = screen(FULL, width, height)
    assert height is None or len(lines) <= height
    assert max(map(cell_len, lines)) <= width
    assert "ledger of parse is off by 10" in "\n".join(lines)


def test_a_small_screen_has_what_matters_most() -> None:
    text = "\n".join(screen(FULL, 80, 24))
    facts = (
        "1 of 2 workers",
        "2026.11",
        "expect zero",
        "step p95",
        "1,204",
        "(and 1 more)",
        "fresh within",
        "canaries",
    )
    for fact in facts:
        assert fact in text, fact
    assert re.search(r"^parse +5\.0 ", text, re.MULTILINE)
    assert "topic " not in text  # left out for its height


def test_a_wide_screen_has_all() -> None:
    text = "\n".join(screen(FULL, 160, 50))
    facts = ("worker-2:9808", "silent", "175 MiB", "malformed", "kept by the broker", "courier", "2 h", "open events",
             "merged", "conflicts", "flood", "canary of partition", "enriched")  # fmt: skip
    for fact in facts:
        assert fact in text, fact


def test_names_from_outside_are_shown_and_not_obeyed() -> None:
    hostile = "\x1b[2J[bold]cou\u202erier[/]"
    lines = screen(
        look(sample(worker(but={f'streams_source_heard_timestamp_seconds{{source="{hostile}"}}': NOW - 3}))), 160, None
    )
    text = "\n".join(lines)
    assert "[2J[bold]courier[/]" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


# ------------------------------------------------------------------------------------------------- who is asked

ANSWERS: dict[str, tuple[int, bytes]] = {
    "/metrics": (200, "\n".join(f"{name} {value}" for name, value in HEALTHY.items()).encode()),
    "/binary": (200, bytes(range(256))),
    "/other": (200, b"up 1\n"),
    "/moved": (302, b""),
    "/broken": (500, b"no"),
}
FAULTS = {
    "/binary": "no Prometheus text", "/other": "no metric of ours", "/moved": "status 302", "/broken": "status 500",
    "/slow": "timed out",
}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(2)
        status, body = ANSWERS.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Location", "/metrics")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served() as url:
        yield url


def test_a_worker_is_read_directly_whatever_proxy_is_set(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert scrape.scrape(f"{site}/metrics").series["streams_open_events"] == {(): 12}


@pytest.mark.parametrize("path, why", FAULTS.items())
def test_what_is_no_worker_is_said(site: str, path: str, why: str) -> None:
    with pytest.raises(Silent, match=why):
        scrape.scrape(site + path, seconds=0.5)


def test_one_who_hangs_does_not_hold_up_the_others_and_is_not_asked_twice() -> None:
    asked: list[int] = []
    free = threading.Event()
    slow = scrape.Asked(lambda: asked.append(1) or free.wait(20))
    for _ in range(2):
        with pytest.raises(Silent, match="no answer in time"):
            slow.answer(0.05)
    free.set()
    assert slow.answer(5) is True and asked == [1]


def test_a_look_starts_no_broker_and_leaves_no_trace(tmp_path: Path) -> None:
    assert scrape.running(tmp_path / "none") is None
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------- the command


def run(*arguments: str, **environ: str) -> Result:
    clean = {name: None for name in os.environ if name.startswith("STREAMS_")}
    return CliRunner().invoke(app, ["top", *arguments], env={**clean, **environ})


def test_once_ends_with_0_where_all_is_well(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = {"process_start_time_seconds": time.time() - 600, "streams_broker_answered_timestamp_seconds": time.time(),
           'streams_canary_returned_timestamp_seconds{partition="2"}': time.time()}  # fmt: skip
    text = "\n".join(f"{name} {value}" for name, value in {**HEALTHY, **now}.items())
    monkeypatch.setitem(ANSWERS, "/now", (200, text.encode()))
    told = run("--once", "-o", "json", STREAMS_METRICS=f"{site}/now", STREAMS_DATA_DIR=str(tmp_path))
    assert told.exit_code == 0, told.output
    seen = json.loads(told.stdout)
    assert (seen["well"], seen["verdict"], seen["findings"]) == (True, "all well", [])
    assert 0.5 < seen["seconds"] < 5
    pretty = run("--once", STREAMS_METRICS=f"{site}/now", STREAMS_DATA_DIR=str(tmp_path))
    assert pretty.exit_code == 0 and "all well" in pretty.stdout and "\x1b" not in pretty.stdout


def test_once_ends_with_1_and_says_what_to_do_where_nothing_runs(tmp_path: Path) -> None:
    told = run("--once", "-o", "jsonl", "--metrics", "http://127.0.0.1:9/metrics", "--data-dir", str(tmp_path))
    [line] = told.stdout.splitlines()
    assert told.exit_code == 1
    assert "start `streams worker`" in json.loads(line)["verdict"]
    assert "name one with --broker" in json.loads(line)["broker"]["fault"]


WRONG = {
    "an address without its scheme": ("--metrics", "worker:9808"),
    "a file": ("--metrics", "file:///etc/passwd"),
    "a password in the address": ("--metrics", "http://me:secret@worker:9808/metrics"),
    "a port that is none": ("--metrics", "http://worker:99999/metrics"),
    "no time between looks": ("--interval", "0"),
    "an interval that is no number": ("--interval", "nan"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_2_for_wrong_usage(arguments: tuple[str, str]) -> None:
    told = run(*arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "want" in told.stderr


def test_ctrl_c_ends_the_stream_of_looks_with_0(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streams", "top", "--interval", "0.2", "-o", "jsonl", "--data-dir", str(tmp_path),
               "--metrics", "http://127.0.0.1:9/metrics"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        first, second = (json.loads(process.stdout.readline()) for _ in range(2))
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, b"")
    assert first["seconds"] is None and second["seconds"] > 0
    assert all(json.loads(line) for line in rest.splitlines())


def test_on_a_terminal_the_screen_is_taken_and_given_back(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 80, 0, 0))
    command = [
        sys.executable,
        "-m",
        "streams",
        "top",
        "--data-dir",
        str(tmp_path),
        "--metrics",
        "http://127.0.0.1:9/metrics",
    ]
    environ = {**os.environ, "TERM": "xterm-256color"}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        environ.pop(name, None)
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True)
    os.close(theirs)
    said = b""
    try:
        for wanted, then in (
            (b"no worker answers", lambda: process.send_signal(signal.SIGINT)),
            (b"\x1b[?1049l", None),
        ):
            ends = time.monotonic() + 30
            while wanted not in said and time.monotonic() < ends:
                if select.select([ours], [], [], 1)[0]:
                    try:
                        said += os.read(ours, 65536)
                    except OSError:  # the other side has gone
                        break
            assert wanted in said, said
            if then:
                then()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert said.index(b"\x1b[?1049h") < said.index(b"expect zero") < said.index(b"\x1b[?1049l")
    assert b"curate" in said and b"silent" not in said  # the table of workers is below the tenth line
    assert b"Traceback" not in said


@pytest.mark.kafka
def test_a_real_worker_and_its_broker_as_a_person_sees_them(embedded_kafka: str, tmp_path: Path) -> None:
    with live(embedded_kafka, "top") as running:
        environ = environment(running.settings, os.environ)

        def typed(*command: str) -> subprocess.CompletedProcess[bytes]:
            return subprocess.run(
                [sys.executable, "-m", "streams", *command], env=environ, capture_output=True, timeout=60
            )  # fmt: skip

        assert typed("send", str(DEMO)).returncode == 0
        started = running.start()
        running.wait(120)
        url = started.text.rpartition("metrics at ")[2].split()[0]
        told = typed("top", "--once", "-o", "json", "--metrics", url)
        seen = json.loads(told.stdout)
        assert (told.returncode, seen["verdict"], told.stderr) == (0, "all well", b"")
        assert [row["fault"] for row in seen["workers"]] == [""]
        assert [(row["stage"], row["ledger"], row["lag"]) for row in seen["stages"]] == [
            ("parse", 0, 0), ("dedupe", 0, 0), ("enrich", 0, 0), ("curate", 0, 0),
        ]  # fmt: skip
        assert seen["page_units"] == 0
        assert {row["of"]: row["total"] for row in seen["decisions"]}["founded"] > 0
        records = {row["topic"]: row["records"] for row in seen["topics"]}
        assert len(records) == len(TOPICS) and records["raw"] >= len(DEMO.read_text("utf-8").splitlines())
        assert any(row["start_p50_seconds"] for row in seen["freshness"])

        assert running.stop() == [0]
        told = typed("top", "--once", "-o", "jsonl", "--metrics", url)
        seen = json.loads(told.stdout)
        assert told.returncode == 1 and seen["verdict"].startswith(
            f"no worker answers at {url}: start `streams worker`"
        )
        assert [row["lag"] for row in seen["stages"]] == [0, 0, 0, 0]
        assert seen["stages"][0]["ledger"] is None
