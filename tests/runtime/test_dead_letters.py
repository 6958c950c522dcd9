"""Dead letters on a broker: one is found by its place, and only whole ones are sent again."""

from __future__ import annotations

import pytest
from kafka import KafkaProducer
from typer.testing import CliRunner

from streams.__main__ import app
from streams.topics import DEAD, RAW
from tests.runtime.live import live

FACTS = {"streams.dead.topic": b"letters.raw.v1", "streams.dead.stage": b"parse", "streams.dead.reason": b"malformed"}


@pytest.mark.kafka
def test_a_letter_is_found_by_its_place_and_a_cut_one_is_not_sent_again(embedded_kafka: str) -> None:
    with live(embedded_kafka, "letters", pipeline="tests.runtime.stages:pipeline") as running:
        producer = KafkaProducer(bootstrap_servers=embedded_kafka)
        for value, more in ((b"whole", {}), (b"beginning", {"streams.dead.bytes": b"20000000"})):
            headers = list({**FACTS, **more}.items())
            producer.send(DEAD.full_name("letters"), key=b"d", value=value, headers=headers, partition=1).get(30)
        producer.close()

        def dlq(*words: str, code: int = 0) -> str:
            told = CliRunner().invoke(app, ["dlq", "--broker", embedded_kafka, "--prefix", "letters", *words])
            assert told.exit_code == code, told.output
            return told.output

        assert "beginning" in dlq("show", "1:1")
        for nowhere in ("1:2", "2:0", "99:0"):
            assert "no dead letter" in dlq("show", nowhere, code=2)
        for wrong in ("first", "1:²", "1:" + "9" * 5000):
            assert "want" in dlq("show", wrong, code=2)
        told = dlq("retry", "--stage", "parse")
        assert "1 sent again" in told and "9 of 20000000 bytes" in told
        assert [record.value for record in running.read(RAW)] == [b"whole"]
