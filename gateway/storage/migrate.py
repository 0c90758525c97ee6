"""Brings a store to the schema of this version, with Alembic; safe to be called by several processes at once."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from gateway.settings import Settings
from gateway.storage.database import CONNECT_SECONDS, database_url, prepare_sqlite, sqlite_path
from gateway.storage.errors import StoreError, StoreUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 120


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
        return create_engine(
            database_url(settings, driver="pymysql"), connect_args={"connect_timeout": CONNECT_SECONDS}
        )
    path = sqlite_path(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)  # password hashes are in it; SQLite's own files beside it take its mode
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", prepare_sqlite)
    return engine


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
