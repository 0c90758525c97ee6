"""Passes bytes from a port to whichever origin is the current one, so that one gateway serves all of them in turn.

Below HTTP: bytes and their ends are passed on as they come, nothing is read.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Relay:
    loop: asyncio.AbstractEventLoop
    port: int = 0
    target: int = 0
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def turn_to(self, port: int) -> None:
        """New connections go there; those to the old one are closed. From another thread."""

        async def turn() -> None:
            self.target = port
            for writer in list(self.writers):
                writer.transport.abort()

        asyncio.run_coroutine_threadsafe(turn(), self.loop).result(10)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        try:
            onward_reader, onward = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            self.writers.discard(writer)
            return
        self.writers.add(onward)
        await asyncio.gather(_pass(reader, onward), _pass(onward_reader, writer))
        for end in (writer, onward):
            end.close()
            self.writers.discard(end)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):  # whichever side goes first
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        if not writer.is_closing():
            writer.write_eof()


@contextmanager
def running_relay() -> Iterator[Relay]:
    """On a free loopback port, in a thread of its own."""
    loop = asyncio.new_event_loop()
    relay = Relay(loop)
    started = threading.Event()
    stop = asyncio.Event()

    async def main() -> None:
        server = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        relay.port = server.sockets[0].getsockname()[1]
        started.set()
        await stop.wait()
        server.close()
        for writer in list(relay.writers):
            writer.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # transports say that they are closed on the loop's next turn

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    assert started.wait(60)
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
