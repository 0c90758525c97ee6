"""What passed, added up: all that metrics are drawn from, so that no chart ever scans the log.

Written by `intake` in the transaction that stores the exchanges: totals are those of what passed, exactly, whether its rows
were sampled, or are gone. A time is answered from the coarsest blocks that fit it (`spans`). Where a time lies further back
than minutes or quarters are kept, its ends are moved to the borders of the blocks that still are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, RowMapping, Select, Table, and_, delete, func, or_, select

from gateway.storage import latency, spans
from gateway.storage.database import Database
from gateway.storage.spans import DAY, MINUTE, Stretch
from gateway.storage.sums import SUMS, TALLY_SUMS, Kind
from gateway.storage.tables import LATENCY_COLUMNS, STATUS_COLUMNS, rollups, tallies, totals

Dimension = Literal["api_id", "operation"]
DIMENSIONS: tuple[Dimension, ...] = ("api_id", "operation")
_STATUS, _SCORE, _LATENCY = (SUMS.index(name) for name in (STATUS_COLUMNS[0], "score", LATENCY_COLUMNS[0]))


@dataclass(frozen=True, slots=True)
class RollupPoint:
    """Sums over `[at, at + step)`; a dimension not asked for is None. `at` and durations in microseconds."""

    at: int
    api_id: int | None
    operation: str | None
    """`sums.OTHER` for all that were too many to be kept apart"""
    count: int
    throttled: int
    blocked: int
    would_throttle: int
    """would have been throttled, and passed"""
    would_block: int
    """would have been blocked, and was not"""
    statuses: tuple[int, ...]
    """how many were answered with each class of status, as `tables.STATUS_COLUMNS`"""
    score: int
    request_bytes: int
    response_bytes: int
    duration: int
    upstream: int
    inspection: int
    latency: tuple[int, ...]
    """how many fell in each bucket of `tables.LATENCY_BOUNDS`"""

    @property
    def errors(self) -> int:
        """answered 500 and above, or not at all"""
        return self.statuses[0] + self.statuses[5]

    def percentile(self, share: float) -> float:
        """Microseconds; `share` 0.99 for the 99th."""
        return latency.percentile(self.latency, share)


def summed(points: Iterable[RollupPoint]) -> RollupPoint | None:
    """All of them in one, that is at the first's time; None where there are none."""
    points = [*points]
    if not points:
        return None
    plain, tuples = (*SUMS[:_STATUS], *SUMS[_SCORE:_LATENCY]), ("statuses", "latency")
    sums: dict[str, Any] = {name: sum(map(attrgetter(name), points)) for name in plain}
    for name in tuples:
        sums[name] = tuple(map(sum, zip(*map(attrgetter(name), points), strict=True)))
    return RollupPoint(points[0].at, None, None, **sums)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one key of a kind was seen. `sums` says what each kind counts."""

    key: str
    """`sums.REST` (empty) for all that were too many to be kept apart, and for what had none"""
    count: int
    stopped: int
    """of these, blocked or throttled"""
    would: int
    """of these, let through though they would have been stopped"""
    errors: int
    """of these, answered 500 and above, or not at all"""
    amount: int
    """bytes both ways; microseconds for the kind `addon`"""
    api_id: int | None = None
    """where asked for"""


@dataclass(frozen=True, slots=True)
class TallyPoint:
    """One step of a key's series: sums over `[at, at + step)`, `at` in microseconds."""

    at: int
    count: int
    stopped: int
    would: int
    errors: int
    amount: int


