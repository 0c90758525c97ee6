"""The console on a real MariaDB: what depends on the engine, and what happens when it goes away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from console.bootstrap import ensure_first_admin
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.console.conftest import ADMIN, Running, record, started
from tests.console.test_apis import ORDERS
from tests.console.test_live import exchanges, message, watch
from tests.servers import Mariadb


def completed(settings: Settings) -> Settings:
    return replace(
        settings,
        boing_console="127.0.0.1:0",
        jwt_secret="x" * 64,
        encryption_key=Secrets.generate_key(),
        admin_email=ADMIN[0],
        admin_password=ADMIN[1],
        registration="open",
    )


@pytest.fixture
async def settings(mariadb_settings: Settings) -> Settings:
    await migrate(mariadb_settings)
    return completed(mariadb_settings)


async def test_lists_apis_and_their_audit_work_there_too(settings: Settings) -> None:
    async with started(settings) as console:
        admin = console.as_admin
        api = (await admin.post("/api/apis", json=ORDERS)).json()
        body = {"target": "2001:db8::/32", "api_id": api["id"], "reason": "über", "ttl_seconds": 60}
        entry = (await admin.post("/api/blacklist", json=body)).json()
        assert (await admin.get("/api/blacklist?q=über")).json()["items"] == [entry]
        same = await admin.post("/api/blacklist", json=body)
        late = await admin.put(f"/api/blacklist/{entry['id']}", json={}, headers={"If-Match": '"9"'})
        assert (same.status_code, late.status_code) == (409, 412)
        assert (await admin.delete(f"/api/apis/{api['id']}")).status_code == 204
        assert (await admin.get("/api/blacklist")).json()["items"] == []
        assert await console.store.audit.verify() is None


async def test_of_ten_at_once_that_want_one_place_one_gets_it_there_too(settings: Settings) -> None:
    async with started(settings) as console:
        answers = await asyncio.gather(
            *(console.as_admin.post("/api/apis", json=ORDERS | {"name": f"api {n}"}) for n in range(10))
        )
        assert sorted(answer.status_code for answer in answers) == [201, *[422] * 9]


async def test_of_several_first_admins_at_once_one_is_made_there_too(settings: Settings) -> None:
    stores = [await Store.open(settings) for _ in range(8)]
    await asyncio.gather(*(ensure_first_admin(store, settings) for store in stores))
    assert [user.email for user in await stores[0].users.all()] == [ADMIN[0]]
    for store in stores:
        await store.close()


async def test_two_shippers_at_once_leave_no_gap_in_the_live_feed(settings: Settings) -> None:
    async with started(settings) as console, await watch(console) as socket:
        await message(socket)
        await asyncio.gather(shipped(console, "one", 1), shipped(console, "two", 1001))
        assert await exchanges(socket, 200) == list(range(1, 201))


async def shipped(console: Running, journal: str, first: int) -> None:
    for number in range(first, first + 100, 10):
        rows = [(number - first + n, record(number + n)) for n in range(1, 11)]
        await console.store.exchanges.ship(journal, rows)


async def test_while_it_is_away_answers_are_503_and_the_live_feed_goes_on_after(
    own_mariadb: Mariadb, tmp_path: Path
) -> None:
    settings = completed(own_mariadb.settings(own_mariadb.create_database(), tmp_path))
    await migrate(settings)
    async with started(settings) as console, await watch(console) as socket:
        assert (await message(socket))["type"] == "hello"
        await asyncio.to_thread(own_mariadb.stop)
        assert await message(socket) == {"type": "store", "status": "down"}
        assert (await console.as_user.get("/api/blacklist")).status_code == 503
        assert (await console.as_nobody.get("/api/health")).json()["store"] == "down"
        await asyncio.to_thread(own_mariadb.start)
        assert await message(socket) == {"type": "store", "status": "ok"}
        await console.ship(record(1))
        assert await exchanges(socket, 1) == [1]
        assert (await console.as_user.get("/api/blacklist")).status_code == 200


async def test_the_log_its_export_and_its_sums_work_there_too(settings: Settings) -> None:
    async with started(settings) as console:
        now = console.store.clock()
        await console.ship(
            *(record(n, at=now - n * 1000, status=500 if n % 5 == 0 else 200, country="CH") for n in range(1, 41))
        )
        for query, count in (("", 40), ("?status=500", 8), ("?q=ORDERS/7", 1), ("?country=CH&order=asc", 40)):
            assert len((await console.as_user.get(f"/api/logs{query}")).json()["items"]) == count, query
        exported = await console.as_user.get("/api/export/logs?status=5xx")
        assert (exported.headers["x-estimated-rows"], len(exported.text.splitlines())) == ("8", 9)
        got = (await console.as_user.get("/api/metrics?compare=true")).json()
        assert (got["totals"]["requests"], got["totals"]["errors"]) == (40, 8)
        top = (await console.as_user.get("/api/metrics/top?by=country")).json()
        assert [(item["key"], item["count"]) for item in top["items"]] == [("CH", 40)]
        related = (await console.as_user.get("/api/logs/request-7/related?limit=4")).json()
        assert len(related["same_identity"]) == len(related["same_operation"]) == 4
