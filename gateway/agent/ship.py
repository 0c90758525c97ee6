"""Ships the workers' journals to the store: in order, in batches, at least once; the store makes it exactly once.

What the store has is deleted from the journal. With the store away, journals grow (to their bound) and wait.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import msgspec

from addons.record import Record
from gateway.proxy.journal import JournalReader
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

BATCH = 2000
POLL_SECONDS = 0.1
RETRY_MOST = 5.0


class Shipper:
    """Looks after every journal in a folder, also those of workers that are no more."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        self._readers: dict[Path, JournalReader] = {}
        self._positions: dict[Path, int] = {}
        self._decoder = msgspec.json.Decoder(Record)
        self.shipped = 0
        self.unreadable = 0
        self.waiting = 0

    async def run(self) -> None:
        delay = POLL_SECONDS
        while True:
            try:
                count = await self.step()
                delay = 0.0 if count >= BATCH else POLL_SECONDS
            except StoreError as error:
                if delay <= POLL_SECONDS:
                    logger.warning("records wait in the journal: %s", error)
                delay = min(max(delay, POLL_SECONDS) * 2, RETRY_MOST)
            await asyncio.sleep(delay)

    async def step(self) -> int:
        """Ship one batch of each journal; returns how many records went. Raises StoreError with the store away."""
        most = 0
        waiting = 0
        for path in sorted(self._folder.glob("*.db")):
            reader = self._readers.get(path)
            if reader is None:
                reader = self._readers[path] = await asyncio.to_thread(JournalReader, path)
            waiting += await asyncio.to_thread(reader.waiting)
            self.waiting = waiting
            if path not in self._positions:
                self._positions[path] = await self._store.exchanges.position(reader.identity)
            most = max(most, await self._ship(path, reader))
        self.waiting = waiting
        return most

    async def drain(self, seconds: float) -> None:
        """Ship what is left, as far as it goes within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while await self.step():
                    pass
        except (StoreError, TimeoutError) as error:
            logger.warning("records stay in the journal for the next start: %s", error or "time is up")

    def close(self) -> None:
        for reader in self._readers.values():
            reader.close()

    async def _ship(self, path: Path, reader: JournalReader) -> int:
        rows = await asyncio.to_thread(reader.read, self._positions[path], BATCH)
        if not rows:
            return 0
        records: list[tuple[int, Record]] = []
        for number, body in rows:
            try:
                records.append((number, self._decoder.decode(body)))
            except msgspec.MsgspecError as error:
                self.unreadable += 1
                logger.error("journal %s, record %d is unreadable and left out: %s", path.name, number, error)  # noqa: TRY400
        last = rows[-1][0]
        if records:
            await self._store.exchanges.ship(reader.identity, records)
        self._positions[path] = last
        await asyncio.to_thread(reader.forget, last)
        self.shipped += len(records)
        return len(rows)
