"""``make quality``: score the pipeline on labelled data, print a table, fail below a floor.

Each module of this package that has a ``score() -> dict[str, float]`` is one part. Floors stand in ``floors.toml`` and
only ever rise; a part whose data is not here is skipped and says so.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import tomllib
from pathlib import Path

from rich.console import Console
from rich.table import Table

import tests.quality

FLOORS = Path(__file__).with_name("floors.toml")
LOWER_IS_BETTER = ("false merges", "missed merges", "error")


def holds(name: str, value: float, floor: float) -> bool:
    """Whether a figure keeps its floor; for errors the floor is a ceiling."""
    return value <= floor if any(word in name for word in LOWER_IS_BETTER) else value >= floor


def main() -> int:
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    wanted = sys.argv[1:]
    table = Table("part", "figure", "measured", "floor", "", box=None, header_style="dim")
    broken = 0
    for found in sorted(pkgutil.iter_modules(tests.quality.__path__), key=lambda m: m.name):
        if found.name.startswith("_") or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"tests.quality.{found.name}")
        if not hasattr(module, "score"):
            continue
        scores = module.score()
        if not scores:
            table.add_row(found.name, "its labelled data is not here", "", "", "skipped")
        for name, value in scores.items():
            floor = floors.get(found.name, {}).get(name)
            good = floor is None or holds(name, round(value, 4), floor)
            broken += not good
            mark = "no floor" if floor is None else "ok" if good else "BELOW"
            table.add_row(found.name, name, f"{value:.3f}", "" if floor is None else f"{floor:.3f}", mark)
    Console(width=110).print(table)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
