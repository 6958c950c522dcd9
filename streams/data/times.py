"""The words of time of a language: class and value of each, from ``times.<language>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words. Looked up in lower case; ``proper`` classes count only when written with a capital."""

    words: Mapping[str, tuple[str, int | float | str]]  # word -> (class, value)
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, int | float | str], ...]]  # first word -> longest first
    proper: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]
    not_past: frozenset[str]
    limits: frozenset[str]
    lasting: frozenset[str]
    counted: frozenset[str]
    namers: frozenset[str]


@cache
def lexicon(lang: str | None = None) -> Lexicon:
    """The words of a language; English where there is no table of it.

    >>> lexicon("en").words["thursday"]
    ('WEEKDAY', 3)
    """
    name = lang if lang in LANGUAGES else "en"
    table = tomllib.loads(resources.files("streams.data").joinpath(f"times.{name}.toml").read_text("utf-8"))
    words: dict[str, tuple[str, int | float | str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, int | float | str]]] = {}
    for kind, entries in table["words"].items():
        for key, value in entries.items():
            parts = tuple(key.split())
            if len(parts) == 1:
                words[key] = (kind, value)
            else:
                phrases.setdefault(parts[0], []).append((parts, kind, value))
    cues, counted = table["cues"], table["counted"]
    return Lexicon(
        words=words,
        phrases={first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in phrases.items()},
        proper=frozenset(table["proper"]),
        future=frozenset(cues["future"]),
        past=frozenset(cues["past"]),
        not_past=frozenset(cues["not_past"]),
        limits=frozenset(cues["limits"]),
        lasting=frozenset(cues["lasting"]),
        counted=frozenset(counted["nouns"]),
        namers=frozenset(counted["namers"]),
    )
