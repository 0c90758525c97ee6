"""The analyst's loop: holds the lease, groups new findings into alerts, ends what has expired, deletes what is old.

A batch of exchanges becomes alerts in the same transaction that moves the cursor past it, and only from where the
cursor stood: a restart, or two analysts for a moment, lose nothing and count nothing twice. With the store away it waits
and tries again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket

from gateway.analyst.grouping import sightings
from gateway.analyst.retention import apply_retention
from gateway.settings import Settings
from gateway.storage.database import Clock, wall_clock
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

LEASE = "analyst"
LEASE_SECONDS = 15.0
CURSOR = "alerts"
BATCH = 500
"""Exchanges with findings taken at a time."""
TICK_SECONDS = 1.0
RETENTION_SECONDS = 60.0
RETRY_MOST = 30.0


class Analyst:
    """One of possibly several; only the one that holds the lease does anything."""

    def __init__(self, store: Store, settings: Settings, stop: asyncio.Event, holder: str) -> None:
        self._store = store
        self._retention_days = settings.retention_days
        self._stop = stop
        self._holder = holder
        self._retained_at = 0

    async def tick(self) -> bool:
        """Everything that is due now. False where another analyst is active. Raises StoreError with the store away."""
        if not await self._hold():
            return False
        now = self._store.clock()
        await self._group()
        await self._store.alerts.unmute(now)
        await self._store.decisions.expire(now)
        if abs(now - self._retained_at) >= RETENTION_SECONDS * 1_000_000:
            self._retained_at = now
            await apply_retention(self._store, now, self._retention_days, self._hold)
        return True

    async def release(self) -> None:
        """Let another one go on at once."""
        await self._store.leases.release(LEASE, self._holder)

    async def _hold(self) -> bool:
        return not self._stop.is_set() and await self._store.leases.acquire(
            LEASE, self._holder, LEASE_SECONDS, self._store.clock()
        )

    async def _group(self) -> None:
        """Take all flagged exchanges after the cursor, batch by batch."""
        position = await self._store.cursors.position(CURSOR)
        while True:
            rows = await self._store.exchanges.tail_flagged(position, BATCH)
            if not rows:
                return
            last = rows[-1].id
            async with self._store.database.writing() as connection:
                if not await self._store.cursors.move(connection, CURSOR, position, last):
                    return
                await self._store.alerts.record(connection, sightings(rows), self._store.clock())
            position = last
            if len(rows) < BATCH or not await self._hold():
                return


async def run_analyst(settings: Settings, stop: asyncio.Event, *, clock: Clock = wall_clock) -> None:
    """Run until `stop` is set. Outlives the store's absence: one line when it goes, one when it is back."""
    store = await Store.open(settings, clock)
    holder = f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets.token_hex(4)}"
    analyst = Analyst(store, settings, stop, holder)
    delay, away = TICK_SECONDS, False
    try:
        while not stop.is_set():
            try:
                await analyst.tick()
            except StoreError as error:
                if not away:
                    logger.warning("the analyst waits for the store: %s", error)
                delay, away = min(delay * 2, RETRY_MOST), True
            else:
                if away:
                    logger.info("the analyst goes on: the store is back")
                delay, away = TICK_SECONDS, False
            await _wait(stop, delay)
        if not away:
            await _release(analyst)
    finally:
        await store.close()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _release(analyst: Analyst) -> None:
    try:
        await analyst.release()
    except StoreError as error:
        logger.warning("the analyst's lease runs out by itself: %s", error)
