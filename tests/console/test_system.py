"""How the whole is, and the settings, over the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from console.schemas.llm import LlmOut
from gateway.settings import Settings, secret_names
from gateway.storage.reports import Report
from tests.console.conftest import ADMIN, Running, record, started

STATUS: dict[str, Any] = {
    "workers": [
        {"id": 0, "pid": 4711, "revision": 1, "ready": True, "requests": 5},
        {"id": 1, "pid": 4712, "revision": None, "ready": False, "requests": 0},
    ],
    "journal_waiting": 3,
    "shipped": 5,
    "certificates": [{"subject": "CN=api.example.com", "not_after": "2030-01-01T00:00:00Z", "days": 30}],
    "started_at": "2026-01-31T07:00:00Z",
}


async def test_a_fresh_system_waits_for_its_first_request(console: Running) -> None:
    seen = (await console.as_user.get("/api/system")).json()
    assert seen["store"] == {"kind": "sqlite", "ok": True, "revision": 0}
    assert (seen["gateways"], seen["exchanges"], seen["first_request"]) == ([], 0, False)
    assert seen["analyst"] == {"active": False, "holder": None, "until": None}
    assert (seen["retention_days"], seen["log_sample"]) == (30, 1.0)
    await console.ship(record(1))
    after = (await console.as_user.get("/api/system")).json()
    assert (after["exchanges"], after["first_request"]) == (1, True)


async def test_gateways_and_the_analyst_are_seen_as_they_report(console: Running) -> None:
    store, now = console.store, console.store.clock()
    await store.gateways.report("edge-1:8080", "0.1.0", STATUS | {"news": "of a later version"})
    await store.gateways.report("edge-2:8080", "9.9", {"workers": "many"})
    await store.leases.acquire("analyst", "edge-1/99", 10, now)
    seen = (await console.as_user.get("/api/system")).json()
    one, two = seen["gateways"]
    shown = STATUS | {"redis": None}
    assert (one["name"], one["stale"], one["behind"], one["status"]) == ("edge-1:8080", False, True, shown)
    assert (two["name"], two["version"], two["behind"], two["status"]) == ("edge-2:8080", "9.9", False, None)
    assert (seen["analyst"]["active"], seen["analyst"]["holder"]) == (True, "edge-1/99")
    await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.7"})
    assert (await console.as_user.get("/api/system")).json()["gateways"][0]["behind"] is False


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ([None, None], None),
        ([None, (True, "")], {"ok": True, "problem": ""}),
        ([(True, ""), (False, "connection refused")], {"ok": False, "problem": "connection refused"}),
    ],
    ids=["none is set to", "one does", "one cannot"],
)
async def test_whether_gateways_share_their_counts_is_seen(said: list[Any], seen: Any, console: Running) -> None:
    for number, one in enumerate(said):
        redis = one and {"connected": one[0], "lag_seconds": 0.2, "hosts": 1, "problem": one[1]}
        await console.store.gateways.report(f"edge-{number}:8080", "0.1.0", STATUS | {"redis": redis})
    assert (await console.as_user.get("/api/system")).json()["redis"] == seen


async def test_a_gateway_that_fell_silent_is_stale_and_a_lease_that_ended_is_nobodys(
    console: Running,
) -> None:
    store = console.store
    await store.gateways.report("edge-1:8080", "0.1.0", STATUS)
    await store.leases.acquire("analyst", "edge-1/99", 10, store.clock() - 11_000_000)
    async with store.database.writing() as connection:
        await connection.exec_driver_sql(f"UPDATE gateways SET at = {store.clock() - 31_000_000}")
    seen = (await console.as_user.get("/api/system")).json()
    assert (seen["gateways"][0]["stale"], seen["analyst"]["active"]) == (True, False)


ASKED: dict[str, Any] = {
    "state": "failing", "since": 1_790_000_000_000_000, "started_at": 1_789_999_000_000_000,
    "endpoint": "http://127.0.0.1:8081/completion", "dialect": "llama.cpp", "model": "", "calls": 5, "answered": 2,
    "failed": 3, "failures": {"timeout": 3}, "mean_seconds": 1.5, "votes": 2, "orders": 0,
    "verdicts": {"benign": 1, "suspicious": 0, "hostile": 1},
    "last_error": {"at": 1_790_000_000_000_000, "message": "no answer within 20 s"},
    "budget": {"per_minute": 30, "used": 5}, "cache": {"hits": 0, "entries": 2, "most": 5000},
    "waiting": {"now": 4, "most": 200, "dropped": 1},
    "circuit": {"open": True, "opened": 1, "next_attempt": 1_790_000_005_000_000},
}  # fmt: skip


async def test_the_language_model_is_shown_as_the_analyst_reports_it(console: Running) -> None:
    assert (await console.as_user.get("/api/system")).json()["llm"] == {"state": "off", "report": None}
    store = console.store
    await store.reports.save("llm", ASKED | {"news": "of a later version"})
    seen = (await console.as_user.get("/api/system")).json()["llm"]
    report = seen["report"]
    assert (seen["state"], report["since"]) == ("failing", "2026-09-21T14:13:20.000000Z")
    assert report["last_error"] == {"at": "2026-09-21T14:13:20.000000Z", "message": "no answer within 20 s"}
    assert report["circuit"] == {"open": True, "opened": 1, "next_attempt": "2026-09-21T14:13:25.000000Z"}
    same = ("calls", "answered", "failed", "failures", "verdicts", "budget", "cache", "waiting", "endpoint", "dialect")
    assert {name: report[name] for name in same} == {name: ASKED[name] for name in same}
    await store.reports.save("llm", {"state": "of another version"})
    assert (await console.as_user.get("/api/system")).json()["llm"] == {"state": "silent", "report": None}


@pytest.mark.parametrize(("enabled", "state"), [(True, "silent"), (False, "off")])
def test_a_language_model_nobody_speaks_of_is_silent_where_it_should_be_there(*, enabled: bool, state: str) -> None:
    old = Report(1_000_000, ASKED)
    assert LlmOut.of(old, 91_000_000, enabled=enabled).state == "failing"
    assert LlmOut.of(old, 91_000_001, enabled=enabled).state == state
    assert LlmOut.of(None, 0, enabled=enabled).state == state


async def test_settings_are_shown_with_every_secret_masked(settings: Settings) -> None:
    canaries = {
        name: f"canary-{name}" for name in secret_names() if name not in ("jwt_secret", "encryption_key", "db_password")
    }
    async with started(replace(settings, retention_days=7, **canaries)) as console:
        answer = await console.as_admin.get("/api/settings")
    items = {item["name"]: item for item in answer.json()["items"]}
    assert set(items) == {name.upper() for name in Settings.__dataclass_fields__}
    assert (items["RETENTION_DAYS"]["value"], items["RETENTION_DAYS"]["is_default"]) == (7, False)
    assert (items["LOG_LEVEL"]["is_default"], items["LOG_LEVEL"]["doc"] != "") == (True, True)
    for secret in (*canaries.values(), settings.jwt_secret, settings.encryption_key, ADMIN[1]):
        assert secret not in answer.text
    assert items["JWT_SECRET"]["value"] == "********"
    assert items["DB_PASSWORD"]["value"] == ""
