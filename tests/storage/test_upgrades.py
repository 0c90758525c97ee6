"""A store of any schema that ever was comes to today's, with what it held, beside those who use it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from typing import Any

import pytest
from alembic import command, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, func, select

from gateway.settings import Settings
from gateway.storage import migrate as migration
from gateway.storage.migrate import MIGRATIONS, head, migrate
from gateway.storage.store import Store
from tests.servers import Mariadb

RELEASED = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
ROWS = 3
SUMS = ("rollups", "totals", "tallies")
"""made anew by migrations: what they add up to is held, not their rows"""


def bring_to(settings: Settings, revision: str, *, filled: bool = True) -> dict[str, Any]:
    """A store as it was at `revision`, with rows in every table; returns what is to be found again."""
    engine = migration._engine(settings)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
        for table in tables_of(connection) if filled else ():
            connection.execute(table.insert(), [a_row(table, number) for number in range(1, ROWS + 1)])
        connection.commit()
        found = contents(connection)
    engine.dispose()
    return found


def tables_of(connection: Any) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def a_row(table: Table, number: int) -> dict[str, Any]:
    now = time.time_ns() // 1000
    row: dict[str, Any] = {}
    for column in table.columns:
        kind: Any = column.type
        if kind.python_type is bytes:
            row[column.name] = b"\x00\xff%d" % number
        elif column.name == "at" or column.name.endswith("_at"):
            row[column.name] = now - number * 1_000_000
        elif kind.python_type is bool:
            row[column.name] = True
        elif kind.python_type is int:
            row[column.name] = number
        elif kind.length is None:
            row[column.name] = f'{{"n": {number}, "text": "ü €"}}'
        else:
            row[column.name] = f"{number}-{column.name}"[: kind.length]
    return row


def contents(connection: Any) -> dict[str, Any]:
    """Rows by table, as dictionaries in the order of their keys; of sums what they add up to."""
    found: dict[str, Any] = {}
    for table in tables_of(connection):
        if table.name in SUMS:
            statement = select(func.sum(table.c["count"]))
            if "span" in table.c:
                statement = statement.where(table.c.span == 1)
            if "kind" in table.c:
                statement = statement.where(table.c.kind.like("%-kind"))
            found[table.name] = int(connection.execute(statement).scalar_one() or 0)
        else:
            rows = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            found[table.name] = [dict(row) for row in rows]
    return found


@pytest.mark.parametrize("revision", RELEASED)
def test_what_a_store_of_any_release_held_is_there_today(revision: str, settings: Settings) -> None:
    before = bring_to(settings, revision)
    assert sum(isinstance(rows, list) and len(rows) >= ROWS for rows in before.values()) >= 10
    asyncio.run(migrate(settings))
    engine = migration._engine(settings)
    with engine.connect() as connection:
        after = contents(connection)
    engine.dispose()
    for table, rows in before.items():
        if table in SUMS:
            assert after[table] == rows > 0, table
            continue
        assert len(after[table]) == len(rows), table
        for one, other in zip(rows, after[table], strict=True):
            assert {name: other[name] for name in one} == one, table
    asyncio.run(_is_ready(settings))


async def _is_ready(settings: Settings) -> None:
    store = await Store.open(settings)
    await store.ready()
    await store.close()


def test_every_migration_says_what_it_locks() -> None:
    for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions():
        assert "\nLocks: " in (one.module.__doc__ or ""), one.revision


def test_a_migration_that_breaks_leaves_the_embedded_store_as_it_was(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of the third: neither its tables nor those of the ones before it are there, and the next try works."""
    settings = Settings(boing_data_dir=str(tmp_path))
    before = bring_to(settings, "0001")
    real, renamed = op.rename_table, []

    def breaks(*arguments: Any, **options: Any) -> None:
        renamed.append(real(*arguments, **options))
        raise RuntimeError("the power went")

    monkeypatch.setattr(op, "rename_table", breaks)
    with pytest.raises(RuntimeError, match="the power went"):
        asyncio.run(migrate(settings))
    assert renamed
    engine = migration._engine(settings)
    with engine.connect() as connection:
        assert contents(connection) == before
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0001"
    engine.dispose()
    monkeypatch.undo()
    asyncio.run(migrate(settings))
    with closing(sqlite3.connect(tmp_path / "boing.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (head(),)


def test_a_table_in_use_is_waited_for_and_nobody_waits_long_behind_that(
    mariadb: Mariadb, mariadb_settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody reads the log in a long transaction; who comes after him is answered while the migration still waits."""
    monkeypatch.setattr(migration, "WAIT_SECONDS", 1)
    before = bring_to(mariadb_settings, "0002")
    name = mariadb_settings.db_name
    with closing(mariadb.connect(name)) as reader, reader.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exchanges")
        migrating = threading.Thread(target=lambda: asyncio.run(migrate(mariadb_settings)))
        migrating.start()
        try:
            deadline = time.monotonic() + 60
            while "waits for a table" not in caplog.text:
                assert time.monotonic() < deadline
                assert migrating.is_alive()
                migrating.join(0.05)
            assert mariadb.query("SELECT count(*) FROM exchanges", name) == [(ROWS,)]
            mariadb.query("UPDATE exchanges SET status = status", name)
            assert migrating.is_alive()
        finally:
            reader.rollback()
            migrating.join(120)
    assert not migrating.is_alive()
    asyncio.run(_is_ready(mariadb_settings))
    assert len(mariadb.query("SELECT id FROM exchanges", name)) == len(before["exchanges"])
