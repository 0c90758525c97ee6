"""What is up is shown, what is down is said, and the exit code tells a script which."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import status
from gateway.policy.document import Api
from gateway.settings import Settings
from gateway.storage.database import sqlite_path
from gateway.storage.store import Store
from tests.gatewayproc import ROOT, free_port, running, seed_store


def boing(data_dir: Path, health: int, *arguments: str, **environment: str) -> tuple[int, str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "BOING_"))}
    done = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "status", "--data-dir", str(data_dir), "--health", f"127.0.0.1:{health}",
         *arguments],
        cwd=ROOT, env=inherited | environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_gateway_is_shown_with_and_without_its_store(tmp_path: Path) -> None:
    """Started alone: no analyst is there, which is said. Then its store goes, and the gateway is shown all the same."""
    seed_store(tmp_path, [Api(id=0, name="shop", upstream="http://127.0.0.1:9")])
    with running("gateway", tmp_path, "--workers", "1") as started:
        code, out, _ = boing(tmp_path, started.health_port, "--json")
        report = json.loads(out)
        assert (code, report["state"]) == (1, "degraded")
        assert report["problems"] == ["no analyst is active: no alerts, no mails, no retention"]
        assert report["gateway"]["listen"] == f"127.0.0.1:{started.port}"
        assert [worker["ready"] for worker in report["gateway"]["workers"]] == [True]
        assert report["store"]["revision"] == report["gateway"]["policy"]["revision"] == 1
        elsewhere = tmp_path / "elsewhere"
        code, out, _ = boing(elsewhere, started.health_port)
        assert code == 1
        assert f"listens on 127.0.0.1:{started.port}" in out
        assert "there is none yet: it is made at the first start" in out
        assert not elsewhere.exists()


def test_with_nothing_there_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    code, out, err = boing(tmp_path / "none", free_port())
    assert (code, err) == (2, "")
    assert "does not answer" in out
    assert "boing 0" in out
    assert out.rstrip().endswith("down")
    assert not (tmp_path / "none").exists()


def test_a_database_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    code, out, err = boing(
        tmp_path, free_port(), "--json", DB_HOST="127.0.0.1", DB_PORT=str(free_port()), DB_PASSWORD="hunter2-canary"
    )
    assert code == 2
    assert "Can't connect" in json.loads(out)["store"]["error"]
    assert "hunter2-canary" not in out + err


async def a_report(data_dir: Path, gateway: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    async def answers(_settings: Settings) -> dict[str, Any]:
        return gateway

    monkeypatch.setattr(status, "_ask_gateway", answers)
    return await status.gather(Settings(boing_data_dir=str(data_dir)))


GATEWAY: dict[str, Any] = {
    "answers": True, "address": "127.0.0.1:9464", "name": "a:8080", "version": "1", "listen": "127.0.0.1:8080",
    "workers": [{"id": 0, "pid": 1, "revision": 0, "ready": True, "requests": 0}], "workers_wanted": 1, "restarts": 0,
    "journal_waiting": 0, "journal_lag_seconds": 0.0, "shipped": 0, "certificates": [], "started_at": "", "connections": 0,
    "policy": {"revision": 0, "problem": ""}, "models": [], "models_missing": 0,
    "store": {"away_seconds": 0.0, "problem": ""},
}  # fmt: skip
WRONG = {
    "a worker is missing": ({"workers_wanted": 2}, "1 of 2 workers serve"),
    "a policy is refused": ({"policy": {"revision": 0, "problem": "limits[0]"}}, "the newest policy is not served: limits[0]"),
    "its store is away": ({"store": {"away_seconds": 90.0, "problem": "gone"}}, "has not reached the store for 90 s: gone"),
    "a model is missing": ({"models_missing": 1}, "1 models that the policy names are missing"),
    "records wait": ({"journal_waiting": 7, "journal_lag_seconds": 61.0}, "this host: 7 records wait in the journal"),
    "the certificate ends": ({"certificates": [{"subject": "CN=a", "days": 6}]}, "certificate CN=a ends in 6 days"),
    "the certificate is over": ({"certificates": [{"subject": "CN=a", "days": -1}]}, "certificate CN=a has ended"),
    "a worker is behind": (
        {"workers": [{"ready": True, "revision": -1}]}, "1 workers serve under another policy than revision 0"
    ),
}  # fmt: skip


@pytest.fixture
def whole(migrated_folder: Path, tmp_path: Path) -> Path:
    """A store that an analyst holds the lease of, so that nothing is wrong with it."""
    settings = Settings(boing_data_dir=str(tmp_path))
    sqlite_path(settings).write_bytes((migrated_folder / "boing.db").read_bytes())

    async def hold() -> None:
        store = await Store.open(settings)
        await store.leases.acquire("analyst", "here", 600, store.clock())
        await store.gateways.report("b:8080", "1", {"workers": [], "certificates": [], "journal_waiting": 0})
        await store.close()

    asyncio.run(hold())
    return tmp_path


async def test_nothing_wrong_is_ok(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = await a_report(whole, GATEWAY, monkeypatch)
    assert (report["state"], report["problems"]) == ("ok", [])
    assert [one["name"] for one in report["store"]["gateways"]] == ["b:8080"]


@pytest.mark.parametrize("case", WRONG)
async def test_each_thing_that_is_wrong_is_named(case: str, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change, said = WRONG[case]
    report = await a_report(whole, GATEWAY | change, monkeypatch)
    assert report["state"] == "degraded"
    assert len(report["problems"]) == 1
    assert said in report["problems"][0]
    status.show(report)


async def test_a_gateway_that_fell_silent_is_named(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await Store.open(Settings(boing_data_dir=str(whole)), lambda: 1_000_000)
    await store.gateways.report("c:8080", "1", {})
    await store.close()
    report = await a_report(whole, GATEWAY, monkeypatch)
    assert [text.split(" for ")[0] for text in report["problems"]] == ["gateway c:8080 has been silent"]
