"""The database goes away under load and comes back: no request fails, no record is lost, none comes twice.

BOING_OUTAGE_SECONDS sets for how long it is away (default 8).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.policy.document import Api, Limit
from gateway.storage.edit import Actor
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.e2e.clients import Load
from tests.gatewayproc import ROOT, eventually, free_port, running
from tests.origin import Origin, running_origin
from tests.servers import Mariadb

OUTAGE_SECONDS = float(os.environ.get("BOING_OUTAGE_SECONDS", "8"))
REPLAY_SECONDS = 60.0


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


def environment(server: Mariadb, database: str) -> dict[str, str]:
    return {"DB_HOST": server.host, "DB_PORT": str(server.port), "DB_USER": "root", "DB_NAME": database}


def prepared(server: Mariadb, origin: Origin, data_dir: Path) -> str:
    """A migrated database with one API."""
    database = server.create_database()

    async def seed() -> None:
        settings = server.settings(database, data_dir)
        await migrate(settings)
        store = await Store.open(settings)
        async with store.edit(Actor(None, "test"), "seed") as edit:
            await store.apis.add(edit, Api(id=0, name="default", upstream=origin.url, limits=[Limit(quota=0)]))
        await store.close()

    asyncio.run(seed())
    return database


def stored(server: Mariadb, database: str) -> Counter[str]:
    return Counter(str(row[0]) for row in server.query("SELECT request_id FROM exchanges", database))


@pytest.mark.timeout(180 + 2 * int(OUTAGE_SECONDS))
def test_nothing_fails_and_nothing_is_lost_while_the_database_is_away(
    own_mariadb: Mariadb, origin: Origin, tmp_path: Path
) -> None:
    database = prepared(own_mariadb, origin, tmp_path)
    settings = environment(own_mariadb, database)
    with running("gateway", tmp_path, "--workers", "2", **settings) as gateway:
        with Load(gateway.url, rate=100).running() as load:
            eventually(lambda: len(stored(own_mariadb, database)) > 50, 60)
            own_mariadb.stop()
            back = time.monotonic() + OUTAGE_SECONDS
            eventually(lambda: gateway.health()["stale"], 60)
            answered = load.statuses[200]
            eventually(lambda: time.monotonic() > back, OUTAGE_SECONDS + 5)
            assert gateway.health()["ready"]
            assert load.statuses[200] > answered
            own_mariadb.start()
            eventually(lambda: not gateway.health()["stale"], REPLAY_SECONDS)
        since = time.monotonic()
        eventually(lambda: set(load.ids) <= set(stored(own_mariadb, database)), REPLAY_SECONDS, 0.2)
        assert time.monotonic() - since < REPLAY_SECONDS
        eventually(lambda: gateway.health()["journal_waiting"] == 0)
        assert gateway.metric("boing_records_dropped_total") == 0
    assert load.failures == []
    assert set(stored(own_mariadb, database).values()) == {1}
    assert Counter(load.ids) == stored(own_mariadb, database)
    _starts_without_the_database(own_mariadb, settings, tmp_path)


def _starts_without_the_database(server: Mariadb, settings: dict[str, str], data_dir: Path) -> None:
    """Under the last good policy where there is one; else it says why not. (Goes on where the test above ends.)"""
    with_database = _start_seconds(data_dir, settings, stale=False)
    server.stop()
    without = _start_seconds(data_dir, settings, stale=True)
    assert without < max(5.0, with_database + 2)
    code, error = _refused("gateway", data_dir / "new", settings)
    assert code == 2
    line = error.splitlines()[-1]
    assert line.startswith("boing: no policy to serve under: the store is away (")
    assert f"{server.host}:{server.port}" in line
    assert "no last good policy in the data dir" in line


def _start_seconds(data_dir: Path, settings: dict[str, str], *, stale: bool) -> float:
    since = time.monotonic()
    with running("gateway", data_dir, "--workers", "1", **settings) as gateway:
        seconds = time.monotonic() - since
        assert gateway.health()["stale"] is stale
        assert gateway.health()["policy"] >= 1
        with Load(gateway.url, rate=50).running() as load:
            eventually(lambda: load.statuses[200] > 5)
        assert load.failures == []
    return seconds


def _refused(command: str, data_dir: Path, settings: dict[str, str]) -> tuple[int, str]:
    ports = {f"BOING_{name}": f"127.0.0.1:{free_port()}" for name in ("LISTEN", "CONSOLE", "HEALTH")}
    ended = subprocess.run(
        [sys.executable, "-m", "gateway.cli", command, "--data-dir", str(data_dir)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **ports, **settings},
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr
