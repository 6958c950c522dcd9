"""Who may do what on the broker: one table, from which the broker's access control lists are made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic, sleep

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import GroupAuthorizationFailedError, SecurityDisabledError, UnknownTopicOrPartitionError

from streams.pipeline import INPUTS, TOPICS
from streams.runtime import access
from streams.runtime.access_errors import Refused, explained
from streams.runtime.errors import Unavailable
from streams.runtime.survey import patiently
from streams.settings import Settings
from streams.topics import CATALOGUE, CHANGES, DEAD, EVENTS, RAW

READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS, ALTER, ALL = (
    ACLOperation.READ, ACLOperation.WRITE, ACLOperation.DESCRIBE, ACLOperation.DESCRIBE_CONFIGS, ACLOperation.ALTER,
    ACLOperation.ALL,
)  # fmt: skip
IN_FORCE_SECONDS = 15
TOPIC, GROUP, CLUSTER = ResourceType.TOPIC, ResourceType.GROUP, ResourceType.CLUSTER


class Role(StrEnum):
    """One user of the broker for each; the user is named like the role."""

    SOURCE = "source"  # brings news in
    WORKER = "worker"  # runs the stages
    SUBSCRIBER = "subscriber"  # reads what comes out
    OPERATOR = "operator"  # makes topics and users, looks into everything, sends dead letters again


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of the table. On a topic or a group, READ and WRITE let one see that it is there, too."""

    role: Role
    resource: ResourceType
    name: str
    operations: tuple[ACLOperation, ...]
    why: str
    prefixed: bool = False

    @property
    def pattern(self) -> str:
        """The name as people write it: a star where any ending will do."""
        return f"{self.name}*" if self.prefixed else self.name

    @property
    def may(self) -> str:
        """The operations in words."""
        return ", ".join(operation.name for operation in self.operations)


def grants(settings: Settings) -> tuple[Grant, ...]:
    """The whole table. What stands nowhere is denied.

    A producer that is idempotent needs no row of its own: since Kafka 3.0 whoever may write to a topic may be it.

    >>> [(row.pattern, [each.name for each in row.operations]) for row in grants(Settings()) if row.role == "source"]
    [('news.raw.v1', ['WRITE']), ('news.dead.v1', ['WRITE'])]
    """
    prefix, group = settings.prefix, settings.group
    named = {topic: topic.full_name(prefix) for topic in CATALOGUE}
    return (
        Grant(Role.SOURCE, TOPIC, named[RAW], (WRITE,), "puts updates on the log"),
        Grant(Role.SOURCE, TOPIC, named[DEAD], (WRITE,), "keeps what is too large to be sent"),
        *(Grant(Role.WORKER, TOPIC, named[topic], (READ,), "what a stage reads") for topic in INPUTS),
        *(
            Grant(
                Role.WORKER, TOPIC, named[topic], (WRITE,),
                "sends updates again under their desk, and canaries" if topic is RAW else "what a stage writes",
            )
            for topic in CATALOGUE
        ),
        Grant(Role.WORKER, TOPIC, f"{prefix}.state.", (READ, WRITE), "the state of the stages", prefixed=True),
        Grant(
            Role.WORKER, TOPIC, f"{prefix}.", (DESCRIBE, DESCRIBE_CONFIGS),
            "refuses to start on topics that are not as they must be", prefixed=True,
        ),
        Grant(Role.WORKER, GROUP, group, (READ,), "shares the partitions out, and commits"),
        Grant(Role.WORKER, GROUP, f"{group}.halted", (READ,), "remembers that our own code failed too often"),
        Grant(Role.WORKER, CLUSTER, "kafka-cluster", (DESCRIBE,), "tells how full the disks are, and with what"),
        *(Grant(Role.SUBSCRIBER, TOPIC, named[topic], (READ,), "what comes out") for topic in (EVENTS, CHANGES)),
        Grant(Role.SUBSCRIBER, GROUP, "subscriber-", (READ,), "groups of its own", prefixed=True),
        Grant(Role.OPERATOR, TOPIC, f"{prefix}.", (ALL,), "makes topics; reads all; sends again", prefixed=True),
        Grant(Role.OPERATOR, GROUP, "*", (ALL,), "looks into groups, and mends them"),
        Grant(
            Role.OPERATOR, CLUSTER, "kafka-cluster", (DESCRIBE, DESCRIBE_CONFIGS, ALTER),
            "writes this table and the users' passwords to the broker",
        ),
    )  # fmt: skip


