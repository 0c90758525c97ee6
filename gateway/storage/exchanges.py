"""What passed: exchanges with their findings. Written by `ship` alone, read by id (live) or by time (search).

Ids grow in the order in which rows become visible, so `tail` after the last id seen misses nothing and repeats nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import batched, groupby
from typing import Any

from sqlalchemy import ColumnElement, FromClause, RowMapping, Select, and_, delete, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.record import Record
from gateway.storage.database import Database
from gateway.storage.intake import Intake
from gateway.storage.partitions import Partitions
from gateway.storage.tables import exchanges, findings, sequences

LOOKUP = 1000
"""Request ids looked up in one statement."""


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
class ExchangeFilter:
    """All given conditions must hold. `since` inclusive, `until` exclusive, microseconds."""

    since: int | None = None
    until: int | None = None
    api_id: int | None = None
    action: str | None = None
    would: str | None = None
    identity: str | None = None
    client: str | None = None
    method: str | None = None
    operation: str | None = None
    status_from: int | None = None
    status_to: int | None = None
    score_from: int | None = None
    path_prefix: str | None = None
    path_contains: str | None = None
    source: str | None = None
    rule: str | None = None
    detector: str | None = None


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
            flagged = (
                select(findings.c.exchange_id.label("id"))
                .where(findings.c.exchange_id > after)
                .group_by(findings.c.exchange_id)
                .order_by(findings.c.exchange_id)
                .limit(limit)
                .subquery()
            )
            statement = select(exchanges).join(flagged, exchanges.c.id == flagged.c.id).order_by(exchanges.c.id)
            return await _with_findings(connection, await _rows(connection, statement))

    async def query(
        self,
        filter: ExchangeFilter = ExchangeFilter(),  # noqa: A002 - immutable
        cursor: tuple[int, int] | None = None,
        limit: int = 100,
        *,
        with_findings: bool = False,
    ) -> list[ExchangeRow]:
        """Newest first. `cursor`: the last row's, to go on from there."""
        statement = select(exchanges).where(*conditions(filter))
        at: ColumnElement[Any] = exchanges.c.at
        row_id: ColumnElement[Any] = exchanges.c.id
        if filter.rule is not None or filter.detector is not None:
            # Through the findings' own index: a rare rule is found without reading the log.
            flagged, matching = _flagged(filter)
            statement = statement.join(flagged, flagged.c.exchange_id == exchanges.c.id).where(*matching)
            at, row_id = flagged.c.at, flagged.c.exchange_id
        elif all(getattr(filter, name) is None for name in ("api_id", "identity", "client", "action")):
            # No index but that of time serves: MariaDB may else read and sort the whole log for its newest rows.
            statement = statement.with_hint(exchanges, "FORCE INDEX (ix_exchanges_at_id)", "mysql")
        if filter.since is not None:
            statement = statement.where(at >= filter.since)
        if filter.until is not None:
            statement = statement.where(at < filter.until)
        if cursor is not None:
            before, before_id = cursor
            statement = statement.where(at <= before, or_(at < before, and_(at == before, row_id < before_id)))
        statement = statement.order_by(at.desc(), row_id.desc()).limit(limit)
        async with self._database.reading() as connection:
            rows = await _rows(connection, statement)
            return await _with_findings(connection, rows) if with_findings else rows

    async def get(self, request_id: str) -> ExchangeRow | None:
        """The exchange a client quotes the id of, with its findings; None where it is not (or no longer) there."""
        async with self._database.reading() as connection:
            rows = await _rows(connection, select(exchanges).where(exchanges.c.request_id == request_id).limit(1))
            return (await _with_findings(connection, rows))[0] if rows else None

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


def conditions(wanted: ExchangeFilter) -> list[ColumnElement[bool]]:
    """All of a filter but its times and findings."""
    c = exchanges.c
    given: list[ColumnElement[bool]] = []
    for name in ("api_id", "action", "would", "identity", "client", "method", "operation", "source"):
        value = getattr(wanted, name)
        if value is not None:
            given.append(c[name] == value)
    if wanted.status_from is not None:
        given.append(c.status >= wanted.status_from)
    if wanted.status_to is not None:
        given.append(c.status <= wanted.status_to)
    if wanted.score_from is not None:
        given.append(c.score >= wanted.score_from)
    if wanted.path_prefix is not None:
        given.append(func.substr(c.path, 1, len(wanted.path_prefix)) == wanted.path_prefix)
    if wanted.path_contains is not None:
        given.append(func.instr(c.path, wanted.path_contains) > 0)
    return given


def _flagged(wanted: ExchangeFilter) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """The findings a filter asks for, one an exchange: its first."""
    one, earlier = findings.alias("flagged"), findings.alias("earlier")
    matching: list[ColumnElement[bool]] = []
    same = [earlier.c.exchange_id == one.c.exchange_id, earlier.c.ordinal < one.c.ordinal]
    for name in ("rule", "detector"):
        value = getattr(wanted, name)
        if value is not None:
            matching.append(one.c[name] == value)
            same.append(earlier.c[name] == value)
    # An exchange has a few findings, a rule may have millions: MariaDB must be told which way is short.
    first = select(literal(1)).where(*same).with_hint(earlier, "FORCE INDEX (PRIMARY)", "mysql")
    return one, [*matching, ~first.exists()]


async def _rows(connection: AsyncConnection, statement: Select[Any]) -> list[ExchangeRow]:
    return [ExchangeRow(**row) for row in (await connection.execute(statement)).mappings()]


async def _with_findings(connection: AsyncConnection, rows: list[ExchangeRow]) -> list[ExchangeRow]:
    found: dict[int, tuple[FindingRow, ...]] = {}
    for some in batched(rows, LOOKUP):
        ids = [row.id for row in some]
        statement = (
            select(findings).where(findings.c.exchange_id.in_(ids)).order_by(findings.c.exchange_id, findings.c.ordinal)
        )
        result = (await connection.execute(statement)).mappings()
        found.update(_grouped(result))
    return [replace(row, findings=found.get(row.id, ())) for row in rows]


def _grouped(result: Iterable[RowMapping]) -> dict[int, tuple[FindingRow, ...]]:
    rows = (FindingRow(**row) for row in result)
    return {exchange_id: tuple(group) for exchange_id, group in groupby(rows, key=lambda row: row.exchange_id)}


assert {f.name for f in fields(ExchangeRow)} - {"findings"} == set(exchanges.columns.keys())
