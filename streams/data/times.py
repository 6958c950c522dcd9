"""The words of time of a language: class and value of each, from ``times.<language>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("en", "de", "uk")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's words. Looked up in lower case; ``proper`` classes count only when written with a capital.

    There is one of each language, so that equal is the same, and caches may have it in their keys.
    """

    words: Mapping[str, tuple[str, int | float | str]]  # word -> (class, value)
    phrases: Mapping[tuple[str, str], tuple[tuple[tuple[str, ...], str, int | float | str], ...]]  # longest first
    phrased: frozenset[str]  # first words of phrases
    proper: frozenset[str]
    future: frozenset[str]
    openers: frozenset[str]  # first words of cues of two words
    past: frozenset[str]
    past_endings: tuple[str, ...]
    not_past: frozenset[str]
    passive: frozenset[str]
    reporting: frozenset[str]
    limits: frozenset[str]
    lasting: frozenset[str]
    counted: frozenset[str]
    namers: frozenset[str]


def lexicon(lang: str | None = None) -> Lexicon:
    """The words of a language; English where there is no table of it.

    >>> lexicon("en").words["thursday"]
    ('WEEKDAY', 3)
    """
    return _read(lang if lang in LANGUAGES else "en")


@cache
def _read(name: str | None) -> Lexicon:
    table = tomllib.loads(resources.files("streams.data").joinpath(f"times.{name}.toml").read_text("utf-8"))
    words: dict[str, tuple[str, int | float | str]] = {}
    phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], str, int | float | str]]] = {}
    for kind, entries in table["words"].items():
        for key, value in entries.items():
            parts = tuple(key.split())
            if len(parts) == 1:
                words[key] = (kind, value)
            else:
                phrases.setdefault((parts[0], parts[1]), []).append((parts, kind, value))
    cues, counted = table["cues"], table["counted"]
    return Lexicon(
        words=words,
        phrases={key: tuple(sorted(rows, key=lambda row: -len(row[0]))) for key, rows in phrases.items()},
        phrased=frozenset(first for first, _ in phrases),
        proper=frozenset(table["proper"]),
        future=frozenset(cues["future"]),
        openers=frozenset(cue.split()[0] for cue in cues["future"] if " " in cue),
        past=frozenset(cues["past"]),
        past_endings=tuple(cues["past_endings"]),
        not_past=frozenset(cues["not_past"]),
        passive=frozenset(cues["passive"]),
        reporting=frozenset(cues["reporting"]),
        limits=frozenset(cues["limits"]),
        lasting=frozenset(cues["lasting"]),
        counted=frozenset(counted["nouns"]),
        namers=frozenset(counted["namers"]),
    )
