"""Exclusions over the API."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.policy.document import Exclusion
from tests.console.conftest import ADMIN, Running
from tests.console.test_apis import ORDERS

COMMENTS: dict[str, Any] = {
    "rule": "942100",
    "operation": "POST /orders/{id}",
    "parameter": "comment",
    "reason": "customers write SQL in comments",
}


async def test_an_exclusion_is_made_changed_and_deleted(console: Running) -> None:
    admin = console.as_admin
    api_id = (await admin.post("/api/apis", json=ORDERS)).json()["id"]
    answer = await admin.post("/api/exclusions", json=COMMENTS | {"api_id": api_id, "ttl_seconds": 600})
    made = answer.json()
    path = f"/api/exclusions/{made['id']}"
    assert (answer.status_code, answer.headers["location"], answer.headers["etag"]) == (201, path, '"1"')
    assert {name: made[name] for name in COMMENTS} == COMMENTS
    assert (made["api_id"], made["tag"], made["author"], made["expired"]) == (api_id, "", ADMIN[0], False)
    assert made["created_at"] < made["expires_at"]
    assert (await console.as_user.get(path)).json() == made
    assert (await console.store.policy.load(0)).exclusions == [
        Exclusion(made["id"], "942100", "", api_id, "POST /orders/{id}", "comment")
    ]
    changed = await admin.put(path, json={"tag": "attack-sqli"}, headers={"If-Match": '"1"'})
    assert (changed.json()["rule"], changed.json()["tag"], changed.json()["api_id"]) == ("", "attack-sqli", None)
    assert (changed.json()["expires_at"], changed.headers["etag"]) == (None, '"2"')
    for method, body in (("PUT", {"json": COMMENTS}), ("DELETE", {})):
        late = await admin.request(method, path, headers={"If-Match": '"1"'}, **body)
        assert (late.status_code, late.headers["etag"]) == (412, '"2"')
    assert (await admin.delete(path, headers={"If-Match": '"2"'})).status_code == 204
    assert (await admin.get(path)).status_code == 404
    rows = (await admin.get("/api/audit")).json()["items"][:3]
    assert [row["action"] for row in rows] == ["exclusion.delete", "exclusion.change", "exclusion.add"]
    assert (rows[1]["before"]["rule"], rows[1]["after"]["tag"]) == ("942100", "attack-sqli")


INVALID: dict[str, tuple[dict[str, Any], str]] = {
    "of everything": ({"rule": ""}, ""),
    "no such API": ({"api_id": 99}, "/api_id"),
    "no operation": ({"operation": "orders"}, "/operation"),
    "an operation that is never recorded": ({"operation": "POST /orders/17"}, "/operation"),
    "past": ({"expires_at": "2001-01-01T00:00:00Z"}, "/expires_at"),
    "an endless parameter": ({"parameter": "x" * 256}, "/parameter"),
}


@pytest.mark.parametrize("case", INVALID)
async def test_what_could_not_take_effect_is_refused(console: Running, case: str) -> None:
    changes, pointer = INVALID[case]
    answer = await console.as_admin.post("/api/exclusions", json=COMMENTS | changes)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert await console.store.policy.revision() == 0


async def test_exclusions_are_found_by_rule_and_api(console: Running) -> None:
    admin = console.as_admin
    api_id = (await admin.post("/api/apis", json=ORDERS)).json()["id"]
    for body in (COMMENTS, COMMENTS | {"rule": "941100", "api_id": api_id}):
        assert (await admin.post("/api/exclusions", json=body)).status_code == 201
    for query, rules in (
        ("", ["941100", "942100"]),
        ("rule=942100", ["942100"]),
        (f"api_id={api_id}", ["941100"]),
        ("api_id=0", ["942100"]),
        ("limit=1", ["941100"]),
    ):
        items = (await console.as_user.get(f"/api/exclusions?{query}")).json()["items"]
        assert [one["rule"] for one in items] == rules, query
