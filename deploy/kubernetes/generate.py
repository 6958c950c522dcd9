"""Writes the manifests that follow from the code and from other files: Strimzi's topics and users, KEDA's scaler,
the Prometheus Operator's rules, the list of dashboards.

``python -m deploy.kubernetes.generate`` from the project's root writes them; a test fails when one is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from streams.pipeline import INPUTS, TOPICS
from streams.runtime.acls import grants
from streams.settings import SETTINGS, Settings, from_environment
from streams.topics import Topic

HERE = Path(__file__).parent
DEPLOY = HERE.parent
PRODUCTION = HERE / "overlays" / "production"
RULES = DEPLOY / "prometheus" / "rules"
GRAFANA = DEPLOY / "grafana"

CLUSTER = "news"
"""The name of Strimzi's Kafka; production's other files name its pods, address and CA accordingly."""
COPIES_IN_SYNC = 2
"""Of three: a write is confirmed by two brokers, and one may be away."""
LAG_PER_WORKER = {"raw": 500, "posts": 2000, "unique": 2000, "enriched": 2000}
"""Ten to twenty seconds of one worker's work: on one core, 100 to 200 posts a second pass through all stages
(``python -m tests.benchmarks pipeline``). Less would start workers, and stop all for a rebalance, for what is over
before the new one has read its state. A raw record may be a page of many posts."""
CALM_SECONDS = 600
"""Fewer workers only after the lag has been low for this long: a stop costs the others a rebalance, too."""


# --------------------------------------------------------------------------------------------------- Kafka


def object_name(name: str) -> str:
    """A name as Kubernetes takes it: a DNS name, which may hold dots but neither capitals nor underscores.

    >>> object_name("news.raw.v1"), object_name("Wire_2.raw.v1")
    ('news.raw.v1', 'wire-2.raw.v1')
    """
    return re.sub(r"[^a-z0-9.-]", "-", name.lower())


def kafka_topic(topic: Topic, settings: Settings) -> dict[str, Any]:
    """A topic for Strimzi's topic operator, which creates it and keeps its settings."""
    name = topic.full_name(settings.prefix)
    called = {} if object_name(name) == name else {"topicName": name}  # Strimzi asks to leave it out where it can be
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {"name": object_name(name), "labels": _labels("topic") | {"strimzi.io/cluster": CLUSTER}},
        "spec": {
            **called,
            "partitions": settings.partitions,
            "replicas": settings.replication,
            "config": topic.config | {"min.insync.replicas": str(COPIES_IN_SYNC)},
        },
    }


class Rule(NamedTuple):
    """These operations on what has this name, or on whatever has a name that begins so."""

    resource: str
    name: str
    prefixed: bool
    operations: tuple[str, ...]


def kafka_users(settings: Settings) -> dict[str, list[Rule]]:
    """What each user may do, by its role; and KEDA, which asks for offsets and must not hold a password that could
    read or write news. The operator's rows on the cluster are left out: users and their rules are Strimzi's to write.
    """
    allowed: dict[str, dict[tuple[str, str, bool], list[str]]] = {}
    for row in grants(settings):
        if row.role != "operator" or row.resource.name != "CLUSTER":  # users and rules are written by Strimzi
            what = (row.resource.name.lower(), row.name, row.prefixed)
            operations = (each.name.title().replace("_", "") for each in row.operations)
            allowed.setdefault(str(row.role), {}).setdefault(what, []).extend(operations)
    users = {role: [Rule(*what, tuple(given)) for what, given in rules.items()] for role, rules in allowed.items()}
    scaler = [
        Rule("topic", f"{settings.prefix}.", True, ("Describe",)),
        Rule("group", settings.group, False, ("Describe",)),
    ]
    return {**users, "scaler": scaler}


def kafka_user(role: str, rules: Iterable[Rule]) -> dict[str, Any]:
    """A user for Strimzi's user operator, which leaves the password in a Secret of the same name."""
    acls = [
        {
            "resource": {"type": "cluster"}
            if rule.resource == "cluster"
            else {
                "type": rule.resource,
                "name": rule.name,
                "patternType": "prefix" if rule.prefixed else "literal",
            },
            "operations": list(rule.operations),
        }
        for rule in rules
    ]
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaUser",
        "metadata": {"name": f"streams-{role}", "labels": _labels("user") | {"strimzi.io/cluster": CLUSTER}},
        "spec": {
            "authentication": {"type": "scram-sha-512"},
            "authorization": {"type": "simple", "acls": acls},
        },
    }


# -------------------------------------------------------------------------------------------------- scaling


def scaler(settings: Settings) -> list[dict[str, Any]]:
    """KEDA's scaler on the lag of every stage's input, and the user it asks with."""
    user = "streams-scaler"
    return [
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",  # the name is no secret, and Strimzi's Secret holds the password alone
            "metadata": {"name": user, "labels": _labels("scaler")},
            "data": {"username": user},
        },
        {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "TriggerAuthentication",
            "metadata": {"name": user, "labels": _labels("scaler")},
            "spec": {
                "configMapTargetRef": [{"parameter": "username", "name": user, "key": "username"}],
                "secretTargetRef": [
                    {"parameter": "password", "name": user, "key": "password"},
                    {"parameter": "ca", "name": f"{CLUSTER}-cluster-ca-cert", "key": "ca.crt"},
                ],
            },
        },
        {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": {"name": "streams-worker", "labels": _labels("scaler")},
            "spec": {
                "scaleTargetRef": {"name": "streams-worker", "envSourceContainerName": "worker"},
                "pollingInterval": 30,
                "minReplicaCount": 2,
                "maxReplicaCount": settings.partitions,
                "advanced": {
                    "horizontalPodAutoscalerConfig": {
                        "behavior": {
                            "scaleUp": {"stabilizationWindowSeconds": 60},
                            "scaleDown": {"stabilizationWindowSeconds": CALM_SECONDS},
                        }
                    }
                },
                "triggers": [_trigger(topic, settings, user) for topic in INPUTS],
            },
        },
    ]