def as_record(row: Grant) -> dict[str, object]:
    """A row for programs.

    >>> as_record(grants(Settings())[0])["name"]
    'news.raw.v1'
    """
    return {
        "role": row.role, "resource": row.resource.name, "name": row.name,
        "pattern": "PREFIXED" if row.prefixed else "LITERAL", "operations": [each.name for each in row.operations],
        "why": row.why,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done about one access control list."""

    acl: ACL
    outcome: str  # granted | already right | taken back

    @property
    def told(self) -> str:
        """The list in words."""
        on = self.acl.resource_pattern
        name = on.resource_name + "*" * (on.pattern_type is ACLResourcePatternType.PREFIXED)
        return f"{self.acl.principal}: {self.acl.operation.name} on {on.resource_type.name.lower()} {name}"


def apply(settings: Settings) -> list[Applied]:
    """Grant what the table says, and take back what our users are allowed beyond it on the same topics and groups.

    What is forbidden to them, lists of other users, and other names than the table's are somebody else's business.
    """
    wanted = [acl for grant in grants(settings) for acl in _acls(grant)]
    ours = {(acl.resource_pattern.resource_type, acl.resource_pattern.resource_name) for acl in wanted}
    with access.admin(settings) as admin:
        try:
            there = [acl for role in Role for acl in of(admin, role)]
        except SecurityDisabledError as error:
            raise Refused(
                "The broker lets everyone do everything: it has no authorizer (`authorizer.class.name`), so there is "
                "nothing to grant."
            ) from error
        new = [acl for acl in wanted if acl not in there]
        beyond = [
            acl for acl in there
            if acl not in wanted and acl.permission_type is ACLPermissionType.ALLOW
            and (
                ((on := acl.resource_pattern).resource_type, on.resource_name) in ours
                or (on.resource_type is TOPIC and on.resource_name.startswith(f"{settings.prefix}."))
            )
        ]  # fmt: skip
        if new and (failed := admin.create_acls(new)["failed"]):
            raise explained(failed[0](), settings)
        for _, _, error in admin.delete_acls(beyond) if beyond else ():
            if error.errno:
                raise explained(error(), settings)
        _until_in_force(admin, set(new), set(beyond))
    return [
        *(Applied(acl, "granted" if acl in new else "already right") for acl in wanted),
        *(Applied(acl, "taken back") for acl in beyond),
    ]


def missing(settings: Settings) -> list[str]:
    """What a worker must be allowed and we are not, in words. The broker is asked, nothing is tried.

    A topic that we may see and that is not there lacks nothing: `streams topics apply` is what mends that.
    """
    rows = [row for row in grants(settings) if row.role is Role.WORKER and row.resource is not CLUSTER]  # goes without
    with access.admin(settings) as admin:
        names = [topic.full_name(settings.prefix) for topic in TOPICS]
        topics = {
            row["name"]: set(row["authorized_operations"] or ())
            for row in admin.describe_topics(names)
            if row["error_code"] != UnknownTopicOrPartitionError.errno
        }
        groups = {row.name: _on_group(admin, row) for row in rows if row.resource is GROUP}
    lacking: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        allowed = {TOPIC: topics, GROUP: groups}[row.resource]
        for name in [one for one in allowed if one == row.name or (row.prefixed and one.startswith(row.name))]:
            lacking[f"{row.resource.name.lower()} {name}"] += [
                operation.name for operation in row.operations if operation.name not in allowed[name]
            ]
    return [f"{', '.join(operations)} on {name}" for name, operations in lacking.items() if operations]


def _on_group(admin: KafkaAdminClient, row: Grant) -> set[str]:
    """Of a group that has no members and offsets yet, the broker says only whether we may look for it."""
    try:
        told = patiently(lambda: admin.describe_groups([row.name]))[row.name]["authorized_operations"]
    except GroupAuthorizationFailedError:
        return set()
    return {operation.name for operation in row.operations} if told is None else set(told)


def _acls(grant: Grant) -> Iterator[ACL]:
    pattern = ACLResourcePatternType.PREFIXED if grant.prefixed else ACLResourcePatternType.LITERAL
    for operation in grant.operations:
        yield ACL(
            f"User:{grant.role}", "*", operation, ACLPermissionType.ALLOW,
            ResourcePattern(grant.resource, grant.name, pattern),
        )  # fmt: skip


def _until_in_force(admin: KafkaAdminClient, new: set[ACL], gone: set[ACL]) -> None:
    """Wait until the broker decides by them: it says that they are written before its authorizer has read them."""
    deadline = monotonic() + IN_FORCE_SECONDS
    while new or gone:
        there = {acl for role in Role for acl in of(admin, role)}
        if new <= there and not gone & there:
            return
        if monotonic() > deadline:
            raise Unavailable(f"The broker has taken the rights and not put them in force within {IN_FORCE_SECONDS} s.")
        sleep(0.05)


def of(admin: KafkaAdminClient, user: str) -> list[ACL]:
    """What the broker has on a user."""
    anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    found, _ = admin.describe_acls(ACLFilter(f"User:{user}", None, ACLOperation.ANY, ACLPermissionType.ANY, anything))
    return found
