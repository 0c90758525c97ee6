"""What a detector found and costs, over the API: from sums, never from the log."""

from __future__ import annotations

from typing import Any

import pytest

from addons.catalogue import DETECTORS
from addons.classifier.addon import RULES as CLASSIFIER_RULES
from addons.disclosure import RULES as DISCLOSURE_RULES
from addons.limits import RULE as LIMITS_RULE
from addons.outliers.addon import RULE as OUTLIERS_RULE
from addons.payload import RULES as PAYLOAD_RULES
from addons.signatures import RuleSet
from console.routers.detectors import detector_of
from gateway.storage.alerts import Sighting
from tests.console.conftest import Running, actor, record
from tests.console.test_apis import ORDERS


def finding(detector: str, rule: str) -> dict[str, Any]:
    return {"detector": detector, "rule": rule, "severity": 5, "message": "m", "effect": "block", "mode": "enforce"}


async def test_hits_are_told_over_time_by_rule_and_by_api(console: Running) -> None:
    admin, now = console.as_admin, console.store.clock()
    orders = (await admin.post("/api/apis", json=ORDERS)).json()["id"]
    other = ORDERS | {"name": "other", "prefix": "/other", "detectors": {"signatures": {"mode": "observe"}}}
    observed = (await admin.post("/api/apis", json=other)).json()["id"]
    hour = 3600 * 1_000_000
    sqli, xss, limit = finding("signatures", "942100"), finding("signatures", "941100"), finding("limits", LIMITS_RULE)
    stopped = {"action": "block", "would": "block", "status": 403}
    await console.ship(
        record(1, at=now, api_id=orders, findings=[sqli, xss], cost={"signatures": 30}, **stopped),
        record(2, at=now - 2 * hour, api_id=orders, findings=[sqli], cost={"signatures": 10}, **stopped),
        record(3, at=now, api_id=observed, findings=[sqli], would="block", cost={"signatures": 20}),
        record(4, at=now, api_id=orders, findings=[limit], cost={"signatures": 0}, **stopped),
        record(5, at=now - 48 * hour, api_id=orders, findings=[sqli], **stopped),
    )
    stats = (await console.as_user.get("/api/detectors/signatures/stats?range=86400")).json()
    assert (stats["hits"], stats["stopped"], stats["would"], stats["mean_microseconds"]) == (3, 2, 1, 15.0)
    assert stats["rules"] == [{"rule": "942100", "hits": 3, "stopped": 2}, {"rule": "941100", "hits": 1, "stopped": 1}]
    assert stats["apis"] == [
        {"api_id": orders, "name": "orders", "mode": "enforce", "own": False, "hits": 2, "stopped": 2},
        {"api_id": observed, "name": "other", "mode": "observe", "own": True, "hits": 1, "stopped": 0},
    ]
    assert [(one["hits"], one["stopped"]) for one in stats["series"] if one["hits"]] == [(1, 1), (2, 1)]
    times = [one["at"] for one in stats["series"]]
    assert (times == sorted(times), 100 < len(times) <= 145) == (True, True)
    limits = (await console.as_user.get("/api/detectors/limits/stats")).json()
    assert (limits["hits"], [one["rule"] for one in limits["rules"]]) == (1, [LIMITS_RULE])
    quiet = (await console.as_user.get("/api/detectors/payload/stats?range=60")).json()
    assert (quiet["hits"], quiet["mean_microseconds"], quiet["rules"]) == (0, None, [])


async def test_what_people_said_of_its_alerts_is_counted(console: Running) -> None:
    store, now = console.store, console.store.clock()
    sightings = [
        Sighting(1, "access", f"address:203.0.113.{n}", "GET /", "Blocked", 5, 1, 1, now, now, {}, []) for n in range(3)
    ]
    async with store.database.writing() as connection:
        await store.alerts.record(connection, sightings, now)
    for alert_id, review in ((1, "false_positive"), (2, "true_positive"), (3, "false_positive")):
        async with store.edit(actor(), "review") as edit:
            await store.alerts.review(edit, alert_id, review)  # type: ignore[arg-type]
    stats = (await console.as_user.get("/api/detectors/access/stats")).json()
    assert (stats["false_positives"], stats["true_positives"]) == (2, 1)


def test_every_rule_is_some_detectors(pack: RuleSet) -> None:
    rules = {"access-ban": "access", LIMITS_RULE: "limits"} | dict.fromkeys(PAYLOAD_RULES, "payload")
    rules |= {rule.id: "signatures" for rule in pack.rules} | {OUTLIERS_RULE: "outliers"}
    rules |= dict.fromkeys(CLASSIFIER_RULES, "classifier") | dict.fromkeys(DISCLOSURE_RULES, "disclosure")
    assert {rule: detector_of(rule) for rule in rules} == rules
    assert set(rules.values()) == {one.id for one in DETECTORS.values() if one.inline}
    assert {detector_of(f"{name}-x") for name in DETECTORS} == set(DETECTORS)


@pytest.mark.parametrize(("path", "status"), [("nonsense/stats", 404), ("access/stats?range=1", 422)])
async def test_stats_of_nothing_are_refused(console: Running, path: str, status: int) -> None:
    assert (await console.as_user.get(f"/api/detectors/{path}")).status_code == status