def _trigger(topic: Topic, settings: Settings, user: str) -> dict[str, Any]:
    return {
        "type": "kafka",
        "name": topic.name,
        "metadata": {
            "bootstrapServersFromEnv": "STREAMS_BROKER",
            "consumerGroupFromEnv": "STREAMS_GROUP",
            "topic": topic.full_name(settings.prefix),
            "lagThreshold": str(LAG_PER_WORKER[topic.name]),
            "offsetResetPolicy": "earliest",
            "excludePersistentLag": "true",
            "ensureEvenDistributionOfPartitions": "true",
            "sasl": "scram_sha512",
            "tls": "enable",
        },
        "authenticationRef": {"name": user},
    }


# ------------------------------------------------------------------------------------------------- watching


def prometheus_rule(files: Mapping[str, str]) -> dict[str, Any]:
    """The groups of Prometheus' own rule files, by file name, as one object for its operator."""
    groups = [group for _, text in sorted(files.items()) for group in (yaml.safe_load(text) or {}).get("groups") or ()]
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "streams", "labels": _labels("rules")},
        "spec": {"groups": groups},
    }


def dashboards(names: Iterable[str]) -> dict[str, Any]:
    """A kustomization that makes a ConfigMap of each dashboard, with the label that Grafana's sidecar looks for."""
    maps = [
        {"name": f"streams-dashboard-{object_name(Path(name).stem)}", "files": [f"dashboards/{name}"]}
        for name in sorted(names)
    ]
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "generatorOptions": {"disableNameSuffixHash": True, "labels": {"grafana_dashboard": "1"}},
        **({"configMapGenerator": maps} if maps else {}),
    }


# ----------------------------------------------------------------------------------------------------- files


def production_settings() -> Settings:
    """What production's workers are told, as far as the pipeline knows these settings."""
    told = dict(line for path in (HERE / "base", PRODUCTION) for line in read_env(path / "settings.env"))
    return from_environment({setting.env: told[setting.env] for setting in SETTINGS if setting.env in told})


def read_env(path: Path) -> Iterator[tuple[str, str]]:
    """The lines ``NAME=value`` of a file; empty lines and comments are left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name, value


def generate() -> dict[Path, str]:
    """Every generated file with its text."""
    settings = production_settings()
    rules = {path.name: path.read_text(encoding="utf-8") for path in RULES.glob("*.yml")}
    return {
        PRODUCTION / "topics.yaml": _file(
            "The catalogue for Strimzi's topic operator. Who deletes one of these deletes the topic and its records.",
            (kafka_topic(topic, settings) for topic in TOPICS),
        ),
        PRODUCTION / "users.yaml": _file(
            "A user for each role; each may do what its commands ask for.",
            (kafka_user(role, rows) for role, rows in kafka_users(settings).items()),
        ),
        PRODUCTION / "scaler.yaml": _file(SCALER_SAYS, scaler(settings)),
        HERE / "components" / "monitoring" / "rules.yaml": _file(
            "deploy/prometheus/rules/*.yml for the Prometheus Operator.", [prometheus_rule(rules)]
        ),
        GRAFANA / "kustomization.yaml": _file(
            "deploy/grafana/dashboards/*.json as ConfigMaps for Grafana's sidecar.",
            [dashboards(path.name for path in (GRAFANA / "dashboards").glob("*.json"))],
        ),
    }


SCALER_SAYS = """\
As many workers as the lag asks for: of what the inputs of the stages ask for, the most.
- More workers than partitions have nothing to do: hence maxReplicaCount. Nor do more than there are busy desks, for a
  desk is one key, on one partition, in one order. One desk alone is never faster than one worker.
- Even distribution: seven workers on twelve partitions are no faster than six, since some worker still has two.
- Persistent lag asks for nobody: where a partition does not move at all, another worker would not move it either.
- cooldownPeriod is missing on purpose: it rules only the last step, to no worker, which is never taken. Calm comes
  of scaleDown's window.
- The scaler has a user of its own, which may ask for offsets, and read nothing."""


def _labels(component: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": "streams", "app.kubernetes.io/component": component}


def _file(says: str, objects: Iterable[dict[str, Any]]) -> str:
    comment = "".join(
        f"# {line}\n" for line in (*says.splitlines(), "Written by python -m deploy.kubernetes.generate.")
    )
    return comment + yaml.dump_all(objects, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True)


class _Dumper(yaml.SafeDumper):
    """Text of several lines as a block, and no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def stale() -> list[str]:
    """Generated files that do not say what the code says now."""
    return [
        str(path.relative_to(DEPLOY.parent))
        for path, text in generate().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write what is stale."""
    wrong = stale()
    for path, text in generate().items():
        path.write_text(text, encoding="utf-8")
    print("\n".join(wrong) or "nothing to do", file=sys.stderr)


if __name__ == "__main__":
    main()
