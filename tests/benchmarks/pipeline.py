"""What each stage costs on ordinary news: the demo's day on many desks, through replay, in one run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import process_time

from streams.pipeline import pipeline
from streams.records import RawUpdate
from streams.runtime.files import Given, updates
from streams.runtime.garbage import Garbage
from streams.runtime.replay import Replay
from streams.settings import Settings

DEMO = Path(__file__).parents[2] / "streams" / "data" / "demo" / "updates.ndjson"
DESKS = 12


class Timed(Replay):
    """A replay that adds up the seconds of CPU of each stage's turns: of all stages, or of the first so many."""

    def __init__(self, stages: int | None = None) -> None:
        super().__init__(pipeline(Settings())[:stages])
        self.seconds = dict.fromkeys((stage.name for stage in self.stages), 0.0)
        for stage in self.stages:
            turner = self.turner(stage, 0)
            take = turner.take

            def timed(batch, take=take, name=stage.name):
                start = process_time()
                turn = take(batch)
                self.seconds[name] += process_time() - start
                return turn

            turner.take = timed
        self._garbage = Garbage()

    def feed(self, updates: Iterable[RawUpdate]) -> None:
        """As a replay, and then settle garbage as a worker does between batches."""
        taken = self._taken()
        super().feed(updates)
        self._garbage.took(self._taken() - taken)

    def _taken(self) -> int:
        return sum(counts["received", ""] for counts in self.counts.values())


def run() -> dict[str, float]:
    """Milliseconds a record in each stage, and posts a second through all on one core."""
    warm = Timed()
    warm.feed(item for item in updates([str(DEMO)], Given(desk="warm")) if isinstance(item, RawUpdate))
    timed = Timed()
    for desk in range(DESKS):
        timed.feed(item for item in updates([str(DEMO)], Given(desk=f"d{desk}")) if isinstance(item, RawUpdate))
    figures = {
        f"{name}: ms a record": 1000 * seconds / timed.counts[name]["received", ""]
        for name, seconds in timed.seconds.items()
    }
    posts = timed.counts["enrich"]["received", ""]
    return figures | {"all stages: posts a second on one core": posts / sum(timed.seconds.values())}
