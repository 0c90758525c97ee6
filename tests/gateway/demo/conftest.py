"""A demo shop on a free loopback port, in this process, its latencies a fiftieth."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from gateway.demo.api import ShopApi, ShopServer, create_app


@dataclass(frozen=True)
class Running:
    url: str
    api: ShopApi


class Servers:
    """Servers of one test, each stopped at its end."""

    def __init__(self) -> None:
        self._running: list[tuple[socket.socket, ShopServer, asyncio.Task[None]]] = []

    async def start(self, app: Starlette) -> str:
        """Serve the app on a free port; the kernel holds early connections until it accepts. Returns its URL."""
        listener = socket.create_server(("127.0.0.1", 0))
        server = ShopServer(app)
        self._running.append((listener, server, asyncio.create_task(server.serve(sockets=[listener]))))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def stop(self) -> None:
        for listener, server, serving in self._running:
            server.should_exit = True
            await serving
            listener.close()


@pytest.fixture
async def serve_app() -> AsyncIterator[Callable[[Starlette], Awaitable[str]]]:
    servers = Servers()
    yield servers.start
    await servers.stop()


@pytest.fixture
async def shop(serve_app) -> Running:
    app = create_app(pace=0.02)
    return Running(await serve_app(app), app.state.api)
