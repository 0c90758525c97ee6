"""A real origin for tests: plain asyncio, so that it can do what a polite server would not; it remembers every byte."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from tests.serving import listening, on_a_thread


@dataclass
class Seen:
    """A request as it came: head and body verbatim."""

    head: bytes
    body: bytes = b""

    @property
    def line(self) -> bytes:
        return self.head.split(b"\r\n", 1)[0]

    @property
    def path(self) -> bytes:
        return self.line.split(b" ")[1]

    def header(self, name: str) -> str | None:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return None


@dataclass
class Origin:
    port: int = 0
    scheme: str = "http"
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    writers: set[asyncio.StreamWriter] = field(default_factory=set)
    hold: threading.Event = field(default_factory=threading.Event)
    """lets go of what /held is waiting for"""
    loop: asyncio.AbstractEventLoop = field(init=False)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def hang_up(self) -> None:
        """Close every connection, and forget what came on them. From any thread."""
        for writer in list(self.writers):
            self.loop.call_soon_threadsafe(writer.close)
        end = time.monotonic() + 5
        while self.writers and time.monotonic() < end:
            time.sleep(0.01)
        self.seen.clear()
        self.connections = 0

    def find(self, part: str) -> list[Seen]:
        return [seen for seen in self.seen if part.encode() in seen.head]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.add(writer)
        served = 0
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                seen = Seen(head)
                self.seen.append(seen)
                if served and seen.path.endswith(b"/stale"):  # closed just as a request was on its way
                    await _read_body(seen, reader)
                    break
                served += 1
                if not await self._answer(seen, reader, writer):
                    break
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self.writers.discard(writer)

    async def _answer(self, seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        path = seen.path.decode("latin-1").split("?")[0]
        if path.endswith("/ws"):
            await _websocket(seen, reader, writer)
            return False
        if path.endswith("/stall/count"):  # takes nothing of it until let go
            await asyncio.to_thread(self.hold.wait, 30)
        if path.endswith("/count"):  # an upload of any size, in constant memory
            count = await _count_body(seen, reader)
            writer.write(_plain(str(count).encode()))
            return True
        if path.endswith("/expect"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        seen.body = await _read_body(seen, reader)
        if path.endswith("/expect"):
            return True
        if path.endswith("/events"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            for number in range(3):
                data = b"data: %d\n\n" % number
                writer.write(b"%x\r\n%s\r\n" % (len(data), data))
                await writer.drain()
                await asyncio.to_thread(self.hold.wait, 20)
            writer.write(b"0\r\n\r\n")
        elif path.endswith("/download"):
            size = 50 * 1024 * 1024
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
            block = bytes(64 * 1024)
            for _ in range(size // len(block)):
                writer.write(block)
                await writer.drain()
        elif path.endswith("/interim"):
            writer.write(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            writer.write(_plain(b"final"))
        elif path.endswith("/twice"):  # and another, which nobody asked for
            writer.write(_plain(b"first") + _plain(b"second"))
        elif path.endswith("/trailers"):
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n")
            evil = b"Set-Cookie: a=b\r\ncontent-length: 5\r\n" if "evil" in path else b""
            writer.write(b"2\r\nok\r\n0\r\n" + evil + b"x-sum: 1\r\n\r\n")
        elif path.endswith("/eof"):
            writer.write(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
            return False
        elif path.endswith("/closes"):
            writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")
            return False
        elif path.endswith("/drop"):
            return False
        elif path.endswith("/upgrade"):
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\nTUNNEL")
        elif path.endswith("/silent"):
            await asyncio.to_thread(self.hold.wait, 20)
            writer.write(_plain(b"late"))
        elif path.endswith("/leak"):
            trace = b"Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in f\nKeyError: 'x'\n"
            writer.write(
                b"HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\ncontent-length: %d\r\n\r\n%s" % (len(trace), trace)
            )
        elif "/missing/" in path:
            writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
        else:
            writer.write(_plain(b'{"ok": true}', b"application/json"))
        return True


def _plain(body: bytes, media_type: bytes = b"text/plain") -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s" % (media_type, len(body), body)


async def _read_body(seen: Seen, reader: asyncio.StreamReader) -> bytes:
    if "chunked" in (seen.header("transfer-encoding") or ""):
        body = bytearray()
        while size := int((await reader.readline()).split(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readuntil(b"\r\n")
        return bytes(body)
    return await reader.readexactly(int(seen.header("content-length") or 0))


async def _count_body(seen: Seen, reader: asyncio.StreamReader) -> int:
    if seen.header("content-length") is None:
        return len(await _read_body(seen, reader))
    left = total = int(seen.header("content-length") or 0)
    while left:
        left -= len(await reader.read(min(left, 1 << 20)))
    return total


async def _websocket(seen: Seen, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    key = (seen.header("sec-websocket-key") or "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        b"sec-websocket-accept: " + accept + b"\r\n\r\n"
    )
    while True:
        first, second = await reader.readexactly(2)
        size = second & 127
        if size == 126:
            size = int.from_bytes(await reader.readexactly(2))
        mask = await reader.readexactly(4)
        data = bytes(b ^ mask[i % 4] for i, b in enumerate(await reader.readexactly(size)))
        if first & 15 == 8:
            writer.write(bytes([0x88, len(data)]) + data)
            await writer.drain()
            return
        writer.write(
            bytes([first, len(data)]) + data if len(data) < 126 else bytes([first, 126]) + len(data).to_bytes(2) + data
        )
        await writer.drain()


@contextmanager
def running_origin(tls: ssl.SSLContext | None = None) -> Iterator[Origin]:
    """Serve on a free loopback port from a thread of its own."""
    origin = Origin(scheme="https" if tls else "http")

    @asynccontextmanager
    async def opening() -> AsyncIterator[asyncio.Server]:
        origin.loop = asyncio.get_running_loop()
        async with listening(origin.serve, tls, limit=1 << 20) as server:
            yield server
        origin.hold.set()
        for writer in list(origin.writers):
            writer.transport.abort()

    with on_a_thread(opening) as origin.port:
        yield origin
