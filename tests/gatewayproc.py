"""Starts the product as a user would, as processes of their own, on free ports and a temporary data dir."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import itertools
import json
import os
import random
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.policy.document import Api
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, with_stored_secrets
from gateway.storage.edit import Actor
from gateway.storage.migrate import migrate
from gateway.storage.store import Store

ROOT = Path(__file__).parent.parent
SECONDS = 120.0
LOWEST_OUTGOING = 32_768
"""the first port that Linux gives to outgoing connections, unless it is set to another"""
RULE_CACHE = Path(tempfile.gettempdir()) / f"boing-test-rules-{os.getuid()}"
"""compiled once for all tests"""


@functools.cache
def _ports() -> Iterator[int]:
    """None comes again before all have; those of the processes among which xdist spreads a run have none in common."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = list(range(10_000 + number, LOWEST_OUTGOING, processes))
    random.SystemRandom().shuffle(ports)
    return itertools.cycle(ports)


def free_port() -> int:
    """One that nobody has, and that nobody else is given before whoever asked listens on it: no other test, no outgoing connection."""
    while True:
        port = next(_ports())
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def eventually(check: Any, seconds: float = 60.0, every: float = 0.02) -> Any:
    """What `check()` returns once it is true; fails with the last value when time is up."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        assert time.monotonic() < end, f"did not come true within {seconds} s: {value!r}"
        time.sleep(every)


@dataclass
class Running:
    """A started gateway (or all of `up`)."""

    process: subprocess.Popen[bytes]
    port: int
    console_port: int
    health_port: int
    data_dir: Path
    tls: bool = False
    output: Path = field(default_factory=Path)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def console(self) -> str:
        return f"http://127.0.0.1:{self.console_port}"

    def health(self, path: str = "/readyz") -> Any:
        """What it answers; None where it says no, or nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health_port}{path}", timeout=30) as answer:
                text = answer.read().decode()
        except OSError:
            return None
        return json.loads(text) if path == "/readyz" else text

    def ready(self) -> bool:
        """Fails, with what it said, once it has ended."""
        assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.output.read_text()}"
        return bool(self.health())

    def metric(self, name: str) -> float:
        """The sum over all label sets of a metric."""
        lines = (self.health("/metrics") or "").splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name)

    def recorded(self, where: str = "1") -> list[dict[str, Any]]:
        """Rows of the embedded store's exchanges, oldest first."""
        return self._rows(f"SELECT * FROM exchanges WHERE {where} ORDER BY id")

    def findings(self, request_id: str) -> list[dict[str, Any]]:
        return self._rows(
            "SELECT f.* FROM findings f JOIN exchanges e ON e.id = f.exchange_id WHERE e.request_id = ?", request_id
        )

    def _rows(self, question: str, *values: str) -> list[dict[str, Any]]:
        with contextlib.closing(sqlite3.connect(self.data_dir / "boing.db", timeout=60)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(question, values)]

    def record_of(self, request_id: str) -> dict[str, Any]:
        records: list[dict[str, Any]] = eventually(lambda: self.recorded(f"request_id = '{request_id}'"))
        return records[0]

    def raw(self, data: bytes, seconds: float = 60.0, *, half_close: bool = False) -> bytes:
        """Send bytes on a fresh connection and read until the gateway closes it or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return read_answers(connection, seconds)

    def workers(self) -> list[int]:
        out = subprocess.run(
            ["pgrep", "-f", "gateway.proxy.worker", "-P", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line) for line in out.stdout.split()]

    def resident(self) -> int:
        """Bytes of memory that the workers have now, without waiting for what they will tell of it."""
        pages = sum(int(Path(f"/proc/{worker}/statm").read_text().split()[1]) for worker in self.workers())
        return pages * resource.getpagesize()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 45.0) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


def read_answers(connection: socket.socket, seconds: float = 60.0, quiet: float = 0.5) -> bytes:
    """Bytes until the end, or until nothing has come for `quiet` seconds after something did."""
    connection.settimeout(seconds)
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
            connection.settimeout(quiet)
    except (TimeoutError, ConnectionResetError):
        pass
    return data


def seed_store(data_dir: Path, apis: list[Api], environment: dict[str, str] | None = None) -> Settings:
    """Make an embedded store with these APIs."""

    async def seed() -> Settings:
        settings = with_stored_secrets(Settings(boing_data_dir=str(data_dir)), Secrets.generate_key)
        await migrate(settings)
        store = await Store.open(settings)
        async with store.edit(Actor(None, "test"), "seed") as edit:
            for api in apis:
                await store.apis.add(edit, api)
        await store.close()
        return settings

    return asyncio.run(seed())


@contextmanager
def running(
    command: str, data_dir: Path, *arguments: str, ready: bool = True, tls: bool = False, **environment: str
) -> Iterator[Running]:
    """`boing COMMAND` on free ports; ends it, and everything it started, at the end."""
    ports = {"listen": free_port(), "health": free_port(), "console": free_port()}
    flags = ["--listen", f"127.0.0.1:{ports['listen']}", "--health", f"127.0.0.1:{ports['health']}"]
    if command != "gateway":
        flags += ["--console", f"127.0.0.1:{ports['console']}"]
    output = data_dir / "output.txt"
    data_dir.mkdir(parents=True, exist_ok=True)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DB_", "BOING_"))}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", command, *flags, "--data-dir", str(data_dir), *arguments],
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**inherited, "BOING_CACHE_DIR": str(RULE_CACHE), "PYTHONWARNINGS": "default", **environment},
        )
    started = Running(process, ports["listen"], ports["console"], ports["health"], data_dir, tls, output)

    def up() -> bool:
        return started.ready() and (command == "gateway" or "Ctrl-C" in output.read_text())

    try:
        if ready:
            eventually(up, SECONDS)
        yield started
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(45)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
