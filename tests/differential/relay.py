"""Passes bytes from a port to whichever origin is the current one, so that one gateway serves all of them in turn.

Below HTTP: bytes and their ends are passed on as they come, nothing is read.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from tests.serving import listening, on_a_thread


@dataclass
class Relay:
    loop: asyncio.AbstractEventLoop = field(init=False)
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
    relay = Relay()

    @asynccontextmanager
    async def opening() -> AsyncIterator[asyncio.Server]:
        relay.loop = asyncio.get_running_loop()
        async with listening(relay.serve) as server:
            yield server
        for writer in list(relay.writers):
            writer.transport.abort()

    with on_a_thread(opening) as relay.port:
        yield relay