class Rollups:
    def __init__(self, database: Database) -> None:
        self._database = database

    def step(self, step: int, since: int) -> int:
        """The step to draw `[since, now)` in where `step` seconds are wanted: never finer than what is kept of it."""
        return spans.fitting_step(step, since, self._database.clock())

    async def query(
        self,
        since: int,
        until: int,
        step: int = 60,
        api_id: int | None = None,
        by: Collection[Dimension] = (),
        *,
        limit: int = 10_000,
    ) -> list[RollupPoint]:
        """Points in `[since, until)` (microseconds, cut to minutes), oldest first; `step` seconds, rounded up to minutes.

        Steps without traffic have no point. A step longer than the range gives one point for each combination of `by`.
        """
        table = rollups if "operation" in by else totals
        c = table.c
        minutes = max(1, -(-step // 60))
        is_whole = minutes > -(-until // MINUTE) - since // MINUTE
        parts = self._stretches(since, until, most=spans.SPANS[-1] if is_whole else spans.span_of(minutes))
        start: ColumnElement[Any] = func.min(c.minute) if is_whole else c.minute - c.minute % minutes
        start = start.label("start")
        names = [name for name in DIMENSIONS if name in by]
        dimensions = [c[name] for name in names]
        grouped = dimensions if is_whole else [start, *dimensions]
        statement = select(start, *dimensions, *_summed(table)).where(_within(table, parts)).limit(limit)
        statement = statement.group_by(*grouped).order_by(*grouped) if grouped else statement
        return await self._points(_narrowed(statement, c.api_id, api_id), names)

    async def busiest(
        self, since: int, until: int, *, api_id: int | None = None, limit: int = 100
    ) -> list[RollupPoint]:
        """The operations called most in `[since, until)` (microseconds, cut to minutes), a point each, the busiest first."""
        c = rollups.c
        dimensions = [c[name] for name in DIMENSIONS]
        statement = (
            select(func.min(c.minute), *dimensions, *_summed(rollups))
            .where(_within(rollups, self._stretches(since, until)))
            .group_by(*dimensions)
            .order_by(func.sum(c.count).desc(), *dimensions)
            .limit(limit)
        )
        return await self._points(_narrowed(statement, c.api_id, api_id), DIMENSIONS)

    async def top(
        self,
        kind: Kind | Literal["operation"],
        since: int,
        until: int,
        *,
        api_id: int | None = None,
        keys: Collection[str] | None = None,
        by_api: bool = False,
        limit: int = 1000,
    ) -> list[Tally]:
        """The keys of a kind seen most in `[since, until)` (microseconds), the most frequent first.

        Long times are cut to quarters of an hour, or of a day. `keys`: only these. `by_api`: each API's apart; operations always are.
        """
        parts = self._stretches(since, until, least=spans.coarse_enough(until - since))
        if kind == "operation":
            table, key, same, by_api = rollups, rollups.c.operation, [], True
        else:
            table, key, same = tallies, tallies.c.key, [tallies.c.kind == kind]
        measures = _measures(table)
        grouped = [key, *([table.c.api_id] if by_api else [])]
        statement = (
            select(key.label("key"), *grouped[1:], *(func.sum(one).label(name) for name, one in measures.items()))
            .where(_within(table, parts, *same))
            .group_by(*grouped)
            .order_by(func.sum(measures["count"]).desc(), *grouped)
            .limit(limit)
        )
        if keys is not None:
            statement = statement.where(key.in_(keys))
        return [_tally(row) for row in await self._rows(_narrowed(statement, table.c.api_id, api_id))]

    async def tally_series(
        self,
        kind: Kind,
        key: str | None,
        since: int,
        until: int,
        step: int,
        *,
        api_id: int | None = None,
    ) -> list[TallyPoint]:
        """How often a key (None: all of the kind together) was seen, by `step` seconds; steps without have no point."""
        c = tallies.c
        minutes = max(1, -(-step // 60))
        parts = self._stretches(since, until, most=spans.span_of(minutes))
        start = (c.minute - c.minute % minutes).label("start")
        statement = (
            select(start, *(func.sum(c[name]).label(name) for name in TALLY_SUMS))
            .where(_within(tallies, parts, c.kind == kind))
            .group_by(start)
            .order_by(start)
        )
        if key is not None:
            statement = statement.where(c.key == key)
        rows = await self._rows(_narrowed(statement, c.api_id, api_id))
        return [TallyPoint(int(row["start"]) * MINUTE, *(int(row[name]) for name in TALLY_SUMS)) for row in rows]

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete about `chunk` rows at most of each table and span: finer blocks past their time, all from before `before_at`.

        Returns how many rows went; 0 where nothing is left to do.
        """
        now, gone = self._database.clock(), 0
        for table in (totals, rollups, tallies):
            for span in spans.SPANS:
                kept_from = now - spans.KEPT_DAYS[span] * DAY if span < spans.SPANS[-1] else 0
                oldest = max(before_at, kept_from) // MINUTE
                gone += await self._purge(table, span, oldest - oldest % span, chunk)
        return gone

    async def _purge(self, table: Table, span: int, oldest: int, chunk: int) -> int:
        """Whole blocks, oldest first, until at least `chunk` rows are gone."""
        c = table.c
        gone = 0
        async with self._database.writing() as connection:
            for kind in await _kinds(connection, table, span):
                same = [c.span == span, *([] if kind is None else [c.kind == kind])]
                while gone < chunk:
                    first = (await connection.execute(select(func.min(c.minute)).where(*same))).scalar()
                    if first is None or first >= oldest:
                        break
                    gone += (await connection.execute(delete(table).where(*same, c.minute == first))).rowcount
        return gone

    def _stretches(self, since: int, until: int, *, least: int = 1, most: int = spans.SPANS[-1]) -> list[Stretch]:
        """Cut to blocks of `least`, but never short of the present, where minutes are there."""
        now = self._database.clock()
        least = max(least, spans.finest(since, now))
        last = spans.finest(until, now) if until > now - least * MINUTE else least
        return spans.stretches(since // MINUTE, -(-until // MINUTE), least, most, last)

    async def _points(self, statement: Select[Any], names: Sequence[Dimension]) -> list[RollupPoint]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(statement)).all()
        return [_point(row, names) for row in rows if row[-1] is not None]

    async def _rows(self, statement: Select[Any]) -> list[RowMapping]:
        async with self._database.reading() as connection:
            return [*(await connection.execute(statement)).mappings()]


def _within(table: Table, parts: list[Stretch], *same: ColumnElement[bool]) -> ColumnElement[bool]:
    c = table.c
    blocks = [and_(c.span == part.span, *same, c.minute >= part.first, c.minute < part.end) for part in parts]
    return or_(*blocks) if blocks else c.span == -1


def _summed(table: Table) -> list[ColumnElement[Any]]:
    return [func.sum(table.c[name]) for name in SUMS]


def _measures(table: Table) -> dict[str, ColumnElement[Any]]:
    """What a `Tally` tells of a key, in terms of a table's columns."""
    c = table.c
    if table is tallies:
        return {name: c[name] for name in TALLY_SUMS}
    return {
        "count": c.count,
        "stopped": c.throttled + c.blocked,
        "would": c.would_throttle + c.would_block,
        "errors": c.status_none + c.status_5xx,
        "amount": c.request_bytes + c.response_bytes,
    }


def _narrowed(statement: Select[Any], column: ColumnElement[int], api_id: int | None) -> Select[Any]:
    return statement if api_id is None else statement.where(column == api_id)


async def _kinds(connection: Any, table: Table, span: int) -> list[str | None]:
    if table is not tallies:
        return [None]
    c = tallies.c
    return [*(await connection.execute(select(c.kind).where(c.span == span).distinct())).scalars()]


def _point(row: Row[Any], names: Sequence[Dimension]) -> RollupPoint:
    """By place, not by name: a chart of a month has some 10,000 of these numbers."""
    dimensions: dict[Dimension, Any] = dict(zip(names, row[1:], strict=False))
    sums = [*map(int, row[1 + len(names) :])]
    cells: list[Any] = [int(row[0]) * MINUTE, *(dimensions.get(name) for name in DIMENSIONS), *sums[:_STATUS]]
    cells += [tuple(sums[_STATUS:_SCORE]), *sums[_SCORE:_LATENCY], tuple(sums[_LATENCY:])]
    return RollupPoint(*cells)


def _tally(row: RowMapping) -> Tally:
    return Tally(key=row["key"], api_id=row.get("api_id"), **{name: int(row[name]) for name in TALLY_SUMS})


assert tuple(f.name for f in fields(RollupPoint) if f.name not in ("at", *DIMENSIONS)) == (
    *SUMS[:_STATUS], "statuses", *SUMS[_SCORE:_LATENCY], "latency"
), "a point is made of a row by place"  # fmt: skip
