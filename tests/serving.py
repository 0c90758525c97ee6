"""Servers of asyncio beside a test: each in a loop and a thread of its own, on a free loopback port."""

from __future__ import annotations

import asyncio
import queue
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Protocol


class Listening(Protocol):
    @property
    def sockets(self) -> Iterable[socket.socket]: ...


@asynccontextmanager
async def listening(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    tls: ssl.SSLContext | None = None,
    limit: int = 1 << 16,
) -> AsyncIterator[asyncio.Server]:
    """`limit`: bytes of a stream's buffer. Does not wait, at the end, for connections that their other side keeps open."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, limit=limit)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def on_a_thread(opening: Callable[[], AbstractAsyncContextManager[Listening]]) -> Iterator[int]:
    """The port of what `opening` opens, in the thread. What still runs for it at the end is cancelled."""
    ports: queue.Queue[int] = queue.Queue()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def main() -> None:
        async with opening() as server:
            (listener,) = server.sockets
            ports.put(listener.getsockname()[1])
            await stop.wait()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.05)  # transports say that they are closed on the loop's next turns

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    port = ports.get(timeout=60)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
