"""The published contract as files: JSON Schemas of the records, one YAML file a topic, and an AsyncAPI document that
ties them together, generated from the code.

``streams schemas`` writes them into ``schemas/``; a test fails when they are stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
from msgspec import Struct

from streams.pipeline import TOPICS
from streams.records import PUBLISHED
from streams.topics import CATALOGUE, DEAD, RAW, Topic

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
KAFKA_BINDING = "0.5.0"

RAW_HEADERS = {
    "ce_specversion": "CloudEvents version, 1.0.",
    "ce_id": "Id of the update; derived from its bytes where it is missing.",
    "ce_source": "Who sends it: a feed's name, a file's base name.",
    "ce_type": "streams.update.v1, also where it is missing; streams.decision.v1 for an operator's decision.",
    "ce_time": "When it was received, RFC 3339; else the broker's time stamp.",
    "content-type": "Media type of the bytes; else told by looking.",
    "url": "Address of the page, feed or message.",
    "outlet": "Who published it.",
    "desk": "The unit inside which posts may merge; else the record's key, else world.",
}
"""What a producer may say of its bytes. All of it may be left out."""
RECORD_HEADERS = {
    "ce_specversion": "CloudEvents version, 1.0.",
    "ce_id": "What a subscriber dedupes on: (event_id, version) or (post_id, revision), joined by colons.",
    "ce_source": "streams",
    "ce_type": "Name of the record's schema.",
    "content-type": "application/json",
}
DEAD_HEADERS = {
    "streams.dead.stage": "The stage that refused it.",
    "streams.dead.reason": "Why, from the closed list in streams/stage.py.",
    "streams.dead.message": "What is wrong, for people.",
    "streams.dead.topic": "Topic on which it failed.",
    "streams.dead.partition": "Partition of that topic.",
    "streams.dead.offset": "Offset in that partition.",
    "streams.dead.attempt": "1, and one more for each time it was sent again and failed again.",
    "streams.dead.version": "Rules version of the worker.",
    "streams.dead.disposition": "bug (ours: mend, then retry) | poison (can never be processed)",
}
"""Beside the failed record's own headers."""


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
        *(f"also: {name_of(record)}.schema.json" for record in topic.also),
        "config:",
        *(f"  {name}: {quoted(value)}" for name, value in topic.config.items()),
    ]
    return "\n".join(lines) + "\n"


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0 of the catalogue, seen from the pipeline: it receives raw updates and sends all the rest."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "streams",
            "version": "1",
            "description": "Live news in, curated events out. Topics have the default prefix, news; it is a setting.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in CATALOGUE},
        "operations": {
            f"{'take' if topic is RAW else 'publish'}-{topic.name}": {
                "action": "receive" if topic is RAW else "send",
                "channel": {"$ref": f"#/channels/{topic.name}"},
            }
            for topic in CATALOGUE
        },
        "components": {
            "schemas": {
                name: {
                    "type": "object",
                    "properties": {header: {"type": "string", "description": about} for header, about in told.items()},
                }
                for name, told in (("raw", RAW_HEADERS), ("record", RECORD_HEADERS), ("dead", DEAD_HEADERS))
            }
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    headers = topic.name if topic in (RAW, DEAD) else "record"

    def message(record: type[Struct] | None) -> dict[str, Any]:
        told: dict[str, Any] = {
            "headers": {"$ref": f"#/components/schemas/{headers}"},
            "bindings": {
                "kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": KAFKA_BINDING}
            },
        }  # fmt: skip
        if record is None:
            return {**told, "contentType": "application/octet-stream"}
        schema = {"$ref": f"./{name_of(record)}.schema.json"}
        return {**told, "payload": {"schemaFormat": "application/schema+json;version=2020-12", "schema": schema}}

    config = {
        name: [value] if name == "cleanup.policy" else int(value) if value.lstrip("-").isdigit() else value
        for name, value in topic.config.items()
    }
    return {
        "address": topic.full_name(),
        "description": topic.about,
        "messages": {
            "bytes" if record is None else record.__name__: message(record) for record in (topic.record, *topic.also)
        },
        "bindings": {"kafka": {"topicConfiguration": config, "bindingVersion": KAFKA_BINDING}},
    }


def as_yaml(value: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Lines of block YAML for what this module makes: mappings of mappings, numbers, texts, lists of texts.

    >>> list(as_yaml({"a": {"b": 1}, "c": ["x"]}))
    ['a:', '  b: 1', 'c: ["x"]']
    """
    for name, one in value.items():
        key = quoted(name) if name.startswith("$") else name
        if isinstance(one, dict):
            yield f"{indent}{key}:"
            yield from as_yaml(one, indent + "  ")
        else:
            yield f"{indent}{key}: {orjson.dumps(one).decode()}"


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
    files["asyncapi.yaml"] = ("\n".join(as_yaml(asyncapi())) + "\n").encode()
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
