"""Makes a broker's topics as the catalogue says, and says in words where they are not."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)

from streams.runtime import access
from streams.runtime.access import ANSWER_SECONDS
from streams.runtime.errors import Unavailable
from streams.settings import Settings
from streams.topics import Topic


class TopicError(Unavailable):
    """The broker can't do what was asked; the message says what to look at."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the broker says of one topic."""

    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that isn't as the catalogue says. A worker refuses to start on a fatal one."""

    topic: str
    about: str  # topic, partitions, or the name of a setting
    want: str
    found: str
    fatal: bool
    message: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What ``apply`` did about one topic, and what it can't mend."""

    topic: str
    outcome: str  # created | altered | already right
    altered: tuple[str, ...] = ()
    left: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """One line of the listing; ``found`` is None for a topic that isn't there."""

    topic: str
    about: str
    found: Found | None
    records: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is on one partition; ``committed`` is None while it has never committed there."""

    topic: str
    partition: int
    start: int
    end: int
    committed: int | None

    @property
    def lag(self) -> int:
        """Records that are there and not yet done.

        >>> Lag("news.raw.v1", 0, start=10, end=25, committed=None).lag
        15
        """
        return self.end - max(self.start, self.committed or 0)

    @property
    def lost(self) -> int:
        """Records that retention took before the group had done them.

        >>> Lag("news.raw.v1", 0, start=10, end=25, committed=4).lost
        6
        """
        return 0 if self.committed is None else max(0, self.start - self.committed)


def differ(topic: Topic, found: Found | None, prefix: str, partitions: int | None) -> list[Difference]:
    """Where the broker's topic isn't the catalogue's. ``partitions`` None leaves their number aside.

    >>> from streams.topics import RAW
    >>> differ(RAW, Found(4, RAW.config), "news", 4)
    []
    >>> print(differ(RAW, Found(3, RAW.config), "news", 4)[0].message)
    news.raw.v1 has 3 partitions, the settings say 4. The number is fixed when a topic is created, because it decides \
which records meet: go on with `--partitions 3`, or start anew with `--partitions 4` under another `--prefix`.
    """
    name, mend = topic.full_name(prefix), _apply_command(prefix, partitions)
    if found is None:
        return [Difference(name, "topic", "present", "missing", True, f"{name} is missing. `{mend}` creates it.")]
    differences = []
    if partitions is not None and found.partitions != partitions:
        message = (
            f"{name} has {found.partitions} partitions, the settings say {partitions}. The number is fixed when a "
            "topic is created, because it decides which records meet: go on with "
            f"`--partitions {found.partitions}`, or start anew with `--partitions {partitions}` "
            "under another `--prefix`."
        )
        differences.append(Difference(name, "partitions", str(partitions), str(found.partitions), True, message))
    for setting, want in topic.config.items():
        have = found.config.get(setting, "unset")
        if have != want:
            message = f"{name}: {setting} is {have}, want {want}. `{mend}` sets it."
            # Compaction takes records for good, and its lack lets state grow for ever; the rest can wait for a person.
            differences.append(Difference(name, setting, want, have, setting == "cleanup.policy", message))
    return differences


def apply(settings: Settings, topics: Iterable[Topic]) -> list[Applied]:
    """Create what is missing and set what differs. The number of partitions of a topic is never changed."""
    topics = list(topics)
    with _admin(settings) as admin:
        missing = [topic for topic, found in _look(admin, topics, settings) if found is None]
        created = _create(admin, missing, settings)
        applied = []
        for topic, found in _look(admin, topics, settings):
            name = topic.full_name(settings.prefix)
            differences = differ(topic, found, settings.prefix, settings.partitions)
            changes = {each.about: each.want for each in differences if each.about in topic.config}
            if changes:
                _alter(admin, name, changes)
            left = tuple(each for each in differences if each.about not in changes)
            outcome = "created" if name in created else "altered" if changes else "already right"
            applied.append(Applied(name, outcome, tuple(sorted(changes)), left))
        return applied


def differences(settings: Settings, topics: Iterable[Topic]) -> list[Difference]:
    """Everything in which the broker's topics aren't those of the catalogue, the fatal first."""
    with _admin(settings) as admin:
        found = [
            each
            for topic, on_broker in _look(admin, topics, settings)
            for each in differ(topic, on_broker, settings.prefix, settings.partitions)
        ]
    return sorted(found, key=lambda difference: not difference.fatal)


def describe(settings: Settings, topics: Iterable[Topic]) -> list[Described]:
    """The listing of ``streams topics``, whatever the number of partitions. In a compacted topic ``records`` counts
    those already taken too."""
    prefix = settings.prefix
    with _admin(settings) as admin:
        looked = _look(admin, topics, settings)
        starts, ends = _offsets(admin, looked, prefix)
    records: dict[str, int] = {}
    for partition, end in ends.items():
        records[partition.topic] = records.get(partition.topic, 0) + end - starts[partition]
    return [
        Described(
            topic.full_name(prefix),
            topic.about,
            found,
            records.get(topic.full_name(prefix), 0),
            tuple(differ(topic, found, prefix, None)),
        )
        for topic, found in looked
    ]


def lag(settings: Settings, topics: Iterable[Topic]) -> list[Lag]:
    """Where the workers' group stands on every partition of these topics; a missing topic has none."""
    with _admin(settings) as admin:
        starts, ends = _offsets(admin, _look(admin, topics, settings), settings.prefix)
        committed = _committed(admin, settings.group)
    rows = []
    for partition in sorted(ends):
        at = committed.get(partition, -1)
        rows.append(
            Lag(partition.topic, partition.partition, starts[partition], ends[partition], at if at >= 0 else None)
        )
    return rows


