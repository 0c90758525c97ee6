"""Runs the console on its socket until told to stop. Signals are its caller's business.

Store down or not migrated: it starts all the same, answers 503, and heals when the store is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from console.app import create_app
from console.connections import HEAD_BYTES, BoundedProtocol
from console.sockets import BATCH_BYTES
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, parse_address
from gateway.storage.store import Store

log = logging.getLogger("boing.console")

STOP_SECONDS = 2
BACKLOG = 512


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the process's signals alone: `stop` ends it."""
        yield


async def run_console(
    settings: Settings, stop: asyncio.Event, *, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve on BOING_CONSOLE until `stop` is set; then close sockets and end within 3 s. `on_ready` gets the URL.

    Raises OSError where the address cannot be had, ValueError (or SecretError) where a setting is wrong.
    """
    listener = listen(settings)
    with contextlib.closing(listener):
        secrets = Secrets.of(settings.encryption_key)
        store = await Store.open(settings)
        try:
            await serve(create_app(settings, store, secrets), listener, stop, on_ready=on_ready)
        finally:
            await store.close()


async def serve(
    app: FastAPI, listener: socket.socket, stop: asyncio.Event, *, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve `app` (from `create_app`) on a bound socket until `stop` is set."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        # Forwarding headers are `console.envelope`'s to read: from the proxies that are named, and nobody else.
        proxy_headers=False,
        http=BoundedProtocol,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_SECONDS,
        ws_max_size=BATCH_BYTES,
        # A message goes to all viewers: compressing it for each would cost more than it is worth.
        ws_per_message_deflate=False,
        lifespan="on",
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="console")
    listening = asyncio.create_task(server.listening.wait())
    ending = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, listening, ending}, return_when=asyncio.FIRST_COMPLETED)
        if on_ready and server.started and not serving.done():
            on_ready(_url(listener))
        await asyncio.wait({serving, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        listening.cancel()
        ending.cancel()
        app.state.console.live.stop()
        server.should_exit = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS + 0.5):
                await asyncio.shield(serving)
        if not serving.done():
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    if not stop.is_set():
        serving.result()
        raise RuntimeError("the console's server ended by itself")


def listen(settings: Settings) -> socket.socket:
    """A bound socket for BOING_CONSOLE. Raises OSError naming the address, ValueError where it is none."""
    host, port = parse_address(settings.boing_console, "BOING_CONSOLE")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(where)
            made.listen(BACKLOG)
        except OSError:
            made.close()
            raise
    except OSError as error:
        raise OSError(error.errno, f"BOING_CONSOLE={settings.boing_console}: {error.strerror}") from error
    made.setblocking(False)
    return made


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"
