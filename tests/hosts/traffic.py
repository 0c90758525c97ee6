"""Numbered requests at a steady rate through the balancer, and an origin that writes down which of them it was asked."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.hosts.net import HERE

MOST_CONNECTIONS = 40


@dataclass
class Origin:
    """Answers everything. `asked`: path -> how often it came."""

    asked: Counter[str] = field(default_factory=Counter)
    port: int = 0

    @contextmanager
    def listening(self) -> Iterator[Origin]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, HERE, 0), loop).result(30)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
                await reader.readexactly(int(fields.get(b"content-length", b"0")))
                self.asked[head.split(b" ", 2)[1].decode()] += 1
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@dataclass(frozen=True, slots=True)
class Sent:
    """`at`: monotonic seconds; `status` 0: no answer came, `failure` says how."""

    path: str
    at: float
    status: int
    request_id: str = ""
    failure: str = ""


class Traffic:
    """`prefix`: of the paths; `rate`: requests a second, whether answers come or not."""

    def __init__(self, url: str, rate: float, prefix: str = "/load") -> None:
        self._url, self._rate, self._prefix = url, rate, prefix
        self._stop = threading.Event()
        self.sent: list[Sent] = []

    @contextmanager
    def flowing(self) -> Iterator[Traffic]:
        thread = threading.Thread(target=lambda: asyncio.run(self._flow()))
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    async def _flow(self) -> None:
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
        async with httpx.AsyncClient(base_url=self._url, limits=limits, timeout=30, trust_env=False) as client:
            flying: set[asyncio.Task[None]] = set()
            due, number = time.monotonic(), 0
            while not self._stop.is_set():
                number += 1
                task = asyncio.create_task(self._send(client, number))
                flying.add(task)
                task.add_done_callback(flying.discard)
                due += 1 / self._rate
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            await asyncio.gather(*flying)

    async def _send(self, client: httpx.AsyncClient, number: int) -> None:
        path, at = f"{self._prefix}/{number}", time.monotonic()
        try:
            if number % 5:
                answer = await client.get(path)
            else:
                answer = await client.post(path, json={"quantity": 3, "article": "lamp"})
        except httpx.HTTPError as error:
            self.sent.append(Sent(path, at, 0, failure=type(error).__name__))
        else:
            self.sent.append(Sent(path, at, answer.status_code, answer.headers.get("x-request-id", "")))
