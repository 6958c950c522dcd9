"""docker-compose.yml keeps its promises: pinned, hardened, loopback only, started in order."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.runtime.acls import Role
from streams.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
README = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
SECURE = {"secrets", "kafka-secure", "topics-secure", "worker-secure"}
FULL_VERSION = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?")

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


def megabytes(amount: str) -> int:
    return int(amount[:-1]) * {"m": 1, "g": 1024}[amount[-1]]


def seconds(amount: str) -> int:
    return int(amount.removesuffix("s"))


def has(service: str, **fields: object) -> dict[str, Any]:
    return SERVICES[service] | fields


def faults(service: dict[str, Any]) -> set[str]:
    """What is not as it must be in any service."""
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    volumes = [volume.split(":")[0] for volume in service.get("volumes", [])]
    checks = {
        "image without a full version": FULL_VERSION.fullmatch(service["image"]),
        "root": re.fullmatch(r"[1-9]\d*:\d+", str(service.get("user", ""))),
        "writable root": service.get("read_only") is True,
        "capabilities": service.get("cap_drop") == ["ALL"] and "cap_add" not in service,
        "new privileges": service.get("security_opt") == ["no-new-privileges:true"],
        "privileged": not service.get("privileged"),
        "shares a name space of the host": not {"network_mode", "pid", "ipc", "userns_mode"} & set(service),
        "no memory limit": megabytes(limits.get("memory", "0m")) > 0,
        "no process limit": limits.get("pids", 0) > 0,
        "no stop grace": seconds(service.get("stop_grace_period", "0s")) >= 20,
        "no check": "test" in service.get("healthcheck", {}) or service["restart"].startswith("on-failure:"),
        "folder of ours that can be written": all(
            volume.endswith(":ro") for volume in service.get("volumes", []) if volume.startswith("./")
        ),
        "no limit on logs": set(service.get("logging", {}).get("options", {})) == {"max-size", "max-file"},
        "port for others": all(port.startswith("127.0.0.1:") for port in service.get("ports", [])),
        "Docker's socket": not any("docker.sock" in volume for volume in volumes),
        "no scratch": any(mount.startswith("/tmp:") for mount in service.get("tmpfs", [])),
        "scratch without a size": all("size=" in mount for mount in service.get("tmpfs", [])),
        "network": bool(service.get("networks")),
        "secret in the environment": not any(
            re.search("PASSWORD|SECRET|TOKEN|JAAS|CREDENTIAL", name) and not name.endswith("_FILE")
            for name in service.get("environment", {})
        ),
    }
    return {fault for fault, fine in checks.items() if not fine}


@each_service
def test_each_service_is_hardened(service: dict[str, Any]) -> None:
    assert faults(service) == set()


WRONG = {
    "a tag that moves": (has("kafka", image="apache/kafka:latest"), "image without a full version"),
    "a version that moves": (has("grafana", image="grafana/grafana:13.2"), "image without a full version"),
    "no tag at all": (has("kafka", image="apache/kafka"), "image without a full version"),
    "a port on every address": (has("kafka", ports=["9092:9092"]), "port for others"),
    "root by number": (has("worker", user="0:0"), "root"),
    "Docker's socket": (has("worker", volumes=["/var/run/docker.sock:/run/docker.sock"]), "Docker's socket"),
    "one capability back": (has("kafka", cap_add=["CHOWN"]), "capabilities"),
    "a password in the open": (
        has("grafana", environment={"GF_SECURITY_ADMIN_PASSWORD": "x"}),
        "secret in the environment",
    ),
    "the password itself beside its file": (
        has("worker-secure", environment={"STREAMS_SASL_PASSWORD": "x", "STREAMS_SASL_PASSWORD_FILE": "/x"}),
        "secret in the environment",
    ),
    "scripts of the broker that it could change": (
        has("kafka-secure", volumes=["./deploy/kafka:/etc/streams"]),
        "folder of ours that can be written",
    ),
    "the host's network": (has("worker", network_mode="host"), "shares a name space of the host"),
}


@pytest.mark.parametrize(("service", "fault"), WRONG.values(), ids=WRONG.keys())
def test_the_check_finds(service: dict[str, Any], fault: str) -> None:
    assert fault in faults(service)


def test_the_default_set_needs_no_profile_and_the_secure_one_has_its_own() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" not in service} == {
        "kafka", "topics", "worker", "prometheus", "grafana",
    }  # fmt: skip
    assert {name for name, service in SERVICES.items() if service.get("profiles") == ["secure"]} == SECURE
    assert len(SERVICES) == 5 + len(SECURE), "no other profile"
    assert SERVICES["worker"]["deploy"]["replicas"] == SERVICES["worker-secure"]["deploy"]["replicas"] == 2


def needed(*names: str) -> set[str]:
    """What `docker compose up NAME…` starts: these, and all they depend on."""
    return set(names) | {one for name in names for one in needed(*SERVICES[name].get("depends_on", {}))}


def test_the_command_for_the_secure_set_starts_that_and_no_plain_broker() -> None:
    [command] = set(re.findall(r"docker compose --profile secure up --build --detach ([\w -]+?)(?= *#|\n)", README))
    assert needed(*command.split()) == SECURE | {"prometheus", "grafana"}
    assert command in (ROOT / "docker-compose.yml").read_text("utf-8").split("name: streams")[0]
    assert not needed(*(set(SERVICES) - SECURE)) & SECURE, "nor the other way round"


def test_services_start_in_order() -> None:
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert SERVICES["topics"]["command"] == ["topics", "apply"]
    assert SERVICES["worker"]["depends_on"]["topics"] == {"condition": "service_completed_successfully"}
    assert SERVICES["worker"]["command"] == ["worker"]


def test_the_secure_set_starts_in_order() -> None:
    assert SERVICES["kafka-secure"]["depends_on"] == {"secrets": {"condition": "service_completed_successfully"}}
    assert SERVICES["topics-secure"]["depends_on"] == {"kafka-secure": {"condition": "service_healthy"}}
    assert SERVICES["topics-secure"]["command"] == ["topics", "apply", "--acls"]
    assert SERVICES["worker-secure"]["depends_on"]["topics-secure"] == {"condition": "service_completed_successfully"}
    assert SERVICES["worker-secure"]["command"] == SERVICES["worker"]["command"]


def test_each_container_is_in_the_group_of_its_own_password_alone() -> None:
    script = (ROOT / "deploy" / "kafka" / "secrets.sh").read_text("utf-8")
    groups = dict(re.findall(r"(?m)^ +(\w+)\) echo (\d+) ;;", script))
    assert set(groups) == set(Role)
    assert sorted(SERVICES["secrets"]["group_add"]) == sorted(groups.values())
    for name, role in (("topics-secure", Role.OPERATOR), ("worker-secure", Role.WORKER)):
        service, settings = SERVICES[name], SERVICES[name]["environment"]
        assert service["user"] == f"10001:{groups[role]}" and "group_add" not in service
        assert [one for one in service["volumes"] if "secret" in one] == ["secrets:/run/secrets/streams:ro"]
        assert settings["STREAMS_SASL_USERNAME"] == role
        assert settings["STREAMS_SASL_PASSWORD_FILE"] == f"/run/secrets/streams/{role}.password"
    assert SERVICES["secrets"]["user"] == SERVICES["kafka-secure"]["user"] == "1000:1000", (
        "who made them reads them all"
    )
    writers = {name for name in SECURE for volume in SERVICES[name]["volumes"] if re.fullmatch("secrets:[^:]+", volume)}
    assert writers == {"secrets"}


def test_the_secure_broker_lets_nobody_in_without_tls_and_a_name() -> None:
    lines = (ROOT / "deploy" / "kafka" / "secure.properties").read_text("utf-8").splitlines()
    kafka = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    listeners = dict(one.split("://") for one in kafka["listeners"].split(","))
    protocols = dict(one.split(":") for one in kafka["listener.security.protocol.map"].split(","))
    assert set(listeners) == set(protocols)
    for name, protocol in protocols.items():
        inside = listeners[name].startswith("127.0.0.1:")
        assert protocol == ("SSL" if inside else "SASL_SSL"), name
        assert not inside or kafka[f"listener.name.{name.lower()}.ssl.client.auth"] == "required"
    assert kafka["sasl.enabled.mechanisms"] == Settings().sasl_mechanism
    assert kafka["authorizer.class.name"].endswith(".StandardAuthorizer")
    assert kafka["allow.everyone.if.no.acl.found"] == "false"
    assert kafka["super.users"] == f"User:{Role.OPERATOR};User:CN=kafka-secure"
    assert not re.search(r"password=(?!\$\{directory:)", "\n".join(lines)), "a password stands in a file of its own"


def test_the_secure_broker_is_the_plain_one_in_all_else() -> None:
    lines = (ROOT / "deploy" / "kafka" / "secure.properties").read_text("utf-8").splitlines()
    secure = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    plain = {
        name.removeprefix("KAFKA_").lower().replace("_", "."): value
        for name, value in SERVICES["kafka"]["environment"].items()
    }
    same = set(plain) - {name for name in plain if "listener" in name or name in ("heap.opts", "cluster.id")}
    assert {name: secure.get(name) for name in same - {"extra.args", "controller.quorum.voters"}} == {
        name: plain[name] for name in same - {"extra.args", "controller.quorum.voters"}
    }
    limits = [SERVICES[name]["deploy"]["resources"]["limits"] for name in ("kafka", "kafka-secure")]
    assert limits[0] == limits[1] and SERVICES["kafka"]["image"] == SERVICES["kafka-secure"]["image"]
    advertised = dict(one.split("://") for one in secure["advertised.listeners"].split(","))
    assert SERVICES["worker-secure"]["environment"]["STREAMS_BROKER"] == advertised["CLIENTS"]
    assert SERVICES["kafka-secure"]["ports"] == [f"{advertised['HOST']}:{advertised['HOST'].split(':')[1]}"]
    assert f"kafka-secure-data:{secure['log.dirs']}" in SERVICES["kafka-secure"]["volumes"]


def test_kafka_is_one_broker_that_takes_our_records() -> None:
    kafka = SERVICES["kafka"]["environment"]
    assert kafka["KAFKA_PROCESS_ROLES"] == "broker,controller"
    assert kafka["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    copies = {name: value for name, value in kafka.items() if name.endswith(("REPLICATION_FACTOR", "_ISR"))}
    assert len(copies) >= 6 and set(copies.values()) == {"1"}, "the defaults ask for three brokers"
    assert kafka["KAFKA_MESSAGE_MAX_BYTES"] == kafka["KAFKA_REPLICA_FETCH_MAX_BYTES"] == str(10 * 1024 * 1024)
    listeners = dict(listener.split("://") for listener in kafka["KAFKA_LISTENERS"].split(","))
    advertised = dict(listener.split("://") for listener in kafka["KAFKA_ADVERTISED_LISTENERS"].split(","))
    assert set(listeners) == {"CONTROLLER", "PLAINTEXT_HOST", "PLAINTEXT"}
    assert advertised == {"PLAINTEXT_HOST": "127.0.0.1:9092", "PLAINTEXT": "kafka:19092"}
    assert SERVICES["worker"]["environment"]["STREAMS_BROKER"] == advertised["PLAINTEXT"]
    assert SERVICES["kafka"]["volumes"] == [f"kafka-data:{kafka['KAFKA_LOG_DIRS']}"]
    assert megabytes("512m") * 2 <= megabytes(SERVICES["kafka"]["deploy"]["resources"]["limits"]["memory"])


def test_brokers_limit_holds_our_largest_topic() -> None:
    topics = pytest.importorskip("streams.topics")
    largest = max(topic.bytes_max for topic in topics.CATALOGUE)
    assert largest < int(SERVICES["kafka"]["environment"]["KAFKA_MESSAGE_MAX_BYTES"])


def test_broker_is_the_one_that_demo_and_tests_run() -> None:
    lock = ROOT / "streams" / "data" / "kafka-jars.lock.toml"
    if not lock.exists():
        pytest.skip("no lock of the embedded Kafka's jars yet")
    [version] = set(re.findall(r"org\.apache\.kafka:kafka_2\.13:([\d.]+)", lock.read_text(encoding="utf-8")))
    assert SERVICES["kafka"]["image"].partition("@")[0] == f"apache/kafka:{version}"


def test_our_image_carries_our_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = {service["image"] for service in SERVICES.values() if "build" in service}
    assert ours == {f"streams:{project['version']}"}
    assert (ROOT / SERVICES["worker"]["build"]["dockerfile"]).exists()


def test_every_setting_used_exists_and_can_be_read() -> None:
    settings = pytest.importorskip("streams.settings")
    known = {setting.env for setting in settings.SETTINGS}
    for name, service in SERVICES.items():
        ours = {key: value for key, value in service.get("environment", {}).items() if key.startswith("STREAMS_")}
        assert set(ours) <= known, name
        settings.from_environment(ours)
    same = ("STREAMS_BROKER", "STREAMS_PREFIX", "STREAMS_PARTITIONS")
    for key in same:
        assert SERVICES["topics"]["environment"][key] == SERVICES["worker"]["environment"][key]
        assert SERVICES["topics-secure"]["environment"][key] == SERVICES["worker-secure"]["environment"][key]
    assert SERVICES["worker"]["environment"].get("STREAMS_SECURITY_PROTOCOL") is None
    assert SERVICES["worker-secure"]["environment"]["STREAMS_SECURITY_PROTOCOL"] == "SASL_SSL"


@pytest.mark.parametrize("name", ["worker", "worker-secure"])
def test_metrics_are_served_inside_the_network_only(name: str) -> None:
    worker = SERVICES[name]
    assert worker["environment"]["STREAMS_METRICS_HOST"] == "0.0.0.0"
    assert "ports" not in worker
    assert worker["expose"] == [worker["environment"]["STREAMS_METRICS_PORT"]]
    assert f":{worker['expose'][0]}/ready" in " ".join(worker["healthcheck"]["test"])


def test_who_only_watches_has_no_way_to_kafka() -> None:
    for name in ("prometheus", "grafana"):
        assert SERVICES[name]["networks"] == ["watching"]
    assert SERVICES["kafka"]["networks"] == ["pipeline"]
    for name in ("secrets", "kafka-secure", "topics-secure"):
        assert SERVICES[name]["networks"] == ["secured"]
    assert set(SERVICES["worker-secure"]["networks"]) == {"secured", "watching"}
    assert set(COMPOSE["networks"]) == {"pipeline", "secured", "watching"}


def test_prometheus_finds_the_secure_workers_under_the_same_name() -> None:
    assert SERVICES["worker-secure"]["networks"]["watching"] == {"aliases": ["worker"]}


def test_grafana_may_be_looked_at_only() -> None:
    grafana = SERVICES["grafana"]["environment"]
    assert grafana["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    assert grafana["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true", "else there is admin with password admin"
    assert grafana["GF_AUTH_DISABLE_LOGIN_FORM"] == "true"
    for name in ("GF_PLUGINS_PREINSTALL_DISABLED", "GF_PLUGINS_PREINSTALL_AUTO_UPDATE"):
        assert grafana[name] == str(name.endswith("DISABLED")).lower(), "the bundled data source would be replaced"


def test_worker_is_given_the_time_it_needs_to_stop() -> None:
    worker = pytest.importorskip("streams.runtime.worker", exc_type=ImportError)
    for name in ("worker", "worker-secure"):
        assert seconds(SERVICES[name]["stop_grace_period"]) >= worker.GRACE_SECONDS + 5


def test_every_volume_is_declared_and_used() -> None:
    sources = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert {source for source in sources if not source.startswith("./")} == set(COMPOSE["volumes"])
    for source in sources - set(COMPOSE["volumes"]):
        assert (ROOT / source).exists()


def test_readme_names_each_image_and_port() -> None:
    for name, service in SERVICES.items():
        assert f"`{name}`" in README
        assert f"`{service['image'].partition('@')[0]}`" in README
        for port in service.get("ports", []):
            assert port.rpartition(":")[0] in README


def test_docker_itself_accepts_the_file() -> None:
    if not shutil.which("docker"):
        pytest.skip("no docker here")
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker has no compose here")
    for profile in ([], ["--profile", "secure"]):
        checked = subprocess.run(
            ["docker", "compose", *profile, "config", "-q"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", ["worker", "worker-secure"])
def test_a_worker_logs_for_machines_and_names_the_sources_that_it_is_given(name: str) -> None:
    told = SERVICES[name]["environment"]
    assert told["STREAMS_LOG_FORMAT"] == "json"
    assert f"./deploy/sources.toml:{told['STREAMS_SOURCES']}:ro" in SERVICES[name]["volumes"]
