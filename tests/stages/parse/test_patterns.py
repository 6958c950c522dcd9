"""No pattern of the text reader can take more than time in proportion: no repeat without a bound inside another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

MODULES = ("bylines", "clocks", "datelines", "dates", "flattened", "furniture", "headings", "lines", "zones")
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT)


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module of the text reader holds, in tuples and tables too."""
    for name in MODULES:
        for attribute, value in vars(import_module(f"streams.stages.parse.{name}")).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for n, pattern in enumerate(held):
                if isinstance(pattern, re.Pattern):
                    yield f"{name}.{attribute}.{n}", pattern


def unbounded(pattern: str, flags: int = 0) -> list[tuple[int, int]]:
    """(how deep in other repeats, how long its body may be) of each repeat without a bound."""
    found = []

    def walk(node: Any, depth: int) -> None:
        for operation, argument in node:
            if operation in REPEATS:
                _, most, body = argument
                if most is _constants.MAXREPEAT:
                    found.append((depth, body.getwidth()[1]))
                walk(body, depth + (most is _constants.MAXREPEAT or most > 1))
            else:
                for part in argument if isinstance(argument, (tuple, list)) else (argument,):
                    for inner in part if isinstance(part, list) else (part,):
                        if isinstance(inner, _parser.SubPattern):
                            walk(inner, depth)

    walk(_parser.parse(pattern, flags), 0)
    return found


@pytest.mark.parametrize("pattern", [pytest.param(pattern, id=name) for name, pattern in compiled()])
def test_no_pattern_runs_away(pattern: re.Pattern[str]) -> None:
    assert all(depth == 0 and width == 1 for depth, width in unbounded(pattern.pattern, pattern.flags & ~re.UNICODE))


@pytest.mark.parametrize("pattern", [r"(?:a+)+b", r"(a|b*){2,9}", r"(?:ab)*c"])
def test_the_rule_would_notice(pattern: str) -> None:
    assert any(depth or width > 1 for depth, width in unbounded(pattern))
