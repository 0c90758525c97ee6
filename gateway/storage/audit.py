"""The audit log: who changed what, from where, from what to what. Rows are added by edits alone, never changed or deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from gateway.storage.database import Database
from gateway.storage.edit import chain_hash
from gateway.storage.tables import audit, sequences

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class AuditRow:
    """`target`: what was changed (`blacklist/12`); `action`: the edit it was part of. None: was not, is not."""

    id: int
    at: int
    user_id: int | None
    actor: str
    address: str
    action: str
    target: str
    before: Any
    after: Any
    prev_hash: str
    hash: str


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def query(
        self,
        cursor: int | None = None,
        limit: int = 100,
        *,
        actor: str | None = None,
        action: str | None = None,
        target: str | None = None,
        since: int | None = None,
        until: int | None = None,
    ) -> list[AuditRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = audit.c
        statement = select(audit).order_by(c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        for column, value in ((c.actor, actor), (c.action, action), (c.target, target)):
            if value is not None:
                statement = statement.where(column == value)
        if since is not None:
            statement = statement.where(c.at >= since)
        if until is not None:
            statement = statement.where(c.at < until)
        async with self._database.reading() as connection:
            return [AuditRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def verify(self) -> int | None:
        """The id of the first row that was changed, or that is missing (at the end too); None where the log is whole."""
        previous, expected = "", 1
        async with self._database.reading(one_state=True) as connection:
            last = (await connection.execute(select(sequences.c.value).where(sequences.c.name == "audit"))).scalar_one()
            while expected <= last:
                statement = select(audit).where(audit.c.id >= expected).order_by(audit.c.id).limit(CHUNK)
                rows = [AuditRow(**row) for row in (await connection.execute(statement)).mappings()]
                if not rows:
                    return expected
                for row in rows:
                    if row.id != expected or row.prev_hash != previous or row.hash != chain_hash(asdict(row)):
                        return expected
                    previous, expected = row.hash, expected + 1
        return None
