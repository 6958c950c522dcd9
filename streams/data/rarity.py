"""How rare a stem is in English texts at large, from ``rarity_en.txt``.

A desk that has just begun has no statistics of its own, and what it has depends on what came so far: a passage is
weighed by the same table whoever it stands beside.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

UNKNOWN = 8.5
"""Rarity of a stem that the table lacks, such as a name or a misspelling."""
PARTICLE, PARTICLE_LETTERS = 3.0, 4
"""Of one so short in another script than ours: languages have their commonest words short."""


@cache
def table() -> dict[str, float]:
    """Natural logarithm of how many texts there are to one that has the stem. Shared: read it, don't change it."""
    rows = files("streams.data").joinpath("rarity_en.txt").read_text("utf-8").splitlines()
    values: dict[str, float] = {}
    for row in rows[1:]:
        value, *stems = row.split()
        values.update(dict.fromkeys(stems, float(value)))
    return values


def of(stem: str) -> float:
    """The rarity of one stem.

    >>> of("peopl") < of("earthquak") < of("jajarkot")
    True
    """
    known = table().get(stem)
    if known is not None:
        return known
    return UNKNOWN if len(stem) > PARTICLE_LETTERS or stem.isascii() else PARTICLE
