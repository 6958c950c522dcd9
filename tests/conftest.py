"""What all tests may share: one real broker for the whole run."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from streams.runtime import embedded_kafka as kafka

# A shell without job control ignores the interrupt of what it starts in the background, and so would all that is
# started from here: the tests that press Ctrl-C would wait for nothing.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def embedded_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap address of an embedded Kafka that starts with the first test that asks for it."""
    with kafka.attach(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker.bootstrap
