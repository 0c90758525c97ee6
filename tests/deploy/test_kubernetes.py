"""The manifests refer to one another rightly, and to settings, commands, ports and sizes that are so."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gateway import VERSION
from gateway.cli.main import parse
from gateway.settings import Settings, parse_address
from tests.deploy.files import DEPLOY, FROM_FILES, check_environment, image_environment, manifests, named

OBJECTS = manifests()
WORKLOADS = {
    f"{kind}/{name}": document
    for kind in ("Deployment", "Job")
    for name, document in named(OBJECTS, kind).items()
}  # fmt: skip
PODS: dict[str, dict[str, Any]] = {name: document["spec"]["template"] for name, document in WORKLOADS.items()}
GATEWAY = "Deployment/boing-gateway"
SECRET = {"db_password", "encryption_key", "jwt_secret", "admin_password"}
UNITS = {"Mi": 1 << 20, "Gi": 1 << 30}
STOP_SECONDS = 5 + 10
"""of the preStop hook, and for the journal"""


def container(pod: str) -> dict[str, Any]:
    (only,) = PODS[pod]["spec"]["containers"]
    return only


def environment(pod: str) -> dict[str, str]:
    """What the process sees: the image's, the config maps', its own."""
    maps = named(OBJECTS, "ConfigMap")
    seen = dict(image_environment())
    for source in container(pod)["envFrom"]:
        seen |= maps[source["configMapRef"]["name"]]["data"]
    return seen | {pair["name"]: pair["value"] for pair in container(pod).get("env", ())}


def ports(pod: str) -> dict[str, int]:
    return {port["name"]: port["containerPort"] for port in container(pod).get("ports", ())}


def pods_of(labels: dict[str, str]) -> list[str]:
    return [name for name, pod in PODS.items() if labels.items() <= pod["metadata"]["labels"].items()]


def size(text: str) -> int:
    return int(text[:-2]) * UNITS[text[-2:]]


@pytest.mark.parametrize("pod", PODS)
def test_every_pod_runs_a_command_under_settings_that_exist(pod: str) -> None:
    parse(container(pod)["args"])
    check_environment(environment(pod), pod)
    assert container(pod)["image"] == "boing"


@pytest.mark.parametrize("pod", PODS)
def test_every_pod_can_do_little(pod: str) -> None:
    spec, inside = PODS[pod]["spec"], container(pod)["securityContext"]
    assert spec["serviceAccountName"] in named(OBJECTS, "ServiceAccount")
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"]
    assert inside["readOnlyRootFilesystem"]
    assert inside["capabilities"] == {"drop": ["ALL"]}
    assert not inside["allowPrivilegeEscalation"]
    assert container(pod)["resources"].keys() == {"requests", "limits"}


@pytest.mark.parametrize("pod", PODS)
def test_every_secret_a_pod_reads_is_mounted_where_it_looks(pod: str) -> None:
    mounts = {mount["name"]: mount["mountPath"] for mount in container(pod)["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in PODS[pod]["spec"]["volumes"]}
    assert mounts.keys() == volumes.keys()
    assert mounts["data"] == image_environment()["BOING_DATA_DIR"]
    items = volumes["secrets"]["secret"]["items"]
    given = {f"{mounts['secrets']}/{item['path']}" for item in items}
    assert given == {value for name, value in environment(pod).items() if name in FROM_FILES}
    assert {item["key"] for item in items} <= SECRET


def test_each_role_has_an_account_of_its_own() -> None:
    accounts = [pod["spec"]["serviceAccountName"] for name, pod in PODS.items() if name.startswith("Deployment")]
    assert len(set(accounts)) == len(accounts) == 3


def test_no_secret_is_among_the_files() -> None:
    assert not named(OBJECTS, "Secret")


@pytest.mark.parametrize("pod", PODS)
def test_ports_and_probes_are_where_the_role_listens(pod: str) -> None:
    where = {"http": "BOING_CONSOLE" if "console" in pod else "BOING_LISTEN", "health": "BOING_HEALTH"}
    for name, port in ports(pod).items():
        assert port == parse_address(environment(pod)[where[name]], name)[1]
    for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container(pod).get(kind, {})
        for check in ("httpGet", "tcpSocket"):
            assert probe.get(check, {"port": next(iter(ports(pod)), None)})["port"] in {*ports(pod), None}
    if ports(pod):
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container(pod).keys()


@pytest.mark.parametrize("name", named(OBJECTS, "Service"))
def test_a_service_leads_to_pods_with_its_port(name: str) -> None:
    spec = named(OBJECTS, "Service")[name]["spec"]
    (pod,) = pods_of(spec["selector"])
    assert {port["targetPort"] for port in spec["ports"]} <= ports(pod).keys()


def test_what_scales_and_what_is_guarded_exists() -> None:
    for document in named(OBJECTS, "HorizontalPodAutoscaler").values():
        target = document["spec"]["scaleTargetRef"]
        workload = WORKLOADS[f"{target['kind']}/{target['name']}"]
        assert document["spec"]["minReplicas"] == workload["spec"]["replicas"] > 1
    for document in named(OBJECTS, "PodDisruptionBudget").values():
        assert pods_of(document["spec"]["selector"]["matchLabels"])
    for document in named(OBJECTS, "Deployment").values():
        assert (
            document["spec"]["selector"]["matchLabels"].items()
            <= document["spec"]["template"]["metadata"]["labels"].items()
        )


def test_the_network_is_open_where_somebody_listens_and_nowhere_else() -> None:
    opened: dict[str, set[str]] = {}
    for document in named(OBJECTS, "NetworkPolicy").values():
        for pod in pods_of(document["spec"]["podSelector"].get("matchLabels", {})):
            for rule in document["spec"].get("ingress", ()):
                opened.setdefault(pod, set()).update(port["port"] for port in rule["ports"])
    assert opened == {pod: set(ports(pod)) for pod in PODS if ports(pod)}
    assert named(OBJECTS, "NetworkPolicy")["boing-nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}


def test_workers_journals_and_the_drain_fit_into_what_a_gateway_is_given() -> None:
    settings, spec = environment(GATEWAY), PODS[GATEWAY]["spec"]
    workers = int(settings["BOING_WORKERS"])
    data = next(volume for volume in spec["volumes"] if volume["name"] == "data")
    assert workers == int(container(GATEWAY)["resources"]["requests"]["cpu"])
    assert workers * int(settings["WORKER_MEMORY_BYTES"]) < size(container(GATEWAY)["resources"]["limits"]["memory"])
    assert workers * int(settings["JOURNAL_BYTES"]) < size(data["emptyDir"]["sizeLimit"])
    assert spec["terminationGracePeriodSeconds"] >= STOP_SECONDS + Settings().drain_seconds


def test_the_image_is_of_this_version() -> None:
    kustomization = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())
    assert kustomization["images"] == [{"name": "boing", "newTag": VERSION}]
    there = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == there
