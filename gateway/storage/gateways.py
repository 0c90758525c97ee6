"""What each gateway said of itself last. A row is written every few seconds by its agent, and by nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from gateway.storage.database import Database
from gateway.storage.tables import gateways


@dataclass(frozen=True, slots=True)
class GatewayRow:
    name: str
    """host and port"""
    at: int
    """when it reported, microseconds"""
    version: str
    status: dict[str, Any]
    """as `gateway.agent.heartbeat` makes it"""


class Gateways:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, name: str, version: str, status: dict[str, Any]) -> None:
        """Replace what this gateway said before; `at` is the store's clock."""
        insert: Any = self._database.insert(gateways)
        values = {"at": self._database.clock(), "version": version[:32], "status": status}
        insert = insert.values(name=name[:128], **values)
        if self._database.is_sqlite:
            insert = insert.on_conflict_do_update(index_elements=["name"], set_=values)
        else:
            insert = insert.on_duplicate_key_update(values)
        async with self._database.writing() as connection:
            await connection.execute(insert)

    async def all(self) -> list[GatewayRow]:
        """By name; also those that fell silent, until they are purged."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(gateways).order_by(gateways.c.name))
            return [GatewayRow(**row) for row in rows.mappings()]

    async def purge(self, before_at: int) -> int:
        """Forget those that have not reported since `before_at`; returns how many."""
        async with self._database.writing() as connection:
            return (await connection.execute(delete(gateways).where(gateways.c.at < before_at))).rowcount
