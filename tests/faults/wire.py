"""A wire between the gateway and its database that can be made slow or dead: a TCP relay on a loop of its own choosing.

Delay holds back what the database says, in order; a dead wire takes connections and bytes and lets nothing through.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

BLOCK = 65536


@dataclass
class Wire:
    """`delay`: seconds between a byte from the far end and its arrival."""

    target: int
    port: int = 0
    delay: float = 0.0
    dead: bool = False
    _through: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def listen(self) -> None:
        self._through.set()
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def kill(self) -> None:
        self.dead = True
        self._through.clear()

    async def mend(self) -> None:
        self.dead = False
        self.delay = 0.0
        self._through.set()

    async def slow(self, seconds: float) -> None:
        self.delay = seconds

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._through.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        here = asyncio.create_task(self._relay(reader, far_writer, late=False))
        there = asyncio.create_task(self._relay(far_reader, writer, late=True))
        self._tasks |= {here, there}
        await asyncio.wait((here, there), return_when=asyncio.FIRST_COMPLETED)
        for task in (here, there):
            task.cancel()
            self._tasks.discard(task)
        for one in (writer, far_writer):
            one.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, late: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(BLOCK):
                if late and self.delay:
                    await asyncio.sleep(self.delay)
                await self._through.wait()
                writer.write(data)
                await writer.drain()
