"""The published contract: schemas follow the code, and the examples hold them to what they say."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from streams import codec, schemas
from streams.pipeline import TOPICS
from streams.records import PUBLISHED
from streams.runtime.dead_letter import dead_letter
from streams.stage import Emit, Reject, Rejection
from streams.topics import CATALOGUE, POSTS
from tests.build import NOON, a_post

FOLDER = Path(__file__).parents[1] / "schemas"
BY_NAME = {schemas.name_of(record): record for record in PUBLISHED}
EXAMPLES = sorted(FOLDER.glob("examples/*/*.json"))


def test_generated_files_are_what_the_code_says() -> None:
    assert schemas.stale(FOLDER) == [], "run `streams schemas`"


def test_no_schema_is_left_of_what_is_gone() -> None:
    patterns = ("*.schema.json", "*.yaml", "topics/*")
    there = {str(path.relative_to(FOLDER)) for pattern in patterns for path in FOLDER.glob(pattern)}
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


@pytest.mark.parametrize(
    "path", [p for p in EXAMPLES if p.name.endswith(".fail.json")], ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_failing_examples_break_one_rule_each(path: Path) -> None:
    schema = json.loads((FOLDER / f"{path.parent.name}.schema.json").read_text())
    assert len(list(Draft202012Validator(schema).iter_errors(json.loads(path.read_bytes())))) == 1


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


def test_asyncapi_names_every_topic_and_only_what_is_there() -> None:
    read = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text())
    assert [channel["address"] for channel in read["channels"].values()] == [topic.full_name() for topic in CATALOGUE]
    targets = references(read)
    assert len(targets) > len(CATALOGUE)
    for target in targets:
        if target.startswith("#/"):
            found = read
            for part in target[2:].split("/"):
                found = found[part]
        else:
            assert (FOLDER / target).exists(), target


def references(value: object) -> list[str]:
    """Every ``$ref`` inside."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [target for inner in value.values() for target in references(inner)]
    return []


def test_documented_headers_are_those_that_are_written() -> None:
    page = codec.make_update(
        b"A page.", source="courier", seen=NOON, content_type="text/plain", url="https://courier.example/", outlet="C"
    )
    assert {name for name, _ in codec.write_raw(page).headers} == set(schemas.RAW_HEADERS)
    post = codec.write(Emit(POSTS, "test", a_post("A text.")))
    assert {name for name, _ in post.headers} == set(schemas.RECORD_HEADERS)
    failed = codec.Inbound("news.raw.v1", 0, 0, 0, None, b"", ())
    letter = dead_letter("parse", failed, Rejection(Reject.EMPTY_BODY, "no bytes"))
    assert {name for name, _ in letter.headers} == set(schemas.DEAD_HEADERS)
