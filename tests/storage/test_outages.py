"""Several processes at one file, and a database that falls silent, stops, comes back."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from gateway.settings import Settings
from gateway.storage import database
from gateway.storage.errors import StoreUnavailable
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.servers import Mariadb
from tests.stores import FakeClock, a_record

WRITERS = 3
BATCHES, BATCH = 12, 100
ROOT = Path(__file__).parents[2]

WRITER = f"""
import asyncio, sys
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.stores import a_record, a_finding

async def main(folder, me):
    store = await Store.open(Settings(boing_data_dir=folder))
    for start in range(1, {BATCHES * BATCH}, {BATCH}):
        batch = [(n, a_record(me * 100_000 + n, (a_finding(),))) for n in range(start, start + {BATCH})]
        await store.exchanges.ship(f"journal-{{me}}", batch)
        async with store.edit(Actor(None, "writer"), "add") as edit:
            await store.lists.add(edit, "blacklist", NewEntry("address", f"{{me}}.{{start}}"))
        await store.policy.load(0)
        await store.leases.acquire("lease", str(me), 1, store.clock())
    await store.close()

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


async def test_several_processes_write_one_sqlite_file_and_none_finds_it_locked(tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path))
    await migrate(settings)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(me)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        )
        for me in range(WRITERS)
    ]  # fmt: skip
    try:
        outcomes = [await asyncio.to_thread(writer.communicate, None, 100) for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert [(writer.returncode, errors) for writer, (_, errors) in zip(writers, outcomes, strict=True)] == [
        (0, "")
    ] * WRITERS
    store = await Store.open(settings)
    assert await store.exchanges.last_id() == WRITERS * BATCHES * BATCH
    assert len(await store.exchanges.tail_flagged(0, 10_000)) == WRITERS * BATCHES * BATCH
    assert await store.policy.revision() == WRITERS * BATCHES
    assert await store.audit.verify() is None
    await store.close()


async def test_writers_in_one_process_wait_for_each_other(store: Store) -> None:
    batches = [
        store.exchanges.ship(f"journal-{j}", [(n, a_record(j * 1000 + n)) for n in range(1, 51)]) for j in range(20)
    ]
    assert await asyncio.gather(*batches) == [50] * 20
    assert await store.exchanges.last_id() == 1000


async def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    async with store.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE sequences SET value = 5 WHERE name = 'exchanges'")
        async with asyncio.timeout(2):
            assert await store.exchanges.last_id() == 0
    assert await store.exchanges.last_id() == 5


async def test_a_cancelled_write_leaves_nothing_and_the_store_goes_on(store: Store) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with store.database.writing() as connection:
            await connection.exec_driver_sql("UPDATE sequences SET value = 5 WHERE name = 'exchanges'")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.exchanges.last_id() == 0
    assert await store.exchanges.ship("a", [(1, a_record(1))]) == 1


async def test_shipping_goes_on_where_it_was_when_the_database_is_back(own_mariadb: Mariadb, tmp_path: Path) -> None:
    settings = own_mariadb.settings(own_mariadb.create_database(), tmp_path)
    await migrate(settings)
    store = await Store.open(settings, FakeClock())
    assert await store.exchanges.ship("a", [(1, a_record(1)), (2, a_record(2))]) == 2
    await asyncio.to_thread(own_mariadb.stop)
    batch = [(n, a_record(n)) for n in range(1, 6)]
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match=f"{own_mariadb.port}/boing_0: "):
            await store.exchanges.ship("a", batch)
    await asyncio.to_thread(own_mariadb.start)
    assert await store.exchanges.ship("a", batch) == 3
    assert [row.request_id for row in await store.exchanges.tail(0, 10)] == [f"request-{n}" for n in range(1, 6)]
    await store.close()


class BlackHole:
    """Passes bytes on to a server until it is told to swallow them."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self.silent = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        self._writers += [writer, upstream_writer]
        for source, sink in ((reader, upstream_writer), (upstream_reader, writer)):
            self._tasks.add(asyncio.create_task(self._pass_on(source, sink)))

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if not self.silent:
                sink.write(data)
        sink.close()


async def test_a_database_that_falls_silent_holds_nobody_longer_than_the_deadline(
    mariadb: Mariadb, mariadb_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connections stay open and nothing comes back: the caller is told, and all is well once it answers again."""
    monkeypatch.setattr(database, "DEADLINE", 0.5)
    monkeypatch.setattr(database, "CONNECT_SECONDS", 0.5)
    await migrate(mariadb_settings)
    async with BlackHole(mariadb.port) as hole:
        settings = Settings(
            db_host="127.0.0.1",
            db_port=hole.port,
            db_user="root",
            db_name=mariadb_settings.db_name,
            boing_data_dir=str(tmp_path),
        )
        store = await Store.open(settings, FakeClock())
        assert await store.exchanges.ship("a", [(1, a_record(1))]) == 1
        hole.silent = True
        for attempt in (store.exchanges.last_id, lambda: store.exchanges.ship("a", [(2, a_record(2))])):
            started = time.monotonic()
            with pytest.raises(StoreUnavailable):
                await attempt()
            assert time.monotonic() - started < 30
        hole.silent = False
        assert await store.exchanges.ship("a", [(2, a_record(2))]) == 1
        assert await store.exchanges.last_id() == 2
        await store.close()


async def test_a_consistent_read_leaves_its_connection_as_it_found_it(store: Store) -> None:
    """The pool hands connections on: the next user must not inherit another isolation."""
    if store.database.is_sqlite:
        assert (await store.policy.load(0)).revision == 0
        return
    levels = []
    for one_state in (True, False, True, False):
        async with store.database.reading(one_state=one_state) as connection:
            levels.append((await connection.exec_driver_sql("SELECT @@tx_isolation")).scalar())
    assert levels == ["REPEATABLE-READ", "READ-COMMITTED"] * 2
