"""Ships the workers' journals to the store: in order, in batches, at least once; the store makes it exactly once.

What the store has is deleted from the journal. With the store away, journals grow (to their bound) and wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from addons.geography import Countries, Nowhere
from addons.record import Record
from gateway.journal import JournalReader
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

BATCH = 5000
POLL_SECONDS = 0.1
RETRY_MOST = 5.0


class Shipper:
    """Looks after every journal in a folder, also those of workers that are no more.

    `batch`: records of one transaction; what they become is made on the event loop, some 30 microseconds each.
    `open_countries`: opened once, in a thread, with the first batch: each record is told its client's country.
    """

    def __init__(
        self, store: Store, folder: Path, batch: int = BATCH, open_countries: Callable[[], Countries] = Nowhere
    ) -> None:
        self._open_countries = open_countries
        self._countries: Countries | None = None
        self._batch = batch
        self._store = store
        self._folder = folder
        self._readers: dict[Path, JournalReader] = {}
        self._positions: dict[Path, int] = {}
        self._troubled: dict[Path, str] = {}
        self._looking = threading.Lock()
        self._closed = False
        self._decoder = msgspec.json.Decoder(Record)
        self._stop = asyncio.Event()
        self.shipped = 0
        self.unreadable = 0
        self.waiting = 0
        self._oldest: float | None = None
        """when the oldest record that is not in the store was made, UTC seconds; None: there is none"""

    async def run(self) -> None:
        """Until `stop`; what is being shipped then is shipped to its end."""
        delay = POLL_SECONDS
        while not self._stop.is_set():
            try:
                count = await self.step()
            except StoreError as error:
                if delay <= POLL_SECONDS:
                    logger.warning("records wait in the journal: %s", error)
                delay = min(max(delay, POLL_SECONDS) * 2, RETRY_MOST)
            else:
                delay = 0.0 if count >= self._batch else POLL_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._stop.wait()

    def stop(self) -> None:
        self._stop.set()

    @property
    def lag(self) -> float:
        """Age in seconds of the oldest record that is not in the store. Grows also while a silent store is waited for."""
        return 0.0 if self._oldest is None else max(0.0, time.time() - self._oldest)

    async def step(self) -> int:
        """Ship one batch of each journal; returns the most that went from one. Raises StoreError with the store away.

        A journal that cannot be read (a full or broken disk) holds up no other, and is tried again.
        """
        readers = await asyncio.to_thread(self._look)
        most = 0
        refused: StoreError | None = None
        for path, reader in readers:
            try:
                if path not in self._positions:
                    self._positions[path] = await self._store.exchanges.position(reader.identity)
                most = max(most, await self._ship(path, reader))
            except StoreUnavailable:
                raise
            except StoreError as error:
                refused = error
            except (sqlite3.Error, OSError) as error:
                self._trouble(path, error)
        if refused is not None:
            raise refused
        if most:
            await asyncio.to_thread(self._look)
        return most

    def _look(self) -> list[tuple[Path, JournalReader]]:
        """The journals that can be read, and how many records wait in them; none once closed, as a step that was given up looks on."""
        with self._looking:
            return [] if self._closed else self._look_into_each()

    def _look_into_each(self) -> list[tuple[Path, JournalReader]]:
        readers = []
        waiting = 0
        made = []
        for path in sorted(self._folder.glob("*.db")):
            try:
                reader = self._readers.get(path)
                if reader is None:
                    reader = self._readers[path] = JournalReader(path)
                waiting += reader.waiting()
                made.append(reader.oldest())
            except (sqlite3.Error, OSError) as error:
                self._trouble(path, error)
            else:
                readers.append((path, reader))
                self._troubled.pop(path, None)
        self.waiting = waiting
        self._oldest = min((at for at in made if at is not None), default=None)
        return readers

    def _trouble(self, path: Path, error: Exception) -> None:
        if self._troubled.get(path) != str(error):
            self._troubled[path] = str(error)
            logger.error("journal %s: %s", path, error)

    async def drain(self, seconds: float) -> None:
        """Ship what is left, as far as it goes within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while await self.step():
                    pass
        except (StoreError, TimeoutError) as error:
            if self.waiting:
                why = str(error) or "time is up"
                logger.warning("%d records stay in the journal for the next start: %s", self.waiting, why)

    def close(self) -> None:
        with self._looking:
            self._closed = True
            for reader in self._readers.values():
                reader.close()

    async def _ship(self, path: Path, reader: JournalReader) -> int:
        rows = await asyncio.to_thread(reader.read, self._positions[path], self._batch)
        if not rows:
            return 0
        if self._countries is None:
            self._countries = await asyncio.to_thread(self._open_countries)
        country = self._countries.country
        del rows[self._batch :]  # a row of the journal holds as many as were written at once
        records: list[tuple[int, Record]] = []
        unreadable = 0
        for number, body in rows:
            try:
                record = self._decoder.decode(body)
            except msgspec.MsgspecError as error:
                unreadable += 1
                logger.error("journal %s, record %d is unreadable and left out: %s", path.name, number, error)  # noqa: TRY400
            else:
                record.country = record.country or country(record.client)
                records.append((number, record))
        last = rows[-1][0]
        if records:
            await self._store.exchanges.ship(reader.identity, records)
        self._positions[path] = last
        self.shipped += len(records)
        self.unreadable += unreadable
        await asyncio.to_thread(reader.forget, last)
        return len(rows)
