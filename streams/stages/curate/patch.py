"""JSON Patch (RFC 6902) between two versions of a record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from streams.records import PatchOperation

Operations = tuple[PatchOperation, ...]
Both = tuple[list[PatchOperation], list[PatchOperation]]
"""The way there, and back again."""

REMEMBERED = 1_024  # paths: most that go are fields of a record, or the first items of its lists

_LIST = (list, tuple)
_BY_ITSELF = (str, int, float, tuple)


def diff(old: Any, new: Any) -> Operations:
    """Operations that make ``new`` of ``old``, both plain JSON values, or records that stand for them, as do the values
    of the operations then: they are written alike.

    >>> [(o.op, o.path, o.value) for o in diff({"a": [1, 2, 4]}, {"a": [1, 2, 3, 4]})]
    [('add', '/a/2', 3)]
    >>> [(o.op, o.path, o.value) for o in diff([1, 2, 3, 4], [2, 3, 4, 5])]
    [('remove', '/0', UNSET), ('add', '/3', 5)]

    Both follow one schema, so true and 1 never stand for each other. Items of a list leave, come
    and change by name; a list in which two have one name is gone through by position. Of records only what differs is
    looked into.
    """
    return both_ways(old, new)[0]


def both_ways(old: Any, new: Any) -> tuple[Operations, Operations]:
    """The operations that make ``new`` of ``old``, and those that make ``old`` of ``new``."""
    there, back = ([], []) if old is new or old == new else _changes(old, new, "", "")
    return tuple(there), tuple(back)


def fields(record: Struct) -> dict[str, Any]:
    """A record as the object that it is written as: its schema first, and no field that is UNSET."""
    kind = record.__struct_config__
    written = {kind.tag_field: kind.tag} if kind.tag_field is not None else {}
    return written | {f: value for f in record.__struct_fields__ if (value := getattr(record, f)) is not UNSET}


def _changes(old: Any, new: Any, path: str, back: str) -> Both:
    """Of two that differ; the one stands at a path, and the other at one that leads back."""
    if isinstance(old, Struct) and isinstance(new, Struct) and _same_thing(old, new):
        return _records(old, new, path, back)
    if isinstance(old, dict) and isinstance(new, dict):
        return _objects(old, new, path, back)
    if isinstance(old, _LIST) and isinstance(new, _LIST):
        return _lists(old, new, path, back)
    return [PatchOperation(op="replace", path=path, value=new)], [PatchOperation(op="replace", path=back, value=old)]


def _same_thing(old: Struct, new: Struct) -> bool:
    return type(old) is type(new) and _name(old) == _name(new)


def _differ(one: Any, other: Any) -> bool:
    return one is not other and one != other


def _records(old: Struct, new: Struct, path: str, back: str) -> Both:
    """Fields in the order of the type. Those that are UNSET are not written."""
    moved = [f for f in new.__struct_fields__ if (a := getattr(old, f)) is not (b := getattr(new, f)) and a != b]
    before, after = ({f: v for f in moved if (v := getattr(r, f)) is not UNSET} for r in (old, new))
    return _objects(before, after, path, back)


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], path: str, back: str) -> Both:
    forth = [_remove(f"{path}/{_escape(name)}") for name in old if name not in new]
    again = [_remove(f"{back}/{_escape(name)}") for name in new if name not in old]
    undone: dict[str, list[PatchOperation]] = {}
    for name, value in new.items():
        if name not in old:
            forth.append(_add(f"{path}/{_escape(name)}", value))
        elif _differ(old[name], value):
            at = _escape(name)
            done, undone[name] = _changes(old[name], value, f"{path}/{at}", f"{back}/{at}")
            forth += done
    for name, value in old.items():
        again += undone.get(name, ()) if name in new else [_add(f"{back}/{_escape(name)}", value)]
    return forth, again


@lru_cache(REMEMBERED)
def _remove(path: str) -> PatchOperation:
    return PatchOperation(op="remove", path=path)


def _add(path: str, value: Any) -> PatchOperation:
    return PatchOperation(op="add", path=path, value=value)


def _lists(old: Sequence[Any], new: Sequence[Any], path: str, back: str) -> Both:
    before, after = _names(old), _names(new)
    was, now = {name: n for n, name in enumerate(before)}, {name: n for n, name in enumerate(after)}
    if len(was) < len(old) or len(now) < len(new):
        return _positions(old, new, path, back)
    kept = [name for name in before if name in now]
    if kept == [name for name in after if name in was]:
        stays = returns = set(kept)
    else:
        stays, returns = _in_order(before, after), _in_order(after, before)
    forth = [_remove(f"{path}/{n}") for n in range(len(old) - 1, -1, -1) if before[n] not in stays]
    again = [_remove(f"{back}/{n}") for n in range(len(new) - 1, -1, -1) if after[n] not in returns]
    undone: dict[Any, list[PatchOperation]] = {}
    for n, (name, item) in enumerate(zip(after, new, strict=True)):
        if name not in stays:
            forth.append(_add(f"{path}/{n}", item))
        elif _differ(old[was[name]], item):
            done, undone[name] = _changes(old[was[name]], item, f"{path}/{n}", f"{back}/{was[name]}")
            forth += done
    for n, (name, item) in enumerate(zip(before, old, strict=True)):
        if name not in returns:
            again.append(_add(f"{back}/{n}", item))
        elif name in undone:
            again += undone[name]
        elif name not in stays and _differ(new[now[name]], item):
            again += _changes(new[now[name]], item, f"{back}/{n}", "")[0]
    return forth, again


def _in_order(before: Sequence[Any], after: Sequence[Any]) -> set[Any]:
    """As many names of both lists as stand in the same order in both: a longest increasing run of places (patience)."""
    place = {name: n for n, name in enumerate(before)}
    tops: list[int] = []  # of each pile: the place of its last card
    piles: list[list[tuple[Any, int]]] = []  # a name, and how high the pile before it was then
    for name in after:
        if name in place:
            at = bisect_left(tops, place[name])
            if at == len(tops):
                tops.append(0)
                piles.append([])
            tops[at] = place[name]
            piles[at].append((name, len(piles[at - 1]) - 1 if at else -1))
    found: set[Any] = set()
    below = -1
    for pile in reversed(piles):
        name, below = pile[below]
        found.add(name)
    return found


def _names(items: Sequence[Any]) -> list[Any]:
    """What they are known by; all are of one type."""
    if items and isinstance(items[0], Struct):
        first = items[0].__struct_fields__[0]
        return [getattr(item, first) for item in items]
    return [_name(item) for item in items]


def _name(item: Any) -> Any:
    """What an item of a list is known by: a record by its first field, a plain value by itself."""
    if isinstance(item, Struct):
        return getattr(item, item.__struct_fields__[0])
    return item if isinstance(item, _BY_ITSELF) else msgspec.json.encode(item)


def _positions(old: Sequence[Any], new: Sequence[Any], path: str, back: str) -> Both:
    """Item by item, where they are in another order, or not known by names."""
    both = min(len(old), len(new))
    forth: list[PatchOperation] = []
    again: list[PatchOperation] = []
    for i in range(both):
        if _differ(old[i], new[i]):
            done, undone = _changes(old[i], new[i], f"{path}/{i}", f"{back}/{i}")
            forth += done
            again += undone
    forth += [_remove(f"{path}/{i}") for i in range(len(old) - 1, both - 1, -1)]
    again += [_remove(f"{back}/{i}") for i in range(len(new) - 1, both - 1, -1)]
    forth += [_add(f"{path}/{i}", new[i]) for i in range(both, len(new))]
    again += [_add(f"{back}/{i}", old[i]) for i in range(both, len(old))]
    return forth, again


def apply(document: Any, operations: Sequence[PatchOperation]) -> Any:
    """The document after the operations; it is changed in place where it can be.

    >>> apply({"a": [1, 2]}, diff({"a": [1, 2]}, {"a": [2]}))
    {'a': [2]}
    """
    for operation in operations:
        if operation.path == "":
            document = operation.value
            continue
        *parents, last = [_unescape(part) for part in operation.path.split("/")[1:]]
        target = document
        for part in parents:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if isinstance(target, list):
            if operation.op == "add":
                target.insert(int(last), operation.value)
            elif operation.op == "remove":
                del target[int(last)]
            else:
                target[int(last)] = operation.value
        elif operation.op == "remove":
            del target[last]
        else:
            target[last] = operation.value
    return document


@lru_cache(REMEMBERED)
def _escape(name: str) -> str:
    """A name as a part of a path."""
    return name.replace("~", "~0").replace("/", "~1")


def _unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
