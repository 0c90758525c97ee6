"""What a started gateway tells a Prometheus, and that the dashboard, the alert rules and the documents speak of the same."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from gateway.agent.exposition import FAMILIES
from gateway.cli.tools import make_pair
from gateway.policy.document import Api, Limit
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.models import NewModel
from gateway.storage.store import Store
from tests.gatewayproc import Running, eventually, free_port, running, seed_store
from tests.origin import Origin, running_origin
from tests.servers import Server, need

ROOT = Path(__file__).parent.parent.parent
DASHBOARD = ROOT / "deploy" / "grafana" / "boing.json"
RULES = ROOT / "deploy" / "prometheus" / "boing-alerts.yml"
NAME = re.compile(r"\bboing_[a-z_]+\b")
LABELS = {
    "api", "operation", "method", "status", "action", "detector", "rule", "mode", "reason", "kind", "list", "type",
    "worker", "version", "le",
}  # fmt: skip
GOOD, GHOSTS, ATTACKS, DEAD = 20, 40, 5, 3


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def gateway(origin: Origin, redis_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("observed")
    certificate, key = make_pair(["127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    apis = [
        Api(id=0, name='the "shop"', upstream=origin.url, limits=[Limit(quota=0)]),
        Api(id=0, name="dead", prefix="/dead", upstream=f"http://127.0.0.1:{free_port()}", limits=[Limit(quota=0)]),
    ]
    asyncio.run(_with_a_model(seed_store(folder / "data", apis)))
    pair = ("--cert", str(folder / "c.pem"), "--key", str(folder / "k.pem"))
    redis = f"redis://127.0.0.1:{redis_server.port}"
    with running("gateway", folder / "data", "--workers", "2", *pair, tls=True, REDIS_URL=redis) as started:
        _call(started.url)
        told = GOOD + GHOSTS + ATTACKS + DEAD
        eventually(lambda: started.metric("boing_requests_total") == told)
        eventually(lambda: started.metric("boing_records_shipped_total") == told)
        yield started


async def _with_a_model(settings: Settings) -> None:
    store = await Store.open(settings)
    async with store.edit(Actor(None, "test"), "seed") as edit:
        await store.models.add(edit, NewModel("outliers", 0, b"of no use", {}, "serving", "test"))
    await store.close()


def _call(url: str) -> None:
    for number in range(3):  # of several connections, so that both workers may have some
        with httpx.Client(base_url=url, verify=False, trust_env=False) as client:
            if number:
                continue
            for _ in range(GOOD):
                assert client.get("/items/17").status_code == 200
            for ghost in range(GHOSTS):
                assert client.get(f"/missing/made-up-{_word(ghost)}").status_code == 404
            for _ in range(ATTACKS):
                assert client.get("/items", params={"q": "1' OR '1'='1' -- "}).status_code == 403
            for _ in range(DEAD):
                assert client.get("/dead/x").status_code == 502
            assert client.get("/", headers={"x-long": "x" * 40_000}).status_code == 431


@pytest.fixture(scope="module")
def families(gateway: Running) -> dict[str, Any]:
    return families_of(gateway)


def families_of(gateway: Running) -> dict[str, Any]:
    return {family.name: family for family in text_string_to_metric_families(gateway.health("/metrics"))}


def samples(family: Any) -> dict[tuple[str, ...], float]:
    return {(one.name, *(f"{k}={v}" for k, v in sorted(one.labels.items()))): one.value for one in family.samples}


def test_what_is_told_is_what_prometheus_reads_and_nothing_else(families: dict[str, Any]) -> None:
    """By Prometheus' own parser: every family with help and type, names and units as the conventions have them."""
    told = {name.removesuffix("_total") if kind == "counter" else name for name, (kind, _) in FAMILIES.items()}
    assert set(families) == told
    for name, (kind, text) in FAMILIES.items():
        family = families[name.removesuffix("_total") if kind == "counter" else name]
        assert (family.type, family.documentation) == (kind, text)
        assert name.startswith("boing_")
        assert name.endswith("_total") == (kind == "counter")
        assert family.samples, f"{name} has no sample on a gateway that has served"


def test_no_label_holds_what_a_client_can_make_up(families: dict[str, Any]) -> None:
    labels = {label for family in families.values() for one in family.samples for label in one.labels}
    assert labels <= LABELS
    values = {value for family in families.values() for one in family.samples for value in one.labels.values()}
    assert not [value for value in values if "made-up" in value or "127.0.0.1" in value]
    operations = {one.labels["operation"] for one in families["boing_requests"].samples}
    assert operations == {"GET /items/{id}", "other"}


