"""The log's days on MySQL: one partition a day (UTC), made ahead, dropped whole; dropping one takes an instant whatever is in it.

The last partition, `rest`, takes what no day does, so a row is never refused. Whatever fell into it (no analyst ran for a
while, a clock stood ahead) is moved into its days when these are made. SQLite knows no partitions: nothing is done there.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.spans import DAY
from gateway.storage.tables import exchanges, findings

AHEAD = 3
"""Days made before they begin: so long may no analyst run without a row falling into `rest`."""
MOST = 4000
"""Days made at once; MySQL takes 8192 partitions in all."""
TABLES = (findings, exchanges)


class Partitions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, now: int, keep_from: int) -> int:
        """See that every day until `AHEAD` days after `now` has its partition; returns how many were made.

        `keep_from`: what is older needs no days of its own, it goes with the first that is made. Raises StoreUnavailable
        where others hold the table too long: nothing was done then.
        """
        made = 0
        for table in () if self._database.is_sqlite else TABLES:
            async with self._database.altering() as connection:
                bounds = await _bounds(connection, table)
                first = max(bounds) // DAY if bounds else await _oldest_day(connection, table, now)
                end = now // DAY + AHEAD + 1
                days = range(max(first, keep_from // DAY, end - MOST), end)
                if days:
                    parts = ", ".join([*map(_partition, days), "PARTITION rest VALUES LESS THAN MAXVALUE"])
                    await connection.execute(text(f"ALTER TABLE {table.name} REORGANIZE PARTITION rest INTO ({parts})"))
                    made += len(days)
        return made

    async def drop(self, before_at: int) -> int:
        """Drop the days that ended before `before_at`; returns how many. Raises as `make`."""
        dropped = 0
        for table in () if self._database.is_sqlite else TABLES:
            async with self._database.altering() as connection:
                bounds = await _bounds(connection, table)
                old = [name for bound, name in sorted(bounds.items()) if bound <= before_at]
                if old:
                    await connection.execute(text(f"ALTER TABLE {table.name} DROP PARTITION {', '.join(old)}"))
                    dropped += len(old)
        return dropped


def _partition(day: int) -> str:
    return f"PARTITION d{datetime.fromtimestamp(day * 86_400, UTC):%Y%m%d} VALUES LESS THAN ({(day + 1) * DAY})"


async def _bounds(connection: AsyncConnection, table: Table) -> dict[int, str]:
    """The days there are: the end of each, microseconds, and its partition's name."""
    statement = text(
        "SELECT partition_description, partition_name FROM information_schema.partitions "
        "WHERE table_schema = DATABASE() AND table_name = :name AND partition_name <> 'rest'"
    )
    return {int(bound): name for bound, name in await connection.execute(statement, {"name": table.name})}


async def _oldest_day(connection: AsyncConnection, table: Table, now: int) -> int:
    oldest = (await connection.execute(select(func.min(table.c.at)))).scalar()
    return min(now if oldest is None else oldest, now) // DAY
