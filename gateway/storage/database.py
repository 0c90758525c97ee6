"""One engine, and the two ways to use it: `reading` and `writing`.

A `writing` block is one transaction: it commits when left, and anything raised inside rolls all of it back. On SQLite it
takes the write lock at its start, so that it never fails half-way for want of it. Every block has a deadline,
so that a database that went silent stops its caller for `DEADLINE` seconds at most.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from pymysql.converters import escape_bytes
from sqlalchemy import URL, Connection, Insert, Table, event
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from gateway.settings import Settings
from gateway.storage.errors import StoreBusy, StoreError, StoreUnavailable

Clock = Callable[[], int]
"""Microseconds since the epoch, UTC."""

DEADLINE = 60.0
CONNECT_SECONDS = 5
BUSY_SECONDS = 5
LOCK_SECONDS = 5
ALTER_SECONDS = 3600
LOCK_WAIT_TIMEOUT = 1205
"""MySQL's error number."""
LOCK_TRIES = 6
"""A writer waits `BUSY_SECONDS` this many times for other processes on the same SQLite file."""


def wall_clock() -> int:
    return time.time_ns() // 1000


def sqlite_path(settings: Settings) -> Path:
    return Path(settings.boing_data_dir) / "boing.db"


def database_url(settings: Settings, *, driver: str) -> URL:
    """The MySQL address of these settings; `driver` is `aiomysql` or `pymysql`."""
    return URL.create(
        f"mysql+{driver}",
        settings.db_user,
        settings.db_password or None,
        settings.db_host,
        settings.db_port,
        settings.db_name,
        {"charset": "utf8mb4"},
    )


class Database:
    """Where the nouns get their connections from. Holds the engine, what it is called in errors, and the clock."""

    def __init__(self, engine: AsyncEngine, where: str, clock: Clock = wall_clock) -> None:
        self.engine = engine
        self.where = where
        self.clock = clock
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(boing_writes=True)

    @classmethod
    def open(cls, settings: Settings, clock: Clock = wall_clock) -> Database:
        """Opens nothing yet but the folder of the SQLite file; raises StoreError where that cannot be made."""
        if settings.db_host:
            engine = create_async_engine(
                database_url(settings, driver="aiomysql"),
                pool_pre_ping=True,
                pool_recycle=1800,
                pool_size=8,
                max_overflow=8,
                pool_timeout=10,
                isolation_level="READ COMMITTED",
                # Every block here ends its own transaction; the pool's second rollback would only log a lost server loudly.
                pool_reset_on_return=None,
                connect_args={"connect_timeout": CONNECT_SECONDS},
            )
            event.listen(engine.sync_engine, "connect", prepare_mysql)
            return cls(engine, f"{settings.db_host}:{settings.db_port}/{settings.db_name}", clock)
        path = sqlite_path(settings)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"BOING_DATA_DIR={settings.boing_data_dir!r}: {error.strerror}") from None
        engine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(path)),
            connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
        )
        event.listen(engine.sync_engine, "connect", prepare_sqlite)
        event.listen(engine.sync_engine, "begin", begin_sqlite)
        return cls(engine, str(path), clock)

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def reading(self, *, one_state: bool = False) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes nothing. `one_state`: all its statements see the store as it was at the first."""
        with self.translated():
            async with asyncio.timeout(DEADLINE), self.engine.connect() as connection:
                if one_state and not self.is_sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that commits on leaving. Raises StoreUnavailable where nothing was written and a retry makes sense."""
        with self.translated():
            async with asyncio.timeout(DEADLINE), self._writer.connect() as connection:
                await self._begin(connection)
                yield connection
                await connection.commit()

    @asynccontextmanager
    async def altering(self) -> AsyncIterator[AsyncConnection]:
        """For what changes a table's shape on MySQL: may take long, but waits `LOCK_SECONDS` only for who uses the table.

        Who comes while it waits waits behind it: so it must not wait for long. Raises StoreBusy where it did in vain.
        """
        with self.translated(), self._lock_waits():
            async with asyncio.timeout(ALTER_SECONDS), self.engine.connect() as connection:
                await connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}")
                try:
                    yield connection
                finally:
                    if not connection.closed and not connection.invalidated:
                        await connection.exec_driver_sql("SET SESSION lock_wait_timeout = DEFAULT")

    @contextmanager
    def _lock_waits(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if error.orig is not None and error.orig.args[:1] == (LOCK_WAIT_TIMEOUT,):
                raise StoreBusy(f"{self.where}: a table has been in use for {LOCK_SECONDS} s") from error
            raise

    async def _begin(self, connection: AsyncConnection) -> None:
        for attempt in range(LOCK_TRIES):
            try:
                await connection.begin()
            except OperationalError as error:
                if attempt == LOCK_TRIES - 1 or not _is_locked(error):
                    raise
            else:
                return

    def translated(self) -> _Translation:
        """For a block that talks to this database by another connection: the driver's errors become the store's."""
        return _Translation(self.where)

    def insert(self, table: Table) -> Insert:
        """An insert that `upsert` can complete for this engine."""
        return sqlite.insert(table) if self.is_sqlite else mysql.insert(table)


class _Translation:
    """Turns a driver's errors into the store's own."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, TimeoutError | PoolTimeout):
            raise StoreUnavailable(f"{self._where}: no answer in time") from error
        if isinstance(error, OSError):
            raise StoreUnavailable(f"{self._where}: {error}") from error
        if isinstance(error, OperationalError | InterfaceError) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        ):
            raise StoreUnavailable(f"{self._where}: {error.orig}") from error
        if isinstance(error, SQLAlchemyError):
            raise StoreError(f"{self._where}: {getattr(error, 'orig', None) or error}") from error


def _is_locked(error: OperationalError) -> bool:
    return isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)


def prepare_mysql(connection: Any, _record: object) -> None:
    """aiomysql 0.3 writes bytes with a function that PyMySQL has taken away: every binary value would be refused."""
    raw = connection.driver_connection
    other = raw.escape

    def escape(value: object) -> str:
        written: str = escape_bytes(value) if isinstance(value, bytes) else other(value)
        return written

    raw.escape = escape


def prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
        if mode != "wal":
            # has an effect only before the first table is made; retention gives free pages back by it
            cursor.execute("PRAGMA auto_vacuum=INCREMENTAL")
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA cache_size=-16384")
        # a store of millions touches other pages with every batch: copied back less often, many of them go once
        cursor.execute("PRAGMA wal_autocheckpoint=8000")
        cursor.execute("PRAGMA journal_size_limit=67108864")
    finally:
        cursor.close()


def begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("boing_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
