"""A migrated store on each engine, a clock that stands, and records: for the tests of whoever uses the store."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from addons.record import Record
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from tests.servers import Mariadb


class FakeClock:
    """Microseconds since the epoch; moves only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += int(seconds * 1_000_000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=["sqlite", "mariadb"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "mariadb":
        return request.getfixturevalue("mariadb_settings")
    return Settings(boing_data_dir=str(tmp_path / "data"))


@pytest.fixture
def migrated(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The settings of a store of today's schema, copied: migrating for each test would take most of the tests' time."""
    if settings.db_host:
        server: Mariadb = request.getfixturevalue("mariadb")
        server.copy_database(request.getfixturevalue("migrated_database"), settings.db_name)
    else:
        shutil.copytree(request.getfixturevalue("migrated_folder"), settings.boing_data_dir, dirs_exist_ok=True)
    return settings


@pytest.fixture
async def store(migrated: Settings, clock: FakeClock) -> AsyncIterator[Store]:
    store = await Store.open(migrated, clock)
    yield store
    await store.close()


@pytest.fixture
def actor() -> Actor:
    return Actor(7, "ada@example.com", "192.0.2.7")


def a_finding(**changes: Any) -> dict[str, object]:
    return {
        "detector": "signatures", "rule": "942100", "severity": 5, "effect": "score", "mode": "enforce",
        "location": "query:q", "evidence": "1' or", "message": "SQL injection", "tags": ["attack-sqli"],
    } | changes  # fmt: skip


def a_record(number: int, findings: tuple[dict[str, object], ...] = (), **changes: Any) -> Record:
    """A plain, allowed request; `number` makes its id and its time, a second apart."""
    values: dict[str, Any] = {
        "request_id": f"request-{number}", "at": 1_800_000_000_000_000 + number * 1_000_000, "api_id": 1,
        "operation": "GET /orders/{id}", "method": "GET", "path": f"/orders/{number}", "status": 200,
        "client": "192.0.2.1", "peer": "10.0.0.1", "identity_kind": "key", "identity": "ab12cd34ef56",
        "duration": 12_000, "cost": {"access": 3}, "findings": list(findings),
    }  # fmt: skip
    return Record(**values | changes)
