"""The way in: journal records become exchanges, findings and sums, in one transaction with the journal's position.

At least once becomes exactly once here: what lies at or below the stored position is left out, and so is every request id
that is there already. Ids are given under a lock held until the commit, so they become visible in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import batched
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.record import Record
from gateway.storage.admission import Admission
from gateway.storage.bulk import Bulk
from gateway.storage.database import Database
from gateway.storage.edit import next_in_sequence
from gateway.storage.shipment import Shipment, prepare, time_of, values
from gateway.storage.sums import TallyKey
from gateway.storage.tables import exchanges, findings, journals, rollups, sequences, tallies, totals

LOOKUP = 1000
"""Request ids looked up in one statement."""


class Intake:
    """`sample`: the share of uneventful exchanges that get a row; all are counted."""

    def __init__(self, database: Database, sample: float = 1.0) -> None:
        self._database = database
        self._sample = sample
        self._bulk = Bulk(is_sqlite=database.is_sqlite)
        self._admission: Admission[TallyKey] = Admission()

    async def position(self, journal: str) -> int:
        """How far this journal has been stored; 0 where it is unknown."""
        async with self._database.reading() as connection:
            return await _position(connection, journal)

    async def ship(self, journal: str, rows: Sequence[tuple[int, Record]]) -> int:
        """Store journal records with their positions (increasing); returns how many were new, sampled out or not.

        One transaction for exchanges, findings, sums and the journal's position: a batch may be sent again after any
        failure.
        """
        if not rows:
            return 0
        async with self._database.writing() as connection:
            # Holding this row keeps every other shipper out until the commit: ids become visible in order.
            first_id = await next_in_sequence(connection, "exchanges", 0)
            position = await _position(connection, journal)
            by_id: dict[str, Record] = {}
            for at, record in rows:
                if at > position:
                    by_id.setdefault(record.request_id, record)
            new = await self._unknown(connection, by_id)
            if new:
                await self._insert(connection, prepare(new, first_id, self._admission, self._sample))
            last = max(rows[-1][0], position)
            if last > position:
                await self._move(connection, journal, last)
            return len(new)

    async def forget_journals(self, before_at: int) -> int:
        """Forget the positions of journals that nothing came from since `before_at`: their files are long gone."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(journals).where(journals.c.updated_at < before_at))).rowcount

    async def _unknown(self, connection: AsyncConnection, by_id: dict[str, Record]) -> list[Record]:
        if not by_id:
            return []
        times = [time_of(record) for record in by_id.values()]
        known: set[str] = set()
        for some in batched(by_id, LOOKUP):
            known |= await self._bulk.stored(connection, some, min(times), max(times))
        return [record for request_id, record in by_id.items() if request_id not in known]

    async def _insert(self, connection: AsyncConnection, shipment: Shipment) -> None:
        bulk = self._bulk
        if shipment.exchanges:
            await bulk.insert(connection, exchanges, values(shipment.exchanges, "cost"))
            await bulk.insert(connection, findings, values(shipment.findings, "tags"))
            last_id = shipment.exchanges[-1]["id"]
            await connection.execute(update(sequences).where(sequences.c.name == "exchanges").values(value=last_id))
        for table, sums in ((totals, shipment.totals), (rollups, shipment.rollups), (tallies, shipment.tallies)):
            await bulk.add(connection, table, sums)

    async def _move(self, connection: AsyncConnection, journal: str, position: int) -> None:
        insert: Any = self._database.insert(journals)
        values = {"position": position, "updated_at": self._database.clock()}
        insert = insert.values(name=journal, **values)
        if self._database.is_sqlite:
            insert = insert.on_conflict_do_update(index_elements=["name"], set_=values)
        else:
            insert = insert.on_duplicate_key_update(values)
        await connection.execute(insert)


async def _position(connection: AsyncConnection, journal: str) -> int:
    statement = select(journals.c.position).where(journals.c.name == journal)
    return (await connection.execute(statement)).scalar_one_or_none() or 0
