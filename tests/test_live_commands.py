"""The commands that talk to a broker, one after another, as a person would type them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.runtime.worker import environment
from streams.settings import Settings
from streams.topics import CHANGES, DEAD, EVENTS, RAW
from tests.runtime.live import Live, live
from tests.test_every_runtime import DEMO

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def running(embedded_kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A prefix of its own, with a worker that has taken the demo's day and one broken update."""
    with live(embedded_kafka, "commands") as found:
        run(found, "send", str(DEMO), "--desk", "night")
        broken = tmp_path_factory.mktemp("broken") / "half.json"
        broken.write_bytes(b'{"headline": "Half')
        run(found, "send", str(broken), "--desk", "night", "--content-type", "application/json")
        found.start()
        found.wait(120)
        assert found.stop() == [0]
        yield found


def run(where: Live, *command: str, code: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "streams", *command], env=environment(where.settings, os.environ), capture_output=True,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == code, done.stderr.decode()
    return done


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_tail_writes_what_the_topic_holds(running: Live) -> None:
    told = run(running, "tail", "events", "--from", "start", "--until-end", "-o", "jsonl")
    assert told.stdout.splitlines() == [record.value for record in running.read(EVENTS)]
    assert lines(run(running, "tail", "events", "--from", "start", "-e", "-o", "jsonl", "--desk", "other")) == []


def test_the_raw_topic_can_be_replayed_from_its_tail(running: Live, tmp_path: Path) -> None:
    captured = tmp_path / "raw.ndjson"
    captured.write_bytes(run(running, "tail", "raw", "--from", "start", "-e", "-o", "jsonl").stdout)
    again = run(running, "replay", str(captured), code=1)  # the broken one is refused again, and said so
    last = {record.key: record.value for record in running.read(EVENTS)}
    assert sorted(again.stdout.splitlines()) == sorted(last.values())
    assert b"malformed" in again.stderr


def test_explain_says_why_and_which_versions(running: Live) -> None:
    event = json.loads(running.read(EVENTS)[-1].value)
    told = run(running, "explain", event["event_id"][:10]).stdout.decode()
    assert event["event_id"] in told
    assert "versions" in told
    records = lines(run(running, "explain", event["event_id"], "-o", "jsonl"))
    assert [record["schema"] for record in records] == ["news.event.v1"] + ["news.change.v1"] * (len(records) - 1)
    assert b"no event" in run(running, "explain", "nosuch", code=1).stderr


def test_dead_letters_are_listed_shown_and_sent_again(running: Live) -> None:
    assert b"malformed" in run(running, "dlq", "list").stdout
    (letter,) = running.read(DEAD)
    where = f"{letter.partition}:{letter.offset}"
    shown = run(running, "dlq", "show", where)
    assert shown.stdout == b'{"headline": "Half'
    assert b"streams.dead.reason: malformed" in shown.stderr
    before = len(running.read(RAW))
    run(running, "dlq", "retry", where)
    raw = running.read(RAW)
    assert len(raw) == before + 1
    again = next(record for record in raw if dict(record.headers).get("streams.retry.attempt") == b"1")
    assert (again.key, again.value) == (b"night", letter.value)
    assert b"want PARTITION:OFFSET" in run(running, "dlq", "show", "first", code=2).stderr
    assert b"say which" in run(running, "dlq", "retry", code=2).stderr


def test_topics_are_listed_and_applied_again_without_harm(running: Live) -> None:
    assert RAW.full_name("commands") in run(running, "topics").stdout.decode()
    assert b"already right" in run(running, "topics", "apply").stderr


def test_check_is_content_here_and_says_what_is_wrong_elsewhere(running: Live) -> None:
    run(running, "check")
    other = Live.__new__(Live)
    other.settings = Settings(broker=running.settings.broker, prefix="nothing-there")
    assert b"streams topics apply" in run(other, "check", code=1).stdout


def test_a_topic_that_is_not_there_is_said(running: Live) -> None:
    assert b"no topic" in run(running, "tail", "nosuch", "-e", code=2).stderr


def test_an_operator_decides_and_takes_it_back(running: Live) -> None:
    """Two events of the night become one, and two again; the worker, the log and `explain` say by whom and why."""
    newest = {record.key: json.loads(record.value) for record in running.read(EVENTS)}
    one, other = [event for event in newest.values() if event["status"] == "developing"][:2]
    first, second = one["posts"][0]["post_id"], other["posts"][0]["post_id"]
    because = ("--because", "one storm", "--by", "ana")
    then = ("--seen", max(event["last_seen"] for event in newest.values()))  # by now all would long be forgotten
    assert b"no event has a post" in run(running, "decide", "pin", "nosuch", *because, code=2).stderr
    assert b"is an event" in run(running, "decide", "pin", one["event_id"], *because, code=2).stderr
    assert b"desks never meet" in run(running, "decide", "--desk", "day", "pin", first, *because, code=2).stderr
    [decision] = lines(run(running, "decide", *then, "associate", first[:12], other["event_id"], *because))
    assert (decision["desk"], decision["posts"]) == ("night", [first, second])
    running.start()
    running.wait(60)
    undoing = ("undo", decision["decision_id"][:10], "--because", "two storms")
    [undone] = lines(run(running, "decide", *then, *undoing))
    assert undone["undoes"] == decision["decision_id"]
    running.wait(60)
    assert running.stop() == [0]
    log = [json.loads(record.value) for record in running.read(CHANGES)]
    told = {(c["event_id"], c["kind"]) for c in log if c["cause"]["decision_id"] == decision["decision_id"]}
    back = {(c["event_id"], c["kind"]) for c in log if c["cause"]["decision_id"] == undone["decision_id"]}
    kept, gone = sorted((one["event_id"], other["event_id"]), key=lambda each: (each, "merged") in told)
    assert told == {(kept, "updated"), (gone, "merged")}
    assert back == {(kept, "split"), (gone, "reinstated")}
    explained = run(running, "explain", gone).stdout.decode()
    assert f"decision {decision['decision_id']} by ana: one storm" in " ".join(explained.split())


def test_an_operator_takes_a_post_out_pins_it_and_retracts_the_event(running: Live) -> None:
    newest = {record.key: json.loads(record.value) for record in running.read(EVENTS)}
    [event, *_] = [each for each in newest.values() if each["status"] == "developing" and len(each["posts"]) > 1]
    first, second = (post["post_id"] for post in event["posts"][:2])
    then = ("--seen", max(each["last_seen"] for each in newest.values()))
    because = ("--because", "another storm")
    run(running, "decide", *then, "disassociate", second, "--from", first, *because)
    run(running, "decide", *then, "pin", second, *because)
    [taken_back] = lines(run(running, "decide", *then, "retract", event["event_id"], "--event", *because))
    assert (taken_back["posts"], taken_back["whole_event"]) == ([first], True)
    [waiting] = lines(run(running, "decide", *then, "--desk", "night", "pin", "0" * 24, "--unseen", *because))
    assert waiting["by"], "the user who typed it"
    running.start()
    running.wait(60)
    assert running.stop() == [0]
    newest = {record.key: json.loads(record.value) for record in running.read(EVENTS)}
    assert newest[event["event_id"].encode()]["status"] == "retracted"
    [own] = [each for each in newest.values() if [post["post_id"] for post in each["posts"]] == [second]]
    assert own["status"] == "developing"
    assert {reason["detail"].split()[0] for reason in own["posts"][0]["reasons"]} == {"disassociate", "pin"}
