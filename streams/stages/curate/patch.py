"""JSON Patch (RFC 6902) between two versions of a record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from streams.records import PatchOperation

_LIST = (list, tuple)
_PLAIN = frozenset({str, int, float, bool, type(None), dict, list})  # records have tuples


def diff(old: Any, new: Any, path: str = "") -> tuple[PatchOperation, ...]:
    """Operations that make ``new`` of ``old``, both plain JSON values, or records that stand for them.

    >>> [(o.op, o.path, o.value) for o in diff({"a": [1, 2, 4]}, {"a": [1, 2, 3, 4]})]
    [('add', '/a/2', 3)]
    >>> [(o.op, o.path, o.value) for o in diff([1, 2, 3, 4], [2, 3, 4, 5])]
    [('remove', '/0', UNSET), ('add', '/3', 5)]

    Both follow one schema, so true and 1 never stand for each other. Items of a list leave, come
    and change by name; a list in which two have one name is gone through by position. Of records only what differs is
    looked into.
    """
    return () if old is new or old == new else tuple(_changes(old, new, path))


def plain(value: Any) -> Any:
    """A value as JSON has it: objects and lists."""
    return value if type(value) in _PLAIN else msgspec.json.decode(msgspec.json.encode(value))


def _changes(old: Any, new: Any, path: str) -> list[PatchOperation]:
    """Of two that differ."""
    if isinstance(old, Struct) and isinstance(new, Struct) and _same_thing(old, new):
        return _records(old, new, path)
    if isinstance(old, dict) and isinstance(new, dict):
        return _objects(old, new, path)
    if isinstance(old, _LIST) and isinstance(new, _LIST):
        return _lists(old, new, path)
    return [PatchOperation(op="replace", path=path, value=plain(new))]


def _same_thing(old: Struct, new: Struct) -> bool:
    return type(old) is type(new) and _name(old) == _name(new)


def _records(old: Struct, new: Struct, path: str) -> list[PatchOperation]:
    """Fields in the order of the type. Those that are UNSET are not written."""
    moved = [f for f in new.__struct_fields__ if (a := getattr(old, f)) is not (b := getattr(new, f)) and a != b]
    before, after = ({f: v for f in moved if (v := getattr(r, f)) is not UNSET} for r in (old, new))
    return _objects(before, after, path)


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> list[PatchOperation]:
    operations = [
        PatchOperation(op="remove", path=f"{path}/{_escape(name)}") for name in old if name not in new
    ]  # fmt: skip
    for name, value in new.items():
        at = f"{path}/{_escape(name)}"
        if name not in old:
            operations.append(_add(at, value))
        elif old[name] is not value and old[name] != value:
            operations += _changes(old[name], value, at)
    return operations


def _add(path: str, value: Any) -> PatchOperation:
    return PatchOperation(op="add", path=path, value=plain(value))


def _lists(old: Sequence[Any], new: Sequence[Any], path: str) -> list[PatchOperation]:
    before, after = _names(old), _names(new)
    known, there = dict(zip(before, old, strict=True)), set(after)
    if len(known) < len(old) or len(there) < len(new):
        return _positions(old, new, path)
    both = [name for name in before if name in there]
    stays = set(both) if both == [name for name in after if name in known] else _in_order(before, after)
    gone = (n for n in range(len(old) - 1, -1, -1) if before[n] not in stays)
    operations = [PatchOperation(op="remove", path=f"{path}/{n}") for n in gone]
    for n, (name, item) in enumerate(zip(after, new, strict=True)):
        if name not in stays:
            operations.append(_add(f"{path}/{n}", item))
        elif known[name] is not item and known[name] != item:
            operations += _changes(known[name], item, f"{path}/{n}")
    return operations


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
    return item if isinstance(item, str | int | float | tuple) else msgspec.json.encode(item)


def _positions(old: Sequence[Any], new: Sequence[Any], path: str) -> list[PatchOperation]:
    """Item by item, where they are in another order, or not known by names."""
    both = min(len(old), len(new))
    operations: list[PatchOperation] = []
    for i in range(both):
        operations += diff(old[i], new[i], f"{path}/{i}")
    for i in range(len(old) - 1, both - 1, -1):
        operations.append(PatchOperation(op="remove", path=f"{path}/{i}"))
    for i in range(both, len(new)):
        operations.append(_add(f"{path}/{i}", new[i]))
    return operations


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


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
