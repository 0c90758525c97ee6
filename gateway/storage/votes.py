"""Findings that are added to recorded exchanges after the fact: a near-line detector's vote on one request.

An exchange has at most one vote of a detector. What was decided about it stays as it was: its score, verdict and status are
history. Votes that count are added to the sums of their detector and rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.finding import Effect
from gateway.storage.admission import Admission
from gateway.storage.bulk import Bulk
from gateway.storage.database import Database
from gateway.storage.exchanges import ExchangeRow
from gateway.storage.shipment import finding_values, values
from gateway.storage.sums import Sums, TallyKey
from gateway.storage.tables import exchanges, findings, tallies

MOST = 1000
"""requests of one caller that are read, the newest ones"""


@dataclass(frozen=True, slots=True)
class Vote:
    """As `addons.finding.Finding`, about a recorded exchange."""

    exchange: ExchangeRow
    detector: str
    rule: str
    severity: int
    effect: Effect
    mode: str
    message: str
    tags: list[str] = field(default_factory=list)


class Votes:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._bulk = Bulk(is_sqlite=database.is_sqlite)
        self._admission: Admission[TallyKey] = Admission()

    async def add(self, connection: AsyncConnection, votes: Sequence[Vote]) -> int:
        """In the caller's transaction; returns how many were new. One whose detector has voted already is left out."""
        there = await _there(connection, [vote.exchange for vote in votes])
        rows, sums = [], Sums()
        for vote in votes:
            detectors = there.setdefault(vote.exchange.id, {})
            if vote.detector in detectors:
                continue
            row = finding_values(_plain(vote), _place(vote.exchange), max(detectors.values(), default=-1) + 1)
            detectors[vote.detector] = row["ordinal"]
            rows.append(row)
            if vote.effect is not Effect.NOTE:
                sums.add_found(_counted(vote.exchange), [row])
        await self._bulk.insert(connection, findings, values(rows, "tags"))
        await self._bulk.add(connection, tallies, sums.tallies(self._admission))
        return len(rows)

    async def against(
        self, detector: str, api_id: int, kind: str, identity: str, since: int
    ) -> set[tuple[str, str, str]]:
        """The different requests (method, path, query) of a caller that a detector's votes counted against since then.

        Reads the detector's findings since `since` (microseconds) by index, at most `MOST` of the caller's.
        """
        f, e = findings.c, exchanges.c
        statement = (
            select(e.method, e.path, e.query)
            .join(findings, and_(f.exchange_id == e.id, f.at == e.at))
            .where(f.detector == detector, f.at >= since, f.effect == Effect.SCORE, f.api_id == api_id)
            .where(e.identity_kind == kind, e.identity == identity)
            .order_by(f.at.desc())
            .limit(MOST)
        )
        async with self._database.reading() as connection:
            return {(row.method, row.path, row.query) for row in await connection.execute(statement)}


async def _there(connection: AsyncConnection, rows: Sequence[ExchangeRow]) -> dict[int, dict[str, int]]:
    """By exchange: each detector that found something, and the last place it has among the findings."""
    if not rows:
        return {}
    f = findings.c
    statement = (
        select(f.exchange_id, f.detector, func.max(f.ordinal).label("last"))
        .where(f.exchange_id.in_([row.id for row in rows]))
        .where(f.at.between(min(row.at for row in rows), max(row.at for row in rows)))
        .group_by(f.exchange_id, f.detector)
    )
    found: dict[int, dict[str, int]] = {}
    for row in await connection.execute(statement):
        found.setdefault(row.exchange_id, {})[row.detector] = row.last
    return found


def _plain(vote: Vote) -> dict[str, object]:
    names = ("detector", "rule", "severity", "mode", "message", "tags")
    return {name: getattr(vote, name) for name in names} | {"effect": vote.effect.value}


def _place(row: ExchangeRow) -> dict[str, Any]:
    return {"id": row.id, "at": row.at, "api_id": row.api_id}


def _counted(row: ExchangeRow) -> dict[str, Any]:
    names = ("at", "api_id", "action", "would", "status", "request_bytes", "response_bytes")
    return {name: getattr(row, name) for name in names}
