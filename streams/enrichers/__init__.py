"""Which enrichers run: ours, and those of other packages that the setting names.

Ours and others' are the same ``Enricher`` in the same table; only where they are looked up differs. Ours stand in code,
because the image runs a source tree that no package manager knows; others' are entry points of the group
``streams.enrichers``. A package that is installed and not named in the setting is never loaded: what comes out follows
from the setting, the versions stamped on the records, and the input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from typing import Any, NoReturn

from streams.enrichers import spacy_names
from streams.enrichers.checked import checked
from streams.settings import SettingError
from streams.stages.enrich import FINDS, LISTS, OWN, Enricher, Reading

GROUP = "streams.enrichers"

BUNDLED: dict[str, Callable[[], Enricher]] = {"spacy": spacy_names.spacy}
"""Heavier ones of ours: they need packages that are not among our dependencies."""

_choice = re.compile(r"(?P<finds>\w+)(?P<beside>\+?)=(?P<name>[\w.-]+)")


class Missing(LookupError):
    """An enricher that the setting names is not there, or can't be made; the message says why."""


@cache
def chosen(setting: str) -> tuple[Enricher, ...]:
    """The enrichers that a setting asks for, in the order in which they run; made once in a process.

    >>> [enricher.name for enricher in chosen("")]
    ['places', 'names', 'times', 'figures', 'claims', 'passages', 'kind']

    ``names+=spacy`` puts one beside ours, ``names=spacy`` in its place; several are parted by commas. One that is
    missing stays in the table and fails on every post, which marks them degraded. Raises ``SettingError`` for what
    can't be meant.
    """
    table = {finds: [ours for ours in OWN if ours.finds == finds] for finds in FINDS}
    for choice in filter(None, (part.strip() for part in setting.split(","))):
        match = _choice.fullmatch(choice)
        if match is None:
            _refuse(choice, "want such as names=spacy (instead of ours) or names+=spacy (beside ours)")
        finds, name = match["finds"], match["name"]
        if finds not in FINDS:
            _refuse(choice, f"what can be found is {', '.join(FINDS)}")
        if match["beside"] and finds not in LISTS:
            _refuse(choice, f"one enricher alone decides the {finds}; want {finds}={name}")
        made = _made(name, finds)
        if made.finds != finds:
            _refuse(choice, f"{name} finds {made.finds}; want {made.finds}{match['beside']}={name}")
        table[finds] = [*table[finds], made] if match["beside"] else [made]
    several = [replace(one, beside=True) if len(ones) > 1 else one for ones in table.values() for one in ones]
    names = [one.name for one in several]
    for name in names:
        if names.count(name) > 1:
            _refuse(setting, f"{name} is named more than once")
    return tuple(several)


def missing(enrichers: Sequence[Enricher]) -> list[str]:
    """Why each enricher that is not there is not, for the person who starts a worker."""
    return [str(one.find.why) for one in enrichers if isinstance(one.find, _Fails)]


def installed() -> list[str]:
    """Names that a setting may use: ours, and the entry points that are there."""
    return [*(ours.name for ours in OWN), *BUNDLED, *sorted({entry.name for entry in entry_points(group=GROUP)})]


def _made(name: str, finds: str) -> Enricher:
    """The enricher of this name, or one that only fails where it is missing."""
    for ours in OWN:
        if ours.name == name:
            return ours
    try:
        made = _maker(name)()
        if not isinstance(made, Enricher) or made.finds not in FINDS or made.name != name:
            raise TypeError(f"its entry point gives {made!r}, which is no Enricher of that name")
        return checked(made)
    except Exception as error:
        why = f"the enricher {name} is missing: {error}" if isinstance(error, Missing) else (
            f"the enricher {name} can't be made: {type(error).__name__}: {error}")  # fmt: skip
        return Enricher(name=name, finds=finds, version="missing", find=_Fails(Missing(why)))


def _maker(name: str) -> Callable[[], Any]:
    if name in BUNDLED:
        return BUNDLED[name]
    for entry in sorted(entry_points(group=GROUP, name=name), key=lambda entry: entry.value):
        loaded: Callable[[], Any] = entry.load()
        return loaded
    raise Missing(f"no installed package has it in the group {GROUP}; there are {', '.join(installed())}")


class _Fails:
    """Stands for an enricher that is missing."""

    def __init__(self, why: Missing) -> None:
        self.why = why

    def __call__(self, reading: Reading) -> NoReturn:
        raise self.why


def _refuse(choice: str, want: str) -> NoReturn:
    raise SettingError(f"STREAMS_ENRICHERS has {choice!r}: {want}.")
