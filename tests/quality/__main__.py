"""``make quality``: score the pipeline on labelled data, print a table, fail below a floor.

Each module of this package that has a ``score() -> dict[str, float]`` is one part. Floors stand in ``floors.toml`` and
only ever rise; a part whose data is not here is skipped and says so. The last table is the unit of quality: how well
posts become events, on every labelled set beside each other.

    .venv/bin/python -m tests.quality PART …      # these parts alone
    .venv/bin/python -m tests.quality --worst     # the ten worst cases of each set of events, to read
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
from tests.quality import confusion

FLOORS = Path(__file__).with_name("floors.toml")
LOWER_IS_BETTER = ("false merges", "missed merges", "error")
UNIT = ("b3 precision", "b3 recall", "b3 f1", "ari", "false merges", "missed merges", "copies: recall",
        "copies: precision", "origins: right", "figures: found", "figures: status", "relations: recall",
        "relations: precision", "relations: unrelated kept apart", "claims: status", "headlines: right")  # fmt: skip
SETS = {"5W1H clusters": ("groups", "clusters "), "ECB+": ("groups", "ecb+ "), "streams": ("streams", "posts: ")}
"""Part and prefix of what is scored on each set of labelled events."""


def holds(name: str, value: float, floor: float) -> bool:
    """Whether a figure keeps its floor; for errors the floor is a ceiling."""
    return value <= floor if any(word in name for word in LOWER_IS_BETTER) else value >= floor


def unit(measured: dict[str, dict[str, float]]) -> Table | None:
    """The unit of quality over the sets that were scored: a set a column, a measure a row."""
    sets = {name: (measured[part], prefix) for name, (part, prefix) in SETS.items() if measured.get(part)}
    if not sets:
        return None
    table = Table("the unit of quality", *sets, box=None, header_style="dim")
    for name in UNIT:
        cells = [scores.get(prefix + name, scores.get(name)) for scores, prefix in sets.values()]
        if any(cell is not None for cell in cells):
            table.add_row(name, *("" if cell is None else f"{cell:.3f}" for cell in cells))
    return table


def main() -> int:
    if "--worst" in sys.argv:
        return confusion.main()
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    wanted = sys.argv[1:]
    table = Table("part", "figure", "measured", "floor", "", box=None, header_style="dim")
    measured: dict[str, dict[str, float]] = {}
    broken = 0
    for found in sorted(pkgutil.iter_modules(tests.quality.__path__), key=lambda m: m.name):
        if found.name.startswith("_") or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"tests.quality.{found.name}")
        if not hasattr(module, "score"):
            continue
        scores = measured[found.name] = module.score()
        if not scores:
            table.add_row(found.name, "its labelled data is not here", "", "", "skipped")
        for name, value in scores.items():
            floor = floors.get(found.name, {}).get(name)
            good = floor is None or holds(name, round(value, 4), floor)
            broken += not good
            mark = "no floor" if floor is None else "ok" if good else "BELOW"
            table.add_row(found.name, name, f"{value:.3f}", "" if floor is None else f"{floor:.3f}", mark)
    console = Console(width=110)
    console.print(table)
    if (together := unit(measured)) is not None:
        console.print("", together)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
