"""``make bench``: every module here with a ``run() -> dict[str, float]``; figures are ratios or rates of one run."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.benchmarks


def main() -> None:
    wanted = [argument for argument in sys.argv[1:] if not argument.isdigit()]
    sizes = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]  # for those that ask how much
    for found in sorted(pkgutil.iter_modules(tests.benchmarks.__path__), key=lambda m: m.name):
        if found.name.startswith("_") or (wanted and found.name not in wanted):
            continue
        module = importlib.import_module(f"tests.benchmarks.{found.name}")
        if hasattr(module, "run"):
            for name, value in module.run(*sizes).items():
                print(f"{found.name:<12} {name:<60} {value:,.2f}", flush=True)


if __name__ == "__main__":
    main()
