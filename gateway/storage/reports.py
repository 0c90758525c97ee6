"""What a part of the analyst said of itself last: one row each, replaced every few seconds by whoever does that part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from gateway.storage.database import Database
from gateway.storage.tables import reports


@dataclass(frozen=True, slots=True)
class Report:
    """`at`: when it was said, microseconds. `status` is of the part's own shape."""

    at: int
    status: dict[str, Any]


class Reports:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, name: str, status: dict[str, Any]) -> None:
        """In place of what was there; `at` is the store's clock."""
        insert: Any = self._database.insert(reports)
        values = {"at": self._database.clock(), "status": status}
        insert = insert.values(name=name, **values)
        if self._database.is_sqlite:
            insert = insert.on_conflict_do_update(index_elements=["name"], set_=values)
        else:
            insert = insert.on_duplicate_key_update(values)
        async with self._database.writing() as connection:
            await connection.execute(insert)

    async def get(self, name: str) -> Report | None:
        """None where it never said anything."""
        statement = select(reports.c.at, reports.c.status).where(reports.c.name == name)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return Report(row.at, row.status) if row else None
