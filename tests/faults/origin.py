"""The origin behind the gateway: it writes down which numbered request it was asked, and can misbehave as origins do.

A request's number is the last segment of its path. Bytes of a request that it lost (by closing on it) count as asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections import Counter
from enum import StrEnum
from typing import cast


class Manner(StrEnum):
    ANSWERS = "answers"
    SLOW = "answers after a second"
    SILENT = "reads, and never answers"
    HALF_CLOSES = "ends its side of the connection instead of answering"
    TIRED = "closes a connection that it has answered on before, as the next request arrives"


class Origin:
    """Of a loop: all of it runs there. `asked`: (method, number) -> how often it came."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, int]] = Counter()
        self.manner = Manner.ANSWERS
        self.port = 0
        self._server: asyncio.Server | None = None
        self._deaf: list[socket.socket] = []
        self.talks: set[Talk] = set()

    async def listen(self) -> None:
        """On the port it had, or any free one."""
        for one in self._deaf:
            one.close()
        self._deaf.clear()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Talk(self), "127.0.0.1", self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Nobody listens, and every connection is reset."""
        assert self._server is not None
        self._server.close()
        for talk in list(self.talks):
            talk.transport.abort()
        await asyncio.sleep(0)

    async def deafen(self) -> None:
        """Connections are reset, and new ones never established: the listening queue is full and nobody takes from it."""
        await self.refuse()
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        listening.listen(0)
        self._deaf = [listening]
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", self.port))
            self._deaf.append(waiting)


class Talk(asyncio.Protocol):
    """One connection from the gateway."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._buffer = b""
        self._served = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._origin.talks.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._origin.talks.discard(self)

    def eof_received(self) -> bool:
        return False

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = 0
            if (at := head.find(b"\r\ncontent-length:")) >= 0:
                length = int(head[at + 17 :].split(b"\r\n", 1)[0])
            if len(self._buffer) < end + 4 + length:
                return
            method, path, _ = self._buffer[:end].split(b"\r\n", 1)[0].split(b" ")
            self._buffer = self._buffer[end + 4 + length :]
            self._asked(method.decode(), path)

    def _asked(self, method: str, path: bytes) -> None:
        origin = self._origin
        number = path.partition(b"?")[0].rpartition(b"/")[2]
        if number.isdigit():
            origin.asked[method, int(number)] += 1
        match origin.manner:
            case Manner.ANSWERS:
                self._answer()
            case Manner.SLOW:
                asyncio.get_running_loop().call_later(1.0, self._answer)
            case Manner.TIRED if self._served:
                self.transport.close()
            case Manner.TIRED:
                self._answer()
            case Manner.HALF_CLOSES:
                self.transport.write_eof()
            case Manner.SILENT:
                pass
        self._served += 1

    def _answer(self) -> None:
        if not self.transport.is_closing():
            body = b'{"ok": true}'
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
            self.transport.write(head + body)
