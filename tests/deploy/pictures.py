"""``python -m tests.deploy.pictures``: draw what each dashboard shows of a real run, for deploy/README.md.

The same run as the tests have, only longer; the panels and queries are read from the dashboards' JSON. The pictures are
the same in form each time, not in bytes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from streams.runtime import embedded_kafka
from tests.deploy.expressions import ROOT, boards
from tests.deploy.plot import Json, Series, draw
from tests.deploy.watched import Prometheus, watched

FOLDER = ROOT / "deploy" / "grafana" / "pictures"
ROUNDS, PAUSE_SECONDS = 6, 12.0
STEP_SECONDS = 2


def draw_all(seen: Prometheus, folder: Path) -> None:
    """One picture for each dashboard."""
    folder.mkdir(exist_ok=True)

    def ask(target: Json) -> list[Series]:
        asked = seen.grafana(target["expr"], STEP_SECONDS)
        return seen.now(asked) if target["instant"] else seen.over_time(asked, STEP_SECONDS)

    for name, board in boards().items():
        events = [
            (event["iconColor"], one.points[0][0])
            for event in board["annotations"]["list"]
            for one in seen.over_time(seen.grafana(event["expr"]))
        ]
        path = folder / f"{name}.svg"
        path.write_text(draw(board, ask, events, (seen.began, seen.ended)), "utf-8")
        print(path.relative_to(ROOT), f"{path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with embedded_kafka.attach(home / "kafka") as broker:
            (home / "prometheus").mkdir()
            with watched(broker.bootstrap, home / "prometheus", rounds=ROUNDS, pause=PAUSE_SECONDS) as seen:
                draw_all(seen, FOLDER)
