"""Real servers for tests: a private MariaDB and a private Redis, each in a folder of its own, on a free port.

`mariadb` and `redis_server` live as long as the test session; `mariadb_settings` is a fresh, empty database on it. A server that
is not installed skips the tests that want it, but fails them where CI=true: there it has to be installed.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql
import pytest

from gateway.settings import Settings
from gateway.storage.migrate import migrate
from tests.gatewayproc import free_port

START_SECONDS = 60


def need(*programs: str) -> list[str]:
    """The programs' paths; skips the test (fails it in CI) where one is not installed."""
    found = []
    for program in programs:
        path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin:/sbin")
        if path is None:
            missing = f"{program} is not installed"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
        found.append(path)
    return found


@dataclass
class Server:
    """A server process that can be stopped, paused and started again on the same port and data."""

    command: Sequence[str]
    folder: Path
    host: str
    port: int
    answers: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{self.command[0]} did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


@dataclass
class Mariadb(Server):
    """Its user is `root`, without a password, over TCP on the loopback address or over `socket`."""

    socket: Path = Path()
    names: Iterator[int] = field(default_factory=itertools.count)

    def query(self, statement: str, database: str | None = None) -> list[tuple[Any, ...]]:
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                rows = list(cursor.fetchall())
            connection.commit()
            return rows
        finally:
            connection.close()

    def connect(self, database: str | None = None, **options: Any) -> pymysql.Connection[Any]:
        return pymysql.connect(
            host=self.host,
            port=self.port,
            user="root",
            database=database,
            charset="utf8mb4",
            connect_timeout=5,
            **options,
        )

    def create_database(self) -> str:
        name = f"boing_{next(self.names)}"
        self.query(f"CREATE DATABASE {name}")
        return name

    def copy_database(self, source: str, name: str) -> None:
        """Every table of `source` into the empty database `name`; rows only where a new store has some."""
        connection = self.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SHOW TABLES IN {source}")
                for (table,) in list(cursor.fetchall()):
                    cursor.execute(f"CREATE TABLE {name}.{table} LIKE {source}.{table}")
                    if table in ("alembic_version", "sequences"):
                        cursor.execute(f"INSERT INTO {name}.{table} SELECT * FROM {source}.{table}")
            connection.commit()
        finally:
            connection.close()

    def settings(self, database: str, data_dir: Path, **changes: Any) -> Settings:
        return Settings(
            db_host=self.host,
            db_port=self.port,
            db_user="root",
            db_name=database,
            boing_data_dir=str(data_dir),
            **changes,
        )


def make_mariadb(folder: Path, *, durable: bool = False) -> Mariadb:
    """A new MariaDB in `folder`, not yet started; the caller starts and stops it.

    `durable`: what is committed outlives a crash, as by default; without it commits are quicker.
    """
    install, program = need("mariadb-install-db", "mariadbd")
    user = pwd.getpwuid(os.getuid()).pw_name
    data, address, port = folder / "data", folder / "socket", free_port()
    installed = subprocess.run(
        [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db",
         f"--user={user}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if installed.returncode:
        pytest.fail(f"mariadb-install-db failed:\n{installed.stdout[-1000:]}{installed.stderr[-1000:]}")
    command = [
        program, "--no-defaults", f"--user={user}", f"--datadir={data}", f"--socket={address}",
        "--bind-address=127.0.0.1", f"--port={port}", f"--pid-file={folder / 'pid'}", "--skip-log-bin",
        f"--innodb-flush-log-at-trx-commit={int(durable)}", "--innodb-buffer-pool-size=64M", "--performance-schema=off",
    ]  # fmt: skip
    server = Mariadb(command, folder, "127.0.0.1", port, lambda: _mariadb_answers(server), socket=address)
    return server


def _mariadb_answers(server: Mariadb) -> bool:
    try:
        server.query("SELECT 1")
    except pymysql.err.OperationalError:
        return False
    return True


def make_redis(folder: Path, *options: str) -> Server:
    """A new Redis in `folder`, not yet started, keeping nothing on disk; the caller starts and stops it."""
    (program,) = need("redis-server")
    port = free_port()
    command = [
        program,
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
        *options,
    ]
    return Server(command, folder, "127.0.0.1", port, lambda: _redis_answers(port))


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith((b"+PONG", b"-NOAUTH"))
    except OSError:
        return False


def _running[S: Server](make: Callable[[Path], S]) -> Iterator[S]:
    # Not pytest's own temporary folder: its name may be too long for a socket's address.
    with tempfile.TemporaryDirectory(prefix="boing-", ignore_cleanup_errors=True) as folder:
        server = make(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Mariadb]:
    """One for all tests of the session: do not stop it."""
    yield from _running(make_mariadb)


@pytest.fixture
def own_mariadb() -> Iterator[Mariadb]:
    """One for this test alone, which may stop and start it."""
    yield from _running(make_mariadb)


@pytest.fixture
def mariadb_settings(mariadb: Mariadb, tmp_path: Path) -> Iterator[Settings]:
    """Settings that name a new, empty database; it is gone after the test."""
    name = mariadb.create_database()
    yield mariadb.settings(name, tmp_path)
    mariadb.query(f"DROP DATABASE {name}")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Server]:
    """One for all tests of the session: do not stop it."""
    yield from _running(make_redis)


@pytest.fixture
def own_redis() -> Iterator[Server]:
    """One for this test alone, which may stop and start it."""
    yield from _running(make_redis)


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data dir with a new store, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(migrate(Settings(boing_data_dir=str(folder))))
    return folder


@pytest.fixture(scope="session")
def migrated_database(mariadb: Mariadb, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a MariaDB database with a new store, to be copied."""
    name = mariadb.create_database()
    asyncio.run(migrate(mariadb.settings(name, tmp_path_factory.mktemp("migrated"))))
    return name
