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
from gateway.storage.tables import alerts, detectors


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
        """How many of its alerts that were last seen at or after `since` (microseconds) people reviewed, by their word."""
        c = alerts.c
        statement = (
            select(c.review, func.count())
            .where(c.detector == id, c.last_at >= since, c.review != "")
            .group_by(c.review)
        )
        async with self._database.reading() as connection:
            return {row[0]: int(row[1]) for row in await connection.execute(statement)}

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
