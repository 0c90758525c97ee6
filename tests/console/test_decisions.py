"""Standing decisions over the API: made, found, lifted."""

from __future__ import annotations

from typing import Any

import pytest

from addons.identify import keyed_hash
from tests.console.conftest import ADMIN, Running

BAN: dict[str, Any] = {"type": "ban", "target": "::ffff:203.0.113.7", "ttl_seconds": 3600, "reason": "scraper"}
KEY = "live_0123456789abcdef9f3a"


async def test_a_ban_is_made_seen_in_the_policy_and_lifted(console: Running) -> None:
    admin = console.as_admin
    answer = await admin.post("/api/decisions", json=BAN)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/decisions/{made['id']}")
    assert {name: made[name] for name in ("type", "scope", "target", "api_id", "origin", "reason", "author")} == {
        "type": "ban",
        "scope": "address",
        "target": "203.0.113.7",
        "api_id": None,
        "origin": "person",
        "reason": "scraper",
        "author": ADMIN[0],
    }
    assert made["created_at"] < made["expires_at"]
    assert (await console.as_user.get(f"/api/decisions/{made['id']}")).json() == made
    assert [one.target for one in (await console.store.policy.load(0)).decisions] == ["203.0.113.7"]
    assert (await admin.delete(f"/api/decisions/{made['id']}")).status_code == 204
    assert (await admin.get(f"/api/decisions/{made['id']}")).status_code == 404
    assert (await admin.delete(f"/api/decisions/{made['id']}")).status_code == 404
    actions = [row["action"] for row in (await admin.get("/api/audit")).json()["items"]]
    assert actions[:2] == ["decision.lift", "decision.add"]


async def test_a_banned_keys_clear_text_goes_nowhere(console: Running) -> None:
    made = (await console.as_admin.post("/api/decisions", json=BAN | {"scope": "key", "target": KEY})).json()
    assert made["target"] == keyed_hash(console.secrets.identity_key, KEY.encode())
    assert made["reason"] == "scraper [key …9f3a]"
    seen = [(await console.as_admin.get(path)).text for path in ("/api/audit", "/api/decisions")]
    assert not any(KEY in text for text in seen)


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "without an end": ({"ttl_seconds": None}, ""),
    "ended": ({"ttl_seconds": None, "expires_at": "2001-01-01T00:00:00Z"}, "/expires_at"),
    "no address": ({"target": "nonsense"}, "/target"),
    "no such API": ({"api_id": 99}, "/api_id"),
    "another type": ({"type": "scold"}, "/type"),
    "an unknown field": ({"origin": "me"}, "/origin"),
}


@pytest.mark.parametrize("case", INVALID)
async def test_what_is_wrong_with_a_decision_is_named(console: Running, case: str) -> None:
    changes, pointer = INVALID[case]
    answer = await console.as_admin.post("/api/decisions", json=BAN | changes)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert (await console.as_admin.get("/api/decisions")).json()["items"] == []


async def test_decisions_are_found_by_what_they_are(console: Running) -> None:
    admin = console.as_admin
    await admin.post("/api/decisions", json=BAN)
    await admin.post("/api/decisions", json=BAN | {"type": "throttle", "target": "10.0.0.0/8"})
    queries = {
        "target=::ffff:203.0.113.7": ["203.0.113.7"],
        "scope=range": ["10.0.0.0/8"],
        "type=ban": ["203.0.113.7"],
        "origin=limits": [],
        "origin=person": ["10.0.0.0/8", "203.0.113.7"],
        "api_id=0&limit=1": ["10.0.0.0/8"],
        "expired=true": [],
    }
    for query, targets in queries.items():
        items = (await console.as_user.get(f"/api/decisions?{query}")).json()["items"]
        assert [one["target"] for one in items] == targets, query


async def test_many_are_lifted_at_once_and_all_stand_in_the_audit_log(console: Running) -> None:
    admin = console.as_admin
    made = [(await admin.post("/api/decisions", json=BAN | {"target": f"10.0.0.{n}"})).json() for n in range(3)]
    revision = await console.store.policy.revision()
    ids = [made[0]["id"], made[2]["id"], 4711]
    answer = await admin.post("/api/decisions/remove", json={"ids": ids})
    assert answer.json() == {"removed": [made[0], made[2]]}
    assert (await admin.get("/api/decisions")).json()["items"] == [made[1]]
    assert await console.store.policy.revision() == revision + 1
    rows = (await admin.get("/api/audit")).json()["items"]
    assert [(row["action"], row["before"]["target"]) for row in rows[:2]] == [
        ("decision.remove", "10.0.0.2"),
        ("decision.remove", "10.0.0.0"),
    ]
    assert (await admin.post("/api/decisions/remove", json={"ids": []})).status_code == 422
