"""The published contract: schemas follow the code, and the examples hold them to what they say."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from streams import schemas
from streams.pipeline import TOPICS
from streams.records import PUBLISHED

FOLDER = Path(__file__).parents[1] / "schemas"
BY_NAME = {schemas.name_of(record): record for record in PUBLISHED}
EXAMPLES = sorted(FOLDER.glob("examples/*/*.json"))


def test_generated_files_are_what_the_code_says() -> None:
    assert schemas.stale(FOLDER) == [], "run `streams schemas`"


def test_no_schema_is_left_of_what_is_gone() -> None:
    there = {str(path.relative_to(FOLDER)) for path in (*FOLDER.glob("*.schema.json"), *FOLDER.glob("topics/*"))}
    assert there == set(schemas.generate())


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_field_says_what_it_means(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    for title, part in {name: schema, **schema["$defs"]}.items():
        for field, rule in part.get("properties", {}).items():
            if field != "schema":
                assert rule.get("description"), f"{title}.{field}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_examples_pass_and_fail_as_named(path: Path) -> None:
    schema = json.loads((FOLDER / f"{path.parent.name}.schema.json").read_text())
    wanted = path.name.endswith(".pass.json")
    content = path.read_bytes()
    assert Draft202012Validator(schema).is_valid(json.loads(content)) is wanted
    try:
        msgspec.json.decode(content, type=BY_NAME[path.parent.name])
        read = True
    except msgspec.ValidationError:
        read = False
    assert read is wanted


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_each_record_has_examples_of_both_kinds(name: str) -> None:
    names = [path.name for path in (FOLDER / "examples" / name).glob("*.json")]
    assert any(n.endswith(".pass.json") for n in names)
    assert any(n.endswith(".fail.json") for n in names)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: t.name)
def test_topic_files_are_yaml_that_says_the_same(topic) -> None:
    read = yaml.safe_load((FOLDER / "topics" / f"{topic.full_name()}.yaml").read_text())
    assert read["name"] == topic.full_name()
    assert read["config"] == topic.config
