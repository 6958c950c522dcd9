"""deploy/kubernetes keeps its promises: valid, hardened, patient with a worker, and what the catalogue says.

Nothing here asks a cluster. Kubernetes' own kinds are checked against its schemas; the kinds of Strimzi, KEDA and the
Prometheus Operator by the fields that we use, which were compared with their definitions once (`FIELDS`).
"""

from __future__ import annotations

import copy
import re
import shutil
import subprocess
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.kubernetes import generate
from streams.pipeline import INPUTS, TOPICS
from streams.runtime.health import Health
from streams.runtime.worker import GRACE_SECONDS
from streams.settings import SETTINGS, Settings, from_environment
from streams.topics import RAW, Topic
from tests.deploy import kustomize
from tests.deploy.kustomize import Object, name_of

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
README = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
BUILT = {name: kustomize.build(KUBERNETES / "overlays" / name) for name in ("dev", "production")}
DEV, PRODUCTION = BUILT.values()
VERSIONS = ("1.31", "1.37")
"""The oldest Kubernetes that we claim, and the newest whose schemas are here."""
FULL_VERSION = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?")

every_overlay = pytest.mark.parametrize("objects", BUILT.values(), ids=BUILT.keys())


def of_kind(kind: str, objects: list[Object]) -> list[Object]:
    return [one for one in objects if one["kind"] == kind]


def the(kind: str, name: str, objects: list[Object]) -> Object:
    [found] = [one for one in objects if name_of(one) == (kind, name)]
    return found


def pod_of(workload: Object) -> Object:
    return workload["spec"]["template"]


def worker_in(objects: list[Object]) -> Object:
    """The container of the worker."""
    [container] = pod_of(the("Deployment", "streams-worker", objects))["spec"]["containers"]
    return container


def settings_in(objects: list[Object]) -> dict[str, str]:
    return the("ConfigMap", "streams-settings", objects)["data"]


# ------------------------------------------------------------------------------------------------------ files


