"""Who may do what on the broker, as rows; Strimzi's users are made from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kafka.admin import ACLOperation, ResourceType

from streams.pipeline import INPUTS
from streams.settings import Settings
from streams.topics import CATALOGUE, CHANGES, EVENTS, RAW

READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS, ALL = (
    ACLOperation.READ, ACLOperation.WRITE, ACLOperation.DESCRIBE, ACLOperation.DESCRIBE_CONFIGS, ACLOperation.ALL,
)  # fmt: skip
TOPIC, GROUP = ResourceType.TOPIC, ResourceType.GROUP


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of the table. On a topic or a group, READ and WRITE let one see that it is there, too."""

    role: str
    resource: ResourceType
    name: str
    operations: tuple[ACLOperation, ...]
    prefixed: bool = False


def grants(settings: Settings) -> Iterator[Grant]:
    """The whole table. What stands nowhere is denied."""
    prefix, group = settings.prefix, settings.group
    named = {topic: topic.full_name(prefix) for topic in CATALOGUE}
    yield Grant("source", TOPIC, named[RAW], (WRITE,))
    for topic in INPUTS:
        yield Grant("worker", TOPIC, named[topic], (READ,))
    for topic in CATALOGUE:
        yield Grant("worker", TOPIC, named[topic], (WRITE,))
    yield Grant("worker", TOPIC, f"{prefix}.state.", (READ, WRITE), prefixed=True)
    yield Grant("worker", TOPIC, f"{prefix}.", (DESCRIBE, DESCRIBE_CONFIGS), prefixed=True)
    yield Grant("worker", GROUP, group, (READ,))
    yield Grant("worker", GROUP, f"{group}.halted", (READ,))
    for topic in (EVENTS, CHANGES):
        yield Grant("subscriber", TOPIC, named[topic], (READ,))
    yield Grant("subscriber", GROUP, "subscriber-", (READ,), prefixed=True)
    yield Grant("operator", TOPIC, f"{prefix}.", (ALL,), prefixed=True)
    yield Grant("operator", GROUP, "*", (ALL,))
