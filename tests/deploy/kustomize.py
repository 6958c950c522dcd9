"""What our overlays come to, without kustomize: the few of its features that they use, and a refusal of any other.

A test holds it to the real one, where that is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]
FEATURES = {
    "apiVersion", "kind", "namespace", "resources", "components", "patches", "configMapGenerator", "generatorOptions",
}  # fmt: skip
MERGED_BY = {
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name", "volumeMounts": "mountPath",
}  # fmt: skip
"""The lists that a strategic merge joins by a key; any other is replaced whole."""


def build(folder: Path) -> list[Object]:
    """The objects of a kustomization. Generated names carry no hash."""
    objects = list(_accumulate(folder, []))
    names = [name_of(one) for one in objects]
    assert len(names) == len(set(names)), f"twice: {sorted({name for name in names if names.count(name) > 1})}"
    return objects


def name_of(one: Object) -> tuple[str, str]:
    """What an object is known by here; we have one namespace at a time."""
    return one["kind"], one["metadata"]["name"]


def read(path: Path) -> list[Object]:
    """The objects of a file."""
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def kustomization(folder: Path) -> Object:
    """A folder's kustomization.yaml."""
    [one] = read(folder / "kustomization.yaml")
    if unknown := set(one) - FEATURES:
        raise NotImplementedError(f"{folder}: this builder does not know {sorted(unknown)}")
    return one


def _accumulate(folder: Path, objects: list[Object]) -> list[Object]:
    plan = kustomization(folder)
    for entry in plan.get("resources", ()):
        path = (folder / entry).resolve()
        objects = objects + (_accumulate(path, []) if path.is_dir() else read(path))
    options = plan.get("generatorOptions", {})
    for entry in plan.get("configMapGenerator", ()):
        objects = _generate(folder, entry, options, objects)
    for entry in plan.get("components", ()):
        objects = _accumulate((folder / entry).resolve(), objects)
    for entry in plan.get("patches", ()):
        for patch in read(folder / entry["path"]):
            [target] = [one for one in objects if name_of(one) == name_of(patch)]
            objects = [merged(one, patch) if one is target else one for one in objects]
    if namespace := plan.get("namespace"):
        spaceless = [one for one in objects if one["kind"] == "Namespace"]
        objects = spaceless + [
            one | {"metadata": one["metadata"] | {"namespace": namespace}} for one in objects if one not in spaceless
        ]
    return objects


def _generate(folder: Path, entry: Object, options: Object, objects: list[Object]) -> list[Object]:
    if unknown := set(entry) - {"name", "envs", "files", "behavior"}:
        raise NotImplementedError(f"{folder}: this builder does not know {sorted(unknown)}")
    data = dict(pair for name in entry.get("envs", ()) for pair in env(folder / name))
    data |= {Path(name).name: (folder / name).read_text(encoding="utf-8") for name in entry.get("files", ())}
    labels = {"labels": options["labels"]} if "labels" in options else {}
    new = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": entry["name"], **labels}, "data": data}
    before = [one for one in objects if name_of(one) == name_of(new)]
    if entry.get("behavior") != "merge":
        return [*objects, new]
    [old] = before
    return [one | {"data": one["data"] | data} if one is old else one for one in objects]


def env(path: Path) -> Iterator[tuple[str, str]]:
    """The lines ``NAME=value`` of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, f"{path}: {line}"
            yield name, value


def merged(base: Any, patch: Any, key: str = "") -> Any:
    """A strategic merge: null removes, lists of MERGED_BY are joined, everything else is replaced.

    >>> merged({"a": 1, "b": {"c": 2}}, {"a": None, "b": {"d": 3}})
    {'b': {'c': 2, 'd': 3}}
    """
    if isinstance(base, dict) and isinstance(patch, dict):
        both = {name: merged(base.get(name), value, name) for name, value in patch.items() if value is not None}
        return {name: value for name, value in base.items() if name not in patch} | both
    if isinstance(patch, list) and key in MERGED_BY and base is not None:
        by = MERGED_BY[key]
        patches = {one[by]: one for one in patch}
        kept = [merged(one, patches.pop(one[by])) if one[by] in patches else one for one in base]
        return [*patches.values(), *kept]
    return patch
