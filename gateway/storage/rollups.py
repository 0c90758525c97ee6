"""What passed, added up by minute: all that metrics are drawn from, so that no chart ever scans the log.

Written by `exchanges.ship` in the transaction that stores the exchanges: the sums are those of the log, exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import RowMapping, delete, func, select

from gateway.storage import latency
from gateway.storage.database import Database
from gateway.storage.shipment import MINUTE
from gateway.storage.tables import LATENCY_COLUMNS, rollups

Dimension = Literal["api_id", "operation", "action", "status_class"]
DIMENSIONS: tuple[Dimension, ...] = ("api_id", "operation", "action", "status_class")
_SUMS = ("count", "would_block", "would_throttle", "score", "request_bytes", "response_bytes", "duration", "upstream",
         "inspection")  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollupPoint:
    """Sums over `[at, at + step)`; a dimension not asked for is None. `at` and durations in microseconds."""

    at: int
    api_id: int | None
    operation: str | None
    action: str | None
    status_class: int | None
    """2 for 200–299; 0 where there was no answer"""
    count: int
    would_block: int
    would_throttle: int
    score: int
    request_bytes: int
    response_bytes: int
    duration: int
    upstream: int
    inspection: int
    latency: tuple[int, ...]
    """how many fell in each bucket of `tables.LATENCY_BOUNDS`"""

    def percentile(self, share: float) -> float:
        """Microseconds; `share` 0.99 for the 99th."""
        return latency.percentile(self.latency, share)


class Rollups:
    def __init__(self, database: Database) -> None:
        self._database = database

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

        Steps without traffic have no point.
        """
        c = rollups.c
        minutes = max(1, -(-step // 60))
        start = (c.minute - c.minute % minutes).label("start")
        dimensions = [c[name] for name in DIMENSIONS if name in by]
        sums = [func.sum(c[name]).label(name) for name in (*_SUMS, *LATENCY_COLUMNS)]
        statement = (
            select(start, *dimensions, *sums)
            .where(c.minute >= since // MINUTE, c.minute < -(-until // MINUTE))
            .group_by(start, *dimensions)
            .order_by(start, *dimensions)
            .limit(limit)
        )
        if api_id is not None:
            statement = statement.where(c.api_id == api_id)
        async with self._database.reading() as connection:
            return [_point(row) for row in (await connection.execute(statement)).mappings()]

    async def purge(self, before_at: int) -> int:
        """Delete the minutes before `before_at`; returns how many rows."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(rollups).where(rollups.c.minute < before_at // MINUTE))).rowcount


def _point(row: RowMapping) -> RollupPoint:
    return RollupPoint(
        at=int(row["start"]) * MINUTE,
        api_id=row.get("api_id"),
        operation=row.get("operation"),
        action=row.get("action"),
        status_class=row.get("status_class"),
        **{name: int(row[name]) for name in _SUMS},
        latency=tuple(int(row[name]) for name in LATENCY_COLUMNS),
    )