def test_every_file_is_listed_and_every_listed_file_is_there() -> None:
    listed = {*KUBERNETES.glob("*.py")}
    for path in KUBERNETES.rglob("kustomization.yaml"):
        plan = kustomize.kustomization(path.parent)
        named = [*plan.get("resources", ()), *(patch["path"] for patch in plan.get("patches", ()))]
        named += [name for one in plan.get("configMapGenerator", ()) for name in one.get("envs", ())]
        files = {path.parent / name for name in named if not (path.parent / name).is_dir()}
        listed |= {path, *files}
    there = {path for path in KUBERNETES.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert there == listed


def test_every_folder_is_used() -> None:
    used = {KUBERNETES / "overlays" / name for name in BUILT}
    for path in KUBERNETES.rglob("kustomization.yaml"):
        plan = kustomize.kustomization(path.parent)
        entries = [*plan.get("resources", ()), *plan.get("components", ())]
        used |= {(path.parent / name).resolve() for name in entries if (path.parent / name).is_dir()}
    assert {path.parent for path in KUBERNETES.rglob("kustomization.yaml")} | {ROOT / "deploy" / "grafana"} == used


@pytest.mark.parametrize("name", BUILT)
def test_kustomize_itself_builds_the_same(name: str) -> None:
    commands = {"kustomize": ["kustomize", "build"], "kubectl": ["kubectl", "kustomize"]}
    found = [command for program, command in commands.items() if shutil.which(program)]
    if not found:
        pytest.skip("neither kustomize nor kubectl here")
    run = subprocess.run([*found[0], str(KUBERNETES / "overlays" / name)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    text = re.sub(r"\bstreams-settings-[a-z0-9]{10}\b", "streams-settings", run.stdout)
    assert text != run.stdout, "the settings' name carries no hash: workers would not see a change"
    theirs = {name_of(one): ordered(one) for one in yaml.safe_load_all(text)}
    assert theirs == {name_of(one): ordered(one) for one in BUILT[name]}


def ordered(part: Any) -> Any:
    """Lists of named things in one order: a merge may put new ones first or last."""
    if isinstance(part, dict):
        return {key: ordered(value) for key, value in part.items()}
    if isinstance(part, list):
        return sorted(
            (ordered(one) for one in part), key=lambda one: str(one.get("name")) if isinstance(one, dict) else ""
        )
    return part


# ---------------------------------------------------------------------------------------------------- schemas

LABELS = {"metadata.name", "metadata.namespace", "metadata.labels.*"}
KAFKA_TRIGGER = {
    f"spec.triggers[].metadata.{name}"
    for name in (
        "bootstrapServersFromEnv", "consumerGroupFromEnv", "topic", "lagThreshold", "offsetResetPolicy", "sasl", "tls",
        "excludePersistentLag", "ensureEvenDistributionOfPartitions",
    )
}  # fmt: skip
FIELDS = {
    ("kafka.strimzi.io/v1", "KafkaTopic"): {
        "spec.topicName", "spec.partitions", "spec.replicas", "spec.config.*",
    },
    ("kafka.strimzi.io/v1", "KafkaUser"): {
        "spec.authentication.type", "spec.authorization.type", "spec.authorization.acls[].resource.type",
        "spec.authorization.acls[].resource.name", "spec.authorization.acls[].resource.patternType",
        "spec.authorization.acls[].operations[]",
    },
    ("keda.sh/v1alpha1", "TriggerAuthentication"): {
        f"spec.{source}[].{field}"
        for source in ("secretTargetRef", "configMapTargetRef") for field in ("parameter", "name", "key")
    },
    ("keda.sh/v1alpha1", "ScaledObject"): KAFKA_TRIGGER | {
        "spec.scaleTargetRef.name", "spec.scaleTargetRef.envSourceContainerName", "spec.pollingInterval",
        "spec.minReplicaCount", "spec.maxReplicaCount", "spec.triggers[].type", "spec.triggers[].name",
        "spec.triggers[].authenticationRef.name",
        "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.stabilizationWindowSeconds",
        "spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds",
    },
    ("monitoring.coreos.com/v1", "PodMonitor"): {
        "spec.jobLabel", "spec.selector.matchLabels.*", "spec.podMetricsEndpoints[].port",
        "spec.podMetricsEndpoints[].path", "spec.podMetricsEndpoints[].interval",
        "spec.podMetricsEndpoints[].scrapeTimeout",
    },
    ("monitoring.coreos.com/v1", "PrometheusRule"): {
        *(f"spec.groups[].{field}" for field in ("name", "interval", "limit", "labels.*", "query_offset")),
        *(
            f"spec.groups[].rules[].{field}"
            for field in ("alert", "record", "expr", "for", "keep_firing_for", "labels.*", "annotations.*")
        ),
    },
}  # fmt: skip
"""The fields of other people's kinds that we use: in Strimzi 1.2, KEDA 2.20 and the Prometheus Operator 0.93."""


def fields(part: Any, path: str = "") -> Iterator[str]:
    """The path of every value.

    >>> list(fields({"spec": {"groups": [{"name": "a"}]}}))
    ['spec.groups[].name']
    """
    if isinstance(part, dict):
        for name, value in part.items():
            yield from fields(value, f"{path}.{name}" if path else name)
    elif isinstance(part, list):
        for value in part:
            yield from fields(value, f"{path}[]")
    else:
        yield path


def unknown_fields(one: Object) -> set[str]:
    """Fields that the kind does not have, as far as we use it."""
    known = FIELDS[(one["apiVersion"], one["kind"])] | LABELS
    free = tuple(name.removesuffix("*") for name in known if name.endswith("*"))
    return {path for path in fields(one) if path not in {*known, "apiVersion", "kind"} and not path.startswith(free)}


def is_foreign(one: Object) -> bool:
    """A kind that Kubernetes itself does not have."""
    return "." in one["apiVersion"].partition("/")[0] and ".k8s.io/" not in one["apiVersion"]


@every_overlay
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_own_schemas_accept_each_object(objects: list[Object], version: str) -> None:
    own = [one for one in objects if not is_foreign(one)]
    assert len(own) >= 6
    for one in own:
        kubernetes_validate.validate(one, version, strict=True)


@every_overlay
def test_kinds_of_operators_hold_known_fields_only(objects: list[Object]) -> None:
    for one in filter(is_foreign, objects):
        assert not unknown_fields(one), name_of(one)


def test_dev_needs_no_operator() -> None:
    assert not any(map(is_foreign, DEV))


def changed(one: Object, change: Callable[[Any], object]) -> Object:
    """A copy, changed."""
    copied = copy.deepcopy(one)
    change(copied)
    return copied


MISSPELT = {
    "of a container": ("Deployment", lambda one: pod_of(one)["spec"]["containers"][0].update(readonly=True)),
    "of the budget": ("PodDisruptionBudget", lambda one: one["spec"].update(maxUnavailble=1)),
    "of a policy": ("NetworkPolicy", lambda one: one["spec"].update(egres=[])),
    "of a topic": ("KafkaTopic", lambda one: one["spec"].update(partition=3)),
    "of a trigger": ("ScaledObject", lambda one: one["spec"]["triggers"][0]["metadata"].update(lagTreshold="5")),
    "of a monitor": ("PodMonitor", lambda one: one["spec"]["podMetricsEndpoints"][0].update(intervall="5s")),
}


@pytest.mark.parametrize(("kind", "change"), MISSPELT.values(), ids=MISSPELT.keys())
def test_a_misspelt_field_is_found(kind: str, change: Callable[[Any], object]) -> None:
    wrong = changed(of_kind(kind, PRODUCTION)[0], change)
    if is_foreign(wrong):
        assert unknown_fields(wrong)
    else:
        with pytest.raises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


# -------------------------------------------------------------------------------------------------- hardening


def mebibytes(amount: str) -> int:
    return int(amount[:-2]) * {"Mi": 1, "Gi": 1024}[amount[-2:]]


def pod_faults(template: Object) -> set[str]:
    """What is not as it must be in any pod."""
    pod = template["spec"]
    shared = pod.get("securityContext", {})
    volumes = pod.get("volumes", [])
    checks = {
        "root": shared.get("runAsNonRoot") is True and shared.get("runAsUser") and shared.get("runAsGroup"),
        "system calls": shared.get("seccompProfile") == {"type": "RuntimeDefault"},
        "token of Kubernetes": pod.get("automountServiceAccountToken") is False,
        "the default account": pod.get("serviceAccountName") not in (None, "default"),
        "services in the environment": pod.get("enableServiceLinks") is False,
        "shares a name space of the host": not {"hostNetwork", "hostPID", "hostIPC"} & set(pod),
        "folder of the host": not any("hostPath" in volume for volume in volumes),
        "scratch without a size": all("sizeLimit" in one["emptyDir"] for one in volumes if "emptyDir" in one),
        "secret for everyone": all(
            one.get("defaultMode", 0o644) & 0o007 == 0
            for volume in volumes for kind, one in volume.items() if kind in ("secret", "projected")
        ),
    }  # fmt: skip
    found = {fault for fault, fine in checks.items() if not fine}
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        found |= container_faults(container)
    return found


def container_faults(container: Object) -> set[str]:
    """What is not as it must be in any container."""
    context, resources = container.get("securityContext", {}), container.get("resources", {})
    requests, limits = resources.get("requests", {}), resources.get("limits", {})
    checks = {
        "image without a full version": FULL_VERSION.fullmatch(container["image"]),
        "writable root": context.get("readOnlyRootFilesystem") is True,
        "capabilities": context.get("capabilities") == {"drop": ["ALL"]},
        "new privileges": context.get("allowPrivilegeEscalation") is False,
        "privileged": context.get("privileged") is False,
        "a user of its own": not {"runAsUser", "runAsGroup", "runAsNonRoot", "seccompProfile"} & set(context),
        "no memory limit": 0 < mebibytes(requests.get("memory", "0Mi")) <= mebibytes(limits.get("memory", "0Mi")),
        "no request for CPU": "cpu" in requests,
        "a limit on CPU": "cpu" not in limits,
        "no limit on scratch": "ephemeral-storage" in limits,
        "no scratch": any(mount["mountPath"] == "/tmp" for mount in container.get("volumeMounts", [])),
        "secret in the environment": not container.get("env")
        and all("configMapRef" in one for one in container["envFrom"]),
        "port of the host": not any("hostPort" in port for port in container.get("ports", [])),
        "its last words are lost": container.get("terminationMessagePolicy") == "FallbackToLogsOnError",
    }
    return {fault for fault, fine in checks.items() if not fine}


@every_overlay
def test_each_pod_is_hardened(objects: list[Object]) -> None:
    pods = [pod_of(one) for one in objects if "template" in one.get("spec", {})]
    assert pods
    for pod in pods:
        assert pod_faults(pod) == set()


def pod(**changes: Any) -> Callable[[Any], object]:
    return lambda template: template["spec"].update(changes)


def context(**changes: Any) -> Callable[[Any], object]:
    return lambda template: template["spec"]["containers"][0]["securityContext"].update(changes)


def container(**changes: Any) -> Callable[[Any], object]:
    return lambda template: template["spec"]["containers"][0].update(changes)


A_SECRET = {
    "name": "STREAMS_SASL_PASSWORD",
    "valueFrom": {"secretKeyRef": {"name": "streams-worker", "key": "password"}},
}
WRONG = {
    "root by number": (pod(securityContext={"runAsNonRoot": True, "runAsUser": 0}), "root"),
    "whatever user the image has": (pod(securityContext={"runAsNonRoot": True}), "root"),
    "any system call": (pod(securityContext={"seccompProfile": {"type": "Unconfined"}}), "system calls"),
    "a token it does not need": (pod(automountServiceAccountToken=True), "token of Kubernetes"),
    "everybody's account": (pod(serviceAccountName="default"), "the default account"),
    "Services that look like settings": (pod(enableServiceLinks=True), "services in the environment"),
    "the host's network": (pod(hostNetwork=True), "shares a name space of the host"),
    "the host's disk": (pod(volumes=[{"name": "tmp", "hostPath": {"path": "/tmp"}}]), "folder of the host"),
    "scratch until the node is full": (pod(volumes=[{"name": "tmp", "emptyDir": {}}]), "scratch without a size"),
    "a password that all may read": (
        pod(volumes=[{"name": "kafka", "secret": {"secretName": "streams-worker"}}]),
        "secret for everyone",
    ),
    "a tag that moves": (container(image="streams:latest"), "image without a full version"),
    "no tag at all": (container(image="streams"), "image without a full version"),
    "a root file system to write on": (context(readOnlyRootFilesystem=False), "writable root"),
    "one capability back": (context(capabilities={"drop": ["ALL"], "add": ["CHOWN"]}), "capabilities"),
    "only some capabilities gone": (context(capabilities={"drop": ["NET_RAW"]}), "capabilities"),
    "setuid programs work": (context(allowPrivilegeEscalation=True), "new privileges"),
    "all of the host": (context(privileged=True), "privileged"),
    "root for one container": (context(runAsUser=0), "a user of its own"),
    "memory without end": (container(resources={"requests": {"cpu": "1"}}), "no memory limit"),
    "throttled": (container(resources={"limits": {"cpu": "1"}}), "a limit on CPU"),
    "nowhere to write": (container(volumeMounts=[]), "no scratch"),
    "a password in the environment": (container(env=[A_SECRET]), "secret in the environment"),
    "a Secret as environment": (container(envFrom=[{"secretRef": {"name": "x"}}]), "secret in the environment"),
    "a port of the node": (container(ports=[{"containerPort": 9808, "hostPort": 9808}]), "port of the host"),
}


@pytest.mark.parametrize(("change", "fault"), WRONG.values(), ids=WRONG.keys())
def test_the_check_finds(change: Callable[[Any], object], fault: str) -> None:
    assert fault in pod_faults(changed(pod_of(the("Deployment", "streams-worker", PRODUCTION)), change))


@every_overlay
def test_no_secret_is_in_a_manifest(objects: list[Object]) -> None:
    assert not of_kind("Secret", objects)
    for one in of_kind("ConfigMap", objects):
        named = [name for name in one["data"] if re.search("PASSWORD|SECRET|TOKEN|JAAS|CREDENTIAL", name, re.I)]
        assert all(name.endswith("_FILE") for name in named), named


def test_account_has_no_token_of_kubernetes() -> None:
    assert the("ServiceAccount", "streams", DEV)["automountServiceAccountToken"] is False


def test_dev_refuses_pods_that_are_less_hardened() -> None:
    [space] = of_kind("Namespace", DEV)
    assert space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    assert {one["metadata"].get("namespace") for one in DEV} == {None, space["metadata"]["name"]}


# --------------------------------------------------------------------------------------------------- settings


@every_overlay
def test_every_setting_used_exists_and_can_be_read(objects: list[Object]) -> None:
    known = {setting.env for setting in SETTINGS}
    told = settings_in(objects)
    assert set(told) <= known
    settings = from_environment({name: value for name, value in told.items() if name in known})
    assert settings.broker
    assert worker_in(objects)["envFrom"] == [{"configMapRef": {"name": "streams-settings"}}]


@every_overlay
def test_images_carry_our_version(objects: list[Object]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    spec = pod_of(the("Deployment", "streams-worker", objects))["spec"]
    for one in [*spec.get("initContainers", []), *spec["containers"]]:
        assert one["image"] == f"streams:{project['version']}"


def test_dev_makes_its_topics_before_the_worker_starts() -> None:
    spec = pod_of(the("Deployment", "streams-worker", DEV))["spec"]
    [before] = spec["initContainers"]
    assert before["args"] == ["topics", "apply"]
    assert before["envFrom"] == worker_in(DEV)["envFrom"], "a worker refuses topics that are not as its settings say"
    assert before["image"] == worker_in(DEV)["image"]


def test_production_leaves_topics_to_the_operator() -> None:
    assert "initContainers" not in pod_of(the("Deployment", "streams-worker", PRODUCTION))["spec"]


def test_password_and_certificate_are_files_where_the_settings_say() -> None:
    told = settings_in(PRODUCTION)
    [mount] = [one for one in worker_in(PRODUCTION)["volumeMounts"] if one["name"] == "kafka"]
    spec = pod_of(the("Deployment", "streams-worker", PRODUCTION))["spec"]
    [volume] = [one for one in spec["volumes"] if one["name"] == "kafka"]
    files = {
        f"{mount['mountPath']}/{item['path']}": (source["secret"]["name"], item["key"])
        for source in volume["projected"]["sources"] for item in source["secret"]["items"]
    }  # fmt: skip
    assert mount["readOnly"] is True
    assert files == {
        told["STREAMS_SASL_PASSWORD_FILE"]: (told["STREAMS_SASL_USERNAME"], "password"),
        told["STREAMS_SSL_CAFILE"]: (f"{generate.CLUSTER}-cluster-ca-cert", "ca.crt"),
    }
    assert the("KafkaUser", told["STREAMS_SASL_USERNAME"], PRODUCTION), "its Secret has the user's name"
    assert volume["projected"]["defaultMode"] == 0o440 and spec["securityContext"]["fsGroup"] == 10001


def test_production_speaks_tls_and_scram_with_the_cluster_it_names() -> None:
    told = settings_in(PRODUCTION)
    space = the("Deployment", "streams-worker", PRODUCTION)["metadata"]["namespace"]
    assert told["STREAMS_BROKER"] == f"{generate.CLUSTER}-kafka-bootstrap.{space}.svc:9093"
    assert told["STREAMS_SECURITY_PROTOCOL"] == "SASL_SSL"
    for user in of_kind("KafkaUser", PRODUCTION):
        assert user["spec"]["authentication"]["type"].upper() == told["STREAMS_SASL_MECHANISM"]


# ----------------------------------------------------------------------------------------------------- probes


def seconds(probe: Object) -> int:
    """For how long it may fail."""
    return int(probe["periodSeconds"]) * int(probe["failureThreshold"])


@every_overlay
@pytest.mark.parametrize("probe", ["startupProbe", "livenessProbe", "readinessProbe"])
def test_probes_ask_for_what_a_worker_serves(objects: list[Object], probe: str) -> None:
    worker = worker_in(objects)
    get = worker[probe]["httpGet"]
    [port] = [one for one in worker["ports"] if one["name"] == get["port"]]
    told = settings_in(objects)
    assert str(port["containerPort"]) == told["STREAMS_METRICS_PORT"]
    assert told["STREAMS_METRICS_HOST"] == "0.0.0.0", "the kubelet asks from outside the pod"
    server = Health("127.0.0.1", 0, lambda: b"", live=lambda: None, ready=lambda: None, spent=lambda seconds: None)
    server.start()
    try:
        assert urllib.request.urlopen(server.url + get["path"], timeout=5).status == 200
    finally:
        server.stop()


@every_overlay
def test_the_worker_heals_itself_before_the_kubelet_replaces_it(objects: list[Object]) -> None:
    worker = worker_in(objects)
    stall = int(settings_in(objects).get("STREAMS_STALL_SECONDS", Settings().stall_seconds))
    assert seconds(worker["livenessProbe"]) >= 2 * stall
    assert seconds(worker["startupProbe"]) >= 300, "a broker may be away for a while"
    progress = the("Deployment", "streams-worker", objects)["spec"]["progressDeadlineSeconds"]
    assert progress > seconds(worker["startupProbe"]), "else a rollout fails that still may start"


@every_overlay
def test_a_new_worker_runs_before_an_old_one_ends(objects: list[Object]) -> None:
    spec = the("Deployment", "streams-worker", objects)["spec"]
    assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert spec["minReadySeconds"] > 0


@every_overlay
def test_worker_is_given_the_time_it_needs_to_stop(objects: list[Object]) -> None:
    grace = pod_of(the("Deployment", "streams-worker", objects))["spec"]["terminationGracePeriodSeconds"]
    assert grace >= GRACE_SECONDS + 5 + 5  # the worker, its parent's patience, and the word to the group


# ------------------------------------------------------------------------------------------- selectors, network


def chosen(selector: Object, labels: Object) -> bool:
    return all(labels.get(name) == value for name, value in selector["matchLabels"].items())


@every_overlay
def test_every_selector_finds_the_worker(objects: list[Object]) -> None:
    deployment = the("Deployment", "streams-worker", objects)
    labels = pod_of(deployment)["metadata"]["labels"]
    selectors = {
        "deployment": deployment["spec"]["selector"],
        **{
            f"spread {n}": one["labelSelector"]
            for n, one in enumerate(pod_of(deployment)["spec"]["topologySpreadConstraints"])
        },
        **{
            f"{one['kind']}": one["spec"]["selector"]
            for one in objects
            if one["kind"] in ("PodDisruptionBudget", "PodMonitor")
        },
        **{f"policy {name_of(one)[1]}": one["spec"]["podSelector"] for one in of_kind("NetworkPolicy", objects)},
    }
    assert len(selectors) >= 7
    for name, selector in selectors.items():
        assert selector["matchLabels"] and chosen(selector, labels), name


@every_overlay
def test_drains_take_one_worker_at_a_time_and_are_never_blocked(objects: list[Object]) -> None:
    [budget] = of_kind("PodDisruptionBudget", objects)
    assert budget["spec"]["maxUnavailable"] == 1 and "minAvailable" not in budget["spec"]
    assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def allowed(objects: list[Object], direction: str) -> list[tuple[Any, Any]]:
    """Every way that the policies leave open: from or to whom (None is everyone), and by which ports."""
    peers = {"ingress": "from", "egress": "to"}[direction]
    return [
        (rule.get(peers), [port["port"] for port in rule.get("ports", ["every"])])
        for policy in of_kind("NetworkPolicy", objects) for rule in policy["spec"].get(direction, ())
    ]  # fmt: skip


@every_overlay
def test_nothing_is_open_but_what_is_named(objects: list[Object]) -> None:
    base = the("NetworkPolicy", "streams", objects)["spec"]
    assert base["policyTypes"] == ["Ingress", "Egress"] and base["ingress"] == []
    assert base["podSelector"]["matchLabels"] == {"app.kubernetes.io/name": "streams"}
    [(who, ports)] = allowed(objects, "ingress")
    [peer] = who
    assert set(peer) == {"namespaceSelector", "podSelector"} and ports == ["metrics"]
    broker = int(settings_in(objects)["STREAMS_BROKER"].rpartition(":")[2])
    assert [ports for _, ports in allowed(objects, "egress")] == [[53, 53], [broker]]


def test_production_reaches_the_pods_of_its_cluster_alone() -> None:
    [(who, _)] = [way for way in allowed(PRODUCTION, "egress") if way[1] == [9093]]
    assert who == [
        {
            "podSelector": {
                "matchLabels": {"strimzi.io/cluster": generate.CLUSTER, "strimzi.io/name": f"{generate.CLUSTER}-kafka"}
            }
        }
    ]


# ------------------------------------------------------------------------------------------------------ Kafka


def test_generated_files_are_what_the_code_says() -> None:
    assert generate.stale() == [], "run `python -m deploy.kubernetes.generate`"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_each_topic_of_the_catalogue_is_there_for_strimzi(topic: Topic) -> None:
    told = settings_in(PRODUCTION)
    found = the("KafkaTopic", topic.full_name(told["STREAMS_PREFIX"]), PRODUCTION)
    assert found["metadata"]["labels"]["strimzi.io/cluster"] == generate.CLUSTER
    assert found["spec"]["partitions"] == int(told["STREAMS_PARTITIONS"])
    assert found["spec"]["replicas"] == int(told["STREAMS_REPLICATION"]) == 3
    assert found["spec"]["config"].items() >= topic.config.items()
    assert found["spec"]["config"].keys() - topic.config.keys() == {"min.insync.replicas"}


def test_strimzi_is_asked_for_no_topic_beside_the_catalogue() -> None:
    assert len(of_kind("KafkaTopic", PRODUCTION)) == len(TOPICS)


ODD = {"capitals": "News", "an underscore": "live_news", "both": "Live_News"}


@pytest.mark.parametrize("prefix", ODD.values(), ids=ODD.keys())
def test_a_name_that_kubernetes_refuses_is_kept_for_kafka(prefix: str) -> None:
    made = generate.kafka_topic(RAW, Settings(prefix=prefix))
    assert re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", made["metadata"]["name"])
    assert made["spec"]["topicName"] == f"{prefix}.raw.v1"


def rules_of(role: str) -> list[tuple[str, str, set[str]]]:
    acls = the("KafkaUser", f"streams-{role}", PRODUCTION)["spec"]["authorization"]["acls"]
    return [(acl["resource"]["type"], acl["resource"].get("name", ""), set(acl["operations"])) for acl in acls]


def test_each_role_has_a_user() -> None:
    names = {name_of(one)[1] for one in of_kind("KafkaUser", PRODUCTION)}
    assert names == {f"streams-{role}" for role in ("worker", "source", "subscriber", "operator", "scaler")}


TOUCH = {"Create", "Alter", "AlterConfigs", "Delete", "All"}
NEVER = {
    "a source reads": ("source", {"Read"} | TOUCH),
    "a subscriber writes": ("subscriber", {"Write"} | TOUCH),
    "a worker makes or changes topics": ("worker", TOUCH),
    "the scaler reads or writes": ("scaler", {"Read", "Write"} | TOUCH),
}


@pytest.mark.parametrize(("role", "operations"), NEVER.values(), ids=NEVER.keys())
def test_it_is_not_allowed_that(role: str, operations: set[str]) -> None:
    for _, name, given in rules_of(role):
        assert not given & operations, name


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_worker_may_write_every_topic_and_read_what_it_must(topic: Topic) -> None:
    name = topic.full_name(settings_in(PRODUCTION)["STREAMS_PREFIX"])
    acls = the("KafkaUser", "streams-worker", PRODUCTION)["spec"]["authorization"]["acls"]
    given = {
        operation
        for acl in acls
        if name == acl["resource"].get("name")
        or (acl["resource"].get("patternType") == "prefix" and name.startswith(acl["resource"]["name"]))
        for operation in acl["operations"]
    }
    assert given >= {"Write", "Describe", "DescribeConfigs"}
    assert ("Read" in given) is (topic in INPUTS or topic.name.startswith("state."))


def test_who_is_no_operator_is_given_names_of_ours_only() -> None:
    told = settings_in(PRODUCTION)
    ours = {"topic": f"{told['STREAMS_PREFIX']}.", "group": ("subscriber-", told["STREAMS_GROUP"])}
    for role in ("worker", "source", "subscriber", "scaler"):
        for resource, name, given in rules_of(role):
            assert given == {"Describe"} if resource == "cluster" else name.startswith(ours[resource]), role


# ---------------------------------------------------------------------------------------------------- scaling


def test_the_scaler_follows_every_stage_up_to_one_worker_a_partition() -> None:
    told = settings_in(PRODUCTION)
    [scaled] = of_kind("ScaledObject", PRODUCTION)
    assert scaled["spec"]["scaleTargetRef"]["name"] == "streams-worker"
    assert scaled["spec"]["maxReplicaCount"] == int(told["STREAMS_PARTITIONS"])
    assert "replicas" not in the("Deployment", "streams-worker", PRODUCTION)["spec"], "each apply would undo the scaler"
    triggers = [trigger["metadata"] for trigger in scaled["spec"]["triggers"]]
    assert [one["topic"] for one in triggers] == [topic.full_name(told["STREAMS_PREFIX"]) for topic in INPUTS]
    for one in triggers:
        for name, value in one.items():
            assert not name.endswith("FromEnv") or value in told
        full = int(told.get("STREAMS_BATCH_MAX", Settings().batch_max))
        assert int(one["lagThreshold"]) >= full, "a full batch under way is no reason for another worker"
        assert one["excludePersistentLag"] == "true"
        assert one["offsetResetPolicy"] == "earliest", "so does a worker"


def test_fewer_workers_come_later_than_more() -> None:
    [scaled] = of_kind("ScaledObject", PRODUCTION)
    behavior = scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    windows = {name: one["stabilizationWindowSeconds"] for name, one in behavior.items()}
    assert windows["scaleDown"] > windows["scaleUp"] >= scaled["spec"]["pollingInterval"]


def test_the_scaler_asks_as_a_user_that_is_there() -> None:
    [login] = of_kind("TriggerAuthentication", PRODUCTION)
    name = login["metadata"]["name"]
    assert the("ConfigMap", name, PRODUCTION)["data"] == {"username": name}
    assert the("KafkaUser", name, PRODUCTION)
    told = {one["parameter"]: (one["name"], one["key"]) for one in login["spec"]["secretTargetRef"]}
    assert told == {"password": (name, "password"), "ca": (f"{generate.CLUSTER}-cluster-ca-cert", "ca.crt")}
    [scaled] = of_kind("ScaledObject", PRODUCTION)
    assert {one["authenticationRef"]["name"] for one in scaled["spec"]["triggers"]} == {name}


# --------------------------------------------------------------------------------------------------- watching


def test_workers_are_scraped_as_by_our_own_prometheus() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    [monitor] = of_kind("PodMonitor", PRODUCTION)
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    assert endpoint["interval"] == config["global"]["scrape_interval"]
    assert endpoint["scrapeTimeout"] == config["global"]["scrape_timeout"]
    [port] = [port for port in worker_in(PRODUCTION)["ports"] if port["name"] == endpoint["port"]]
    [job] = [job for job in config["scrape_configs"] if job["job_name"] != "prometheus"]
    assert (endpoint["path"], port["containerPort"]) == (job["metrics_path"], job["dns_sd_configs"][0]["port"])
    labels = pod_of(the("Deployment", "streams-worker", PRODUCTION))["metadata"]["labels"]
    assert labels[monitor["spec"]["jobLabel"]] == job["job_name"], "rules and dashboards choose by it"


TWO_FILES = {
    "recording.yml": "groups:\n- name: streams.rates\n  interval: 15s\n  rules:\n  - {record: a:b, expr: sum(up)}\n",
    "alerts.yml": (
        "groups:\n- name: streams.alerts\n  rules:\n  - alert: Down\n    expr: up == 0\n    for: 5m\n"
        "    labels: {severity: page}\n    annotations: {summary: '{{ $labels.instance }} is down'}\n"
    ),
}
RULE_FILES = {
    "two files, by name": (TWO_FILES, ["streams.alerts", "streams.rates"]),
    "no file": ({}, []),
    "an empty file": ({"alerts.yml": ""}, []),
    "a file without groups": ({"alerts.yml": "groups:\n"}, []),
}


@pytest.mark.parametrize(("files", "groups"), RULE_FILES.values(), ids=RULE_FILES.keys())
def test_rules_are_handed_on_as_they_are(files: dict[str, str], groups: list[str]) -> None:
    rule = generate.prometheus_rule(files)
    assert [group["name"] for group in rule["spec"]["groups"]] == groups
    assert not unknown_fields(rule)
    given = [group for name in sorted(files) for group in (yaml.safe_load(files[name]) or {}).get("groups") or ()]
    assert rule["spec"]["groups"] == given


def test_a_rule_file_with_a_field_that_the_operator_does_not_know_is_found() -> None:
    rule = generate.prometheus_rule({"alerts.yml": "groups: [{name: a, rules: [{alert: b, exp: up}]}]"})
    assert unknown_fields(rule) == {"spec.groups[].rules[].exp"}


def test_every_dashboard_becomes_a_config_map_of_its_own() -> None:
    there = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
    made = {name: text for one in PRODUCTION if "grafana_dashboard" in one["metadata"].get("labels", {})
            for name, text in one["data"].items()}  # fmt: skip
    assert made == {path.name: path.read_text(encoding="utf-8") for path in there}
    for name, text in made.items():
        assert len(text.encode()) < 1_000_000, f"{name}: a ConfigMap takes 1 MiB"


def test_the_list_of_dashboards_follows_the_files() -> None:
    plan = generate.dashboards(["stages.json", "News_desk.json"])
    assert plan["generatorOptions"]["labels"] == {"grafana_dashboard": "1"}
    assert plan["configMapGenerator"] == [
        {"name": "streams-dashboard-news-desk", "files": ["dashboards/News_desk.json"]},
        {"name": "streams-dashboard-stages", "files": ["dashboards/stages.json"]},
    ]


# ------------------------------------------------------------------------------------------------------ words


def test_readme_tells_how_to_run_each_overlay() -> None:
    for name in BUILT:
        assert f"deploy/kubernetes/overlays/{name}" in README
    for program in ("Strimzi 1.2", "KEDA 2.20", "Prometheus Operator 0.93", f"Kubernetes {VERSIONS[0]}"):
        assert program in README
