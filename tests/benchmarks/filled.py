"""A window that is filled with rows, as a worker finds it that recovers, and not stepped through.

Each post of a made stream becomes the rows that the steps of dedupe and curate would have written for it, had they told
happenings and copies apart without a fault: its wording, its group of copies; its passages at the home that the stream
says, with evidence of a usual length; its event's row. Nothing is looked for, compared, merged or built.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from datetime import datetime
from time import thread_time
from typing import Any

from msgspec.structs import replace

from streams.codec import digest
from streams.records import Enriched, Reason, Rival
from streams.stage import Row, State
from streams.stages import dedupe
from streams.stages.curate import rows
from streams.stages.curate.novelty import FIRST
from streams.stages.curate.signature import sign
from streams.stages.dedupe import wording
from streams.stages.enrich.passages import happenings
from streams.stages.horizon import ClockRow, clock_key
from tests.benchmarks.made_stream import Made, marked

FOUND = (
    Reason(evidence="words", detail="bridge, flood, harbour, levee, rescue", weight=3.1827),
    Reason(evidence="known", detail="0.81 of what its reports tell", weight=1.4402),
    Reason(evidence="names", detail="harbour, northgate", weight=1.9216),
    Reason(evidence="place", detail="within 0 km", weight=1.1),
    Reason(evidence="time", detail="the same day", weight=0.7),
    Reason(evidence="kind", detail="flood", weight=0.4),
)  # as long as what the matcher says of a report that joins an event


TIMED = 50  # of so many posts one is timed: asking for a thread's CPU time may cost more than what is timed


class Filling:
    """Rows put into both states, and the CPU seconds that taking those of the timed posts in took."""

    def __init__(self, states: dict[str, State]) -> None:
        self._states = states
        self.seconds = dict.fromkeys(states, 0.0)
        self._timed = False

    def fill(self, stream: Iterable[Made]) -> None:
        """The rows of each post, in order."""
        for number, made in enumerate(stream):
            self._timed = number % TIMED == 0
            self._dedupe(made)
            self._curate(made)
            for state in self._states.values():
                state.apply(clock_key(made.post.desk), ClockRow(seen=made.post.seen))
        gc.collect()

    def _put(self, stage: str, key: str, row: Row) -> None:
        state = self._states[stage]
        packed = state.pack(row)
        if not self._timed:
            state.restore(key, packed)
            return
        began = thread_time()
        state.restore(key, packed)
        self.seconds[stage] += thread_time() - began

    def _dedupe(self, made: Made) -> None:
        post, state = made.post, self._states["dedupe"]
        key = f"post/{post.desk}/{post.post_id}"
        known: Any = state.get(key)
        said = wording.read(post.headline, post.text)
        row = dedupe.PostRow(
            desk=post.desk, post_id=post.post_id, outlet=post.outlet, revision=post.revision,
            reference=post.reference.start, wording=said, kept=post.seen,
            former=(known.wording,) if known is not None and known.wording.exact != said.exact else (),
        )  # fmt: skip
        first_key = f"post/{post.desk}/{made.original}"
        first: Any = state.get(first_key)
        if made.original is not None and first is not None:
            group = digest("group", made.original)
            if first.group is None:
                self._put("dedupe", first_key, replace(first, group=group, number=0))
            row = replace(
                row, group=group, number=state.index.next_number(post.desk, group), duplicate_of=made.original,
                kind="exact", similarity=1.0,
            )  # fmt: skip
        elif known is not None:
            row = replace(row, group=known.group, number=known.number)
        self._put("dedupe", key, row)

    def _curate(self, made: Made) -> None:
        state, desk, now = self._states["curate"], made.post.desk, made.post.seen
        post = self._marked(made)
        home = digest("home", desk, str(made.happening))
        event_key, key = rows.event_key(desk, home), rows.post_key(desk, post.post_id)
        event, known = state.get(event_key), state.get(key)
        assignment = self._assignment(made, home, founds=event is None)
        passages = tuple(
            rows.PassageRow(
                spans=tuple(p.span for p in group), role=group[0].role, assignment=assignment,
                signature=sign(post, group, with_heading=n == 0),
            )
            for n, group in enumerate(happenings(post.passages))
        )  # fmt: skip
        first: datetime = known.first_seen if known is not None else now
        self._put("curate", key, rows.PostRow(
            post=post, passages=passages, foundings=int(event is None), withdrawn=False, first_seen=first, seen=now,
            told=now, kept=now,
        ))  # fmt: skip
        self._put("curate", event_key, rows.EventRow(
            desk=desk, event_id=home, version=event.version + 1 if event is not None else 1, status="developing",
            merged_into=None, novelty=0.4 if event is not None else 1.0, novelty_reasons=FIRST, kept=now,
            founded=event.founded if event is not None else now,
        ))  # fmt: skip

    @staticmethod
    def _marked(made: Made) -> Enriched:
        told = made.post
        if made.original is not None:
            told = replace(
                told, duplicate_of=made.original, duplicate_group=digest("group", made.original), similarity=1.0
            )
        return marked(told, made.enriched)

    @staticmethod
    def _assignment(made: Made, home: str, *, founds: bool) -> rows.Assignment:
        if founds:
            return rows.Assignment(event_id=home, relation="new")
        if made.original is not None:
            copy = Reason(evidence="copy", detail=f"100% the words of {made.original}", weight=0.0)
            return rows.Assignment(event_id=home, relation="duplicate", reasons=(copy,), score=1.0)
        rival = Rival(event_id=digest("rival", home), score=0.0412, vetoes=("place: over 100 km apart",))
        return rows.Assignment(event_id=home, relation="corroborates", reasons=FOUND, score=0.9931, rival=rival)
