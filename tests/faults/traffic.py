"""Steady traffic through a gateway to an origin, on a thread of its own; every request is numbered and its fate kept.

The rate does not slacken when answers are slow (requests are sent when they are due, not when the last one is done), so that a
fault cannot hide itself. Odd numbers go over HTTP/1.1, even ones over HTTP/2; every fifth is a POST.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvloop

from tests.faults.clients import Answer, AskError, Http1, Http2
from tests.faults.origin import Origin

BODY = b'{"quantity": 3, "article": "lamp"}'
ATTACK = "?q=%3Cscript%3Ealert(1)%3C/script%3E"


@dataclass(slots=True)
class Sent:
    """One request. `at`: monotonic seconds; `status` 0: no answer came, `failure` says how."""

    number: int
    client: str
    method: str
    at: float
    hostile: bool = False
    took: float = 0.0
    status: int = 0
    request_id: str = ""
    failure: str = ""

    @property
    def answered(self) -> bool:
        return 200 <= self.status < 300

    @property
    def fate(self) -> str:
        return self.failure or str(self.status)


class Traffic:
    """`rate`: requests a second, over all clients. `hostile_every`: each so many carries an attack; 0: none."""

    def __init__(self, rate: float, hostile_every: int = 0) -> None:
        self.rate = rate
        self.hostile_every = hostile_every
        self.sent: list[Sent] = []
        self.origin = Origin()
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stop = asyncio.Event()
        self._numbers = itertools.count(1)
        self._flying: set[asyncio.Task[None]] = set()
        self.opened = Counter[str]()
        """connections to the gateway, by client"""
        self.unseen = 0
        """HTTP/2 streams that a gateway refused unseen, sent once more elsewhere"""

    @contextmanager
    def open(self) -> Iterator[Traffic]:
        """The origin listens while the body runs."""
        self._thread.start()
        self.do(self.origin.listen())
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def do[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Run it on the traffic's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    @contextmanager
    def flowing(self, ports: Sequence[int], callers: int = 0) -> Iterator[None]:
        """Traffic while the body runs; then until the last answer. Several ports: who is refused at one goes to the next.

        `callers`: so many that ask again as soon as they were answered, instead of a rate.
        """
        clients = [(Http1(port), Http2(port)) for port in ports]
        work = asyncio.run_coroutine_threadsafe(self._flow(clients, callers), self._loop)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            work.result(120)
            self._stop.clear()

    async def _flow(self, clients: Sequence[tuple[Http1, Http2]], callers: int) -> None:
        if callers:
            await asyncio.gather(*(self._call(clients) for _ in range(callers)))
        due = time.monotonic()
        while not self._stop.is_set():
            task = asyncio.create_task(self._send(clients))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
            due += 1 / self.rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        await asyncio.gather(*self._flying)
        for http1, http2 in clients:
            self.opened += Counter(h1=http1.opened, h2=http2.opened)
            self.unseen += http2.unseen
            await http1.close()
            await http2.close()

    async def _call(self, clients: Sequence[tuple[Http1, Http2]]) -> None:
        while not self._stop.is_set():
            await self._send(clients)

    async def _send(self, pairs: Sequence[tuple[Http1, Http2]]) -> None:
        number = next(self._numbers)
        clients = [pair[(number + 1) % 2] for pair in pairs]
        method = "POST" if number % 5 == 0 else "GET"
        hostile = bool(self.hostile_every) and number % self.hostile_every == 0
        one = Sent(number, "h1" if number % 2 else "h2", method, time.monotonic(), hostile)
        self.sent.append(one)
        path = f"/load/{number}" + ATTACK * hostile
        try:
            answer = await self._ask(clients, number, method, path)
            one.status, one.request_id = answer.status, answer.request_id
        except AskError as failed:
            one.failure = failed.kind
        one.took = time.monotonic() - one.at

    async def _ask(self, clients: Sequence[Http1 | Http2], number: int, method: str, path: str) -> Answer:
        """At the client whose turn it is; a refused connection, and nothing else, goes to the next."""
        for turn in range(len(clients)):
            try:
                client = clients[(number // 2 + turn) % len(clients)]
                address = f"198.51.{number // 250 % 250}.{number % 250 + 1}"
                return await client.ask(method, path, address, BODY if method == "POST" else b"")
            except AskError as failed:
                if failed.kind != "refused" or turn == len(clients) - 1:
                    raise
        raise AskError("refused")


def percentile(sent: Sequence[Sent], share: float) -> float:
    """Seconds within which this share was answered; 0.0 where nothing was sent."""
    times = sorted(one.took for one in sent)
    return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0
