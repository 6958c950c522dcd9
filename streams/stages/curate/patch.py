"""JSON Patch (RFC 6902) between two versions of a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streams.records import PatchOperation


def diff(old: Any, new: Any, path: str = "") -> tuple[PatchOperation, ...]:
    """Operations that make ``new`` of ``old``, both plain JSON values.

    >>> [(o.op, o.path, o.value) for o in diff({"a": [1, 2, 4]}, {"a": [1, 2, 3, 4]})]
    [('add', '/a/2', 3)]

    Both follow one schema, so true and 1 never stand for each other. Not the shortest patch there is: in a list,
    what stands between the equal beginning and the equal end is replaced.
    """
    if old == new:
        return ()
    if isinstance(old, dict) and isinstance(new, dict):
        return _objects(old, new, path)
    if isinstance(old, list) and isinstance(new, list):
        return _lists(old, new, path)
    return (PatchOperation(op="replace", path=path, value=new),)


def _objects(old: dict[str, Any], new: dict[str, Any], path: str) -> tuple[PatchOperation, ...]:
    operations: list[PatchOperation] = []
    for name in old:
        if name not in new:
            operations.append(PatchOperation(op="remove", path=f"{path}/{_escape(name)}"))
    for name, value in new.items():
        at = f"{path}/{_escape(name)}"
        operations += diff(old[name], value, at) if name in old else [PatchOperation(op="add", path=at, value=value)]
    return tuple(operations)


def _lists(old: list[Any], new: list[Any], path: str) -> tuple[PatchOperation, ...]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[start : len(old) - tail], new[start : len(new) - tail]
    both = min(len(before), len(after))
    operations: list[PatchOperation] = []
    for i in range(both):
        operations += diff(before[i], after[i], f"{path}/{start + i}")
    for i in range(len(before) - 1, both - 1, -1):
        operations.append(PatchOperation(op="remove", path=f"{path}/{start + i}"))
    for i in range(both, len(after)):
        operations.append(PatchOperation(op="add", path=f"{path}/{start + i}", value=after[i]))
    return tuple(operations)


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
