"""The shape of the house: imports point one way, and stages decide without effects."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "streams"
EFFECTS = {
    "aiokafka", "asyncio", "faust", "kafka", "logging", "multiprocessing", "os", "pathlib", "prometheus_client",
    "random", "requests", "secrets", "socket", "subprocess", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow"}

# Each part of the package, from the ground up, with the parts it may import besides itself.
LAYERS = {
    "topics": {"records"},
    "records": set(),
    "stage": {"topics"},
    "settings": set(),
    "codec": {"records", "stage", "topics"},
    "data": {"records"},
    "stages": {"records", "topics", "stage", "codec", "data"},
    "enrichers": {"stages", "records", "settings"},
    "pipeline": {"enrichers", "stages", "stage", "settings", "topics", "data"},
    "schemas": {"pipeline", "records", "topics"},
    "runtime": {"pipeline", "enrichers", "stages", "stage", "settings", "codec", "records", "topics", "data"},
    "commands": {
        "runtime", "pipeline", "enrichers", "schemas", "stages", "stage", "settings", "codec", "records", "topics",
        "data",
    },
    "__main__": {"commands", "runtime", "settings"},
}  # fmt: skip


def modules(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it; ``from a import b`` counts as a and a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def own_parts(path: Path) -> set[str]:
    """The parts of our package that a file imports."""
    return {name.split(".")[1] for name in modules(path) if name.startswith("streams.")} - {"RULES_VERSION"}


FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if part == "__init__":
        assert not own_parts(path)
        return
    assert own_parts(path) <= LAYERS[part] | {part}


@pytest.mark.parametrize("path", sorted((ROOT / "stages").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_stages_are_pure(path: Path) -> None:
    assert not EFFECTS & modules(path)


@pytest.mark.parametrize("path", sorted((ROOT / "stages").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_stages_read_no_clock_and_no_salted_hash(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in CLOCKS, f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"hash", "open", "print", "eval", "exec"}, f"{path.name}:{node.lineno}"


GROUP_REPEATED_POSSESSIVELY = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_group_of_a_pattern_is_repeated_possessively(path: Path) -> None:
    """Python before 3.11.5 matches these wrongly (gh-106052); of single characters it does not."""
    strings = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    assert not [one for one in strings if isinstance(one, str) and GROUP_REPEATED_POSSESSIVELY.search(one)]


def test_the_rule_would_notice() -> None:
    """The checks above can fail: this file itself imports what a stage may not."""
    assert EFFECTS & modules(Path(__file__))
    assert all(GROUP_REPEATED_POSSESSIVELY.search(one) for one in ("(?:a|bc)*+", "(a)++", "(a|b){1,3}+", "(a)?+"))
    assert not any(GROUP_REPEATED_POSSESSIVELY.search(one) for one in ("[^<]*+", "(a)*", r"\d++", "(a)+b"))


def test_files_are_small_enough_to_have_one_reason() -> None:
    long = {str(p.relative_to(ROOT)): n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert set(long) <= {"records.py", "runtime/metrics.py"}, long  # tables: one line of meaning for each row
