"""The exchange with Redis: what this host counted goes out, what the others counted comes in, twice within REDIS_SYNC_SECONDS.

Two keys, of one hash tag, so that a cluster has them in one place: `{PREFIX}:told`, a stream of who counted what of late, and
`{PREFIX}:hosts`, a hash with all that each host counts. Who comes, or comes back, or has missed a message, reads the hash and then the
stream. `gateway.agent.shared` says why nothing is ever counted twice.

With Redis away this host counts on with what it last heard, which passes with its windows. Does not decide anything; what it cannot
do it says in `problem`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gateway.agent.shared.heard import Heard
from gateway.agent.shared.redis import FAILURES, Client, connect, where, why
from gateway.agent.shared.tally import Tally
from gateway.agent.shared.wire import pack, unpack
from gateway.proxy.counters import CounterTable
from gateway.settings import Settings

logger = logging.getLogger(__name__)

TABLE = "counters-shared"
STATE_SECONDS = 20.0
"""all that this host counts is written this often"""
MOST_MESSAGES = 1_000
"""that the stream keeps"""
AT_ONCE = 256
"""messages read in one exchange"""
MOST_HOSTS = 256
SILENT_SECONDS = 30.0
"""a host not heard of for so long counts as gone"""
EXCHANGE_SECONDS, JOIN_SECONDS = 5.0, 30.0
RETRY_SECONDS = 1.0
NAME_BYTES = 16


class Sync:
    """One host's part. `clock`: UTC seconds. Raises ValueError for a REDIS_URL that is none, OSError where `run` cannot be written."""

    def __init__(self, settings: Settings, run: Path, workers: int, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        paths = [run / f"counters-{slot}" for slot in range(workers)]
        for path in paths:
            CounterTable(path).close()
        (run / TABLE).unlink(missing_ok=True)  # what is in it is heard again
        self._tally = Tally(paths)
        self._heard = Heard(CounterTable(run / TABLE))
        self._name_file = run / "counters-name"
        self._name = _name(self._name_file)
        self._told, self._hosts = (f"{{{settings.redis_prefix}}}:{part}" for part in ("told", "hosts"))
        self._session = secrets.token_hex(8)
        """tells this process from another that goes by this host's name"""
        self._period = settings.redis_sync_seconds / 2
        self._client: Client | None = connect(settings)
        self._cursor = b"-"
        self._number = 0
        self._first_own = b""
        self._state_due = 0.0
        self._joined = False
        self._senders: dict[str, tuple[int, float]] = {}
        """host -> its last message's number, and when it came (monotonic)"""
        self._stop = asyncio.Event()
        self._synced = time.monotonic()
        self.connected = False
        self.problem = "not asked yet"
        self.failures = 0
        self.where = where(settings)

    @property
    def lag(self) -> float:
        """Seconds since Redis was last told and asked."""
        return time.monotonic() - self._synced

    @property
    def others(self) -> int:
        """Hosts heard of within the last half minute."""
        since = time.monotonic() - SILENT_SECONDS
        return sum(at > since for _, at in self._senders.values())

    @property
    def left_out(self) -> int:
        """Cells of other hosts that there was no room for."""
        return self._heard.left_out

    def status(self) -> dict[str, Any]:
        """For the heartbeat and `boing status`; holds no secret."""
        return {
            "connected": self.connected,
            "where": self.where,
            "lag_seconds": round(self.lag, 1),
            "hosts": self.others,
            "problem": self.problem,
        }

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        """Until stopped; what was counted last is told before it ends."""
        while not self._stop.is_set():
            begun = time.monotonic()
            pause = self._period if await self.step() else RETRY_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.01, begun + pause - time.monotonic())):
                    await self._stop.wait()
        if self.connected:
            await self.step()
        await self._disconnect()

    async def step(self) -> bool:
        """One exchange; whether it succeeded. Never raises for what Redis can do."""
        try:
            async with asyncio.timeout(EXCHANGE_SECONDS if self._joined else JOIN_SECONDS):
                await self._exchange()
        except FAILURES as error:
            await self._away(why(error))
            return False
        except Exception as error:
            # one that ended here would leave this host alone for good
            logger.exception("counts cannot be exchanged")
            await self._away(f"{type(error).__name__}: {error}")
            return False
        if not self.connected:
            logger.info("counts are shared through %s", self.where)
        self.connected, self.problem = True, ""
        self._synced = time.monotonic()
        return True

    async def _exchange(self) -> None:
        client = self._client = self._client or connect(self._settings)
        now = self._clock()
        if not self._joined:
            await self._read_hosts(client)
        cells = await asyncio.to_thread(self._tally.changes, now)
        state = await asyncio.to_thread(self._state, now) if time.monotonic() >= self._state_due else None
        pipeline: Any = client.pipeline(transaction=False)
        message = {"host": self._name, "session": self._session, "number": self._number + 1, "cells": pack(cells)}
        pipeline.xadd(self._told, message, maxlen=MOST_MESSAGES, approximate=True)
        if state is not None:
            pipeline.hset(self._hosts, self._name, state)
        pipeline.xrange(self._told, self._cursor, "+", AT_ONCE)
        written, *_, messages = await pipeline.execute()
        self._number += 1
        self._tally.told()
        self._first_own = self._first_own or written
        if state is not None:
            self._state_due = time.monotonic() + STATE_SECONDS
        await asyncio.to_thread(self._read, messages)
        self._heard.expire(now)
        if self._cursor != b"-" and _moment(written) < _moment(self._cursor[1:]):
            self._rejoin()  # another stream, whose clock is behind the old one's

    async def _read_hosts(self, client: Client) -> None:
        """All that the others count, one host at a time; what nobody counts any more is let go."""
        reading: Any = client  # its methods are awaitable or not by its kind, which its types leave open
        names: list[bytes] = await reading.hkeys(self._hosts)
        for name in names[:MOST_HOSTS]:
            host = _text(name)
            if host == self._name:
                continue
            data: bytes | None = await reading.hget(self._hosts, name)
            if not await asyncio.to_thread(self._take, host, data or b"", self._clock()):
                await reading.hdel(self._hosts, name)
        self._joined = True

    def _state(self, now: float) -> bytes:
        return pack(self._tally.everything(now))

    def _read(self, messages: list[tuple[bytes, Mapping[bytes, bytes]]]) -> None:
        now = self._clock()
        for place, said in messages:
            self._cursor = b"(" + place
            host, session = (_text(said.get(name, b"")) for name in (b"host", b"session"))
            if host != self._name:
                self._take(host, said.get(b"cells", b""), now)
                self._note(host, said.get(b"number", b""))
            elif session != self._session and self._first_own and _moment(place) > _moment(self._first_own):
                self._rename()

    def _take(self, host: str, data: bytes, now: float) -> bool:
        """Whether any of it still counts. What cannot be read is left out."""
        try:
            cells = unpack(data)
        except ValueError as error:
            logger.debug("counts of %r are left out: %s", host, error)
            return False
        return self._heard.take(host, cells, now)

    def _note(self, host: str, number: bytes) -> None:
        """A number that is missing is a message that was let go before we read it: then all that is counted has to be read."""
        moment = time.monotonic()
        if host not in self._senders and len(self._senders) >= MOST_HOSTS:
            self._senders = {name: sent for name, sent in self._senders.items() if sent[1] > moment - SILENT_SECONDS}
            if len(self._senders) >= MOST_HOSTS:
                return
        this = int(number) if number.isdigit() and len(number) < 16 else 0
        last, _ = self._senders.get(host, (this, 0.0))
        self._senders[host] = (this, moment)
        if this > last + 1:
            self._joined = False

    def _rename(self) -> None:
        """A copy of this host's data dir is in use elsewhere: of two who go by one name only the larger number would stand."""
        logger.warning("another host shares counts by this one's name (a copied data dir?): it takes a new one")
        self._name_file.unlink(missing_ok=True)
        self._name, self._first_own = _name(self._name_file), b""
        self._tally.forget()
        self._number = 0
        self._state_due = 0.0

    def _rejoin(self) -> None:
        self._joined, self._cursor, self._state_due = False, b"-", 0.0

    async def _away(self, reason: str) -> None:
        self.failures += 1
        if self.connected or not self.failures - 1:
            logger.warning("counts are not shared: %s: %s; this host counts by itself", self.where, reason)
        self.connected, self.problem = False, reason
        self._rejoin()
        await self._disconnect()

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*FAILURES):
                async with asyncio.timeout(RETRY_SECONDS):
                    await client.aclose()


def _name(path: Path) -> str:
    """Made once for a data dir, beside the tables it stands for."""
    with contextlib.suppress(FileNotFoundError):
        name = path.read_text().strip()
        if len(name) == 2 * NAME_BYTES and name.isalnum():
            return name
    name = secrets.token_hex(NAME_BYTES)
    path.write_text(name)
    return name


def _text(data: bytes) -> str:
    return data[:64].decode("ascii", "replace")


def _moment(place: bytes) -> tuple[int, int]:
    """Of a message in the stream: milliseconds by Redis' clock, and a number within."""
    milliseconds, _, number = place.partition(b"-")
    return int(milliseconds or b"0"), int(number or b"0")
