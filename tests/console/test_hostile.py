"""Whatever is sent to any route: an answer in the one shape, never a 500."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import quote

import pytest

from tests.console.conftest import Running, record
from tests.console.test_apis import FULL
from tests.console.test_roles import BODIES, ROUTES

VALUES: list[Any] = [
    "", "\ud800", "\0", "\u202e", "é", "0", "NaN", "../..", "%00", "********", "a" * 5000, "203.0.113.7", "::/0",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", -1, 0, 2**63, 2**70, 10**400, 1e308, float("inf"), None,
    True, [], {}, [[]], {"a": {}},
]  # fmt: skip
IDS = ["1", "2", "0", "-1", "9" * 19, "9" * 30, "x", "%00", "1.5"]
WHOLE_BODIES = {
    "/api/apis": FULL,
    "/api/apis/{api_id}": FULL,
    "/api/blacklist": {"target": "203.0.113.7", "scope": "address", "api_id": 0, "ttl_seconds": 5, "reason": "x"},
}
SPARED = {"POST /api/login", "POST /api/register", "POST /api/logout", "PUT /api/me/password", "POST /api/users"}
REQUESTS = 500


class Fuzzer:
    def __init__(self, seed: int, document: dict[str, Any]) -> None:
        self._random = random.Random(seed)
        self._document = document

    def request(self) -> tuple[str, str, dict[str, Any]]:
        pick = self._random.choice
        method, path = pick([route for route in ROUTES if route not in SPARED]).split(" ")
        operation = self._document["paths"][path][method.lower()]
        options: dict[str, Any] = {"headers": {"If-Match": pick(['"1"', "*", "x", '"99999999999"'])}}
        if "requestBody" in operation:
            body = WHOLE_BODIES.get(path, BODIES.get(f"{method} {path}", {}))
            for _ in range(self._random.randint(0, 2)):
                body = self._mutated(body)
            options["content"] = json.dumps(body)
            options["headers"]["Content-Type"] = "application/json"
        query = [
            f"{one['name']}={quote(str(pick(VALUES)).encode('utf-8', 'surrogatepass'))}"
            for one in operation.get("parameters", ())
            if one["in"] == "query" and self._random.random() < 0.3
        ]
        for name in ("user_id", "api_id", "entry_id", "decision_id", "alert_id"):
            path = path.replace(f"{{{name}}}", pick(IDS))
        path = path.replace("{detector_id}", pick(["access", "x", "%00", "é"]))
        return method, path.replace("{request_id}", pick(["request-1", "%ff"])) + "?" + "&".join(query), options

    def _mutated(self, value: Any) -> Any:
        if isinstance(value, dict) and value and self._random.random() < 0.8:
            key = self._random.choice(list(value))
            return {**value, key: self._mutated(value[key])}
        return self._random.choice(VALUES)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_nothing_that_is_sent_makes_a_500(console: Running, seed: int) -> None:
    await console.ship(record(1))
    await console.as_admin.post("/api/apis", json=FULL)
    fuzzer = Fuzzer(seed, (await console.as_nobody.get("/openapi.json")).json())
    for _ in range(REQUESTS):
        method, path, options = fuzzer.request()
        answer = await console.as_admin.request(method, path, **options)
        assert answer.status_code < 500, (method, path, options)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", (method, path, options)
            assert answer.json()["status"] == answer.status_code
