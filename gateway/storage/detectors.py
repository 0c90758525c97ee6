"""What people set of a detector, for all APIs. A detector without a row runs by its own defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import DetectorSettings
from gateway.storage.database import Database
from gateway.storage.edit import Edit
from gateway.storage.errors import Conflict
from gateway.storage.tables import alerts, detectors, findings, reviews


@dataclass(frozen=True, slots=True)
class DetectorRow:
    id: str
    settings: DetectorSettings
    version: int
    updated_at: int


class Detectors:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[DetectorRow]:
        """Those that were set, by id."""
        async with self._database.reading() as connection:
            return await load_detectors(connection)

    async def get(self, id: str) -> DetectorRow | None:  # noqa: A002
        """None where it was never set."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def reviews(self, id: str, since: int) -> dict[str, int]:  # noqa: A002
        """How many of its alerts, and of the single exchanges it found something in, people reviewed, by their word.

        Those last seen at or after `since` (microseconds).
        """
        c, f, r = alerts.c, findings.c, reviews.c
        statement = (
            select(c.review, func.count())
            .where(c.detector == id, c.last_at >= since, c.review != "")
            .group_by(c.review)
        )
        single = (
            select(r.review, func.count(func.distinct(r.exchange_id)))
            .join(findings, (f.exchange_id == r.exchange_id) & (f.at == r.at))
            .where(f.detector == id, r.at >= since)
            .group_by(r.review)
        )
        found: dict[str, int] = {}
        async with self._database.reading() as connection:
            for asked in (statement, single):
                for review, count in await connection.execute(asked):
                    found[review] = found.get(review, 0) + int(count)
        return found

    async def set(
        self,
        edit: Edit,
        id: str,  # noqa: A002
        settings: DetectorSettings,
        *,
        version: int | None = None,
    ) -> int:
        """Returns the new version. `version`: the one that was read (0: there was none); raises Conflict where it is past."""
        before = await _one(edit.connection, id)
        at_version = before.version if before else 0
        if version is not None and version != at_version:
            raise Conflict(f"detector {id!r} was changed meanwhile: it is at version {at_version}")
        values: dict[str, Any] = {
            "mode": str(settings.mode),
            "on_error": settings.on_error,
            "options": settings.options,
            "version": at_version + 1,
            "updated_at": edit.now,
        }
        if before:
            await edit.connection.execute(update(detectors).where(detectors.c.id == id).values(values))
        else:
            await edit.connection.execute(detectors.insert().values(id=id, **values))
        edit.policy_changed = edit.document_changed = True
        edit.audit(f"detectors/{id}", before and msgspec.to_builtins(before.settings), msgspec.to_builtins(settings))
        return at_version + 1


async def load_detectors(connection: AsyncConnection) -> list[DetectorRow]:
    statement = select(detectors).order_by(detectors.c.id)
    return [_row(dict(row)) for row in (await connection.execute(statement)).mappings()]


async def _one(connection: AsyncConnection, id: str) -> DetectorRow | None:  # noqa: A002
    row = (await connection.execute(select(detectors).where(detectors.c.id == id))).mappings().one_or_none()
    return _row(dict(row)) if row else None


def _row(row: dict[str, Any]) -> DetectorRow:
    settings = msgspec.convert({name: row.pop(name) for name in ("mode", "on_error", "options")}, DetectorSettings)
    return DetectorRow(settings=settings, **row)
