"""Word tables by name: the TOML files of this folder, each read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table ``name.toml`` of this folder. It is shared: read it, don't change it.

    >>> "said" in load("claims")["irregular"]["say"]
    True

    A name without a file is our own mistake, and raises ``FileNotFoundError``.
    """
    return tomllib.loads(files("streams.data").joinpath(f"{name}.toml").read_text("utf-8"))
