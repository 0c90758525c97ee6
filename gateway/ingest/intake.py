"""Takes telemetry in: judged in short turns of the event loop, appended to a journal of this process, shipped from there.

Invariants: one path for events, journal then store, so that a store that is away loses nothing; what cannot be kept is
refused before it is judged (`Full`), never dropped after; no turn is longer than `TURN_SECONDS` and one record, so
that whoever else is served by this event loop waits no longer. Started by its first use, or by what the last run left.
"""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.geo import LazyPlaces
from gateway.ingest.counters import MemoryCounters
from gateway.ingest.standing import Standing, StandingPolicy
from gateway.ingest.telemetry import Judge, Telemetry
from gateway.journal import MEMORY_RECORDS, Journal
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import ApiRuntime
from gateway.settings import Settings
from gateway.ship import Shipper
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

TURN_SECONDS = 0.002
IN_HAND_BYTES = 32 * 1024 * 1024
PENDING_RECORDS = MEMORY_RECORDS // 2
SHIPPED_AT_ONCE = 500
"""records: making rows of them takes the event loop as long as a few turns, and not longer"""
SWITCH_SECONDS = 0.001
"""how long a thread of this process (of the store, of the journal) waits for the interpreter while batches are judged"""
RECORD_BYTES = 1024
"""taken for a record that is not yet in the journal's file"""
MARGIN_BYTES = 64 * 1024 * 1024
"""of the journal: kept free for what is being judged when it is found full"""
DRAIN_SECONDS = 0.5
BUSY_SECONDS, FULL_SECONDS = 1, 5


class Full(Exception):  # noqa: N818 - reads as what it is
    """No room now: `retry_after` seconds until it is worth trying again."""

    def __init__(self, why: str, retry_after: int) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Turn:
    """A batch's time on the event loop, in slices."""

    def __init__(self) -> None:
        self._until = time.perf_counter() + TURN_SECONDS

    @property
    def over(self) -> bool:
        return time.perf_counter() >= self._until

    async def rest(self) -> None:
        """Let everyone else have a turn."""
        await asyncio.sleep(0)
        self._until = time.perf_counter() + TURN_SECONDS


class Intake:
    """One a process. `clock`: UTC seconds."""

    def __init__(
        self, settings: Settings, store: Store, secrets: Secrets, clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = Path(settings.boing_data_dir) / "ingest"
        self._limit = settings.journal_bytes
        self._store = store
        self._judge = Judge(MemoryCounters())
        self._one_at_a_time = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._in_hand = 0
        self._journal: Journal | None = None
        self._shipper: Shipper | None = None
        self._shipping: asyncio.Task[None] | None = None
        self._write_errors = 0
        self._failed_at = -math.inf
        self._said = ""
        self._stopping = False
        self.places = LazyPlaces(settings.geoip_database)
        self.policy = StandingPolicy(store, secrets, settings.cache_dir, clock, self.places.open)
        self.taken = 0
        self.refused = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ships what the last run left; at the end, what has been taken is on disk, and in the store as far as time allows."""
        try:
            if any(self._folder.glob("*.db")):
                self._start_shipping()
            yield
        finally:
            await self._close()

    def check_room(self) -> None:
        """Raises `Full`."""
        why, seconds = self._no_room()
        if why:
            self.refused += 1
            if why != self._said:
                logger.warning("telemetry is put off: %s", why)
            self._said = why
            raise Full(why, seconds)
        self._said = ""

    def _no_room(self) -> tuple[str, int]:
        journal = self._journal
        if self._stopping:
            return "the console is stopping", BUSY_SECONDS
        if self._in_hand >= IN_HAND_BYTES:
            return "too many batches are being judged", BUSY_SECONDS
        if journal is None:
            return "", 0
        if journal.pending >= PENDING_RECORDS:
            return "the journal is being written", BUSY_SECONDS
        if journal.room() - journal.pending * RECORD_BYTES < min(self._limit // 4, MARGIN_BYTES):
            return "the journal is full: the store has been away for too long", FULL_SECONDS
        if journal.write_errors > self._write_errors:
            self._write_errors = journal.write_errors
            self._failed_at = time.monotonic()
        if time.monotonic() - self._failed_at < FULL_SECONDS:
            return "the journal cannot be written", FULL_SECONDS
        return "", 0

    @asynccontextmanager
    async def turn(self, size: int) -> AsyncIterator[Turn]:
        """Wait for this batch's turn; `size` of it in bytes. Raises `Full`."""
        self.check_room()
        self._in_hand += size
        try:
            if self._journal is None:
                try:
                    async with self._starting:
                        await self._open()
                except (OSError, sqlite3.Error) as error:
                    raise Full(f"the journal cannot be opened: {error}", FULL_SECONDS) from error
            async with self._one_at_a_time:
                yield Turn()
        finally:
            self._in_hand -= size

    def take(self, standing: Standing, api: ApiRuntime, told: Telemetry) -> bool:
        """Judge and record; whether it would have been blocked or throttled. Only within a turn."""
        assert self._journal is not None
        record = self._judge.record(api, told, standing.snapshot)
        self._journal.append(record)
        self.taken += 1
        return record.would != "allow"

    async def _open(self) -> None:
        if self._journal is None:
            sys.setswitchinterval(SWITCH_SECONDS)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._journal = await asyncio.to_thread(Journal, self._folder / "console.db", self._limit)
            self._start_shipping()

    def _start_shipping(self) -> None:
        if self._shipper is None:
            self._shipper = Shipper(self._store, self._folder, SHIPPED_AT_ONCE, self.places.open)
            self._shipping = asyncio.create_task(self._ship(self._shipper), name="ingest shipper")

    async def _ship(self, shipper: Shipper) -> None:
        while True:
            try:
                await shipper.run()
            except Exception:
                # one that ended here would leave every later record in the journal, unheard
                logger.exception("telemetry is not shipped; trying again")
                await asyncio.sleep(FULL_SECONDS)
            else:
                return

    async def _close(self) -> None:
        self._stopping = True
        await self.policy.close()
        async with self._one_at_a_time:
            pass  # the batch under way is judged to its end
        shipper, journal = self._shipper, self._journal
        if journal is not None:
            await asyncio.to_thread(journal.close)
        if shipper is not None:
            shipper.stop()
            if self._shipping is not None:
                await asyncio.wait({self._shipping}, timeout=DRAIN_SECONDS)
                self._shipping.cancel()
                await asyncio.gather(self._shipping, return_exceptions=True)
            await shipper.drain(DRAIN_SECONDS)
            shipper.close()
