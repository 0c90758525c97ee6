"""Models through a started console: what serves, going back, and training asked for once."""

from __future__ import annotations

from typing import Literal

import pytest

from gateway.policy.document import Api
from gateway.storage.models import NewModel
from tests.console.conftest import Running, actor, record

METRICS = {
    "learned": 8000, "checked": 1000, "since": 1_790_000_000_000_000, "until": 1_790_500_000_000_000, "days": 5.8,
    "maturity": "grown", "target_alert_rate": 0.001, "alert_rate": 0.0005, "separation": 0.9,
    "separation_by_kind": {"long query": 1.0}, "support_vectors": 400, "operations": 9, "seconds": 2.5,
    "reference": {"path_length": {"edges": [], "shares": [1.0]}},
}  # fmt: skip


async def add(
    console: Running, data: bytes, state: Literal["serving", "candidate"] = "serving", api_id: int = 1
) -> int:
    async with console.store.edit(actor(), "test") as edit:
        return await console.store.models.add(edit, NewModel("outliers", api_id, data, METRICS, state, "because"))


async def test_models_are_listed_newest_first_with_what_they_are_worth(console: Running) -> None:
    await add(console, b"one")
    await add(console, b"two")
    await add(console, b"all", api_id=0)
    items = (await console.as_user.get("/api/models")).json()["items"]
    assert [(one["api_id"], one["version"], one["state"]) for one in items] == [
        (None, 1, "serving"), (1, 2, "serving"), (1, 1, "retired"),
    ]  # fmt: skip
    assert items[0]["maturity"] == "grown"
    assert items[0]["measures"]["alert_rate"] == 0.0005
    assert items[0]["measures"]["since"] == "2026-09-21T14:13:20.000000Z"
    assert "reference" not in items[0]["measures"]
    assert [one["version"] for one in (await console.as_user.get("/api/models?api_id=1")).json()["items"]] == [2, 1]
    assert (await console.as_user.get("/api/models?api_id=0")).json()["items"][0]["id"] == 3
    page = (await console.as_user.get("/api/models?limit=2")).json()
    rest = (await console.as_user.get("/api/models", params={"limit": 2, "cursor": page["next_cursor"]})).json()
    assert [one["id"] for one in page["items"] + rest["items"]] == [3, 2, 1]


async def test_what_models_took_for_odd_is_told_by_api_beside_all_that_came(console: Running) -> None:
    now = console.store.clock()
    odd = [{"detector": "outliers", "rule": "outliers-unusual", "severity": 2, "effect": "score", "mode": "observe"}]
    other = [{"detector": "payload", "rule": "payload-json", "severity": 2, "effect": "score", "mode": "observe"}]
    await console.ship(
        record(1, at=now, findings=odd),
        record(2, at=now, findings=other),
        record(3, at=now),
        record(4, at=now, api_id=2),
        record(5, at=now - 2 * 3_600_000_000, findings=odd),
    )
    answer = (await console.as_user.get("/api/models/rates?range=3600")).json()
    assert answer["items"] == [
        {"api_id": 1, "requests": 3, "alerts": {"outliers": 1}}, {"api_id": 2, "requests": 1, "alerts": {}}
    ]  # fmt: skip
    day = (await console.as_user.get("/api/models/rates")).json()["items"][0]
    assert (day["requests"], day["alerts"]) == (4, {"outliers": 2})


async def test_going_back_is_a_new_revision_an_audit_row_and_one_model_that_serves(console: Running) -> None:
    one, two = await add(console, b"one"), await add(console, b"two")
    before = await console.store.policy.revision()
    answer = await console.as_admin.post(f"/api/models/{one}/serve")
    assert (answer.status_code, answer.json()["state"]) == (200, "serving")
    assert answer.json()["reason"] == "chosen by admin@localhost"
    assert await console.store.policy.revision() == before + 1
    policy = await console.store.policy.load(0)
    assert [(ref.api_id, ref.version) for ref in policy.models] == [(1, 1)]
    assert (await console.as_user.get(f"/api/models/{two}")).json()["state"] == "retired"
    rows = (await console.as_admin.get("/api/audit")).json()["items"]
    assert {(row["action"], row["target"]) for row in rows} >= {
        ("model.serve", f"models/{one}"), ("model.serve", f"models/{two}")
    }  # fmt: skip
    assert (await console.as_admin.post(f"/api/models/{one}/serve")).status_code == 200
    assert await console.store.policy.revision() == before + 1


async def test_a_model_that_is_switched_off_serves_nobody(console: Running) -> None:
    one = await add(console, b"one")
    assert (await console.as_admin.post(f"/api/models/{one}/retire")).json()["state"] == "retired"
    assert (await console.store.policy.load(0)).models == []


async def test_a_training_asked_for_twice_is_one(console: Running) -> None:
    first = await console.as_admin.post("/api/models/train", json={})
    again = await console.as_admin.post("/api/models/train", json={})
    assert (first.status_code, first.json()["state"], first.json()["api_id"]) == (202, "requested", None)
    assert again.json()["id"] == first.json()["id"]
    shown = await console.as_user.get(first.headers["location"])
    assert shown.json()["why"] == "asked for by admin@localhost"
    await console.store.trainings.end(first.json()["id"], [{"api_id": 0, "api": "all APIs", "state": "serving",
                                                           "reason": "first", "model_id": 3, "metrics": {"a": 1}}])  # fmt: skip
    (ended,) = (await console.as_user.get("/api/models/trainings")).json()["items"]
    assert ended["state"] == "done"
    assert ended["results"] == [
        {"api_id": None, "api": "all APIs", "state": "serving", "reason": "first", "model_id": 3}
    ]
    assert (await console.as_admin.post("/api/models/train", json={})).json()["id"] != first.json()["id"]


@pytest.mark.parametrize(
    ("body", "status"), [({"api_id": 4711}, 404), ({"api_id": 0}, 422), ({"api": 1}, 422), ({"api_id": 1}, 202)]
)
async def test_only_an_api_that_is_there_can_be_trained_for(
    console: Running, body: dict[str, int], status: int
) -> None:
    async with console.store.edit(actor(), "test") as edit:
        await console.store.apis.add(edit, Api(id=0, name="orders", upstream="http://127.0.0.1:1"))
    assert (await console.as_admin.post("/api/models/train", json=body)).status_code == status


async def test_too_many_trainings_waiting_is_a_conflict(console: Running) -> None:
    for number in range(1, 21):
        async with console.store.edit(actor(), "test") as edit:
            await console.store.trainings.request(edit, "outliers", number, "test")
    answer = await console.as_admin.post("/api/models/train", json={})
    assert answer.status_code == 409
    assert "20 trainings are waiting" in answer.json()["detail"]
