"""Standing, expiring orders: who is banned or throttled, until when, and who said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Decision, ListScope
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import NotFound
from gateway.storage.tables import decisions


@dataclass(frozen=True, slots=True)
class NewDecision:
    """`origin`: what made it (a detector's id, "analyst", "person"). `expires_at` 0: never, otherwise microseconds."""

    type: Literal["ban", "throttle"]
    scope: ListScope
    target: str
    expires_at: int
    api_id: int = 0
    origin: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    id: int
    type: str
    scope: str
    target: str
    api_id: int
    expires_at: int
    origin: str
    reason: str
    author: str
    created_at: int


class Decisions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, edit: Edit, decision: NewDecision) -> int:
        values = asdict(decision) | {"author": edit.actor.name[:255], "created_at": edit.now}
        new_id = await insert_row(edit, decisions, values)
        edit.policy_changed = True
        edit.audit(f"decisions/{new_id}", None, values)
        return new_id

    async def lift(self, edit: Edit, id: int) -> None:  # noqa: A002
        """End it now. Raises NotFound."""
        statement = select(decisions).where(decisions.c.id == id)
        before = (await edit.connection.execute(statement)).mappings().one_or_none()
        if before is None:
            raise NotFound(f"decision {id}: there is none")
        await edit.connection.execute(delete(decisions).where(decisions.c.id == id))
        edit.policy_changed = True
        edit.audit(f"decisions/{id}", dict(before), None)

    async def query(
        self,
        cursor: int | None = None,
        limit: int = 100,
        *,
        target: str | None = None,
        api_id: int | None = None,
        include_expired: bool = False,
    ) -> Sequence[DecisionRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = decisions.c
        statement = select(decisions).order_by(c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        if target is not None:
            statement = statement.where(c.target == target)
        if api_id is not None:
            statement = statement.where(c.api_id == api_id)
        if not include_expired:
            statement = statement.where(or_(c.expires_at == 0, c.expires_at > self._database.clock()))
        async with self._database.reading() as connection:
            return [DecisionRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def expire(self, now: int) -> int:
        """Delete those that ended by `now`; returns how many. No new revision: a worker already ignores them."""
        statement = delete(decisions).where(decisions.c.expires_at > 0, decisions.c.expires_at <= now)
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount


async def load_decisions(connection: AsyncConnection, now: int) -> list[Decision]:
    """Those standing at `now`, as the policy document has them."""
    c = decisions.c
    statement = select(decisions).where(or_(c.expires_at == 0, c.expires_at > now)).order_by(c.id)
    return [
        Decision(
            row["id"], row["type"], row["scope"], row["target"], row["expires_at"] / 1e6,
            row["api_id"], row["origin"], row["reason"],
        )
        for row in (await connection.execute(statement)).mappings()
    ]  # fmt: skip
