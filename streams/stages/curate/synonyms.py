"""Nouns by which the posts of an event call one thing: what is told of by the same odd number has two names.

"1,116 cancellations" in one post are the "1,116 flights cancelled" of another, since nothing else of the event is so
likely to be as many. So later numbers of either noun are of the other, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from streams.stages.curate import deeds
from streams.stages.curate.entries import Number, Tellings, Told, tellings


def named_alike(told: Tellings) -> Mapping[str | None, tuple[Told, ...]]:
    """The tellings of each page, each that counts under a second name with the name that was told first.

    Increments and sums of money are left alone, and so are numbers that others of the event may well share: 12, 50,
    3,000. A number without a noun counts what the others of it do.
    """
    first: dict[str, str] = {}  # by kind: the noun that was told first
    unnamed: dict[Number, str] = {}
    for number, group in told.by_odd.items():
        nouns = _nouns(group)
        if nouns and any(one.mention.object is None for one in group):
            unnamed[number] = nouns[0]
        for noun in nouns[1:]:
            first.setdefault(deeds.kind_of(noun) or noun, first.get(deeds.kind_of(nouns[0]) or "", nouns[0]))
    if not first and not unnamed:
        return told.by_page
    return tellings([_named(one, first, unnamed) for one in told.every]).by_page


def _nouns(group: Iterable[Told]) -> list[str]:
    """What is counted, a noun for each kind, as first told; none where they tell of two deeds: killed and injured."""
    found: dict[str | None, str] = {}
    done: set[str] = set()
    for one in sorted(group, key=lambda one: one.order):
        m = one.mention
        done |= {deed} if (deed := deeds.apart(deeds.deed_of(m.object, m.action, m.unit))) is not None else set()
        if m.object is not None:
            found.setdefault(deeds.kind_of(m.object), m.object)
    return list(found.values()) if len(done) < 2 else []


def _named(one: Told, first: dict[str, str], unnamed: dict[Number, str]) -> Told:
    m = one.mention
    if m.kind == "money":
        return one
    noun = first.get(deeds.kind_of(m.object) or "")
    if m.object is None and m.value is not None:
        noun = unnamed.get((m.value, m.unit))
    return one.called(noun) if noun is not None else one