def test_counts_and_times_add_up(families: dict[str, Any]) -> None:
    requests = families["boing_requests"].samples
    by = lambda **labels: sum(  # noqa: E731
        one.value for one in requests if labels.items() <= one.labels.items()
    )
    assert by(api='the "shop"', status="2xx", action="allow") == GOOD
    assert by(status="4xx", action="allow") == GHOSTS
    assert by(status="4xx", action="block") == ATTACKS
    assert by(api="dead", status="5xx") == DEAD
    errors = samples(families["boing_upstream_errors"])
    assert errors == {("boing_upstream_errors_total", "api=dead", "reason=connect"): DEAD}
    for name, counted in (
        ("boing_request_duration_seconds", GOOD + GHOSTS + ATTACKS),
        ("boing_added_duration_seconds", GOOD + GHOSTS + ATTACKS),
        ("boing_upstream_duration_seconds", GOOD + GHOSTS),
    ):
        shop = [one for one in families[name].samples if one.labels.get("api") == 'the "shop"']
        below = [one.value for one in shop if one.name.endswith("_bucket")]
        assert below == sorted(below)
        assert [one.labels["le"] for one in shop if one.name.endswith("_bucket")][-1] == "+Inf"
        (count,) = [one.value for one in shop if one.name.endswith("_count")]
        assert count == below[-1] == counted, name


def test_the_gateways_own_time_is_neither_nothing_nor_the_wait_for_the_upstream(
    gateway: Running, origin: Origin
) -> None:
    names = ("boing_added_duration_seconds_sum", "boing_upstream_duration_seconds_sum")
    before = [gateway.metric(name) for name in names]
    origin.hold.clear()
    threading.Timer(0.4, origin.hold.set).start()
    with httpx.Client(base_url=gateway.url, verify=False, trust_env=False) as client:
        assert client.get("/silent").text == "late"
    eventually(lambda: gateway.metric(names[1]) > before[1])
    added, waited = (gateway.metric(name) - one for name, one in zip(names, before, strict=True))
    assert waited >= 0.35
    assert 0.00002 < added < waited / 4


def _word(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_policy_certificate_and_workers_are_told_as_they_are(families: dict[str, Any], gateway: Running) -> None:
    value = lambda name: families[name].samples[0].value  # noqa: E731
    assert value("boing_policy_revision") == value("boing_policy_oldest_revision") == gateway.health()["policy"] > 0
    assert value("boing_workers") == value("boing_workers_wanted") == 2
    assert value("boing_policy_refused") == value("boing_models_missing") == value("boing_store_down_seconds") == 0
    assert 800 < (value("boing_certificate_expiry_timestamp_seconds") - time.time()) / 86400 < 826
    assert samples(families["boing_decisions_active"]).keys() == {
        ("boing_decisions_active", "type=ban"),
        ("boing_decisions_active", "type=throttle"),
    }
    assert value("boing_connections_limit") > 100
    assert value("boing_worker_cpu_seconds") > 0


def dashboard_expressions() -> list[str]:
    document = json.loads(DASHBOARD.read_text())
    queries = [one["query"]["query"] for one in document["templating"]["list"] if one["type"] == "query"]
    return queries + [target["expr"] for panel in document["panels"] for target in panel.get("targets", ())]


def alert_expressions() -> list[str]:
    return [rule["expr"] for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def scraped(families: dict[str, Any]) -> set[str]:
    return {one.name for family in families.values() for one in family.samples}


@pytest.mark.parametrize("expressions", [dashboard_expressions, alert_expressions], ids=["dashboard", "alert rules"])
def test_every_metric_named_is_one_that_is_told(expressions: Any, families: dict[str, Any]) -> None:
    there = scraped(families)
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert len(named) > 10
    assert named <= there


def test_every_metric_stands_in_the_documents_and_on_the_dashboard() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    assert set(re.findall(r"^\| `(boing_[a-z_]+)` \|", page, re.MULTILINE)) == set(FAMILIES)
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in NAME.findall(" ".join(dashboard_expressions()))}
    assert shown == set(FAMILIES)


def test_the_dashboard_is_whole() -> None:
    document = json.loads(DASHBOARD.read_text())
    panels = document["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)
    variables = {one["name"] for one in document["templating"]["list"]}
    used = set(re.findall(r"\$\{?([a-z]+)", json.dumps(panels)))
    assert used <= variables | {"__rate_interval"}


def test_prometheus_takes_the_rules_and_they_fire_as_meant(tmp_path: Path) -> None:
    (promtool,) = need("promtool")
    checked = subprocess.run([promtool, "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    cases = tmp_path / "cases.yml"
    cases.write_text((ROOT / "tests" / "cases" / "alert_rules.yml").read_text().replace("RULES", str(RULES)))
    tried = subprocess.run([promtool, "test", "rules", str(cases)], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stdout + tried.stderr


def test_prometheus_reads_the_dashboards_expressions(tmp_path: Path) -> None:
    """As recording rules, with Grafana's variables filled in."""
    (promtool,) = need("promtool")
    rules = [
        {
            "record": f"dashboard:{number}",
            "expr": re.sub(r"\$(instance|api)", ".*", text).replace("$__rate_interval", "1m"),
        }
        for number, text in enumerate(dashboard_expressions())
        if not text.startswith("label_values(")
    ]
    assert len(rules) > 30
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    checked = subprocess.run([promtool, "check", "rules", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
