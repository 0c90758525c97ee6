"""Brings a store to the schema of this version, with Alembic; safe to be called by several processes at once.

Invariants: on SQLite all of it happens or nothing; on MySQL, where a change of a table cannot be undone, one that has to wait
for who uses the table waits `WAIT_SECONDS` at a time and lets go in between, as everybody who comes later waits behind it.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from pymysql.err import OperationalError
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from gateway.settings import Settings
from gateway.storage.database import (
    CONNECT_SECONDS,
    LOCK_WAIT_TIMEOUT,
    begin_sqlite,
    database_url,
    prepare_sqlite,
    sqlite_path,
)
from gateway.storage.errors import StoreError, StoreUnavailable

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 120
WAIT_SECONDS = 5
WAITS = 60
"""so often a table that is in use is waited for"""
PAUSE_SECONDS = 0.5


async def migrate(settings: Settings) -> None:
    """Upgrade to the newest schema; does nothing where it is there. Raises StoreError, naming what to mend."""
    await asyncio.to_thread(_migrate, settings)


@cache
def head() -> str:
    """The revision id of the newest schema."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert revision is not None
    return revision


def _migrate(settings: Settings) -> None:
    try:
        engine = _engine(settings)
        try:
            with _alone(settings, engine), engine.connect() as connection:
                upgrade(connection)
        finally:
            engine.dispose()
    except DBAPIError as error:
        where = (
            f"{settings.db_host}:{settings.db_port}/{settings.db_name}" if settings.db_host else sqlite_path(settings)
        )
        raise StoreUnavailable(f"{where}: {error.orig}") from error
    except OSError as error:
        raise StoreError(f"BOING_DATA_DIR={settings.boing_data_dir!r}: {error.strerror}") from error


def upgrade(connection: Connection) -> None:
    """Bring this database to the newest schema and commit."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def _engine(settings: Settings) -> Engine:
    if settings.db_host:
        engine = create_engine(
            database_url(settings, driver="pymysql"), connect_args={"connect_timeout": CONNECT_SECONDS}
        )
        event.listen(engine, "connect", _wait_briefly)
        event.listen(engine, "do_execute", _execute_patiently)
        return engine
    path = sqlite_path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # password hashes are in it; SQLite's own files beside it take its mode
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": LOCK_SECONDS},
        execution_options={"boing_writes": True},
    )
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def _wait_briefly(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET SESSION lock_wait_timeout = {WAIT_SECONDS}, SESSION innodb_lock_wait_timeout = {WAIT_SECONDS}"
        )


def _execute_patiently(cursor: Any, statement: str, parameters: Any, _context: object) -> bool:
    """In the driver's place: a statement that waited in vain for a lock has done nothing, and is tried again."""
    for attempt in range(1, WAITS + 1):
        try:
            cursor.execute(statement, parameters)
        except OperationalError as error:
            if error.args[:1] != (LOCK_WAIT_TIMEOUT,) or attempt == WAITS:
                raise
            if attempt == 1:
                logger.warning(
                    "the migration waits for a table that is in use: %s", statement.split("\n", maxsplit=1)[0][:120]
                )
            time.sleep(PAUSE_SECONDS)
        else:
            break
    return True


@contextmanager
def _alone(settings: Settings, engine: Engine) -> Iterator[None]:
    """Keep other processes from migrating the same store meanwhile."""
    if not settings.db_host:
        with sqlite_path(settings).with_suffix(".lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        name = f"boing-migrate-{settings.db_name}"[:64]
        taken = connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), {"name": name, "seconds": LOCK_SECONDS})
        if taken.scalar() != 1:
            raise StoreError(f"another process has been migrating {settings.db_name} for {LOCK_SECONDS} s")
        yield
