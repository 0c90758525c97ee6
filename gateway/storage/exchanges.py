"""What passed: exchanges with their findings. Written by `ship` alone, read by id (live) or by time (search).

Ids grow in the order in which rows become visible, so `tail` after the last id seen misses nothing and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import batched, groupby
from typing import Any

from sqlalchemy import RowMapping, Select, and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.record import Record
from gateway.storage.database import Database
from gateway.storage.export import Export
from gateway.storage.intake import Intake
from gateway.storage.partitions import Partitions
from gateway.storage.search import ExchangeFilter, Position, Search
from gateway.storage.tables import exchanges, findings, sequences

__all__ = ["ExchangeFilter", "ExchangeRow", "Exchanges", "FindingRow", "Found"]

LOOKUP = 1000
"""Rows whose findings are looked up in one statement."""
WINDOW = 10_000
"""Rows that one search looks at where no index serves its filter."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    exchange_id: int
    ordinal: int
    at: int
    api_id: int
    detector: str
    rule: str
    severity: int
    effect: str
    mode: str
    location: str
    evidence: str
    message: str
    tags: list[str]


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """As `addons.record.Record`, with the store's id. `findings` is filled only where it was asked for."""

    id: int
    request_id: str
    at: int
    api_id: int
    operation: str
    method: str
    path: str
    query: str
    host: str
    version: str
    status: int
    action: str
    would: str
    score: int
    reason: str
    peer: str
    client: str
    identity_kind: str
    identity: str
    user_agent: str
    request_bytes: int
    response_bytes: int
    duration: int
    upstream: int
    inspection: int
    cost: dict[str, int]
    error: str
    revision: int
    source: str
    gateway: str
    country: str
    findings: tuple[FindingRow, ...] = ()

    @property
    def cursor(self) -> tuple[int, int]:
        """Pass to `query` to go on after (that is: before in time) this row."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class Found:
    """What one call of `search` came to."""

    rows: list[ExchangeRow]
    next: Position | None
    """pass as the cursor to go on; None: that was all"""
    is_partial: bool = False
    """the call stopped where its window ended, not because it had enough: `next` is how far it came"""


class Exchanges:
    def __init__(self, database: Database, sample: float = 1.0) -> None:
        """`sample`: the share of uneventful exchanges that is stored."""
        self._database = database
        self._intake = Intake(database, sample)
        self.partitions = Partitions(database)

    async def position(self, journal: str) -> int:
        """How far this journal has been stored; 0 where it is unknown."""
        return await self._intake.position(journal)

    async def ship(self, journal: str, rows: Sequence[tuple[int, Record]]) -> int:
        """Store journal records with their positions (increasing); returns how many were new. As `Intake.ship`."""
        return await self._intake.ship(journal, rows)

    async def last_id(self) -> int:
        """The id given last; 0 where nothing was ever stored."""
        async with self._database.reading() as connection:
            statement = select(sequences.c.value).where(sequences.c.name == "exchanges")
            return int((await connection.execute(statement)).scalar_one())

    async def tail(self, after: int, limit: int, *, with_findings: bool = False) -> list[ExchangeRow]:
        """The rows that came after the id `after`, in increasing order."""
        async with self._database.reading() as connection:
            statement = select(exchanges).where(exchanges.c.id > after).order_by(exchanges.c.id).limit(limit)
            rows = await _rows(connection, statement)
            return await _with_findings(connection, rows) if with_findings else rows

    async def tail_flagged(self, after: int, limit: int) -> list[ExchangeRow]:
        """As `tail`, but only exchanges with findings, which they carry: never reads the others."""
        async with self._database.reading() as connection:
            c = findings.c
            flagged = (
                select(c.exchange_id.label("id"), func.min(c.at).label("at"))
                .where(c.exchange_id > after)
                .group_by(c.exchange_id)
                .order_by(c.exchange_id)
                .limit(limit)
                .subquery()
            )
            same = and_(exchanges.c.id == flagged.c.id, exchanges.c.at == flagged.c.at)
            statement = select(exchanges).join(flagged, same).order_by(exchanges.c.id)
            return await _with_findings(connection, await _rows(connection, statement))

    async def search(
        self,
        wanted: ExchangeFilter,
        cursor: Position | None = None,
        limit: int = 100,
        *,
        ascending: bool = False,
        window: int = WINDOW,
        with_findings: bool = False,
    ) -> Found:
        """Newest first (or oldest), at most `limit`, having looked at no more than `window` rows.

        Where the filter names nothing that an index does not serve, that is no bound: every row looked at matches.
        """
        asked = Search(wanted, is_sqlite=self._database.is_sqlite, ascending=ascending)
        async with self._database.reading() as connection:
            upto = await self._window(connection, asked, cursor, window) if asked.is_bounded else None
            rows = await _rows(connection, asked.rows([*exchanges.c], cursor, upto, limit))
            if with_findings:
                rows = await _with_findings(connection, rows)
        if len(rows) == limit:
            return Found(rows, rows[-1].cursor)
        return Found(rows, upto, is_partial=upto is not None)

    async def _window(
        self, connection: AsyncConnection, asked: Search, cursor: Position | None, window: int
    ) -> Position | None:
        row = (await connection.execute(asked.window(cursor, window))).first()
        return None if row is None else (row[0], row[1])

    async def query(
        self,
        filter: ExchangeFilter = ExchangeFilter(),  # noqa: A002, B008 - immutable
        cursor: Position | None = None,
        limit: int = 100,
        *,
        with_findings: bool = False,
    ) -> list[ExchangeRow]:
        """As `search`, newest first, however many windows it takes. `cursor`: the last row's, to go on from there."""
        rows: list[ExchangeRow] = []
        while True:
            found = await self.search(filter, cursor, limit - len(rows), with_findings=with_findings)
            rows += found.rows
            if not found.is_partial:
                return rows
            cursor = found.next

    async def get(self, request_id: str) -> ExchangeRow | None:
        """The exchange a client quotes the id of, with its findings; None where it is not (or no longer) there."""
        async with self._database.reading() as connection:
            rows = await _rows(connection, select(exchanges).where(exchanges.c.request_id == request_id).limit(1))
            return (await _with_findings(connection, rows))[0] if rows else None

    async def around(
        self, row: ExchangeRow, wanted: ExchangeFilter, limit: int, reach: int = 3600
    ) -> list[ExchangeRow]:
        """Up to `limit` exchanges that `wanted` selects, half before and half after `row`, newest first, without it.

        No further away than `reach` seconds.
        """
        half, microseconds = max(1, limit // 2), reach * 1_000_000
        later = replace(wanted, since=row.at, until=row.at + microseconds)
        earlier = replace(wanted, since=row.at - microseconds, until=row.at + 1)
        after = await self.search(later, row.cursor, half, ascending=True)
        before = await self.search(earlier, row.cursor, limit - len(after.rows))
        return [*reversed(after.rows), *before.rows]

    def export(self, wanted: ExchangeFilter) -> Export:
        """All that `wanted` selects, as CSV, to be read in a thread; the caller closes it."""
        return Export(self._database, wanted)

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` exchanges from before `before_at`, oldest first, with their findings; returns how many."""
        async with self._database.writing() as connection:
            oldest = (
                select(exchanges.c.id)
                .where(exchanges.c.at < before_at)
                .order_by(exchanges.c.at, exchanges.c.id)
                .limit(chunk)
            )
            ids = [*(await connection.execute(oldest)).scalars()]
            for some in batched(ids, LOOKUP):
                await connection.execute(delete(findings).where(findings.c.exchange_id.in_(some)))
                await connection.execute(delete(exchanges).where(exchanges.c.id.in_(some)))
            return len(ids)

    async def forget_journals(self, before_at: int) -> int:
        """Forget the positions of journals that nothing came from since `before_at`; returns how many."""
        return await self._intake.forget_journals(before_at)

    async def shrink(self, pages: int = 2000) -> int:
        """Give at most `pages` free pages of a SQLite file back to the disk; returns how many. Nothing on MySQL.

        A tenth of the file stays free for the rows to come.
        """
        if not self._database.is_sqlite:
            return 0
        async with self._database.reading() as connection:
            total, free = [
                int((await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one())
                for name in ("page_count", "freelist_count")
            ]
        surplus = min(pages, free - total // 10)
        if surplus <= 0:
            return 0
        async with self._database.writing() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            # it gives back a page each time its answer is asked for one more row
            await raw.execute_fetchall(f"PRAGMA incremental_vacuum({surplus})")
        return surplus


async def _rows(connection: AsyncConnection, statement: Select[Any]) -> list[ExchangeRow]:
    return [ExchangeRow(**row) for row in (await connection.execute(statement)).mappings()]


async def _with_findings(connection: AsyncConnection, rows: list[ExchangeRow]) -> list[ExchangeRow]:
    found: dict[int, tuple[FindingRow, ...]] = {}
    for some in batched(rows, LOOKUP):
        ids = [row.id for row in some]
        times = [row.at for row in some]  # for MySQL to look at these days alone
        statement = (
            select(findings)
            .where(findings.c.exchange_id.in_(ids), findings.c.at.between(min(times), max(times)))
            .order_by(findings.c.exchange_id, findings.c.ordinal)
        )
        result = (await connection.execute(statement)).mappings()
        found.update(_grouped(result))
    return [replace(row, findings=found.get(row.id, ())) for row in rows]


def _grouped(result: Iterable[RowMapping]) -> dict[int, tuple[FindingRow, ...]]:
    rows = (FindingRow(**row) for row in result)
    return {exchange_id: tuple(group) for exchange_id, group in groupby(rows, key=lambda row: row.exchange_id)}


assert {f.name for f in fields(ExchangeRow)} - {"findings"} == set(exchanges.columns.keys())