def _apply_command(prefix: str, partitions: int | None) -> str:
    """The command that mends, with the flags that aren't as by default.

    >>> _apply_command("news", 4), _apply_command("wire", 8)
    ('streams topics apply', 'streams topics apply --prefix wire --partitions 8')
    """
    usual = Settings()
    flags = "" if prefix == usual.prefix else f" --prefix {prefix}"
    return f"streams topics apply{flags}" + (
        f" --partitions {partitions}" if partitions not in (None, usual.partitions) else ""
    )


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Kafka's errors, told as what we wanted."""
    try:
        yield
    except AuthorizationError:
        raise  # told by `_admin`, with who was denied
    except (KafkaError, OSError) as error:
        raise TopicError(f"The broker can't {what}: {error}") from error


def _admin(settings: Settings) -> AbstractContextManager[KafkaAdminClient]:
    return access.admin(settings, client_id="streams-topics", request_timeout_ms=ANSWER_SECONDS * 1000)


def _look(admin: KafkaAdminClient, topics: Iterable[Topic], settings: Settings) -> list[tuple[Topic, Found | None]]:
    """What the broker has of each. They are asked for by name: of a topic that we may not see, only so the broker says
    that it is hidden; and what we may not read of its settings would come back as nothing."""
    looked = {topic.full_name(settings.prefix): topic for topic in topics}
    on_broker = {}
    with _said("list its topics"):
        for row in admin.describe_topics(list(looked)) if looked else ():
            error = for_code(row["error_code"])
            if error is UnknownTopicOrPartitionError:
                continue
            if row["error_code"]:
                raise error({row["name"]})
            if "DESCRIBE_CONFIGS" not in row["authorized_operations"]:
                raise TopicAuthorizationFailedError({row["name"]})
            on_broker[row["name"]] = len(row["partitions"])
        there = [ConfigResource(ConfigResourceType.TOPIC, name) for name in on_broker]
        configs = admin.describe_configs(there, config_filter="all")["topic"] if there else {}
    return [
        (
            topic,
            Found(on_broker[name], {key: row["value"] for key, row in configs[name].items()})
            if name in configs
            else None,
        )
        for name, topic in looked.items()
    ]


def _create(admin: KafkaAdminClient, topics: list[Topic], settings: Settings) -> set[str]:
    """The names that we created; those that somebody else created meanwhile are as good."""
    wanted = {
        topic.full_name(settings.prefix): {
            "num_partitions": settings.partitions,
            "replication_factor": settings.replication,
            "configs": topic.config,
        }
        for topic in topics
    }
    if not wanted:
        return set()
    created = set()
    with _said("create topics"):
        for row in admin.create_topics(wanted, raise_errors=False)["topics"]:
            error = for_code(row["error_code"])
            if row["error_code"] == 0:
                created.add(row["name"])
            elif issubclass(error, AuthorizationError):
                raise error({row["name"]})
            elif error is not TopicAlreadyExistsError:
                raise TopicError(f"The broker can't create {row['name']}: {row['error_message'] or error.__name__}")
        admin.wait_for_topics(list(wanted))
    return created


def _alter(admin: KafkaAdminClient, name: str, changes: Mapping[str, str]) -> None:
    with _said(f"change the settings of {name}"):
        answer = admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, dict(changes))])["topic"][name]
    if answer.startswith(f"[Error {TopicAuthorizationFailedError.errno}]"):
        raise TopicAuthorizationFailedError({name})
    if answer != "OK":
        raise TopicError(f"The broker can't change the settings of {name}: {answer}")


def _offsets(
    admin: KafkaAdminClient, looked: list[tuple[Topic, Found | None]], prefix: str
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """The first and the next offset of every partition that is there."""
    every = [
        TopicPartition(topic.full_name(prefix), number)
        for topic, found in looked
        if found is not None
        for number in range(found.partitions)
    ]
    if not every:
        return {}, {}
    with _said("tell its offsets"):
        starts, ends = (
            {
                partition: row.offset
                for partition, row in admin.list_partition_offsets(dict.fromkeys(every, spec)).items()
            }
            for spec in (OffsetSpec.EARLIEST, OffsetSpec.LATEST)
        )
    return starts, ends


def _committed(admin: KafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """The offsets a group has committed, -1 or nothing where it never has.

    A broker makes its topic of offsets when it is first asked for a group, and refuses until it is there.
    """
    deadline = time.monotonic() + ANSWER_SECONDS
    with _said(f"tell where group {group} stands"):
        while True:
            try:
                return {
                    partition: row.offset for partition, row in admin.list_group_offsets({group: None})[group].items()
                }
            except KafkaError as error:
                if not error.retriable or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
