"""``python -m deploy.grafana``: write every dashboard to dashboards/."""

from __future__ import annotations

from pathlib import Path

from deploy.grafana import kafka_and_workers, news, overview, stages
from deploy.grafana.parts import Board

FOLDER = Path(__file__).parent / "dashboards"
BOARDS: tuple[Board, ...] = (overview.BOARD, stages.BOARD, news.BOARD, kafka_and_workers.BOARD)


def main() -> None:
    """Write the files; what is written is said on stdout."""
    for board in BOARDS:
        path = FOLDER / f"{board.name}.json"
        path.write_text(board.json(), "utf-8")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
