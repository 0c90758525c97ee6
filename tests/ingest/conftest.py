"""A started console with an API whose telemetry key is known, and records to send."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from addons.outliers import encode_model
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from gateway.ingest.keys import ingest_key_hash, new_ingest_key
from gateway.policy.document import Api
from gateway.storage.exchanges import ExchangeFilter, ExchangeRow
from gateway.storage.models import NewModel
from gateway.storage.store import Store
from tests.addons.outliers.requests import requests
from tests.console.conftest import Running, actor, console, loaded_once, migrated, settings  # noqa: F401 - fixtures

SQLI = "/search?q=1'%20UNION%20SELECT%20password%20FROM%20users--"


async def add_api(store: Store, name: str = "shop", **fields: Any) -> tuple[int, str]:
    """An API and its ingest key."""
    key = new_ingest_key()
    document = Api(id=0, name=name, upstream="http://127.0.0.1:9", **{"prefix": f"/{name}", **fields})
    async with store.edit(actor(), "test") as edit:
        return await store.apis.add(edit, document, ingest_key_hash(key)), key


def told(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "timestamp": time.time(),
        "method": "GET",
        "endpoint": f"/orders/{number}",
        "client_ip": "203.0.113.7",
        "headers": {"host": "shop.example.com", "user-agent": "Mozilla/5.0", "accept": "*/*"},
        "status_code": 200,
        "latency_ms": 12.5,
        "body_size": 0,
        **fields,
    }


async def recorded(store: Store, count: int, seconds: float = 60) -> list[ExchangeRow]:
    """The exchanges in the store once there are `count`, oldest first."""
    deadline = time.monotonic() + seconds
    while len(rows := await store.exchanges.query(ExchangeFilter(), limit=2000, with_findings=True)) < count:
        assert time.monotonic() < deadline, f"{len(rows)} of {count} records came"
        await asyncio.sleep(0.05)
    return sorted(rows, key=lambda row: row.id)


@dataclass(frozen=True)
class Shop:
    """The started console with one API. `send` posts to it with the API's key."""

    console: Running
    api_id: int
    key: str

    @property
    def store(self) -> Store:
        return self.console.store

    async def send(self, body: Any, key: str | None = None) -> httpx.Response:
        headers = {"X-API-Key": self.key if key is None else key}
        if isinstance(body, bytes):
            return await self.console.as_nobody.post("/api/ingest", content=body, headers=headers)
        return await self.console.as_nobody.post("/api/ingest", json=body, headers=headers)


@pytest.fixture
async def shop(console: Running) -> Shop:  # noqa: F811
    return Shop(console, *await add_api(console.store))


async def serve_outliers(store: Store) -> bytes:
    """A model of outliers that learned a small shop's requests serves all APIs; its data."""
    seen = requests(1_500, 86_400)
    fitted = fit(split_by_time(seen), 0.1, 1, operations=True, progress=lambda _stage, _done: None)
    data = encode_model(fitted.model)
    async with store.edit(actor(), "test") as edit:
        await store.models.add(edit, NewModel("outliers", 0, data, {}, "serving", "test"))
    return data
