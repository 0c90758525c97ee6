"""The image and docker-compose.yml speak of what there is: settings, commands, ports, files, secrets."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from gateway import VERSION
from gateway.cli.main import parse
from gateway.settings import parse_address
from tests.deploy.files import DEPLOY, ROOT, check_environment, compose, dockerfile, image_environment
from tests.servers import need

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
ROLES = {name: service for name, service in SERVICES.items() if service["image"].startswith("boing:")}
GATEWAYS = [name for name, service in ROLES.items() if service["command"] == ["gateway"]]
PORTS = {role: parse_address(image_environment()[f"BOING_{role}"], role)[1] for role in ("LISTEN", "CONSOLE", "HEALTH")}


def filled(value: object) -> str:
    """As compose fills it in where the environment says nothing: `${NAME:-default}`."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}", r"\2", str(value))


def test_the_image_sets_only_settings_and_exposes_their_ports() -> None:
    check_environment(image_environment(), "Dockerfile")
    exposed = next(rest for name, rest in dockerfile() if name == "EXPOSE")
    assert {int(port) for port in exposed.split()} == set(PORTS.values())


def test_the_image_starts_a_command_that_exists_as_nobody_special() -> None:
    steps = dict(dockerfile())
    parse(json.loads(steps["CMD"]))
    assert json.loads(steps["ENTRYPOINT"]) == ["python", "-m", "gateway.cli"]
    assert int(steps["USER"].split(":")[0]) > 0


def test_what_the_image_copies_is_there_and_sent_to_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    sent = [line[1:] for line in ignored if line.startswith("!")]
    copied = [rest.split()[:-1] for name, rest in dockerfile() if name == "COPY" and not rest.startswith("--from")]
    for source in [source for sources in copied for source in sources]:
        assert (ROOT / source).exists(), source
        assert any(source == name or source.startswith(f"{name}/") for name in sent), f"{source}: not in .dockerignore"
    assert not any(fnmatch.fnmatch("console/web/package.json", line) for line in ignored if line != "**")


def test_every_image_is_of_a_version() -> None:
    bases = [rest.split()[0] for name, rest in dockerfile() if name == "FROM"]
    for image in [*bases, *(service["image"] for service in SERVICES.values())]:
        assert re.search(r":v?\d+[\w.-]*$", image), image
    assert {service["image"] for service in ROLES.values()} == {f"boing:{VERSION}"}


@pytest.mark.parametrize("name", ROLES)
def test_every_role_runs_a_command_under_settings_that_exist(name: str) -> None:
    service = ROLES[name]
    parse(service["command"])
    check_environment({key: filled(value) for key, value in service["environment"].items()}, name)


@pytest.mark.parametrize("name", ROLES)
def test_every_role_can_do_little(name: str) -> None:
    service = ROLES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    writable = {volume.split(":")[1] for volume in service["volumes"] if not volume.endswith(":ro")}
    assert writable == {image_environment()["BOING_DATA_DIR"]}


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_refers_to_is_declared_and_what_it_mounts_is_there(name: str) -> None:
    document, service = compose(), SERVICES[name]
    assert set(service.get("networks", ())) <= set(document["networks"])
    assert set(service.get("secrets", ())) <= set(document["secrets"])
    assert set(service.get("depends_on", ())) <= set(SERVICES)
    for volume in service.get("volumes", ()):
        source = volume.split(":")[0]
        assert (ROOT / source).is_file() if source.startswith("./") else source in document["volumes"], volume
    files = [value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")]
    assert {value.removeprefix("/run/secrets/") for value in files} <= set(service.get("secrets", ()))


def test_no_volume_and_no_secret_is_declared_for_nobody() -> None:
    document = compose()
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert set(document["volumes"]) <= mounted
    assert set(document["secrets"]) == {name for service in SERVICES.values() for name in service.get("secrets", ())}


def test_every_service_that_listens_is_looked_after() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate", "analyst"}
    for name in GATEWAYS:
        assert f":{PORTS['HEALTH']}/readyz" in str(SERVICES[name]["healthcheck"]["test"])
    assert f":{PORTS['CONSOLE']}/api/health" in str(SERVICES["console"]["healthcheck"]["test"])
    assert SERVICES["console"]["ports"] == [f"127.0.0.1:{PORTS['CONSOLE']}:{PORTS['CONSOLE']}"]


def test_the_balancer_and_prometheus_know_every_gateway_and_where_it_listens() -> None:
    balancer = (DEPLOY / "compose/haproxy.cfg").read_text()
    assert re.findall(r"^    server (\S+) (\S+)$", balancer, re.MULTILINE) == [
        (name, f"{name}:{PORTS['LISTEN']}") for name in GATEWAYS
    ]
    assert f"check port {PORTS['HEALTH']} " in balancer
    assert SERVICES["balancer"]["ports"] == ["8080:8080"]
    assert "bind :8080" in balancer
    scraped = yaml.safe_load((DEPLOY / "compose/prometheus.yml").read_text())["scrape_configs"][0]
    assert scraped["static_configs"][0]["targets"] == [f"{name}:{PORTS['HEALTH']}" for name in GATEWAYS]
    assert scraped["job_name"] == "boing"  # what the alert rules ask for


def test_prometheus_and_grafana_read_what_is_mounted() -> None:
    rules = yaml.safe_load((DEPLOY / "compose/prometheus.yml").read_text())["rule_files"]
    targets = {volume.split(":")[1] for volume in SERVICES["prometheus"]["volumes"]}
    assert all(any(fnmatch.fnmatch(target, pattern) for target in targets) for pattern in rules)
    folder = yaml.safe_load((DEPLOY / "compose/grafana-dashboards.yml").read_text())["providers"][0]["options"]["path"]
    assert f"./deploy/grafana/boing.json:{folder}/boing.json:ro" in SERVICES["grafana"]["volumes"]
    source = yaml.safe_load((DEPLOY / "compose/grafana-datasource.yml").read_text())["datasources"][0]
    assert source["url"] == "http://prometheus:9090"
    assert set(SERVICES["grafana"]["networks"]) & set(SERVICES["prometheus"]["networks"])
    for name in GATEWAYS:
        assert set(SERVICES[name]["networks"]) >= {"edge", "store", "watch"}


def test_haproxy_and_prometheus_take_their_files() -> None:
    haproxy, promtool = need("haproxy", "promtool")
    balancer = [haproxy, "-c", "-f", str(DEPLOY / "compose/haproxy.cfg")]
    scraping = [promtool, "check", "config", "--syntax-only", str(DEPLOY / "compose/prometheus.yml")]
    for command in (balancer, scraping):
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
