"""Who may do what follows the catalogue and the pipeline: each role has what its work needs, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.pipeline import STATEFUL, TOPICS, pipeline
from streams.runtime.acls import ALL, CLUSTER, DESCRIBE, GROUP, READ, TOPIC, WRITE, Grant, Role, as_record, grants
from streams.settings import Settings
from streams.topics import CATALOGUE, CHANGES, DEAD, EVENTS, RAW, changelog

ROWS = grants(Settings())
README = (Path(__file__).parents[2] / "deploy" / "README.md").read_text("utf-8")


def may(role: Role, operation: int, name: str, rows: tuple[Grant, ...] = ROWS) -> bool:
    """What the broker will answer."""
    return any(
        row.role is role and row.resource is TOPIC and {operation, ALL} & set(row.operations)
        and (name.startswith(row.name) if row.prefixed else name == row.name)
        for row in rows
    )  # fmt: skip


def names(role: Role, operation: int) -> set[str]:
    return {name for topic in TOPICS if may(role, operation, name := topic.full_name())}


def test_a_worker_may_do_what_each_stage_does() -> None:
    for stage in pipeline(Settings()):
        assert may(Role.WORKER, READ, stage.reads.full_name())
        assert all(may(Role.WORKER, WRITE, topic.full_name()) for topic in (*stage.writes, DEAD, RAW))
        if stage.rows:
            assert may(Role.WORKER, READ, changelog(stage.name).full_name())
            assert may(Role.WORKER, WRITE, changelog(stage.name).full_name())


def test_a_worker_reads_nothing_but_what_the_stages_read() -> None:
    reads = {stage.reads.full_name() for stage in pipeline(Settings())}
    assert names(Role.WORKER, READ) == reads | {changelog(stage).full_name() for stage in STATEFUL}


def test_a_source_only_writes_raw_and_dead_letters_and_a_subscriber_only_reads_what_comes_out() -> None:
    assert names(Role.SOURCE, WRITE) == {RAW.full_name(), DEAD.full_name()} and names(Role.SOURCE, READ) == set()
    assert names(Role.SUBSCRIBER, READ) == {EVENTS.full_name(), CHANGES.full_name()}
    assert names(Role.SUBSCRIBER, WRITE) == set()


def test_an_operator_may_do_everything_under_the_prefix() -> None:
    assert names(Role.OPERATOR, READ) == names(Role.OPERATOR, WRITE) == {topic.full_name() for topic in TOPICS}
    assert {row.role for row in ROWS if ALL in row.operations} == {Role.OPERATOR}


def test_on_the_cluster_a_worker_may_look_and_an_operator_write() -> None:
    may_do = {row.role: row.operations for row in ROWS if row.resource is CLUSTER}
    assert may_do.pop(Role.WORKER) == (DESCRIBE,)
    assert set(may_do) == {Role.OPERATOR}


def test_no_role_reaches_over_its_prefix_or_into_the_workers_group() -> None:
    rows = grants(Settings(prefix="wire", group="wire"))
    for row in rows:
        assert row.resource is not TOPIC or row.name.startswith("wire."), row
        assert row.resource is not GROUP or row.role in (Role.WORKER, Role.OPERATOR) or row.name == "subscriber-", row
    assert {row.name for row in rows if row.resource is GROUP and row.role is Role.WORKER} == {"wire", "wire.halted"}
    assert not any(may(role, WRITE, "wirecopy.raw.v1", rows) for role in Role), "a prefix ends with its dot"


@pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: topic.name)
def test_every_topic_is_written_by_somebody_and_read_by_the_operator(topic) -> None:
    assert may(Role.WORKER, WRITE, topic.full_name()) and may(Role.OPERATOR, READ, topic.full_name())


def test_no_row_stands_twice_and_each_says_why() -> None:
    cells = [(row.role, row.resource, row.name, operation) for row in ROWS for operation in row.operations]
    assert len(cells) == len(set(cells))
    assert all(row.why and as_record(row)["operations"] for row in ROWS)


def test_the_page_for_operators_tells_this_table() -> None:
    [told] = re.findall(r"<!-- acls -->\n(.*?)\n<!-- /acls -->", README, re.DOTALL)
    assert told == as_markdown(), "run `python -m tests.runtime.test_acls`"


def as_markdown() -> str:
    """The table, a line for each role and operation on a kind of thing."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in ROWS:
        what = "" if row.resource is TOPIC else f"{row.resource.name.lower()} "
        for operation in row.operations:
            lines.setdefault((row.role, f"{what}{operation.name}"), []).append(f"`{row.pattern}`")
    rows = [f"| {role} | {operation} | {', '.join(on)} |" for (role, operation), on in lines.items()]
    return "\n".join(["| role | may | on |", "|---|---|---|", *rows])


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "deploy" / "README.md"
    made = f"<!-- acls -->\n{as_markdown()}\n<!-- /acls -->"
    page.write_text(re.sub(r"<!-- acls -->\n.*?<!-- /acls -->", lambda _: made, README, flags=re.DOTALL), "utf-8")
