"""What an answer comes to: tables of what was known, what came, and what is known then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import digest
from streams.runtime.watch import decide as decide_module
from streams.runtime.watch.decide import (
    Answer,
    Body,
    NotModified,
    Outcome,
    Pace,
    Reason,
    Standing,
    State,
    Trouble,
    decide,
    failing_seconds,
    held_seconds,
    waiting_seconds,
)

NOW = datetime(2024, 5, 14, 12, tzinfo=UTC)
PACE = Pace(every=60, quiet_after=3600)
RAIN = digest(b"Rain")
NEW = Standing(of="x")
KNOWN = Standing(of="x", state=State.CHANGED, etag='"1"', last_modified="then", sent=RAIN, changed=NOW)
QUIET = Standing(of="x", sent=RAIN, changed=NOW - timedelta(hours=2))
BROKEN = Standing(of="x", sent=RAIN, changed=NOW, etag='"1"', failures=3, state=State.FAILING)

# What was known, what came: what it is called, how the source stands, whether it is sent, the etag then, failures then.
TABLE: dict[str, tuple[Standing, Answer, Outcome, State, bool, str | None, int]] = {
    "the first page": (NEW, Body(b"Rain", etag='"1"'), Outcome.CHANGED, State.CHANGED, True, '"1"', 0),
    "a new page": (KNOWN, Body(b"Snow", etag='"2"'), Outcome.CHANGED, State.CHANGED, True, '"2"', 0),
    "a new page without marks": (KNOWN, Body(b"Snow"), Outcome.CHANGED, State.CHANGED, True, None, 0),
    "304": (KNOWN, NotModified(), Outcome.NOT_MODIFIED, State.NOT_MODIFIED, False, '"1"', 0),
    "the same page under another mark": (KNOWN, Body(b"Rain", etag='"2"'), Outcome.NOT_MODIFIED, State.NOT_MODIFIED,
                                         False, '"2"', 0),
    "304 for longer than it may": (QUIET, NotModified(), Outcome.NOT_MODIFIED, State.GONE_QUIET, False, None, 0),
    "the same page for longer than it may": (QUIET, Body(b"Rain"), Outcome.NOT_MODIFIED, State.GONE_QUIET, False,
                                             None, 0),
    "something new ends the quiet": (QUIET, Body(b"Snow"), Outcome.CHANGED, State.CHANGED, True, None, 0),
    "no body": (KNOWN, Body(b"", etag='"2"'), Outcome.EMPTY, State.EMPTY, False, '"1"', 0),
    "white space": (KNOWN, Body(b" \n\t"), Outcome.EMPTY, State.EMPTY, False, '"1"', 0),
    "no body at first": (NEW, Body(b""), Outcome.EMPTY, State.EMPTY, False, None, 0),
    "an error": (KNOWN, Trouble(Reason.STATUS, "500"), Outcome.FAILING, State.FAILING, False, '"1"', 1),
    "one more error": (BROKEN, Trouble(Reason.STATUS, "500"), Outcome.FAILING, State.FAILING, False, '"1"', 4),
    "an error while quiet is an error": (QUIET, Trouble(Reason.NAME, "none"), Outcome.FAILING, State.FAILING, False,
                                         None, 1),
    "an answer ends the errors": (BROKEN, NotModified(), Outcome.NOT_MODIFIED, State.NOT_MODIFIED, False, '"1"', 0),
}  # fmt: skip


@pytest.mark.parametrize(("known", "answer", "outcome", "state", "send", "etag", "failures"), TABLE.values(), ids=TABLE)
def test_an_answer_comes_to(
    known: Standing, answer: Answer, outcome: Outcome, state: State, send: bool, etag: str | None, failures: int
) -> None:
    told = decide(known, answer, NOW, PACE, 0.5)
    assert (told.outcome, told.standing.state, told.send) == (outcome, state, send)
    assert (told.standing.etag, told.standing.failures, told.standing.of) == (etag, failures, "x")
    assert told.standing.sent == (digest(answer.body) if send and isinstance(answer, Body) else known.sent)
    assert told.standing.changed == (NOW if send or known.changed is None else known.changed)


def test_the_page_before_an_empty_one_is_not_sent_again_after_it() -> None:
    empty = decide(KNOWN, Body(b""), NOW, PACE, 0).standing
    assert not decide(empty, Body(b"Rain"), NOW, PACE, 0).send


def test_back_off_doubles_up_to_an_hour_and_never_asks_sooner_than_usual() -> None:
    trouble = Trouble(Reason.STATUS, "500")
    waits = [failing_seconds(n, PACE, trouble, 0) for n in range(1, 9)]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert failing_seconds(5, PACE, trouble, 1) == 480, "half of it by chance"
    assert failing_seconds(9, Pace(7200, 9), trouble, 0) == 7200, "a slow source keeps its pace"
    assert failing_seconds(1, PACE, trouble, 1) == 54


WAITS: dict[str, tuple[Answer, float]] = {
    "a page": (Body(b"Rain"), 0),
    "304": (NotModified(), 0),
    "an error": (Trouble(Reason.STATUS, "500"), 0),
    "an error that names a time": (Trouble(Reason.STATUS, "500", 120), 120),
    "429 without a time": (Trouble(Reason.BUSY, "429"), 60),
    "429 that names a time": (Trouble(Reason.BUSY, "429", 7200), 7200),
    "429 that says at once": (Trouble(Reason.BUSY, "429", 0), 0),
    "429 for ever": (Trouble(Reason.BUSY, "429", 1e12), 86_400),
}


@pytest.mark.parametrize(("answer", "seconds"), WAITS.values(), ids=WAITS)
def test_a_host_is_left_alone_for_as_long_as_it_asks(answer: Answer, seconds: float) -> None:
    assert held_seconds(answer) == seconds
    told = decide(KNOWN, answer, NOW, PACE, 0).standing
    assert told.due is not None and (told.due - NOW).total_seconds() >= max(seconds, 60)


def test_a_clock_that_was_set_back_holds_nobody_up_for_long() -> None:
    told = decide(KNOWN, NotModified(), NOW, PACE, 0).standing
    assert waiting_seconds(told, NOW - timedelta(days=400), PACE) == 60
    failed = decide(KNOWN, Trouble(Reason.STATUS, "500"), NOW, PACE, 0).standing
    assert waiting_seconds(failed, NOW - timedelta(days=400), PACE) == decide_module.HELD_SECONDS_MAX
    assert waiting_seconds(told, NOW + timedelta(days=400), PACE) == 0


answers = st.one_of(
    st.just(NotModified()),
    st.builds(Body, st.sampled_from([b"", b" ", b"Rain", b"Snow"]), etag=st.none() | st.just('"1"')),
    st.builds(Trouble, st.sampled_from(Reason), st.just("no"), st.none() | st.floats(0, 1e15)),
)


@given(st.lists(st.tuples(answers, st.floats(0, 1), st.floats(0, 1e6)), max_size=30))
def test_whatever_comes_a_body_is_never_sent_twice_in_a_row_and_the_next_time_is_soon_enough(
    told: list[tuple[Answer, float, float]],
) -> None:
    standing, now, last = NEW, NOW, None
    for answer, draw, passed in told:
        now += timedelta(seconds=passed)
        decision = decide(standing, answer, now, PACE, draw)
        standing = decision.standing
        if decision.send:
            assert isinstance(answer, Body) and answer.body.strip() and answer.body != last
            last = answer.body
        assert standing.due is not None
        wait = (standing.due - now).total_seconds()
        assert 0.9 * PACE.every - 1e-3 <= wait <= decide_module.HELD_SECONDS_MAX
        assert (standing.failures > 0) == (decision.outcome is Outcome.FAILING)
