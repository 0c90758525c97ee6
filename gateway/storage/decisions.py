"""Standing, expiring orders: who is banned or throttled, until when, and who said so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.policy.document import Decision, ListScope
from gateway.storage.database import Database
from gateway.storage.edit import Edit, insert_row
from gateway.storage.errors import NotFound
from gateway.storage.tables import decisions
from gateway.storage.targets import Sought, one_spelling


@dataclass(frozen=True, slots=True)
class NewDecision:
    """`origin`: what made it (a detector's id, "analyst", "person"). `expires_at` 0: never, otherwise microseconds.

    An address or a range is in its one spelling once this is made, however it was written.
    """

    type: Literal["ban", "throttle"]
    scope: ListScope
    target: str
    expires_at: int
    api_id: int = 0
    origin: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", one_spelling(self.scope, self.target))


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """None: any. `ended`: None both, true for those that are over and not deleted yet, false for those in force."""

    scope: str | None = None
    target: str | None = None
    type: str | None = None
    origin: str | None = None
    api_id: int | None = None
    ended: bool | None = False


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

    async def remove(self, edit: Edit, ids: Collection[int]) -> Sequence[DecisionRow]:
        """Lift those of these ids (a thousand at most) that are there; returns what they were. An audit row for each."""
        chosen = decisions.c.id.in_(ids)
        statement = select(decisions).where(chosen).order_by(decisions.c.id)
        rows = [DecisionRow(**row) for row in (await edit.connection.execute(statement)).mappings()]
        await edit.connection.execute(delete(decisions).where(chosen))
        for row in rows:
            edit.policy_changed = True
            edit.audit(f"decisions/{row.id}", asdict(row), None)
        return rows

    async def get(self, id: int) -> DecisionRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            statement = select(decisions).where(decisions.c.id == id)
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"decision {id}: there is none")
        return DecisionRow(**row)

    async def query(
        self,
        cursor: int | None = None,
        limit: int = 100,
        filter: DecisionFilter = DecisionFilter(),  # noqa: A002 - immutable
    ) -> Sequence[DecisionRow]:
        """Newest first. `cursor`: the last row's id, to go on from there."""
        c = decisions.c
        statement = select(decisions).order_by(c.id.desc()).limit(limit)
        if cursor is not None:
            statement = statement.where(c.id < cursor)
        for name in ("scope", "target", "type", "origin", "api_id"):
            if (value := getattr(filter, name)) is not None:
                statement = statement.where(c[name] == value)
        now = self._database.clock()
        if filter.ended is True:
            statement = statement.where(c.expires_at > 0, c.expires_at <= now)
        elif filter.ended is False:
            statement = statement.where(or_(c.expires_at == 0, c.expires_at > now))
        async with self._database.reading() as connection:
            return [DecisionRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def matching(self, sought: Sought) -> Sequence[DecisionRow]:
        """Those that could be meant, whether over or of any API, by id. Raises ValueError where the address is none."""
        rows: list[DecisionRow] = []
        async with self._database.reading() as connection:
            for condition in sought.conditions(decisions):
                found = await connection.execute(select(decisions).where(condition))
                rows += [DecisionRow(**row) for row in found.mappings()]
        return sorted(rows, key=lambda row: row.id)

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
