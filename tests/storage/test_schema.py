"""Three descriptions of one schema: the tables in code, the migrations, `schema.sql`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pymysql
import pytest
from sqlalchemy import create_engine, inspect

from gateway.settings import Settings
from gateway.storage.database import database_url, sqlite_path
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.migrate import head, migrate
from gateway.storage.schema import render
from gateway.storage.store import Store
from gateway.storage.tables import SEQUENCES, metadata
from tests.servers import Mariadb

SCHEMA = Path(__file__).parents[2] / "schema.sql"

COLUMNS = """SELECT table_name, ordinal_position, column_name, column_type, is_nullable, column_default, extra, collation_name
    FROM information_schema.columns WHERE table_schema = '{0}' AND table_name <> 'alembic_version' ORDER BY 1, 2"""
INDEXES = """SELECT table_name, index_name, non_unique, seq_in_index, column_name FROM information_schema.statistics
    WHERE table_schema = '{0}' AND table_name <> 'alembic_version' ORDER BY 1, 2, 4"""
PARTITIONS = """SELECT table_name, partition_name, partition_method, partition_expression, partition_description
    FROM information_schema.partitions WHERE table_schema = '{0}' AND partition_name IS NOT NULL ORDER BY 1, 2"""
TABLES = """SELECT table_name, engine, table_collation FROM information_schema.tables
    WHERE table_schema = '{0}' AND table_name <> 'alembic_version' ORDER BY 1"""


def described(mariadb: Mariadb, database: str) -> list[list[tuple[object, ...]]]:
    return [mariadb.query(statement.format(database)) for statement in (TABLES, COLUMNS, INDEXES, PARTITIONS)]


def run_script(mariadb: Mariadb, database: str, script: str) -> None:
    connection = mariadb.connect(database, client_flag=pymysql.constants.CLIENT.MULTI_STATEMENTS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(script)
            while cursor.nextset():
                pass
        connection.commit()
    finally:
        connection.close()


def test_schema_sql_is_what_the_tables_render_to() -> None:
    """If this fails: python -m gateway.storage.schema > schema.sql"""
    assert SCHEMA.read_text() == render()


async def test_tables_migrations_and_schema_sql_are_the_same_on_mariadb(mariadb: Mariadb, tmp_path: Path) -> None:
    migrated, scripted, coded = (mariadb.create_database() for _ in range(3))
    await migrate(mariadb.settings(migrated, tmp_path))
    run_script(mariadb, scripted, SCHEMA.read_text())
    engine = create_engine(database_url(mariadb.settings(coded, tmp_path), driver="pymysql"))
    metadata.create_all(engine)
    engine.dispose()
    wanted = described(mariadb, coded)
    assert {row[0] for row in wanted[0]} == set(metadata.tables)
    assert {row[1:] for row in wanted[0]} == {("InnoDB", "utf8mb4_bin")}
    assert wanted[3] == [(table, "rest", "RANGE", "`at`", "MAXVALUE") for table in ("exchanges", "findings")]
    assert described(mariadb, migrated) == wanted
    assert described(mariadb, scripted) == wanted
    for name in (migrated, scripted):
        assert mariadb.query("SELECT name, value FROM sequences ORDER BY name", name) == [
            (n, 0) for n in sorted(SEQUENCES)
        ]


async def test_a_store_made_from_schema_sql_is_ready_and_migrates_on(mariadb: Mariadb, tmp_path: Path) -> None:
    settings = mariadb.settings(mariadb.create_database(), tmp_path)
    run_script(mariadb, settings.db_name, SCHEMA.read_text())
    store = await Store.open(settings)
    await store.ready()
    await migrate(settings)
    await store.close()


async def test_the_migrations_make_the_tables_in_code_on_sqlite(tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path))
    await migrate(settings)
    migrated = create_engine(f"sqlite:///{sqlite_path(settings)}")
    coded = create_engine("sqlite://")
    metadata.create_all(coded)
    one, other = inspect(migrated), inspect(coded)
    assert set(one.get_table_names()) - {"alembic_version"} == set(other.get_table_names())
    for name in other.get_table_names():
        assert [str(c) for c in one.get_columns(name)] == [str(c) for c in other.get_columns(name)]
        by_name = [
            {i["name"]: (i["column_names"], i["unique"]) for i in side.get_indexes(name)} for side in (one, other)
        ]
        assert by_name[0] == by_name[1]
        assert one.get_unique_constraints(name) == other.get_unique_constraints(name)
        assert one.get_pk_constraint(name) == other.get_pk_constraint(name)
    migrated.dispose()
    coded.dispose()


async def test_a_store_without_its_schema_says_how_to_get_it(settings: Settings) -> None:
    store = await Store.open(settings)
    with pytest.raises(StoreError, match='has no schema yet: run "boing db migrate"'):
        await store.ready()
    await migrate(settings)
    await store.ready()
    async with store.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreError, match=f'is at schema 0000, not {head()}: run "boing db migrate"'):
        await store.ready()
    await store.close()


async def test_several_may_migrate_at_once(settings: Settings) -> None:
    await asyncio.gather(*(migrate(settings) for _ in range(4)))
    store = await Store.open(settings)
    await store.ready()
    await store.close()


async def test_the_embedded_store_is_its_owner_s_alone(tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path / "data"))
    await migrate(settings)
    assert [path.stat().st_mode & 0o777 for path in (sqlite_path(settings), tmp_path / "data")] == [0o600, 0o700]


async def test_a_database_that_cannot_be_reached_is_a_clear_error(tmp_path: Path) -> None:
    """Port 1 of the loopback address: nobody listens there."""
    settings = Settings(db_host="127.0.0.1", db_port=1, boing_data_dir=str(tmp_path))
    store = await Store.open(settings)
    with pytest.raises(StoreUnavailable, match=r"127.0.0.1:1/boing: .*(Can't connect|refused)"):
        await store.policy.revision()
    with pytest.raises(StoreUnavailable, match=r"127.0.0.1:1/boing: .*(Can't connect|refused)"):
        await migrate(settings)
    await store.close()


async def test_a_data_dir_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(boing_data_dir=str(tmp_path / "file" / "data"))
    with pytest.raises(StoreError, match="BOING_DATA_DIR"):
        await Store.open(settings)
    with pytest.raises(StoreError, match="BOING_DATA_DIR"):
        await migrate(settings)
