"""What behaviours have learned, kept over restarts: one row each.

`position`: the id of the last exchange that is part of what was learned, so that nothing is learned twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.tables import behaviour_state


@dataclass(frozen=True, slots=True)
class Learned:
    """What a person is told of it. Times in microseconds; `since`: of the first exchange it saw, 0: none yet."""

    name: str
    updated_at: int
    position: int
    since: int
    seen: int
    """exchanges, since ever"""
    identities: int
    """callers it knows; of those that were lost sight of, only as many as it has room for"""
    concluded: int
    """conclusions, since ever"""
    ready: bool
    """whether it concludes yet, or still only learns"""
    bytes: int
    """size of what was learned"""


@dataclass(frozen=True, slots=True)
class BehaviourState:
    learned: Learned
    blob: bytes


class BehaviourStates:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Learned]:
        """By name, without what was learned itself."""
        columns = [column for column in behaviour_state.c if column.name != "blob"]
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(*columns).order_by(behaviour_state.c.name))).mappings()
            return [_learned(dict(row)) for row in rows]

    async def get(self, name: str) -> BehaviourState | None:
        """None where nothing was kept under this name."""
        async with self._database.reading() as connection:
            statement = select(behaviour_state).where(behaviour_state.c.name == name)
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        values = dict(row)
        blob = bytes(values.pop("blob"))
        return BehaviourState(_learned(values), blob)

    async def save(self, connection: AsyncConnection, states: Iterable[BehaviourState]) -> None:
        """In the caller's transaction; in place of what was there."""
        for state in states:
            await connection.execute(delete(behaviour_state).where(behaviour_state.c.name == state.learned.name))
            values: dict[str, Any] = asdict(state.learned) | {"blob": state.blob}
            await connection.execute(behaviour_state.insert().values(values))


def _learned(row: dict[str, Any]) -> Learned:
    return Learned(**{**row, "ready": bool(row["ready"])})
