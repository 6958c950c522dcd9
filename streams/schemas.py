"""The published contract as files: JSON Schemas of the records and one YAML file a topic, generated from the code.

``streams schemas`` writes them into ``schemas/``; a test fails when they are stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import orjson
from msgspec import Struct

from streams.pipeline import TOPICS
from streams.records import PUBLISHED
from streams.topics import Topic

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def name_of(record: type[Struct]) -> str:
    """The schema's name: the record's own `schema` value.

    >>> from streams.records import Change
    >>> name_of(Change)
    'news.change.v1'
    """
    return str(record.__struct_config__.tag)


def json_schema(record: type[Struct]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a record type. Unknown fields are allowed: a later minor may add some."""
    (root,), components = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    own = components.pop(record.__name__)
    assert root == {"$ref": f"#/$defs/{record.__name__}"}
    return {"$schema": SCHEMA_DIALECT, "$id": f"{name_of(record)}.schema.json", **own, "$defs": components}


def topic_yaml(topic: Topic) -> str:
    """A topic's entry: what it holds, under which key, its schema and the broker's settings."""
    lines = [
        f"name: {topic.full_name()}",
        f"about: {quoted(topic.about)}",
        f"key: {quoted(topic.key)}",
        f"schema: {name_of(topic.record) + '.schema.json' if topic.record is not None else 'null  # bytes'}",
        "config:",
        *(f"  {name}: {quoted(value)}" for name, value in topic.config.items()),
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A YAML double-quoted scalar; JSON's strings are that."""
    return orjson.dumps(text).decode()


def generate() -> dict[str, bytes]:
    """Every generated file by its path below ``schemas/``."""
    files: dict[str, bytes] = {}
    for record in PUBLISHED:
        files[f"{name_of(record)}.schema.json"] = orjson.dumps(
            json_schema(record), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
    for topic in TOPICS:
        files[f"topics/{topic.full_name()}.yaml"] = topic_yaml(topic).encode()
    return files


def write(folder: Path) -> list[str]:
    """Write what differs; the paths written."""
    written = []
    for path, content in generate().items():
        target = folder / path
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(path)
    return written


def stale(folder: Path) -> list[str]:
    """Generated files that are missing or differ."""
    return [
        path for path, content in generate().items()
        if not (folder / path).exists() or (folder / path).read_bytes() != content
    ]  # fmt: skip
