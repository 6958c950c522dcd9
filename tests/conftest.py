"""What all tests may share: one real broker for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from streams.runtime import embedded_kafka as kafka


@pytest.fixture(scope="session")
def embedded_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap address of an embedded Kafka that starts with the first test that asks for it."""
    with kafka.attach(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker.bootstrap
